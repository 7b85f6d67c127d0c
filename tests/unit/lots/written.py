"""Returns written by core's own records, with their sums: of any kinds and of several transfers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from binocle.kernel import Cents
from binocle.lots.nesting import MONEY
from binocle.lots.noemie import (
    AmcPart,
    AmoPart,
    Closing,
    Debt,
    InvoiceReturned,
    OneOffDetail,
    OneOffPayment,
    Payee,
    PayeeContinued,
    People,
    Reject,
    ReturnEnd,
    ReturnKind,
    ReturnStart,
    TransferAnnounced,
)
from binocle.wire import Record

DAY = date(2024, 5, 29)
LOT_DAY = date(2024, 5, 28)
PEOPLE = People(nir="2550699999999", nir_key="34", birth_date="550615", birth_rank="1")
START = ReturnStart(
    sender_type="CP", sender_number="00000010999000", recipient_type="TP",
    recipient_number="00000992604231", file_id="000001", created_on=DAY, reference="900",
    currency="U", flow="T",
)  # fmt: skip
PAYEE = "000000992604231"


def closed(
    opening: Sequence[Record], key: str, content: Sequence[Record], count: int
) -> list[Record]:
    """A level: what opens it, what it holds, and its 990."""
    return [*opening, *content, closing(key, count, sum_of(content))]


def sum_of(content: Sequence[Record]) -> int:
    """What some entities move."""
    return sum(MONEY[each.CODE](each) for each in content if each.CODE in MONEY)


def closing(key: str, count: int, total: int) -> Closing:
    """A 990."""
    return Closing(key=key, count=count, total=Cents(abs(total)), sign="N" if total < 0 else "P")


@dataclass(frozen=True)
class Written:
    """A right return.

    Attributes:
        total: what its transfers pay.
        lots: how many lots it names.
    """

    entities: list[Record]
    total: int
    lots: int
    start: ReturnStart = START

    def content(self, entities: Sequence[Record] | None = None) -> bytes:
        text = b"".join(each.encode() for each in entities or self.entities).decode("latin-1")
        blocks = ["0" + text[i : i + 127].ljust(127) for i in range(0, len(text), 127)]
        blocks[-1] = "1" + blocks[-1][1:]
        start = self.start
        end = ReturnEnd(
            sender_type=start.sender_type, sender_number=start.sender_number,
            recipient_type=start.recipient_type, recipient_number=start.recipient_number,
            file_id=start.file_id, flow="T", record_count=len(blocks) + 2, lot_count=self.lots,
            total=Cents(self.total), sign="P",
        )  # fmt: skip
        return self.start.encode() + "".join(blocks).encode("latin-1") + end.encode()


def told(
    number: str,
    *,
    lot: str = "027",
    amo: tuple[int, str, int] | None = None,
    amc: tuple[int, str, int] | None = None,
    more: Sequence[Record] = (),
    people: People = PEOPLE,
    type: str = "F",
    lot_day: date | None = LOT_DAY,
) -> list[Record]:
    """Return what a payer says of an invoice; a part is asked, state, paid with its sign."""
    opening = InvoiceReturned(
        invoice_number=number, lot_number=lot, lot_day=lot_day, invoice_type=type
    )
    content: list[Record] = [people]
    # An insurer repeats the RO part without handling it.
    asked, state, paid = amo or (0, "", 0)
    content.append(AmoPart(asked=Cents(asked), state=state, **_signed(paid)))
    if amc:
        asked, state, paid = amc
        content.append(
            AmcPart(asked=Cents(asked), state=state, amc_number="0062013354", **_signed(paid))
        )
    content += more
    return closed([opening], number, content, len(content))


def _signed(paid: int) -> dict[str, Any]:
    return {"paid": Cents(abs(paid)), "sign": "N" if paid < 0 else "P"}


def rejected(code: str = "0450", *, part: str = "O", extra: str = "0561") -> Reject:
    return Reject(code=code, label="EXONERATION", reject_level="F", part=part, extra=extra)


def moved(reference: str, operation: str, amount: int, *, balance: int = 0) -> Debt:
    """Return a movement of a debt, with its sign."""
    return Debt(
        line=0, debt_reference=reference, debt_on=DAY, nature="IND", operation=operation,
        amount=Cents(abs(amount)), sign="N" if amount < 0 else "P", balance=Cents(balance),
    )  # fmt: skip


def of_kind(kind: str, *content: Sequence[Record]) -> list[Record]:
    """Return one 081 with what it holds: invoices, one-off payments or movements."""
    flat = [each for one in content for each in one]
    return closed([ReturnKind(kind=kind)], "081", flat, len(content))


def one_off(code: str, amount: int, nir: str = "") -> list[Record]:
    return [
        OneOffPayment(payment_code="00001", amount=Cents(amount)),
        OneOffDetail(code=code, label=f"LIBELLE {code}", nir=nir, period="P", amount=Cents(amount)),
    ]


def bank(line: str, *kinds: list[Record], payer: str = "10349000") -> list[Record]:
    """Return a transfer, its label after the printed ones."""
    opening: list[Record] = [
        PayeeContinued(payee_number=PAYEE),
        TransferAnnounced(
            day=DAY, label_1=f"VIR AMO LIGNE 1 - {line}", label_2=f"VIR AMO LIGNE 2 - {line}",
            payer=payer,
        ),
    ]  # fmt: skip
    return closed(opening, "071", [each for one in kinds for each in one], len(kinds))


def noemie(
    *transfers: list[Record], sender: str = "00000001999000", type: str = "CP", file: str = "000001"
) -> bytes:
    """Return the bytes of a return."""
    entities: list[Record] = [Payee(payee_number=PAYEE)]
    for each in transfers:
        entities += each
    total = sum_of(entities)
    entities.append(closing("020", len(transfers), total))
    lots = {
        (each.lot_number, each.lot_day)
        for each in entities
        if isinstance(each, InvoiceReturned) and each.lot_number
    }
    start = replace(START, sender_type=type, sender_number=sender, file_id=file)
    return Written(entities, total, len(lots), start).content()
