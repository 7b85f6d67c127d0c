"""The workstation of a run: one desk at a time, opened again when a setting or a crash asks for it.

Law of this file: every page looks at the desk of the moment; none keeps one.
"""

from dataclasses import dataclass, field
from pathlib import Path

from binocle_simulators.bench import Bench

from .desk import SimulatedDesk, open_desk


@dataclass
class Workstation:
    """A bench, a folder, and the shop's program over them."""

    bench: Bench
    folder: Path
    desk: SimulatedDesk = field(init=False)

    def __post_init__(self) -> None:
        """Open the desk."""
        self.desk = open_desk(self.bench, self.folder)

    def reopen(self) -> None:
        """Start the program again on its database: what was typed and not stored is gone."""
        self.desk.close()
        self.desk = open_desk(self.bench, self.folder)

    def close(self) -> None:
        """Close the desk; the bench goes on."""
        self.desk.close()
