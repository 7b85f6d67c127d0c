"""Our reading side on a real service of ours: events, waits, failures that have a name, no leak."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence

import pytest

from binocle.adapters.pcsc import Disposition, PcscEvents, PcscReaders
from binocle.kernel import BinocleError
from binocle.readers import (
    CardChannel,
    CardSession,
    CardWaiter,
    Command,
    ReaderSetup,
    Role,
    examine_readers,
    open_session,
)
from binocle_simulators.bench import Bench

Told = list[tuple[float, tuple[str, str] | None]]


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with Bench(depth="pcsc") as bench:
        yield bench


def drain(events: PcscEvents) -> list[tuple[str, str]]:
    heard = []
    while (told := events.next(0.1)) is not None:
        heard.append(told)
    return heard


@pytest.fixture
def events(bench: Bench) -> Iterator[PcscEvents]:
    """Events that told already what is there."""
    events = PcscReaders().events()
    vitale = bench.reader_names()["vitale"]
    heard = drain(events)
    assert heard.index((vitale, "reader-in")) < heard.index((vitale, "card-in"))
    yield events
    events.close()


def test_gestures_are_told_in_order(bench: Bench, events: PcscEvents) -> None:
    vitale = bench.reader_names()["vitale"]
    bench.remove("vitale")
    assert drain(events) == [(vitale, "card-out")]
    assert not PcscReaders().holds_card(vitale)
    bench.insert("vitale", bench.vitale())
    assert drain(events) == [(vitale, "card-in")]
    assert PcscReaders().holds_card(vitale)
    bench.insert("vitale", bench.vitale("desmaux"))
    assert drain(events) == [(vitale, "card-out"), (vitale, "card-in")]


def test_another_program_on_the_card_is_no_event(bench: Bench, events: PcscEvents) -> None:
    channel = PcscReaders().connect(bench.reader_names()["vitale"])
    assert channel.t1 is False, "a Vitale card speaks T=0 only"
    channel.close()
    assert drain(events) == []


def test_who_waits_is_told_as_soon_as_pcsc_knows(bench: Bench, events: PcscEvents) -> None:
    """Two listeners asleep in PC/SC: the one of the bench and ours; ours is not 100 ms behind."""
    heard: Told = []

    def listen() -> None:
        told = events.next(10)
        heard.append((time.perf_counter(), told))

    thread = threading.Thread(target=listen)
    thread.start()
    bench.remove("vitale")  # returns when PC/SC shows it
    shown = time.perf_counter()
    thread.join(10)
    bench.insert("vitale", bench.vitale())
    ((at, told),) = heard
    assert told == (bench.reader_names()["vitale"], "card-out")
    assert at - shown < 0.1


def test_the_service_stops_and_comes_back(bench: Bench, events: PcscEvents) -> None:
    before = len(os.listdir("/proc/self/fd"))
    heard: list[tuple[str, str]] = []

    def listen() -> None:
        while (told := events.next(5)) is not None:
            heard.append(told)
            if told == (bench.reader_names()["vitale"], "card-in"):
                return

    thread = threading.Thread(target=listen)
    thread.start()
    bench.reset()  # another service on the same socket
    thread.join(20)
    assert not thread.is_alive()
    assert heard[:2] == [("", "service-out"), ("", "service-in")]
    assert PcscReaders().holds_card(bench.reader_names()["vitale"])
    assert len(os.listdir("/proc/self/fd")) <= before + 2


def test_nothing_is_left_behind(bench: Bench) -> None:
    drain(first := PcscReaders().events())
    first.close()
    before = (len(os.listdir("/proc/self/fd")), threading.active_count())
    for _ in range(30):
        events = PcscReaders().events()
        drained = threading.Thread(target=drain, args=(events,))
        drained.start()
        events.close()
        drained.join(10)
        assert not drained.is_alive()
    assert (len(os.listdir("/proc/self/fd")), threading.active_count()) == before


class T1Card:
    """A card that offers T=0 and T=1, as CPS4 and phones do."""

    def __init__(self, atr: str) -> None:
        self.atr = bytes.fromhex(atr)

    def power_on(self) -> None:
        """Nothing to forget."""

    def reset(self) -> None:
        """Nothing to forget."""

    def exchange(self, command: bytes) -> bytes:
        return len(command).to_bytes(2, "big") + b"\x90\x00"


@pytest.mark.parametrize(
    "atr", ["3B9B18800100122500 648004010000 9044", "3B80800101"], ids=["CPS4", "phone"]
)
def test_t1_is_chosen_when_it_is_offered_and_takes_long_commands(bench: Bench, atr: str) -> None:
    bench.insert("contactless", T1Card(atr))
    channel = PcscReaders().connect(bench.reader_names()["contactless"])
    assert channel.t1 is True
    channel.close()
    with open_session(PcscReaders(), setup_of(bench), Role.CONTACTLESS) as session:
        long = session.demand(Command.of("00 2A 80 86", bytes(256), le=256))
    bench.remove("contactless")
    assert int.from_bytes(long, "big") == 4 + 3 + 256 + 2


class UnknownModel:
    """The bench's readers under names of no model."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._exact = {f"MYSTERE {role} 0": name for role, name in names.items()}
        self._readers = PcscReaders()

    def names(self) -> Sequence[str]:
        return tuple(self._exact)

    def connect(self, reader_name: str) -> CardChannel:
        return self._readers.connect(self._exact[reader_name])


def test_the_slots_of_an_unknown_model_are_told_apart(bench: Bench) -> None:
    bench.insert("contactless", T1Card("3B80800101"))
    readers = UnknownModel(bench.reader_names())
    checks = examine_readers(
        readers,
        wanted=readers.names(),
        recognise=lambda atr: (atr.hex(), Role.CPS if atr[1] == 0xAC else None),
    )
    bench.remove("contactless")
    told = {check.subject.split()[1]: check.role for check in checks if check.what == "slot"}
    assert told == {"cps": Role.CPS, "vitale": None, "contactless": Role.CONTACTLESS}
    assert not [check for check in checks if check.finding]


# -- failures that have a name ----------------------------------------------------------------

SELECT = Command.of("00 A4 00 00", b"\x3f\x00")


def setup_of(bench: Bench) -> ReaderSetup:
    names = bench.reader_names()
    return ReaderSetup(names["cps"], names["vitale"], names["contactless"])


def opened(bench: Bench) -> CardSession:
    return open_session(PcscReaders(), setup_of(bench), Role.VITALE)


def code_of(session: CardSession) -> str:
    with session, pytest.raises(BinocleError) as caught:
        session.send(SELECT)
    return caught.value.code


def works(bench: Bench) -> bool:
    with opened(bench) as session:
        return session.send(SELECT).ok


def test_another_program_resets_the_card(bench: Bench) -> None:
    session = opened(bench)
    assert session.send(SELECT).ok
    other = PcscReaders(disposition=Disposition.RESET).connect(session.reader)
    other.close()
    assert code_of(session) == "LEC-CARTE-REINITIALISEE"
    assert works(bench)


@pytest.mark.parametrize("shape", ["reset", "removed", "empty"])
def test_a_pulled_card_is_told_from_a_reset_one(bench: Bench, shape: str) -> None:
    session = opened(bench)
    bench.stage.tear("vitale", shape)
    assert code_of(session) == "LEC-CARTE-RETIREE"
    bench.insert("vitale", bench.vitale())
    assert works(bench)


def test_a_mute_card_is_not_an_empty_reader(bench: Bench) -> None:
    bench.slot("vitale").mute = True
    bench.stage.insert("vitale")
    with pytest.raises(BinocleError, match="LEC-CARTE-MUETTE"):
        opened(bench)
    events = PcscReaders().events()
    heard = drain(events)
    events.close()
    assert (bench.reader_names()["vitale"], "card-mute") in heard
    bench.slot("vitale").mute = False
    bench.stage.insert("vitale")
    assert works(bench)


def test_a_card_held_by_another_program(bench: Bench) -> None:
    from smartcard import scard

    _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    name = bench.reader_names()["vitale"]
    result, card, _ = scard.SCardConnect(context, name, scard.SCARD_SHARE_EXCLUSIVE, 3)
    assert result == 0
    with pytest.raises(BinocleError, match="LEC-ACCES-REFUSE"):
        opened(bench)
    scard.SCardDisconnect(card, scard.SCARD_LEAVE_CARD)
    scard.SCardReleaseContext(context)
    assert works(bench)


class Ticking:
    """The real clock: what is waited for is real too."""

    elapsed = staticmethod(time.perf_counter)
    now = None


def wait(bench: Bench, delay_s: float) -> str:
    waiter = CardWaiter(readers=PcscReaders(), setup=setup_of(bench), clock=Ticking())  # type: ignore[arg-type]
    try:
        return waiter.wait_for_card(Role.CONTACTLESS, delay_s)
    except BinocleError as error:
        return error.code


def test_a_card_is_waited_for(bench: Bench) -> None:
    near = bench.reader_names()["contactless"]
    assert wait(bench, 0.2) == "LEC-ATTENTE-ECOULEE"
    timer = threading.Timer(0.3, bench.insert, ("contactless", bench.vitale()))
    timer.start()
    assert wait(bench, 10) == near
    timer.join()
    assert wait(bench, 10) == near, "it is there already"
    bench.remove("contactless")


AS_NOBODY = """
import os, sys
from binocle.adapters.pcsc import PcscReaders
if os.geteuid() == 0:
    os.setuid(65534)
try:
    PcscReaders().names()
except PermissionError as error:
    print(error)
"""


def test_a_socket_that_refuses_us_is_not_a_stopped_service(bench: Bench) -> None:
    socket = bench.environment()["PCSCLITE_CSOCK_NAME"]
    mode = os.stat(socket).st_mode
    os.chmod(socket, 0)
    try:
        told = subprocess.run(
            [sys.executable, "-c", AS_NOBODY],
            env={"PCSCLITE_CSOCK_NAME": socket, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            timeout=30,
        )
    finally:
        os.chmod(socket, mode)
    assert "refuses this user" in told.stdout, told
    assert PcscReaders().names()


def test_a_session_does_not_outlive_its_service(bench: Bench) -> None:
    session = opened(bench)
    bench.reset()
    assert code_of(session) == "LEC-SERVICE-RELANCE", "the card is there, powered anew"
    assert works(bench)
    session = opened(bench)
    bench.stage.close()
    assert code_of(session) == "LEC-SERVICE-ABSENT"
    bench.reset()
    assert works(bench)
