"""The production code survives every mishap of cards, readers and PC/SC, at both depths alike.

In process every mishap strikes every exchange of every operation; through PC/SC, whose gestures
take real time, a sample drawn by seed meets the same, and must be told the same. One shop goes
through all of it without a restart, and all that it invoiced is paid in the end, once.
"""

import gc
import os
import random
import threading
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pytest

from binocle_simulators.faults import CARD_TEARS, MOMENTS, Fault

from .mishaps import (
    OPERATIONS,
    Mishap,
    Outcome,
    Shop,
    meet,
    mishaps_of,
    open_shop,
    send_and_be_paid,
)

GONE = {"LEC-CARTE-RETIREE", "APCV-TELEPHONE-RETIRE"}
TOLD = {
    **dict.fromkeys(CARD_TEARS, GONE),
    "transient": {"", "LEC-INCIDENT-PASSAGER"},
    "slow": {""},
    "reset-by-other": {"", "CPS-CODE-PERDU", "LEC-CARTE-REINITIALISEE"},
    "unplugged": {"LEC-LECTEUR-ABSENT", "APCV-NFC-ABSENT"},
    "stopped": {"LEC-SERVICE-ABSENT"},
}
"""What an operation may be told of each kind; one that struck after its last exchange says nothing.

A blank under ``transient`` and ``reset-by-other``: what only reads is read again by itself.
"""
CASES = {"vitale": 300, "fse": 230, "lot": 70, "apcv": 140}
"""How many there are at least."""

LONG = ("fse",)
"""The operations that meet every kind at every moment through PC/SC; others, each kind once."""

LONGEST = 20
"""More exchanges than any operation has."""


def require_fit(mishap: Mishap, outcome: Outcome) -> None:
    late = {""} if mishap.moment == "after" else set()
    assert outcome.told in TOLD[mishap.what] | late, (mishap, outcome)
    if mishap.where == "cps" and outcome.told:
        assert not outcome.knows_code, (mishap, outcome)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_mishap_at_every_exchange(tmp_path: Path, operation: str) -> None:
    met, codes = 0, set()
    with open_shop(tmp_path, "in-process") as shop:
        for mishap in mishaps_of(operation):
            for exchange in range(1, LONGEST):
                outcome = meet(shop, operation, mishap, exchange)
                if outcome is None:
                    break
                require_fit(mishap, outcome)
                met += 1
                codes.add(outcome.told)
            else:
                raise AssertionError(f"{operation} never ended")
        send_and_be_paid(shop)
    assert met >= CASES[operation]
    assert codes >= {"", "LEC-CARTE-RETIREE", "LEC-SERVICE-ABSENT", "LEC-LECTEUR-ABSENT"}


def drawn(operation: str, chance: random.Random) -> list[Mishap]:
    """Draw a place for each kind and moment; for the short operations, one moment for each kind."""
    kept: dict[tuple[str, str], Mishap] = {}
    found = list(mishaps_of(operation))
    chance.shuffle(found)
    for mishap in found:
        kept.setdefault((mishap.what, mishap.moment if operation in LONG else ""), mishap)
    return list(kept.values())


def held(shop: Shop) -> tuple[int, int]:
    """Return the files and threads of this process while no card is spoken to."""
    shop.desk.counter.forget_code()
    gc.collect()
    return len(os.listdir("/proc/self/fd")), threading.active_count()


@pytest.mark.parametrize("operation", OPERATIONS)
def test_pcsc_tells_the_same_and_nothing_leaks(tmp_path: Path, operation: str) -> None:
    chance = random.Random(operation)  # noqa: S311 - the same sample each time
    with (
        open_shop(tmp_path / "a", "in-process") as model,
        open_shop(tmp_path / "b", "pcsc") as shop,
    ):
        before = (0, 0)
        for count, mishap in enumerate(drawn(operation, chance)):
            there, exchange = None, 0
            for exchange in chance.sample(range(1, LONGEST), LONGEST - 1):
                there = meet(model, operation, mishap, exchange)
                if there is not None:
                    break
            assert there is not None, mishap
            assert meet(shop, operation, mishap, exchange) == there, (mishap, exchange)
            if count == 0:
                before = held(shop)
        send_and_be_paid(shop)
        after = held(shop)
    assert after[0] <= before[0], "file descriptors are kept"
    assert after[1] <= before[1], "threads are kept"


MUTE: Mapping[str, tuple[Callable[[Shop], object], str]] = {
    "contactless": (lambda shop: shop.desk.apcv.read_nfc(), "APCV-TELEPHONE-RETIRE"),
    "vitale": (lambda shop: shop.desk.counter.read_vitale(), "LEC-CARTE-MUETTE"),
    "cps": (lambda shop: shop.desk.counter.enter_code("1234"), "LEC-CARTE-MUETTE"),
}
"""Role to a gesture, and what it is told of a mute card; a phone is to be shown again."""


@pytest.mark.parametrize("depth", ["in-process", "pcsc"])
def test_a_mute_card_is_told_and_forgiven(tmp_path: Path, depth: str) -> None:
    with open_shop(tmp_path, depth) as shop:
        shop.type_code()
        shop.bench.present_phone()
        shop.cards["contactless"] = shop.bench.phone_in_hand()
        for role, (gesture, told) in MUTE.items():
            card = shop.cards[role]
            shop.bench.world.faults.arm(Fault(role, "mute"))
            shop.bench.insert(role, card)
            assert shop.told(partial(gesture, shop)) == told, role
            shop.bench.insert(role, card)
            assert shop.told(partial(gesture, shop)) == "", role
        assert shop.tries_left == 3


def test_every_kind_is_met() -> None:
    met = {mishap.what for operation in OPERATIONS for mishap in mishaps_of(operation)}
    assert met == {*MOMENTS, "slow"}
