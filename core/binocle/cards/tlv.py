"""BER-TLV as cards write it (ISO 7816-4, 5.2.2), small and strict.

Law of this file: every byte of a file is accounted for. What is truncated, of indefinite length or
followed by anything but zero bytes is refused with its file, tag and offset. The values are
people's data: they are in no error and in no printed form.
"""

from dataclasses import dataclass, field
from datetime import date

from binocle.kernel import InvalidIdentifier, Nir, PeerViolation

NO_TAG = 0
OPEN_DAY = "00000000"


def unreadable(file: str, tag: int, offset: int, *, reason: str) -> PeerViolation:
    """Return the refusal CAR-DONNEES-ILLISIBLES; ``reason`` is a note for developers."""
    error = PeerViolation(
        "CAR-DONNEES-ILLISIBLES", file=file, tag=f"{tag:02X}" if tag else "-", offset=offset
    )
    error.add_note(reason)
    return error


@dataclass(frozen=True)
class Tlv:
    """One data object.

    Attributes:
        tag: its bytes read as one number, such as ``0xA5`` or ``0x7F21``.
        file: the file it comes from, for errors.
        start: offset of its value in that file.
    """

    tag: int
    value: bytes = field(repr=False)
    file: str
    start: int

    def refuse(self, reason: str) -> PeerViolation:
        """Return the refusal of this object."""
        return unreadable(self.file, self.tag, self.start, reason=reason)

    def children(self) -> "Template":
        """Read the value as data objects; zero bytes have no place inside."""
        return Template(self, parse(self.value, file=self.file, start=self.start, filled=False))

    def text(self) -> str:
        """Read Latin-1 text, padding removed; control characters are refused."""
        text = self.value.decode("latin-1").rstrip(" \0")
        if not text.isprintable():
            raise self.refuse("control character in a text")
        return text

    def digits(self, *lengths: int) -> str:
        """Read exactly so many ASCII digits."""
        if len(self.value) not in lengths or not self.value.isdigit():
            raise self.refuse(f"not {lengths} digits")
        return self.value.decode("ascii")

    def day(self) -> date | None:
        """Read 8 digits, year first; ``00000000`` is none. Never used for a birth date."""
        digits = self.digits(8)
        if digits == OPEN_DAY:
            return None
        try:
            return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        except ValueError:
            raise self.refuse("not a day of the calendar") from None

    def nir(self) -> Nir:
        """Read 15 characters, key included; the number is kept out of the error."""
        try:
            return Nir.parse(self.value.decode("latin-1"))
        except InvalidIdentifier as error:
            raise self.refuse(f"nir: wrong {error.reason}") from None


@dataclass(frozen=True)
class Template:
    """The children of one data object, asked by tag."""

    parent: Tlv
    items: tuple[Tlv, ...]

    def all(self, tag: int) -> tuple[Tlv, ...]:
        """Return the children of that tag, in order."""
        return tuple(item for item in self.items if item.tag == tag)

    def maybe(self, tag: int) -> Tlv | None:
        """Return the only child of that tag, or none; two are refused."""
        found = self.all(tag)
        if len(found) > 1:
            raise found[1].refuse("twice in its template")
        return found[0] if found else None

    def one(self, tag: int) -> Tlv:
        """Return the only child of that tag."""
        found = self.maybe(tag)
        if found is None:
            raise self.parent.refuse(f"without a {tag:02X}")
        return found

    def only(self, *tags: int) -> None:
        """Refuse any other tag than these."""
        for item in self.items:
            if item.tag not in tags:
                raise item.refuse("unknown in its template")


def parse(data: bytes, *, file: str, start: int = 0, filled: bool = True) -> tuple[Tlv, ...]:
    """Read data objects one after the other.

    Args:
        data: the bytes of a file, or the value of a constructed object.
        file: name for errors.
        start: offset of ``data`` in that file.
        filled: whether zero bytes may fill the end, as they do in files (cards sheet 1.4).

    Raises:
        PeerViolation: CAR-DONNEES-ILLISIBLES with file, tag and offset.
    """
    items: list[Tlv] = []
    position = 0
    while position < len(data):
        if filled and data[position] == 0:
            if any(data[position:]):
                raise unreadable(file, NO_TAG, start + position, reason="after zero fill")
            break
        tag, after_tag = _tag(data, position, file=file, start=start)
        length, begin = _length(data, after_tag, file=file, start=start, tag=tag)
        position = begin + length
        if position > len(data):
            raise unreadable(file, tag, start + begin, reason="longer than what holds it")
        items.append(Tlv(tag, data[begin:position], file, start + begin))
    return tuple(items)


def _tag(data: bytes, position: int, *, file: str, start: int) -> tuple[int, int]:
    """Read a tag of one to three bytes; return it and the position after it."""
    first = data[position]
    end = position + 1
    if first & 0x1F == 0x1F:
        while end < len(data) and end - position < 2 and data[end] & 0x80:
            end += 1
        end += 1
    tag = int.from_bytes(data[position:end], "big")
    if first == 0 or end > len(data) or (end - position > 1 and data[end - 1] & 0x80):
        raise unreadable(file, tag, start + position, reason="not a tag")
    return tag, end


def _length(data: bytes, position: int, *, file: str, start: int, tag: int) -> tuple[int, int]:
    """Read a length of one to three bytes; return it and the position after it."""
    if position >= len(data):
        raise unreadable(file, tag, start + position, reason="no length")
    first = data[position]
    if first < 0x80:
        return first, position + 1
    end = position + 1 + (first & 0x7F)
    if first not in (0x81, 0x82) or end > len(data):
        raise unreadable(file, tag, start + position, reason="not a length")
    return int.from_bytes(data[position + 1 : end], "big"), end
