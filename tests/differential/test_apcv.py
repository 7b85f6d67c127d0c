"""Appli carte Vitale: what the simulated phone and service say, core reads as it was meant."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binocle.adapters.nfc import NfcReaders
from binocle.apcv import ApcvReading, payload_of_scan, read_payload
from binocle.kernel import BinocleError
from binocle.readers import PhoneWay
from binocle.workflows import ApcvDesk
from binocle_simulators.apcv import NfcUdpField, is_well_formed
from binocle_simulators.apcv.payload import written
from binocle_simulators.apcv.scanner import Scanner, ScannerFault, typed
from binocle_simulators.bench import Bench
from binocle_simulators.people import Person, load_people
from binocle_simulators.world import World
from binocle_ui.composition.desk import SimulatedDesk, open_desk
from binocle_ui.story import DEMO_CODE

PEOPLE = load_people()
HELD = st.binary(min_size=32, max_size=32)
SLOW_ATS = bytes.fromhex("057880A102")
"""FWI 10, 310 ms: a busy machine must not look like a lost frame."""


# -- what is shown --------------------------------------------------------------------------------


@settings(max_examples=100, deadline=None)
@given(HELD)
def test_every_payload_that_is_written_is_read(held: bytes) -> None:
    text = written(held)
    payload = read_payload(text)
    assert payload is not None
    assert payload.text == text


@settings(max_examples=150, deadline=None)
@given(HELD, st.integers(0, 74), st.characters(codec="latin-1"))
def test_core_takes_nothing_that_the_simulator_would_not_write(
    held: bytes, at: int, put: str
) -> None:
    text = written(held)
    altered = text[:at] + put + text[at + 1 :]
    if read_payload(altered) is not None:
        assert is_well_formed(altered)
        assert altered == text


@settings(max_examples=50, deadline=None)
@given(HELD, st.sampled_from([None, ScannerFault.SLOW, ScannerFault.DOUBLED]))
def test_what_a_sound_scanner_types_is_the_payload(held: bytes, fault: ScannerFault | None) -> None:
    for line in typed(Scanner(World(1), fault=fault).scan(written(held))):
        assert payload_of_scan(line).text == written(held)


@settings(max_examples=50, deadline=None)
@given(HELD)
def test_another_keyboard_is_told_whatever_the_payload(held: bytes) -> None:
    (line,) = typed(Scanner(World(1), fault=ScannerFault.LAYOUT).scan(written(held)))
    with pytest.raises(BinocleError) as caught:
        payload_of_scan(line)
    assert caught.value.code == "APCV-CODE-CLAVIER"


# -- what is asked and answered -------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[SimulatedDesk]:
    """The desk of a shop that reads by QR code, the code of its CPS typed."""
    with Bench(folder=tmp_path) as bench:
        first = open_desk(bench, tmp_path)
        first.settings_store.keep_reader_settings(replace(first.settings, apcv_way=PhoneWay.QR))
        first.close()
        made = open_desk(bench, tmp_path)
        made.counter.enter_code(DEMO_CODE)
        yield made
        made.close()


def read(desk: SimulatedDesk, key: str) -> ApcvReading:
    desk.apcv.begin()
    return desk.apcv.read_scan(desk.bench.open_phone(key).shown or "")


def facts(person: Person, number: int) -> list[str]:
    birth = f"{person.birth[6:]}/{person.birth[4:6]}/{person.birth[:4]}"
    return [
        f"{number} - {person.name} {person.first_name} ({birth}) {person.nir}",
        *(person.regime, person.fund, person.centre, person.rank),
    ]


@pytest.mark.parametrize("key", PEOPLE)
def test_each_person_of_the_bench_is_read_as_they_are(desk: SimulatedDesk, key: str) -> None:
    reading = read(desk, key)
    mine = reading.beneficiaries[0]
    told = [mine.printed, mine.regime, mine.caisse, mine.centre, mine.rank]
    assert told == facts(PEOPLE[key], 1)
    (context,) = desk.bench.apcv.contexts.values()
    assert reading.context.identifier == context.identifier
    assert reading.context.ends_at == context.end
    assert reading.context.token == context.token
    assert context.billing_number == "992604231"
    assert context.token not in repr(reading)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda desk: desk.bench.advance(timedelta(seconds=181)), "APCV-CODE-EXPIRE"),
        (lambda desk: desk.bench.apcv.people.pop("desmaux"), "APCV-CODE-INCONNU"),
        (
            lambda desk: desk.bench.control.do("arm", where="apcv", what="fault"),
            "APCV-EN-PANNE",
        ),
    ],
)
def test_each_refusal_of_the_service_has_its_own_code(
    desk: SimulatedDesk, spoil: Callable[[SimulatedDesk], object], code: str
) -> None:
    shown = desk.bench.open_phone("desmaux").shown or ""
    spoil(desk)
    with pytest.raises(BinocleError) as caught:
        desk.apcv.read_scan(shown)
    assert caught.value.code == code
    assert shown not in str(caught.value)


def test_a_payload_serves_once_and_the_former_reading_stays(desk: SimulatedDesk) -> None:
    reading = read(desk, "desmaux")
    with pytest.raises(BinocleError) as caught:
        desk.apcv.read_scan(desk.bench.phone_in_hand().shown or "")
    assert caught.value.code == "APCV-CODE-DEJA-LU"
    assert desk.apcv.reading == reading


# -- through nfcpy, without PC/SC -----------------------------------------------------------------


@pytest.fixture
def field(desk: SimulatedDesk) -> Iterator[NfcUdpField]:
    with NfcUdpField(desk.bench.world) as made:
        yield made


@pytest.fixture
def nfc_desk(desk: SimulatedDesk, field: NfcUdpField) -> Iterator[ApcvDesk]:
    readers = NfcReaders(f"udp:localhost:{field.port}")
    way = replace(desk.settings, apcv_way=PhoneWay.NFC, contactless=readers.path, wait_s=1)
    yield ApcvDesk(
        service=desk.apcv._service,
        code_holder=desk.counter,
        settings=way,
        readers=readers,
        pictures=None,
        clock=desk.bench.world,
    )
    readers.close()


def test_the_counter_reads_a_phone_through_nfcpy(
    desk: SimulatedDesk, field: NfcUdpField, nfc_desk: ApcvDesk
) -> None:
    with pytest.raises(BinocleError) as caught:
        nfc_desk.read_nfc()
    assert caught.value.code == "APCV-RIEN-PRESENTE"
    phone = desk.bench.open_phone("fictive")
    phone.ats = SLOW_ATS
    field.present(phone)
    reading = nfc_desk.read_nfc()
    assert [who.first_name for who in reading.beneficiaries] == ["CAMILLE", "ZOE"]
    assert nfc_desk.choose(2).first_name == "ZOE"


def test_a_closed_app_is_told_through_nfcpy(
    desk: SimulatedDesk, field: NfcUdpField, nfc_desk: ApcvDesk
) -> None:
    phone = desk.bench.open_phone("fictive")
    phone.ats = SLOW_ATS
    phone.close()
    field.present(phone)
    with pytest.raises(BinocleError) as caught:
        nfc_desk.read_nfc()
    assert caught.value.code == "APCV-APPLI-FERMEE"
    assert nfc_desk.reading is None
