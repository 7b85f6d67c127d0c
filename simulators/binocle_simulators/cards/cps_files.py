"""What a CPS by contact holds: its files, written once from its holder.

Law of this file: the business data are ours (assumed, PROTOCOLS 2), the rest has the shape that
OpenSC's IAS ECC driver and the agency's own library read.
Source: cards sheet 1.9 (files), 1.12 (what OpenSC asks); PKCS#15 v1.1 (structures of 5031 and on).
"""

from dataclasses import dataclass, field

from .authority import AUTHENTICATION, FIRST_NAME, NAME, RPPS, SIGNATURE, certificate_der
from .files import MASTER, Df, Ef
from .tlv import tlv

PKCS15 = bytes.fromhex("E828BD080F8025000001FF0010")
"""Application identifier of the contact PKCS#15 application."""

DATA = 0x0001
"""Directory of the holder's data and of the keys."""

MOST_SITUATIONS = 16
SIMULATED = "SIMULATEUR BINOCLE 1"
ISSUER_NUMBER = bytes.fromhex("8025000001")


@dataclass(frozen=True)
class Situation:
    """One place and way of practice.

    Attributes:
        structure: name of the shop.
        billing_number: 9 digits.
        speciality: 2 digits.
        convention: code.
        zone: tariff zone, 2 digits.
        rights: of ``F`` (may sign FSE) and ``L`` (may sign lots).
        number: which of the sixteen places of the card it takes, 1 to 16; 0 is the place after the
            situation before it. Real cards leave holes (cards sheet 1.8).
    """

    structure: str
    billing_number: str
    speciality: str = "64"
    convention: str = "1"
    zone: str = "10"
    rights: str = "FL"
    number: int = 0


class UnfitHolder(ValueError):
    """A holder that no CPS can carry; the text says why."""


@dataclass(frozen=True)
class CpsHolder:
    """Whose card it is, and the secrets that the letters gave.

    The shipped certificates always name :data:`DEMO_HOLDER`.

    Attributes:
        rpps: national identifier, 11 digits.
        first_day: first day of validity, 8 digits; ``last_day`` likewise.
        code: the holder's code, 4 digits.
        unblocking_code: 8 digits.
        opposed: the card was made unusable: its EF_ACTUA is empty (cards sheet 1.9).
        serial: serial number of the card, 5 bytes in hex.
    """

    rpps: str
    name: str
    first_name: str
    situations: tuple[Situation, ...]
    civility: str = "M"
    profession: str = "OPTICIEN-LUNETIER"
    first_day: str = "20230528"
    last_day: str = "20270528"
    code: str = field(default="1234", repr=False)
    unblocking_code: str = field(default="12345678", repr=False)
    opposed: bool = False
    serial: str = "0000000001"

    def numbered(self) -> dict[int, Situation]:
        """Return the situations by their number on the card.

        Raises:
            UnfitHolder: a number is not of 1 to 16, or two situations have the same.
        """
        found: dict[int, Situation] = {}
        last = 0
        for situation in self.situations:
            last = situation.number or last + 1
            if last in found or not 1 <= last <= MOST_SITUATIONS:
                raise UnfitHolder(f"situation {last}: twice, or not of 1 to {MOST_SITUATIONS}")
            found[last] = situation
        return found


DEMO_HOLDER = CpsHolder(
    rpps=RPPS,
    name=NAME,
    first_name=FIRST_NAME,
    situations=(Situation("OPTIQUE FICTIVE", "992604231"),),
)
"""The optician of the bench; visibly fictitious."""


@dataclass(frozen=True)
class Key:
    """One key pair of the card.

    Attributes:
        role: ``signature`` or ``authentication``.
        reference: as the security environment names it; ``pkcs15_id`` as PKCS#15 does.
        sdo: number of its security data object.
        usage: PKCS#15 key usage bits, padding count first.
        access: what its access rule allows once the code is verified, a bit an action.
        certificate: file id.
    """

    role: str
    label: str
    reference: int
    sdo: int
    pkcs15_id: bytes
    usage: bytes
    access: int
    certificate: int


SIGN, AUTHENTICATE, DECIPHER = 0x40, 0x20, 0x10
"""Bits of the access rule of a key (IAS ECC)."""

KEYS = (
    Key(SIGNATURE, "CPS_PRIV_SIG", 0x81, 1, b"\x01\x10", b"\x05\x20", SIGN | AUTHENTICATE, 0xC010),
    Key(
        AUTHENTICATION,
        "CPS_PRIV_AUT",
        0x82,
        2,
        b"\x01\x20",
        b"\x05\x60",
        AUTHENTICATE | DECIPHER,
        0xC020,
    ),
)
"""References and ids are assumed, and what OpenSC wants: usage "sign" on both (cards sheet 1.12),
and INTERNAL AUTHENTICATE on both, which is how it signs with plain RSA."""


def tree(
    holder: CpsHolder, *, code_reference: int, model: str = "CPS3", more: tuple[Df, ...] = ()
) -> Df:
    """Return the whole tree of a contact CPS3 or CPS4.

    Args:
        holder: whose card it is.
        code_reference: what VERIFY calls the holder's code, published in the AODF.
        model: the label of the token.
        more: directories of other applications, put last in the root.

    Raises:
        UnfitHolder: as :meth:`CpsHolder.numbered`.
    """
    data = Df(DATA, (*business_files(holder), Ef(CONTACT_MARK, b"\x01")))
    pkcs15 = _pkcs15(holder, code_reference, model)
    return Df(MASTER, (*root_files(holder, PKCS15), data, pkcs15, *more))


# -- root ---------------------------------------------------------------------------------------

CONTACT_MARK = 0x7001
"""File that is readable by contact only; the agency's library tells the two by it."""


def root_files(holder: CpsHolder, application: bytes) -> tuple[Ef, ...]:
    """Return the files of the root: DIR, EF.ATR, EF.SN.ICC, EF_ACTUA."""
    return (
        Ef(0x2F00, _directory(application)),
        Ef(0x2F01, EF_ATR),
        serial_file(holder),
        Ef(0xD010, b"" if holder.opposed else _actua(holder)),
    )


def serial_file(holder: CpsHolder) -> Ef:
    """Return EF.SN.ICC, 12 bytes."""
    return Ef(0xD003, tlv(0x5A, ISSUER_NUMBER, bytes.fromhex(holder.serial)), sfi=0x1C)


EF_ATR = b"\x80" + b"".join(
    (
        tlv(0x43, b"\xb8"),
        tlv(0x46, bytes.fromhex("04B0ECC1")),
        tlv(0x47, bytes.fromhex("940180")),
        tlv(0xE0, *(tlv(0x02, bytes.fromhex("00E7")) for _ in range(4))),
        tlv(0x82, bytes.fromhex("9000")),
    )
)
"""EF.ATR, with the stray 80 at its head; the four sizes are plain and secured, out and in."""


def _directory(application: bytes) -> bytes:
    return tlv(
        0x61, tlv(0x4F, application), tlv(0x50, b"CPS"), tlv(0x51, bytes.fromhex("3F005015"))
    )


def _actua(holder: CpsHolder) -> bytes:
    """Return the template of the last update: first and last day, BCD."""
    return tlv(
        0xEC,
        tlv(0x81, bytes.fromhex(holder.first_day)),
        tlv(0x82, bytes.fromhex(holder.last_day)),
    )


# -- holder and situations, PROTOCOLS 2 -----------------------------------------------------------


def _fields(*texts: str) -> bytes:
    return b"".join(tlv(tag, text.encode("latin-1")) for tag, text in enumerate(texts, start=0x80))


def _holder(h: CpsHolder) -> bytes:
    who = (h.rpps, h.name, h.first_name, h.civility, h.profession)
    return tlv(0xE2, _fields(SIMULATED, *who, h.first_day, h.last_day))


def business_files(holder: CpsHolder) -> tuple[Ef, ...]:
    """Return the file of the holder, then one a situation."""
    situations = (
        Ef(FIRST_SITUATION + number - 1, _situation(situation))
        for number, situation in holder.numbered().items()
    )
    return (Ef(0xD001, _holder(holder)), *situations)


FIRST_SITUATION = 0xD120


def _situation(s: Situation) -> bytes:
    texts = (s.structure, s.billing_number, s.speciality, s.convention, s.zone, s.rights)
    return tlv(0xE3, _fields(*texts))


# -- PKCS#15 ------------------------------------------------------------------------------------

_APPLICATION = 0x5015
_AODF, _PRKDF, _CDF, _DODF = 0x4401, 0x4402, 0x4404, 0x4407
_CODE_ID = b"\x01"
_SEQUENCE, _INTEGER, _BITS, _OCTETS, _UTF8, _ENUMERATED, _NULL = 0x30, 2, 3, 4, 12, 10, 5
_COMPUTE_SIGNATURE, _DECIPHER, _HASH = b"\x06\x40", b"\x02\x04", b"\x01\x02"
_RSA, _SHA1_RSA, _SHA256_RSA, _SHA1, _SHA256 = (
    bytes.fromhex(oid)
    for oid in (
        "06092A864886F70D010101",
        "06092A864886F70D010105",
        "06092A864886F70D01010B",
        "06052B0E03021A",
        "0609608648016503040201",
    )
)
_ALGORITHMS = (
    (0x40, _COMPUTE_SIGNATURE, _SHA256_RSA, 0x42),
    (0x01, _COMPUTE_SIGNATURE, _RSA, 0x02),
    (0x01, _DECIPHER, _RSA, 0x1A),
    (0x06, _COMPUTE_SIGNATURE, _SHA1_RSA, 0x12),
    (0x250, _HASH, _SHA256, 0x40),
    (0x220, _HASH, _SHA1, 0x10),
)
"""PKCS#11 mechanism, operation, object identifier, reference of each."""


def _pkcs15(holder: CpsHolder, code_reference: int, model: str) -> Df:
    return Df(
        _APPLICATION,
        (
            Ef(0x5031, _odf((0xA0, _PRKDF), (0xA4, _CDF), (0xA7, _DODF), (0xA8, _AODF))),
            Ef(0x5032, token_info(holder, model)),
            Ef(_AODF, _code_object(code_reference)),
            Ef(_PRKDF, b"".join(_key_object(key) for key in KEYS)),
            Ef(_CDF, b"".join(_certificate_object(key) for key in KEYS)),
            Ef(_DODF, b"".join(_data_objects(holder))),
            *(Ef(key.certificate, certificate_der(key.role)) for key in KEYS),
        ),
        PKCS15,
    )


def pkcs15_without_keys(holder: CpsHolder, model: str, name: bytes) -> Df:
    """Return a PKCS#15 application that names itself and lists nothing."""
    return Df(_APPLICATION, (Ef(0x5031, b""), Ef(0x5032, token_info(holder, model))), name)


def _sequence(*parts: bytes) -> bytes:
    return tlv(_SEQUENCE, *parts)


def _integer(number: int) -> bytes:
    """Return a DER integer; the byte of the sign is kept."""
    return tlv(_INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def _path(*fids: int) -> bytes:
    return _sequence(tlv(_OCTETS, b"".join(fid.to_bytes(2, "big") for fid in fids)))


def _label(label: str, *more: bytes) -> bytes:
    return _sequence(tlv(_UTF8, label.encode()), *more)


def _odf(*lists: tuple[int, int]) -> bytes:
    """Return the list of lists: private keys A0, certificates A4, data A7, codes A8."""
    return b"".join(tlv(tag, _path(MASTER, _APPLICATION, fid)) for tag, fid in lists)


def token_info(holder: CpsHolder, model: str) -> bytes:
    """Return the card's own description; the code is needed, and the card makes random numbers."""
    algorithms = (
        _sequence(
            _integer(number),
            _integer(mechanism),
            tlv(_NULL),
            tlv(_BITS, operation),
            oid,
            _integer(reference),
        )
        for number, (mechanism, operation, oid, reference) in enumerate(_ALGORITHMS, start=1)
    )
    return _sequence(
        _integer(0),
        tlv(_OCTETS, bytes.fromhex(holder.serial)),
        tlv(_UTF8, b"SIMULATEUR BINOCLE"),
        tlv(0x80, model.encode("ascii")),
        tlv(_BITS, b"\x05\x60"),
        tlv(0xA2, *algorithms),
    )


def _code_object(reference: int) -> bytes:
    """Return the holder's code: 4 ASCII digits, not padded, global, initialised."""
    attributes = _sequence(
        tlv(_BITS, b"\x03\x08"),
        tlv(_ENUMERATED, b"\x01"),
        _integer(4),
        _integer(4),
        _integer(4),
        tlv(0x80, bytes((reference,))),
        _path(MASTER),
    )
    common = _label("Code Porteur", tlv(_BITS, b"\x06\xc0"))
    return _sequence(common, _sequence(tlv(_OCTETS, _CODE_ID)), tlv(0xA1, attributes))


def _key_object(key: Key) -> bytes:
    return _sequence(
        _label(key.label, tlv(_BITS, b"\x07\x80"), tlv(_OCTETS, _CODE_ID)),
        _sequence(
            tlv(_OCTETS, key.pkcs15_id),
            tlv(_BITS, key.usage),
            tlv(_BITS, b"\x03\xb8"),
            _integer(key.reference),
        ),
        tlv(0xA1, _sequence(_path(MASTER, DATA), _integer(2048))),
    )


def _certificate_object(key: Key) -> bytes:
    return _sequence(
        _label(key.label.replace("PRIV", "CERT")),
        _sequence(tlv(_OCTETS, key.pkcs15_id)),
        tlv(0xA1, _sequence(_path(MASTER, _APPLICATION, key.certificate))),
    )


def _data_objects(holder: CpsHolder) -> list[bytes]:
    """Return the data that the agency's library shows; which file is behind which is assumed."""
    found = [("CPS_ID_CARD", (MASTER, 0xD003)), ("CPS_INFO_PS", (MASTER, DATA, 0xD001))]
    found += [
        (f"CPS_ACTIVITY_{number:02d}_PS", (MASTER, DATA, FIRST_SITUATION + number - 1))
        for number in holder.numbered()
    ]
    return [
        _sequence(_label(label), _sequence(tlv(_UTF8, b"CPS")), tlv(0xA1, _path(*path)))
        for label, path in found
    ]
