"""The CPS: read, its code, its signatures; pulled out anywhere."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from binocle.cards import CpsSession, Period, open_cps
from binocle.kernel import BinocleError, OperatorActionNeeded, PartnerNumber, PeerViolation
from binocle.readers import ReaderSetup

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
    assert card.situation_of(PartnerNumber("992604231")) == first
    assert card.situation_of(PartnerNumber("000000000")) is None
    assert "SIGNATURE" in card.signature.parsed.subject.rfc4514_string()
    assert not card.signature.der.endswith(b"\0" * 9)


def test_the_card_is_read_once(cps: Any, session: CpsSession) -> None:
    assert session.card is session.card
    exchanges = cps.exchanges
    session.verify_code("1234")
    assert cps.exchanges == exchanges + 1


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
    refused("CPS-CODE-DEMANDE", lambda: session.sign_fse(DIGEST))
    session.verify_code("1234")
    session.sign_fse(DIGEST)
    cps.verified = False  # another program reset the card
    refused("CPS-CODE-DEMANDE", lambda: session.sign_fse(DIGEST))
    refused("CPS-CODE-DEMANDE", lambda: session.sign_transport(b"data"))


def test_signatures_verify(keys: Any, session: CpsSession) -> None:
    session.verify_code("1234")
    fse, transport = session.sign_fse(DIGEST), session.sign_transport(b"data" * 999)
    keys[0x10].public_key().verify(fse, b"BINOCLE-FSE1" + DIGEST, PKCS1v15(), SHA256())
    keys[0x20].public_key().verify(transport, b"data" * 999, PKCS1v15(), SHA256())


def test_a_signature_by_another_key_is_refused(cps: Any, session: CpsSession) -> None:
    session.verify_code("1234")
    cps.keys = {0x10: cps.keys[0x20], 0x20: cps.keys[0x10]}
    with pytest.raises(PeerViolation, match="CPS-SIGNATURE-INVALIDE"):
        session.sign_fse(DIGEST)
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
        session.sign_fse(DIGEST)
        return
    refused(code, lambda: session.sign_fse(DIGEST))
    refused(code, lambda: session.sign_transport(b"data"))
    refused(code, lambda: session.verify_code("1234"))
    assert session.card.name == "LUNETTE"


def test_an_absent_cps_has_its_own_name(desk: Any, setup: ReaderSetup, clock: Any) -> None:
    desk.cards = {}
    refused("CPS-ABSENTE", lambda: open_cps(desk, setup, clock=clock))


@pytest.mark.parametrize(
    ("atr", "code"),
    [
        ("3B 75 13 00 00 47 09 EA 90 00", "CAR-VITALE-DANS-CPS"),
        ("3B DC 18 FF 00 00 12 25 00 64 80 00 04 01 00 90 00", "CAR-CPS-NON-GEREE"),
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
        return session.sign_fse(DIGEST), session.sign_transport(b"data")


def test_a_cps_pulled_at_any_exchange(
    cps: Any, desk: Any, setup: ReaderSetup, clock: Any, gone: Callable[[], bytes]
) -> None:
    whole = day_of_work(desk, setup, clock)
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


@pytest.mark.parametrize(
    ("place", "old", "new", "code"),
    [
        (("0001", "D001"), b"SIMULATEUR", b"SIMULACRES", "CAR-DONNEES-ILLISIBLES"),
        (("0001", "D001"), b"20251231", b"20211231", "CAR-DONNEES-ILLISIBLES"),
        (("0001", "D001"), b"20251231", b"00000000", "CAR-DONNEES-ILLISIBLES"),
        (("0001", "D120"), b"992604231", b"992604239", "CAR-DONNEES-ILLISIBLES"),
        (("0001", "D120"), b"FL", b"FX", "CAR-DONNEES-ILLISIBLES"),
        (("0001", "7004"), b"\xe8\x33\x20", b"\xe8\x33\x30", "CAR-CERTIFICAT-ABSENT"),
        (("0001", "7004"), b"\xe8\x33\x20", b"\xe8\x33\x10", "CAR-DONNEES-ILLISIBLES"),
        (("0001", "7010"), b"\x30\x82", b"\x31\x82", "CAR-CERTIFICAT-ILLISIBLE"),
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
