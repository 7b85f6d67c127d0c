"""Tables of the shop's bank: the lines of its statements, and the journal of what they show."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, text

from .schema import metadata

bank_line = Table(
    "bank_line",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("amount_cents", Integer, nullable=False),
    Column("transfer_id", Integer, ForeignKey("transfer.id"), nullable=True, unique=True),
    UniqueConstraint("account", "reference", name="bank_line_once"),
    Index(
        "bank_line_free",
        "amount_cents",
        "day",
        sqlite_where=text("transfer_id IS NULL AND amount_cents > 0"),
    ),
)

bank_pair_event = Table(
    "bank_pair_event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("transfer_id", Integer, ForeignKey("transfer.id"), nullable=False, index=True),
    Column("line_id", Integer, ForeignKey("bank_line.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", Text, nullable=False),
)
