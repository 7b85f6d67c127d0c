"""What somebody typed in a field, as a value or as the finding that stands beside the field.

Law of this file: a text is read whole or refused with its field; nothing is guessed or cut.
"""

import re
from datetime import date

from binocle.kernel import Cents, Finding, InvalidIdentifier, LppCode, Nir

_DAY = re.compile(r"(\d{2})/(\d{2})/(\d{4})", re.ASCII)
_EUROS = re.compile(r"(-?)(\d{1,9})(?:[.,](\d{2}))?", re.ASCII)


def typed_day(text: str, field: str) -> date | Finding:
    """Read ``28/05/2024``; a day that no calendar has is a finding."""
    parts = _DAY.fullmatch(text.strip())
    if parts:
        day, month, year = map(int, parts.groups())
        try:
            return date(year, month, day)
        except ValueError:
            pass
    return Finding("FSE-DATE-IMPOSSIBLE", field, {"saisie": text})


def typed_euros(text: str, field: str) -> Cents | Finding:
    """Read ``415,00`` or ``415``; spaces are for the eye."""
    parts = _EUROS.fullmatch("".join(text.split()))
    if not parts:
        return Finding("FSE-MONTANT-ILLISIBLE", field, {"saisie": text})
    sign, euros, hundredths = parts.groups()
    amount = int(euros) * 100 + int(hundredths or 0)
    if sign and amount:
        return Finding("FSE-SAISIE-NEGATIVE", field, {"saisie": text})
    return Cents(amount)


def typed_lpp(text: str, field: str) -> LppCode | Finding:
    """Read a code of the list of products, key included."""
    try:
        return LppCode(text.strip())
    except InvalidIdentifier:
        return Finding("FSE-LPP-FAUX", field, {"saisie": text})


def typed_nir(text: str, field: str) -> Nir | Finding:
    """Read a NIR, key included."""
    try:
        return Nir.parse(text.strip())
    except InvalidIdentifier:
        return Finding("FSE-NIR-FAUX", field, {"saisie": text})
