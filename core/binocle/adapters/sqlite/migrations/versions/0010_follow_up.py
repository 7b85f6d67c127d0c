"""What the lists of invoices and lots are filtered by: a narrow table, and indexes.

Revision ID: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

FROM_DOCUMENT = (
    ("day", "$.invoice_date"),
    ("name", "$.patient.name"),
    ("first_name", "$.patient.first_name"),
    ("nir", "$.patient.nir"),
    ("own_nir", "$.patient.certified_nir"),
    ("mode", "$.mode"),
    ("takes_cancelling", "$.complementary[12]"),
)
"""Columns that are read in the document, and where; the last one is false, true or not known."""
AS_THEY_ARE = ("generation", "state", "amo_state", "amc_state")
NAMES = ", ".join(("number", *(name for name, _ in FROM_DOCUMENT), *AS_THEY_ARE))


def _values(row: str = "") -> str:
    """Return the values of a row of ``invoice``: the row itself, or ``NEW.`` in a trigger."""
    read = [f"json_extract({row}document, '{place}')" for _, place in FROM_DOCUMENT]
    return ", ".join((f"{row}number", *read, *(f"{row}{name}" for name in AS_THEY_ARE)))


def upgrade() -> None:
    """Make the table, fill it, have triggers keep it; index events and forms by invoice."""
    op.create_table(
        "invoice_listed",
        sa.Column("number", sa.Text(), primary_key=True),
        *(sa.Column(name, sa.Text()) for name, _ in FROM_DOCUMENT[:-1]),
        sa.Column("takes_cancelling", sa.Integer()),
        sa.Column("generation", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in AS_THEY_ARE[1:]),
    )
    op.execute(f"INSERT INTO invoice_listed ({NAMES}) SELECT {_values()} FROM invoice")  # noqa: S608 - own names
    kept = f"REPLACE INTO invoice_listed ({NAMES}) VALUES ({_values('NEW.')})"  # noqa: S608 - own names
    moved = ", ".join(f"{name} = NEW.{name}" for name in AS_THEY_ARE)
    moves = f"UPDATE invoice_listed SET {moved} WHERE number = NEW.number"  # noqa: S608 - own names
    for name, when, what in (
        ("invoice_is_listed", "INSERT", kept),
        ("invoice_stays_listed", "UPDATE OF document", kept),
        ("invoice_moves_in_lists", f"UPDATE OF {', '.join(AS_THEY_ARE)}", moves),
    ):
        op.execute(f"CREATE TRIGGER {name} AFTER {when} ON invoice BEGIN {what}; END")
    op.drop_index("ix_invoice_event_number", "invoice_event")
    op.create_index("invoice_event_by_number", "invoice_event", ["number", "at"])
    op.create_index(
        "invoice_event_by_hand",
        "invoice_event",
        ["number"],
        sqlite_where=sa.text("kind = 'TreatedByHand'"),
    )
    op.create_index("lot_form_by_number", "lot_form", ["number"])


def downgrade() -> None:
    """Take the table, its triggers and the indexes away; nothing is lost."""
    op.drop_index("lot_form_by_number", "lot_form")
    op.drop_index("invoice_event_by_hand", "invoice_event")
    op.drop_index("invoice_event_by_number", "invoice_event")
    op.create_index("ix_invoice_event_number", "invoice_event", ["number"])
    for name in ("invoice_is_listed", "invoice_stays_listed", "invoice_moves_in_lists"):
        op.execute(f"DROP TRIGGER {name}")
    op.drop_table("invoice_listed")
