"""The counter and the context: given back, destroyed, one form, twenty minutes."""

from base64 import b64encode
from dataclasses import replace
from typing import Any

import pytest
from tests.unit.apcv.conftest import ANSWER, SITUATION
from tests.unit.apcv.test_life import CONTEXT, FORM, IDENTIFIER, fault, reply
from tests.unit.soft_signer import SoftSigner, issue
from tests.unit.workflows.test_apcv import (
    NATHALIE,
    ONLY_LEA,
    PATIENT_SIGNER,
    Shop,
    code_of,
    desk_of,
)

from binocle.apcv import ApcvIdentity, ContextState, ExpiryAnswer, FormToSign
from binocle.kernel import BirthDate, Nir, OperatorActionNeeded
from binocle.workflows.apcv import ApcvDesk

LEA = ApcvIdentity(Nir("2550699999999", "34"), BirthDate("20150101"), "1")
OTHER = replace(FORM, number="000000261")
NEW_ID = IDENTIFIER.replace("1", "2")


@pytest.fixture(scope="module")
def soft_signer() -> SoftSigner:
    made = issue()
    made.card = replace(made.card, situations=(SITUATION,))
    return made


@pytest.fixture
def shop(soft_signer: SoftSigner) -> Shop:
    return Shop(soft_signer)


@pytest.fixture
def desk(shop: Shop) -> ApcvDesk:
    """A desk that read the app of NATHALIE."""
    made = desk_of(shop)
    made.read_nfc()
    made.choose(1)
    return made


def signed(form: FormToSign = FORM) -> str:
    return reply(
        identifiant=IDENTIFIER,
        numero=form.number,
        signature=b64encode(PATIENT_SIGNER.sign(form.signed_text(CONTEXT))).decode(),
        certificat=b64encode(PATIENT_SIGNER.der).decode(),
    )


def asked(shop: Shop) -> str:
    """Return what was asked last."""
    names = ("authentifierUtilisateurProximite", "restituerContexteApCV", "detruireContexteApCV")
    [name] = [each for each in (*names, "signerVitale") if f"<a:{each} ".encode() in shop.asked[-1]]
    return name


def state_of(desk: ApcvDesk) -> ContextState | None:
    """Return the state, looked up anew."""
    return desk.state


def test_without_an_app_there_is_no_context(shop: Shop) -> None:
    desk = desk_of(shop)
    assert (desk.state, desk.mobile_until, desk.minutes_left) == (None, None, 0)
    assert desk.header == "ADRe"
    for act in (desk.restore, desk.destroy, desk.require_context_for):
        assert code_of(act) == "APCV-SANS-CONTEXTE"
    assert code_of(desk.sign, FORM) == "APCV-NON-LUE"
    assert shop.asked == []


def test_restoring_gives_the_last_context_back(shop: Shop, desk: ApcvDesk) -> None:
    """APCV-07: no phone is shown, the end does not move."""
    shop.phone = False
    shop.later = 5
    again = desk.restore()
    assert asked(shop) == "restituerContexteApCV"
    assert again.context == CONTEXT
    assert desk.reading is again
    assert desk.beneficiary is again.beneficiaries[0]
    assert (desk.state, desk.minutes_left) == (ContextState.FRESH, 15)


def test_the_last_context_outlives_its_file(shop: Shop, desk: ApcvDesk) -> None:
    desk.begin(NATHALIE)
    assert (desk.reading, desk.header, desk.mobile_until) == (None, "ADRe", None)
    assert desk.restore() is desk.reading
    assert desk.mobile_until == CONTEXT.ends_at


def test_the_context_of_somebody_else_is_not_given_back(shop: Shop, desk: ApcvDesk) -> None:
    desk.begin(LEA)
    assert code_of(desk.restore) == "APCV-AUTRE-PATIENT"
    assert desk.reading is None


def test_a_context_that_is_over_is_not_asked_for(shop: Shop, desk: ApcvDesk) -> None:
    shop.later = 20
    assert code_of(desk.restore) == "APCV-CONTEXTE-EXPIRE"
    assert len(shop.asked) == 1


def test_a_failure_leaves_everything_where_it_was(shop: Shop, desk: ApcvDesk) -> None:
    reading = desk.reading
    for body in (fault("Sender", "apcv_contexte_inconnu"), fault("Receiver", "siram_40")):
        shop.body = body
        assert code_of(desk.restore) in {"APCV-CONTEXTE-INCONNU", "APCV-EN-PANNE"}
        assert code_of(desk.destroy) in {"APCV-CONTEXTE-INCONNU", "APCV-EN-PANNE"}
        assert (desk.reading, desk.state) == (reading, ContextState.FRESH)


@pytest.mark.parametrize("act", ["restore", "destroy", "sign"])
def test_the_code_is_asked_first(act: str, shop: Shop, desk: ApcvDesk) -> None:
    assert shop.cps is not None
    shop.cps.verified = False
    arguments: tuple[Any, ...] = (FORM,) if act == "sign" else ()
    assert code_of(getattr(desk, act), *arguments) == "CPS-CODE-DEMANDE"
    assert (len(shop.asked), shop.forgotten) == (1, 1)


def test_a_card_that_leaves_is_forgotten(shop: Shop, desk: ApcvDesk) -> None:
    shop.failure = OperatorActionNeeded("LEC-CARTE-RETIREE", reader="C")
    assert code_of(desk.restore) == "LEC-CARTE-RETIREE"
    assert shop.forgotten == 1


def test_a_destroyed_context_serves_no_more(shop: Shop, desk: ApcvDesk) -> None:
    shop.body = reply(identifiant=IDENTIFIER)
    desk.destroy()
    assert asked(shop) == "detruireContexteApCV"
    assert (desk.state, desk.mobile_until) == (ContextState.DESTROYED, None)
    assert code_of(desk.restore) == "APCV-CONTEXTE-DETRUIT"
    assert code_of(desk.sign, FORM) == "APCV-CONTEXTE-DETRUIT"
    desk.destroy()
    assert state_of(desk) is ContextState.DESTROYED


def test_one_context_signs_one_form(shop: Shop, desk: ApcvDesk) -> None:
    """APCV-12: the same form as often as wanted, another one never."""
    shop.body = signed()
    desk.require_context_for()
    one = desk.sign(FORM)
    assert asked(shop) == "signerVitale"
    assert state_of(desk) is ContextState.USED
    assert desk.sign(FORM) == one
    calls = len(shop.asked)
    assert code_of(desk.require_context_for) == "APCV-CONTEXTE-DEJA-UTILISE"
    assert code_of(desk.sign, OTHER) == "APCV-CONTEXTE-DEJA-UTILISE"
    assert len(shop.asked) == calls
    shop.body = ANSWER
    desk.restore()
    assert state_of(desk) is ContextState.USED
    shop.body = ANSWER.replace(IDENTIFIER, NEW_ID)
    desk.read_nfc()
    assert state_of(desk) is ContextState.FRESH
    desk.require_context_for(OTHER)


def test_an_unknown_result_leaves_this_form_and_no_other(shop: Shop, desk: ApcvDesk) -> None:
    shop.failure = TimeoutError("slow")
    assert code_of(desk.sign, FORM) == "APCV-SIGNATURE-SANS-REPONSE"
    assert state_of(desk) is ContextState.FRESH
    assert code_of(desk.sign, OTHER) == "APCV-CONTEXTE-DEJA-UTILISE"
    assert code_of(desk.require_context_for) == "APCV-CONTEXTE-DEJA-UTILISE"
    shop.failure, shop.body = None, signed()
    assert desk.sign(FORM).number == FORM.number
    assert state_of(desk) is ContextState.USED


def test_a_refused_form_leaves_the_context_free(shop: Shop, desk: ApcvDesk) -> None:
    shop.body = fault("Sender", "apcv_autre_patient")
    assert code_of(desk.sign, FORM) == "APCV-AUTRE-PATIENT"
    shop.body = signed(OTHER)
    assert desk.sign(OTHER).number == OTHER.number


@pytest.mark.parametrize("minute", [0, 19, 20, 21])
def test_twenty_minutes(minute: int, shop: Shop, desk: ApcvDesk) -> None:
    """APCV-09, APCV-10: looked at anew each time."""
    shop.later = minute
    holds = minute < 20
    assert desk.state is (ContextState.FRESH if holds else ContextState.EXPIRED)
    assert desk.mobile_until == (CONTEXT.ends_at if holds else None)
    assert desk.minutes_left == max(0, 20 - minute)
    assert desk.header == "ADRe (contexte appli carte Vitale valide jusqu'à 13:26)"
    assert desk.asks_expiry is not holds


def test_the_question_after_the_end_has_two_answers(shop: Shop, desk: ApcvDesk) -> None:
    """APCV-11."""
    assert code_of(desk.answer_expiry, ExpiryAnswer.READ_AGAIN) == "APCV-CONTEXTE-VALABLE"
    shop.later = 30
    reading = desk.reading
    assert desk.answer_expiry(ExpiryAnswer.RIGHTS_FROM_ADRI) is False
    assert desk.reading is reading
    assert desk.answer_expiry(ExpiryAnswer.READ_AGAIN) is True
    assert {answer.value for answer in ExpiryAnswer} == {"oui", "non"}
    shop.body = ONLY_LEA
    assert code_of(desk.read_nfc) == "APCV-AUTRE-PATIENT"
    shop.body = ANSWER.replace("20240528132600", "20240528135600").replace(IDENTIFIER, NEW_ID)
    desk.read_nfc()
    assert (desk.state, desk.asks_expiry) == (ContextState.FRESH, False)


def test_neither_token_nor_hash_is_logged(
    shop: Shop, desk: ApcvDesk, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        desk.restore()
        shop.body = signed()
        desk.sign(FORM)
    assert CONTEXT.token not in caplog.text
    assert IDENTIFIER not in caplog.text
