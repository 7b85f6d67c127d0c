"""Lettrage and treatment by hand: a person ties money to a file, or says how a part stands.

Laws of this file: money that matched is tied once, to its own part, by the integration of returns
or here, file by file (LET-01); money that matched nothing moves the part that a person names, as if
the payer had named it: for the same person, and never beyond what the file asks. What was tied can
be untied; money that a person attached goes back out of the part. "Traitement manuel" comes first,
then a change of state, both confirmed and signed (SUIVI-03); neither makes money. Sources:
seed-facts 14.4 and 18; the refusals and the way back are assumed.
"""

from collections.abc import Callable, Mapping

from binocle.fse import (
    FseStore,
    InvoiceStanding,
    PartDeclaredPaid,
    PartDeclaredRejected,
    PartDeclaredWaiting,
    PartEvent,
    PartPaidOtherwise,
    PartState,
    PartTakenBack,
    TreatedByHand,
    next_part_state,
    takes_treatment,
)
from binocle.kernel import Cents, Clock, OperatorActionNeeded, printed_euros

from .matching import answer_event
from .model import Posting
from .ports import ReturnStore
from .told import PartTold

BY_HAND = "hand"
DECLARED: Mapping[PartState, Callable[[str], PartEvent]] = {
    PartState.PAID: PartDeclaredPaid,
    PartState.REJECTED: PartDeclaredRejected,
    PartState.WAITING: PartDeclaredWaiting,
}
"""States that a person may give a part."""


def declarable(state: PartState) -> tuple[PartState, ...]:
    """Return the other states that a person may give a part that stands so."""
    return tuple(
        after
        for after, event in DECLARED.items()
        if after is not state and next_part_state(state, event("")) is after
    )


class Lettrage:
    """What a person does with money and with answers."""

    def __init__(
        self, *, invoices: FseStore, returns: ReturnStore, clock: Clock, by: str = ""
    ) -> None:
        """Take the invoices, the money and the time.

        Args:
            invoices: whose parts are declared.
            returns: the money.
            clock: the time.
            by: billing number of who does all this, kept with what a person says.
        """
        self._invoices = invoices
        self._returns = returns
        self._clock = clock
        self._by = by

    def untied(self) -> tuple[Posting, ...]:
        """Return what no file has yet, the oldest first: matched, or of no lot of ours."""
        return self._returns.untied()

    def tie(self, posting_id: int) -> None:
        """Tie money that matched to its own file and part.

        Raises:
            OperatorActionNeeded: ``LET-INCONNU``, ``LET-DEJA-LETTRE`` or ``LET-NON-RAPPROCHE``.
        """
        posting = self._demand(posting_id)
        if posting.lot_id is None:
            raise OperatorActionNeeded("LET-NON-RAPPROCHE", facture=posting.number)
        with self._returns.transaction():
            self._returns.tie(posting.id, posting.number, BY_HAND, self._clock.now())

    def tie_file(self, number: str) -> int:
        """Tie all the money that matched an invoice; return how many payments."""
        found = [each for each in self.untied() if each.number == number and each.lot_id]
        with self._returns.transaction():
            for posting in found:
                self._returns.tie(posting.id, number, BY_HAND, self._clock.now())
        return len(found)

    def tie_to(self, posting_id: int, number: str, *, confirmed: bool = False) -> None:
        """Tie money that matched nothing to the same part of a file that a person names.

        Raises:
            OperatorActionNeeded: ``LET-INCONNU``, ``LET-DEJA-LETTRE``, ``LET-RAPPROCHE``,
                ``LET-FACTURE-INCONNUE``, ``LET-PART-NON-DEMANDEE``, ``LET-AUTRE-PERSONNE``,
                ``LET-MONTANT-DEPASSE``, or ``LET-A-CONFIRMER``.
        """
        posting = self._demand(posting_id)
        if posting.lot_id is not None:
            raise OperatorActionNeeded("LET-RAPPROCHE", facture=posting.number)
        standing = self._standing(number)
        asked, stands = _part(standing, posting.part)
        event = answer_event(
            PartTold(posting.asked, posting.state, posting.paid), asked, (), stands
        )
        if next_part_state(stands[0], event) is None:
            raise OperatorActionNeeded("LET-PART-NON-DEMANDEE", facture=number)
        _require_same_person(posting, standing)
        if posting.paid > 0 and stands[1] + posting.paid > asked:
            raise OperatorActionNeeded(
                "LET-MONTANT-DEPASSE",
                facture=number,
                verse=printed_euros(posting.paid),
                reste=printed_euros(Cents(max(0, asked - stands[1]))),
            )
        if not confirmed:
            raise OperatorActionNeeded("LET-A-CONFIRMER", facture=number, lue=posting.number)
        now = self._clock.now()
        with self._returns.transaction():
            self._returns.apply_part(number, posting.part, event, now)
            self._returns.tie(posting.id, number, BY_HAND, now)

    def untie(self, posting_id: int, *, confirmed: bool = False) -> None:
        """Take money off the file that it is tied to; what a person attached leaves the part.

        A part that money leaves is in anomaly: only a person knows what it then waits for.

        Raises:
            OperatorActionNeeded: ``LET-INCONNU``, ``LET-PAS-LETTRE``, ``LET-ETAT-IMPOSSIBLE``,
                ``LET-DELETTRER-A-CONFIRMER`` or ``LET-DETACHER-A-CONFIRMER``.
        """
        posting = self._found(posting_id)
        number = posting.number
        if not posting.tied:
            raise OperatorActionNeeded("LET-PAS-LETTRE", facture=number)
        if posting.lot_id is not None:
            if not confirmed:
                raise OperatorActionNeeded("LET-DELETTRER-A-CONFIRMER", facture=number)
            self._returns.untie(posting.id, number)
            return
        if not confirmed:
            raise OperatorActionNeeded("LET-DETACHER-A-CONFIRMER", facture=number)
        with self._returns.transaction():
            if posting.paid and not self._returns.apply_part(
                number, posting.part, _backwards(posting.paid), self._clock.now()
            ):
                raise OperatorActionNeeded("LET-ETAT-IMPOSSIBLE", facture=number)
            self._returns.untie(posting.id, str(posting.told["facture"]))

    def treat(self, number: str, *, confirmed: bool = False) -> None:
        """Take an invoice in hand: "Traitement manuel".

        Raises:
            OperatorActionNeeded: ``LET-FACTURE-INCONNUE``, ``LET-FACTURE-NON-ENVOYEE``, or
                ``LET-TRAITEMENT-A-CONFIRMER``.
        """
        standing = self._standing(number)
        if not takes_treatment(standing.kept):
            raise OperatorActionNeeded("LET-FACTURE-NON-ENVOYEE", facture=number)
        if not confirmed:
            raise OperatorActionNeeded("LET-TRAITEMENT-A-CONFIRMER", facture=number)
        self._invoices.advance(number, TreatedByHand(self._by), self._clock.now())

    def declare(self, number: str, part: str, state: PartState, *, confirmed: bool = False) -> None:
        """Give a part of an invoice treated by hand another state.

        Args:
            number: of the invoice.
            part: ``amo`` or ``amc``.
            state: one of :data:`DECLARED`.
            confirmed: a person was asked.

        Raises:
            OperatorActionNeeded: ``LET-FACTURE-INCONNUE``, ``LET-PAS-EN-MAIN``,
                ``LET-ETAT-IMPOSSIBLE``, or ``LET-ETAT-A-CONFIRMER``.
        """
        standing = self._standing(number)
        if not standing.by_hand:
            raise OperatorActionNeeded("LET-PAS-EN-MAIN", facture=number)
        before, _ = _part(standing, part)[1]
        make = DECLARED.get(state)
        event = make(self._by) if make else None
        if event is None or next_part_state(before, event) is None:
            raise OperatorActionNeeded("LET-ETAT-IMPOSSIBLE", facture=number)
        if not confirmed:
            raise OperatorActionNeeded("LET-ETAT-A-CONFIRMER", facture=number)
        with self._returns.transaction():
            self._returns.apply_part(number, part, event, self._clock.now())

    def _found(self, posting_id: int) -> Posting:
        posting = self._returns.posting(posting_id)
        if posting is None:
            raise OperatorActionNeeded("LET-INCONNU", versement=posting_id)
        return posting

    def _demand(self, posting_id: int) -> Posting:
        posting = self._found(posting_id)
        if posting.tied:
            raise OperatorActionNeeded("LET-DEJA-LETTRE", facture=posting.number)
        return posting

    def _standing(self, number: str) -> InvoiceStanding:
        try:
            return self._invoices.standing(number)
        except KeyError:
            raise OperatorActionNeeded("LET-FACTURE-INCONNUE", facture=number) from None


def _part(standing: InvoiceStanding, part: str) -> tuple[Cents, tuple[PartState, Cents]]:
    """Return what a part of an invoice asks, where it stands and what was paid of it."""
    if part == "amo":
        return standing.invoice.amo, (standing.amo_state, standing.amo_paid)
    return standing.invoice.amc, (standing.amc_state, standing.amc_paid)


def _require_same_person(posting: Posting, standing: InvoiceStanding) -> None:
    """Refuse money that names somebody else; what the return leaves out is not compared."""
    patient, told = standing.invoice.patient, posting.told
    nir, birth = str(told.get("nir", "")), str(told.get("birth", ""))
    if nir not in ("", patient.nir.compact) or birth not in ("", patient.birth.short):
        name = f"{patient.name} {patient.first_name}"
        raise OperatorActionNeeded("LET-AUTRE-PERSONNE", facture=standing.invoice.number, nom=name)


def _backwards(paid: Cents) -> PartEvent:
    """Return the event that undoes what money did to a part."""
    return PartTakenBack(paid) if paid > 0 else PartPaidOtherwise(Cents(-paid))
