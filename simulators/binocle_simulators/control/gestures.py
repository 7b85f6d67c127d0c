"""The table of gestures: a name, its typed parameters, and what it does to the bench.

Law of this file: a gesture is one line of :data:`GESTURES`. Values come as JSON gives them; each
parameter is read by one function, which refuses with a text that says what is expected.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from binocle_simulators.faults import CARD_TEARS, Fault
from binocle_simulators.readers import Card

from .cards import card_names

if TYPE_CHECKING:
    from binocle_simulators.bench import Bench

REQUIRED = object()
MAX_SECONDS = 400 * 24 * 3600
"""How far one gesture may move the clock: a little more than a year."""

WRONG_CODES = (b"0000", b"9999")
"""Codes typed elsewhere; at most one of them can be right."""

_BLOCKED = b"\x69\x83"
_ATTEMPTS = 10

Read = Callable[["Bench", Any], Any]


class Unfit(ValueError):
    """A value that a parameter does not take; the text says what it takes."""


@dataclass(frozen=True)
class Parameter:
    """One parameter: how its value is read, and what it is when absent."""

    read: Read
    default: object = REQUIRED


@dataclass(frozen=True)
class Gesture:
    """One gesture: what it does, called with the bench and the parameters by name."""

    act: Callable[..., object]
    parameters: Mapping[str, Parameter] = field(default_factory=dict)


# -- how values are read --------------------------------------------------------------------------


def _text(_: "Bench", value: Any) -> str:
    if not isinstance(value, str) or not value or len(value) > 100:
        raise Unfit("a text of 1 to 100 characters is expected")
    return value


def _slot(bench: "Bench", value: Any) -> str:
    where = _text(bench, value)
    try:
        bench.slot(where)
    except LookupError as error:
        raise Unfit(str(error)) from error
    return where


def _reader(bench: "Bench", value: Any) -> str:
    reader = _text(bench, value)
    try:
        bench.reader_of(reader)
    except LookupError as error:
        raise Unfit(str(error)) from error
    return reader


def _card(bench: "Bench", value: Any) -> str:
    names = card_names(bench)
    if value not in names:
        raise Unfit(f"no card {value!r}; cards: {', '.join(names)}")
    return str(value)


def _yes_or_no(_: "Bench", value: Any) -> bool:
    if not isinstance(value, bool):
        raise Unfit("true or false is expected")
    return value


def _choice(*choices: str) -> Read:
    def read(_: "Bench", value: Any) -> str:
        if not isinstance(value, str) or value not in choices:
            raise Unfit(f"one of these is expected: {', '.join(choices)}")
        return value

    return read


def _whole(least: int, most: int) -> Read:
    def read(_: "Bench", value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise Unfit(f"a whole number from {least} to {most} is expected")
        return value

    return read


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


def _person(bench: "Bench", value: Any) -> str:
    key = _text(bench, value)
    if key not in bench.people:
        raise Unfit(f"no person {key!r}; people: {', '.join(bench.people)}")
    return key


def _set_vpn(bench: "Bench", *, up: bool) -> None:
    bench.vpn_is_up = up


SLOT, READER = Parameter(_slot), Parameter(_reader)
MOMENT = Parameter(_choice("", "before", "inside", "after"), "")

GESTURES: Mapping[str, Gesture] = {
    "insert": Gesture(
        lambda bench, slot, card, mute, upside_down: bench.insert(
            slot, bench.control.make(card), mute=mute, upside_down=upside_down
        ),
        {
            "slot": SLOT,
            "card": Parameter(_card),
            "mute": Parameter(_yes_or_no, False),
            "upside_down": Parameter(_yes_or_no, False),
        },
    ),
    "remove": Gesture(lambda bench, slot: bench.remove(slot), {"slot": SLOT}),
    "tear": Gesture(
        lambda bench, slot, shape, moment: bench.tear(slot, shape, moment),
        {"slot": SLOT, "shape": Parameter(_choice(*CARD_TEARS), "removed"), "moment": MOMENT},
    ),
    "block": Gesture(_block, {"slot": Parameter(_slot, "cps")}),
    "mute": Gesture(
        lambda bench, slot, on: _put_back(bench, slot, mute=on, upside_down=False),
        {"slot": SLOT, "on": Parameter(_yes_or_no, True)},
    ),
    "reverse": Gesture(
        lambda bench, slot: _put_back(
            bench, slot, mute=False, upside_down=not bench.slot(slot).reversed
        ),
        {"slot": SLOT},
    ),
    "reset_card": Gesture(lambda bench, slot: bench.reset_card(slot), {"slot": SLOT}),
    "open_phone": Gesture(
        lambda bench, person: bench.open_phone(person), {"person": Parameter(_person)}
    ),
    "show_code": Gesture(lambda bench: bench.phone_in_hand().show()),
    "present_phone": Gesture(
        lambda bench, slot: bench.present_phone(slot), {"slot": Parameter(_slot, "contactless")}
    ),
    "withdraw_phone": Gesture(lambda bench: bench.withdraw_phone()),
    "close_phone": Gesture(lambda bench: bench.close_phone()),
    "drop_vpn": Gesture(lambda bench: _set_vpn(bench, up=False)),
    "raise_vpn": Gesture(lambda bench: _set_vpn(bench, up=True)),
    "press": Gesture(
        lambda bench, reader, key: bench.press(reader, key),
        {"reader": READER, "key": Parameter(_text, ".")},
    ),
    "set_cable": Gesture(
        lambda bench, reader, cable: bench.set_cable(reader, cable),
        {"reader": READER, "cable": Parameter(_text)},
    ),
    "set_firmware": Gesture(
        lambda bench, reader, version: bench.set_firmware(reader, version),
        {"reader": READER, "version": Parameter(_text)},
    ),
    "plug": Gesture(lambda bench, reader: bench.plug(reader), {"reader": READER}),
    "unplug": Gesture(lambda bench, reader: bench.unplug(reader), {"reader": READER}),
    "stop_service": Gesture(lambda bench: bench.stop_service()),
    "start_service": Gesture(lambda bench: bench.start_service()),
    "arm": Gesture(
        _arm,
        {
            "where": Parameter(_text),
            "what": Parameter(_text),
            "at": Parameter(_whole(1, 1_000_000), 1),
            "times": Parameter(_whole(0, 1_000_000), 1),
            "moment": MOMENT,
        },
    ),
    "clear": Gesture(lambda bench: bench.world.faults.clear()),
    "advance": Gesture(
        lambda bench, seconds: bench.advance(timedelta(seconds=seconds)),
        {"seconds": Parameter(_whole(0, MAX_SECONDS))},
    ),
    "reset": Gesture(
        lambda bench, seed: bench.reset(seed), {"seed": Parameter(_whole(0, 2**31), None)}
    ),
}
