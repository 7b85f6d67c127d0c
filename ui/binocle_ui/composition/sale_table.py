"""The table "Détail remboursements" over the rate desk: as core makes it, and what is typed in it.

Law of this file: amounts and captions are core's; what was typed is taken whole or not at all.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from binocle.amc import Complementary
from binocle.kernel import Finding, printed_euros
from binocle.rates import (
    Boxes,
    Claim,
    boxes_shown,
    transmission_shown,
    typed_euros,
    unticked_findings,
    with_rc_total,
)
from binocle.workflows import RateDesk
from binocle.workflows.amc_typing import typed_number
from binocle_ui.catalogue import Notice
from binocle_ui.pages import InputView, ReimbursementLine, ReimbursementsView

from .fields import AMOUNT, BOX, TEXT, YES, FieldKind, input_view, read_all

AMOUNTS = ("rc_total", "rc2_total")
SECOND = ("rc2_insurer", "rc2_member")
"""Number and member of the second complementary insurer, beside its amount (TAUX-15)."""
FILE_BOXES = ("c2s_amo", "c2s_amc", "ame", "not_responsible")
PAYERS = {
    "tp_amo": "amo",
    "tp_amc": "amc",
    "tele_amo": "transmit_amo",
    "tele_amc": "transmit_amc",
}
"""Box of the page -> field of :class:`binocle.amc.TiersPayant`."""

KINDS: Mapping[str, FieldKind] = {
    **dict.fromkeys(AMOUNTS, AMOUNT),
    **dict.fromkeys(SECOND, TEXT),
    **dict.fromkeys((*FILE_BOXES, *PAYERS), BOX),
}


def reimbursements_view(
    rates: RateDesk,
    *,
    typed: Mapping[str, str] | None = None,
    told: Mapping[str, tuple[Notice, ...]] | None = None,
) -> ReimbursementsView | None:
    """Return the table of the claim under way; every RO amount is 0 before the check (TAUX-01).

    Args:
        rates: the claim's desk.
        typed: what was typed and could not be read.
        told: what is wrong, by its subject.
    """
    table, claim = rates.table, rates.claim
    if table is None or claim is None:
        return None
    typed, told = typed or {}, told or {}
    lines = tuple(
        ReimbursementLine(
            number=number,
            shown=row.shown,
            act=row.act,
            kind=row.kind.value,
            detail=row.detail,
            lpp=row.lpp.digits if row.lpp else "",
            net=row.net,
            base=row.base,
            amo=row.amo,
            amc=row.amc,
            amc2=row.amc2,
            both=row.both,
            left=row.left,
            ald=row.ald,
            etm=row.etm,
            price=typed.get(f"net-{number}", printed_euros(row.net)),
            notices=told.get(f"line {number}", ()),
        )
        for number, row in enumerate(table.rows, start=1)
    )
    totals = table.totals
    return ReimbursementsView(
        captions=table.captions,
        rate=table.rate,
        lines=lines,
        net=totals.net,
        base=totals.base,
        amo=totals.amo,
        amc=totals.amc,
        amc2=totals.amc2,
        both=totals.both,
        left=totals.left,
        inputs=_inputs(claim, rates, typed, told),
    )


def _inputs(
    claim: Claim,
    rates: RateDesk,
    typed: Mapping[str, str],
    told: Mapping[str, tuple[Notice, ...]],
) -> tuple[InputView, ...]:
    around = rates.around()
    boxes, payers = boxes_shown(claim, around), transmission_shown(claim, around)
    values: dict[str, Any] = {"rc_total": claim.rc_amount, "rc2_total": claim.rc2_total}
    if claim.second_insurer is not None:
        values |= {
            "rc2_insurer": claim.second_insurer.number.digits,
            "rc2_member": claim.second_insurer.member,
        }
    values |= {"c2s_amo": boxes.c2s_amo, "c2s_amc": boxes.c2s_amc, "ame": boxes.ame}
    values["not_responsible"] = boxes.not_responsible
    values |= {name: getattr(payers, field) for name, field in PAYERS.items()}
    return tuple(
        input_view(
            name, values.get(name), typed=typed, told=told, kind=kind, labels="champs_dossier"
        )
        for name, kind in KINDS.items()
    )


def edited(
    claim: Claim, rates: RateDesk, form: Mapping[str, str]
) -> tuple[Claim, tuple[Finding, ...]]:
    """Return the claim with what was typed in the table, and what could not be read of it.

    A box that the rights tick and that was left alone is not typed (TAUX-14); an RC amount ticks
    "Télétransmission RC" by itself (DRE-07).
    """
    read, wrong = read_all(KINDS, form)
    typed = {
        number: typed_euros(form[f"net-{number}"], f"line {number}")
        for number in range(1, len(claim.lines) + 1)
        if f"net-{number}" in form
    }
    prices = {number: net for number, net in typed.items() if not isinstance(net, Finding)}
    wrong += tuple(net for net in typed.values() if isinstance(net, Finding))
    second = _second_insurer(claim, read)
    if isinstance(second, Finding):
        wrong += (second,)
    if wrong or isinstance(second, Finding):
        return claim, wrong
    lines = tuple(
        replace(
            line,
            net=prices.get(number, line.net),
            shown=form[f"rb-{number}"] == YES if f"rb-{number}" in form else line.shown,
        )
        for number, line in enumerate(claim.lines, start=1)
    )
    around = rates.around()
    left = Boxes(**{name: read.get(name, True) for name in FILE_BOXES})
    if held := unticked_findings(claim, around, left):
        return claim, tuple(held)
    before, payers = boxes_shown(claim, around), transmission_shown(claim, around)
    ticked = {
        name: read[name]
        if name in read and read[name] != getattr(before, name)
        else getattr(claim.boxes, name)
        for name in FILE_BOXES
    }
    asked = {
        field: read[name]
        for name, field in PAYERS.items()
        if name in read and read[name] != getattr(payers, field)
    }
    after = replace(
        claim,
        lines=lines,
        boxes=Boxes(**ticked),
        tiers_payant=replace(claim.tiers_payant, **asked),
        rc2_total=read.get("rc2_total", claim.rc2_total),
        second_insurer=second,
    )
    total = read.get("rc_total", claim.rc_amount)
    return (after if total == claim.rc_amount else with_rc_total(after, total)), ()


def _second_insurer(claim: Claim, read: Mapping[str, Any]) -> Complementary | Finding | None:
    """Return who pays RC2 as typed; nobody without a number, the former one when none was sent."""
    before = claim.second_insurer
    if "rc2_insurer" not in read:
        return before
    if not read["rc2_insurer"]:
        return None
    number = typed_number(read["rc2_insurer"], "rc2_insurer")
    if isinstance(number, Finding):
        return number
    member = read.get("rc2_member", before.member if before else "")
    same = before is not None and before.number == number
    return replace(before, member=member) if before and same else Complementary(number, member)
