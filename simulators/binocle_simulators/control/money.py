"""What a hand does with payers and with the concentrator's returns, and the storms of a plan.

Law of this file: each act is one call of the treasury or of the concentrator, under the world's
lock; what has no object is refused with a text.
Source: ours; no rule of a peer.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from binocle_simulators.concentrator import TakenLot
from binocle_simulators.concentrator.arl import CODES as ARL_CODES
from binocle_simulators.concentrator.mail import FAILURES, UNKNOWN
from binocle_simulators.concentrator.notices import NOTICES
from binocle_simulators.faults import Fault
from binocle_simulators.payers import CONDUCTS, NothingToDo, OneOff
from binocle_simulators.storms import Stroke, storm

from .parameters import Gesture, Parameter, choice, matching, person_key, whole, yes_or_no

if TYPE_CHECKING:
    from binocle_simulators.bench import Bench

_Found = TypeVar("_Found")


def behave(bench: "Bench", what: str, **values: Any) -> None:
    """Have payers do something on purpose; what is not told is as the plan of faults has it."""
    told = {name: value for name, value in values.items() if value is not None}
    with bench.world.lock:
        bench.payers.behave(replace(CONDUCTS[what], **told))
        bench.world.record("payer", "=", f"told to {what}")


def calm(bench: "Bench") -> None:
    """Have every payer answer all that it still owes, and nothing on purpose any more."""
    with bench.world.lock:
        bench.payers.calm()


def take_back(bench: "Bench", **values: Any) -> None:
    """Take back what an invoice was paid."""
    with bench.world.lock:
        bench.payers.take_back(**values)


def withhold(bench: "Bench", payer: str, **values: Any) -> None:
    """Open a debt that the next transfers withhold."""
    with bench.world.lock:
        bench.payers.withhold(payer, **values)


def lump_sum(bench: "Bench", payer: str, *, professional: str, wait: bool, **values: Any) -> None:
    """Pay a lump sum or a one-off payment."""
    with bench.world.lock:
        bench.payers.lump_sum(payer, OneOff(**values), professional=professional, wait=wait)


def pay_paper(bench: "Bench", payer: str, *, person: str, **values: Any) -> None:
    """Pay an invoice that came on paper."""
    with bench.world.lock:
        bench.payers.paper(payer, bench.person(person), **values)


def make_transfer(bench: "Bench", payer: str, **values: Any) -> None:
    """Pay what waits for a payer's next transfer."""
    with bench.world.lock:
        bench.payers.transfer(payer, **values)


def orphan_return(bench: "Bench", what: str, payer: str, **values: Any) -> None:
    """Send a return of something that nobody here sent."""
    with bench.world.lock:
        bench.payers.orphan(what, payer, **values)


def repeat_return(bench: "Bench", identifier: str) -> None:
    """Deposit once more what was deposited."""
    _about(bench.concentrator.repeat_return, identifier)


def send_arl(bench: "Bench", lot: str, code: str) -> None:
    """Deposit one more ARL of a lot."""
    bench.concentrator.send_arl(_lot(bench, lot), code)


def orphan_arl(bench: "Bench", lot: str) -> None:
    """Deposit an ARL of a lot that was never sent."""
    bench.concentrator.send_orphan_arl(_lot(bench, lot))


def send_notice(bench: "Bench", lot: str, what: str) -> None:
    """Deposit a service message about a lot."""
    bench.concentrator.send_notice(_lot(bench, lot), what)


def send_dsn(bench: "Bench", lot: str, status: str) -> None:
    """Deposit a notice of non-delivery about the file of a lot."""
    bench.front_end.send_dsn(bench.concentrator.file_of(_lot(bench, lot)), status)


def _lot(bench: "Bench", number: str) -> TakenLot:
    return _about(bench.concentrator.lot, number)


def _about(find: Callable[[str], _Found], name: str) -> _Found:
    try:
        return find(name)
    except KeyError as error:
        raise NothingToDo(str(error.args[0])) from error


def raise_storm(bench: "Bench", seed: int, days: int) -> None:
    """Have a storm from now on; its last stroke is the calm."""
    start = bench.world.now()
    for stroke in storm(seed, days):
        act = partial(_strike, bench, stroke)
        bench.world.call_at(start + stroke.after, f"storm: {stroke.gesture}", act)


def _strike(bench: "Bench", stroke: Stroke) -> None:
    """Make one gesture of a storm; what has no object then is left."""
    act, defaults = _ACTS[stroke.gesture]
    with suppress(NothingToDo):
        act(bench, **{**defaults, **stroke.values})


def _arm(bench: "Bench", where: str, what: str) -> None:
    bench.world.faults.arm(Fault(where, what))


def _clear(bench: "Bench") -> None:
    bench.world.faults.clear()


_ACTS: Mapping[str, tuple[Callable[..., None], Mapping[str, Any]]] = {
    "arm": (_arm, {}),
    "clear": (_clear, {}),
    "calm_payers": (calm, {}),
    "take_back": (take_back, {}),
    "lump_sum": (lump_sum, {"payer": "", "professional": "", "wait": False}),
    "orphan_return": (orphan_return, {"payer": ""}),
    "repeat_return": (repeat_return, {"identifier": ""}),
    "send_arl": (send_arl, {"lot": ""}),
    "orphan_arl": (orphan_arl, {"lot": ""}),
    "send_notice": (send_notice, {"lot": ""}),
}
"""What a storm does, with what it leaves untold."""

DEBT_NATURES = (
    *("ACC", "AFF", "API", "APR", "IEC", "IND", "IPH"),
    *("IPI", "ISP", "ODL", "OID", "REL", "VMI"),
)
"""Natures of debts (wire formats sheet 3.4)."""
MOST_CENTS = 99_999_999
PAYER = Parameter(matching("([0-9]{14})?"), "")
"""Number of a payer; the last one that took a lot when empty."""
PROFESSIONAL, INVOICE = (Parameter(matching("([0-9]{9})?"), "") for _ in range(2))
REFERENCE = Parameter(matching("[A-Z0-9]{0,10}"), "")
LOT = Parameter(matching("([0-9A-Z]{3})?"), "")
DAY6 = Parameter(matching("([0-9]{6})?"), "")
CENTS = Parameter(whole(1, MOST_CENTS))
WAIT = Parameter(yes_or_no, False)

MONEY: Mapping[str, Gesture] = {
    "conduct": Gesture(
        behave,
        {
            "what": Parameter(choice(*CONDUCTS)),
            "payer": PAYER,
            "invoice": INVOICE,
            "part": Parameter(choice("", "AMO", "AMC"), ""),
            "cents": Parameter(whole(0, MOST_CENTS), None),
            "percent": Parameter(whole(0, 1000), None),
            "code": Parameter(matching("[0-9]{4}( [0-9]{3,4})?"), None),
            "label": Parameter(matching("[A-Z0-9 ]{0,80}"), None),
            "hours": Parameter(whole(0, 9000), None),
            "times": Parameter(whole(0, 1_000_000), None),
        },
    ),
    "calm_payers": Gesture(calm),
    "take_back": Gesture(
        take_back,
        {
            "professional": PROFESSIONAL,
            "invoice": INVOICE,
            "payer": PAYER,
            "reference": REFERENCE,
            "nature": Parameter(choice("", *DEBT_NATURES), ""),
            "most": Parameter(whole(0, MOST_CENTS), 0),
            "wait": WAIT,
        },
    ),
    "withhold": Gesture(
        withhold,
        {
            "payer": PAYER,
            "cents": CENTS,
            "professional": PROFESSIONAL,
            "reference": REFERENCE,
            "nature": Parameter(choice(*DEBT_NATURES), "IND"),
            "most": Parameter(whole(0, MOST_CENTS), 0),
        },
    ),
    "lump_sum": Gesture(
        lump_sum,
        {
            "payer": PAYER,
            "professional": PROFESSIONAL,
            "wait": WAIT,
            "cents": CENTS,
            "code": Parameter(matching("[A-Z0-9]{0,5}"), ""),
            "label": Parameter(matching("[A-Z0-9 ]{0,80}"), ""),
            "nir": Parameter(matching("[A-Z0-9]{0,13}"), ""),
            "nir_key": Parameter(matching("([0-9]{2})?"), ""),
            "birth": DAY6,
            "period": Parameter(choice(*"HMTSAP"), "P"),
            "start": DAY6,
            "end": DAY6,
        },
    ),
    "pay_paper": Gesture(
        pay_paper,
        {
            "payer": PAYER,
            "person": Parameter(person_key),
            "cents": CENTS,
            "number": INVOICE,
            "professional": PROFESSIONAL,
            "wait": WAIT,
        },
    ),
    "make_transfer": Gesture(
        make_transfer,
        {
            "payer": PAYER,
            "professional": PROFESSIONAL,
            "name": Parameter(matching("[A-Z0-9-]{0,14}"), ""),
        },
    ),
    "orphan_return": Gesture(
        orphan_return,
        {
            "what": Parameter(choice("orphan-lot", "orphan-invoice", "orphan-professional")),
            "payer": PAYER,
            "professional": PROFESSIONAL,
        },
    ),
    "repeat_return": Gesture(
        repeat_return, {"identifier": Parameter(matching("(R[0-9]{6,})?"), "")}
    ),
    "send_arl": Gesture(send_arl, {"lot": LOT, "code": Parameter(choice(*ARL_CODES), "0000")}),
    "orphan_arl": Gesture(orphan_arl, {"lot": LOT}),
    "send_notice": Gesture(
        send_notice, {"lot": LOT, "what": Parameter(choice(*NOTICES), "forwarded")}
    ),
    "send_dsn": Gesture(send_dsn, {"lot": LOT, "status": Parameter(choice(*FAILURES), UNKNOWN)}),
    "storm": Gesture(
        raise_storm,
        {"seed": Parameter(whole(0, 2**31), 1), "days": Parameter(whole(1, 400), 30)},
    ),
}
"""Their gestures."""
