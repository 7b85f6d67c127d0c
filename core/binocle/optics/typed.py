"""Powers, angles and lengths as somebody typed them, as values or as the finding beside the field.

Law of this file: a text is read whole or refused with its field; nothing is rounded. A power is in
dioptres with two decimals at most, an angle in whole degrees, a length in millimetres with one
decimal at most. "plan" is a null power, as ordonnances write it.
"""

import re

from binocle.kernel import Finding

_POWER = re.compile(r"([+-]?)(\d{1,2})(?:[.,](\d{1,2}))?", re.ASCII)
_LENGTH = re.compile(r"(\d{1,3})(?:[.,](\d))?", re.ASCII)
_ANGLE = re.compile(r"(\d{1,3})°?", re.ASCII)
PLAN = frozenset({"plan", "pl", "plano"})


def typed_power(text: str, field: str) -> int | Finding:
    """Read ``+1,00`` or ``-0.25`` as hundredths of a dioptre."""
    compact = "".join(text.split())
    if compact.lower() in PLAN:
        return 0
    parts = _POWER.fullmatch(compact)
    if not parts:
        return Finding("OPT-PUISSANCE-ILLISIBLE", field, {"saisie": text})
    sign, whole, hundredths = parts.groups()
    value = int(whole) * 100 + int((hundredths or "").ljust(2, "0"))
    return -value if sign == "-" else value


def typed_angle(text: str, field: str) -> int | Finding:
    """Read ``45`` or ``45°`` as whole degrees."""
    parts = _ANGLE.fullmatch(text.strip())
    if not parts:
        return Finding("OPT-ANGLE-ILLISIBLE", field, {"saisie": text})
    return int(parts[1])


def typed_length(text: str, field: str) -> int | Finding:
    """Read ``31,5`` as tenths of a millimetre."""
    parts = _LENGTH.fullmatch(text.strip())
    if not parts:
        return Finding("OPT-MESURE-ILLISIBLE", field, {"saisie": text})
    return int(parts[1]) * 10 + int(parts[2] or 0)
