"""Asks for the rights of a beneficiary, and says which failure it was (ADRI-05, ADRI-06).

Law of this file: one call, one answer or one coded error; it never asks twice by itself. No right
and no refusal is read from an answer that is not signed by the service, for this very message; a
fault is not signed and gives no right.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from binocle.kernel import (
    BinocleError,
    Clock,
    Ids,
    LinkDown,
    OperatorActionNeeded,
    PeerViolation,
)
from binocle.soap import (
    AssertionSigner,
    Exchange,
    Flaw,
    NotBelieved,
    ServiceFault,
    Trust,
    UnreadableAnswer,
    envelope_of,
    fault_in,
    require_signed,
    signed_assertion,
)

from . import messages, rules
from .model import Refusal, Rights, RightsOutcome, RightsRequest, Software
from .ports import RightsService

REFUSALS: Mapping[str, str] = {
    "BENEFICIAIRE_INCONNU": "ADRI-PATIENT-INCONNU",
    "REGIME_NON_GERE": "ADRI-REGIME-NON-GERE",
}
"""Our code for each ``type`` of a refusal (assumed); any other is ``ADRI-REFUS``."""

DATUM_REFUSED = "siram_20"
"""Subcode for a key, a rank or a birth date that the service refuses (assumed)."""

SERVICE_DOWN = "siram_40"
"""Subcode for "the service cannot be reached for now" (teleservices sheet 1.3)."""

SIGNED_BY = "SIMULATEUR BINOCLE - ADRI"
"""Common name of the certificate that signs answers (protocols of the simulated peers 4)."""

FLAWS: Mapping[Flaw, Callable[[], PeerViolation]] = {
    Flaw.UNSIGNED: lambda: PeerViolation("ADRI-REPONSE-NON-SIGNEE"),
    Flaw.OTHER_SIGNER: lambda: PeerViolation("ADRI-REPONSE-AUTRE-SIGNATAIRE"),
    Flaw.ALTERED: lambda: PeerViolation("ADRI-REPONSE-ALTEREE"),
    Flaw.OTHER_MESSAGE: lambda: PeerViolation("ADRI-REPONSE-AUTRE-MESSAGE"),
}
"""The error of each reason not to believe an answer."""


class AdriService:
    """What the counter can ask of ADRi."""

    def __init__(
        self, *, port: RightsService, clock: Clock, ids: Ids, software: Software, authority: bytes
    ) -> None:
        """Take the ports, what the product says of itself, and whom it believes.

        Args:
            port: the service.
            clock: dates the call; the signature of the answer must be valid at its time.
            ids: numbers the call, in the series ``adri``.
            software: what asks.
            authority: certificate of the authority that vouches for the service, PEM.
        """
        self._port = port
        self._trust = Trust(authority, name=SIGNED_BY)
        self._clock = clock
        self._ids = ids
        self._software = software

    def acquire(self, request: RightsRequest, signer: AssertionSigner) -> Rights:
        """Ask for the rights of a beneficiary.

        Closed rights are an answer: see :func:`binocle.adri.rules.rights_open_on`.

        Args:
            request: whose rights, and for which day.
            signer: the CPS, its code verified.

        Raises:
            OperatorActionNeeded: ``ADRI-CHAMP-MANQUANT``, ``ADRI-CHAMP-MALFORME`` before any call;
                ``ADRI-PATIENT-INCONNU``, ``ADRI-REGIME-NON-GERE``, ``ADRI-NIR-REFUSE`` or
                ``ADRI-REFUS`` after it.
            LinkDown: ``ADRI-INDISPONIBLE``, ``ADRI-TROP-LENT``, ``ADRI-EN-PANNE``.
            PeerViolation: ``ADRI-REPONSE-ILLISIBLE``, ``ADRI-REPONSE-NON-SIGNEE``,
                ``ADRI-REPONSE-AUTRE-SIGNATAIRE``, ``ADRI-REPONSE-ALTEREE``,
                ``ADRI-REPONSE-AUTRE-MESSAGE``.
            BinocleError: what the card says when it does not sign (CPS-…, LEC-…).
        """
        _require_complete(request)
        exchange = Exchange(self._ids.next("adri"), self._clock.now(), signer.card)
        message = messages.build_request(
            request,
            exchange=exchange,
            software=self._software,
            assertion=signed_assertion(exchange, signer=signer, sector=self._software.sector),
        )
        with _link():
            answer = self._port.ask(message, action=messages.ACTION)
        outcome = self._read(answer, request, exchange)
        if isinstance(outcome, Refusal):
            raise _refused(outcome)
        if isinstance(outcome, ServiceFault):
            raise _failed(outcome)
        return outcome

    def _read(self, answer: bytes, request: RightsRequest, exchange: Exchange) -> RightsOutcome:
        try:
            envelope = envelope_of(answer)
            body = envelope.one("Body")
            fault = fault_in(body)
            if fault is not None:
                return fault
            require_signed(envelope, trust=self._trust, id=exchange.id, at=self._clock.now())
            return messages.parse_answer(body, request)
        except UnreadableAnswer as error:
            raise PeerViolation("ADRI-REPONSE-ILLISIBLE", endroit=error.place) from error
        except NotBelieved as error:
            raise FLAWS[error.flaw]() from error


def _require_complete(request: RightsRequest) -> None:
    """Refuse with every field that the first finding's code is true of."""
    found = rules.request_findings(request)
    if not found:
        return
    code = found[0].code
    fields = [str(finding.facts["champ"]) for finding in found if finding.code == code]
    raise OperatorActionNeeded(code, champ=", ".join(fields))


@contextmanager
def _link() -> Iterator[None]:
    """Turn the port's failures into ours."""
    try:
        yield
    except TimeoutError as error:
        raise LinkDown("ADRI-TROP-LENT") from error
    except ConnectionError as error:
        raise LinkDown("ADRI-INDISPONIBLE") from error
    except PermissionError as error:
        raise OperatorActionNeeded(
            "ADRI-REFUS", sous_code="", motif=str(error), detail=""
        ) from error


def _refused(refusal: Refusal) -> BinocleError:
    code = REFUSALS.get(refusal.kind)
    if code is None:
        return OperatorActionNeeded(
            "ADRI-REFUS", sous_code=refusal.kind, motif=refusal.sentence, detail=""
        )
    return OperatorActionNeeded(code, phrase=refusal.sentence)


def _failed(fault: ServiceFault) -> BinocleError:
    if fault.subcode == SERVICE_DOWN:
        return LinkDown("ADRI-EN-PANNE", motif=fault.reason)
    if fault.subcode == DATUM_REFUSED:
        return OperatorActionNeeded("ADRI-NIR-REFUSE", motif=fault.reason)
    return OperatorActionNeeded(
        "ADRI-REFUS", sous_code=fault.subcode, motif=fault.reason, detail=fault.detail
    )
