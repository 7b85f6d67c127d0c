"""The CPS: read, its code, its signatures; pulled out anywhere."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binocle.cards import CardKind, CpsSession, Period, open_cps
from binocle.kernel import BinocleError, OperatorActionNeeded, PartnerNumber, PeerViolation
from binocle.readers import ReaderSetup

from .fakes import CPS, Desk, FakeCard, cps_files

SHOP = PartnerNumber("992604231")
DIGEST = hashlib.sha256(b"sealed").digest()


@pytest.fixture
def session(desk: Any, setup: ReaderSetup, clock: Any) -> Iterator[CpsSession]:
    with open_cps(desk, setup, clock=clock) as opened:
        yield opened


def refused(code: str, act: Callable[[], object]) -> BinocleError:
    with pytest.raises(BinocleError) as caught:
        act()
    assert caught.value.code == code
    return caught.value


def test_everything_of_the_card(session: CpsSession) -> None:
    card = session.card
    assert (card.rpps, card.name, card.first_name) == ("10004567897", "LUNETTE", "ANNE")
    assert (card.civility, card.profession) == ("MME", "OPTICIEN")
    assert card.validity == Period(date(2022, 1, 1), date(2025, 12, 31))
    assert card.code_reference == 5
    first, annex = card.situations
    assert (first.number, first.structure, first.billing.digits) == (
        1,
        "OPTIQUE DE TEST",
        "992604231",
    )
    assert (first.speciality, first.convention, first.tariff_zone) == ("59", "1", "00")
    assert (first.may_sign_fse, first.may_sign_lots) == (True, True)
    assert (annex.number, annex.may_sign_fse, annex.may_sign_lots) == (4, False, False)
    assert card.situations_of(SHOP) == (first, annex)
    assert card.situations_of(PartnerNumber("000000000")) == ()
    assert card.serial == "0123456789"
    assert (card.update, card.opposed, card.findings) == (None, False, ())
    assert "SIGNATURE" in card.signature.parsed.subject.rfc4514_string()
    assert not card.signature.der.endswith(b"\0" * 9)


def test_the_card_is_read_once(cps: Any, session: CpsSession) -> None:
    assert session.card is session.card
    sent = len(cps.sent)
    session.verify_code("1234")
    assert [command[1] for command in cps.sent[sent:] if len(command) > 8] in ([0x20], [0xA4, 0x20])


def test_the_code_and_its_tries(cps: Any, session: CpsSession) -> None:
    assert (session.tries_left(), session.code_is_verified()) == (3, False)
    assert refused("CPS-CODE-FAUX", lambda: session.verify_code("0000")).facts == {"tries_left": 2}
    assert session.tries_left() == 2
    session.verify_code("1234")
    assert (session.tries_left(), session.code_is_verified()) == (3, True)
    cps.verified = False
    refused("CPS-CODE-FAUX", lambda: session.verify_code("0000"))
    refused("CPS-CODE-FAUX", lambda: session.verify_code("0000"))
    refused("CPS-BLOQUEE", lambda: session.verify_code("0000"))
    assert session.tries_left() == 0
    refused("CPS-BLOQUEE", lambda: session.verify_code("1234"))


@pytest.mark.parametrize("code", ["", "123", "12345", "12 4", "abcd", "１２３４", "123\n"])
def test_a_code_of_the_wrong_form_costs_no_try(cps: Any, session: CpsSession, code: str) -> None:
    assert session.card.name
    before = cps.exchanges
    error = refused("CPS-CODE-FORME", lambda: session.verify_code(code))
    assert (cps.exchanges, error.facts) == (before, {})


def test_no_error_tells_a_code(session: CpsSession) -> None:
    error = refused("CPS-CODE-FAUX", lambda: session.verify_code("7391"))
    assert "7391" not in f"{error!r} {error.facts}"


def test_unblocking(cps: Any, session: CpsSession) -> None:
    refused("CPS-NON-BLOQUEE", lambda: session.unblock("87654321", "5678"))
    refused("CPS-DEBLOCAGE-FORME", lambda: session.unblock("8765432", "5678"))
    refused("CPS-CODE-FORME", lambda: session.unblock("87654321", "567"))
    cps.tries = 0
    error = refused("CPS-DEBLOCAGE-FAUX", lambda: session.unblock("00000000", "5678"))
    assert error.facts == {"tries_left": 2}
    session.unblock("87654321", "5678")
    session.verify_code("5678")
    assert cps.verified


def test_a_signature_needs_the_code_again_when_the_card_forgot(
    cps: Any, session: CpsSession
) -> None:
    refused("CPS-CODE-DEMANDE", lambda: session.sign_fse(DIGEST, billing=SHOP))
    session.verify_code("1234")
    session.sign_fse(DIGEST, billing=SHOP)
    cps.verified = False  # another program reset the card
    refused("CPS-CODE-PERDU", lambda: session.sign_fse(DIGEST, billing=SHOP))
    refused("CPS-CODE-PERDU", lambda: session.sign_transport(b"data"))


def test_signatures_verify(keys: Any, session: CpsSession) -> None:
    session.verify_code("1234")
    fse, transport = session.sign_fse(DIGEST, billing=SHOP), session.sign_transport(b"data" * 999)
    keys[0x10].public_key().verify(fse, b"BINOCLE-FSE1" + DIGEST, PKCS1v15(), SHA256())
    keys[0x20].public_key().verify(transport, b"data" * 999, PKCS1v15(), SHA256())


def test_a_cps4_is_given_a_long_block_in_a_chain(cps: Any, session: CpsSession) -> None:
    """T=1 would take it whole: ChipDoc does not."""
    session.verify_code("1234")
    session.sign_transport(b"data")
    chain = [(each[0], each[4]) for each in cps.sent if each[1:4] == b"\x2a\x80\x86"]
    assert chain == ([(0x11, 255), (0x01, 1)] if session.card.kind is CardKind.CPS4 else [])


def test_a_signature_by_another_key_is_refused(cps: Any, session: CpsSession) -> None:
    session.verify_code("1234")
    cps.keys = {0x10: cps.keys[0x20], 0x20: cps.keys[0x10]}
    with pytest.raises(PeerViolation, match="CPS-SIGNATURE-INVALIDE"):
        session.sign_fse(DIGEST, billing=SHOP)
    with pytest.raises(PeerViolation, match="CPS-SIGNATURE-INVALIDE"):
        session.sign_transport(b"data")


@pytest.mark.parametrize(
    ("instant", "code"),
    [
        (datetime(2025, 12, 31, 22, 59, tzinfo=UTC), None),
        (datetime(2025, 12, 31, 23, 0, tzinfo=UTC), "CPS-EXPIREE"),
        (datetime(2021, 12, 31, 22, 59, tzinfo=UTC), "CPS-PAS-ENCORE-VALABLE"),
    ],
)
def test_validity_is_counted_in_days_of_paris(
    session: CpsSession, clock: Any, instant: datetime, code: str | None
) -> None:
    session.verify_code("1234")
    clock.instant = instant
    if code is None:
        session.sign_fse(DIGEST, billing=SHOP)
        return
    refused(code, lambda: session.sign_fse(DIGEST, billing=SHOP))
    refused(code, lambda: session.sign_transport(b"data"))
    refused(code, lambda: session.verify_code("1234"))
    assert session.card.name == "LUNETTE"


@pytest.mark.parametrize(
    ("rights", "sign", "lots"),
    [
        (("FL", ""), None, None),
        (("F", "L"), None, None),
        (("", "F"), None, "CPS-SANS-DROIT-LOTS"),
        (("L", ""), "CPS-SANS-DROIT-FSE", None),
        ((), "CPS-SITUATION-ABSENTE", "CPS-SITUATION-ABSENTE"),
    ],
)
def test_nothing_is_signed_without_a_situation_that_allows_it(
    cps: Any,
    session: CpsSession,
    write: Any,
    *,
    rights: tuple[str, ...],
    sign: str | None,
    lots: str | None,
) -> None:
    """Two situations may bill under one number: one that allows is enough."""
    kept = cps.files.pop(("0001", "D120"))
    del cps.files[("0001", "D123")]
    at = kept.index(b"\x85\x02FL")
    for number, letters in zip(("D121", "D12F"), rights, strict=False):
        cps.files[("0001", number)] = write(0xE3, kept[2:at] + write(0x85, letters))
    session.verify_code("1234")
    assert [each.number for each in session.card.situations] == [2, 16][: len(rights)]
    for code, act in (
        (sign, lambda: session.sign_fse(DIGEST, billing=SHOP)),
        (lots, lambda: session.require_lots(SHOP)),
    ):
        before = len(cps.sent)
        if code is None:
            act()
        else:
            refused(code, act)
            assert len(cps.sent) == before, "the card was not even asked"


@pytest.mark.parametrize("content", [b"", b"\0" * 14, b"\xec\0", b"\xec\0\0\0"])
def test_an_opposed_card_is_shown_and_never_signs(
    cps: Any, session: CpsSession, content: bytes
) -> None:
    cps.files[("3F00", "D010")] = content
    cps.verified = True
    assert (session.card.opposed, session.card.update) == (True, None)
    for act in (
        lambda: session.verify_code("1234"),
        lambda: session.change_code("1234", "5678"),
        lambda: session.sign_fse(DIGEST, billing=SHOP),
        lambda: session.sign_transport(b"data"),
    ):
        assert refused("CPS-OPPOSEE", act).facts == {"carte": "0123456789"}
    assert cps.tries == 3


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        ("20220101", "20251231", None),
        ("20220101", "20240528", None),
        ("20220101", "20240527", "CPS-EXPIREE"),
        ("20240529", "20991231", "CPS-PAS-ENCORE-VALABLE"),
        ("20000101", "20991231", None),
    ],
)
def test_a_card_serves_on_the_days_of_both_its_periods(
    cps: Any, session: CpsSession, write: Any, *, first: str, last: str, code: str | None
) -> None:
    cps.files[("3F00", "D010")] = write(
        0xEC, write(0x81, bytes.fromhex(first)), write(0x82, bytes.fromhex(last))
    )
    if code is None:
        session.verify_code("1234")
    else:
        refused(code, lambda: session.verify_code("1234"))
    same = (first, last) == ("20220101", "20251231")
    told = [finding.code for finding in session.card.findings]
    assert told == ([] if same else ["CPS-DATES-DIFFERENTES"])


def test_changing_the_code(cps: Any, session: CpsSession) -> None:
    refused("CPS-CODE-FORME", lambda: session.change_code("1234", "567"))
    refused("CPS-CODE-FORME", lambda: session.change_code("123", "5678"))
    assert refused("CPS-CODE-FAUX", lambda: session.change_code("4321", "5678")).facts == {
        "tries_left": 2
    }
    assert cps.code == b"1234"
    session.change_code("1234", "5678")
    assert (cps.code, cps.tries) == (b"5678", 3)


@pytest.mark.parametrize("left", [b"\x68\x81", b"\x69\x85"])
def test_a_cps4_is_brought_back_to_its_application_once(
    cps: Any, session: CpsSession, left: bytes
) -> None:
    if not hasattr(cps, "left"):
        return
    session.verify_code("1234")
    cps.left, before = left, len(cps.sent)
    session.sign_transport(b"data")
    headers = [command[:2].hex() for command in cps.sent[before:]]
    assert headers == ["0120", "01a4", "0120", "0122", "112a", "012a"]


def test_no_command_with_a_code_or_a_signature_is_sent_twice(cps: Any, session: CpsSession) -> None:
    """A failure once in the middle: reading goes on, the rest stops there."""
    assert session.card.name

    def count(ins: int) -> int:
        return sum(command[1] == ins and len(command) > 5 for command in cps.sent)

    transmit = cps.transmit

    def fails_on_codes(command: bytes) -> bytes:
        answer: bytes = transmit(command)
        carries = (command[1] == 0x20 and len(command) > 5) or command[1] in (0x2A, 0x88)
        if carries:
            raise ConnectionAbortedError("the answer was lost")
        return answer

    cps.transmit = fails_on_codes
    refused("LEC-CARTE-RETIREE", lambda: session.verify_code("1234"))
    assert count(0x20) == 1
    for act in (
        lambda: session.sign_fse(DIGEST, billing=SHOP),
        lambda: session.sign_transport(b"data"),
    ):
        before = count(0x2A) + count(0x88)
        refused("LEC-CARTE-RETIREE", act)
        assert count(0x2A) + count(0x88) == before + 1


def test_an_absent_cps_has_its_own_name(desk: Any, setup: ReaderSetup, clock: Any) -> None:
    desk.cards = {}
    refused("CPS-ABSENTE", lambda: open_cps(desk, setup, clock=clock))


@pytest.mark.parametrize(
    ("atr", "code"),
    [
        ("3B 75 13 00 00 47 09 EA 90 00", "CAR-VITALE-DANS-CPS"),
        ("3B AC 00 40 2A 00 12 25 00 64 80 82 02 12 00 90 00", "CAR-CPS2TER"),
        ("3B 8F 80 01 00 31 B8 64 04 B0 EC C1 73 94 01 80 82 90 00 0E", "CAR-CPS-SANS-CONTACT"),
        ("3B FF 18 00 FF 81 31 FE 55 00 6B 02 09 17", "CAR-CARTE-INCONNUE"),
    ],
)
def test_another_card_in_the_cps_slot(
    cps: Any, desk: Any, setup: ReaderSetup, clock: Any, *, atr: str, code: str
) -> None:
    cps.atr = bytes.fromhex(atr)
    refused(code, lambda: open_cps(desk, setup, clock=clock))


def day_of_work(desk: Any, setup: ReaderSetup, clock: Any) -> tuple[bytes, bytes]:
    with open_cps(desk, setup, clock=clock) as session:
        session.verify_code("1234")
        return session.sign_fse(DIGEST, billing=SHOP), session.sign_transport(b"data")


def test_a_cps_pulled_at_any_exchange(
    cps: Any, desk: Any, setup: ReaderSetup, clock: Any, gone: Callable[[], bytes]
) -> None:
    whole = day_of_work(desk, setup, clock)
    cps.exchanges = 0  # a CPS4 stays in its application: the first day alone selects it
    assert day_of_work(desk, setup, clock) == whole
    exchanges, cps.end = cps.exchanges, gone
    assert exchanges > 40
    for at in range(exchanges):
        cps.exchanges, cps.ends_at = 0, at
        with pytest.raises(OperatorActionNeeded) as caught:
            day_of_work(desk, setup, clock)
        assert caught.value.code == "LEC-CARTE-RETIREE"
        assert caught.value.facts["role"] == "cps"
    cps.exchanges, cps.ends_at = 0, exchanges
    assert day_of_work(desk, setup, clock) == whole


VERSION_3, VERSION_11 = bytes.fromhex("A003020102"), bytes.fromhex("A00302010A")
RSA_KEY, OTHER_KEY = bytes.fromhex("2A864886F70D010101"), bytes.fromhex("2A864886F70D010102")
SUBJECT, NO_TEXT = b"SIGNATURE\x30\x82", b"SIGNATUR\xff\x30\x82"
"""Parts of a certificate, and what the library refuses only when it is asked for that part."""


@pytest.mark.parametrize(
    ("place", "old", "new", "code"),
    [
        (("0001", "D001"), b"SIMULATEUR", b"SIMULACRES", "CAR-DONNEES-ILLISIBLES"),
        (("3F00", "D003"), b"\x80\x25", b"\x80\x26", "CAR-DONNEES-ILLISIBLES"),
        (("3F00", "D003"), b"\x89", b"", "CAR-DONNEES-ILLISIBLES"),
        (("0001", "D001"), b"20251231", b"20211231", "CAR-DONNEES-ILLISIBLES"),
        (("0001", "D001"), b"20251231", b"00000000", "CAR-DONNEES-ILLISIBLES"),
        (("0001", "D120"), b"992604231", b"992604239", "CAR-DONNEES-ILLISIBLES"),
        (("0001", "D120"), b"FL", b"FX", "CAR-DONNEES-ILLISIBLES"),
        (("0001", "7004"), b"\xe8\x33\x20", b"\xe8\x33\x30", "CAR-CERTIFICAT-ABSENT"),
        (("0001", "7004"), b"\xe8\x33\x20", b"\xe8\x33\x10", "CAR-DONNEES-ILLISIBLES"),
        (("0001", "7010"), b"\x30\x82", b"\x31\x82", "CAR-CERTIFICAT-ILLISIBLE"),
        (("0001", "7010"), VERSION_3, VERSION_11, "CAR-CERTIFICAT-ILLISIBLE"),
        (("0001", "7010"), RSA_KEY, OTHER_KEY, "CAR-CERTIFICAT-ILLISIBLE"),
        (("0001", "7010"), SUBJECT, NO_TEXT, "CAR-CERTIFICAT-ILLISIBLE"),
        (("P15", "7001"), b"\x02\x38", b"\x02\x02", "CAR-DONNEES-ILLISIBLES"),
        (("P15", "5031"), b"\xa8", b"\xa9", "CAR-DONNEES-ILLISIBLES"),
        (("P15", "5031"), b"\x70\x01", b"\x70\x09", "LEC-REPONSE-INATTENDUE"),
    ],
)
def test_a_damaged_card_is_refused(
    cps: Any, session: CpsSession, *, place: tuple[str, str], old: bytes, new: bytes, code: str
) -> None:
    assert old in cps.files[place]
    cps.files[place] = cps.files[place].replace(old, new, 1)
    refused(code, lambda: session.card)


@pytest.mark.parametrize(
    "content",
    ["EC0A8104202201018202 2025", "EC05 8103202201", "EC0C 81042022010A 820420251231",
     "EC0C 810420251231 820420220101", "EC0C 810400000000 820420251231", "ED00", "0102"],
)  # fmt: skip
def test_damaged_dates_of_the_update_are_refused(
    cps: Any, session: CpsSession, content: str
) -> None:
    cps.files[("3F00", "D010")] = bytes.fromhex(content)
    error = refused("CAR-DONNEES-ILLISIBLES", lambda: session.card)
    assert error.facts["file"] == "D010"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.sampled_from(["5031", "7001", "7004", "7020", "D001", "D120", "D003", "D010"]),
       content=st.binary(max_size=64))  # fmt: skip
def test_any_bytes_in_a_file_are_read_or_refused_with_a_code(
    keys: Any, setup: ReaderSetup, clock: Any, place: str, content: bytes
) -> None:
    files = cps_files(keys)
    files[("3F00", "D010")] = b""
    files[next(key for key in files if key[1] == place)] = content
    card = FakeCard(bytes.fromhex("3BAC00402A00122500648000031000 9000"), files, keys)
    with open_cps(Desk({CPS: card}), setup, clock=clock) as opened:
        code = ""
        try:
            assert opened.card.name is not None
        except BinocleError as error:
            code = error.code
    assert code.startswith(("CAR-", "LEC-REPONSE-INATTENDUE")) or not code
