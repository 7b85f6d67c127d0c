"""Waiting for a card: by events, for a while, and nothing is left behind."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pytest

from binocle.kernel import BinocleError
from binocle.readers import CardChannel, CardWaiter, ReaderSetup, Role

NEAR = "KAPELSE KAP-LINK2 [00504969 KAP-LINK2 2] 02 00"
FAR = "KAPELSE KAP-LINK2 [00504969 KAP-LINK2 1] 01 00"
SETUP = ReaderSetup(cps="C", vitale=FAR, contactless=NEAR)


class Card:
    atr = b"\x3b\x00"

    def transmit(self, command: bytes) -> bytes:
        raise AssertionError("a card is not spoken to while it is waited for")

    def close(self) -> None:
        """Nothing is held."""


class Counter:
    """Readers, their events and the clock: things happen so many seconds after one another."""

    def __init__(self, *happening: tuple[float, tuple[str, str]], there: OSError | None) -> None:
        self.happening = list(happening)
        self.there = there
        self.at = 0.0
        self.plugged: Sequence[str] = (FAR, NEAR)
        self.open = 0
        self.service: OSError | None = None
        self.on_wait: Callable[[], None] = lambda: None

    def now(self) -> datetime:
        return datetime(2024, 5, 28, tzinfo=UTC)

    def elapsed(self) -> float:
        return self.at

    def names(self) -> Sequence[str]:
        if self.service:
            raise self.service
        return self.plugged

    def connect(self, reader_name: str) -> CardChannel:
        assert reader_name == NEAR
        if self.there:
            raise self.there
        return Card()

    def events(self) -> "Counter":
        self.open += 1
        return self

    def next(self, timeout_s: float) -> tuple[str, str] | None:
        assert 0 < timeout_s <= 10
        self.on_wait()
        if not self.open or not self.happening or self.happening[0][0] > timeout_s:
            self.at += timeout_s
            return None
        after, told = self.happening.pop(0)
        self.at += after
        return told

    def close(self) -> None:
        self.open = 0


EMPTY = ConnectionError("8010000C")


def wait(counter: Counter, role: Role = Role.CONTACTLESS, delay_s: float = 10.0) -> str:
    try:
        return CardWaiter(readers=counter, setup=SETUP, clock=counter).wait_for_card(role, delay_s)
    except BinocleError as error:
        return error.code
    finally:
        assert not counter.open, "the events are closed whatever happens"


@pytest.mark.parametrize("there", [None, PermissionError("8010000B")])
def test_a_card_that_is_there_needs_no_wait(there: OSError | None) -> None:
    counter = Counter(there=there)
    assert (wait(counter), counter.at) == (NEAR, 0)


@pytest.mark.parametrize(
    ("happening", "end", "at"),
    [
        ([(4, (NEAR, "card-in"))], NEAR, 4),
        ([(3, (FAR, "card-in")), (4, (NEAR, "card-in"))], NEAR, 7),
        ([(2, (NEAR, "card-out")), (7.5, (NEAR, "card-in"))], NEAR, 9.5),
        ([(6, (FAR, "card-in")), (6, (NEAR, "card-in"))], "LEC-ATTENTE-ECOULEE", 10),
        ([(11, (NEAR, "card-in"))], "LEC-ATTENTE-ECOULEE", 10),
        ([], "LEC-ATTENTE-ECOULEE", 10),
        ([(1, (NEAR, "card-mute"))], "LEC-CARTE-MUETTE", 1),
        ([(1, (NEAR, "reader-out"))], "LEC-LECTEUR-ABSENT", 1),
        ([(1, ("", "service-out"))], "LEC-SERVICE-ABSENT", 1),
        ([(1, (NEAR[:-5] + "04 00", "card-in"))], NEAR[:-5] + "04 00", 1),
    ],
)
def test_ends_of_a_wait(
    happening: list[tuple[float, tuple[str, str]]], end: str, at: float
) -> None:
    counter = Counter(*happening, there=EMPTY)
    assert (wait(counter), counter.at) == (end, at)


def test_the_shop_sets_the_delay_and_may_wait_again() -> None:
    counter = Counter((25, (NEAR, "card-in")), there=EMPTY)
    assert wait(counter, delay_s=5) == "LEC-ATTENTE-ECOULEE"
    counter.happening = [(4, (NEAR, "card-in"))]
    assert wait(counter, delay_s=5) == NEAR


def test_somebody_ends_it() -> None:
    counter = Counter((4, (NEAR, "card-in")), there=EMPTY)
    waiter = CardWaiter(readers=counter, setup=SETUP, clock=counter)
    counter.on_wait = waiter.interrupt
    with pytest.raises(BinocleError, match="LEC-ATTENTE-INTERROMPUE"):
        waiter.wait_for_card(Role.CONTACTLESS)
    counter.on_wait = lambda: None
    waiter.interrupt()
    assert waiter.wait_for_card(Role.CONTACTLESS) == NEAR, "no wait was under way"


@pytest.mark.parametrize(
    ("service", "plugged", "there", "code"),
    [
        (ConnectionRefusedError(), (NEAR,), EMPTY, "LEC-SERVICE-ABSENT"),
        (PermissionError(), (NEAR,), EMPTY, "LEC-SERVICE-INTERDIT"),
        (None, (FAR,), EMPTY, "LEC-LECTEUR-ABSENT"),
        (None, (NEAR,), TimeoutError(), "LEC-CARTE-MUETTE"),
    ],
)
def test_failures_have_a_name(
    service: OSError | None, plugged: Sequence[str], there: OSError, code: str
) -> None:
    counter = Counter(there=there)
    counter.service, counter.plugged = service, plugged
    assert wait(counter) == code


def test_a_shop_without_that_reader_does_not_wait() -> None:
    counter = Counter(there=EMPTY)
    waiter = CardWaiter(readers=counter, setup=ReaderSetup("C", FAR, None), clock=counter)
    with pytest.raises(BinocleError, match="LEC-LECTEUR-NON-REGLE"):
        waiter.wait_for_card(Role.CONTACTLESS)
