"""The complementary insurer at the counter: its convention, its certificate, who pays the RC part.

Law of this file: the certificate is typed, or filled by a convention that the counter chooses, and
what is wrong with it is told field by field; the file takes an insurer only once nothing bars it.
Sources: DRE-01 to DRE-05, TAUX-05, TAUX-10.
"""

from dataclasses import replace

from binocle.amc import (
    AmcService,
    Attestation,
    ClaimDays,
    ClaimFacts,
    ComplementaryCheck,
    Convention,
    ConventionQuery,
    Management,
    OneConvention,
    SearchOutcome,
    SeveralConventions,
    unticked_amc,
)
from binocle.kernel import Finding, OperatorActionNeeded, Severity
from binocle.rates import Claim

from .rate_desk import RateDesk


class AmcDesk:
    """One claim's complementary insurer.

    Attributes:
        attestation: the certificate as it stands, typed or filled.
        outcome: of the last search.
        convention: the one that was chosen.
    """

    def __init__(self, *, amc: AmcService, rates: RateDesk) -> None:
        """Take the insurers and their directory, and the claim's own screen."""
        self._amc = amc
        self._rates = rates
        self.attestation = Attestation()
        self.outcome: SearchOutcome | None = None
        self.convention: Convention | None = None

    def begin(self) -> None:
        """Begin with another patient."""
        self.attestation = Attestation()
        self.outcome = self.convention = None

    def search(self, query: ConventionQuery) -> SearchOutcome:
        """Ask for one page of conventions (DRE-02).

        Raises:
            BinocleError: as :meth:`AmcService.search`; the former page stays.
        """
        self.outcome = self._amc.search(query)
        return self.outcome

    def choose(self, place: int) -> tuple[Finding, ...]:
        """Choose a convention of the page by its place, from 1; it fills the certificate.

        Returns:
            What is wrong with the certificate, as :meth:`attest`.

        Raises:
            OperatorActionNeeded: ``AMC-CONVENTION-ABSENTE``, ``AMC-CONVENTION-DESACTIVEE``.
        """
        shown = self._shown()
        if not 1 <= place <= len(shown):
            raise OperatorActionNeeded("AMC-CONVENTION-ABSENTE", choix=place)
        convention = shown[place - 1]
        filled = self._amc.choose(convention, self.attestation)
        self.convention = convention
        return self.attest(filled)

    def _shown(self) -> tuple[Convention, ...]:
        match self.outcome:
            case OneConvention(convention):
                return (convention,)
            case SeveralConventions(conventions=conventions):
                return conventions
            case _:
                return ()

    def attest(self, attestation: Attestation) -> tuple[Finding, ...]:
        """Take the certificate; the file takes its insurer once nothing bars it (TAUX-10).

        Returns:
            Everything that is wrong or doubtful, each beside its field.

        Raises:
            OperatorActionNeeded: ``FSE-SANS-LIGNE``: there is no file yet.
        """
        claim = self._demand_claim()
        self.attestation = attestation
        check = self._amc.complementary_for(self._facts(claim, attestation))
        if any(finding.severity is Severity.BLOCKS for finding in check.findings):
            self._rates.force(attestation=None)
            self._rates.enter_claim(replace(claim, insurer=None))
            return check.findings
        self._rates.force(attestation=attestation)
        self._rates.enter_claim(_insured_by(claim, check))
        return check.findings

    def take_back(self) -> None:
        """Take the certificate back ("Supprimer le forçage"): the rights name the insurer again.

        Raises:
            OperatorActionNeeded: ``FSE-SANS-LIGNE``.
        """
        claim = self._demand_claim()
        self.begin()
        self._rates.take_back("attestation")
        usual = replace(claim, insurer=None, insurer_management=Management.SEPARATE)
        self._rates.enter_claim(usual)

    def untick(self) -> None:
        """Take the second way of DRE-04: the patient pays the RC part, nothing of it is sent.

        Raises:
            OperatorActionNeeded: ``FSE-SANS-LIGNE``.
        """
        claim = self._demand_claim()
        boxes = unticked_amc(claim.tiers_payant)
        self._rates.enter_claim(replace(claim, tiers_payant=boxes))

    def _facts(self, claim: Claim, attestation: Attestation) -> ClaimFacts:
        return ClaimFacts(
            days=ClaimDays(claim.prescription, claim.invoice_date, claim.act_day),
            attestation=attestation,
            tiers_payant=claim.tiers_payant,
            rc_total=claim.rc_amount,
            convention=self.convention,
        )

    def _demand_claim(self) -> Claim:
        if self._rates.claim is None:
            raise OperatorActionNeeded("FSE-SANS-LIGNE")
        return self._rates.claim


def _insured_by(claim: Claim, check: ComplementaryCheck) -> Claim:
    paid = check.management is not Management.NONE
    return replace(
        claim,
        insurer=check.complementary,
        insurer_management=check.management if paid else Management.SEPARATE,
    )
