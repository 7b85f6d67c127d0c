"""Checking a scanned page: reading, measuring and making its picture, beside bare decoding.

The page is an A4 at 200 dpi with a page before it, so that every measure is taken; one core.
"""

from statistics import median

from binocle.scor import ScannedFile

from .model import Effort, Figure, seconds

PAGE_MS = 250


def page(effort: Effort) -> tuple[Figure, ...]:
    """Measure the check of a page; nothing where the extra ``scor`` is not installed."""
    try:
        import cv2
        import numpy as np

        from binocle.adapters.scans import ScanReader
    except ImportError:
        return ()
    from binocle_simulators.scans.deck import scan

    cv2.setNumThreads(1)
    pages = scan(1, "neighbours", 0).pages
    files = [ScannedFile(f"{rank}.jpg", held) for rank, held in enumerate(pages)]
    reader = ScanReader()

    def bare() -> None:
        for held in pages:
            cv2.imdecode(np.frombuffer(held, np.uint8), cv2.IMREAD_GRAYSCALE)

    times = [(seconds(lambda: reader.read(files)), seconds(bare)) for _ in range(effort.repeats)]
    checked, decoded = (1000 * median(each) / len(pages) for each in zip(*times, strict=True))
    return (
        Figure("scan_page", value=checked, unit="ms", bar=PAGE_MS, baseline=decoded, at_most=True),
    )
