"""Small fake cards at the port: files in places, T=0 lengths, a code, two keys, a sudden end."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

CPS, VITALE = "READER [CPS] 00 00", "READER [VITALE] 01 00"
PLACES = {
    "D2500000024D465F564954414C45": "MF_VITALE",
    "D250000002564954414C45": "VITALE",
    "E828BD080F8025000001FF0010": "P15",
}


def tlv(tag: int, *values: bytes | str) -> bytes:
    """Write one data object, as short as its length allows."""
    body = b"".join(v.encode("latin-1") if isinstance(v, str) else v for v in values)
    name = tag.to_bytes((tag.bit_length() + 7) // 8, "big")
    size = len(body)
    if size < 0x80:
        return name + bytes((size,)) + body
    written = size.to_bytes(1 if size < 0x100 else 2, "big")
    return name + bytes((0x80 | len(written),)) + written + body


@dataclass
class FakeCard:
    """A T=0 card.

    Attributes:
        files: content by (place, file); a file is its id or ``sfi2``.
        ends_at: the number of the exchange, from 0, at which ``end`` happens, for good.
    """

    atr: bytes
    files: Mapping[tuple[str, str], bytes]
    keys: Mapping[int, RSAPrivateKey] = field(default_factory=dict)
    code: bytes = b"1234"
    tries: int = 3
    verified: bool = False
    place: str = "3F00"
    current: bytes | None = None
    waiting: bytes = b""
    exchanges: int = 0
    ends_at: int | None = None
    end: Callable[[], bytes] = field(default=lambda: b"")
    block: bytes = b""
    sent: list[bytes] = field(default_factory=list)

    def close(self) -> None:
        """Forget nothing: a test may look."""

    def transmit(self, command: bytes) -> bytes:
        if self.ends_at is not None and self.exchanges >= self.ends_at:
            return self.end()
        self.exchanges += 1
        self.sent.append(command)
        answer = {
            0xA4: self.select,
            0xB0: self.read,
            0xC0: self.get_response,
            0x20: self.verify,
            0x24: self.change,
            0x2C: self.unblock,
            0x22: lambda _: b"\x90\0",
            0x2A: self.perform,
            0x88: self.authenticate,
        }[command[1]]
        return answer(command)

    def get_response(self, command: bytes) -> bytes:
        return self.waiting[: command[4] or 256] + b"\x90\0"

    def select(self, command: bytes) -> bytes:
        name = command[5 : 5 + command[4]].hex().upper()
        if name in PLACES or name == "3F00":
            self.place = PLACES.get(name, name)
            self.current = None
            return b"\x90\0"
        if command[2] == 0x09:
            self.place, name = name[4:-4] or "3F00", name[-4:]
        self.current = self.files.get((self.place, name))
        if self.current is None:
            return b"\x6a\x82"
        self.waiting = tlv(0x62, name)
        return b"\x90\0" if command[3] & 0x0C == 0x0C else bytes((0x61, len(self.waiting)))

    def read(self, command: bytes) -> bytes:
        offset = command[2] << 8 | command[3]
        if command[2] & 0x80:
            offset = command[3]
            self.current = self.files.get((self.place, f"sfi{command[2] & 0x1F}"))
            if self.current is None:
                return b"\x6a\x82"
        assert self.current is not None
        left = self.current[offset:]
        if not left:
            return b"\x6b\0"
        wanted = command[4] or 256
        if len(left) < wanted:
            return bytes((0x6C, len(left)))
        return left[:wanted] + b"\x90\0"

    def verify(self, command: bytes) -> bytes:
        assert command[3] == 0x05
        if len(command) == 4:
            return b"\x90\0" if self.verified else self.counted()
        if not self.tries:
            return b"\x69\x83"
        self.verified = command[5:] == self.code
        self.tries = 3 if self.verified else self.tries - 1
        return b"\x90\0" if self.verified else self.counted()

    def change(self, command: bytes) -> bytes:
        if command[5:9] != self.code:
            self.tries -= 1
            return self.counted()
        self.code, self.tries = command[9:], 3
        return b"\x90\0"

    def counted(self) -> bytes:
        return bytes((0x63, 0xC0 | self.tries)) if self.tries else b"\x69\x83"

    def unblock(self, command: bytes) -> bytes:
        if command[5:13] != b"87654321":
            return b"\x63\xc2"
        self.code, self.tries = command[13:], 3
        return b"\x90\0"

    def perform(self, command: bytes) -> bytes:
        if not self.verified:
            return b"\x69\x82"
        if command[2:4] == b"\x90\xa0":
            assert command[5:8] == b"\x90\0\x80"
            self.block = command[9:]
            assert command[8] == len(self.block) <= 64
            return b"\x90\0"
        return self.keys[0x10].sign(self.block, PKCS1v15(), SHA256()) + b"\x90\0"

    def authenticate(self, command: bytes) -> bytes:
        if not self.verified:
            return b"\x69\x82"
        digest = command[5:][-32:]
        self.waiting = self.keys[0x20].sign(digest, PKCS1v15(), Prehashed(SHA256()))
        return b"\x61\0"


@dataclass
class ChipDocCard(FakeCard):
    """A CPS4 that speaks T=1: class 00 as above, class 01 once its application is selected.

    Attributes:
        left: what class 01 answers from elsewhere, or none when the application is selected.
        unblocking: whether the unblocking code was shown, then the counter reset.
    """

    left: bytes | None = b"\x68\x81"
    chain: bytes = b""
    unblocking: int = 0

    def transmit(self, command: bytes) -> bytes:
        if not command[0] & 0x01 or (self.ends_at is not None and self.exchanges >= self.ends_at):
            return super().transmit(command)
        self.exchanges += 1
        self.sent.append(command)
        if command[1] == 0xA4:
            assert command == bytes.fromhex("01A4040C08 8025000001FF0100")
            self.left, self.chain = None, b""
            return b"\x90\0"
        if self.left:
            return self.left
        return self.chipdoc(
            command[0], command[1:4].hex().upper(), command[5 : 5 + self.lc(command)]
        )

    @staticmethod
    def lc(command: bytes) -> int:
        return command[4] if len(command) > 5 else 0

    def chipdoc(self, cla: int, header: str, data: bytes) -> bytes:
        if header != "2A8086":
            self.chain = b""
        match header:
            case "200005" if not data:
                return b"\x90\0" if self.verified else self.counted()
            case "200005":
                return self.verify(b"\0\x20\0\x05\x04" + data)
            case "200002":
                self.unblocking = data == b"87654321"
                return b"\x90\0" if self.unblocking else b"\x63\xc2"
            case "2C0385" if self.unblocking and not data:
                self.unblocking = 2
                return b"\x90\0"
            case "240105" if self.verified or self.unblocking == 2:
                self.code, self.tries, self.verified = data, 3, False
                return b"\x90\0"
            case "2281B6" | "2241B8":
                assert data == bytes.fromhex("91024281" if header == "2281B6" else "830120")
                return b"\x90\0"
            case "2A90A0" | "2A9E9A":
                return self.perform(bytes((cla,)) + bytes.fromhex(header) + b"\0" + data)
            case "2A8086":
                return self.decipher(cla, data)
        raise AssertionError(header)

    def decipher(self, cla: int, data: bytes) -> bytes:
        """Raw RSA of chained pieces."""
        self.chain += data
        if cla == 0x11:
            return b"\x90\0"
        block, self.chain = self.chain, b""
        assert cla == 0x01
        assert len(block) == 256
        if not self.verified:
            return b"\x69\x82"
        key = self.keys[0x20].private_numbers()
        number = pow(int.from_bytes(block, "big"), key.d, key.public_numbers.n)
        return number.to_bytes(256, "big") + b"\x90\0"


@dataclass
class Desk:
    """Two readers that are always plugged in."""

    cards: Mapping[str, FakeCard]

    def names(self) -> Sequence[str]:
        return [CPS, VITALE]

    def connect(self, reader_name: str) -> FakeCard:
        try:
            return self.cards[reader_name]
        except KeyError:
            raise ConnectionError("no card") from None


@dataclass
class FixedClock:
    """A clock that a test sets."""

    instant: datetime = datetime(2024, 5, 28, 9, 13, tzinfo=UTC)

    def now(self) -> datetime:
        return self.instant

    def elapsed(self) -> float:
        return 0.0


def vitale_files() -> dict[tuple[str, str], bytes]:
    """Nathalie DESMAUX and a child of her, on one card."""
    nathalie = tlv(0x65, tlv(0x80, "DESMAUX  "), tlv(0x81, "NATHALIE"), tlv(0x82, "19550615"))
    leo = tlv(0x65, tlv(0x80, "DESMAUX"), tlv(0x81, "LÉO"), tlv(0x82, "20151901"))
    nir = tlv(0x65, tlv(0x93, "255069999999934"))
    always = tlv(0x80, "00000000") + tlv(0x81, "00000000")
    cover = tlv(0xA1, always, tlv(0x82, "0"), tlv(0x83, "0100"), tlv(0x84, "0"), tlv(0x85, "060"))
    common = (
        tlv(0x81, "01"), tlv(0x82, "999"), tlv(0x83, "9999"), tlv(0x84, "10"),
        tlv(0x85, "255069999999934"), tlv(0x87, "1"), tlv(0x88, "00"),
        tlv(0xA0, tlv(0x80, "20200201"), tlv(0x81, "20250131")), cover,
    )  # fmt: skip
    block = tlv(
        0xA5, tlv(0x80, "0"), *common, tlv(0x86, "19550615"), tlv(0x89, "255069999999934"),
        tlv(0x8A, "5, BD MARIE ET ALEXANDRE OYON"), tlv(0x8A, "72019 LE MANS CEDEX 2"),
        tlv(0x8B, "CPAM-Caisse de TEST"), tlv(0x8C, "DESMAUX/NATHALIE/DESMAUX"),
        tlv(0xA2, tlv(0x80, "1100000000"), tlv(0x81, "12345678"), tlv(0x82, "20240101"),
            tlv(0x83, "20251231")),
        tlv(0xA3, tlv(0x80, "019999999"), tlv(0x81, "017211234"), tlv(0x82, "200912012"),
            tlv(0x83, "019999999"), tlv(0x84, "999999999")),
    )  # fmt: skip
    child = tlv(0xA5, tlv(0x80, "6"), *common, tlv(0x86, "20151901"), tlv(0x8C, "DESMAUX/LÉO/"))
    rights = tlv(
        0xE1, tlv(0x80, "SIMULATEUR BINOCLE 1"), tlv(0x81, "D"), tlv(0x82, "0468920691"),
        block, child,
    )  # fmt: skip
    return {
        ("3F00", "sfi2"): nathalie + leo + b"\0" * 20,
        ("MF_VITALE", "D001"): nathalie + leo + b"\0" * 20,
        ("VITALE", "sfi2"): nir + nir,
        ("VITALE", "2A01"): rights + b"\0" * (768 - len(rights)),
    }


def path(text: str) -> bytes:
    return tlv(0x30, tlv(0x04, bytes.fromhex(text)))


def entry(identifier: str, place: str) -> bytes:
    """One certificate in a CDF."""
    label = tlv(0x30, tlv(0x0C, "Certificat"))
    name = tlv(0x30, tlv(0x04, bytes.fromhex(identifier)))
    return tlv(0x30, label, name, tlv(0xA1, tlv(0x30, path(place))))


def code_object(flags: str, reference: str) -> bytes:
    """One code in an AODF."""
    pin = tlv(
        0x30,
        tlv(0x03, bytes.fromhex(flags)),
        tlv(0x0A, b"\1"),
        tlv(0x02, b"\4"),
        tlv(0x02, b"\4"),
        tlv(0x80, bytes.fromhex(reference)),
    )
    label = tlv(0x30, tlv(0x0C, "Code"))
    return tlv(0x30, label, tlv(0x30, tlv(0x04, b"\1")), tlv(0xA1, pin))


def certificate(key: RSAPrivateKey, name: str) -> bytes:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") >> 1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2040, 1, 1, tzinfo=UTC))
        .sign(key, SHA256())
    )
    return made.public_bytes(Encoding.DER)


def cps_files(keys: Mapping[int, RSAPrivateKey]) -> dict[tuple[str, str], bytes]:
    holder = tlv(
        0xE2, tlv(0x80, "SIMULATEUR BINOCLE 1"), tlv(0x81, "10004567897"), tlv(0x82, "LUNETTE"),
        tlv(0x83, "ANNE"), tlv(0x84, "MME"), tlv(0x85, "OPTICIEN"), tlv(0x86, "20220101"),
        tlv(0x87, "20251231"),
    )  # fmt: skip

    def situation(name: str, rights: str) -> bytes:
        return tlv(
            0xE3, tlv(0x80, name), tlv(0x81, "992604231"), tlv(0x82, "59"), tlv(0x83, "1"),
            tlv(0x84, "00"), tlv(0x85, rights),
        )  # fmt: skip

    return {
        ("P15", "5031"): tlv(0xA8, path("7001")) + tlv(0xA4, path("3F0000017004")) + b"\0\0",
        ("P15", "7001"): code_object("0202", "85") + code_object("0238", "05"),
        ("0001", "7004"): entry("E83310", "3F0000017010") + entry("E83320", "7020"),
        ("0001", "7010"): certificate(keys[0x10], "SIGNATURE") + b"\0" * 9,
        ("P15", "7020"): certificate(keys[0x20], "AUTHENTIFICATION"),
        ("0001", "D001"): holder,
        ("3F00", "D003"): bytes.fromhex("5A0A 8025000001 0123456789"),
        ("0001", "D120"): situation("OPTIQUE DE TEST", "FL"),
        ("0001", "D123"): situation("OPTIQUE ANNEXE", ""),
    }
