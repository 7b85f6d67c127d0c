"""What the counter does across features: bill one patient, transmit, take returns."""

from .apcv import ApcvDesk
from .billing import Counter
from .cps_desk import CpsDesk, CpsPage
from .transmission import Transmission
from .vitale_desk import CardPolicy, VitaleDesk

__all__ = [
    "ApcvDesk",
    "CardPolicy",
    "Counter",
    "CpsDesk",
    "CpsPage",
    "Transmission",
    "VitaleDesk",
]
