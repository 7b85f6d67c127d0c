"""The CPS: read once, then asked for codes and signatures.

Law of this file: a code is checked for its form before the card counts a try, is sent once, and is
in no error, no fact and no printed form. What is read lives in the session object and dies with
it. A signature is checked with the card's own certificate before anybody relies on it. Sources:
cards sheet 1.9 and 1.10, protocols of the simulated peers 2 (algorithms, key numbers, holder
files: assumed).
"""

import hashlib
from types import TracebackType

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from binocle.kernel import Clock, OperatorActionNeeded, PeerViolation, paris_day
from binocle.readers import CardSession, Command, Readers, ReaderSetup, Role, open_session

from . import pkcs15, wire
from .files import read_selected
from .model import Certificate, ProfessionalCard, Situation
from .rules import admit, is_code, require_valid

APPLICATION = bytes.fromhex("E828BD080F 8025000001 FF0010")
SELECT_APPLICATION = Command.of("00 A4 04 0C", APPLICATION)
ODF = bytes.fromhex("5031")
HOLDER = bytes.fromhex("3F00 0001 D001")
FIRST_SITUATION = 0xD120
SITUATIONS = 16
NOT_FOUND = 0x6A82
PIECE = 0xE7

SIGNATURE_ID = 0x10
AUTHENTICATION_ID = 0x20
PREPARE_SIGNATURE = Command.of("00 22 41 B6", bytes.fromhex("800142 840181"))
SIGN = Command.of("00 2A 9E 9A", le=256)
PREPARE_AUTHENTICATION = Command.of("00 22 41 A4", bytes.fromhex("800102 840182"))
LAST_BLOCK = bytes.fromhex("9000 80")
FSE_BLOCK = b"BINOCLE-FSE1"
# DigestInfo of SHA-256 (RFC 8017, 9.2, note 1); the digest follows.
DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")

CODE_DIGITS = 4
UNBLOCKING_DIGITS = 8
MAX_TRIES = 3
BLOCKED = 0x6983
CODE_NEEDED = 0x6982


class CpsSession:
    """A CPS held during a transaction; a context manager that lets it go."""

    def __init__(self, session: CardSession, *, clock: Clock) -> None:
        """Take a conversation opened for :attr:`Role.CPS`; :func:`open_cps` makes one.

        Raises:
            OperatorActionNeeded: CAR-VITALE-DANS-CPS, CAR-CPS-NON-GEREE, CAR-CARTE-INCONNUE.
        """
        assert session.role is Role.CPS
        admit(session.atr, role=session.role, reader=session.reader)
        self._session = session
        self._clock = clock
        self._card: ProfessionalCard | None = None

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
        return self._session.send(self._about_code(0x20)).ok

    def tries_left(self) -> int:
        """Return how many wrong codes the card still forgives, 0 when blocked; costs no try."""
        command = self._about_code(0x20)
        answer = self._session.send(command)
        if answer.ok:
            return MAX_TRIES
        if answer.sw == BLOCKED:
            return 0
        if answer.tries_left is None:
            raise self._session.unexpected(command, answer)
        return answer.tries_left

    def verify_code(self, code: str) -> None:
        """Show the holder's code to the card, once.

        Raises:
            OperatorActionNeeded: CPS-CODE-FORME (not sent), CPS-CODE-FAUX with ``tries_left``,
                CPS-BLOQUEE, CPS-EXPIREE, CPS-PAS-ENCORE-VALABLE.
        """
        _require_code(code, CODE_DIGITS, refusal="CPS-CODE-FORME")
        self._require_valid()
        self._try_code(self._about_code(0x20, code), wrong="CPS-CODE-FAUX", exhausted="CPS-BLOQUEE")

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
        self._try_code(
            self._about_code(0x2C, unblocking_code + new_code),
            wrong="CPS-DEBLOCAGE-FAUX",
            exhausted="CPS-DEBLOCAGE-EPUISE",
        )

    def sign_fse(self, digest: bytes) -> bytes:
        """Sign the SHA-256 of sealed bytes with the signature key.

        Args:
            digest: 32 bytes.

        Returns:
            256 bytes: RSA PKCS#1 v1.5 with SHA-256 over ``BINOCLE-FSE1`` and the digest.

        Raises:
            OperatorActionNeeded: CPS-CODE-DEMANDE, CPS-BLOQUEE, CPS-EXPIREE,
                CPS-PAS-ENCORE-VALABLE, or the card went away (LEC-…).
            PeerViolation: CPS-SIGNATURE-INVALIDE, LEC-REPONSE-INATTENDUE.
        """
        assert len(digest) == 32, "a SHA-256"
        self._require_valid()
        block = FSE_BLOCK + digest
        with self._session.exclusive():
            self._demand(PREPARE_SIGNATURE)
            self._demand(Command.of("00 2A 90 A0", LAST_BLOCK + bytes((len(block),)) + block))
            signature = self._demand(SIGN)
        return self._checked(signature, over=block, certificate=self.card.signature)

    def sign_transport(self, data: bytes) -> bytes:
        """Sign bytes of any length with the authentication key.

        Returns:
            256 bytes: RSA PKCS#1 v1.5 with SHA-256 over ``data``.

        Raises:
            BinocleError: as :meth:`sign_fse`.
        """
        self._require_valid()
        digest_info = DIGEST_INFO + hashlib.sha256(data).digest()
        with self._session.exclusive():
            self._demand(PREPARE_AUTHENTICATION)
            signature = self._demand(Command.of("00 88 00 00", digest_info, le=256))
        return self._checked(signature, over=data, certificate=self.card.authentication)

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

    def _about_code(self, ins: int, codes: str = "") -> Command:
        reference = self.card.code_reference
        return Command(cla=0, ins=ins, p1=0, p2=reference, data=codes.encode("ascii"))

    def _try_code(self, command: Command, *, wrong: str, exhausted: str) -> None:
        answer = self._session.send(command)
        if answer.sw == BLOCKED or answer.tries_left == 0:
            raise OperatorActionNeeded(exhausted)
        if answer.tries_left is not None:
            raise OperatorActionNeeded(wrong, tries_left=answer.tries_left)
        if not answer.ok:
            raise self._session.unexpected(command, answer)

    def _demand(self, command: Command) -> bytes:
        answer = self._session.send(command)
        if answer.sw == CODE_NEEDED:
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
            CAR-VITALE-DANS-CPS, CAR-CPS-NON-GEREE, CAR-CARTE-INCONNUE.
        LinkDown: LEC-SERVICE-ABSENT.
    """
    session = open_session(readers, setup, Role.CPS)
    try:
        return CpsSession(session, clock=clock)
    except OperatorActionNeeded:
        session.close()
        raise


def read_cps(session: CardSession) -> ProfessionalCard:
    """Read directory, certificates, holder and situations; needs no code.

    Raises:
        PeerViolation: CAR-DONNEES-ILLISIBLES, LEC-REPONSE-INATTENDUE.
        BinocleError: as :meth:`CardSession.send`.
    """
    directory = pkcs15.directory(_read(session, ODF), file="5031")
    code_reference = pkcs15.code_reference(_read(session, directory.codes), file="AODF")
    paths = pkcs15.certificate_paths(_read(session, directory.certificates), file="CDF")
    signature = _certificate(session, paths, SIGNATURE_ID)
    authentication = _certificate(session, paths, AUTHENTICATION_ID)
    texts, validity = wire.professional(_read(session, HOLDER), file="D001")
    found = (_situation(session, number) for number in range(1, SITUATIONS + 1))
    return ProfessionalCard(
        **texts,
        validity=validity,
        situations=tuple(each for each in found if each is not None),
        signature=signature,
        authentication=authentication,
        code_reference=code_reference,
    )


def _select(path: bytes) -> Command:
    """Return the SELECT of a path: absolute ones keep their 3F00 (cards sheet 1.10)."""
    return Command.of("00 A4 02 0C" if len(path) == 2 else "00 A4 09 0C", path)


def _read(session: CardSession, path: bytes) -> bytes:
    """Read a file by an absolute path, or by one that starts at the PKCS#15 application."""
    if not path.startswith(b"\x3f\x00"):
        session.demand(SELECT_APPLICATION)
    session.demand(_select(path))
    return read_selected(session, piece=PIECE)


def _situation(session: CardSession, number: int) -> Situation | None:
    file = f"{FIRST_SITUATION + number - 1:04X}"
    command = _select(HOLDER[:-2] + bytes.fromhex(file))
    answer = session.send(command)
    if answer.sw == NOT_FOUND:
        return None
    if not answer.ok:
        raise session.unexpected(command, answer)
    return wire.situation(read_selected(session, piece=PIECE), file=file, number=number)


def _certificate(session: CardSession, paths: dict[int, bytes], identifier: int) -> Certificate:
    file = f"certificate {identifier:02X}"
    if identifier not in paths:
        raise PeerViolation("CAR-CERTIFICAT-ABSENT", reader=session.reader, file=file)
    der = pkcs15.only_object(_read(session, paths[identifier]), file=file)
    try:
        parsed = x509.load_der_x509_certificate(der)
        readable = isinstance(parsed.public_key(), RSAPublicKey)
    except ValueError as error:
        raise PeerViolation("CAR-CERTIFICAT-ILLISIBLE", file=file) from error
    if not readable:
        raise PeerViolation("CAR-CERTIFICAT-ILLISIBLE", file=file)
    return Certificate(der, parsed)


def _require_code(text: str, digits: int, *, refusal: str) -> None:
    if not is_code(text, digits):
        raise OperatorActionNeeded(refusal)
