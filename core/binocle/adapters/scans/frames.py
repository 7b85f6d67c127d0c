"""What the program and the process that reads for it say to each other.

Law of this file: a frame is a head of JSON and parts of bytes, their lengths told first. Nothing
that runs is ever made of what is read: the process has handled files from outside. Source: ours.
"""

import json
from collections.abc import Mapping, Sequence
from typing import IO, Any, TypeAlias

Frame: TypeAlias = tuple[dict[str, Any], list[bytes]]
"""A head, and parts."""

_LENGTH = 8
"""Bytes that tell the length of a head."""


def write_frame(stream: IO[bytes], head: Mapping[str, object], parts: Sequence[bytes]) -> None:
    """Say a frame.

    Raises:
        OSError: nobody reads.
    """
    told = json.dumps({"head": head, "lengths": [len(part) for part in parts]}).encode()
    for each in (len(told).to_bytes(_LENGTH), told, *parts):
        stream.write(each)
    stream.flush()


def read_frame(stream: IO[bytes]) -> Frame | None:
    """Return the next frame; none when the other side has ended, even within one."""
    start = stream.read(_LENGTH)
    told = stream.read(int.from_bytes(start)) if len(start) == _LENGTH else b""
    if not told or len(told) < int.from_bytes(start):
        return None
    frame = json.loads(told)
    parts = [stream.read(length) for length in frame["lengths"]]
    if [len(part) for part in parts] != frame["lengths"]:
        return None
    return frame["head"], parts
