"""BER-TLV: what is written reads back; what is damaged is refused with its place."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binocle.cards.tlv import Tlv, parse
from binocle.kernel import PeerViolation

tags = st.one_of(
    st.integers(1, 0xFE).filter(lambda tag: tag & 0x1F != 0x1F),
    st.integers(1, 0x7F).map(lambda low: 0x7F00 | low),
    st.integers(1, 0x7F).map(lambda low: 0x5F8100 | low),
)
objects = st.lists(st.tuples(tags, st.binary(max_size=300)), max_size=6)
shared = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@shared
@given(objects, st.integers(0, 20))
def test_what_is_written_reads_back(
    write: Callable[..., bytes], pairs: list[tuple[int, bytes]], fill: int
) -> None:
    content = b"".join(write(tag, value) for tag, value in pairs) + b"\0" * fill
    found = parse(content, file="F")
    assert [(item.tag, item.value) for item in found] == pairs
    assert all(content[item.start :].startswith(item.value) for item in found)


@shared
@given(objects.filter(bool), st.data())
def test_a_truncated_file_is_refused_or_ends_between_objects(
    write: Callable[..., bytes], pairs: list[tuple[int, bytes]], data: st.DataObject
) -> None:
    written = [write(tag, value) for tag, value in pairs]
    content = b"".join(written)
    cut = data.draw(st.integers(0, len(content) - 1))
    ends = {sum(map(len, written[:count])) for count in range(len(written))}
    if cut in ends:
        assert len(parse(content[:cut], file="F")) < len(pairs)
    else:
        with pytest.raises(PeerViolation):
            parse(content[:cut], file="F")


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    refusal = None
    try:
        parse(content, file="F")
    except PeerViolation as error:
        refusal = error
    assert refusal is None or refusal.code == "CAR-DONNEES-ILLISIBLES"
    assert refusal is None or set(refusal.facts) == {"file", "tag", "offset"}


@pytest.mark.parametrize(
    ("content", "tag", "offset"),
    [
        ("8001AA 00 01", "-", 3),
        ("80", "80", 1),
        ("8002AA", "80", 2),
        ("8080AA0000", "80", 1),
        ("80830000 01AA", "80", 1),
        ("8001AA 8181", "81", 4),
        ("7F", "7F", 0),
        ("7F8181 8101", "7F8181", 0),
    ],
)
def test_a_refusal_names_file_tag_and_offset(content: str, tag: str, offset: int) -> None:
    with pytest.raises(PeerViolation) as caught:
        parse(bytes.fromhex(content), file="2A01")
    assert caught.value.facts == {"file": "2A01", "tag": tag, "offset": offset}


def test_zero_bytes_have_no_place_inside_a_template() -> None:
    outer = parse(bytes.fromhex("A503 800000"), file="F")[0]
    with pytest.raises(PeerViolation) as caught:
        outer.children()
    assert caught.value.facts["offset"] == 4


def test_children_are_asked_by_tag() -> None:
    template = parse(bytes.fromhex("A5098001 31 8001 32 8101 33"), file="F")[0].children()
    assert [item.text() for item in template.all(0x80)] == ["1", "2"]
    assert template.one(0x81).digits(1) == "3"
    assert template.maybe(0x82) is None
    with pytest.raises(PeerViolation):
        template.maybe(0x80)
    with pytest.raises(PeerViolation):
        template.one(0x82)
    with pytest.raises(PeerViolation):
        template.only(0x80)


@pytest.mark.parametrize(
    ("value", "read", "expected"),
    [
        (b"20240229", "day", date(2024, 2, 29)),
        (b"00000000", "day", None),
        (b"DUPONT \0\0", "text", "DUPONT"),
        (b"L\xc9O", "text", "LÉO"),
        (b"", "text", ""),
    ],
)
def test_values(value: bytes, read: str, expected: object) -> None:
    assert getattr(Tlv(0x80, value, "F", 2), read)() == expected


@pytest.mark.parametrize(
    ("value", "read", "arguments"),
    [
        (b"20230229", "day", ()),
        (b"2024022", "day", ()),
        (b"A\nB", "text", ()),
        (b"12", "digits", (3,)),
        (b"1\xb2", "digits", (2,)),
        (b"255069999999935", "nir", ()),
        (b"25506999999993", "nir", ()),
    ],
)
def test_refused_values_tell_their_place_and_not_themselves(
    value: bytes, read: str, arguments: tuple[Any, ...]
) -> None:
    item = Tlv(0x85, value, "2A01", 7)
    with pytest.raises(PeerViolation) as caught:
        getattr(item, read)(*arguments)
    assert caught.value.facts == {"file": "2A01", "tag": "85", "offset": 7}
    assert value.decode("latin-1") not in f"{caught.value!r} {item!r} {caught.value.__notes__}"
    assert caught.value.__cause__ is None
