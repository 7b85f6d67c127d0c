"""The complementary insurer at the counter: its convention, its certificate, who pays the RC part.

Law of this file: the certificate is typed, or filled by a convention that the counter chooses, and
what is wrong with it is told field by field; the file takes an insurer only once nothing bars it.
The chooser opens by itself at the rate check and at the FSE, when a DRE is made, its insurer is not
routed yet, and its number fits several conventions or too many; a directory that does not answer
bars nothing and is told. Sources: DRE-01 to DRE-05, TAUX-05, TAUX-10.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from binocle.amc import (
    ATTESTATION_LABELS,
    AmcService,
    Attestation,
    ClaimDays,
    ClaimFacts,
    Complementary,
    ComplementaryCheck,
    Convention,
    ConventionQuery,
    Management,
    OneConvention,
    SearchOutcome,
    SeveralConventions,
    SpecialCertificate,
    TooManyConventions,
    attestation_naming,
    is_of,
    outcome_findings,
    query_of,
    same_insurer,
    takes_cancellation,
    unticked_amc,
)
from binocle.fse import FseService, SealedForm
from binocle.kernel import BinocleError, Finding, OperatorActionNeeded, Severity
from binocle.rates import Claim, RateCheck

from .amc_typing import attestation_texts, read_attestation
from .billing import Counter


class AmcDesk:
    """One claim's complementary insurer.

    Attributes:
        attestation: the certificate as it stands, typed or filled.
        outcome: of the last search.
        convention: the one that was chosen.
        typed: the texts of the certificate's screen.
        query: of the last search.
        asked: the chooser opened by itself and waits for an answer (DRE-02).
        trouble: why the directory told nothing when it was asked by itself; it bars nothing.
    """

    def __init__(self, *, amc: AmcService, counter: Counter, fse: FseService) -> None:
        """Take the insurers and their directory, the claim under way, and what makes forms."""
        self._amc = amc
        self._fse = fse
        self._counter = counter
        self.attestation = Attestation()
        self.outcome: SearchOutcome | None = None
        self.convention: Convention | None = None
        self.query: ConventionQuery | None = None
        self.typed: Mapping[str, str] = attestation_texts(self.attestation)
        self._unread: tuple[Finding, ...] = ()
        self._attested = False
        self.asked = False
        self.trouble: BinocleError | None = None
        self._one_of: set[tuple[ConventionQuery, date]] = set()
        counter.rates.accompany(self.begin, of_person=True)
        counter.rates.demand(self.require_convention)
        counter.rates.know_insurers(amc.only_insurer)

    def begin(self) -> None:
        """Begin with another patient."""
        self.attestation = Attestation()
        self.outcome = self.convention = self.query = None
        self.typed, self._unread = attestation_texts(self.attestation), ()
        self._attested = self.asked = False
        self.trouble = None

    # -- conventions ------------------------------------------------------------------------------

    def require_convention(self, check: RateCheck) -> None:
        """Open the chooser when the DRE of a check needs a convention and several match (DRE-02).

        A search that left nothing to choose is not made again for invoices of that day.

        Raises:
            OperatorActionNeeded: ``AMC-CONVENTION-A-CHOISIR``; ``AMC-TROP-DE-CONVENTIONS``, the
                certificate must narrow the search.
        """
        named = check.complementary
        if check.management is not Management.SEPARATE or named is None or named.routing:
            return
        query = ConventionQuery(named.number, named.type, named.criterion)
        of_day = query, check.claim.invoice_date
        if of_day in self._one_of:
            return
        self.trouble = None
        try:
            outcome = self._amc.search(query)
        except BinocleError as error:
            self.trouble = error
            return
        if not isinstance(outcome, SeveralConventions | TooManyConventions):
            self._one_of.add(of_day)
            return
        self.outcome, self.query, self.asked = outcome, query, True
        if not self._attested:
            self.attestation = attestation_naming(named, proof=check.form.amc_proof)
            self.typed, self._unread = attestation_texts(self.attestation), ()
        if isinstance(outcome, TooManyConventions):
            raise OperatorActionNeeded(
                "AMC-TROP-DE-CONVENTIONS", code_moteur=outcome.code, libelle=outcome.sentence
            )
        raise OperatorActionNeeded(
            "AMC-CONVENTION-A-CHOISIR", numero=named.number.digits, nombre=outcome.total
        )

    def close(self) -> None:
        """Leave the chooser without choosing ("Annuler"): the check is not made."""
        self.asked = False
        self.outcome = self.query = None

    def search(self, query: ConventionQuery) -> SearchOutcome:
        """Ask for one page of conventions (DRE-02).

        Raises:
            BinocleError: as :meth:`AmcService.search`; the former page stays.
        """
        self.outcome = self._amc.search(query)
        self.query = query
        return self.outcome

    def search_typed(self, texts: Mapping[str, str], *, page: int = 1) -> tuple[Finding, ...]:
        """Search with the texts of the certificate's screen, which are kept as they are.

        Args:
            texts: by field; number, type and criterion make the query, where ``?`` is a character.
            page: from 1.

        Returns:
            What is wrong in them, or what a search that gives no choice has to say.

        Raises:
            OperatorActionNeeded: ``AMC-CHAMP-MANQUANT``, there is no number to search with.
            BinocleError: as :meth:`search`.
        """
        typed, self._unread = read_attestation(texts)
        self.typed = dict(texts)
        if self._unread:
            return self._unread
        self.attestation = typed
        query = query_of(typed)
        if query is None:
            raise OperatorActionNeeded("AMC-CHAMP-MANQUANT", champ=ATTESTATION_LABELS["number"])
        return tuple(outcome_findings(self.search(replace(query, page=page))))

    def turn(self, page: int) -> None:
        """Show another page of the last search.

        Raises:
            OperatorActionNeeded: ``AMC-CONVENTION-ABSENTE``: nothing was searched.
            BinocleError: as :meth:`search`.
        """
        if self.query is None:
            raise OperatorActionNeeded("AMC-CONVENTION-ABSENTE", choix=page)
        self.search(replace(self.query, page=page))

    def choose(self, place: int) -> tuple[Finding, ...]:
        """Choose a convention of the page by its place, from 1; it fills the certificate.

        Returns:
            What is wrong with the certificate, as :meth:`attest`.

        Raises:
            OperatorActionNeeded: ``AMC-CONVENTION-ABSENTE``, ``AMC-CONVENTION-DESACTIVEE``,
                ``FSE-SANS-LIGNE``.
        """
        self._demand_claim()
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

    def attest(
        self, attestation: Attestation, *, unread: tuple[Finding, ...] = ()
    ) -> tuple[Finding, ...]:
        """Take the certificate; the file takes its insurer once nothing bars it (TAUX-10).

        One that something bars stays the file's: it bars the rate check, and nothing goes
        elsewhere meanwhile.

        Args:
            attestation: as it was typed or filled.
            unread: what could not be read of it, which is blank in it.

        Returns:
            Everything that is wrong or doubtful, each beside its field.

        Raises:
            OperatorActionNeeded: ``FSE-SANS-LIGNE``: there is no file yet.
        """
        claim = self._demand_claim()
        self.attestation, self._attested, self.asked = attestation, True, False
        self.typed, self._unread = attestation_texts(attestation), unread
        if self.convention is not None and not _names(attestation, self.convention):
            self.convention = None
        if self.query is not None and self.query.number != attestation.number:
            self.outcome = self.query = None
        forced = {"attestation": attestation, "convention": self.convention, "unread": unread}
        self._counter.rates.force(**forced)
        check = self._amc.complementary_for(self._facts(claim, attestation))
        bars = [each for each in (*unread, *check.findings) if each.severity is Severity.BLOCKS]
        insured = replace(claim, insurer=None) if bars else _insured_by(claim, check)
        self._counter.enter_claim(insured)
        return self.findings

    def take_back(self) -> None:
        """Take the certificate back ("Supprimer le forçage"): the rights name the insurer again.

        Raises:
            OperatorActionNeeded: ``FSE-SANS-LIGNE``.
        """
        claim = self._demand_claim()
        self.begin()
        self._counter.rates.force(attestation=None, convention=None, unread=())
        usual = replace(claim, insurer=None, insurer_management=Management.SEPARATE)
        self._counter.enter_claim(usual)

    def attest_typed(self, texts: Mapping[str, str]) -> tuple[Finding, ...]:
        """Take the texts of the certificate's screen; one that is unreadable bars it.

        Returns:
            As :meth:`attest`.

        Raises:
            OperatorActionNeeded: ``FSE-SANS-LIGNE``.
        """
        typed, unread = read_attestation(texts)
        if unread and self._counter.claim is None:
            self.typed, self._unread = dict(texts), unread
            return unread
        found = self.attest(typed, unread=unread)
        if unread:
            self.typed = dict(texts)
        return found

    @property
    def check(self) -> ComplementaryCheck | None:
        """Who pays the RC part, as the certificate and the file stand now; none before them.

        Nor is there one while the screen holds another number, that was searched and not taken.
        """
        claim, taken = self._counter.claim, self._taken
        if claim is None or taken is None or taken.number != self.attestation.number:
            return None
        return self._amc.complementary_for(self._facts(claim, taken))

    @property
    def _taken(self) -> Attestation | None:
        return self._counter.rates.forcings.attestation if self._attested else None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong or doubtful now, each beside its field."""
        taken, told = self._taken, {each.subject for each in self._unread}
        if taken is not None and taken.number != self.attestation.number and not self._unread:
            kept = {"numero": taken.number.digits if taken.number else ""}
            return (Finding("AMC-ATTESTATION-A-VALIDER", "number", kept, Severity.WARNS),)
        found = (self.check.findings if self.check else ()) or self._counter.rates.insurer_bars
        others = (each for each in found if each.subject not in told)
        return *self._unread, *others

    def enter_certificate(self) -> None:
        """Take the first way of DRE-04: a certificate of somebody who left C2S is to be typed."""
        self.attestation = Attestation(special=SpecialCertificate.C2S_LEAVER)
        self.typed, self._unread = attestation_texts(self.attestation), ()
        self.outcome = self.convention = self.query = None
        self._attested = False
        forced = {"attestation": self.attestation, "convention": None, "unread": ()}
        self._counter.rates.force(**forced)

    def untick(self) -> None:
        """Take the second way of DRE-04: the patient pays the RC part, nothing of it is sent.

        Raises:
            OperatorActionNeeded: ``FSE-SANS-LIGNE``.
        """
        claim = self._demand_claim()
        boxes = unticked_amc(claim.tiers_payant)
        self._counter.enter_claim(replace(claim, tiers_payant=boxes))

    # -- a DRE taken back (DRE-05) ----------------------------------------------------------------

    def cancel_dre(self, number: str) -> SealedForm:
        """Make the cancelling DRE of an invoice; the directory is asked again about its convention.

        Raises:
            OperatorActionNeeded: as :meth:`FseService.cancel_dre`, or
                ``AMC-DRE-ANNULATION-REFUSEE``, the insurer takes none now; nothing is signed.
            BinocleError: what the directory or the CPS says; nothing is signed.
        """
        for finding in self._fse.cancellation_bars(number):
            raise OperatorActionNeeded(finding.code, **finding.facts)
        named = self._fse.opened(number).complementary
        assert named is not None, "a DRE names its insurer"
        if not self._takes_cancellation(named):
            raise OperatorActionNeeded("AMC-DRE-ANNULATION-REFUSEE", numero=named.number.digits)
        return self._counter.cps.work(lambda cps: self._fse.cancel_dre(number, cps))

    def _takes_cancellation(self, named: Complementary) -> bool:
        """Ask whether every convention that may be that of a form takes a cancelling DRE."""
        query = ConventionQuery(named.number, named.type, named.criterion)
        found: list[Convention] = []
        outcome = self._amc.search(query)
        while isinstance(outcome, SeveralConventions):
            found += outcome.conventions
            if outcome.page >= outcome.pages:
                break
            outcome = self._amc.search(replace(query, page=outcome.page + 1))
        if isinstance(outcome, OneConvention):
            found.append(outcome.convention)
        may_be = [convention for convention in found if is_of(convention, named)]
        return bool(may_be) and all(map(takes_cancellation, may_be))

    def _facts(self, claim: Claim, attestation: Attestation) -> ClaimFacts:
        return ClaimFacts(
            days=ClaimDays(claim.prescription, claim.invoice_date, claim.act_day),
            attestation=attestation,
            tiers_payant=claim.tiers_payant,
            rc_total=claim.rc_amount,
            convention=self.convention,
        )

    def _demand_claim(self) -> Claim:
        if self._counter.claim is None:
            raise OperatorActionNeeded("FSE-SANS-LIGNE")
        return self._counter.claim


def _names(attestation: Attestation, convention: Convention) -> bool:
    """Say whether a certificate is still of the insurer whose convention was chosen."""
    number = attestation.number
    return number is not None and same_insurer(number, convention.number)


def _insured_by(claim: Claim, check: ComplementaryCheck) -> Claim:
    paid = check.management is not Management.NONE
    return replace(
        claim,
        insurer=check.complementary,
        insurer_management=check.management if paid else Management.SEPARATE,
    )
