"""Ordonnance, renewal, ages, and what is sold against what was written."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binocle.kernel import BirthDate, Cents, Finding, LppCode, Severity
from binocle.optics import (
    Article,
    BasketClass,
    Correction,
    Equipment,
    Eye,
    EyePrescription,
    Frame,
    Lens,
    LensShape,
    LineKind,
    OpticalFile,
    Ordonnance,
    OrdonnancePrescriber,
    RenewalKind,
    RenewalNote,
    RenewalReason,
    Vision,
    age_findings,
    delivery_findings,
    equipment_findings,
    file_findings,
    fitted_lens,
    months_later,
    ordonnance_findings,
    priced,
    shipped_tables,
)

TABLES = shipped_tables()
DOCTOR = OrdonnancePrescriber("CNDA TEST CNDA", "991000696", "15")
BIRTH = BirthDate("19550615")
NO_CENTURY = BirthDate("00550615")
LUNAR = BirthDate("19551900")
S2_DAY = date(2025, 1, 16)
WRITTEN = EyePrescription(far=Correction(100, 200, 45, 200, 200, 87))
S2 = Ordonnance(date(2025, 1, 14), DOCTOR, WRITTEN, WRITTEN)
FRAME = Article(LineKind.FRAME, "ADELE", Cents(20900), "M03", LppCode("7211674"), Cents(5))
CT28 = Article(LineKind.LENS, "CT 28 Orma", Cents(18700), "VM3", LppCode("7238911"), Cents(5))
LENS = Lens(
    CT28,
    LensShape.MULTIFOCAL,
    BasketClass.B,
    supplements=(Article(LineKind.SUPPLEMENT, "Prisme standard", Cents(3100)),),
)
QUOTE_971 = Equipment("1183", "Vitale C", Vision.BOTH, frame=Frame(FRAME), right=LENS, left=LENS)


def codes(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def good_note(day: date, kind: RenewalKind = RenewalKind.INITIAL) -> RenewalNote:
    return RenewalNote(kind, day, stamped=True, signed=True, noted=True)


def ordonnance_codes(day: date, written: date, birth: BirthDate = BIRTH) -> list[str]:
    return codes(ordonnance_findings(TABLES.periods, Ordonnance(written, DOCTOR), birth, day))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2024, 12, 15), 1, date(2025, 1, 15)),
        (date(2024, 5, 28), 36, date(2027, 5, 28)),
        (date(2024, 11, 30), 1, date(2024, 12, 30)),
    ],
)
def test_a_delay_runs_from_day_to_day(day: date, months: int, expected: date) -> None:
    assert months_later(day, months) == expected


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 120))
def test_a_delay_never_leaves_its_month(day: date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day
    assert later.day == day.day or (later + timedelta(days=1)).month != later.month


@pytest.mark.parametrize(
    ("birth", "written", "last"),
    [
        ("20100301", date(2024, 2, 29), date(2025, 2, 28)),  # 13 years old: one year
        ("20080301", date(2024, 2, 29), date(2025, 2, 28)),  # the eve of 16
        ("20080229", date(2024, 2, 29), date(2029, 2, 28)),  # 16 on a leap day: five years
        ("19810530", date(2024, 5, 29), date(2029, 5, 29)),  # 42: five years
        ("19810529", date(2024, 5, 29), date(2027, 5, 29)),  # 43 on that day: three years
        ("19801900", date(2024, 5, 29), date(2027, 5, 29)),  # a lunar birth
        ("19550615", date(2024, 5, 28), date(2027, 5, 28)),
    ],
)
def test_an_ordonnance_serves_until_its_last_day(birth: str, written: date, last: date) -> None:
    born = BirthDate(birth)
    assert ordonnance_codes(last, written, born) == []
    assert ordonnance_codes(last + timedelta(days=1), written, born) == ["OPT-ORDONNANCE-PERIMEE"]


def test_an_ordonnance_of_tomorrow_or_before_birth_is_impossible() -> None:
    assert ordonnance_codes(S2_DAY, S2_DAY + timedelta(days=1)) == ["OPT-ORDONNANCE-FUTURE"]
    assert ordonnance_codes(S2_DAY, S2_DAY) == []
    before = date(1955, 6, 14)
    assert ordonnance_codes(S2_DAY, before) == ["OPT-ORDONNANCE-AVANT-NAISSANCE"]


def test_an_age_that_nobody_knows_bars_nothing_and_is_told() -> None:
    (told,) = ordonnance_findings(TABLES.periods, S2, NO_CENTURY, S2_DAY)
    assert (told.code, told.severity) == ("OPT-AGE-INCONNU", Severity.WARNS)


def renewed(note: RenewalNote, birth: BirthDate = BIRTH, *, barred: bool = False) -> list[str]:
    written = replace(S2, day=date(2023, 2, 28), renewal_barred=barred)
    ordonnance = replace(written, renewal=note)
    return codes(ordonnance_findings(TABLES.periods, ordonnance, birth, date(2026, 2, 28)))


def test_a_renewal_is_good_while_the_ordonnance_is_under_three_years_old() -> None:
    assert renewed(good_note(date(2026, 2, 27))) == []
    assert renewed(good_note(date(2023, 2, 28))) == []
    assert renewed(good_note(date(2026, 2, 28))) == ["OPT-RENOUVELLEMENT-TROP-ANCIEN"]


def test_a_renewal_of_a_leap_day_ends_on_28_february() -> None:
    ordonnance = Ordonnance(date(2024, 2, 29), DOCTOR, renewal=good_note(date(2027, 2, 27)))
    day = date(2027, 2, 28)
    assert ordonnance_findings(TABLES.periods, ordonnance, BIRTH, day) == []
    late = replace(ordonnance, renewal=good_note(day))
    found = ordonnance_findings(TABLES.periods, late, BIRTH, day)
    assert codes(found) == ["OPT-RENOUVELLEMENT-TROP-ANCIEN"]
    assert found[0].facts["limite"] == "28/02/2027"


@pytest.mark.parametrize(
    ("note", "code"),
    [
        (replace(good_note(date(2025, 1, 1)), noted=False), "OPT-RENOUVELLEMENT-SANS-MENTION"),
        (good_note(date(2025, 1, 1), RenewalKind.NONE), "OPT-RENOUVELLEMENT-SANS-MENTION"),
        (replace(good_note(date(2025, 1, 1)), stamped=False), "OPT-RENOUVELLEMENT-SANS-CACHET"),
        (replace(good_note(date(2025, 1, 1)), signed=False), "OPT-RENOUVELLEMENT-SANS-SIGNATURE"),
        (replace(good_note(date(2025, 1, 1)), day=None), "OPT-RENOUVELLEMENT-SANS-DATE"),
        (good_note(date(2023, 2, 27)), "OPT-RENOUVELLEMENT-AVANT-ORDONNANCE"),
    ],
)
def test_what_a_renewal_lacks_is_told(note: RenewalNote, code: str) -> None:
    assert renewed(note) == [code]


def test_a_renewal_of_tomorrow_is_refused() -> None:
    assert renewed(good_note(date(2026, 3, 1))) == [
        "OPT-RENOUVELLEMENT-FUTUR", "OPT-RENOUVELLEMENT-TROP-ANCIEN",
    ]  # fmt: skip


def test_a_bare_note_tells_all_that_it_lacks() -> None:
    assert renewed(RenewalNote(RenewalKind.ADAPTED, None)) == [
        "OPT-RENOUVELLEMENT-SANS-MENTION", "OPT-RENOUVELLEMENT-SANS-CACHET",
        "OPT-RENOUVELLEMENT-SANS-SIGNATURE", "OPT-RENOUVELLEMENT-SANS-DATE",
    ]  # fmt: skip


def test_the_doctor_may_bar_it_and_a_child_is_not_adapted() -> None:
    day = date(2025, 1, 1)
    adapted = good_note(day, RenewalKind.ADAPTED)
    assert renewed(adapted, barred=True) == ["OPT-RENOUVELLEMENT-INTERDIT"]
    child, grown = BirthDate("20090102"), BirthDate("20090101")
    assert "OPT-ADAPTATION-TROP-JEUNE" in renewed(adapted, child)
    assert "OPT-ADAPTATION-TROP-JEUNE" not in renewed(adapted, grown)
    assert "OPT-ADAPTATION-TROP-JEUNE" not in renewed(good_note(day), child)


@pytest.mark.parametrize(
    ("birth", "reason", "possible"),
    [
        ("19550615", RenewalReason.NONE, date(2026, 2, 28)),
        ("19550615", RenewalReason.WORSENED, date(2025, 2, 28)),
        ("19550615", RenewalReason.SIGHT_LOSS, date(2026, 2, 28)),
        ("19550615", RenewalReason.BAD_FIT, date(2026, 2, 28)),
        ("20140301", RenewalReason.NONE, date(2025, 2, 28)),
        ("20140301", RenewalReason.WORSENED, date(2025, 2, 28)),
        ("20210301", RenewalReason.NONE, date(2025, 2, 28)),
        ("20210301", RenewalReason.BAD_FIT, date(2024, 8, 29)),
    ],
)
def test_an_equipment_is_paid_again_after_its_delay(
    birth: str, reason: RenewalReason, possible: date
) -> None:
    born, former = BirthDate(birth), date(2024, 2, 29)

    def found(day: date) -> list[Finding]:
        return delivery_findings(TABLES.periods, former=former, day=day, birth=born, reason=reason)

    assert found(possible) == []
    (told,) = found(possible - timedelta(days=1))
    assert (told.code, told.severity) == ("OPT-RENOUVELLEMENT-ANTICIPE", Severity.WARNS)
    assert told.facts["possible"] == possible.strftime("%d/%m/%Y")


def test_what_needs_no_delay() -> None:
    former, day = date(2024, 2, 29), date(2024, 3, 1)

    def found(birth: str, reason: RenewalReason) -> list[str]:
        born = BirthDate(birth)
        return codes(
            delivery_findings(TABLES.periods, former=former, day=day, birth=born, reason=reason)
        )

    assert found("19550615", RenewalReason.PATHOLOGY) == []
    assert found("20080302", RenewalReason.SIGHT_LOSS) == []
    assert found("20080301", RenewalReason.SIGHT_LOSS) == ["OPT-RENOUVELLEMENT-ANTICIPE"]
    assert found("00080301", RenewalReason.NONE) == ["OPT-AGE-INCONNU"]
    late = delivery_findings(TABLES.periods, former=day, day=former, birth=BIRTH)
    assert codes(late) == ["OPT-LIVRAISON-IMPOSSIBLE"]


@pytest.mark.parametrize(
    ("code", "last_age", "told"),
    [
        ("2254242", 15, "OPT-CODE-ENFANT"), ("2276870", 15, "OPT-CODE-ENFANT"),
        ("2287862", 17, "OPT-CODE-ENFANT"), ("2227920", 5, "OPT-CODE-ENFANT"),
        ("2264223", 5, "OPT-CODE-ENFANT"),
        ("2222124", 15, "OPT-CODE-ADULTE"), ("2264861", 15, "OPT-CODE-ADULTE"),
        ("7211674", 15, "OPT-CODE-ADULTE"), ("2247905", 17, "OPT-CODE-ADULTE"),
    ],
)  # fmt: skip
def test_a_code_of_another_age(code: str, last_age: int, told: str) -> None:
    product = TABLES.tariff.look_up(code, S2_DAY).product
    assert product is not None
    birthday = date(2025, 1, 16)
    born = BirthDate(f"{2025 - last_age - 1}0116")
    eve = codes(age_findings(TABLES.tariff, product, born, birthday - timedelta(days=1)))
    found = codes(age_findings(TABLES.tariff, product, born, birthday))
    assert (eve, found) == (([], [told]) if told == "OPT-CODE-ENFANT" else ([told], []))
    assert codes(age_findings(TABLES.tariff, product, NO_CENTURY, S2_DAY)) == ["OPT-AGE-INCONNU"]


def test_a_lens_is_of_every_age() -> None:
    product = TABLES.tariff.look_up("7238911", S2_DAY).product
    assert product is not None
    assert age_findings(TABLES.tariff, product, NO_CENTURY, S2_DAY) == []


def test_the_quote_971_is_right() -> None:
    file = OpticalFile(S2, (QUOTE_971,))
    assert file_findings(TABLES, file, BIRTH, S2_DAY) == []
    assert file_findings(TABLES, file, LUNAR, S2_DAY) == []


def sold(**changes: object) -> list[str]:
    article = replace(CT28, **changes)  # type: ignore[arg-type]
    equipment = replace(QUOTE_971, right=replace(LENS, article=article), left=None, frame=None)
    return codes(equipment_findings(TABLES, equipment, S2, BIRTH, S2_DAY))


def test_what_is_sold_must_fit_the_code_and_the_correction() -> None:
    assert sold(act="VM4") == ["OPT-ACTE-DIFFERENT", "OPT-ACTE-DU-CODE"]
    assert sold(base=Cents(6)) == ["OPT-BASE-DIFFERENTE"]
    assert sold(lpp=LppCode("2212976")) == ["LPP-CODE-FERME"]
    assert sold(lpp=None) == []
    assert sold(shown=False, base=Cents(6), act="VM4") == []


def test_a_code_of_another_correction_is_told() -> None:
    minus_one = EyePrescription(far=Correction(-100))
    written = replace(S2, right=minus_one, left=minus_one)
    for lpp, told in (
        ("2263287", []),
        ("2254911", ["OPT-CODE-AUTRE-CORRECTION"]),
        ("2263927", ["OPT-CODE-AUTRE-CORRECTION"]),
        ("7238911", []),
    ):
        bare = replace(CT28, act="", lpp=LppCode(lpp), net=Cents(3000))
        article = priced(TABLES, bare, S2_DAY)[0]
        lens = Lens(article, LensShape.UNIFOCAL, BasketClass.A)
        pair = Equipment("1", "x", Vision.FAR, right=lens)
        found = codes(equipment_findings(TABLES, pair, written, BIRTH, S2_DAY))
        assert [code for code in found if code == "OPT-CODE-AUTRE-CORRECTION"] == told, lpp


def test_a_commercial_offer_is_not_looked_at() -> None:
    wrong = replace(QUOTE_971, right=replace(LENS, article=replace(CT28, act="VM4")), offer=True)
    assert equipment_findings(TABLES, wrong, S2, BIRTH, S2_DAY) == []


def test_a_frame_of_class_a_keeps_its_price_limit() -> None:
    frame = replace(FRAME, act="M01", lpp=LppCode("2222124"), base=Cents(900))
    for net, expected in ((3000, []), (3001, ["OPT-PRIX-LIMITE"])):
        equipment = Equipment("1", "x", Vision.FAR, frame=Frame(replace(frame, net=Cents(net))))
        assert codes(equipment_findings(TABLES, equipment, S2, BIRTH, S2_DAY)) == expected


def test_the_lens_of_an_eye_follows_the_use() -> None:
    unifocal = replace(LENS, shape=LensShape.UNIFOCAL)
    for vision, shape, code in (
        (Vision.FAR, LensShape.UNIFOCAL, "2262678"),
        (Vision.NEAR, LensShape.UNIFOCAL, "2281598"),
        (Vision.BOTH, LensShape.MULTIFOCAL, "2234021"),
    ):
        answer = fitted_lens(TABLES, S2, vision, replace(unifocal, shape=shape), Eye.LEFT)
        assert answer.code == LppCode(code)
    one_eyed = replace(S2, left=EyePrescription())
    answer = fitted_lens(TABLES, one_eyed, Vision.FAR, unifocal, Eye.LEFT)
    assert [finding.code for finding in answer.findings] == ["OPT-CORRECTION-ABSENTE"]
    wild = replace(S2, left=EyePrescription(far=Correction(9000)))
    answer = fitted_lens(TABLES, wild, Vision.FAR, unifocal, Eye.LEFT)
    assert [(each.code, each.subject) for each in answer.findings] == [
        ("OPT-PUISSANCE-IMPOSSIBLE", "lens OG")
    ]


def test_a_multifocal_lens_needs_an_addition() -> None:
    flat = EyePrescription(far=replace(Correction(100, 200, 45), addition=0))
    equipment = replace(QUOTE_971, left=None, frame=None)
    found = equipment_findings(TABLES, equipment, replace(S2, right=flat), BIRTH, S2_DAY)
    assert codes(found) == ["OPT-ADDITION-ABSENTE"]


def test_an_article_takes_act_and_base_of_its_code() -> None:
    bare = replace(CT28, act="", base=Cents(0))
    assert priced(TABLES, bare, S2_DAY) == (CT28, ())
    unpriced, found = priced(TABLES, replace(bare, lpp=LppCode("2235977")), S2_DAY)
    assert (unpriced.act, unpriced.base) == ("V03", 0)
    assert [finding.code for finding in found] == ["LPP-BASE-INCONNUE"]
    supplement = LENS.supplements[0]
    assert priced(TABLES, supplement, S2_DAY) == (supplement, ())
    closed = replace(bare, lpp=LppCode("2223342"))
    same, found = priced(TABLES, closed, S2_DAY)
    assert same == closed
    assert [finding.code for finding in found] == ["LPP-CODE-FERME"]
