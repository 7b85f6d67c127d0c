"""The screen of the ordonnance: texts in, an optical file out, or everything that is wrong."""

from dataclasses import replace

import pytest
from tests.steps.optics import FILE_253, QUOTE_971

from binocle.kernel import Finding
from binocle.optics import RenewalKind, RenewalReason, Vision
from binocle.workflows.optical_typing import (
    articles_by_field,
    completed_texts,
    equipments_by_field,
    field_of,
    read_optical_file,
)


def told(**texts: str) -> list[tuple[str, str]]:
    names = {name.replace("__", "."): text for name, text in texts.items()}
    return [(each.subject, each.code) for each in read_optical_file({**FILE_253, **names}).findings]


def test_a_blank_screen_lacks_its_day_alone() -> None:
    read = read_optical_file({"e1.frame.shown": "on"})
    assert (read.file, [each.code for each in read.findings]) == (None, ["OPT-DATE-ABSENTE"])
    only = read_optical_file({"day": "26/05/2024"})
    assert only.file is not None
    assert only.file.equipments == ()
    assert only.former is None


def test_everything_wrong_is_told_at_once() -> None:
    assert told(
        OD__VL__sphere="x", OD__VL__axis="4,5", OG__VP__axis="10", e1__vision="XX", e1__OD__net="",
        e1__d1__label="Adaptation", e2__OG__s1__net="1,00", former__day="31/02/2024",
    ) == [
        ("OD.VL.sphere", "OPT-PUISSANCE-ILLISIBLE"),
        ("OD.VL.axis", "OPT-ANGLE-ILLISIBLE"),
        ("OG.VP.sphere", "OPT-SPHERE-ABSENTE"),
        ("e1.OD.net", "OPT-PRIX-ABSENT"),
        ("e1.d1.net", "OPT-PRIX-ABSENT"),
        ("e1.vision", "OPT-CHOIX-INCONNU"),
        ("e2.OG.label", "OPT-SUPPLEMENT-SANS-VERRE"),
        ("former.day", "FSE-DATE-IMPOSSIBLE"),
    ]  # fmt: skip


@pytest.mark.parametrize("box", ["noted", "stamped", "signed"])
def test_a_renewal_is_one_as_soon_as_something_says_so(box: str) -> None:
    file = read_optical_file({**FILE_253, f"renewal.{box}": "on"}).file
    assert file is not None
    assert file.ordonnance.renewal is not None
    assert file.ordonnance.renewal.kind is RenewalKind.NONE
    assert getattr(file.ordonnance.renewal, box)


def test_the_former_delivery_and_its_reason() -> None:
    read = read_optical_file({**FILE_253, "former.day": "01/09/2023", "former.reason": "pathology"})
    assert read.former is not None
    assert read.former.reason is RenewalReason.PATHOLOGY


def test_each_article_knows_its_field() -> None:
    texts = {**QUOTE_971, "e1.OD.s2.label": "Teinte", "e1.OD.s2.net": "5", "e1.d2.net": "1"}
    texts.pop("e1.OG.s1.label")
    texts.pop("e1.OG.s1.net")
    file = read_optical_file(texts).file
    assert file is not None
    (first, sold), (second, offer) = equipments_by_field(texts, file)
    assert (first, second, sold.vision, offer.offer) == ("e1.", "e2.", Vision.BOTH, True)
    assert [field for field, _ in articles_by_field(texts, sold, first)] == [
        "e1.frame.", "e1.OD.", "e1.OD.s1.", "e1.OD.s2.", "e1.OG.", "e1.d2.",
    ]  # fmt: skip
    assert [field for field, _ in articles_by_field(texts, offer, second)] == [
        "e2.frame.", "e2.OD.", "e2.OG.",
    ]  # fmt: skip
    completed = completed_texts(texts, file)
    assert completed["e1.OD.lpp"] == "7238911"
    assert "e2.OD.lpp" not in completed


@pytest.mark.parametrize(
    ("code", "subject", "field"),
    [
        ("OPT-AXE-IMPOSSIBLE", "correction OD VL", "OD.VL.axis"),
        ("OPT-PUISSANCE-IMPOSSIBLE", "correction OG VP", "OG.VP.sphere"),
        ("OPT-ACTE-DIFFERENT", "equipment 1 lens OG", "e1.OG.lpp"),
        ("OPT-CODE-ENFANT", "equipment 1 line 1", "e1.frame.lpp"),
        ("OPT-RENOUVELLEMENT-SANS-DATE", "renewal", "renewal.day"),
        ("OPT-ADAPTATION-TROP-JEUNE", "renewal", "renewal.kind"),
        ("OPT-AGE-INCONNU", "prescription", "day"),
        ("OPT-AGE-INCONNU", "delivery", "former.day"),
    ],
)
def test_each_finding_has_its_field(code: str, subject: str, field: str) -> None:
    file = read_optical_file(FILE_253).file
    assert file is not None
    assert field_of(FILE_253, replace(file), Finding(code, subject)) == field
