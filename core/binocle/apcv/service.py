"""Hands what the phone showed over to the service, and says which failure it was.

Law of this file: one call, one reading or one coded error; a payload serves once, so it is never
sent twice: after any failure the patient shows the app again.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from binocle.cards import Situation
from binocle.kernel import (
    BinocleError,
    Clock,
    Ids,
    LinkDown,
    OperatorActionNeeded,
    PartnerNumber,
    PeerViolation,
)
from binocle.soap import (
    AssertionSigner,
    Exchange,
    ServiceFault,
    UnreadableAnswer,
    signed_assertion,
)

from . import messages
from .model import ApcvReading, Payload
from .ports import MobileCard

FAULTS: Mapping[str, Callable[[ServiceFault], BinocleError]] = {
    "apcv_expire": lambda fault: OperatorActionNeeded("APCV-CODE-EXPIRE"),
    "apcv_deja_utilise": lambda fault: OperatorActionNeeded("APCV-CODE-DEJA-LU"),
    "apcv_inconnu": lambda fault: OperatorActionNeeded("APCV-CODE-INCONNU"),
    "apcv_forme": lambda fault: OperatorActionNeeded("APCV-DEMANDE-REFUSEE", motif=fault.reason),
    "siram_40": lambda fault: LinkDown("APCV-EN-PANNE", motif=fault.reason),
}
"""The error of each subcode; any other is ``APCV-REFUS``."""


class ApcvService:
    """What the counter can ask of the appli carte Vitale."""

    def __init__(
        self, *, port: MobileCard, clock: Clock, ids: Ids, sector: str, billing: PartnerNumber
    ) -> None:
        """Take the ports and what the shop says of itself.

        Args:
            port: the service.
            clock: dates the call.
            ids: numbers it, in the series ``apcv``.
            sector: activity sector of the shop, as the assertion tells it.
            billing: the number under which the shop bills; the CPS must have that situation.
        """
        self._port = port
        self._clock = clock
        self._ids = ids
        self._sector = sector
        self._billing = billing

    def authenticate(self, payload: Payload, signer: AssertionSigner) -> ApcvReading:
        """Have the service say who showed the app, and give a context.

        Args:
            payload: what the phone showed.
            signer: the CPS, its code verified.

        Raises:
            OperatorActionNeeded: APCV-SITUATION-ABSENTE before any call; APCV-CODE-EXPIRE,
                APCV-CODE-DEJA-LU, APCV-CODE-INCONNU, APCV-DEMANDE-REFUSEE, APCV-REFUS after it.
            LinkDown: APCV-INDISPONIBLE, APCV-TROP-LENT, APCV-EN-PANNE.
            PeerViolation: APCV-REPONSE-ILLISIBLE.
            BinocleError: what the card says when it does not sign (CPS-…, LEC-…).
        """
        exchange = Exchange(self._ids.next("apcv"), self._clock.now(), signer.card)
        message = messages.build_request(
            payload,
            exchange=exchange,
            situation=self._situation(signer),
            assertion=signed_assertion(exchange, signer=signer, sector=self._sector),
        )
        with _link():
            answer = self._port.ask(message, action=messages.ACTION)
        try:
            outcome = messages.parse_answer(answer, at=exchange.at)
        except UnreadableAnswer as error:
            raise PeerViolation("APCV-REPONSE-ILLISIBLE", endroit=error.place) from error
        if isinstance(outcome, ServiceFault):
            raise FAULTS.get(outcome.subcode, _refused)(outcome)
        return outcome

    def _situation(self, signer: AssertionSigner) -> Situation:
        situations = signer.card.situations_of(self._billing)
        if not situations:
            raise OperatorActionNeeded("APCV-SITUATION-ABSENTE", facturation=self._billing.digits)
        return situations[0]


@contextmanager
def _link() -> Iterator[None]:
    """Turn the port's failures into ours."""
    try:
        yield
    except TimeoutError as error:
        raise LinkDown("APCV-TROP-LENT") from error
    except ConnectionError as error:
        raise LinkDown("APCV-INDISPONIBLE") from error
    except PermissionError as error:
        raise OperatorActionNeeded(
            "APCV-REFUS", sous_code="", motif=str(error), detail=""
        ) from error


def _refused(fault: ServiceFault) -> BinocleError:
    return OperatorActionNeeded(
        "APCV-REFUS", sous_code=fault.subcode, motif=fault.reason, detail=fault.detail
    )
