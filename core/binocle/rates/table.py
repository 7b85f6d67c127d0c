"""The rate table as data: ``rates.toml``, read once and checked.

Law of this file: a figure has its source and how sure it is; none is in the code. A row whose key
no rule knows, or a rule without its row, is a defect found at the first reading.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache
from importlib import resources

from binocle.kernel import Cents

KEYS = (
    "work-accident", "maternity", "smg", "attack", "ame", "ald", "exempted", "alsace-moselle",
    "crpcen", "fsv", "c2s", "general",
)  # fmt: skip
"""Situations that :mod:`binocle.rates.determination` can tell, in the order of the table."""


class RateConfidence(Enum):
    """How sure a rate is."""

    SOURCED = "sourced"
    INFERRED = "inferred"
    RECALLED = "recalled"
    ASSUMED = "assumed"


@dataclass(frozen=True)
class RateRow:
    """One row of the rate table.

    Attributes:
        rate: percent of the base.
        code: exemption code of the form.
        regime: the scheme that the row is of, or empty.
    """

    key: str
    rate: int
    code: str
    source: str
    confidence: RateConfidence
    regime: str = ""


@dataclass(frozen=True)
class RateTable:
    """The whole file.

    Attributes:
        in_force_from: first day that the table answers for.
        frame_ceiling: RO + RC of a class B frame under a responsible contract.
        class_a_frame: price limit of a class A frame.
        maternity_first: months after the beginning of a pregnancy when everything is paid.
        maternity_birth: months after it when the birth is presumed.
        maternity_after: days after the birth that are still paid whole.
    """

    edition: str
    in_force_from: date
    frame_ceiling: Cents
    class_a_frame: Cents
    maternity_first: int
    maternity_birth: int
    maternity_after: int
    rows: Mapping[str, RateRow]


def parse_table(text: str) -> RateTable:
    """Return the table of a TOML text.

    Raises:
        ValueError: a row is missing, unknown, twice there, or out of its bounds.
    """
    data = tomllib.loads(text)
    rows = {}
    for each in data["rate"]:
        row = RateRow(**{**each, "confidence": RateConfidence(each["confidence"])})
        if not 0 <= row.rate <= 100 or len(row.code) != 1 or not row.source:
            raise ValueError(f"rate {row.key}: percent, code or source is wrong")
        rows[row.key] = row
    if tuple(rows) != KEYS or len(data["rate"]) != len(KEYS):
        raise ValueError(f"rates are {KEYS}, each once and in this order")
    return RateTable(
        edition=data["edition"],
        in_force_from=data["in_force_from"],
        frame_ceiling=Cents(data["ceilings"]["frame_cents"]),
        class_a_frame=Cents(data["ceilings"]["class_a_frame_cents"]),
        maternity_first=data["maternity"]["first_month"],
        maternity_birth=data["maternity"]["birth_month"],
        maternity_after=data["maternity"]["days_after_birth"],
        rows=rows,
    )


@cache
def rate_table() -> RateTable:
    """Return the table that is shipped."""
    return parse_table(
        resources.files(__package__).joinpath("rates.toml").read_text(encoding="utf-8")
    )
