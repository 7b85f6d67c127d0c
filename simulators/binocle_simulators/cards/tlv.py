"""BER-TLV, as cards write it (ISO 7816-4, annex D): a tag, a length, a value.

Law of this file: lengths are definite and shortest, so the DER of PKCS#15 is written with it too.
Source: ISO 7816-4, annex D.
"""

from collections.abc import Iterator


class BadTlv(ValueError):
    """Bytes that are not a chain of BER-TLV objects; the text names the offset."""


def tlv(tag: int, *parts: bytes) -> bytes:
    """Return one object.

    Args:
        tag: the tag as a whole number, such as ``0x82`` or ``0x7F41``.
        parts: what the value is made of, in order.
    """
    value = b"".join(parts)
    size = len(value)
    if size < 0x80:
        length = bytes((size,))
    else:
        digits = size.to_bytes((size.bit_length() + 7) // 8, "big")
        length = bytes((0x80 | len(digits),)) + digits
    return tag.to_bytes((tag.bit_length() + 7) // 8, "big") + length + value


def parse(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (tag, value) of each object; zero bytes between and after objects are filler.

    Raises:
        BadTlv: an object is cut, or its length is of the indefinite form.
    """
    at = 0
    while at < len(data):
        if data[at] == 0:
            at += 1
            continue
        try:
            tag, start = _tag(data, at)
            size, start = _length(data, start)
        except IndexError:
            raise BadTlv(f"object at {at} is cut in its tag or length") from None
        if start + size > len(data):
            raise BadTlv(f"object at {at} wants {size} bytes, {len(data) - start} left")
        yield tag, data[start : start + size]
        at = start + size


def _tag(data: bytes, at: int) -> tuple[int, int]:
    tag, at = data[at], at + 1
    if tag & 0x1F == 0x1F:
        while True:
            tag, at = tag << 8 | data[at], at + 1
            if not tag & 0x80:
                break
    return tag, at


def _length(data: bytes, at: int) -> tuple[int, int]:
    first = data[at]
    if first < 0x80:
        return first, at + 1
    if first in (0x80, 0xFF):
        raise BadTlv(f"length at {at} is indefinite")
    end = at + 1 + (first & 0x7F)
    if end > len(data):
        raise IndexError
    return int.from_bytes(data[at + 1 : end], "big"), end
