"""Commands and answers of a card, as ISO 7816-4 writes them.

Law of this file: a command knows its two written forms (short and extended), an answer its status
word; neither knows any card. The data of a command may be a holder's code: it is never in a text.
"""

from dataclasses import dataclass, field, replace

SHORT_DATA = 255
SHORT_LE = 256
LONG_DATA = 65535
LONG_LE = 65536
CHAINING = 0x10
"""Bit of the class byte that says that more pieces of the same command follow (ISO 7816-4)."""
GET_RESPONSE = 0xC0

# Cards sheet 1.11, for developers: the optician reads the notice of a coded error.
STATUS_WORDS = {
    0x6282: "end of file before the asked length",
    0x6300: "failed, no count",
    0x6700: "wrong length",
    0x6881: "channel not supported",
    0x6982: "security condition not met",
    0x6983: "code blocked",
    0x6984: "reference data not usable",
    0x6985: "conditions of use not met",
    0x6986: "no current file",
    0x6A80: "bad data",
    0x6A82: "file not found",
    0x6A83: "record not found",
    0x6A86: "bad P1-P2",
    0x6A88: "reference not found",
    0x6B00: "bad offset",
    0x6D00: "unknown instruction",
    0x6E00: "unknown class",
    0x6F00: "unspecified failure",
    0x9000: "done",
}


@dataclass(frozen=True, kw_only=True)
class Command:
    """One command.

    Attributes:
        data: at most 65535 bytes; kept out of every printed form.
        le: most bytes wanted back, 1 to 65536, or none wanted.
    """

    cla: int
    ins: int
    p1: int
    p2: int
    data: bytes = field(default=b"", repr=False)
    le: int | None = None

    def __post_init__(self) -> None:
        """Hold the limits of the norm."""
        assert not (self.cla | self.ins | self.p1 | self.p2) & ~0xFF
        assert len(self.data) <= LONG_DATA
        assert self.le is None or 1 <= self.le <= LONG_LE

    @classmethod
    def of(cls, header: str, data: bytes = b"", *, le: int | None = None) -> "Command":
        """Make a command from its header as the sheets print it, such as ``00 A4 04 00``."""
        cla, ins, p1, p2 = bytes.fromhex(header)
        return cls(cla=cla, ins=ins, p1=p1, p2=p2, data=data, le=le)

    @property
    def header(self) -> str:
        """The four bytes as the sheets print them; says nothing of the data."""
        return bytes((self.cla, self.ins, self.p1, self.p2)).hex(" ").upper()

    def encode(self) -> bytes:
        """Return the bytes, in the short form whenever it is enough."""
        header = bytes((self.cla, self.ins, self.p1, self.p2))
        if len(self.data) <= SHORT_DATA and (self.le is None or self.le <= SHORT_LE):
            lc = bytes((len(self.data),)) if self.data else b""
            le = b"" if self.le is None else bytes((self.le % SHORT_LE,))
            return header + lc + self.data + le
        lc = len(self.data).to_bytes(2, "big") if self.data else b""
        le = b"" if self.le is None else (self.le % LONG_LE).to_bytes(2, "big")
        return header + b"\0" + lc + self.data + le

    def encode_t0(self) -> bytes:
        """Return the bytes for a card that speaks T=0 only.

        T=0 carries data one way: with data, what is wanted back is left out and the card says
        ``61xx``. It has no extended form either: a longer command goes in :meth:`pieces`.
        """
        assert len(self.data) <= SHORT_DATA, "T=0 takes 255 bytes"
        header = bytes((self.cla, self.ins, self.p1, self.p2))
        if self.data:
            return header + bytes((len(self.data),)) + self.data
        assert self.le is None or self.le <= SHORT_LE, "T=0 gives 256 bytes"
        return header if self.le is None else header + bytes((self.le % SHORT_LE,))

    def pieces(self) -> tuple["Command", ...]:
        """Cut the data in pieces of 255 bytes; all but the last one bear the chaining bit."""
        assert not self.cla & CHAINING, "this command is a piece already"
        parts = [self.data[at : at + SHORT_DATA] for at in range(0, len(self.data), SHORT_DATA)]
        return (
            *(replace(self, cla=self.cla | CHAINING, data=part, le=None) for part in parts[:-1]),
            replace(self, data=parts[-1] if parts else b""),
        )

    def response(self, count: int) -> "Command":
        """Return the command that fetches ``count`` waiting bytes, 256 at most.

        It bears the class of the command, its logical channel included; the chaining bit is only
        for pieces, and no piece has an answer of its own.
        """
        return Command(cla=self.cla & ~CHAINING, ins=GET_RESPONSE, p1=0, p2=0, le=count)


@dataclass(frozen=True)
class Answer:
    """One answer: its data, kept out of every printed form, and its status word."""

    data: bytes = field(repr=False)
    sw: int

    @classmethod
    def parse(cls, raw: bytes) -> "Answer":
        """Split an answer of at least two bytes."""
        assert len(raw) >= 2, "an empty answer is a card that is gone"
        return cls(raw[:-2], int.from_bytes(raw[-2:], "big"))

    @property
    def ok(self) -> bool:
        """Whether the card did it."""
        return self.sw == 0x9000

    @property
    def more(self) -> int | None:
        """How many bytes wait (``61xx``), 256 at most."""
        return (self.sw & 0xFF or SHORT_LE) if self.sw >> 8 == 0x61 else None

    @property
    def right_le(self) -> int | None:
        """The length that should have been asked (``6Cxx``)."""
        return (self.sw & 0xFF or SHORT_LE) if self.sw >> 8 == 0x6C else None

    @property
    def tries_left(self) -> int | None:
        """How many tries a code has left (``63Cx``)."""
        return self.sw & 0x0F if self.sw & 0xFFF0 == 0x63C0 else None

    @property
    def name(self) -> str:
        """The meaning of the status word, for developers."""
        if self.more is not None:
            return "bytes wait"
        if self.right_le is not None:
            return "wrong length, the right one is given"
        if self.tries_left is not None:
            return "wrong code, tries are counted"
        return STATUS_WORDS.get(self.sw, "unknown")


def offers_t1(atr: bytes) -> bool:
    """Say whether a card offers the protocol T=1 (ISO 7816-3: the low half of each TDi).

    A card without any TDi speaks T=0. An ATR that is cut short offers what it had time to say.
    """
    interface = atr[1] >> 4 if len(atr) > 1 else 0
    position = 1
    while interface & 8:
        position += interface.bit_count()
        if position >= len(atr):
            return False
        if atr[position] & 0x0F == 1:
            return True
        interface = atr[position] >> 4
    return False
