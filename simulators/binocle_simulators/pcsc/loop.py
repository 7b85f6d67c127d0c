"""One thread that serves every virtual card of a service.

Law of this file: only the loop's thread touches a card's connection; other threads ask it
(:meth:`CardLoop.admit`, :meth:`CardLoop.drop`) and wait until it is done. A card that answers late
waits beside the others, never before them. A card whose program fails leaves alone, and its error
is told as one that ends a thread. A card must not call the stage: what the stage waits for in
PC/SC, this very thread has to answer.

One thread because Python runs one at a time: eight threads spent their time in passing the turn
(measured: 12,000 exchanges a second with eight readers, and with one loop more).
Source: ours; no rule of a peer.
"""

import select
import socket
import sys
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from time import monotonic  # noqa: TID251 - the silence of a real daemon
from typing import Protocol

TICK_S = 2.0
"""The longest sleep, and when a card that came is due first."""


class Served(Protocol):
    """A card as the loop sees it."""

    link: socket.socket
    due: float

    @property
    def is_late(self) -> bool:
        """Whether nothing is to be read until it is due."""
        ...

    def serve(self, now: float) -> None:
        """Read what came, and answer; EOFError, BlockingIOError: it must come back."""
        ...

    def wake(self, now: float) -> None:
        """Do what is due; errors as :meth:`serve`."""
        ...

    def come_back(self, now: float) -> None:
        """Take a new connection."""
        ...


class CardLoop:
    """The thread and its cards; open from the start, closed once."""

    def __init__(self) -> None:
        """Start the thread, without a card."""
        self._poll = select.epoll()
        self._ear, self._bell = socket.socketpair()
        self._ear.setblocking(False)
        self._poll.register(self._ear, select.EPOLLIN)
        self._cards: dict[int, Served] = {}
        self._asked: deque[Callable[[], object]] = deque()
        self._look_at = 0.0
        self._open = True
        self._thread = threading.Thread(target=self._run, name="vpcd", daemon=True)
        self._thread.start()

    def admit(self, card: Served) -> None:
        """Serve a card that is in."""

        def act() -> None:
            card.due = monotonic() + TICK_S
            self._watch(card)

        self._ask(act)

    def drop(self, card: Served) -> None:
        """Cut the connection of a card; a second time, nothing."""
        self._ask(lambda: self._let_go(card))

    def close(self) -> None:
        """Cut every connection and end the thread; a second time, nothing."""
        if not self._open:
            return

        def act() -> None:
            self._open = False

        self._ask(act)
        self._thread.join()
        for held in (self._poll, self._ear, self._bell):
            held.close()

    def _ask(self, act: Callable[[], object]) -> None:
        """Have the loop's thread do something, and wait until it did."""
        if threading.current_thread() is self._thread or not self._open:
            act()
            return
        done = threading.Event()
        self._asked += (act, done.set)
        self._bell.send(b"!")
        done.wait()

    # -- the thread ---------------------------------------------------------------------------

    def _run(self) -> None:
        poll, cards = self._poll.poll, self._cards
        now = monotonic()
        while self._open:
            ready = poll(max(0.0, self._look_at - now))
            now = monotonic()
            for handle, _ in ready:
                card = cards.get(handle)
                if card is not None:
                    self._let(card, card.serve, now)
                else:  # the bell, or a card that was dropped in this very turn
                    self._hear()
            if now >= self._look_at:
                self._look(now)
        self._hear()  # who asked meanwhile waits
        for card in list(cards.values()):
            self._let_go(card)

    def _hear(self) -> None:
        with suppress(BlockingIOError):
            self._ear.recv(64)
        while self._asked:
            self._asked.popleft()()

    def _look(self, now: float) -> None:
        """Wake every card that is due, and see when the next one is."""
        for card in list(self._cards.values()):
            if now >= card.due:
                if card.is_late:
                    self._poll.register(card.link, select.EPOLLIN)
                self._let(card, card.wake, now)
        self._look_at = min((card.due for card in self._cards.values()), default=now + TICK_S)

    def _let(self, card: Served, act: Callable[[float], None], now: float) -> None:
        """Let a card act; see to it when it must come back, leave, or be late."""
        handle = card.link.fileno()
        try:
            try:
                act(now)
                if card.is_late:
                    self._poll.unregister(handle)
                    self._look_at = min(self._look_at, card.due)
            except (BlockingIOError, EOFError):
                del self._cards[handle]
                card.come_back(now)
                self._watch(card)
        except (ConnectionError, TimeoutError):
            self._let_go(card)  # it left, or the service stopped
        except Exception:  # noqa: BLE001 - told below; the others go on
            self._let_go(card)
            told = (*sys.exc_info(), threading.current_thread())
            threading.excepthook(threading.ExceptHookArgs(told))

    def _watch(self, card: Served) -> None:
        self._cards[card.link.fileno()] = card
        self._poll.register(card.link, select.EPOLLIN)

    def _let_go(self, card: Served) -> None:
        self._cards.pop(card.link.fileno(), None)
        card.link.close()
