"""The optical file at the counter: the printed lines come out of it, and nothing wrong goes in."""

from dataclasses import replace
from datetime import date

import pytest

from binocle.kernel import BirthDate, Cents, Finding, LppCode, OperatorActionNeeded
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
    shipped_tables,
)
from binocle.rates import SaleLine
from binocle.workflows import FormerDelivery, OpticalDesk
from binocle.workflows.optical_desk import completed, file_findings_by_place, sale_lines
from binocle_ui.cases import load_case
from binocle_ui.composition.desk import SimulatedDesk

TABLES = shipped_tables()
DAY = date(2024, 5, 28)
S2_DAY = date(2025, 1, 16)
BIRTH = BirthDate("19550615")
DOCTOR = OrdonnancePrescriber("CNDA TEST CNDA", "991000696", "15")
SEEN = EyePrescription(far=Correction(100, 100, 45))
S2_SEEN = EyePrescription(far=Correction(100, 200, 45, 200, 200, 87))


def article(kind: LineKind, label: str, net: int, lpp: str = "", *, shown: bool = True) -> Article:
    code = LppCode(lpp) if lpp else None
    return Article(kind, label, Cents(net), lpp=code, shown=shown)


ADELE = Frame(article(LineKind.FRAME, "ADELE", 20900, "7211674"), brand="BERÉNICE", colour="C62")
AIRWEAR = Lens(
    article(LineKind.LENS, "Airwear Cz EasyP Chrono", 10300, "7230795"),
    LensShape.UNIFOCAL,
    BasketClass.B,
    supplements=(article(LineKind.SUPPLEMENT, "Cz EasyP", 0, shown=False),),
)
FILE_253 = OpticalFile(
    Ordonnance(date(2024, 5, 26), DOCTOR, SEEN, SEEN),
    (Equipment("1183", "Vitale C", Vision.FAR, frame=ADELE, right=AIRWEAR, left=AIRWEAR),),
)
CT28 = Lens(
    article(LineKind.LENS, "CT 28 Orma", 18700, "7238911"),
    LensShape.MULTIFOCAL,
    BasketClass.B,
    diameter="65/70",
    supplements=(article(LineKind.SUPPLEMENT, "Prisme standard", 3100),),
)
STOCK = Lens(
    article(LineKind.LENS, "JS Orga 1.50 non traité Stock", 25, "7230795"),
    LensShape.UNIFOCAL,
    BasketClass.B,
)
SECOND_PAIR = Equipment(
    "1184",
    "Vitale C",
    Vision.FAR,
    frame=Frame(article(LineKind.FRAME, "", 50)),
    right=STOCK,
    left=STOCK,
    offer=True,
)
QUOTE_971 = OpticalFile(
    Ordonnance(date(2025, 1, 14), DOCTOR, S2_SEEN, S2_SEEN),
    (
        Equipment("1183", "Vitale C", Vision.BOTH, frame=ADELE, right=CT28, left=CT28),
        SECOND_PAIR,
    ),
)


def renewed(kind: RenewalKind, **missing: bool) -> OpticalFile:
    ticked = {"stamped": True, "signed": True, "noted": True, **missing}
    note = RenewalNote(kind, date(2024, 5, 27), **ticked)
    ordonnance = replace(FILE_253.ordonnance, day=date(2022, 3, 1), renewal=note)
    return replace(FILE_253, ordonnance=ordonnance)


def printed(line: SaleLine) -> tuple[str, str, str, int, int, bool]:
    code = line.lpp.digits if line.lpp else ""
    return (line.act, line.kind.value, code, line.net, line.base, line.shown)


def lines_of(file: OpticalFile, day: date) -> tuple[SaleLine, ...]:
    return sale_lines(TABLES, completed(TABLES, file, day), day)


def codes(findings: tuple[Finding, ...] | list[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def test_the_lines_of_file_253() -> None:
    assert [printed(line) for line in lines_of(FILE_253, DAY)] == [
        ("M03", "M", "7211674", 20900, 5, True),
        ("VU3", "V", "7230795", 10300, 5, True),
        ("", "S", "", 0, 0, False),
        ("VU3", "V", "7230795", 10300, 5, True),
        ("", "S", "", 0, 0, False),
    ]


def test_the_quote_971_is_645_and_646_with_its_offer() -> None:
    lines = lines_of(QUOTE_971, S2_DAY)
    assert [printed(line) for line in lines] == [
        ("M03", "M", "7211674", 20900, 5, True),
        ("VM3", "V", "7238911", 18700, 5, True),
        ("", "S", "", 3100, 0, True),
        ("VM3", "V", "7238911", 18700, 5, True),
        ("", "S", "", 3100, 0, True),
        ("", "M", "", 50, 0, False),
        ("", "V", "", 25, 0, False),
        ("", "V", "", 25, 0, False),
    ]
    assert sum(line.net for line in lines if line.shown) == 64500
    assert sum(line.net for line in lines) == 64600
    assert [line.offer for line in lines] == [False] * 5 + [True] * 3
    assert {line.basket for line in lines if line.lpp} == {BasketClass.B}
    assert file_findings_by_place(TABLES, QUOTE_971, BIRTH, S2_DAY) != []  # bases not typed
    assert file_findings_by_place(TABLES, completed(TABLES, QUOTE_971, S2_DAY), BIRTH, S2_DAY) == []


def test_a_lens_without_code_takes_the_one_of_its_correction(desk: SimulatedDesk) -> None:
    blank = replace(AIRWEAR, article=replace(AIRWEAR.article, lpp=None), supplements=())
    sold = replace(FILE_253.equipments[0], right=blank, left=blank)
    assert (
        codes(desk.optics.enter(replace(FILE_253, equipments=(sold,)))) == ["OPT-AGE-INCONNU"] * 2
    )
    assert desk.optics.file is not None
    (equipment,) = desk.optics.file.equipments
    (right, left) = desk.optics.proposals
    assert (right.eye, left.eye, right.equipment) == (Eye.RIGHT, Eye.LEFT, 1)
    assert right.answer.lens is not None
    assert equipment.right is not None
    assert equipment.right.article.lpp == right.answer.code
    assert (equipment.right.article.act, equipment.right.article.base) == ("VU3", 5)
    assert right.price is not None
    assert right.price.base == 5


def test_the_file_becomes_the_claim(desk: SimulatedDesk) -> None:
    counter = desk.counter
    counter.enter_code("1234")
    counter.read_vitale()
    counter.choose(1)
    assert desk.optics.enter(FILE_253) == ()
    assert desk.optics.take() == ()
    assert counter.claim is not None
    assert (counter.claim.prescription, counter.claim.invoice_date) == (date(2024, 5, 26), DAY)
    check = counter.check_rates_as_known()
    assert [(line.act, line.amo) for line in check.lines] == [("VU3", 3), ("VU3", 3), ("M03", 3)]
    assert counter.invoice().invoice.total == 41500


def test_what_else_the_claim_holds_stays(desk: SimulatedDesk) -> None:
    split = load_case("254").claim
    desk.counter.enter_claim(split)
    desk.optics.enter(FILE_253)
    desk.optics.take()
    assert desk.counter.claim is not None
    assert desk.counter.claim.rc_total == split.rc_total
    assert len(desk.counter.claim.lines) == 5


@pytest.mark.parametrize("kind", [RenewalKind.INITIAL, RenewalKind.ADAPTED])
def test_a_renewal_gives_its_own_day_to_the_invoice(desk: SimulatedDesk, kind: RenewalKind) -> None:
    desk.optics.enter(renewed(kind))
    desk.optics.take()
    assert desk.counter.claim is not None
    assert (desk.counter.claim.prescription, desk.counter.claim.renewal) == (
        date(2024, 5, 27),
        kind,
    )


@pytest.mark.parametrize(
    ("missing", "code"),
    [
        ("stamped", "OPT-RENOUVELLEMENT-SANS-CACHET"),
        ("signed", "OPT-RENOUVELLEMENT-SANS-SIGNATURE"),
        ("noted", "OPT-RENOUVELLEMENT-SANS-MENTION"),
    ],
)
def test_nothing_wrong_goes_into_the_claim(desk: SimulatedDesk, missing: str, code: str) -> None:
    desk.optics.enter(renewed(RenewalKind.INITIAL, **{missing: False}))
    assert code in codes(desk.optics.take())
    assert desk.counter.claim is None


def test_a_wrong_correction_is_told_once_beside_it(desk: SimulatedDesk) -> None:
    wrong = replace(FILE_253.ordonnance, right=EyePrescription(far=Correction(100, 100, 200)))
    found = desk.optics.enter(replace(FILE_253, ordonnance=wrong))
    assert [(each.code, each.subject) for each in found if each.code == "OPT-AXE-IMPOSSIBLE"] == [
        ("OPT-AXE-IMPOSSIBLE", "correction OD VL")
    ]


def test_an_equipment_that_comes_early_is_told(desk: SimulatedDesk) -> None:
    early = FormerDelivery(date(2023, 9, 1))
    desk.counter.read_vitale()
    desk.counter.choose(1)
    assert codes(desk.optics.enter(FILE_253, former=early)) == ["OPT-RENOUVELLEMENT-ANTICIPE"]
    sick = replace(early, reason=RenewalReason.PATHOLOGY)
    assert desk.optics.enter(FILE_253, former=sick) == ()


def test_another_patient_begins_without_the_file(desk: SimulatedDesk) -> None:
    desk.optics.enter(FILE_253)
    desk.optics.take()
    desk.insurer.attest(desk.insurer.attestation)
    desk.counter.begin()
    optics: OpticalDesk = desk.optics
    assert optics.file is None
    assert (optics.findings, optics.proposals) == ((), ())
    with pytest.raises(OperatorActionNeeded, match="OPT-DOSSIER-ABSENT"):
        optics.take()
