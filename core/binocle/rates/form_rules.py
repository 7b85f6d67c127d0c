"""What the fields of "Vérification taux" show to be wrong, each beside its field.

Law of this file: everything is gathered, nothing raised; a finding's subject is the name of the
field. Sources: TAUX-03 to TAUX-07, TAUX-10, TAUX-11, TAUX-16, APCV-11, ADRI-03.
"""

from collections.abc import Iterator
from datetime import date

from binocle.amc import AmcProof, Management
from binocle.kernel import CENTURIES, Finding, Severity, printed_day

from .determination import AMO_SERVICES, C2S_SERVICES, in_maternity
from .known import amo_rights_on, cover_of, knows_ald, last_open_day
from .lists import (
    AmoProof,
    AmoRights,
    ExemptionChoice,
    InsuranceNature,
    LppStatus,
    RightsSource,
    SecuringMode,
)
from .model import Circumstances, Claim, KnownRights, RateForm
from .rules import B2_YEARS, MAX_TOTAL_CENTS
from .table import rate_table

SMG_REGIME = "08"
"""Scheme of a patient of the SMG (teleservices sheet 2.4)."""
ACCIDENT_DIGITS = 9


def is_accident_number(text: str) -> bool:
    """Tell whether B2 takes a text as the number of a work accident (type 2, pos 86 to 94).

    Nine digits; ``000`` before six digits would be read as a day.
    """
    digits = text.isascii() and text.isdigit()
    return digits and len(text) == ACCIDENT_DIGITS and not text.startswith("000")


def rights_findings(form: RateForm, around: Circumstances) -> Iterator[Finding]:
    """Yield what bars a check for want of rights on the day of the act."""
    rights, day = around.rights, form.act_day
    shown, known = around.presence.patient, rights.insured
    if shown is not None and known is not None and shown != known:
        yield Finding("FSE-AUTRE-PATIENT", "amo_proof")
    if form.amo_proof.manual:
        if form.amo_rights is AmoRights.CLOSED:
            yield _closed(rights, day)
        return
    if rights.source is RightsSource.NOTHING:
        yield Finding("FSE-PIECE-SANS-DROITS", "amo_proof")
        return
    if rights.window is not None and day not in rights.window:
        yield Finding("FSE-DROITS-AUTRE-JOUR", "act_day", {"jour": printed_day(day)})
    elif AmoRights.CLOSED in (form.amo_rights, amo_rights_on(rights, day)):
        yield _closed(rights, day)
    elif cover_of(rights, day) is None:
        yield Finding("FSE-TAUX-INCONNU", "amo_rights", {"jour": printed_day(day)})


def _closed(rights: KnownRights, day: date) -> Finding:
    """Return the finding of closed rights, with the last day on which they were open."""
    last = last_open_day(rights, day)
    if last is None:
        return Finding("FSE-DROITS-ABSENTS", "amo_rights", {"jour": printed_day(day)})
    facts = {"jour": printed_day(day), "dernier": printed_day(last)}
    return Finding("FSE-DROITS-FERMES", "amo_rights", facts)


def proof_findings(form: RateForm, around: Circumstances) -> Iterator[Finding]:
    """Yield where proof, mode and presence disagree (TAUX-04, TAUX-07, APCV-11)."""
    presence, source = around.presence, around.rights.source
    mobile = presence.mobile_at(around.now)
    if form.amo_proof is AmoProof.MOBILE_CARD and not mobile:
        # The question of APCV-11: rights from ADR, or a new reading.
        yield Finding("FSE-APCV-EXPIREE", "amo_proof")
    if form.amo_proof is AmoProof.VITALE_CARD:
        if source is not RightsSource.CARD and not presence.vitale_card:
            yield Finding("FSE-PIECE-CARTE-ABSENTE", "amo_proof")
        elif form.mode is SecuringMode.DEGRADED:
            # A card that was read and taken back proves nothing any more (ADRI-05).
            yield Finding("FSE-PIECE-DU-MODE-DEGRADE", "amo_proof")
    if form.amo_proof is AmoProof.ADRI and source is RightsSource.CARD:
        yield Finding("FSE-PIECE-ADR-ABSENTE", "amo_proof")
    secured = form.mode is SecuringMode.SESAM_VITALE
    if secured and form.amo_proof.manual:
        yield Finding("FSE-MODE-DEGRADE-IMPOSE", "mode")
    elif secured and not presence.vitale_card and not mobile:
        yield Finding("FSE-MODE-SANS-CARTE", "mode")


def exemption_findings(form: RateForm, around: Circumstances) -> Iterator[Finding]:
    """Yield what is wrong in "Situation ETM" and in the care related to an ALD."""
    if form.amo_proof.manual and form.exemption is None:
        yield Finding("FSE-EXONERATION-A-CHOISIR", "exemption")
    forced = form.exemption is not None or around.forcings.exemption is not None
    if forced and form.mode is SecuringMode.SESAM_VITALE:
        yield Finding("FSE-ETM-HORS-DEGRADE", "exemption")
    read = not form.amo_proof.manual and form.exemption is None
    if form.ald and read and not knows_ald(cover_of(around.rights, form.act_day)):
        yield Finding("FSE-ALD-INCONNUE", "ald", severity=Severity.WARNS)
    if form.exemption is ExemptionChoice.ALD and not form.ald:
        yield Finding("FSE-ALD-SANS-SOINS", "exemption", severity=Severity.WARNS)


def certificate_findings(claim: Claim, form: RateForm) -> Iterator[Finding]:
    """Yield which paper is missing (TAUX-16)."""
    if form.ald and not claim.ald_prescribed:
        yield Finding("FSE-ALD-NON-PRESCRITE", "ald")
    if form.ordinary_accident:
        if not form.accident_certificate:
            yield Finding("FSE-ATTESTATION-ACCIDENT", "accident_certificate")
        if form.accident_day is None:
            yield Finding("FSE-DATE-ACCIDENT-ABSENTE", "accident_day")
        elif form.accident_day > form.act_day:
            yield Finding("FSE-ACCIDENT-APRES-ACTE", "accident_day")
    if form.attack_victim and not form.attack_certificate:
        yield Finding("FSE-ATTESTATION-ATTENTAT", "attack_certificate")


def nature_findings(form: RateForm, around: Circumstances) -> Iterator[Finding]:
    """Yield what the insurance nature still needs (TAUX-06)."""
    match form.nature:
        case InsuranceNature.ILLNESS:
            return
        case InsuranceNature.MATERNITY:
            yield from _maternity_findings(form, around)
        case InsuranceNature.WORK_ACCIDENT:
            yield from _work_accident_findings(form)
        case InsuranceNature.SMG:
            yield from _smg_findings(form, around)


def _maternity_findings(form: RateForm, around: Circumstances) -> Iterator[Finding]:
    day = form.maternity_day
    if day is None:
        yield Finding("FSE-DATE-MATERNITE-ABSENTE", "maternity_day")
    elif day.year not in B2_YEARS:
        yield Finding("FSE-DATE-HORS-NORME", "maternity_day", {"date": printed_day(day)})
    elif day > form.act_day:
        yield Finding("FSE-MATERNITE-APRES-ACTE", "maternity_day")
    elif not in_maternity(form, around.forcings):
        yield Finding("FSE-MATERNITE-HORS-PERIODE", "maternity_day", severity=Severity.WARNS)
    end = around.forcings.maternity_end
    if day is not None and end is not None and end < day:
        yield Finding("FSE-FIN-MATERNITE-IMPOSSIBLE", "maternity_end")


def _work_accident_findings(form: RateForm) -> Iterator[Finding]:
    day, number = form.work_accident_day, form.work_accident_number
    organism = form.work_accident_organism
    if day is None and not number:
        yield Finding("FSE-ACCIDENT-TRAVAIL-INCONNU", "work_accident_day")
    if day is not None and day.year not in B2_YEARS:
        yield Finding("FSE-DATE-HORS-NORME", "work_accident_day", {"date": printed_day(day)})
    elif day is not None and day > form.act_day:
        yield Finding("FSE-ACCIDENT-APRES-ACTE", "work_accident_day")
    if number and not is_accident_number(number):
        yield Finding("FSE-NUMERO-ACCIDENT", "work_accident_number")
    # Scheme, fund and centre, as the card's own block writes them; ADRi tells none.
    if organism and not (organism.isascii() and organism.isdigit() and len(organism) == 9):
        yield Finding("FSE-ORGANISME-ACCIDENT", "work_accident_organism")
    if not form.work_accident_sheet:
        yield Finding("FSE-FEUILLE-ACCIDENT", "work_accident_sheet", severity=Severity.WARNS)


def _smg_findings(form: RateForm, around: Circumstances) -> Iterator[Finding]:
    amount = form.smg_amount
    if not 0 <= amount <= MAX_TOTAL_CENTS or (form.smg_pec and not amount):
        yield Finding("FSE-MONTANT-SMG", "smg_amount")
    if around.rights.regime not in ("", SMG_REGIME):
        yield Finding("FSE-SMG-REGIME", "nature", {"regime": around.rights.regime}, Severity.WARNS)


def complementary_findings(
    form: RateForm, around: Circumstances, management: Management
) -> Iterator[Finding]:
    """Yield what is wrong in "Pièce Justif. AMC"; needed for DRE and C2S alone (TAUX-05)."""
    if management is Management.NONE:
        return
    source, proof = around.rights.source, form.amc_proof
    if proof is AmcProof.NONE:
        yield Finding("FSE-PIECE-AMC-ABSENTE", "amc_proof")
    elif (proof is AmcProof.ADRI and source is not RightsSource.ADRI) or (
        proof is AmcProof.VITALE_CARD
        and source is not RightsSource.CARD
        and not around.presence.vitale_card
    ):
        yield Finding("FSE-PIECE-AMC-SANS-DROITS", "amc_proof")


def forcing_findings(around: Circumstances) -> Iterator[Finding]:
    """Yield what is wrong behind the button "SESAM-Vitale" (TAUX-10)."""
    forcings = around.forcings
    service = forcings.amo_service
    if service is not None:
        if service.code not in AMO_SERVICES:
            yield Finding("FSE-SERVICE-INCONNU", "amo_service", {"code": service.code})
        if service.last is not None and (service.first or service.last) > service.last:
            yield Finding("FSE-SERVICE-JOURS", "amo_service")
    if forcings.century is not None and forcings.century not in CENTURIES:
        yield Finding("CAR-SIECLE-IMPOSSIBLE", "century", {"siecle": forcings.century})


def c2s_findings(claim: Claim, around: Circumstances) -> Iterator[Finding]:
    """Yield that C2S does not hold on the day of the act, though the rights tell of one (TAUX-11).

    A box or a forcing says what holds instead.
    """
    rights, day, boxes = around.rights, claim.care_day, claim.boxes
    period = rights.amo_service_period
    said = boxes.c2s_amo or boxes.c2s_amc or around.forcings.amo_service is not None
    if rights.amo_service not in C2S_SERVICES or period is None or period.holds(day) or said:
        return
    days = [printed_day(each) if each else "" for each in (period.first, period.last)]
    facts = {"jour": printed_day(day), "debut": days[0], "fin": days[1]}
    yield Finding("FSE-C2S-AUTRES-JOURS", "amo_service", facts, Severity.WARNS)


def product_findings(claim: Claim, around: Circumstances) -> Iterator[Finding]:
    """Yield what the list of products says of the codes that the form would carry."""
    for number, line in enumerate(claim.lines, start=1):
        if line.lpp is None or not line.shown:
            continue
        status = around.lpp_status(line.lpp, claim.care_day)
        if status is LppStatus.CLOSED:
            yield Finding(
                "FSE-LPP-FERME",
                f"line {number}",
                {"ligne": number, "code": line.lpp.digits, "jour": printed_day(claim.care_day)},
            )
        elif status is LppStatus.UNKNOWN:
            yield Finding(
                "FSE-LPP-INCONNU",
                f"line {number}",
                {"ligne": number, "code": line.lpp.digits},
                Severity.WARNS,
            )
    if claim.care_day < rate_table().in_force_from:
        since = printed_day(rate_table().in_force_from)
        yield Finding("FSE-TAUX-ANCIENS", "act_day", {"depuis": since}, Severity.WARNS)
