"""Reads and measures what the scanner gives, in this process."""

from collections.abc import Sequence

from binocle.kernel import Finding
from binocle.scor import ReadPage, ReadScan, ScannedFile

from .likeness import Print
from .limits import ScanLimits, too_big
from .measures import measure
from .pdf import picture_bytes
from .pictures import Picture, UnreadableFile, pages_of

_DEFAULTS = ScanLimits()


class FileReader:
    """Implements :class:`binocle.scor.PageReader`."""

    def __init__(self, limits: ScanLimits = _DEFAULTS) -> None:
        """Take the bounds of a document."""
        self._limits = limits

    def read(self, files: Sequence[ScannedFile]) -> ReadScan:
        """Return the pages of files, in their order; what is wrong is told of every page."""
        refused = too_big(files, self._limits)
        if refused:
            return ReadScan((), (refused,))
        pages: list[ReadPage] = []
        findings: list[Finding] = []
        before: Print | None = None
        for file in files:
            try:
                for found in pages_of(file, self._limits, self._limits.pages - len(pages)):
                    if isinstance(found, Finding):
                        findings.append(found)
                        continue
                    page, before = _measured(found, before)
                    pages.append(page)
            except UnreadableFile as error:
                findings.append(error.finding)
        return ReadScan(() if findings else tuple(pages), tuple(findings))


def _measured(picture: Picture, before: Print | None) -> tuple[ReadPage, Print]:
    found = measure(picture.grey, picture.dpi, before)
    return ReadPage(found.measures, picture_bytes(picture.grey)), found.print
