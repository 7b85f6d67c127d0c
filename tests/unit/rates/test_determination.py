"""Which rate, which code, which service (TAUX-11, TAUX-14, TAUX-16), and the table itself."""

from dataclasses import replace
from datetime import date
from importlib import resources
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.rates.makers import CARD, NOBODY, around, claim, cover, rights

from binocle.cards import Cover
from binocle.rates import (
    AmoProof,
    Boxes,
    ExemptionChoice,
    ForcedService,
    Forcings,
    InsuranceNature,
    SecuringMode,
    amo_service_of,
    changed,
    entitlement_of,
    maternity_end,
    prefilled,
    rate_table,
)
from binocle.rates.determination import CONDITIONS, months_after
from binocle.rates.table import KEYS, RateConfidence, parse_table

NATURE = InsuranceNature
ALD = cover(100, "4", ald="1")
FSV = cover(80, "9")


def decided(
    *covers: Cover,
    regime: str = "01",
    boxes: Boxes | None = None,
    forcings: Forcings | None = None,
    **fields: Any,
) -> tuple[int, str, str]:
    """Return rate, code and reason with those fields typed."""
    presence = NOBODY if fields.get("mode") is SecuringMode.DEGRADED else CARD
    seen = around(rights(*covers, regime=regime), presence, forcings)
    sale = claim(boxes=boxes or Boxes(), ald_prescribed=bool(fields.get("ald")))
    found = entitlement_of(sale, changed(prefilled(sale, seen), seen, **fields), seen)
    return found.rate, found.exemption, found.reason


@pytest.mark.parametrize(
    ("covers", "fields", "expected"),
    [
        ((), {}, (60, "0", "cover")),
        ((cover(65),), {}, (65, "0", "cover")),
        ((cover(90),), {}, (90, "0", "cover")),
        ((cover(90),), {"alsace_moselle": False}, (60, "0", "general")),
        ((), {"alsace_moselle": True}, (90, "0", "alsace-moselle")),
        ((FSV,), {}, (80, "9", "cover")),
        ((FSV,), {"alsace_moselle": True}, (90, "0", "alsace-moselle")),
        ((cover(100, "5"),), {}, (100, "5", "cover")),
        ((ALD,), {"ald": True}, (100, "4", "ald")),
        ((ALD,), {"ald": False}, (60, "0", "general")),
        ((cover(100, "5", ald="1"),), {"ald": False}, (100, "5", "cover")),
        ((), {"ald": True}, (60, "0", "cover")),
        ((), {"nature": NATURE.WORK_ACCIDENT}, (100, "0", "work-accident")),
        ((), {"nature": NATURE.SMG}, (100, "0", "smg")),
        ((), {"attack_victim": True}, (100, "5", "attack")),
        ((), {"boxes": Boxes(ame=True)}, (100, "5", "ame")),
        ((), {"regime": "10"}, (85, "0", "crpcen")),
        ((cover(100, "5"),), {"regime": "10"}, (100, "5", "cover")),
        ((), {"boxes": Boxes(c2s_amo=True)}, (60, "0", "cover")),
    ],
)
def test_read_rights(
    covers: tuple[Cover, ...], fields: dict[str, Any], expected: tuple[int, str, str]
) -> None:
    assert decided(*covers, **fields) == expected


@pytest.mark.parametrize("proof", [AmoProof.NONE, AmoProof.DOCUMENT, AmoProof.SOCIAL_CARD])
@pytest.mark.parametrize(
    ("choice", "ald", "expected"),
    [
        (ExemptionChoice.NONE, False, (60, "0", "general")),
        (ExemptionChoice.ALD, False, (60, "0", "general")),
        (ExemptionChoice.ALD, True, (100, "4", "ald")),
        (ExemptionChoice.ALL, False, (100, "5", "exempted")),
        (ExemptionChoice.FSV, False, (80, "9", "fsv")),
    ],
)
def test_the_four_choices_by_hand(
    proof: AmoProof, choice: ExemptionChoice, ald: bool, expected: tuple[int, str, str]
) -> None:
    """The choice replaces whatever a card said before (ADRI-07)."""
    assert decided(cover(100, "5"), amo_proof=proof, exemption=choice, ald=ald) == expected


def test_a_choice_counts_in_degraded_mode_alone() -> None:
    all_paid = ExemptionChoice.ALL
    assert decided(mode=SecuringMode.DEGRADED, exemption=all_paid) == (100, "5", "exempted")
    assert decided(exemption=all_paid) == (60, "0", "cover")


@pytest.mark.parametrize(
    ("start", "rate"),
    [
        (date(2023, 12, 28), 100),  # the act is the first day of the 6th month
        (date(2023, 12, 29), 60),
        (date(2023, 8, 16), 100),  # born on 16/05, twelve days before the act
        (date(2023, 8, 15), 60),
    ],
)
def test_maternity_pays_from_the_sixth_month_to_the_twelfth_day(start: date, rate: int) -> None:
    assert decided(nature=NATURE.MATERNITY, maternity_day=start)[0] == rate


def test_a_forced_end_of_maternity() -> None:
    start, over = date(2023, 12, 28), Forcings(maternity_end=date(2024, 5, 27))
    late = Forcings(maternity_end=date(2024, 6, 30))
    assert decided(nature=NATURE.MATERNITY, maternity_day=start, forcings=over)[0] == 60
    old = date(2023, 1, 1)
    assert decided(nature=NATURE.MATERNITY, maternity_day=old, forcings=late)[0] == 100


def test_without_its_date_maternity_exempts_nothing() -> None:
    assert decided(nature=NATURE.MATERNITY)[0] == 60
    assert maternity_end(prefilled(claim(), around())) is None


@given(st.dates(), st.integers(0, 24))
def test_months_are_counted_in_any_year(day: date, months: int) -> None:
    after = months_after(day, months)
    assert after >= day
    if after != date.max:
        assert (after.year - day.year) * 12 + after.month - day.month == months
    form = replace(prefilled(claim(), around()), maternity_day=day)
    assert (maternity_end(form) or date.min) >= day or day.year == date.max.year


# -- AMO service -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("read", "boxes", "forced", "expected"),
    [
        ("01", Boxes(), None, "01"),
        ("00", Boxes(c2s_amo=True), None, "01"),
        ("00", Boxes(c2s_amc=True), None, "03"),
        ("01", Boxes(ame=True), None, "00"),
        ("01", Boxes(not_responsible=True), None, "01"),
        ("01", Boxes(), ForcedService("00"), "00"),
        ("00", Boxes(), ForcedService("01"), "01"),
        ("00", Boxes(c2s_amc=True), ForcedService("01"), "01"),
        ("00", Boxes(), ForcedService("01", date(2024, 5, 28), date(2024, 5, 28)), "01"),
        ("00", Boxes(), ForcedService("01", date(2024, 5, 29), None), "00"),
        ("01", Boxes(), ForcedService("00", None, date(2024, 5, 27)), "01"),
    ],
)
def test_the_service_is_forced_ticked_or_read(
    read: str, boxes: Boxes, forced: ForcedService | None, expected: str
) -> None:
    forcings = Forcings(amo_service=forced)
    assert amo_service_of(claim(boxes=boxes), rights(service=read), forcings) == expected


# -- the table -------------------------------------------------------------------------------------


def test_every_row_has_its_condition() -> None:
    assert tuple(CONDITIONS) == KEYS == tuple(rate_table().rows)


def test_the_printed_rates_are_not_mere_memory() -> None:
    """What the manuals' amounts show is marked otherwise than what is only remembered."""
    rows = rate_table().rows
    sure = {key for key, row in rows.items() if row.confidence is not RateConfidence.RECALLED}
    assert sure == {"general", "c2s", "crpcen", "exempted", "ame"}
    assert rows["ame"].confidence is RateConfidence.ASSUMED
    assert {key: row.rate for key, row in rows.items()} == {
        **dict.fromkeys(KEYS[:7], 100),
        "alsace-moselle": 90,
        "crpcen": 85,
        "fsv": 80,
        "c2s": 60,
        "general": 60,
    }


TEXT = resources.files("binocle.rates").joinpath("rates.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('key = "fsv"', 'key = "general"'),
        ('key = "fsv"', 'key = "autre"'),
        ("rate = 85", "rate = 101"),
        ('code = "9"', 'code = ""'),
        ('confidence = "assumed"', 'confidence = "sure"'),
        ('source = "manuals S1, S2, S3: 0,05 paid 0,03; recap with Exo. TM 0"', 'source = ""'),
    ],
)
def test_a_wrong_table_is_refused(right: str, wrong: str) -> None:
    assert right in TEXT
    with pytest.raises(ValueError, match=r"rate|sure"):
        parse_table(TEXT.replace(right, wrong))
