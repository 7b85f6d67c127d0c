"""Status words of the cards (cards sheet 1.11), and the refusal that carries one.

Source: cards sheet 1.11.
"""

DONE = 0x9000
MORE = 0x6100
"""61xx: xx bytes wait."""
TRIES = 0x63C0
"""63Cx: x tries left."""
WRONG_LENGTH = 0x6700
CHANNEL_NOT_SUPPORTED = 0x6881
CHAINING_NOT_SUPPORTED = 0x6884
NOT_ALLOWED = 0x6982
BLOCKED = 0x6983
CONDITIONS_NOT_MET = 0x6985
NO_CURRENT_FILE = 0x6986
BAD_DATA = 0x6A80
FILE_NOT_FOUND = 0x6A82
BAD_P1_P2 = 0x6A86
REFERENCE_NOT_FOUND = 0x6A88
BAD_OFFSET = 0x6B00
WRONG_LE = 0x6C00
"""6Cxx: ask again for xx bytes."""
UNKNOWN_INSTRUCTION = 0x6D00
UNKNOWN_CLASS = 0x6E00
NO_RESPONSE = 0x6F00


class Refusal(Exception):
    """The card says no; ``sw`` is the status word."""

    def __init__(self, sw: int) -> None:
        """Keep the status word."""
        self.sw = sw
        super().__init__(f"{sw:04X}")
