"""What a gesture is, and how the values of its parameters are read.

Law of this file: values come as JSON gives them; each parameter is read by one function, which
refuses with a text that says what is expected.
Source: ours; no rule of a peer.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from binocle_simulators.people import FORMS

from .cards import card_names

if TYPE_CHECKING:
    from binocle_simulators.bench import Bench

REQUIRED = object()
Read = Callable[["Bench", Any], Any]


class Unfit(ValueError):
    """A value that a parameter does not take; the text says what it takes."""


@dataclass(frozen=True)
class Parameter:
    """One parameter: how its value is read, and what it is when absent."""

    read: Read
    default: object = REQUIRED


@dataclass(frozen=True)
class Gesture:
    """One gesture: what it does, called with the bench and the parameters by name."""

    act: Callable[..., object]
    parameters: Mapping[str, Parameter] = field(default_factory=dict)


def text(_: "Bench", value: Any) -> str:
    """Read a text."""
    if not isinstance(value, str) or not value or len(value) > 100:
        raise Unfit("a text of 1 to 100 characters is expected")
    return value


def slot_id(bench: "Bench", value: Any) -> str:
    """Read the id or role of a slot."""
    where = text(bench, value)
    try:
        bench.slot(where)
    except LookupError as error:
        raise Unfit(str(error)) from error
    return where


def reader_id(bench: "Bench", value: Any) -> str:
    """Read the id of a reader."""
    reader = text(bench, value)
    try:
        bench.reader_of(reader)
    except LookupError as error:
        raise Unfit(str(error)) from error
    return reader


def card_name(bench: "Bench", value: Any) -> str:
    """Read the name of a card of the bench."""
    names = card_names(bench)
    if value not in names:
        raise Unfit(f"no card {value!r}; cards: {', '.join(names)}")
    return str(value)


def yes_or_no(_: "Bench", value: Any) -> bool:
    """Read a yes or a no."""
    if not isinstance(value, bool):
        raise Unfit("true or false is expected")
    return value


def choice(*choices: str) -> Read:
    """Return what reads one of some texts."""

    def read(_: "Bench", value: Any) -> str:
        if not isinstance(value, str) or value not in choices:
            raise Unfit(f"one of these is expected: {', '.join(choices)}")
        return value

    return read


def whole(least: int, most: int) -> Read:
    """Return what reads a whole number between two."""

    def read(_: "Bench", value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise Unfit(f"a whole number from {least} to {most} is expected")
        return value

    return read


def day(_: "Bench", value: Any) -> date:
    """Read a day."""
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise Unfit("a day is expected, such as 2024-05-28") from error


def form(name: str) -> Read:
    """Return what reads a text of the form that a file of people gives to a field."""

    def read(_: "Bench", value: Any) -> str:
        if not isinstance(value, str) or not FORMS[name].fullmatch(value):
            raise Unfit(f"a text of the form {FORMS[name].pattern} is expected")
        return value

    return read


def matching(pattern: str) -> Read:
    """Return what reads a text of a form."""

    def read(_: "Bench", value: Any) -> str:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise Unfit(f"a text of the form {pattern} is expected")
        return value

    return read


def insurer(bench: "Bench", value: Any) -> str:
    """Read the number of an insurer, or an empty text for none."""
    return "" if value == "" else str(form("number")(bench, value))


def member(_: "Bench", value: Any) -> str:
    """Read a member number."""
    if not isinstance(value, str) or not re.fullmatch(r"[A-Z0-9]{0,15}", value):
        raise Unfit("capitals and digits are expected, 15 at most")
    return value


def context_id(bench: "Bench", value: Any) -> str:
    """Read the identifier of a context of the app."""
    identifier = text(bench, value)
    if identifier not in bench.apcv.contexts:
        raise Unfit(f"no context {identifier!r}; contexts: {', '.join(bench.apcv.contexts)}")
    return identifier


def person_key(bench: "Bench", value: Any) -> str:
    """Read the key of a person of the bench."""
    key = text(bench, value)
    if key not in bench.people:
        raise Unfit(f"no person {key!r}; people: {', '.join(bench.people)}")
    return key
