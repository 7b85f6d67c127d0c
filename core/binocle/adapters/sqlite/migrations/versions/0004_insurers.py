"""The shop's complementary insurers, with the two that the manuals print.

Revision ID: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BLANK_TEXTS = (
    "address_1", "address_2", "address_3", "postcode", "town", "phone", "fax", "email", "b2_norm",
    "payer", "grid", "notes",
)  # fmt: skip
BOXES = ("billed_rc", "transmit_by_default", "pec_required")
BLANK = {**dict.fromkeys(BLANK_TEXTS, ""), **dict.fromkeys(BOXES, False)}

SEEDED = (
    {
        **BLANK,
        "id": 1,
        "name": "1100000000 Mut. Test CNDA",
        "number": "1100000000",
        "management": "separate",
    },
    {
        **BLANK,
        "id": 2,
        "name": "99999997 C2S (RO) régime obligatoire",
        "number": "99999997",
        "management": "single",
    },
)
"""As the manuals print them (seed-facts 12, 19.3); an unknown grid is blank."""

REGIMES = (
    {"insurer_id": 1, "rank": 1, "label": "Fixe Premium"},
    {"insurer_id": 1, "rank": 2, "label": "Variable"},
)


def upgrade() -> None:
    """Create the tables and put the printed insurers in."""
    insurer = op.create_table(
        "insurer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("address_1", sa.Text(), nullable=False),
        sa.Column("address_2", sa.Text(), nullable=False),
        sa.Column("address_3", sa.Text(), nullable=False),
        sa.Column("postcode", sa.Text(), nullable=False),
        sa.Column("town", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("fax", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("b2_norm", sa.Text(), nullable=False),
        sa.Column("management", sa.Text(), nullable=False),
        sa.Column("payer", sa.Text(), nullable=False),
        sa.Column("grid", sa.Text(), nullable=False),
        sa.Column("billed_rc", sa.Boolean(), nullable=False),
        sa.Column("transmit_by_default", sa.Boolean(), nullable=False),
        sa.Column("pec_required", sa.Boolean(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.create_index(op.f("ix_insurer_number"), "insurer", ["number"], unique=False)
    regime = op.create_table(
        "insurer_regime",
        sa.Column("insurer_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["insurer_id"], ["insurer.id"]),
        sa.PrimaryKeyConstraint("insurer_id", "rank"),
        sa.UniqueConstraint("insurer_id", "label", name="insurer_regime_once"),
    )
    op.bulk_insert(insurer, list(SEEDED))
    op.bulk_insert(regime, list(REGIMES))


def downgrade() -> None:
    """Forget the insurers."""
    op.drop_table("insurer_regime")
    op.drop_index(op.f("ix_insurer_number"), table_name="insurer")
    op.drop_table("insurer")
