"""Files taken apart: every record at its byte, and the first wrong one pointed at."""

import tomllib
from pathlib import Path

import pytest

from binocle.lots import Format, decode_file
from binocle.wire import Reason, Record, UnknownEntity, WireRefusal

FOLDER = Path(__file__).parents[2] / "vectors"


def _files(kind: str) -> dict[str, bytes]:
    vectors = tomllib.loads((FOLDER / f"{kind}.toml").read_text())["vector"]
    found = {}
    for each in vectors:
        lines = each.get("lines") or ([each["bytes"]] if kind == "arl" else [])
        if lines:
            found[f"{kind} {each['name']}"] = "".join(lines).encode("latin-1")
    return found


FILES = _files("b2") | _files("noemie") | _files("arl")
every_file = pytest.mark.parametrize("content", FILES.values(), ids=FILES)


def _file(name: str) -> bytes:
    return next(content for each, content in FILES.items() if name in each)


B2, RETURN = _file("every record"), _file("three transfers")


def _with_separator(content: bytes, separator: bytes) -> bytes:
    return b"".join(content[i : i + 128] + separator for i in range(0, len(content), 128))


@every_file
@pytest.mark.parametrize("separator", [b"", b"\r\n"], ids=["bare", "separated"])
def test_a_record_stands_at_its_byte(content: bytes, separator: bytes) -> None:
    """What the file holds from that byte on is the record; an entity may leap over block marks."""
    whole = _with_separator(content, separator)
    decoded = decode_file(whole)
    assert decoded.fault is None
    for each in decoded.records:
        written = each.record.encode()
        assert whole[each.offset : each.offset + 3] == written[:3] or (
            decoded.form is Format.NOEMIE and each.offset % (128 + len(separator)) >= 126
        )
    numbers = [each.number for each in decoded.records]
    assert numbers == list(range(1, len(numbers) + 1))


@every_file
def test_every_character_is_in_one_zone(content: bytes) -> None:
    for each in decode_file(content).records:
        raws = "".join(zone.raw for zone in each.zones)
        assert raws.encode("latin-1") == each.record.encode()


def _broken(content: bytes, byte: int, new: bytes) -> bytes:
    return content[:byte] + new + content[byte + len(new) :]


@pytest.mark.parametrize("separator", [b"", b"\n"], ids=["bare", "separated"])
@pytest.mark.parametrize(
    ("content", "byte", "new", "code", "position", "expected"),
    [
        (B2, 83, b"9", "000", 84, ("128",)),
        (B2, 256 + 25, b"5", "2", 26, ("34",)),
        (B2, 256 + 9, b"7", "2", 10, ("992604231",)),
        (B2, 256 + 41, b"7", "2", 42, ()),
        (B2, 1024 + 49, b"7", "4", 50, ("0", "4", "5", "9")),
        (B2, 1280 + 37, b"1", "4F", 38, ("02",)),
        (B2, 1664 + 65, b"1", "5", 66, ("00000003",)),
        (B2, 1792 + 51, b"B", "6", 52, ("AAE",)),
        (B2, 1920 + 62, b"7", "999", 63, ("00000016",)),
        (RETURN, 128 + 1 + 21 + 20, b"X", "040", 21, ("@",)),
    ],
)
def test_the_first_wrong_byte_is_pointed_at(
    content: bytes, byte: int, new: bytes, code: str, position: int, expected: tuple[str, ...],
    separator: bytes,
) -> None:  # fmt: skip
    decoded = decode_file(_with_separator(_broken(content, byte, new), separator))
    fault = decoded.fault
    assert fault is not None
    assert fault.refusal.wrong == byte + byte // 128 * len(separator)
    assert (fault.record, fault.position) == (code, position)
    assert fault.refusal.expected == expected
    assert fault.text[fault.position - 1] == new.decode()
    assert fault.found in fault.text
    assert fault.zone is not None
    assert fault.zone.first <= fault.position <= fault.zone.last
    assert fault.number == len(decoded.records) + 1


@pytest.mark.parametrize("content", [B2, RETURN], ids=["B2", "NOEMIE"])
def test_an_unprintable_byte_is_pointed_at_wherever_it_stands(content: bytes) -> None:
    """In a zone, in a filler, in a block mark, in an entity that two blocks share."""
    for byte in range(3, len(content)):
        fault = decode_file(_broken(content, byte, b"\x01")).fault
        assert fault is not None
        assert fault.refusal.wrong == byte, fault.refusal


def test_what_cannot_follow_is_told_with_what_could() -> None:
    twice = B2[: 128 * 5] + B2[128 * 4 :]
    fault = decode_file(twice).fault
    assert fault is not None
    assert (fault.record, fault.refusal.reason) == ("2M", Reason.REPEATED)
    assert fault.refusal.expected == ("2B", "2C", "2P", "4")


@pytest.mark.parametrize("content", [B2, RETURN], ids=["B2", "NOEMIE"])
def test_a_file_that_stops_is_shown_as_far_as_it_goes(content: bytes) -> None:
    for length in range(130, len(content), 77):
        decoded = decode_file(content[:length])
        assert decoded.fault is not None
        assert decoded.fault.refusal.wrong <= length
        assert isinstance(decoded.records[0].record, Record)


def test_a_letter_of_the_name_does_not_hide_the_format() -> None:
    for byte in (65, 66):
        assert decode_file(_broken(B2, byte, b"X")).form is Format.B2
    for byte in (65, 69):
        assert decode_file(_broken(RETURN, byte, b"2")).form is Format.NOEMIE


def test_an_unknown_entity_is_one_zone() -> None:
    decoded = decode_file(_file("an unknown entity"))
    (unknown,) = (each for each in decoded.records if isinstance(each.record, UnknownEntity))
    (zone,) = unknown.zones
    assert zone.raw == "77705CE QUI SUIT EST INCONNU@"


@pytest.mark.parametrize(("content", "wrong"), [(b"0O0 ", 1), (b"ARK", 2), (b"", 0), (b"PDF", 0)])
def test_a_file_of_no_format_says_its_first_wrong_byte(content: bytes, wrong: int) -> None:
    with pytest.raises(WireRefusal) as refused:
        decode_file(content)
    assert refused.value.wrong == wrong
