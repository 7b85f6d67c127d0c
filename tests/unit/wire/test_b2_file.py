"""B2 files as streams: order, counters, sums, separators, pieces of any size."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from binocle.lots.wire import WRITTEN, read_b2, write_b2
from binocle.wire import Reason, Record, WireRefusal

VECTORS = Path(__file__).parents[2] / "vectors" / "b2.toml"


def _lines(name: str) -> list[str]:
    vectors = tomllib.loads(VECTORS.read_text())["vector"]
    lines: list[str] = next(each["lines"] for each in vectors if each["name"].startswith(name))
    return lines


LINES = _lines("file: two invoices")
DRE = _lines("file: a DRE")
CONTENT = "".join(LINES).encode("latin-1")


def _read(content: bytes, size: int = 4096) -> list[Record]:
    return list(read_b2(content[i : i + size] for i in range(0, len(content), size)))


def _outcome(content: bytes) -> list[Record] | WireRefusal:
    try:
        return _read(content)
    except WireRefusal as refusal:
        return refusal


def _refusal(content: bytes) -> WireRefusal:
    with pytest.raises(WireRefusal) as refused:
        _read(content)
    return refused.value


def _changed(line: int, first: int, text: str) -> bytes:
    lines = list(LINES)
    lines[line] = lines[line][: first - 1] + text + lines[line][first - 1 + len(text) :]
    return "".join(lines).encode("latin-1")


WHOLE = _read(CONTENT)


@pytest.mark.parametrize("size", [1, 127, 128, 129, 1000])
@pytest.mark.parametrize("separator", ["", "\n", "\r", "\r\n"])
def test_pieces_and_separators_change_nothing(size: int, separator: str) -> None:
    content = "".join(line + separator for line in LINES).encode("latin-1")
    assert _read(content, size) == WHOLE


def test_the_last_record_may_lack_its_separator() -> None:
    assert _read("\r\n".join(LINES).encode("latin-1")) == WHOLE


@pytest.mark.parametrize(
    "content",
    [
        "\r\n".join(LINES[:3]) + "\n" + "\r\n".join(LINES[3:]),
        "\n".join(LINES[:3]) + "".join(LINES[3:]),
        LINES[0] + "\n\n" + "\n".join(LINES[1:]),
        "".join(LINES) + "\n",
    ],
    ids=["mixed", "stopping", "doubled", "only at the end"],
)
def test_separators_that_differ_are_refused(content: str) -> None:
    _refusal(content.encode("latin-1"))


def test_a_window_is_not_a_limit() -> None:
    """More than 512 records: the file goes through several windows."""
    invoice, lot_end, end = LINES[2:10], list(LINES[-2]), list(LINES[-1])
    lot_end[10:51] = f"{100:03d}{600:04d}{100:04d}{100:03d}{4150000:09d}{900:09d}{0:09d}"
    end[55:63] = f"{2 + 800 + 2:08d}"
    lines = [*LINES[:2], *(invoice * 100), "".join(lot_end), "".join(end)]
    content = "".join(lines).encode("latin-1")
    assert len(_read(content, len(content))) == 804
    late = content[: 700 * 128] + b"7" + content[700 * 128 + 1 :]
    assert _refusal(late).offset == 700 * 128


def test_a_truncated_file_is_refused_wherever_it_stops() -> None:
    for length in (0, 1, 127, 128, 128 * 5, 128 * 5 + 60, len(CONTENT) - 128, len(CONTENT) - 1):
        assert _refusal(CONTENT[:length]).reason is Reason.TRUNCATED, length
    with_separators = "\n".join(LINES[:5]).encode("latin-1")
    assert _refusal(with_separators).reason is Reason.TRUNCATED


def test_nothing_may_follow_the_end() -> None:
    assert _refusal(CONTENT + LINES[-1].encode()).reason is Reason.SURPLUS


AFTER_START, AFTER_ARTICLE = "2B 2C 2M 2P 2S 4", "4 4E 4F 4S 5"
AFTER_CONTINUATION = "2B 2C 2M 2P 4"


@pytest.mark.parametrize(
    ("change", "record", "reason", "due"),
    [
        (lambda lines: lines[1:], "1", Reason.ORDER, "000"),
        (lambda lines: [lines[0], *lines], "000", Reason.REPEATED, "1"),
        (lambda lines: lines[:2] + lines[3:], "4", Reason.ORDER, "2"),
        (lambda lines: [*lines[:3], lines[4], *lines[4:]], "4F", Reason.ORDER, AFTER_START),
        (lambda lines: lines[:9] + lines[10:], "2", Reason.ORDER, AFTER_ARTICLE),
        (
            lambda lines: [*lines[:12], lines[11], *lines[12:]], "2S",
            Reason.REPEATED, AFTER_CONTINUATION,
        ),
        (lambda lines: [*lines[:13], lines[11], *lines[13:]], "2S", Reason.REPEATED, AFTER_ARTICLE),
        (lambda lines: [*lines[:3], lines[2], *lines[3:]], "2", Reason.ORDER, AFTER_START),
        (lambda lines: [*lines[:10], lines[9], *lines[10:]], "5", Reason.REPEATED, "2 6"),
        (lambda lines: lines[:-2] + lines[-1:], "999", Reason.ORDER, "2 6"),
        (lambda lines: lines[:2] + lines[-2:], "6", Reason.ORDER, "2"),
    ],
)  # fmt: skip
def test_the_order_is_a_table(
    change: Callable[[list[str]], list[str]], record: str, reason: Reason, due: str
) -> None:
    refusal = _refusal("".join(change(LINES)).encode("latin-1"))
    assert (refusal.record, refusal.reason) == (record, reason)
    assert refusal.expected == tuple(due.split())


def test_every_record_can_be_reached_and_only_the_end_ends() -> None:
    followers = WRITTEN.allowed.followers
    assert {code for codes in followers.values() for code in codes} == set(WRITTEN.tables)
    assert [code for code, codes in followers.items() if not codes] == ["999"]


@pytest.mark.parametrize(
    ("line", "first", "text", "record", "zone", "reason"),
    [
        (3, 27, "000000999", "4", "invoice_number", Reason.DIFFERENT),
        (4, 12, "290019999900113", "4F", "nir", Reason.DIFFERENT),
        (4, 37, "00", "4F", "sequence", Reason.ORDER),
        (4, 37, "11", "4F", "sequence", Reason.ORDER),
        (9, 39, "005", "5", "line_count", Reason.COUNT),
        (9, 58, "00041501", "5", "total_billed", Reason.TOTAL),
        (9, 66, "00000010", "5", "total_amo", Reason.TOTAL),
        (9, 74, "00041490", "5", "total_left", Reason.TOTAL),
        (9, 82, "00000001", "5", "total_amc", Reason.TOTAL),
        (-2, 2, "999999999", "6", "partner_number", Reason.KEY),
        (-2, 2, "750000002", "6", "partner_number", Reason.DIFFERENT),
        (-2, 11, "003", "6", "invoice_count", Reason.COUNT),
        (-2, 14, "0006", "6", "line_count", Reason.COUNT),
        (-2, 18, "0003", "6", "invoice_start_count", Reason.COUNT),
        (-2, 22, "001", "6", "invoice_total_count", Reason.COUNT),
        (-2, 25, "000083001", "6", "total_billed", Reason.TOTAL),
        (-2, 34, "000000017", "6", "total_amo", Reason.TOTAL),
        (-2, 43, "000000001", "6", "total_amc", Reason.TOTAL),
        (-2, 52, "028", "6", "lot_number", Reason.DIFFERENT),
        (-1, 4, "TE", "999", "sender_type", Reason.DIFFERENT),
        (-1, 6, "00000000000001", "999", "sender_number", Reason.DIFFERENT),
        (-1, 50, "000028", "999", "file_id", Reason.DIFFERENT),
        (-1, 56, "00000001", "999", "record_count", Reason.COUNT),
        (-1, 83, "002", "999", "lot_count", Reason.COUNT),
        (2, 36, "Z", "?", "record_type", Reason.UNKNOWN),
        (2, 1, "3", "?", "record_type", Reason.UNKNOWN),
    ],
)
def test_what_does_not_agree_is_refused_with_its_place(
    line: int, first: int, text: str, record: str, zone: str, reason: Reason
) -> None:
    refusal = _refusal(_changed(line, first, text))
    assert (refusal.record, refusal.zone, refusal.reason) == (record, zone, reason)
    assert refusal.offset == (line % len(LINES)) * 128 + refusal.first - 1


def test_a_byte_changed_anywhere_is_refused_or_seen() -> None:
    for content in (CONTENT, "".join(DRE).encode("latin-1")):
        whole = _read(content)
        for place in range(len(content)):
            other = b"7" if content[place : place + 1] != b"7" else b"4"
            outcome = _outcome(content[:place] + other + content[place + 1 :])
            assert outcome != whole, place
            assert isinstance(outcome, list) or outcome.offset < len(content)


def test_what_we_write_is_what_we_would_read() -> None:
    assert write_b2(WHOLE) == CONTENT
    with pytest.raises(WireRefusal) as refused:
        write_b2(WHOLE[:-1])
    assert refused.value.reason is Reason.TRUNCATED
