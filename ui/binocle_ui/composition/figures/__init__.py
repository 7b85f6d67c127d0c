"""The figures that ``binocle bench`` prints: each measured against its bar, in one run.

Law of this package: a measure does the real work of the product, nothing is skipped for speed;
where a bare baseline exists it is measured in the same run, so that the ratios of two machines can
be compared.
"""

from collections.abc import Callable, Mapping

from . import apdu, claims, follow_up, readers, returns, rights, scans, start, wire
from .model import FULL, QUICK, WHOLE, Effort, Figure

MEASURES: Mapping[str, Callable[[Effort], tuple[Figure, ...]]] = {
    "apdu_pcsc": apdu.exchanges,
    "apdu_quick_ack": apdu.quick_ack,
    "apdu_pcsc_8": readers.exchanges_8,
    "apdu_in_process": apdu.in_process,
    "vitale_pcsc": readers.reading,
    "insertion_noticed": readers.insertion,
    "cycles_8": readers.cycles,
    "rate_check_in_process": rights.checks,
    "claim_in_process": claims.rate,
    "claim_growth": claims.growth,
    "follow_up": follow_up.tabs,
    "returns_matched": returns.matched,
    "b2_decode": wire.b2,
    "noemie_decode": wire.noemie,
    "scan_page": scans.page,
    "bench_fresh": start.fresh,
    "bench_reset": start.reset,
    "bench_sockets": start.sockets,
}
"""Measures by name, in the order of the table; a measure may give a second figure."""

__all__ = ["FULL", "MEASURES", "QUICK", "WHOLE", "Effort", "Figure"]
