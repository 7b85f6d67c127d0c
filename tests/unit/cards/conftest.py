"""The fake cards as fixtures; each test of a CPS runs on both families."""

from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from binocle.readers import CardSession, ReaderSetup, Role, open_session

from .fakes import (
    CPS,
    VITALE,
    ChipDocCard,
    Desk,
    FakeCard,
    FixedClock,
    cps_files,
    tlv,
    vitale_files,
)


@pytest.fixture(scope="session")
def keys() -> dict[int, RSAPrivateKey]:
    return {0x10: generate_private_key(65537, 2048), 0x20: generate_private_key(65537, 2048)}


@pytest.fixture
def vitale() -> FakeCard:
    return FakeCard(bytes.fromhex("3B7513000047 09EA9000"), vitale_files())


@pytest.fixture(params=["CPS3", "CPS4"])
def cps(keys: dict[int, RSAPrivateKey], request: pytest.FixtureRequest) -> FakeCard:
    if request.param == "CPS4":
        atr = bytes.fromhex("3B9B188001 001225006480040100009044")
        return ChipDocCard(atr, cps_files(keys), keys)
    atr = bytes.fromhex("3BAC00402A00 122500 6480000310 009000")
    return FakeCard(atr, cps_files(keys), keys)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def desk(vitale: FakeCard, cps: FakeCard) -> Desk:
    return Desk({CPS: cps, VITALE: vitale})


@pytest.fixture
def setup() -> ReaderSetup:
    return ReaderSetup(cps=CPS, vitale=VITALE, contactless=None)


@pytest.fixture
def vitale_session(desk: Desk, setup: ReaderSetup) -> CardSession:
    return open_session(desk, setup, Role.VITALE)


@pytest.fixture
def write() -> Callable[..., bytes]:
    """The writer of data objects."""
    return tlv


def _raise(error: OSError) -> bytes:
    raise error


# The four faces of a card that is gone (cards sheet 2.7).
SHAPES: dict[str, Callable[[], bytes]] = {
    "80100068": lambda: _raise(ConnectionResetError("80100068")),
    "80100069": lambda: _raise(ConnectionAbortedError("80100069")),
    "empty": lambda: b"",
    "80100016": lambda: _raise(ConnectionAbortedError("80100016")),
}


@pytest.fixture(params=SHAPES)
def gone(request: pytest.FixtureRequest) -> Any:
    return SHAPES[request.param]
