"""The one schema, in SQLAlchemy Core; a test holds Alembic's migrations against it.

Law of this file: money is whole cents, instants are ISO text in UTC, days are ISO text. A sealed
form is never updated nor deleted: triggers of the migrations refuse it, whoever asks (FSE-04). What
is withdrawn stays under its generation; an invoice that changes before its form exists leaves what
it was in ``invoice_revision``.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData()

counter = Table(
    "counter",
    metadata,
    Column("series", Text, primary_key=True),
    Column("last", Integer, nullable=False),
)

invoice = Table(
    "invoice",
    metadata,
    Column("number", Text, primary_key=True),
    Column("opened_at", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("total_cents", Integer, nullable=False),
    Column("amo_cents", Integer, nullable=False),
    Column("amc_cents", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("amo_state", Text, nullable=False),
    Column("amc_state", Text, nullable=False),
    Column("amo_paid_cents", Integer, nullable=False, default=0),
    Column("amc_paid_cents", Integer, nullable=False, default=0),
    Column("generation", Integer, nullable=False, server_default="1"),
    Column("replaced_by", Text, nullable=False, server_default=""),
    Column("by_hand", Boolean, nullable=False, server_default="0"),
)

# What lists filter by, without the documents; triggers of the migrations keep it, whoever writes.
invoice_listed = Table(
    "invoice_listed",
    metadata,
    Column("number", Text, primary_key=True),
    Column("day", Text),
    Column("name", Text),
    Column("first_name", Text),
    Column("nir", Text),
    Column("own_nir", Text),
    Column("mode", Text),
    Column("takes_cancelling", Integer),
    Column("generation", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("amo_state", Text, nullable=False),
    Column("amc_state", Text, nullable=False),
    Column("insured_name", Text),
    Column("insured_first_name", Text),
)

invoice_revision = Table(
    "invoice_revision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", Text, ForeignKey("invoice.number"), nullable=False, index=True),
    Column("document", Text, nullable=False),
)

credit_note = Table(
    "credit_note",
    metadata,
    Column("number", Text, primary_key=True),
    Column("invoice", Text, ForeignKey("invoice.number"), nullable=False, unique=True),
    Column("day", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("total_cents", Integer, nullable=False),
    Column("amo_cents", Integer, nullable=False),
    Column("amc_cents", Integer, nullable=False),
)

invoice_event = Table(
    "invoice_event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", Text, ForeignKey("invoice.number"), nullable=False),
    Column("at", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("facts", Text, nullable=False),
    Index("invoice_event_by_number", "number", "at"),
    Index("invoice_event_by_hand", "number", sqlite_where=text("kind = 'TreatedByHand'")),
)

certificate = Table(
    "certificate",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("der", LargeBinary, nullable=False),
)

form = Table(
    "form",
    metadata,
    Column("number", Text, ForeignKey("invoice.number"), nullable=False),
    Column("flow", Text, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("records", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("certificate", Text, ForeignKey("certificate.sha256"), nullable=False),
    Column("signed_at", Text, nullable=False),
    Column("vitale_signature", LargeBinary, nullable=True),
    Column("vitale_certificate", Text, ForeignKey("certificate.sha256"), nullable=True),
    PrimaryKeyConstraint("number", "flow", "generation"),
)

waiting_form = Table(
    "waiting_form",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("flow", Text, nullable=False),
    Column("flag", Text, nullable=False),
    Column("lines", Integer, nullable=False),
    Column("partner", Text, nullable=False, server_default=""),
    Column("marking", Text, nullable=False, server_default=""),
    Column("unblocked", Boolean, nullable=False, server_default="0"),
    Index("waiting_form_once", "number", "flow", unique=True),
)

lot = Table(
    "lot",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("recipient_number", Text, nullable=False),
    Column("flow", Text, nullable=False),
    Column("flag", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("file_name", Text, nullable=False, default="", index=True),
    Column("label", Text, nullable=False, default=""),
    Column("sent_on", Text, nullable=True),
    Column("treated", Text, nullable=False, server_default=""),
    Column("partner", Text, nullable=False, server_default=""),
    Column("marking", Text, nullable=False, server_default=""),
    Column("slip_on", Text, nullable=True),
    Index("lot_by_partner", "partner"),
    Index("lot_by_number", "number", "recipient_number"),
)

lot_form = Table(
    "lot_form",
    metadata,
    Column("lot_id", Integer, ForeignKey("lot.id"), nullable=False, index=True),
    Column("number", Text, nullable=False),
    Column("flow", Text, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("released", Boolean, nullable=False, server_default="0"),
    PrimaryKeyConstraint("lot_id", "number", "flow", "generation"),
    Index("lot_form_by_number", "number"),
    Index(
        "lot_form_once",
        "number",
        "flow",
        "generation",
        unique=True,
        sqlite_where=text("NOT released"),
    ),
)

lot_event = Table(
    "lot_event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("lot_id", Integer, ForeignKey("lot.id"), nullable=False, index=True),
    Column("at", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("facts", Text, nullable=False),
)

outgoing_file = Table(
    "outgoing_file",
    metadata,
    Column("name", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("receipt", Text, nullable=False, default=""),
    Column("made_at", Text, nullable=False),
)

incoming_message = Table(
    "incoming_message",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("sha256", Text, nullable=False, index=True),
    Column("taken_at", Text, nullable=False),
    Column("outcome", Text, nullable=False, default="", index=True),
    Column("code", Text, nullable=False, default=""),
    Column("facts", Text, nullable=False, default="{}"),
    # What comes after the bytes of a return is far to read: lists are ordered without the rows.
    Index("incoming_message_by_day", "taken_at", "id"),
    Index("incoming_message_by_outcome", "outcome", "taken_at", "id"),
)

transfer = Table(
    "transfer",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("message", Text, ForeignKey("incoming_message.id"), nullable=False, index=True),
    Column("day", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("line_1", Text, nullable=False, server_default=""),
    Column("line_2", Text, nullable=False, server_default=""),
    Column("payer", Text, nullable=False),
    Column("amount_cents", Integer, nullable=False),
    Column("moves", Boolean, nullable=False, server_default="1"),
    Index("transfer_by_day", "day", "id", sqlite_where=text("moves = 1")),
    Index("transfer_by_amount", "amount_cents", sqlite_where=text("moves = 1")),
)

transfer_part = Table(
    "transfer_part",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("transfer_id", Integer, ForeignKey("transfer.id"), nullable=False, index=True),
    Column("number", Text, nullable=False, index=True),
    Column("part", Text, nullable=False),
    Column("asked_cents", Integer, nullable=True),
    Column("paid_cents", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("lot_id", Integer, ForeignKey("lot.id"), nullable=True, index=True),
    Column("tied", Text, nullable=False, server_default=""),
    Column("tied_at", Text, nullable=True),
    Column("told", Text, nullable=False, server_default="{}"),
)

return_signal = Table(
    "return_signal",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("transfer_part_id", Integer, ForeignKey("transfer_part.id"), nullable=False, index=True),
    Column("code", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("line", Integer, nullable=True),
    Column("act", Text, nullable=False),
    Column("care_on", Text, nullable=True),
    Column("extra", Text, nullable=False),
)

debt_movement = Table(
    "debt_movement",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("transfer_id", Integer, ForeignKey("transfer.id"), nullable=False, index=True),
    Column("number", Text, nullable=False, index=True),
    Column("reference", Text, nullable=False, index=True),
    Column("day", Text, nullable=False),
    Column("nature", Text, nullable=False),
    Column("operation", Text, nullable=False),
    Column("amount_cents", Integer, nullable=False),
    Column("balance_cents", Integer, nullable=True),
    Column("line", Integer, nullable=False),
    Index("debt_movement_alone", "transfer_id", sqlite_where=text("number = ''")),
)

one_off = Table(
    "one_off",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("transfer_id", Integer, ForeignKey("transfer.id"), nullable=False, index=True),
    Column("code", Text, nullable=False),
    Column("amount_cents", Integer, nullable=False),
)

one_off_detail = Table(
    "one_off_detail",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("one_off_id", Integer, ForeignKey("one_off.id"), nullable=False, index=True),
    Column("code", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("nir", Text, nullable=False),
    Column("birth_date", Text, nullable=False),
    Column("birth_rank", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("period_from", Text, nullable=True),
    Column("period_to", Text, nullable=True),
    Column("amount_cents", Integer, nullable=False),
)

reader_settings = Table(
    "reader_settings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("model", Text, nullable=False),
    Column("cps", Text, nullable=False),
    Column("vitale", Text, nullable=False),
    Column("contactless", Text, nullable=True),
    Column("wait_s", Integer, nullable=False),
    Column("apcv_way", Text, nullable=True),
    Column("reread_days", Integer, nullable=False),
    CheckConstraint("id = 1", name="reader_settings_once"),
)

insurer = Table(
    "insurer",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("number", Text, nullable=True, index=True),
    Column("address_1", Text, nullable=False),
    Column("address_2", Text, nullable=False),
    Column("address_3", Text, nullable=False),
    Column("postcode", Text, nullable=False),
    Column("town", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("fax", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("b2_norm", Text, nullable=False),
    Column("management", Text, nullable=False),
    Column("payer", Text, nullable=False),
    Column("grid", Text, nullable=False),
    Column("billed_rc", Boolean, nullable=False),
    Column("transmit_by_default", Boolean, nullable=False),
    Column("pec_required", Boolean, nullable=False),
    Column("notes", Text, nullable=False),
)

insurer_regime = Table(
    "insurer_regime",
    metadata,
    Column("insurer_id", Integer, ForeignKey("insurer.id"), nullable=False),
    Column("rank", Integer, nullable=False),
    Column("label", Text, nullable=False),
    PrimaryKeyConstraint("insurer_id", "rank"),
    UniqueConstraint("insurer_id", "label", name="insurer_regime_once"),
)

scor_document = Table(
    "scor_document",
    metadata,
    Column("id", Text, primary_key=True),
    Column("invoice", Text, ForeignKey("invoice.number"), nullable=False),
    Column("type", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("added_at", Text, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("pages", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("made_by_program", Integer, nullable=False),
    Column("sent_at", Text, nullable=True),
    Column("extra", Integer, nullable=False, server_default="0"),
    Column("reason", Text, nullable=False, server_default=""),
    Column("replaced_by", Text, nullable=False, server_default=""),
    Column("answered_at", Text, nullable=True),
)
Index("ix_scor_document_invoice", scor_document.c.invoice)
Index(
    "scor_document_once",
    scor_document.c.invoice,
    scor_document.c.type,
    unique=True,
    sqlite_where=text("extra = 0 AND replaced_by = ''"),
)

scor_content = Table(
    "scor_content",
    metadata,
    Column("document", Text, ForeignKey("scor_document.id"), primary_key=True),
    Column("pdf", LargeBinary, nullable=False),
)

scor_event = Table(
    "scor_event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("invoice", Text, ForeignKey("invoice.number"), nullable=False, index=True),
    Column("document", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("facts", Text, nullable=False),
)

scor_lot = Table(
    "scor_lot",
    metadata,
    Column("name", Text, primary_key=True),
    Column("fse_lot", Text, nullable=False),
    Column("fse_recipient", Text, nullable=False),
    Column("fse_day", Text, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("sha256", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("first_tried_at", Text, nullable=True),
    Column("receipt", Text, nullable=False),
    Column("refusal", Text, nullable=False),
)

scor_lot_content = Table(
    "scor_lot_content",
    metadata,
    Column("lot", Text, ForeignKey("scor_lot.name"), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

scor_piece = Table(
    "scor_piece",
    metadata,
    Column("lot", Text, ForeignKey("scor_lot.name"), nullable=False),
    Column("rank", Integer, nullable=False),
    Column("document", Text, nullable=False, index=True),
    PrimaryKeyConstraint("lot", "rank"),
)

scor_lot_event = Table(
    "scor_lot_event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("lot", Text, ForeignKey("scor_lot.name"), nullable=False, index=True),
    Column("at", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("facts", Text, nullable=False),
)

scor_set_aside = Table(
    "scor_set_aside",
    metadata,
    Column("rank", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("facts", Text, nullable=False),
)

shop_settings = Table(
    "shop_settings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("adri_mode", Text, nullable=False),
    Column("adri_failures", Integer, nullable=False),
    Column("apcv_module", Boolean, nullable=False),
    Column("documents_first", Boolean, nullable=False),
    Column("auto_lettrage", Boolean, nullable=False, server_default="1"),
    Column("transport", Text, nullable=False, server_default="concentrateur"),
    Column("auto_block", Boolean, nullable=False, server_default="0"),
    Column("auto_rsp", Boolean, nullable=False, server_default="1"),
    Column("edit_slips", Boolean, nullable=False, server_default="0"),
    Column("active_from", Text, nullable=True, server_default="2023-10-24"),
    CheckConstraint("id = 1", name="shop_settings_once"),
)

quote = Table(
    "quote",
    metadata,
    Column("number", Text, primary_key=True),
    Column("day", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("patient", Text, nullable=True),
    Column("total_cents", Integer, nullable=False),
    Column("sale", Text, nullable=False),
    Column("ordonnance", Text, nullable=False),
    Column("invoice", Text, ForeignKey("invoice.number"), nullable=True),
)

ordonnance = Table(
    "ordonnance",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("invoice", Text, ForeignKey("invoice.number"), nullable=False, index=True),
    Column("kept_at", Text, nullable=False),
    Column("document", Text, nullable=False),
)
