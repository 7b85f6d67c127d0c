"""A phone through nfcpy's UDP link: bytes go through, each failure is one of the ports' three."""

import socket
from collections.abc import Callable, Iterator
from functools import reduce
from operator import xor
from threading import Thread
from time import perf_counter
from typing import Any

import pytest

from binocle.adapters.nfc import NfcReaders, is_device_path
from binocle.readers import (
    CardWaiter,
    NegotiatedChannel,
    ReaderSetup,
    Role,
    SharedChannel,
    open_session,
)

UID = bytes.fromhex("08A1B2C3")
ATS = bytes.fromhex("0578807102")


class Peer(Thread):
    """A type A target that speaks ISO-DEP, written for this test from ISO 14443-3 and -4.

    Attributes:
        there: a phone is in the field.
        says: the answer to a command; none is silence.
        sak: answer to the selection; 20 speaks ISO-DEP.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.there = True
        self.ats = ATS
        self.sak = 0x20
        self.says: Callable[[bytes], bytes | None] = lambda command: command[::-1]
        self.got = b""

    def run(self) -> None:
        while True:
            datagram, sender = self.socket.recvfrom(1024)
            if datagram == b"stop":
                return
            if not self.there or datagram.startswith(b"RFOFF"):
                continue
            answer = self.answer(bytes.fromhex(datagram.split()[1].decode()))
            if answer is not None:
                self.socket.sendto(b"106A " + answer.hex().upper().encode(), sender)

    def answer(self, frame: bytes) -> bytes | None:
        if frame == b"\x26":
            return bytes.fromhex("0400")
        if frame == b"\x93\x20":
            return UID + bytes((reduce(xor, UID),))
        if frame[:2] == b"\x93\x70":
            return bytes((self.sak,))
        if frame[0] == 0xE0:
            return self.ats
        if frame[0] & 0xE2 == 0x02:
            self.got += frame[1:]
            if frame[0] & 0x10:
                return bytes((0xA2 | frame[0] & 1,))
            said, self.got = self.says(self.got), b""
            return None if said is None else frame[:1] + said
        return None

    def stop(self) -> None:
        self.socket.sendto(b"stop", ("127.0.0.1", self.port))
        self.join()
        self.socket.close()


@pytest.fixture
def peer() -> Iterator[Peer]:
    peer = Peer()
    peer.start()
    yield peer
    peer.stop()


@pytest.fixture
def readers(peer: Peer) -> Iterator[NfcReaders]:
    readers = NfcReaders(f"udp:127.0.0.1:{peer.port}")
    yield readers
    readers.close()


def test_a_path_is_no_name_of_pcsc() -> None:
    assert all(map(is_device_path, ["usb", "usb:054c:06c3", "udp:localhost:54321", "tty:USB0"]))
    assert not is_device_path("KAPELSE KAP-LINK2 [00504969 KAP-LINK2 2] 02 00")
    assert not is_device_path("usb reader 00 00")


def test_the_path_is_the_name(readers: NfcReaders) -> None:
    assert readers.names() == [readers.path]
    with pytest.raises(ConnectionError):
        readers.connect("another")


def test_bytes_go_through_whatever_their_status(peer: Peer, readers: NfcReaders) -> None:
    channel = readers.connect(readers.path)
    assert channel.atr == bytes.fromhex("3B80800101")
    assert not isinstance(channel, SharedChannel)
    assert not isinstance(channel, NegotiatedChannel)
    for status in ("9000", "6102", "6C10", "6A82", "6985"):
        peer.says = lambda command, status=status: command[:4] + bytes.fromhex(status)  # type: ignore[misc]
        assert channel.transmit(bytes.fromhex("80CA010000")).hex().upper() == "80CA0100" + status
    channel.close()
    channel.close()
    with pytest.raises(ConnectionError):
        channel.transmit(b"\0\0\0\0")


def test_a_long_command_is_chained(peer: Peer, readers: NfcReaders) -> None:
    command = bytes(range(256)) + b"\0" * 5
    assert readers.connect(readers.path).transmit(command) == command[::-1]


@pytest.mark.parametrize(
    ("ats", "atr"),
    [
        ("0578807102", "3B80800101"),
        ("067880710241", "3B8180014141"),
        ("0578337102", "3B80800101"),
        ("0120", None),
        ("03785A", None),
        ("0470330241", None),
        ("0358804A", None),
        ("0268", None),
        ("0202", "3B80800101"),
        ("01", "3B80800101"),
        ("042880AA", "3B818001AAAA"),
    ],
)
def test_any_answer_to_selection(
    ats: str, atr: str | None, peer: Peer, readers: NfcReaders
) -> None:
    peer.ats = bytes.fromhex(ats)
    if atr is None:
        with pytest.raises(ConnectionError):
            readers.connect(readers.path)
    else:
        assert readers.connect(readers.path).atr.hex().upper() == atr


def test_a_phone_that_leaves_is_a_failure_and_the_next_one_is_read(
    peer: Peer, readers: NfcReaders
) -> None:
    channel = readers.connect(readers.path)
    peer.there = False
    with pytest.raises((TimeoutError, ConnectionError)):
        channel.transmit(b"\0\0\0\0")
    channel.close()
    with pytest.raises(ConnectionError):
        readers.connect(readers.path)
    peer.there = True
    assert readers.connect(readers.path).transmit(b"abcd") == b"dcba"


def test_a_target_that_does_not_speak_iso_dep_is_no_phone(peer: Peer, readers: NfcReaders) -> None:
    peer.sak = 0x08
    with pytest.raises(ConnectionError):
        readers.connect(readers.path)


@pytest.mark.parametrize(
    "path",
    ["usb:ffff:ffff", "tty:NOSUCH:pn532", "nothing", "udp:localhost:port", "udp:no.invalid:1"],
)
def test_a_device_that_is_absent_is_no_reader(path: str) -> None:
    readers = NfcReaders(path)
    assert readers.names() == []
    with pytest.raises(ConnectionError):
        readers.connect(path)
    assert readers.events().next(1.0) == (path, "reader-out")


class MachineClock:
    def now(self) -> Any:
        raise AssertionError("no day is asked")

    def elapsed(self) -> float:
        return perf_counter()


def test_the_same_wait_and_session_as_over_pcsc(peer: Peer, readers: NfcReaders) -> None:
    setup = ReaderSetup(cps="C", vitale="V", contactless=readers.path)
    waiter = CardWaiter(readers=readers, setup=setup, clock=MachineClock())
    peer.there = False
    arrival = Thread(target=lambda: setattr(peer, "there", True))
    arrival.start()
    assert waiter.wait_for_card(Role.CONTACTLESS, 5.0) == readers.path
    arrival.join()
    with open_session(readers, setup, Role.CONTACTLESS) as session:
        assert session.atr == bytes.fromhex("3B80800101")


def test_a_wait_is_ended_from_another_thread(peer: Peer, readers: NfcReaders) -> None:
    peer.there = False
    events = readers.events()
    ending = Thread(target=events.close)
    ending.start()
    assert events.next(30.0) is None
    ending.join()
