"""Forms deleted and made anew, provisional invoices, credit notes: nothing signed is ever lost."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from tests.unit.fse.makers import (
    DAY,
    DEGRADED,
    DESMAUX,
    NOW,
    Crash,
    CrashAt,
    Desk,
    SoftCps,
    claim,
)

from binocle.amc import Management
from binocle.fse import (
    ORDINARY,
    Correction,
    Flow,
    FormCircumstances,
    FormPlace,
    FormSent,
    Invoice,
    InvoiceState,
    PartState,
    Payee,
    PaymentChoice,
    total_of,
)
from binocle.fse.wire import InvoiceStart
from binocle.kernel import Cents, LinkDown, OperatorActionNeeded, Severity
from binocle.rates import AmoProof, SecuringMode

WITH_CARD = Correction(
    mode=SecuringMode.SESAM_VITALE, circumstances=ORDINARY, patient=DESMAUX, adri=True
)
WITHOUT_ADRI = Correction(mode=SecuringMode.DEGRADED, circumstances=DEGRADED, adri=False)


def refused(call: Any, *args: Any, **more: Any) -> str:
    with pytest.raises(OperatorActionNeeded) as told:
        call(*args, **more)
    return told.value.code


def waiting(desk: Desk) -> list[tuple[str, str]]:
    rows = desk.session.connection.execute(text("SELECT number, flag FROM waiting_form"))
    return [tuple(row) for row in rows]


def history(desk: Desk, number: str) -> list[str]:
    query = text("SELECT kind FROM invoice_event WHERE number = :number ORDER BY id")
    return list(desk.session.connection.execute(query, {"number": number}).scalars())


def put_in_lot(desk: Desk, number: str, state: str) -> None:
    """Have the forms of an invoice in a lot of that state, as the lot store keeps them."""
    run = desk.session.connection.execute
    lot = run(
        text(
            "INSERT INTO lot (number, recipient, recipient_number, flow, flag, day, state, "
            "file_name, label) VALUES ('027', '01 999', '', 'F', 'S', '', :state, '', '') "
            "RETURNING id"
        ),
        {"state": state},
    ).scalar_one()
    run(
        text(
            "INSERT INTO lot_form SELECT :lot, number, flow, generation, 0 FROM form "
            "WHERE number = :number"
        ),
        {"lot": lot, "number": number},
    )
    run(text("DELETE FROM waiting_form WHERE number = :number"), {"number": number})


def sent(desk: Desk, number: str) -> None:
    put_in_lot(desk, number, "sent")
    desk.store.advance(number, FormSent(), NOW)


def answered(desk: Desk, number: str, **parts: PartState) -> None:
    values = ", ".join(f"{part}_state = '{state.value}'" for part, state in parts.items())
    desk.session.connection.execute(text(f"UPDATE invoice SET {values} WHERE number = {number!r}"))  # noqa: S608


# -- delete and make anew --------------------------------------------------------------------------


def test_a_degraded_fse_becomes_sesam_vitale(desk: Desk) -> None:
    """FSE-04: off and on again, the invoice untouched; what was signed first is still there."""
    made = desk.open_degraded()
    first = desk.fse.sign(made.number, SoftCps().session())
    assert waiting(desk) == [(made.number, "D")]
    desk.fse.delete_forms(made.number)
    standing = desk.store.standing(made.number)
    assert (standing.state, standing.invoice) == (InvoiceState.FORMS_DELETED, made)
    assert (desk.store.forms(made.number), waiting(desk)) == ((), [])
    assert refused(desk.fse.sign, made.number, SoftCps().session()) == "FSE-SUPPRIMEE"

    again = desk.fse.restart(made.number, WITH_CARD)
    assert again == replace(
        made, mode=SecuringMode.SESAM_VITALE, circumstances=ORDINARY, adri=True, patient=DESMAUX
    )
    assert desk.store.standing(made.number).state is InvoiceState.CALCULATED
    second = desk.fse.sign(made.number, SoftCps().session())
    assert waiting(desk) == [(made.number, "S")]
    assert desk.store.forms(made.number) == second != first
    assert desk.store.withdrawn_forms(made.number) == first
    assert desk.store.revisions(made.number) == (made,)
    proofs = [InvoiceStart.decode(form.records[:128]).proof_of_rights for form in (*first, *second)]
    assert proofs == ["1", "4"]
    assert history(desk, made.number) == ["FormSealed", "FormsDeleted", "Restarted", "FormSealed"]


def test_the_message_to_confirm_says_which_invoice(desk: Desk) -> None:
    (message,) = desk.fse.deletion(desk.signed().number)
    assert (message.code, message.severity) == ("FSE-SUPPRESSION", Severity.WARNS)
    assert message.facts == {"facture": "000000001"}


@pytest.mark.parametrize(
    ("state", "place", "code"),
    [
        ("grouped", FormPlace.IN_LOT, "FSE-DEJA-EN-LOT"),
        ("filed", FormPlace.IN_LOT, "FSE-DEJA-EN-LOT"),
        ("sent", FormPlace.SENT, "FSE-DEJA-EN-LOT"),
        ("refused-by-arl", FormPlace.SENT, "FSE-DEJA-EN-LOT"),
        ("failed", FormPlace.REFUSED, "FSE-SUPPRESSION"),
    ],
)
def test_what_is_in_a_lot_is_not_deleted(
    desk: Desk, state: str, place: FormPlace, code: str
) -> None:
    made = desk.signed(rc=0)
    assert desk.store.places(made.number) == {Flow.FSE: FormPlace.UNGROUPED}
    put_in_lot(desk, made.number, state)
    assert desk.store.places(made.number) == {Flow.FSE: place}
    (found,) = desk.fse.deletion(made.number)
    assert found.code == code
    if found.severity is Severity.BLOCKS:
        assert refused(desk.fse.delete_forms, made.number) == code
        assert desk.store.standing(made.number).state is InvoiceState.SECURED
        return
    desk.fse.delete_forms(made.number)
    desk.fse.restart(made.number)
    assert len(desk.fse.sign(made.number, SoftCps().session())) == 1
    assert desk.store.places(made.number) == {Flow.FSE: FormPlace.UNGROUPED}


def test_there_is_nothing_to_delete_before_signing(desk: Desk) -> None:
    number = desk.open().number
    assert refused(desk.fse.delete_forms, number) == "FSE-RIEN-A-SUPPRIMER"
    assert refused(desk.fse.delete_forms, "000000009") == "FSE-FACTURE-INCONNUE"


def test_a_signed_form_is_not_restarted(desk: Desk) -> None:
    assert refused(desk.fse.restart, desk.signed().number) == "FSE-NON-RECOMMENCABLE"


@pytest.mark.parametrize(
    "correction",
    [
        Correction(prescription=date(2024, 5, 20)),
        Correction(act_day=date(2024, 5, 20)),
        Correction(patient=replace(DESMAUX, first_name="LUNA")),
        Correction(management=Management.NONE),
        Correction(tiers_payant=PaymentChoice()),
    ],
)
def test_the_invoice_itself_is_not_touched(desk: Desk, correction: Correction) -> None:
    made = desk.open()
    assert refused(desk.fse.restart, made.number, correction) == "FSE-FACTURE-INTOUCHABLE"
    assert desk.fse.opened(made.number) == made


def test_a_restart_without_a_proof_is_refused(desk: Desk) -> None:
    made = desk.open()
    degraded = Correction(mode=SecuringMode.DEGRADED)
    assert refused(desk.fse.restart, made.number, degraded) == "FSE-PIECE-DU-MODE-DEGRADE"


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE invoice SET document = '{}'",
        "UPDATE invoice SET number = '000000009'",
        "UPDATE invoice SET opened_at = ''",
        "UPDATE invoice SET total_cents = 1",
        "UPDATE invoice SET generation = 1",
        "UPDATE invoice SET generation = 3",
        "DELETE FROM invoice",
    ],
)
def test_the_database_itself_keeps_signed_invoices(desk: Desk, attack: str) -> None:
    made = desk.signed()
    with pytest.raises(IntegrityError):
        desk.session.connection.execute(text(attack))
    assert desk.fse.opened(made.number) == made


@pytest.mark.parametrize("table", ["invoice_revision", "credit_note"])
def test_what_was_is_never_rewritten(desk: Desk, table: str) -> None:
    made = desk.open()
    desk.fse.restart(made.number, WITHOUT_ADRI)
    desk.fse.credit(made.number, "erreur")
    for attack in (f"DELETE FROM {table}", f"UPDATE {table} SET rowid = 9"):  # noqa: S608
        with pytest.raises(IntegrityError, match="what was written stays"):
            desk.session.connection.execute(text(attack))


# -- provisional -----------------------------------------------------------------------------------


def test_a_provisional_invoice_takes_its_number_when_signed(desk: Desk) -> None:
    draft = desk.open(provisional=True)
    assert draft.number == "PROV-000001"
    assert desk.store.standing(draft.number).state is InvoiceState.PROVISIONAL
    forms = desk.fse.sign(draft.number, SoftCps().session())
    assert {form.number for form in forms} == {"000000001"}
    assert {total_of(form.records).invoice_number for form in forms} == {"000000001"}
    final = desk.store.standing("000000001")
    assert final.invoice == replace(draft, number="000000001", replaces="PROV-000001")
    assert final.state is InvoiceState.SECURED
    before = desk.store.standing(draft.number)
    assert (before.state, before.replaced_by) == (InvoiceState.FINALISED, "000000001")
    cps = SoftCps()
    assert desk.fse.sign(draft.number, cps.session()) == forms
    assert cps.signed == 0


def test_a_provisional_invoice_restarts_whole(desk: Desk) -> None:
    """Seed-facts 21: "Recommencer la FSE" with another mode, or with ADRi off."""
    draft = desk.open(provisional=True)
    correction = replace(WITHOUT_ADRI, lines=draft.lines[:1], management=Management.NONE)
    again = desk.fse.restart(draft.number, correction)
    assert (again.number, again.mode, again.adri) == (draft.number, SecuringMode.DEGRADED, False)
    assert (again.lines, again.complementary) == (draft.lines[:1], None)
    standing = desk.store.standing(draft.number)
    assert (standing.invoice, standing.amc_state) == (again, PartState.NOT_ASKED)
    assert desk.store.revisions(draft.number) == (draft,)
    (form,) = desk.fse.sign(draft.number, SoftCps().session())
    assert total_of(form.records).total_billed == draft.lines[0].net


def test_an_invoice_made_anew_keeps_its_days_in_order(desk: Desk) -> None:
    """Prescribed, then done, then billed: the day of a provisional invoice does not move."""
    draft = desk.open(provisional=True)
    late = Correction(act_day=draft.invoice_date + timedelta(days=1))
    assert refused(desk.fse.restart, draft.number, late) == "FSE-ACTE-APRES-FACTURE"
    early = Correction(act_day=draft.prescription - timedelta(days=1))
    assert refused(desk.fse.restart, draft.number, early) == "FSE-ORDONNANCE-APRES-ACTE"
    assert desk.fse.opened(draft.number) == draft


@pytest.mark.parametrize("point", ["after-sign", "after-store"])
def test_a_crash_gives_the_number_back(tmp_path: Path, point: str) -> None:
    desk = Desk(tmp_path / "binocle.sqlite", hazards=CrashAt({point}))
    draft = desk.open(provisional=True)
    with pytest.raises(Crash):
        desk.fse.sign(draft.number, SoftCps().session())
    after = desk.reopened()
    assert [kept.invoice.number for kept in after.store.standings()] == [draft.number]
    assert waiting(after) == []
    assert after.fse.sign(draft.number, SoftCps().session())[0].number == "000000001"
    after.session.close()


def test_a_card_that_refuses_gives_the_number_back(desk: Desk) -> None:
    draft = desk.open(provisional=True)
    gone = SoftCps(refusal=LinkDown("LEC-CARTE-RETIREE"))
    with pytest.raises(LinkDown):
        desk.fse.sign(draft.number, gone.session())
    assert desk.store.standing(draft.number).state is InvoiceState.PROVISIONAL
    assert desk.open().number == "000000001"


def test_a_number_that_the_shop_gave_is_passed_over(desk: Desk) -> None:
    desk.open("000000001")
    draft = desk.open(provisional=True)
    assert desk.fse.sign(draft.number, SoftCps().session())[0].number == "000000002"


def test_a_provisional_invoice_makes_a_form(desk: Desk) -> None:
    draft = desk.open(rc=0, provisional=True)
    outside = Correction(tiers_payant=PaymentChoice(send_amo=False))
    assert refused(desk.fse.restart, draft.number, outside) == "FSE-PROVISOIRE-SANS-FSE"
    assert refused(desk.fse.credit, draft.number, "rien") == "FSE-AVOIR-IMPOSSIBLE"


# -- credit note and new invoice -------------------------------------------------------------------


def rejected(desk: Desk, **parts: PartState) -> Invoice:
    made = desk.signed(rc=0) if "amc" not in parts else desk.signed()
    sent(desk, made.number)
    answered(desk, made.number, **({"amo": PartState.REJECTED} | parts))
    return made


def test_a_credit_note_has_a_reason(desk: Desk) -> None:
    made = rejected(desk)
    assert refused(desk.fse.credit, made.number, " ") == "FSE-AVOIR-SANS-MOTIF"
    assert desk.store.credit_of(made.number) is None
    assert desk.fse.credit(made.number, " 0450 0561 ").reason == "0450 0561"


def test_the_history_is_read_back(desk: Desk) -> None:
    made = rejected(desk)
    desk.fse.credit(made.number, "rejet")
    told = desk.store.history(made.number)
    assert [event.kind for event in told] == history(desk, made.number)
    assert told[-1].facts == {"credit_note": "AV0000001"}
    assert told[-1].at == NOW


def test_what_bars_a_form_from_being_made_anew(desk: Desk) -> None:
    assert desk.fse.restart_bars(desk.open().number) == []
    (bar,) = desk.fse.restart_bars(desk.signed().number)
    assert bar.code == "FSE-NON-RECOMMENCABLE"


def test_after_an_amo_reject_a_credit_note_and_a_new_invoice(desk: Desk) -> None:
    """FSE-07, from the reject to the form that takes its reason into account."""
    made = rejected(desk)
    assert desk.fse.credit_bars(made.number) == []
    note = desk.fse.credit(made.number, "0450 0561")
    assert (note.number, note.invoice, note.day) == ("AV0000001", made.number, DAY)
    assert (note.total, note.amo, note.amc) == (made.total, made.amo, 0)
    assert desk.store.credit_of(made.number) == note
    assert desk.store.standing(made.number).state is InvoiceState.CREDITED

    desk.clock.at = NOW + timedelta(days=30)
    exempt = Correction(circumstances=FormCircumstances(exemption="4"))
    new = desk.fse.reissue(made.number, exempt)
    assert (new.number, new.replaces) == ("000000002", made.number)
    assert (new.invoice_date, new.performed_on) == (date(2024, 6, 27), DAY)
    assert new.lines == made.lines
    (form,) = desk.fse.sign(new.number, SoftCps().session())
    start = InvoiceStart.decode(form.records[:128])
    assert (start.exemption, start.billed_on) == ("4", date(2024, 6, 27))
    assert desk.store.standing(made.number).replaced_by == new.number
    assert refused(desk.fse.reissue, made.number) == "FSE-DEJA-REFAITE"
    assert refused(desk.fse.credit, made.number, "encore") == "FSE-AVOIR-IMPOSSIBLE"


def test_a_new_invoice_needs_the_credit_note_first(desk: Desk) -> None:
    made = rejected(desk)
    assert refused(desk.fse.reissue, made.number) == "FSE-AVOIR-ABSENT"
    assert refused(desk.fse.sign, "000000007", SoftCps().session()) == "FSE-FACTURE-INCONNUE"


@pytest.mark.parametrize(
    ("amo", "amc", "code"),
    [
        (PartState.PAID, PartState.REJECTED, "FSE-AVOIR-PART-PAYEE"),
        (PartState.REJECTED, PartState.PAID, "FSE-AVOIR-PART-PAYEE"),
        (PartState.ANOMALY, PartState.REJECTED, "FSE-AVOIR-PART-PAYEE"),
        (PartState.WAITING, PartState.REJECTED, "FSE-AVOIR-EN-ATTENTE"),
        (PartState.REJECTED, PartState.WAITING, "FSE-AVOIR-EN-ATTENTE"),
        (PartState.REJECTED, PartState.REJECTED, ""),
    ],
)
def test_a_credit_note_waits_for_every_answer(
    desk: Desk, amo: PartState, amc: PartState, code: str
) -> None:
    made = rejected(desk, amo=amo, amc=amc)
    assert [found.code for found in desk.fse.credit_bars(made.number)] == ([code] if code else [])
    if code:
        assert refused(desk.fse.credit, made.number, "") == code
        assert desk.store.credit_of(made.number) is None


def test_a_dre_that_has_not_left_goes_with_its_invoice(desk: Desk) -> None:
    made = desk.signed()
    run = desk.session.connection.execute
    sent(desk, made.number)
    run(text("DELETE FROM lot_form WHERE flow = 'D'"))
    run(
        text(
            "INSERT INTO waiting_form (number, recipient, flow, flag, lines) "
            "VALUES ('000000001', '1100000000', 'D', 'S', 6)"
        )
    )
    answered(desk, made.number, amo=PartState.REJECTED)
    assert desk.store.places(made.number) == {
        Flow.FSE: FormPlace.SENT,
        Flow.DRE: FormPlace.UNGROUPED,
    }
    desk.fse.credit(made.number, "rejet")
    assert waiting(desk) == []
    assert desk.store.standing(made.number).amc_state is PartState.NOT_ASKED


def test_an_error_seen_on_the_summary_is_credited(desk: Desk) -> None:
    """FSE-10: a number that was taken is given back by a credit note, its form deleted first."""
    assert desk.fse.credit(desk.open().number, "erreur").total == 41500
    signed = desk.signed()
    assert refused(desk.fse.credit, signed.number, "") == "FSE-AVOIR-FSE-A-SUPPRIMER"
    desk.fse.delete_forms(signed.number)
    assert desk.fse.credit(signed.number, "erreur").number == "AV0000002"
    assert refused(desk.fse.sign, signed.number, SoftCps().session()) == "FSE-AVOIR-FAIT"
    assert len(desk.store.withdrawn_forms(signed.number)) == 2


# -- outside transmission --------------------------------------------------------------------------


def test_outside_transmission_the_patient_pays_all(desk: Desk) -> None:
    """ADRI-08: no form, nothing asked of anybody, nothing for a lot."""
    made = desk.fse.invoice_outside(claim(rc=10000), patient=DESMAUX)
    assert (made.amo, made.amc, made.patient_share) == (0, 0, Cents(41500))
    assert made.circumstances.proof is AmoProof.NONE
    standing = desk.store.standing(made.number)
    assert (standing.state, standing.amo_state, standing.amc_state) == (
        InvoiceState.OUTSIDE, PartState.NOT_ASKED, PartState.NOT_ASKED,
    )  # fmt: skip
    code = refused(desk.fse.sign, made.number, SoftCps().session())
    assert (code, waiting(desk)) == ("FSE-HORS-TELETRANSMISSION", [])
    desk.fse.credit(made.number, "droits retrouvés")
    assert desk.fse.reissue(made.number).flows == ()


def test_outside_transmission_the_day_of_the_act_stays(desk: Desk) -> None:
    sale = claim(rc=10000)
    day = sale.invoice_date - timedelta(days=1)
    made = desk.fse.invoice_outside(replace(sale, act_day=day), patient=DESMAUX)
    assert made.performed_on == day
    by_line = replace(sale, rc_by_line=(Cents(1000), Cents(0), Cents(0)))
    assert desk.fse.invoice_outside(by_line, patient=DESMAUX).amc == 0


def test_a_part_out_of_tiers_payant_is_left_to_the_patient(desk: Desk) -> None:
    made = desk.open(rc=10000)
    assert made.patient_share == 31491
    for choice, left in (
        (PaymentChoice(amo=True, amc=False, send_amc=True), 41491),
        (PaymentChoice(amo=False, amc=True, send_amc=True), 31500),
        (PaymentChoice(amo=False, amc=False, send_amc=True, payee=Payee.INSURED), 41500),
    ):
        assert replace(made, tiers_payant=choice).patient_share == left


def test_a_finalised_invoice_stands_for_the_one_that_follows(desk: Desk) -> None:
    draft = desk.open(provisional=True)
    desk.fse.sign(draft.number, SoftCps().session())
    desk.fse.delete_forms("000000001")
    assert refused(desk.fse.sign, draft.number, SoftCps().session()) == "FSE-SUPPRIMEE"
    desk.fse.restart("000000001")
    assert desk.fse.sign(draft.number, SoftCps().session()) == desk.store.forms("000000001")
