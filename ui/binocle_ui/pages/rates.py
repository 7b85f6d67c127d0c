"""The screens "Vérification taux" and "Détail remboursements" as the page shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Protocol

from binocle.kernel import Cents
from binocle.rates import Captions
from binocle_ui.catalogue import Notice

from .insurers import CertificateView


class InputKind(Enum):
    """How a field of the screen is typed."""

    DAY = "day"
    CHOICE = "choice"
    BOX = "box"
    TEXT = "text"
    AMOUNT = "amount"


@dataclass(frozen=True)
class InputView:
    """A field of a form, with what was typed and what is wrong with it.

    Attributes:
        name: what the form sends.
        labels: section of the labels where its name has its printed label.
        value: as typed; of a choice its key, of a box ``oui`` or nothing.
        section: of the labels of the choices.
        choices: keys of that section, in the printed order.
        greyed: shown and not editable (FSE-02).
        warns: what is told of it does not stop the invoice.
    """

    name: str
    kind: InputKind
    value: str
    section: str = ""
    choices: tuple[str, ...] = ()
    greyed: bool = False
    notices: tuple[Notice, ...] = ()
    labels: str = "champs_taux"
    warns: bool = False


@dataclass(frozen=True)
class ForcingView:
    """A dialog behind the button "SESAM-Vitale" (TAUX-10).

    Attributes:
        name: key of the section ``forcages`` of the labels.
        read: what stands without the forcing, as text.
        forced: what was forced; empty when nothing was.
        inputs: what is typed to force.
    """

    name: str
    read: str
    forced: str
    inputs: tuple[InputView, ...]


@dataclass(frozen=True)
class ReimbursementLine:
    """A line of "Détail remboursements" (seed-facts, section 8).

    Attributes:
        number: from 1, in the order of the sale.
        shown: the "Rb" box.
        kind: column "T".
        price: the net price as it was typed.
        warns: what is told of it does not stop the invoice.
        amo: 0 before the rate check (TAUX-01).
        left: "À Charge".
        ald: column "ALD"; likewise ``etm``.
    """

    number: int
    shown: bool
    act: str
    kind: str
    detail: str
    lpp: str
    net: Cents
    base: Cents
    amo: Cents
    amc: Cents
    amc2: Cents
    both: Cents
    left: Cents
    ald: str = ""
    etm: str = ""
    price: str = ""
    notices: tuple[Notice, ...] = ()
    warns: bool = False


@dataclass(frozen=True)
class ReimbursementsView:
    """The table "Détail remboursements": its captions, its lines, and its totals row.

    Attributes:
        rate: RO rate in percent; none before the check.
        inputs: RC amounts and boxes.
    """

    captions: Captions
    rate: int | None
    lines: tuple[ReimbursementLine, ...]
    net: Cents
    base: Cents
    amo: Cents
    amc: Cents
    amc2: Cents
    both: Cents
    left: Cents
    inputs: tuple[InputView, ...] = ()


@dataclass(frozen=True)
class RatesView:
    """The rate check of the claim under way.

    Attributes:
        patient: name and birth, as printed.
        invoice: number of the invoice about to be opened; the screen is then "Génération de la
            FSE" (FSE-02); empty at the rate check.
        day: of that invoice.
        inputs: the fields in the printed order; the last one is the block "Paiement".
        stale: what changed since the last check; nothing of it blocks.
        others: what is wrong and has no field on the screen.
        is_open: whether anything may still be changed.
        chooser: the window of conventions that opened by itself (DRE-02), or its "too many".
        certified: the certificate of the complementary insurer was taken ("Attestation AMC").
        advice: what bars nothing and is told once over the form.
    """

    patient: str
    invoice: str
    day: date
    inputs: tuple[InputView, ...]
    reimbursements: ReimbursementsView
    forcings: tuple[ForcingView, ...]
    stale: tuple[Notice, ...] = ()
    others: tuple[Notice, ...] = ()
    is_open: bool = True
    chooser: CertificateView | None = None
    certified: bool = False
    advice: tuple[Notice, ...] = ()


class RatesPage(Protocol):
    """What the page may ask; any call may raise a ``BinocleError``, which is shown.

    A value that cannot be read is shown beside its field, and nothing of its form is taken.
    """

    def view(self) -> RatesView | None:
        """Return the screen, filled with what is true now; none without a patient and a claim."""
        ...

    def act(self, form: Mapping[str, str]) -> str:
        """Take the fields, then do ``action``: ``enregistrer``, ``verifier`` or ``valider``.

        Returns:
            The page that comes next: ``taux``, ``dossier`` with the recap, or ``droits``.
        """
        ...

    def edit_sale(self, form: Mapping[str, str]) -> None:
        """Take the prices, boxes and RC amounts of "Détail remboursements"."""
        ...

    def force(self, name: str, form: Mapping[str, str]) -> None:
        """Force one thing, or take its forcing back: ``action`` is ``forcer`` or ``supprimer``."""
        ...

    @property
    def asks_convention(self) -> bool:
        """Whether the window of conventions opened by itself and waits for an answer."""
        ...

    def choose_convention(self, place: int) -> str:
        """Choose a convention of the window, by its place; the check goes on.

        Returns:
            As :meth:`act`, or ``attestation`` when the certificate it fills is wrong.
        """
        ...

    def turn_conventions(self, page: int) -> None:
        """Show another page of the window."""
        ...

    def close_conventions(self) -> None:
        """Leave the window without choosing."""
        ...
