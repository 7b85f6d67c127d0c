"""A card of ISO 7816-4: selection, reading, chained commands, and the ways an answer comes.

Law of this file: what an application sees through PC/SC is what such a card says. With T=0, a
command that carried data never gets its answer at once: the card says ``61xx`` and GET RESPONSE
fetches it; a wrong Le gets ``6Cxx``. A ``direct`` card (T=1, contactless) answers at once, takes
extended APDUs, and says ``61xx`` only of what Le left out; without Le all of it comes (assumed).
Every answer ends with a status word, whatever came in.
Source: cards sheet 0 (fact 1), 1.5 (what known clients send and expect), 1.11; ISO 7816-4 5.1.
"""

from collections.abc import Callable, Mapping
from typing import ClassVar, NamedTuple

from . import status
from .files import MASTER, Df, Ef, Place
from .status import Refusal
from .tlv import tlv

GET_RESPONSE = 0xC0
SHORTEST_PARTIAL_AID = 5
"""A name cut on its right must keep the provider's 5 bytes (assumed)."""


_IN_USE = tlv(0x8A, b"\x05")
"""Life cycle: operational, activated."""


LONGEST = 65535
"""Bytes of data that a command carries, in one APDU or chained."""

CHAINED = 0x10
"""Bit of the class: more of this command follows."""


class Command(NamedTuple):
    """One command, taken apart; ``le`` counts from 1 to 256, to 65,536 when extended."""

    ins: int
    p1: int
    p2: int
    data: bytes
    le: int
    cla: int = 0

    @property
    def head(self) -> tuple[int, int, int, int]:
        """The header without the chaining bit: what parts of one command have in common."""
        return self.cla & ~CHAINED, self.ins, self.p1, self.p2


class Iso7816Card:
    """A card with a file tree; other instructions are added by subclasses in ``instructions``.

    An instruction returns its whole answer, or raises :class:`Refusal`; the way it goes out is
    done here.

    Attributes:
        atr: the whole answer to reset.
        direct: answers come at once, and extended APDUs are understood.
        classes: class bytes that the card answers to.
        chained: instructions that may come in parts.
        more: status word of "xx bytes wait", without xx.
    """

    instructions: ClassVar[Mapping[int, str]] = {0xA4: "_select", 0xB0: "_read_binary"}
    classes: ClassVar[frozenset[int]] = frozenset((0x00,))
    chained: ClassVar[frozenset[int]] = frozenset()
    more: ClassVar[int] = status.MORE
    direct = False

    def __init__(self, atr: bytes, master: Df) -> None:
        """Make a card that is not yet powered.

        Args:
            atr: its whole answer to reset.
            master: the root directory, file id 3F00.
        """
        assert master.fid == MASTER, hex(master.fid)
        self.atr = atr
        self._root = Place((master,))
        self._applications = tuple(place for place in self._root.walk() if place.df.aid)
        self._place = self._root
        self._waiting = b""
        self._parts: Command | None = None

    def power_on(self) -> None:
        """Start from cold: nothing is selected but the root, nothing waits, no code is verified."""
        self._place = self._root
        self._waiting = b""
        self._parts = None

    def reset(self) -> None:
        """Start again while powered; the card keeps no more than from cold."""
        self.power_on()

    def exchange(self, command: bytes) -> bytes:
        """Return the answer to one command: data, then the two bytes of the status word."""
        try:
            answer, sw = self._run(command)
        except Refusal as refusal:
            answer, sw = b"", refusal.sw
        return answer + sw.to_bytes(2, "big")

    # -- the way of a command and of its answer -------------------------------------------------

    def _run(self, raw: bytes) -> tuple[bytes, int]:
        if len(raw) < 4:
            raise Refusal(status.WRONG_LENGTH)
        if raw[0] not in self.classes:
            raise Refusal(_refused_class(raw[0]))
        command = _parsed_extended(raw) if self.direct else _parsed(raw)
        if command.cla & CHAINED or self._parts:
            whole = self._joined(command)
            if whole is None:
                return b"", status.DONE
            command = whole
        return self._perform(command)

    def _joined(self, command: Command) -> Command | None:
        """Put the parts of a chained command together; nothing while more is to come.

        Another command in the middle ends the chain and is done as usual (assumed).
        """
        before, self._parts = self._parts, None
        if before and before.head == command.head:
            command = command._replace(data=before.data + command.data)
        if not command.cla & CHAINED:
            return command
        self._instruction(command)
        if command.ins not in self.chained:
            raise Refusal(status.CHAINING_NOT_SUPPORTED)
        if len(command.data) > LONGEST:
            raise Refusal(status.WRONG_LENGTH)
        self._waiting, self._parts = b"", command
        return None

    def _perform(self, command: Command) -> tuple[bytes, int]:
        if command.ins == GET_RESPONSE:
            return self._get_response(command)
        self._waiting = b""
        answer = self._instruction(command)(command)
        if not answer:
            return b"", status.DONE
        if self.direct:
            self._waiting = answer[command.le :]
            return answer[: command.le], self._done()
        if command.data:
            self._waiting = answer
            return b"", self._done()
        if len(answer) != command.le:
            raise Refusal(status.WRONG_LE | _count(answer))
        return answer, status.DONE

    def _instruction(self, command: Command) -> Callable[[Command], bytes]:
        name = self.instructions.get(command.ins)
        if name is None:
            raise Refusal(status.UNKNOWN_INSTRUCTION)
        instruction: Callable[[Command], bytes] = getattr(self, name)
        return instruction

    def _done(self) -> int:
        """Return the word of success, which tells what still waits."""
        return self.more | _count(self._waiting) if self._waiting else status.DONE

    def _get_response(self, command: Command) -> tuple[bytes, int]:
        if command.p1 or command.p2:
            raise Refusal(status.BAD_P1_P2)
        if not self._waiting:
            raise Refusal(status.CONDITIONS_NOT_MET)
        if command.le > len(self._waiting) and not self.direct:
            raise Refusal(status.WRONG_LE | _count(self._waiting))
        answer, self._waiting = self._waiting[: command.le], self._waiting[command.le :]
        return answer, self._done()

    # -- SELECT -------------------------------------------------------------------------------

    def _select(self, command: Command) -> bytes:
        if command.p2 & 0x0C == 0x08 or command.p2 & ~0x0E:
            raise Refusal(status.BAD_P1_P2)
        find = self._SELECTIONS.get(command.p1)
        if find is None:
            raise Refusal(status.BAD_P1_P2)
        place = find(self, command)
        if place is None:
            raise Refusal(status.FILE_NOT_FOUND)
        self._place = place
        return self._template(command.p2)

    def _template(self, p2: int) -> bytes:
        """Return what SELECT tells of where the card now stands, in the form that P2 asks."""
        template = self._TEMPLATES[p2 & 0x0C]
        return tlv(template, self.describe(self._place.file)) if template else b""

    def _by_id(self, command: Command) -> Place | None:
        """Find here, else one level up; P1 = 02 too, which known clients use for directories."""
        if not command.data:
            return self._root
        fid = _fid(command.data)
        if fid == MASTER:
            return self._root
        here, above = Place(self._place.path), self._place.parent
        for place in (here, above):
            if place.df.fid == fid:
                return place
        return here.down(fid) or above.down(fid)

    def _directory_below(self, command: Command) -> Place | None:
        found = self._place.down(_fid(command.data))
        return found if found and not found.ef else None

    def _above(self, command: Command) -> Place | None:
        if command.data:
            raise Refusal(status.WRONG_LENGTH)
        return self._place.parent

    def _by_name(self, command: Command) -> Place | None:
        """Find by AID, whole or cut on its right; P2 = 02 asks for the next one of that name.

        A whole AID followed by a file id selects that file: a form seen from the agency's library
        (cards sheet 1.12).
        """
        name = command.data
        if len(name) < SHORTEST_PARTIAL_AID:
            raise Refusal(status.BAD_DATA)
        found = [place for place in self._applications if place.df.aid.startswith(name)]
        if command.p2 & 0x02:
            current = Place(self._place.path)
            found = found[found.index(current) + 1 :] if current in found else found
        if found:
            return found[0]
        for place in self._applications:
            if name[:-2] == place.df.aid:
                return place.down(_fid(name[-2:]))
        return None

    def _by_path(self, command: Command) -> Place | None:
        """Follow a path from the root (P1 = 08) or from here (09); 3F00 at its head is the root."""
        path = command.data
        if not path or len(path) % 2:
            raise Refusal(status.WRONG_LENGTH)
        place: Place | None = self._root if command.p1 == 0x08 else Place(self._place.path)
        for at in range(0, len(path), 2):
            fid = _fid(path[at : at + 2])
            if at == 0 and fid == MASTER:
                place = self._root
                continue
            if place is None or place.ef is not None:
                return None
            place = place.down(fid)
        return place

    _SELECTIONS: ClassVar[Mapping[int, Callable[["Iso7816Card", Command], Place | None]]] = {
        0x00: _by_id,
        0x01: _directory_below,
        0x02: _by_id,
        0x03: _above,
        0x04: _by_name,
        0x08: _by_path,
        0x09: _by_path,
    }
    _TEMPLATES: ClassVar[Mapping[int, int]] = {0x00: 0x6F, 0x04: 0x62, 0x0C: 0}

    def describe(self, file: Df | Ef) -> bytes:
        """Return the objects that SELECT puts in its template: size, kind, id, name or short id."""
        if isinstance(file, Df):
            objects = tlv(0x82, b"\x38") + tlv(0x83, file.fid.to_bytes(2, "big"))
            return objects + (tlv(0x84, file.aid) if file.aid else b"") + _IN_USE
        objects = tlv(0x80, len(file.data).to_bytes(2, "big")) + tlv(0x82, b"\x01")
        objects += tlv(0x83, file.fid.to_bytes(2, "big"))
        return objects + (tlv(0x88, bytes((file.sfi << 3,))) if file.sfi else b"") + _IN_USE

    # -- READ BINARY --------------------------------------------------------------------------

    def _read_binary(self, command: Command) -> bytes:
        if command.data:
            raise Refusal(status.WRONG_LENGTH)
        if command.p1 & 0x80:
            offset = command.p2
            self._place = self._by_short_id(command.p1 & 0x7F)
        else:
            offset = command.p1 << 8 | command.p2
        ef = self._place.ef
        if ef is None:
            raise Refusal(status.NO_CURRENT_FILE)
        if not ef.readable:
            raise Refusal(status.NOT_ALLOWED)
        if offset >= len(ef.data) and offset:
            raise Refusal(status.BAD_OFFSET)
        return ef.data[offset : offset + command.le]

    def _by_short_id(self, sfi: int) -> Place:
        if sfi & 0x60:
            raise Refusal(status.BAD_P1_P2)
        for child in self._place.df.children:
            if isinstance(child, Ef) and sfi and child.sfi == sfi:
                return Place(self._place.path, child)
        raise Refusal(status.FILE_NOT_FOUND)


def _refused_class(cla: int) -> int:
    """Return the word for a class that the card does not speak, by what it asked of it."""
    if 0 < cla <= 0x03:
        return status.CHANNEL_NOT_SUPPORTED
    return status.CHAINING_NOT_SUPPORTED if cla == CHAINED else status.UNKNOWN_CLASS


def _parsed(raw: bytes) -> Command:
    """Take a T=0 command apart; a header without P3 is a header with P3 = 0."""
    cla, ins, p1, p2 = raw[:4]
    p3 = raw[4] if len(raw) > 4 else 0
    if len(raw) <= 5:
        return Command(ins, p1, p2, b"", p3 or 256, cla)
    if not p3 or len(raw) not in (5 + p3, 6 + p3):
        raise Refusal(status.WRONG_LENGTH)
    return Command(ins, p1, p2, raw[5 : 5 + p3], 256, cla)


def _parsed_extended(raw: bytes) -> Command:
    """Take a short or extended command apart (ISO 7816-4 5.1); without Le, all is wanted."""
    cla, ins, p1, p2 = raw[:4]
    body = raw[4:]
    if len(body) <= 1:
        return Command(ins, p1, p2, b"", (body[0] if body else 0) or 256, cla)
    wide = 2 if not body[0] else 1
    start = 3 if wide == 2 else 1
    size = int.from_bytes(body[start - wide : start], "big")
    if wide == 2 and len(body) == 3:
        return Command(ins, p1, p2, b"", size or 65536, cla)
    le = body[start + size :]
    if not size or len(body) < start + size or len(le) not in (0, wide):
        raise Refusal(status.WRONG_LENGTH)
    most = 256**wide
    return Command(
        ins,
        p1,
        p2,
        body[start : start + size],
        (int.from_bytes(le, "big") or most) if le else 65536,
        cla,
    )


def _count(answer: bytes) -> int:
    """Return how many bytes wait as one byte; 0 means 256 or more."""
    return len(answer) if len(answer) < 256 else 0


def _fid(data: bytes) -> int:
    if len(data) != 2:
        raise Refusal(status.WRONG_LENGTH)
    return int.from_bytes(data, "big")
