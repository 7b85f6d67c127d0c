"""The main job, step by step: one list that the command line, the page and the scenarios share.

Law of this file: a step is one gesture on the desk; it either does its whole work or raises a coded
error, and may then be done again: after a relaunch the whole story may begin anew, and nothing is
invoiced, signed or sent twice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from binocle.kernel import LinkDown, PeerViolation
from binocle.lots import Lot, LotState
from binocle.workflows import Counter, Transmission

from .cases import Case

DEMO_CODE = "1234"
"""The holder's code of the demonstration CPS; a real card's code is typed by its holder."""

ANSWERED = frozenset({LotState.ANSWERED, LotState.SETTLED})
ACKNOWLEDGED = ANSWERED | {LotState.ACKNOWLEDGED}
REFUSED = frozenset({LotState.REFUSED_BY_ARL, LotState.REJECTED, LotState.FAILED})


class Desk(Protocol):
    """What a step works on: the shop's program over a bench."""

    counter: Counter
    transmission: Transmission

    def has_invoice(self, number: str) -> bool:
        """Say whether an invoice of that number was opened, before a relaunch for example."""
        ...

    def claim_lots(self) -> tuple[Lot, ...]:
        """Return the lots that hold the forms of the claim under way."""
        ...

    def next_event(self) -> datetime | None:
        """Let the world go on to its next event and say when it is; nothing when all is still."""
        ...


@dataclass(frozen=True)
class Step:
    """One gesture.

    Attributes:
        name: key of the section ``etapes`` of the labels.
        act: what it does, given the desk, the case and what the counter typed.
    """

    name: str
    act: Callable[[Desk, Case, Mapping[str, str]], None]


def _code(desk: Desk, case: Case, typed: Mapping[str, str]) -> None:
    desk.counter.enter_code(typed.get("code", ""))


def _beneficiary(desk: Desk, case: Case, typed: Mapping[str, str]) -> None:
    choice = typed.get("choix", "")
    desk.counter.choose(int(choice) if choice.isascii() and choice.isdigit() else 0)


def _rights(desk: Desk, case: Case, typed: Mapping[str, str]) -> None:
    if desk.counter.claim is None:
        desk.counter.enter_claim(case.claim)
    desk.counter.ask_rights()


def _rates(desk: Desk, case: Case, typed: Mapping[str, str]) -> None:
    if desk.counter.claim is None:
        desk.counter.enter_claim(case.claim)
    desk.counter.check_rates_as_known()


def _invoice(desk: Desk, case: Case, typed: Mapping[str, str]) -> None:
    if desk.has_invoice(case.invoice):
        desk.counter.resume(case.invoice)
    else:
        desk.counter.invoice(case.invoice)


def wait_for(desk: Desk, wanted: frozenset[LotState]) -> None:
    """Let the world go on, taking returns, until the claim's lots are in a wanted state.

    Raises:
        PeerViolation: ``TEL-LOT-REFUSE``, with what the fund said.
        LinkDown: ``TEL-RETOUR-ABSENT``, nothing more is announced.
    """
    desk.transmission.receive()
    while waiting := [lot for lot in desk.claim_lots() if lot.state not in wanted]:
        for lot in waiting:
            if lot.state in REFUSED:
                raise PeerViolation("TEL-LOT-REFUSE", lot=lot.number, motif=lot.label)
        if desk.next_event() is None:
            raise LinkDown("TEL-RETOUR-ABSENT")
        desk.transmission.receive()


STEPS = (
    Step("cps-code", _code),
    Step("vitale-read", lambda desk, case, typed: _none(desk.counter.read_vitale())),
    Step("beneficiary", _beneficiary),
    Step("adri", _rights),
    Step("rate-check", _rates),
    Step("invoice", _invoice),
    Step("fse-sign", lambda desk, case, typed: _none(desk.counter.sign())),
    Step("transmission-code", _code),
    Step("lot", lambda desk, case, typed: _none(desk.transmission.group())),
    Step("file", lambda desk, case, typed: _none(desk.transmission.build_files())),
    Step("send", lambda desk, case, typed: _none(desk.transmission.send())),
    Step("arl", lambda desk, case, typed: wait_for(desk, ACKNOWLEDGED)),
    Step("rsp", lambda desk, case, typed: wait_for(desk, ANSWERED)),
)
"""The steps in their order."""


def _none(_: object) -> None:
    """A step tells nothing: the desk holds what came of it."""
