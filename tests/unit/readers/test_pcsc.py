"""The PC/SC adapter: each result code crosses the port as one of its exceptions."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from smartcard import scard

from binocle.adapters.pcsc import Disposition, PcscReaders, readers, results
from binocle.readers import CardChannel, CardWatch, NegotiatedChannel, Readers, SharedChannel

ATR = list(bytes.fromhex("3B7513000047 09EA9000"))
DONE = 0


class FakeScard:
    """pyscard's functions over one reader; the results of a test are set by function name."""

    def __init__(self) -> None:
        self.results: dict[str, int] = {}
        self.calls: list[tuple[Any, ...]] = []
        self.answer = [0x01, 0x90 - 0x100, 0x00]
        self.protocol = scard.SCARD_PROTOCOL_T0
        self.changed: list[Any] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("SCARD_"):
            return getattr(scard, name)
        returned = {
            "SCardEstablishContext": (7,),
            "SCardConnect": (8, self.protocol),
            "SCardGetStatusChange": (self.changed,),
            "SCardStatus": ("R", 0, 0, ATR),
            "SCardTransmit": (self.answer,),
            "SCardListReaders": (["R"],),
        }.get(name)

        def function(*arguments: Any) -> Any:
            self.calls.append((name, *arguments))
            result = self.results.get(name, DONE)
            return result if returned is None else [result, *returned]

        return function

    def called(self, name: str) -> list[tuple[Any, ...]]:
        return [call for call in self.calls if call[0] == name]


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeScard:
    fake = FakeScard()
    for module in (results, readers):
        monkeypatch.setattr(module, "scard", fake)
    return fake


def test_the_adapter_fits_the_ports(fake: FakeScard) -> None:
    readers: Readers = PcscReaders()
    channel: CardChannel = readers.connect("R")
    assert isinstance(channel, SharedChannel)
    assert readers.names() == ["R"]
    assert (channel.atr, channel.transmit(b"\0\xb0\0\0\1")) == (bytes(ATR), b"\x01\x90\x00")
    assert fake.called("SCardTransmit") == [
        ("SCardTransmit", 8, scard.SCARD_PCI_T0, [0, 0xB0, 0, 0, 1])
    ]


@pytest.mark.parametrize("sign", [0, 0x100000000])
@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (0x80100068, ConnectionResetError),
        (0x80100069, ConnectionAbortedError),
        (0x80100016, ConnectionAbortedError),
        (0x80100017, ConnectionAbortedError),
        (0x80100066, TimeoutError),
        (0x8010000A, TimeoutError),
        (0x8010000B, PermissionError),
        (0x8010006A, PermissionError),
        (0x8010001D, ConnectionRefusedError),
        (0x80100FFF, ConnectionError),
    ],
)
def test_failures_of_an_exchange(
    fake: FakeScard, *, code: int, kind: type[OSError], sign: int
) -> None:
    channel = PcscReaders().connect("R")
    fake.results["SCardTransmit"] = code - sign
    with pytest.raises(kind, match=f"{code:08X}"):
        channel.transmit(b"\0\xb0\0\0")


def test_an_empty_success_crosses_as_it_is(fake: FakeScard) -> None:
    fake.answer = []
    assert PcscReaders().connect("R").transmit(b"\0\xb0\0\0") == b""


@pytest.mark.parametrize(
    ("function", "code", "kind"),
    [
        ("SCardEstablishContext", 0x8010001D, ConnectionRefusedError),
        ("SCardConnect", 0x8010000C, ConnectionError),
        ("SCardConnect", 0x80100069, ConnectionError),
        ("SCardConnect", 0x80100009, ConnectionError),
        ("SCardConnect", 0x80100066, TimeoutError),
        ("SCardConnect", 0x80100067, TimeoutError),
        ("SCardConnect", 0x80100065, TimeoutError),
        ("SCardConnect", 0x8010000B, PermissionError),
        ("SCardStatus", 0x80100069, ConnectionError),
    ],
)
def test_failures_of_a_connection_leave_no_context(
    fake: FakeScard, *, function: str, code: int, kind: type[OSError]
) -> None:
    fake.results[function] = code
    with pytest.raises(kind):
        PcscReaders().connect("R")
    opened = [
        call for call in fake.called("SCardEstablishContext") if not fake.results.get(call[0])
    ]
    assert len(fake.called("SCardReleaseContext")) == len(opened)


def test_no_reader_is_an_empty_list_and_other_failures_are_told(fake: FakeScard) -> None:
    fake.results["SCardListReaders"] = 0x8010002E
    assert PcscReaders().names() == []
    fake.results["SCardListReaders"] = 0x8010001E - 0x100000000
    with pytest.raises(ConnectionRefusedError, match="8010001E"):
        PcscReaders().names()
    assert len(fake.called("SCardReleaseContext")) == 2


@pytest.mark.parametrize("disposition", Disposition)
def test_the_card_is_left_as_configured(fake: FakeScard, disposition: Disposition) -> None:
    channel = PcscReaders(disposition=disposition).connect("R")
    channel.close()
    channel.close()
    assert fake.called("SCardDisconnect") == [("SCardDisconnect", 8, disposition.value)]
    assert fake.called("SCardReleaseContext") == [("SCardReleaseContext", 7)]
    with pytest.raises(ConnectionError):
        channel.transmit(b"\0\xb0\0\0")
    assert PcscReaders()._disposition is Disposition.LEAVE


@pytest.mark.parametrize(("protocol", "t1"), [("T0", False), ("T1", True)])
def test_the_agreed_protocol_is_told(fake: FakeScard, *, protocol: str, t1: bool) -> None:
    fake.protocol = getattr(scard, f"SCARD_PROTOCOL_{protocol}")
    channel = PcscReaders().connect("R")
    assert isinstance(channel, NegotiatedChannel)
    assert channel.t1 is t1
    channel.transmit(b"\0\xb0\0\0")
    assert fake.called("SCardTransmit")[0][2] == getattr(scard, f"SCARD_PCI_{protocol}")


@pytest.mark.parametrize(
    ("states", "there"),
    [
        (["empty"], False),
        (["present", None], True),
        (["present", "in use", None], True),
        (["present", "empty"], False),
    ],
)
def test_a_card_is_in_when_it_stays(
    fake: FakeScard, monkeypatch: pytest.MonkeyPatch, states: list[str | None], *, there: bool
) -> None:
    left = {"empty": scard.SCARD_STATE_EMPTY, "present": scard.SCARD_STATE_PRESENT,
            "in use": scard.SCARD_STATE_PRESENT | scard.SCARD_STATE_INUSE}  # fmt: skip

    def change(context: int, timeout: int, known: list[tuple[str, int]]) -> tuple[int, list[Any]]:
        assert known[0][0] == "R"
        assert (timeout == 0) is (known[0][1] == 0)
        state = states.pop(0)
        if state is None:
            return 0x8010000A - 0x100000000, []
        return DONE, [("R", left[state] | scard.SCARD_STATE_CHANGED, [])]

    monkeypatch.setattr(fake, "SCardGetStatusChange", change, raising=False)
    watch = PcscReaders()
    assert isinstance(watch, CardWatch)
    assert watch.holds_card("R") is there
    assert not states
    assert len(fake.called("SCardReleaseContext")) == 1


def test_a_reader_that_left_holds_no_card(fake: FakeScard) -> None:
    fake.results["SCardGetStatusChange"] = 0x80100009
    fake.changed = []
    with pytest.raises(ConnectionError, match="80100009"):
        PcscReaders().holds_card("R")


def test_a_socket_that_refuses_this_user_is_not_a_stopped_service(
    fake: FakeScard, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fake.results["SCardEstablishContext"] = 0x8010001D
    socket = tmp_path / "pcscd.comm"
    monkeypatch.setenv("PCSCLITE_CSOCK_NAME", str(socket))
    with pytest.raises(ConnectionRefusedError):
        PcscReaders().names()
    socket.touch()
    with pytest.raises(ConnectionRefusedError):
        PcscReaders().names()
    monkeypatch.setattr(os, "access", lambda path, mode: path != socket)
    with pytest.raises(PermissionError, match="refuses this user"):
        PcscReaders().names()


def test_a_transaction_ends_with_its_block_whatever_happens(fake: FakeScard) -> None:
    channel = PcscReaders().connect("R")
    fake.results["SCardEndTransaction"] = 0x80100069
    with pytest.raises(ConnectionResetError, match="in the block"), channel.exclusive():
        raise ConnectionResetError("in the block")
    assert len(fake.called("SCardEndTransaction")) == 1
    fake.results["SCardBeginTransaction"] = 0x80100068
    with pytest.raises(ConnectionResetError, match="80100068"), channel.exclusive():
        pytest.fail("the block must not run")


def test_without_the_service_the_real_library_says_so() -> None:
    program = (
        "from binocle.adapters.pcsc import PcscReaders\n"
        "try: PcscReaders().names()\n"
        "except ConnectionRefusedError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        env={
            "PCSCLITE_CSOCK_NAME": "/nonexistent/pcscd.comm",
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        },
        capture_output=True,
        text=True,
        timeout=20,
        check=True,
    )
    assert "8010001D" in done.stdout
    assert done.stderr == ""
