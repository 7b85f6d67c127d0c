"""The CPS4: its channel, its two classes, its code."""

import hashlib

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from binocle_simulators.cards.rsa_keys import KEY_SIZE

from .cps_commands import (
    BLOCK,
    CODE,
    CPS2TER,
    DECIPHER,
    HASH_BLOCK,
    MANAGER,
    NEW,
    OPEN,
    PUK,
    SIGN_PKCS1,
    SIGN_PSS,
    WRONG,
    WRONG_PUK,
    ask,
    card_of,
    fetched,
    opened,
    public_key,
    words,
)


def test_cps4_wakes_up_as_a_cps3_and_its_channel_is_shut() -> None:
    card = card_of("cps4")
    assert words(card, "00200001", "01200001", "01B0820000", "01A4040C022F01") == [
        *("63c3", "6881", "6881", "6881"),
    ]
    assert ask(card, "00A4080C022F01") == (b"", "9000")
    assert ask(card, "00B0000003")[0].hex() == "804301"


def test_the_channel_is_lost_to_the_card_manager_and_found_again() -> None:
    card = opened()
    assert words(card, "01200001", MANAGER, "01200001", CPS2TER, OPEN, "01200001") == [
        *("63c3", "9000", "6985", "9000", "9000", "63c3"),
    ]
    card.lose_application()
    assert words(card, "01200001", "00200001", OPEN, "01200001") == [
        *("6985", "63c3", "9000", "63c3"),
    ]
    card.reset()
    assert words(card, "01200001") == ["6881"]


def test_each_channel_stands_on_its_own_file() -> None:
    card = opened()
    assert words(card, "00A4080C022F01", "01A4000C02D003") == ["9000", "9000"]
    assert ask(card, "00B0000001")[0].hex() == "80"
    assert ask(card, "01B0000001")[0].hex() == "5a"


def test_both_classes_share_the_code() -> None:
    card = opened()
    assert words(card, f"0120000104{WRONG}", "00200001", f"0120000104{CODE}", "00200001") == [
        *("63c2", "63c2", "9000", "9000"),
    ]


def test_the_code_is_changed_in_two_steps() -> None:
    card = opened()
    assert words(card, f"0124010104{NEW}") == ["6982"]
    assert words(card, f"0120000104{CODE}", f"0124010104{NEW}", "01200001") == [
        *("9000", "9000", "63c3"),
    ]
    assert words(card, f"0120000104{CODE}", f"0020000104{NEW}") == ["63c2", "9000"]


def test_a_blocked_code_is_opened_in_three_steps() -> None:
    card = opened()
    words(card, *[f"0120000104{WRONG}"] * 3)
    assert words(card, "01200001", f"0120000104{CODE}", "012C0381") == ["6983", "6983", "6982"]
    assert words(card, f"0120000208{WRONG_PUK}", "01200002", "012C0381") == [
        *("63c2", "63c2", "6982"),
    ]
    assert words(card, f"0120000208{PUK}", "012C0381", "01200001") == ["9000", "9000", "6983"]
    assert words(card, f"0124010104{NEW}", "01200001", f"0120000104{NEW}") == [
        *("9000", "63c3", "9000"),
    ]


def test_the_way_to_a_new_code_is_walked_once_and_a_wrong_step_closes_it() -> None:
    card = opened()
    assert words(card, f"0120000208{PUK}", "012C0381", "012C0381") == ["9000", "9000", "6982"]
    card.reset()
    assert words(card, OPEN, f"0124010104{NEW}") == ["9000", "6982"]
    assert words(card, f"0120000208{PUK}", f"0120000208{WRONG_PUK}", "012C0381") == [
        *("9000", "63c2", "6982"),
    ]
    words(card, *[f"0120000208{WRONG_PUK}"] * 2)
    assert words(card, "01200002", f"0120000208{PUK}") == ["6983", "6983"]


@pytest.mark.parametrize("kind", ["cps4", "cps4-rc", "cps4-t0"])
def test_the_channel_signs_both_ways(kind: str) -> None:
    card = opened(kind)
    assert words(card, f"0120000104{CODE}", SIGN_PKCS1, f"01{HASH_BLOCK}") == ["9000"] * 3
    signature, sw = ask(card, "012A9E9A00")
    assert sw == "9000"
    key = public_key("signature")
    key.verify(signature, BLOCK, padding.PKCS1v15(), hashes.SHA256())
    assert words(card, SIGN_PSS) == ["9000"]
    signature, sw = ask(card, "012A9E9A00")
    pss = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
    key.verify(signature, BLOCK, pss, hashes.SHA256())
    with pytest.raises(InvalidSignature):
        key.verify(signature, BLOCK + b"!", pss, hashes.SHA256())


def test_what_one_class_chose_does_not_serve_the_other() -> None:
    card = opened()
    words(card, f"0020000104{CODE}", SIGN_PKCS1, f"01{HASH_BLOCK}")
    assert words(card, "002A9E9A00", "012A9E9A00") == ["6985", "9000"]


@pytest.mark.parametrize("kind", ["cps4", "cps4-t0"])
def test_the_channel_deciphers_what_the_host_padded(kind: str) -> None:
    card = opened(kind)
    words(card, f"0120000104{CODE}", DECIPHER)
    info = bytes.fromhex("3031300d060960864801650304020105000420") + hashlib.sha256(b"m").digest()
    padded = b"\x00\x01" + b"\xff" * (KEY_SIZE - 3 - len(info)) + b"\x00" + info
    assert words(card, f"112A8086C8{padded[:200].hex()}") == ["9000"]
    signature, sw = fetched(card, f"012A808638{padded[200:].hex()}00")
    assert sw == "9000"
    public_key("authentication").verify(signature, b"m", padding.PKCS1v15(), hashes.SHA256())
    assert words(card, f"012A808638{padded[200:].hex()}00") == ["6700"]
    too_big = "FF" * 128
    assert words(card, f"112A808680{too_big}", f"012A808680{too_big}") == ["9000", "6a80"]


@pytest.mark.parametrize(
    ("command", "sw"),
    [
        ("012281B60491029981", "6a88"),
        ("012281B60491024282", "6a88"),
        ("012281B6029102", "6a80"),
        ("012241B6830120", "6700"),
        ("0122C1B603830120", "6a86"),
        ("012C03810100", "6700"),
        ("012C0382", "6a88"),
        ("012C0081", "6a86"),
        ("0124000104" + NEW, "6a86"),
        ("0120000304" + CODE, "6a88"),
        ("018800000100", "6d00"),
        ("0122F201", "9000"),
        ("01A40401088025000001FF0100", "6a86"),
    ],
)
def test_words_of_the_channel(command: str, sw: str) -> None:
    assert ask(opened(), command) == (b"", sw)
