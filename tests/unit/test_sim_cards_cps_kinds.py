"""The other cards of a professional: CPS4, CPS2ter, contactless, and the foreign cards."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from binocle_simulators.cards import (
    CARDS,
    DEMO_HOLDER,
    FOREIGN,
    Cps2terCard,
    Cps4Card,
    CpsCard,
    Situation,
    UnfitHolder,
    UnknownCard,
    certificate_der,
)
from binocle_simulators.cards.digests import BegunHash, HashMismatch
from binocle_simulators.cards.tlv import parse
from binocle_simulators.world import World

from .cps_commands import (
    BLOCK,
    CODE,
    CPS2TER,
    DECIPHER,
    HASH_BLOCK,
    KINDS,
    MANAGER,
    NEW,
    OPEN,
    PUK,
    SIGN_PKCS1,
    WRONG,
    WRONG_PUK,
    ask,
    card_of,
    fetched,
    opened,
    public_key,
    words,
)

# -- which cards there are ------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "atr"), KINDS.items())
def test_each_kind_has_its_answer_to_reset(kind: str, atr: str) -> None:
    assert card_of(kind).atr.hex().upper() == atr


def test_kinds_are_those_of_the_sheet_and_another_is_refused() -> None:
    assert set(CARDS) == set(KINDS)
    with pytest.raises(UnknownCard, match="cps4-t0"):
        card_of("cps5")


@pytest.mark.parametrize("name", FOREIGN)
def test_a_foreign_card_wakes_up_and_refuses(name: str) -> None:
    card = FOREIGN[name]
    card.power_on()
    assert card.atr[0] in (0x3B, 0x3F)
    assert words(card, "00A4040006A00000000410", "00200001", "00B0820000") == [
        *("6a82", "6d00", "6a82"),
    ]
    assert FOREIGN[name] is not card


def check_byte_is_right(atr: bytes) -> bool:
    """TCK is there as soon as an interface byte offers more than T=0, and makes the sum zero."""
    at, offered, mask = 2, 0, atr[1] >> 4
    while mask:
        at += (mask & 7).bit_count()
        if not mask & 8:
            break
        offered |= 1 << (atr[at] & 15)
        mask, at = atr[at] >> 4, at + 1
    end = at + (atr[1] & 15)
    total = 0
    for byte in atr[1:]:
        total ^= byte
    return len(atr) == end + (offered > 1) and (offered <= 1 or not total)


@pytest.mark.parametrize("atr", [*KINDS.values(), *(FOREIGN[name].atr.hex() for name in FOREIGN)])
def test_answers_to_reset_are_well_made(atr: str) -> None:
    assert check_byte_is_right(bytes.fromhex(atr))


# -- direct answers and extended APDUs --------------------------------------------------------


def test_a_direct_card_answers_at_once_and_t0_says_61xx() -> None:
    select = "00A4040C"  # no template wanted
    assert ask(card_of("cps4"), "00A40000022F0100")[1] == "9000"
    assert ask(card_of("cps4"), "00A40000022F01")[0][0] == 0x6F
    for kind in ("cps3", "cps4-t0"):
        assert ask(card_of(kind), "00A40000022F0100") == (b"", "6116")
    assert ask(card_of("cps4"), f"{select}0DE828BD080F8025000001FF0010") == (b"", "9000")


def test_extended_lengths() -> None:
    card = card_of("cps4")
    assert ask(card, "00A4000000000250150000")[1] == "9000"
    assert ask(card, "00A4020C000002C010") == (b"", "9000")
    whole, sw = ask(card, "00B00000000000")
    assert (whole, sw) == (certificate_der("signature"), "9000")
    assert ask(card, "00B00000000100") == (whole[:256], "9000")
    first, sw = ask(card, "00A40000022F0104")
    assert (len(first), sw) == (4, "6112")
    assert len(ask(card, "00C0000000")[0]) == 18
    assert words(card, "00B0000000", "00B000000000", "00B0000000000000") == ["9000", "6700", "6700"]
    assert words(card_of("cps3"), "00A40000000002C010", "00B00000000000") == ["6700", "6700"]


def test_an_extended_cryptogram_needs_no_chain() -> None:
    card = opened()
    words(card, f"0120000104{CODE}", DECIPHER)
    answer, sw = ask(card, f"012A8086000100{'01' * 256}0000")
    assert (len(answer), sw) == (256, "9000")


# -- what CPS3 and CPS4 share -------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["cps3", "cps4", "cps4-t0"])
def test_deciphering_takes_the_padding_away(kind: str) -> None:
    card = card_of(kind)
    cryptogram = b"\x81" + public_key("authentication").encrypt(b"secret", padding.PKCS1v15())
    parts = (f"102A8086C8{cryptogram[:200].hex()}", f"002A808639{cryptogram[200:].hex()}")
    assert words(card, "002241B8068001" + "1A840182", *parts) == ["9000", "9000", "6982"]
    words(card, f"0020000104{CODE}")
    assert ask(card, parts[0]) == (b"", "9000")
    assert fetched(card, parts[1]) == (b"secret", "9000")
    broken = parts[1][:-2] + f"{int(parts[1][-2:], 16) ^ 1:02x}"
    assert words(card, parts[0], broken) == ["9000", "6a80"]
    other_lead = parts[0].replace("C881", "C880", 1)
    assert words(card, other_lead, parts[1]) == ["9000", "6a80"]


def test_another_command_ends_a_chain() -> None:
    card = card_of("cps3")
    words(card, f"0020000104{CODE}", "002241B80680011A840182")
    assert words(card, "102A80860181", "00200001", "002A80860181") == ["9000", "9000", "6700"]
    assert words(card, "10A4000C023F00", "1099000000") == ["6884", "6d00"]


@pytest.mark.parametrize("kind", ["cps3", "cps4"])
def test_the_signature_key_also_authenticates(kind: str) -> None:
    card = card_of(kind)
    words(card, f"0020000104{CODE}", "002241A406800102840181")
    info = bytes.fromhex("3031300d060960864801650304020105000420") + hashlib.sha256(b"m").digest()
    signature, sw = fetched(card, f"0088000033{info.hex()}00")
    assert sw == "9000"
    public_key("signature").verify(signature, b"m", padding.PKCS1v15(), hashes.SHA256())


INITIAL = {
    "sha1": "67452301efcdab8998badcfe10325476c3d2e1f0",
    "sha256": "6a09e667bb67ae853c6ef372a54ff53a510e527f9b05688c1f83d9ab5be0cd19",
}


def begun(message: bytes, algorithm: hashes.HashAlgorithm) -> BegunHash:
    """Hash whole blocks as a host does: by asking the card's own code for one block at a time."""
    from binocle_simulators.cards.digests import _COMPRESSIONS

    size, compress = _COMPRESSIONS[algorithm.name]
    start = bytes.fromhex(INITIAL[algorithm.name])
    state = tuple(int.from_bytes(start[at : at + 4], "big") for at in range(0, size, 4))
    blocks = max(len(message) - 1, 0) // 64
    for at in range(blocks):
        state = compress(state, message[64 * at : 64 * at + 64])
    value = b"".join(word.to_bytes(4, "big") for word in state) if blocks else b""
    return BegunHash(value, 512 * blocks, message[64 * blocks :])


@settings(max_examples=40, deadline=None)
@given(message=st.binary(min_size=1, max_size=300), weak=st.booleans())
def test_a_hash_begun_elsewhere_ends_as_the_standard_one(message: bytes, weak: bool) -> None:
    algorithm: hashes.HashAlgorithm = hashes.SHA1() if weak else hashes.SHA256()  # noqa: S303
    assert (
        begun(message, algorithm).digest(algorithm) == hashlib.new(algorithm.name, message).digest()
    )


def test_a_hash_of_the_other_algorithm_is_refused() -> None:
    with pytest.raises(HashMismatch):
        begun(bytes(65), hashes.SHA1()).digest(hashes.SHA256())  # noqa: S303


@pytest.mark.parametrize(("kind", "size"), [("cps3", 200), ("cps3", 128), ("cps4", 130)])
def test_the_partial_form_signs_a_long_message(kind: str, size: int) -> None:
    card = card_of(kind)
    message = bytes(range(256))[:size]
    host = begun(message, hashes.SHA256())
    begin = host.state + host.bits.to_bytes(8, "big")
    data = bytes((0x90, len(begin))) + begin + bytes((0x80, len(host.last))) + host.last
    words(card, f"0020000104{CODE}", "002241B606800142840181")
    assert words(card, f"002A90A0{len(data):02X}{data.hex()}") == ["9000"]
    signature, sw = ask(card, "002A9E9A00")
    assert sw == "9000"
    public_key("signature").verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
    words(card, "002241B606800112840181")  # SHA-1 was not what the host began
    assert words(card, "002A9E9A00") == ["6985"]
    wrong_bits = f"9028{'00' * 32}{7:016x}800161"
    assert words(card, f"002A90A0{len(wrong_bits) // 2:02X}{wrong_bits}") == ["6a80"]


def test_sha1_signs_too() -> None:
    card = card_of("cps3")
    assert words(card, f"0020000104{CODE}", "002241B606800112840181", f"00{HASH_BLOCK}") == [
        *("9000", "9000", "9000"),
    ]
    signature, _ = ask(card, "002A9E9A00")
    public_key("signature").verify(signature, BLOCK, padding.PKCS1v15(), hashes.SHA1())  # noqa: S303


def test_situations_may_leave_holes() -> None:
    first, last = Situation("UN", "111111111"), Situation("SEIZE", "161616161", number=16)
    card = card_of("cps3", situations=(replace(first, number=3), last))
    found = [
        number
        for number in range(1, 17)
        if words(card, f"00A4080C040001D1{0x20 + number - 1:02X}") == ["9000"]
    ]
    assert found == [3, 16]
    all_of_them = tuple(Situation(str(n), "123456789") for n in range(16))
    assert set(replace(DEMO_HOLDER, situations=all_of_them).numbered()) == set(range(1, 17))
    for bad in ((first,) * 17, (last, last), (last, first), (replace(first, number=17),)):
        with pytest.raises(UnfitHolder):
            card_of("cps3", situations=bad)


@pytest.mark.parametrize("kind", [CpsCard, Cps4Card, Cps2terCard])
def test_references_and_tries_are_set_at_the_making(kind: Callable[..., Any]) -> None:
    card = kind(chance=World().stream("cps"), code_reference=0x11, unblocking_tries=10)
    card.power_on()
    cla = "A0" if kind is Cps2terCard else "00"
    assert words(card, f"{cla}20001104{CODE}") == ["9000"]
    assert card.unblocking_code.left == 10
    if kind is not Cps2terCard:
        card.exchange(bytes.fromhex("00A4080C0450154401"))
        data = ask(card, "00B0000000")
        assert bytes.fromhex("800111") in ask(card, f"00B00000{data[1][2:]}")[0] + data[0]


def test_secrets_stay_out_of_what_is_shown() -> None:
    card = card_of("cps4")
    for shown in (repr(card.holder), repr(card.code), repr(card.unblocking_code)):
        assert "1234" not in shown


# -- contactless ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["cps3-contactless", "cps3-contactless-hospital"])
def test_contactless_tells_its_name_and_neither_signs_nor_takes_a_code(kind: str) -> None:
    card = card_of(kind)
    assert ask(card, "00A404000DE828BD080F8025000001FF002000")[1] == "9000"
    assert words(card, "00A404000DE828BD080F8025000001FF001000") == ["6a82"]
    assert words(card, "00A4080C0400017001", "00B0000000") == ["9000", "6982"]
    assert words(card, "00A4080C040001D001", "00A4080C02D003") == ["6a82", "9000"]
    assert ask(card, "00B0000000") == (bytes.fromhex("5A0A80250000010000000001"), "9000")
    assert (
        words(
            card,
            *("00200001", f"0020000104{CODE}", "0024000108" + CODE * 2, "002C00010C" + CODE * 3),
            *("002A9E9A00", "008800000100", "002241B606800142840181"),
        )
        == ["6985"] * 4 + ["6982"] * 3
    )
    assert len(ask(card, "0084000008")[0]) == 8


# -- CPS2ter ----------------------------------------------------------------------------------


def test_cps2ter_selects_one_id_at_a_time() -> None:
    card = card_of("cps2ter")
    assert ask(card, "A0A40000023F00") == (b"", "9f07")
    assert ask(card, "A0C0000007") == (bytes.fromhex("850500003F0001"), "9000")
    assert words(card, "A0A40000020001", "A0C0000007") == ["9f07", "9000"]
    assert ask(card, "A0A4000002D001")[1] == "9f07"
    assert ask(card, "A0C0000007") == (bytes.fromhex("85050061D00104"), "9000")
    ((tag, _),) = parse(ask(card, "A0B0000061")[0])
    assert tag == 0xE2
    assert words(card, "A0B0000000", "A0B000FF01") == ["6c61", "9402"]


@pytest.mark.parametrize(
    ("command", "sw"),
    [
        ("00A40000023F00", "6e00"),
        ("A0A4000002ABCD", "9404"),
        ("A0A40800043F000001", "6b00"),
        ("A0A40000043F000001", "6700"),
        ("A0B0000001", "9408"),
        ("A0C0000001", "6f00"),
        ("A020000204" + CODE, "9802"),
        ("A020000103313233", "6700"),
        ("A0200001", "6700"),
        ("A02A9E9A00", "6d00"),
    ],
)
def test_words_of_cps2ter(command: str, sw: str) -> None:
    assert ask(card_of("cps2ter"), command) == (b"", sw)


def test_life_of_the_code_of_cps2ter() -> None:
    card = card_of("cps2ter")
    assert words(card, *[f"A020000104{WRONG}"] * 3, f"A020000104{CODE}") == [
        *("9804", "9804", "9804", "9840"),
    ]
    assert words(card, f"A02C00010C{WRONG_PUK}{NEW}", f"A02C00010C{PUK}{NEW}") == ["9804", "9000"]
    assert words(card, f"A020000104{NEW}", f"A024000108{NEW}{CODE}", f"A020000104{CODE}") == [
        *("9000", "9000", "9000"),
    ]


# -- what no order of commands can do -----------------------------------------------------------

HEADS = st.sampled_from(("00", "01"))


class Thief(RuleBasedStateMachine):
    """Somebody without the code tries every door of a CPS4 in any order.

    They know neither code, and never sign; a wrong code never gives a try back.
    """

    def __init__(self) -> None:
        super().__init__()
        self.card = card_of("cps4")
        self.left = (3, 3)

    def tried(self, command: str) -> str:
        answer = self.card.exchange(bytes.fromhex(command))
        return str(answer[-2:].hex())

    @rule(cla=HEADS, code=st.sampled_from((WRONG, NEW, "39393939")))
    def present(self, cla: str, code: str) -> None:
        assert self.tried(f"{cla}20000104{code}") != "9000"

    @rule(cla=HEADS, puk=st.sampled_from((WRONG_PUK, NEW * 2)))
    def unblock(self, cla: str, puk: str) -> None:
        command = f"0120000208{puk}" if cla == "01" else f"002C00010C{puk}{NEW}"
        assert self.tried(command) != "9000"

    @rule(cla=HEADS)
    def change(self, cla: str) -> None:
        command = f"0124010104{NEW}" if cla == "01" else f"0024000108{WRONG}{NEW}"
        assert self.tried(command) != "9000"
        assert self.tried("012C0381") != "9000"

    @rule(command=st.sampled_from((OPEN, MANAGER, CPS2TER, "00A4080C0401000001")))
    def select(self, command: str) -> None:
        self.tried(command)

    @rule(lost=st.booleans())
    def restart(self, lost: bool) -> None:
        if lost:
            self.card.lose_application()
        else:
            self.card.reset()

    @invariant()
    def nothing_is_signed_or_deciphered(self) -> None:
        for command in (
            *("002241B606800142840181", f"00{HASH_BLOCK}", "002241A406800102840182"),
            *("002241B80680011A840182", SIGN_PKCS1, f"01{HASH_BLOCK}", DECIPHER),
        ):
            self.tried(command)
        for command in (
            *("002A9E9A00", "012A9E9A00", "0088000003303030", f"012A8086000100{'01' * 256}0000"),
            f"002A808600010181{'01' * 256}0000",
        ):
            assert self.tried(command) in ("6982", "6985", "6881"), command

    @invariant()
    def no_try_comes_back(self) -> None:
        now = (self.card.code.left, self.card.unblocking_code.left)
        assert now[0] <= self.left[0]
        assert now[1] <= self.left[1]
        self.left = now


Thief.TestCase.settings = settings(max_examples=30, stateful_step_count=15, deadline=None)
TestThief = Thief.TestCase
