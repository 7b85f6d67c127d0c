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

from binocle.wire import Reason, Record, UnknownEntity, WireRefusal

from .noemie import (
    ENTITIES,
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


@dataclass(frozen=True, eq=False)
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


_TRANSFERS, _SAID = "040 990", "210 250 290 294 990"
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
KINDS: Mapping[str, LevelRule] = {
    "01": _INVOICES,
    "02": _INVOICES,
    "03": _rule(
        {OPENED: "261 990", "261": "262", "262": "261 262 990"}, counted="261", summed="261"
    ),
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


class Nesting:
    """Follows the entities of a return, from its 000 to its 999."""

    def __init__(self, start: ReturnStart) -> None:
        """Begin after the 000."""
        self._start = start
        self._top = _Level("", "", _OF_FILE)
        self._around: list[_Level] = []
        self._lots: set[tuple[str, date | None]] = set()

    def take(self, entity: Record | UnknownEntity, position: int) -> None:
        """Verify one entity.

        Raises:
            WireRefusal: with an offset counted in the entity text.
        """
        top = self._top
        step = top.steps.get(type(entity))
        if step is None:
            raise _misplaced(cast(Record, entity), top.steps, position)
        counted, top.steps, act = step
        top.count += counted
        if act is not None:
            act(self, entity, position)

    def _part(self, part: AmoPart | AmcPart, position: int) -> None:
        if part.paid:
            if part.state != PAYING:
                raise part.refusal("paid", Reason.DIFFERENT, position)
            self._top.total += -part.paid if part.sign == "N" else part.paid

    def _move(self, entity: Record, position: int) -> None:
        self._top.total += MONEY[entity.CODE](entity)

    def _open(self, entity: Record, position: int) -> None:
        self._enter(_Level(entity.CODE, entity.CODE, _OF_LEVEL[entity.CODE]))

    def _open_kind(self, entity: ReturnKind, position: int) -> None:
        kind = entity.kind
        self._enter(_Level(entity.CODE, entity.CODE, _OF_KIND[kind], kind))

    def _open_lot(self, entity: LotReturned, position: int) -> None:
        self._see(entity, position)
        self._open(entity, position)

    def _open_invoice(self, entity: InvoiceReturned, position: int) -> None:
        types = INVOICE_TYPES[self._top.kind]
        if entity.invoice_type not in types:
            due = tuple(sorted(types))
            raise entity.refusal("invoice_type", Reason.DIFFERENT, position, expected=due)
        if (entity.lot_number, entity.lot_day) not in self._lots:
            self._see(entity, position)
        self._enter(_Level("102", entity.invoice_number, _OF_LEVEL["102"]))

    def _open_old_invoice(self, entity: OldInvoice, position: int) -> None:
        self._enter(_Level(entity.CODE, entity.invoice_number, _OF_LEVEL[entity.CODE]))

    def _enter(self, level: "_Level") -> None:
        self._around.append(self._top)
        self._top = level

    def _see(self, entity: InvoiceReturned | LotReturned, position: int) -> None:
        """Remember a lot, which invoices on paper have not; the 999 cannot count more of them."""
        if entity.lot_number or entity.lot_day:
            self._lots.add((entity.lot_number, entity.lot_day))
        if len(self._lots) > MOST_LOTS:
            raise entity.refusal("lot_number", Reason.COUNT, position)

    def _close(self, closing: Closing, position: int) -> None:
        level = self._top
        if closing.key != level.key:
            raise closing.disagreement("key", Reason.DIFFERENT, position, due=level.key)
        if closing.count != level.count:
            raise closing.disagreement("count", Reason.COUNT, position, due=level.count)
        if signed(closing.total, closing.sign) != level.total:
            raise _wrong_total(closing, level.total, position)
        if level.code == "071" and level.total < 0:
            raise closing.refusal("sign", Reason.TOTAL, position, expected=("P",))
        self._top = self._around.pop()
        self._top.total += level.total

    def end(self, record: ReturnEnd, offset: int, records: int) -> None:
        """Verify the 999 against everything before it.

        Raises:
            WireRefusal: with an offset counted in the file.
        """
        top = self._top
        if self._around or top.steps.last == OPENED:
            due = top.steps.due
            raise record.refusal("record_type", Reason.ORDER, offset, expected=due)
        for name in REPEATED:
            if getattr(record, name) != getattr(self._start, name):
                said = getattr(self._start, name)
                raise record.disagreement(name, Reason.DIFFERENT, offset, due=said)
        if record.record_count != records:
            raise record.disagreement("record_count", Reason.COUNT, offset, due=records)
        if record.lot_count != len(self._lots):
            raise record.disagreement("lot_count", Reason.COUNT, offset, due=len(self._lots))
        if signed(record.total, record.sign) != top.total:
            raise _wrong_total(record, top.total, offset)


_Act = Callable[[Nesting, Any, int], None]

_ACTS: Mapping[str, _Act] = {
    "020": Nesting._open,
    "070": Nesting._open,
    "071": Nesting._open,
    "080": Nesting._open_lot,
    "081": Nesting._open_kind,
    "100": Nesting._open_old_invoice,
    "102": Nesting._open_invoice,
    "198": Nesting._part,
    "199": Nesting._part,
    "210": Nesting._move,
    "250": Nesting._move,
    "261": Nesting._move,
    END: Nesting._close,
}
"""Entity → what it does: open or close a level, or move money where its level sums it."""


class _Steps(dict[type, tuple[int, "_Steps", _Act | None]]):
    """What may come next in a level: class → whether it counts, what may come then, what it does.

    Attributes:
        last: the entity that came last in the level.
        due: the entities that the table names, comments and unknown ones apart.
    """

    def __init__(self, last: str, due: frozenset[str]) -> None:
        """Begin without a step."""
        super().__init__()
        self.last = last
        self.due = tuple(sorted(due))


def _walk(rule: LevelRule) -> _Steps:
    """Return the steps of a level from its beginning: its rule, unfolded once."""
    steps = {last: _Steps(last, due) for last, due in rule.followers.items()}
    everything = rule.counted is None
    for here in steps.values():
        here[UnknownEntity] = (1, here, None)
        if rule is not FILE:
            here[Comment] = (int(everything), here, None)
        for code in here.due:
            moves = code in rule.summed or code not in MONEY
            counted = code != END and (everything or code in (rule.counted or ()))
            after = here if code == END else steps[code]
            here[ENTITIES[code]] = (int(counted), after, _ACTS.get(code) if moves else None)
    return steps[OPENED]


_OF_FILE = _walk(FILE)
_OF_LEVEL: Mapping[str, _Steps] = {code: _walk(rule) for code, rule in LEVELS.items()}
_OF_KIND: Mapping[str, _Steps] = {kind: _walk(rule) for kind, rule in KINDS.items()}


class _Level:
    """An open level: what its 990 must say."""

    __slots__ = ("code", "count", "key", "kind", "steps", "total")

    def __init__(self, code: str, key: str, steps: _Steps, kind: str = "") -> None:
        """Begin with nothing counted."""
        self.code = code
        self.key = key
        self.steps = steps
        self.kind = kind
        self.count = 0
        self.total = 0


def _misplaced(entity: Record, steps: _Steps, position: int) -> WireRefusal:
    reason = Reason.REPEATED if steps.last == entity.CODE else Reason.ORDER
    return entity.refusal("entity", reason, position, expected=steps.due)


def _wrong_total(record: Closing | ReturnEnd, due: int, start: int) -> WireRefusal:
    """Return the refusal of a sum, or of its sign when the amount alone agrees."""
    if record.total == abs(due):
        return record.refusal("sign", Reason.TOTAL, start, expected=("N" if due < 0 else "P",))
    return record.disagreement("total", Reason.TOTAL, start, due=abs(due))
