"""What to do about rejects, when a DRE can be cancelled, when paper is due."""

from dataclasses import replace
from itertools import product

import pytest
from tests.unit.fse.makers import DEGRADED, NOW, Desk, SoftCps, invoice

from binocle.fse import (
    CareSheet,
    Flow,
    FormPlace,
    Invoice,
    InvoiceStanding,
    InvoiceState,
    PartState,
    SheetReason,
    cancelling_dre_possible,
    reject_advice,
    sheet_reason,
)
from binocle.fse.rules import (
    cancellation_findings,
    credit_findings,
    deletion_findings,
    restart_findings,
)
from binocle.fse.service import UNCHANGED
from binocle.fse.states import (
    INVOICE_TRANSITIONS,
    FormsDeleted,
    InvoiceCredited,
    Restarted,
)
from binocle.kernel import ZERO, OperatorActionNeeded, Severity
from binocle.rates import SecuringMode

W, P, R, A, N = (
    PartState.WAITING, PartState.PAID, PartState.REJECTED, PartState.ANOMALY, PartState.NOT_ASKED,
)  # fmt: skip
SPLIT = invoice()
PAPER = replace(SPLIT, mode=SecuringMode.DEGRADED, circumstances=DEGRADED)


def standing(
    kept: InvoiceState, amo: PartState = W, amc: PartState = W, *, made: Invoice = SPLIT
) -> InvoiceStanding:
    return InvoiceStanding(made, kept, amo, amc, ZERO, ZERO)


@pytest.mark.parametrize(
    ("amo", "amc", "told"),
    [
        (R, N, ["FSE-REJET-AMO"]),
        (R, W, ["FSE-REJET-AMO"]),
        (R, P, ["FSE-REJET-AMO-RC-PAYE"]),
        (R, R, ["FSE-REJET-AMO", "FSE-REJET-AMC"]),
        (P, R, ["FSE-REJET-AMC"]),
        (P, P, []),
        (W, A, []),
    ],
)
def test_what_to_do_about_a_reject(amo: PartState, amc: PartState, told: list[str]) -> None:
    """SUIVI-04, as a text beside the row."""
    found = reject_advice(standing(InvoiceState.WAITING, amo, amc))
    assert [finding.code for finding in found] == told
    assert all(finding.severity is Severity.WARNS for finding in found)


def test_nothing_is_advised_once_it_was_credited() -> None:
    assert reject_advice(standing(InvoiceState.CREDITED, R, R)) == []


@pytest.mark.parametrize(("amo", "amc", "place"), [*product(PartState, PartState, FormPlace)])
def test_a_dre_can_be_cancelled_once_when_it_left_and_was_not_rejected(
    amo: PartState, amc: PartState, place: FormPlace
) -> None:
    places = {Flow.FSE: FormPlace.SENT, Flow.DRE: place}
    possible = cancelling_dre_possible(standing(InvoiceState.WAITING, amo, amc), places)
    assert possible is (amc in (W, P) and place is FormPlace.SENT)
    shown = standing(InvoiceState.WAITING, amo, P)
    assert not cancelling_dre_possible(shown, {Flow.FSE: FormPlace.SENT})
    assert not cancelling_dre_possible(standing(InvoiceState.CREDITED, amo, P), places)
    made = places | {Flow.CANCELLATION: place}
    assert not cancelling_dre_possible(shown, made), "never twice"


@pytest.mark.parametrize(
    ("takes", "told"), [(None, []), (True, []), (False, ["AMC-DRE-ANNULATION-REFUSEE"])]
)
def test_the_chosen_convention_says_whether_a_dre_can_be_cancelled(
    takes: bool | None, told: list[str]
) -> None:
    assert SPLIT.complementary is not None
    made = replace(SPLIT, complementary=replace(SPLIT.complementary, cancellation=takes))
    places = {Flow.FSE: FormPlace.SENT, Flow.DRE: FormPlace.SENT}
    found = cancellation_findings(standing(InvoiceState.WAITING, P, P, made=made), places)
    assert [finding.code for finding in found] == told


@pytest.mark.parametrize(
    ("shown", "reason"),
    [
        (standing(InvoiceState.OUTSIDE, N, N), SheetReason.OUTSIDE),
        (standing(InvoiceState.WAITING, R, P), SheetReason.AMO_REJECTED),
        (standing(InvoiceState.WAITING, R, P, made=PAPER), SheetReason.AMO_REJECTED),
        (standing(InvoiceState.SECURED, made=PAPER), SheetReason.DEGRADED),
        (standing(InvoiceState.WAITING, made=PAPER), SheetReason.DEGRADED),
        (standing(InvoiceState.SECURED), None),
        (standing(InvoiceState.WAITING, R, R), None),
        (standing(InvoiceState.CALCULATED, made=PAPER), None),
        (standing(InvoiceState.CREDITED, R, R, made=PAPER), None),
    ],
)
def test_when_paper_is_due(shown: InvoiceStanding, reason: SheetReason | None) -> None:
    assert sheet_reason(shown) is reason


@pytest.mark.parametrize(
    ("amc", "fse", "told"),
    [
        (R, FormPlace.REFUSED, []),
        (R, FormPlace.SENT, ["FSE-AVOIR-EN-ATTENTE"]),
        (R, FormPlace.IN_LOT, ["FSE-AVOIR-EN-ATTENTE"]),
        (W, FormPlace.REFUSED, ["FSE-AVOIR-EN-ATTENTE"]),
        (P, FormPlace.REFUSED, ["FSE-AVOIR-PART-PAYEE"]),
    ],
)
def test_an_fse_refused_after_its_dre_left_waits_for_nobody(
    amc: PartState, fse: FormPlace, told: list[str]
) -> None:
    places = {Flow.FSE: fse, Flow.DRE: FormPlace.SENT}
    found = credit_findings(standing(InvoiceState.WAITING, W, amc), places)
    assert [finding.code for finding in found] == told


@pytest.mark.parametrize(("kept", "place"), [*product(InvoiceState, [None, *FormPlace])])
def test_a_gesture_that_rules_allow_has_its_cell(
    kept: InvoiceState, place: FormPlace | None
) -> None:
    """What the rules let through, the table takes: no gesture of a person hits an empty cell."""
    places = {} if place is None else {Flow.FSE: place}
    for amo, amc in product(PartState, PartState):
        shown = standing(kept, amo, amc)
        for found, event in (
            (deletion_findings(shown, places), FormsDeleted),
            (restart_findings(shown, UNCHANGED), Restarted),
            (credit_findings(shown, places), InvoiceCredited),
        ):
            if not any(finding.severity is Severity.BLOCKS for finding in found):
                assert (kept, event) in INVOICE_TRANSITIONS


class Pencil:
    """Draws nothing and keeps what it was asked to draw."""

    def __init__(self) -> None:
        self.drawn: list[CareSheet] = []

    def draw(self, sheet: CareSheet) -> bytes:
        self.drawn.append(sheet)
        return b"%PDF"


def test_a_printed_sheet_is_remembered(desk: Desk) -> None:
    made, pencil = desk.open_degraded(), Pencil()
    with pytest.raises(OperatorActionNeeded, match="FSE-FEUILLE-SANS-OBJET"):
        desk.fse.print_sheet(made.number, pencil, simulated=True)
    desk.fse.sign(made.number, SoftCps().session())
    for _ in range(2):
        assert desk.fse.print_sheet(made.number, pencil, simulated=True) == b"%PDF"
    assert pencil.drawn == [CareSheet(made, SheetReason.DEGRADED, True, NOW)] * 2
    rows = desk.session.connection.exec_driver_sql("SELECT kind, facts FROM invoice_event").all()
    assert [tuple(row) for row in rows][1:] == [("PaperSheetPrinted", '{"reason": "degraded"}')] * 2
    assert desk.store.standing(made.number).state is InvoiceState.SECURED
