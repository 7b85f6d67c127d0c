"""Whose lots they are and how they are marked; forms held back, slips edited, more choices.

Revision ID: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

HOLDS = ("waiting_form", "lot")
"""What has a lot's key."""
TEST = "T"
"""Every form was marked so until now."""


def upgrade() -> None:
    """Add the columns; what was made before is the shop's of its invoices, marked as they are."""
    for table in HOLDS:
        for name in ("partner", "marking"):
            op.add_column(table, sa.Column(name, sa.Text(), nullable=False, server_default=""))
        op.execute(f"UPDATE {table} SET marking = '{TEST}'")  # noqa: S608 - own names
    shop = "json_extract(document, '$.shop[1]')"
    op.execute(
        f"UPDATE waiting_form SET partner = coalesce((SELECT {shop} FROM invoice"  # noqa: S608 - own names
        " WHERE invoice.number = waiting_form.number), '')"
    )
    op.execute(
        f"UPDATE lot SET partner = coalesce((SELECT {shop} FROM invoice JOIN lot_form"  # noqa: S608 - own names
        " ON lot_form.number = invoice.number WHERE lot_form.lot_id = lot.id LIMIT 1), '')"
    )
    op.create_index("lot_by_partner", "lot", ["partner"])
    op.add_column("lot", sa.Column("slip_on", sa.Text(), nullable=True))
    for table, name, value in (
        ("waiting_form", "unblocked", "0"),
        ("shop_settings", "auto_block", "0"),
        ("shop_settings", "auto_rsp", "1"),
        ("shop_settings", "edit_slips", "0"),
    ):
        op.add_column(table, sa.Column(name, sa.Boolean(), nullable=False, server_default=value))
    op.add_column(
        "shop_settings",
        sa.Column("active_from", sa.Text(), nullable=True, server_default="2023-10-24"),
    )


def downgrade() -> None:
    """Refuse: forms that a person let go would be held again."""
    raise NotImplementedError("what was let go cannot be held again")
