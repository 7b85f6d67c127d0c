"""How the entities of a return nest, and what every 990 and the 999 must say.

Laws of this file (wire sheet 3.1 to 3.5; simulators/PROTOCOLS.md section 7 where the norm is
silent, hence assumed as a whole): which entity may follow which is a table a level; a 990 closes
the innermost level, names it, counts what is just below and sums what moves money below; an invoice
counts all that is below it; what the bank pays is not negative; a part pays only in the state
"paid". An unknown entity and a comment stand in any level and change nothing of the order; the
unknown one counts where it stands. Memory does not grow with the file.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from binocle.wire import Reason, Record, UnknownEntity

from .noemie import (
    TYPES,
    AmcPart,
    AmoPart,
    Closing,
    Comment,
    InvoiceReturned,
    LotReturned,
    OldInvoice,
    ReturnEnd,
    ReturnKind,
    ReturnStart,
)

OPENED = ""
"""What the first entity of a level comes after."""
END = Closing.CODE


@dataclass(frozen=True)
class LevelRule:
    """What a level may hold.

    Attributes:
        followers: entity → those that may come next in the level; ``990`` closes it.
        counted: what its 990 counts; ``None`` is everything.
        summed: what moves money in it, beside the levels below.
    """

    followers: Mapping[str, frozenset[str]]
    counted: frozenset[str] | None
    summed: frozenset[str] = frozenset()


def _rule(followers: Mapping[str, str], *, counted: str | None, summed: str = "") -> LevelRule:
    return LevelRule(
        {entity: frozenset(each.split()) for entity, each in followers.items()},
        None if counted is None else frozenset(counted.split()),
        frozenset(summed.split()),
    )


_TRANSFERS, _SAID = "040 070 071 990", "210 250 290 294 990"
_OF_LINES = "210 250 290 990"

FILE = _rule({OPENED: "020", "020": "020"}, counted="020")
LEVELS: Mapping[str, LevelRule] = {
    "020": _rule(
        {OPENED: "040", "040": "070 071", "070": _TRANSFERS, "071": _TRANSFERS},
        counted="070 071",
    ),
    "070": _rule({OPENED: "080", "080": "080 990"}, counted="080"),
    "071": _rule({OPENED: "081", "081": "081 990"}, counted="081"),
    "080": _rule({OPENED: "100", "100": "100 990"}, counted="100"),
    "100": _rule(
        {
            OPENED: "110", "110": "120", "120": "150", "150": "160 210", "160": "210",
            "210": _OF_LINES, "290": _OF_LINES, "250": "250 990",
        },
        counted=None,
        summed="210 250",
    ),
    "102": _rule(
        {
            OPENED: "103", "103": "198 199", "198": f"199 {_SAID}", "199": _SAID,
            "210": _SAID, "250": _SAID, "290": _SAID, "294": _SAID,
        },
        counted=None,
        summed="198 199 250",
    ),
}  # fmt: skip
"""Entity that opens a level → what the level may hold; 081 depends on its kind."""

_INVOICES = _rule({OPENED: "102 990", "102": "102 990"}, counted="102")
_ONE_OFF = "261 262 990"
KINDS: Mapping[str, LevelRule] = {
    "01": _INVOICES,
    "02": _INVOICES,
    "03": _rule({OPENED: "261 990", "261": _ONE_OFF, "262": _ONE_OFF}, counted="261", summed="261"),
    "04": _INVOICES,
    "05": _rule({OPENED: "250 990", "250": "250 990"}, counted="250", summed="250"),
}
"""Kind of return → what its 081 may hold; recalls hold invoices, as 01."""

PAPER = frozenset({"P", "C"})
INVOICE_TYPES: Mapping[str, frozenset[str]] = {
    "01": frozenset(TYPES) - PAPER,
    "02": PAPER,
    "04": frozenset(TYPES),
}
"""Kind of return → types of its invoices (102 pos 30)."""

MOST_LOTS = 999
"""999 pos 83 holds no more."""

REPEATED = (
    "sender_type", "sender_number", "sender_program", "recipient_type", "recipient_number",
    "recipient_program", "application", "file_id", "flow",
)  # fmt: skip
"""Zones of 999 that repeat 000 (sheet 3.2)."""

PAYING = "P"
"""The one state of a part that moves money; of a deferred or untreated part, zero or nothing."""


def signed(amount: int, sign: str) -> int:
    """Return an amount with its sign: ``P`` positive, ``N`` negative."""
    return -amount if sign == "N" else amount


MONEY: Mapping[str, Callable[[Any], int]] = {
    "198": lambda part: signed(part.paid or 0, part.sign),
    "199": lambda part: signed(part.paid or 0, part.sign),
    "210": lambda line: signed(line.paid + line.mutual, line.sign),
    "250": lambda debt: signed(debt.amount, debt.sign),
    "261": lambda payment: int(payment.amount),
}
"""Entity → what it adds to the sums of its levels; the sign of 210 is that of both its parts."""


@dataclass
class _Level:
    """An open level: what its 990 must say."""

    code: str
    key: str
    rule: LevelRule
    last: str = OPENED
    count: int = 0
    total: int = 0
    kind: str = ""


class Nesting:
    """Follows the entities of a return, from its 000 to its 999."""

    def __init__(self, start: ReturnStart) -> None:
        """Begin after the 000."""
        self._start = start
        self._open = [_Level("", "", FILE)]
        self._lots: set[tuple[str, date | None]] = set()

    def take(self, entity: Record | UnknownEntity, position: int) -> None:
        """Verify one entity.

        Raises:
            WireRefusal: with an offset counted in the entity text.
        """
        top = self._open[-1]
        if isinstance(entity, UnknownEntity):
            top.count += 1
            return
        code, rule = entity.CODE, top.rule
        if code == Comment.CODE and top.code:
            if rule.counted is None:
                top.count += 1
            return
        allowed = rule.followers[top.last]
        if code not in allowed:
            raise entity.refusal("entity", self._why(code, top), position, expected=_list(allowed))
        if code == END:
            self._close(cast(Closing, entity), position)
            return
        top.last = code
        if rule.counted is None or code in rule.counted:
            top.count += 1
        if code in rule.summed:
            if isinstance(entity, AmoPart | AmcPart) and entity.paid and entity.state != PAYING:
                raise entity.refusal("paid", Reason.DIFFERENT, position)
            top.total += MONEY[code](entity)
        elif code in LEVELS or code == ReturnKind.CODE:
            self._open.append(self._opened(entity, top, position))

    def _why(self, code: str, top: _Level) -> Reason:
        return Reason.REPEATED if code == top.last else Reason.ORDER

    def _opened(self, entity: Record, top: _Level, position: int) -> _Level:
        match entity:
            case InvoiceReturned():
                if entity.invoice_type not in INVOICE_TYPES[top.kind]:
                    due = tuple(sorted(INVOICE_TYPES[top.kind]))
                    raise entity.refusal("invoice_type", Reason.DIFFERENT, position, expected=due)
                self._see(entity, (entity.lot_number, entity.lot_day), position)
                return _Level(entity.CODE, entity.invoice_number, LEVELS[entity.CODE])
            case ReturnKind():
                return _Level(entity.CODE, entity.CODE, KINDS[entity.kind], kind=entity.kind)
            case LotReturned():
                self._see(entity, (entity.lot_number, entity.lot_day), position)
            case OldInvoice():
                return _Level(entity.CODE, entity.invoice_number, LEVELS[entity.CODE])
        return _Level(entity.CODE, entity.CODE, LEVELS[entity.CODE])

    def _see(self, entity: Record, lot: tuple[str, date | None], position: int) -> None:
        """Remember a lot; there are no more of them than the 999 can count."""
        self._lots.add(lot)
        if len(self._lots) > MOST_LOTS:
            raise entity.refusal("lot_number", Reason.COUNT, position)

    def _close(self, closing: Closing, position: int) -> None:
        level = self._open.pop()
        if closing.key != level.key:
            raise closing.disagreement("key", Reason.DIFFERENT, position, due=level.key)
        if closing.count != level.count:
            raise closing.disagreement("count", Reason.COUNT, position, due=level.count)
        if signed(closing.total, closing.sign) != level.total:
            raise _wrong_total(closing, level.total, position)
        if level.code == "071" and level.total < 0:
            raise closing.refusal("sign", Reason.TOTAL, position, expected=("P",))
        self._open[-1].total += level.total

    def end(self, record: ReturnEnd, offset: int, records: int) -> None:
        """Verify the 999 against everything before it.

        Raises:
            WireRefusal: with an offset counted in the file.
        """
        top = self._open[-1]
        if len(self._open) > 1 or top.last == OPENED:
            due = _list(top.rule.followers[top.last])
            raise record.refusal("record_type", Reason.ORDER, offset, expected=due)
        for name in REPEATED:
            if getattr(record, name) != getattr(self._start, name):
                due = getattr(self._start, name)
                raise record.disagreement(name, Reason.DIFFERENT, offset, due=due)
        if record.record_count != records:
            raise record.disagreement("record_count", Reason.COUNT, offset, due=records)
        if record.lot_count != len(self._lots):
            raise record.disagreement("lot_count", Reason.COUNT, offset, due=len(self._lots))
        if signed(record.total, record.sign) != top.total:
            raise _wrong_total(record, top.total, offset)


def _wrong_total(record: Closing | ReturnEnd, due: int, start: int) -> Exception:
    """Return the refusal of a sum, or of its sign when the amount alone agrees."""
    if record.total == abs(due):
        return record.refusal("sign", Reason.TOTAL, start, expected=("N" if due < 0 else "P",))
    return record.disagreement("total", Reason.TOTAL, start, due=abs(due))


def _list(codes: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(codes))
