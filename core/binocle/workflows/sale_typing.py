"""The screen of the sale: the texts of its fields read as a claim, and a claim written as texts.

Law of this file: a sale is taken whole or not at all. Every text that cannot be read is told beside
its field, all at once; what the rules say of the rest is told with it (:attr:`SaleTyping.draft`).
A field is named by its place: ``prescription``, ``l2.lpp``; a line whose fields are all blank is no
line. Source: FSE-01, TAUX-01, TAUX-08 (seed-facts 8); the day of the invoice is today's when blank.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from binocle.amc import Complementary, TiersPayant
from binocle.kernel import ZERO, AmcNumber, Cents, Finding, LppCode, printed_day, printed_euros
from binocle.optics import LineKind, RenewalKind
from binocle.rates import (
    Boxes,
    Claim,
    SaleLine,
    as_offer,
    typed_day,
    typed_euros,
    typed_lpp,
    with_rc_total,
)

from .amc_typing import typed_number
from .field_reader import FieldReader, read_prescriber

LINE_TEXTS = ("act", "lpp", "detail", "net", "base")
FILE_BOXES = ("c2s_amo", "c2s_amc", "ame", "not_responsible")
PAYERS: Mapping[str, str] = {
    "tp_amo": "amo",
    "tp_amc": "amc",
    "tele_amo": "transmit_amo",
    "tele_amc": "transmit_amc",
}
"""Field of the screen -> field of :class:`binocle.amc.TiersPayant`."""

YES, NO = "oui", "non"
"""What a list of two answers sends; blank leaves the box as it is."""

_LINE = re.compile(r"l([1-9]\d{0,2})\.", re.ASCII)
_ACT = re.compile(r"[A-Z0-9]{1,5}", re.ASCII)
_AMOUNTS = frozenset({"rc_total", "rc2_total"})


@dataclass(frozen=True)
class SaleTyping:
    """What the texts of the screen say.

    Attributes:
        claim: none when a text cannot be read.
        draft: what could be read of it, to be judged and never kept; none when a day on which
            everything rests cannot be read.
        findings: what cannot be read, each with its field.
    """

    claim: Claim | None
    draft: Claim | None
    findings: tuple[Finding, ...]

    def rests_on_unread(self, found: Finding) -> bool:
        """Say whether a finding about the draft may be due to a text that was not read."""
        fields = {each.subject for each in self.findings}
        if found.subject in _AMOUNTS | {"lines"}:
            return bool(fields & _AMOUNTS) or any(_LINE.match(each) for each in fields)
        line = found.subject.removeprefix("line ")
        return found.subject != line and bool({f"l{line}.lpp", f"l{line}.act"} & fields)


def read_sale(texts: Mapping[str, str], today: date, former: Claim | None = None) -> SaleTyping:
    """Read the screen.

    Args:
        texts: by field; a ticked box holds any text, one that is not ticked none.
        today: day of an invoice whose field is blank.
        former: the file as it stands; what the screen does not hold stays as it is there.
    """
    reader = FieldReader(texts)
    days = (
        reader.needed_day("prescription"),
        reader.read("invoice_date", typed_day, today),
    )
    unread_day = bool(reader.findings)
    read = Claim(
        prescription=days[0],
        invoice_date=days[1],
        act_day=reader.read("act_day", typed_day, None),
        renewal=reader.choice("renewal", RenewalKind.NONE),
        ald_prescribed=reader.flag("ald_prescribed"),
        lines=tuple(_lines(reader, texts)),
        prescriber=read_prescriber(reader).billed,
    )
    if read.act_day == read.invoice_date:
        read = replace(read, act_day=None)
    made = _with_amounts(reader, read, former)
    found = tuple(reader.findings)
    return SaleTyping(
        claim=None if found else made,
        draft=None if unread_day else made,
        findings=found,
    )


def typed_act(text: str, field: str) -> str | Finding:
    """Read an act code of B2: five letters and figures at most."""
    act = text.strip().upper()
    return act if _ACT.fullmatch(act) else Finding("FSE-ACTE-FAUX", field, {"saisie": text})


def _lines(reader: FieldReader, texts: Mapping[str, str]) -> Iterator[SaleLine]:
    numbers = {int(match[1]) for name in texts if (match := _LINE.match(name))}
    for number in sorted(numbers):
        prefix = f"l{number}."
        if not reader.any(prefix, LINE_TEXTS):
            continue
        if not reader.text(f"{prefix}net"):
            reader.findings.append(Finding("OPT-PRIX-ABSENT", f"{prefix}net"))
        no_code: LppCode | None = None
        lpp = reader.read(f"{prefix}lpp", typed_lpp, no_code)
        line = SaleLine(
            kind=reader.choice(f"{prefix}kind", LineKind.SUNDRY),
            act=reader.read(f"{prefix}act", typed_act, ""),
            lpp=lpp,
            net=reader.read(f"{prefix}net", typed_euros, ZERO),
            base=reader.read(f"{prefix}base", typed_euros, ZERO),
            detail=reader.text(f"{prefix}detail"),
            shown=reader.flag(f"{prefix}shown"),
        )
        yield replace(line, offer=reader.flag(f"{prefix}offer"))


def _with_amounts(reader: FieldReader, read: Claim, former: Claim | None) -> Claim:
    """Return the file with its RC amounts and its boxes; typing an RC amount ticks its sending."""
    before = former or Claim(read.prescription, read.invoice_date, ())
    kept = replace(
        read,
        boxes=_boxes(reader, before.boxes),
        tiers_payant=before.tiers_payant,
        rc_total=before.rc_total,
        rc_by_line=before.rc_by_line if len(before.lines) == len(read.lines) else None,
        rc2_total=reader.read("rc2_total", typed_euros, ZERO),
        insurer=before.insurer,
        insurer_management=before.insurer_management,
        second_insurer=_second_insurer(reader, before.second_insurer),
        lines=tuple(_as_known(before.lines, read.lines)),
    )
    total: Cents = reader.read("rc_total", typed_euros, ZERO)
    if total != kept.rc_amount:
        kept = with_rc_total(kept, total)
    asked = _tiers_payant(reader, before.tiers_payant, kept.tiers_payant)
    return replace(kept, tiers_payant=asked)


def _second_insurer(reader: FieldReader, before: Complementary | None) -> Complementary | None:
    """Return who pays RC2, "Mutuelle 2": nobody without a number (TAUX-15)."""
    nobody: AmcNumber | None = None
    number = reader.read("rc2_insurer", typed_number, nobody)
    if number is None:
        return None
    member = reader.text("rc2_member")
    same = before is not None and before.number == number
    return replace(before, member=member) if before and same else Complementary(number, member)


def _as_known(before: tuple[SaleLine, ...], now: tuple[SaleLine, ...]) -> Iterator[SaleLine]:
    """Yield the lines with the class and the limit that the tables gave to the same code.

    A line that becomes an offer is unticked and loses its code (TAUX-12); one that is ticked again
    afterwards stays as typed, for the rules to say.
    """
    known = {line.lpp: line for line in before if line.lpp is not None}
    for place, line in enumerate(now):
        was_offer = place < len(before) and before[place].offer
        if line.offer and not was_offer:
            yield as_offer(line)
        elif line.lpp is not None and (same := known.get(line.lpp)):
            yield replace(line, limit=same.limit, basket=same.basket)
        else:
            yield line


def _answer(reader: FieldReader, field: str, standing: bool) -> bool:
    text = reader.text(field)
    if text not in ("", YES, NO):
        reader.findings.append(Finding("OPT-CHOIX-INCONNU", field, {"saisie": text}))
    return standing if text not in (YES, NO) else text == YES


def _boxes(reader: FieldReader, boxes: Boxes) -> Boxes:
    return Boxes(**{name: _answer(reader, name, getattr(boxes, name)) for name in FILE_BOXES})


def _tiers_payant(reader: FieldReader, before: TiersPayant, now: TiersPayant) -> TiersPayant:
    """Return the boxes: one that was left as it stood follows the amount that was typed."""
    asked = {}
    for name, field in PAYERS.items():
        stood = getattr(before, field)
        typed = _answer(reader, name, stood)
        asked[field] = typed if typed is not stood else getattr(now, field)
    return TiersPayant(**asked)


# -- a claim as texts ------------------------------------------------------------------------------


def sale_texts(claim: Claim) -> dict[str, str]:
    """Return the texts that :func:`read_sale` reads as this claim."""
    who, second = claim.prescriber, claim.second_insurer
    texts = {
        "prescription": printed_day(claim.prescription),
        "invoice_date": printed_day(claim.invoice_date),
        "act_day": printed_day(claim.act_day) if claim.act_day else "",
        "renewal": claim.renewal.value,
        "ald_prescribed": "on" if claim.ald_prescribed else "",
        "rc_total": printed_euros(claim.rc_amount),
        "rc2_total": printed_euros(claim.rc2_total),
        "rc2_insurer": second.number.digits if second else "",
        "rc2_member": second.member if second else "",
        "prescriber.name": who.name if who else "",
        "prescriber.number": who.number.digits if who else "",
        "prescriber.rpps": who.rpps if who else "",
        "prescriber.speciality": who.speciality if who else "",
    }
    texts |= {name: YES if getattr(claim.boxes, name) else NO for name in FILE_BOXES}
    texts |= {
        name: YES if getattr(claim.tiers_payant, field) else NO for name, field in PAYERS.items()
    }
    for number, line in enumerate(claim.lines, start=1):
        texts |= _line_texts(f"l{number}.", line)
    return texts


def _line_texts(prefix: str, line: SaleLine) -> dict[str, str]:
    return {
        f"{prefix}kind": line.kind.value,
        f"{prefix}act": line.act,
        f"{prefix}lpp": line.lpp.digits if line.lpp else "",
        f"{prefix}detail": line.detail,
        f"{prefix}net": printed_euros(line.net),
        f"{prefix}base": printed_euros(line.base),
        f"{prefix}shown": "on" if line.shown else "",
        f"{prefix}offer": "on" if line.offer else "",
    }


def field_of_sale(found: Finding) -> str:
    """Return the field beside which a finding about a sale is told; a whole line has its own."""
    match found.subject.split():
        case ["line", number]:
            return f"l{number}"
        case _:
            return found.subject
