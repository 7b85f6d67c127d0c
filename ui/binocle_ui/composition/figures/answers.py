"""What the payers answer to the lots of a lived day and of its copies: whole NOEMIE returns.

The simulators decide, by their rules or by a conduct, and write; a return takes as many lots as the
norm lets it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from binocle.fse import Flow
from binocle_simulators.concentrator import LotFacts
from binocle_simulators.payers import AmcPayer, AmoPayer, Register, payer_maker
from binocle_simulators.payers.behaviour import labels_of, organisation_of
from binocle_simulators.payers.conducts import CONDUCTS, changed
from binocle_simulators.payers.formats import (
    ELECTRONIC,
    Order,
    Section,
    Settled,
    Transfer,
    noemie_file,
)
from binocle_simulators.people import load_people

from .lived_day import Move

LOTS_OF_A_RETURN = 999
"""What the three digits of type 999 count (wire sheet 3.2)."""
OTHERWISE: Mapping[int, str] = {17: "reject", 41: "part-pay", 67: "pay-more", 83: "signal"}
"""Conducts by the last two digits of a number: one invoice of 25 is not just paid."""
ENTITY_END = b"@"

Payer = AmoPayer | AmcPayer


class Payers:
    """The payers of the bench: they answer each day's lots, in returns as long as may be."""

    def __init__(self, folder: Path, lots: Iterable[LotFacts]) -> None:
        """Have them decide of the lots of the lived day."""
        folder.mkdir()
        self._folder = folder
        self._orders: dict[str, list[Order]] = {}
        self._files = 0
        self.entities = 0
        payer_of = payer_maker(Register(load_people().values()))
        self._decided = [
            (lot, payer, payer.settle(lot, already_received=frozenset(), fse_amo={}))
            for lot in lots
            for payer in [payer_of(lot.recipient_type, lot.recipient)]
        ]

    def answer(self, move: Move) -> None:
        """Answer the lots of a day, one transfer a lot."""
        for lot, payer, settled in self._decided:
            orders = self._orders.setdefault(lot.recipient, [])
            orders.append(_order(payer, lot, settled, move=move))
            if len(orders) == LOTS_OF_A_RETURN:
                self._write(lot.recipient)

    def end(self) -> None:
        """Write what was not written yet."""
        for recipient in list(self._orders):
            self._write(recipient)

    def _write(self, recipient: str) -> None:
        self._files += 1
        content = noemie_file(self._orders.pop(recipient))
        self.entities += content.count(ENTITY_END)
        (self._folder / f"{self._files:03d}").write_bytes(content)


def _order(payer: Payer, lot: LotFacts, settled: Iterable[Settled], *, move: Move) -> Order:
    flow = Flow.FSE if payer.sender_type == "CP" else Flow.DRE
    number, day = move.lot(flow, lot.number), f"{move.day(_day_of(lot)):%y%m%d}"
    answers = (replace(one, number=move.invoice(one.number)) for one in settled)
    transfer = Transfer(
        sender_type=payer.sender_type,
        sender=payer.number,
        partner=lot.partner,
        file=f"{int(lot.file) + move.days * move.lived.files:06d}",
        day=day,
        labels=labels_of(payer, f"{number} {day}"),
        organisation=organisation_of(payer),
        lot=number,
        lot_date=day,
    )
    return Order(transfer, (Section(ELECTRONIC, invoices=tuple(map(_paid, answers))),))


def _day_of(lot: LotFacts) -> date:
    return date.fromisoformat(f"20{lot.date}")


def _paid(settled: Settled) -> Settled:
    """Return an answer, one in 25 otherwise than by the rules."""
    what = OTHERWISE.get(int(settled.number[-2:]))
    return changed(CONDUCTS[what], settled) if what else settled
