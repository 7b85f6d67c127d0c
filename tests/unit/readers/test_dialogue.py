"""Commands and answers: written forms, status words, protocol of an ATR."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binocle.readers import Answer, Command
from binocle.readers.dialogue import offers_t1

bytes_ = st.integers(0, 255)
commands = st.builds(
    Command,
    cla=bytes_,
    ins=bytes_,
    p1=bytes_,
    p2=bytes_,
    data=st.binary(max_size=300),
    le=st.none() | st.integers(1, 65536),
)


def decode(raw: bytes) -> tuple[bytes, bytes, int | None]:
    """ISO 7816-4, 5.1: header, data and Le of a written command (a reader of its own)."""
    header, body = raw[:4], raw[4:]
    if not body:
        return header, b"", None
    if body[0] or len(body) == 1:
        if len(body) == 1:
            return header, b"", body[0] or 256
        data, rest = body[1 : 1 + body[0]], body[1 + body[0] :]
        assert len(data) == body[0]
        return header, data, (rest[0] or 256) if rest else None
    if len(body) == 3:
        return header, b"", int.from_bytes(body[1:], "big") or 65536
    count = int.from_bytes(body[1:3], "big")
    data, rest = body[3 : 3 + count], body[3 + count :]
    assert len(data) == count
    return header, data, (int.from_bytes(rest, "big") or 65536) if rest else None


@given(commands)
def test_a_written_command_reads_back(command: Command) -> None:
    header = bytes((command.cla, command.ins, command.p1, command.p2))
    assert decode(command.encode()) == (header, command.data, command.le)


@pytest.mark.parametrize(
    ("command", "written"),
    [
        (Command.of("00 20 00 01"), "00200001"),
        (Command.of("00 B0 82 00", le=256), "00B0820000"),
        (Command.of("00 A4 00 00", b"\x3f\x00"), "00A40000023F00"),
        (Command.of("00 A4 02 00", b"\xd0\x01", le=256), "00A4020002D00100"),
        (Command.of("00 B0 00 00", le=257), "00B00000000101"),
        (Command.of("00 B0 00 00", le=65536), "00B00000000000"),
    ],
)
def test_the_short_form_is_preferred(command: Command, written: str) -> None:
    assert command.encode().hex().upper() == written


def test_t0_leaves_out_what_it_cannot_carry() -> None:
    assert Command.of("00 88 00 00", b"\1\2", le=256).encode_t0().hex() == "0088000002" + "0102"
    assert Command.of("00 B0 00 00", le=4).encode_t0().hex() == "00b0000004"


def test_a_code_is_in_no_printed_form() -> None:
    command = Command.of("00 20 00 01", b"1234")
    assert "1234" not in f"{command!r} {command} {command.header} {Answer(b'1234', 0x9000)!r}"


@pytest.mark.parametrize(
    ("sw", "more", "right", "tries", "name"),
    [
        (0x9000, None, None, None, "done"),
        (0x6100, 256, None, None, "bytes wait"),
        (0x6110, 16, None, None, "bytes wait"),
        (0x6C00, None, 256, None, "wrong length, the right one is given"),
        (0x63C2, None, None, 2, "wrong code, tries are counted"),
        (0x6300, None, None, None, "failed, no count"),
        (0x1234, None, None, None, "unknown"),
    ],
)
def test_status_words(
    sw: int, more: int | None, right: int | None, tries: int | None, name: str
) -> None:
    answer = Answer.parse(b"ab" + sw.to_bytes(2, "big"))
    assert (answer.data, answer.sw) == (b"ab", sw)
    assert (answer.more, answer.right_le, answer.tries_left, answer.name) == (
        more,
        right,
        tries,
        name,
    )


@pytest.mark.parametrize(
    ("atr", "t1"),
    [
        ("3B 75 13 00 00 47 09 EA 90 00", False),
        ("3F 65 25 00 22 09 69 90 00", False),
        ("3B AC 00 40 2A 00 12 25 00 64 80 00 03 10 00 90 00", False),
        ("3B 9B 18 80 01 00 12 25 00 64 80 04 01 00 00 90 44", True),
        ("3B DC 18 FF 00 00 12 25 00 64 80 00 04 01 00 90 00", False),
        ("3B 8F 80 01 00 31 B8 64 04 B0 EC C1 73 94 01 80 82 90 00 0E", True),
    ],
)
def test_protocol_of_the_listed_atrs(atr: str, t1: bool) -> None:
    assert offers_t1(bytes.fromhex(atr)) is t1


@given(st.binary(max_size=40))
def test_any_atr_has_a_protocol(atr: bytes) -> None:
    assert offers_t1(atr) in (True, False)
