"""Reading a CPS: directory, certificates, holder, situations, dates of its last update.

Law of this file: nothing here needs a code or costs a try; every exchange only reads. A file that
the card may lack is none; one that is there is read whole or refused. Sources: cards sheet 1.9 and
1.10, protocols of the simulated peers 2 (holder and situations: assumed). EF_ACTUA is missing until
the first update, and empty on a card that may not be used any more; a template without a day says
the same (assumed).
"""

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from binocle.kernel import PeerViolation
from binocle.readers import CardSession, Command

from . import pkcs15, wire
from .files import demand, read_if_there, read_selected
from .model import Certificate, ProfessionalCard, Situation
from .rules import recognise

APPLICATION = bytes.fromhex("E828BD080F 8025000001 FF0010")
SELECT_APPLICATION = Command.of("00 A4 04 0C", APPLICATION)
ODF = bytes.fromhex("5031")
HOLDER = bytes.fromhex("3F00 0001 D001")
SERIAL = bytes.fromhex("3F00 D003")
UPDATE = bytes.fromhex("3F00 D010")
FIRST_SITUATION = 0xD120
SITUATIONS = 16
PIECE = 0xE7

UNREADABLE = (ValueError, TypeError, x509.InvalidVersion, UnsupportedAlgorithm)
"""What a damaged certificate raises: when it is parsed, or when its key or its name is asked."""

SIGNATURE_ID = 0x10
AUTHENTICATION_ID = 0x20


def read_cps(session: CardSession) -> ProfessionalCard:
    """Read everything that the card says freely; needs no code.

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
    serial = _maybe(session, SERIAL)
    update = _maybe(session, UPDATE)
    return ProfessionalCard(
        **texts,
        kind=recognise(session.atr),
        serial=None if serial is None else wire.icc_serial(serial, file="D003"),
        validity=validity,
        update=None if update is None else wire.update_period(update, file="D010"),
        opposed=update is not None and wire.is_empty(update),
        situations=_situations(session),
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
        demand(session, SELECT_APPLICATION)
    demand(session, _select(path))
    return read_selected(session, piece=PIECE)


def _maybe(session: CardSession, path: bytes) -> bytes | None:
    """Read a file by an absolute path, or return none when the card has no such file."""
    return read_if_there(session, _select(path), piece=PIECE)


def _situations(session: CardSession) -> tuple[Situation, ...]:
    """Read the situations; their numbers may have gaps."""
    found = []
    for number in range(1, SITUATIONS + 1):
        file = f"{FIRST_SITUATION + number - 1:04X}"
        content = _maybe(session, HOLDER[:-2] + bytes.fromhex(file))
        if content is not None:
            found.append(wire.situation(content, file=file, number=number))
    return tuple(found)


def _certificate(session: CardSession, paths: dict[int, bytes], identifier: int) -> Certificate:
    file = f"certificate {identifier:02X}"
    if identifier not in paths:
        raise PeerViolation("CAR-CERTIFICAT-ABSENT", reader=session.reader, file=file)
    der = pkcs15.only_object(_read(session, paths[identifier]), file=file)
    try:
        parsed = x509.load_der_x509_certificate(der)
        readable = isinstance(parsed.public_key(), RSAPublicKey)
        parsed.subject.rfc4514_string()
    except UNREADABLE as error:
        raise PeerViolation("CAR-CERTIFICAT-ILLISIBLE", file=file) from error
    if not readable:
        raise PeerViolation("CAR-CERTIFICAT-ILLISIBLE", file=file)
    return Certificate(der, parsed)
