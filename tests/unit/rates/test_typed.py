"""What is typed is read whole, or told beside its field; forcings are shown and taken back."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.rates.makers import DAY, DESMAUX, around, claim, rights

from binocle.amc import Attestation
from binocle.kernel import BirthDate, Cents, Finding, LppCode, Nir, printed_day, printed_euros
from binocle.rates import (
    NO_RIGHTS,
    ExemptionChoice,
    ForcedService,
    ForcingLine,
    Forcings,
    forcing_lines,
    prefilled,
    typed_day,
    typed_euros,
    typed_lpp,
    typed_nir,
    without_forcing,
)


@pytest.mark.parametrize(
    "text",
    ["", "31/02/2024", "29/02/2023", "2024-05-28", "28/5/2024", "00/01/2024", "1/1/24",
     "٢٨/05/2024"],
)  # fmt: skip
def test_a_day_that_no_calendar_has(text: str) -> None:
    found = typed_day(text, "act_day")
    assert found == Finding("FSE-DATE-IMPOSSIBLE", "act_day", {"saisie": text})


@given(st.dates(date(1000, 1, 1)))
def test_a_printed_day_is_read_again(day: date) -> None:
    assert typed_day(f" {printed_day(day)} ", "act_day") == day


@given(st.integers(0, 99_999_999_999).map(Cents))
def test_a_printed_amount_is_read_again(amount: Cents) -> None:
    assert typed_euros(printed_euros(amount), "net") == amount


@pytest.mark.parametrize(
    ("text", "cents"), [("415", 41500), ("1 234,50", 123450), ("0.05", 5), ("-0,00", 0)]
)
def test_amounts_as_people_write_them(text: str, cents: int) -> None:
    assert typed_euros(text, "net") == cents


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "FSE-MONTANT-ILLISIBLE"),
        ("dix", "FSE-MONTANT-ILLISIBLE"),
        ("1,5", "FSE-MONTANT-ILLISIBLE"),
        ("1,505", "FSE-MONTANT-ILLISIBLE"),
        ("1e3", "FSE-MONTANT-ILLISIBLE"),
        ("9999999999", "FSE-MONTANT-ILLISIBLE"),
        ("٤", "FSE-MONTANT-ILLISIBLE"),
        ("-1", "FSE-SAISIE-NEGATIVE"),
    ],
)
def test_what_is_no_amount(text: str, code: str) -> None:
    found = typed_euros(text, "net")
    assert isinstance(found, Finding)
    assert (found.code, found.subject, found.facts) == (code, "net", {"saisie": text})


@given(st.text(max_size=12))
def test_nothing_typed_ever_raises(text: str) -> None:
    for read in (typed_day, typed_euros, typed_lpp, typed_nir):
        assert read(text, "field") is not None


def test_numbers_have_their_key() -> None:
    assert typed_lpp("7211674", "lpp") == LppCode("7211674")
    assert typed_lpp("7211675", "lpp") == Finding("FSE-LPP-FAUX", "lpp", {"saisie": "7211675"})
    assert typed_nir("2 55 06 99 999 999 34", "nir") == DESMAUX
    assert isinstance(typed_nir("2 55 06 99 999 999 35", "nir"), Finding)
    assert isinstance(DESMAUX, Nir)


# -- forcings --------------------------------------------------------------------------------------


def test_the_five_dialogs_as_they_open() -> None:
    seen = around()
    assert forcing_lines(prefilled(claim(), seen), seen) == (
        ForcingLine("maternity_end", "", ""),
        ForcingLine("exemption", "", ""),
        ForcingLine("amo_service", "00", ""),
        ForcingLine("century", "15/06/1955", ""),
        ForcingLine("attestation", "", ""),
    )


def test_what_is_forced_stands_beside_what_was_read() -> None:
    forcings = Forcings(
        maternity_end=date(2024, 9, 1),
        exemption=ExemptionChoice.ALL,
        amo_service=ForcedService("01", DAY, None),
        century=20,
        attestation=Attestation(),
    )
    seen = around(replace(rights(), birth=BirthDate("00550615")), forcings=forcings)
    form = replace(prefilled(claim(), seen), maternity_day=date(2023, 11, 1))
    lines = {line.name: (line.read, line.forced) for line in forcing_lines(form, seen)}
    assert lines == {
        "maternity_end": ("13/08/2024", "01/09/2024"),
        "exemption": ("", "5"),
        "amo_service": ("00", "01 28/05/2024 - "),
        "century": ("15/06/0055", "15/06/2055"),
        "attestation": ("", "OUI"),
    }
    assert forcing_lines(form, around(NO_RIGHTS, forcings=Forcings(century=19)))[3].forced == ""


def test_each_forcing_can_be_taken_back() -> None:
    full = Forcings(DAY, ExemptionChoice.ALL, ForcedService("01"), 19, Attestation())
    for name in ("maternity_end", "exemption", "amo_service", "century", "attestation"):
        without = without_forcing(full, name)
        assert getattr(without, name) is None
        assert replace(without, **{name: getattr(full, name)}) == full
