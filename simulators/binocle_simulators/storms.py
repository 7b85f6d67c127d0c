"""Storms: what goes wrong over some bench days, drawn from a seed, as plain data.

Law of this file: a seed and a number of days give one plan, always the same. A stroke is a gesture
of the hand with its values, at a moment counted from the start. The last two are the calm: no fault
is armed any more, and payers answer at once all that they still owe. What was lost on the way is
for the professional to send again.
Source: ours; no rule of a peer.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from .faults import KINDS

PLACES: Mapping[str, int] = {"payer": 6, "rsp": 4, "arl": 4, "concentrator": 2, "srv": 1}
"""Where a storm strikes, and how often one compared with another."""
MOST_A_DAY = 4
"""Faults that a day arms at most; as many days bring one gesture of a hand as bring none."""
DAY_S = 24 * 3600


@dataclass(frozen=True)
class Stroke:
    """One gesture of a storm, at a moment after its start."""

    after: timedelta
    gesture: str
    values: Mapping[str, Any] = field(default_factory=dict)


_Draw = Callable[[random.Random], Mapping[str, Any]]

HANDS: Mapping[str, _Draw] = {
    "take_back": lambda chance: {"most": chance.choice((0, 0, 1, 1000))},
    "lump_sum": lambda chance: {"cents": chance.randint(1, 50_000), "label": "AIDE"},
    "orphan_return": lambda chance: {
        "what": chance.choice(("orphan-lot", "orphan-invoice", "orphan-professional"))
    },
    "repeat_return": lambda _: {},
    "send_arl": lambda chance: {"code": chance.choice(("0000", "4015", "4025"))},
    "orphan_arl": lambda _: {},
    "send_notice": lambda chance: {"what": chance.choice(("forwarded", "provisional"))},
}
"""What a hand does in a storm, and how its values are drawn."""


def storm(seed: int, days: int) -> tuple[Stroke, ...]:
    """Return the plan of a storm.

    Args:
        seed: the only source of chance.
        days: how many bench days it lasts; on the last moment it is over.
    """
    chance = random.Random(f"{seed}:storm")  # noqa: S311 - a bench, not a lock
    strokes = [stroke for day in range(days) for stroke in _day(chance, day)]
    strokes.sort(key=lambda stroke: stroke.after)
    end = timedelta(days=days)
    return (*strokes, Stroke(end, "clear"), Stroke(end, "calm_payers"))


def _day(chance: random.Random, day: int) -> list[Stroke]:
    places = chance.choices(list(PLACES), list(PLACES.values()), k=chance.randint(0, MOST_A_DAY))
    drawn = [
        Stroke(_moment(chance, day), "arm", {"where": where, "what": chance.choice(KINDS[where])})
        for where in places
    ]
    if chance.random() < 0.5:
        gesture = chance.choice(list(HANDS))
        drawn.append(Stroke(_moment(chance, day), gesture, HANDS[gesture](chance)))
    return drawn


def _moment(chance: random.Random, day: int) -> timedelta:
    return timedelta(days=day, seconds=chance.randrange(DAY_S))
