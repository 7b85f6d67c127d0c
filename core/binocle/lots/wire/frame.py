"""The frame of a B2 file, the same in every edition: 000 and 999 (wire sheet 1.4).

Law of this file: what must be read before the edition is known. The edition itself stands in the
type 1 of each lot, at the same positions in all editions (assumed: one layout only is public).
"""

from datetime import date

from binocle.wire import INFERRED, PRINTED, RECALLED, SOURCED, Record, zone

STAMP = slice(81, 87)
"""Where a type 1 record says its edition: positions 82 to 87."""


class FileStart(Record, code="000", length=128, sheet="wire-formats 1.4, type 000"):
    """000, start of file."""

    record_type: str = zone.constant(1, 3, "record type", SOURCED, fixed="000")
    sender_type: str = zone.text(4, 5, "sender type", SOURCED)
    sender_number: str = zone.digits(6, 19, "sender number", SOURCED)
    filler_20: str = zone.filler(20, 25)
    recipient_type: str = zone.text(26, 27, "recipient type", INFERRED)
    recipient_number: str = zone.text(28, 41, "recipient number", SOURCED)
    received_on: date | None = zone.optional_day(
        42, 47, "date of receipt on the front-end server", INFERRED, default=None
    )
    application: str = zone.text(48, 49, "application", SOURCED)
    file_id: str = zone.text(50, 55, "file identification", SOURCED)
    created_on: date = zone.day(56, 61, "file creation date", SOURCED)
    norm: str = zone.text(62, 65, "norm: FR suppliers", RECALLED)
    standard: str = zone.constant(66, 67, "standard", SOURCED, fixed="B2")
    filler_68: str = zone.filler(68, 68)
    filler_69: str = zone.filler(69, 69)
    sesam_reserved: str = zone.text(
        70, 72, "reserved for SESAM", SOURCED, characters=PRINTED, default=""
    )
    filler_73: str = zone.filler(73, 82)
    record_length: str = zone.constant(83, 85, "record length", SOURCED, fixed="128")
    filler_86: str = zone.filler(86, 91)
    message: str = zone.text(92, 128, "message zone", SOURCED, characters=PRINTED, default="")


class FileEnd(Record, code="999", length=128, sheet="wire-formats 1.4, type 999"):
    """999, end of file."""

    record_type: str = zone.constant(1, 3, "record type", SOURCED, fixed="999")
    sender_type: str = zone.text(4, 5, "sender type", SOURCED)
    sender_number: str = zone.digits(6, 19, "sender number", SOURCED)
    filler_20: str = zone.filler(20, 25)
    recipient_type: str = zone.text(26, 27, "recipient type", SOURCED)
    recipient_number: str = zone.text(28, 41, "recipient number, typed A in 000", SOURCED)
    filler_42: str = zone.filler(42, 47)
    application: str = zone.text(48, 49, "application", SOURCED)
    file_id: str = zone.text(50, 55, "file identification", SOURCED)
    record_count: int = zone.number(56, 63, "file volume: records of 128", RECALLED)
    filler_64: str = zone.filler(64, 82)
    lot_count: int = zone.number(83, 85, "number of lots", SOURCED)
    filler_86: str = zone.filler(86, 128)


REPEATED = (
    "sender_type", "sender_number", "recipient_type", "recipient_number", "application", "file_id",
)  # fmt: skip
"""Zones of 999 that repeat 000 (sheet 1.4)."""
