"""What may stand where in a return, and what each 990 says of it: all kinds, both families."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from binocle.lots.nesting import END, FILE, INVOICE_TYPES, KINDS, LEVELS, MONEY, OPENED
from binocle.lots.noemie import ENTITIES, TYPES, Comment
from binocle.lots.returns import read_noemie
from binocle.wire import Reason, WireRefusal

VECTORS = Path(__file__).parents[2] / "vectors" / "noemie.toml"


def _lines(name: str) -> list[str]:
    vectors = tomllib.loads(VECTORS.read_text())["vector"]
    lines: list[str] = next(each["lines"] for each in vectors if each["name"].startswith(name))
    return lines


SEVERAL, OLD = _lines("file: three transfers"), _lines("file: older family")


def _entities(lines: list[str]) -> list[str]:
    return [each + "@" for each in "".join(line[1:] for line in lines[1:-1]).split("@")[:-1]]


def _file(lines: list[str], entities: list[str]) -> bytes:
    """The entities between the header and the trailer of ``lines``, blocks counted anew."""
    text = "".join(entities)
    blocks = ["0" + text[i : i + 127].ljust(127) for i in range(0, len(text), 127)]
    blocks[-1] = "1" + blocks[-1][1:]
    trailer = f"{lines[-1][:55]}{len(blocks) + 2:08d}{lines[-1][63:]}"
    return (lines[0] + "".join(blocks) + trailer).encode("latin-1")


def _refusal(lines: list[str], entities: list[str]) -> WireRefusal:
    content = _file(lines, entities)
    with pytest.raises(WireRefusal) as refused:
        list(read_noemie((content,)))
    return refused.value


def _at(entities: list[str], code: str, rank: int = 0) -> int:
    return [index for index, each in enumerate(entities) if each.startswith(code)][rank]


def _changed(entities: list[str], index: int, old: str, new: str) -> list[str]:
    assert old in entities[index]
    changed = new.join(entities[index].rsplit(old, 1))
    return [*entities[:index], changed, *entities[index + 1 :]]


@pytest.mark.parametrize("lines", [SEVERAL, OLD], ids=["newer", "older"])
def test_what_surrounds_the_entities_is_built_again(lines: list[str]) -> None:
    content = _file(lines, _entities(lines))
    assert content == "".join(lines).encode("latin-1")
    assert len(list(read_noemie((content,)))) == len(_entities(lines)) + 2


def test_every_entity_has_its_place() -> None:
    rules = [FILE, *LEVELS.values(), *KINDS.values()]
    placed = {code for rule in rules for codes in rule.followers.values() for code in codes}
    assert placed | {Comment.CODE} == set(ENTITIES)
    for rule in rules:
        reached = {code for codes in rule.followers.values() for code in codes}
        assert reached - {END} == set(rule.followers) - {OPENED}
        assert rule.summed <= set(MONEY)
    assert set().union(*INVOICE_TYPES.values()) == set(TYPES)
    assert set(INVOICE_TYPES) == {kind for kind, rule in KINDS.items() if "102" in rule.followers}


Change = Callable[[list[str]], list[str]]


def _twice(code: str) -> Change:
    return lambda each: each[: _at(each, code) + 1] + each[_at(each, code) :]


def _without(code: str, rank: int = 0) -> Change:
    return lambda each: each[: _at(each, code, rank)] + each[_at(each, code, rank) + 1 :]


@pytest.mark.parametrize(
    ("lines", "change", "record", "reason"),
    [
        (SEVERAL, _twice("040"), "040", Reason.REPEATED),
        (SEVERAL, _twice("081"), "081", Reason.ORDER),
        (SEVERAL, _twice("103"), "103", Reason.REPEATED),
        (SEVERAL, _twice("198"), "198", Reason.REPEATED),
        (SEVERAL, _twice("199"), "199", Reason.REPEATED),
        (SEVERAL, _without("040"), "071", Reason.ORDER),
        (SEVERAL, _without("103"), "198", Reason.ORDER),
        (SEVERAL, _without("261"), "262", Reason.ORDER),
        (SEVERAL, _without("198", 1), "990", Reason.ORDER),
        (SEVERAL, lambda each: [*each[:-1], each[4]], "102", Reason.ORDER),
        (OLD, _twice("070"), "070", Reason.ORDER),
        (OLD, _twice("110"), "110", Reason.REPEATED),
        (OLD, _twice("160"), "160", Reason.REPEATED),
        (OLD, _without("080"), "100", Reason.ORDER),
        (OLD, _without("120"), "150", Reason.ORDER),
        (OLD, _without("150"), "160", Reason.ORDER),
    ],
)
def test_an_entity_out_of_place_is_refused(
    lines: list[str], change: Change, record: str, reason: Reason
) -> None:
    refusal = _refusal(lines, change(_entities(lines)))
    assert (refusal.record, refusal.reason) == (record, reason)
    assert record not in refusal.expected


@pytest.mark.parametrize(
    ("kind", "first", "type_"), [("01", "02", "F"), ("02", "01", "P"), ("03", "05", "")]
)
def test_a_kind_holds_what_it_says(kind: str, first: str, type_: str) -> None:
    entities = _entities(SEVERAL)
    refusal = _refusal(SEVERAL, _changed(entities, _at(entities, f"08102{kind}"), kind, first))
    if type_:
        assert (refusal.record, refusal.zone) == ("102", "invoice_type")
        assert type_ not in refusal.expected
    else:
        assert (refusal.record, refusal.reason) == ("261", Reason.ORDER)


@pytest.mark.parametrize(
    ("lines", "code", "rank", "old", "new", "zone"),
    [
        (SEVERAL, "250", 0, "552P00000000", "551P00000000", "total"),
        (SEVERAL, "250", 1, "N00000000", "P00000000", "sign"),
        (SEVERAL, "261", 1, "6000", "6001", "total"),
        (SEVERAL, "250", 2, "00000230N", "00000231N", "total"),
        (SEVERAL, "199", 1, "N", "P", "total"),
        (SEVERAL, "990", 6, "200000010000", "300000010000", "count"),
        (SEVERAL, "990", 10, "100000000230", "200000000230", "count"),
        (OLD, "210", 0, "00000300", "00000301", "total"),
        (OLD, "210", 2, "2482", "2483", "total"),
        (OLD, "250", 0, "100N", "100P", "total"),
        (OLD, "990", 2, "200000002982", "100000002982", "count"),
    ],
)
def test_every_cent_and_every_entity_is_counted(
    lines: list[str], code: str, rank: int, old: str, new: str, zone: str
) -> None:
    entities = _entities(lines)
    refusal = _refusal(lines, _changed(entities, _at(entities, code, rank), old, new))
    assert (refusal.record, refusal.zone) == ("990", zone)
    assert refusal.reason is (Reason.COUNT if zone == "count" else Reason.TOTAL)


def test_a_comment_and_an_unknown_entity_stand_anywhere() -> None:
    comment, unknown = "29505 " + " " * 128 + "@", "77703XYZ@"
    entities = _entities(SEVERAL)
    place = _at(entities, "081") + 1
    told = [*entities[:place], comment, *entities[place:]]
    assert len(list(read_noemie((_file(SEVERAL, told),)))) == len(told) + 2
    seen = [*entities[:place], unknown, *entities[place:]]
    closing = seen.index(entities[_at(entities, "990", 2)])
    seen = _changed(seen, closing, "00000002", "00000003")
    assert len(list(read_noemie((_file(SEVERAL, seen),)))) == len(seen) + 2


def test_more_lots_than_the_trailer_counts_are_refused() -> None:
    entities = _entities(SEVERAL)
    opening, invoice = entities[:4], entities[4:9]
    many = [
        each.replace("027240528", f"{number:03X}240528") for number in range(1000)
        for each in invoice
    ]  # fmt: skip
    refusal = _refusal(SEVERAL, [*opening, *many])
    assert (refusal.record, refusal.zone, refusal.reason) == ("102", "lot_number", Reason.COUNT)
