"""What the counter can do with complementary insurers: search, choose, set, and name one in a form.

Law of this file: one call, one answer or one coded error; the directory is never asked twice by
itself. What is wrong with a form or a certificate is told as findings, next to each field.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from binocle.kernel import (
    AmcNumber,
    Finding,
    LinkDown,
    OperatorActionNeeded,
    PeerViolation,
    Severity,
)

from . import messages, rules
from .model import (
    Attestation,
    ClaimFacts,
    ComplementaryCheck,
    Convention,
    ConventionQuery,
    DirectoryAnswer,
    Insurer,
    QueryRefused,
    SearchOutcome,
)
from .ports import ConventionDirectory, InsurerStore


@dataclass(frozen=True)
class InsurerKept:
    """What became of the form of an insurer.

    Attributes:
        insurer: as it is kept, with its id; none when a finding blocks.
    """

    insurer: Insurer | None
    findings: tuple[Finding, ...]


class AmcService:
    """What the counter can ask about complementary insurers."""

    def __init__(self, *, directory: ConventionDirectory, insurers: InsurerStore) -> None:
        """Take the ports."""
        self._directory = directory
        self._insurers = insurers

    # -- conventions ------------------------------------------------------------------------------

    def search(self, query: ConventionQuery) -> SearchOutcome:
        """Ask the directory for one page of conventions.

        No convention and too many are outcomes: see :func:`binocle.amc.rules.outcome_findings`.

        Raises:
            OperatorActionNeeded: ``AMC-CHAMP-MALFORME`` before any call; ``AMC-RECHERCHE-REFUSEE``
                after it.
            LinkDown: ``AMC-ANNUAIRE-INDISPONIBLE``, ``AMC-ANNUAIRE-TROP-LENT``.
            PeerViolation: ``AMC-REPONSE-ILLISIBLE``.
        """
        _require_formed(query)
        with _link():
            answer = self._directory.ask(messages.build_query(query))
        outcome = _read(answer, query)
        if isinstance(outcome, QueryRefused):
            raise OperatorActionNeeded("AMC-RECHERCHE-REFUSEE", motif=outcome.sentence)
        return outcome

    def choose(self, convention: Convention, typed: Attestation) -> Attestation:
        """Return the certificate that a chosen convention fills.

        Args:
            convention: of a search.
            typed: what the counter typed before.

        Raises:
            OperatorActionNeeded: ``AMC-CONVENTION-DESACTIVEE``.
        """
        if convention.disabled:
            raise OperatorActionNeeded(
                "AMC-CONVENTION-DESACTIVEE", libelle=convention.signatory_label or convention.label
            )
        return rules.attestation_with(convention, typed)

    # -- insurers ---------------------------------------------------------------------------------

    def insurers(self) -> tuple[Insurer, ...]:
        """Return the shop's insurers, by name."""
        return self._insurers.insurers()

    def insurers_numbered(self, number: AmcNumber) -> tuple[Insurer, ...]:
        """Return those of one number: a shop may have several of them, one a network."""
        return self._insurers.insurers_numbered(number)

    def only_insurer(self, number: AmcNumber) -> Insurer | None:
        """Return the shop's form of a number; several count as one where they say the same.

        Where they differ on what a claim needs, none of them counts: nothing says which one.
        """
        known = self.insurers_numbered(number)
        said = {(each.management, each.pec_required) for each in known}
        return known[0] if len(said) == 1 else None

    def insurer(self, id: int) -> Insurer:
        """Return one.

        Raises:
            OperatorActionNeeded: ``AMC-MUTUELLE-INCONNUE``.
        """
        found = self._insurers.insurer(id)
        if found is None:
            raise OperatorActionNeeded("AMC-MUTUELLE-INCONNUE", id=id)
        return found

    def keep(self, insurer: Insurer) -> InsurerKept:
        """Add an insurer, or change the one of its id.

        Raises:
            OperatorActionNeeded: ``AMC-MUTUELLE-INCONNUE``: it has an id and is not there.
        """
        if insurer.id is not None:
            self.insurer(insurer.id)
        trimmed = replace(insurer, name=insurer.name.strip())
        findings = tuple(rules.insurer_findings(trimmed, self._insurers.insurers()))
        if any(finding.severity is Severity.BLOCKS for finding in findings):
            return InsurerKept(None, findings)
        return InsurerKept(self._insurers.keep_insurer(trimmed), findings)

    def copy(self, id: int, *, name: str) -> InsurerKept:
        """Add an insurer that differs from another by its name alone (button "Copier").

        Raises:
            OperatorActionNeeded: ``AMC-MUTUELLE-INCONNUE``.
        """
        return self.keep(replace(self.insurer(id), id=None, name=name))

    # -- claim ------------------------------------------------------------------------------------

    def complementary_for(self, facts: ClaimFacts) -> ComplementaryCheck:
        """Return who pays the RC part of a claim; without its form, the shop's is looked up."""
        number = facts.attestation.number
        if facts.insurer is None and number is not None:
            facts = replace(facts, insurer=self.only_insurer(number))
        return rules.complementary_check(facts)


def _require_formed(query: ConventionQuery) -> None:
    found = rules.query_findings(query)
    if found:
        fields = ", ".join(str(finding.facts["champ"]) for finding in found)
        lengths = ", ".join(str(finding.facts["longueur"]) for finding in found)
        raise OperatorActionNeeded("AMC-CHAMP-MALFORME", champ=fields, longueur=lengths)


@contextmanager
def _link() -> Iterator[None]:
    """Turn the port's failures into ours."""
    try:
        yield
    except TimeoutError as error:
        raise LinkDown("AMC-ANNUAIRE-TROP-LENT") from error
    except ConnectionError as error:
        raise LinkDown("AMC-ANNUAIRE-INDISPONIBLE") from error
    except PermissionError as error:
        raise OperatorActionNeeded("AMC-RECHERCHE-REFUSEE", motif=str(error)) from error


def _read(answer: bytes, query: ConventionQuery) -> DirectoryAnswer:
    try:
        return messages.parse_answer(answer, query)
    except messages.UnreadableDirectory as error:
        raise PeerViolation("AMC-REPONSE-ILLISIBLE", endroit=error.place) from error
