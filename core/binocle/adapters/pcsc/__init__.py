"""The readers of this machine, through PC/SC (pyscard's ``scard`` functions).

pyscard's connection and monitoring classes are left aside on purpose: they hide the difference
between the result codes, reset the card when they are forgotten, poll the list of readers every
second, and raise when they are collected after the daemon's end. Source: cards sheet 2.6 and 2.7.
"""

from .events import PcscEvents
from .readers import Disposition, PcscChannel, PcscReaders

__all__ = ["Disposition", "PcscChannel", "PcscEvents", "PcscReaders"]
