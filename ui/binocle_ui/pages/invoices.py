"""One invoice as the page shows it: what was made of it, and what may still be done with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from binocle.fse import Flow, FormPlace, InvoiceState, PartState, SheetReason
from binocle.kernel import BirthDate, Cents
from binocle.rates import AmoProof, SecuringMode
from binocle_ui.catalogue import Notice

from .claim import SummaryView


@dataclass(frozen=True)
class PartView:
    """What one payer was asked, and what became of it (seed-facts 14.4).

    Attributes:
        body: the fund or the insurer; empty when nothing is asked of any.
        left: what it still owes.
    """

    body: str
    expected: Cents
    paid: Cents
    left: Cents
    state: PartState


@dataclass(frozen=True)
class FormView:
    """A sealed FSE or DRE.

    Attributes:
        generation: from 1; the forms made anew are the next one.
        place: where it is; nothing once it was withdrawn.
        has_patient: the patient's app signed it too.
    """

    flow: Flow
    generation: int
    place: FormPlace | None
    signed_at: datetime
    has_patient: bool


@dataclass(frozen=True)
class HistoryRow:
    """One line of the history.

    Attributes:
        kind: key of the section ``historique`` of the labels.
        detail: what the event says of itself, in French, or empty.
    """

    at: datetime
    kind: str
    detail: str


@dataclass(frozen=True)
class CreditView:
    """The credit note of an invoice."""

    number: str
    day: date
    reason: str
    total: Cents


@dataclass(frozen=True)
class Gestures:
    """What may be done with an invoice; what may not has its notice, or is not offered.

    Attributes:
        generates: the switch "Générer FSE" is on: the forms exist.
        deletion: the message to confirm, or what bars the deletion.
        may_delete: the message only asks.
        may_restart: "Recommencer la FSE".
        may_sign: its form was not signed yet.
        credit_bars: what bars the credit note; nothing when it may be made.
        may_reissue: a new invoice may follow the credited one.
        may_cancel_dre: "DRE d'annulation possible".
        sheet: why a paper care sheet is due, if it is.
    """

    generates: bool = False
    deletion: Notice | None = None
    may_delete: bool = False
    may_restart: bool = False
    may_sign: bool = False
    credit_bars: tuple[Notice, ...] = ()
    may_reissue: bool = False
    may_cancel_dre: bool = False
    sheet: SheetReason | None = None


@dataclass(frozen=True)
class OrdonnanceView:
    """The ordonnance that an invoice was made from, as it was typed (CLI-03).

    Attributes:
        day: on which the doctor wrote it; ``renewed`` when the shop renewed it, or empty.
        corrections: eye, vision and the six texts of the correction.
        heights: measures for the mounting, each with the key of its label.
        traced: label and serial number of each article that has one.
    """

    day: str
    renewed: str
    corrections: tuple[tuple[str, ...], ...]
    heights: tuple[tuple[str, str], ...]
    traced: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class InvoiceView:
    """One invoice, whole.

    Attributes:
        performed_on: day of the act.
        adri: whether ADRi is used for it.
        left: what the patient owes.
        lots: numbers of the lots that hold its forms.
        forms: the forms that stand, then the withdrawn ones.
        advice: what to do about a rejected part.
        credit: its credit note, if any.
        replaces: number of the invoice that it follows, or empty; likewise ``replaced_by``.
        summary: the recap, when it was taken up and is about to be signed.
        prescriber: number, RPPS and name of who prescribed, each when it is known.
        ordonnance: none when none was typed for the sale.
    """

    number: str
    client: str
    birth: BirthDate
    day: date
    performed_on: date
    prescription: date
    state: InvoiceState
    mode: SecuringMode
    proof: AmoProof
    adri: bool
    total: Cents
    left: Cents
    amo: PartView
    amc: PartView
    lots: tuple[str, ...]
    forms: tuple[FormView, ...]
    history: tuple[HistoryRow, ...]
    gestures: Gestures
    advice: tuple[Notice, ...] = ()
    credit: CreditView | None = None
    replaces: str = ""
    replaced_by: str = ""
    summary: SummaryView | None = None
    prescriber: tuple[str, ...] = ()
    ordonnance: OrdonnanceView | None = None


class InvoicePage(Protocol):
    """What the page of an invoice may ask; any call may raise a ``BinocleError``."""

    def view(self, number: str) -> InvoiceView:
        """Return an invoice of that number."""
        ...

    def delete_forms(self, number: str) -> None:
        """Put "Générer FSE" off, the message being confirmed."""
        ...

    def restart(self, number: str, form: Mapping[str, str]) -> None:
        """Have the form made anew: ``mode``, ``piece``, ``adri``; absent fields change nothing."""
        ...

    def resume(self, number: str, form: Mapping[str, str]) -> None:
        """Show the recap again: ``code`` when the CPS waits for it, ``carte=lire``."""
        ...

    def sign(self, number: str, form: Mapping[str, str]) -> str:
        """Answer the recap, ``action=signer|annuler``; return the number to show."""
        ...

    def credit(self, number: str, form: Mapping[str, str]) -> None:
        """Make the credit note, with its ``motif``."""
        ...

    def reissue(self, number: str, form: Mapping[str, str]) -> str:
        """Open the invoice that follows a credited one; the fields are those of a restart.

        Returns:
            Its number.
        """
        ...

    def cancel_dre(self, number: str, form: Mapping[str, str]) -> None:
        """Make the cancelling DRE: ``code`` when the CPS waits for it."""
        ...

    def take_ordonnance(self, number: str) -> None:
        """Put the ordonnance of an invoice on its screen again, for the claim under way."""
        ...

    def print_sheet(self, number: str) -> bytes:
        """Draw the paper care sheet, as PDF."""
        ...
