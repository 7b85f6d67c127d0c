"""States of invoices and of their parts: every cell of the tables, full or empty, is meant."""

import tomllib
from enum import Enum
from importlib import resources
from itertools import product
from typing import get_args

import pytest
from tests.unit.fse.makers import invoice

from binocle.fse import (
    CancellationSealed,
    Finalised,
    FormsDeleted,
    FormSealed,
    FormSent,
    InvoiceCredited,
    InvoiceEvent,
    InvoiceStanding,
    InvoiceState,
    PaperSheetPrinted,
    PartCancellationRejected,
    PartCancelled,
    PartCancelledOtherwise,
    PartDeclaredPaid,
    PartDeclaredRejected,
    PartDeclaredWaiting,
    PartDeferred,
    PartEvent,
    PartPaid,
    PartPaidOtherwise,
    PartRegularised,
    PartRejected,
    PartState,
    PartTakenBack,
    Payee,
    Restarted,
    SheetReason,
    TreatedByHand,
    next_invoice_state,
    next_part_state,
    shown_state,
)
from binocle.fse.states import (
    FIRST_STATES,
    INVOICE_TRANSITIONS,
    PART_TRANSITIONS,
    ImpossibleTransition,
)
from binocle.kernel import Cents
from binocle.rates import SecuringMode

INVOICE_EVENTS: tuple[InvoiceEvent, ...] = (
    FormSealed(), FormSent(), FormsDeleted(1), Restarted("5", False), Finalised("000000001"),
    InvoiceCredited("AV0000001"), PaperSheetPrinted("degraded"),
    TreatedByHand(),
)  # fmt: skip
BY_HAND = (PartDeclaredPaid(), PartDeclaredRejected(), PartDeclaredWaiting())
PART_EVENTS: tuple[PartEvent, ...] = (
    PartPaid(Cents(9)), PartPaidOtherwise(Cents(8)), PartRejected("0450", "TROP TARD"),
    CancellationSealed(), PartCancelled(Cents(9)), PartCancelledOtherwise(Cents(8)),
    PartCancellationRejected("9007", "DEJA ANNULEE"), PartDeferred("0500", "EN COURS"),
    PartTakenBack(Cents(9)), PartRegularised(Cents(1)), *BY_HAND,
)  # fmt: skip
ANSWERS = (PartPaid, PartPaidOtherwise, PartRejected, PartDeferred, PartTakenBack)
CANCELLATION_ANSWERS = (PartCancelled, PartCancelledOtherwise, PartCancellationRejected)
SETTLED = {PartState.PAID, PartState.REJECTED, PartState.ANOMALY}


@pytest.mark.parametrize(("state", "event"), [*product(InvoiceState, INVOICE_EVENTS)])
def test_an_invoice_follows_its_table_or_refuses(state: InvoiceState, event: InvoiceEvent) -> None:
    if after := INVOICE_TRANSITIONS.get((state, type(event))):
        assert next_invoice_state(state, event) is after
    else:
        with pytest.raises(ImpossibleTransition, match=f"{state.value} . {type(event).__name__}"):
            next_invoice_state(state, event)


@pytest.mark.parametrize(("state", "event"), [*product(PartState, PART_EVENTS)])
def test_a_part_follows_its_table_or_was_not_asked(state: PartState, event: PartEvent) -> None:
    after = next_part_state(state, event)
    assert after is PART_TRANSITIONS.get((state, type(event)))
    if isinstance(event, ANSWERS):
        assert (after is None) is (state is PartState.NOT_ASKED)
    elif isinstance(event, CANCELLATION_ANSWERS):
        asked = {*PartState} - {PartState.NOT_ASKED, PartState.WAITING}
        assert (after is None) is (state not in asked)
    elif isinstance(event, PartRegularised):
        assert (after is None) is (state not in (PartState.ANOMALY, PartState.PAID))
    elif event in BY_HAND:
        never = {PartState.NOT_ASKED, PartState.CANCELLED}
        waits_on = state is PartState.CANCELLING and isinstance(event, PartDeclaredWaiting)
        assert (after is None) is (state in never or waits_on)


def test_a_dre_is_cancelled_once() -> None:
    """No answer leads to the event twice; where a person settles an anomaly, the forms bar it."""
    after = {state for (_, event), state in PART_TRANSITIONS.items() if event is CancellationSealed}
    by_table = {
        (before, now) for (before, event), now in PART_TRANSITIONS.items()
        if event not in (PartRegularised, *map(type, BY_HAND))
    }  # fmt: skip
    for _ in PartState:
        after |= {now for before, now in by_table if before in after}
    assert not {state for state in after if (state, CancellationSealed) in PART_TRANSITIONS}
    assert after == {PartState.CANCELLING, PartState.CANCELLED, PartState.ANOMALY}


def test_every_event_of_an_invoice_is_tried() -> None:
    assert {type(event) for event in INVOICE_EVENTS} == set(get_args(InvoiceEvent))
    assert {type(event) for event in PART_EVENTS} == set(get_args(PartEvent))


def test_the_table_of_invoices() -> None:
    assert {
        (before.value, event.__name__, after.value)
        for (before, event), after in INVOICE_TRANSITIONS.items()
    } == {
        ("provisional", "Restarted", "provisional"),
        ("provisional", "Finalised", "finalised"),
        ("outside", "InvoiceCredited", "credited"),
        ("outside", "PaperSheetPrinted", "outside"),
        ("calculated", "FormSealed", "secured"),
        ("calculated", "Restarted", "calculated"),
        ("calculated", "InvoiceCredited", "credited"),
        ("forms-deleted", "Restarted", "calculated"),
        ("forms-deleted", "InvoiceCredited", "credited"),
        ("secured", "FormSent", "waiting"),
        ("secured", "FormsDeleted", "forms-deleted"),
        ("secured", "PaperSheetPrinted", "secured"),
        ("waiting", "FormSent", "waiting"),
        ("waiting", "InvoiceCredited", "credited"),
        ("waiting", "PaperSheetPrinted", "waiting"),
        ("waiting", "TreatedByHand", "waiting"),
        ("credited", "TreatedByHand", "credited"),
    }


def test_only_what_is_secured_is_transmitted() -> None:
    """FSE-06: the second file of a split flow finds the invoice waiting."""
    senders = {before for before, event in INVOICE_TRANSITIONS if event is FormSent}
    assert senders == {InvoiceState.SECURED, InvoiceState.WAITING}
    into_waiting = {
        before for (before, _), after in INVOICE_TRANSITIONS.items()
        if after is InvoiceState.WAITING and before is not after
    }  # fmt: skip
    assert into_waiting == {InvoiceState.SECURED}


def test_what_is_taken_back_or_numbered_goes_no_further() -> None:
    left = {before for (before, _), after in INVOICE_TRANSITIONS.items() if before is not after}
    assert not left & {InvoiceState.CREDITED, InvoiceState.FINALISED}


def test_money_never_comes_twice_unseen() -> None:
    """What is settled moves by an anomaly, the amount asked, a person or a cancelling DRE."""
    quiet = {CancellationSealed, PartRegularised, *map(type, BY_HAND)}
    for (before, event), after in PART_TRANSITIONS.items():
        same_reject = before is PartState.REJECTED and event is PartRejected
        if before in SETTLED and not same_reject and event not in quiet:
            assert after is PartState.ANOMALY, (before, event)


def test_every_state_can_be_reached() -> None:
    parts = {PartState.NOT_ASKED, PartState.WAITING}  # how an invoice is opened
    invoices = set(FIRST_STATES)
    for _ in InvoiceState:
        parts |= {after for (before, _), after in PART_TRANSITIONS.items() if before in parts}
        invoices |= {
            after for (before, _), after in INVOICE_TRANSITIONS.items() if before in invoices
        }
    assert parts == set(PartState)
    shown = {shown_state(*three) for three in product(invoices, parts, parts)}
    assert shown == set(InvoiceState)


@pytest.mark.parametrize(("invoice", "amo", "amc"), [*product(InvoiceState, PartState, PartState)])
def test_the_state_shown(invoice: InvoiceState, amo: PartState, amc: PartState) -> None:
    """The worst of the parts, once the invoice left; nothing is paid while a part waits."""
    shown = shown_state(invoice, amo, amc)
    parts = {amo, amc}
    if invoice is InvoiceState.CREDITED and parts & {PartState.PAID, PartState.ANOMALY}:
        assert shown is InvoiceState.ANOMALY  # money for what was taken back is seen
    elif invoice is not InvoiceState.WAITING:
        assert shown is invoice
    elif PartState.ANOMALY in parts:
        assert shown is InvoiceState.ANOMALY
    elif PartState.REJECTED in parts:
        assert shown is InvoiceState.REJECTED
    elif parts & {PartState.WAITING, PartState.CANCELLING}:
        assert shown is InvoiceState.WAITING
    else:
        assert parts <= {PartState.PAID, PartState.NOT_ASKED, PartState.CANCELLED}
        assert shown is InvoiceState.PAID


@pytest.mark.parametrize("mode", SecuringMode)
def test_the_logo_is_that_of_an_fse_that_exists(mode: SecuringMode) -> None:
    def logo(kept: InvoiceState, amo: PartState = PartState.WAITING) -> SecuringMode | None:
        made = invoice(mode=mode)
        return InvoiceStanding(made, kept, amo, PartState.NOT_ASKED, Cents(0), Cents(0)).logo

    with_form = {InvoiceState.SECURED, InvoiceState.WAITING, InvoiceState.CREDITED}
    assert {state for state in first_kept() if logo(state)} == with_form
    assert {logo(state) for state in with_form} == {mode}
    assert logo(InvoiceState.CREDITED, PartState.NOT_ASKED) is None, "it had never left"


def first_kept() -> set[InvoiceState]:
    """Return the states of the invoice's own table."""
    return {*FIRST_STATES, *INVOICE_TRANSITIONS.values()}


@pytest.mark.parametrize(
    ("section", "states"),
    [
        ("factures", InvoiceState),
        ("parts", PartState),
        ("securisation", SecuringMode),
        ("destinataires", Payee),
        ("feuilles", SheetReason),
    ],
)
def test_every_state_has_its_french_name(section: str, states: type[Enum]) -> None:
    labels = resources.files("binocle_ui").joinpath("labels_fr.toml").read_text("utf-8")
    named = tomllib.loads(labels)[section]
    assert set(named) == {state.value for state in states}
    assert all(named.values())


def test_the_names_of_the_manuals_are_to_the_letter() -> None:
    labels = resources.files("binocle_ui").joinpath("labels_fr.toml").read_text("utf-8")
    named = tomllib.loads(labels)["factures"]
    assert [named[state] for state in ("calculated", "secured", "forms-deleted", "credited")] == [
        "TP Calculé", "Sécurisé", "FSE supprimée", "Avoir",
    ]  # fmt: skip
