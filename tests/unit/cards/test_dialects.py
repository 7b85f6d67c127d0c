"""What each family of CPS is told, byte for byte as the protocols print it."""

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given, settings
from hypothesis import strategies as st

from binocle.cards.dialects import DIALECTS, MODULUS, padded
from binocle.cards.model import CardKind

INFO = "3031300D060960864801650304020105000420"
EMPTY = hashlib.sha256(b"").hexdigest().upper()
HIGH = "0001" + "FF" * 202 + "00" + INFO + EMPTY

# Protocols of the simulated peers 2, copied by hand: reference 05, code 1234, new code 5678.
SAID = {
    (CardKind.CPS3, "query"): ["00200005"],
    (CardKind.CPS3, "verify"): ["0020000504 31323334"],
    (CardKind.CPS3, "change"): ["0024000508 31323334 35363738"],
    (CardKind.CPS3, "unblock"): ["002C00050C 3837363534333231 35363738"],
    (CardKind.CPS3, "sign"): [
        "002241B606 800142 840181",
        "002A90A006 900080 02 4142",
        "002A9E9A00",
    ],
    (CardKind.CPS3, "authenticate"): ["002241A406 800102 840182", f"0088000033 {INFO}{EMPTY} 00"],
    (CardKind.CPS4, "query"): ["01200005"],
    (CardKind.CPS4, "verify"): ["0120000504 31323334"],
    (CardKind.CPS4, "change"): ["0120000504 31323334", "0124010504 35363738"],
    (CardKind.CPS4, "unblock"): [
        "0120000208 3837363534333231",
        "012C0385",
        "0124010504 35363738",
    ],
    (CardKind.CPS4, "sign"): ["012281B604 91024281", "012A90A006 900080 02 4142", "012A9E9A00"],
    (CardKind.CPS4, "authenticate"): [
        "012241B803 830120",
        f"012A8086 000100 {HIGH} 0100",
    ],
}


@pytest.mark.parametrize(("kind", "gesture"), SAID)
def test_what_is_said(kind: CardKind, gesture: str) -> None:
    dialect = DIALECTS[kind]
    said = {
        "query": [dialect.query_code(5)],
        "verify": dialect.verify(5, "1234"),
        "change": dialect.change(5, "1234", "5678"),
        "unblock": dialect.unblock(5, "87654321", "5678"),
        "sign": dialect.sign(b"AB"),
        "authenticate": dialect.authenticate(b""),
    }[gesture]
    assert [command.encode() for command in said] == [
        bytes.fromhex(text) for text in SAID[kind, gesture]
    ]


def test_the_application_of_each_family() -> None:
    ias, chipdoc = (DIALECTS[kind].application for kind in (CardKind.CPS3, CardKind.CPS4))
    assert ias is None
    assert chipdoc is not None
    assert chipdoc.encode() == bytes.fromhex("01A4040C08 8025000001FF0100")


@pytest.mark.parametrize("kind", DIALECTS)
def test_no_code_shows_in_what_is_printed(kind: CardKind) -> None:
    dialect = DIALECTS[kind]
    told = repr((dialect.verify(5, "7391"), dialect.change(5, "7391", "8264")))
    assert "7391" not in told
    assert "8264" not in told


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_raw_rsa_over_our_padding_is_a_signature(
    keys: dict[int, RSAPrivateKey], data: bytes
) -> None:
    """The norm's own signature, made by another program, is the same number."""
    numbers = keys[0x20].private_numbers()
    block = padded(bytes.fromhex(INFO) + hashlib.sha256(data).digest())
    raw = pow(int.from_bytes(block, "big"), numbers.d, numbers.public_numbers.n)
    assert raw.to_bytes(MODULUS, "big") == keys[0x20].sign(data, PKCS1v15(), SHA256())
