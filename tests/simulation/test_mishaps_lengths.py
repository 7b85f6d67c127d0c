"""Commands of every length from 0 to 65,535 bytes through PC/SC, on each kind of slot.

Lengths are all those up to 300, those around every limit of the norm and of vpcd, and a sample. The
reader never hangs and serves after. One byte is left out: vpcd takes it for its own control (see
``test_pcsc_stage_life.py``, where its watchdog is measured).
"""

import random
import threading
from collections.abc import Iterator

import pytest
from smartcard import scard

from binocle_simulators.bench import Bench

SLOTS = {
    "vitale": ("vitale:desmaux", scard.SCARD_PROTOCOL_T0),
    "cps": ("cps4:demo", scard.SCARD_PROTOCOL_T1),
    "contactless": ("", scard.SCARD_PROTOCOL_T1),
}
"""Role to a card, a phone where it is blank, and the protocol that PC/SC agrees on with it."""

LIMITS = (510, 511, 512, 513, 4095, 4096, 4097, 32_767, 32_768, 65_279, 65_280)
LONGEST = 65_535
PATIENCE_S = 30.0
SELECT_ROOT = bytes.fromhex("00A4000C023F00")


def lengths(chance: random.Random) -> list[int]:
    sample = [chance.randint(301, LONGEST) for _ in range(10)]
    return [0, *range(2, 301), *LIMITS, *sample, *range(LONGEST - 5, LONGEST + 1)]


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with Bench(depth="pcsc", insert=()) as bench:
        for role, (card, _) in SLOTS.items():
            if card:
                bench.control.do("insert", slot=role, card=card)
        bench.open_phone()
        bench.present_phone()
        yield bench


class Direct:
    """A connection that sends whatever it is given."""

    def __init__(self, name: str) -> None:
        _, self.context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
        result, self.card, self.protocol = scard.SCardConnect(
            self.context,
            name,
            scard.SCARD_SHARE_SHARED,
            scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1,
        )
        assert result == 0
        t0 = self.protocol == scard.SCARD_PROTOCOL_T0
        self.header = scard.SCARD_PCI_T0 if t0 else scard.SCARD_PCI_T1

    def send(self, command: bytes) -> tuple[int, bytes]:
        result, answer = scard.SCardTransmit(self.card, self.header, list(command))
        return result, bytes(byte & 0xFF for byte in answer)

    def close(self) -> None:
        scard.SCardDisconnect(self.card, scard.SCARD_RESET_CARD)
        scard.SCardReleaseContext(self.context)


@pytest.mark.parametrize("role", SLOTS)
def test_no_length_hangs_a_reader(bench: Bench, role: str) -> None:
    chance = random.Random(role)  # noqa: S311 - the same commands each time
    direct = Direct(bench.reader_names()[role])
    assert direct.protocol == SLOTS[role][1]
    sent: list[int] = []
    wrong: list[tuple[int, int, str]] = []

    def fuzz() -> None:
        for length in lengths(chance):
            # A head that is no code command: tries of a code are not what is tested here.
            command = (b"\x00\xa4" + chance.randbytes(length))[:length]
            result, answer = direct.send(command)
            if (result == 0) != (length > 0) or (length > 0 and len(answer) < 2):
                wrong.append((length, result, answer.hex()))
            sent.append(length)

    thread = threading.Thread(target=fuzz, daemon=True)
    thread.start()
    thread.join(PATIENCE_S)
    assert not thread.is_alive(), f"hangs after the length {sent[-1] if sent else '?'}"
    assert wrong == []
    assert len(sent) > 320
    direct.close()
    again = Direct(bench.reader_names()[role])
    result, answer = again.send(SELECT_ROOT)
    again.close()
    assert result == 0
    assert len(answer) >= 2
