"""A secret code and its counter, as a card keeps them (cards sheet 1.10, "code life cycle").

Law of this file: three wrong codes in a row block the code; a right one gives the three tries back;
only the unblocking code, which has its own counter, opens it again. Counters survive a reset.
Source: cards sheet 1.10.
"""

from dataclasses import dataclass, field

from . import status
from .status import Refusal


@dataclass
class Code:
    """One code.

    Attributes:
        value: the digits that open it.
        tries: how many wrong ones in a row block it.
    """

    value: bytes = field(repr=False)
    tries: int = 3
    left: int = field(init=False)

    def __post_init__(self) -> None:
        """Start with all tries left."""
        self.left = self.tries

    def present(self, typed: bytes) -> None:
        """Compare; count down when wrong, start the count again when right.

        Raises:
            Refusal: 6983 when blocked, 63Cx when wrong, 6700 when the length is wrong: that
                one is not counted (assumed).
        """
        if not self.left:
            raise Refusal(status.BLOCKED)
        if len(typed) != len(self.value):
            raise Refusal(status.WRONG_LENGTH)
        if typed != self.value:
            self.left -= 1
            raise Refusal(status.TRIES | self.left)
        self.left = self.tries

    def replace(self, value: bytes) -> None:
        """Take a new value of the same length, with all its tries.

        Raises:
            Refusal: 6700 or 6A80, the new value is not as many digits (assumed).
        """
        self.check(value)
        self.value, self.left = value, self.tries

    def check(self, value: bytes) -> None:
        """Refuse what could not be a value of this code."""
        if len(value) != len(self.value):
            raise Refusal(status.WRONG_LENGTH)
        if not value.isdigit():
            raise Refusal(status.BAD_DATA)
