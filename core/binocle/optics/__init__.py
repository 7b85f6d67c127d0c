"""Optics: the ordonnance, the equipment made for it, and the codes and tariffs that follow.

Depends on the kernel alone: rates and invoices take codes, bases and findings from here.
"""

from .equipment import equipment_findings, file_findings, fitted_lens, priced
from .importing import LppImport, import_lpp, shop_tables
from .lenses import LensAnswer, LensTable, correction_findings, lens_code, printed_power
from .model import (
    Article,
    BasketClass,
    Correction,
    Equipment,
    EquipmentType,
    Eye,
    EyePrescription,
    Fitting,
    Frame,
    Lens,
    LensClass,
    LensShape,
    LineKind,
    OpticalFile,
    Ordonnance,
    OrdonnancePrescriber,
    RenewalKind,
    RenewalNote,
    Vision,
)
from .periods import (
    Ceiling,
    CeilingVersion,
    Periods,
    RenewalReason,
    equipment_case,
    frame_ceiling,
    months_later,
)
from .ports import LppTables, NoLppTable
from .rules import (
    age_findings,
    delivery_findings,
    ordonnance_findings,
    renewal_note_findings,
)
from .shipped import ShippedTables, shipped_tables
from .table_rows import BadTable
from .tariff import Act, Confidence, LookUp, Price, Product, Proof, Tariff, Validity
from .typed import typed_angle, typed_length, typed_power

__all__ = [
    "Act",
    "Article",
    "BadTable",
    "BasketClass",
    "Ceiling",
    "CeilingVersion",
    "Confidence",
    "Correction",
    "Equipment",
    "EquipmentType",
    "Eye",
    "EyePrescription",
    "Fitting",
    "Frame",
    "Lens",
    "LensAnswer",
    "LensClass",
    "LensShape",
    "LensTable",
    "LineKind",
    "LookUp",
    "LppImport",
    "LppTables",
    "NoLppTable",
    "OpticalFile",
    "Ordonnance",
    "OrdonnancePrescriber",
    "Periods",
    "Price",
    "Product",
    "Proof",
    "RenewalKind",
    "RenewalNote",
    "RenewalReason",
    "ShippedTables",
    "Tariff",
    "Validity",
    "Vision",
    "age_findings",
    "correction_findings",
    "delivery_findings",
    "equipment_case",
    "equipment_findings",
    "file_findings",
    "fitted_lens",
    "frame_ceiling",
    "import_lpp",
    "lens_code",
    "months_later",
    "ordonnance_findings",
    "priced",
    "printed_power",
    "renewal_note_findings",
    "shipped_tables",
    "shop_tables",
    "typed_angle",
    "typed_length",
    "typed_power",
]
