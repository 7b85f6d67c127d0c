"""The simulated CPS: its files, the life of its code, and what it signs."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from binocle_simulators.cards import DEMO_HOLDER, CpsCard, authority_pem, certificate_der
from binocle_simulators.cards.authority import make, private_key
from binocle_simulators.cards.tlv import parse
from binocle_simulators.world import World

PKCS15 = "E828BD080F8025000001FF0010"
SHA256_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
SELECT_SIGNATURE = "002241B606800142840181"
SELECT_AUTHENTICATION = "002241A406800102840182"
BLOCK = b"BINOCLE-FSE1" + hashlib.sha256(b"sealed").digest()


def new_card(**changes: Any) -> CpsCard:
    card = CpsCard(replace(DEMO_HOLDER, **changes), chance=World().stream("cps"))
    card.power_on()
    return card


def ask(card: CpsCard, command: str) -> tuple[bytes, str]:
    answer = card.exchange(bytes.fromhex(command))
    return answer[:-2], answer[-2:].hex()


def fetched(card: CpsCard, command: str) -> tuple[bytes, str]:
    whole, sw = ask(card, command)
    while sw[:2] in ("61", "6c"):
        again = f"00C00000{sw[2:]}" if sw[:2] == "61" else command[:-2] + sw[2:]
        data, sw = ask(card, again)
        whole += data
    return whole, sw


def read(card: CpsCard, *path: int) -> bytes:
    fids = "".join(f"{fid:04X}" for fid in path)
    assert ask(card, f"00A4080C{len(fids) // 2:02X}{fids}") == (b"", "9000")
    whole = b""
    while True:
        data, sw = fetched(card, f"00B0{len(whole):04X}E7")
        whole += data
        if len(data) < 0xE7 or sw != "9000":
            return whole


def verify(card: CpsCard, code: str = "1234") -> str:
    return ask(card, f"0020000104{code.encode().hex()}")[1]


def unblock(card: CpsCard, puk: str, new: str) -> str:
    return ask(card, f"002C00010C{(puk + new).encode().hex()}")[1]


def change(card: CpsCard, old: str, new: str) -> str:
    return ask(card, f"0024000108{(old + new).encode().hex()}")[1]


def hash_block(card: CpsCard, block: bytes) -> str:
    data = f"900080{len(block):02X}{block.hex()}"
    return ask(card, f"002A90A0{len(data) // 2:02X}{data}")[1]


def certificate(card: CpsCard, fid: int) -> x509.Certificate:
    return x509.load_der_x509_certificate(read(card, 0x5015, fid))


def public_key(card: CpsCard, fid: int) -> rsa.RSAPublicKey:
    key = certificate(card, fid).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    return key


# -- files ----------------------------------------------------------------------------------


def test_holder_and_situations() -> None:
    card = new_card()
    ((tag, holder),) = parse(read(card, 0x0001, 0xD001))
    assert tag == 0xE2
    assert [value.decode("latin-1") for _, value in parse(holder)] == [
        "SIMULATEUR BINOCLE 1",
        DEMO_HOLDER.rpps,
        "FICTIF",
        "OPTICIEN",
        "M",
        "OPTICIEN-LUNETIER",
        "20230528",
        "20270528",
    ]
    ((tag, situation),) = parse(read(card, 0x0001, 0xD120))
    assert (tag, dict(parse(situation))[0x81]) == (0xE3, b"992604231")
    assert ask(card, "00A4080C040001D121") == (b"", "6a82")


def test_serial_number_validity_and_opposition() -> None:
    card = new_card()
    serial = read(card, 0xD003)
    assert (len(serial), serial[2:7].hex()) == (12, "8025000001")
    assert read(card, 0xD010).hex() == "ec0c8104" + "20230528" + "8204" + "20270528"
    assert read(new_card(opposed=True), 0xD010) == b""
    expired = new_card(last_day="20240101")
    assert dict(parse(dict(parse(read(expired, 0x0001, 0xD001)))[0xE2]))[0x87] == b"20240101"


def test_pkcs15_leads_from_the_list_of_lists_to_both_certificates() -> None:
    card = new_card()
    assert ask(card, f"00A404000F{PKCS15}503100")[1].startswith("61")
    odf = dict(parse(read(card, 0x5015, 0x5031)))
    assert set(odf) == {0xA0, 0xA4, 0xA7, 0xA8}
    path = dict(parse(dict(parse(odf[0xA8]))[0x30]))[0x04]
    assert fetched(card, f"00A40900{len(path):02X}{path.hex()}")[1] == "9000"
    aodf, _ = fetched(card, "00B00000FF")
    ((_, code_object),) = parse(aodf)
    attributes = dict(parse(dict(parse(dict(parse(code_object))[0xA1]))[0x30]))
    assert attributes[0x80] == b"\x01"  # the reference that VERIFY takes
    authority = x509.load_pem_x509_certificate(authority_pem())
    for fid in (0xC010, 0xC020):
        found = certificate(card, fid)
        found.verify_directly_issued_by(authority)
        assert found.subject.rfc4514_string().startswith("2.5.4.4=FICTIF,2.5.4.42=OPTICIEN,CN=8009")


def test_opensc_finds_its_marks() -> None:
    card = new_card()
    ef_atr = read(card, 0x2F01)
    objects = dict(parse(ef_atr[1:]))
    assert ef_atr[0] == 0x80
    assert objects[0x46].hex() == "04b0ecc1"
    assert len(objects[0xE0]) == 16
    template, _ = fetched(card, "00A40000022F0100")
    assert dict(parse(dict(parse(template))[0x6F]))[0xA1] == bytes.fromhex("8c020100")
    assert len(ask(card, "0084000008")[0]) == 8


# -- the code -------------------------------------------------------------------------------


def test_life_of_the_code() -> None:
    card = new_card()
    assert ask(card, "00200001") == (b"", "63c3")
    assert verify(card, "0000") == "63c2"
    assert verify(card) == "9000"
    assert ask(card, "00200001") == (b"", "9000")
    card.reset()
    assert ask(card, "00200001") == (b"", "63c3")
    assert [verify(card, "0000") for _ in range(4)] == ["63c2", "63c1", "63c0", "6983"]
    assert verify(card) == "6983"
    card.power_on()
    assert ask(card, "00200001") == (b"", "6983")
    assert change(card, "1234", "5678") == "6983"
    assert unblock(card, "00000000", "5678") == "63c2"
    assert unblock(card, "12345678", "5678") == "9000"
    assert ask(card, "00200001") == (b"", "63c3")
    assert verify(card, "5678") == "9000"


def test_the_unblocking_code_has_its_own_counter_and_ends_the_card() -> None:
    card = new_card()
    assert [unblock(card, "00000000", "5678") for _ in range(4)] == ["63c2", "63c1", "63c0", "6983"]
    assert unblock(card, "12345678", "5678") == "6983"
    assert verify(card) == "9000"


@pytest.mark.parametrize(
    ("command", "sw"),
    [
        ("0020000103313233", "6700"),
        ("002000020431323334", "6a88"),
        ("002001010431323334", "6a86"),
        ("0024000108313233343536373A", "6a80"),
        ("002400010731323334353637", "6700"),
        ("002C000108" + "31" * 8, "6700"),
        ("002241B606800199840181", "6a88"),
        ("002241B606800142840182", "6a88"),
        ("002241B6028001", "6a80"),
        ("0022419906800142840181", "6a86"),
        ("0088000000", "6700"),
        ("002A9E9A00", "6982"),
        ("002A808600", "6982"),
        ("002A808700", "6a86"),
        ("00CB3FFF0A4D087006BF810202A080", "6a88"),
    ],
)
def test_refusals_that_cost_no_try(command: str, sw: str) -> None:
    card = new_card()
    assert ask(card, command) == (b"", sw)
    assert ask(card, "00200001") == (b"", "63c3")


@pytest.mark.parametrize(
    "question", ["00CB3FFF0A4D087006BF810102A080", "00CB3FFF0B4D097007BF8101037F4180"]
)
def test_tries_left_in_both_forms(question: str) -> None:
    card = new_card()
    verify(card, "0000")
    ask(card, "00A4000C023F00")
    answer, sw = fetched(card, question)
    assert sw == "9000"
    ((_, wrapped),) = parse(answer)
    ((tag, objects),) = parse(wrapped)
    told = dict(parse(dict(parse(objects))[0xA0]))
    assert (tag, told[0x9A], told[0x9B]) == (0xBF8101, b"\x03", b"\x02")
    assert ask(card, "00A4010C020001") == (b"", "9000")
    assert ask(card, question) == (b"", "6a88")


class CodeMachine(RuleBasedStateMachine):
    """The card against a model of five lines."""

    def __init__(self) -> None:
        super().__init__()
        self.card = new_card()
        self.code, self.left, self.puk_left, self.verified = "1234", 3, 3, False

    @rule(code=st.sampled_from(("1234", "5678", "0000")))
    def type_code(self, code: str) -> None:
        blocked = not self.left
        self.verified = not blocked and code == self.code
        self.left = 0 if blocked else 3 if self.verified else self.left - 1
        expected = "6983" if blocked else "9000" if self.verified else f"63c{self.left}"
        assert verify(self.card, code) == expected

    @rule(puk=st.sampled_from(("12345678", "00000000")), new=st.sampled_from(("1234", "5678")))
    def unblock(self, puk: str, new: str) -> None:
        blocked, right = not self.puk_left, puk == "12345678"
        self.verified = False
        if blocked:
            expected = "6983"
        elif right:
            expected, self.puk_left, self.left, self.code = "9000", 3, 3, new
        else:
            self.puk_left -= 1
            expected = f"63c{self.puk_left}"
        assert unblock(self.card, puk, new) == expected

    @rule()
    def reset(self) -> None:
        self.card.reset()
        self.verified = False

    @invariant()
    def state_without_typing(self) -> None:
        blocked = "63c" + str(self.left) if self.left else "6983"
        assert ask(self.card, "00200001") == (b"", "9000" if self.verified else blocked)

    @invariant()
    def signs_only_when_verified(self) -> None:
        ask(self.card, SELECT_SIGNATURE)
        hash_block(self.card, BLOCK)
        _, sw = ask(self.card, "002A9E9A01")
        assert sw == ("6c00" if self.verified else "6982")


CodeMachine.TestCase.settings = settings(max_examples=25, stateful_step_count=15, deadline=None)
TestCodeMachine = CodeMachine.TestCase


# -- keys -----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 44, 64])
def test_a_signed_block_verifies_with_the_signature_certificate(size: int) -> None:
    card = new_card()
    verify(card)
    assert ask(card, SELECT_SIGNATURE) == (b"", "9000")
    block = BLOCK.ljust(64, b"!")[:size]
    assert hash_block(card, block) == "9000"
    signature, sw = ask(card, "002A9E9A00")
    assert (len(signature), sw) == (256, "9000")
    key = public_key(card, 0xC010)
    key.verify(signature, block, padding.PKCS1v15(), hashes.SHA256())
    with pytest.raises(InvalidSignature):
        key.verify(signature, block + b"!", padding.PKCS1v15(), hashes.SHA256())


def test_a_block_of_65_bytes_and_a_partial_hash_are_refused() -> None:
    card = new_card()
    verify(card)
    ask(card, SELECT_SIGNATURE)
    assert hash_block(card, bytes(65)) == "6a80"
    assert ask(card, "002A90A00690018080 0100")[1] == "6a80"
    assert ask(card, "002A9E9A00") == (b"", "6985")


def test_authentication_pads_the_digest_info_of_the_host() -> None:
    card = new_card()
    verify(card)
    info = SHA256_INFO + hashlib.sha256(b"assertion").digest()
    assert ask(card, f"0088000033{info.hex()}") == (b"", "6985")  # no key chosen yet
    assert ask(card, SELECT_AUTHENTICATION) == (b"", "9000")
    assert ask(card, f"0088000033{info.hex()}") == (b"", "6100")
    signature, sw = ask(card, "00C0000000")
    assert (len(signature), sw) == (256, "9000")
    key = public_key(card, 0xC020)
    key.verify(signature, b"assertion", padding.PKCS1v15(), hashes.SHA256())
    assert ask(card, f"0088000067{'00' * 103}") == (b"", "6700")


def test_restoring_the_environment_forgets_the_key() -> None:
    card = new_card()
    verify(card)
    ask(card, SELECT_SIGNATURE)
    assert ask(card, "002241AA03800140") == (b"", "9000")
    hash_block(card, BLOCK)
    assert ask(card, "0022F201") == (b"", "9000")
    assert ask(card, "002A9E9A00") == (b"", "6985")


def test_keys_made_anew_are_of_the_shipped_shape(tmp_path: Path) -> None:
    make(tmp_path)
    root = x509.load_pem_x509_certificate((tmp_path / "authority.crt.pem").read_bytes())
    for role in ("signature", "authentication"):
        made = x509.load_pem_x509_certificate((tmp_path / f"{role}.crt.pem").read_bytes())
        made.verify_directly_issued_by(root)
        assert made.public_key() != private_key(role).public_key()
        assert made.subject == x509.load_der_x509_certificate(certificate_der(role)).subject


def test_a_reset_forgets_code_key_and_block() -> None:
    card = new_card()
    verify(card)
    ask(card, SELECT_SIGNATURE)
    hash_block(card, BLOCK)
    card.reset()
    assert ask(card, "002A9E9A00") == (b"", "6982")
    verify(card)
    assert ask(card, "002A9E9A00") == (b"", "6985")


CARD = new_card()
INSTRUCTIONS = st.sampled_from((0x20, 0x22, 0x24, 0x2A, 0x2C, 0x84, 0x88, 0xA4, 0xB0, 0xC0, 0xCB))


@given(ins=INSTRUCTIONS, p1p2=st.binary(min_size=2, max_size=2), data=st.binary(max_size=32))
def test_any_command_gets_a_status_word(ins: int, p1p2: bytes, data: bytes) -> None:
    answer = CARD.exchange(bytes((0, ins)) + p1p2 + bytes((len(data),)) + data)
    assert len(answer) >= 2
    assert answer[-2] in (0x61, 0x63, 0x67, 0x68, 0x69, 0x6A, 0x6B, 0x6C, 0x6D, 0x6E, 0x90)
