"""Strict reader of B2 files, on the concentrator's side.

Law of this file: a file is taken whole or refused with the place: record (counted from 1), its
type, the zone, its positions and why, in French, as a concentrator tells a professional. Nothing is
repaired. Counters, totals and certification zones are computed again.
Source: wire formats sheet, sections 1.2 to 1.7; PROTOCOLS section 6 where the sheet is silent.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence

from .facts import FileFacts, InvoiceFacts, LineFacts, LotFacts
from .layouts import FOLLOWS, LAYOUTS, LENGTH, REPEATS, Zone

SEAL_LENGTH = 32
"""Width of the certification zones, the last zone of records 5 and 6."""

DEGRADED, VITALE_CARD, EXEMPTED = "D", "4", "5"
"""Certification of a lot, proof of rights and exemption that bind other zones."""

OF_A_NATURE: Mapping[str, frozenset[str]] = {
    "maternity": frozenset({"30"}),
    "accident": frozenset({"41"}),
}
"""Zones of type 2 that some insurance natures need, and no other takes (PROTOCOLS 6)."""

_CHILDREN: Mapping[str, tuple[str, ...]] = {
    kind: tuple(child for child, (parent, _, _) in REPEATS.items() if parent == kind)
    for kind in LAYOUTS
}
_CHECKED_BY: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(LAYOUTS, ()),
    "4": ("4F",),
    "5": ("4F",),
}
"""What must have come once a kind begins; the first line of an invoice has none before it."""

DAY = re.compile("[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])")


class B2Refused(ValueError):
    """A file that is not taken; the text is the French sentence that goes back."""


class Record:
    """One record of 128 characters that has the form of its kind.

    Attributes:
        rank: its place in the file, from 1.
        kind: ``2``, ``2S``, ``4F``…
        zones: text of each zone that has a key.
    """

    __slots__ = ("kind", "rank", "zones")

    def __init__(self, rank: int, text: str) -> None:
        """Check every zone's form and keep the zones by key."""
        self.rank = rank
        self.kind = _kind(text)
        layout = LAYOUTS.get(self.kind)
        if layout is None:
            raise B2Refused(
                f"Enregistrement {rank}, zone « type d'enregistrement », positions 1 et 36 :"
                f" le type « {self.kind} » n'est pas admis."
            )
        match = layout.pattern.fullmatch(text)
        if match is None:
            raise self._form_refusal(text)
        self.zones = match.groupdict()

    def __getitem__(self, key: str) -> str:
        """Return the text of a zone."""
        return self.zones[key]

    def number(self, key: str) -> int:
        """Return the whole number of a zone of digits."""
        return int(self.zones[key])

    def must(self, key: str, expected: str, why: str) -> None:
        """Refuse the file unless the zone holds ``expected``."""
        if self.zones[key] != expected:
            found = self.zones[key]
            raise self.refusal(key, f"« {found} » au lieu de « {expected} » ({why})")

    def must_count(self, key: str, expected: int, why: str) -> None:
        """Refuse the file unless the zone of digits is worth ``expected``."""
        if int(self.zones[key]) != expected:
            raise self.refusal(key, f"{int(self.zones[key])} au lieu de {expected} ({why})")

    def refusal(self, key: str, why: str) -> B2Refused:
        """Return the refusal of one zone, with its place."""
        return self._refusal(LAYOUTS[self.kind].zone(key), why)

    def _form_refusal(self, text: str) -> B2Refused:
        """Find the first zone that made the whole pattern fail."""
        for zone in LAYOUTS[self.kind].zones:
            found = text[zone.first - 1 : zone.last]
            if not re.fullmatch(zone.pattern, found):
                return self._refusal(zone, f"« {found} » : {zone.expected}")
        raise AssertionError("a record whose zones all fit has the form of its kind")

    def _refusal(self, zone: Zone, why: str) -> B2Refused:
        first, last = zone.first, zone.last
        where = f"position {first}" if first == last else f"positions {first}-{last}"
        record = f"Enregistrement {self.rank} (type {self.kind})"
        return B2Refused(f"{record}, zone « {zone.label} », {where} : {why}.")


def _kind(text: str) -> str:
    if text[:3] in ("000", "999"):
        return text[:3]
    return text[0] + text[35].strip() if text[0] in "24" else text[0]


# -- keys ---------------------------------------------------------------------------------------


def has_luhn_key(digits: str) -> bool:
    """Tell whether the last digit completes the others (partner numbers, sheet 1.3)."""
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (doubled + sum(map(int, digits[-1::-2]))) % 10 == 0


def nir_key(nir: str) -> str:
    """Return the key of a NIR of 13 characters; 2A counts as 19, 2B as 18 (sheet 1.3)."""
    department = {"2A": "19", "2B": "18"}.get(nir[5:7], nir[5:7])
    return f"{97 - int(nir[:5] + department + nir[7:]) % 97:02d}"


def seal_over(content: bytes) -> str:
    """Return the certification zone that closes ``content``, its own zone being blank in it."""
    assert content.endswith(b" " * SEAL_LENGTH)
    return "SIMULATEUR" + hashlib.sha256(content).hexdigest()[:22].upper()


def _check_partner(record: Record, key: str) -> None:
    if not has_luhn_key(record[key]):
        raise record.refusal(key, f"« {record[key]} » : la clé (dernier chiffre) est fausse")


def _check_nir(record: Record, key: str, nir: str) -> None:
    record.must(key, nir_key(nir), "clé du NIR recalculée")


def _check_marking(record: Record) -> None:
    if record["marking"] != "T":
        why = "ceci est un simulateur, seul le marquage de test T est admis"
        raise record.refusal("marking", f"« {record['marking']} » : {why}")


# -- file -----------------------------------------------------------------------------------------


def read_b2(content: bytes) -> FileFacts:
    """Return the facts of a B2 file.

    Args:
        content: records of 128 bytes one after the other, no line separator.

    Raises:
        B2Refused: the file is not of the norm, is inconsistent, or is not a test; the text is a
            French sentence naming record, zone and positions.
    """
    records = _records(content)
    head, tail = records[0], records[-1]
    _check_ends(head, tail, len(records))
    lots = []
    start = 1
    for index, record in enumerate(records):
        if record.kind == "6":
            lots.append(_lot(head, records[start : index + 1], content))
            start = index + 1
    tail.must_count("lots", len(lots), "lots du fichier")
    return FileFacts(
        sender=head["sender"],
        recipient_type=head["recipient_type"],
        recipient=head["recipient"],
        identification=head["file"],
        created=head["created"],
        message=head["message"],
        lots=tuple(lots),
    )


def _records(content: bytes) -> list[Record]:
    if not content or len(content) % LENGTH:
        raise B2Refused(
            f"Fichier de {len(content)} octets : la longueur doit être un multiple de {LENGTH}."
        )
    text = content.decode("latin-1")
    records = [
        Record(rank, text[at : at + LENGTH])
        for rank, at in enumerate(range(0, len(text), LENGTH), start=1)
    ]
    allowed: Sequence[str] = ("000",)
    for record in records:
        if record.kind not in allowed:
            wanted = " ou ".join(allowed) or "aucun"
            raise _place(record, f"type attendu ici : {wanted}")
        allowed = FOLLOWS[record.kind]
    if allowed:
        raise B2Refused(
            f"Enregistrement {len(records)} (type {records[-1].kind}), positions 1-3 :"
            " le fichier s'arrête avant le type 999."
        )
    _check_repeats(records)
    return records


def _check_repeats(records: Sequence[Record]) -> None:
    """Hold each kind to how often it comes under its parent, by :data:`REPEATS`."""
    counts: dict[str, int] = {}
    for record in records:
        for kind in _CHECKED_BY[record.kind]:
            parent, least, _ = REPEATS[kind]
            if counts.get(kind, least) < least:
                raise _place(record, f"un type {kind} est attendu avant, sous le type {parent}")
        for kind in _CHILDREN[record.kind]:
            counts[kind] = 0
        if record.kind in REPEATS:
            parent, _, most = REPEATS[record.kind]
            counts[record.kind] += 1
            if counts[record.kind] > most:
                raise _place(record, f"{most} au plus sous un type {parent}")


def _place(record: Record, why: str) -> B2Refused:
    return B2Refused(
        f"Enregistrement {record.rank} (type {record.kind}), zone « type d'enregistrement »,"
        f" positions 1 et 36 : {why}."
    )


def _check_ends(head: Record, tail: Record, count: int) -> None:
    if not head["sender"].startswith("00000"):
        raise head.refusal("sender", "9 chiffres cadrés à droite sont attendus")
    if not has_luhn_key(head["sender"]):
        raise head.refusal("sender", f"« {head['sender']} » : la clé (dernier chiffre) est fausse")
    number = head["recipient"]
    if head["recipient_type"] == "CP" and (number[:6], number[11:]) != ("000000", "000"):
        why = f"« {number} » : 000000, régime, caisse puis 000 sont attendus pour une caisse"
        raise head.refusal("recipient", why)
    for key in ("sender_type", "sender", "recipient_type", "recipient", "application", "file"):
        tail.must(key, head[key], "identique au type 000")
    tail.must_count("records", count, "enregistrements du fichier")


# -- lot ------------------------------------------------------------------------------------------


def _lot(head: Record, records: Sequence[Record], content: bytes) -> LotFacts:
    opening, closing = records[0], records[-1]
    is_dre = head["recipient_type"] == "OC"
    regime, fund = ("", "") if is_dre else (head["recipient"][6:8], head["recipient"][8:11])
    opening.must("partner", head["sender"][5:], "émetteur du type 000")
    opening.must("fund", fund or "000", "destinataire du type 000")
    opening.must("pivot_regime", regime or "  ", "destinataire du type 000")
    opening.must("pivot_fund", fund or "   ", "destinataire du type 000")
    invoices: list[InvoiceFacts] = []
    numbers: set[str] = set()
    start = 1
    for index, record in enumerate(records):
        if record.kind == "5":
            invoice = _invoice(head, opening, records[start : index + 1], content)
            if invoice.number in numbers:
                raise records[start].refusal("invoice", "ce numéro figure déjà dans le lot")
            if invoices and invoice.operation != invoices[0].operation:
                why = "les DRE d'annulation vont dans un lot à part"
                raise records[start].refusal("operation", why)
            numbers.add(invoice.number)
            invoices.append(invoice)
            start = index + 1
    _check_lot_end(opening, closing, invoices)
    closing.must_count("lines", _line_records(records), "enregistrements de type 4 du lot")
    _check_seal(closing, records, content)
    return LotFacts(
        partner=opening["partner"],
        recipient_type=head["recipient_type"],
        recipient=head["recipient"],
        regime=regime,
        fund=fund,
        number=opening["lot"],
        date=opening["lot_date"],
        flow="DRE" if is_dre else "FSE",
        certification=opening["certification"],
        file=head["file"],
        invoices=tuple(invoices),
    )


def _check_lot_end(opening: Record, closing: Record, invoices: Sequence[InvoiceFacts]) -> None:
    closing.must("partner", opening["partner"], "identique au type 1")
    closing.must("lot", opening["lot"], "identique au type 1")
    _check_marking(closing)
    for key in ("invoices", "openings", "closings"):
        closing.must_count(key, len(invoices), "factures du lot")
    closing.must_count("billed", sum(i.billed for i in invoices), "somme des types 5")
    closing.must_count("amo", sum(i.amo for i in invoices), "somme des types 5")
    closing.must_count("amc", sum(i.amc for i in invoices), "somme des types 5")


def _check_seal(closing: Record, records: Sequence[Record], content: bytes) -> None:
    start, end = (records[0].rank - 1) * LENGTH, closing.rank * LENGTH
    blanked = content[start : end - SEAL_LENGTH] + b" " * SEAL_LENGTH
    closing.must("seal", seal_over(blanked), "certification recalculée")


# -- invoice --------------------------------------------------------------------------------------


def _invoice(head: Record, lot: Record, records: Sequence[Record], content: bytes) -> InvoiceFacts:
    opening, closing = records[0], records[-1]
    by_kind = {record.kind: record for record in records if record.kind in ("2S", "2M", "2P")}
    _check_opening(head, opening)
    _check_proof(lot, opening)
    _check_nature(opening)
    for record in records[1:]:
        for key in ("partner", "nir", "nir_key", "invoice"):
            record.must(key, opening[key], "identique au type 2")
    lines = _lines(records)
    _check_exemption(opening, records)
    _check_invoice_end(closing, records, lines)
    insurer, member = opening["insurer"].strip(), opening["member"].strip()
    if head["recipient_type"] == "OC":
        insurer, member = _dre_part(head, opening, by_kind.get("2M"))
    else:
        _check_fse_part(opening, by_kind.get("2M"), closing)
    own = by_kind.get("2S")
    if own:
        _check_nir(own, "own_key", own["own_nir"])
    _check_seal(closing, records, content)
    return InvoiceFacts(
        number=opening["invoice"],
        billing_date=opening["billing_date"],
        nir=opening["nir"] + opening["nir_key"],
        own_nir=own["own_nir"] + own["own_key"] if own else "",
        birth=opening["birth"],
        birth_rank=opening["birth_rank"],
        nature=opening["nature"],
        exemption=opening["exemption"],
        split=opening["split"] == "E",
        payee=opening["payee"],
        contract=opening["contract"],
        insurer=insurer,
        member=member,
        lines=lines,
        billed=closing.number("billed"),
        amo=closing.number("amo"),
        amc=closing.number("amc"),
        proof=opening["proof"],
        maternity=opening["maternity"].strip(" 0") and opening["maternity"],
        accident=opening["accident"].strip(" 0") and opening["accident"],
        operation=opening["operation"],
        operator=by_kind["2P"]["operator"].strip() if "2P" in by_kind else "",
    )


def _check_opening(head: Record, opening: Record) -> None:
    opening.must("partner", head["sender"][5:], "émetteur du type 000")
    _check_nir(opening, "nir_key", opening["nir"])
    _check_partner(opening, "prescriber")
    _check_marking(opening)
    if not opening.number("invoice"):
        raise opening.refusal("invoice", "un numéro de facture n'est jamais nul")
    if head["recipient_type"] == "CP":
        opening.must("operation", "1", "une FSE ne s'annule pas")
        opening.must("regime", head["recipient"][6:8], "destinataire du type 000")
        opening.must("managing_fund", head["recipient"][8:11], "destinataire du type 000")


def _check_proof(lot: Record, opening: Record) -> None:
    """Refuse a degraded form whose proof is a card that was read (PROTOCOLS 6)."""
    if lot["certification"] == DEGRADED and opening["proof"] == VITALE_CARD:
        why = "« 4 » : une carte Vitale lue ne va pas dans un lot dégradé (type 1, position 81 : D)"
        raise opening.refusal("proof", why)


def _check_nature(opening: Record) -> None:
    """Hold each zone of :data:`OF_A_NATURE` to the nature that needs it, and to no other."""
    nature = opening["nature"]
    for zone, natures in OF_A_NATURE.items():
        is_filled = bool(opening[zone].strip(" 0"))
        if is_filled and nature not in natures:
            raise opening.refusal(zone, f"n'est pas admis avec la nature d'assurance {nature}")
        if not is_filled and nature in natures:
            raise opening.refusal(zone, f"obligatoire avec la nature d'assurance {nature}")
    dated = opening["accident"].startswith("000")
    if nature in OF_A_NATURE["accident"] and dated and not DAY.fullmatch(opening["accident"][3:]):
        raise opening.refusal("accident", "000 puis une date AAMMJJ, ou un numéro, sont attendus")


def _check_exemption(opening: Record, records: Sequence[Record]) -> None:
    """Refuse a line of an exempted beneficiary that is not at 100 % (teleservices sheet 2.5)."""
    for record in records if opening["exemption"] == EXEMPTED else ():
        if record.kind == "4" and record.number("base"):
            record.must("rate", "100", "exonération 5 du type 2")


def _lines(records: Sequence[Record]) -> tuple[LineFacts, ...]:
    """Read each record 4 with the 4F that follow it; their sums must agree (assumed)."""
    starts = [i for i, record in enumerate(records) if record.kind == "4"]
    ends = [*starts[1:], len(records) - 1]
    return tuple(
        _line(records[start], [r for r in records[start + 1 : end] if r.kind == "4F"])
        for start, end in zip(starts, ends, strict=True)
    )


def _line(line: Record, articles: Sequence[Record]) -> LineFacts:
    _check_partner(line, "executant")
    for sequence, article in enumerate(articles, start=1):
        article.must_count("sequence", sequence, "rang de l'article dans la ligne")
    for key in ("billed", "base"):
        line.must_count(key, sum(a.number(key) for a in articles), "somme des types 4F")
    if line.number("amo") + line.number("amc") > line.number("billed"):
        raise line.refusal("amc", "les parts AMO et AMC dépassent le montant facturé")
    return LineFacts(
        care_date=line["care_date"],
        act=line["act"].rstrip(),
        lpp=articles[0]["lpp"].rstrip(),
        quantity=line.number("quantity"),
        unit_price=line.number("unit_price"),
        base=line.number("base"),
        rate=line.number("rate"),
        amo=line.number("amo"),
        billed=line.number("billed"),
        amc=line.number("amc"),
    )


def _check_invoice_end(
    closing: Record, records: Sequence[Record], lines: Sequence[LineFacts]
) -> None:
    billed, amo = sum(line.billed for line in lines), sum(line.amo for line in lines)
    closing.must_count("lines", _line_records(records), "enregistrements de type 4")
    closing.must_count("billed", billed, "somme des lignes")
    closing.must_count("amo", amo, "somme des lignes")
    closing.must_count("left", billed - amo, "total facturé moins total AMO")
    closing.must_count("amc", sum(line.amc for line in lines), "somme des lignes")


def _line_records(records: Sequence[Record]) -> int:
    """Count 4 and its complements alike, as the sheet says of 5 (1.7) and shows of 6 (1.10)."""
    return sum(record.kind[0] == "4" for record in records)


def _check_fse_part(opening: Record, dre: Record | None, closing: Record) -> None:
    """Check what the AMC part of an FSE may be (sheet 1.7, PROTOCOLS 6)."""
    if dre:
        raise dre.refusal("insurer", "un type 2M n'est admis que dans un lot de DRE")
    if closing.number("amc") and opening["split"] == "E":
        raise closing.refusal("amc", "les montants AMC d'un flux éclaté sont nuls dans la FSE")
    if closing.number("amc") and not opening["insurer"].strip():
        raise opening.refusal("insurer", "obligatoire quand une part AMC est demandée")


def _dre_part(head: Record, opening: Record, dre: Record | None) -> tuple[str, str]:
    """Return insurer and member of a DRE; its own split flag may be blank or not (assumed)."""
    if dre is None:
        raise opening.refusal("insurer", "une DRE porte un type 2M après le type 2")
    dre.must("insurer", head["recipient"][4:], "destinataire du type 000")
    if opening["insurer"].strip():
        opening.must("insurer", dre["insurer"], "identique au type 2M")
    return dre["insurer"], dre["member"].strip()
