"""From an invoice to records: everything reads back, and every total is that of the lines."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.fse.makers import DESMAUX, INSURER, claim, entitlement, frame, invoice, lens

from binocle.amc import Complementary, Management
from binocle.fse import Flow, Invoice, total_of
from binocle.fse.messages import form_records, seal_records
from binocle.fse.wire import (
    InvoiceComplementary,
    InvoiceContinuation,
    InvoiceStart,
    InvoiceTotal,
    Line,
    LppArticle,
)
from binocle.kernel import AmcNumber, Cents, Nir
from binocle.lots.wire import BY_COMPLEMENT, BY_FIRST
from binocle.wire import Record

CERTIFIED = replace(DESMAUX, certified_nir=Nir.parse("142196296516596"))
C2S = invoice(
    sale=claim(frame(3000, 900, "M01")), rights=entitlement(service="01"), patient=CERTIFIED
)
PLAIN = invoice(sale=claim())
SPLIT = invoice()
EVERY_FORM = [(PLAIN, Flow.FSE), (SPLIT, Flow.FSE), (SPLIT, Flow.DRE), (C2S, Flow.FSE)]
EVERY_NAME = ["253 FSE", "254 FSE", "254 DRE", "C2S FSE"]
each_form = pytest.mark.parametrize(("made", "flow"), EVERY_FORM, ids=EVERY_NAME)


def read(records: bytes) -> list[Record]:
    """Read each record by its own table, each one 128 bytes."""
    found = []
    for start in range(0, len(records), 128):
        one = records[start : start + 128]
        kind = one[:1].decode()
        table = BY_FIRST.get(kind) or BY_COMPLEMENT[kind + one[35:36].decode()]
        found.append(table.decode(one))
    return found


def lines_of(records: bytes) -> list[Line]:
    return [record for record in read(records) if isinstance(record, Line)]


def start_of(made: Invoice, flow: Flow = Flow.FSE) -> InvoiceStart:
    return InvoiceStart.decode(form_records(made, flow)[:128])


@pytest.mark.parametrize(
    ("made", "flow", "kinds"),
    [
        (PLAIN, Flow.FSE, [InvoiceStart]),
        (SPLIT, Flow.FSE, [InvoiceStart]),
        (SPLIT, Flow.DRE, [InvoiceStart, InvoiceComplementary]),
        (C2S, Flow.FSE, [InvoiceStart, InvoiceContinuation]),
    ],
    ids=EVERY_NAME,
)
def test_the_records_of_a_form(made: Invoice, flow: Flow, kinds: list[type[Record]]) -> None:
    lines = [kind for _ in made.lines for kind in (Line, LppArticle)]
    assert [type(record) for record in read(form_records(made, flow))] == (
        [*kinds, *lines, InvoiceTotal]
    )


@each_form
def test_records_say_what_the_invoice_says(made: Invoice, flow: Flow) -> None:
    records = read(form_records(made, flow))
    assert b"".join(record.encode() for record in records) == form_records(made, flow)
    assert all(
        getattr(record, name) == value
        for record in records
        for name, value in {
            "partner_number": "992604231",
            "nir": "2550699999999",
            "nir_key": "34",
            "invoice_number": made.number,
        }.items()
    )
    lines = [record for record in records if isinstance(record, Line)]
    assert [(line.act, line.billed, line.base, line.rate, line.amo) for line in lines] == [
        (line.act, line.net, line.base, line.rate, line.amo) for line in made.lines
    ]
    articles = [record for record in records if isinstance(record, LppArticle)]
    assert [article.lpp for article in articles] == [line.lpp.digits for line in made.lines]


@pytest.mark.parametrize(
    ("made", "split", "payee", "contract", "amc"),
    [
        (PLAIN, "", "05", "00", ""),
        (SPLIT, "E", "15", "00", "1100000000"),
        (C2S, "", "15", "89", "0099999997"),
    ],
    ids=["253", "254", "C2S"],
)
def test_who_is_paid(made: Invoice, split: str, payee: str, contract: str, amc: str) -> None:
    start = start_of(made)
    assert (start.split, start.payee, start.amc_contract, start.amc_number) == (
        split, payee, contract, amc,
    )  # fmt: skip
    assert (start.marking, start.proof_of_rights, start.insurance_nature) == ("T", "4", "10")


def test_a_dre_repeats_the_amo_amounts_and_alone_carries_the_rc() -> None:
    fse, dre = form_records(SPLIT, Flow.FSE), form_records(SPLIT, Flow.DRE)
    assert [line.amo for line in lines_of(fse)] == [line.amo for line in lines_of(dre)] == [3] * 3
    assert [line.amc for line in lines_of(fse)] == [0] * 3
    assert [line.amc for line in lines_of(dre)] == [2482, 2482, 5036]
    assert (total_of(fse).total_amc, total_of(dre).total_amc) == (0, 10000)
    assert total_of(fse).total_amo == total_of(dre).total_amo == 9


def test_in_single_management_the_rc_is_in_the_fse() -> None:
    fse = form_records(C2S, Flow.FSE)
    assert (total_of(fse).total_amo, total_of(fse).total_amc) == (540, 2460)
    assert [line.amc for line in lines_of(fse)] == [2460]


def test_a_dre_names_its_insurer_and_member() -> None:
    (named,) = [
        record
        for record in read(form_records(SPLIT, Flow.DRE))
        if isinstance(record, InvoiceComplementary)
    ]
    assert (named.amc_number, named.member_id) == ("1100000000", "12345678")


def test_a_dre_without_an_insurer_is_our_own_fault() -> None:
    with pytest.raises(AssertionError, match="a DRE names its insurer"):
        form_records(PLAIN, Flow.DRE)


def test_an_own_nir_goes_in_a_continuation() -> None:
    own = InvoiceContinuation.decode(form_records(C2S, Flow.FSE)[128:256])
    assert (own.own_nir, own.own_nir_key) == ("1421962965165", "96")


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 99_999), st.integers(0, 99_999)), min_size=1, max_size=99),
    st.sampled_from([60, 90, 100]),
    st.data(),
)
def test_totals_agree_whatever_the_lines(
    prices: list[tuple[int, int]], rate: int, data: st.DataObject
) -> None:
    sale = claim(*(lens(net, base) for net, base in prices))
    room = invoice(sale=sale, rights=entitlement(rate)).patient_share
    sale = replace(sale, rc_total=Cents(data.draw(st.integers(0, room))))
    made = invoice(sale=sale, rights=entitlement(rate))
    flow = Flow.DRE if made.management is Management.SEPARATE else Flow.FSE
    records = form_records(made, flow)
    lines, total = lines_of(records), total_of(records)
    assert total.line_count == 2 * len(lines) == 2 * len(prices)
    assert total.total_billed == sum(line.billed for line in lines) == made.total
    assert total.total_amo == sum(line.amo for line in lines) == made.amo
    assert total.total_amc == sum(line.amc for line in lines) == sale.rc_total
    assert total.total_left == made.total - made.amo


@each_form
def test_a_form_is_sealed_once_and_only_in_its_zone(made: Invoice, flow: Flow) -> None:
    blank = form_records(made, flow)
    sealed = seal_records(blank, b"Z" * 32)
    assert (sealed[:-32], sealed[-32:]) == (blank[:-32], b"Z" * 32)
    assert blank[-32:] == b" " * 32
    assert total_of(sealed).certification_zone == "Z" * 32
    with pytest.raises(AssertionError, match="sealed once"):
        seal_records(sealed, b"Z" * 32)
    with pytest.raises(AssertionError):
        seal_records(blank, b"Z" * 31)


def test_a_short_insurer_number_is_padded() -> None:
    short = Complementary(AmcNumber("99999997"), "1")
    made = invoice(rights=entitlement(amc=short))
    assert start_of(made, Flow.DRE).amc_number == "0099999997"
    assert INSURER.number.padded == INSURER.number.digits
