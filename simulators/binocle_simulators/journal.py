"""The bench's journal: every exchange, in canonical lines that replay byte for byte.

A line is ``instant hop direction payload``: virtual time in UTC, the hop's name, ``>`` towards the
simulated peer or ``<`` from it (``=`` for a state), and the payload as JSON text or as hex. No port,
path, duration or wall clock enters. Codes of cards never enter: the card face masks them.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

_NIR = re.compile(r"(?<!\d)([1-478]\d{4})(\d{7,8})(\d{2})?(?!\d)")


class Journal:
    """Appends lines to a file, or keeps them in memory when no file is given."""

    def __init__(self, path: Path | None = None) -> None:
        """Start an empty journal.

        Args:
            path: the file to write; its folder exists.
        """
        self.path = path
        self._digest = hashlib.sha256()
        self._lines: list[str] = []
        self._file: IO[bytes] | None = path.open("wb") if path else None

    def record(self, at: datetime, hop: str, direction: str, payload: bytes | str) -> None:
        """Append one exchange; bytes are written as hex, text as one JSON string."""
        assert direction in "<>=", direction
        shown = (
            payload.hex() if isinstance(payload, bytes) else json.dumps(payload, ensure_ascii=False)
        )
        instant = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        line = f"{instant} {hop} {direction} {shown}\n"
        encoded = line.encode()
        self._digest.update(encoded)
        if self._file:
            self._file.write(encoded)
        else:
            self._lines.append(line)

    def sha256(self) -> str:
        """Flush and return the SHA-256 of everything recorded, in hex."""
        if self._file:
            self._file.flush()
        return self._digest.hexdigest()

    def lines(self) -> Iterator[str]:
        """Yield every line, as written."""
        if self.path and self._file:
            self._file.flush()
            with self.path.open(encoding="utf-8") as written:
                yield from written
        else:
            yield from list(self._lines)

    def shown(self) -> Iterator[str]:
        """Yield every line with its NIR hidden, for a screen or a report."""
        for line in self.lines():
            yield _NIR.sub(lambda m: m[1] + "x" * len(m[2]) + (m[3] or ""), line)

    def close(self) -> None:
        """Close the file; nothing can be recorded after."""
        if self._file:
            self._file.close()
