"""The bench as the page shows it: readers as pictures, the phone, faults, the clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from binocle.kernel import Cents
from binocle.lots import LotState

from .honesty import HonestyView


@dataclass(frozen=True)
class CardView:
    """A card of the bench.

    Attributes:
        key: what a gesture calls it.
        label: its name as printed on the panel.
        is_wrong: offered for a slot that is not for it.
    """

    key: str
    label: str
    is_wrong: bool = False


@dataclass(frozen=True)
class SlotView:
    """One slot of a reader.

    Attributes:
        id: what a gesture calls it, ``kaplink2:vitale``.
        role: ``cps``, ``vitale`` or ``contactless``; key of the section ``fentes`` of the labels.
        name: name of its PC/SC reader.
        card: what is in it; for a contactless slot, the phone or card in its field.
        choices: the cards that may be put in.
        is_mute: the card in it gives no answer.
        is_reversed: the card in it is upside down.
        is_disabled: the reader has shut it for now.
    """

    id: str
    role: str
    name: str
    card: CardView | None
    choices: tuple[CardView, ...]
    is_mute: bool = False
    is_reversed: bool = False
    is_disabled: bool = False


@dataclass(frozen=True)
class ReaderView:
    """One reader and its slots.

    Attributes:
        id: what a gesture calls it, ``kaplink2``.
        name: as the shop knows it.
        display: what its screen says; nothing when it has none.
        keys: the keys that do something.
        cable: key of the section ``cables`` of the labels, where there is a choice.
        firmware: its version, where it matters.
    """

    id: str
    name: str
    slots: tuple[SlotView, ...]
    is_plugged: bool = True
    display: str | None = None
    keys: tuple[str, ...] = ()
    cable: str | None = None
    firmware: str | None = None


@dataclass(frozen=True)
class PhoneView:
    """The patient's phone, its appli carte Vitale open.

    Attributes:
        holder: first name and name.
        payload: what its code says.
        until: aware instant until which its code serves; none once it is too old.
        is_presented: whether it lies in the field of a reader.
    """

    holder: str
    payload: str
    until: datetime | None
    is_presented: bool


@dataclass(frozen=True)
class FaultView:
    """A fault that can be armed, or is; keys of the sections ``pannes`` of the labels.

    Attributes:
        at: the first occasion that it hits, from 1.
        times: how many occasions it hits; 0 = until it is cleared.
        moment: of an exchange; key of the section ``moments``, empty for the usual one.
    """

    where: str
    what: str
    at: int = 1
    times: int = 1
    moment: str = ""


@dataclass(frozen=True)
class BenchButton:
    """One gesture of the bench under one button.

    Attributes:
        name: key of the section ``boutons_banc`` of the labels.
        gesture: its name in the bench's vocabulary.
        fields: its parameters, as a form sends them.
    """

    name: str
    gesture: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class ConductView:
    """What a payer was told to do; ``what`` is a key of ``pannes_payer`` of the labels.

    Attributes:
        payer: its number; anybody when empty.
        invoice: the only one concerned; every one when empty.
        facts: what it does otherwise than usual, as printed.
        times: how many lots it meets; 0 = until payers are calm.
    """

    what: str
    payer: str
    invoice: str
    facts: tuple[str, ...]
    times: int


@dataclass(frozen=True)
class TakenLotView:
    """A lot that the concentrator took, and how far it went there, in its own words."""

    number: str
    recipient: str
    invoices: tuple[str, ...]
    state: str


@dataclass(frozen=True)
class BookRow:
    """A line of the payers' books: a transfer, or what is left of a debt."""

    payer: str
    label: str
    amount: Cents


@dataclass(frozen=True)
class RecipeView:
    """What is done on the bench for a lot to reach a state, in its order."""

    state: LotState
    buttons: tuple[BenchButton, ...]


@dataclass(frozen=True)
class MoneyView:
    """Payers and concentrator as they stand, and what they can be told.

    Attributes:
        conducts: what a payer can be told to do; keys of ``pannes_payer`` of the labels.
        armed: what they were told.
        codes: reject codes with their labels, as the payers print them.
        arl_codes: codes of an ARL with their labels.
        notices: service messages; keys of ``pannes_srv`` of the labels.
        natures: natures of debts.
        lots: what the concentrator took, newest first.
        transfers: newest first.
        debts: those that are still open.
    """

    conducts: tuple[str, ...] = ()
    armed: tuple[ConductView, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
    arl_codes: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    natures: tuple[str, ...] = ()
    lots: tuple[TakenLotView, ...] = ()
    transfers: tuple[BookRow, ...] = ()
    debts: tuple[BookRow, ...] = ()
    recipes: tuple[RecipeView, ...] = ()


@dataclass(frozen=True)
class PanelView:
    """The bench as it stands.

    Attributes:
        now: aware virtual instant.
        models: readers that may be plugged, by the key of their model.
        is_running: whether the service that drives the readers runs.
        phones: people whose phone may be opened.
        phone: the one that is.
        available: what can be armed, in order.
        money: payers and concentrator.
    """

    now: datetime
    seed: int
    readers: tuple[ReaderView, ...]
    available: tuple[FaultView, ...]
    armed: tuple[FaultView, ...]
    models: tuple[CardView, ...] = ()
    is_running: bool = True
    phones: tuple[CardView, ...] = ()
    phone: PhoneView | None = None
    money: MoneyView = MoneyView()


class BenchPanel(Protocol):
    """The control of the bench; a production composition has none."""

    def view(self) -> PanelView:
        """Return the bench as it stands."""
        ...

    def gesture(self, name: str, fields: Mapping[str, str]) -> None:
        """Make one gesture of the bench's own vocabulary, by its name and its parameters.

        Raises:
            BinocleError: the gesture is unknown, or cannot be made; nothing changed.
        """
        ...

    def honesty(self) -> HonestyView:
        """Return what the bench rests on."""
        ...

    def qr_code(self) -> bytes:
        """Return what the phone shows, as SVG.

        Raises:
            BinocleError: no phone is open.
        """
        ...

    def photograph(self) -> bytes:
        """Return what a camera sees of the phone, as PNG.

        Raises:
            BinocleError: no phone is open.
        """
        ...
