"""A reading of a Vitale card that is cut short or stumbles: whole, or a coded error alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from binocle.cards import (
    VitaleCard,
    in_vitale_reader,
    read_vitale,
)
from binocle.kernel import (
    OperatorActionNeeded,
)
from binocle.readers import CardSession, ReaderSetup

from .fakes import VITALE


def read_until_gone(
    card: Any,
    session: CardSession,
    *,
    clock: Any,
    at: int,
    gone: Callable[[], bytes],
) -> VitaleCard:
    card.exchanges, card.ends_at, card.end = 0, at, gone
    return read_vitale(session, clock=clock)


def test_a_card_pulled_at_any_exchange_leaves_nothing(
    vitale: Any,
    vitale_session: CardSession,
    clock: Any,
    gone: Callable[[], bytes],
) -> None:
    whole = read_vitale(vitale_session, clock=clock)
    exchanges = vitale.exchanges
    assert exchanges > 8
    for at in range(exchanges):
        with pytest.raises(OperatorActionNeeded) as caught:
            read_until_gone(vitale, vitale_session, clock=clock, at=at, gone=gone)
        assert caught.value.code == "LEC-CARTE-RETIREE"
        assert caught.value.facts == {"reader": vitale_session.reader, "role": "vitale"}
    again = read_until_gone(vitale, vitale_session, clock=clock, at=exchanges, gone=gone)
    assert again == whole


def test_a_card_mute_at_any_exchange(vitale: Any, vitale_session: CardSession, clock: Any) -> None:
    def mute() -> bytes:
        raise TimeoutError

    for at in range(8):
        with pytest.raises(OperatorActionNeeded, match="LEC-CARTE-MUETTE"):
            read_until_gone(vitale, vitale_session, clock=clock, at=at, gone=mute)


@dataclass
class Hiccups:
    """A watched card whose exchange fails now and then, and that stays in its reader.

    Attributes:
        fails: the exchanges that fail, counted from 0 over all conversations, and how.
        gone: whether no conversation can be opened any more after the first.
    """

    card: Any
    fails: Mapping[int, Exception]
    seen: int = 0
    gone: bool = False
    opened: int = 0

    @property
    def atr(self) -> bytes:
        return bytes(self.card.atr)

    def close(self) -> None:
        self.card.place, self.card.current = "3F00", None

    def transmit(self, command: bytes) -> bytes:
        self.seen += 1
        if (error := self.fails.get(self.seen - 1)) is not None:
            raise error
        return bytes(self.card.transmit(command))

    def names(self) -> list[str]:
        return [VITALE]

    def holds_card(self, reader_name: str) -> bool:
        return not self.gone

    def connect(self, reader_name: str) -> "Hiccups":
        assert reader_name == VITALE
        if self.gone and self.opened:
            raise ConnectionError("no card")
        self.opened += 1
        return self


def read_through(readers: Hiccups, setup: ReaderSetup, clock: Any) -> VitaleCard:
    return in_vitale_reader(readers, setup, lambda session: read_vitale(session, clock=clock))


@pytest.mark.parametrize(("failures", "opened"), [(1, 1), (2, 2), (3, 2)])
@pytest.mark.parametrize("at", range(0, 12, 2))
def test_a_reading_survives_three_hiccups_in_a_row(
    vitale: Any, setup: ReaderSetup, clock: Any, *, at: int, failures: int, opened: int
) -> None:
    """One more try on the channel, then a new channel: it may be dead under a card that stays."""
    whole = read_through(Hiccups(vitale, {}), setup, clock)
    readers = Hiccups(vitale, {at + n: ConnectionError("comm data lost") for n in range(failures)})
    assert read_through(readers, setup, clock) == whole
    assert readers.opened == opened


def test_four_hiccups_in_a_row_are_told(vitale: Any, setup: ReaderSetup, clock: Any) -> None:
    readers = Hiccups(vitale, {n: ConnectionError("comm data lost") for n in range(4, 8)})
    with pytest.raises(OperatorActionNeeded, match="LEC-INCIDENT-PASSAGER"):
        read_through(readers, setup, clock)
    assert (readers.seen, readers.opened) == (8, 2)


def test_a_card_that_nobody_sees_in_its_reader_is_asked_once(
    vitale: Any, setup: ReaderSetup, clock: Any
) -> None:
    readers = Hiccups(vitale, {4: ConnectionError("comm data lost")}, gone=True)
    with pytest.raises(OperatorActionNeeded, match="LEC-CARTE-RETIREE"):
        read_through(readers, setup, clock)
    assert readers.seen == 5


@pytest.mark.parametrize("failure", [TimeoutError(), PermissionError(), ConnectionRefusedError()])
def test_only_a_hiccup_is_tried_again(
    vitale: Any, setup: ReaderSetup, clock: Any, failure: Exception
) -> None:
    readers = Hiccups(vitale, {4: failure})
    with pytest.raises(OperatorActionNeeded):
        read_through(readers, setup, clock)
    assert (readers.seen, readers.opened) == (5, 1)


def test_a_reset_starts_the_reading_again_once(
    vitale: Any, setup: ReaderSetup, clock: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """Another program reset the card, which is still there: the log alone says so."""
    whole = read_through(Hiccups(vitale, {}), setup, clock)
    for at in range(12):
        caplog.clear()
        readers = Hiccups(vitale, {at: ConnectionResetError("80100068")})
        assert read_through(readers, setup, clock) == whole
        assert readers.opened == 2
        assert "reading started again" in caplog.text


def test_a_second_reset_is_told(vitale: Any, setup: ReaderSetup, clock: Any) -> None:
    readers = Hiccups(vitale, {n: ConnectionResetError("80100068") for n in (3, 6)})
    with pytest.raises(OperatorActionNeeded, match="LEC-CARTE-REINITIALISEE"):
        read_through(readers, setup, clock)
    assert readers.opened == 2


def test_a_card_that_went_with_its_reset_is_told_as_gone(
    vitale: Any, setup: ReaderSetup, clock: Any
) -> None:
    readers = Hiccups(vitale, {3: ConnectionResetError("80100068")}, gone=True)
    with pytest.raises(OperatorActionNeeded, match="LEC-CARTE-RETIREE"):
        read_through(readers, setup, clock)
