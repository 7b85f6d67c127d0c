"""The production code against the golden vectors (see the header of each file)."""

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from binocle.lots.noemie import ENTITIES, ReturnEnd, ReturnStart
from binocle.lots.returns import Arl, ServiceNotice, detect, read_file
from binocle.lots.wire import BY_COMPLEMENT, BY_FIRST
from binocle.wire import Record, UnknownEntity, describe

FOLDER = Path(__file__).parent
CONFIDENCE = {"sourced", "inferred", "ours"}
KINDS = {"b2", "noemie", "arl", "srv"}
KEYS = {"kind", "name", "bytes", "lines", "meaning", "absent", "source", "confidence"}


def _vectors() -> list[dict[str, Any]]:
    found = []
    for name in ("b2", "noemie", "noemie_payers", "arl"):
        found += tomllib.loads((FOLDER / f"{name}.toml").read_text())["vector"]
    return [each for each in found if each["kind"] in KINDS]


VECTORS = _vectors()
SINGLE = [each for each in VECTORS if "bytes" in each]
FILES = [each for each in VECTORS if "lines" in each]


def _name(vector: dict[str, Any]) -> str:
    return f"{vector['kind']}-{vector['name']}"


def _table(vector: dict[str, Any]) -> type[Record] | None:
    text = vector["bytes"]
    if vector["kind"] == "arl":
        return Arl
    if vector["kind"] == "srv":
        return ServiceNotice
    if vector["kind"] == "b2":
        return BY_FIRST.get(text[0]) or BY_COMPLEMENT[text[0] + text[35]]
    if len(text) == 128 and text[:3] in ("000", "999"):
        return ReturnStart if text[:3] == "000" else ReturnEnd
    return ENTITIES.get(text[:3])


def _verify_meaning(vector: dict[str, Any], records: Iterable[Record | UnknownEntity]) -> None:
    first: dict[str, Any] = {}
    for record in records:
        first.setdefault(record.code if isinstance(record, UnknownEntity) else record.CODE, record)
    expected = vector["meaning"] | dict.fromkeys(vector.get("absent", ()))
    for place, value in expected.items():
        code, zone = place.split(".")
        assert getattr(first[code], zone) == value, place


@pytest.mark.parametrize("vector", SINGLE, ids=_name)
def test_a_record_means_what_its_vector_says_and_is_written_back(vector: dict[str, Any]) -> None:
    content = vector["bytes"].encode("latin-1")
    table = _table(vector)
    record = table.decode(content) if table else UnknownEntity(vector["bytes"])
    _verify_meaning(vector, [record])
    assert record.encode() == content
    assert "".join(zone.raw for zone in describe(record)) == vector["bytes"]


@pytest.mark.parametrize("vector", FILES, ids=_name)
def test_a_file_means_what_its_vector_says(vector: dict[str, Any]) -> None:
    content = "".join(vector["lines"]).encode("latin-1")
    assert detect(content).value.lower() == vector["kind"]
    records = list(read_file(content))
    _verify_meaning(vector, records)
    if vector["kind"] == "b2":
        assert b"".join(record.encode() for record in records) == content


@pytest.mark.parametrize("vector", VECTORS, ids=_name)
def test_a_vector_says_where_it_comes_from(vector: dict[str, Any]) -> None:
    assert vector["confidence"] in CONFIDENCE
    assert vector["source"]
    assert vector["meaning"]
    assert set(vector) <= KEYS
