"""What may be done with an invoice, as findings: pure functions over values.

Law of this file: a rule returns what it found, it never raises and never changes anything. The
table of :mod:`binocle.fse.states` says which event may follow; these rules say the rest. Sources:
seed-facts 10, 13, 14 and 21; what no text gives is in features/HYPOTHESES.md.
"""

from collections.abc import Mapping
from datetime import date

from binocle.amc import Management
from binocle.kernel import Finding, Severity, printed_day
from binocle.rates import (
    AmoProof,
    Claim,
    InsuranceNature,
    RateCheck,
    SecuringMode,
    is_accident_number,
)

from .model import Correction, Flow, FormPlace, Invoice, Payee, PaymentChoice
from .sheet import SheetReason
from .states import (
    INVOICE_TRANSITIONS,
    PART_TRANSITIONS,
    CancellationSealed,
    FormsDeleted,
    InvoiceCredited,
    InvoiceStanding,
    InvoiceState,
    PaperSheetPrinted,
    PartState,
    Restarted,
)

AFTER_THE_NUMBER = ("mode", "circumstances", "adri")
"""What a form made anew may change of an invoice that has its number (FSE-04)."""

NEVER_LEFT = frozenset({FormPlace.UNGROUPED, FormPlace.REFUSED})
"""Places of a form that no payer can answer."""

Places = Mapping[Flow, FormPlace]
"""Where the forms of an invoice are; empty when it has none."""


def _allows(standing: InvoiceStanding, event: type) -> bool:
    return (standing.kept, event) in INVOICE_TRANSITIONS


def choice_of(check: RateCheck) -> PaymentChoice:
    """Return what is asked of the payers and sent to them, as the boxes of a checked claim say.

    Without an RC amount there is nothing to ask nor to send (DRE-07); the insured is paid when
    neither part is asked in third-party payment.
    """
    boxes = check.claim.tiers_payant
    amc = boxes.amc and any(line.amc for line in check.lines)
    return PaymentChoice(
        amo=boxes.amo,
        amc=amc,
        send_amo=boxes.transmit_amo,
        send_amc=check.management is not Management.NONE,
        payee=Payee.OPTICIAN if boxes.amo or amc else Payee.INSURED,
    )


def prescriber_findings(claim: Claim) -> list[Finding]:
    """Return that nobody is named as prescriber: B2 demands his number (type 2, pos 59 to 67)."""
    if claim.prescriber is None:
        return [Finding("FSE-PRESCRIPTEUR-ABSENT", "prescriber.number")]
    return []


def activation_findings(invoice: Invoice, active_from: date | None) -> list[Finding]:
    """Return that an invoice is of before the shop had SESAM-Vitale; without a form it may be."""
    day = invoice.invoice_date
    if active_from is None or day >= active_from or not invoice.flows:
        return []
    facts = {"jour": printed_day(day), "activation": printed_day(active_from)}
    return [Finding("FSE-AVANT-ACTIVATION", "invoice_date", facts)]


def circumstance_findings(invoice: Invoice) -> list[Finding]:
    """Return what the circumstances lack, or contradict."""
    around, found = invoice.circumstances, []
    if around.nature is InsuranceNature.MATERNITY and around.maternity_on is None:
        found.append(Finding("FSE-DATE-MATERNITE-ABSENTE", "nature"))
    accident = around.accident
    if around.nature is InsuranceNature.WORK_ACCIDENT:
        if accident is None or not (accident.number or accident.on):
            found.append(Finding("FSE-ACCIDENT-TRAVAIL-INCONNU", "nature"))
        elif accident.number and not is_accident_number(accident.number):
            found.append(Finding("FSE-NUMERO-ACCIDENT", "nature"))
    return found + _proof_findings(invoice)


def _proof_findings(invoice: Invoice) -> list[Finding]:
    """Return what the proof of the RO rights and the securing mode contradict (TAUX-04)."""
    proof = invoice.circumstances.proof
    if invoice.mode is SecuringMode.DEGRADED:
        shown = proof in (AmoProof.VITALE_CARD, AmoProof.MOBILE_CARD)
        return [Finding("FSE-PIECE-DU-MODE-DEGRADE", "proof")] if shown else []
    if proof.manual:
        return [Finding("FSE-PIECE-DU-MODE-SESAM", "proof")]
    # Either the card signs or the app does: what was shown is what signs.
    signs_by_card = bool(invoice.patient.card_serial)
    if proof is AmoProof.MOBILE_CARD and signs_by_card:
        return [Finding("FSE-PIECE-APPLI-NON-LUE", "proof")]
    return []


def day_findings(invoice: Invoice) -> list[Finding]:
    """Return what the days of an invoice contradict: prescribed, then done, then billed."""
    found, done, billed = [], invoice.performed_on, invoice.invoice_date
    if invoice.prescription > done:
        found.append(
            Finding(
                "FSE-ORDONNANCE-APRES-ACTE",
                "prescription",
                {"ordonnance": printed_day(invoice.prescription), "acte": printed_day(done)},
            )
        )
    if done > billed:
        found.append(
            Finding(
                "FSE-ACTE-APRES-FACTURE",
                "act_day",
                {"acte": printed_day(done), "facture": printed_day(billed)},
            )
        )
    return found


def tiers_payant_findings(invoice: Invoice) -> list[Finding]:
    """Return what the four choices and the payee contradict (FSE-01)."""
    asked, found = invoice.asked, []
    single = invoice.management is Management.SINGLE
    if (asked.amc or asked.send_amc) and not single and not invoice.amc:
        found.append(Finding("FSE-RC-SANS-MONTANT", "rc"))
    if asked.send_amc and not asked.send_amo:
        found.append(Finding("FSE-DRE-SANS-FSE", "rc"))
    if single and not (asked.amo and asked.amc and asked.send_amo and asked.send_amc):
        found.append(Finding("FSE-C2S-TIERS-PAYANT", "rc"))
    pays_optician = asked.amo or asked.amc
    if pays_optician is not (asked.payee is Payee.OPTICIAN):
        found.append(Finding("FSE-DESTINATAIRE", "payee"))
    return found


def invoice_findings(invoice: Invoice, *, provisional: bool = False) -> list[Finding]:
    """Return everything wrong with an invoice that is about to be opened or changed.

    Args:
        invoice: its number may still be missing.
        provisional: it takes its number when its form is signed, so it must have one.
    """
    found = day_findings(invoice) + circumstance_findings(invoice) + tiers_payant_findings(invoice)
    if provisional and not invoice.flows:
        found.append(Finding("FSE-PROVISOIRE-SANS-FSE", "forms"))
    return found


def deletion_findings(standing: InvoiceStanding, places: Places) -> list[Finding]:
    """Return why the forms cannot be deleted, else the message to confirm (FSE-04).

    A form that the concentrator refused with its whole file never left: it may be deleted.
    """
    number = standing.invoice.number
    left = {FormPlace.IN_LOT, FormPlace.SENT} & set(places.values())
    if standing.kept is InvoiceState.WAITING or left:
        return [Finding("FSE-DEJA-EN-LOT", "forms", {"facture": number})]
    if not _allows(standing, FormsDeleted):
        return [Finding("FSE-RIEN-A-SUPPRIMER", "forms", {"facture": number})]
    return [Finding("FSE-SUPPRESSION", "forms", {"facture": number}, Severity.WARNS)]


def restart_findings(standing: InvoiceStanding, correction: Correction) -> list[Finding]:
    """Return why a form cannot be made anew so ("Recommencer la FSE", "Générer FSE" on)."""
    before, number = standing.invoice, standing.invoice.number
    if not _allows(standing, Restarted):
        return [Finding("FSE-NON-RECOMMENCABLE", "forms", {"facture": number})]
    after = correction.applied(before)
    found = []
    if not before.provisional and not _same_but_form(before, after):
        found.append(Finding("FSE-FACTURE-INTOUCHABLE", "invoice", {"facture": number}))
    return found + invoice_findings(after, provisional=before.provisional)


def _same_but_form(before: Invoice, after: Invoice) -> bool:
    """Say whether only the form changes; a card that is there at last gives its serial number."""
    kept = vars(before).keys() - {*AFTER_THE_NUMBER, "patient"}
    patient = vars(before.patient).keys() - {"card_serial"}
    return all(getattr(before, name) == getattr(after, name) for name in kept) and all(
        getattr(before.patient, name) == getattr(after.patient, name) for name in patient
    )


def credit_findings(standing: InvoiceStanding, places: Places) -> list[Finding]:
    """Return why an invoice cannot be credited (FSE-07, FSE-10).

    An invoice that left is credited once nothing of it is paid nor waits for an answer; one that
    never left, at once, its forms being deleted first.
    """
    number = {"facture": standing.invoice.number}
    if standing.kept is InvoiceState.SECURED:
        return [Finding("FSE-AVOIR-FSE-A-SUPPRIMER", "invoice", number)]
    if not _allows(standing, InvoiceCredited):
        return [Finding("FSE-AVOIR-IMPOSSIBLE", "invoice", number)]
    if standing.kept is not InvoiceState.WAITING:
        return []
    parts = {standing.amo_state, standing.amc_state}
    if parts & {PartState.PAID, PartState.ANOMALY}:
        return [Finding("FSE-AVOIR-PART-PAYEE", "invoice", number)]
    # A DRE that has not left is withdrawn with its invoice; one in a lot will leave. An FSE whose
    # file was refused after its DRE left will never be answered.
    unsent = {flow for flow, place in places.items() if place in NEVER_LEFT}
    amo_waits = standing.amo_state is PartState.WAITING and Flow.FSE not in unsent
    amc_waits = standing.amc_state is PartState.CANCELLING or (
        standing.amc_state is PartState.WAITING and Flow.DRE not in unsent
    )
    if amo_waits or amc_waits or FormPlace.IN_LOT in places.values():
        return [Finding("FSE-AVOIR-EN-ATTENTE", "invoice", number)]
    return []


def reject_advice(standing: InvoiceStanding) -> list[Finding]:
    """Return what to do about a rejected part (SUIVI-04); it blocks nothing."""
    if standing.kept is not InvoiceState.WAITING:
        return []
    number, found = {"facture": standing.invoice.number}, []
    if standing.amo_state is PartState.REJECTED:
        if standing.amc_state is PartState.PAID:
            found.append(Finding("FSE-REJET-AMO-RC-PAYE", "amo", number, Severity.WARNS))
        else:
            found.append(Finding("FSE-REJET-AMO", "amo", number, Severity.WARNS))
    if standing.amc_state is PartState.REJECTED:
        found.append(Finding("FSE-REJET-AMC", "amc", number, Severity.WARNS))
    return found


def cancellation_findings(standing: InvoiceStanding, places: Places) -> list[Finding]:
    """Return why the DRE of an invoice cannot be cancelled (DRE-05); the one rule of it.

    No text says when it can. Assumed: the DRE left, the insurer has not rejected it, no other
    cancelling DRE was made, and the convention that was chosen takes one; where none was chosen,
    the gesture asks the directory.
    """
    invoice = standing.invoice
    named = invoice.complementary
    possible = (
        standing.kept is InvoiceState.WAITING
        and places.get(Flow.DRE) is FormPlace.SENT
        and Flow.CANCELLATION not in places
        and (standing.amc_state, CancellationSealed) in PART_TRANSITIONS
    )
    if not possible:
        return [Finding("FSE-DRE-ANNULATION-IMPOSSIBLE", "amc", {"facture": invoice.number})]
    if named is not None and named.cancellation is False:
        return [Finding("AMC-DRE-ANNULATION-REFUSEE", "amc", {"numero": named.number.digits})]
    return []


def cancelling_dre_possible(standing: InvoiceStanding, places: Places) -> bool:
    """Say whether a cancelling DRE is offered ("DRE d'annulation possible")."""
    return not cancellation_findings(standing, places)


def sheet_reason(standing: InvoiceStanding) -> SheetReason | None:
    """Return why a paper care sheet is due, or nothing (FSE-08, ADRI-08, SCOR-01)."""
    if not _allows(standing, PaperSheetPrinted):
        return None
    if standing.kept is InvoiceState.OUTSIDE:
        return SheetReason.OUTSIDE
    if (standing.amo_state, standing.amc_state) == (PartState.REJECTED, PartState.PAID):
        return SheetReason.AMO_REJECTED
    if standing.invoice.mode is SecuringMode.DEGRADED:
        return SheetReason.DEGRADED
    return None
