"""What is expected, what speaks against a page, until when it is kept."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binocle.rates import SecuringMode
from binocle.scor import (
    Buttons,
    Conformity,
    DocumentType,
    Page,
    PageMeasures,
    PageThresholds,
    ScorDocument,
    ScorInvoice,
    ScorState,
    captions,
    expected_types,
    kept_until,
    page_reasons,
)
from binocle.scor.rules import buttons, judgement, missing, purge_due, rows
from binocle.scor.states import SENT, UNSENT, JudgedCompliant, JudgedNotCompliant, JudgementOpened

RIGHT = PageMeasures(
    dpi=200, ink_mm2=800, skew=20, edge_um=250, paper=240, contrast=130, sheets=1, likeness=0
)
LIMITS = PageThresholds()
INVOICE = ScorInvoice("000000257", SecuringMode.DEGRADED, "DURAND", "Denis")


def page(measures: PageMeasures = RIGHT, verdict: Conformity | None = None) -> Page:
    return Page(1, measures, page_reasons(measures, 1, LIMITS), verdict)


def document(
    state: ScorState = ScorState.TO_JUDGE, added: datetime = datetime(2024, 5, 28, tzinfo=UTC)
) -> ScorDocument:
    return ScorDocument(
        id="d1", invoice="000000257", type=DocumentType.PRESCRIPTION, name="a.pdf",
        added_at=added, state=state, pages=(page(),), sha256="0" * 64,
    )  # fmt: skip


def test_one_document_is_expected_and_two_when_degraded() -> None:
    assert expected_types(SecuringMode.SESAM_VITALE) == (DocumentType.PRESCRIPTION,)
    assert expected_types(SecuringMode.DEGRADED) == (
        DocumentType.PRESCRIPTION,
        DocumentType.CLAIM_SHEET,
    )


def test_a_right_page_is_proposed_compliant() -> None:
    assert page().proposal is Conformity.COMPLIANT
    assert captions(page()) == ("Page conforme",)


@pytest.mark.parametrize(
    ("wrong", "caption"),
    [
        (replace(RIGHT, skew=301), "Page non droite"),
        (replace(RIGHT, skew=-301), "Page non droite"),
        (replace(RIGHT, edge_um=521), "Page illisible"),
        (replace(RIGHT, contrast=59), "Page illisible"),
        (replace(RIGHT, paper=159), "Page pas suffisamment claire"),
        (replace(RIGHT, sheets=2), "Plusieurs documents par page"),
        (replace(RIGHT, likeness=73), "Page doublée"),
        (replace(RIGHT, ink_mm2=24, skew=900), "Page vide"),
        (replace(RIGHT, dpi=199), "Résolution insuffisante"),
    ],
)
def test_each_flaw_has_its_caption_to_the_letter(wrong: PageMeasures, caption: str) -> None:
    assert captions(page(wrong)) == (caption,)
    assert page(wrong).proposal is Conformity.NOT_COMPLIANT


@pytest.mark.parametrize(
    "edge",
    [
        replace(RIGHT, skew=-300),
        replace(RIGHT, edge_um=520, contrast=60, paper=160),
        replace(RIGHT, likeness=72, ink_mm2=25),
        replace(RIGHT, dpi=0),
    ],
)
def test_the_threshold_itself_is_right(edge: PageMeasures) -> None:
    assert page(edge).reasons == ()


def test_a_threshold_is_a_setting_and_the_reason_tells_it() -> None:
    (reason,) = page_reasons(replace(RIGHT, skew=-105), 3, replace(LIMITS, skew=100))
    assert reason.facts == {"page": 3, "mesure": "-1,05", "seuil": "1,00"}


def test_one_wrong_page_makes_the_document_wrong() -> None:
    yes, no = Conformity.COMPLIANT, Conformity.NOT_COMPLIANT
    assert judgement([page(verdict=yes), page(verdict=no), page()]) == JudgedNotCompliant()
    assert judgement([page(verdict=yes), page()]) == JudgementOpened()
    assert judgement([page(verdict=yes), page(verdict=yes)]) == JudgedCompliant()


@pytest.mark.parametrize(
    ("day", "last"),
    [
        ("2024-05-28", "2024-11-28"),
        ("2023-08-31", "2024-02-29"),
        ("2024-08-31", "2025-02-28"),
        ("2024-02-29", "2024-08-29"),
        ("2024-12-31", "2025-06-30"),
    ],
)
def test_six_months_and_the_ends_of_months(day: str, last: str) -> None:
    assert kept_until(date.fromisoformat(day)) == date.fromisoformat(last)


@given(st.dates(date(2000, 1, 1), date(2099, 6, 1)), st.integers(1, 24))
def test_a_later_day_is_never_kept_less_long(day: date, months: int) -> None:
    last = kept_until(day, months)
    assert (last.year * 12 + last.month) - (day.year * 12 + day.month) == months
    assert last <= kept_until(day + timedelta(days=1), months)


def test_the_purge_is_due_the_day_after_by_the_day_of_paris() -> None:
    late = document(added=datetime(2024, 5, 28, 22, 30, tzinfo=UTC))  # the 29th in Paris
    assert not purge_due(late, date(2024, 11, 29))
    assert purge_due(late, date(2024, 11, 30))
    assert not purge_due(replace(late, state=ScorState.PURGED), date(2030, 1, 1))


def test_the_buttons_of_a_row() -> None:
    assert buttons(ScorState.MISSING) == Buttons(add=True)
    assert {buttons(state) for state in UNSENT} == {Buttons(view=True, remove=True)}
    assert {buttons(state) for state in SENT} == {Buttons(view=True)}
    assert buttons(ScorState.PURGED) == Buttons()


def test_what_is_missing_is_told_and_a_wrong_document_is_there() -> None:
    listed = rows(INVOICE, [document(ScorState.NOT_COMPLIANT)])
    assert [row.state for row in listed] == [ScorState.NOT_COMPLIANT, ScorState.MISSING]
    (found,) = missing(listed)
    assert found.code == "SCOR-DOCUMENT-MANQUANT"
    assert found.facts == {"facture": "000000257", "type": "FSPA"}
