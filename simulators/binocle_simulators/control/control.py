"""Gestures made by name, and the bench described as plain data.

Law of this file: nothing is done before every parameter was read and found right; a refusal names
the gesture and the parameter. Two gestures are never made at once.
Source: ours; no rule of a peer.
"""

import threading
from collections.abc import Iterator
from dataclasses import asdict
from itertools import islice
from typing import TYPE_CHECKING, Any

from binocle_simulators.faults import UnknownFault
from binocle_simulators.payers import NothingToDo
from binocle_simulators.readers import Card, NoSuchControl, ReaderSimulator, Slot

from .cards import card_names, make_card
from .gestures import GESTURES, REQUIRED, Gesture, Unfit

if TYPE_CHECKING:
    from binocle_simulators.bench import Bench


class UnknownGesture(LookupError):
    """A gesture that is not in the table; the text lists those that are."""


class BadGesture(ValueError):
    """A gesture that cannot be made so.

    Attributes:
        gesture: its name.
        parameter: the parameter that is wrong; empty when it is the bench that refuses.
        why: what is wrong, or expected.
    """

    def __init__(self, gesture: str, parameter: str, why: str) -> None:
        """Keep the facts and say them."""
        self.gesture, self.parameter, self.why = gesture, parameter, why
        super().__init__(f"{gesture}{f', {parameter}' if parameter else ''}: {why}")


class Impossible(ValueError):
    """A gesture that cannot be made as the bench stands."""


REFUSALS = (Unfit, Impossible, NoSuchControl, NothingToDo, UnknownFault)
"""What a gesture raises when the bench refuses it; anything else is a mistake of ours."""


class Control:
    """The hand at one bench."""

    def __init__(self, bench: "Bench") -> None:
        """Take the bench as it stands."""
        self._bench = bench
        self._lock = threading.Lock()
        self._names: dict[Card, str] = {}

    def do(self, gesture: str, /, **values: Any) -> None:
        """Make one gesture.

        Args:
            gesture: a key of :data:`~binocle_simulators.control.gestures.GESTURES`.
            values: its parameters, as JSON would give them.

        Raises:
            UnknownGesture: there is no such gesture.
            BadGesture: a parameter is missing, unknown or wrong, or the bench refuses.
        """
        if gesture not in GESTURES:
            raise UnknownGesture(f"no gesture {gesture!r}; gestures: {', '.join(GESTURES)}")
        entry = GESTURES[gesture]
        with self._lock:
            read = self._read(gesture, entry, values)
            try:
                entry.act(self._bench, **read)
            except REFUSALS as refusal:
                raise BadGesture(gesture, "", str(refusal)) from refusal

    def _read(self, name: str, gesture: Gesture, values: dict[str, Any]) -> dict[str, Any]:
        for strange in values.keys() - gesture.parameters.keys():
            listed = ", ".join(gesture.parameters) or "none"
            raise BadGesture(name, strange, f"unknown parameter; parameters: {listed}")
        read = {}
        for key, parameter in gesture.parameters.items():
            if key in values:
                try:
                    read[key] = parameter.read(self._bench, values[key])
                except Unfit as error:
                    raise BadGesture(name, key, str(error)) from error
            elif parameter.default is REQUIRED:
                raise BadGesture(name, key, "this parameter is missing")
            else:
                read[key] = parameter.default
        return read

    # -- cards --------------------------------------------------------------------------------

    def cards(self, slot: str = "") -> tuple[str, ...]:
        """Return the names of cards: those that one would put in a slot, or all.

        Raises:
            LookupError: no such slot.
        """
        return card_names(self._bench, self._bench.slot(slot).role if slot else "")

    def make(self, name: str) -> Card:
        """Return a fresh card; the state of the bench will call it by that name.

        Raises:
            UnknownCard: no card has that name.
        """
        card = make_card(self._bench, name)
        self._names[card] = name
        return card

    # -- what there is to see -----------------------------------------------------------------

    def state(self) -> dict[str, Any]:
        """Return the bench as it stands, as plain data for a page or for JSON."""
        bench = self._bench
        world = bench.world
        with world.lock:
            return {
                "clock": world.now().isoformat(),
                "seed": world.seed,
                "depth": bench.depth,
                "naming": bench.naming,
                "service": bench.rack.is_up,
                "vpn": bench.vpn_is_up,
                "phone": self._phone(),
                "contexts": self._contexts(),
                "rights": self._rights(),
                "scor": self._scor(),
                "conducts": [asdict(conduct) for conduct in bench.payers.conducts],
                "readers": [self._reader(reader) for reader in bench.readers.values()],
                "faults": [
                    {
                        "where": fault.where,
                        "what": fault.what,
                        "at": fault.at,
                        "times": fault.times,
                        "moment": fault.moment,
                    }
                    for fault in world.faults.armed
                ],
            }

    def journal(self, since: int = 0) -> tuple[str, ...]:
        """Return the lines of the journal from one on, NIR hidden.

        Args:
            since: how many lines to leave out at the beginning.
        """
        shown: Iterator[str] = islice(self._bench.world.journal.shown(), since, None)
        return tuple(line.rstrip("\n") for line in shown)

    def _phone(self) -> dict[str, Any] | None:
        phone = self._bench.phone
        if phone is None:
            return None
        slots = [slot for reader in self._bench.readers.values() for slot in reader.slots]
        until = phone.until
        return {
            "person": phone.person.key,
            "state": phone.state.value,
            "payload": phone.shown,
            "until": until and until.isoformat(),
            "slot": next((slot.id for slot in slots if slot.held is phone), None),
        }

    def _contexts(self) -> list[dict[str, Any]]:
        """Describe the contexts of the app, oldest first."""
        now = self._bench.world.now()
        return [
            {
                "id": context.identifier,
                "person": context.user.key,
                "end": context.end.isoformat(),
                "is_over": now > context.end,
                "is_destroyed": context.destroyed,
                "invoice": context.signed and context.signed.number,
            }
            for context in self._bench.apcv.contexts.values()
        ]

    def _rights(self) -> dict[str, Any]:
        """Describe what a hand changed at the rights service."""
        changed = self._bench.entitlements
        return {
            "changes": {person: list(told) for person, told in changed.changes.items()},
            "forgotten": sorted(changed.forgotten),
            "refused_software": sorted(self._bench.adri.refused_software),
            "regimes": sorted(self._bench.adri.handled_regimes),
        }

    def _scor(self) -> list[dict[str, Any]]:
        """Describe the pieces that the SCOR server took, oldest first, and what it said of each."""
        return [
            {
                "id": taken.piece.id,
                "lot": taken.lot.name,
                "invoice": taken.piece.invoice,
                "kind": taken.piece.kind,
                "states": [told.state.value for told in taken.states],
            }
            for taken in self._bench.scor.pieces.values()
        ]

    def _reader(self, reader: ReaderSimulator) -> dict[str, Any]:
        armed = reader.armed_until
        return {
            "id": reader.id,
            "model": reader.model.key,
            "label": reader.model.label,
            "plugged": reader in self._bench.rack.readers,
            "controls": reader.model.arming is not None,
            "cable": reader.cable,
            "firmware": reader.firmware,
            "display": reader.display,
            "armed_until": armed and armed.isoformat(),
            "slots": [self._slot(slot) for slot in reader.slots],
        }

    def _called(self, card: Card) -> str:
        phone = self._bench.phone
        if phone is not None and card is phone:
            return f"phone:{phone.person.key}"
        return self._names.get(card, type(card).__name__)

    def _slot(self, slot: Slot) -> dict[str, Any]:
        card = slot.held
        return {
            "id": slot.id,
            "role": slot.role,
            "name": slot.name,
            "card": None if card is None else self._called(card),
            "mute": slot.mute,
            "reversed": slot.reversed,
            "disabled": slot.disabled,
        }
