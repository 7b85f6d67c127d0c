"""Three programs that read a Vitale 2, each in its own way (cards sheet 1.4, 1.5); nothing of ours.

Each sends, byte for byte, what that program sends, and looks at answers as it does: RUFUS by short
ids, the Node client by D001 with fixed lengths, PEEK by POINTERS. They share the wire and the shape
of what they found, no reading code.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

Transmit = Callable[[bytes], bytes]
"""One command in, its answer with the status word at the end out."""


class Found(NamedTuple):
    """One holder as a client tells it; the Node client never learns the number."""

    name: str
    first_name: str
    birth: str
    nir: str = ""


class ClientLost(AssertionError):
    """The program gives up here."""


# -- RUFUS ---------------------------------------------------------------------------------------


def rufus(transmit: Transmit) -> list[Found]:
    """Read by short ids: no Le in SELECT, four tries, the first 256 bytes, one-byte lengths."""
    answer = transmit(bytes.fromhex("00A40000023F00"))
    if answer[-2] == 0x61:
        answer = transmit(bytes((0x00, 0xC0, 0x00, 0x00, answer[-1])))
    if answer[-2:] != b"\x90\x00":
        raise ClientLost(f"3F00: {answer[-2:].hex()}")
    identity = _rufus_read(transmit)
    transmit(bytes.fromhex("00A404000BD250000002564954414C45"))  # its status is not looked at
    numbers = _rufus_read(transmit)
    holders = _rufus_templates(identity)
    ids = _rufus_templates(numbers)
    if not holders:
        raise ClientLost("no tag 65")
    return [
        Found(
            _rufus_text(holder, 0x80),
            _rufus_text(holder, 0x81),
            _rufus_text(holder, 0x82),
            _rufus_text(ids[rank], 0x93) if rank < len(ids) else "",
        )
        for rank, holder in enumerate(holders)
    ]


def _rufus_text(fields: dict[int, bytes], tag: int) -> str:
    return fields.get(tag, b"").decode("latin-1")


def _rufus_read(transmit: Transmit) -> bytes:
    command = bytearray.fromhex("00B0820000")
    answer = b""
    for _ in range(4):
        answer = transmit(bytes(command))
        if answer[-2] == 0x6C:
            command[-1] = answer[-1]
        elif answer[-2:] == b"\x90\x00":
            return answer[:-2][:256]
    raise ClientLost(f"READ BINARY: {answer[-2:].hex()}")


def _rufus_templates(data: bytes) -> list[dict[int, bytes]]:
    found, at = [], 0
    while at + 1 < len(data) and data[at] == 0x65:
        end = min(at + 2 + data[at + 1], len(data))
        fields, inner = {}, at + 2
        while inner + 1 < end:
            fields[data[inner]] = data[inner + 2 : inner + 2 + data[inner + 1]]
            inner += 2 + data[inner + 1]
        found.append(fields)
        at = end
    return found


# -- Node ----------------------------------------------------------------------------------------

NODE_READS = 0x7C
"""Bytes of D001 that the Node client asks for, whatever there is."""


def node(transmit: Transmit) -> list[Found]:
    """Read D001 with fixed lengths; holders beyond the 124th byte stay unknown."""
    for command, wanted in (
        ("00A404000ED2500000024D465F564954414C4500", None),
        ("00A4020002D00100", b"\x61\x1e"),
        ("00C000001E", b"\x90\x00"),
    ):
        status = transmit(bytes.fromhex(command))[-2:]
        if wanted is not None and status != wanted:
            raise ClientLost(f"{command}: {status.hex()}")
    answer = transmit(bytes.fromhex("00B000007C"))
    if len(answer) != NODE_READS + 2 or answer[-2:] != b"\x90\x00":
        raise ClientLost(f"D001: {answer[-2:].hex()}")
    found = []
    rest = answer[:-2]
    while rest[:1] == b"\x65" and len(rest) > 1 and len(rest) >= 2 + rest[1]:
        body, rest = rest[2 : 2 + rest[1]], rest[2 + rest[1] :]
        texts = {}
        while body:
            texts[body[0]], body = body[2 : 2 + body[1]].decode("latin-1"), body[2 + body[1] :]
        found.append(Found(texts[0x80], texts[0x81], texts[0x82]))
    return found


# -- PEEK ----------------------------------------------------------------------------------------


class Walk(NamedTuple):
    """What a walk along POINTERS shows: files by name, those shut, the card's first day."""

    holders: list[Found]
    files: dict[str, bytes]
    shut: list[str]
    first_day: str


def peek(transmit: Transmit) -> Walk:
    """Select VITALE with Le, read POINTERS in steps of 256, then each file that it names."""
    _peek_select(transmit, 0x04, bytes.fromhex("D250000002564954414C45"))
    _peek_select(transmit, 0x02, b"\x20\x01")
    (_, pointers) = next(_peek_objects(_peek_read(transmit)))
    children = list(_peek_objects(pointers))
    aids = {
        entry[:2]: entry[4:]
        for tag, value in children if tag == 0xA0
        for inner, entry in _peek_objects(value) if inner == 0x82
    }  # fmt: skip
    files, shut = {}, []
    for tag, entry in children:
        if tag != 0x80:
            continue
        name = entry[:8].decode("ascii").rstrip()
        _peek_select(transmit, 0x04, aids[entry[8:10]])
        _peek_select(transmit, 0x02, entry[10:12])
        try:
            files[name] = _peek_read(transmit)
        except PermissionError:
            shut.append(name)
    people: list[dict[int, bytes]] = []
    numbers: list[bytes] = []
    first_day = ""
    for content in files.values():
        for tag, value in _peek_objects(content):
            fields = dict(_peek_objects(value)) if tag in (0x65, 0x66) else {}
            if tag == 0x65 and 0x80 in fields:
                people.append(fields)
            if tag == 0x65 and 0x93 in fields:
                numbers.append(fields[0x93])
            if tag == 0x66:
                first_day = fields[0x80].decode("ascii")
    holders = [
        Found(
            p[0x80].decode("latin-1"),
            p[0x81].decode("latin-1"),
            p[0x82].decode("latin-1"),
            number.decode("ascii"),
        )
        for p, number in zip(people, numbers, strict=True)
    ]
    return Walk(holders, files, shut, first_day)


def _peek_send(transmit: Transmit, command: bytes) -> bytes:
    """Follow 61xx by GET RESPONSE in a loop, and send again with the right length on 6Cxx."""
    answer = transmit(command)
    if answer[-2] == 0x6C:
        answer = transmit(command[:-1] + answer[-1:])
    whole = answer[:-2]
    while answer[-2] == 0x61:
        answer = transmit(bytes((0x00, 0xC0, 0x00, 0x00, answer[-1])))
        whole += answer[:-2]
    return whole + answer[-2:]


def _peek_select(transmit: Transmit, p1: int, what: bytes) -> None:
    answer = _peek_send(transmit, bytes((0x00, 0xA4, p1, 0x00, len(what))) + what + b"\x00")
    if answer[-2:] != b"\x90\x00":
        raise ClientLost(f"SELECT {what.hex()}: {answer[-2:].hex()}")


def _peek_read(transmit: Transmit) -> bytes:
    whole = b""
    while True:
        offset = len(whole).to_bytes(2, "big")
        answer = _peek_send(transmit, b"\x00\xb0" + offset + b"\x00")
        if answer[-2:] == b"\x69\x82":
            raise PermissionError
        whole += answer[:-2]
        if len(answer) - 2 != 256 or answer[-2:] != b"\x90\x00":
            return whole


def _peek_objects(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(data) and data[at]:
        tag = data[at]
        at += 1
        if tag & 0x1F == 0x1F:
            tag, at = tag << 8 | data[at], at + 1
        size, at = data[at], at + 1
        if size & 0x80:
            width = size & 0x7F
            size, at = int.from_bytes(data[at : at + width], "big"), at + width
        yield tag, data[at : at + size]
        at += size
