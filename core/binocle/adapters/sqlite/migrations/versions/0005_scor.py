"""Documents attached to invoices, their history and their PDF.

Revision ID: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the three tables; what happened to a document stays written."""
    op.create_table(
        "scor_document",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("invoice", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("added_at", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("pages", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("made_by_program", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["invoice"], ["invoice.number"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("invoice", "type", name="scor_document_once"),
    )
    op.create_index("ix_scor_document_state", "scor_document", ["state"], unique=False)
    op.create_table(
        "scor_content",
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["scor_document.id"]),
        sa.PrimaryKeyConstraint("document"),
    )
    op.create_table(
        "scor_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invoice", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["invoice"], ["invoice.number"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_scor_event_invoice", "scor_event", ["invoice"], unique=False)
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER scor_event_keeps_on_{verb.lower()} BEFORE {verb} ON scor_event "
            "BEGIN SELECT RAISE(ABORT, 'what was written stays'); END"
        )


def downgrade() -> None:
    """Forget the documents."""
    for table in ("scor_event", "scor_content", "scor_document"):
        op.drop_table(table)
