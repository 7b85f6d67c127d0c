"""The journal is canonical: the same exchanges give the same bytes, and screens see no NIR."""

import base64
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from binocle_simulators.journal import Journal

NOON = datetime(2024, 5, 28, 12, 0, 0, 5_000, tzinfo=ZoneInfo("Europe/Paris"))
NIR = "255069999999934"


def filled(path: Path | None = None) -> Journal:
    journal = Journal(path)
    journal.record(NOON, "apdu:cps", ">", b"\x00\xa4\x04\x00")
    journal.record(NOON.astimezone(UTC), "adri", "<", "200\n\n<a>Élodie « x »\r\u2028</a>")
    journal.record(NOON, "world", "=", "")
    return journal


LINES = [
    "2024-05-28T10:00:00.005000Z apdu:cps > 00a40400\n",
    '2024-05-28T10:00:00.005000Z adri < "200\\n\\n<a>Élodie « x »\\r\u2028</a>"\n',
    '2024-05-28T10:00:00.005000Z world = ""\n',
]


def test_lines_are_canonical_in_memory_and_in_a_file(tmp_path: Path) -> None:
    memory, file = filled(), filled(tmp_path / "journal.txt")
    assert list(memory.lines()) == list(file.lines()) == LINES
    digest = hashlib.sha256("".join(LINES).encode()).hexdigest()
    assert memory.sha256() == file.sha256() == digest
    assert hashlib.sha256((tmp_path / "journal.txt").read_bytes()).hexdigest() == digest
    file.close()


def test_a_whole_second_keeps_its_microseconds() -> None:
    journal = Journal()
    journal.record(NOON.replace(microsecond=0), "world", "=", "")
    assert next(journal.lines()).startswith("2024-05-28T10:00:00.000000Z ")


def test_a_closed_journal_is_read_but_not_written(tmp_path: Path) -> None:
    for journal in (filled(), filled(tmp_path / "journal.txt")):
        digest = journal.sha256()
        journal.close()
        journal.close()
        with pytest.raises(AssertionError, match="closed"):
            journal.record(NOON, "world", "=", "late")
        assert list(journal.lines()) == LINES
        assert journal.sha256() == digest


@pytest.mark.parametrize(
    ("hop", "direction"), [("adri", ""), ("adri", "<>"), ("adri", "-"), ("", ">"), ("a b", ">")]
)
def test_a_line_that_could_not_be_read_back_is_refused(hop: str, direction: str) -> None:
    with pytest.raises(AssertionError):
        Journal().record(NOON, hop, direction, "x")


def shown(payload: bytes | str) -> str:
    journal = Journal()
    journal.record(NOON, "hop", ">", payload)
    (line,) = journal.shown()
    assert line.startswith("2024-05-28T10:00:00.005000Z hop > ")
    assert line.endswith("\n")
    return line.split(" ", 3)[3].rstrip("\n")


def test_a_nir_is_hidden_in_text() -> None:
    assert shown("<Num>2550699999999</Num><Cle>34</Cle>") == (
        '"<Num>25506xxxxxxxx</Num><Cle>34</Cle>"'
    )
    assert shown(f"{NIR} 2A9602A020778 160012B02077713") == (
        '"25506xxxxxxxxxx 2A9602A020778 16001xxxxxxxxxx"'
    )


def test_a_nir_is_hidden_among_other_digits_of_a_fixed_width_record() -> None:
    assert "99999999" not in shown(f"2000000253{NIR}0199999990615")
    assert "99999999" not in shown(f"B2 9{NIR}9")


def test_a_nir_is_hidden_in_the_bytes_of_a_card() -> None:
    told = shown(b"\x93\x0f" + NIR.encode() + b"\x90\x00")
    assert bytes.fromhex(told) == b"\x93\x0f25506xxxxxxxxxx\x90\x00"


@pytest.mark.parametrize("fold", [0, 76])
def test_a_nir_is_hidden_in_a_file_in_base64(fold: int) -> None:
    text = base64.b64encode(f"{'REC ' * 13}{NIR}{' TAIL' * 9}".encode()).decode()
    if fold:
        text = "\n" + "\n".join(text[i : i + fold] for i in range(0, len(text), fold)) + "\n"
    told = json.loads(shown(f"<Contenu>{text}</Contenu>"))
    content = base64.b64decode(told.removeprefix("<Contenu>").removesuffix("</Contenu>"))
    assert b"REC 25506xxxxxxxxxx TAIL" in content


def test_what_holds_no_nir_is_shown_as_it_is() -> None:
    for text in (
        "PUT /fichiers/B2-00000992604231-000027\ncontent-type: application/xml",
        "800991002601 03bf5a00-1234-4567-8aaa-0123456789ab",
        base64.b64encode(bytes(range(256))).decode(),
    ):
        assert json.loads(shown(text)) == text
    assert shown(bytes(range(60))) == bytes(range(60)).hex()
