"""What the counter does across features: bill one patient, transmit, take returns."""

from .billing import Counter, Proof, RateCheck
from .transmission import Transmission

__all__ = ["Counter", "Proof", "RateCheck", "Transmission"]
