"""Lots that leave again, and forms that leave a rejected lot for another one.

Revision ID: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Note when a lot left and how its error was treated; a form is in one lot that counts."""
    op.add_column("lot", sa.Column("sent_on", sa.Text(), nullable=True))
    op.add_column("lot", sa.Column("treated", sa.Text(), nullable=False, server_default=""))
    op.execute(
        "UPDATE lot SET sent_on = (SELECT substr(max(at), 1, 10) FROM lot_event"
        " WHERE lot_event.lot_id = lot.id AND kind = 'FileSent')"
    )
    op.create_table(
        "lot_form_9",
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("flow", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("released", sa.Boolean(), nullable=False, server_default="0"),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"]),
        sa.PrimaryKeyConstraint("lot_id", "number", "flow", "generation"),
    )
    op.execute(
        "INSERT INTO lot_form_9 (lot_id, number, flow, generation)"
        " SELECT lot_id, number, flow, generation FROM lot_form"
    )
    op.drop_table("lot_form")
    op.rename_table("lot_form_9", "lot_form")
    op.create_index("ix_lot_form_lot_id", "lot_form", ["lot_id"])
    op.create_index(
        "lot_form_once",
        "lot_form",
        ["number", "flow", "generation"],
        unique=True,
        sqlite_where=sa.text("NOT released"),
    )


def downgrade() -> None:
    """Refuse: a form that was in two lots would lose one."""
    raise NotImplementedError("lots that left again cannot be forgotten")
