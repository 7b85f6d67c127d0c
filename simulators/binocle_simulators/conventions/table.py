"""The table of conventions: one value a convention, read from ``conventions.toml``.

Law of this file: a number is 10 digits and is compared without its leading zeros; a ``?`` of a
secondary criterion stands for one character, on either side. A file is read strictly: a value of
the wrong form is refused with its place.
Source: PROTOCOLS section 9 (assumed; names of the fields: teleservices sheet 4.1).
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from importlib import resources
from typing import Any

WILDCARD = "?"


class BadConventions(ValueError):
    """A file of conventions that is not of the shape; the text names the place."""


@dataclass(frozen=True, slots=True)
class Convention:
    """One convention.

    Attributes:
        signer: identifier of the organism that signed, digits.
        signer_label: its name, 30 characters at most.
        kind: type of convention, 2 characters.
        criterion: secondary criterion, possibly with ``?``.
        agreement: type of agreement, 1 character.
        number: of the complementary insurer, 10 digits.
        label: its name.
        routing: routing code, 2 characters.
        host: identifier of the host, 3 characters.
        domain: 20 characters at most.
        sts: STS routing code, 1 character or empty.
        management: ``separee`` or ``unique``.
        is_group: whether it is a group's.
        is_disabled: whether it is no longer to be used.
        cancels: whether a DRE may be cancelled.
    """

    signer: str
    signer_label: str
    kind: str
    criterion: str
    agreement: str
    number: str
    label: str
    routing: str
    host: str
    domain: str
    sts: str = ""
    management: str = "separee"
    is_group: bool = False
    is_disabled: bool = False
    cancels: bool = False


FORMS: Mapping[str, re.Pattern[str]] = {
    "signer": re.compile("[0-9]{8,10}"),
    "signer_label": re.compile(".{1,30}"),
    "kind": re.compile("[A-Z0-9]{2}"),
    "criterion": re.compile(r"[A-Z0-9?]{0,20}"),
    "agreement": re.compile("[A-Z]"),
    "number": re.compile("[0-9]{10}"),
    "label": re.compile(".{1,60}"),
    "routing": re.compile("[A-Z0-9]{2}"),
    "host": re.compile("[A-Z0-9]{3}"),
    "domain": re.compile(r"[A-Z0-9.-]{1,20}"),
    "sts": re.compile("[A-Z0-9]?"),
    "management": re.compile("separee|unique"),
}
"""The form of each text of a convention."""


def same_number(one: str, other: str) -> bool:
    """Tell whether two numbers are one insurer's, leading zeros set aside."""
    return one.lstrip("0") == other.lstrip("0")


def matches(one: str, other: str) -> bool:
    """Tell whether two criteria agree, character by character; ``?`` agrees with any."""
    return len(one) == len(other) and all(
        a == b or WILDCARD in (a, b) for a, b in zip(one, other, strict=True)
    )


def load_conventions(text: str | None = None) -> tuple[Convention, ...]:
    """Return the conventions of a file, in its order.

    Args:
        text: the TOML text; the shipped ``conventions.toml`` when absent.

    Raises:
        BadConventions: a key is unknown or missing, or a value is of the wrong form.
    """
    if text is None:
        held = resources.files(__package__).joinpath("conventions.toml")
        text = held.read_text(encoding="utf-8")
    document = tomllib.loads(text)
    unknown = sorted(document.keys() - {"convention", "series"})
    if unknown:
        raise BadConventions(f"{unknown[0]}: unknown table")
    single = (
        _convention(table, f"convention {rank}")
        for rank, table in enumerate(document.get("convention", ()), start=1)
    )
    numbered = (
        made
        for rank, table in enumerate(document.get("series", ()), start=1)
        for made in _series(table, f"series {rank}")
    )
    return (*single, *numbered)


def _series(table: Mapping[str, Any], place: str) -> Iterator[Convention]:
    """Yield conventions that differ by their rank: ``{n}`` in a text, kinds one after the other."""
    values = dict(table)
    try:
        count, kinds = values.pop("count"), values.pop("kinds")
    except KeyError as error:
        raise BadConventions(f"{place}: {error.args[0]} is missing") from error
    for rank in range(count):
        numbered = {
            key: value.replace("{n}", f"{rank + 1:02d}") if isinstance(value, str) else value
            for key, value in values.items()
        }
        yield _convention({**numbered, "kind": kinds[rank % len(kinds)]}, f"{place}, {rank + 1}")


def _convention(table: Mapping[str, Any], place: str) -> Convention:
    try:
        made = Convention(**table)
    except TypeError as error:
        raise BadConventions(f"{place}: {error}") from error
    for held in fields(Convention):
        value = getattr(made, held.name)
        form = FORMS.get(held.name)
        fits = isinstance(value, bool) if form is None else isinstance(value, str)
        if not fits or (form is not None and not form.fullmatch(value)):
            raise BadConventions(f"{place}.{held.name}: wrong form: {value!r}")
    return made
