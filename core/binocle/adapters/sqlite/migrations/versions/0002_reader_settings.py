"""The shop's settings of its readers.

Revision ID: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the one-row table."""
    op.create_table(
        "reader_settings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("cps", sa.Text(), nullable=False),
        sa.Column("vitale", sa.Text(), nullable=False),
        sa.Column("contactless", sa.Text(), nullable=True),
        sa.Column("wait_s", sa.Integer(), nullable=False),
        sa.Column("apcv_way", sa.Text(), nullable=True),
        sa.Column("reread_days", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name="reader_settings_once"),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade() -> None:
    """Forget the settings."""
    op.drop_table("reader_settings")
