"""An invoice that is taken up again: what of the present rate check goes into it.

Law of this file: values in, values out. A provisional invoice, or one that replaces a credited one,
takes everything of the check; one that has its number takes its form alone (FSE-04), and whatever
else differs is told to :class:`FseService`, which refuses to touch the invoice. The same person is
there, or nothing is taken up (assumed: a mistyped file is the same person by its name).
"""

from dataclasses import replace

from binocle.cards import VitaleCard
from binocle.fse import Correction, Invoice, Patient, choice_of, circumstances_of
from binocle.kernel import OperatorActionNeeded
from binocle.rates import RateCheck

from .patient import PatientInHand, patient_of_card


def require_person(patient: PatientInHand, invoice: Invoice) -> None:
    """Refuse an invoice of somebody else; one that has no form yet may have been mistyped.

    Raises:
        OperatorActionNeeded: ``FSE-AUTRE-PATIENT``.
    """
    kept = invoice.patient
    named = (patient.name, patient.first_name) == (kept.name, kept.first_name)
    if not named and not patient.is_of(kept.nir, kept.birth, kept.rank):
        raise OperatorActionNeeded("FSE-AUTRE-PATIENT")


def person_there(
    invoice: Invoice, card: VitaleCard | None, chosen: PatientInHand | None
) -> PatientInHand:
    """Return whose invoice it is: the person chosen, else somebody of the card.

    Raises:
        OperatorActionNeeded: ``CAR-AUTRE-CARTE``, ``FSE-AUTRE-PATIENT``.
    """
    kept = invoice.patient
    if card is not None and kept.card_serial and card.serial != kept.card_serial:
        raise OperatorActionNeeded("CAR-AUTRE-CARTE", facture=invoice.number)
    people = [chosen] if chosen is not None else []
    if chosen is None and card is not None:
        people = [patient_of_card(card, who) for who in card.beneficiaries]
    for person in people:
        if person.is_of(kept.nir, kept.birth, kept.rank):
            return person
    raise OperatorActionNeeded("FSE-AUTRE-PATIENT")


def whole_correction(
    invoice: Invoice, check: RateCheck, patient: Patient, *, adri: bool
) -> Correction:
    """Return everything that a fresh check says of an invoice; its date and its number stay."""
    claim = check.claim
    return Correction(
        mode=check.mode,
        circumstances=circumstances_of(check),
        adri=adri,
        patient=patient,
        prescriber=claim.prescriber,
        prescription=claim.prescription,
        lines=check.lines,
        tiers_payant=choice_of(check),
        act_day=None if claim.care_day == invoice.performed_on else claim.care_day,
        management=check.management,
        complementary=check.complementary,
    )


def form_correction(
    invoice: Invoice, check: RateCheck, patient: Patient, *, adri: bool
) -> Correction:
    """Return the same for an invoice that has its number: of the person, the card alone is new."""
    kept = replace(invoice.patient, card_serial=patient.card_serial)
    same = patient.nir, patient.birth.short, patient.rank
    if same != (kept.nir, kept.birth.short, kept.rank):
        kept = patient
    whole = whole_correction(invoice, check, kept, adri=adri)
    named = check.claim.prescriber
    if named is not None and named.number == invoice.prescriber.number:
        return replace(whole, prescriber=None)  # the same one, written otherwise
    return whole
