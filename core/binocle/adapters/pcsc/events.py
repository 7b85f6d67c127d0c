r"""What happens to readers and cards, as PC/SC tells it.

Law of this file: who waits is asleep inside PC/SC (``SCardGetStatusChange`` over every reader and
over ``\\?PnP?\Notification``, which stands for readers that come and go); there is no thread and no
loop of ours. One thing has no event in PC/SC: the return of the service itself. It is asked again
after :data:`BACK_OFF_S`, and only while somebody waits.

A card that left and came back between two looks is told as both: the upper half of a reader's state
counts insertions and removals. When the service goes, all that it showed goes with it, in one word,
and is told anew when it comes back.
"""

from collections import deque
from collections.abc import Callable, Iterator
from itertools import chain, repeat
from threading import Event, Lock
from time import monotonic

from smartcard import scard

from .results import (
    CANCELLED,
    TIMEOUT,
    UNKNOWN_READER,
    establish,
    list_readers,
    number_of,
    require_success,
)

PLUG_AND_PLAY = "\\\\?PnP?\\Notification"
BACK_OFF_S = (0.1, 0.2, 0.4, 0.8, 1.6)
"""Waits before each new look for a service that is gone, the last one repeated."""
CANCEL_AGAIN_S = 0.02
LONGEST_WAIT_S = 86_400.0


class PcscEvents:
    """Implements :class:`binocle.readers.ReaderEvents`; one waits, anybody may close."""

    def __init__(
        self,
        *,
        elapsed: Callable[[], float] = monotonic,
        pause: Callable[[float], object] | None = None,
    ) -> None:
        """Begin to listen at the first :meth:`next`.

        Args:
            elapsed: seconds since an arbitrary start.
            pause: waits so many seconds for a service that is gone; ended early by :meth:`close`
                when absent.
        """
        self._elapsed = elapsed
        self._closed = Event()
        self._pause = pause or self._closed.wait
        self._busy = Lock()
        self._context: int | None = None
        self._lost = False
        self._back_off: Iterator[float] = iter(())
        self._states: dict[str, int] = {}
        self._cards: dict[str, str] = {}
        self._told: deque[tuple[str, str]] = deque()

    def next(self, timeout_s: float) -> tuple[str, str] | None:
        """Return the next thing that happens, or none after ``timeout_s`` seconds or a close.

        Raises:
            PermissionError: the service refuses this user.
        """
        until = self._elapsed() + timeout_s
        with self._busy:
            left_s = timeout_s
            while not self._told and not self._closed.is_set():
                if self._context is None and not self._find_service(left_s):
                    return None
                self._look(max(left_s, 0.0))
                left_s = until - self._elapsed()
                if left_s <= 0:
                    break
            return self._told.popleft() if self._told and not self._closed.is_set() else None

    def close(self) -> None:
        """End it, from any thread; who waits is let go, and nothing is held any more."""
        self._closed.set()
        # A cancel that comes just before the other thread falls asleep is lost: say it again.
        while not self._busy.acquire(timeout=CANCEL_AGAIN_S):
            context = self._context
            if context is not None:
                scard.SCardCancel(context)
        self._release()
        self._busy.release()

    def _release(self) -> None:
        if self._context is not None:
            context, self._context = self._context, None
            scard.SCardReleaseContext(context)

    def _find_service(self, left_s: float) -> bool:
        """Open a context; wait a while first when the service is known to be gone.

        Returns:
            whether there is something to look at or to tell.
        """
        if self._lost:
            pause = min(next(self._back_off), left_s)
            if pause <= 0:
                return False
            self._pause(pause)
            if self._closed.is_set():
                return False
        try:
            self._context = establish()
        except ConnectionError:
            self._lose_service()
            return True
        if self._lost:
            self._lost = False
            self._told.append(("", "service-in"))
        return True

    def _lose_service(self) -> None:
        self._release()
        self._states.clear()
        self._cards.clear()
        if not self._lost:
            self._lost = True
            self._back_off = chain(BACK_OFF_S, repeat(BACK_OFF_S[-1]))
            self._told.append(("", "service-out"))

    def _look(self, left_s: float) -> None:
        """See which readers there are, then sleep until one of them changes."""
        if self._context is None:
            return
        try:
            self._compare(list_readers(self._context))
            if self._told:
                left_s = 0.0
            # The upper half tells how many readers are known: one that came meanwhile is seen.
            known = (PLUG_AND_PLAY, len(self._states) << 16)
            result, seen = scard.SCardGetStatusChange(
                self._context,
                round(min(left_s, LONGEST_WAIT_S) * 1000),
                [known, *self._states.items()],
            )
            if number_of(result) in (CANCELLED, TIMEOUT, UNKNOWN_READER):
                return  # nothing, or a reader that left just now: the list tells it
            require_success(result)
        except (ConnectionError, TimeoutError):
            self._lose_service()
            return
        for name, state, _ in seen[1:]:
            self._take(name, state)

    def _compare(self, names: list[str]) -> None:
        for name in [name for name in self._states if name not in names]:
            self._forget(name)
        for name in names:
            if name not in self._states:
                self._states[name] = scard.SCARD_STATE_UNAWARE
                self._told.append((name, "reader-in"))

    def _forget(self, name: str) -> None:
        if self._cards.pop(name, ""):
            self._told.append((name, "card-out"))
        del self._states[name]
        self._told.append((name, "reader-out"))

    def _take(self, name: str, state: int) -> None:
        """Tell what the new state of a reader says of its card."""
        if state & (scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE):
            self._forget(name)
            return
        before, now = self._cards.get(name, ""), ""
        if state & scard.SCARD_STATE_PRESENT:
            now = "card-mute" if state & scard.SCARD_STATE_MUTE else "card-in"
        swapped = state >> 16 != self._states[name] >> 16
        self._states[name] = state & ~scard.SCARD_STATE_CHANGED
        self._cards[name] = now
        if before and (not now or swapped):
            self._told.append((name, "card-out"))
        if now and (now != before or swapped):
            self._told.append((name, now))
