"""The process that reads scans: asked on its input, answers on its output, ends with its input.

Law of this file: it has a memory of its own, bounded where the system can (Linux, macOS partly;
Windows has no such bound). What it cannot bear ends it, and the program says so. Bounds are ours
(assumed).
"""

import signal
import sys
from contextlib import suppress
from dataclasses import asdict
from typing import IO

import cv2

from binocle.scor import ScannedFile

from .frames import read_frame, write_frame
from .limits import ScanLimits
from .reader import FileReader

MEMORY = 3 * 1024 * 1024 * 1024
"""Bytes of address space; the largest page that is read takes less than a third of them."""


def bound_memory(most: int) -> None:
    """Refuse memory to this process beyond so many bytes, where the system can."""
    if sys.platform == "win32":
        return
    import resource

    with suppress(ValueError, OSError):  # the system has a lower bound, or none of this kind
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def serve(asked: IO[bytes], told: IO[bytes]) -> None:
    """Read what is asked until nobody asks any more."""
    while request := read_frame(asked):
        head, parts = request
        files = [ScannedFile(*file) for file in zip(head["names"], parts, strict=True)]
        scan = FileReader(ScanLimits(**head["limits"])).read(files)
        answer = {
            "findings": [
                {"code": each.code, "subject": each.subject, "facts": dict(each.facts)}
                for each in scan.findings
            ],
            "pages": [asdict(page.measures) for page in scan.pages],
        }
        write_frame(told, answer, [page.picture for page in scan.pages])


def main() -> None:
    """Serve the program that started this process; it alone hears the keyboard."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    bound_memory(MEMORY)
    cv2.setNumThreads(1)
    with suppress(BrokenPipeError):
        serve(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()
