"""Scans: read, measured, written as one PDF (extra ``scor``).

Whoever imports this needs the extra; the composition does so only where it serves.
"""

from .limits import ScanLimits
from .pdf import ScanPdfWriter
from .reader import ScanReader

__all__ = ["ScanLimits", "ScanPdfWriter", "ScanReader"]
