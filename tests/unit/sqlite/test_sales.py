"""Quotes and ordonnances in SQLite: kept as typed, found again, and what was written stays."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from tests.unit.fse.makers import invoice

from binocle.adapters.sqlite import Session, SqliteFseStore, SqliteSaleStore, open_engine
from binocle.adapters.sqlite.documents import invoice_document, invoice_of
from binocle.kernel import BirthDate, Cents, Nir, PartnerNumber
from binocle.optics import Prescriber, Quote, QuoteEvent, QuotePatient, QuoteState

AT = datetime(2024, 5, 28, 7, tzinfo=UTC)
DESMAUX = QuotePatient(Nir.parse("255069999999934"), BirthDate("19551915"), "1", "DESMAUX NATHALIE")
QUOTE = Quote("9", date(2024, 5, 28), DESMAUX, Cents(41500), {"l1.net": "209,00"}, {"day": "é"})
NUMBER = "000000254"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = Session(open_engine(tmp_path / "binocle.sqlite"))
    SqliteFseStore(opened).open_invoice(invoice(NUMBER), AT)
    yield opened
    opened.close()


def test_a_quote_comes_back_as_it_was_kept(session: Session) -> None:
    store = SqliteSaleStore(session)
    nobody = Quote("10", QUOTE.day, None, Cents(0), {})
    for quote in (QUOTE, nobody):
        store.keep_quote(quote)
    assert store.quotes() == (nobody, QUOTE), "10 is newer than 9"
    sold = QUOTE.after(QuoteEvent.TAKEN_UP).after(QuoteEvent.INVOICED, invoice=NUMBER)
    store.keep_quote(sold)
    assert store.quote("9") == sold
    assert [store.next_quote_number() for _ in range(2)] == ["1", "2"]
    with pytest.raises(KeyError):
        store.quote("8")


def test_a_quote_that_says_an_invoice_that_is_not_there_is_refused(session: Session) -> None:
    sold = QUOTE.after(QuoteEvent.TAKEN_UP).after(QuoteEvent.INVOICED, invoice="000000999")
    with pytest.raises(IntegrityError):
        SqliteSaleStore(session).keep_quote(sold)


def test_the_last_ordonnance_counts_and_no_former_one_goes(session: Session) -> None:
    store = SqliteSaleStore(session)
    assert store.ordonnance_of(NUMBER) is None
    for sphere in ("+1,00", "+1,25"):
        store.keep_ordonnance(NUMBER, {"OD.VL.sphere": sphere}, AT)
    assert store.ordonnance_of(NUMBER) == {"OD.VL.sphere": "+1,25"}
    for statement in ("UPDATE ordonnance SET document = ''", "DELETE FROM ordonnance"):
        with pytest.raises(IntegrityError, match="what was written stays"):
            session.connection.execute(text(statement))


def test_a_quote_goes_forward_alone() -> None:
    may = {
        state: {e for e in QuoteEvent if replace(QUOTE, state=state).may(e)} for state in QuoteState
    }
    typed = {QuoteEvent.CHANGED, QuoteEvent.TAKEN_UP}
    assert may == {
        QuoteState.QUOTE: typed,
        QuoteState.SALE: typed | {QuoteEvent.INVOICED},
        QuoteState.INVOICED: set(),
    }


@given(st.text(max_size=20), st.sampled_from(["", "00991000696"]))
def test_an_invoice_keeps_who_prescribed(name: str, rpps: str) -> None:
    who = Prescriber(PartnerNumber("991000696"), rpps, "15", name)
    kept = replace(invoice(NUMBER), prescriber=who)
    assert invoice_of(invoice_document(kept)).prescriber == who
