"""What the table of acts says of a line: its class, its C2S flat rate, whether it is a frame.

Law of this file: nothing is typed twice; the classes and flags are those of the acts of optics
(``optics/tables/acts.toml``, teleservices sheet 3.3). A line that names its own class, from the
code of its product, goes before its act.
"""

from collections.abc import Callable
from functools import cache

from binocle.optics import Act, BasketClass, LineKind, shipped_tables

from .model import SaleLine


def _acts(told: Callable[[Act], bool]) -> frozenset[str]:
    acts = shipped_tables().tariff.acts
    return frozenset(code for code, rows in acts.items() if any(map(told, rows)))


@cache
def class_a_acts() -> frozenset[str]:
    """Return the acts of the "100 % santé" basket."""
    return _acts(lambda act: act.basket is BasketClass.A)


@cache
def c2s_acts() -> frozenset[str]:
    """Return the acts that have a C2S flat rate of their own: C2S pays them in full."""
    return _acts(lambda act: act.c2s)


@cache
def frame_acts() -> frozenset[str]:
    """Return the acts of frames."""
    return _acts(lambda act: act.kind is LineKind.FRAME)


def is_class_a(line: SaleLine) -> bool:
    """Say whether a line is of class A: by its product, else by its act."""
    if line.basket is not None:
        return line.basket is BasketClass.A
    return line.act in class_a_acts()
