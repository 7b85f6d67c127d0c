"""The bench's journal: every exchange, in canonical lines that replay byte for byte.

A line is ``instant hop direction payload``: virtual time in UTC, the hop's name, ``>`` towards the
simulated peer or ``<`` from it (``=`` for a state), and the payload as JSON text or as hex. No
port, path, duration or wall clock enters. Codes of cards never enter: the card face masks them.
Source: ours; no rule of a peer.
"""

import base64
import binascii
import hashlib
import json
import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

DIRECTIONS = frozenset("<>=")

BLOCK = 64
"""Lines that are encoded and written together; a reader of the journal never misses one."""

_NIR = re.compile(r"([1-478][0-9]{4})((?:[0-9]{2}|2[AB])[0-9]{6,})")
"""13 characters or more that may be a NIR, to the end of the run of digits.

Fixed-width files set other digits against a NIR, so a run that could hold one is hidden whole.
"""

_BASE64 = re.compile(r"[A-Za-z0-9+/][A-Za-z0-9+/\s]{18,}={0,2}")
"""What may be base64 and long enough for a NIR; lines may be folded."""

_EMPTY_LINE = re.compile(r"(\r?\n\r?\n)")
"""What ends folded base64; the header before it may end with letters of that alphabet."""


class Journal:
    """Appends lines to a file, or keeps them in memory when no file is given."""

    def __init__(self, path: Path | None = None) -> None:
        """Start an empty journal.

        Args:
            path: the file to write; its folder exists.
        """
        self.path = path
        self._open = True
        self._digest = hashlib.sha256()
        self._at: datetime | None = None
        self._instant = ""
        self._lines: list[str] = []
        self._fresh: list[str] = []
        self._lock = threading.Lock()
        self._hops: set[str] = set()
        self._file: IO[bytes] | None = path.open("wb") if path else None

    def record(self, at: datetime, hop: str, direction: str, payload: bytes | str) -> None:
        """Append one exchange; bytes are written as hex, text as one JSON string.

        Args:
            at: an aware instant.
            hop: who speaks with whom, such as ``apdu:cps``: one word.
            direction: one of :data:`DIRECTIONS`.
            payload: what was said.
        """
        assert self._open, "the journal is closed"
        assert direction in DIRECTIONS, direction
        if hop not in self._hops:
            assert hop.split() == [hop], f"a hop is one word: {hop!r}"
            self._hops.add(hop)
        shown = payload.hex() if isinstance(payload, bytes) else _as_json(payload)
        if at is not self._at:  # an exchange is two lines of one instant
            stamp = at.astimezone(UTC).isoformat(timespec="microseconds")
            self._at, self._instant = at, f"{stamp.removesuffix('+00:00')}Z"
        line = f"{self._instant} {hop} {direction} {shown}\n"
        with self._lock:  # somebody may read meanwhile, without the lock of the world
            self._fresh.append(line)
            if len(self._fresh) >= BLOCK:
                self._settle()

    @property
    def hops(self) -> frozenset[str]:
        """Every hop that was recorded."""
        return frozenset(self._hops)

    def sha256(self) -> str:
        """Flush and return the SHA-256 of everything recorded, in hex."""
        self._flush()
        return self._digest.hexdigest()

    def lines(self) -> Iterator[str]:
        """Yield every line, as written."""
        self._flush()
        if self.path is None:
            yield from list(self._lines)
            return
        with self.path.open(encoding="utf-8", newline="\n") as written:
            yield from written

    def shown(self) -> Iterator[str]:
        """Yield every line with its NIR hidden, for a screen or a report.

        Looked for in text, in the bytes of an exchange and in base64. A NIR that a card cuts
        between two answers is not seen.
        """
        for line in self.lines():
            instant, hop, direction, payload = line.rstrip("\n").split(" ", 3)
            hidden = _hidden_text(payload) if payload[:1] == '"' else _hidden_hex(payload)
            yield f"{instant} {hop} {direction} {hidden}\n"

    def close(self) -> None:
        """Close the file; nothing can be recorded after, all can still be read."""
        with self._lock:
            self._settle()
            self._open = False
            if self._file:
                self._file.close()

    def _flush(self) -> None:
        with self._lock:
            self._settle()
            if self._file and self._open:
                self._file.flush()

    def _settle(self) -> None:
        """Take the fresh lines into the file, or the memory, and into the digest."""
        if not self._fresh:
            return
        encoded = "".join(self._fresh).encode()
        self._digest.update(encoded)
        if self._file:
            self._file.write(encoded)
        else:
            self._lines += self._fresh
        self._fresh.clear()


_as_json = json.JSONEncoder(ensure_ascii=False).encode


def _hidden(text: str) -> str:
    """Return the text with sex, year and month of each NIR, and the rest hidden."""
    return _NIR.sub(lambda found: found[1] + "x" * len(found[2]), text)


def _hidden_hex(payload: str) -> str:
    return _hidden(bytes.fromhex(payload).decode("latin-1")).encode("latin-1").hex()


def _hidden_text(payload: str) -> str:
    blocks = _EMPTY_LINE.split(json.loads(payload))
    return _as_json(_hidden("".join(_BASE64.sub(_hidden_base64, block) for block in blocks)))


def _hidden_base64(found: re.Match[str]) -> str:
    try:
        content = base64.b64decode(found[0]).decode("latin-1")
    except binascii.Error:
        return found[0]
    hidden = _hidden(content)
    return found[0] if hidden == content else base64.b64encode(hidden.encode("latin-1")).decode()
