"""The rate check itself: every finding gathered, or a result.

Law of this file: either the whole check or nothing of it (TAUX-01); what bars it is told at once,
field by field. Pure.
"""

from binocle.kernel import Finding, OperatorActionNeeded, Severity, paris_day

from .determination import C2S_BY_FUND, C2S_SERVICES, entitlement_of
from .form_rules import (
    c2s_findings,
    certificate_findings,
    complementary_findings,
    exemption_findings,
    forcing_findings,
    nature_findings,
    product_findings,
    proof_findings,
    rights_findings,
)
from .insurers import insurer_findings
from .model import Circumstances, Claim, Entitlement, RateCheck, RateForm
from .prefill import settled
from .rules import (
    billed_lines,
    claim_findings,
    complementary_of,
    entitlement_findings,
    management_of,
    rc_asked,
    shares_of,
)


def form_findings(claim: Claim, form: RateForm, around: Circumstances) -> list[Finding]:
    """Return everything that is wrong or doubtful in a file and its form, none lost."""
    claim = settled(claim, form)
    return _found(claim, form, around, entitlement_of(claim, form, around))


def _found(
    claim: Claim, form: RateForm, around: Circumstances, entitlement: Entitlement
) -> list[Finding]:
    """Return the findings of a settled file and of what it entitles to."""
    return [
        *rights_findings(form, around),
        *claim_findings(claim, paris_day(around.now)),
        *proof_findings(form, around),
        *exemption_findings(form, around),
        *certificate_findings(claim, form),
        *nature_findings(form, around),
        *forcing_findings(around),
        *c2s_findings(claim, around),
        *product_findings(claim, around),
        *_of_insurer(claim, entitlement, around),
        *entitlement_findings(claim, entitlement),
        *complementary_findings(form, around, management_of(claim, entitlement)),
    ]


def insurer_bars(claim: Claim, form: RateForm, around: Circumstances) -> tuple[Finding, ...]:
    """Return what bars the insurer of a file, whoever named it, or is doubtful in it."""
    claim = settled(claim, form)
    return _of_insurer(claim, entitlement_of(claim, form, around), around)


def _of_insurer(
    claim: Claim, entitlement: Entitlement, around: Circumstances
) -> tuple[Finding, ...]:
    """Return what bars the insurer, whoever named it; C2S of the fund needs none (DRE-04)."""
    service = entitlement.amo_service
    if service == C2S_BY_FUND:
        return ()
    asked = rc_asked(claim, entitlement)
    return insurer_findings(claim, around, c2s=service in C2S_SERVICES, asked=asked)


def blocking(found: list[Finding]) -> list[Finding]:
    """Return the findings that stop the invoice."""
    return [each for each in found if each.severity is Severity.BLOCKS]


def check(claim: Claim, form: RateForm, around: Circumstances) -> RateCheck:
    """Do the rate check.

    Raises:
        OperatorActionNeeded: the first blocking one of :func:`form_findings`.
    """
    claim = settled(claim, form)
    entitlement = entitlement_of(claim, form, around)
    for finding in blocking(_found(claim, form, around, entitlement)):
        raise OperatorActionNeeded(finding.code, **finding.facts)
    return RateCheck(
        claim=claim,
        form=form,
        forcings=around.forcings,
        entitlement=entitlement,
        shares=shares_of(claim, entitlement),
        lines=billed_lines(claim, entitlement),
        management=management_of(claim, entitlement),
        complementary=complementary_of(claim, entitlement),
        checked_at=around.now,
    )
