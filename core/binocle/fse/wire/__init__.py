"""B2 records of an invoice, in the edition that we write (wire sheet 1.1 and 1.9).

Law of this folder: one module an edition, its stamp in its name; a newer one stands beside, and an
older one goes on being read. Which one a lot is written in stands in its type 1
(:mod:`binocle.lots.wire`).
"""

from .edition_062007 import (
    BeneficiaryName,
    BeneficiaryTown,
    InvoiceComplementary,
    InvoiceContinuation,
    InvoicePaymentOperator,
    InvoicePrefix,
    InvoiceStart,
    InvoiceTotal,
    Line,
    LineIdentities,
    LineSupplement,
    LppArticle,
)

__all__ = [
    "BeneficiaryName",
    "BeneficiaryTown",
    "InvoiceComplementary",
    "InvoiceContinuation",
    "InvoicePaymentOperator",
    "InvoicePrefix",
    "InvoiceStart",
    "InvoiceTotal",
    "Line",
    "LineIdentities",
    "LineSupplement",
    "LppArticle",
]
