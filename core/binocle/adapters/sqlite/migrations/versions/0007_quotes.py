"""Quotes, and the ordonnance of each invoice as it was typed.

Revision ID: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the two tables; an ordonnance that was kept with an invoice stays written."""
    op.create_table(
        "quote",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("patient", sa.Text(), nullable=True),
        sa.Column("total_cents", sa.Integer(), nullable=False),
        sa.Column("sale", sa.Text(), nullable=False),
        sa.Column("ordonnance", sa.Text(), nullable=False),
        sa.Column("invoice", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["invoice"], ["invoice.number"]),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "ordonnance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invoice", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["invoice"], ["invoice.number"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_ordonnance_invoice", "ordonnance", ["invoice"], unique=False)
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER ordonnance_keeps_on_{verb.lower()} BEFORE {verb} ON ordonnance "
            "BEGIN SELECT RAISE(ABORT, 'what was written stays'); END"
        )


def downgrade() -> None:
    """Forget quotes and ordonnances."""
    for table in ("ordonnance", "quote"):
        op.drop_table(table)
