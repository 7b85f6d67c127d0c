"""The table of gestures: a name, its typed parameters, and what it does to the bench.

Law of this file: a gesture is one line of :data:`GESTURES`; how values are read is in
:mod:`.parameters`, what concerns money and returns in :mod:`.money`.
Source: ours; no rule of a peer.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from binocle_simulators.entitlements import INITIAL, STATES, UnknownToTheFunds
from binocle_simulators.faults import CARD_TEARS, Fault
from binocle_simulators.people import Amc
from binocle_simulators.readers import Card
from binocle_simulators.scor import State

from .money import MONEY
from .parameters import (
    REQUIRED,
    Gesture,
    Parameter,
    Unfit,
    card_name,
    choice,
    context_id,
    day,
    form,
    insurer,
    matching,
    member,
    person_key,
    reader_id,
    slot_id,
    text,
    whole,
    yes_or_no,
)

__all__ = ["GESTURES", "REQUIRED", "Gesture", "Parameter", "Unfit"]

if TYPE_CHECKING:
    from binocle_simulators.bench import Bench

MAX_SECONDS = 400 * 24 * 3600
"""How far one gesture may move the clock: a little more than a year."""

WRONG_CODES = (b"0000", b"9999")
"""Codes typed elsewhere; at most one of them can be right."""

PARIS = ZoneInfo("Europe/Paris")

_BLOCKED = b"\x69\x83"
_ATTEMPTS = 10


def _piece(bench: "Bench", value: Any) -> str:
    identifier = text(bench, value)
    if identifier not in bench.scor.pieces:
        raise Unfit(f"no piece {identifier!r}; pieces: {', '.join(bench.scor.pieces)}")
    return identifier


def _reason(_: "Bench", value: Any) -> str:
    if not isinstance(value, str) or len(value) > 100:
        raise Unfit("a text of 100 characters at most is expected")
    return value


# -- what is more than one method of the bench ----------------------------------------------------


def _put_back(bench: "Bench", slot: str, *, mute: bool, upside_down: bool) -> None:
    card = bench.slot(slot).held
    if card is None:
        raise Unfit(f"no card in {bench.slot(slot).id}")
    bench.insert(slot, card, mute=mute, upside_down=upside_down)


def _block(bench: "Bench", slot: str) -> None:
    """Block the code of the card in a slot, as wrong codes typed at another post do."""
    where = bench.slot(slot)
    if where.card is None:
        raise Unfit(f"no card in {where.id}")
    with bench.world.lock:
        bench.world.record(f"apdu:{where.role}", "=", "wrong codes typed elsewhere")
        if not _typed_wrong(where.card):
            raise Unfit(f"the card in {where.id} has no code to block")
    bench.reset_card(slot)


def _typed_wrong(card: Card) -> bool:
    """Type wrong codes until the card says that it is blocked; say whether it did."""
    for wrong in WRONG_CODES:
        for _ in range(_ATTEMPTS):
            answer = card.exchange(b"\x00\x20\x00\x01\x04" + wrong)
            if answer == _BLOCKED:
                return True
            if answer == b"\x90\x00":  # that one was right
                break
    return False


def _arm(bench: "Bench", **fault: Any) -> None:
    bench.world.faults.arm(Fault(**fault))


def _set_vpn(bench: "Bench", *, up: bool) -> None:
    bench.vpn_is_up = up


def _set_rights(bench: "Bench", person: str, state: str, since: date | None) -> None:
    today = bench.world.now().astimezone(PARIS).date()
    with bench.world.lock, _of_somebody_known():
        bench.entitlements.set_state(person, state, since or today)
        bench.world.record("rights", "=", f"{person} {state} {(since or today).isoformat()}")


def _set_mutual(bench: "Bench", person: str, number: str, **texts: str) -> None:
    with bench.world.lock, _of_somebody_known():
        bench.entitlements.set_mutual(person, Amc(number, **texts) if number else None)
        bench.world.record("rights", "=", f"{person} mutual {number or 'none'}")


@contextmanager
def _of_somebody_known() -> Iterator[None]:
    try:
        yield
    except UnknownToTheFunds as error:
        raise Unfit(str(error)) from error


def _set_known(bench: "Bench", person: str, *, known: bool) -> None:
    with bench.world.lock:
        act = bench.entitlements.know if known else bench.entitlements.forget
        act(person)
        bench.world.record("rights", "=", f"{person} {'known' if known else 'forgotten'}")


def _set_software(bench: "Bench", software: str, *, refused: bool) -> None:
    act = bench.adri.refused_software.add if refused else bench.adri.refused_software.discard
    act(software)


def _set_regime(bench: "Bench", regime: str, *, handled: bool) -> None:
    act = bench.adri.handled_regimes.add if handled else bench.adri.handled_regimes.discard
    act(regime)


def _last_context(bench: "Bench", context: str | None) -> str:
    if context is None and not bench.apcv.contexts:
        raise Unfit("no context was opened")
    return context or next(reversed(bench.apcv.contexts))


def _repeat(bench: "Bench", piece: str) -> None:
    if not bench.scor.pieces[piece].states:
        raise Unfit(f"nothing was told of the piece {piece!r} yet")
    bench.scor.repeat(piece)


PIECE, PIECE_STATE = Parameter(_piece), Parameter(choice(*(state.value for state in State)))
PERSON, CONTEXT = Parameter(person_key), Parameter(context_id, None)
SLOT, READER = Parameter(slot_id), Parameter(reader_id)
MOMENT = Parameter(choice("", "before", "inside", "after"), "")

GESTURES: Mapping[str, Gesture] = {
    "insert": Gesture(
        lambda bench, slot, card, mute, upside_down: bench.insert(
            slot, bench.control.make(card), mute=mute, upside_down=upside_down
        ),
        {
            "slot": SLOT,
            "card": Parameter(card_name),
            "mute": Parameter(yes_or_no, False),
            "upside_down": Parameter(yes_or_no, False),
        },
    ),
    "remove": Gesture(lambda bench, slot: bench.remove(slot), {"slot": SLOT}),
    "tear": Gesture(
        lambda bench, slot, shape, moment: bench.tear(slot, shape, moment),
        {"slot": SLOT, "shape": Parameter(choice(*CARD_TEARS), "removed"), "moment": MOMENT},
    ),
    "block": Gesture(_block, {"slot": Parameter(slot_id, "cps")}),
    "mute": Gesture(
        lambda bench, slot, on: _put_back(bench, slot, mute=on, upside_down=False),
        {"slot": SLOT, "on": Parameter(yes_or_no, True)},
    ),
    "reverse": Gesture(
        lambda bench, slot: _put_back(
            bench, slot, mute=False, upside_down=not bench.slot(slot).reversed
        ),
        {"slot": SLOT},
    ),
    "reset_card": Gesture(lambda bench, slot: bench.reset_card(slot), {"slot": SLOT}),
    "open_phone": Gesture(lambda bench, person: bench.open_phone(person), {"person": PERSON}),
    "show_code": Gesture(lambda bench: bench.phone_in_hand().show()),
    "present_phone": Gesture(
        lambda bench, slot: bench.present_phone(slot), {"slot": Parameter(slot_id, "contactless")}
    ),
    "withdraw_phone": Gesture(lambda bench: bench.withdraw_phone()),
    "close_phone": Gesture(lambda bench: bench.close_phone()),
    "expire_context": Gesture(
        lambda bench, context: bench.apcv.expire(_last_context(bench, context)),
        {"context": CONTEXT},
    ),
    "destroy_context": Gesture(
        lambda bench, context: bench.apcv.destroy(_last_context(bench, context)),
        {"context": CONTEXT},
    ),
    "set_rights": Gesture(
        _set_rights,
        {
            "person": PERSON,
            "state": Parameter(choice(INITIAL, *STATES)),
            "since": Parameter(day, None),
        },
    ),
    "set_mutual": Gesture(
        _set_mutual,
        {
            "person": PERSON,
            "number": Parameter(insurer),
            "member": Parameter(member, ""),
            "first": Parameter(form("first"), "00000000"),
            "last": Parameter(form("last"), "00000000"),
            **{
                name: Parameter(form(name), "")
                for name in ("convention", "criterion", "treatment", "routing", "guarantees")
            },
        },
    ),
    "forget_person": Gesture(
        lambda bench, person: _set_known(bench, person, known=False), {"person": PERSON}
    ),
    "know_person": Gesture(
        lambda bench, person: _set_known(bench, person, known=True), {"person": PERSON}
    ),
    "set_software": Gesture(
        lambda bench, software, refused: _set_software(bench, software, refused=refused),
        {"software": Parameter(text), "refused": Parameter(yes_or_no, True)},
    ),
    "set_regime": Gesture(
        lambda bench, regime, handled: _set_regime(bench, regime, handled=handled),
        {"regime": Parameter(form("regime")), "handled": Parameter(yes_or_no, False)},
    ),
    "judge_piece": Gesture(
        lambda bench, piece, state, reason, earlier: bench.scor.judge(
            piece, State(state), reason, timedelta(seconds=earlier)
        ),
        {
            "piece": PIECE,
            "state": PIECE_STATE,
            "reason": Parameter(_reason, ""),
            "earlier": Parameter(whole(0, MAX_SECONDS), 0),
        },
    ),
    "repeat_piece": Gesture(_repeat, {"piece": PIECE}),
    "judge_unknown_piece": Gesture(
        lambda bench, professional, state: bench.scor.judge_unknown(professional, State(state)),
        {"professional": Parameter(matching("[0-9]{14}")), "state": PIECE_STATE},
    ),
    "drop_vpn": Gesture(lambda bench: _set_vpn(bench, up=False)),
    "raise_vpn": Gesture(lambda bench: _set_vpn(bench, up=True)),
    "press": Gesture(
        lambda bench, reader, key: bench.press(reader, key),
        {"reader": READER, "key": Parameter(text, ".")},
    ),
    "set_cable": Gesture(
        lambda bench, reader, cable: bench.set_cable(reader, cable),
        {"reader": READER, "cable": Parameter(text)},
    ),
    "set_firmware": Gesture(
        lambda bench, reader, version: bench.set_firmware(reader, version),
        {"reader": READER, "version": Parameter(text)},
    ),
    "plug": Gesture(lambda bench, reader: bench.plug(reader), {"reader": READER}),
    "unplug": Gesture(lambda bench, reader: bench.unplug(reader), {"reader": READER}),
    "stop_service": Gesture(lambda bench: bench.stop_service()),
    "start_service": Gesture(lambda bench: bench.start_service()),
    **MONEY,
    "arm": Gesture(
        _arm,
        {
            "where": Parameter(text),
            "what": Parameter(text),
            "at": Parameter(whole(1, 1_000_000), 1),
            "times": Parameter(whole(0, 1_000_000), 1),
            "moment": MOMENT,
        },
    ),
    "clear": Gesture(lambda bench: bench.world.faults.clear()),
    "advance": Gesture(
        lambda bench, seconds: bench.advance(timedelta(seconds=seconds)),
        {"seconds": Parameter(whole(0, MAX_SECONDS))},
    ),
    "reset": Gesture(
        lambda bench, seed: bench.reset(seed), {"seed": Parameter(whole(0, 2**31), None)}
    ),
}
