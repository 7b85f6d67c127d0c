"""The commands as a person calls them: exit codes, streams, JSON shapes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

BINOCLE = str(Path(sys.executable).with_name("binocle"))
CASE = """
patient = "desmaux"
prescription = 2024-05-26
invoice_date = 2024-05-28
rc_total_cents = 0
[prescriber]
number = "991000696"
[[lines]]
kind = "V"
act = "VU3"
lpp = "7230795"
net_cents = 10300
base_cents = 5
"""


def run(*arguments: str, cwd: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [BINOCLE, *arguments], capture_output=True, text=True, timeout=120, check=False, cwd=cwd
    )


def test_a_case_of_one_s_own_at_pcsc_depth(tmp_path: Path) -> None:
    (tmp_path / "mon cas.toml").write_text(CASE, encoding="utf-8")
    done = run("demo", "--json", "--depth", "pcsc", "--case", "mon cas.toml", "--out", "o",
               cwd=tmp_path)  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["depth"] == "pcsc"
    assert told["invoice"]["number"] == "000000260"
    assert told["invoice"]["state"] == "Payé"
    assert told["invoice"]["patient_cents"] == 10297
    assert [step["ok"] for step in told["steps"]] == [True] * len(told["steps"])
    for path in (*told["files"]["b2"], *told["files"]["noemie"], told["files"]["database"]):
        assert Path(path).is_file()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("rc_total_cents = 0", "rc_total_cents = -1"), "CAS-MONTANT-NEGATIF"),
        (("act =", "acte ="), "CAS-CLE-INCONNUE"),
        (("desmaux", "personne"), "CAS-PATIENT-INCONNU"),
    ],
)
def test_a_wrong_case_is_a_wrong_call(tmp_path: Path, change: tuple[str, str], code: str) -> None:
    (tmp_path / "faux.toml").write_text(CASE.replace(*change), encoding="utf-8")
    done = run("demo", "--json", "--case", "faux.toml", "--out", "o", cwd=tmp_path)
    assert done.returncode == 2
    assert not done.stdout
    assert code in done.stderr
    assert "facture" in done.stderr
    assert not list(tmp_path.rglob("*.sqlite"))


def test_a_folder_in_use_or_forbidden_is_a_wrong_call(tmp_path: Path) -> None:
    (tmp_path / "plein").mkdir()
    (tmp_path / "plein" / "a").touch()
    for folder, code in (("plein", "BANC-DOSSIER-PLEIN"), ("plein/a", "BANC-DOSSIER-REFUSE")):
        done = run("demo", "--out", folder, cwd=tmp_path)
        assert done.returncode == 2
        assert code in done.stderr
        assert "Traceback" not in done.stderr


def test_decode_shows_every_kind_of_file(tmp_path: Path) -> None:
    told = json.loads(run("demo", "--json", "--out", "o", cwd=tmp_path).stdout)
    for path, kind in ((told["files"]["b2"][0], "B2"), (told["files"]["noemie"][0], "NOEMIE")):
        shown = run("decode", path, "--format", "json", cwd=tmp_path)
        assert shown.returncode == 0, shown.stderr
        report = json.loads(shown.stdout)
        assert report["format"] == kind
        assert all(record["zones"] for record in report["records"])
        assert run("decode", path, cwd=tmp_path).stdout.count("\n") > len(report["records"])


def test_decode_names_the_place_of_a_fault(tmp_path: Path) -> None:
    told = json.loads(run("demo", "--json", "--out", "o", cwd=tmp_path).stdout)
    content = Path(told["files"]["b2"][0]).read_bytes()
    (tmp_path / "abîmé.b2").write_bytes(content[:-128])
    done = run("decode", "abîmé.b2", cwd=tmp_path)
    assert done.returncode == 1
    assert "FIL-ENREGISTREMENT-REFUSE" in done.stderr


def test_exec_gives_the_command_s_exit_code_and_folder(tmp_path: Path) -> None:
    script = 'import os, sys; print(os.getcwd(), os.environ["BINOCLE_ADRI_URL"]); sys.exit(5)'
    done = run("exec", "--insert", "cps", "--", sys.executable, "-c", script, cwd=tmp_path)
    assert done.returncode == 5, done.stderr
    folder, url = done.stdout.split()
    assert Path(folder) == tmp_path
    assert url.startswith("http://127.0.0.1:")


def test_exec_sees_only_the_cards_that_were_inserted(tmp_path: Path) -> None:
    shown = run("exec", "--insert", "vitale", "--", "opensc-tool", "-l", cwd=tmp_path).stdout
    cards = {line.split()[4:] and "KAP-LINK2 1] 00 00" in line: line.split()[1]
             for line in shown.splitlines() if "] 00 00" in line}  # fmt: skip
    assert cards[True] == "Yes"
    assert cards[False] == "No"


def test_doctor_finds_a_whole_bench_well(tmp_path: Path) -> None:
    done = run("doctor", "--banc", "--json", cwd=tmp_path)
    checks = json.loads(done.stdout)["checks"]
    assert done.returncode == 0, checks
    told = {check["name"]: check for check in checks}
    assert [check["code"] for check in checks if not check["ok"]] == ["LEC-CARTE-ABSENTE"]
    slots = {name[-8]: check["found"] for name, check in told.items() if name.startswith("Fente")}
    assert (slots["0"], slots["1"]) == ("CPS3, rôle CPS", "Vitale 2, rôle Vitale")
    assert told["Concentrateur"]["found"] == "Connecté"


def test_doctor_touches_only_the_readers_that_are_named(tmp_path: Path) -> None:
    named = "KAPELSE KAP-LINK2 [00504969 KAP-LINK2 1] 05 00"
    for arguments, tried in (((), []), (("--lecteur", named), ["1"]), (("--tous",), ["0", "1"])):
        done = run("exec", "--", BINOCLE, "doctor", "--json", *arguments, cwd=tmp_path)
        checks = json.loads(done.stdout)["checks"]
        assert done.returncode == 0, checks
        told = [check for check in checks if check["name"].startswith("Fente") and check["ok"]]
        assert [check["name"][-8] for check in told] == tried
        assert ("Service PC/SC", True) in [(check["name"], check["ok"]) for check in checks]


def test_doctor_names_what_is_missing(tmp_path: Path) -> None:
    done = run("exec", "--insert", "vitale", "--", BINOCLE, "doctor", "--json", "--tous",
               cwd=tmp_path)  # fmt: skip
    wrong = [check["code"] for check in json.loads(done.stdout)["checks"] if check["ok"] is False]
    assert (done.returncode, wrong) == (1, ["CPS-ABSENTE"])
    done = run("exec", "--", BINOCLE, "doctor", "--lecteur", "Prium 9", cwd=tmp_path)
    assert done.returncode == 1
    assert "« Prium 9 »" in done.stdout
    assert "→ Rebranchez le lecteur" in done.stdout


def test_doctor_of_a_bench_takes_no_reader(tmp_path: Path) -> None:
    done = run("doctor", "--banc", "--lecteur", "A 0", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")


def test_up_serves_the_page(tmp_path: Path) -> None:
    import socket
    import time

    import httpx

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with subprocess.Popen(
        [BINOCLE, "up", "--port", str(port), "--out", str(tmp_path / "up")],
        stdout=subprocess.PIPE,
        text=True,
    ) as page:
        try:
            for _ in range(100):
                try:
                    answer = httpx.get(f"http://127.0.0.1:{port}/")
                    break
                except httpx.ConnectError:
                    time.sleep(0.1)  # noqa: TID251 - a real program is starting
            else:
                raise AssertionError("the page never came up")
            assert answer.status_code == 200
            assert "SIMULÉ" in answer.text
            assert "KAP-LINK2" in answer.text
        finally:
            page.terminate()
            page.wait(timeout=20)


def test_a_terminated_bench_leaves_nothing_behind(tmp_path: Path) -> None:
    with subprocess.Popen(
        ["env", f"TMPDIR={tmp_path}", BINOCLE, "up", "--depth", "in-process", "--port", "0",
         "--out", "o"],
        cwd=tmp_path, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as running:  # fmt: skip
        assert running.stdout is not None
        assert "SIMULÉ" in running.stdout.readline()
        running.terminate()
        _, said = running.communicate(timeout=30)
    assert not said
    assert running.returncode in (0, 143), "as a server that stopped, or as a shell says SIGTERM"
    assert [path.name for path in tmp_path.iterdir()] == ["o"]
