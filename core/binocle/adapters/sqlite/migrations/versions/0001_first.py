"""The first schema: invoices, sealed forms, lots, files, returns, transfers.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table, and the triggers that keep sealed forms as they are."""
    op.create_table(
        "certificate",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("der", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_table(
        "counter",
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series"),
    )
    op.create_table(
        "incoming_message",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_incoming_message_outcome"), "incoming_message", ["outcome"], unique=False
    )
    op.create_index(
        op.f("ix_incoming_message_sha256"), "incoming_message", ["sha256"], unique=False
    )
    op.create_table(
        "invoice",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("total_cents", sa.Integer(), nullable=False),
        sa.Column("amo_cents", sa.Integer(), nullable=False),
        sa.Column("amc_cents", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("amo_state", sa.Text(), nullable=False),
        sa.Column("amc_state", sa.Text(), nullable=False),
        sa.Column("amo_paid_cents", sa.Integer(), nullable=False),
        sa.Column("amc_paid_cents", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "lot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("recipient_number", sa.Text(), nullable=False),
        sa.Column("flow", sa.Text(), nullable=False),
        sa.Column("flag", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_lot_file_name"), "lot", ["file_name"], unique=False)
    op.create_index(op.f("ix_lot_state"), "lot", ["state"], unique=False)
    op.create_index("lot_by_number", "lot", ["number", "recipient_number"], unique=False)
    op.create_table(
        "outgoing_file",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_index(op.f("ix_outgoing_file_state"), "outgoing_file", ["state"], unique=False)
    op.create_table(
        "waiting_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("flow", sa.Text(), nullable=False),
        sa.Column("flag", sa.Text(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("waiting_form_once", "waiting_form", ["number", "flow"], unique=True)
    op.create_table(
        "form",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("flow", sa.Text(), nullable=False),
        sa.Column("records", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate"],
            ["certificate.sha256"],
        ),
        sa.ForeignKeyConstraint(
            ["number"],
            ["invoice.number"],
        ),
        sa.PrimaryKeyConstraint("number", "flow"),
    )
    op.create_table(
        "invoice_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"],
            ["invoice.number"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_invoice_event_number"), "invoice_event", ["number"], unique=False)
    op.create_table(
        "lot_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lot_id"],
            ["lot.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_lot_event_lot_id"), "lot_event", ["lot_id"], unique=False)
    op.create_table(
        "lot_form",
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("flow", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lot_id"],
            ["lot.id"],
        ),
        sa.PrimaryKeyConstraint("number", "flow"),
    )
    op.create_index(op.f("ix_lot_form_lot_id"), "lot_form", ["lot_id"], unique=False)
    op.create_table(
        "transfer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("payer", sa.Text(), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message"],
            ["incoming_message.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("message"),
    )
    op.create_table(
        "transfer_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("asked_cents", sa.Integer(), nullable=False),
        sa.Column("paid_cents", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["transfer_id"],
            ["transfer.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_transfer_part_number"), "transfer_part", ["number"], unique=False)
    op.create_index(
        op.f("ix_transfer_part_transfer_id"), "transfer_part", ["transfer_id"], unique=False
    )
    op.execute(
        "CREATE TRIGGER form_never_changes BEFORE UPDATE ON form "
        "BEGIN SELECT RAISE(ABORT, 'a sealed form never changes'); END"
    )
    op.execute(
        "CREATE TRIGGER form_never_leaves BEFORE DELETE ON form "
        "BEGIN SELECT RAISE(ABORT, 'a sealed form never leaves'); END"
    )
    for table in ("invoice_event", "lot_event", "certificate"):
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_keeps_on_{verb.lower()} BEFORE {verb} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'what was written stays'); END"
            )
    op.execute(
        "CREATE TRIGGER invoice_never_changes BEFORE UPDATE OF number, opened_at, document, "
        "total_cents, amo_cents, amc_cents ON invoice "
        "BEGIN SELECT RAISE(ABORT, 'an invoice never changes'); END"
    )
    op.execute(
        "CREATE TRIGGER invoice_never_leaves BEFORE DELETE ON invoice "
        "BEGIN SELECT RAISE(ABORT, 'an invoice never leaves'); END"
    )
    # INSERT OR REPLACE deletes without waking a delete trigger.
    op.execute(
        "CREATE TRIGGER form_never_replaced BEFORE INSERT ON form WHEN EXISTS "
        "(SELECT 1 FROM form WHERE number = NEW.number AND flow = NEW.flow) "
        "BEGIN SELECT RAISE(ABORT, 'a sealed form never leaves'); END"
    )


def downgrade() -> None:
    """There is nothing before the first schema: a database is never taken back to nothing."""
    raise NotImplementedError("the first revision cannot be undone")
