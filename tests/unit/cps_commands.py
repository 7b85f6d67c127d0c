"""The commands that tests send to a simulated CPS, and how they send them."""

import hashlib
from dataclasses import replace
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from binocle_simulators.cards import (
    DEMO_HOLDER,
    Cps4Card,
    Iso7816Card,
    certificate_der,
    make_cps,
)
from binocle_simulators.world import World

OPEN = "01A4040C088025000001FF0100"
MANAGER = "01A4040C07A0000001510000"
CPS2TER = "00A4040C088025000001FF0002"
SIGN_PKCS1, SIGN_PSS, DECIPHER = "012281B60491024281", "012281B60491024581", "012241B803830120"
CODE, PUK, NEW, WRONG = "31323334", "3132333435363738", "35363738", "30303030"
WRONG_PUK = WRONG * 2
BLOCK = b"BINOCLE-FSE1" + hashlib.sha256(b"sealed").digest()
HASH_BLOCK = f"2A90A0{len(BLOCK) + 4:02X}900080{len(BLOCK):02X}{BLOCK.hex()}"
KINDS = {
    "cps2ter": "3BAC00402A001225006480820212009000",
    "cps3": "3BAC00402A001225006480000310009000",
    "cps3-contactless": "3B8F80010031B86404B0ECC1739401808290000E",
    "cps3-contactless-hospital": "3B8F80010031B86404B0ECC173940180FFFFFFE3",
    "cps4": "3B9B188001001225006480040100009044",
    "cps4-rc": "3B9B188001001225006480000401009044",
    "cps4-t0": "3BDC18FF00001225006480000401009000",
}


def card_of(kind: str, **changes: Any) -> Any:
    card = make_cps(kind, replace(DEMO_HOLDER, **changes), chance=World().stream("cps"))
    card.power_on()
    return card


def ask(card: Iso7816Card, command: str) -> tuple[bytes, str]:
    answer = card.exchange(bytes.fromhex(command))
    return answer[:-2], answer[-2:].hex()


def words(card: Iso7816Card, *commands: str) -> list[str]:
    return [ask(card, command)[1] for command in commands]


def public_key(role: str) -> rsa.RSAPublicKey:
    key = x509.load_der_x509_certificate(certificate_der(role)).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    return key


def opened(kind: str = "cps4") -> Cps4Card:
    card = card_of(kind)
    assert isinstance(card, Cps4Card)
    assert words(card, OPEN) == ["9000"]
    return card


def fetched(card: Iso7816Card, command: str) -> tuple[bytes, str]:
    data, sw = ask(card, command)
    if sw.startswith("61"):
        data, sw = ask(card, f"{command[:2]}C00000{sw[2:]}")
    return data, sw
