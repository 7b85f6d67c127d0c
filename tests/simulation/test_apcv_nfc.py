"""nfcpy itself reads the simulated phone over its UDP link."""

import re
import socket
from collections.abc import Iterator
from typing import Any

import nfc
import nfc.clf
import nfc.tag.tt4
import pytest
from tests.unit.sim_adri.asking import authority_pem

from binocle_simulators.apcv import ApcvPhone, ApcvService, NfcUdpField, is_well_formed
from binocle_simulators.apcv.phone import AID
from binocle_simulators.people import load_people
from binocle_simulators.world import World

GET_DATA = (0x80, 0xCA, 0x01, 0x00)
SLOW_ATS = "057{fsci}80A102"
"""FWI 10, 310 ms: a busy machine must not look like a lost frame."""


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def phone(world: World) -> ApcvPhone:
    people = load_people()
    service = ApcvService(world=world, people=people.values(), authority_pem=authority_pem())
    made = ApcvPhone(people["desmaux"], world=world, service=service)
    made.ats = bytes.fromhex(SLOW_ATS.format(fsci=8))
    made.open()
    made.identify()
    return made


@pytest.fixture
def field(world: World) -> Iterator[NfcUdpField]:
    with NfcUdpField(world) as made:
        yield made


@pytest.fixture
def frontend(field: NfcUdpField) -> Iterator[nfc.ContactlessFrontend]:
    with nfc.ContactlessFrontend(f"udp:localhost:{field.port}") as made:
        yield made


def sense(frontend: nfc.ContactlessFrontend) -> Any:
    """Return the tag in the field; nfcpy waits 30 ms for the ATS, a busy machine may need more."""
    for _ in range(10):
        target = frontend.sense(nfc.clf.RemoteTarget("106A"), iterations=1)
        if target is None:
            return None
        tag = nfc.tag.activate(frontend, target)
        if tag is not None:
            return tag
    raise AssertionError("no tag in ten tries")


def read(tag: Any) -> str:
    fci = tag.send_apdu(0x00, 0xA4, 0x04, 0x00, AID, mrl=256)
    assert bytes(fci).startswith(b"\x6f\x21\x84\x09" + AID)
    return bytes(tag.send_apdu(*GET_DATA, mrl=256)).decode("ascii")


def test_nfcpy_reads_the_payload(
    field: NfcUdpField, frontend: nfc.ContactlessFrontend, phone: ApcvPhone
) -> None:
    field.present(phone)
    tag = sense(frontend)
    assert tag.type == "Type4Tag"
    assert bytes(tag.identifier) == phone.uid
    assert is_well_formed(read(tag))
    assert tag.is_present


def test_nfcpy_reads_by_connect_as_programs_do(
    field: NfcUdpField, frontend: nfc.ContactlessFrontend, phone: ApcvPhone
) -> None:
    phone.ats = bytes.fromhex("0578807102")
    field.present(phone)
    found: list[Any] = []

    def keep(tag: Any) -> bool:
        found.append(tag)
        return False

    frontend.connect(
        rdwr={"targets": ["106A"], "on-connect": keep},
        terminate=lambda: bool(found),
    )
    (tag,) = found
    assert bytes(tag.identifier) == phone.uid


def test_pieces_both_ways(
    field: NfcUdpField, frontend: nfc.ContactlessFrontend, phone: ApcvPhone,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    phone.ats = bytes.fromhex(SLOW_ATS.format(fsci=0))
    target = field.present(phone)
    tag = sense(frontend)
    assert tag._dep.miu == 13
    monkeypatch.setattr(target, "_fsd", 16)
    assert is_well_formed(read(tag))
    assert chained(phone.world, ">"), "the name of the application does not fit in 13 bytes"
    assert chained(phone.world, "<")


def chained(world: World, direction: str) -> list[str]:
    """Return the I-blocks of one way that another follows."""
    return [line for line in world.journal.lines() if re.search(f" nfc {direction} 1[23]", line)]


def test_a_phone_that_wants_time_gets_it(
    field: NfcUdpField, frontend: nfc.ContactlessFrontend, phone: ApcvPhone
) -> None:
    target = field.present(phone)
    tag = sense(frontend)
    target.extensions, target.multiplier = 3, 2
    assert is_well_formed(read(tag))
    assert target.extensions == 0


@pytest.mark.parametrize("way", ["lose_answers", "lose_commands"])
def test_a_lost_frame_is_made_good(
    field: NfcUdpField, frontend: nfc.ContactlessFrontend, phone: ApcvPhone, way: str
) -> None:
    field.present(phone)
    tag = sense(frontend)
    first = read(tag)
    getattr(field, way)()
    second = read(tag)
    assert is_well_formed(second)
    assert second != first


def test_a_phone_taken_away_is_silent_and_comes_back_with_another_uid(
    field: NfcUdpField, frontend: nfc.ContactlessFrontend, phone: ApcvPhone
) -> None:
    field.present(phone)
    tag = sense(frontend)
    field.remove()
    tag._dep.n_retry_nak = 0
    with pytest.raises(nfc.tag.tt4.Type4TagCommandError) as raised:
        tag.send_apdu(*GET_DATA, mrl=256)
    assert raised.value.errno == nfc.tag.TIMEOUT_ERROR
    assert sense(frontend) is None
    field.present(phone)
    again = sense(frontend)
    assert bytes(again.identifier) != bytes(tag.identifier)
    assert is_well_formed(read(again))


def test_an_app_that_is_not_open_gives_nothing(
    field: NfcUdpField, frontend: nfc.ContactlessFrontend, phone: ApcvPhone
) -> None:
    phone.close()
    field.present(phone)
    tag = sense(frontend)
    with pytest.raises(nfc.tag.tt4.Type4TagCommandError) as raised:
        read(tag)
    assert raised.value.errno == 0x6985


def test_two_readers_one_after_the_other(field: NfcUdpField, phone: ApcvPhone) -> None:
    field.present(phone)
    seen = []
    for _ in range(2):
        with nfc.ContactlessFrontend(f"udp:localhost:{field.port}") as frontend:
            seen.append(read(sense(frontend)))
    assert len(set(seen)) == 2


def test_a_field_closes_twice_and_hears_no_rubbish(field: NfcUdpField, phone: ApcvPhone) -> None:
    field.present(phone)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        for rubbish in (b"", b"106A", b"106A zz", b"212F 0600FFFF0100", b"\xff" * 900):
            other.sendto(rubbish, ("127.0.0.1", field.port))
        other.sendto(b"106A 26", ("127.0.0.1", field.port))
        other.settimeout(5)
        assert other.recv(100) == b"106A 0400"
    field.close()
    field.close()
