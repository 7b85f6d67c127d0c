"""``binocle lpp``: what it says, in French or in JSON, and what it leaves in the shop's folder."""

import json
from datetime import date
from importlib import resources
from pathlib import Path

import pytest
from typer.testing import CliRunner

from binocle.kernel import OperatorActionNeeded
from binocle_ui.__main__ import WRONG_CALLS, app
from binocle_ui.commands.lpp import SHOWN
from binocle_ui.composition.tables import tables_of

HEAD = "BINOCLE-LPP;1;essai\ncode;libelle;acte;debut;fin;base;limite;age_max\n"
GOOD = "2235977;VERRE;V03;01/01/2020;;27,00;90,00;\n2330428;AUDIOPROTHESE;;;;;;\n"
WRONG = "2264862;MONTURE;M03;01/01/2020;;0,05;;\n2264861;MONTURE;M03;31/02/2020;;0,05;;\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "table.csv"
    path.write_text(HEAD + GOOD, encoding="utf-8")
    return path


def test_a_table_is_taken_into_the_folder(table: Path, tmp_path: Path) -> None:
    shop = tmp_path / "boutique"
    done = CliRunner().invoke(app, ["lpp", str(table), "--out", str(shop)])
    assert done.exit_code == 0
    assert (
        "Édition essai · codes d'optique : 1 · lignes : 1, dont avec une base : 1 · lignes d'autres"
        in done.stdout
    )
    assert "La table est prise" in done.stdout
    price = tables_of(shop).tariff.look_up("2235977", date(2024, 5, 28)).price
    assert price is not None
    assert (price.base, price.limit) == (2700, 9000)


def test_without_a_folder_it_is_checked_only(table: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["lpp", str(table)])
    assert done.exit_code == 0
    assert "Les fichiers sont bons" in done.stdout
    assert list(tmp_path.iterdir()) == [table]


def test_wrong_lines_are_told_in_french_and_nothing_is_taken(table: Path, tmp_path: Path) -> None:
    table.write_text(HEAD + GOOD + WRONG, encoding="utf-8")
    done = CliRunner().invoke(app, ["lpp", str(table), "--out", str(tmp_path / "boutique")])
    assert done.exit_code == 1
    assert "table.csv, ligne 5 : la clé du code 2264862 (code) est fausse." in done.stdout
    assert "ligne 6 : « 31/02/2020 » (debut) n'est pas une date du calendrier." in done.stdout
    assert "Rien n'est pris" in done.stdout
    assert list(tmp_path.iterdir()) == [table]


def test_the_report_in_json_has_every_line(table: Path) -> None:
    table.write_text(HEAD + GOOD + "x\n" * (SHOWN + 3), encoding="utf-8")
    told = json.loads(CliRunner().invoke(app, ["lpp", str(table), "--json"]).stdout)
    assert {key: told[key] for key in ("edition", "codes", "priced", "skipped", "kept")} == {
        "edition": "essai", "codes": 1, "priced": 1, "skipped": 1, "kept": False,
    }  # fmt: skip
    assert [each["ligne"] for each in told["findings"]] == list(range(5, 5 + SHOWN + 3))
    assert {each["code"] for each in told["findings"]} == {"LPP-LIGNE-ILLISIBLE"}
    assert all("nombre de colonnes" in each["explanation"] for each in told["findings"])
    shown = CliRunner().invoke(app, ["lpp", str(table)]).stdout
    assert shown.count("✗") == SHOWN
    assert "… et 3 autres lignes" in shown


def test_a_file_that_is_not_there_is_a_wrong_call(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["lpp", str(tmp_path / "absent.dbf")])
    assert isinstance(done.exception, OperatorActionNeeded)
    assert done.exception.code == "LPP-FICHIER-ILLISIBLE"
    assert done.exception.code.startswith(WRONG_CALLS)


def test_the_sample_of_the_wheel_is_good() -> None:
    place = resources.files("binocle.optics").joinpath("tables", "echantillon-lpp.csv")
    done = CliRunner().invoke(app, ["lpp", str(place)])
    assert done.exit_code == 0
    assert "Édition échantillon · codes d'optique : 6" in done.stdout
