"""Papers of an invoice: the care sheet that the program draws, and documents before sending."""

from dataclasses import replace

import pytest

from binocle.fse import Correction
from binocle.kernel import BinocleError
from binocle.rates import AmoProof, ExemptionChoice
from binocle.scor import DocumentType, ScorRow
from binocle_ui.cases import load_case
from binocle_ui.composition.desk import SimulatedDesk, open_desk

CLAIM = load_case("253").claim


def signed(desk: SimulatedDesk, *, degraded: bool) -> str:
    counter = desk.counter
    counter.enter_code("1234")
    counter.read_vitale()
    counter.choose(1)
    counter.enter_claim(CLAIM)
    counter.open_form()
    if degraded:
        counter.use_adri(False)
        counter.change_form(amo_proof=AmoProof.DOCUMENT, exemption=ExemptionChoice.NONE)
    counter.check_rates_as_known()
    number = counter.invoice().invoice.number
    counter.sign()
    return number


def test_a_degraded_form_gets_its_sheet_drawn_and_attached_once(desk: SimulatedDesk) -> None:
    number = signed(desk, degraded=True)
    assert desk.papers.sheet_is_due(number)
    desk.papers.attach_sheet(number)
    assert not desk.papers.sheet_is_due(number)
    kept = [row.document for row in _rows(desk) if row.type is DocumentType.CLAIM_SHEET]
    (document,) = kept
    assert document is not None
    assert document.made_by_program
    assert desk.scor.content(document.id).startswith(b"%PDF")
    with pytest.raises(BinocleError, match="SCOR-DOCUMENT-DEJA-JOINT"):
        desk.papers.attach_sheet(number)


def test_a_form_made_anew_has_its_own_sheet(desk: SimulatedDesk) -> None:
    """The sheet of a deleted form would tell another proof than the form that leaves."""
    number = signed(desk, degraded=True)
    desk.papers.attach_sheet(number)
    desk.fse.delete_forms(number)
    around = replace(desk.fse.opened(number).circumstances, proof=AmoProof.SOCIAL_CARD)
    desk.fse.restart(number, Correction(circumstances=around))
    desk.counter.cps.work(lambda cps: desk.fse.sign(number, cps))
    assert desk.papers.sheet_is_due(number)
    desk.papers.attach_sheet(number)
    assert not desk.papers.sheet_is_due(number)


def test_a_secured_form_needs_no_sheet(desk: SimulatedDesk) -> None:
    number = signed(desk, degraded=False)
    assert not desk.papers.sheet_is_due(number)
    with pytest.raises(BinocleError, match="FSE-FEUILLE-SANS-OBJET"):
        desk.papers.print_sheet(number)


def test_a_shop_that_wants_its_documents_first_sends_nothing(desk: SimulatedDesk) -> None:
    settings = replace(desk.settings_store.shop_settings(), documents_first=True)
    desk.settings_store.keep_shop_settings(settings)
    desk.close()
    desk = open_desk(desk.bench, desk.folder)
    signed(desk, degraded=False)
    with pytest.raises(BinocleError, match="SCOR-DOCUMENT-MANQUANT"):
        desk.transmission.send_all()
    assert desk.lots.lots() == ()
    desk.close()


def _rows(desk: SimulatedDesk) -> tuple[ScorRow, ...]:
    return desk.scor.listing(CLAIM.invoice_date, CLAIM.invoice_date)
