"""The complementary insurer that a claim falls to, and what bars it before anything is signed.

Law of this file: the certificate goes before the insurer that the file names, and that one before
the insurer of the rights; whoever it is, the same rules hold (:func:`complementary_check`). What is
wrong with it bars the check, it never sends the RC part elsewhere. Sources: DRE-01, DRE-04, DRE-06,
TAUX-05, TAUX-10.
"""

from binocle.amc import (
    C2S_FUND_NUMBER,
    Attestation,
    ClaimDays,
    ClaimFacts,
    Complementary,
    Management,
    attestation_naming,
    complementary_check,
    insurer_management,
    insurer_named,
    same_insurer,
)
from binocle.kernel import ZERO, Cents, Finding

from .model import Circumstances, Claim


def insurer_facts(
    claim: Claim, around: Circumstances, *, c2s: bool, asked: Cents = ZERO
) -> ClaimFacts | None:
    """Return what a claim tells of its complementary part; none when nobody is named.

    Args:
        claim: the file.
        around: its forcings hold the certificate.
        c2s: the patient has C2S on the day of the claim.
        asked: the RC amount that the insurer is asked.
    """
    attestation = _certificate(claim, around, c2s=c2s)
    if attestation is None:
        return None
    forced, number = around.forcings.attestation is not None, attestation.number
    return ClaimFacts(
        days=ClaimDays(claim.prescription, claim.invoice_date, claim.act_day),
        attestation=attestation,
        tiers_payant=claim.tiers_payant,
        rc_total=asked,
        insurer=None if number is None else around.insurer(number),
        convention=around.forcings.convention if forced else None,
    )


def _certificate(claim: Claim, around: Circumstances, *, c2s: bool) -> Attestation | None:
    if around.forcings.attestation is not None:
        return around.forcings.attestation
    if claim.insurer is not None:
        separate = claim.insurer_management is not Management.SINGLE
        return attestation_naming(claim.insurer, separate=separate)
    named = around.rights.complementary
    if named is None or not (c2s or _pays_without_c2s(named)):
        return None
    return attestation_naming(named, period=around.rights.amc_period)


def _pays_without_c2s(named: Complementary) -> bool:
    """Say whether an insurer of the rights pays somebody who has no C2S that day."""
    return not same_insurer(named.number, C2S_FUND_NUMBER)


def insurer_of(
    claim: Claim, around: Circumstances, *, c2s: bool
) -> tuple[Complementary | None, Management]:
    """Return the insurer of a claim, and how it is paid if anything is asked of it."""
    facts = insurer_facts(claim, around, c2s=c2s)
    if facts is None:
        return None, claim.insurer_management
    return insurer_named(facts.attestation, facts.convention), insurer_management(facts)[0]


def insurer_findings(
    claim: Claim, around: Circumstances, *, c2s: bool, asked: Cents
) -> tuple[Finding, ...]:
    """Return what bars the RC part, or is doubtful in it, each under its field of the certificate.

    An insurer that nobody typed is looked at only when something is asked of it; of a field that
    could not be read, nothing else is told.
    """
    facts = insurer_facts(claim, around, c2s=c2s, asked=asked)
    if facts is None or not (asked or around.forcings.attestation is not None):
        return ()
    unread = around.forcings.unread
    told = {each.subject for each in unread}
    found = complementary_check(facts).findings
    return *unread, *(each for each in found if each.subject not in told)
