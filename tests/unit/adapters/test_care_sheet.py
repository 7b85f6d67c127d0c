"""The paper care sheet: the same bytes for the same sheet, and every fact of it on the page."""

import re
import zlib
from base64 import a85decode
from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.unit.fse.makers import DESMAUX, NOW, claim, entitlement, invoice

from binocle.adapters.care_sheet import PdfCareSheetPrinter
from binocle.fse import (
    OUTSIDE_TRANSMISSION,
    CareSheet,
    FormCircumstances,
    SheetReason,
    WorkAccident,
)
from binocle.kernel import Nir
from binocle.rates import AmoProof, InsuranceNature, SecuringMode

CLAIM = replace(
    invoice(
        mode=SecuringMode.DEGRADED,
        patient=replace(DESMAUX, name="NOËL & FILS", certified_nir=Nir.parse("142196296516596")),
    ),
    circumstances=FormCircumstances(proof=AmoProof.DOCUMENT),
)
SHEET = CareSheet(CLAIM, SheetReason.DEGRADED, simulated=True, printed_at=NOW)
STREAM = re.compile(rb"stream\r?\n(.+?)endstream", re.DOTALL)
SHOWN = re.compile(rb"\(((?:[^()\\]|\\.)*)\) Tj")
ESCAPED = re.compile(rb"\\([0-7]{3}|.)")


def drawn(sheet: CareSheet) -> bytes:
    return PdfCareSheetPrinter().draw(sheet)


def _unescaped(found: re.Match[bytes]) -> bytes:
    return bytes((int(found[1], 8),)) if found[1].isdigit() else found[1]


def pages(pdf: bytes) -> list[str]:
    """Return the text of each page, a space between two pieces."""
    streams = [zlib.decompress(a85decode(raw.strip()[:-2])) for raw in STREAM.findall(pdf)]
    return [
        b" ".join(ESCAPED.sub(_unescaped, text) for text in SHOWN.findall(stream)).decode("cp1252")
        for stream in streams
    ]


def test_the_same_sheet_has_the_same_bytes() -> None:
    assert drawn(SHEET) == drawn(SHEET)
    assert drawn(SHEET).startswith(b"%PDF")
    later = replace(SHEET, printed_at=NOW + timedelta(days=1))
    assert drawn(later) != drawn(SHEET)
    assert b"D:20240528070000+00'00'" in drawn(SHEET)


def test_every_fact_is_on_the_page() -> None:
    (page,) = pages(drawn(SHEET))
    for fact in (
        "Feuille de soins", "Facture n° 000000254", "du 28/05/2024",
        "NOËL & FILS", "NATHALIE", "15/06/1955", "2 55 06 99 999 999 34", "1 42 19 62 965 165 96",
        "01 - 999 - 9999", "1100000000", "12345678",
        "CNDA WO2 ADRI APCV", "992604231", "991000696", "00991000696", "26/05/2024",
        "Maladie", "Bulletin de salaire, attestation", "Dégradé",
        "VU3", "7230795", "103,00", "M03", "7211674", "209,00", "60 %", "24,82", "50,36",
        "415,00 €", "0,09 €", "100,00 €", "314,91 €",
        "Feuille de soins d'une FSE en mode dégradé", "Imprimée le 28/05/2024",
    ):  # fmt: skip
        assert fact in page, fact


def test_a_flow_that_is_not_real_says_so_on_every_page() -> None:
    long = replace(SHEET, invoice=replace(CLAIM, lines=CLAIM.lines * 33))
    told = pages(drawn(long))
    assert len(told) >= 3
    assert all("SPÉCIMEN SIMULÉ" in page and "SPÉCIMEN" in page for page in told)
    assert [f"page {place}" in page for place, page in enumerate(told, 1)] == [True] * len(told)
    assert sum(page.count("VU3") for page in told) == 66
    real = pages(drawn(replace(long, simulated=False)))
    assert not any("SPÉCIMEN" in page or "SIMULÉ" in page for page in real)


def test_the_reason_of_a_rejected_ro_part() -> None:
    (page,) = pages(drawn(replace(SHEET, reason=SheetReason.AMO_REJECTED)))
    assert "Part AMO rejetée, part AMC payée" in page
    assert "part AMO de 0,09 €" in page


def test_outside_transmission_no_part_is_known() -> None:
    made = replace(invoice(sale=claim(), rights=entitlement(0)), tiers_payant=OUTSIDE_TRANSMISSION)
    (page,) = pages(drawn(CareSheet(made, SheetReason.OUTSIDE, False, NOW)))
    assert "Facture hors télétransmission" in page
    assert "Payé par le patient 415,00 €" in page
    assert "Hors télétransmission" in page
    assert "0 %" not in page


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            FormCircumstances(
                nature=InsuranceNature.WORK_ACCIDENT,
                accident=WorkAccident("123456789", date(2024, 5, 2)),
            ),
            "123456789 du 02/05/2024",
        ),
        (
            FormCircumstances(nature=InsuranceNature.MATERNITY, maternity_on=date(2024, 7, 1)),
            "01/07/2024",
        ),
        (FormCircumstances(common_law_accident_on=date(2024, 5, 3)), "oui, le 03/05/2024"),
    ],
)
def test_what_surrounds_the_claim(said: FormCircumstances, told: str) -> None:
    (page,) = pages(drawn(replace(SHEET, invoice=replace(CLAIM, circumstances=said))))
    assert told in page


@pytest.mark.parametrize("proof", AmoProof)
@pytest.mark.parametrize("nature", InsuranceNature)
def test_every_choice_has_its_french(proof: AmoProof, nature: InsuranceNature) -> None:
    said = FormCircumstances(proof=proof, nature=nature)
    assert drawn(replace(SHEET, invoice=replace(CLAIM, circumstances=said)))
