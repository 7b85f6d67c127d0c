"""Writer of NOEMIE returns, on the payers' side.

Law of this file: an entity is a row of widths; a value that does not fit its field is refused,
never cut. ``None`` leaves an optional field blank. Closings (990) are counted while writing.
Source: wire formats sheet, sections 3.1 to 3.4; PROTOCOLS section 7 (assumed where it is silent).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

BLOCK = 127
RECORD = 128

ENTITIES: Mapping[str, str] = {
    "020": "N15",
    "040": "N15",
    "071": "N6 A32 A32 A10",
    "081": "N2 A14",
    "102": "A9 A6 A3 N6 A1 N6 A1 A2",
    "103": "A13 N2 A25 A25 A15 A13 N2 N6 N1 A25 A15 N4",
    "198": "N8 A1 N8 A1",
    "199": "N8 A1 N8 A1 N10 A15",
    "294": "A4 A86 A1 A1 A5 N6 N9 N3 N2 A30",
    "990": "A17 N8 N11 A1",
}
"""Fields after code and level: N digits filled with zeros, A text filled with spaces."""

LEVELS: Mapping[str, str] = {
    "020": "01",
    "040": "02",
    "071": "02",
    "081": "02",
    "102": "03",
    "103": "04",
    "198": "05",
    "199": "05",
    "294": "05",
    "990": "99",
}

_FIELDS = {
    code: tuple((form[0], int(form[1:])) for form in forms.split())
    for code, forms in ENTITIES.items()
}


class DoesNotFit(ValueError):
    """A value that its field cannot hold; the text names entity, field and value."""


def entity(code: str, *values: str | int | None) -> str:
    """Return one entity with its level and final ``@``.

    Args:
        code: a key of :data:`ENTITIES`.
        values: one a field, in order; ``None`` for an optional field left out.

    Raises:
        DoesNotFit: a value is too long, is not digits where digits are wanted, holds ``@`` or
            a character outside Latin-1.
    """
    parts = [code, LEVELS[code]]
    for (form, width), value in zip(_FIELDS[code], values, strict=True):
        parts.append(_filled(code, (form, width), value))
    return "".join(parts) + "@"


def _filled(code: str, field_: tuple[str, int], value: str | int | None) -> str:
    form, width = field_
    text = "" if value is None else str(value)
    if len(text) > width or "@" in text or not text.isprintable() or max(text, default="") > "ÿ":
        raise DoesNotFit(f"entity {code}: {text!r} does not fit {form}{width}")
    if form == "A" or value is None:
        return text.ljust(width)
    if not (text.isascii() and text.isdigit()):
        raise DoesNotFit(f"entity {code}: {text!r} is not digits")
    return text.zfill(width)


@dataclass(frozen=True)
class Names:
    """Names that a payer knows; empty ones are left out."""

    birth: str = ""
    usual: str = ""
    first: str = ""
    beneficiary: str = ""
    beneficiary_first: str = ""


@dataclass(frozen=True)
class Reject:
    """Why an invoice is not paid: code of 4 digits, its second part, label, part O or C."""

    code: str
    detail: str
    label: str
    part: str = "O"


@dataclass(frozen=True)
class Part:
    """What is asked and paid for one part, in cents; state P, R, D or space.

    What is paid is below zero when the payer takes it back.
    """

    asked: int
    state: str
    paid: int


@dataclass(frozen=True)
class Settled:
    """The answer to one invoice.

    Attributes:
        kind: ``F`` for an FSE, ``D`` for a DRE.
        handling: AMC handling, ``E``, ``C`` or space.
        nir: 15 characters; ``own_nir`` 15 or empty.
        amc: absent when no AMC part was asked.
        insurer: number and member of the AMC part.
        care_date: day that a reject speaks of.
    """

    number: str
    billing_date: str
    kind: str
    handling: str
    nir: str
    own_nir: str
    birth: str
    birth_rank: str
    amo: Part
    amc: Part | None = None
    insurer: str = ""
    member: str = ""
    care_date: str = ""
    names: Names = field(default_factory=Names)
    rejects: Sequence[Reject] = ()

    @property
    def paid(self) -> int:
        """What is paid in all, in cents."""
        return self.amo.paid + (self.amc.paid if self.amc else 0)


@dataclass(frozen=True)
class Transfer:
    """One transfer and the lot that it answers.

    Attributes:
        sender_type: ``CP`` or ``OC``; ``sender`` is the 14 digits of the payer.
        partner: the professional, 9 digits.
        file: identification of the return, 6 digits.
        day: day of the transfer, AAMMJJ.
        labels: the two lines of the bank's label.
        organisation: paying organisation, at most 10 characters.
    """

    sender_type: str
    sender: str
    partner: str
    file: str
    day: str
    labels: tuple[str, str]
    organisation: str
    lot: str
    lot_date: str


def return_file(transfer: Transfer, invoices: Sequence[Settled]) -> bytes:
    """Return the NOEMIE file of one lot, records of 128 bytes without separator."""
    total = sum(invoice.paid for invoice in invoices)
    blocks = blocked("".join(_stream(transfer, invoices, total)))
    ends = (
        f"{transfer.sender_type:2}{transfer.sender:14}{'':6}TP{transfer.partner.zfill(14)}{'':6}"
        f"{'':2}{transfer.file:6}"
    )
    head = f"000{ends}{transfer.day:6}900 {'':4}UT{'':11}128{'':43}"
    count = len(blocks) // RECORD + 2
    tail = f"999{ends}{count:08d}T{'':18}001{abs(total):011d}{_sign(total)}{'':31}"
    assert len(head) == len(tail) == RECORD
    return head.encode("ascii") + blocks + tail.encode("ascii")


def blocked(stream: str) -> bytes:
    """Cut a stream in blocks of 127, each after one character: ``0``, and ``1`` for the last."""
    cuts = [stream[at : at + BLOCK] for at in range(0, len(stream), BLOCK)]
    last = cuts.pop()
    return "".join([*(f"0{cut}" for cut in cuts), f"1{last:{BLOCK}}"]).encode("latin-1")


def _stream(transfer: Transfer, invoices: Sequence[Settled], total: int) -> Iterable[str]:
    yield entity("020", transfer.partner)
    yield entity("040", transfer.partner)
    yield entity("071", transfer.day, *transfer.labels, transfer.organisation)
    yield entity("081", "01", None)
    for invoice in invoices:
        yield from _invoice(transfer, invoice)
    signed = (abs(total), _sign(total))
    yield entity("990", "081", len(invoices), *signed)
    yield entity("990", "071", 1, *signed)
    yield entity("990", "020", 1, *signed)


def _sign(amount: int) -> str:
    """Return the sign of an amount, which is written without it."""
    return "N" if amount < 0 else "P"


def _invoice(transfer: Transfer, invoice: Settled) -> Iterable[str]:
    yield entity(
        "102",
        invoice.number,
        None,
        transfer.lot,
        transfer.lot_date,
        invoice.kind,
        invoice.billing_date,
        invoice.handling,
        "AS",
    )
    below = [_person(invoice), _part("198", invoice.amo)]
    if invoice.amc:
        below.append(_part("199", invoice.amc, invoice.insurer or None, invoice.member))
    below += (_reject(reject, invoice.care_date) for reject in invoice.rejects)
    yield from below
    yield entity("990", invoice.number, len(below), abs(invoice.paid), _sign(invoice.paid))


def _person(invoice: Settled) -> str:
    names = invoice.names
    return entity(
        "103",
        invoice.nir[:13],
        invoice.nir[13:],
        names.birth,
        names.usual,
        names.first,
        invoice.own_nir[:13],
        invoice.own_nir[13:] or None,
        invoice.birth,
        invoice.birth_rank,
        names.beneficiary,
        names.beneficiary_first,
        None,
    )


def _part(code: str, part: Part, *more: str | None) -> str:
    return entity(code, part.asked, part.state, abs(part.paid), _sign(part.paid), *more)


def _reject(reject: Reject, care_date: str) -> str:
    """Write a 294; the second part of a code goes in the free zone (assumed, sheet 3.7)."""
    code, detail = reject.code, reject.detail
    return entity(
        "294", code, reject.label, "F", reject.part, "", care_date, None, None, None, detail
    )
