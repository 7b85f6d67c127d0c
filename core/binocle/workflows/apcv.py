"""The counter and the appli carte Vitale: from the phone to the person chosen in its list.

Law of this file: a reading either gives a whole context or leaves everything where it was, the
claim included: none of it is reached from here. The code of the CPS is asked before the patient is
asked to show the phone, for what the phone shows serves once and for a short time. "Recently typed"
(APCV-05) is taken as: the CPS in the reader still knows its code (assumed, no delay is printed).
"""

import logging
from typing import Protocol

from binocle.apcv import (
    ApcvBeneficiaire,
    ApcvIdentity,
    ApcvReading,
    ApcvService,
    Payload,
    QrReader,
    payload_among,
    payload_of_scan,
    phone_departures,
    read_phone,
)
from binocle.cards import CpsSession
from binocle.kernel import BinocleError, Clock, OperatorActionNeeded
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
    ) -> None:
        """Take the service, the shop's settings and what reads the phone.

        Args:
            service: behind the app.
            code_holder: gives the CPS.
            settings: how the shop reads phones, with which reader, how long it waits (LEC-04).
            readers: through which the phone is spoken to, PC/SC or nfcpy.
            pictures: none on a workstation that reads no picture.
            clock: measures the wait.
        """
        self._service = service
        self._code_holder = code_holder
        self._settings = settings
        self._readers = readers
        self._waiter = CardWaiter(readers=readers, setup=settings.setup, clock=clock)
        self._pictures = pictures
        self._expected: ApcvIdentity | None = None
        self.reading: ApcvReading | None = None
        self.beneficiary: ApcvBeneficiaire | None = None

    def begin(self, expected: ApcvIdentity | None = None) -> None:
        """Begin with another patient: nothing of the former one stays.

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

    def _require_way(self, way: PhoneWay) -> None:
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
        try:
            reading = self._service.authenticate(payload, signer)
        except BinocleError as error:
            if error.code.startswith(("LEC-", "CPS-")):
                self._code_holder.forget_code()
            require_code_kept(error)
            raise
        self._keep(reading)
        return reading

    def _keep(self, reading: ApcvReading) -> None:
        """Keep a reading; one without the patient of this file is refused, the former one stays."""
        patient = self.beneficiary.identity if self.beneficiary else self._expected
        again = reading.beneficiary_of(patient) if patient else None
        if patient is not None and again is None:
            raise OperatorActionNeeded("APCV-AUTRE-PATIENT")
        self.reading = reading
        if self.beneficiary is not None:
            self.beneficiary = again
        _LOG.info("appli carte Vitale: context until %s", reading.context.ends_at.isoformat())
