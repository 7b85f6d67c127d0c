"""The page of an invoice over the desk: what was made of it, and its gestures.

Law of this file: what may be done is asked of the production code, gesture by gesture; nothing is
decided here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from binocle.amc import Management
from binocle.fse import (
    Correction,
    Flow,
    FormPlace,
    Invoice,
    InvoiceStanding,
    InvoiceState,
    PastEvent,
    SealedForm,
    cancelling_dre_possible,
    reject_advice,
    sheet_reason,
)
from binocle.kernel import (
    Cents,
    Finding,
    OperatorActionNeeded,
    Severity,
    printed_euros,
)
from binocle.optics import Eye, Vision
from binocle.rates import AmoProof, SecuringMode
from binocle.workflows.optical_typing import (
    CORRECTION_FIELDS,
    EQUIPMENTS,
    FITTING,
    read_optical_file,
)
from binocle_ui.catalogue import Notice, load_catalogue, load_labels
from binocle_ui.pages import (
    CreditView,
    FormView,
    Gestures,
    HistoryRow,
    InvoiceView,
    OrdonnanceView,
    PartView,
)

from . import details
from .desk import SimulatedDesk
from .workstation import Workstation

UNSIGNED = (InvoiceState.PROVISIONAL, InvoiceState.CALCULATED)
"""States in which the recap may be taken up and signed."""


Choice = TypeVar("Choice", SecuringMode, AmoProof)
Facts = Mapping[str, Any]


class InvoiceCounter:
    """Implements :class:`binocle_ui.pages.InvoicePage`."""

    def __init__(self, station: Workstation) -> None:
        """Look at the desk of a workstation."""
        self._station = station

    @property
    def _desk(self) -> SimulatedDesk:
        return self._station.desk

    # -- what is seen ---------------------------------------------------------------------------

    def view(self, number: str) -> InvoiceView:
        """Return an invoice of that number.

        Raises:
            OperatorActionNeeded: ``FSE-FACTURE-INCONNUE``.
        """
        desk = self._desk
        invoice = desk.fse.opened(number)
        standing = desk.invoices.standing(number)
        patient = invoice.patient
        recap = desk.counter.summary
        return InvoiceView(
            number=number,
            client=f"{patient.name} {patient.first_name}",
            birth=patient.birth,
            day=invoice.invoice_date,
            performed_on=invoice.performed_on,
            prescription=invoice.prescription,
            state=standing.state,
            mode=invoice.mode,
            proof=invoice.circumstances.proof,
            adri=invoice.adri,
            total=invoice.total,
            left=invoice.patient_share,
            amo=_amo_part(standing),
            amc=_amc_part(standing),
            lots=tuple(lot.number for lot in desk.lots.lots_holding(number)),
            forms=self._forms(number),
            history=tuple(_history_row(event) for event in desk.invoices.history(number)),
            gestures=self._gestures(standing),
            advice=_notices(reject_advice(standing)),
            credit=self._credit(number),
            replaces=invoice.replaces,
            replaced_by=standing.replaced_by,
            summary=details.summary_view(recap)
            if recap and recap.invoice.number == number and standing.kept in UNSIGNED
            else None,
            prescriber=_prescriber(invoice),
            ordonnance=_ordonnance(desk.ordonnances.texts_of(number)),
        )

    def _forms(self, number: str) -> tuple[FormView, ...]:
        invoices = self._desk.invoices
        places, withdrawn = invoices.places(number), invoices.withdrawn_forms(number)
        former = _generations(withdrawn)
        latest = max((view.generation for view in former), default=0)
        standing = tuple(
            _form_view(form, latest + 1, places.get(form.flow)) for form in invoices.forms(number)
        )
        newest_first = sorted(former, key=lambda view: (-view.generation, view.flow is Flow.DRE))
        return (*standing, *newest_first)

    def _gestures(self, standing: InvoiceStanding) -> Gestures:
        number, fse = standing.invoice.number, self._desk.fse
        places = self._desk.invoices.places(number)
        (deletion,) = fse.deletion(number)
        bars = fse.credit_bars(number)
        credited = standing.kept is InvoiceState.CREDITED
        return Gestures(
            generates=bool(places),
            deletion=_notice(deletion),
            may_delete=deletion.severity is Severity.WARNS,
            may_restart=not fse.restart_bars(number),
            may_sign=standing.kept in UNSIGNED,
            credit_bars=_notices(bars),
            may_reissue=credited and not standing.replaced_by,
            may_cancel_dre=cancelling_dre_possible(standing, places),
            sheet=sheet_reason(standing),
        )

    def _credit(self, number: str) -> CreditView | None:
        note = self._desk.invoices.credit_of(number)
        return CreditView(note.number, note.day, note.reason, note.total) if note else None

    # -- what is done -----------------------------------------------------------------------------

    def delete_forms(self, number: str) -> None:
        """Put "Générer FSE" off."""
        self._desk.fse.delete_forms(number)

    def restart(self, number: str, form: Mapping[str, str]) -> None:
        """Have the form made anew; a recap of it that is shown is put away."""
        invoice = self._desk.fse.opened(number)
        self._desk.fse.restart(number, _correction(invoice, form))
        self._put_away(number)

    def resume(self, number: str, form: Mapping[str, str]) -> None:
        """Show the recap again; the code is given and the card read first, when asked."""
        counter = self._desk.counter
        counter.rates.require_no_other_sale(self._desk.fse.opened(number))
        if code := form.get("code", ""):
            counter.enter_code(code)
        counter.signer()
        if form.get("carte") == "lire":
            counter.read_vitale()
        counter.resume(number)

    def sign(self, number: str, form: Mapping[str, str]) -> str:
        """Sign the recap of this invoice, or put it away."""
        counter = self._desk.counter
        if form.get("action") != "signer":
            self._put_away(number)
            return number
        if counter.summary is None or counter.summary.invoice.number != number:
            raise OperatorActionNeeded("FSE-SANS-RECAPITULATIF")
        signed = counter.sign()[0].number
        counter.cancel()  # the recap was signed: it is not to be signed twice
        return signed

    def _put_away(self, number: str) -> None:
        counter = self._desk.counter
        if counter.summary and counter.summary.invoice.number == number:
            counter.cancel()

    def credit(self, number: str, form: Mapping[str, str]) -> None:
        """Make the credit note."""
        self._desk.fse.credit(number, form.get("motif", ""))

    def reissue(self, number: str, form: Mapping[str, str]) -> str:
        """Open the invoice that follows a credited one."""
        invoice = self._desk.fse.opened(number)
        return self._desk.fse.reissue(number, _correction(invoice, form)).number

    def cancel_dre(self, number: str, form: Mapping[str, str]) -> None:
        """Make the cancelling DRE; the code is given first, when asked."""
        if code := form.get("code", ""):
            self._desk.counter.enter_code(code)
        self._desk.insurer.cancel_dre(number)

    def take_ordonnance(self, number: str) -> None:
        """Put the ordonnance on its screen again."""
        self._desk.ordonnances.take_up(number)

    def print_sheet(self, number: str) -> bytes:
        """Draw the paper care sheet."""
        return self._desk.papers.print_sheet(number)


def _prescriber(invoice: Invoice) -> tuple[str, ...]:
    who = invoice.prescriber
    rpps = f"RPPS {who.rpps}" if who.rpps else ""
    return tuple(each for each in (who.number.digits, rpps, who.name) if each)


def _ordonnance(texts: Mapping[str, str]) -> OrdonnanceView | None:
    if not texts:
        return None
    corrections = [
        (eye.value, vision.value, *cells)
        for eye in Eye
        for vision in (Vision.FAR, Vision.NEAR)
        if any(cells := [_cell(texts, eye, vision, part) for part in CORRECTION_FIELDS])
    ]
    prefixes = [f"e{number}." for number in range(1, EQUIPMENTS + 1)]
    heights = [
        (name, measured)
        for prefix in prefixes
        for name in FITTING
        if (measured := texts.get(f"{prefix}fitting.{name}", ""))
    ]
    file = read_optical_file(texts).file
    return OrdonnanceView(
        day=texts.get("day", ""),
        renewed=texts.get("renewal.day", ""),
        corrections=tuple(corrections),
        heights=tuple(heights),
        traced=tuple(each for sold in file.equipments for each in sold.traced) if file else (),
    )


def _cell(texts: Mapping[str, str], eye: Eye, vision: Vision, part: str) -> str:
    return texts.get(f"{eye.value}.{vision.value}.{part}", "")


def _notice(finding: Finding) -> Notice:
    return load_catalogue().notice(finding.code, finding.facts)


def _notices(findings: Iterable[Finding]) -> tuple[Notice, ...]:
    return tuple(_notice(finding) for finding in findings)


def _amo_part(standing: InvoiceStanding) -> PartView:
    invoice = standing.invoice
    patient, expected = invoice.patient, invoice.amo
    body = f"{patient.regime} {patient.caisse} {patient.centre}"
    left = Cents(expected - standing.amo_paid)
    return PartView(body, expected, standing.amo_paid, left, standing.amo_state)


def _amc_part(standing: InvoiceStanding) -> PartView:
    invoice = standing.invoice
    asked = invoice.management is not Management.NONE
    body = invoice.complementary.number.digits if invoice.complementary and asked else ""
    left = Cents(standing.amc_expected - standing.amc_paid)
    return PartView(body, invoice.amc, standing.amc_paid, left, standing.amc_state)


def _form_view(form: SealedForm, generation: int, place: FormPlace | None) -> FormView:
    return FormView(form.flow, generation, place, form.signed_at, form.vitale is not None)


def _generations(withdrawn: Sequence[SealedForm]) -> tuple[FormView, ...]:
    """Number the withdrawn forms, which come the oldest first: each deletion takes one a flow."""
    seen: dict[Flow, int] = {}
    views = []
    for form in withdrawn:
        seen[form.flow] = seen.get(form.flow, 0) + 1
        views.append(_form_view(form, seen[form.flow], None))
    return tuple(views)


def _by_hand(facts: Facts) -> str:
    """Return which part a person treated, and who; an older journal does not say who."""
    part = f"part {facts['part'].upper()}" if "part" in facts else ""
    who = f"id PS {facts['by']}" if facts.get("by") else ""
    return ", ".join(each for each in (part, who) if each)


DETAILS: Mapping[str, Callable[[Facts], str]] = {
    "FormsDeleted": lambda facts: f"FSE n° {facts['generation']}",
    "Restarted": lambda facts: (
        f"{load_labels()('securisation', facts['mode'])}, "
        f"{'avec' if facts['adri'] else 'sans'} ADRi"
    ),
    "Finalised": lambda facts: f"facture {facts['number']}",
    "InvoiceCredited": lambda facts: f"avoir {facts['credit_note']}",
    "PaperSheetPrinted": lambda facts: load_labels()("feuilles", facts["reason"]),
    "PartPaid": lambda facts: printed_euros(Cents(facts["paid"])),
    "PartPaidOtherwise": lambda facts: printed_euros(Cents(facts["paid"])),
    "PartRejected": lambda facts: f"{facts['code']} {facts['label']}",
    "PartDeferred": lambda facts: f"{facts['code']} {facts['label']}".strip(),
    "PartTakenBack": lambda facts: printed_euros(Cents(facts["taken_back"])),
    "PartRegularised": lambda facts: printed_euros(Cents(facts["paid"])),
    "PartCancelled": lambda facts: printed_euros(Cents(facts["taken_back"])),
    "PartCancelledOtherwise": lambda facts: printed_euros(Cents(facts["taken_back"])),
    "PartCancellationRejected": lambda facts: f"{facts['code']} {facts['label']}",
    "TreatedByHand": _by_hand,
    "PartDeclaredPaid": _by_hand,
    "PartDeclaredRejected": _by_hand,
    "PartDeclaredWaiting": _by_hand,
}
"""What an event of the history says of itself; any other one says nothing more than its name."""


def _history_row(event: PastEvent) -> HistoryRow:
    told = DETAILS.get(event.kind)
    return HistoryRow(event.at, event.kind, told(event.facts) if told else "")


def _correction(invoice: Invoice, form: Mapping[str, str]) -> Correction:
    """Return what a form changes; a field that it has not changes nothing.

    Raises:
        OperatorActionNeeded: ``UI-CHOIX-INCONNU``.
    """
    around = invoice.circumstances
    proof = _chosen(AmoProof, "piece", form, around.proof)
    adri = form.get("adri")
    return Correction(
        mode=_chosen(SecuringMode, "mode", form, invoice.mode),
        circumstances=replace(around, proof=proof),
        adri=None if adri is None else adri == "oui",
    )


def _chosen(kind: type[Choice], name: str, form: Mapping[str, str], now: Choice) -> Choice:
    try:
        return kind(form.get(name, now.value))
    except ValueError:
        raise OperatorActionNeeded("UI-CHOIX-INCONNU", saisie=form[name]) from None
