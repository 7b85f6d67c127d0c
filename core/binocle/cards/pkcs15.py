"""The directory of a CPS: what its PKCS#15 files say of its codes and certificates.

Law of this file: pure; every path and reference comes from the card, none is known beforehand but
the ODF's. Source: PKCS#15 v1.1 (ISO 7816-15), section 6; DER is read as the BER-TLV that it is.
"""

from dataclasses import dataclass

from .tlv import Template, Tlv, parse

SEQUENCE = 0x30
OCTET_STRING = 0x04
INTEGER = 0x02
BIT_STRING = 0x03
CERTIFICATES = 0xA4
CODES = 0xA8
TYPE_ATTRIBUTES = 0xA1
PIN_REFERENCE = 0x80

# pinFlags, from the left: 6 = unblockingPin, 7 = soPin; the holder's code is neither.
NOT_THE_HOLDERS = 0b0000_0011


@dataclass(frozen=True)
class Directory:
    """Paths of the two directories that are needed."""

    certificates: bytes
    codes: bytes


def directory(content: bytes, *, file: str) -> Directory:
    """Read the ODF."""
    objects = Template(Tlv(SEQUENCE, content, file, 0), parse(content, file=file))
    return Directory(
        certificates=_path(objects.one(CERTIFICATES).children().one(SEQUENCE)),
        codes=_path(objects.one(CODES).children().one(SEQUENCE)),
    )


def code_reference(content: bytes, *, file: str) -> int:
    """Read the AODF: the reference of the holder's code, 0 when the card leaves it out."""
    for entry in parse(content, file=file):
        if entry.tag != SEQUENCE:
            continue
        pin = entry.children().one(TYPE_ATTRIBUTES).children().one(SEQUENCE).children()
        flags = pin.one(BIT_STRING).value
        if len(flags) > 1 and flags[1] & NOT_THE_HOLDERS:
            continue
        reference = pin.maybe(PIN_REFERENCE)
        if reference is None:
            return 0
        if len(reference.value) != 1:
            raise reference.refuse("a code reference is one byte")
        return reference.value[0]
    raise Tlv(SEQUENCE, content, file, 0).refuse("no holder's code in the AODF")


def certificate_paths(content: bytes, *, file: str) -> dict[int, bytes]:
    """Read the CDF: path of each certificate, by the last byte of its id."""
    paths: dict[int, bytes] = {}
    for entry in parse(content, file=file):
        if entry.tag != SEQUENCE:
            continue
        children = entry.children()
        attributes = children.all(SEQUENCE)
        if len(attributes) < 2:
            raise entry.refuse("no class attributes")
        identifier = attributes[1].children().one(OCTET_STRING)
        value = children.one(TYPE_ATTRIBUTES).children().one(SEQUENCE).children()
        if not identifier.value or identifier.value[-1] in paths:
            raise identifier.refuse("an id is missing or given twice")
        paths[identifier.value[-1]] = _path(value.one(SEQUENCE))
    return paths


def only_object(content: bytes, *, file: str) -> bytes:
    """Return the one DER object that a file holds, without its zero fill."""
    items = parse(content, file=file)
    if len(items) != 1:
        raise Tlv(SEQUENCE, content, file, 0).refuse("not one object")
    return content[: items[0].start + len(items[0].value)]


def _path(block: Tlv) -> bytes:
    """Read a Path; one that points inside a file is refused (not seen on a CPS)."""
    children = block.children()
    if children.maybe(INTEGER) is not None:
        raise block.refuse("a path into the middle of a file")
    path = children.one(OCTET_STRING)
    if not path.value or len(path.value) % 2:
        raise path.refuse("a path is made of file ids")
    return path.value
