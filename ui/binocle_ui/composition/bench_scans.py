"""Scans that a bench can give instead of a scanner: generated, and said so."""

from collections.abc import Sequence
from functools import lru_cache

from binocle.scor import ScannedFile


def sample_kinds() -> Sequence[str]:
    """Return the kinds of generated scans; none where the extra ``scor`` is not installed."""
    try:
        from binocle_simulators.scans.deck import KINDS  # draws with Pillow
    except ImportError:
        return ()
    return tuple(KINDS)


def sample_files(*, seed: int, kind: str, rank: int) -> list[ScannedFile]:
    """Return the pages of one generated scan.

    Args:
        seed: of the bench.
        kind: one of :func:`sample_kinds`.
        rank: which one of its kind, from 0.
    """
    return [
        ScannedFile(f"simule-{kind}-{number}.jpg", page)
        for number, page in enumerate(_pages(seed, kind, rank), start=1)
    ]


@lru_cache(maxsize=32)
def _pages(seed: int, kind: str, rank: int) -> tuple[bytes, ...]:
    """Return the pages of a scan; a bench that begins anew gives the very same ones."""
    from binocle_simulators.scans.deck import scan  # as above

    return scan(seed, kind, rank).pages
