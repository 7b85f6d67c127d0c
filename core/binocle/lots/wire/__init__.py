"""B2 files: read and verified in the edition of each lot, written in ours.

Law of this folder: one module an edition, its stamp in its name, and a row in :data:`EDITIONS`; the
stamp of a lot's type 1 chooses, and an edition without a row is refused, never guessed.
"""

from .edition import Edition, edition
from .edition_062007 import EDITION as WRITTEN
from .edition_062007 import LotEnd, LotStart
from .frame import FileEnd, FileStart
from .reading import EDITIONS, read_b2, write_b2

BY_FIRST = WRITTEN.by_first
"""Record of a first character, in the edition that we write."""
BY_COMPLEMENT = WRITTEN.by_complement
"""Record of a first character and a complement (position 36), in the edition that we write."""

__all__ = [
    "BY_COMPLEMENT",
    "BY_FIRST",
    "EDITIONS",
    "WRITTEN",
    "Edition",
    "FileEnd",
    "FileStart",
    "LotEnd",
    "LotStart",
    "edition",
    "read_b2",
    "write_b2",
]
