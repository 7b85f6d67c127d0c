"""The bench's control panel: the bench's own vocabulary of gestures, shown in French.

Law of this file: a gesture of the page is a gesture of the control API, by the same name and with
the same parameters; a form's texts become the numbers that the vocabulary takes.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from binocle.kernel import OperatorActionNeeded
from binocle_simulators.apcv import ApcvPhone
from binocle_simulators.bench import Bench
from binocle_simulators.cards import shipped_image
from binocle_simulators.control import BadGesture, UnknownGesture
from binocle_simulators.faults import KINDS, MOMENTS
from binocle_simulators.payers import NothingToDo
from binocle_ui.catalogue import UnknownLabel, load_labels
from binocle_ui.pages import (
    CardView,
    FaultView,
    HonestyView,
    PanelView,
    PhoneView,
    ReaderView,
    SlotView,
)

from .honesty import honesty_view
from .panel_money import money_values, money_view

NUMBERS = frozenset({"seconds", "at", "times", "seed"})
"""Parameters that the vocabulary takes as whole numbers."""

VITALE_KINDS = frozenset({"vitale", "vitale2"})
"""Kinds of cards that a Vitale slot is for; the former Vitale 1 is wrong there today."""

USUAL = {"cps": "cps3:", "vitale": "vitale:", "contactless": "cps3-contactless:"}
"""How the names of a slot's usual cards begin."""

MISUSED = ("cps3:demo", "vitale:desmaux")
"""Cards that a hurried hand puts in the other slot."""


class BenchControl:
    """Implements :class:`binocle_ui.pages.BenchPanel` over one bench."""

    def __init__(self, bench: Bench) -> None:
        """Show the bench as it stands."""
        self._bench = bench

    def gesture(self, name: str, fields: Mapping[str, str]) -> None:
        """Make one gesture.

        Raises:
            OperatorActionNeeded: ``BANC-GESTE-INCONNU``, ``BANC-GESTE-REFUSE`` or
                ``BANC-RIEN-A-FAIRE``.
        """
        try:
            told = money_values(name, fields)
            if told is None:
                told = {key: _value(key, text) for key, text in fields.items()}
            self._bench.control.do(name, **told)
        except UnknownGesture as error:
            raise OperatorActionNeeded("BANC-GESTE-INCONNU", geste=name) from error
        except BadGesture as error:
            if isinstance(error.__cause__, NothingToDo):
                raise OperatorActionNeeded("BANC-RIEN-A-FAIRE", geste=name) from error
            raise OperatorActionNeeded(
                "BANC-GESTE-REFUSE", geste=name, parametre=error.parameter, motif=error.why
            ) from error

    def honesty(self) -> HonestyView:
        """Return what the bench rests on."""
        return honesty_view()

    def qr_code(self) -> bytes:
        """Return what the phone shows, as SVG.

        Raises:
            OperatorActionNeeded: ``BANC-TELEPHONE-ABSENT``.
        """
        from binocle_simulators.apcv.qr import svg  # needs the extra ``qr``, and nothing else does

        return svg(self._shown()).encode()

    def photograph(self) -> bytes:
        """Return what a camera sees of the phone, as PNG, a little askew.

        Raises:
            OperatorActionNeeded: ``BANC-TELEPHONE-ABSENT``.
        """
        from binocle_simulators.apcv.qr import Conditions, photograph

        askew = Conditions(turn=4, tilt=8, blur=0.5, noise=0.05, contrast=0.8)
        return photograph(self._shown(), askew, chance=self._bench.world.stream("camera"))

    def _shown(self) -> str:
        phone = self._bench.phone
        if phone is None or phone.shown is None:
            raise OperatorActionNeeded("BANC-TELEPHONE-ABSENT")
        return phone.shown

    def view(self) -> PanelView:
        """Return the bench as it stands."""
        state = self._bench.control.state()
        return PanelView(
            now=datetime.fromisoformat(state["clock"]),
            seed=state["seed"],
            readers=tuple(self._reader(reader) for reader in state["readers"]),
            available=tuple(
                FaultView(where, what, moment=moment)
                for where, whats in KINDS.items()
                for what in whats
                for moment in MOMENTS.get(what, ("",))
            ),
            armed=tuple(FaultView(**fault) for fault in state["faults"]),
            is_running=state["service"],
            phones=tuple(
                CardView(key, f"{person.first_name} {person.name}")
                for key, person in self._bench.people.items()
            ),
            phone=self._phone(self._bench.phone, state["phone"]),
            money=money_view(self._bench),
        )

    def _reader(self, reader: Mapping[str, Any]) -> ReaderView:
        controlled = reader["controls"]
        return ReaderView(
            id=reader["id"],
            name=reader["label"],
            slots=tuple(self._slot(slot) for slot in reader["slots"]),
            is_plugged=reader["plugged"],
            display=reader["display"] if controlled else None,
            keys=(".",) if controlled else (),
            cable=reader["cable"] if controlled else None,
            firmware=reader["firmware"] if controlled else None,
        )

    def _slot(self, slot: Mapping[str, Any]) -> SlotView:
        names = _sorted((*self._bench.control.cards(slot["id"]), *MISUSED), slot["role"])
        return SlotView(
            id=slot["id"],
            role=slot["role"],
            name=slot["name"],
            card=self._card(slot["card"]) if slot["card"] else None,
            choices=tuple(
                replace(self._card(name), is_wrong=not _fits(name, slot["role"])) for name in names
            ),
            is_mute=slot["mute"],
            is_reversed=slot["reversed"],
            is_disabled=slot["disabled"],
        )

    def _card(self, name: str) -> CardView:
        """Name a card in French: whose Vitale card it is, else the label of its name."""
        family, _, key = name.partition(":")
        if family in ("vitale", "phone") and key in self._bench.people:
            person = self._bench.people[key]
            return CardView(name, f"{_label(family)} de {person.first_name} {person.name}")
        if family == "image":
            return CardView(name, f"{_label(family)} : {_image(key)['about'].rstrip('.')}")
        return CardView(name, f"{_label(family)} {_label(key)}")

    @staticmethod
    def _phone(phone: ApcvPhone | None, told: Mapping[str, Any] | None) -> PhoneView | None:
        if phone is None or told is None:
            return None
        return PhoneView(
            holder=f"{phone.person.first_name} {phone.person.name}",
            payload=phone.shown or "",
            until=phone.until,
            is_presented=told["slot"] is not None,
        )


def _value(key: str, text: str) -> object:
    is_number = key in NUMBERS and text.isascii() and text.isdigit() and len(text) < 10
    return int(text) if is_number else text


@cache
def _image(name: str) -> Mapping[str, str]:
    """Return what a shipped image says of itself: its kind, and what it is for."""
    told: dict[str, str] = tomllib.loads(shipped_image(name).read_text(encoding="utf-8"))
    return told


def _kind(name: str) -> str:
    family, _, key = name.partition(":")
    return _image(key)["kind"] if family == "image" else family


def _fits(name: str, role: str) -> bool:
    """Say whether a card is of the kind that a slot is for."""
    kind = _kind(name)
    if role == "vitale":
        return kind in VITALE_KINDS
    return kind.startswith("cps") and ("contactless" in kind) == (role == "contactless")


def _sorted(names: Iterable[str], role: str) -> list[str]:
    """Return the cards of a slot: the usual kind first, then the others, then the wrong ones."""
    by_name = dict.fromkeys(names)
    return sorted(
        by_name, key=lambda name: (not _fits(name, role), not name.startswith(USUAL[role]))
    )


def _label(name: str) -> str:
    """Name a card; a variant that has no name of its own is told by its mark."""
    try:
        return load_labels()("cartes", name)
    except UnknownLabel:
        return name
