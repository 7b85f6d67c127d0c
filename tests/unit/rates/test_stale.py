"""What makes a check stale, where it is told, and where it stops (TAUX-01, TAUX-09)."""

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from tests.unit.rates.makers import INSURER, around, checked, claim, frame, lens

from binocle.amc import AmcProof, TiersPayant
from binocle.kernel import Cents, OperatorActionNeeded, Severity
from binocle.optics import RenewalKind
from binocle.rates import (
    AmoProof,
    Boxes,
    Claim,
    ForcedService,
    Forcings,
    RateForm,
    SaleLine,
    fingerprint,
    prefilled,
    require_fresh,
    stale,
    staleness,
)

SALE = claim()
FORM = prefilled(SALE, around())


def changes(sale: Claim = SALE, form: RateForm = FORM) -> list[tuple[str, str]]:
    found = staleness(checked(SALE), sale, form)
    assert all(each.severity is Severity.WARNS for each in found)
    return [(each.code, each.subject) for each in found]


def test_another_forcing_makes_a_check_stale() -> None:
    forced = Forcings(amo_service=ForcedService("01"))
    found = staleness(checked(SALE), SALE, FORM, forced)
    assert [(each.code, each.subject) for each in found] == [("FSE-PERIME-CHAMP", "amo_service")]
    assert staleness(checked(SALE), SALE, FORM, Forcings()) == []
    with pytest.raises(OperatorActionNeeded, match="FSE-TAUX-PERIME"):
        require_fresh(checked(SALE), SALE, FORM, forced)


def test_a_check_holds_as_long_as_nothing_changes() -> None:
    assert changes() == []
    at_fse = replace(FORM, invoice_day=SALE.invoice_date)
    assert changes(form=at_fse) == [], "the FSE screen repeats the form (FSE-02)"
    require_fresh(checked(SALE), SALE, at_fse)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((frame(20901), lens(), lens()), [("FSE-PERIME-PRIX", "line 1")]),
        ((frame(), lens(), lens(base=900)), [("FSE-PERIME-PRIX", "line 3")]),
        ((frame(), lens(act="VM3"), lens()), [("FSE-PERIME-ARTICLE", "line 2")]),
        ((frame(), lens(shown=False), lens()), [("FSE-PERIME-ARTICLE", "line 2")]),
        ((frame(), lens()), [("FSE-PERIME-ARTICLE", "line 3")]),
        ((frame(), lens(), lens(), lens()), [("FSE-PERIME-ARTICLE", "line 4")]),
        ((), [("FSE-PERIME-ARTICLE", f"line {n}") for n in (1, 2, 3)]),
    ],
)
def test_articles_and_prices(lines: tuple[SaleLine, ...], expected: list[tuple[str, str]]) -> None:
    assert changes(replace(SALE, lines=lines)) == expected


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"rc_total": Cents(1)}, "FSE-PERIME-RC"),
        ({"rc2_total": Cents(1)}, "FSE-PERIME-RC"),
        ({"rc_by_line": (Cents(1), Cents(0), Cents(0))}, "FSE-PERIME-RC"),
        ({"insurer": INSURER}, "FSE-PERIME-RC"),
        ({"second_insurer": INSURER}, "FSE-PERIME-RC"),
        ({"boxes": Boxes(ame=True)}, "FSE-PERIME-CHAMP"),
        ({"ald_prescribed": True}, "FSE-PERIME-CHAMP"),
        ({"tiers_payant": TiersPayant(amo=False)}, "FSE-PERIME-CHAMP"),
        ({"tiers_payant": TiersPayant(transmit_amc=False)}, "FSE-PERIME-CHAMP"),
    ],
)
def test_the_file(fields: dict[str, Any], code: str) -> None:
    (name,) = fields
    assert changes(replace(SALE, **fields)) == [(code, name)]


@pytest.mark.parametrize(
    ("fields", "code", "place"),
    [
        ({"amo_proof": AmoProof.NONE}, "FSE-PERIME-CHAMP", "amo_proof"),
        ({"amc_proof": AmcProof.WEB}, "FSE-PERIME-CHAMP", "amc_proof"),
        ({"alsace_moselle": True}, "FSE-PERIME-CHAMP", "alsace_moselle"),
        ({"work_accident_number": "1"}, "FSE-PERIME-CHAMP", "work_accident_number"),
        ({"renewal": RenewalKind.ADAPTED}, "FSE-PERIME-CHAMP", "renewal"),
        ({"prescription": date(2024, 5, 25)}, "FSE-PERIME-DATE", "prescription"),
        ({"act_day": date(2024, 5, 27)}, "FSE-PERIME-DATE", "act_day"),
    ],
)
def test_the_form(fields: dict[str, Any], code: str, place: str) -> None:
    assert changes(form=replace(FORM, **fields)) == [(code, place)]


def test_every_field_of_file_and_form_is_compared() -> None:
    """A field that nobody compares would let an old amount be signed; who prescribed is in none."""
    compared = {*stale._AMOUNTS, *stale._DAYS, *stale._OTHERS, "lines"}
    assert compared | {"prescriber"} == {each.name for each in fields(Claim)}


def test_the_day_of_the_invoice() -> None:
    later = replace(SALE, invoice_date=date(2024, 5, 29))
    assert ("FSE-PERIME-DATE", "invoice_date") in changes(later)


def test_the_fingerprint_goes_with_it() -> None:
    assert len(fingerprint(SALE, FORM)) == 64
    dearer = replace(SALE, lines=(frame(20901), lens(), lens()))
    typed = replace(FORM, ald=True)
    prints = {fingerprint(SALE, FORM), fingerprint(dearer, FORM), fingerprint(SALE, typed)}
    assert len(prints) == 3


def test_invoicing_stops_on_a_difference() -> None:
    with pytest.raises(OperatorActionNeeded, match="FSE-TAUX-NON-VERIFIE"):
        require_fresh(None, SALE, FORM)
    with pytest.raises(OperatorActionNeeded) as stopped:
        require_fresh(checked(SALE), replace(SALE, rc_total=Cents(1)), replace(FORM, ald=True))
    assert (stopped.value.code, stopped.value.facts) == ("FSE-TAUX-PERIME", {"changements": 2})
