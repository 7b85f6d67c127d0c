"""SCOR lots, what the server answers, and several documents of one type.

Revision ID: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let a document be replaced or be one more; keep lots, their bytes, answers set aside."""
    _documents()
    _lots()
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER scor_lot_event_keeps_on_{verb.lower()} BEFORE {verb} "
            "ON scor_lot_event BEGIN SELECT RAISE(ABORT, 'what was written stays'); END"
        )


def _documents() -> None:
    """Make the table of documents anew: SQLite takes no constraint off a table.

    Their pages refer to it, so they stand aside meanwhile.
    """
    op.execute("CREATE TABLE scor_content_aside AS SELECT document, pdf FROM scor_content")
    op.drop_table("scor_content")
    with op.batch_alter_table("scor_document") as table:
        table.drop_constraint("scor_document_once", type_="unique")
        table.add_column(sa.Column("extra", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("reason", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("replaced_by", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("answered_at", sa.Text(), nullable=True))
    op.create_index("ix_scor_document_invoice", "scor_document", ["invoice"], unique=False)
    op.create_index(
        "scor_document_once",
        "scor_document",
        ["invoice", "type"],
        unique=True,
        sqlite_where=sa.text("extra = 0 AND replaced_by = ''"),
    )
    op.create_table(
        "scor_content",
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["scor_document.id"]),
        sa.PrimaryKeyConstraint("document"),
    )
    op.execute(
        "INSERT INTO scor_content (document, pdf) SELECT document, pdf FROM scor_content_aside"
    )
    op.drop_table("scor_content_aside")


def _lots() -> None:
    op.create_table(
        "scor_lot",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("fse_lot", sa.Text(), nullable=False),
        sa.Column("fse_recipient", sa.Text(), nullable=False),
        sa.Column("fse_day", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("first_tried_at", sa.Text(), nullable=True),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_index("ix_scor_lot_state", "scor_lot", ["state"], unique=False)
    op.create_table(
        "scor_lot_content",
        sa.Column("lot", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["lot"], ["scor_lot.name"]),
        sa.PrimaryKeyConstraint("lot"),
    )
    op.create_table(
        "scor_piece",
        sa.Column("lot", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["lot"], ["scor_lot.name"]),
        sa.PrimaryKeyConstraint("lot", "rank"),
    )
    op.create_index("ix_scor_piece_document", "scor_piece", ["document"], unique=False)
    op.create_table(
        "scor_lot_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lot", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["lot"], ["scor_lot.name"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_scor_lot_event_lot", "scor_lot_event", ["lot"], unique=False)
    op.create_table(
        "scor_set_aside",
        sa.Column("rank", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("rank"),
    )


def downgrade() -> None:
    """A document that was replaced has no place before."""
    raise NotImplementedError("replaced documents cannot be undone")
