"""From lots to the B2 file that carries them; certification zones are asked of a port.

Gaps of the norm are filled as simulators/PROTOCOLS.md section 6 says (all assumed).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from binocle.fse import Flow, SealedForm, SesamVitaleServices, Shop, total_of
from binocle.kernel import Cents

from .model import Lot, OutgoingFile
from .rules import professional_number, recipient_number
from .wire import WRITTEN, FileEnd, FileStart, LotEnd, LotStart

SENDER, FUND, INSURER = "TP", "CP", "OC"
APPLICATION = "SV"
NORM, VERSION, CURRENCY = "FR", "00", "U"
ZONE_LENGTH = 32


@dataclass(frozen=True)
class FileHeading:
    """What the file says of itself.

    Attributes:
        number: 6 digits, file identification.
    """

    shop: Shop
    number: str
    day: date


def file_of_lots(
    lots: Sequence[tuple[Lot, Sequence[SealedForm]]],
    *,
    heading: FileHeading,
    services: SesamVitaleServices,
) -> bytes:
    """Return the B2 file of one recipient's lots, each with its sealed forms."""
    recipients = {(recipient_number(lot.key), lot.key.flow.to_insurer) for lot, _ in lots}
    assert len(recipients) == 1, "a file has one recipient"
    ((recipient, to_insurer),) = recipients
    assert {lot.key.partner for lot, _ in lots} == {heading.shop.number.digits}, "and one sender"
    both: dict[str, Any] = {
        "sender_type": SENDER,
        "sender_number": professional_number(heading.shop.number.digits),
        "recipient_type": INSURER if to_insurer else FUND,
        "recipient_number": recipient,
        "application": APPLICATION,
        "file_id": heading.number,
    }
    body = b"".join(_lot(lot, forms, heading, services) for lot, forms in lots)
    start = FileStart(**both, created_on=heading.day, norm=NORM)
    end = FileEnd(**both, record_count=len(body) // FileEnd.LENGTH + 2, lot_count=len(lots))
    return start.encode() + body + end.encode()


def recipient_of(file: OutgoingFile) -> str:
    """Return the 14 characters of a file's recipient."""
    start: FileStart = FileStart.read(file.content[: FileStart.LENGTH].decode("ascii"), 0)
    return start.recipient_number


def _lot(
    lot: Lot, forms: Sequence[SealedForm], heading: FileHeading, services: SesamVitaleServices
) -> bytes:
    start, end = _ends(lot, forms, heading)
    blank = b"".join((start.encode(), *(form.records for form in forms), end.encode()))
    assert blank[-ZONE_LENGTH:].isspace(), "a lot is certified once"
    return blank[:-ZONE_LENGTH] + services.lot_zone(blank)


def _ends(lot: Lot, forms: Sequence[SealedForm], heading: FileHeading) -> tuple[LotStart, LotEnd]:
    shop, fund = heading.shop, lot.key.flow is Flow.FSE
    regime, _, caisse = lot.key.recipient.partition(" ")
    start = LotStart(
        partner_number=shop.number.digits,
        recipient_fund=caisse if fund else "000",
        lot_number=lot.number,
        partner_name=shop.name,
        norm_version=VERSION,
        created_on=lot.day,
        norm_code=NORM,
        certification=lot.key.flag,
        norm_stamp=WRITTEN.stamp,
        currency=CURRENCY,
        pivot_regime=regime if fund else "",
        pivot_fund=caisse if fund else "",
    )
    totals = [total_of(form.records) for form in forms]
    end = LotEnd(
        partner_number=shop.number.digits,
        invoice_count=len(forms),
        line_count=sum(total.line_count for total in totals),
        invoice_start_count=len(forms),
        invoice_total_count=len(forms),
        total_billed=Cents(sum(total.total_billed for total in totals)),
        total_amo=Cents(sum(total.total_amo for total in totals)),
        total_amc=Cents(sum(total.total_amc for total in totals)),
        lot_number=lot.number,
        marking=lot.key.marking,
        invoice_type="F",
        software_approval=shop.approval,
    )
    return start, end
