"""The money that returns announce: several transfers each, debts, one-off payments, the bank.

Revision ID: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

DETAIL_TEXTS = ("code", "label", "nir", "birth_date", "birth_rank", "period")


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _make(table: str, *columns: sa.Column[str] | sa.Column[int], of: str, key: str) -> None:
    """Create a table whose rows belong to those of another one."""
    op.create_table(
        table,
        _number("id"),
        _number(key),
        *columns,
        sa.ForeignKeyConstraint([key], [f"{of}.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(f"ix_{table}_{key}", table, [key])


def _transfers() -> None:
    """Let a return announce several transfers, and a posting be of no lot of ours."""
    op.create_table(
        "transfer_11",
        _number("id"),
        _text("message"),
        _text("day"),
        _text("label"),
        sa.Column("line_1", sa.Text(), nullable=False, server_default=""),
        sa.Column("line_2", sa.Text(), nullable=False, server_default=""),
        _text("payer"),
        _number("amount_cents"),
        sa.Column("moves", sa.Boolean(), nullable=False, server_default="1"),
        sa.ForeignKeyConstraint(["message"], ["incoming_message.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "transfer_part_11",
        _number("id"),
        _number("transfer_id"),
        _text("number"),
        _text("part"),
        _number("asked_cents", nullable=True),
        _number("paid_cents"),
        _text("state"),
        _number("lot_id", nullable=True),
        sa.Column("tied", sa.Text(), nullable=False, server_default=""),
        _text("tied_at", nullable=True),
        sa.Column("told", sa.Text(), nullable=False, server_default="{}"),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfer_11.id"]),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.execute(
        "INSERT INTO transfer_11 (id, message, day, label, line_1, payer, amount_cents)"
        " SELECT id, message, day, label, label, payer, amount_cents FROM transfer"
    )
    # What was matched until now was tied to its file as it came.
    op.execute(
        "INSERT INTO transfer_part_11"
        " (id, transfer_id, number, part, asked_cents, paid_cents, state, lot_id, tied)"
        " SELECT id, transfer_id, number, part, asked_cents, paid_cents, state,"
        " (SELECT max(lot_id) FROM lot_form WHERE lot_form.number = transfer_part.number"
        " AND (lot_form.flow = 'F') = (part = 'amo')), 'auto' FROM transfer_part"
    )
    op.drop_table("transfer_part")
    op.drop_table("transfer")
    op.rename_table("transfer_11", "transfer")
    op.rename_table("transfer_part_11", "transfer_part")
    op.create_index("ix_transfer_message", "transfer", ["message"])
    for column in ("transfer_id", "number", "lot_id"):
        op.create_index(f"ix_transfer_part_{column}", "transfer_part", [column])


def upgrade() -> None:
    """Make room for all that a transfer is made of, and for the lines of the bank."""
    _transfers()
    _make(
        "return_signal", _text("code"), _text("label"), _text("level"),
        _number("line", nullable=True), _text("act"), _text("care_on", nullable=True),
        _text("extra"), of="transfer_part", key="transfer_part_id",
    )  # fmt: skip
    _make(
        "debt_movement", _text("number"), _text("reference"), _text("day"), _text("nature"),
        _text("operation"), _number("amount_cents"), _number("balance_cents", nullable=True),
        _number("line"), of="transfer", key="transfer_id",
    )  # fmt: skip
    for column in ("number", "reference"):
        op.create_index(f"ix_debt_movement_{column}", "debt_movement", [column])
    _make("one_off", _text("code"), _number("amount_cents"), of="transfer", key="transfer_id")
    _make(
        "one_off_detail", *map(_text, DETAIL_TEXTS), _text("period_from", nullable=True),
        _text("period_to", nullable=True), _number("amount_cents"),
        of="one_off", key="one_off_id",
    )  # fmt: skip
    op.create_table(
        "bank_line",
        _number("id"),
        _text("account"),
        _text("reference"),
        _text("day"),
        _text("label"),
        _number("amount_cents"),
        _number("transfer_id", nullable=True),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfer.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("transfer_id"),
        sa.UniqueConstraint("account", "reference", name="bank_line_once"),
    )
    for table, column, value in (
        ("shop_settings", "auto_lettrage", "1"),
        ("invoice", "by_hand", "0"),
    ):
        op.add_column(table, sa.Column(column, sa.Boolean(), nullable=False, server_default=value))


def downgrade() -> None:
    """Refuse: money that came would be forgotten."""
    raise NotImplementedError("money that came cannot be forgotten")
