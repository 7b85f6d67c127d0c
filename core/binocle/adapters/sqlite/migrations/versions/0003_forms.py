"""Forms have generations: deleted and made anew, kept all the same; invoices change while they may.

Revision ID: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEPT = ("invoice_revision", "credit_note")
"""Tables of which nothing that was written changes or leaves."""


def _form() -> None:
    op.create_table(
        "form_3",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("flow", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("records", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.Text(), nullable=False),
        sa.Column("vitale_signature", sa.LargeBinary(), nullable=True),
        sa.Column("vitale_certificate", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["certificate"], ["certificate.sha256"]),
        sa.ForeignKeyConstraint(["vitale_certificate"], ["certificate.sha256"]),
        sa.ForeignKeyConstraint(["number"], ["invoice.number"]),
        sa.PrimaryKeyConstraint("number", "flow", "generation"),
    )
    op.execute(
        "INSERT INTO form_3 SELECT number, flow, 1, records, signature, certificate, signed_at, "
        "NULL, NULL FROM form"
    )
    op.drop_table("form")  # its triggers leave with it
    op.rename_table("form_3", "form")
    for verb, what in (("UPDATE", "changes"), ("DELETE", "leaves")):
        op.execute(
            f"CREATE TRIGGER form_never_{what} BEFORE {verb} ON form "
            f"BEGIN SELECT RAISE(ABORT, 'a sealed form never {what}'); END"
        )
    # INSERT OR REPLACE deletes without waking a delete trigger.
    op.execute(
        "CREATE TRIGGER form_never_replaced BEFORE INSERT ON form WHEN EXISTS "
        "(SELECT 1 FROM form WHERE number = NEW.number AND flow = NEW.flow "
        "AND generation = NEW.generation) "
        "BEGIN SELECT RAISE(ABORT, 'a sealed form never leaves'); END"
    )


def _lot_form() -> None:
    op.create_table(
        "lot_form_3",
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("flow", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"]),
        sa.PrimaryKeyConstraint("number", "flow", "generation"),
    )
    op.execute("INSERT INTO lot_form_3 SELECT lot_id, number, flow, 1 FROM lot_form")
    op.drop_table("lot_form")
    op.rename_table("lot_form_3", "lot_form")
    op.create_index(op.f("ix_lot_form_lot_id"), "lot_form", ["lot_id"], unique=False)


def _new_tables() -> None:
    op.create_table(
        "invoice_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["number"], ["invoice.number"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_invoice_revision_number"), "invoice_revision", ["number"], unique=False
    )
    op.create_table(
        "credit_note",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("invoice", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("total_cents", sa.Integer(), nullable=False),
        sa.Column("amo_cents", sa.Integer(), nullable=False),
        sa.Column("amc_cents", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["invoice"], ["invoice.number"]),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("invoice"),
    )
    for table in KEPT:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_keeps_on_{verb.lower()} BEFORE {verb} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'what was written stays'); END"
            )


def _invoice() -> None:
    op.add_column(
        "invoice", sa.Column("generation", sa.Integer(), nullable=False, server_default="1")
    )
    op.add_column("invoice", sa.Column("replaced_by", sa.Text(), nullable=False, server_default=""))
    op.execute("DROP TRIGGER invoice_never_changes")
    op.execute(
        "CREATE TRIGGER invoice_never_changes BEFORE UPDATE OF number, opened_at ON invoice "
        "BEGIN SELECT RAISE(ABORT, 'an invoice never changes'); END"
    )
    # Before its number, an invoice may change whole; with it, only how its form is made, and only
    # while there is none.
    op.execute(
        "CREATE TRIGGER invoice_changes_without_a_form BEFORE UPDATE OF document ON invoice "
        "WHEN OLD.state NOT IN ('provisional', 'calculated', 'forms-deleted') "
        "BEGIN SELECT RAISE(ABORT, 'an invoice never changes'); END"
    )
    op.execute(
        "CREATE TRIGGER invoice_amounts_stay BEFORE UPDATE OF total_cents, amo_cents, amc_cents "
        "ON invoice WHEN OLD.state <> 'provisional' AND (NEW.total_cents, NEW.amo_cents, "
        "NEW.amc_cents) <> (OLD.total_cents, OLD.amo_cents, OLD.amc_cents) "
        "BEGIN SELECT RAISE(ABORT, 'an invoice never changes'); END"
    )
    op.execute(
        "CREATE TRIGGER invoice_leaves_what_it_was AFTER UPDATE OF document ON invoice "
        "BEGIN INSERT INTO invoice_revision (number, document) VALUES (OLD.number, OLD.document); "
        "END"
    )
    op.execute(
        "CREATE TRIGGER invoice_followed_once BEFORE UPDATE OF replaced_by ON invoice "
        "WHEN OLD.replaced_by <> '' "
        "BEGIN SELECT RAISE(ABORT, 'an invoice is replaced once'); END"
    )
    op.execute(
        "CREATE TRIGGER invoice_generations_rise BEFORE UPDATE OF generation ON invoice "
        "WHEN NEW.generation <> OLD.generation + 1 "
        "BEGIN SELECT RAISE(ABORT, 'a generation of forms never comes back'); END"
    )


def upgrade() -> None:
    """Give forms a generation, and keep what an invoice was, its credit note, its successor."""
    _form()
    _lot_form()
    _new_tables()
    _invoice()


def downgrade() -> None:
    """A database that holds withdrawn forms has no place for them before."""
    raise NotImplementedError("generations of forms cannot be undone")
