"""The bench's journal: every exchange, in canonical lines that replay byte for byte.

A line is ``instant hop direction payload``: virtual time in UTC, the hop's name, ``>`` towards the
simulated peer or ``<`` from it (``=`` for a state), and the payload as JSON text or as hex. No
port, path, duration or wall clock enters. Codes of cards never enter: the card face masks them.
"""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

DIRECTIONS = frozenset("<>=")

_NIR = re.compile(r"([1-478][0-9]{4})((?:[0-9]{2}|2[AB])[0-9]{6,})")
"""13 characters or more that may be a NIR, to the end of the run of digits.

Fixed-width files set other digits against a NIR, so a run that could hold one is hidden whole.
"""

_BASE64 = re.compile(r"[A-Za-z0-9+/][A-Za-z0-9+/\s]{18,}={0,2}")
"""What may be base64 and long enough for a NIR; lines may be folded."""


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
        assert hop.split() == [hop], f"a hop is one word: {hop!r}"
        shown = payload.hex() if isinstance(payload, bytes) else _as_json(payload)
        if at is not self._at:  # an exchange is two lines of one instant
            stamp = at.astimezone(UTC).isoformat(timespec="microseconds")
            self._at, self._instant = at, f"{stamp.removesuffix('+00:00')}Z"
        line = f"{self._instant} {hop} {direction} {shown}\n"
        encoded = line.encode()
        if self._file:
            self._file.write(encoded)
        else:
            self._lines.append(line)
        self._digest.update(encoded)

    def sha256(self) -> str:
        """Flush and return the SHA-256 of everything recorded, in hex."""
        self._flush()
        return self._digest.hexdigest()

    def lines(self) -> Iterator[str]:
        """Yield every line, as written."""
        if self.path is None:
            yield from list(self._lines)
            return
        self._flush()
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
        self._open = False
        if self._file:
            self._file.close()

    def _flush(self) -> None:
        if self._file and self._open:
            self._file.flush()


_as_json = json.JSONEncoder(ensure_ascii=False).encode


def _hidden(text: str) -> str:
    """Return the text with sex, year and month of each NIR, and the rest hidden."""
    return _NIR.sub(lambda found: found[1] + "x" * len(found[2]), text)


def _hidden_hex(payload: str) -> str:
    return _hidden(bytes.fromhex(payload).decode("latin-1")).encode("latin-1").hex()


def _hidden_text(payload: str) -> str:
    return _as_json(_hidden(_BASE64.sub(_hidden_base64, json.loads(payload))))


def _hidden_base64(found: re.Match[str]) -> str:
    try:
        content = base64.b64decode(found[0]).decode("latin-1")
    except binascii.Error:
        return found[0]
    hidden = _hidden(content)
    return found[0] if hidden == content else base64.b64encode(hidden.encode("latin-1")).decode()
