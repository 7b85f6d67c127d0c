"""The table of calls, the reasons of a targeted one, and what repeated failures stop."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binocle.adri import (
    AFTER,
    ASKING,
    Asking,
    CallMode,
    CallReason,
    CallSituation,
    FailureCount,
    Occasion,
    RegulatoryCase,
    call_reasons,
    regulatory_cases,
    window_of,
)
from binocle.adri.calls import ANSWERED, COUNTED
from binocle.cards import Beneficiaire, Cover, Period, WorkAccidentBlock
from binocle.kernel import BirthDate, Nir

DAY = date(2024, 5, 28)
ORDINARY = CallSituation(
    occasion=Occasion.INVOICING,
    day=DAY,
    card_present=True,
    card_open=True,
    regulatory=False,
    known=None,
)
AUTOMATIC = [Occasion.CARD_READING, Occasion.TIERS_PAYANT_ENTRY, Occasion.INVOICING]

situations = st.builds(
    CallSituation,
    occasion=st.sampled_from(Occasion),
    day=st.just(DAY),
    card_present=st.booleans(),
    card_open=st.booleans(),
    regulatory=st.booleans(),
    known=st.sampled_from([None, window_of(DAY), window_of(DAY - timedelta(days=1))]),
)


def test_the_table_is_total() -> None:
    assert set(ASKING) == set(product(CallMode, Occasion))


@pytest.mark.parametrize("mode", CallMode)
@pytest.mark.parametrize("occasion", [Occasion.BUTTON, Occasion.MOBILE_READING])
def test_button_and_mobile_card_always_ask(mode: CallMode, occasion: Occasion) -> None:
    """ADRI-09: a reading of the app asks even in manual mode."""
    situation = replace(ORDINARY, occasion=occasion, known=window_of(DAY))
    assert call_reasons(mode, situation) == (CallReason(occasion.value),)


@pytest.mark.parametrize("occasion", AUTOMATIC)
def test_systematic_asks_each_time_and_manual_never(occasion: Occasion) -> None:
    situation = replace(ORDINARY, occasion=occasion, card_open=False, card_present=False)
    quiet = replace(ORDINARY, occasion=occasion)
    assert call_reasons(CallMode.SYSTEMATIC, quiet) == (CallReason.SYSTEMATIC,)
    assert call_reasons(CallMode.MANUAL, situation) == ()


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        ({}, []),
        ({"card_present": False}, [CallReason.NO_CARD]),
        ({"card_present": False, "card_open": False}, [CallReason.NO_CARD]),
        ({"card_open": False}, [CallReason.CARD_OUT_OF_DATE]),
        ({"regulatory": True}, [CallReason.REGULATORY]),
        (
            {"card_open": False, "regulatory": True},
            [CallReason.CARD_OUT_OF_DATE, CallReason.REGULATORY],
        ),
        ({"card_open": False, "known": window_of(DAY)}, []),
        # ADRI-03: the day after
        ({"known": window_of(DAY - timedelta(days=1))}, [CallReason.OTHER_DAY]),
    ],
)
@pytest.mark.parametrize("occasion", AUTOMATIC)
def test_a_targeted_call_has_a_reason(
    occasion: Occasion, change: dict[str, Any], reasons: list[CallReason]
) -> None:
    situation = replace(ORDINARY, occasion=occasion, **change)
    assert list(call_reasons(CallMode.TARGETED, situation)) == reasons


@given(situations)
def test_a_mode_asks_no_less_than_the_one_below(situation: CallSituation) -> None:
    manual, targeted, systematic = (
        bool(call_reasons(mode, situation))
        for mode in (CallMode.MANUAL, CallMode.TARGETED, CallMode.SYSTEMATIC)
    )
    assert manual <= targeted <= systematic
    assert systematic


@given(st.sampled_from(CallMode), situations)
def test_what_is_asked_follows_the_table(mode: CallMode, situation: CallSituation) -> None:
    asking = ASKING[mode, situation.occasion]
    if asking is not Asking.WITH_REASON:
        assert bool(call_reasons(mode, situation)) is (asking is Asking.ALWAYS)


# -- what a card shows ----------------------------------------------------------------------------

NATHALIE = Beneficiaire(
    number=1,
    name="DESMAUX",
    first_name="NATHALIE",
    birth=BirthDate("19550615"),
    nir=Nir("2550699999999", "34"),
    patronymic="",
    rank="1",
    quality="0",
    insured=Nir("2550699999999", "34"),
    certified=None,
    regime="01",
    caisse="999",
    centre="9999",
    management="10",
    centre_label="",
    address=(),
    amo_service="00",
    rights=(),
    covers=(),
    amc=None,
    work_accident=WorkAccidentBlock("019999999", "", "", "", ""),
)


def covered(ald: str, situation: str, period: Period) -> dict[str, Any]:
    return {"covers": (Cover(period, ald, situation, exemption="0", rate=60),)}


ALWAYS, PAST = Period(None, None), Period(None, DAY - timedelta(days=1))


@pytest.mark.parametrize(
    ("change", "cases"),
    [
        ({}, set()),
        ({"amo_service": "01"}, {RegulatoryCase.C2S}),
        ({"amo_service": "03"}, {RegulatoryCase.C2S}),
        ({"amo_service": "10"}, {RegulatoryCase.LEAVING_C2S}),
        (covered("0", "0100", ALWAYS), set()),
        (covered("1", "0400", ALWAYS), {RegulatoryCase.ALD}),
        (covered("1", "0400", PAST), set()),
        (covered("0", "0500", ALWAYS), {RegulatoryCase.MATERNITY}),
        (covered("0", "0700", ALWAYS), {RegulatoryCase.AME}),
        ({"work_accident": None, "amo_service": "02"}, {RegulatoryCase.C2S}),
    ],
)
def test_a_card_shows_its_regulatory_cases(
    change: Mapping[str, Any], cases: set[RegulatoryCase]
) -> None:
    assert regulatory_cases(replace(NATHALIE, **change), DAY) == cases


@pytest.mark.parametrize(
    ("accident", "told"),
    [
        (WorkAccidentBlock("019999999", "019990000", "123456789", "", ""), True),
        (WorkAccidentBlock("019999999", "", "", "019990000", "123456789"), True),
        (WorkAccidentBlock("019999999", "", "", "", ""), False),
        (None, False),
    ],
)
def test_an_accident_counts_when_the_sale_is_for_it(
    accident: WorkAccidentBlock | None, told: bool
) -> None:
    who = replace(NATHALIE, work_accident=accident)
    assert regulatory_cases(who, DAY) == set()
    expected = {RegulatoryCase.WORK_ACCIDENT} if told else set()
    assert regulatory_cases(who, DAY, for_accident=True) == expected


# -- repeated failures ----------------------------------------------------------------------------

NEXT = DAY + timedelta(days=1)


@pytest.mark.parametrize("code", sorted(COUNTED))
def test_three_failures_in_a_row_stop_the_calls_of_the_day(code: str) -> None:
    count = FailureCount()
    for _ in range(3):
        assert count.mode(CallMode.TARGETED, DAY) is CallMode.TARGETED
        count = count.after(code, DAY)
    assert count.mode(CallMode.SYSTEMATIC, DAY) is CallMode.MANUAL
    assert count.mode(CallMode.SYSTEMATIC, NEXT) is CallMode.SYSTEMATIC
    without_card = replace(ORDINARY, card_present=False)
    assert call_reasons(count.mode(CallMode.TARGETED, NEXT), without_card)
    assert not call_reasons(count.mode(CallMode.TARGETED, DAY), without_card)


@pytest.mark.parametrize("code", [None, *sorted(ANSWERED)])
def test_an_answer_begins_the_count_anew(code: str | None) -> None:
    count = FailureCount(limit=2).after("ADRI-EN-PANNE", DAY).after("ADRI-EN-PANNE", DAY)
    assert count.stops_on(DAY)
    assert not count.after(code, DAY).stops_on(DAY)
    again = count.after(code, DAY).after("ADRI-EN-PANNE", DAY)
    assert (again.count, again.stops_on(DAY)) == (1, False)


@pytest.mark.parametrize("code", ["CPS-CODE-DEMANDE", "ADRI-CHAMP-MANQUANT", "LEC-CARTE-RETIREE"])
def test_what_comes_before_the_call_counts_for_nothing(code: str) -> None:
    count = FailureCount(limit=2).after("ADRI-EN-PANNE", DAY)
    assert count.after(code, DAY) == count
    assert count.after(code, NEXT) == count


def test_a_failure_counts_or_shows_an_answer_or_comes_before() -> None:
    before = {"ADRI-CHAMP-MANQUANT", "ADRI-CHAMP-MALFORME"}
    assert set(AFTER) == COUNTED | ANSWERED | before
    assert not COUNTED & ANSWERED


def test_failures_of_two_days_do_not_add_up() -> None:
    count = FailureCount(limit=2).after("ADRI-EN-PANNE", DAY).after("ADRI-EN-PANNE", NEXT)
    assert not count.stops_on(NEXT)
    assert count.after("ADRI-EN-PANNE", NEXT).stops_on(NEXT)


@given(st.integers(1, 6), st.lists(st.booleans(), max_size=12))
def test_only_a_whole_row_of_failures_stops(limit: int, failed: list[bool]) -> None:
    count = FailureCount(limit=limit)
    for each in failed:
        count = count.after("ADRI-TROP-LENT" if each else None, DAY)
    assert count.stops_on(DAY) is (len(failed) >= limit and all(failed[-limit:]))


def test_a_limit_is_a_failure_at_least() -> None:
    with pytest.raises(AssertionError):
        FailureCount(limit=0)
