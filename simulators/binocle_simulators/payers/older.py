"""Writer of NOEMIE returns of the older family, on the payers' side.

Law of this file: the older family has no state of a part: an invoice that is deferred is left out.
It says invoices and movements of debts, nothing else; what it cannot say goes in the newer one.
Source: wire formats sheet, section 3.3; PROTOCOLS section 7 (assumed where it is silent).
"""

from collections.abc import Iterable, Sequence

from .entities import closing, entity
from .formats import ELECTRONIC, OLDER, Order, Settled, SettledLine, ended, lot_of, moved

DEFERRED = "D"
SICKNESS, ONLY_NAME, REGIME, COEFFICIENT = "AS", "U", 1, 100


def can_say(orders: Sequence[Order]) -> bool:
    """Tell whether the older family can say all of it.

    It says lots whose number is one, invoices with their lines, no reject beside a payment.
    """
    return all(
        section.kind == ELECTRONIC
        and all(
            one.lines
            and not (one.rejects and one.paid)
            and lot_of(order.transfer, one)[0].isdigit()
            and DEFERRED not in {one.amo.state, one.amc.state if one.amc else ""}
            for one in section.invoices
        )
        for order in orders
        for section in order.sections
    )


def older_file(orders: Sequence[Order]) -> bytes:
    """Return the file of some accounting days of one payer to one professional.

    Raises:
        DoesNotFit: something that this family cannot say; see :func:`can_say`.
    """
    return ended(orders, _stream(orders), reference=OLDER)


def _stream(orders: Sequence[Order]) -> Iterable[str]:
    partner = orders[0].transfer.partner
    yield entity("020", partner)
    for order in orders:
        yield entity("040", partner)
        yield entity("070", order.transfer.day)
        lots = _by_lot(order)
        for (number, day), invoices in lots.items():
            yield entity("080", day, number)
            for invoice in invoices:
                yield from _invoice(invoice)
            yield closing("080", len(invoices), sum(one.total for one in invoices))
        yield closing("070", len(lots), order.total)
    yield closing("020", len(orders), sum(order.total for order in orders))


def _by_lot(order: Order) -> dict[tuple[str, str], list[Settled]]:
    lots: dict[tuple[str, str], list[Settled]] = {}
    for invoice in order.invoices:
        lots.setdefault(lot_of(order.transfer, invoice), []).append(invoice)
    return lots


def _invoice(invoice: Settled) -> Iterable[str]:
    names = invoice.names
    yield entity("100", invoice.number)
    below = [
        entity("110", invoice.nir[:13], invoice.nir[13:], ONLY_NAME, names.birth, "", names.first),
        entity("120", invoice.birth, invoice.birth_rank, names.beneficiary,
               names.beneficiary_first, ""),
        entity("150", SICKNESS),
        entity("160", invoice.number),
    ]  # fmt: skip
    for rank, (line, amo, amc) in enumerate(_shared(invoice), start=1):
        below.append(_line(rank, line, amo=amo, amc=amc, sign=invoice.sign))
        if rank == 1:
            below += (entity("290", rank, reject.whole, reject.label) for reject in invoice.rejects)
    movements = enumerate(invoice.movements, start=1)
    below += (moved(line, movement, level="06") for line, movement in movements)
    below += invoice.strange
    yield from below
    yield closing(invoice.number, len(below), invoice.total)


def _shared(invoice: Settled) -> Iterable[tuple[SettledLine, int, int]]:
    """Share what is paid between the lines in their order; what is paid too much goes last."""
    amo, amc = invoice.amo.paid, invoice.amc.paid if invoice.amc else 0
    for left, line in zip(range(len(invoice.lines) - 1, -1, -1), invoice.lines, strict=True):
        paid = (min(amo, line.amo), min(amc, line.amc)) if left else (amo, amc)
        amo, amc = amo - paid[0], amc - paid[1]
        yield line, *paid


def _line(rank: int, line: SettledLine, *, amo: int, amc: int, sign: str) -> str:
    day, number = line.care_date, line.quantity
    return entity(
        "210", rank, REGIME, "0", 0, 0, 0, day, day, line.unit_price, line.base, line.rate,
        amo, sign if amo or amc else "P", line.act[:3], line.act[3:], number, COEFFICIENT, number,
        line.billed, "", 0, 0, 0, amc, 0,
    )  # fmt: skip
