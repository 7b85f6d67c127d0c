"""What an ordonnance writes as somebody typed it, as values or as the finding beside the field.

Law of this file: a text is read whole or refused with its field; nothing is rounded. A power is in
dioptres with two decimals at most, an angle in whole degrees, a length in millimetres with one
decimal at most. "plan" is a null power, as ordonnances write it. A number that has a key is read
with it (teleservices sheet 5).
"""

import re

from binocle.kernel import Finding, InvalidIdentifier, PartnerNumber, luhn_digit

_POWER = re.compile(r"([+-]?)(\d{1,2})(?:[.,](\d{1,2}))?", re.ASCII)
_LENGTH = re.compile(r"(\d{1,3})(?:[.,](\d))?", re.ASCII)
_ANGLE = re.compile(r"(\d{1,3})°?", re.ASCII)
_SPECIALITY = re.compile(r"\d{1,2}", re.ASCII)
_RPPS = re.compile(r"\d{11}", re.ASCII)
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


def typed_prescriber(text: str, field: str) -> PartnerNumber | Finding:
    """Read ``99100069 6``: the billing number of a prescriber, key included."""
    try:
        return PartnerNumber("".join(text.split()))
    except InvalidIdentifier:
        return Finding("OPT-PRESCRIPTEUR-FAUX", field, {"saisie": text})


def typed_rpps(text: str, field: str) -> str | Finding:
    """Read an RPPS number: 11 digits, the last one a Luhn digit."""
    compact = "".join(text.split())
    if not _RPPS.fullmatch(compact) or luhn_digit(compact[:-1]) != compact[-1]:
        return Finding("OPT-RPPS-FAUX", field, {"saisie": text})
    return compact


def typed_speciality(text: str, field: str) -> str | Finding:
    """Read the code of a speciality, as 2 digits."""
    compact = text.strip()
    if not _SPECIALITY.fullmatch(compact):
        return Finding("OPT-SPECIALITE-FAUSSE", field, {"saisie": text})
    return compact.rjust(2, "0")
