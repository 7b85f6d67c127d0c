"""The names of the insured in what lists are filtered by (SUIVI-07); returns in their order.

Revision ID: 0012
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
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
INSURED = (
    ("insured_name", "$.patient.insured[0]"),
    ("insured_first_name", "$.patient.insured[1]"),
)
"""What is new: nothing in the documents of before."""
ORDERS = (
    ("incoming_message_by_day", ["taken_at", "id"]),
    ("incoming_message_by_outcome", ["outcome", "taken_at", "id"]),
)
"""Indexes by which returns are listed."""
AS_THEY_ARE = ("generation", "state", "amo_state", "amc_state")


def _kept_by(read: Sequence[tuple[str, str]]) -> None:
    """Have the triggers keep these columns, beside those that are as they are."""
    names = ", ".join(("number", *(name for name, _ in read), *AS_THEY_ARE))
    values = [f"json_extract(NEW.document, '{place}')" for _, place in read]
    new = ", ".join(("NEW.number", *values, *(f"NEW.{name}" for name in AS_THEY_ARE)))
    kept = f"REPLACE INTO invoice_listed ({names}) VALUES ({new})"  # noqa: S608 - own names
    for name, when in (
        ("invoice_is_listed", "INSERT"),
        ("invoice_stays_listed", "UPDATE OF document"),
    ):
        op.execute(f"DROP TRIGGER {name}")
        op.execute(f"CREATE TRIGGER {name} AFTER {when} ON invoice BEGIN {kept}; END")


def upgrade() -> None:
    """Add the two names, which what was invoiced before does not say; index the returns."""
    for name, _ in INSURED:
        op.add_column("invoice_listed", sa.Column(name, sa.Text()))
    _kept_by((*FROM_DOCUMENT, *INSURED))
    for name, columns in ORDERS:
        op.create_index(name, "incoming_message", columns)


def downgrade() -> None:
    """Take the two names and the indexes away; the documents keep the names."""
    for name, _ in ORDERS:
        op.drop_index(name, "incoming_message")
    _kept_by(FROM_DOCUMENT)
    for name, _ in INSURED:
        op.drop_column("invoice_listed", name)
