"""Reading a Vitale card: the whole of it, or a coded error and nothing."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from binocle.cards import (
    AmcOnCard,
    CardType,
    Cover,
    Period,
    VitaleCard,
    WorkAccident,
    read_vitale,
)
from binocle.kernel import (
    AmcNumber,
    BinocleError,
    BirthDate,
    Nir,
    OperatorActionNeeded,
    PeerViolation,
)
from binocle.readers import CardSession, ReaderSetup, Role, open_session

NIR = Nir("2550699999999", "34")
RIGHTS = ("VITALE", "2A01")


def test_everything_of_the_printed_card(vitale_session: CardSession, clock: Any) -> None:
    card = read_vitale(vitale_session, clock=clock)
    assert (card.serial, card.card_type) == ("0468920691", CardType.DEMONSTRATION)
    assert (card.read_at, card.findings) == (clock.instant, ())
    nathalie, leo = card.beneficiaries
    assert nathalie.printed == "1 - DESMAUX NATHALIE (15/06/1955)"
    assert (nathalie.name, nathalie.patronymic, nathalie.first_name) == (
        "DESMAUX",
        "DESMAUX",
        "NATHALIE",
    )
    assert (nathalie.birth, nathalie.rank, nathalie.quality) == (BirthDate("19550615"), "1", "0")
    assert (nathalie.insured, nathalie.certified) == (NIR, NIR)
    assert (nathalie.regime, nathalie.caisse, nathalie.centre) == ("01", "999", "9999")
    assert (nathalie.management, nathalie.amo_service) == ("10", "00")
    assert nathalie.centre_label == "CPAM-Caisse de TEST"
    assert nathalie.address == ("5, BD MARIE ET ALEXANDRE OYON", "72019 LE MANS CEDEX 2")
    assert nathalie.rights == (Period(date(2020, 2, 1), date(2025, 1, 31)),)
    assert nathalie.covers == (Cover(Period(None, None), "0", "0100", "0", 60),)
    assert nathalie.amc == AmcOnCard(
        AmcNumber("1100000000"), "12345678", Period(date(2024, 1, 1), date(2025, 12, 31))
    )
    assert nathalie.work_accident == WorkAccident(
        "019999999", "017211234", "200912012", "019999999", "999999999"
    )
    assert leo.printed == "2 - DESMAUX LÉO (01/19/2015)"
    assert (leo.quality, leo.patronymic, leo.certified) == ("6", "", None)
    assert (leo.address, leo.centre_label, leo.amc, leo.work_accident) == ((), "", None, None)


def test_a_period_holds_both_its_days() -> None:
    period = Period(date(2024, 1, 1), date(2024, 1, 31))
    assert [period.holds(date(2024, 1, day)) for day in (1, 31)] == [True, True]
    assert not period.holds(date(2023, 12, 31))
    assert not period.holds(date(2024, 2, 1))
    assert Period(None, None).holds(date(1900, 1, 1))


@pytest.mark.parametrize("content", [None, b"\0" * 20, b"\x65\x80"])
def test_d001_is_the_other_route(
    vitale: Any, vitale_session: CardSession, clock: Any, content: bytes | None
) -> None:
    whole = read_vitale(vitale_session, clock=clock)
    vitale.files = {k: v for k, v in vitale.files.items() if k != ("3F00", "sfi2")}
    if content is not None:
        vitale.files[("3F00", "sfi2")] = content
    assert read_vitale(vitale_session, clock=clock) == whole


def test_a_real_card_gives_identities_and_a_finding(
    vitale: Any, vitale_session: CardSession, clock: Any
) -> None:
    vitale.files = {k: v for k, v in vitale.files.items() if k != RIGHTS}
    card = read_vitale(vitale_session, clock=clock)
    assert (card.serial, card.card_type, card.beneficiaries) == (None, CardType.REAL, ())
    assert [holder.name for holder in card.holders] == ["DESMAUX", "DESMAUX"]
    assert [finding.code for finding in card.findings] == ["CAR-DROITS-INCONNUS"]


def read_until_gone(
    card: Any,
    session: CardSession,
    *,
    clock: Any,
    at: int,
    gone: Callable[[], bytes],
) -> VitaleCard:
    card.exchanges, card.ends_at, card.end = 0, at, gone
    return read_vitale(session, clock=clock)


def test_a_card_pulled_at_any_exchange_leaves_nothing(
    vitale: Any,
    vitale_session: CardSession,
    clock: Any,
    gone: Callable[[], bytes],
) -> None:
    whole = read_vitale(vitale_session, clock=clock)
    exchanges = vitale.exchanges
    assert exchanges > 8
    for at in range(exchanges):
        with pytest.raises(OperatorActionNeeded) as caught:
            read_until_gone(vitale, vitale_session, clock=clock, at=at, gone=gone)
        assert caught.value.code == "LEC-CARTE-RETIREE"
        assert caught.value.facts == {"reader": vitale_session.reader, "role": "vitale"}
    again = read_until_gone(vitale, vitale_session, clock=clock, at=exchanges, gone=gone)
    assert again == whole


def test_a_card_mute_at_any_exchange(vitale: Any, vitale_session: CardSession, clock: Any) -> None:
    def mute() -> bytes:
        raise TimeoutError

    for at in range(8):
        with pytest.raises(OperatorActionNeeded, match="LEC-CARTE-MUETTE"):
            read_until_gone(vitale, vitale_session, clock=clock, at=at, gone=mute)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        (b"SIMULATEUR BINOCLE 1", b"SIMULATEUR BINOCLE 2", "80"),
        (b"\x81\x01D", b"\x81\x01X", "81"),
        (b"0468920691", b"04689206 1", "82"),
        (b"\x85\x03060", b"\x85\x03101", "85"),
        (b"\x8120250131", b"\x8120190131", None),
        (b"DESMAUX/NATHALIE/DESMAUX", b"DESMAUX/NATHALIE DESMAUX", "8C"),
        (b"\x8a\x15", b"\x8f\x15", "8F"),
        (b"\x88\x0200", b"\x81\x0200", None),
    ],
)
def test_a_damaged_rights_file_is_refused_with_its_place(
    vitale: Any,
    vitale_session: CardSession,
    clock: Any,
    old: bytes,
    new: bytes,
    place: str | None,
) -> None:
    content = vitale.files[RIGHTS]
    old, new = (text.replace(b"\x812", b"\x81\x082") for text in (old, new))
    assert old in content
    vitale.files = {**vitale.files, RIGHTS: content.replace(old, new, 1)}
    with pytest.raises(PeerViolation) as caught:
        read_vitale(vitale_session, clock=clock)
    assert caught.value.code == "CAR-DONNEES-ILLISIBLES"
    assert caught.value.facts["file"] == "2A01"
    assert place is None or caught.value.facts["tag"] == place


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (RIGHTS, b"19550615", b"19550616"),
        (RIGHTS, b"DESMAUX/NATHALIE", b"DESMAUX/CATHERIN"),
        (("VITALE", "sfi2"), b"255069999999934", b"142196296516596"),
    ],
)
def test_files_about_different_people_are_refused(
    vitale: Any,
    vitale_session: CardSession,
    clock: Any,
    file: tuple[str, str],
    old: bytes,
    new: bytes,
) -> None:
    vitale.files = {**vitale.files, file: vitale.files[file].replace(old, new)}
    with pytest.raises(PeerViolation, match="CAR-DONNEES-INCOHERENTES"):
        read_vitale(vitale_session, clock=clock)


def test_a_nir_too_few_is_refused(vitale: Any, vitale_session: CardSession, clock: Any) -> None:
    nirs = vitale.files[("VITALE", "sfi2")]
    vitale.files = {**vitale.files, ("VITALE", "sfi2"): nirs[: len(nirs) // 2]}
    with pytest.raises(PeerViolation, match="CAR-DONNEES-INCOHERENTES"):
        read_vitale(vitale_session, clock=clock)


def test_a_rights_file_for_another_number_of_people_is_refused(
    vitale: Any, vitale_session: CardSession, clock: Any
) -> None:
    kept = {
        place: content[: len(content) // 2 if place == ("VITALE", "sfi2") else None]
        for place, content in vitale.files.items()
    }
    identity = kept[("3F00", "sfi2")]
    kept[("3F00", "sfi2")] = identity[: 2 + identity[1]]
    vitale.files = kept
    with pytest.raises(PeerViolation, match="CAR-DONNEES-INCOHERENTES"):
        read_vitale(vitale_session, clock=clock)


@pytest.mark.parametrize(
    ("atr", "code"),
    [
        ("3F 65 25 00 22 09 69 90 00", "CAR-VITALE-1"),
        ("3F 65 25 00 2C 09 F9 90 00", "CAR-VITALE-1"),
        ("3B AC 00 40 2A 00 12 25 00 64 80 00 03 10 00 90 00", "CAR-CPS-DANS-VITALE"),
        ("3B 67 00 00 2D 20 16 01 78 90 00", "CAR-CARTE-INCONNUE"),
        ("3B 75 13 00 00 47 09 EA 90 01", "CAR-CARTE-INCONNUE"),
        ("", "CAR-CARTE-INCONNUE"),
    ],
)
def test_another_card_in_the_vitale_slot(
    vitale: Any,
    desk: Any,
    setup: ReaderSetup,
    clock: Any,
    atr: str,
    code: str,
) -> None:
    vitale.atr = bytes.fromhex(atr)
    session = open_session(desk, setup, Role.VITALE)
    with pytest.raises(BinocleError) as caught:
        read_vitale(session, clock=clock)
    assert caught.value.code == code
    assert caught.value.facts["atr"] == atr
    assert not vitale.exchanges
