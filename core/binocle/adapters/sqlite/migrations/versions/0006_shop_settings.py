"""The shop's own choices.

Revision ID: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the one-row table."""
    op.create_table(
        "shop_settings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("adri_mode", sa.Text(), nullable=False),
        sa.Column("adri_failures", sa.Integer(), nullable=False),
        sa.Column("apcv_module", sa.Boolean(), nullable=False),
        sa.Column("documents_first", sa.Boolean(), nullable=False),
        sa.CheckConstraint("id = 1", name="shop_settings_once"),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade() -> None:
    """Forget the choices."""
    op.drop_table("shop_settings")
