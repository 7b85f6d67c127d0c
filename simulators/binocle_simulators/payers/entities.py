"""Entities of NOEMIE returns as rows of widths, and the blocks in which they travel.

Law of this file: an entity is a row of widths; a value that does not fit its field is refused,
never cut. ``None`` leaves an optional field blank.
Source: wire formats sheet, sections 3.1 and 3.3; levels from PROTOCOLS section 7 (assumed where the
sheet is silent).
"""

from collections.abc import Iterable, Mapping

BLOCK = 127
RECORD = 128

ENTITIES: Mapping[str, str] = {
    "020": "N15",
    "040": "N15",
    "070": "N6",
    "071": "N6 A32 A32 A10",
    "080": "N6 N3",
    "081": "N2 A14",
    "100": "N9",
    "102": "A9 A6 A3 N6 A1 N6 A1 A2",
    "103": "A13 N2 A25 A25 A15 A13 N2 N6 N1 A25 A15 N4",
    "110": "A13 N2 A1 A25 A26 A15",
    "120": "N6 A1 A25 A15 A4",
    "150": "A2",
    "160": "N17",
    "198": "N8 A1 N8 A1",
    "199": "N8 A1 N8 A1 N10 A15",
    "210": "N2 N2 A1 N2 N3 N6 N6 N6 N8 N8 N3 N8 A1 A3 A2 N3 N5 N3 N8 A2 N3 N8 N3 N8 N8",
    "250": "N2 A10 N6 A3 A3 N8 A1 N8",
    "261": "N5 N8",
    "262": "A5 A80 A13 N2 N6 N1 A1 N6 N6 N8",
    "290": "N2 A10 A80",
    "294": "A4 A86 A1 A1 A5 N6 N9 N3 N2 A30",
    "295": "A1 A128",
    "990": "A17 N8 N11 A1",
}
"""Fields after code and level: N digits filled with zeros, A text filled with spaces."""

LEVELS: Mapping[str, str] = {
    "020": "01",
    "040": "02",
    "070": "02",
    "071": "02",
    "080": "03",
    "081": "02",
    "100": "04",
    "102": "03",
    "103": "04",
    "110": "05",
    "120": "05",
    "150": "05",
    "160": "05",
    "198": "05",
    "199": "05",
    "210": "06",
    "250": "05",
    "261": "03",
    "262": "04",
    "290": "07",
    "294": "05",
    "295": "05",
    "990": "99",
}
"""The usual level of each entity; 250 is also found at 03 and 06."""

_FIELDS = {
    code: tuple((form[0], int(form[1:])) for form in forms.split())
    for code, forms in ENTITIES.items()
}


class DoesNotFit(ValueError):
    """A value that its field cannot hold; the text names entity, field and value."""


def entity(code: str, *values: str | int | None, level: str = "") -> str:
    """Return one entity with its level and final ``@``.

    Args:
        code: a key of :data:`ENTITIES`.
        values: one a field, in order; ``None`` for an optional field left out.
        level: another one than its usual level.

    Raises:
        DoesNotFit: a value is too long, is not digits where digits are wanted, holds ``@`` or
            a character outside Latin-1.
    """
    parts = [code, level or LEVELS[code]]
    for field, value in zip(_FIELDS[code], values, strict=True):
        parts.append(_filled(code, field, value))
    whole = "".join(parts)
    if "@" in whole or not whole.isprintable() or max(whole) > "ÿ":
        raise DoesNotFit(f"entity {code}: {whole!r} holds what no field may")
    return whole + "@"


def closing(key: str, count: int, cents: int) -> str:
    """Return the 990 that closes a level: what it counts, and the sum with its sign."""
    return entity("990", key, count, *signed(cents))


def signed(cents: int) -> tuple[int, str]:
    """Return an amount without its sign, and the sign: ``P`` or ``N``."""
    return abs(cents), "N" if cents < 0 else "P"


def _filled(code: str, field: tuple[str, int], value: str | int | None) -> str:
    form, width = field
    text = "" if value is None else str(value)
    if len(text) > width:
        raise DoesNotFit(f"entity {code}: {text!r} does not fit {form}{width}")
    if form == "A" or value is None:
        return text.ljust(width)
    if not (text.isascii() and text.isdigit()):
        raise DoesNotFit(f"entity {code}: {text!r} is not digits")
    return text.zfill(width)


def blocked(stream: Iterable[str]) -> bytes:
    """Cut a stream in blocks of 127, each after one character: ``0``, and ``1`` for the last."""
    whole = "".join(stream)
    cuts = [whole[at : at + BLOCK] for at in range(0, len(whole), BLOCK)]
    last = cuts.pop()
    return "".join([*(f"0{cut}" for cut in cuts), f"1{last:{BLOCK}}"]).encode("latin-1")
