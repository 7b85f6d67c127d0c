"""The page of the CPS (CPS-03, CPS-05)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from binocle_ui.catalogue import Notice

from .claim import BlockView


@dataclass(frozen=True)
class SituationView:
    """One place and way of exercise; numbers may be missing in between."""

    number: int
    structure: str
    billing: str
    speciality: str
    convention: str
    tariff_zone: str
    may_sign_fse: bool
    may_sign_lots: bool


@dataclass(frozen=True)
class CpsView:
    """The CPS in its reader.

    Attributes:
        blocks: holder and card, field by field.
        tries_left: of the holder's code; 0 is a blocked card.
        portal: where a lost unblocking letter is asked for.
        notices: why the card cannot serve, or what to know of it.
    """

    blocks: tuple[BlockView, ...]
    situations: tuple[SituationView, ...]
    tries_left: int
    is_verified: bool
    portal: str
    notices: tuple[Notice, ...] = ()

    @property
    def is_blocked(self) -> bool:
        """Whether the code must be unblocked before anything is signed."""
        return self.tries_left == 0


class CpsPage(Protocol):
    """What the page of the CPS may ask; any call may raise a ``BinocleError``, which is shown."""

    def view(self) -> CpsView:
        """Read the card, without costing a try."""
        ...

    def unblock(self, form: Mapping[str, str]) -> None:
        """Unblock: ``deblocage``, then the new code twice, ``nouveau`` and ``encore``."""
        ...

    def change_code(self, form: Mapping[str, str]) -> None:
        """Change the code: ``code``, then the new one twice, ``nouveau`` and ``encore``."""
        ...
