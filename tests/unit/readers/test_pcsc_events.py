"""The events of PC/SC, over functions that play a plan: order, ends, nothing left open."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from smartcard import scard

from binocle.adapters.pcsc import PcscEvents, events, results
from binocle.readers import ReaderEvents

EMPTY, PRESENT, MUTE = (
    scard.SCARD_STATE_EMPTY,
    scard.SCARD_STATE_PRESENT,
    scard.SCARD_STATE_PRESENT | scard.SCARD_STATE_MUTE,
)
NO_SERVICE, COMM = 0x8010001D, 0x80100013


class PlannedScard:
    """PC/SC whose readers change at each wait, as the plan says; ``None`` is a stopped service."""

    def __init__(self, *plan: dict[str, int] | None) -> None:
        self.plan = list(plan)
        self.open: set[int] = set()
        self.opened = 0
        self.waits: list[int] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(scard, name)

    def SCardEstablishContext(self, scope: int) -> tuple[int, int]:  # noqa: N802
        if self.plan[0] is None:
            if len(self.plan) > 1:
                self.plan.pop(0)
            return NO_SERVICE - 0x100000000, 0
        self.opened += 1
        self.open.add(self.opened)
        return 0, self.opened

    def SCardReleaseContext(self, context: int) -> int:  # noqa: N802
        self.open.remove(context)
        return 0

    def SCardListReaders(self, context: int, groups: list[str]) -> tuple[int, list[str]]:  # noqa: N802
        if self.plan[0] is None:
            return COMM, []
        return (0, list(self.plan[0])) if self.plan[0] else (0x8010002E, [])

    def SCardGetStatusChange(  # noqa: N802
        self, context: int, timeout: int, known: list[tuple[str, int]]
    ) -> tuple[int, list[tuple[str, int, list[int]]]]:
        self.waits.append(timeout)
        assert known[0] == ("\\\\?PnP?\\Notification", (len(known) - 1) << 16)
        if timeout and len(self.plan) > 1:
            self.plan.pop(0)
        now = self.plan[0]
        if now is None:
            return COMM, []
        seen: list[tuple[str, int, list[int]]] = [
            (name, now.get(name, scard.SCARD_STATE_UNKNOWN), []) for name, _ in known[1:]
        ]
        if all(state == before for (_, state, _), (_, before) in zip(seen, known[1:], strict=True)):
            return 0x8010000A - 0x100000000, []
        return 0, [("", 0, []), *((name, state | 2, atr) for name, state, atr in seen)]


def told(plan: PlannedScard, monkeypatch: pytest.MonkeyPatch, count: int = 20) -> list[Any]:
    """Return what is told, then that nothing is left open."""
    for module in (events, results):
        monkeypatch.setattr(module, "scard", plan)
    clock = iter(range(1_000_000))
    listening = PcscEvents(elapsed=lambda: next(clock) / 100, pause=lambda seconds: None)
    heard = [listening.next(1.0) for _ in range(count)]
    listening.close()
    assert not plan.open
    assert listening.next(1.0) is None
    return [each for each in heard if each]


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        ([{"A": PRESENT, "B": EMPTY}], ["A reader-in", "B reader-in", "A card-in"]),
        ([{"A": EMPTY}, {"A": 1 << 16 | PRESENT}], ["A reader-in", "A card-in"]),
        ([{"A": PRESENT}, {"A": 1 << 16 | EMPTY}], ["A reader-in", "A card-in", "A card-out"]),
        ([{"A": EMPTY}, {"A": MUTE}], ["A reader-in", "A card-mute"]),
        (
            [{"A": PRESENT}, {"A": 2 << 16 | PRESENT}],
            ["A reader-in", "A card-in", "A card-out", "A card-in"],
        ),
        ([{"A": PRESENT}, {"A": PRESENT | scard.SCARD_STATE_INUSE}], ["A reader-in", "A card-in"]),
        (
            [{"A": PRESENT}, {}, {"A": EMPTY}],
            ["A reader-in", "A card-in", "A card-out", "A reader-out", "A reader-in"],
        ),
        (
            [{"A": PRESENT}, None, None, {"A": PRESENT}],
            ["A reader-in", "A card-in", " service-out", " service-in", "A reader-in", "A card-in"],
        ),
        ([None], [" service-out"]),
        ([None, None, {}], [" service-out", " service-in"]),
    ],
)
def test_what_happens_is_told_in_order(
    plan: list[dict[str, int] | None], expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = told(PlannedScard(*plan), monkeypatch)
    assert [f"{reader} {what}" for reader, what in heard] == expected


def test_the_service_is_looked_for_less_and_less(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = PlannedScard(None)
    for module in (events, results):
        monkeypatch.setattr(module, "scard", plan)
    at, pauses = [0.0], []

    def pause(seconds: float) -> None:
        pauses.append(round(seconds, 3))
        at[0] += seconds

    listening = PcscEvents(elapsed=lambda: at[0], pause=pause)
    assert listening.next(10) == ("", "service-out")
    assert listening.next(6) is None
    assert pauses == [0.1, 0.2, 0.4, 0.8, 1.6, 1.6, 1.3]
    listening.close()


def test_a_look_without_a_wait_is_one_look(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = PlannedScard({})
    for module in (events, results):
        monkeypatch.setattr(module, "scard", plan)
    listening: ReaderEvents = PcscEvents()
    assert listening.next(0) is None
    assert plan.waits == [0]
    listening.close()


def test_who_refuses_this_user_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = PlannedScard({})
    plan.SCardEstablishContext = lambda scope: (0x8010006A, 0)  # type: ignore[method-assign]
    monkeypatch.setattr(results, "scard", plan)
    with pytest.raises(PermissionError, match="8010006A"):
        PcscEvents().next(1)


class SleepingScard(PlannedScard):
    """Sleeps in the wait until it is cancelled; the first cancel comes too early and is lost."""

    def __init__(self) -> None:
        super().__init__({})
        self.asleep = threading.Event()
        self.cancelled = threading.Event()
        self.cancels = 0

    def SCardGetStatusChange(self, *arguments: Any) -> tuple[int, list[Any]]:  # noqa: N802
        self.asleep.set()
        assert self.cancelled.wait(10)
        return 0x80100002, []

    def SCardCancel(self, context: int) -> int:  # noqa: N802
        self.cancels += 1
        if self.cancels > 1:
            self.cancelled.set()
        return 0


@pytest.fixture
def sleeping(monkeypatch: pytest.MonkeyPatch) -> Iterator[SleepingScard]:
    plan = SleepingScard()
    for module in (events, results):
        monkeypatch.setattr(module, "scard", plan)
    yield plan
    assert not plan.open


def test_who_sleeps_is_let_go_from_another_thread(sleeping: SleepingScard) -> None:
    listening = PcscEvents()
    heard: list[object] = ["nothing yet"]

    def listen() -> None:
        heard[0] = listening.next(3600)

    thread = threading.Thread(target=listen)
    thread.start()
    assert sleeping.asleep.wait(10)
    listening.close()
    thread.join(10)
    assert heard == [None]
    assert sleeping.cancels == 2
