"""What comes back, in bulk: returns received, kept, matched and tied, and the audit afterwards.

Input is built beforehand (:mod:`.backlog`); a process of its own does the matching on a real
database file, every return one synced transaction, and says what it took. Beside it stands the
verified reading of the same files, with nothing matched or kept. How the cost grows is judged by
processor time, which neighbours on this machine move little; all else is by the clock on the wall.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from . import matching
from .backlog import build
from .model import Effort, Figure

ENTITIES_PER_SECOND = 1_000_000 / 120
MEMORY_MB = 500
GROWTH = 1.2
AUDIT_MS = 1
"""Milliseconds an invoice: a year's 20,000 in 20 seconds (our own bar)."""
SIZES = ("returns_matched", "returns_matched_100k", "returns_matched_1m")
"""Figures of the sizes of :attr:`Effort.returned`."""


def matched(effort: Effort) -> tuple[Figure, ...]:
    """Measure matching at each size; growth, memory and audit at the largest."""
    runs = [_run(invoices, effort.claims_a_day) for invoices in effort.returned]
    first, last = runs[0], runs[-1]
    return (
        *(
            Figure(
                name,
                value=run["entities"] / run["seconds"],
                unit="entités/s",
                bar=ENTITIES_PER_SECOND,
                baseline=run["entities"] / run["reading"],
            )
            for name, run in zip(SIZES, runs, strict=False)
        ),
        Figure(
            "returns_growth",
            value=1e6 * last["work"] / last["entities"],
            unit="µs/entité",
            bar=GROWTH,
            baseline=1e6 * first["work"] / first["entities"],
            at_most=True,
            on_ratio=True,
        ),
        Figure("returns_memory", value=last["peak_mb"], unit="Mo", bar=MEMORY_MB, at_most=True),
        Figure(
            "returns_audit",
            value=1000 * last["audit"] / last["invoices"],
            unit="ms/facture",
            bar=AUDIT_MS,
            at_most=True,
        ),
    )


def _run(invoices: int, a_day: int) -> dict[str, Any]:
    """Build, match and audit one size.

    Raises:
        ValueError: a return was not matched, or a cent is not explained: no figure then.
    """
    with tempfile.TemporaryDirectory(prefix="binocle-bench-") as name:
        folder = Path(name)
        built = build(folder, invoices, a_day=a_day)
        run = alone("match", folder)
        audit = alone("audit", folder)
    if run["outcomes"] != ["matched"] or audit["unexplained"]:
        raise ValueError(f"{run['outcomes']}, {audit['unexplained']} differences without a cause")
    return {**run, "invoices": invoices, "entities": built.entities, "audit": audit["seconds"]}


def alone(work: str, folder: Path) -> dict[str, Any]:
    """Have the program of :mod:`.matching` do one of its works; return what it took."""
    run = subprocess.run(  # noqa: S603 - our own file
        [sys.executable, "-P", matching.__file__, work, str(folder)],
        capture_output=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(run.stdout)
    return found
