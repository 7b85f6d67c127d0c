"""Lots and returns of the former engine, apart from everything else (TEL-07).

Revision ID: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def upgrade() -> None:
    """Make the four tables of history."""
    op.create_table(
        "past_file",
        *map(_text, ("sha256", "name", "form")),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_table(
        "past_lot",
        _number("id"),
        *map(_text, ("file", "number", "recipient", "printed", "day", "flag")),
        sa.ForeignKeyConstraint(["file"], ["past_file.sha256"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("past_lot_by_number", "past_lot", ["number", "recipient", "day"])
    op.create_table(
        "past_invoice",
        *map(_number, ("id", "lot_id")),
        *map(_text, ("number", "nir", "day")),
        *map(_number, ("total_cents", "amo_cents", "amc_cents")),
        sa.ForeignKeyConstraint(["lot_id"], ["past_lot.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("lot_id", "number"):
        op.create_index(f"ix_past_invoice_{column}", "past_invoice", [column])
    op.create_table(
        "past_answer",
        _number("id"),
        *map(_text, ("file", "lot", "recipient")),
        _text("lot_day", nullable=True),
        *map(_text, ("invoice", "part", "state")),
        _number("paid_cents"),
        _text("label"),
        _text("told_on", nullable=True),
        sa.ForeignKeyConstraint(["file"], ["past_file.sha256"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_past_answer_invoice", "past_answer", ["invoice"])
    op.create_index("past_answer_by_lot", "past_answer", ["lot", "recipient", "lot_day"])


def downgrade() -> None:
    """Refuse: the files of the former engine may be nowhere else any more."""
    raise NotImplementedError("history cannot be forgotten")
