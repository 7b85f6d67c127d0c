"""Scans are read in a process apart: what ends it is a finding, and the next reading is well."""

import inspect
import io
import os
import signal
import subprocess
import sys

import pytest
from tests.unit.adapters.bad_files import ENCRYPTED, JPEG, SMALL, pdf

from binocle.adapters.scans import FileReader, ReadingProcess, ScanLimits, ScanReader, apart
from binocle.adapters.scans.frames import Frame, read_frame, write_frame
from binocle.adapters.scans.worker import bound_memory, serve
from binocle.scor import ScannedFile

FILES = [ScannedFile("a.jpg", JPEG), ScannedFile("b.pdf", pdf(2)), ScannedFile("é.png", SMALL)]


@pytest.mark.parametrize("files", [FILES, [*FILES, ScannedFile("c.pdf", ENCRYPTED)]])
def test_what_is_read_apart_is_what_is_read_here(files: list[ScannedFile]) -> None:
    assert ScanReader().read(files) == FileReader().read(files)


def test_the_bounds_go_with_what_is_asked() -> None:
    (told,) = ScanReader(ScanLimits(pages=1)).read(FILES).findings[:1]
    assert (told.code, told.facts["maximum"]) == ("SCOR-TROP-DE-PAGES", 1)
    (told,) = ScanReader(ScanLimits(bytes=10)).read(FILES).findings
    assert told.code == "SCOR-FICHIER-TROP-GROS"


@pytest.mark.parametrize(
    "program",
    [
        "raise SystemExit(3)",
        "import time; time.sleep(600)",
        "import sys; sys.stdout.write('no frame, whatever its length may be: ' * 9)",
        "import sys; sys.stdin.buffer.read(9); sys.stdout.write('half')",
    ],
)
def test_a_process_that_ends_or_hangs_is_a_finding(program: str) -> None:
    process = ReadingProcess((sys.executable, "-c", program))
    try:
        found = ScanReader(ScanLimits(seconds=1), process).read(FILES)
    finally:
        process.close()
    assert found.pages == ()
    (told,) = found.findings
    assert told.code == "SCOR-LECTURE-ABANDONNEE"
    assert told.facts == {"fichiers": "a.jpg, b.pdf, é.png", "secondes": 1}


def test_a_program_that_is_not_there_is_a_finding() -> None:
    found = ScanReader(process=ReadingProcess(("/nowhere/to/be/found",))).read(FILES)
    assert [told.code for told in found.findings] == ["SCOR-LECTURE-ABANDONNEE"]


def test_after_its_end_another_process_reads() -> None:
    assert ScanReader().read(FILES[:1]).findings == ()
    apart.SHARED.close()
    assert ScanReader().read(FILES[:1]).findings == ()


def test_a_fork_reads_with_a_process_of_its_own() -> None:
    """It has our pipes, not our process: it must neither use it nor wait for it."""
    assert ScanReader().read(FILES[:1]).findings == ()
    if (child := os.fork()) == 0:
        signal.alarm(60)
        os._exit(len(ScanReader().read(FILES[:1]).pages))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1
    assert ScanReader().read(FILES[:1]).findings == ()


def test_the_process_has_no_more_memory_than_it_is_given() -> None:
    program = "import sys\nfrom contextlib import suppress\n" + inspect.getsource(bound_memory)
    program += "bound_memory(2**30)\nbytearray(2**30)\n"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert b"MemoryError" in done.stderr


def test_a_frame_is_read_as_it_was_written_and_a_part_of_one_is_none() -> None:
    held = io.BytesIO()
    write_frame(held, {"names": ["é"]}, [b"", b"12345"])
    whole = held.getvalue()
    assert read_frame(io.BytesIO(whole)) == ({"names": ["é"]}, [b"", b"12345"])
    assert all(read_frame(io.BytesIO(whole[:cut])) is None for cut in range(len(whole)))


def test_who_serves_answers_each_request_until_there_is_none() -> None:
    asked, told = io.BytesIO(), io.BytesIO()
    for _ in range(2):
        write_frame(asked, {"names": ["a"], "limits": {}}, [b"?"])
    asked.seek(0)
    serve(asked, told)
    told.seek(0)
    finding = {"code": "SCOR-FORMAT-INCONNU", "subject": "a", "facts": {"fichier": "a"}}
    answer: Frame = ({"findings": [finding], "pages": []}, [])
    assert [read_frame(told), read_frame(told), read_frame(told)] == [answer, answer, None]
