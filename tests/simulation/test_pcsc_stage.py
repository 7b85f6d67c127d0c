"""The PC/SC stage, with the machine's own tools: pcscd, vpcd, OpenSC, pyscard.

The shapes of a tear are asserted with the numbers that pyscard shows; the adapter of the core
relies on them (cards sheet 2.7).
"""

import gc
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest
from smartcard.CardConnection import CardConnection
from smartcard.Exceptions import CardConnectionException, NoCardException
from smartcard.System import readers

from binocle_simulators.faults import Fault
from binocle_simulators.pcsc import PcscStage, TearingChannel, exec_in_stage
from binocle_simulators.pcsc import daemon as daemon_module
from binocle_simulators.pcsc.daemon import PREFIX, PrivateDaemon, StageRefused, find_library
from binocle_simulators.world import World

from .echo import ATR, COMMAND, CPS_ATR, ECHO, EchoSlot, RawChannel, StageHand, run


@pytest.fixture(scope="module")
def stage() -> Iterator[PcscStage]:
    """Three readers; ``spare`` starts empty."""
    slots = (EchoSlot("vitale"), EchoSlot("cps", atr=CPS_ATR), EchoSlot("spare", atr=None))
    with PcscStage(World(), slots) as up:
        yield up
        gc.collect()  # a pyscard object that outlives the service raises when it is collected


@pytest.fixture
def vitale(stage: PcscStage) -> Iterator[EchoSlot]:
    """The slot, with its card in and shown."""
    slot = stage._slots["vitale"]
    assert isinstance(slot, EchoSlot)
    if slot.card is None:
        stage.insert("vitale", ATR)
    yield slot
    stage.world.faults.clear()


@pytest.fixture
def connection(stage: PcscStage, vitale: EchoSlot) -> Iterator[CardConnection]:
    reader = next(reader for reader in readers() if reader.name == stage.names()["vitale"])
    made = reader.createConnection()
    made.connect()
    yield made
    made.release()


def seen_at(connection: CardConnection) -> int:
    """Return the number that pyscard gives to a refused command."""
    with pytest.raises(CardConnectionException) as caught:
        connection.transmit(list(COMMAND))
    return int(caught.value.hresult) & 0xFFFFFFFF


def test_opensc_sees_readers_and_atr(stage: PcscStage, vitale: EchoSlot) -> None:
    listed = run(stage, "opensc-tool", "--list-readers").stdout
    assert all(name in listed for name in stage.names().values())
    spoken = run(stage, "opensc-tool", "--reader", stage.names()["vitale"], "--atr").stdout
    assert bytes.fromhex(spoken.replace(":", "")) == ATR


def test_pcsc_scan_sees_both_slots_of_each_reader(stage: PcscStage) -> None:
    scan = run(stage, "pcsc_scan", "-r").stdout
    first = stage.names()["vitale"]
    shown = [line.split(": ", 1)[1] for line in scan.splitlines() if ": " in line]
    assert shown[:2] == [first, first[:-1] + "1"]


def test_quick_acknowledgement_keeps_exchanges_short(stage: PcscStage, vitale: EchoSlot) -> None:
    channel = RawChannel(stage.names()["vitale"])
    spans = []
    for _ in range(200):
        before = time.perf_counter()
        assert channel.transmit(COMMAND).hex() == ECHO
        spans.append(time.perf_counter() - before)
    channel.close()
    assert sorted(spans)[100] < 0.005  # without it: 0.044; the bench command gives the real figure


def test_tear_reset(stage: PcscStage, connection: CardConnection) -> None:
    stage.tear("vitale", "reset")
    assert seen_at(connection) == 0x80100068
    assert seen_at(connection) == 0x80100068  # until PC/SC notices


def test_tear_removed(stage: PcscStage, connection: CardConnection) -> None:
    stage.tear("vitale", "removed")
    assert seen_at(connection) == 0x80100069
    reader = connection.getReader()
    with pytest.raises(NoCardException) as caught:
        next(r for r in readers() if r.name == reader).createConnection().connect()
    assert caught.value.hresult & 0xFFFFFFFF == 0x8010000C


def test_tear_empty(stage: PcscStage, vitale: EchoSlot, connection: CardConnection) -> None:
    worked = vitale.answered
    stage.tear("vitale", "empty")
    with pytest.raises(CardConnectionException, match="no valid response") as caught:
        connection.transmit(list(COMMAND))
    assert caught.value.hresult == 0
    assert vitale.answered == worked + 1, "the card did its work, for nobody"


def test_tear_not_transacted(
    stage: PcscStage, vitale: EchoSlot, connection: CardConnection
) -> None:
    worked = vitale.answered
    stage.tear("vitale", "not-transacted")
    assert seen_at(connection) == 0
    assert seen_at(connection) == 0x80100016
    assert vitale.answered == worked


def test_a_card_that_was_used_forgets_when_another_program_unpowers_it(
    stage: PcscStage, vitale: EchoSlot, connection: CardConnection
) -> None:
    before = vitale.resets
    connection.transmit(list(COMMAND))
    other = next(r for r in readers() if r.name == stage.names()["vitale"]).createConnection()
    other.connect()
    other.release()  # pyscard's default disposition
    assert seen_at(connection) == 0x80100068
    # The daemon powers the card again in a thread of its own: on a busy machine, a moment later.
    for _ in range(200):
        if vitale.resets > before:
            break
        seen_at(connection)
    assert vitale.resets == before + 1


def test_the_old_connection_is_dead_for_good(
    stage: PcscStage, vitale: EchoSlot, connection: CardConnection
) -> None:
    stage.tear("vitale", "empty")
    seen_at(connection)
    stage.insert("vitale", ATR)
    assert seen_at(connection) == 0x80100069
    connection.disconnect()
    connection.connect()
    assert connection.transmit(list(COMMAND))[1:] == (0x90, 0x00)


@pytest.mark.parametrize(
    ("shape", "outcome"),
    [
        ("reset", "80100068"),
        ("removed", "80100069"),
        ("empty", b""),
        ("not-transacted", "80100016"),
    ],
)
def test_tearing_channel_says_what_pcsc_says(
    stage: PcscStage, vitale: EchoSlot, shape: str, outcome: str | bytes
) -> None:
    channel = TearingChannel(
        RawChannel(stage.names()["vitale"]), stage=stage, role="vitale", around=StageHand(stage)
    )
    assert channel.atr == ATR
    stage.world.faults.arm(Fault("vitale", shape, at=2))

    with channel.exclusive():
        assert channel.transmit(COMMAND).hex() == ECHO
        try:
            seen: bytes | str = channel.transmit(COMMAND)
        except ConnectionError as error:
            seen = str(error)
    stage.world.faults.arm(Fault("vitale", "removed"))
    with pytest.raises(ConnectionError):
        channel.transmit(COMMAND)
    channel.close()
    assert list(stage.world.faults.armed), "a dead connection is no occasion for a fault"
    assert seen == outcome
    assert [f.what for f in stage.world.faults.armed] == ["removed"]
    assert vitale.card is None, "the card left its slot, as it does in process"


def test_a_mute_card_is_there_and_cannot_be_connected_to(
    stage: PcscStage, vitale: EchoSlot
) -> None:
    vitale.mute = True
    stage.insert("vitale")
    reader = next(reader for reader in readers() if reader.name == stage.names()["vitale"])
    connection = reader.createConnection()
    with pytest.raises(CardConnectionException) as caught:
        connection.connect()
    connection.release()
    vitale.mute = False
    stage.insert("vitale")
    assert caught.value.hresult & 0xFFFFFFFF == 0x80100067


def test_the_stage_knows_only_its_own_readers(stage: PcscStage) -> None:
    for act in (stage.insert, stage.remove):
        with pytest.raises(LookupError, match="'printer'"):
            act("printer")
    with pytest.raises(LookupError, match="nothing to tear"):
        stage.tear("spare", "empty")
    with pytest.raises(ValueError, match="no card"):
        stage.insert("spare")


def test_one_stage_a_process(stage: PcscStage) -> None:
    with pytest.raises(StageRefused, match="has a PC/SC stage already"):
        PcscStage(World(), (EchoSlot("cps"),)).start()
    assert stage.names()["cps"] in map(str, readers()), "the first one is as it was"


def test_a_program_in_the_stage(
    stage: PcscStage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code = exec_in_stage(
        stage,
        ["sh", "-c", 'printf "%s %s %s" "$PCSCLITE_CSOCK_NAME" "$RIGHTS" "$MINE" >told; exit 7'],
        environ={"PATH": "/usr/bin:/bin", "MINE": "kept"},
        addresses={"RIGHTS": "http://127.0.0.1:1"},
    )
    told = (tmp_path / "told").read_text()
    assert (code, told) == (
        7,
        f"{stage.environment['PCSCLITE_CSOCK_NAME']} http://127.0.0.1:1 kept",
    )


def test_a_program_in_the_stage_gets_our_termination(stage: PcscStage) -> None:
    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGTERM))
    timer.start()
    code = exec_in_stage(stage, ["sleep", "20"], environ={"PATH": "/usr/bin:/bin"}, addresses={})
    timer.join()
    assert code == 128 + signal.SIGTERM


@pytest.mark.parametrize(
    ("names", "why"),
    [
        ([], "1 to 8"),
        ([str(n) for n in range(9)], "1 to 8"),
        (["A", "A"], "of one name"),
        (['A"\nLIBPATH "/etc'], "not a reader name"),
        (["A" * 121], "not a reader name"),
    ],
)
def test_names_that_pcscd_cannot_show_are_refused(names: list[str], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        PrivateDaemon(names, library=Path("unused"))


def test_a_library_that_was_named_is_the_only_one(tmp_path: Path) -> None:
    with pytest.raises(StageRefused, match="elsewhere"):
        find_library(tmp_path / "elsewhere")


# -- whole processes --------------------------------------------------------------------------

LIVE = """
import sys
from binocle_simulators.pcsc.stage import PcscStage
from binocle_simulators.world import World
from echo import EchoSlot, RawChannel

role = sys.argv[1]
stage = PcscStage(World(), (EchoSlot(role, atr=bytes.fromhex(sys.argv[2])),))
stage.start()
channel = RawChannel(stage.names()[role])
print(stage.environment["PCSCLITE_CSOCK_NAME"], channel.atr.hex(), flush=True)
sys.stdin.readline()
for _ in range(500):
    assert channel.transmit(bytes.fromhex("00A40000023F00"))[-2:] == bytes.fromhex("9000")
channel.close()
stage.close()
print("closed", flush=True)
"""


HERE = os.pathsep.join([str(Path(__file__).parent), *sys.path])


def pipe(end: IO[str] | None) -> IO[str]:
    assert end is not None, "the process was started without this pipe"
    return end


@contextmanager
def living(role: str, atr: bytes) -> Iterator[tuple["subprocess.Popen[str]", Path]]:
    """Run a bench in a process of its own; give it and its folder once its card is seen."""
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", LIVE, role, atr.hex()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": HERE},
    ) as process:
        address, shown = pipe(process.stdout).readline().split()
        assert shown == atr.hex()
        yield process, Path(address).parent
        pipe(process.stdin).close()


def daemons_of(folder: Path) -> list[int]:
    """Return the processes that were started for a stage's folder, its owner apart."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            line = (process / "cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if str(folder).encode() in line:
            found.append(int(process.name))
    return found


def gone(condition: Callable[[], bool]) -> bool:
    """Wait until a condition holds; no event of another process tells it."""
    pause = threading.Event()
    return any(condition() or pause.wait(0.02) for _ in range(250))


def test_two_benches_side_by_side() -> None:
    with living("vitale", ATR) as (one, first), living("cps", CPS_ATR) as (two, second):
        assert first != second
        for bench in (one, two):
            pipe(bench.stdin).write("go\n")
            pipe(bench.stdin).flush()
        assert [pipe(bench.stdout).readline() for bench in (one, two)] == ["closed\n"] * 2
        assert [bench.wait(10) for bench in (one, two)] == [0, 0]
        assert [pipe(bench.stderr).read() for bench in (one, two)] == ["", ""]
    assert not first.exists()
    assert not daemons_of(first)
    assert not daemons_of(second)


def test_the_daemon_dies_with_its_owner() -> None:
    with living("vitale", ATR) as (bench, folder):
        assert daemons_of(folder)
        if os.geteuid() == 0:
            uids = {(Path("/proc") / str(pid)).stat().st_uid for pid in daemons_of(folder)}
            assert daemon_module.NOBODY in uids
        bench.kill()
        bench.wait(10)
        assert gone(lambda: not daemons_of(folder) and not folder.exists())


def test_what_a_killed_keeper_leaves_is_swept() -> None:
    with living("vitale", ATR) as (bench, folder):
        os.kill(min(daemons_of(folder)), signal.SIGKILL)  # the keeper came first
        assert gone(lambda: not daemons_of(folder))
        bench.kill()
        bench.wait(10)
    assert folder.exists()
    daemon_module.sweep()
    assert not folder.exists()
    assert folder.name.startswith(PREFIX)


FOREIGN = """
import os
from binocle_simulators.pcsc.daemon import StageRefused
from binocle_simulators.pcsc.stage import PcscStage
from binocle_simulators.world import World
from smartcard.System import readers
from echo import EchoSlot

os.environ["PCSCLITE_CSOCK_NAME"] = "{socket}"
assert "vitale" in str(readers())  # this process is now bound to the other service
try:
    PcscStage(World(), (EchoSlot("cps"),)).start()
except StageRefused as refusal:
    print(refusal)
"""


def test_a_stage_that_sees_foreign_readers_refuses(stage: PcscStage) -> None:
    script = FOREIGN.replace("{socket}", stage.environment["PCSCLITE_CSOCK_NAME"])
    told = subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHONPATH": HERE},
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert "foreign" in told.stdout, told
    assert stage.names()["vitale"] in told.stdout
