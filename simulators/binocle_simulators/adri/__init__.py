"""A simulated ADRi: answers the rights of the people of a bench over signed SOAP."""

from .app import create_app
from .behaviour import REGIMES, SPOILS, AdriSimulator, Answered, Outcome

__all__ = ["REGIMES", "SPOILS", "AdriSimulator", "Answered", "Outcome", "create_app"]
