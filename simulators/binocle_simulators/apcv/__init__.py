"""A simulated appli carte Vitale: the phone, what it shows, and the service that knows it.

``qr`` needs the extra ``qr`` and is imported by who draws; nothing here needs nfcpy.
"""

from .app import create_app
from .behaviour import ApcvService, Context
from .iso_dep import IsoDepTarget
from .nfc_link import NfcUdpField
from .payload import ApcvPayload, crc16, is_well_formed
from .phone import ApcvPhone, AppState, NotIdentified
from .scanner import KeyPress, Scanner, ScannerFault

__all__ = [
    "ApcvPayload",
    "ApcvPhone",
    "ApcvService",
    "AppState",
    "Context",
    "IsoDepTarget",
    "KeyPress",
    "NfcUdpField",
    "NotIdentified",
    "Scanner",
    "ScannerFault",
    "crc16",
    "create_app",
    "is_well_formed",
]
