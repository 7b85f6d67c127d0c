"""Reading a Vitale card: the whole of it, or a coded error and nothing."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binocle.cards import (
    AmcOnCard,
    CardType,
    Cover,
    Period,
    VitaleCard,
    WorkAccidentBlock,
    century_findings,
    read_vitale,
    require_billable_type,
    require_in_force,
    require_recent,
    wire,
    with_century,
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
    assert nathalie.work_accident == WorkAccidentBlock(
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


@pytest.mark.parametrize(
    ("lost", "file"),
    [
        ([("3F00", "sfi2"), ("MF_VITALE", "D001")], "D001"),
        ([("VITALE", "sfi2")], "VITALE/02"),
    ],
)
def test_a_file_that_must_be_there_is_told(
    vitale: Any, vitale_session: CardSession, clock: Any, lost: list[tuple[str, str]], file: str
) -> None:
    vitale.files = {place: held for place, held in vitale.files.items() if place not in lost}
    with pytest.raises(PeerViolation) as caught:
        read_vitale(vitale_session, clock=clock)
    assert caught.value.code == "CAR-DONNEES-ILLISIBLES"
    assert caught.value.facts == {"file": file, "tag": "-", "offset": 0}


# -- the days of the card itself -------------------------------------------------------------------

DAYS = ("VITALE", "2003")
SPRING = Period(date(2024, 3, 1), date(2024, 5, 28))


@pytest.mark.parametrize(
    ("children", "period"),
    [
        ({0x80: "20240301", 0x81: "20240528"}, SPRING),
        ({0x80: "20240301"}, Period(SPRING.first, None)),
        ({0x80: "00000000", 0x81: "00000000"}, Period(None, None)),
        ({0x80: "20240301", 0x90: "250"}, Period(SPRING.first, None)),
    ],
)
def test_the_days_of_the_card(
    vitale: Any,
    vitale_session: CardSession,
    clock: Any,
    write: Any,
    children: dict[int, str],
    period: Period,
) -> None:
    content = write(0x66, *(write(tag, text) for tag, text in children.items()))
    vitale.files = {**vitale.files, DAYS: content + bytes(20)}
    assert read_vitale(vitale_session, clock=clock).validity == period


@pytest.mark.parametrize("content", [None, b"", bytes(20), bytes.fromhex("7F21022003")])
def test_a_card_that_tells_no_days(
    vitale: Any, vitale_session: CardSession, clock: Any, content: bytes | None
) -> None:
    if content is not None:
        vitale.files = {**vitale.files, DAYS: content}
    assert read_vitale(vitale_session, clock=clock).validity is None


@pytest.mark.parametrize(
    "text", ["668008", "660A8008", "660A80083230323430323330", "66028000", "66088106323032343033"]
)
def test_damaged_days_are_refused(
    vitale: Any, vitale_session: CardSession, clock: Any, text: str
) -> None:
    vitale.files = {**vitale.files, DAYS: bytes.fromhex(text)}
    with pytest.raises(PeerViolation) as caught:
        read_vitale(vitale_session, clock=clock)
    assert (caught.value.code, caught.value.facts["file"]) == ("CAR-DONNEES-ILLISIBLES", "2003")


@given(st.binary(max_size=60))
def test_whatever_the_file_of_the_days_holds_has_a_code(content: bytes) -> None:
    told = None
    try:
        wire.validity(b"\x66" + content, file="2003")
    except PeerViolation as error:
        told = error.code
    assert told in (None, "CAR-DONNEES-ILLISIBLES")


@given(first=st.none() | st.dates(), last=st.none() | st.dates(), day=st.dates())
def test_a_card_serves_on_its_days_alone(first: date | None, last: date | None, day: date) -> None:
    at = datetime(2024, 5, 28, 9, tzinfo=UTC)
    period = Period(first, last)
    card = VitaleCard("0468920691", CardType.REAL, period, (), (), at, at.date())
    told = None
    try:
        require_in_force(card, day)
    except OperatorActionNeeded as error:
        told = error.code
    early = first is not None and day < first
    assert (told is None) == period.holds(day)
    assert told in (None, "CAR-PAS-ENCORE-VALABLE" if early else "CAR-EXPIREE")


def test_the_consultation_date_is_the_day_unless_a_file_is_redone(
    vitale_session: CardSession, clock: Any
) -> None:
    assert read_vitale(vitale_session, clock=clock).consulted_on == date(2024, 5, 28)
    older = read_vitale(vitale_session, clock=clock, consulted_on=date(2024, 4, 2))
    assert (older.consulted_on, older.read_at) == (date(2024, 4, 2), clock.instant)


# -- birth dates ----------------------------------------------------------------------------------


def with_births(vitale: Any, nathalie: str) -> None:
    """Print another birth date for the first person, of 8 digits or of 6."""
    old, new = (bytes((0x82, len(d))) + d.encode() for d in ("19550615", nathalie))
    for key in (("3F00", "sfi2"), ("MF_VITALE", "D001")):
        content = vitale.files[key]
        end = 2 + content[1]
        first = content[2:end].replace(old, new)
        vitale.files[key] = bytes((0x65, len(first))) + first + content[end:]
    vitale.files[RIGHTS] = vitale.files[RIGHTS].replace(
        b"\x86\x0819550615", bytes((0x86, len(nathalie))) + nathalie.encode(), 1
    )


def test_a_birth_without_its_century_waits_for_it(
    vitale: Any, vitale_session: CardSession, clock: Any
) -> None:
    with_births(vitale, "00550615")
    card = read_vitale(vitale_session, clock=clock)
    day = clock.instant.date()
    who = card.beneficiaries[0]
    assert (who.birth.has_century, who.birth.age_on(day)) == (False, None)
    assert [f.code for f in century_findings(who, day)] == ["CAR-SIECLE-MANQUANT"]
    card = with_century(card, 1, 19, day=day)
    who = card.beneficiaries[0]
    assert (who.birth.printed, who.birth.age_on(day)) == ("15/06/1955", 68)
    assert card.holders[0].birth.digits == "00550615", "as printed on the card"
    assert [(f.code, f.facts["carte"]) for f in card.findings] == [
        ("CAR-SIECLE-FORCE", "15/06/0055")
    ]
    again = with_century(card, 1, 20, day=day)
    assert [f.code for f in again.findings] == ["CAR-SIECLE-FORCE", "CAR-SIECLE-DOUTEUX"]
    assert again.beneficiaries[1] == card.beneficiaries[1]


@pytest.mark.parametrize(
    ("birth", "quality", "told"),
    [
        ("19550615", "0", []),
        ("20150615", "6", []),
        ("20150615", "0", ["CAR-SIECLE-DOUTEUX"]),
        ("20080528", "0", []),
        ("20080529", "0", ["CAR-SIECLE-DOUTEUX"]),
        ("20550615", "6", ["CAR-SIECLE-DOUTEUX"]),
        ("19421901", "0", []),
        ("00150615", "6", ["CAR-SIECLE-MANQUANT"]),
    ],
)
def test_what_is_doubtful_in_a_century(
    vitale_session: CardSession, clock: Any, birth: str, quality: str, told: list[str]
) -> None:
    who = read_vitale(vitale_session, clock=clock).beneficiaries[0]
    who = replace(who, birth=BirthDate(birth), quality=quality)
    assert [f.code for f in century_findings(who, clock.instant.date())] == told


def test_twins_are_told_apart_by_their_rank(
    vitale: Any, vitale_session: CardSession, clock: Any, write: Any
) -> None:
    """Same name and same day on one card: both are listed, the ranks differ."""
    nir = write(0x65, write(0x93, "255069999999934"))
    identity = vitale.files[("3F00", "sfi2")].rstrip(b"\0")
    leo = identity[2 + identity[1] :]
    vitale.files[("3F00", "sfi2")] = identity + leo
    vitale.files[("VITALE", "sfi2")] = nir * 3
    whole = vitale.files[RIGHTS]
    at = whole.rindex(b"\xa5")
    child = whole[at:].rstrip(b"\0")
    body = whole[: at + len(child)][4:]
    assert whole[:2] == b"\xe1\x82"
    twin = child.replace(b"\x87\x011", b"\x87\x012")
    vitale.files[RIGHTS] = write(0xE1, body + twin)
    card = read_vitale(vitale_session, clock=clock)
    one, two = card.beneficiaries[1:]
    assert (one.name, one.first_name, one.birth) == (two.name, two.first_name, two.birth)
    assert (one.number, one.rank, two.number, two.rank) == (2, "1", 3, "2")


@pytest.mark.parametrize(
    ("kind", "code"),
    [("D", "CAR-CARTE-DE-DEMONSTRATION"), ("T", "CAR-CARTE-DE-TEST"), ("R", None)],
)
def test_only_a_real_card_is_billed_for_real(
    vitale: Any, vitale_session: CardSession, clock: Any, kind: str, code: str | None
) -> None:
    vitale.files[RIGHTS] = vitale.files[RIGHTS].replace(b"\x81\x01D", b"\x81\x01" + kind.encode())
    card = read_vitale(vitale_session, clock=clock)
    if code is None:
        require_billable_type(card)
        return
    with pytest.raises(OperatorActionNeeded, match=code):
        require_billable_type(card)


@pytest.mark.parametrize(
    ("days", "age", "again"), [(1, 0, False), (1, 1, True), (3, 2, False), (3, 3, True)]
)
def test_a_card_is_read_again_after_the_set_days(
    vitale_session: CardSession, clock: Any, *, days: int, age: int, again: bool
) -> None:
    card = read_vitale(vitale_session, clock=clock)
    day = date(2024, 5, 28) + timedelta(days=age)
    if not again:
        require_recent(card, day, days=days)
        return
    with pytest.raises(OperatorActionNeeded) as caught:
        require_recent(card, day, days=days)
    assert caught.value.code == "CAR-A-RELIRE"
    assert caught.value.facts == {"lue": "28/05/2024", "jours": days}


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
