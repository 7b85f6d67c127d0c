"""Reads scans in a process apart, which may be ended: a file comes from outside.

Law of this file: a file that makes the libraries hang, crash or take all memory ends that process,
never the counter; what was asked is then one finding, and the next reading has a new process. One
process serves the whole program, since it takes longer to start than to read a page. It bounds time
and memory; it is no prison: it runs with the user's rights. Source: ours.
"""

import atexit
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from threading import Lock, Timer
from typing import Any

from binocle.kernel import Facts, Finding
from binocle.scor import PageMeasures, ReadPage, ReadScan, ScannedFile

from .frames import Frame, read_frame, write_frame
from .limits import ScanLimits, too_big

_COMMAND = (sys.executable, "-P", "-m", "binocle.adapters.scans.worker")
_WITHOUT_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""Windows would open a console."""
_DEFAULTS = ScanLimits()


class ReadingProcess:
    """A process that reads, started when it is first asked, and anew when it has ended."""

    def __init__(self, command: Sequence[str] = _COMMAND) -> None:
        """Take what starts it."""
        self._command = command
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, head: Mapping[str, object], parts: Sequence[bytes], seconds: int) -> Frame | None:
        """Return the answer; none when the process ended, or had to be ended.

        Args:
            head: of the request.
            parts: of the request.
            seconds: after which it is ended.
        """
        with self._lock:
            try:
                process = self._started()
                watch = Timer(seconds, process.kill)
                watch.daemon = True
                watch.start()
                try:
                    answer = self._exchange(process, head, parts)
                finally:
                    watch.cancel()
            except (OSError, ValueError):  # nobody reads, or what is told is no frame
                answer = None
            if answer is None:
                self._end()
            return answer

    def close(self) -> None:
        """End the process, if there is one; who waits for its answer has none."""
        process = self._process
        if process is not None:
            process.kill()
        with self._lock:
            self._end()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._end()
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            creationflags=_WITHOUT_WINDOW,
        )
        atexit.unregister(self.close)
        atexit.register(self.close)
        return self._process

    def _exchange(
        self, process: subprocess.Popen[bytes], head: Mapping[str, object], parts: Sequence[bytes]
    ) -> Frame | None:
        assert process.stdin is not None, "a pipe"
        assert process.stdout is not None, "a pipe"
        write_frame(process.stdin, head, parts)
        return read_frame(process.stdout)

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        # What is left in the pipes is nobody's; in a fork of ours they would never come to an end.
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                pipe and pipe.close()
        process.wait()


SHARED = ReadingProcess()
"""The one of the whole program."""


class ScanReader:
    """Implements :class:`binocle.scor.PageReader`."""

    def __init__(self, limits: ScanLimits = _DEFAULTS, process: ReadingProcess = SHARED) -> None:
        """Take the bounds of a document, and who reads it."""
        self._limits = limits
        self._process = process

    def read(self, files: Sequence[ScannedFile]) -> ReadScan:
        """Return the pages of files, in their order; what is wrong is told of every page."""
        refused = too_big(files, self._limits)
        if refused:
            return ReadScan((), (refused,))
        names = [file.name for file in files]
        head = {"names": names, "limits": asdict(self._limits)}
        answer = self._process.ask(head, [file.content for file in files], self._limits.seconds)
        if answer is None:
            told: Facts = {"fichiers": ", ".join(names), "secondes": self._limits.seconds}
            return ReadScan((), (Finding("SCOR-LECTURE-ABANDONNEE", "files", told),))
        return _scan_of(*answer)


def _scan_of(head: Mapping[str, Any], pictures: Sequence[bytes]) -> ReadScan:
    measures = [PageMeasures(**each) for each in head["pages"]]
    pages = tuple(ReadPage(*each) for each in zip(measures, pictures, strict=True))
    return ReadScan(pages, tuple(Finding(**each) for each in head["findings"]))
