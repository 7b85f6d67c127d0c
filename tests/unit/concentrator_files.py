"""What a professional sends to the simulated concentrator: B2 files, in signed envelopes."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import UTC, timedelta
from importlib.resources import files

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml.algorithms import CanonicalizationMethod
from signxml.signer import XMLSigner

from binocle_simulators.world import START

PS = "00000992604231"
FUND, INSURER = "00000001999000", "00001100000000"
NS = "urn:simulateur-binocle:concentrateur"


# -- a signer -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Signer:
    key: RSAPrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)


def issued(name: str, by: Signer | None = None, *, days: int = 365) -> Signer:
    """Make a key and its certificate, its own authority when nobody issues it."""
    key = generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    start = START.astimezone(UTC) - timedelta(days=10)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=days))
        .sign(by.key if by else key, hashes.SHA256())
    )
    return Signer(key, certificate)


def shipped_signer() -> Signer:
    """Return what the authentication key of the bench's CPS signs with."""
    keys = files("binocle_simulators.cards") / "keys"
    key = serialization.load_pem_private_key((keys / "authentication.key.pem").read_bytes(), None)
    assert isinstance(key, RSAPrivateKey)
    pem = (keys / "authentication.crt.pem").read_bytes()
    return Signer(key, x509.load_pem_x509_certificate(pem))


def signed(root: etree._Element, signer: Signer) -> bytes:
    """Sign the element whose ``ID`` is ``_1``, as PROTOCOLS 4 says."""
    signer_ = XMLSigner(c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0)
    done = signer_.sign(
        root, key=signer.key, cert=[signer.certificate], reference_uri="_1", id_attribute="ID"
    )
    return etree.tostring(done)


def envelope(
    content: bytes, signer: Signer, *, name: str, sender: str = PS, digest: str | None = None
) -> bytes:
    """Sign a file as PROTOCOLS 5 says."""
    root = etree.Element(f"{{{NS}}}Enveloppe", ID="_1")
    for tag, text in (
        ("Emetteur", sender),
        ("Nom", name),
        ("Empreinte", digest or hashlib.sha256(content).hexdigest()),
        ("Contenu", base64.b64encode(content).decode()),
    ):
        etree.SubElement(root, f"{{{NS}}}{tag}").text = text
    return signed(root, signer)


# -- a file ---------------------------------------------------------------------------------------


def _sealed(records: list[str]) -> str:
    text = "".join(record.ljust(128) for record in records)
    assert text.endswith(" " * 32)
    seal = hashlib.sha256(text.encode()).hexdigest()[:22].upper()
    return f"{text[:-32]}SIMULATEUR{seal}"


def b2_file(
    *numbers: int,
    lot: str = "027",
    file: str = "000027",
    dre: bool = False,
    split: bool = False,
    stamp: str = "S",
    day: str = "240528",
    operation: str = "1",
) -> bytes:
    """Write one lot of invoices of one line: 103,00 billed, 0,03 AMO, 24,82 AMC in a DRE."""
    kind, recipient, fund, pivot = (
        ("OC", INSURER, "000", "     ") if dre else ("CP", FUND, "999", "01999")
    )
    proof = "1" if stamp == "D" else "4"
    amc, payee, insurer = (2482, "15", "1100000000") if dre else (0, "05", "")
    body = ""
    for number in numbers:
        prefix = f"992604231 255069999999934{number:09d}"
        flag = "E" if dre or split else " "
        records = [
            f"2{prefix} T {operation}240528{flag}F 019999999{proof}"
            "99100001924051500010000000000000000005506151"
            f"          15{payee}00{insurer}",
            *([f"2{prefix}M1100000000{'':25}12345678"] if dre else []),
            f"4{prefix}   000000000009   09926042310000240528VU3  010001000100103000000005060"
            f"00000030010300 0{amc:07d}",
            f"4{prefix}F01    2287916      A{'':20}24052800000000000050100103000000005" + "0010300",
            f"5{prefix}   002{'':16}000103000000000300010297{amc:08d}".ljust(128),
        ]
        body += _sealed(records)
    n = len(numbers)
    opening = (
        f"1992604231      {fund}{lot}       {'OPTIQUE FICTIVE':40}00{day} FR{stamp}062007U{pivot}"
    )
    closing = (
        f"6992604231{n:03d}{2 * n:04d}{n:04d}{n:03d}{10300 * n:09d}{3 * n:09d}{amc * n:09d}{lot}TF"
    )
    whole = _sealed([opening.ljust(128) + body + closing.ljust(128)])
    count = len(whole) // 128 + 2
    head = f"000TP{PS}      {kind}{recipient}000000SV{file}240528FR  B2{'':15}128"
    tail = f"999TP{PS}      {kind}{recipient}      SV{file}{count:08d}{'':19}001"
    return (head.ljust(128) + whole + tail.ljust(128)).encode()
