"""The screens of complementary insurers: their texts read as a certificate or as a form.

Law of this file: every text that cannot be read is told beside its field, all at once; what is
blank is not known. A field is named as in :class:`binocle.amc.Attestation` and
:class:`binocle.amc.Insurer`. Sources: TAUX-10, DRE-06 (seed-facts 9 and 12).
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import date
from enum import Enum
from typing import Any

from binocle.amc import ATTESTATION_LABELS, Attestation, Insurer, Management
from binocle.kernel import (
    AmcNumber,
    Cents,
    Finding,
    InvalidIdentifier,
    printed_day,
    printed_euros,
)
from binocle.rates import typed_day, typed_euros

NUMBER_LENGTH = "8-10"
"""Digits of a "N° Préfectoral", as the notice prints them."""

_Way = Callable[[str, str], Any]


def typed_number(text: str, field: str) -> AmcNumber | Finding:
    """Read a "N° Préfectoral", its spaces left out."""
    try:
        return AmcNumber("".join(text.split()))
    except InvalidIdentifier:
        told = {"champ": ATTESTATION_LABELS["number"], "longueur": NUMBER_LENGTH}
        return Finding("AMC-CHAMP-MALFORME", field, told)


def _choice(kind: type[Enum]) -> _Way:
    def read(text: str, field: str) -> object:
        try:
            return kind(text)
        except ValueError:
            told = {"champ": ATTESTATION_LABELS.get(field, field), "valeur": text}
            return Finding("AMC-VALEUR-INCONNUE", field, told)

    return read


_BLANK = Attestation()
_TYPED: Mapping[str, _Way] = {
    "proof": _choice(type(_BLANK.proof)),
    "reference": _choice(type(_BLANK.reference)),
    "special": _choice(type(_BLANK.special)),
    "number": typed_number,
    "first": typed_day,
    "last": typed_day,
    "pec_amount": typed_euros,
}
"""Fields of a certificate that are no plain text -> how they are read."""

_BOXES = frozenset({"separate", "amo_refused"})


def read_attestation(texts: Mapping[str, str]) -> tuple[Attestation, tuple[Finding, ...]]:
    """Read the 23 fields; one that cannot be read stays blank and is told.

    Args:
        texts: by field; a ticked box holds any text, one that is not ticked none.
    """
    values: dict[str, Any] = {}
    found = []
    for name in ATTESTATION_LABELS:
        text = texts.get(name, "").strip()
        if name in _BOXES:
            values[name] = bool(text)
        elif text:
            value = _TYPED.get(name, _plain)(text, name)
            if isinstance(value, Finding):
                found.append(value)
            else:
                values[name] = value
    return Attestation(**values), tuple(found)


def _plain(text: str, _field: str) -> str:
    return text


def attestation_texts(attestation: Attestation) -> dict[str, str]:
    """Return the fields of a certificate as the screen shows them."""
    return {name: _printed(name, getattr(attestation, name)) for name in ATTESTATION_LABELS}


def _printed(name: str, value: object) -> str:
    match value:
        case None | False:
            return ""
        case True:
            return "on"
        case Enum():
            return str(value.value)
        case AmcNumber():
            return value.digits
        case date():
            return printed_day(value)
        case int():
            return printed_euros(Cents(value))
        case _:
            return str(value)


# -- the form of an insurer ------------------------------------------------------------------------

INSURER_TEXTS = (
    "name", "postcode", "town", "phone", "fax", "email", "b2_norm", "payer", "grid", "notes",
)  # fmt: skip
INSURER_BOXES = ("billed_rc", "transmit_by_default", "pec_required")
LINES = ("address_1", "address_2", "address_3")


def read_insurer(
    texts: Mapping[str, str], id: int | None = None
) -> tuple[Insurer, tuple[Finding, ...]]:
    """Read the form "Paramétrage : Mutuelle".

    Args:
        texts: by field, ``regime_1`` and so on for the plans.
        id: of the insurer that is changed; none for a new one.
    """

    def text(name: str) -> str:
        return texts.get(name, "").strip()

    found = []
    number = typed_number(text("number"), "number") if text("number") else None
    if isinstance(number, Finding):
        found.append(number)
        number = None
    management = _choice(Management)(text("management") or "none", "management")
    if isinstance(management, Finding):
        found.append(management)
        management = Management.NONE
    first, second, third = (text(line) for line in LINES)
    plain: dict[str, Any] = {name: text(name) for name in INSURER_TEXTS}
    plain |= {name: bool(text(name)) for name in INSURER_BOXES}
    regimes = (text(name) for name in texts if name.startswith("regime_"))
    insurer = Insurer(
        id=id,
        number=number,
        address=(first, second, third),
        management=management,
        regimes=tuple(regime for regime in regimes if regime),
        **plain,
    )
    return insurer, tuple(found)


def insurer_texts(insurer: Insurer) -> dict[str, str]:
    """Return the fields of an insurer as its form shows them."""
    plain = replace(insurer, regimes=())
    texts = {
        field.name: _printed(field.name, getattr(plain, field.name))
        for field in fields(plain)
        if field.name not in ("id", "address", "regimes")
    }
    texts |= dict(zip(LINES, insurer.address, strict=True))
    return texts | {f"regime_{place}": label for place, label in enumerate(insurer.regimes, 1)}
