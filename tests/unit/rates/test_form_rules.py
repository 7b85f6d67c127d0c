"""Each fault of the form is told beside its field, and none hides another."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.unit.rates.makers import (
    ALAIN,
    CARD,
    DAY,
    DESMAUX,
    MOBILE,
    NOBODY,
    OLD_MOBILE,
    around,
    claim,
    cover,
    frame,
    lens,
    rights,
)

from binocle.amc import AmcProof
from binocle.cards import Period
from binocle.kernel import Cents, LppCode, OperatorActionNeeded, Severity
from binocle.rates import (
    NO_RIGHTS,
    AmoProof,
    AmoRights,
    Circumstances,
    Claim,
    ExemptionChoice,
    ForcedService,
    Forcings,
    InsuranceNature,
    LppStatus,
    Presence,
    RateForm,
    RightsSource,
    SecuringMode,
    blocking,
    check,
    form_findings,
    prefilled,
)
from binocle_ui.catalogue import load_catalogue

ADRI = rights(source=RightsSource.ADRI)
DEGRADED, SECURED = SecuringMode.DEGRADED, SecuringMode.SESAM_VITALE
NATURE = InsuranceNature


def found(
    seen: Circumstances | None = None, sale: Claim | None = None, **fields: Any
) -> list[tuple[str, str]]:
    """Return code and field of what a form shows, its fields set as they are, nothing drawn."""
    seen, sale = seen or around(), sale or claim()
    findings = form_findings(sale, replace(prefilled(sale, seen), **fields), seen)
    for each in findings:  # every notice has the facts that its places want
        load_catalogue().notice(each.code, each.facts)
    return [(each.code, each.subject) for each in findings]


def test_the_printed_forms_have_no_fault() -> None:
    assert found() == []
    assert found(around(ADRI, MOBILE)) == []
    assert found(around(ADRI, OLD_MOBILE)) == []
    assert found(amo_proof=AmoProof.DOCUMENT, mode=DEGRADED, exemption=ExemptionChoice.NONE) == []
    assert found(sale=claim(rc=10000, prescription=DAY), amc_proof=AmcProof.OTHER_SUPPORT) == []


@pytest.mark.parametrize(
    ("seen", "fields", "expected"),
    [
        (around(NO_RIGHTS, NOBODY), {"exemption": ExemptionChoice.NONE}, []),
        (
            around(NO_RIGHTS, NOBODY),
            {"amo_proof": AmoProof.ADRI},
            [("FSE-PIECE-SANS-DROITS", "amo_proof")],
        ),
        (
            around(NO_RIGHTS, NOBODY),
            {"amo_proof": AmoProof.VITALE_CARD},
            [("FSE-PIECE-SANS-DROITS", "amo_proof"), ("FSE-PIECE-CARTE-ABSENTE", "amo_proof")],
        ),
        (
            around(ADRI, OLD_MOBILE),
            {"amo_proof": AmoProof.MOBILE_CARD},
            [("FSE-APCV-EXPIREE", "amo_proof")],
        ),
        (
            around(ADRI, NOBODY),
            {"amo_proof": AmoProof.VITALE_CARD},
            [("FSE-PIECE-CARTE-ABSENTE", "amo_proof")],
        ),
        (around(ADRI), {"amo_proof": AmoProof.VITALE_CARD}, []),
        (around(), {"amo_proof": AmoProof.ADRI}, [("FSE-PIECE-ADR-ABSENTE", "amo_proof")]),
        (around(ADRI, NOBODY), {"mode": SECURED}, [("FSE-MODE-SANS-CARTE", "mode")]),
        (around(), {"mode": DEGRADED}, [("FSE-PIECE-DU-MODE-DEGRADE", "amo_proof")]),
        (around(presence=NOBODY), {}, [("FSE-PIECE-DU-MODE-DEGRADE", "amo_proof")]),
        (
            around(),
            {"amo_proof": AmoProof.NONE, "exemption": ExemptionChoice.NONE},
            [("FSE-MODE-DEGRADE-IMPOSE", "mode"), ("FSE-ETM-HORS-DEGRADE", "exemption")],
        ),
        (
            around(NO_RIGHTS, NOBODY),
            {},
            [("FSE-EXONERATION-A-CHOISIR", "exemption")],
        ),
        (
            around(forcings=Forcings(exemption=ExemptionChoice.ALL)),
            {},
            [("FSE-ETM-HORS-DEGRADE", "exemption")],
        ),
        (
            around(presence=Presence(vitale_card=True, patient=ALAIN)),
            {},
            [("FSE-AUTRE-PATIENT", "amo_proof")],
        ),
        (around(presence=Presence(vitale_card=True, patient=DESMAUX)), {}, []),
    ],
)
def test_proof_mode_and_presence(
    seen: Circumstances, fields: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert found(seen, **fields) == expected


@pytest.mark.parametrize(
    ("seen", "fields", "expected"),
    [
        (
            around(rights(periods=(Period(None, date(2024, 5, 27)),))),
            {},
            [("FSE-DROITS-FERMES", "amo_rights")],
        ),
        (around(), {"amo_rights": AmoRights.CLOSED}, [("FSE-DROITS-ABSENTS", "amo_rights")]),
        (
            around(NO_RIGHTS, NOBODY),
            {"amo_rights": AmoRights.CLOSED, "exemption": ExemptionChoice.ALL},
            [("FSE-DROITS-ABSENTS", "amo_rights")],
        ),
        (around(rights(cover(60), cover(100))), {}, [("FSE-TAUX-INCONNU", "amo_rights")]),
        (around(replace(rights(), covers=())), {}, [("FSE-TAUX-INCONNU", "amo_rights")]),
    ],
)
def test_rights_of_the_day(
    seen: Circumstances, fields: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert found(seen, **fields) == expected


def test_rights_asked_for_another_day_are_asked_again() -> None:
    old = claim(act_day=date(2023, 5, 28), prescription=date(2023, 5, 1))
    assert found(around(ADRI), old) == [("FSE-DROITS-AUTRE-JOUR", "act_day")]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"ald": True}, [("FSE-ALD-INCONNUE", "ald"), ("FSE-ALD-NON-PRESCRITE", "ald")]),
        (
            {"ordinary_accident": True},
            [
                ("FSE-ATTESTATION-ACCIDENT", "accident_certificate"),
                ("FSE-DATE-ACCIDENT-ABSENTE", "accident_day"),
            ],
        ),
        (
            {"ordinary_accident": True, "accident_certificate": True, "accident_day": DAY},
            [],
        ),
        (
            {
                "ordinary_accident": True,
                "accident_certificate": True,
                "accident_day": date(2024, 5, 29),
            },
            [("FSE-ACCIDENT-APRES-ACTE", "accident_day")],
        ),
        ({"attack_victim": True}, [("FSE-ATTESTATION-ATTENTAT", "attack_certificate")]),
        ({"attack_victim": True, "attack_certificate": True}, []),
    ],
)
def test_papers(fields: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert found(**fields) == expected


def test_an_ald_that_is_prescribed_and_known() -> None:
    seen = around(rights(cover(100, "4", ald="1")))
    assert found(seen, claim(ald_prescribed=True)) == []
    degraded: dict[str, Any] = {"mode": DEGRADED, "amo_proof": AmoProof.DOCUMENT}
    assert found(seen, exemption=ExemptionChoice.ALD, **degraded) == [
        ("FSE-ALD-SANS-SOINS", "exemption")
    ]


FILLED = {
    "nature": NATURE.WORK_ACCIDENT,
    "work_accident_day": date(2024, 5, 20),
    "work_accident_sheet": True,
}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"nature": NATURE.MATERNITY}, [("FSE-DATE-MATERNITE-ABSENTE", "maternity_day")]),
        ({"nature": NATURE.MATERNITY, "maternity_day": date(2023, 11, 1)}, []),
        (
            {"nature": NATURE.MATERNITY, "maternity_day": date(2024, 5, 29)},
            [("FSE-MATERNITE-APRES-ACTE", "maternity_day")],
        ),
        (
            {"nature": NATURE.MATERNITY, "maternity_day": date(2024, 5, 1)},
            [("FSE-MATERNITE-HORS-PERIODE", "maternity_day")],
        ),
        (
            {"nature": NATURE.MATERNITY, "maternity_day": date(1924, 5, 1)},
            [("FSE-DATE-HORS-NORME", "maternity_day")],
        ),
        (
            {"nature": NATURE.WORK_ACCIDENT},
            [
                ("FSE-ACCIDENT-TRAVAIL-INCONNU", "work_accident_day"),
                ("FSE-FEUILLE-ACCIDENT", "work_accident_sheet"),
            ],
        ),
        (FILLED, []),
        (FILLED | {"work_accident_day": None, "work_accident_number": "200912012"}, []),
        (
            FILLED | {"work_accident_day": date(2024, 5, 29)},
            [("FSE-ACCIDENT-APRES-ACTE", "work_accident_day")],
        ),
        (
            FILLED | {"work_accident_day": date(1999, 12, 31)},
            [("FSE-DATE-HORS-NORME", "work_accident_day")],
        ),
        (FILLED | {"work_accident_number": "20091201"},
         [("FSE-NUMERO-ACCIDENT", "work_accident_number")]),
        (FILLED | {"work_accident_number": "000240520"},
         [("FSE-NUMERO-ACCIDENT", "work_accident_number")]),
        (
            FILLED | {"work_accident_number": "A1", "work_accident_organism": "01721123"},
            [
                ("FSE-NUMERO-ACCIDENT", "work_accident_number"),
                ("FSE-ORGANISME-ACCIDENT", "work_accident_organism"),
            ],
        ),
        ({"nature": NATURE.SMG, "smg_pec": True}, [("FSE-MONTANT-SMG", "smg_amount"),
                                                   ("FSE-SMG-REGIME", "nature")]),
        ({"nature": NATURE.SMG, "smg_amount": Cents(-1)}, [("FSE-MONTANT-SMG", "smg_amount"),
                                                           ("FSE-SMG-REGIME", "nature")]),
    ],
)  # fmt: skip
def test_natures_want_their_own_fields(
    fields: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert found(**fields) == expected


def test_a_patient_of_the_smg() -> None:
    seen = around(rights(regime="08"))
    assert found(seen, nature=NATURE.SMG, smg_pec=True, smg_amount=Cents(100)) == []


def test_the_other_natures_fields_are_not_looked_at() -> None:
    assert found(work_accident_number="?", smg_amount=Cents(-1), maternity_day=DAY) == []


@pytest.mark.parametrize(
    ("seen", "proof", "expected"),
    [
        (around(), AmcProof.NONE, [("FSE-PIECE-AMC-ABSENTE", "amc_proof")]),
        (around(), AmcProof.ADRI, [("FSE-PIECE-AMC-SANS-DROITS", "amc_proof")]),
        (around(ADRI, NOBODY), AmcProof.VITALE_CARD,
         [("FSE-PIECE-AMC-SANS-DROITS", "amc_proof")]),
        (around(ADRI), AmcProof.VITALE_CARD, []),
        (around(), AmcProof.WEB, []),
        (around(), AmcProof.PEC, []),
    ],
)  # fmt: skip
def test_the_complementary_proof(
    seen: Circumstances, proof: AmcProof, expected: list[tuple[str, str]]
) -> None:
    assert found(seen, claim(rc=5000), amc_proof=proof) == expected
    assert found(seen, claim(), amc_proof=AmcProof.NONE) == [], "no RC part, no proof"


@pytest.mark.parametrize(
    ("forcings", "expected"),
    [
        (Forcings(amo_service=ForcedService("42")), [("FSE-SERVICE-INCONNU", "amo_service")]),
        (
            Forcings(amo_service=ForcedService("00", DAY, date(2024, 5, 1))),
            [("FSE-SERVICE-JOURS", "amo_service")],
        ),
        (Forcings(century=18), [("CAR-SIECLE-IMPOSSIBLE", "century")]),
        (Forcings(century=19, amo_service=ForcedService("10")), []),
    ],
)
def test_forcings(forcings: Forcings, expected: list[tuple[str, str]]) -> None:
    assert found(around(forcings=forcings)) == expected


def test_an_end_of_maternity_before_its_beginning() -> None:
    seen = around(forcings=Forcings(maternity_end=date(2023, 1, 1)))
    codes = found(seen, nature=NATURE.MATERNITY, maternity_day=date(2023, 11, 1))
    assert ("FSE-FIN-MATERNITE-IMPOSSIBLE", "maternity_end") in codes


# -- the list of products --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "expected", "severity"),
    [
        (LppStatus.KNOWN, [], None),
        (LppStatus.UNKNOWN, [("FSE-LPP-INCONNU", "line 2")], Severity.WARNS),
        (LppStatus.CLOSED, [("FSE-LPP-FERME", "line 2")], Severity.BLOCKS),
    ],
)
def test_codes_are_asked_of_the_list(
    status: LppStatus, expected: list[tuple[str, str]], severity: Severity | None
) -> None:
    asked: list[tuple[str, date]] = []

    def ask(code: LppCode, day: date) -> LppStatus:
        asked.append((code.digits, day))
        return status if code.digits == "7230795" else LppStatus.KNOWN

    sale = claim(frame(), lens(), lens(shown=False))
    seen = around(lpp_status=ask)
    assert found(seen, sale) == expected
    assert set(asked) == {("7211674", DAY), ("7230795", DAY)}
    assert {each.severity for each in form_findings(sale, prefilled(sale, seen), seen)} == (
        {severity} if severity else set()
    )


def test_an_act_older_than_the_table_is_told() -> None:
    old = claim(act_day=date(2019, 12, 31), prescription=date(2019, 12, 1))
    assert found(sale=old) == [("FSE-TAUX-ANCIENS", "act_day")]


# -- together --------------------------------------------------------------------------------------

FAULTS: tuple[tuple[str, Callable[[RateForm], RateForm]], ...] = (
    ("FSE-ALD-NON-PRESCRITE", lambda form: replace(form, ald=True)),
    ("FSE-ATTESTATION-ATTENTAT", lambda form: replace(form, attack_victim=True)),
    ("FSE-DATE-MATERNITE-ABSENTE", lambda form: replace(form, nature=NATURE.MATERNITY)),
    ("FSE-ETM-HORS-DEGRADE", lambda form: replace(form, exemption=ExemptionChoice.ALL)),
    ("FSE-PIECE-ADR-ABSENTE", lambda form: replace(form, amo_proof=AmoProof.ADRI)),
    ("FSE-ORDONNANCE-POSTERIEURE", lambda form: replace(form, prescription=date(2024, 5, 29))),
    ("FSE-PIECE-AMC-ABSENTE", lambda form: replace(form, amc_proof=AmcProof.NONE)),
)


def test_none_is_lost() -> None:
    sale, seen = claim(frame(net=-1), rc=1), around()
    form = prefilled(sale, seen)
    for _, worsen in FAULTS:
        form = worsen(form)
    codes = {each.code for each in form_findings(sale, form, seen)}
    assert codes >= {code for code, _ in FAULTS} | {"FSE-MONTANT-NEGATIF"}


def test_a_check_refuses_what_blocks_and_lets_a_warning_pass() -> None:
    seen = around(rights(cover(100, "4", ald="1")), CARD)
    sale = claim()
    form = prefilled(sale, seen)
    with pytest.raises(OperatorActionNeeded, match="FSE-ALD-NON-PRESCRITE"):
        check(sale, replace(form, ald=True), seen)
    told = replace(form, mode=DEGRADED, amo_proof=AmoProof.DOCUMENT, exemption=ExemptionChoice.ALD)
    assert form_findings(sale, told, seen)
    assert not blocking(form_findings(sale, told, seen))
    assert check(sale, told, seen).rate == 60
