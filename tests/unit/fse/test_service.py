"""Securing a form over the real store: once, all or nothing, for ever."""

import hashlib
import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from tests.unit.fse.makers import (
    DAY,
    DESMAUX,
    NOW,
    Crash,
    CrashAt,
    Desk,
    SoftCps,
    checked,
    claim,
    sealed_forms,
)

from binocle.amc import Management
from binocle.fse import (
    Flow,
    FseService,
    InvoiceState,
    PartState,
    total_of,
)
from binocle.fse.messages import form_records
from binocle.fse.states import ImpossibleTransition
from binocle.kernel import LinkDown, OperatorActionNeeded
from binocle.rates import InsuranceNature


def test_a_finding_bars_the_invoice_and_takes_no_number(desk: Desk) -> None:
    check = checked(claim(), nature=InsuranceNature.MATERNITY)
    with pytest.raises(OperatorActionNeeded) as refused:
        desk.fse.invoice(check, patient=DESMAUX)
    assert refused.value.code == "FSE-DATE-MATERNITE-ABSENTE"
    assert desk.store.standings() == ()
    assert desk.open().number == "000000001"


def test_an_opened_invoice_is_kept_as_it_is(desk: Desk) -> None:
    made = desk.open("000000254")
    assert desk.fse.opened("000000254") == made
    standing = desk.reopened().store.standing("000000254")
    assert standing.invoice == made
    assert (standing.state, standing.amo_state, standing.amc_state) == (
        InvoiceState.CALCULATED, PartState.WAITING, PartState.WAITING,
    )  # fmt: skip


def test_an_unknown_invoice_is_named(desk: Desk) -> None:
    with pytest.raises(OperatorActionNeeded) as refused:
        desk.fse.opened("000000999")
    assert (refused.value.code, refused.value.facts) == (
        "FSE-FACTURE-INCONNUE",
        {"facture": "000000999"},
    )
    with pytest.raises(KeyError):
        desk.store.standing("000000999")


def test_a_number_is_never_used_twice(desk: Desk) -> None:
    first = desk.open("000000002")
    with pytest.raises(OperatorActionNeeded) as refused:
        desk.open("000000002", rc=0)
    assert refused.value.code == "FSE-NUMERO-DEJA-PRIS"
    assert desk.fse.opened("000000002") == first
    assert desk.open().number == "000000001"
    with pytest.raises(OperatorActionNeeded, match="FSE-NUMERO-DEJA-PRIS"):
        desk.open()  # the series meets the number that the shop's own program gave
    assert desk.open().number == "000000003"
    assert desk.reopened().open().number == "000000004"


def test_the_summary_tells_the_days_of_the_rights(desk: Desk) -> None:
    split = FseService.summary(desk.open(), demonstration=True)
    assert (split.amo_rights_day, split.amc_rights_day) == (date(2024, 5, 26), DAY)
    assert split.demonstration
    plain = FseService.summary(desk.open(rc=0), demonstration=False)
    assert plain.amc_rights_day is None


@pytest.mark.parametrize(
    ("rc", "service", "flows"),
    [
        (0, "00", [Flow.FSE]),
        (10000, "00", [Flow.FSE, Flow.DRE]),
        (0, "01", [Flow.FSE]),
    ],
    ids=["no RC", "separate", "C2S"],
)
def test_the_forms_of_an_invoice(desk: Desk, rc: int, service: str, flows: list[Flow]) -> None:
    made = desk.open(rc=rc, service=service)
    forms = desk.fse.sign(made.number, SoftCps().session())
    assert [form.flow for form in forms] == flows
    for form in forms:
        assert form.records[:-32] == form_records(made, form.flow)[:-32]
        assert not form.records[-32:].isspace()
        digest = hashlib.sha256(form.records).digest()
        signed = SoftCps().sign_fse(digest, billing=made.shop.number)
        assert (form.signature, form.certificate) == (signed, b"a certificate")
        assert form.signed_at == NOW
    assert desk.store.standing(made.number).state is InvoiceState.SECURED


def test_signing_again_gives_the_same_forms(desk: Desk) -> None:
    cps, number = SoftCps(), desk.open().number
    forms = desk.fse.sign(number, cps.session())
    desk.clock.at = NOW.replace(hour=9)
    assert desk.fse.sign(number, cps.session()) == forms
    assert cps.signed == len(forms) == 2
    assert desk.reopened().fse.sign(number, cps.session()) == forms
    assert cps.signed == 2


def test_a_card_that_refuses_leaves_nothing(desk: Desk) -> None:
    number = desk.open().number
    with pytest.raises(LinkDown):
        desk.fse.sign(number, SoftCps(refusal=LinkDown("LEC-CARTE-RETIREE")).session())
    assert desk.store.forms(number) == ()
    assert desk.store.standing(number).state is InvoiceState.CALCULATED
    assert len(desk.fse.sign(number, SoftCps().session())) == 2


@pytest.mark.parametrize(
    ("point", "kept", "state"),
    [("after-sign", 0, InvoiceState.CALCULATED), ("after-store", 2, InvoiceState.SECURED)],
)
def test_a_crash_leaves_all_or_nothing(
    tmp_path: Path, point: str, kept: int, state: InvoiceState
) -> None:
    desk = Desk(tmp_path / "binocle.sqlite", hazards=CrashAt({point}))
    number = desk.open().number
    with pytest.raises(Crash):
        desk.fse.sign(number, SoftCps().session())
    after = desk.reopened()
    assert len(after.store.forms(number)) == kept
    assert after.store.standing(number).state is state
    assert len(after.fse.sign(number, SoftCps().session())) == 2
    assert _waiting(after) == 2
    after.session.close()


def test_a_form_that_cannot_be_stored_takes_the_other_with_it(desk: Desk) -> None:
    made = desk.open()
    fse, dre = sealed_forms(made)
    spoilt = replace(dre, flow=Flow.FSE)  # breaks the primary key after the FSE was written
    with pytest.raises(sqlite3.IntegrityError):
        desk.store.keep_forms(made, (fse, spoilt))
    assert desk.store.forms(fse.number) == ()
    assert _waiting(desk) == 0
    assert desk.store.standing(fse.number).state is InvoiceState.CALCULATED


def test_forms_are_stored_once(desk: Desk) -> None:
    made = desk.open()
    desk.store.keep_forms(made, forms := sealed_forms(made))
    with pytest.raises(sqlite3.IntegrityError):
        desk.store.keep_forms(made, forms)
    assert desk.store.forms(made.number) == forms
    assert _waiting(desk) == 2


def test_forms_of_two_invoices_are_not_kept_together(desk: Desk) -> None:
    made = desk.open()
    (one, _), (_, other) = sealed_forms(made), sealed_forms(desk.open())
    with pytest.raises(AssertionError, match="the forms of one invoice"):
        desk.store.keep_forms(made, (one, other))


def test_an_invoice_is_not_secured_twice(desk: Desk) -> None:
    """Even forms of another flow do not get in once the invoice is secured."""
    made = desk.open()
    fse, dre = sealed_forms(made)
    desk.store.keep_forms(made, (fse,))
    with pytest.raises(ImpossibleTransition):
        desk.store.keep_forms(made, (dre,))
    assert desk.store.forms(made.number) == (fse,)


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE form SET records = x'00'",
        "UPDATE form SET signature = x'00' WHERE flow = 'F'",
        "UPDATE form SET number = '000000001' WHERE flow = 'D'",
        "DELETE FROM form",
        "DELETE FROM form WHERE flow = 'D'",
        "UPDATE form SET generation = 2",
        "INSERT OR REPLACE INTO form "
        "SELECT number, flow, 1, x'00', x'00', certificate, '', NULL, NULL FROM form",
    ],
)
def test_the_database_itself_keeps_sealed_forms(desk: Desk, attack: str) -> None:
    made = desk.open()
    desk.store.keep_forms(made, forms := sealed_forms(made))
    with pytest.raises(IntegrityError, match="sealed form never"):
        desk.session.connection.execute(text(attack))
    assert desk.reopened().store.forms(made.number) == forms


def test_one_certificate_is_kept_for_all_forms(desk: Desk) -> None:
    for _ in range(3):
        desk.fse.sign(desk.open().number, SoftCps().session())
    count = desk.session.connection.execute(text("SELECT count(*) FROM certificate"))
    assert count.scalar_one() == 1


def test_the_history_of_an_invoice(desk: Desk) -> None:
    number = desk.open().number
    desk.fse.sign(number, SoftCps().session())
    events = desk.session.connection.execute(text("SELECT kind, at FROM invoice_event")).all()
    assert [tuple(event) for event in events] == [("FormSealed", NOW.isoformat())]


def test_the_waiting_forms_know_their_lot(desk: Desk) -> None:
    made = desk.open()
    desk.fse.sign(made.number, SoftCps().session())
    rows = desk.session.connection.execute(
        text("SELECT number, recipient, flow, flag, lines FROM waiting_form ORDER BY id")
    ).all()
    assert [tuple(row) for row in rows] == [
        (made.number, "01 999", "F", "S", 6),
        (made.number, "1100000000", "D", "S", 6),
    ]
    assert made.management is Management.SEPARATE
    assert total_of(desk.store.forms(made.number)[0].records).line_count == 6


def _waiting(desk: Desk) -> int:
    return int(
        desk.session.connection.execute(text("SELECT count(*) FROM waiting_form")).scalar_one()
    )
