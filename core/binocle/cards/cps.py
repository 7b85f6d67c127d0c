"""The CPS: read once, then asked for codes and signatures.

Law of this file: a code is checked for its form before the card counts a try, is sent once, and is
in no error, no fact and no printed form. What is read lives in the session object and dies with
it. A signature is checked with the card's own certificate before anybody relies on it. A card whose
application may be left (CPS4) is brought back to it by a command that costs nothing, before the one
that holds a code or signs. Sources: cards sheet 1.10, protocols of the simulated peers 2.
"""

from collections.abc import Sequence
from types import TracebackType

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from binocle.kernel import Clock, OperatorActionNeeded, PartnerNumber, PeerViolation, paris_day
from binocle.readers import Answer, CardSession, Command, Readers, ReaderSetup, Role, open_session

from .cps_files import read_cps
from .dialects import DIALECTS
from .files import ask, demand
from .model import Certificate, ProfessionalCard, SigningRight
from .rules import admit, is_code, require_right, require_valid

FSE_BLOCK = b"BINOCLE-FSE1"

CODE_DIGITS = 4
UNBLOCKING_DIGITS = 8
MAX_TRIES = 3
BLOCKED = 0x6983
CODE_NEEDED = 0x6982
APPLICATION_LEFT = (0x6881, 0x6985)


class CpsSession:
    """A CPS held during a transaction; a context manager that lets it go."""

    def __init__(self, session: CardSession, *, clock: Clock) -> None:
        """Take a conversation opened for :attr:`Role.CPS`; :func:`open_cps` makes one.

        Raises:
            OperatorActionNeeded: CAR-VITALE-DANS-CPS, CAR-CPS2TER, CAR-CPS-SANS-CONTACT,
                CAR-CARTE-INCONNUE.
        """
        assert session.role is Role.CPS
        self._dialect = DIALECTS[admit(session.atr, role=session.role, reader=session.reader)]
        self._session = session
        self._clock = clock
        self._card: ProfessionalCard | None = None
        self._code_was_good = False

    @property
    def card(self) -> ProfessionalCard:
        """What the card says of its holder; read at the first call, kept for the session.

        Raises:
            OperatorActionNeeded: the card or its reader went away (LEC-…).
            PeerViolation: CAR-DONNEES-ILLISIBLES, LEC-REPONSE-INATTENDUE.
        """
        if self._card is None:
            with self._session.exclusive():
                self._card = read_cps(self._session)
        return self._card

    def code_is_verified(self) -> bool:
        """Say whether the card still remembers a good code; costs no try."""
        return self._query_code().ok

    def tries_left(self) -> int:
        """Return how many wrong codes the card still forgives, 0 when blocked; costs no try."""
        answer = self._query_code()
        if answer.ok:
            return MAX_TRIES
        if answer.sw == BLOCKED:
            return 0
        if answer.tries_left is None:
            raise self._session.unexpected(self._dialect.query_code(self._reference), answer)
        return answer.tries_left

    def verify_code(self, code: str) -> None:
        """Show the holder's code to the card, once.

        Raises:
            OperatorActionNeeded: CPS-CODE-FORME (not sent), CPS-CODE-FAUX with ``tries_left``,
                CPS-BLOQUEE, CPS-EXPIREE, CPS-PAS-ENCORE-VALABLE, CPS-OPPOSEE.
        """
        _require_code(code, CODE_DIGITS, refusal="CPS-CODE-FORME")
        self._require_valid()
        commands = self._dialect.verify(self._reference, code)
        self._try_code(commands, wrong="CPS-CODE-FAUX", exhausted="CPS-BLOQUEE")
        self._code_was_good = True

    def change_code(self, code: str, new_code: str) -> None:
        """Give the card a new code, the present one being known (CPS-02).

        Raises:
            OperatorActionNeeded: CPS-CODE-FORME (not sent), CPS-CODE-FAUX with ``tries_left``,
                CPS-BLOQUEE, CPS-EXPIREE, CPS-PAS-ENCORE-VALABLE, CPS-OPPOSEE.
        """
        _require_code(code, CODE_DIGITS, refusal="CPS-CODE-FORME")
        _require_code(new_code, CODE_DIGITS, refusal="CPS-CODE-FORME")
        self._require_valid()
        commands = self._dialect.change(self._reference, code, new_code)
        self._try_code(commands, wrong="CPS-CODE-FAUX", exhausted="CPS-BLOQUEE")

    def unblock(self, unblocking_code: str, new_code: str) -> None:
        """Give a blocked card a new code (CPS-03).

        Raises:
            OperatorActionNeeded: CPS-CODE-FORME and CPS-DEBLOCAGE-FORME (not sent),
                CPS-NON-BLOQUEE, CPS-DEBLOCAGE-FAUX with ``tries_left``, CPS-DEBLOCAGE-EPUISE.
        """
        _require_code(unblocking_code, UNBLOCKING_DIGITS, refusal="CPS-DEBLOCAGE-FORME")
        _require_code(new_code, CODE_DIGITS, refusal="CPS-CODE-FORME")
        if self.tries_left() > 0:
            raise OperatorActionNeeded("CPS-NON-BLOQUEE")
        commands = self._dialect.unblock(self._reference, unblocking_code, new_code)
        self._try_code(commands, wrong="CPS-DEBLOCAGE-FAUX", exhausted="CPS-DEBLOCAGE-EPUISE")

    def sign_fse(self, digest: bytes, *, billing: PartnerNumber) -> bytes:
        """Sign the SHA-256 of sealed bytes with the signature key.

        Args:
            digest: 32 bytes.
            billing: the number that the form is billed under; a situation of the card must allow it
                to sign forms.

        Returns:
            256 bytes: RSA PKCS#1 v1.5 with SHA-256 over ``BINOCLE-FSE1`` and the digest.

        Raises:
            OperatorActionNeeded: CPS-SITUATION-ABSENTE, CPS-SANS-DROIT-FSE, CPS-CODE-DEMANDE,
                CPS-CODE-PERDU, CPS-BLOQUEE, CPS-EXPIREE, CPS-PAS-ENCORE-VALABLE, CPS-OPPOSEE, or
                the card went away (LEC-…).
            PeerViolation: CPS-SIGNATURE-INVALIDE, LEC-REPONSE-INATTENDUE.
        """
        assert len(digest) == 32, "a SHA-256"
        self._require_valid()
        require_right(self.card, billing, SigningRight.FSE)
        block = FSE_BLOCK + digest
        signature = self._signed(self._dialect.sign(block))
        return self._checked(signature, over=block, certificate=self.card.signature)

    def sign_transport(self, data: bytes) -> bytes:
        """Sign bytes of any length with the authentication key.

        Returns:
            256 bytes: RSA PKCS#1 v1.5 with SHA-256 over ``data``.

        Raises:
            BinocleError: as :meth:`sign_fse`, the situation excepted.
        """
        self._require_valid()
        signature = self._signed(self._dialect.authenticate(data))
        return self._checked(signature, over=data, certificate=self.card.authentication)

    def require_lots(self, billing: PartnerNumber) -> None:
        """Refuse to sign lots without a situation that allows it (CPS-04).

        Raises:
            OperatorActionNeeded: CPS-SITUATION-ABSENTE, CPS-SANS-DROIT-LOTS.
        """
        require_right(self.card, billing, SigningRight.LOTS)

    def close(self) -> None:
        """Let the card go, and forget what was read."""
        self._card = None
        self._session.close()

    def __enter__(self) -> "CpsSession":
        """Return the session."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close, whatever happened."""
        self.close()

    def _require_valid(self) -> None:
        require_valid(self.card, paris_day(self._clock.now()))

    @property
    def _reference(self) -> int:
        return self.card.code_reference

    def _query_code(self) -> Answer:
        """Ask what the card knows of the code, from the application of its commands."""
        query = self._dialect.query_code(self._reference)
        answer = ask(self._session, query)
        application = self._dialect.application
        if application is not None and answer.sw in APPLICATION_LEFT:
            demand(self._session, application)
            answer = ask(self._session, query)
        return answer

    def _enter(self) -> None:
        if self._dialect.application is not None:
            self._query_code()

    def _try_code(self, commands: Sequence[Command], *, wrong: str, exhausted: str) -> None:
        with self._session.exclusive():
            self._enter()
            for command in commands:
                answer = self._session.send(command)
                if answer.sw == BLOCKED or answer.tries_left == 0:
                    raise OperatorActionNeeded(exhausted)
                if answer.tries_left is not None:
                    raise OperatorActionNeeded(wrong, tries_left=answer.tries_left)
                if not answer.ok:
                    raise self._session.unexpected(command, answer)

    def _signed(self, commands: Sequence[Command]) -> bytes:
        answered = b""
        with self._session.exclusive():
            self._enter()
            for command in commands:
                answered = self._demand(command)
        return answered

    def _demand(self, command: Command) -> bytes:
        answer = self._session.send(command, chained=True)
        if answer.sw == CODE_NEEDED:
            if self._code_was_good:
                raise OperatorActionNeeded("CPS-CODE-PERDU")
            raise OperatorActionNeeded("CPS-CODE-DEMANDE")
        if answer.sw == BLOCKED:
            raise OperatorActionNeeded("CPS-BLOQUEE")
        if not answer.ok:
            raise self._session.unexpected(command, answer)
        return answer.data

    def _checked(self, signature: bytes, *, over: bytes, certificate: Certificate) -> bytes:
        key = certificate.parsed.public_key()
        assert isinstance(key, RSAPublicKey), "checked when the card was read"
        try:
            key.verify(signature, over, PKCS1v15(), SHA256())
        except InvalidSignature:
            raise PeerViolation("CPS-SIGNATURE-INVALIDE", reader=self._session.reader) from None
        return signature


def open_cps(readers: Readers, setup: ReaderSetup, *, clock: Clock) -> CpsSession:
    """Open the CPS of the shop.

    Raises:
        OperatorActionNeeded: CPS-ABSENTE, LEC-LECTEUR-ABSENT, LEC-CARTE-MUETTE, LEC-ACCES-REFUSE,
            CAR-VITALE-DANS-CPS, CAR-CPS2TER, CAR-CPS-SANS-CONTACT, CAR-CARTE-INCONNUE.
        LinkDown: LEC-SERVICE-ABSENT.
    """
    session = open_session(readers, setup, Role.CPS)
    try:
        return CpsSession(session, clock=clock)
    except OperatorActionNeeded:
        session.close()
        raise


def _require_code(text: str, digits: int, *, refusal: str) -> None:
    if not is_code(text, digits):
        raise OperatorActionNeeded(refusal)
