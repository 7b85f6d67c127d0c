"""Scans: read, measured, written as one PDF (extra ``scor``).

Whoever imports this needs the extra; the composition does so only where it serves.
"""

from .apart import ReadingProcess, ScanReader
from .limits import ScanLimits
from .pdf import ScanPdfWriter
from .reader import FileReader

__all__ = ["FileReader", "ReadingProcess", "ScanLimits", "ScanPdfWriter", "ScanReader"]
