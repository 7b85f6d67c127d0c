"""Lines of the bank's statement, matched with the transfers that returns announced.

Laws of this file: a line shows a transfer when it brings the very amount, within :data:`WINDOW`
days, under its label; what two could be is none, and a person says. A line is kept once, however
often its statement is imported, and a statement whole or not at all. Whoever comes last finds the
other: a statement is looked at when returns come, too. The lots of what was seen are settled ("Lot
acquitté"); a pair that a person undid is never made again by itself, and its lots are answered
only. Each pair made or undone is in the journal. Window, comparison of labels and moment are
assumed: no text says them.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Protocol

from binocle.kernel import Cents, Clock, OperatorActionNeeded

from .model import KeptTransfer
from .treatment import LotTreatment

WINDOW = 7
"""Days between the day of a transfer and that of its line, either way."""


@dataclass(frozen=True)
class BankLine:
    """One line of a statement.

    Attributes:
        reference: the bank's, or made of the line: the same line has the same one in any file.
        amount: with its sign: above zero it is money that came.
        id: zero until it is kept.
    """

    account: str
    reference: str
    day: date
    label: str
    amount: Cents
    id: int = 0


class LineOutcome(Enum):
    """What became of one line of an imported statement."""

    MATCHED = "matched"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"
    KNOWN = "known"
    LEAVING = "leaving"


@dataclass(frozen=True)
class ReadLine:
    """One line of an imported statement, and what became of it.

    Attributes:
        transfer: the one that it shows, or showed before this import.
    """

    line: BankLine
    outcome: LineOutcome
    transfer: KeptTransfer | None = None


@dataclass(frozen=True)
class Imported:
    """What an import did.

    Attributes:
        new: how many lines were not there before.
        matched: how many lines now show a transfer, those of former statements included.
        settled: the lots that it settled.
        lines: each line of the statement, in its order.
    """

    new: int
    matched: int
    settled: tuple[str, ...]
    lines: tuple[ReadLine, ...] = ()


class PairEvent(Enum):
    """What happens to a pair of a line and a transfer."""

    MATCHED = "matched"
    TIED = "tied"
    UNTIED = "untied"


@dataclass(frozen=True)
class PastPair:
    """A line of the journal: a pair that was made or undone."""

    at: datetime
    event: PairEvent
    line: BankLine


@dataclass(frozen=True)
class Matching:
    """What lines show.

    Attributes:
        pairs: each other's only choice.
        doubtful: identifiers of the lines that could show several transfers, or one that another
            line shows as well.
    """

    pairs: tuple[tuple[BankLine, KeptTransfer], ...]
    doubtful: frozenset[int]


class BankStore(Protocol):
    """Where the lines of statements are kept.

    A call outside :meth:`transaction` is a transaction of its own, durable when it returns.
    """

    def transaction(self) -> AbstractContextManager[None]:
        """Run a block all or nothing; an inner block belongs to the outer one."""
        ...

    def keep_line(self, line: BankLine) -> tuple[BankLine, bool]:
        """Keep a line unless it is there; return it as it is kept, and whether it is new."""
        ...

    def free_lines(self) -> Sequence[BankLine]:
        """Return the lines of money that came, that show no transfer and whose amount one has."""
        ...

    def unseen_transfers(self) -> Sequence[KeptTransfer]:
        """Return the transfers above zero that no line shows and whose amount a free one has."""
        ...

    def line(self, line_id: int) -> BankLine | None:
        """Return one line."""
        ...

    def transfer(self, transfer_id: int) -> KeptTransfer | None:
        """Return one transfer that moves money."""
        ...

    def shown_by(self, line_id: int) -> KeptTransfer | None:
        """Return the transfer that a line shows."""
        ...

    def line_of(self, transfer_id: int) -> BankLine | None:
        """Return the line that shows a transfer."""
        ...

    def undone(self) -> Collection[tuple[int, int]]:
        """Return the pairs of a line and a transfer that a person undid."""
        ...

    def set_pair(self, line_id: int, transfer_id: int, event: PairEvent, at: datetime) -> None:
        """Tie a line to the transfer that it shows, or untie it, and keep that in the journal."""
        ...

    def pair_history(self, transfer_id: int) -> Sequence[PastPair]:
        """Return the journal of a transfer's lines, the oldest first."""
        ...

    def lots_seen(self, transfer_ids: Sequence[int]) -> Sequence[int]:
        """Return the lots that some transfers answer, all of whose transfers were seen."""
        ...

    def lots_of_transfer(self, transfer_id: int) -> Sequence[int]:
        """Return the lots that a transfer answers."""
        ...


class BankStatements:
    """What the shop does with the statements of its bank."""

    def __init__(self, *, store: BankStore, treatment: LotTreatment, clock: Clock) -> None:
        """Take the lines, what settles lots, and the time."""
        self._store = store
        self._treatment = treatment
        self._clock = clock

    def take(self, lines: Iterable[BankLine]) -> Imported:
        """Keep the lines of a statement and find the transfers that they show."""
        with self._store.transaction():
            kept = [self._store.keep_line(line) for line in lines]
            found = self._find()
            settled = self._pair(found)
            seen = {line.id: kept for line, kept in found.pairs}
            read = tuple(self._read(line, new, seen, found.doubtful) for line, new in kept)
        return Imported(sum(new for _, new in kept), len(found.pairs), settled, read)

    def match(self) -> tuple[str, ...]:
        """Look again at the lines that are kept: a return came; return the lots settled."""
        with self._store.transaction():
            return self._pair(self._find())

    def pair(self, line_id: int, transfer_id: int) -> tuple[BankLine, KeptTransfer]:
        """Return a line and a transfer that a person may tie.

        Raises:
            OperatorActionNeeded: ``VIR-DEJA-VU``: one of them is taken, or the amounts differ.
        """
        line, kept = self._store.line(line_id), self._store.transfer(transfer_id)
        is_free = line and kept and not self._store.shown_by(line_id) and kept.bank_day is None
        if not (is_free and line and kept and 0 < line.amount == kept.transfer.amount):
            raise OperatorActionNeeded("VIR-DEJA-VU", ligne=line_id)
        return line, kept

    def tie(self, line_id: int, transfer_id: int, *, confirmed: bool = False) -> tuple[str, ...]:
        """Say by hand that a line shows a transfer; return the lots that it settled.

        Raises:
            OperatorActionNeeded: ``VIR-DEJA-VU``, as :meth:`pair`, or ``VIR-A-CONFIRMER``.
        """
        line, _ = self.pair(line_id, transfer_id)
        if not confirmed:
            raise OperatorActionNeeded("VIR-A-CONFIRMER", libelle=line.label)
        with self._store.transaction():
            self._store.set_pair(line_id, transfer_id, PairEvent.TIED, self._clock.now())
            return self._settle([transfer_id])

    def untie(self, transfer_id: int, *, confirmed: bool = False) -> tuple[str, ...]:
        """Say that a transfer was not seen after all; return the lots that are settled no more.

        Raises:
            OperatorActionNeeded: ``VIR-PAS-VU``, no line shows it, or ``VIR-A-CONFIRMER``.
        """
        line = self._store.line_of(transfer_id)
        if line is None:
            raise OperatorActionNeeded("VIR-PAS-VU", virement=transfer_id)
        if not confirmed:
            raise OperatorActionNeeded("VIR-A-CONFIRMER", libelle=line.label)
        with self._store.transaction():
            self._store.set_pair(line.id, transfer_id, PairEvent.UNTIED, self._clock.now())
            lots = self._treatment.reopen(self._store.lots_of_transfer(transfer_id))
        return tuple(lot.number for lot in lots)

    def history(self, transfer_id: int) -> Sequence[PastPair]:
        """Return when a transfer was seen, and by which line, the oldest first."""
        return self._store.pair_history(transfer_id)

    def _find(self) -> Matching:
        lines = self._store.free_lines()
        if not lines:
            return Matching((), frozenset())
        return matching(self._store.unseen_transfers(), lines, self._store.undone())

    def _pair(self, found: Matching) -> tuple[str, ...]:
        now = self._clock.now()
        for line, kept in found.pairs:
            self._store.set_pair(line.id, kept.id, PairEvent.MATCHED, now)
        return self._settle([kept.id for _, kept in found.pairs])

    def _read(
        self,
        line: BankLine,
        is_new: bool,
        seen: Mapping[int, KeptTransfer],
        doubtful: Collection[int],
    ) -> ReadLine:
        if line.id in seen:
            return ReadLine(line, LineOutcome.MATCHED, seen[line.id])
        if not is_new:
            return ReadLine(line, LineOutcome.KNOWN, self._store.shown_by(line.id))
        if line.amount <= 0:
            return ReadLine(line, LineOutcome.LEAVING)
        known = LineOutcome.AMBIGUOUS if line.id in doubtful else LineOutcome.UNKNOWN
        return ReadLine(line, known)

    def _settle(self, transfer_ids: Sequence[int]) -> tuple[str, ...]:
        if not transfer_ids:
            return ()
        lots = self._store.lots_seen(transfer_ids)
        return tuple(lot.number for lot in self._treatment.settle(lots))


def matching(
    transfers: Iterable[KeptTransfer],
    lines: Sequence[BankLine],
    undone: Collection[tuple[int, int]] = (),
) -> Matching:
    """Return the pairs that are each other's only choice, whole labels first.

    Args:
        transfers: that no line shows.
        lines: that show no transfer.
        undone: pairs that a person undid.
    """
    of_amount: dict[int, list[KeptTransfer]] = defaultdict(list)
    for kept in transfers:
        of_amount[kept.transfer.amount].append(kept)
    near = [
        (line, kept)
        for line in lines
        for kept in of_amount[line.amount]
        if _is_near(line, kept) and (line.id, kept.id) not in undone
    ]
    pairs: list[tuple[BankLine, KeptTransfer]] = []
    for is_named in (_whole_label, _first_line):
        choices = _named(near, is_named, pairs)
        by_line = Counter(line.id for line, _ in choices)
        by_transfer = Counter(kept.id for _, kept in choices)
        pairs += [
            (line, kept) for line, kept in choices if by_line[line.id] == by_transfer[kept.id] == 1
        ]
    # What names a transfer that another line took is not in doubt: it shows nothing.
    doubtful = {line.id for line, _ in _named(near, _first_line, pairs)}
    return Matching(tuple(pairs), frozenset(doubtful))


_Pairs = Sequence[tuple[BankLine, KeptTransfer]]


def _named(
    near: _Pairs, is_named: Callable[[BankLine, KeptTransfer], bool], taken: _Pairs
) -> list[tuple[BankLine, KeptTransfer]]:
    """Return the pairs that a label names and none of whose two is taken."""
    lines = {line.id for line, _ in taken}
    transfers = {kept.id for _, kept in taken}
    return [
        (line, kept)
        for line, kept in near
        if line.id not in lines and kept.id not in transfers and is_named(line, kept)
    ]


def _is_near(line: BankLine, kept: KeptTransfer) -> bool:
    return abs((line.day - kept.transfer.day).days) <= WINDOW


def _letters(label: str) -> str:
    """Return the letters and digits of a label: banks space and cut them as they like."""
    return "".join(character for character in label.upper() if character.isalnum())


def _whole_label(line: BankLine, kept: KeptTransfer) -> bool:
    # A transfer of the older family has no label: its amount and its day must do.
    return _letters(kept.transfer.label) in _letters(line.label)


def _first_line(line: BankLine, kept: KeptTransfer) -> bool:
    return _letters(kept.line_1) in _letters(line.label)
