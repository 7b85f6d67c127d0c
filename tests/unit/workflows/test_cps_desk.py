"""The professional's card at the desk: its page, its code, its unblocking, what it may sign."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from tests.unit.cards.fakes import (
    CPS,
    VITALE,
    ChipDocCard,
    Desk,
    FakeCard,
    FixedClock,
    cps_files,
    tlv,
)

from binocle.cards import CardKind
from binocle.kernel import BinocleError, OperatorActionNeeded, PartnerNumber
from binocle.readers import ReaderSetup
from binocle.workflows import CpsDesk

SHOP = PartnerNumber("992604231")
SETUP = ReaderSetup(cps=CPS, vitale=VITALE, contactless=None)
CPS3, CPS4 = (
    bytes.fromhex("3BAC00402A00 122500 6480000310 009000"),
    bytes.fromhex("3B9B188001001225006480040100009044"),
)


@pytest.fixture(scope="module")
def keys() -> dict[int, RSAPrivateKey]:
    return {number: generate_private_key(65537, 2048) for number in (0x10, 0x20)}


@pytest.fixture(params=["CPS3", "CPS4"])
def card(keys: dict[int, RSAPrivateKey], request: pytest.FixtureRequest) -> FakeCard:
    if request.param == "CPS4":
        return ChipDocCard(CPS4, cps_files(keys), keys)
    return FakeCard(CPS3, cps_files(keys), keys)


@pytest.fixture
def readers(card: FakeCard) -> Desk:
    return Desk({CPS: card})


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def desk(readers: Desk, clock: FixedClock) -> CpsDesk:
    return CpsDesk(readers=readers, setup=SETUP, clock=clock, billing=SHOP)


def refused(code: str, work: Callable[[], object]) -> BinocleError:
    with pytest.raises(BinocleError) as refusal:
        work()
    assert refusal.value.code == code
    return refusal.value


def with_codes(card: FakeCard) -> list[bytes]:
    """Return the commands sent so far that carry a code."""
    return [sent for sent in card.sent if sent[1] in (0x20, 0x24, 0x2C) and len(sent) > 5]


# -- the page (CPS-05) -----------------------------------------------------------------------------


def test_the_page_costs_nothing(card: FakeCard, desk: CpsDesk) -> None:
    page = desk.page()
    expected = CardKind.CPS4 if isinstance(card, ChipDocCard) else CardKind.CPS3
    assert (page.card.kind, page.card.serial) == (expected, "0123456789")
    assert (page.card.rpps, page.card.name, page.card.profession) == (
        "10004567897",
        "LUNETTE",
        "OPTICIEN",
    )
    assert [situation.number for situation in page.card.situations] == [1, 4]
    assert (page.tries_left, page.blocked, page.code_verified) == (3, False, False)
    assert page.findings == ()
    assert (card.tries, with_codes(card)) == (3, [])


def test_the_page_keeps_the_code_that_was_given(card: FakeCard, desk: CpsDesk) -> None:
    desk.enter_code("1234")
    assert desk.page().code_verified
    assert desk.signer().sign_transport(b"data")


def test_the_page_of_a_card_that_was_changed_for_another(
    readers: Desk, card: FakeCard, desk: CpsDesk, keys: dict[int, RSAPrivateKey]
) -> None:
    desk.enter_code("1234")
    card.ends_at = card.exchanges
    card.end = lambda: b""
    other = FakeCard(CPS3, cps_files(keys), keys, tries=2)
    readers.cards = {CPS: other}
    page = desk.page()
    assert (page.tries_left, page.code_verified) == (2, False)
    refused("CPS-CODE-DEMANDE", desk.signer)


def test_the_page_lets_a_card_go_whose_service_stopped(
    readers: Desk, card: FakeCard, desk: CpsDesk
) -> None:
    def stop() -> bytes:
        readers.cards = {}
        readers.names = gone  # type: ignore[method-assign]
        raise ConnectionError

    def gone() -> list[str]:
        raise ConnectionRefusedError

    desk.enter_code("1234")
    card.ends_at, card.end = card.exchanges, stop
    refused("LEC-SERVICE-ABSENT", desk.page)
    refused("CPS-CODE-DEMANDE", desk.signer)


def test_the_page_of_a_blocked_card_tells_what_to_do(card: FakeCard, desk: CpsDesk) -> None:
    card.tries = 0
    page = desk.page()
    assert (page.blocked, [f.code for f in page.findings]) == (True, ["CPS-LETTRE-PERDUE"])


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", ["CPS-OPPOSEE"]),
        (
            tlv(0xEC, tlv(0x81, b"\x20\x22\x01\x01"), tlv(0x82, b"\x20\x24\x05\x27")),
            ["CPS-EXPIREE", "CPS-DATES-DIFFERENTES"],
        ),
    ],
)
def test_a_card_that_cannot_serve_is_shown_with_the_reason(
    card: Any, desk: CpsDesk, content: bytes, told: list[str]
) -> None:
    card.files[("3F00", "D010")] = content
    assert [finding.code for finding in desk.page().findings] == told
    refused(told[0], lambda: desk.enter_code("1234"))
    refused("CPS-CODE-DEMANDE", desk.signer)
    assert with_codes(card) == []


# -- codes (CPS-01, CPS-02, CPS-03) ----------------------------------------------------------------


def test_the_code_is_asked_again_the_next_day(clock: FixedClock, desk: CpsDesk) -> None:
    desk.enter_code("1234")
    clock.instant += timedelta(hours=12)
    assert desk.signer().code_is_verified()
    clock.instant += timedelta(hours=12)
    refused("CPS-CODE-DEMANDE", desk.signer)


def test_changing_the_code(card: FakeCard, desk: CpsDesk) -> None:
    desk.enter_code("1234")
    before = with_codes(card)
    refused("CPS-CODES-DIFFERENTS", lambda: desk.change_code("1234", "5678", "5679"))
    assert with_codes(card) == before
    assert desk.signer().code_is_verified(), "nothing happened"
    desk.change_code("1234", "5678", "5678")
    refused("CPS-CODE-DEMANDE", desk.signer)
    refused("CPS-CODE-FAUX", lambda: desk.enter_code("1234"))
    desk.enter_code("5678")


def test_unblocking(card: FakeCard, desk: CpsDesk) -> None:
    refused("CPS-NON-BLOQUEE", lambda: desk.unblock("87654321", "5678", "5678"))
    for _ in range(2):
        refused("CPS-CODE-FAUX", lambda: desk.enter_code("0000"))
    refused("CPS-BLOQUEE", lambda: desk.enter_code("0000"))
    before = with_codes(card)
    refused("CPS-DEBLOCAGE-DIFFERENT", lambda: desk.unblock("87654321", "5678", "5679"))
    assert with_codes(card) == before
    wrong = refused("CPS-DEBLOCAGE-FAUX", lambda: desk.unblock("00000000", "5678", "5678"))
    assert wrong.facts == {"tries_left": 2}
    desk.unblock("87654321", "5678", "5678")
    assert not desk.page().blocked
    desk.enter_code("5678")


@pytest.mark.parametrize("gesture", ["enter", "change", "unblock"])
def test_no_code_is_told(
    card: FakeCard, desk: CpsDesk, gesture: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    card.tries = 0 if gesture == "unblock" else 2
    gestures: dict[str, Callable[[], None]] = {
        "enter": lambda: desk.enter_code("7391"),
        "change": lambda: desk.change_code("7391", "8264", "8264"),
        "unblock": lambda: desk.unblock("73918264", "8264", "8264"),
    }
    with pytest.raises(OperatorActionNeeded) as caught:
        gestures[gesture]()
    told = f"{caught.value!r} {caught.value.facts} {caplog.text}"
    assert "7391" not in told
    assert "8264" not in told


# -- work ------------------------------------------------------------------------------------------


def test_a_reset_by_another_program_asks_the_code_with_its_own_message(
    card: FakeCard, desk: CpsDesk
) -> None:
    desk.enter_code("1234")

    def reset(*_: object) -> None:
        raise OperatorActionNeeded("LEC-CARTE-REINITIALISEE")

    refused("CPS-CODE-PERDU", lambda: desk.work(reset))
    refused("CPS-CODE-DEMANDE", desk.signer)


def test_a_reset_that_was_a_removal_is_told_as_one(desk: CpsDesk) -> None:
    desk.enter_code("1234")

    def reset(*_: object) -> None:
        raise OperatorActionNeeded("LEC-CARTE-RETIREE") from ConnectionResetError("80100068")

    refused("LEC-CARTE-RETIREE", lambda: desk.work(reset))
    refused("CPS-CODE-DEMANDE", desk.signer)


def test_a_card_that_forgot_asks_the_code_with_its_own_message(
    card: FakeCard, desk: CpsDesk
) -> None:
    desk.enter_code("1234")
    card.verified = False
    refused("CPS-CODE-PERDU", lambda: desk.work(lambda cps: cps.sign_transport(b"data")))
    refused("CPS-CODE-DEMANDE", desk.signer)


def test_a_right_that_is_missing_keeps_the_code(card: Any, desk: CpsDesk) -> None:
    content = card.files[("0001", "D120")]
    card.files[("0001", "D120")] = content.replace(b"\x85\x02FL", b"\x85\x02L ")
    desk.enter_code("1234")
    desk.require_lots()
    refused(
        "CPS-SANS-DROIT-FSE",
        lambda: desk.work(lambda cps: cps.sign_fse(bytes(32), billing=SHOP)),
    )
    assert desk.signer().code_is_verified()
    card.files[("0001", "D120")] = content.replace(b"\x85\x02FL", b"\x85\x02F ")
    desk.forget_code()
    refused("CPS-CODE-DEMANDE", desk.require_lots)
    desk.enter_code("1234")
    refused("CPS-SANS-DROIT-LOTS", desk.require_lots)
