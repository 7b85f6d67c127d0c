"""The bench on real PC/SC: a private pcscd, virtual readers, and the cards of the simulators.

Needs Debian's pcscd, the library of vpcd (``make setup`` fetches it) and the extra ``pcsc``.
"""

from .daemon import StageRefused, find_library
from .program import exec_in_stage
from .stage import PcscStage
from .tears import TearingChannel

__all__ = ["PcscStage", "StageRefused", "TearingChannel", "exec_in_stage", "find_library"]
