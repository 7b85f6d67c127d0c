"""The engine of the readers: started, restarted from the product, and its printed checks (LEC-08).

Law of this file: to restart is to let everything go, sessions and events, and to begin again with a
fresh link to the service; nothing of the former one is used. The printed checks are walked in their
order and stop at the first that fails: what comes after it depends on it.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from types import TracebackType

from binocle.kernel import BinocleError, Finding

from .model import ReaderEvent, ReaderSetup, Role
from .ports import ReaderEvents, WatchedReaders
from .session import CardSession, open_session


class Step(Enum):
    """The printed checks, in their order."""

    REPLUG = "replug"
    """The reader is plugged again, and the CPS put back."""
    CPS_DATA = "cps-data"
    """The data of the CPS are shown."""
    VPN = "vpn"
    """The VPN says ``Connecté``."""
    ENGINE = "engine"
    """The engine runs."""


@dataclass(frozen=True)
class StepDone:
    """One check that was made; ``finding`` says why it failed, when it did."""

    step: Step
    finding: Finding | None


Checking = Callable[[], Finding | None]


def walk(checks: Mapping[Step, Checking]) -> tuple[StepDone, ...]:
    """Make the checks in their printed order, up to the first that fails.

    Args:
        checks: what makes each of them; every step is there.

    Raises:
        KeyError: a step has no check.
    """
    done: list[StepDone] = []
    for step in Step:
        finding = checks[step]()
        done.append(StepDone(step, finding))
        if finding is not None:
            break
    return tuple(done)


class ReaderEngine:
    """Sessions and events of one shop; a context manager that lets them all go."""

    def __init__(self, readers: WatchedReaders, setup: ReaderSetup) -> None:
        """Begin with nothing open."""
        self._readers = readers
        self._setup = setup
        self._sessions: list[CardSession] = []
        self._events: ReaderEvents | None = None

    def open(self, role: Role) -> CardSession:
        """Power the card of a role; the session ends with the engine at the latest.

        Raises:
            BinocleError: as :func:`~binocle.readers.open_session`.
        """
        session = open_session(self._readers, self._setup, role)
        self._sessions.append(session)
        return session

    def next_event(self, timeout_s: float) -> ReaderEvent | None:
        """Return the next thing that happens, or none in so many seconds or after a restart.

        Raises:
            PermissionError: access to the service is refused.
        """
        if self._events is None:
            self._events = self._readers.events()
        told = self._events.next(timeout_s)
        return ReaderEvent.of(told) if told else None

    def running(self) -> Finding | None:
        """Say why the engine does not run, or nothing when it does."""
        try:
            self._readers.names()
        except PermissionError:
            return Finding("LEC-SERVICE-INTERDIT", Step.ENGINE.value)
        except (ConnectionError, TimeoutError):
            return Finding("LEC-SERVICE-ABSENT", Step.ENGINE.value)
        return None

    def replugged(self) -> Finding | None:
        """Say why the CPS is not in its reader, or nothing when it is."""
        try:
            open_session(self._readers, self._setup, Role.CPS).close()
        except BinocleError as error:
            return Finding(error.code, Step.REPLUG.value, error.facts)
        return None

    def checks(self, *, cps_data: Checking, vpn: Checking) -> Mapping[Step, Checking]:
        """Return the printed checks; the two that are not the readers' are brought."""
        return {
            Step.REPLUG: self.replugged,
            Step.CPS_DATA: cps_data,
            Step.VPN: vpn,
            Step.ENGINE: self.running,
        }

    def restart(self) -> Finding | None:
        """Let everything go and begin again; say why the engine does not run, if it does not."""
        self.close()
        return self.running()

    def close(self) -> None:
        """End every session and the events; whoever waits for an event is let go."""
        events, self._events = self._events, None
        if events is not None:
            events.close()
        sessions, self._sessions = self._sessions, []
        for session in sessions:
            with suppress(PermissionError):  # a card that another program holds is let go by it
                session.close()

    def __enter__(self) -> "ReaderEngine":
        """Return the engine."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close, whatever happened."""
        self.close()
