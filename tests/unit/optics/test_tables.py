"""The tables that ship, the look-up of a code on a day, and what the loader refuses."""

from collections.abc import Callable
from datetime import date
from importlib import resources
from itertools import product as pairs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binocle.kernel import InvalidIdentifier, LppCode, Severity
from binocle.optics import (
    BadTable,
    BasketClass,
    Confidence,
    LensClass,
    LineKind,
    LookUp,
    Validity,
    equipment_case,
    frame_ceiling,
    shipped_tables,
)
from binocle.optics.periods import at_age
from binocle.optics.shipped import (
    read_acts,
    read_ceilings,
    read_lenses,
    read_periods,
    read_prices,
    read_products,
)
from binocle.optics.table_rows import TableRow, read_table
from binocle.optics.tariff import overlapping

TABLES = shipped_tables()
TODAY = date(2024, 5, 28)
LAST_OF_OLD = date(2019, 12, 31)


def seen(code: str, day: date = TODAY) -> LookUp:
    return TABLES.tariff.look_up(code, day)


def base(code: str, day: date = TODAY) -> int | None:
    price = seen(code, day).price
    return price.base if price else None


def codes(look_up: LookUp) -> list[str]:
    return [finding.code for finding in look_up.findings]


def test_the_codes_of_the_seeds() -> None:
    for code, act, kind in (
        ("7211674", "M03", "M"),
        ("7238911", "VM3", "V"),
        ("7230795", "VU3", "V"),
    ):
        found = seen(code)
        assert found.product is not None
        assert (found.product.act, found.product.kind) == (act, LineKind(kind))
        assert found.product.basket is BasketClass.B
        assert (base(code), found.findings) == (5, ())


def test_every_lens_and_frame_of_class_b_has_five_cents_of_base() -> None:
    of_b = [
        rows[0]
        for rows in TABLES.tariff.products.values()
        if rows[0].basket is BasketClass.B and rows[0].kind in (LineKind.LENS, LineKind.FRAME)
    ]
    assert len(of_b) == 90 + 1 + 2 + 3
    assert {base(row.code.digits) for row in of_b} == {5}


def test_a_frame_of_class_a_has_its_base_and_its_limit() -> None:
    for code in ("2222124", "2254242"):
        price = seen(code).price
        assert price is not None
        assert (price.base, price.limit) == (900, 3000)
        assert price.proof.confidence is Confidence.DERIVED


def test_the_tariff_of_class_a_lenses_is_a_sample_of_four() -> None:
    samples = {
        code: rows[0] for code, rows in TABLES.tariff.prices.items() if any(r.sample for r in rows)
    }
    assert {code: (row.base, row.limit) for code, row in samples.items()} == {
        "2254911": (1125, 3750), "2263287": (975, 3250),
        "2249229": (2250, 7500), "2234334": (5100, 17000),
    }  # fmt: skip
    assert all(row.base * 10 == (row.limit or 0) * 3 for row in samples.values())
    assert {row.proof.confidence for row in samples.values()} <= {
        Confidence.RECALLED, Confidence.ASSUMED,
    }  # fmt: skip
    for code in samples:
        (told,) = seen(code).findings
        assert (told.code, told.severity) == ("LPP-BASE-ECHANTILLON", Severity.WARNS)


def test_an_unknown_base_is_a_finding_and_no_guess() -> None:
    of_a = [lens.code.digits for lens in TABLES.lenses.lenses if lens.basket is BasketClass.A]
    unknown = [code for code in of_a if codes(seen(code)) == ["LPP-BASE-INCONNUE"]]
    assert (len(of_a), len(unknown)) == (90, 86)
    assert all(seen(code).price is None for code in unknown)
    assert codes(seen("2247905")) == ["LPP-BASE-INCONNUE"]
    assert codes(seen("2212976", LAST_OF_OLD)) == ["LPP-BASE-INCONNUE"]


@pytest.mark.parametrize(
    ("code", "cents"),
    [("2223342", 284), ("2210546", 3049), ("2203240", 229), ("2280660", 412), ("2282793", 412),
     ("2259966", 366), ("2288519", 945)],
)  # fmt: skip
def test_a_closed_code_serves_until_its_last_day(code: str, cents: int) -> None:
    assert base(code, LAST_OF_OLD) == base(code, date(2012, 2, 29)) == cents
    for day in (date(2020, 1, 1), TODAY):
        (told,) = seen(code, day).findings
        assert told.code == "LPP-CODE-FERME"
        assert told.facts == {"code": code, "fermeture": "01/01/2020"}


def test_a_code_that_is_not_open_yet_says_from_when() -> None:
    (told,) = seen("7211674", date(2021, 6, 30)).findings
    assert (told.code, told.facts["ouverture"]) == ("LPP-CODE-PAS-ENCORE-OUVERT", "01/07/2021")
    assert base("7211674", date(2021, 7, 1)) == 5


@pytest.mark.parametrize(
    ("typed", "code"),
    [("7211675", "LPP-CLE-FAUSSE"), ("1234567", "LPP-CLE-FAUSSE"), ("721167", "LPP-CODE-MALFORME"),
     ("72116740", "LPP-CODE-MALFORME"), ("", "LPP-CODE-MALFORME"), ("72l1674", "LPP-CODE-MALFORME"),
     ("７２１１６７４", "LPP-CODE-MALFORME"), ("1133915", "LPP-CODE-INCONNU")],
)  # fmt: skip
def test_what_is_no_code_of_the_shop_is_told(typed: str, code: str) -> None:
    found = seen(typed)
    assert codes(found) == [code]
    assert found.product is None


@given(st.text(max_size=9) | st.from_regex(r"[0-9]{7}", fullmatch=True), st.dates())
def test_a_look_up_is_total(typed: str, day: date) -> None:
    found = TABLES.tariff.look_up(typed, day)
    assert (found.product is None) <= bool(found.findings)
    assert bool(found.price) <= bool(found.product)
    try:
        LppCode(typed)
    except InvalidIdentifier as error:
        expected = "LPP-CLE-FAUSSE" if error.reason == "key" else "LPP-CODE-MALFORME"
        assert codes(found) == [expected]


def test_every_act_of_a_product_is_an_act_of_that_day() -> None:
    for rows in TABLES.tariff.products.values():
        for row in rows:
            if row.act:
                act = TABLES.tariff.act(row.act, row.validity.first or date(2000, 1, 1))
                assert act is not None, row
                assert act.kind is row.kind
                assert act.basket in (None, row.basket)
    assert TABLES.tariff.act("OV2", LAST_OF_OLD) is not None
    assert TABLES.tariff.act("OV2", TODAY) is None
    flat = {code for code, rows in TABLES.tariff.acts.items() if any(row.c2s for row in rows)}
    assert flat == {"V01", "V02", "V03", "V04", "M01", "M02", "S01", "MS1", "SV2", "SV4"}


def test_the_six_cases_of_a_contract() -> None:
    simple, complex_, very = LensClass
    for right, left, case, least, most in (
        (simple, simple, "a", 5000, 42000), (simple, complex_, "b", 12500, 56000),
        (complex_, complex_, "c", 20000, 70000), (simple, very, "d", 12500, 61000),
        (complex_, very, "e", 20000, 75000), (very, very, "f", 20000, 80000),
    ):  # fmt: skip
        found = equipment_case(TABLES.ceilings, right, left, TODAY)
        assert found is not None
        assert (found.case, found.minimum, found.maximum) == (case, least, most)
        assert equipment_case(TABLES.ceilings, left, right, TODAY) == found
    assert frame_ceiling(TABLES.ceilings, TODAY) == 10000


def test_the_former_ceilings_end_with_2019() -> None:
    before = equipment_case(TABLES.ceilings, LensClass.SIMPLE, LensClass.SIMPLE, LAST_OF_OLD)
    after = equipment_case(TABLES.ceilings, LensClass.SIMPLE, LensClass.SIMPLE, date(2020, 1, 1))
    assert before is not None
    assert after is not None
    assert (before.maximum, before.minimum, after.maximum) == (47000, None, 42000)
    assert frame_ceiling(TABLES.ceilings, LAST_OF_OLD) == 15000
    early = date(2015, 3, 31)
    assert equipment_case(TABLES.ceilings, LensClass.SIMPLE, LensClass.SIMPLE, early) is None
    assert frame_ceiling(TABLES.ceilings, early) is None


def test_every_pair_of_classes_has_its_case() -> None:
    for right, left in pairs(LensClass, LensClass):
        assert equipment_case(TABLES.ceilings, right, left, TODAY) is not None


def test_the_period_of_an_age() -> None:
    found = [at_age(TABLES.periods.prescription, age).months for age in (-1, 0, 15, 16, 42, 43, 99)]
    assert found == [12, 12, 12, 60, 60, 36, 36]


DAYS = st.none() | st.dates(date(2000, 1, 1), date(2000, 1, 20))


@given(DAYS, DAYS, DAYS, DAYS)
def test_two_validities_overlap_when_a_day_is_in_both(
    a: date | None, b: date | None, c: date | None, d: date | None
) -> None:
    one, other = Validity(a, b), Validity(c, d)
    days = [date(1999, 12, 31), *(date(2000, 1, n) for n in range(1, 22))]
    shared = any(one.holds(day) and other.holds(day) for day in days)
    assert one.overlaps(other) is shared or (a and b and a > b) or (c and d and c > d)
    assert one.overlaps(other) is other.overlaps(one)


def text_of(name: str) -> str:
    return resources.files("binocle.optics").joinpath("tables", name).read_text(encoding="utf-8")


READERS: dict[str, Callable[[TableRow], object]] = {
    "acts.toml": read_acts,
    "lenses.toml": lambda table: read_lenses(table, TABLES.tariff.acts),
    "products.toml": lambda table: read_products(table, TABLES.tariff.acts),
    "prices.toml": lambda table: read_prices(table, TABLES.tariff.products),
    "periods.toml": read_periods,
    "ceilings.toml": read_ceilings,
}


@pytest.mark.parametrize("name", READERS)
def test_an_unknown_column_is_refused(name: str) -> None:
    text = text_of(name)
    READERS[name](read_table(name, text))
    with pytest.raises(BadTable, match=r"couleur: unknown"):
        READERS[name](read_table(name, text + 'couleur = "bleu"\n'))
    with pytest.raises(BadTable, match=r"couleur: unknown"):
        READERS[name](read_table(name, 'couleur = "bleu"\n' + text))


@pytest.mark.parametrize(
    ("name", "old", "new", "place"),
    [
        ("lenses.toml", "2263287", "2263288", r"band 1: unifocal"),
        ("lenses.toml", "2264803", "2263287", r"band 1: unifocal: 2263287 twice"),
        ("lenses.toml", "over = 200", "over = 201", r"band 2: over"),
        ("lenses.toml", "up_to = 400", "up_to = 200", r"band 2: up_to"),
        ("lenses.toml", "over = 1200\n", "over = 1200\nup_to = 1400\n", r"spherical-negative"),
        ("lenses.toml", '"VU1", "simple"', '"VU9", "simple"', r"neutral: single: VU9"),
        ("lenses.toml", '"VU1", "simple"', '"VU1", "facile"', r"neutral: single: 'facile'"),
        ("lenses.toml", 'family = "spherical-negative"', 'family = "rond"', r"band 1: family"),
        ("products.toml", "2222124", "2222125", r"product 1: code"),
        ("products.toml", 'act = "M01"', 'act = "M09"', r"product 1: act"),
        ("products.toml", 'kind = "M"', 'kind = "X"', r"product 1: kind"),
        ("products.toml", "age_max = 15", "age_max = -15", r"product 2: age_max: negative"),
        ("products.toml", "age_max = 15", "age_max = true", r"product 2: age_max"),
        ("prices.toml", "base = 5", "base = -5", r"price 1: base: negative"),
        ("prices.toml", "base = 5", "base = 0.05", r"price 1: base"),
        ("prices.toml", "limit = 3000", "limit = 300", r"price 3: limit"),
        ("prices.toml", '"2222124", "2254242"', '"2222124", "2222124"', r"2222124: twice"),
        ("prices.toml", "2254911", "2264861", r"price 4: 2264861: twice on one day"),
        ("prices.toml", "2254911", "1133915", r"price 4: codes: 1133915 is no product"),
        ("prices.toml", 'kind = "V"', "", r"price 1: codes"),
        ("acts.toml", 'code = "M02"', 'code = "M01"', r"act 2: M01: twice on one day"),
        ("acts.toml", 'label = "Monture adulte"', 'label = " "', r"act 1: label"),
        ("acts.toml", "valid_from = 2020-01-01", 'valid_from = "2020"', r"act 1: valid_from"),
        ("acts.toml", 'confidence = "sourced"', 'confidence = "sure"', r"confidence"),
        ("acts.toml", 'confidence = "sourced"\n', "", r"confidence: absent"),
        ("periods.toml", "from_age = 16", "from_age = 0", r"prescription: ages grow"),
        ("periods.toml", 'reasons = ["bad-fit"]\n', "", r"renewal 1: early"),
        ("ceilings.toml", "maximum = 42000", "maximum = 4200", r"version 1: case 1: maximum"),
        ("ceilings.toml", '["simple", "complexe"]', '["simple"]', r"version 1: case 2: lenses"),
        ("ceilings.toml", "valid_to = 2019-12-31", "valid_to = 2020-01-01", r"version: two"),
        ("ceilings.toml", "frame = 10000\n", "", r"version 1: frame: absent"),
        ("ceilings.toml", '["simple", "simple"]', '"simple"', r"case 1: lenses: .* no list"),
        ("ceilings.toml", '"complexe", "complexe"]', '"simple", "complexe"]', r"case 3: lenses"),
        ("lenses.toml", '"2263287", "2264803"', '"2263287"', r"band 1: unifocal: a code for each"),
        ("lenses.toml", '["V01", "VU1", "simple"]', '["V01", "simple"]', r"neutral: single: 3"),
        ("lenses.toml", '["V01", "VU1", "simple"]', '["V01", 3, "simple"]', r"single: texts"),
        ("products.toml", 'code = "2222124"\n', "", r"product 1: code: absent"),
        ("prices.toml", "base = 5\n", "", r"price 1: base: absent"),
        ("periods.toml", "months = 12\n", "", r"prescription 1: months: absent"),
        ("ceilings.toml", "valid_to = 2019-12-31", "valid_to = 2014-01-01", r"valid_to: before"),
    ],
)  # fmt: skip
def test_a_wrong_table_is_refused_with_its_place(name: str, old: str, new: str, place: str) -> None:
    text = text_of(name)
    assert old in text
    with pytest.raises(BadTable, match=place) as refused:
        READERS[name](read_table(name, text.replace(old, new, 1)))
    assert refused.value.place.startswith(name)


def test_what_is_no_toml_is_refused() -> None:
    with pytest.raises(BadTable, match=r"acts\.toml"):
        read_table("acts.toml", "= 3")


def test_every_price_is_whole_cents_and_alone_on_its_day() -> None:
    for rows in TABLES.tariff.prices.values():
        assert not overlapping(rows)
        assert all(type(row.base) is int for row in rows)
