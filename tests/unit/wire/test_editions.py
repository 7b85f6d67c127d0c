"""Editions: the stamp of a lot chooses its tables; what a table of places says is what is read."""

import tomllib
from pathlib import Path

import pytest

from binocle.fse.wire import InvoicePrefix
from binocle.lots.wire import EDITIONS, WRITTEN, edition, read_b2, write_b2
from binocle.lots.wire.edition_062007 import PLACES
from binocle.wire import (
    SOURCED,
    BrokenTable,
    Place,
    Reason,
    Record,
    Walk,
    WireRefusal,
    succession,
    zone,
)

VECTORS = Path(__file__).parents[2] / "vectors" / "b2.toml"


def _lines(name: str) -> list[str]:
    vectors = tomllib.loads(VECTORS.read_text())["vector"]
    lines: list[str] = next(each["lines"] for each in vectors if each["name"].startswith(name))
    return lines


EVERY, TWO = _lines("file: every record"), _lines("file: two invoices")


class LaterArticle(InvoicePrefix, code="4F", length=128, sheet="ours, for this test"):
    """A 4F of an edition that does not exist: its sequence has three digits."""

    record_type: str = zone.constant(1, 1, "record type", SOURCED, fixed="4")
    complement: str = zone.constant(36, 36, "complement", SOURCED, fixed="F")
    sequence: int = zone.number(37, 39, "sequence", SOURCED)
    rest: str = zone.text(40, 128, "rest", SOURCED, default="")


LATER = edition(
    "012099",
    [LaterArticle if code == "4F" else table for code, table in WRITTEN.tables.items()],
    [place._replace(most=200) if place.code == "4F" else place for place in PLACES],
)
BOTH = {each.stamp: each for each in (*EDITIONS.values(), LATER)}


def _of_later_edition(lines: list[str]) -> list[str]:
    return [
        line.replace("FRS062007U", "FRS012099U") if line[0] == "1"
        else f"{line[:36]}0{line[36:38]}{line[39:]}" if line[0] == "4" and line[35] == "F"
        else line
        for line in lines
    ]  # fmt: skip


def _file(lines: list[str]) -> bytes:
    return "".join(lines).encode("latin-1")


def _refusal(content: bytes) -> WireRefusal:
    with pytest.raises(WireRefusal) as refused:
        list(read_b2((content,)))
    return refused.value


def test_the_stamp_is_in_the_name_of_the_module() -> None:
    for stamp in EDITIONS:
        for package in ("fse", "lots"):
            module = Path(f"core/binocle/{package}/wire/edition_{stamp}.py")
            assert (Path(__file__).parents[3] / module).exists()


def test_each_lot_is_read_in_its_own_edition() -> None:
    now, later = TWO, _of_later_edition(TWO)
    end = list(TWO[-1])
    end[55:63], end[82:85] = f"{2 * (len(TWO) - 2) + 2:08d}", "002"
    both = [*now[:-1], *later[1:-1], "".join(end)]
    read = list(read_b2((_file(both),), BOTH))
    kinds = [type(record).__name__ for record in read if record.CODE == "4F"]
    assert kinds == ["LppArticle"] * 6 + ["LaterArticle"] * 6
    assert b"".join(record.encode() for record in read) == _file(both)


def test_an_edition_without_tables_is_refused_at_its_stamp() -> None:
    refusal = _refusal(_file(_of_later_edition(TWO)))
    assert (refusal.record, refusal.zone, refusal.reason) == ("1", "norm_stamp", Reason.EDITION)
    assert refusal.offset == 128 + 81
    assert refusal.expected == tuple(EDITIONS)


def test_every_optional_record_is_read_and_written_back() -> None:
    records = list(read_b2((_file(EVERY),)))
    assert [record.CODE for record in records] == [
        "000", "1", "2", "2S", "2M", "2P", "2B", "2C", "4", "4F", "4F", "4S", "4E", "5", "6", "999",
    ]  # fmt: skip
    assert write_b2(records) == _file(EVERY)


@pytest.mark.parametrize("index", range(2, 13))
def test_a_record_once_more_is_never_written_over_the_first(index: int) -> None:
    """Of those that may be many, a counter or a number tells; of the others, the table."""
    refusal = _refusal(_file([*EVERY[: index + 1], *EVERY[index:]]))
    code = EVERY[index][0] + EVERY[index][35].strip()
    if code == "4":
        assert (refusal.record, refusal.zone) == ("5", "line_count")
    elif code == "4F":
        assert (refusal.record, refusal.zone, refusal.reason) == ("4F", "sequence", Reason.ORDER)
    else:
        repeated = Reason.ORDER if code == "2" else Reason.REPEATED
        assert (refusal.record, refusal.reason) == (code, repeated)


def test_an_eleventh_article_is_refused() -> None:
    articles = [f"{EVERY[9][:36]}{rank:02d}{EVERY[9][38:]}" for rank in range(1, 12)]
    refusal = _refusal(_file([*EVERY[:9], *articles, *EVERY[11:]]))
    assert (refusal.record, refusal.reason) == ("4F", Reason.REPEATED)
    assert refusal.offset == (9 + 10) * 128


def test_what_we_write_is_verified_too() -> None:
    records = list(read_b2((_file(EVERY),)))
    with pytest.raises(WireRefusal):
        write_b2([*records[:4], records[3], *records[4:]])
    with pytest.raises(WireRefusal):
        write_b2([record for record in records if record.CODE != "4S"])


def test_a_table_of_places_that_does_not_hold_cannot_be_declared() -> None:
    for places in ([Place("1", "0", True, 1)], [Place("1", "", True, 1)] * 2):
        with pytest.raises(BrokenTable):
            succession(places)
    with pytest.raises(BrokenTable):
        edition("012099", WRITTEN.tables.values(), PLACES[:-1])


def test_a_table_of_places_is_followed() -> None:
    allowed = succession(
        [
            Place("a", "", demanded=True, most=2),
            Place("b", "a", demanded=False, most=2),
            Place("c", "b", demanded=True, most=1),
            Place("d", "a", demanded=False, most=1),
            Place("z", "", demanded=False, most=1),
        ]
    )
    good = ["a", "b", "c", "b", "c", "d", "a", "b", "c", "z"]
    walk = Walk(allowed)
    assert [walk.take(code) for code in good] == [None] * len(good)
    assert walk.ended
    assert walk.take("a") is Reason.SURPLUS
    for codes, reason in (
        ("b", Reason.ORDER), ("abb", Reason.ORDER), ("abcbcb", Reason.REPEATED),
        ("add", Reason.REPEATED), ("abcdb", Reason.ORDER), ("ab" + "d", Reason.ORDER),
        ("aaa", Reason.REPEATED),
    ):  # fmt: skip
        walk = Walk(allowed)
        assert [walk.take(code) for code in codes][-1] is reason, codes


def test_other_records_than_an_optician_s_are_unknown() -> None:
    """4T, 4M and the like are of other professions; nothing is read as what it is not."""
    for complement in "BCDHMTU":
        line = f"{EVERY[11][:35]}{complement}{EVERY[11][36:]}"
        refusal = _refusal(_file([*EVERY[:11], line, *EVERY[12:]]))
        assert (refusal.reason, refusal.wrong) == (Reason.UNKNOWN, 11 * 128 + 35)


def test_the_tables_of_an_edition_are_records_of_128() -> None:
    tables: list[type[Record]] = [t for each in EDITIONS.values() for t in each.tables.values()]
    assert {table.LENGTH for table in tables} == {128}
