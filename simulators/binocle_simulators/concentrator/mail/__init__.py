"""The concentrator by mail: SMTP in, POP3 out, in front of the same files and boxes as HTTP."""

from .front_end import LOSSES, BoxInUse, FrontEnd
from .reading import IllFormed
from .writing import FAILURES, UNKNOWN

__all__ = ["FAILURES", "LOSSES", "UNKNOWN", "BoxInUse", "FrontEnd", "IllFormed"]
