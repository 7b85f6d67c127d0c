"""What the concentrator read in a file, as plain values: text as it stood, money in whole cents.

Law of this file: only zones that somebody downstream needs. Days are AAMMJJ as written; a NIR is 15
characters with its key, empty when absent. Payers read these values by their attributes and import
nothing from here.
Source: PROTOCOLS sections 5 and 6.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LineFacts:
    """One line (record 4) with the article of its first 4F; amounts in cents, rate in percent."""

    care_date: str
    act: str
    lpp: str
    quantity: int
    unit_price: int
    base: int
    rate: int
    amo: int
    billed: int
    amc: int


@dataclass(frozen=True, slots=True)
class InvoiceFacts:
    """One invoice.

    Attributes:
        birth: birth date of the beneficiary, 6 digits, possibly lunar.
        proof: of the rights, 1 digit (PROTOCOLS 6).
        maternity: its day, or empty.
        accident: number of the work accident, or ``000`` and its day, or empty.
        operation: its nature, 1 digit: ``2`` takes a DRE back (PROTOCOLS 6).
        split: whether the professional split the flow (type 2 position 46 is ``E``).
        insurer: number of the complementary insurer, of 2M in a DRE, of type 2 otherwise.
        member: member number at that insurer.
        billed: total billed, in cents; ``amo`` and ``amc`` alike.
        operator: number of the payment operator (2P), or empty.
    """

    number: str
    billing_date: str
    nir: str
    own_nir: str
    birth: str
    birth_rank: str
    nature: str
    exemption: str
    split: bool
    payee: str
    contract: str
    insurer: str
    member: str
    lines: tuple[LineFacts, ...]
    billed: int
    amo: int
    amc: int
    proof: str = "4"
    maternity: str = ""
    accident: str = ""
    operation: str = "1"
    operator: str = ""


@dataclass(frozen=True, slots=True)
class LotFacts:
    """One lot.

    Attributes:
        partner: the professional, 9 digits.
        recipient_type: ``CP`` or ``OC``; ``recipient`` is the 14 digits of the file's head.
        regime: with ``fund``, the fund; empty for an insurer.
        flow: ``FSE`` or ``DRE``.
        certification: ``S``, ``F`` or ``D`` (sheet, type 1 position 81).
        file: identification of the file, 6 digits.
    """

    partner: str
    recipient_type: str
    recipient: str
    regime: str
    fund: str
    number: str
    date: str
    flow: str
    certification: str
    file: str
    invoices: tuple[InvoiceFacts, ...]


@dataclass(frozen=True, slots=True)
class FileFacts:
    """One file: who sends, to whom, its identification and day, its lots in order."""

    sender: str
    recipient_type: str
    recipient: str
    identification: str
    created: str
    message: str
    lots: tuple[LotFacts, ...]
