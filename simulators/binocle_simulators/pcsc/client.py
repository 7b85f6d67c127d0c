"""The few PC/SC calls of the stage itself: contexts, states, and waiting for them.

Source: PC/SC part 5, as pcsc-lite has it.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any

from smartcard import scard

from .daemon import StageRefused

WAIT_MS = 5_000
"""How long PC/SC may show nothing new before we give up; it polls every 400 ms."""

NO_READERS = 0x8010002E


def friendly_names(slots: Iterable[tuple[str, str]], taken: Mapping[str, str]) -> dict[str, str]:
    """Return what to call readers in pcscd's configuration, all different, by slot id.

    A number pair at the end is PC/SC's business and goes: pcscd adds its own, always ``00 00``,
    since it counts readers of one driver only and each of ours has its own. A further device of one
    name gets a serial number, where pcsc-lite writes the one of a real device.

    Args:
        slots: ids and names.
        taken: what some of the ids are called already, and keep.
    """
    called: dict[str, str] = {}
    for slot_id, slot_name in slots:
        name = friendly_name(slot_name)
        others = {*called.values(), *taken.values()}
        serials = (f"{name} ({serial:08})" for serial in count(2))
        free = name if name not in others else next(n for n in serials if n not in others)
        called[slot_id] = taken.get(slot_id, free)
    return called


def friendly_name(name: str) -> str:
    """Return a reader's name without the two numbers that PC/SC puts at its end."""
    return re.sub(r" [0-9A-F]{2} [0-9A-F]{2}$", "", name)


def events_of(state: int) -> int:
    """Return how many cards came and went, which pcscd counts in the upper half of a state."""
    return state >> 16


def wait_for(names: Sequence[str], reached: Callable[[int], object]) -> dict[str, int]:
    """Return the states of readers once each has reached what is waited for.

    Raises:
        ConnectionError: PC/SC does not show it in time.
    """
    seen = dict.fromkeys(names, scard.SCARD_STATE_UNAWARE)
    with open_context() as context:
        while not all(map(reached, seen.values())):
            result, found = scard.SCardGetStatusChange(context, WAIT_MS, list(seen.items()))
            require_success(result)
            seen = {name: state for name, state, _ in found}
    return seen


def check_readers(created: set[str]) -> None:
    """Refuse a PC/SC service that shows other readers than these."""
    with open_context() as context:
        result, names = scard.SCardListReaders(context, [])
        if result & 0xFFFFFFFF != NO_READERS:
            require_success(result)
    if set(names) != created:
        raise StageRefused(
            f"PC/SC shows other readers than the bench's: foreign {sorted(set(names) - created)},"
            f" missing {sorted(created - set(names))}"
        )


@contextmanager
def variable(name: str, value: str) -> Iterator[None]:
    """Set an environment variable for a while; libpcsclite takes its address from nowhere else."""
    before = os.environ.get(name)  # noqa: TID251
    os.environ[name] = value  # noqa: TID251
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]  # noqa: TID251
        else:
            os.environ[name] = before  # noqa: TID251


@contextmanager
def open_context() -> Iterator[Any]:
    """Give a context of PC/SC for the length of a block."""
    result, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    require_success(result)
    try:
        yield context
    finally:
        scard.SCardReleaseContext(context)


def require_success(result: int) -> None:
    """Raise :class:`ConnectionError` with PC/SC's own words unless all is well."""
    if result != scard.SCARD_S_SUCCESS:
        raise ConnectionError(
            f"PC/SC: {scard.SCardGetErrorMessage(result)} ({result & 0xFFFFFFFF:08X})"
        )
