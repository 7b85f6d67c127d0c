"""The three known clients read a simulated Vitale 2 through real PC/SC, with pyscard (VIT-01)."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from smartcard.CardConnection import CardConnection
from smartcard.Exceptions import CardConnectionException
from smartcard.System import readers
from tests.unit.vitale_clients import ClientLost, Found, Transmit, node, peek, rufus

from binocle_simulators.bench import Bench
from binocle_simulators.cards import Iso7816Card, Vitale1Card, VitaleCard, load_card, shipped_image


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with Bench(depth="pcsc", insert=()) as up:
        yield up
        gc.collect()  # a pyscard object that outlives the service raises when it is collected


@contextmanager
def connected(bench: Bench, card: Iso7816Card) -> Iterator[tuple[bytes, Transmit]]:
    """Put a card in; yield its ATR and what transmits to it, as PC/SC shows them."""
    bench.insert("vitale", card)
    name = bench.reader_names()["vitale"]
    connection = next(each for each in readers() if each.name == name).createConnection()
    try:
        connection.connect(CardConnection.T0_protocol)
        yield bytes(connection.getATR()), transmitting(connection)
    finally:
        connection.disconnect()
        connection.release()
        bench.remove("vitale")


def transmitting(connection: CardConnection) -> Callable[[bytes], bytes]:
    def transmit(command: bytes) -> bytes:
        data, sw1, sw2 = connection.transmit(list(command))
        return bytes((*data, sw1, sw2))

    return transmit


def shipped(bench: Bench, name: str) -> Iso7816Card:
    return load_card(shipped_image(name), people=bench.people, chance=bench.world.stream("cps"))


@pytest.mark.parametrize("name", ["desmaux", "c2s", "famille", "sans-siecle", "variante-fa"])
def test_three_clients_one_card(bench: Bench, name: str) -> None:
    card = shipped(bench, name)
    assert isinstance(card, VitaleCard)
    expected = [Found(p.name, p.first_name, p.printed_birth, p.nir) for p in card.people]
    with connected(bench, card) as (atr, transmit):
        assert atr == card.atr
        assert rufus(transmit) == expected
        walk = peek(transmit)
        assert walk.holders == expected
        assert walk.shut == ["FERME"]
        seen = node(transmit)
        assert seen == [each._replace(nir="") for each in expected][: len(seen)]
        assert len(seen) == min(len(expected), 3)


def test_a_vitale_1_is_seen_and_refuses(bench: Bench) -> None:
    """Whatever the convention, PC/SC shows the ATR as its bytes (measured with vpcd)."""
    card = Vitale1Card()
    with connected(bench, card) as (atr, transmit):
        assert atr == card.atr
        with pytest.raises(ClientLost, match="6e00"):
            rufus(transmit)


def test_a_cut_identity_is_read_as_far_as_it_goes(bench: Bench) -> None:
    with connected(bench, shipped(bench, "tronquee")) as (_, transmit):
        (found,) = rufus(transmit)
        assert found.name == "EXEMPLE"
        assert found.birth == "19"
        with pytest.raises(ClientLost, match="D001: 6c"):
            node(transmit)


def test_a_card_taken_out_is_gone_for_its_clients(bench: Bench) -> None:
    with connected(bench, shipped(bench, "desmaux")) as (_, transmit):
        bench.remove("vitale")
        with pytest.raises(CardConnectionException):
            rufus(transmit)
        bench.insert("vitale", shipped(bench, "desmaux"))
