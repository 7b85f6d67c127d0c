"""What the simulated services sign is believed by core, and nothing else is.

Each side wrote its own signatures from PROTOCOLS 4 and 8; here they meet.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from binocle.adapters.http import HttpApcvService
from binocle.apcv import ApcvBeneficiaire, ApcvContext, ApcvService, ContextState, FormToSign
from binocle.kernel import AmcNumber, BinocleError, Cents, Nir
from binocle.readers import PhoneWay
from binocle_simulators.bench import Bench
from binocle_simulators.cards import authority_pem
from binocle_simulators.faults import Fault
from binocle_ui.composition.desk import SimulatedDesk, open_desk
from binocle_ui.composition.services import BENCH_SHOP
from binocle_ui.story import DEMO_CODE


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[SimulatedDesk]:
    with Bench(folder=tmp_path) as bench:
        desk = open_desk(bench, tmp_path)
        set_way = replace(desk.settings, apcv_way=PhoneWay.NFC)
        desk.settings_store.keep_reader_settings(set_way)
        desk.close()
        desk = open_desk(bench, tmp_path)
        desk.counter.enter_code(DEMO_CODE)
        yield desk
        desk.close()


def code_of(act: Callable[..., Any], *args: Any) -> str:
    with pytest.raises(BinocleError) as raised:
        act(*args)
    return raised.value.code


# -- ADRi -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("unsigned", "ADRI-REPONSE-NON-SIGNEE"),
        ("altered", "ADRI-REPONSE-ALTEREE"),
        ("other", "ADRI-REPONSE-AUTRE-MESSAGE"),
        ("garbled", "ADRI-REPONSE-ILLISIBLE"),
    ],
)
def test_a_spoilt_answer_of_adri_is_refused(kind: str, code: str, desk: SimulatedDesk) -> None:
    desk.counter.read_vitale()
    desk.counter.choose(1)
    known = desk.counter.ask_rights()
    desk.bench.world.faults.arm(Fault("adri", kind))
    assert code_of(desk.counter.ask_rights) == code
    assert desk.counter.rights is known
    assert desk.counter.ask_rights() == known


# -- the life of a context ------------------------------------------------------------------------


def form_for(person: ApcvBeneficiaire, **changes: Any) -> FormToSign:
    form = FormToSign(
        number="000000260",
        insured=person.insured,
        fse_hash=hashlib.sha256(b"fse").hexdigest(),
        dre_hash=hashlib.sha256(b"dre").hexdigest(),
        beneficiary=person.signed_as,
        amo=person.amo,
        amc=AmcNumber("62013354"),
        total=Cents(41500),
        amo_part=Cents(2400),
        amc_part=Cents(10000),
    )
    return replace(form, **changes)


def read_context(desk: SimulatedDesk) -> ApcvContext:
    assert desk.apcv.reading is not None
    return desk.apcv.reading.context


@pytest.fixture
def person(desk: SimulatedDesk) -> ApcvBeneficiaire:
    """NATHALIE, whose phone lies on the reader."""
    desk.bench.open_phone("desmaux")
    desk.bench.present_phone()
    desk.apcv.read_nfc()
    return desk.apcv.choose(1)


def test_a_context_is_given_back_without_the_phone(
    desk: SimulatedDesk, person: ApcvBeneficiaire
) -> None:
    first = desk.apcv.reading
    assert first is not None
    desk.bench.close_phone()
    desk.bench.advance(timedelta(minutes=7))
    again = desk.apcv.restore()
    assert again.context == first.context
    assert again.beneficiaries == first.beneficiaries
    assert desk.apcv.beneficiary == person


@pytest.mark.parametrize(
    "changes", [{}, {"dre_hash": None, "amc": None, "amc_part": Cents(0)}, {"number": "999999999"}]
)
def test_a_form_is_signed_as_often_as_wanted(
    changes: dict[str, Any], desk: SimulatedDesk, person: ApcvBeneficiaire
) -> None:
    form = form_for(person, **changes)
    assert desk.apcv.sign(form) == desk.apcv.sign(form)
    assert desk.apcv.state is ContextState.USED


@pytest.fixture
def service(desk: SimulatedDesk) -> Iterator[ApcvService]:
    """The service asked without the desk, which refuses by itself what is refused here."""
    with desk.bench.client("apcv") as client:
        yield ApcvService(
            port=HttpApcvService(client, desk.bench.url("apcv")),
            clock=desk.bench.world,
            ids=desk.bench.world,
            sector="SA00",
            billing=BENCH_SHOP.number,
            authority=authority_pem(),
        )


@pytest.mark.parametrize(
    "other", [{"number": "000000261"}, {"fse_hash": "0" * 64}, {"dre_hash": "0" * 64}]
)
def test_the_service_refuses_another_form(
    other: dict[str, Any], desk: SimulatedDesk, person: ApcvBeneficiaire, service: ApcvService
) -> None:
    context, signer = read_context(desk), desk.counter.signer()
    service.sign(context, form_for(person), signer)
    code = code_of(service.sign, context, form_for(person, **other), signer)
    assert code == "APCV-CONTEXTE-DEJA-UTILISE"


def test_the_service_refuses_another_patient(
    desk: SimulatedDesk, person: ApcvBeneficiaire, service: ApcvService
) -> None:
    form = form_for(person, insured=Nir("1421962965165", "96"))
    code = code_of(service.sign, read_context(desk), form, desk.counter.signer())
    assert code == "APCV-AUTRE-PATIENT"


def test_the_service_refuses_a_context_that_it_does_not_know(
    desk: SimulatedDesk, person: ApcvBeneficiaire, service: ApcvService
) -> None:
    stolen = replace(read_context(desk), token="0" * 64)
    for act in (service.restore, service.destroy):
        assert code_of(act, stolen, desk.counter.signer()) == "APCV-CONTEXTE-INCONNU"


def test_the_service_refuses_a_context_that_is_over(
    desk: SimulatedDesk, person: ApcvBeneficiaire, service: ApcvService
) -> None:
    context, signer = read_context(desk), desk.counter.signer()
    assert desk.apcv.minutes_left == 19
    desk.bench.advance(timedelta(minutes=20))
    assert desk.apcv.state is ContextState.EXPIRED
    assert code_of(service.restore, context, signer) == "APCV-CONTEXTE-EXPIRE"
    assert code_of(service.sign, context, form_for(person), signer) == "APCV-CONTEXTE-EXPIRE"


def test_a_destroyed_context_is_over_for_both(
    desk: SimulatedDesk, person: ApcvBeneficiaire, service: ApcvService
) -> None:
    context, signer = read_context(desk), desk.counter.signer()
    desk.apcv.destroy()
    desk.apcv.destroy()
    assert code_of(desk.apcv.restore) == "APCV-CONTEXTE-DETRUIT"
    assert code_of(service.restore, context, signer) == "APCV-CONTEXTE-DETRUIT"
