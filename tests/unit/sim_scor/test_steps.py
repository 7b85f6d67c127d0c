"""The French sentences about the SCOR server do what they say, peers alone."""

from pathlib import Path

import httpx
import pytest
from pytest_bdd import given, parsers, scenarios, then, when
from tests.unit.concentrator_files import PS, b2_file, envelope, shipped_signer
from tests.unit.scor_lots import Lot, Sent

from binocle_simulators.bench import Bench

scenarios("gestes.feature", features_base_dir=str(Path(__file__).parent))

XML = {"content-type": "application/xml"}


def put(bench: Bench, path: str, content: bytes) -> None:
    with bench.client("concentrator") as client:
        assert client.put(path, content=content, headers=XML).status_code == 201


def states(bench: Bench) -> list[str]:
    with bench.client("concentrator") as client:
        answer = client.get("/scor/etats", params={"ps": PS, "apres": 0})
    return [row["etat"] for row in answer.json()["etats"]]


@given(parsers.parse("le lot FSE de la facture « {number:d} » a son ARL"))
def fse_lot(bench: Bench, number: int) -> None:
    put(bench, "/fichiers/B2-1", envelope(b2_file(number), shipped_signer(), name="B2-1"))
    bench.control.do("advance", seconds=4 * 3600)


@when(parsers.parse("l'ordonnance de la facture « {number:d} » est envoyée"))
def send(bench: Bench, number: int) -> None:
    lot = Lot(pieces=[Sent(invoice=f"{number:09d}")])
    put(bench, f"/scor/lots/{lot.name}", lot.xml())


@then(parsers.parse("les états rendus sont « {told} »"))
def told(bench: Bench, told: str) -> None:
    assert states(bench) == told.split(", ")


@then("les états ne sont pas rendus")
def not_told(bench: Bench) -> None:
    with pytest.raises(httpx.ConnectError):
        states(bench)
