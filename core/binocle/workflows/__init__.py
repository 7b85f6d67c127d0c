"""What the counter does across features: cards, rights, rates, invoices, papers, lots, returns."""

from .amc_desk import AmcDesk
from .apcv import ApcvDesk
from .billing import Counter
from .cps_desk import CpsDesk, CpsPage
from .optical_desk import LensProposal, OpticalDesk
from .optical_typing import FormerDelivery
from .ordonnance_desk import OrdonnanceDesk
from .papers import FseLotsOfStore, Papers
from .patient import PaperFile, PatientInHand, PatientSource, read_paper
from .quote_desk import QuoteDesk
from .rate_desk import RateDesk
from .rights_desk import RightsDesk, RightsTrouble
from .sale_desk import SaleDesk
from .sale_tables import SaleTables
from .transmission import Transmission
from .vitale_desk import CardPolicy, VitaleDesk

__all__ = [
    "AmcDesk",
    "ApcvDesk",
    "CardPolicy",
    "Counter",
    "CpsDesk",
    "CpsPage",
    "FormerDelivery",
    "FseLotsOfStore",
    "LensProposal",
    "OpticalDesk",
    "OrdonnanceDesk",
    "PaperFile",
    "Papers",
    "PatientInHand",
    "PatientSource",
    "QuoteDesk",
    "RateDesk",
    "RightsDesk",
    "RightsTrouble",
    "SaleDesk",
    "SaleTables",
    "Transmission",
    "VitaleDesk",
    "read_paper",
]
