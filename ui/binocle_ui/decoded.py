"""A file taken apart, in French: what ``binocle decode`` shows, whatever the form of the report.

Law of this file: every zone is there, with its name, positions, characters, value, meaning, source
and confidence; of a wrong file, what was right, then the first wrong byte and what was due. What is
not printable is never sent to a terminal.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from binocle.kernel import Cents, printed_euros
from binocle.lots import TABLES, Decoded, DecodedRecord, Fault, NonDelivery
from binocle.lots.noemie import Reject
from binocle.lots.telling import whole_code
from binocle.wire import UPPER, Described, Reason, Record, UnknownEntity
from binocle.wire.kinds import Text

from .norm import Norm

OF_RECORD = frozenset({"record_type", "entity"})
"""Zones whose ``expected`` names record types when the order is wrong; others spell themselves."""
STRANGE = "\N{REPLACEMENT CHARACTER}"
NOTHING_MORE = "plus rien : le fichier est fini"


@dataclass(frozen=True)
class ShownZone:
    """One zone.

    Attributes:
        name: the stable English name, for programs.
        label: what it is, in French.
        raw: the characters, as they stand.
        value: the value as people write it; empty when it is left out.
        meaning: of a code; else empty.
        source: where the zone, or the list of its codes, is printed.
        confidence: how sure the zone is.
        blank: whether only spaces stand there.
    """

    name: str
    label: str
    first: int
    last: int
    raw: str
    value: str
    meaning: str
    source: str
    confidence: str
    blank: bool

    @property
    def positions(self) -> str:
        """Positions as the norm prints them."""
        return f"{self.first}" if self.first == self.last else f"{self.first}-{self.last}"


@dataclass(frozen=True)
class ShownRecord:
    """One record that was right.

    Attributes:
        number: rank in the file, from 1.
        offset: byte of the file where it begins.
        code: record type as the norm prints it.
        title: what it is, in French.
        known: whether a table has it.
    """

    number: int
    offset: int
    code: str
    title: str
    source: str
    known: bool
    zones: tuple[ShownZone, ...]


@dataclass(frozen=True)
class ShownFault:
    """The first wrong byte.

    Attributes:
        byte: in the file, from 0.
        position: in the record, from 1.
        zone: what the zone is, in French.
        positions: of the zone.
        found: the characters of the zone.
        within: how many of them are right.
        expected: what was due, in French.
        reason: why, in French.
        text: the characters of the record.
    """

    number: int
    code: str
    title: str
    byte: int
    position: int
    zone: str
    positions: str
    found: str
    within: int
    expected: str
    reason: str
    text: str


def shown_records(decoded: Decoded, norm: Norm) -> Iterator[ShownRecord]:
    """Yield the records that were right."""
    form = decoded.form.value
    for each in decoded.records:
        known = isinstance(each.record, Record)
        code = each.record.CODE if isinstance(each.record, Record) else each.record.code
        yield ShownRecord(
            number=each.number,
            offset=each.offset,
            code=code,
            title=norm.record(form, code) if known else "Entité inconnue, gardée entière",
            source=type(each.record).SHEET if isinstance(each.record, Record) else "",
            known=known,
            zones=tuple(_zone(each, zone, form, norm) for zone in each.zones),
        )


def _zone(of: DecodedRecord, zone: Described, form: str, norm: Norm) -> ShownZone:
    record = of.record
    if isinstance(record, UnknownEntity):
        label, meaning = "Texte de l'entité", None
    else:
        label = norm.zone(form, record.CODE, zone.name)
        meaning = norm.meaning(form, record.CODE, zone.name, _code(record, zone))
    return ShownZone(
        name=zone.name,
        label=label,
        first=zone.first,
        last=zone.last,
        raw=zone.raw,
        value=_value(zone),
        meaning=meaning.text if meaning else "",
        source=meaning.source if meaning else zone.source,
        confidence=norm.text("confiances", (meaning or zone).confidence.value),
        blank=not zone.raw.strip(),
    )


def _code(record: Record, zone: Described) -> str:
    """Return what a list of codes calls the value; a 294 has the second part of its code apart."""
    if isinstance(record, Reject) and zone.name == "code":
        return whole_code(record)
    return str(zone.value or "").strip() if isinstance(zone.value, str | None) else str(zone.value)


def _value(zone: Described) -> str:
    """Return a value as people write it."""
    match zone.value:
        case None:
            return ""
        case date() as day:
            return f"{day:%d/%m/%Y}"
        case int() as amount if zone.kind == "Amount":
            return f"{printed_euros(Cents(amount))} €"
    return str(zone.value).strip()


def printable(text: str) -> str:
    """Return a text whose control characters are shown, never obeyed."""
    return "".join(each if each.isprintable() else STRANGE for each in text)


def shown_notice(notice: NonDelivery) -> ShownRecord:
    """Return a notice of non-delivery in French, field by field, ranked instead of placed."""
    told = {
        "file": ("Fichier", notice.file),
        "recipient": ("Destinataire", notice.recipient),
        "action": ("Suite", notice.action),
        "status": ("État", notice.status),
        "diagnostic": ("Ce que dit le dernier serveur", notice.diagnostic),
    }
    zones = tuple(
        ShownZone(
            name=name,
            label=label,
            first=rank,
            last=rank,
            raw=value,
            value="",
            meaning="",
            source="RFC 3464",
            confidence="RFC 3464",
            blank=not value,
        )
        for rank, (name, (label, value)) in enumerate(told.items(), start=1)
    )
    return ShownRecord(
        number=1,
        offset=0,
        code="DSN",
        title="Avis de non remise",
        source="RFC 3464",
        known=True,
        zones=zones,
    )


def shown_fault(decoded: Decoded, norm: Norm) -> ShownFault | None:
    """Return the first wrong byte, or nothing: the file is right."""
    fault = decoded.fault
    if fault is None:
        return None
    form, refusal = decoded.form.value, fault.refusal
    known = fault.record in TABLES[decoded.form]
    title = norm.record(form, fault.record) if known else "Enregistrement inconnu"
    zone = norm.zone(form, fault.record, fault.zone.name) if fault.zone else "Enregistrement"
    first, last = refusal.first, refusal.last
    return ShownFault(
        number=fault.number,
        code=fault.record,
        title=title,
        byte=refusal.wrong,
        position=fault.position,
        zone=zone,
        positions=f"{first}" if first == last else f"{first}-{last}",
        found=fault.found,
        within=min(refusal.within, max(len(fault.found) - 1, 0)),
        expected=_expected(fault, decoded, norm),
        reason=norm.text("motifs", refusal.reason.value),
        text=fault.text,
    )


def _expected(fault: Fault, decoded: Decoded, norm: Norm) -> str:
    form, refusal = decoded.form.value, fault.refusal
    named = set(refusal.expected) <= set(TABLES[decoded.form])
    if refusal.zone in OF_RECORD and refusal.expected and named:
        return " ou ".join(f"{code} ({norm.record(form, code)})" for code in refusal.expected)
    if refusal.expected:
        return " ou ".join(f"« {each} »" for each in refusal.expected)
    if refusal.reason is Reason.SURPLUS:
        return NOTHING_MORE
    if fault.zone is None:
        return "un enregistrement entier de 128 caractères"
    return _of_kind(fault, norm)


def _of_kind(fault: Fault, norm: Norm) -> str:
    zone = fault.zone
    assert zone is not None, "asked only then"
    upper = isinstance(zone, Text) and zone.characters == UPPER
    due = norm.text("attentes", "Capitals" if upper else type(zone).__name__)
    return f"{due} ; {zone.width} caractères" + (" ; ou des espaces" if zone.optional else "")
