"""The bench on real PC/SC: a private pcscd, virtual readers, and the cards of the simulators.

Needs Debian's pcscd, the library of vpcd (``make setup`` fetches it) and the extra ``pcsc``. Only
:class:`PcscStage` speaks to the service: it is imported when it is asked for, so that a program
without that extra can still import this package, and say what is missing.
"""

from typing import TYPE_CHECKING, Any

from .daemon import StageRefused, find_library
from .program import exec_in_stage
from .tears import TearingChannel

if TYPE_CHECKING:
    from .stage import PcscStage

__all__ = ["PcscStage", "StageRefused", "TearingChannel", "exec_in_stage", "find_library"]


def __getattr__(name: str) -> Any:
    """Import what needs the extra ``pcsc``."""
    if name != "PcscStage":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from .stage import PcscStage

    return PcscStage
