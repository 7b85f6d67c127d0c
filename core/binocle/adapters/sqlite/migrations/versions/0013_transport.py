"""The way by which a shop sends and receives.

Revision ID: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let what a shop has chosen stand: HTTP, the only way until now."""
    op.add_column(
        "shop_settings",
        sa.Column("transport", sa.Text(), nullable=False, server_default="concentrateur"),
    )


def downgrade() -> None:
    """Forget the choice."""
    op.drop_column("shop_settings", "transport")
