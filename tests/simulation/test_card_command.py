"""``binocle card`` as a person calls it: exit codes, streams, what is written and shown."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from binocle.kernel import OperatorActionNeeded
from binocle_simulators.cards import VitaleCard, image_names, load_card
from binocle_simulators.people import nir_key
from binocle_simulators.world import World
from binocle_ui.__main__ import app
from binocle_ui.catalogue import load_catalogue

BINOCLE = str(Path(sys.executable).with_name("binocle"))
ZOE = ("--nom", "FICTIVE", "--prenom", "ZOÉ", "--naissance", "30/02/1955", "--sexe", "2")
RUNNER = CliRunner()


def run(*arguments: str, cwd: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [BINOCLE, "card", *arguments],
        capture_output=True, text=True, timeout=60, check=False, cwd=cwd,
    )  # fmt: skip


def refused(*arguments: str) -> OperatorActionNeeded:
    result = RUNNER.invoke(app, ["card", *arguments])
    assert isinstance(result.exception, OperatorActionNeeded), result.output
    assert not result.output
    return result.exception


def test_a_card_is_made_and_another_never_replaces_it(tmp_path: Path) -> None:
    done = run("make", *ZOE, "-o", "zoé.toml", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "zoé.toml : Vitale 2, 1 personne\n"
    card = load_card(tmp_path / "zoé.toml", people={}, chance=World().stream("cps"))
    assert isinstance(card, VitaleCard)
    (person,) = card.people
    assert (person.name, person.first_name, person.birth) == ("FICTIVE", "ZOÉ", "19550230")
    assert person.nir[:10] == "2550299999", "nobody's"
    assert person.nir[13:] == nir_key(person.nir[:13])
    before = (tmp_path / "zoé.toml").read_bytes()
    again = run("make", *ZOE, "-o", "zoé.toml", cwd=tmp_path)
    assert (again.returncode, again.stdout) == (2, "")
    assert "CAR-IMAGE-NON-ECRITE" in again.stderr
    assert (tmp_path / "zoé.toml").read_bytes() == before


def test_one_seed_draws_one_card(tmp_path: Path) -> None:
    texts = []
    for name, seed in (("a", "1"), ("b", "1"), ("c", "2")):
        out = tmp_path / name
        assert (
            RUNNER.invoke(app, ["card", "make", *ZOE, "--graine", seed, "-o", str(out)]).exit_code
            == 0
        )
        texts.append(out.read_text(encoding="utf-8"))
    assert texts[0] == texts[1] != texts[2]


def test_what_is_given_is_kept(tmp_path: Path) -> None:
    out = tmp_path / "x.toml"
    given = ("--nir", "2 55 06 99 999 999 34", "--type", "R", "--serie", "9000000009",
             "--rang", "2", "--qualite", "6")  # fmt: skip
    assert RUNNER.invoke(app, ["card", "make", *ZOE, *given, "-o", str(out)]).exit_code == 0
    (person,) = tomllib.loads(out.read_text(encoding="utf-8"))["person"]
    assert (person["nir"], person["card_type"], person["card_serial"]) == (
        "255069999999934", "R", "9000000009",
    )  # fmt: skip
    assert (person["rank"], person["quality"]) == ("2", "6")
    assert "own_nir" not in person, "the insured's number is not the child's"


@pytest.mark.parametrize(
    ("option", "value", "place"),
    [
        ("--naissance", "1955", "--naissance"),
        ("--naissance", "1955-06-15", "--naissance"),
        ("--nir", "255069999999935", "--nir"),
        ("--nir", "25506", "--nir"),
        ("--nom", "ŽOÉ", "la carte"),
        ("--nom", "A/B", "la carte"),
        ("--nom", "A" * 125, "la carte"),
        ("--type", "X", "--type"),
        ("--serie", "12", "--serie"),
        ("--rang", "12", "--rang"),
        ("--qualite", "enfant", "--qualite"),
        ("--sexe", "3", "--sexe"),
    ],
)
def test_an_impossible_card_names_the_option(
    tmp_path: Path, option: str, value: str, place: str
) -> None:
    out = tmp_path / "x.toml"
    error = refused("make", *ZOE, option, value, "-o", str(out))
    assert (error.code, error.facts["endroit"]) == ("CAR-IMAGE-IMPOSSIBLE", place)
    notice = load_catalogue().notice(error.code, error.facts)
    assert str(error.facts["attendu"]) in notice.explication
    assert not out.exists()


def test_a_real_number_is_not_written_on_a_card_marked_real(tmp_path: Path) -> None:
    given = ("--nir", "142196296516596", "--type", "R", "-o", str(tmp_path / "x.toml"))
    assert "99999" in str(refused("make", *ZOE, *given).facts["attendu"])


def test_images_are_checked_with_the_place_of_the_fault(tmp_path: Path) -> None:
    (tmp_path / "fausse.toml").write_text('format = "binocle-carte/1"\nkind = 3\n', "utf-8")
    bad = run("check", "famille", "fausse.toml", "absente.toml", cwd=tmp_path)
    assert (bad.returncode, bad.stderr) == (2, "")
    good, wrong, absent = bad.stdout.splitlines()
    assert good == "✓ famille : Vitale 2, 5 personnes"
    assert wrong.startswith("✗ fausse.toml : kind (ligne 2) : attendu l'un de ces genres")
    assert absent == "✗ absente.toml : le fichier : attendu un fichier qui existe et se lit"
    told = json.loads(run("check", "fausse.toml", "--json", cwd=tmp_path).stdout)
    assert told["images"][0]["place"] == "kind (ligne 2)"


def test_every_vitale_image_shipped_is_good() -> None:
    names = [name for name in image_names() if not name.startswith("cps")]
    assert len(names) > 20
    result = RUNNER.invoke(app, ["card", "check", *names])
    assert result.exit_code == 0, result.output
    assert result.output.count("✓") == len(names)


def test_a_card_is_shown_file_by_file() -> None:
    shown = RUNNER.invoke(app, ["card", "show", "desmaux"]).output
    assert shown.startswith("desmaux : Vitale 2, 1 personne (simulée)\nATR 3B 75 13 00 00 47 09")
    assert (
        "3F00/D001  IDENTITE  (128 octets, identifiant court 2)\n  65\n    80  DESMAUX\n" in shown
    )
    assert "3F00/2000/2A02  FERME  (64 octets, fermé)" in shown
    report = json.loads(RUNNER.invoke(app, ["card", "show", "desmaux", "--json"]).output)
    assert report["simulated"] is True
    files = {file["label"]: file for file in report["files"]}
    assert files["NIR"]["objects"][1]["text"] == "255069999999934"
    assert files["IDENTITE"]["hex"].startswith("65")


def test_a_card_that_holds_nothing_and_a_code_that_is_not_shown() -> None:
    assert RUNNER.invoke(app, ["card", "show", "vitale1"]).output.splitlines() == [
        "vitale1 : Vitale 1 (simulée)", "ATR 3F 65 25 00 22 09 69 90 00",
    ]  # fmt: skip
    shown = RUNNER.invoke(app, ["card", "show", "cps-demo"]).output
    assert "FICTIF" in shown
    assert "12345678" not in shown


def test_a_bad_image_is_not_shown() -> None:
    error = refused("show", "absente.toml")
    assert (error.code, error.facts["fichier"]) == ("CAR-IMAGE-FAUSSE", "absente.toml")
