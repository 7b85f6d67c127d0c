"""When rights are asked, for which days they serve, and what they say of a day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binocle.adri import (
    CallMode,
    CallSituation,
    Occasion,
    Rights,
    RightsRequest,
    Window,
    cover_on,
    needs_call,
    rate_on,
    request_findings,
    rights_open_on,
    window_of,
)
from binocle.cards import Cover, Period
from binocle.kernel import BirthDate

DAY = date(2024, 5, 28)
ORDINARY = CallSituation(
    occasion=Occasion.INVOICING,
    day=DAY,
    card_present=True,
    card_open=True,
    regulatory=False,
    known=None,
)


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2024, 5, 28), date(2023, 5, 29)),  # printed in S1 and S3
        (date(2024, 5, 29), date(2023, 5, 30)),
        (date(2024, 2, 28), date(2023, 3, 1)),
        (date(2024, 2, 29), date(2023, 3, 1)),
        (date(2024, 3, 1), date(2023, 3, 2)),
        (date(2025, 2, 28), date(2024, 2, 29)),
        (date(2024, 12, 31), date(2024, 1, 1)),
    ],
)
def test_a_look_up_answers_for_one_year_back(day: date, first: date) -> None:
    assert window_of(day) == Window(first, day)


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)))
def test_a_window_holds_its_own_year_and_nothing_else(day: date) -> None:
    window = window_of(day)
    assert day in window
    assert window.first in window
    assert day + timedelta(days=1) not in window
    assert window.first - timedelta(days=1) not in window
    assert 364 <= (day - window.first).days <= 365


@pytest.mark.parametrize(
    ("field", "empty", "label"),
    [
        ("regime", "", "Régime"),
        ("insured", None, "NIR"),
        ("birth", None, "Date de naissance"),
        ("rank", "", "Rang de naissance"),
    ],
)
def test_a_missing_field_is_named(
    asked: RightsRequest, field: str, empty: object, label: str
) -> None:
    [finding] = request_findings(replace(asked, **{field: empty}))  # type: ignore[arg-type]
    assert (finding.code, finding.subject) == ("ADRI-CHAMP-MANQUANT", field)
    assert finding.facts == {"champ": label}


@pytest.mark.parametrize(
    ("field", "text"),
    [("regime", "1"), ("regime", "0A"), ("caisse", "99"), ("centre", "99999"), ("rank", "²")],
)
def test_a_malformed_field_is_named(asked: RightsRequest, field: str, text: str) -> None:
    [finding] = request_findings(replace(asked, **{field: text}))  # type: ignore[arg-type]
    assert (finding.code, finding.subject) == ("ADRI-CHAMP-MALFORME", field)


def test_caisse_and_centre_may_be_unknown(asked: RightsRequest) -> None:
    assert request_findings(replace(asked, caisse="", centre="", certified=None)) == []


@pytest.mark.parametrize("mode", CallMode)
@pytest.mark.parametrize("occasion", [Occasion.BUTTON, Occasion.MOBILE_READING])
def test_button_and_mobile_card_always_ask(mode: CallMode, occasion: Occasion) -> None:
    assert needs_call(mode, replace(ORDINARY, occasion=occasion, known=window_of(DAY)))


AUTOMATIC = [Occasion.CARD_READING, Occasion.TIERS_PAYANT_ENTRY, Occasion.INVOICING]


@pytest.mark.parametrize("occasion", AUTOMATIC)
def test_systematic_asks_each_time_and_manual_never(occasion: Occasion) -> None:
    situation = replace(ORDINARY, occasion=occasion, card_open=False, card_present=False)
    assert needs_call(CallMode.SYSTEMATIC, replace(ORDINARY, occasion=occasion))
    assert not needs_call(CallMode.MANUAL, situation)


@pytest.mark.parametrize(
    ("change", "asks"),
    [
        ({}, False),
        ({"card_present": False}, True),
        ({"card_open": False}, True),
        ({"regulatory": True}, True),
        ({"card_open": False, "known": window_of(DAY)}, False),
        ({"known": window_of(DAY - timedelta(days=1))}, True),  # ADRI-03: the day after
    ],
)
@pytest.mark.parametrize("occasion", AUTOMATIC)
def test_a_targeted_call_has_a_reason(
    occasion: Occasion, change: dict[str, object], asks: bool
) -> None:
    situation = replace(ORDINARY, occasion=occasion, **change)  # type: ignore[arg-type]
    assert needs_call(CallMode.TARGETED, situation) is asks


def rights(*covers: Cover, periods: tuple[Period, ...] = ()) -> Rights:
    return Rights(
        window=window_of(DAY),
        answered_on=DAY,
        regime="01",
        caisse="999",
        centre="9999",
        name="DESMAUX",
        patronymic="",
        first_name="NATHALIE",
        address=(),
        certified_nir=None,
        birth=BirthDate("19550615"),
        rank="1",
        quality="0",
        amo_service="00",
        amo_periods=periods,
        covers=covers,
        mutual=None,
    )


def cover(first: date | None, last: date | None, rate: int) -> Cover:
    return Cover(Period(first, last), ald="0", situation="0100", exemption="0", rate=rate)


def test_closed_rights_are_an_answer() -> None:
    opened = rights(periods=(Period(date(2020, 2, 1), DAY), Period(date(2025, 1, 1), None)))
    assert rights_open_on(opened, DAY)
    assert not rights_open_on(opened, DAY + timedelta(days=1))
    assert rights_open_on(opened, date(2031, 1, 1))
    assert not rights_open_on(rights(), DAY)


def test_the_rate_is_the_one_of_the_day() -> None:
    both = rights(cover(None, DAY, 60), cover(DAY + timedelta(days=1), None, 100))
    assert rate_on(both, DAY) == 60
    assert rate_on(both, DAY + timedelta(days=1)) == 100


def test_no_rate_is_guessed() -> None:
    assert rate_on(rights(), DAY) is None
    assert rate_on(rights(cover(None, DAY, 60), cover(DAY, None, 100)), DAY) is None
    assert rate_on(rights(cover(None, DAY, 60), cover(DAY, None, 60)), DAY) == 60
    assert cover_on(rights(cover(DAY, None, 60)), DAY - timedelta(days=1)) is None
