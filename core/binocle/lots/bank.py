"""Lines of the bank's statement, matched with the transfers that returns announced.

Laws of this file: a line shows a transfer when it brings the very amount, within :data:`WINDOW`
days, under its label; what two could be is none, and a person says. A line is kept once, however
often its statement is imported. The lots of what was seen are settled ("Lot acquitté"). Window,
comparison of labels and moment are assumed: no text says them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from binocle.kernel import Cents, OperatorActionNeeded

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


@dataclass(frozen=True)
class Imported:
    """What an import did: lines that are new, lines that show a transfer, lots that it settled."""

    new: int
    matched: int
    settled: tuple[str, ...]


class BankStore(Protocol):
    """Where the lines of statements are kept."""

    def keep_lines(self, lines: Iterable[BankLine]) -> int:
        """Keep the lines that are not there yet; return how many."""
        ...

    def free_lines(self) -> Sequence[BankLine]:
        """Return the lines of money that came and that show no transfer yet."""
        ...

    def unseen_transfers(self) -> Sequence[KeptTransfer]:
        """Return the transfers above zero that no line shows yet."""
        ...

    def see(self, line_id: int, transfer_id: int) -> None:
        """Tie a line to the transfer that it shows."""
        ...

    def lots_seen(self, transfer_ids: Sequence[int]) -> Sequence[int]:
        """Return the lots that some transfers answer, all of whose transfers were seen."""
        ...


class BankStatements:
    """What the shop does with the statements of its bank."""

    def __init__(self, *, store: BankStore, treatment: LotTreatment) -> None:
        """Take the lines, and what settles lots."""
        self._store = store
        self._treatment = treatment

    def take(self, lines: Iterable[BankLine]) -> Imported:
        """Keep the lines of a statement and find the transfers that they show."""
        new = self._store.keep_lines(lines)
        pairs = matches(self._store.unseen_transfers(), self._store.free_lines())
        for line, kept in pairs:
            self._store.see(line.id, kept.id)
        return Imported(new, len(pairs), self._settle([kept.id for _, kept in pairs]))

    def tie(self, line_id: int, transfer_id: int) -> tuple[str, ...]:
        """Say by hand that a line shows a transfer; return the lots that it settled.

        Raises:
            OperatorActionNeeded: ``VIR-DEJA-VU``: one of them is taken, or the amounts differ.
        """
        lines = {line.id: line for line in self._store.free_lines()}
        unseen = {kept.id: kept for kept in self._store.unseen_transfers()}
        line, kept = lines.get(line_id), unseen.get(transfer_id)
        if line is None or kept is None or line.amount != kept.transfer.amount:
            raise OperatorActionNeeded("VIR-DEJA-VU", ligne=line_id)
        self._store.see(line_id, transfer_id)
        return self._settle([transfer_id])

    def _settle(self, transfer_ids: Sequence[int]) -> tuple[str, ...]:
        lots = self._store.lots_seen(transfer_ids)
        return tuple(lot.number for lot in self._treatment.settle(lots))


def matches(
    transfers: Sequence[KeptTransfer], lines: Sequence[BankLine]
) -> tuple[tuple[BankLine, KeptTransfer], ...]:
    """Return the pairs that are each other's only choice, whole labels first."""
    found: list[tuple[BankLine, KeptTransfer]] = []
    left, free = list(transfers), list(lines)
    for is_named in (_whole_label, _first_line):
        choices = [
            (line, kept)
            for line in free
            for kept in left
            if _is_near(line, kept) and is_named(line, kept)
        ]
        only = [
            (line, kept)
            for line, kept in choices
            if sum(line is other or kept is another for other, another in choices) == 1
        ]
        found += only
        left = [kept for kept in left if all(kept is not seen for _, seen in only)]
        free = [line for line in free if all(line is not seen for seen, _ in only)]
    return tuple(found)


def _is_near(line: BankLine, kept: KeptTransfer) -> bool:
    days = abs((line.day - kept.transfer.day).days)
    return line.amount == kept.transfer.amount and days <= WINDOW


def _letters(label: str) -> str:
    """Return the letters and digits of a label: banks space and cut them as they like."""
    return "".join(character for character in label.upper() if character.isalnum())


def _whole_label(line: BankLine, kept: KeptTransfer) -> bool:
    # A transfer of the older family has no label: its amount and its day must do.
    return _letters(kept.transfer.label) in _letters(line.label)


def _first_line(line: BankLine, kept: KeptTransfer) -> bool:
    return _letters(kept.line_1) in _letters(line.label)
