"""A slot whose card echoes, a bare channel to it, and a program beside them."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from smartcard import scard

from binocle_simulators.pcsc import PcscStage

ATR = bytes.fromhex("3B751300004709EA9000")
CPS_ATR = bytes.fromhex("3BAC00402A001225006480000310009000")
COMMAND = bytes.fromhex("00A40000023F00")
ECHO = (COMMAND[:4] + b"\x90\x00").hex()


class StageHand:
    """Unplugs readers and stops the service of a stage, as a bench does."""

    def __init__(self, stage: PcscStage) -> None:
        self.stage = stage

    def unplug_slot(self, slot_id: str) -> None:
        self.stage.unplug([slot_id])

    def stop_service(self) -> None:
        self.stage.stop_service()


class EchoSlot:
    """A slot whose card gives the head of each command back."""

    def __init__(self, role: str, *, atr: bytes | None = ATR, name: str | None = None) -> None:
        self.role = self.id = role
        self.name = name or f"KAPELSE KAP-LINK2 [00504969 {role}] 03 00"
        self.card: object | None = atr
        self.mute = False
        self.answered = 0
        self.resets = 0

    def answer_to_reset(self) -> bytes:
        if self.mute:
            raise TimeoutError
        if not isinstance(self.card, bytes):
            raise ConnectionRefusedError
        return self.card

    def reset(self) -> None:
        self.resets += 1

    def exchange(self, command: bytes) -> bytes:
        self.answered += 1
        return command[:4] + b"\x90\x00"

    def insert(self, card: bytes) -> None:
        self.card = card

    def remove(self) -> None:
        self.card = None


class RawChannel:
    """A channel on the functions of PC/SC, shaped as the core's adapter."""

    def __init__(self, name: str) -> None:
        _, self._context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
        result, self._card, _ = scard.SCardConnect(
            self._context, name, scard.SCARD_SHARE_SHARED, scard.SCARD_PROTOCOL_T0
        )
        assert result == scard.SCARD_S_SUCCESS, hex(result & 0xFFFFFFFF)
        self.atr = bytes(scard.SCardStatus(self._card)[4])

    def transmit(self, command: bytes) -> bytes:
        result, answer = scard.SCardTransmit(self._card, scard.SCARD_PCI_T0, list(command))
        if result != scard.SCARD_S_SUCCESS:
            raise ConnectionError(f"{result & 0xFFFFFFFF:08X}")
        return bytes(answer)

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        scard.SCardBeginTransaction(self._card)
        try:
            yield
        finally:
            scard.SCardEndTransaction(self._card, scard.SCARD_LEAVE_CARD)

    def close(self) -> None:
        scard.SCardDisconnect(self._card, scard.SCARD_LEAVE_CARD)
        scard.SCardReleaseContext(self._context)


def run(stage: PcscStage, *command: str) -> "subprocess.CompletedProcess[str]":
    """Run a program among the readers of the stage."""
    environ = {**os.environ, **stage.environment}  # noqa: TID251 - a program wants its PATH
    return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=30)
