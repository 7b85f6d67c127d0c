r"""Logs without people: what is written holds no code, no NIR, no certificate and no phone's code.

Law of this file: redaction is the last step before writing, over the whole text of the record, its
arguments and its tracebacks included; no level and no setting turns it off. It prefers to hide a
number too many. A new form of a secret is a new row of :data:`RULES`.

The bytes of a command are looked for in the three forms that Python programs print: hexadecimal
with or without separators, lists of decimal numbers, and the literal of ``bytes``, where the
instructions 20, 24 and 2C show as a space, ``$`` and a comma.
"""

import logging
import re
from pathlib import Path

from binocle.kernel import Clock

_GAP = r"[ .\u00a0\u202f]?"
_HEX_GAP = r"(?:, ?0x|[ :,-]|0x)?"
_ASCII_DIGIT = rf"{_HEX_GAP}3[0-9]"

RULES: tuple[tuple[str, re.Pattern[str], str], ...] = (
    (
        "PEM block",
        re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----.*?(?:-----END \1-----|\Z)", re.DOTALL),
        r"[\1]",
    ),
    ("DER in base64", re.compile(r"\bMI[A-Za-z0-9+/]{2}(?:[A-Za-z0-9+/]|\s){36,}={0,2}"), "[DER]"),
    (
        "code in a command, hexadecimal",
        re.compile(
            rf"((?:20|24|2C){_HEX_GAP}[0-9A-F]{{2}}{_HEX_GAP}[0-9A-F]{{2}}"
            rf"{_HEX_GAP}(?:04|08|0C))(?:{_ASCII_DIGIT}){{4,12}}",
            re.IGNORECASE,
        ),
        r"\1 [code]",
    ),
    (
        "code in a command, decimal numbers",
        re.compile(
            r"\b((?:32|36|44), ?\d{1,3}, ?\d{1,3}, ?(?:4|8|12))(?:, ?(?:4[89]|5[0-7])){4,12}\b"
        ),
        r"\1, [code]",
    ),
    (
        "code in a command, literal of bytes",
        re.compile(r"([ $,](?:\\x[0-9a-f]{2}|.){2}\\x0[48c])\d{4,12}"),
        r"\1[code]",
    ),
    (
        "code after its name",
        re.compile(r"\b(code|pin|puk)(\W{1,3})(?:\d{8}|\d{4})\b", re.IGNORECASE),
        r"\1\2[code]",
    ),
    (
        "NIR, its groups apart or not",
        re.compile(
            rf"(?<!\d)[1-478]{_GAP}\d\d{_GAP}\d\d{_GAP}(?:\d\d|2[AB]){_GAP}\d{{3}}{_GAP}\d{{3}}"
            rf"(?:{_GAP}\d\d)?(?!\d)",
        ),
        "[NIR]",
    ),
    (
        "NIR in the hexadecimal of a file",
        re.compile(rf"\b3[1-478](?:{_ASCII_DIGIT}|{_HEX_GAP}4[12]){{12,14}}", re.IGNORECASE),
        "[NIR]",
    ),
    ("digits that may hold a NIR, as records do", re.compile(r"\d{16,}"), "[digits]"),
    (
        "what a phone shows: it serves once, in anybody's hand",
        re.compile(r"APCV-[A-Z]{1,20}:\d:[A-Z2-7]{8,}(?::[0-9A-F]{4})?"),
        "[APCV]",
    ),
)


def redact(text: str) -> str:
    """Return ``text`` with every code, NIR and certificate replaced by its kind in brackets."""
    for _, pattern, shown in RULES:
        text = pattern.sub(shown, text)
    return text


class RedactingFormatter(logging.Formatter):
    """The only formatter of the product; every handler carries one."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the finished text of a record, redacted."""
        return redact(super().format(record))


class LogFile:
    """The program's log in a file; every record carries the instant of the injected clock."""

    def __init__(self, path: Path, clock: Clock) -> None:
        """Start to write what ``binocle`` says to a file, made if absent."""
        self._handler = logging.FileHandler(path, encoding="utf-8")
        self._handler.setFormatter(RedactingFormatter("%(instant)s %(levelname)s %(message)s"))
        self._handler.addFilter(_Instant(clock))
        self._logger = logging.getLogger("binocle")
        self._logger.setLevel(logging.INFO)
        self._logger.addHandler(self._handler)

    def close(self) -> None:
        """Stop writing and close the file."""
        self._logger.removeHandler(self._handler)
        self._handler.close()


class _Instant(logging.Filter):
    """Gives a record the instant of a clock of ours: the machine's own is not asked."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock

    def filter(self, record: logging.LogRecord) -> bool:
        record.instant = self._clock.now().isoformat(timespec="milliseconds")
        return True
