"""What is asked of the service behind the app, and which failure it was.

Law of this file: one call, one answer or one coded error. A payload serves once, so it is never
sent twice: after any failure the patient shows the app again. A context may be asked for, destroyed
and have the same form signed as often as wanted: what comes back is the same. An answer about
another context or another form is refused, and a signature is checked before anybody relies on it.
Source: protocols of the simulated peers 8 (assumed).
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import TypeVar

from binocle.cards import Situation
from binocle.kernel import (
    BinocleError,
    Clock,
    Ids,
    LinkDown,
    OperatorActionNeeded,
    PartnerNumber,
    PeerViolation,
    ResultUnknown,
)
from binocle.soap import (
    AssertionSigner,
    Exchange,
    Flaw,
    Markup,
    NotBelieved,
    ServiceFault,
    Trust,
    UnreadableAnswer,
    signed_assertion,
)

from . import life_messages, messages
from .model import ApcvContext, ApcvReading, ApcvSignature, FormToSign, Payload
from .ports import MobileCard

FAULTS: Mapping[str, Callable[[ServiceFault], BinocleError]] = {
    "apcv_expire": lambda fault: OperatorActionNeeded("APCV-CODE-EXPIRE"),
    "apcv_deja_utilise": lambda fault: OperatorActionNeeded("APCV-CODE-DEJA-LU"),
    "apcv_inconnu": lambda fault: OperatorActionNeeded("APCV-CODE-INCONNU"),
    "apcv_forme": lambda fault: OperatorActionNeeded("APCV-DEMANDE-REFUSEE", motif=fault.reason),
    "apcv_contexte_expire": lambda fault: OperatorActionNeeded("APCV-CONTEXTE-EXPIRE"),
    "apcv_contexte_detruit": lambda fault: OperatorActionNeeded("APCV-CONTEXTE-DETRUIT"),
    "apcv_contexte_inconnu": lambda fault: OperatorActionNeeded("APCV-CONTEXTE-INCONNU"),
    "apcv_contexte_deja_utilise": lambda fault: OperatorActionNeeded("APCV-CONTEXTE-DEJA-UTILISE"),
    "apcv_autre_patient": lambda fault: OperatorActionNeeded("APCV-AUTRE-PATIENT"),
    "siram_40": lambda fault: LinkDown("APCV-EN-PANNE", motif=fault.reason),
}
"""The error of each subcode; any other is ``APCV-REFUS``."""

SIGNED_BY = "SIMULATEUR BINOCLE - APCV"
"""Common name of the certificate that signs (protocols of the simulated peers 8)."""

T = TypeVar("T")


class ApcvService:
    """What the counter can ask of the appli carte Vitale."""

    def __init__(
        self,
        *,
        port: MobileCard,
        clock: Clock,
        ids: Ids,
        sector: str,
        billing: PartnerNumber,
        authority: bytes,
    ) -> None:
        """Take the ports, what the shop says of itself, and whom it believes.

        Args:
            port: the service.
            clock: dates the call.
            ids: numbers it, in the series ``apcv``.
            sector: activity sector of the shop, as the assertion tells it.
            billing: the number under which the shop bills; the CPS must have that situation.
            authority: certificate of the authority that vouches for the service, PEM.
        """
        self._trust = Trust(authority, name=SIGNED_BY)
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
        exchange, situation, assertion = self._call(signer)
        message = messages.build_request(
            payload, exchange=exchange, situation=situation, assertion=assertion
        )
        with _link():
            answer = self._port.ask(message, action=messages.ACTION)
        return _outcome(lambda: messages.parse_answer(answer, at=exchange.at))

    def restore(self, context: ApcvContext, signer: AssertionSigner) -> ApcvReading:
        """Have the service give a context back, with its people; its end does not move (APCV-07).

        Nothing changes there: it may be asked again after any failure.

        Args:
            context: the last one read.
            signer: the CPS, its code verified.

        Raises:
            OperatorActionNeeded: APCV-SITUATION-ABSENTE before any call; APCV-CONTEXTE-EXPIRE,
                APCV-CONTEXTE-DETRUIT, APCV-CONTEXTE-INCONNU, APCV-CONTEXTE-DEJA-UTILISE,
                APCV-DEMANDE-REFUSEE, APCV-REFUS after it.
            LinkDown: APCV-CONTEXTE-SANS-REPONSE, APCV-EN-PANNE.
            PeerViolation: APCV-REPONSE-ILLISIBLE, APCV-REPONSE-AUTRE.
            BinocleError: what the card says when it does not sign (CPS-…, LEC-…).
        """
        exchange, situation, assertion = self._call(signer)
        message = life_messages.build_restore(
            context, exchange=exchange, situation=situation, assertion=assertion
        )
        answer = self._ask_of_context(message, life_messages.RESTORE)
        reading = _outcome(lambda: messages.parse_answer(answer, at=exchange.at))
        if reading.context != context:
            raise PeerViolation("APCV-REPONSE-AUTRE")
        return reading

    def destroy(self, context: ApcvContext, signer: AssertionSigner) -> None:
        """Have the service end a context before its time; once ended, it may be asked again.

        Raises:
            BinocleError: as :meth:`restore`.
        """
        exchange, situation, assertion = self._call(signer)
        message = life_messages.build_destroy(
            context, exchange=exchange, situation=situation, assertion=assertion
        )
        answer = self._ask_of_context(message, life_messages.DESTROY)
        if _outcome(lambda: life_messages.parse_destroyed(answer)) != context.identifier:
            raise PeerViolation("APCV-REPONSE-AUTRE")

    def sign(
        self, context: ApcvContext, form: FormToSign, signer: AssertionSigner
    ) -> ApcvSignature:
        """Have the context sign a form for the patient.

        One context signs one FSE. The same form, with the same number and the same hashes, may be
        asked again whatever happened before, and after APCV-SIGNATURE-SANS-REPONSE above all: the
        service then gives the very same signature; nothing is signed twice.

        Args:
            context: not over.
            form: what is signed.
            signer: the CPS, its code verified.

        Returns:
            The signature, checked against the authority and the exact text.

        Raises:
            OperatorActionNeeded: APCV-SITUATION-ABSENTE before any call; APCV-CONTEXTE-EXPIRE,
                APCV-CONTEXTE-DETRUIT, APCV-CONTEXTE-INCONNU, APCV-CONTEXTE-DEJA-UTILISE,
                APCV-AUTRE-PATIENT, APCV-DEMANDE-REFUSEE, APCV-REFUS after it.
            ResultUnknown: APCV-SIGNATURE-SANS-REPONSE.
            LinkDown: APCV-CONTEXTE-SANS-REPONSE (nothing left), APCV-EN-PANNE.
            PeerViolation: APCV-REPONSE-ILLISIBLE, APCV-REPONSE-AUTRE, APCV-SIGNATURE-ALTEREE,
                APCV-SIGNATAIRE-INCONNU.
            BinocleError: what the card says when it does not sign (CPS-…, LEC-…).
        """
        exchange, situation, assertion = self._call(signer)
        message = life_messages.build_sign(
            context, form, exchange=exchange, situation=situation, assertion=assertion
        )
        with _link_of_signature():
            answer = self._ask_of_context(message, life_messages.SIGN)
        signature = _outcome(lambda: life_messages.parse_signed(answer))
        if (signature.identifier, signature.number) != (context.identifier, form.number):
            raise PeerViolation("APCV-REPONSE-AUTRE")
        self._require_signed(signature, form.signed_text(context), at=self._clock.now())
        return signature

    def _require_signed(self, signature: ApcvSignature, text: bytes, *, at: datetime) -> None:
        try:
            self._trust.verify(signature.value, text, certificate=signature.certificate, at=at)
        except NotBelieved as error:
            if error.flaw is Flaw.OTHER_SIGNER:
                raise PeerViolation("APCV-SIGNATAIRE-INCONNU") from error
            raise PeerViolation("APCV-SIGNATURE-ALTEREE") from error

    def _call(self, signer: AssertionSigner) -> tuple[Exchange, Situation, Markup]:
        """Begin a call: its number, who bills, and the card's assertion."""
        exchange = Exchange(self._ids.next("apcv"), self._clock.now(), signer.card)
        situation = self._situation(signer)
        return exchange, situation, signed_assertion(exchange, signer=signer, sector=self._sector)

    def _ask_of_context(self, message: bytes, action: str) -> bytes:
        """Send what is about a context."""
        with _link_of_context():
            return self._port.ask(message, action=action)

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


@contextmanager
def _link_of_context() -> Iterator[None]:
    """Turn the port's failures into ours, about a context: asking again is safe."""
    try:
        yield
    except (TimeoutError, ConnectionError) as error:
        raise LinkDown("APCV-CONTEXTE-SANS-REPONSE") from error
    except PermissionError as error:
        raise OperatorActionNeeded(
            "APCV-REFUS", sous_code="", motif=str(error), detail=""
        ) from error


@contextmanager
def _link_of_signature() -> Iterator[None]:
    """Say that a signature may have been made, unless nothing can have arrived."""
    try:
        yield
    except LinkDown as error:
        if isinstance(error.__cause__, ConnectionRefusedError):
            raise
        raise ResultUnknown("APCV-SIGNATURE-SANS-REPONSE") from error.__cause__


def _outcome(read: Callable[[], T | ServiceFault]) -> T:
    """Return what an answer says; its faults and its flaws are ours."""
    try:
        outcome = read()
    except UnreadableAnswer as error:
        raise PeerViolation("APCV-REPONSE-ILLISIBLE", endroit=error.place) from error
    if isinstance(outcome, ServiceFault):
        raise FAULTS.get(outcome.subcode, _refused)(outcome)
    return outcome


def _refused(fault: ServiceFault) -> BinocleError:
    return OperatorActionNeeded(
        "APCV-REFUS", sous_code=fault.subcode, motif=fault.reason, detail=fault.detail
    )
