"""``binocle decode``: every zone in French, as text, JSON and HTML; the first wrong byte."""

import json
import re
import tomllib
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from tests.unit.lots.mails import notice_mail, return_mail
from typer.testing import CliRunner, Result

from binocle.kernel import OperatorActionNeeded
from binocle.lots import decode_file
from binocle.wire import WireRefusal
from binocle_ui.__main__ import WRONG_CALLS, app
from binocle_ui.catalogue import load_catalogue

VECTORS = Path(__file__).parents[1] / "vectors"


def _vector(kind: str, start: str) -> bytes:
    vectors = tomllib.loads((VECTORS / f"{kind}.toml").read_text(encoding="utf-8"))["vector"]
    found = next(each for each in vectors if each["name"].startswith(start))
    return "".join(found.get("lines") or [found["bytes"]]).encode("latin-1")


FILES = {
    "B2": _vector("b2", "file: every record"),
    "NOEMIE": _vector("noemie", "file: three transfers"),
    "NOEMIE, older": _vector("noemie", "file: older family"),
    "ARL": _vector("arl", "negative"),
}
every_file = pytest.mark.parametrize("content", FILES.values(), ids=FILES)


def _decode(tmp_path: Path, content: bytes, *options: str) -> Result:
    path = tmp_path / "fichier <b>.bin"
    path.write_bytes(content)
    return CliRunner().invoke(app, ["decode", str(path), *options])


def _report(tmp_path: Path, content: bytes) -> dict[str, Any]:
    done = _decode(tmp_path, content, "--format", "json")
    report: dict[str, Any] = json.loads(done.stdout)
    return report


class _Page(HTMLParser):
    """What a page holds: its tags, and whether each one that opens closes."""

    VOID = frozenset({"meta", "col", "br"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@every_file
def test_the_report_in_json_has_every_zone_of_every_record(tmp_path: Path, content: bytes) -> None:
    report = _report(tmp_path, content)
    records = decode_file(content).records
    assert report["fault"] is None
    assert [each["offset"] for each in report["records"]] == [each.offset for each in records]
    for shown, each in zip(report["records"], records, strict=True):
        assert "".join(zone["raw"] for zone in shown["zones"]).encode("latin-1") == (
            each.record.encode()
        )
        assert all(zone["label"] and zone["source"] and zone["confidence"]
                   for zone in shown["zones"])  # fmt: skip


@every_file
def test_the_text_tells_each_zone_that_holds_something(tmp_path: Path, content: bytes) -> None:
    done = _decode(tmp_path, content)
    assert done.exit_code == 0
    report = _report(tmp_path, content)
    for record in report["records"]:
        assert f"{record['number']:>4}  {record['code']:<3}  {record['title']}" in done.stdout
    shown = [zone for record in report["records"] for zone in record["zones"]]
    lines = [line for line in done.stdout.splitlines() if line.endswith("]")]
    assert len(lines) == len([zone for zone in shown if not zone["blank"] or zone["meaning"]])


def test_values_and_meanings_are_in_french(tmp_path: Path) -> None:
    text = _decode(tmp_path, FILES["B2"]).stdout
    for told in (
        "N° du professionnel et sa clé",
        "0010300 = 103,00 €",
        "240528 = 28/05/2024",
        "VU3 : verre classe B unifocal, sphéro-cylindrique positif simple",
        "15 : tiers payant, parts AMO et AMC",
        "[supposé]",
    ):
        assert told in text
    text = _decode(tmp_path, FILES["NOEMIE"]).stdout
    for told in (
        "CIN : constat initial",
        "03 : paiements ponctuels ou forfaitaires",
        "N : négatif",
    ):
        assert told in text
    assert "sens non publié" in text


def test_a_reject_code_is_explained_in_both_families(tmp_path: Path) -> None:
    old = _decode(tmp_path, FILES["NOEMIE, older"]).stdout
    assert "0450 072 : exonération portée sur la carte" in old
    newer = FILES["NOEMIE"]
    at = newer.index(b"FO     240528")  # level, part, act, day; then 9, 3 and 2 before the extra
    extra = at + len("FO     240528") + 9 + 3 + 2
    in_parts = newer[:extra] + b"072" + newer[extra + 3 :]
    assert "0450 : exonération portée sur la carte" in _decode(tmp_path, in_parts).stdout


@every_file
def test_the_page_stands_alone_and_is_well_formed(tmp_path: Path, content: bytes) -> None:
    done = _decode(tmp_path, content, "--format", "html")
    page = _Page(done.stdout)
    assert page.open == []
    names = [tag for tag, _ in page.tags]
    assert not {"script", "link", "img", "iframe"} & set(names)
    assert not [attrs for _, attrs in page.tags if {"href", "src", "style"} & set(attrs)]
    assert dict(page.tags)["html"] == {"lang": "fr"}
    assert "fichier &lt;b&gt;.bin" in done.stdout
    assert "<b>" not in done.stdout
    tables = len(decode_file(content).records)
    assert names.count("table") == names.count("caption") == tables
    assert [attrs["scope"] for tag, attrs in page.tags if tag == "th" and "scope" in attrs].count(
        "col"
    ) == 7 * tables
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))


WRONG = FILES["B2"][:297] + b"7" + FILES["B2"][298:]
"""Position 42 of the type 2: the day 247828 does not exist."""


@pytest.mark.parametrize("form", ["texte", "json", "html"])
def test_the_first_wrong_byte_is_shown_after_what_was_right(tmp_path: Path, form: str) -> None:
    done = _decode(tmp_path, WRONG, "--format", form)
    assert isinstance(done.exception, WireRefusal)
    told = done.stdout
    if form == "json":
        fault = json.loads(told)["fault"]
        assert (fault["byte"], fault["position"], fault["positions"]) == (297, 42, "40-45")
        assert (fault["number"], fault["zone"]) == (3, "Date de facturation")
        assert fault["found"][fault["within"]] == "7"
        assert fault["expected"] == "une date AAMMJJ ; 6 caractères"
        assert len(json.loads(told)["records"]) == 2
        return
    for each in ("297", "Date de facturation", "40-45", "une date AAMMJJ", "ce n'est pas une date"):
        assert each in told.replace("&#39;", "'")
    if form == "texte":
        lines = told.splitlines()
        assert lines[-1].index("^") - lines[-2].index("2992604231") == 41
    else:
        assert "24<mark>7</mark>528" in told


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (FILES["B2"][:640] + FILES["B2"][512:], "2B (Nom et rue du bénéficiaire) ou 2C"),
        (FILES["B2"].replace(b"FRS062007", b"FRS062005"), "« 062007 »"),
        (FILES["B2"].replace(b"427F02", b"427F01"), "« 02 »"),
        (FILES["B2"][:-128], "999 (Fin de fichier)"),
        (FILES["B2"][:-5], "un enregistrement entier de 128 caractères"),
        (FILES["B2"] + FILES["B2"][-128:], "plus rien"),
        (FILES["NOEMIE"].replace(b"10322P", b"10323P", 1), "« 00000010322 »"),
        (FILES["NOEMIE"] + FILES["NOEMIE"][-128:], "plus rien"),
    ],
)
def test_what_was_due_is_told(tmp_path: Path, content: bytes, expected: str) -> None:
    fault = _report(tmp_path, content)["fault"]
    assert expected in fault["expected"]


def test_no_control_character_reaches_the_terminal_or_the_page(tmp_path: Path) -> None:
    content = FILES["B2"][:300] + b"\x1b[2J" + FILES["B2"][304:]
    for form in ("texte", "html"):
        told = _decode(tmp_path, content, "--format", form).stdout
        assert "\x1b" not in told
        assert "\N{REPLACEMENT CHARACTER}" in told


def test_a_hostile_text_is_escaped(tmp_path: Path) -> None:
    label = b"<script>alert(1)</script>&'"
    content = FILES["NOEMIE, older"]
    at = content.index(b"NATURE INCOMPATIBLE")
    content = content[:at] + label[:19] + content[at + 19 :]
    told = _decode(tmp_path, content, "--format", "html").stdout
    assert "<script" not in told
    assert "&lt;script&gt;" in told


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"0O0"])
def test_another_file_is_no_format_of_ours(tmp_path: Path, content: bytes) -> None:
    done = _decode(tmp_path, content)
    assert isinstance(done.exception, OperatorActionNeeded)
    assert done.exception.code == "DEC-FORMAT-INCONNU"
    notice = load_catalogue().notice(done.exception.code, done.exception.facts)
    assert "octet" in notice.explication


def test_a_file_that_is_not_there_is_a_wrong_call(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["decode", str(tmp_path / "absent")])
    assert isinstance(done.exception, OperatorActionNeeded)
    assert done.exception.code.startswith(WRONG_CALLS)


def test_the_help_names_the_three_forms() -> None:
    done = CliRunner().invoke(app, ["decode", "--help"])
    assert re.search(r"texte\|json\|html", done.stdout)


# -- mails -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["texte", "json", "html"])
def test_a_mail_is_opened_first(form: str, tmp_path: Path) -> None:
    mail = return_mail("ARL", "ARL-1", FILES["ARL"])
    shown = _decode(tmp_path, mail, "--format", form)
    assert shown.exit_code == 0
    assert shown.stdout == _decode(tmp_path, FILES["ARL"], "--format", form).stdout


@pytest.mark.parametrize("form", ["texte", "json", "html"])
def test_a_notice_of_non_delivery_is_shown_by_its_own_fields(form: str, tmp_path: Path) -> None:
    shown = _decode(tmp_path, notice_mail(), "--format", form)
    assert shown.exit_code == 0
    for told in ("B2-00000992604231-000001", "Destinataire", "5.1.1", "inconnu de la caisse"):
        assert told in shown.stdout
    wrong = _decode(tmp_path, notice_mail(status="5.1"))
    assert isinstance(wrong.exception, OperatorActionNeeded)
    assert wrong.exception.code == "TEL-AVIS-ILLISIBLE"


def test_a_mail_that_holds_no_file_is_no_known_form(tmp_path: Path) -> None:
    shown = _decode(tmp_path, b"Subject: Gagnez un voyage\r\n\r\nvite\r\n")
    assert isinstance(shown.exception, OperatorActionNeeded)
    assert shown.exception.code == "DEC-FORMAT-INCONNU"
