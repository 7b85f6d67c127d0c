"""The engine: restarted with nothing of the former one; the printed checks in their order."""

from collections.abc import Sequence
from itertools import product

import pytest

from binocle.kernel import Finding, OperatorActionNeeded
from binocle.readers import (
    CardChannel,
    Command,
    Happening,
    ReaderEngine,
    ReaderEvent,
    ReaderEvents,
    ReaderSetup,
    Role,
    Step,
    walk,
)

SETUP = ReaderSetup("CPS 0", "VITALE 0", None)


class Channel:
    """A link that dies with the service it was made by."""

    atr = bytes.fromhex("3B7513000047 09EA9000")

    def __init__(self, post: "Post") -> None:
        self.post, self.service, self.open = post, post.service, True

    def transmit(self, command: bytes) -> bytes:
        if not self.open or self.service != self.post.service:
            raise ConnectionResetError
        return b"\x90\x00"

    def close(self) -> None:
        self.open = False


class Events:
    def __init__(self, post: "Post") -> None:
        self.post, self.service, self.open = post, post.service, True

    def next(self, timeout_s: float) -> tuple[str, str] | None:
        if not self.open or self.service != self.post.service:
            return None
        return "CPS 0", "card-in"

    def close(self) -> None:
        self.open = False


class Post:
    """A workstation whose service may be replaced (another number), or stopped (none)."""

    def __init__(self) -> None:
        self.service: int | None = 1
        self.refusal: OSError = ConnectionRefusedError()
        self.channels: list[Channel] = []
        self.listening: list[Events] = []
        self.cps = True

    def names(self) -> Sequence[str]:
        if self.service is None:
            raise self.refusal
        return ("CPS 0", "VITALE 0")

    def connect(self, reader_name: str) -> CardChannel:
        if reader_name == "CPS 0" and not self.cps:
            raise ConnectionError
        self.channels.append(Channel(self))
        return self.channels[-1]

    def events(self) -> ReaderEvents:
        self.listening.append(Events(self))
        return self.listening[-1]


READ = Command.of("00 B0 00 00", le=1)


def test_a_restart_lets_everything_go_and_begins_again() -> None:
    post = Post()
    with ReaderEngine(post, SETUP) as engine:
        old = engine.open(Role.VITALE)
        assert engine.next_event(1) == ReaderEvent("CPS 0", Happening.CARD_IN)
        post.service = 2
        with pytest.raises(OperatorActionNeeded):
            old.send(READ)
        assert engine.next_event(1) is None
        assert engine.restart() is None
        assert not post.channels[0].open
        assert not post.listening[0].open
        assert engine.open(Role.VITALE).send(READ).ok
        assert engine.next_event(1) is not None
    assert not any(channel.open for channel in post.channels)
    assert not any(events.open for events in post.listening)


@pytest.mark.parametrize(
    ("refusal", "code"),
    [(ConnectionRefusedError(), "LEC-SERVICE-ABSENT"), (PermissionError(), "LEC-SERVICE-INTERDIT")],
)
def test_an_engine_that_cannot_run_says_why(refusal: OSError, code: str) -> None:
    post = Post()
    post.service, post.refusal = None, refusal
    finding = ReaderEngine(post, SETUP).restart()
    assert finding is not None
    assert finding.code == code


def test_the_checks_are_the_printed_ones_in_their_order() -> None:
    assert [step.name for step in Step] == ["REPLUG", "CPS_DATA", "VPN", "ENGINE"]


@pytest.mark.parametrize("well", list(product([True, False], repeat=4)))
def test_a_walk_stops_at_the_first_failure(well: tuple[bool, ...]) -> None:
    asked: list[Step] = []

    def check(step: Step, *, ok: bool) -> Finding | None:
        asked.append(step)
        return None if ok else Finding("LEC-VPN-COUPE", step.value)

    checks = {
        step: lambda step=step, ok=ok: check(step, ok=ok)
        for step, ok in zip(Step, well, strict=True)
    }
    done = walk(dict(reversed(checks.items())))
    stop = well.index(False) + 1 if False in well else 4
    assert asked == [each.step for each in done] == list(Step)[:stop]
    assert [each.finding is None for each in done] == list(well[:stop])


def test_the_checks_of_a_shop() -> None:
    post = Post()
    engine = ReaderEngine(post, SETUP)
    checks = engine.checks(cps_data=lambda: None, vpn=lambda: Finding("LEC-VPN-COUPE", "vpn"))
    assert [each.finding and each.finding.code for each in walk(checks)] == [
        None, None, "LEC-VPN-COUPE",
    ]  # fmt: skip
    assert not post.channels[0].open, "looking holds nothing"
    post.cps = False
    (first,) = walk(checks)
    assert first.finding == Finding("CPS-ABSENTE", "replug", {"reader": "CPS 0", "role": "cps"})
    post.cps = True
    checks = engine.checks(cps_data=lambda: None, vpn=lambda: None)
    assert [each.finding for each in walk(checks)] == [None] * 4
