"""What the pages of money need: the journal of lines and transfers, and indexes.

Revision ID: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the journal; index transfers by day, free lines, and movements of no invoice."""
    op.create_table(
        "bank_pair_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfer.id"]),
        sa.ForeignKeyConstraint(["line_id"], ["bank_line.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_bank_pair_event_transfer_id", "bank_pair_event", ["transfer_id"])
    for name, columns in (
        ("transfer_by_day", ["day", "id"]),
        ("transfer_by_amount", ["amount_cents"]),
    ):
        op.create_index(name, "transfer", columns, sqlite_where=sa.text("moves = 1"))
    op.create_index(
        "bank_line_free",
        "bank_line",
        ["amount_cents", "day"],
        sqlite_where=sa.text("transfer_id IS NULL AND amount_cents > 0"),
    )
    op.create_index(
        "debt_movement_alone",
        "debt_movement",
        ["transfer_id"],
        sqlite_where=sa.text("number = ''"),
    )


def downgrade() -> None:
    """Take the journal and the indexes away."""
    op.drop_index("debt_movement_alone", "debt_movement")
    op.drop_index("bank_line_free", "bank_line")
    op.drop_index("transfer_by_amount", "transfer")
    op.drop_index("transfer_by_day", "transfer")
    op.drop_table("bank_pair_event")
