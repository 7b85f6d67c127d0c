"""Case files: read strictly, and refused with the place of what is wrong."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binocle.kernel import Cents, LppCode, OperatorActionNeeded
from binocle.optics import LineKind
from binocle.rates import SaleLine
from binocle_ui.cases import SHIPPED, load_case, parse_case
from binocle_ui.catalogue import load_catalogue

RIGHT = """\
patient = "desmaux"
prescription = 2024-05-26
invoice_date = 2024-05-28
rc_total_cents = 10000
invoice = "000000254"

[[lines]]
kind = "V"
act = "VU3"
lpp = "7230795"
net_cents = 10300
base_cents = 5
shown = false

[[lines]]
kind = "M"
detail = "ADELE"
act = "M03"
lpp = "7211674"
net_cents = 20900
base_cents = 5
"""


def refusal(text: str) -> tuple[str, dict[str, str | int]]:
    """Return the code and the facts; the notice of that code can be told with them."""
    with pytest.raises(OperatorActionNeeded) as refused:
        parse_case("essai.toml", text)
    code, facts = refused.value.code, dict(refused.value.facts)
    assert facts.pop("fichier") == "essai.toml"
    assert load_catalogue().places(code) <= {*facts, "fichier"}
    return code, facts


@pytest.mark.parametrize(
    ("name", "patient", "number", "rc", "nets"),
    [
        ("253", "desmaux", "000000253", 0, [20900, 10300, 0, 10300, 0]),
        ("254", "desmaux", "000000254", 10000, [20900, 10300, 0, 10300, 0]),
        ("c2s", "fictive", "000000256", 2460, [3000]),
    ],
)
def test_the_shipped_cases(name: str, patient: str, number: str, rc: int, nets: list[int]) -> None:
    case = load_case(name)
    assert (case.name, case.patient, case.invoice) == (name, patient, number)
    assert (case.claim.prescription, case.claim.invoice_date) == (
        date(2024, 5, 26), date(2024, 5, 28),
    )  # fmt: skip
    assert (case.claim.rc_total, [line.net for line in case.claim.lines]) == (rc, nets)


@pytest.mark.parametrize("name", ["253", "254"])
def test_the_printed_files_have_the_order_of_the_tp_screen(name: str) -> None:
    """Frame first, each lens before its hidden supplement (seed-facts 8.2)."""
    lines = load_case(name).claim.lines
    assert [(line.kind.value, line.shown) for line in lines] == [
        ("M", True), ("V", True), ("S", False), ("V", True), ("S", False),
    ]  # fmt: skip


def test_a_prescriber_that_is_wrong_is_refused_with_its_place() -> None:
    named = RIGHT.replace("[[lines]]", "[prescriber]\n{}\n[[lines]]", 1)
    right = parse_case("essai.toml", named.replace("{}", 'number = "991000696"')).claim.prescriber
    assert right is not None
    assert (right.number.digits, right.rpps, right.speciality) == ("991000696", "", "00")
    for text, place in (
        ('number = "991000697"', "prescriber.number"),
        ('number = "991000696"\nrpps = "1"', "prescriber.rpps"),
        ('number = "991000696"\nspeciality = "abc"', "prescriber.speciality"),
    ):
        code, facts = refusal(named.replace("{}", text))
        assert (code, facts["cle"]) == ("CAS-VALEUR-FAUSSE", place)


def test_no_other_case_is_shipped() -> None:
    assert SHIPPED == ("253", "254", "c2s")


def test_a_case_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "mon cas.toml"
    path.write_text(RIGHT, encoding="utf-8")
    case = load_case(str(path))
    assert (case.name, case.invoice) == (str(path), "000000254")
    assert case.claim.lines == (
        SaleLine(LineKind.LENS, "VU3", LppCode("7230795"), Cents(10300), Cents(5), shown=False),
        SaleLine(LineKind.FRAME, "M03", LppCode("7211674"), Cents(20900), Cents(5), "ADELE"),
    )


def test_a_supplement_has_neither_act_nor_code() -> None:
    text = RIGHT + '\n[[lines]]\nkind = "S"\nnet_cents = 3100\nbase_cents = 0\n'
    (_, _, prism) = parse_case("x", text).claim.lines
    assert prism == SaleLine(LineKind.SUPPLEMENT, "", None, Cents(3100), Cents(0))


def test_a_case_without_a_number_takes_the_next_one() -> None:
    assert parse_case("x", RIGHT.replace('invoice = "000000254"\n', "")).invoice == ""


@pytest.mark.parametrize("place", ["absent.toml", "."])
def test_a_file_that_cannot_be_read(tmp_path: Path, place: str) -> None:
    with pytest.raises(OperatorActionNeeded) as refused:
        load_case(str(tmp_path / place))
    assert refused.value.code == "CAS-FICHIER-ILLISIBLE"


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "cas.toml").write_bytes(b'patient = "\xe9"')
    with pytest.raises(OperatorActionNeeded, match="CAS-FICHIER-ILLISIBLE"):
        load_case(str(tmp_path / "cas.toml"))


@pytest.mark.parametrize("text", ["patient", "= 1", RIGHT + "act = 1\nact = 2", '{"a": 1}'])
def test_what_is_no_toml(text: str) -> None:
    code, facts = refusal(text)
    assert code == "CAS-PAS-DU-TOML"
    assert str(facts["endroit"]).startswith(("ligne ", "fin du fichier")), "the place"


@pytest.mark.parametrize(
    ("added", "place"),
    [
        ("total = 3\n" + RIGHT, "total"),
        (RIGHT.replace("rc_total_cents", "rc_cents"), "rc_cents"),
        (RIGHT + "tva = 20\n", "lines[2].tva"),
        (RIGHT.replace("net_cents = 10300", "net_euros = 103"), "lines[1].net_euros"),
        (RIGHT + "[options]\n", "options"),
    ],
)
def test_an_unknown_key(added: str, place: str) -> None:
    assert refusal(added) == ("CAS-CLE-INCONNUE", {"cle": place})


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ('patient = "desmaux"\n', "patient"),
        ("prescription = 2024-05-26\n", "prescription"),
        ("invoice_date = 2024-05-28\n", "invoice_date"),
        ("rc_total_cents = 10000\n", "rc_total_cents"),
        ('kind = "M"\n', "lines[2].kind"),
        ("net_cents = 20900\n", "lines[2].net_cents"),
    ],
)
def test_a_missing_key(line: str, place: str) -> None:
    assert refusal(RIGHT.replace(line, "")) == ("CAS-CLE-ABSENTE", {"cle": place})


def test_a_case_without_lines() -> None:
    assert refusal(RIGHT[: RIGHT.index("[[lines]]")]) == ("CAS-CLE-ABSENTE", {"cle": "lines"})


@pytest.mark.parametrize(
    ("right", "wrong", "place"),
    [
        ("rc_total_cents = 10000", "rc_total_cents = -1", "rc_total_cents"),
        ("net_cents = 10300", "net_cents = -10300", "lines[1].net_cents"),
        ("net_cents = 20900\nbase_cents = 5", "net_cents = 20900\nbase_cents = -5",
         "lines[2].base_cents"),
    ],
)  # fmt: skip
def test_a_negative_amount(right: str, wrong: str, place: str) -> None:
    assert refusal(RIGHT.replace(right, wrong)) == ("CAS-MONTANT-NEGATIF", {"cle": place})


@pytest.mark.parametrize(
    ("right", "wrong", "place", "wanted"),
    [
        ('patient = "desmaux"', "patient = 1", "patient", "un texte"),
        ("2024-05-26", '"2024-05-26"', "prescription", "une date AAAA-MM-JJ"),
        ("2024-05-28", "2024-05-28T09:00:00", "invoice_date", "une date AAAA-MM-JJ"),
        ("= 10000", "= true", "rc_total_cents", "un nombre entier"),
        ("= 10000", "= 100.00", "rc_total_cents", "un nombre entier"),
        ("= 10000", '= "10000"', "rc_total_cents", "un nombre entier"),
        ("= 10300", "= false", "lines[1].net_cents", "un nombre entier"),
        ("shown = false", "shown = 0", "lines[1].shown", "true ou false"),
        ('"VU3"', "3", "lines[1].act", "un texte"),
        ('"7230795"', "7230795", "lines[1].lpp", "un texte"),
        ('"000000254"', "254", "invoice", "un texte"),
    ],
)
def test_a_value_of_the_wrong_kind(right: str, wrong: str, place: str, wanted: str) -> None:
    assert refusal(RIGHT.replace(right, wrong)) == (
        "CAS-VALEUR-FAUSSE", {"cle": place, "attendu": wanted},
    )  # fmt: skip


HEADER = RIGHT[: RIGHT.index("[[lines]]")]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (HEADER + "lines = 3\n", "lines"),
        (HEADER + "[lines]\nact = 1\n", "lines"),
        (HEADER + 'lines = ["VU3"]\n', "lines[1]"),
        (RIGHT.replace("7230795", "7230796"), "lines[1].lpp"),
        (RIGHT.replace("7211674", "721167"), "lines[2].lpp"),
        (RIGHT.replace("VU3", "vu3"), "lines[1].act"),
        (RIGHT.replace("VU3", ""), "lines[1].act"),
        (RIGHT.replace('kind = "V"', 'kind = "X"'), "lines[1].kind"),
        (RIGHT.replace("VU3", "VU3456"), "lines[1].act"),
        (RIGHT.replace("VU3", "VÜ3"), "lines[1].act"),
        (RIGHT.replace("000000254", "000000000"), "invoice"),
        (RIGHT.replace("000000254", "254"), "invoice"),
        (RIGHT.replace("000000254", "00000025A"), "invoice"),
    ],
)
def test_a_value_that_is_wrong(text: str, place: str) -> None:
    code, facts = refusal(text)
    assert (code, facts["cle"]) == ("CAS-VALEUR-FAUSSE", place)


@given(st.text(max_size=60) | st.integers(0, len(RIGHT)).map(lambda cut: RIGHT[:cut]))
def test_any_text_is_a_case_or_is_refused(text: str) -> None:
    try:
        case = parse_case("essai.toml", text)
    except OperatorActionNeeded:
        return
    assert case.patient == "desmaux"
