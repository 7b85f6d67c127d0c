"""What the counter does across features: cards, rights, rates, invoices, papers, lots and returns."""

from .amc_desk import AmcDesk
from .apcv import ApcvDesk
from .billing import Counter
from .cps_desk import CpsDesk, CpsPage
from .papers import Papers
from .patient import PaperFile, PatientInHand, PatientSource, read_paper
from .rate_desk import LppList, RateDesk
from .rights_desk import RightsDesk, RightsTrouble
from .transmission import Transmission
from .vitale_desk import CardPolicy, VitaleDesk

__all__ = [
    "AmcDesk",
    "ApcvDesk",
    "CardPolicy",
    "Counter",
    "CpsDesk",
    "CpsPage",
    "LppList",
    "PaperFile",
    "Papers",
    "PatientInHand",
    "PatientSource",
    "RateDesk",
    "RightsDesk",
    "RightsTrouble",
    "Transmission",
    "VitaleDesk",
    "read_paper",
]
