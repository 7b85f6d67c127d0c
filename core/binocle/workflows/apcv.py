"""The counter and the appli carte Vitale: from the phone to the person chosen in its list.

Law of this file: a reading either gives a whole context or leaves everything where it was, the
claim included: none of it is reached from here. The code of the CPS is asked before the patient is
asked to show the phone, for what the phone shows serves once and for a short time. "Recently typed"
(APCV-05) is taken as: the CPS in the reader still knows its code (assumed, no delay is printed).
The last context read outlives its patient's file, so that it can be given back (APCV-07); what
becomes of it is one state, looked up on the clock each time.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Protocol, TypeVar

from binocle.apcv import (
    ApcvBeneficiaire,
    ApcvContext,
    ApcvIdentity,
    ApcvReading,
    ApcvService,
    ApcvSignature,
    ContextEvent,
    ContextState,
    ExpiryAnswer,
    FormToSign,
    Payload,
    QrReader,
    after,
    payload_among,
    payload_of_scan,
    phone_departures,
    printed_header,
    read_phone,
    state_at,
)
from binocle.cards import CpsSession
from binocle.kernel import BinocleError, Clock, OperatorActionNeeded, ResultUnknown
from binocle.readers import (
    CardSession,
    CardWaiter,
    PhoneWay,
    ReaderSettings,
    Role,
    WatchedReaders,
    open_session,
)

from .cps_desk import require_code_kept

_LOG = logging.getLogger(__name__)

T = TypeVar("T")


class CodeHolder(Protocol):
    """Who holds the CPS whose code was typed; :class:`binocle.workflows.billing.Counter` is one."""

    def signer(self) -> CpsSession:
        """Return the CPS; CPS-CODE-DEMANDE when no code was typed."""
        ...

    def forget_code(self) -> None:
        """Let the CPS go: its code must be given again."""
        ...


class ApcvDesk:
    """One patient's phone, gesture by gesture."""

    def __init__(
        self,
        *,
        service: ApcvService,
        code_holder: CodeHolder,
        settings: ReaderSettings,
        readers: WatchedReaders,
        pictures: QrReader | None,
        clock: Clock,
        module: bool = True,
    ) -> None:
        """Take the service, the shop's settings and what reads the phone.

        Args:
            service: behind the app.
            code_holder: gives the CPS.
            settings: how the shop reads phones, with which reader, how long it waits (LEC-04).
            readers: through which the phone is spoken to, PC/SC or nfcpy.
            pictures: none on a workstation that reads no picture.
            clock: measures the wait and the life of a context.
            module: whether the shop has the option "appli carte Vitale" (APCV-01).
        """
        self._service = service
        self._code_holder = code_holder
        self._settings = settings
        self._readers = readers
        self._waiter = CardWaiter(readers=readers, setup=settings.setup, clock=clock)
        self._pictures = pictures
        self._clock = clock
        self._module = module
        self._last: ApcvContext | None = None
        self._state = ContextState.FRESH
        self._signed: FormToSign | None = None
        self._expected: ApcvIdentity | None = None
        self.reading: ApcvReading | None = None
        self.beneficiary: ApcvBeneficiaire | None = None

    def begin(self, expected: ApcvIdentity | None = None) -> None:
        """Begin with another patient: of the former one stays what "Restituer" needs.

        Args:
            expected: whose file is open; a phone that does not have them is refused.
        """
        self._expected = expected
        self.reading = self.beneficiary = None

    def read_nfc(self) -> ApcvReading:
        """Wait for a phone on the reader and read it; may be tried again at once.

        Raises:
            OperatorActionNeeded: APCV-NFC-NON-REGLE, APCV-NFC-ABSENT,
                APCV-RIEN-PRESENTE, APCV-AUTRE-PATIENT, CPS-CODE-DEMANDE.
            BinocleError: as :func:`binocle.apcv.read_phone` and :meth:`ApcvService.authenticate`.
        """
        self._require_way(PhoneWay.NFC)
        signer = self._signer()
        return self._authenticated(self._payload_of_phone(), signer)

    def interrupt(self) -> None:
        """End the wait for a phone, from any thread; what waited says LEC-ATTENTE-INTERROMPUE."""
        self._waiter.interrupt()

    def read_scan(self, typed: str) -> ApcvReading:
        """Take what a hand scanner typed.

        Raises:
            OperatorActionNeeded: APCV-QR-NON-REGLE, APCV-AUTRE-PATIENT, CPS-CODE-DEMANDE.
            BinocleError: as :func:`binocle.apcv.payload_of_scan` and
                :meth:`ApcvService.authenticate`.
        """
        self._require_way(PhoneWay.QR)
        signer = self._signer()
        return self._authenticated(payload_of_scan(typed), signer)

    def read_picture(self, picture: bytes) -> ApcvReading:
        """Find the code of the app in a picture.

        Raises:
            OperatorActionNeeded: APCV-QR-NON-REGLE, APCV-CAMERA-NON-REGLEE, APCV-CODE-ABSENT,
                APCV-IMAGE-TROP-GRANDE, APCV-IMAGE-ILLISIBLE, APCV-AUTRE-PATIENT, CPS-CODE-DEMANDE.
            BinocleError: as :func:`binocle.apcv.payload_among` and
                :meth:`ApcvService.authenticate`.
        """
        self._require_way(PhoneWay.QR)
        if self._pictures is None:
            raise OperatorActionNeeded("APCV-CAMERA-NON-REGLEE")
        signer = self._signer()
        seen = self._pictures.read(picture)
        for finding in seen.findings:
            raise OperatorActionNeeded(finding.code, **finding.facts)
        return self._authenticated(payload_among(seen.texts), signer)

    def restore(self) -> ApcvReading:
        """Press "Restituer": the last context read comes back instead of a new reading (APCV-07).

        Raises:
            OperatorActionNeeded: APCV-SANS-CONTEXTE, APCV-CONTEXTE-EXPIRE, APCV-CONTEXTE-DETRUIT,
                APCV-AUTRE-PATIENT, CPS-CODE-DEMANDE.
            BinocleError: as :meth:`ApcvService.restore`.
        """
        self.require_module()
        context = self._demand_context()
        after(self._looked_up(context), ContextEvent.GIVEN_BACK)
        signer = self._signer()
        reading = self._through_card(lambda: self._service.restore(context, signer))
        self._keep(reading)
        return reading

    def destroy(self) -> None:
        """End the last context before its time; the app must be shown again.

        Raises:
            OperatorActionNeeded: APCV-SANS-CONTEXTE, CPS-CODE-DEMANDE.
            BinocleError: as :meth:`ApcvService.destroy`; the context is then as it was.
        """
        context = self._demand_context()
        signer = self._signer()
        self._through_card(lambda: self._service.destroy(context, signer))
        self._state = after(self._state, ContextEvent.DESTROYED)

    def sign(self, form: FormToSign) -> ApcvSignature:
        """Have the context sign a form; the same form may be signed again, another one may not.

        Raises:
            OperatorActionNeeded: APCV-NON-LUE, APCV-CONTEXTE-EXPIRE, APCV-CONTEXTE-DETRUIT,
                APCV-CONTEXTE-DEJA-UTILISE (APCV-12), CPS-CODE-DEMANDE.
            BinocleError: as :meth:`ApcvService.sign`.
        """
        if self.reading is None:
            raise OperatorActionNeeded("APCV-NON-LUE")
        context = self.reading.context
        self.require_context_for(form)
        signer = self._signer()
        # Kept before the answer is there: a form that may be signed is the only one from now on.
        former, self._signed = self._signed, form
        try:
            signature = self._through_card(lambda: self._service.sign(context, form, signer))
        except ResultUnknown:
            raise
        except BinocleError:
            self._signed = former
            raise
        self._state = after(self._state, ContextEvent.SIGNED)
        return signature

    def require_context_for(self, form: FormToSign | None = None) -> None:
        """Refuse to make another FSE with a context that is over or that made one (APCV-12).

        Args:
            form: what is to be signed; none before it exists.

        Raises:
            OperatorActionNeeded: APCV-SANS-CONTEXTE, APCV-CONTEXTE-EXPIRE, APCV-CONTEXTE-DETRUIT,
                APCV-CONTEXTE-DEJA-UTILISE.
        """
        state = self._looked_up(self._demand_context())
        if self._signed is not None and state is ContextState.FRESH:
            state = ContextState.USED
        same = form is not None and form == self._signed
        fresh = form is not None and state is ContextState.FRESH
        after(state, ContextEvent.SIGNED if same or fresh else ContextEvent.OTHER_FORM)

    @property
    def state(self) -> ContextState | None:
        """Where the last context stands at the clock's time; none when no app was read."""
        return None if self._last is None else self._looked_up(self._last)

    @property
    def mobile_until(self) -> datetime | None:
        """Until when the app of this file counts as presented; none when it does not (APCV-10)."""
        if self.reading is None or self.state not in (ContextState.FRESH, ContextState.USED):
            return None
        return self.reading.context.ends_at

    @property
    def minutes_left(self) -> int:
        """Whole minutes that the context of this file still serves."""
        return self.reading.context.minutes_left(self._clock.now()) if self.reading else 0

    @property
    def header(self) -> str:
        """The title of the tab of rights (APCV-09)."""
        return printed_header(self.reading.context if self.reading else None)

    @property
    def asks_expiry(self) -> bool:
        """Whether choosing the app now asks the question of APCV-11."""
        return self.reading is not None and self.state is ContextState.EXPIRED

    def answer_expiry(self, answer: ExpiryAnswer) -> bool:
        """Answer what is asked when the app is chosen after its context is over (APCV-11).

        Args:
            answer: rights from ADRi keep the reading as it is; reading again forgets it, and the
                person must be the same one.

        Returns:
            Whether the phone must be read now.

        Raises:
            OperatorActionNeeded: APCV-CONTEXTE-VALABLE when nothing was asked.
        """
        if not self.asks_expiry:
            raise OperatorActionNeeded("APCV-CONTEXTE-VALABLE")
        return answer is ExpiryAnswer.READ_AGAIN

    def _demand_context(self) -> ApcvContext:
        if self._last is None:
            raise OperatorActionNeeded("APCV-SANS-CONTEXTE")
        return self._last

    def _looked_up(self, context: ApcvContext) -> ContextState:
        self._state = state_at(self._state, context, self._clock.now())
        return self._state

    def choose(self, number: int) -> ApcvBeneficiaire:
        """Choose a person by the number of the list (APCV-06).

        Raises:
            OperatorActionNeeded: APCV-NON-LUE, APCV-BENEFICIAIRE-INCONNU, APCV-AUTRE-PATIENT.
        """
        if self.reading is None:
            raise OperatorActionNeeded("APCV-NON-LUE")
        for beneficiary in self.reading.beneficiaries:
            if beneficiary.number == number:
                if self._expected not in (None, beneficiary.identity):
                    raise OperatorActionNeeded("APCV-AUTRE-PATIENT")
                self.beneficiary = beneficiary
                return beneficiary
        raise OperatorActionNeeded("APCV-BENEFICIAIRE-INCONNU", choix=number)

    def require_module(self) -> None:
        """Refuse every way in to a shop that has not the option (APCV-01).

        Raises:
            OperatorActionNeeded: ``APCV-MODULE-ABSENT``, which says how to get it.
        """
        if not self._module:
            raise OperatorActionNeeded("APCV-MODULE-ABSENT")

    def _require_way(self, way: PhoneWay) -> None:
        self.require_module()
        if self._settings.apcv_way is way:
            return
        if way is PhoneWay.NFC:
            raise OperatorActionNeeded("APCV-NFC-NON-REGLE")
        raise OperatorActionNeeded("APCV-QR-NON-REGLE")

    def _signer(self) -> CpsSession:
        """Return the CPS, if it still knows its code (APCV-05)."""
        signer = self._code_holder.signer()
        try:
            known = signer.code_is_verified()
        except BinocleError as error:
            self._code_holder.forget_code()
            require_code_kept(error)
            raise
        if not known:
            self._code_holder.forget_code()
            raise OperatorActionNeeded("CPS-CODE-DEMANDE")
        return signer

    def _payload_of_phone(self) -> Payload:
        try:
            with phone_departures(self._settings.contactless or ""):
                reader = self._waiter.wait_for_card(Role.CONTACTLESS, self._settings.wait_s)
                session = self._open()
        except OperatorActionNeeded as error:
            said = self._said_of_nfc(error)
            if said is None:
                raise
            raise said from error
        _LOG.info("a phone is on %s", reader)
        with session:
            return read_phone(session)

    def _open(self) -> CardSession:
        return open_session(self._readers, self._settings.setup, Role.CONTACTLESS)

    def _said_of_nfc(self, error: OperatorActionNeeded) -> OperatorActionNeeded | None:
        """Say of the phone's reader what the readers say of any (APCV-04); none as it is said."""
        reader = self._settings.contactless or ""
        match error.code:
            case "LEC-LECTEUR-NON-REGLE":
                return OperatorActionNeeded("APCV-NFC-NON-REGLE")
            case "LEC-LECTEUR-ABSENT":
                return OperatorActionNeeded("APCV-NFC-ABSENT", reader=reader)
            case "LEC-ATTENTE-ECOULEE":
                return OperatorActionNeeded("APCV-RIEN-PRESENTE", delai=self._settings.wait_s)
            case "LEC-CARTE-ABSENTE":
                return OperatorActionNeeded("APCV-TELEPHONE-RETIRE", reader=reader)
            case _:
                return None

    def _authenticated(self, payload: Payload, signer: CpsSession) -> ApcvReading:
        reading = self._through_card(lambda: self._service.authenticate(payload, signer))
        self._keep(reading)
        return reading

    def _through_card(self, call: Callable[[], T]) -> T:
        """Make a call that the CPS signs; a card that fails is let go."""
        try:
            return call()
        except BinocleError as error:
            if error.code.startswith(("LEC-", "CPS-")):
                self._code_holder.forget_code()
            require_code_kept(error)
            raise

    def _keep(self, reading: ApcvReading) -> None:
        """Keep a reading; one without the patient of this file is refused, the former one stays."""
        patient = self.beneficiary.identity if self.beneficiary else self._expected
        again = reading.beneficiary_of(patient) if patient else None
        if patient is not None and again is None:
            raise OperatorActionNeeded("APCV-AUTRE-PATIENT")
        self.reading = reading
        if self.beneficiary is not None:
            self.beneficiary = again
        if reading.context != self._last:
            self._last, self._state, self._signed = reading.context, ContextState.FRESH, None
        _LOG.info("appli carte Vitale: context until %s", reading.context.ends_at.isoformat())
