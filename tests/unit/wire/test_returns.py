"""NOEMIE returns and ARL: blocks, nesting, closings, unknown entities, formats."""

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from binocle.lots.noemie import Closing, People, ReturnEnd, ReturnStart
from binocle.lots.returns import (
    Format,
    detect,
    read_arl,
    read_file,
    read_noemie,
)
from binocle.wire import Reason, Record, UnknownEntity, WireRefusal

FOLDER = Path(__file__).parents[2] / "vectors"


def _vectors(kind: str) -> dict[str, Any]:
    found = tomllib.loads((FOLDER / f"{kind}.toml").read_text())["vector"]
    return {each["name"].split(":")[-1].strip(): each for each in found}


NOEMIE, ARL = _vectors("noemie"), _vectors("arl")
FUND: list[str] = NOEMIE["a fund pays one invoice and rejects one"]["lines"]
UNKNOWN: list[str] = NOEMIE["an unknown entity is counted and never dropped"]["lines"]
CONTENT = "".join(FUND).encode("latin-1")
POSITIVE: bytes = ARL["positive"]["bytes"].encode("latin-1")


def _read(content: bytes, size: int = 4096) -> list[Record | UnknownEntity]:
    return list(read_noemie(content[i : i + size] for i in range(0, len(content), size)))


def _outcome(content: bytes) -> list[Record | UnknownEntity] | WireRefusal:
    try:
        return _read(content)
    except WireRefusal as refusal:
        return refusal


def _refusal(content: bytes) -> WireRefusal:
    with pytest.raises(WireRefusal) as refused:
        _read(content)
    return refused.value


def _entities(lines: Sequence[str] = FUND) -> list[str]:
    return [each + "@" for each in "".join(line[1:] for line in lines[1:-1]).split("@")[:-1]]


def _file(entities: Sequence[str], **end: Any) -> bytes:
    """A file around entities; the trailer counts its records unless told otherwise."""
    text = "".join(entities)
    blocks = ["0" + text[i : i + 127].ljust(127) for i in range(0, len(text), 127)]
    blocks[-1] = "1" + blocks[-1][1:]
    trailer = list(FUND[-1])
    trailer[55:63] = f"{end.get('records', len(blocks) + 2):08d}"
    trailer[82:85] = f"{end.get('lots', 1):03d}"
    trailer[85:97] = f"{abs(end.get('total', 9)):011d}" + ("N" if end.get("total", 9) < 0 else "P")
    return (FUND[0] + "".join(blocks) + "".join(trailer)).encode("latin-1")


WHOLE = _read(CONTENT)


@pytest.mark.parametrize("size", [1, 126, 127, 128, 129, 1000])
def test_pieces_of_any_size_change_nothing(size: int) -> None:
    assert _read(CONTENT, size) == WHOLE


def test_the_helper_of_this_file_builds_the_vector_again() -> None:
    assert _file(_entities()) == CONTENT


def test_a_large_return_goes_through_several_windows() -> None:
    opening, closing = _entities()[:4], _entities()[-3:]
    invoice = _entities()[4:8]
    count = 1500
    closing[0] = closing[0].replace("0000000200000000009", f"{count:08d}{9 * count:011d}")
    closing[1:] = [each.replace("00000000009", f"{9 * count:011d}") for each in closing[1:]]
    content = _file([*opening, *(invoice * count), *closing], total=9 * count)
    assert len(_read(content, len(content))) == 2 + 4 + 4 * count + 3
    assert _read(content, 999) == _read(content, 70000)


def test_an_unknown_entity_is_handed_out_raw() -> None:
    read = _read("".join(UNKNOWN).encode("latin-1"))
    assert UnknownEntity("77705CE QUI SUIT EST INCONNU@") in read
    assert [each.encode().decode() for each in read[1:-1]] == _entities(UNKNOWN)


def test_an_unknown_entity_that_never_ends_is_refused() -> None:
    endless = "77705" + "X" * 5000
    refusal = _refusal(_file([*_entities()[:6], endless]))
    assert refusal.reason is Reason.TRUNCATED
    assert _refusal(_file([*_entities(), "77705 STOPS"])).reason is Reason.TRUNCATED
    assert _refusal(_file([*_entities(), "X@"])).reason is Reason.UNKNOWN


@pytest.mark.parametrize("state", ["R", "D", " "])
def test_only_a_paid_part_moves_money(state: str) -> None:
    entities = _entities()
    entities[6] = entities[6].replace("P00000009P@", f"{state}00000009P@")
    refusal = _refusal(_file(entities))
    assert (refusal.record, refusal.zone) == ("198", "paid")
    assert refusal.reason is Reason.DIFFERENT


@pytest.mark.parametrize(
    ("index", "old", "new", "zone", "reason"),
    [
        (7, "000000427  ", "000000428  ", "key", Reason.DIFFERENT),
        (7, "00000002", "00000003", "count", Reason.COUNT),
        (7, "009P@", "008P@", "total", Reason.TOTAL),
        (7, "009P@", "009N@", "sign", Reason.TOTAL),
        (13, "081", "071", "key", Reason.DIFFERENT),
        (13, "00000002", "00000001", "count", Reason.COUNT),
        (15, "009P@", "010P@", "total", Reason.TOTAL),
        (6, "00000009P@", "00000009N@", "sign", Reason.TOTAL),
        (5, "34", "35", "nir_key", Reason.KEY),
        (4, "@", "X", "end", Reason.CONSTANT),
    ],
)
def test_every_closing_is_recomputed(
    index: int, old: str, new: str, zone: str, reason: Reason
) -> None:
    entities = _entities()
    assert old in entities[index]
    entities[index] = new.join(entities[index].rsplit(old, 1))
    content = _file(entities)
    refusal = _refusal(content)
    assert (refusal.zone, refusal.reason) == (zone, reason)
    # The place is the byte of the file where the zone begins.
    refused_at = next(i for i, e in enumerate(entities) if i >= index and e[:3] == refusal.record)
    position = sum(len(each) for each in entities[:refused_at]) + refusal.first - 1
    assert refusal.offset == 128 + position // 127 * 128 + 1 + position % 127


def test_a_transfer_that_would_take_money_is_refused() -> None:
    entities = [each.replace("009P@", "009N@") for each in _entities()]
    refusal = _refusal(_file(entities, total=-9))
    assert (refusal.record, refusal.zone, refusal.reason) == ("990", "sign", Reason.TOTAL)


def test_an_amount_left_out_adds_nothing() -> None:
    entities = _entities()
    assert entities[10].startswith("198")
    entities[10] = entities[10][:14] + " " * 8 + "P@"
    assert len(_read(_file(entities))) == len(WHOLE)


@pytest.mark.parametrize("index", [0, 2, 3, 4])
def test_nesting_is_a_table(index: int) -> None:
    entities = _entities()
    del entities[index]
    assert _refusal(_file(entities)).reason is Reason.ORDER


def test_a_level_left_open_is_refused() -> None:
    refusal = _refusal(_file(_entities()[:-1]))
    assert (refusal.record, refusal.reason) == ("999", Reason.ORDER)


@pytest.mark.parametrize(
    ("end", "zone"), [({"records": 9}, "record_count"), ({"lots": 2}, "lot_count")]
)
def test_the_counters_of_the_trailer_are_recomputed(end: dict[str, int], zone: str) -> None:
    refusal = _refusal(_file(_entities(), **end))
    assert (refusal.record, refusal.zone, refusal.reason) == ("999", zone, Reason.COUNT)


@pytest.mark.parametrize(("total", "zone", "due"), [(8, "total", "00000000009"), (-9, "sign", "P")])
def test_the_total_of_the_trailer_is_recomputed(total: int, zone: str, due: str) -> None:
    refusal = _refusal(_file(_entities(), total=total))
    assert (refusal.zone, refusal.reason) == (zone, Reason.TOTAL)
    assert refusal.expected == (due,)


def test_the_trailer_repeats_the_header() -> None:
    refusal = _refusal(CONTENT[:-128] + CONTENT[-128:].replace(b"T   ", b"R   ", 1))
    assert (refusal.zone, refusal.reason) == ("flow", Reason.DIFFERENT)


def test_a_truncated_return_is_refused_wherever_it_stops() -> None:
    for length in (0, 60, 128, 256, 300, len(CONTENT) - 128, len(CONTENT) - 1):
        assert _refusal(CONTENT[:length]).reason is Reason.TRUNCATED, length


def test_nothing_may_follow_the_trailer() -> None:
    assert _refusal(CONTENT + CONTENT[-128:]).reason is Reason.SURPLUS


@pytest.mark.parametrize("reference", ["    ", "9   ", "90 0"])
def test_a_reference_is_three_or_four_digits(reference: str) -> None:
    refusal = _refusal(CONTENT[:61] + reference.encode() + CONTENT[65:])
    assert (refusal.zone, refusal.reason) == ("reference", Reason.VALUE)
    assert len(_read(CONTENT[:61] + b"9081" + CONTENT[65:])) == len(WHOLE)


def test_a_block_mark_is_zero_or_one() -> None:
    refusal = _refusal(CONTENT[:256] + b"2" + CONTENT[257:])
    assert (refusal.zone, refusal.offset) == ("block mark", 256)


@pytest.mark.parametrize("lines", [FUND, UNKNOWN], ids=["fund", "unknown"])
def test_a_byte_changed_anywhere_is_refused_or_seen(lines: list[str]) -> None:
    content = "".join(lines).encode("latin-1")
    whole = _read(content)
    for place in range(len(content)):
        other = b"7" if content[place : place + 1] != b"7" else b"4"
        outcome = _outcome(content[:place] + other + content[place + 1 :])
        assert outcome != whole, place
        assert isinstance(outcome, list) or outcome.offset < len(content)


def test_names_of_people_may_hold_accents() -> None:
    read = next(each for each in WHOLE if isinstance(each, People))
    accented = read.encode().replace(b"NATHALIE", b"H\xc9L\xc8NE  ", 1)
    assert People.decode(accented).first_name == "HÉLÈNE"


def test_formats_are_told_apart() -> None:
    b2 = _vectors("b2")["one file, one lot, one invoice"]["lines"]
    for expected, content in {
        Format.B2: "".join(b2).encode("latin-1"),
        Format.NOEMIE: CONTENT,
        Format.ARL: POSITIVE,
    }.items():
        assert detect(content) is expected
        assert next(read_file(content)).encode() == content[:128]
    with pytest.raises(WireRefusal):
        detect(b"%PDF-1.7")


def test_a_return_begins_with_its_header_and_ends_with_its_trailer() -> None:
    assert isinstance(WHOLE[0], ReturnStart)
    assert isinstance(WHOLE[-1], ReturnEnd)
    assert sum(isinstance(each, Closing) for each in WHOLE) == 5


def test_an_arl_file_holds_one_record_a_lot() -> None:
    negative = ARL["negative, transport keys (4015)"]["bytes"].encode("latin-1")
    read = read_arl(POSITIVE + negative)
    assert [(each.positive, each.code) for each in read] == [(True, "0000"), (False, "4015")]


@pytest.mark.parametrize("separator", ["", "\n", "\r\n"])
def test_a_lone_arl_may_end_with_a_line_end(separator: str) -> None:
    assert read_arl(POSITIVE + separator.encode()) == read_arl(POSITIVE)


@pytest.mark.parametrize(
    ("content", "zone", "reason", "offset"),
    [
        (b"", "record_type", Reason.TRUNCATED, 0),
        (POSITIVE[:-1], "record", Reason.TRUNCATED, 0),
        (POSITIVE + POSITIVE[:13] + b"N" + POSITIVE[14:], "code", Reason.DIFFERENT, 128 + 43),
        (POSITIVE.replace(b"0000LOT", b"4015LOT"), "code", Reason.DIFFERENT, 43),
        (POSITIVE.replace(b"SIMUL", b"VERAX"), "origin", Reason.CONSTANT, 3),
    ],
)
def test_an_arl_that_does_not_stand_is_refused(
    content: bytes, zone: str, reason: Reason, offset: int
) -> None:
    with pytest.raises(WireRefusal) as refused:
        read_arl(content)
    found = refused.value
    assert (found.zone, found.reason, found.offset) == (zone, reason, offset)
