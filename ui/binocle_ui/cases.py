"""Case files: one claim as TOML, read strictly.

Law of this file: a key that is not known, missing, or of the wrong kind is refused with its place;
nothing is guessed. Amounts are whole cents.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

from binocle.kernel import (
    Cents,
    Finding,
    InvalidIdentifier,
    LppCode,
    OperatorActionNeeded,
)
from binocle.optics import (
    LineKind,
    Prescriber,
    typed_prescriber,
    typed_rpps,
    typed_speciality,
)
from binocle.rates import Claim, SaleLine

SHIPPED = ("253", "254", "c2s")
"""Names of the case files of the package."""

TYPED = "saisie"
"""Name of a claim that was typed at the page: it comes from no case file."""

_CASE_KEYS: Mapping[str, tuple[type, bool]] = {
    "patient": (str, True),
    "prescription": (date, True),
    "invoice_date": (date, True),
    "rc_total_cents": (int, True),
    "lines": (list, True),
    "invoice": (str, False),
    "prescriber": (dict, False),
}
_PRESCRIBER_KEYS: Mapping[str, tuple[type, bool]] = {
    "number": (str, True),
    "rpps": (str, False),
    "speciality": (str, False),
    "name": (str, False),
}
_LINE_KEYS: Mapping[str, tuple[type, bool]] = {
    "kind": (str, True),
    "act": (str, False),
    "lpp": (str, False),
    "net_cents": (int, True),
    "base_cents": (int, True),
    "detail": (str, False),
    "shown": (bool, False),
}
_LINE_KINDS = frozenset(kind.value for kind in LineKind)
_KINDS = {
    str: "un texte",
    date: "une date AAAA-MM-JJ",
    int: "un nombre entier",
    list: "une liste",
    dict: "une table",
    bool: "true ou false",
}


@dataclass(frozen=True)
class Case:
    """A claim of the bench.

    Attributes:
        name: ``254``, or the file's name.
        patient: key of one of the bench's people.
        invoice: the number that the shop's program gave, or empty for the next one.
    """

    name: str
    patient: str
    invoice: str
    claim: Claim


def load_case(case: str) -> Case:
    """Return a shipped case by its name, or the case of a file.

    Raises:
        OperatorActionNeeded: the file is absent or wrong; the facts name the place.
    """
    if case in SHIPPED:
        shipped = resources.files(__package__).joinpath("case_files", f"{case}.toml")
        return parse_case(case, shipped.read_text("utf-8"))
    try:
        return parse_case(case, Path(case).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise OperatorActionNeeded("CAS-FICHIER-ILLISIBLE", fichier=case) from error


def parse_case(name: str, text: str) -> Case:
    """Return the case of a TOML text; ``name`` is for the notices."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+), column (\d+)", str(error))
        where = f"ligne {place[1]}, colonne {place[2]}" if place else "fin du fichier"
        raise OperatorActionNeeded("CAS-PAS-DU-TOML", fichier=name, endroit=where) from error
    _demand(name, "", data, _CASE_KEYS)
    number = data.get("invoice", "")
    if number and not (len(number) == 9 and number.isascii() and number.isdigit() and int(number)):
        raise _wrong(name, "invoice", "neuf chiffres, pas tous nuls")
    claim = Claim(
        prescription=data["prescription"],
        invoice_date=data["invoice_date"],
        lines=tuple(_lines(name, data["lines"])),
        rc_total=_amount(name, "rc_total_cents", data["rc_total_cents"]),
        prescriber=_prescriber(name, data.get("prescriber")),
    )
    return Case(name=name, patient=data["patient"], invoice=number, claim=claim)


def _prescriber(name: str, data: Mapping[str, Any] | None) -> Prescriber | None:
    if data is None:
        return None
    _demand(name, "prescriber.", data, _PRESCRIBER_KEYS)
    number = typed_prescriber(data["number"], "")
    rpps = typed_rpps(data["rpps"], "") if "rpps" in data else ""
    speciality = typed_speciality(data.get("speciality", "00"), "")
    if isinstance(number, Finding):
        raise _wrong(name, "prescriber.number", "neuf chiffres, clé juste")
    if isinstance(rpps, Finding):
        raise _wrong(name, "prescriber.rpps", "onze chiffres, clé juste")
    if isinstance(speciality, Finding):
        raise _wrong(name, "prescriber.speciality", "un ou deux chiffres")
    return Prescriber(number, rpps, speciality, data.get("name", ""))


def _lines(name: str, lines: list[Any]) -> Iterator[SaleLine]:
    for rank, line in enumerate(lines, start=1):
        place = f"lines[{rank}]"
        if not isinstance(line, dict):
            raise _wrong(name, place, "une table [[lines]]")
        _demand(name, f"{place}.", line, _LINE_KEYS)
        if line["kind"] not in _LINE_KINDS:
            raise _wrong(name, f"{place}.kind", "M, V, S ou D")
        act, code = line.get("act"), line.get("lpp")
        if act is not None and not re.fullmatch(r"[A-Z0-9]{1,5}", act):
            raise _wrong(name, f"{place}.act", "un code acte, cinq caractères au plus")
        try:
            lpp = None if code is None else LppCode(code)
        except InvalidIdentifier as error:
            raise _wrong(name, f"{place}.lpp", "un code LPP de sept chiffres, clé juste") from error
        yield SaleLine(
            kind=LineKind(line["kind"]),
            act=act or "",
            lpp=lpp,
            net=_amount(name, f"{place}.net_cents", line["net_cents"]),
            base=_amount(name, f"{place}.base_cents", line["base_cents"]),
            detail=line.get("detail", ""),
            shown=line.get("shown", True),
        )


def _demand(
    name: str, prefix: str, data: Mapping[str, Any], keys: Mapping[str, tuple[type, bool]]
) -> None:
    """Refuse a key that is unknown, missing, or of the wrong kind."""
    for key in data:
        if key not in keys:
            raise OperatorActionNeeded("CAS-CLE-INCONNUE", fichier=name, cle=f"{prefix}{key}")
    for key, (kind, needed) in keys.items():
        if key not in data:
            if needed:
                raise OperatorActionNeeded("CAS-CLE-ABSENTE", fichier=name, cle=f"{prefix}{key}")
        elif type(data[key]) is not kind:  # exact: a bool is no amount, a datetime no day
            raise _wrong(name, f"{prefix}{key}", _KINDS[kind])


def _amount(name: str, place: str, value: int) -> Cents:
    if value < 0:
        raise OperatorActionNeeded("CAS-MONTANT-NEGATIF", fichier=name, cle=place)
    return Cents(value)


def _wrong(name: str, place: str, wanted: str) -> OperatorActionNeeded:
    return OperatorActionNeeded("CAS-VALEUR-FAUSSE", fichier=name, cle=place, attendu=wanted)
