"""What the lists of invoices and lots are filtered by, in indexes.

Revision ID: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

READ_IN_DOCUMENT = (
    ("day", "$.invoice_date"),
    ("name", "$.patient.name"),
    ("first_name", "$.patient.first_name"),
    ("nir", "$.patient.nir"),
    ("own_nir", "$.patient.certified_nir"),
    ("mode", "$.mode"),
)
FOLLOWED = [
    *("number", "day", "name", "first_name", "nir", "own_nir", "mode"),
    *("state", "amo_state", "amc_state"),
]


def upgrade() -> None:
    """Compute the columns from the document; index them, events and forms by invoice."""
    for name, place in READ_IN_DOCUMENT:
        read = sa.Computed(f"json_extract(document, '{place}')", persisted=False)
        op.add_column("invoice", sa.Column(name, sa.Text(), read))
    op.create_index("invoice_followed", "invoice", FOLLOWED)
    op.drop_index("ix_invoice_event_number", "invoice_event")
    op.create_index("invoice_event_by_number", "invoice_event", ["number", "at"])
    op.create_index("lot_form_by_number", "lot_form", ["number"])


def downgrade() -> None:
    """Take the indexes and the columns away; nothing is lost."""
    op.drop_index("lot_form_by_number", "lot_form")
    op.drop_index("invoice_event_by_number", "invoice_event")
    op.create_index("ix_invoice_event_number", "invoice_event", ["number"])
    op.drop_index("invoice_followed", "invoice")
    for name, _ in READ_IN_DOCUMENT:
        op.drop_column("invoice", name)
