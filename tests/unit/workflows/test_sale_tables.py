"""What the shop's tables say of a sale, each thing beside its field."""

from dataclasses import replace
from datetime import date

import pytest

from binocle.kernel import BirthDate, LppCode, Severity
from binocle.optics import shipped_tables
from binocle.rates import LppStatus
from binocle.workflows import SaleTables
from binocle_ui.cases import load_case

CLAIM = load_case("253").claim
ADULT, CHILD, LUNAR = BirthDate("19740909"), BirthDate("20150230"), BirthDate("19421901")
NO_CENTURY = BirthDate("00200120")


@pytest.fixture(scope="module")
def tables() -> SaleTables:
    shipped = shipped_tables()
    return SaleTables(shipped.tariff, shipped.periods)


@pytest.mark.parametrize(
    ("digits", "day", "status"),
    [
        ("7211674", date(2024, 5, 28), LppStatus.KNOWN),
        ("2223342", date(2024, 5, 28), LppStatus.CLOSED),
        ("2223342", date(2019, 12, 31), LppStatus.KNOWN),
        ("2299990", date(2024, 5, 28), LppStatus.UNKNOWN),
    ],
)
def test_a_code_is_known_closed_or_unknown(
    tables: SaleTables, digits: str, day: date, status: LppStatus
) -> None:
    assert tables.status(LppCode(digits), day) is status


@pytest.mark.parametrize("birth", [ADULT, LUNAR, None])
def test_a_file_of_the_manuals_is_right(tables: SaleTables, birth: BirthDate | None) -> None:
    assert tables.findings(CLAIM, birth) == []


def test_an_ordonnance_serves_until_its_last_day(tables: SaleTables) -> None:
    on_time = replace(CLAIM, prescription=date(2021, 5, 28))
    late = replace(CLAIM, prescription=date(2021, 5, 27))
    assert tables.findings(on_time, ADULT) == []
    (found,) = tables.findings(late, ADULT)
    assert (found.code, found.subject) == ("OPT-ORDONNANCE-PERIMEE", "prescription")


def test_one_of_the_future_is_left_to_the_rate_check(tables: SaleTables) -> None:
    assert tables.findings(replace(CLAIM, prescription=date(2024, 6, 1)), ADULT) == []


def test_a_code_of_another_age_stands_beside_its_line(tables: SaleTables) -> None:
    lines = (*CLAIM.lines, replace(CLAIM.lines[0], act="M04", lpp=LppCode("2276870")))
    (found,) = tables.findings(replace(CLAIM, lines=lines), ADULT)
    assert (found.code, found.subject) == ("OPT-CODE-ENFANT", "line 6")
    (told,) = tables.findings(replace(CLAIM, lines=lines), CHILD)
    assert (told.code, told.subject) == ("OPT-CODE-ADULTE", "line 1")
    hidden = replace(CLAIM, lines=(*CLAIM.lines, replace(lines[5], shown=False)))
    assert tables.findings(hidden, ADULT) == []


def test_an_unknown_age_is_told_once(tables: SaleTables) -> None:
    (found,) = tables.findings(CLAIM, NO_CENTURY)
    assert (found.code, found.severity) == ("OPT-AGE-INCONNU", Severity.WARNS)
