"""Every byte of the golden files, flipped: refused, or a named zone says another thing."""

import tomllib
from pathlib import Path

import pytest

from binocle.lots.returns import Arl, read_file
from binocle.wire import Record, UnknownEntity, WireRefusal

FOLDER = Path(__file__).parents[2] / "vectors"
GOLDEN = {
    "b2": "file: every record",
    "noemie": "file: three transfers",
    "noemie, older family": "file: older family",
    "noemie, unknown entity": "file: an unknown entity",
    "arl": "positive",
    "arl, negative": "negative",
}
BITS = {"a digit": 0x01, "a case": 0x20}
"""What a flip makes of most characters: another digit or letter, a letter of a space."""


SUMMED = {
    "4.billed", "4.amo", "4.amc", "5.total_billed", "5.total_amo", "5.total_left", "5.total_amc",
    "6.total_billed", "6.total_amo", "6.total_amc", "198.paid", "199.paid", "210.paid",
    "210.mutual", "250.amount", "261.amount", "990.total", "999.total",
}  # fmt: skip
"""Zones whose cents are added up, or are sums."""


def _content(kind: str, start: str) -> bytes:
    vectors = tomllib.loads((FOLDER / f"{kind.split(' ')[0].strip(',')}.toml").read_text())
    found = next(each for each in vectors["vector"] if each["name"].startswith(start))
    return "".join(found.get("lines") or [found["bytes"]]).encode("latin-1")


def _told(content: bytes) -> list[Record | UnknownEntity] | None:
    try:
        return list(read_file(content))
    except WireRefusal:
        return None


def _differences(one: Record | UnknownEntity, other: Record | UnknownEntity) -> set[str]:
    """Return the zones that differ; a code that no table knows makes an unknown entity, told so."""
    if type(one) is not type(other):
        return {"entity"}
    names = [zone.name for zone in one.ZONES] if isinstance(one, Record) else ["raw"]
    code = one.CODE if isinstance(one, Record) else one.code
    return {f"{code}.{name}" for name in names if getattr(one, name) != getattr(other, name)}


def _named_differences(
    before: list[Record | UnknownEntity], after: list[Record | UnknownEntity]
) -> set[str]:
    """Return the zones that differ, of two files with the same number of records."""
    return set().union(*(_differences(*pair) for pair in zip(before, after, strict=True)))


@pytest.mark.parametrize("bit", BITS.values(), ids=BITS)
@pytest.mark.parametrize("kind", GOLDEN)
def test_a_flip_is_refused_or_changes_a_named_fact(kind: str, bit: int) -> None:
    content = _content(kind, GOLDEN[kind])
    whole = _told(content)
    assert whole is not None
    refused = 0
    for place in range(len(content)):
        flipped = content[:place] + bytes([content[place] ^ bit]) + content[place + 1 :]
        told = _told(flipped)
        if told is None:
            refused += 1
        else:
            names = _named_differences(whole, told)
            assert 1 <= len(names) <= 2, place
            assert not (names & SUMMED and content[place : place + 1].isdigit()), place
    assert refused > 0


def test_a_flip_never_turns_the_verdict_of_an_acknowledgement() -> None:
    content = _content("arl", "positive")
    for place in range(len(content)):
        for bit in range(8):
            told = _told(
                content[:place] + bytes([content[place] ^ 1 << bit]) + content[place + 1 :]
            )
            if told is not None:
                (arl,) = told
                assert isinstance(arl, Arl)
                assert arl.positive
