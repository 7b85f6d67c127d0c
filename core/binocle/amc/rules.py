"""Which convention fits, who pays the RC part, and what a certificate must hold: pure functions.

Law of this file: findings are gathered, one for each wrong field, none is raised; tables over
branches. Sources: seed-facts 6.3, 9, 12 and 21; teleservices sheet 2.9, 2.10 and 4.1 to 4.3; forms
of the fields that travel are those of B2 type 2M (wire sheet 1.5), the others are assumed.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date

from binocle.cards import Period
from binocle.kernel import (
    ZERO,
    AmcNumber,
    Facts,
    Finding,
    Severity,
    printed_day,
    printed_euros,
)

from .model import (
    AmcProof,
    Attestation,
    ClaimDays,
    ClaimFacts,
    Complementary,
    ComplementaryCheck,
    Convention,
    ConventionQuery,
    Insurer,
    Management,
    ManagementSource,
    NoConvention,
    ReferenceDay,
    SearchOutcome,
    TiersPayant,
    TooManyConventions,
    WayOn,
)
from .presets import preset_management

C2S_FUND_NUMBER = AmcNumber("99999997")
"""The insurer's number of "C2S (RO) régime obligatoire" (seed-facts 12)."""

LEFT_C2S_NUMBER = AmcNumber("55555551")
"""The number of somebody who has left C2S: nothing can be sent to it (DRE-04, seed-facts 21)."""

LEFT_C2S_WAYS: Sequence[WayOn] = (WayOn.ENTER_CERTIFICATE, WayOn.UNTICK_AMC)
"""What the manual proposes then, in its order."""

STS_ROUTINGS = frozenset({"", "4", "8", "M", "R", "U"})
"""The list "Aiguillage STS" (teleservices sheet 2.9, wire sheet 1.5): B2 has no other."""

TREATMENTS = frozenset(
    {"", "00", "01", "02", "12", "13", "22", "23", "32", "33", "60", "62", "63", "71", "72", "73"}
)
"""Treatment indicators, the list "Traitement RC" (teleservices sheet 2.9)."""

MAX_PEC_CENTS = 99_999_999
"""Largest amount of B2 (8 digits)."""

ATTESTATION_LABELS: Mapping[str, str] = {
    "proof": "Pièce Justif. AMC",
    "reference": "Date Référence",
    "separate": "Gest. Séparée",
    "number": "N° Préfectoral",
    "edi_number": "N° EDI",
    "type": "Type Conv.",
    "guarantees": "Garanties",
    "insured": "Id. Assuré",
    "pec_number": "N° PEC",
    "amo_refused": "Refus RO",
    "sts_routing": "Aiguillage STS",
    "host": "Id Hôte",
    "first": "Date Début",
    "special": "Att. Particulière",
    "mutual_number": "N° Mutuelle",
    "criterion": "Crit. Secondaire",
    "member": "N° Adhérent",
    "contract_type": "Type Contrat",
    "pec_amount": "Montant PEC",
    "treatment": "Traitement RC",
    "routing": "Code Routage",
    "domain": "Domaine",
    "last": "Date Fin",
}
"""The 23 fields and their printed names, in the order of the screen (seed-facts 9)."""

_PRINTED = r"[ -~\u00a1-\u00ff]"

FORMS: Mapping[str, tuple[str, str]] = {
    "edi_number": (f"{_PRINTED}{{1,20}}", "1-20"),
    "type": ("[!-~]{2}", "2"),
    "guarantees": (f"{_PRINTED}{{1,80}}", "1-80"),
    "insured": (f"{_PRINTED}{{1,15}}", "1-15"),
    "pec_number": (f"{_PRINTED}{{1,20}}", "1-20"),
    "host": ("[0-9A-Z]{3}", "3"),
    "mutual_number": ("[0-9A-Z]{1,10}", "1-10"),
    "criterion": (f"{_PRINTED}{{1,30}}", "1-30"),
    "member": ("[0-9A-Z]([0-9A-Z ]{0,13}[0-9A-Z])?", "1-15"),
    "contract_type": ("[0-9]{2}", "2"),
    "treatment": ("[0-9]{2}", "2"),
    "routing": ("[0-9A-Z]{2}", "2"),
    "domain": ("[0-9A-Z.-]{1,20}", "1-20"),
}
"""Field -> its form when it is not blank, as a pattern and as a length."""

LISTS: Mapping[str, tuple[frozenset[str], Severity]] = {
    "sts_routing": (STS_ROUTINGS, Severity.BLOCKS),
    "treatment": (TREATMENTS, Severity.WARNS),
}
"""Field -> the values that the sheets know, and what another one does."""


NAMED = tuple(each.name for each in fields(Complementary) if each.name != "cancellation")
"""What a form tells of the insurer: fields of the certificate under the same names."""


# -- finding a convention -------------------------------------------------------------------------


def same_insurer(one: AmcNumber, other: AmcNumber) -> bool:
    """Say whether two numbers name one insurer: leading zeros count for nothing."""
    return one.padded == other.padded


def criterion_matches(one: str, other: str) -> bool:
    """Say whether two secondary criteria may be the same; ``?`` on either side is any character."""
    return len(one) == len(other) and all(
        "?" in (mine, theirs) or mine == theirs for mine, theirs in zip(one, other, strict=True)
    )


def query_findings(query: ConventionQuery) -> list[Finding]:
    """Return what bars a query before the directory is asked."""
    return [
        _malformed(name) for name in ("type", "criterion") if not _is_formed(query, name)
    ]  # fmt: skip


def query_of(attestation: Attestation) -> ConventionQuery | None:
    """Return what the directory is asked for a certificate; none without a number."""
    if attestation.number is None:
        return None
    return ConventionQuery(attestation.number, attestation.type, attestation.criterion)


def outcome_findings(outcome: SearchOutcome) -> list[Finding]:
    """Return what a search that gives no choice has to say (DRE-02)."""
    match outcome:
        case NoConvention():
            return [Finding("AMC-AUCUNE-CONVENTION", "conventions", severity=Severity.WARNS)]
        case TooManyConventions(code, sentence):
            facts: Facts = {"code_moteur": code, "libelle": sentence}
            return [Finding("AMC-TROP-DE-CONVENTIONS", "conventions", facts)]
        case _:
            return []


def attestation_with(convention: Convention, typed: Attestation) -> Attestation:
    """Return a certificate whose fields the chosen convention fills.

    What only the member card tells stays as typed: member, days, PEC, and a criterion that the
    convention's own fits, since that one may hold ``?``. A number stays as typed too, when only
    zeros differ: one insurer is not written in two ways.
    """
    fits = criterion_matches(typed.criterion, convention.criterion)
    same = typed.number is not None and same_insurer(typed.number, convention.number)
    return replace(
        typed,
        number=typed.number if same else convention.number,
        type=convention.type,
        criterion=typed.criterion if fits else convention.criterion,
        separate=convention.management is Management.SEPARATE,
        routing=convention.routing,
        host=convention.host,
        domain=convention.domain,
        sts_routing=convention.sts_routing,
    )


def attestation_naming(
    named: Complementary,
    *,
    proof: AmcProof = AmcProof.NONE,
    period: Period | None = None,
    separate: bool = True,
) -> Attestation:
    """Return the certificate that names an insurer before the counter types anything.

    Args:
        named: as a card, a look-up or the file tells it.
        proof: what told it.
        period: of the complementary rights, when known.
        separate: the box "Gest. Séparée".
    """
    first, last = (None, None) if period is None else (period.first, period.last)
    told = {name: getattr(named, name) for name in NAMED}
    return Attestation(proof=proof, separate=separate, first=first, last=last, **told)


def insurer_named(
    attestation: Attestation, convention: Convention | None = None
) -> Complementary | None:
    """Return the insurer that a certificate names, as a form does; none without a number.

    Args:
        attestation: the certificate.
        convention: the one that was chosen: it alone says whether a DRE may be cancelled.
    """
    if attestation.number is None:
        return None
    named = {name: getattr(attestation, name) for name in NAMED}
    cancellation = None if convention is None else takes_cancellation(convention)
    return Complementary(**named, cancellation=cancellation)


# -- who pays -------------------------------------------------------------------------------------

_Says = Callable[[ClaimFacts], Management | None]


def _fund_says(facts: ClaimFacts) -> Management | None:
    number = facts.attestation.number
    to_fund = number is not None and same_insurer(number, C2S_FUND_NUMBER)
    return Management.SINGLE if to_fund else None


def _convention_says(facts: ClaimFacts) -> Management | None:
    return None if facts.convention is None else facts.convention.management


def _form_says(facts: ClaimFacts) -> Management | None:
    if facts.insurer is None or facts.insurer.management is Management.NONE:
        return None
    return facts.insurer.management


def _preset_says(facts: ClaimFacts) -> Management | None:
    name = "" if facts.insurer is None else facts.insurer.name
    return preset_management(facts.attestation.number, name)


def _hand_says(facts: ClaimFacts) -> Management | None:
    return Management.SEPARATE if facts.attestation.separate else Management.SINGLE


SOURCES: Sequence[tuple[ManagementSource, _Says]] = (
    (ManagementSource.FUND, _fund_says),
    (ManagementSource.CONVENTION, _convention_says),
    (ManagementSource.INSURER, _form_says),
    (ManagementSource.PRESET, _preset_says),
    (ManagementSource.HAND, _hand_says),
)
"""Who is heeded first (DRE-01); the last one always says something."""


def insurer_management(facts: ClaimFacts) -> tuple[Management, ManagementSource]:
    """Return how the insurer of a claim is paid, and what says so.

    A claim that sends no RC part has no management whatever its insurer: see
    :func:`complementary_check`.
    """
    for source, says in SOURCES:
        management = says(facts)
        if management is not None:
            return management, source
    raise AssertionError("the box is ticked or not")


# -- the certificate ------------------------------------------------------------------------------


def rights_day(reference: ReferenceDay, days: ClaimDays) -> date:
    """Return the day that the complementary rights must hold; a blank act day is the invoice's."""
    return {
        ReferenceDay.ACT: days.act or days.invoice,
        ReferenceDay.INVOICE: days.invoice,
        ReferenceDay.PRESCRIPTION: days.prescription,
    }[reference]


def attestation_findings(facts: ClaimFacts) -> list[Finding]:
    """Return everything that is wrong with the certificate of a claim that sends its RC part."""
    attestation = facts.attestation
    missing = [] if attestation.number else [_missing("number")]
    malformed = [_malformed(name) for name in FORMS if not _is_formed(attestation, name)]
    return [
        *missing,
        *malformed,
        *_list_findings(attestation),
        *_day_findings(attestation, rights_day(attestation.reference, facts.days)),
        *_pec_findings(facts),
    ]


def left_c2s_findings(facts: ClaimFacts) -> list[Finding]:
    """Return the refusal of seed S4 when the claim names the number of those who left C2S.

    Nothing is ever sent to it; without transmission nor third-party payment of the RC part, the
    patient pays and the claim goes on (DRE-04).
    """
    number, boxes = facts.attestation.number, facts.tiers_payant
    if number is None or not same_insurer(number, LEFT_C2S_NUMBER):
        return []
    if not (boxes.amc or boxes.transmit_amc):
        return []
    return [Finding("AMC-MUTNUM-SORTANT-C2S", "number", {"numero": LEFT_C2S_NUMBER.digits})]


def _is_formed(value: Attestation | ConventionQuery, name: str) -> bool:
    text = getattr(value, name)
    return not text or re.fullmatch(FORMS[name][0], text) is not None


def _missing(name: str) -> Finding:
    return Finding("AMC-CHAMP-MANQUANT", name, {"champ": ATTESTATION_LABELS[name]})


def _malformed(name: str) -> Finding:
    facts = {"champ": ATTESTATION_LABELS[name], "longueur": FORMS[name][1]}
    return Finding("AMC-CHAMP-MALFORME", name, facts)


def _list_findings(attestation: Attestation) -> list[Finding]:
    found = []
    for name, (known, severity) in LISTS.items():
        value = getattr(attestation, name)
        formed = name not in FORMS or _is_formed(attestation, name)
        if formed and value not in known:
            told = {"champ": ATTESTATION_LABELS[name], "valeur": value}
            found.append(Finding("AMC-VALEUR-INCONNUE", name, told, severity))
    return found


def _day_findings(attestation: Attestation, day: date) -> list[Finding]:
    first, last = attestation.first, attestation.last
    if first is not None and last is not None and last < first:
        facts = {"debut": printed_day(first), "fin": printed_day(last)}
        return [Finding("AMC-DATES-INVERSEES", "last", facts)]
    if first is not None and day < first:
        facts = {"jour": printed_day(day), "debut": printed_day(first)}
        return [Finding("AMC-DROITS-PAS-OUVERTS", "first", facts)]
    if last is not None and last < day:
        facts = {"jour": printed_day(day), "fin": printed_day(last)}
        return [Finding("AMC-DROITS-TERMINES", "last", facts)]
    return []


def _pec_findings(facts: ClaimFacts) -> list[Finding]:
    attestation = facts.attestation
    number, amount = attestation.pec_number.strip(), attestation.pec_amount
    found = []
    if not number and facts.insurer is not None and facts.insurer.pec_required:
        found.append(Finding("AMC-PEC-OBLIGATOIRE", "pec_number", {"nom": facts.insurer.name}))
    elif not number and amount is not None:
        found.append(Finding("AMC-PEC-SANS-NUMERO", "pec_number", severity=Severity.WARNS))
    if amount is None:
        return found
    if not ZERO <= amount <= MAX_PEC_CENTS:
        found.append(Finding("AMC-MONTANT-PEC", "pec_amount"))
    elif amount < facts.rc_total:
        told = {"accorde": printed_euros(amount), "rc": printed_euros(facts.rc_total)}
        found.append(Finding("AMC-PEC-INSUFFISANTE", "pec_amount", told, Severity.WARNS))
    return found


# -- the claim ------------------------------------------------------------------------------------


def complementary_check(facts: ClaimFacts) -> ComplementaryCheck:
    """Return who pays the RC part of a claim, and everything that bars it.

    Nothing is sent without the box "Télétransmission RC", nor, in separate management, without an
    amount: a DRE of nothing is no DRE. In single management the rate check makes the amount.
    """
    day = rights_day(facts.attestation.reference, facts.days)
    management, source = insurer_management(facts)
    nothing = management is Management.SEPARATE and not facts.rc_total
    if nothing or not facts.tiers_payant.transmit_amc:
        found = tuple(left_c2s_findings(facts))
        return ComplementaryCheck(Management.NONE, None, day, None, found)
    findings = (*left_c2s_findings(facts), *attestation_findings(facts))
    blocked = any(finding.severity is Severity.BLOCKS for finding in findings)
    named = None if blocked else insurer_named(facts.attestation, facts.convention)
    return ComplementaryCheck(management, source, day, named, findings)


def unticked_amc(boxes: TiersPayant) -> TiersPayant:
    """Return the boxes of a claim whose RC part the patient pays (DRE-04, second way on)."""
    return replace(boxes, amc=False, transmit_amc=False)


def takes_cancellation(convention: Convention) -> bool:
    """Say whether an insurer takes a cancelling DRE under a convention (DRE-05; assumed)."""
    separate = convention.management is Management.SEPARATE
    return separate and convention.cancellation and not convention.disabled


def is_of(convention: Convention, named: Complementary) -> bool:
    """Say whether a convention may be the one under which a form named its insurer."""
    kept = (named.type, named.routing, named.host)
    now = (convention.type, convention.routing, convention.host)
    return same_insurer(convention.number, named.number) and all(
        not before or before == after for before, after in zip(kept, now, strict=True)
    )


# -- the insurer's form ---------------------------------------------------------------------------


def insurer_findings(insurer: Insurer, others: Sequence[Insurer]) -> list[Finding]:
    """Return what is wrong with the form of an insurer (DRE-06).

    Args:
        insurer: as typed.
        others: the shop's insurers; the one of the same id is left aside.
    """
    found = []
    name = insurer.name.strip()
    if not name:
        found.append(Finding("AMC-MUTUELLE-SANS-NOM", "name"))
    elif any(other.name == name and other.id != insurer.id for other in others):
        found.append(Finding("AMC-MUTUELLE-EN-DOUBLE", "name", {"nom": name}))
    to_send = insurer.transmit_by_default or insurer.management is not Management.NONE
    if insurer.number is None and to_send:
        found.append(Finding("AMC-MUTUELLE-SANS-NUMERO", "number"))
    if not re.fullmatch("([0-9]{6})?", insurer.b2_norm):
        found.append(Finding("AMC-NORME-B2", "b2_norm", {"valeur": insurer.b2_norm}))
    if not all(regime.strip() for regime in insurer.regimes):
        found.append(Finding("AMC-REGIME-SANS-LIBELLE", "regimes"))
    elif len(set(insurer.regimes)) < len(insurer.regimes):
        found.append(Finding("AMC-REGIME-EN-DOUBLE", "regimes"))
    return found
