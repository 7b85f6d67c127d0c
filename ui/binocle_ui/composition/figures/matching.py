"""A program of its own that matches the returns of a folder, or audits its database; nothing else.

Called as ``python -P matching.py match FOLDER`` or ``… audit FOLDER``, as a file and not as a
module, so that it holds the production code and no more; it prints what it took, as JSON.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time

from binocle.adapters.sqlite import (
    Session,
    SqliteFseStore,
    SqliteLotStore,
    SqliteReturnStore,
    open_engine,
)
from binocle.kernel import SafeHazards, Severity
from binocle.lots import ArrivedReturn, Auditor, ReturnService, tell_return

DATABASE = "binocle.sqlite"
RETURNS = "returns"
"""Folder of the payers' files, beside the database."""

LATER = datetime(2035, 1, 2, 8, tzinfo=UTC)
"""When the returns come: after every day of the longest measure."""


class Folder:
    """Returns that wait in a folder, one a file; implements :class:`binocle.lots.Inbox`."""

    def __init__(self, path: Path) -> None:
        """Stand before the folder."""
        self._path = path
        self._taken: set[str] = set()

    @contextmanager
    def opened(self) -> Iterator["Folder"]:
        """Open it."""
        yield self

    def arrived(self) -> Iterator[ArrivedReturn]:
        """Yield what waits, by name, one file read at a time."""
        for name in sorted({file.name for file in self._path.iterdir()} - self._taken):
            yield ArrivedReturn(name, "RSP", name, (self._path / name).read_bytes())

    def acknowledge(self, id: str) -> None:
        """Have it wait no more; its file stays."""
        self._taken.add(id)


class Later:
    """The time at which the returns come."""

    def now(self) -> datetime:
        """Return it."""
        return LATER

    def elapsed(self) -> float:
        """Return nothing: durations are measured from outside."""
        return 0.0


def peak_mb() -> float:
    """Return the most memory that this program ever held, in megabytes.

    The kernel's count of this program alone: that of ``getrusage`` is never below what the program
    that started it held.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def match(folder: Path) -> Mapping[str, object]:
    """Receive and treat what waits, beside a reading of the same files that keeps nothing."""
    inbox = Folder(folder / RETURNS)
    begun = perf_counter()
    for arrived in inbox.arrived():
        for _ in tell_return((arrived.content,)):
            pass
    read = perf_counter() - begun
    heard = 0

    def hear(_: str) -> None:
        nonlocal heard
        heard += 1

    session = Session(open_engine(folder / DATABASE), told=hear)
    invoices = SqliteFseStore(session)
    lots = SqliteLotStore(session, invoices)
    service = ReturnService(
        lots=lots,
        returns=SqliteReturnStore(session, invoices),
        inbox=inbox,
        clock=Later(),
        hazards=SafeHazards(),
        partner=lots.lots()[0].key.partner,
    )
    begun, worked = perf_counter(), process_time()
    service.receive()
    outcomes = sorted({each.outcome for each in service.treat()})
    took, work = perf_counter() - begun, process_time() - worked
    session.close()
    return {
        "seconds": took,
        "work": work,
        "reading": read,
        "peak_mb": peak_mb(),
        "outcomes": outcomes,
        "changes": heard,
    }


def audit(folder: Path) -> Mapping[str, object]:
    """Recompute every cent from the journal and the bytes."""
    session = Session(open_engine(folder / DATABASE))
    auditor = Auditor(invoices=SqliteFseStore(session), returns=_returns(session))
    begun = perf_counter()
    found = [finding.severity for finding in auditor.findings()]
    took = perf_counter() - begun
    session.close()
    unexplained = sum(severity is not Severity.WARNS for severity in found)
    return {
        "seconds": took,
        "unexplained": unexplained,
        "explained": len(found) - unexplained,
        "peak_mb": peak_mb(),
    }


def _returns(session: Session) -> SqliteReturnStore:
    return SqliteReturnStore(session, SqliteFseStore(session))


WORKS = {"match": match, "audit": audit}

if __name__ == "__main__":
    sys.stdout.write(json.dumps(WORKS[sys.argv[1]](Path(sys.argv[2]))))
