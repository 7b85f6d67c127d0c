"""The form of a card image: the published JSON Schema, and what it says of a document.

Law of this file: ``image_files/schema.json`` is the only statement of the form, so that the loader
and other programs cannot differ. Of JSON Schema 2020-12 the words below are honoured, and a schema
that held another would be refused here; each place of the schema has a French description, which is
what a refusal says was expected.
Source: ours; no rule of a peer.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

Path = tuple[str | int, ...]
"""Keys and ranks (from 0) from the head of a document down."""

IMAGE_FILES = resources.files(__package__) / "image_files"


class Fault(NamedTuple):
    """One place of a document that is not of the form, and what was expected there, in French."""

    path: Path
    expected: str


@cache
def schema() -> Mapping[str, Any]:
    """Return the published schema."""
    loaded: dict[str, Any] = json.loads((IMAGE_FILES / "schema.json").read_text(encoding="utf-8"))
    return loaded


def first_fault(document: Mapping[str, Any]) -> Fault | None:
    """Return the first place of a document that is not of the form, or nothing."""
    kinds = {
        kind: branch
        for branch in map(_resolved, schema()["oneOf"])
        for kind in branch["properties"]["kind"]["enum"]
    }
    wanted = schema()["$defs"]["format"]
    if document.get("format") != wanted["const"]:
        return Fault(("format",), wanted["description"])
    kind = document.get("kind")
    if not isinstance(kind, str) or kind not in kinds:
        return Fault(("kind",), f"l'un de ces genres : {', '.join(kinds)}")
    return next(_faults(document, kinds[kind], ()), None)


def _resolved(rule: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in rule:
        return rule
    resolved: Mapping[str, Any] = schema()["$defs"][rule["$ref"].removeprefix("#/$defs/")]
    return resolved


def _faults(value: Any, rule: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    rule = _resolved(rule)
    for word, asked in rule.items():
        if not _HOLDS[word](value, asked):
            yield Fault(path, rule["description"])
            return
    if isinstance(value, Mapping):
        yield from _faults_of_table(value, rule, path)
    if isinstance(value, list):
        for rank, item in enumerate(value):
            yield from _faults(item, rule["items"], (*path, rank))


def _faults_of_table(
    table: Mapping[str, Any], rule: Mapping[str, Any], path: Path
) -> Iterator[Fault]:
    properties = rule["properties"]
    for name in rule.get("required", ()):
        if name not in table:
            asked = _resolved(properties[name])["description"]
            yield Fault((*path, name), f"cette clé, qui manque : {asked}")
    for name, value in table.items():
        if name in properties:
            yield from _faults(value, properties[name], (*path, name))
        else:
            yield Fault((*path, name), f"pas cette clé, mais {rule['description']}")


_TYPES: Mapping[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, Mapping),
}


def _always(value: Any, asked: Any) -> bool:
    return True


_HOLDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "type": lambda value, asked: _TYPES[asked](value),
    "const": lambda value, asked: type(value) is type(asked) and value == asked,
    "enum": lambda value, asked: isinstance(value, str) and value in asked,
    "pattern": lambda value, asked: re.fullmatch(asked, value) is not None,
    "maxLength": lambda value, asked: len(value) <= asked,
    "minimum": lambda value, asked: value >= asked,
    "maximum": lambda value, asked: value <= asked,
    "minItems": lambda value, asked: len(value) >= asked,
    "maxItems": lambda value, asked: len(value) <= asked,
    "description": _always,
    "properties": _always,
    "required": _always,
    "additionalProperties": _always,
    "items": _always,
}
"""Word of the schema -> whether a value holds it; ``type`` comes first in each rule."""


def place(path: Path, text: str) -> str:
    """Return a place as people write it, with its line in the TOML text where it can be found."""
    told = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path)
    told = told.removeprefix(".") or "le fichier"
    line = _line(path, text)
    return f"{told} (ligne {line})" if line else told


_HEADER = re.compile(r"\s*\[+\s*([\w.-]+)\s*\]+\s*(?:#.*)?")
_KEY = re.compile(r"\s*([\w-]+)\s*=")


def _line(path: Path, text: str) -> int | None:
    """Return the line of the nearest key or table header; a multi-line text may hide it."""
    wanted_table, wanted_rank, wanted_key = _split(path)
    table, ranks, header_line = "", dict[str, int](), None
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.fullmatch(line):
            table = header[1]
            ranks[table] = ranks.get(table, -1) + 1
            if (table, ranks[table]) == (wanted_table, wanted_rank):
                header_line = number
        elif (key := _KEY.match(line)) and (
            (table, ranks.get(table, 0), key[1]) == (wanted_table, wanted_rank, wanted_key)
        ):
            return number
    return header_line


def _split(path: Path) -> tuple[str, int, str]:
    """Return the table, its rank and the key that hold a place of an image."""
    match path:
        case (str(table), int(rank), str(key), *_) if table in ("person", "file", "situation"):
            return table, rank, key
        case (str(table), int(rank)) if table in ("person", "file", "situation"):
            return table, rank, ""
        case (str(table), str(key), *_) if table in ("card", "holder"):
            return table, 0, key
        case (str(key), *_):
            return ("", 0, key) if key not in ("card", "holder") else (key, 0, "")
    return "", 0, ""
