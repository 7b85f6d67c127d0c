"""The table "Détail remboursements" over the rate desk: as core makes it, and what is typed in it.

Law of this file: amounts and captions are core's; what was typed is taken whole or not at all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from binocle.kernel import Finding, OperatorActionNeeded, printed_euros
from binocle.rates import Boxes, Claim, boxes_shown, transmission_shown, unticked_findings
from binocle.workflows import RateDesk
from binocle.workflows.sale_typing import FILE_BOXES, PAYERS, sale_texts
from binocle_ui.catalogue import Notice
from binocle_ui.pages import InputView, ReimbursementLine, ReimbursementsView

from .fields import AMOUNT, BOX, NO, TEXT, YES, FieldKind, input_view

AMOUNTS = ("rc_total", "rc2_total")
SECOND = ("rc2_insurer", "rc2_member")
"""Number and member of the second complementary insurer, beside its amount (TAUX-15)."""

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


def typed_sale(claim: Claim, rates: RateDesk, form: Mapping[str, str]) -> dict[str, str]:
    """Return the texts of the sale with what was typed in the table (:mod:`..sale_typing`).

    A box that the rights tick and that was left alone is not typed (TAUX-14).

    Raises:
        OperatorActionNeeded: ``UI-CHOIX-INCONNU``: no page of ours sends that.
    """
    texts = sale_texts(claim)
    for number in range(1, len(claim.lines) + 1):
        if f"net-{number}" in form:
            texts[f"l{number}.net"] = form[f"net-{number}"]
        if (ticked := form.get(f"rb-{number}")) is not None:
            if ticked not in (YES, NO):
                raise OperatorActionNeeded("UI-CHOIX-INCONNU", saisie=ticked)
            texts[f"l{number}.shown"] = "on" if ticked == YES else ""
    texts |= {name: form[name] for name in (*AMOUNTS, *SECOND) if name in form}
    around = rates.around()
    boxes, payers = boxes_shown(claim, around), transmission_shown(claim, around)
    shown = {name: getattr(boxes, name) for name in FILE_BOXES}
    shown |= {name: getattr(payers, field) for name, field in PAYERS.items()}
    changed = {name for name in shown if form.get(name, "") not in ("", YES if shown[name] else NO)}
    return texts | {name: form[name] for name in changed}


def unticked(claim: Claim, rates: RateDesk, form: Mapping[str, str]) -> tuple[Finding, ...]:
    """Return the boxes that a hand unticked though the rights tick them (TAUX-14)."""
    left = Boxes(**{name: form.get(name) != NO for name in FILE_BOXES})
    return tuple(unticked_findings(claim, rates.around(), left))


def beside_lines(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return what could not be read with the line of the table that it is told beside."""
    return tuple(
        replace(each, subject=f"line {place[1:]}") if part else each
        for each in found
        for place, part in [each.subject.partition(".")[::2]]
    )
