"""The SCOR server of a bench: the concentrator's address and lots, its own faults, a hand."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.unit.concentrator_files import (
    FUND,
    INSURER,
    PS,
    Signer,
    b2_file,
    envelope,
    shipped_signer,
)
from tests.unit.scor_lots import Lot, Sent

from binocle_simulators.bench import Bench
from binocle_simulators.cards import authority_pem
from binocle_simulators.control import BadGesture
from binocle_simulators.faults import KINDS, Fault
from binocle_simulators.scor.app import SPOILT, TURNED_AWAY
from binocle_simulators.servers import OutageTransport, ServiceServer, peer_at
from binocle_simulators.services import Services

XML = {"content-type": "application/xml"}
FOUR_HOURS, THREE_DAYS = 4 * 3600, 3 * 24 * 3600
OURS = Lot(pieces=[Sent()])


@pytest.fixture(scope="module")
def cps() -> Signer:
    return shipped_signer()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with Bench(folder=tmp_path, insert=()) as bench:
        yield bench


@pytest.fixture
def client(bench: Bench, cps: Signer) -> Iterator[httpx.Client]:
    """Give a client of a bench whose concentrator holds a secured, a degraded and a DRE lot."""
    with bench.client("concentrator") as client:
        for name, content in {
            "B2-1": b2_file(257, 258),
            "B2-2": b2_file(259, lot="028", file="000028", stamp="D"),
            "B2-3": b2_file(257, lot="029", file="000029", dre=True),
        }.items():
            body = envelope(content, cps, name=name)
            assert client.put(f"/fichiers/{name}", content=body, headers=XML).status_code == 201
        yield client


def put(client: httpx.Client, lot: Lot) -> tuple[int, str]:
    answer = client.put(f"/scor/lots/{lot.name}", content=lot.xml(), headers=XML)
    told: dict[str, str] = answer.json()
    return answer.status_code, told.get("recepisse") or told["erreur"]


def states(client: httpx.Client) -> list[tuple[str, str]]:
    rows = client.get("/scor/etats", params={"ps": PS, "apres": 0}).json()["etats"]
    return [(row["id"], row["etat"]) for row in rows]


def test_a_lot_waits_for_the_arl_of_its_fse_lot(bench: Bench, client: httpx.Client) -> None:
    assert put(client, OURS) == (
        422,
        f"LotScor, « LotFse » : le lot 027 du 240528 pour {FUND} n'a pas d'ARL positif.",
    )
    bench.control.do("advance", seconds=FOUR_HOURS)
    assert put(client, OURS) == (201, "SC-000001")
    bench.control.do("advance", seconds=THREE_DAYS)
    assert states(client) == [("1", "ARCHIVE")]


def test_a_lot_is_held_to_what_the_concentrator_took(bench: Bench, client: httpx.Client) -> None:
    bench.control.do("advance", seconds=THREE_DAYS)
    sheet = Sent(id="2", kind="FSPA")
    refused = {
        "Pièce 1, « Facture »": Lot(pieces=[Sent(invoice="000000259")]),
        "Pièce 1, « Type »": Lot(pieces=[sheet]),
        "LotScor, « LotFse »": Lot(number="029", recipient=INSURER),
    }
    for said, lot in refused.items():
        assert put(client, lot)[1].startswith(said)
    degraded = Lot(number="028", pieces=[Sent(invoice="000000259")])
    degraded.pieces.append(Sent(id="2", kind="FSPA", invoice="000000259"))
    assert put(client, degraded) == (201, "SC-000001")


def test_a_lost_answer_is_found_again(bench: Bench, client: httpx.Client) -> None:
    bench.control.do("advance", seconds=FOUR_HOURS)
    bench.control.do("arm", where="scor", what="silent")
    with pytest.raises(httpx.ReadError):
        put(client, OURS)
    found = client.get(f"/scor/lots/{OURS.name}")
    assert (found.status_code, found.json()["recepisse"]) == (200, "SC-000001")
    assert put(client, OURS) == (200, "SC-000001")


@pytest.mark.parametrize(
    ("what", "error"), [("down", httpx.ConnectError), ("slow", httpx.ReadTimeout)]
)
def test_its_faults_are_its_own(
    bench: Bench, client: httpx.Client, what: str, error: type[httpx.TransportError]
) -> None:
    bench.control.do("arm", where="scor", what=what)
    assert client.get(f"/retours?ps={PS}").status_code == 200
    with pytest.raises(error):
        states(client)
    bench.control.do("arm", where="concentrator", what=what)
    assert states(client) == []
    hops = [line.split(" ")[1:3] for line in bench.world.journal.lines()]
    assert hops[-2:] == [["scor", ">"], ["scor", "<"]]


def test_every_fault_of_a_request_is_shown_by_somebody() -> None:
    shown = {"down", "slow", "silent", "garbled", *SPOILT, *TURNED_AWAY}
    assert set(KINDS["scor"]) == shown


@pytest.mark.parametrize(
    ("service", "path", "peer"),
    [
        ("concentrator", "/scor/etats", "scor"),
        ("concentrator", "/scorie", "concentrator"),
        ("concentrator", "/fichiers/scor/", "concentrator"),
        ("adri", "/scor/etats", "adri"),
    ],
)
def test_who_answers_at_a_path(service: str, path: str, peer: str) -> None:
    assert peer_at(service, path) == peer


def test_on_a_socket_only_its_own_outage_stops_it(bench: Bench) -> None:
    made = Services(world=bench.world, people={}, authority_pem=authority_pem())
    server = ServiceServer(bench.world, "concentrator", made.apps["concentrator"])
    way = OutageTransport(bench.world, "concentrator", server)
    try:
        with httpx.Client(transport=way, base_url=server.url, timeout=1.0) as client:
            bench.world.faults.arm(Fault("scor", "down"), Fault("scor", "garbled", at=2))
            assert client.get(f"/retours?ps={PS}").status_code == 200
            with pytest.raises(httpx.ConnectError):
                states(client)
            with pytest.raises(json.JSONDecodeError):
                states(client)
            assert states(client) == []
    finally:
        server.close()


# -- a hand ---------------------------------------------------------------------------------------


@pytest.fixture
def taken(bench: Bench, client: httpx.Client) -> httpx.Client:
    bench.control.do("advance", seconds=FOUR_HOURS)
    assert put(client, OURS)[0] == 201
    return client


def test_gestures_about_pieces(bench: Bench, taken: httpx.Client) -> None:
    do = bench.control.do
    do("judge_piece", piece="1", state="ARCHIVE")
    do("repeat_piece", piece="1")
    do("judge_piece", piece="1", state="COLLECTE PAPIER", reason="Original demandé.", earlier=60)
    do("judge_unknown_piece", professional=PS, state="SAUVEGARDE PS")
    assert states(taken) == [
        ("1", "ARCHIVE"),
        ("1", "ARCHIVE"),
        ("1", "COLLECTE PAPIER"),
        ("piece-inconnue", "SAUVEGARDE PS"),
    ]
    assert bench.control.state()["scor"] == [
        {
            "id": "1",
            "lot": OURS.name,
            "invoice": "000000257",
            "kind": "ORDN",
            "states": ["ARCHIVE", "ARCHIVE", "COLLECTE PAPIER"],
        }
    ]
    do("reset")
    assert bench.control.state()["scor"] == []


@pytest.mark.parametrize(
    ("gesture", "values", "parameter", "told"),
    [
        ("judge_piece", {"piece": "2", "state": "ARCHIVE"}, "piece", "no piece '2'; pieces: 1"),
        ("judge_piece", {"piece": "1", "state": "CONFORME"}, "state", "ARCHIVE, A RECONSTITUER"),
        (
            "judge_piece",
            {"piece": "1", "state": "ARCHIVE", "reason": "x" * 101},
            "reason",
            "100 characters",
        ),
        ("judge_piece", {"piece": "1", "state": "ARCHIVE", "earlier": -1}, "earlier", "whole"),
        ("repeat_piece", {"piece": "1"}, "", "nothing was told of the piece '1' yet"),
        (
            "judge_unknown_piece",
            {"professional": "992604231", "state": "ARCHIVE"},
            "professional",
            "of the form",
        ),
    ],
)
def test_a_gesture_that_cannot_be_made_changes_nothing(
    bench: Bench,
    taken: httpx.Client,
    *,
    gesture: str,
    values: dict[str, Any],
    parameter: str,
    told: str,
) -> None:
    with pytest.raises(BadGesture, match=told) as caught:
        bench.control.do(gesture, **values)
    assert caught.value.parameter == parameter
    assert states(taken) == []
