"""The simulated SCOR server over HTTP: lots in, receipts, and what becomes of each piece."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from tests.unit.scor_lots import A5, FUND, GOOD, OTHER_PS, PS, Lot, Sent, pdf, scanned

from binocle_simulators.faults import Fault
from binocle_simulators.scor import FseLot, ScorSimulator, behaviour, create_app
from binocle_simulators.servers import STRUCK
from binocle_simulators.world import World

INVOICES = frozenset({"000000257", "000000258"})
TWO_DAYS = timedelta(days=2)


class Server:
    """A server that knows three FSE lots: 027 secured, 028 degraded, 029 without its ARL."""

    def __init__(self, seed: int = 7) -> None:
        self.world = World(seed)
        self.fse = {
            "027": [FseLot(PS, True, False, INVOICES)],
            "028": [FseLot(PS, True, True, INVOICES)],
            "029": [FseLot(PS, False, False, INVOICES)],
        }
        self.simulator = ScorSimulator(world=self.world, fse_lots=self.named)
        self.client: FlaskClient = create_app(self.simulator).test_client()

    def named(self, number: str, recipient: str, date: str) -> tuple[FseLot, ...]:
        known = recipient == FUND and date == "240528"
        return tuple(self.fse.get(number, ())) if known else ()

    def put(self, lot: Lot, *, name: str = "", struck: str = "") -> Any:
        return self.client.put(
            f"/scor/lots/{name or lot.name}",
            data=lot.xml(),
            content_type="application/xml",
            environ_base={STRUCK: struck},
        )

    def states(self, *, after: int = 0, professional: str = PS, struck: str = "") -> Any:
        return self.client.get(
            f"/scor/etats?ps={professional}&apres={after}", environ_base={STRUCK: struck}
        )

    def told(self) -> list[tuple[str, str, str]]:
        rows = self.states().get_json()["etats"]
        assert [row["rang"] for row in rows] == list(range(1, len(rows) + 1))
        return [(row["id"], row["etat"], row["motif"]) for row in rows]


@pytest.fixture
def server() -> Server:
    return Server()


# -- lots in --------------------------------------------------------------------------------------


def test_a_lot_gives_a_receipt_and_a_state(server: Server) -> None:
    lot = Lot()
    taken = server.put(lot)
    receipt = {"nom": lot.name, "recepisse": "SC-000001", "recu_le": "2024-05-28T07:00:00Z"}
    assert (taken.status_code, taken.get_json()) == (201, receipt)
    found = server.client.get(f"/scor/lots/{lot.name}")
    assert (found.status_code, found.get_json()) == (200, receipt)
    server.world.advance(timedelta(hours=4) - timedelta(seconds=1))
    assert server.told() == []
    server.world.advance(TWO_DAYS)
    ((identifier, state, reason),) = server.told()
    assert (identifier, state, reason) == ("1", "ARCHIVE", "")
    (row,) = server.states().get_json()["etats"]
    assert "2024-05-28T11:00:00Z" <= row["le"] <= "2024-05-30T07:00:00Z"


def test_a_name_means_the_same_bytes(server: Server) -> None:
    first = server.put(Lot())
    server.world.advance(TWO_DAYS)
    again = server.put(Lot())
    assert (again.status_code, again.get_json()) == (200, first.get_json())
    other = server.put(Lot(pieces=[Sent(content=GOOD + b"\n")]))
    said = f"Le lot SCOR {Lot().name} existe déjà avec un autre contenu."
    assert (other.status_code, other.get_json()) == (409, {"erreur": said})
    server.world.advance(TWO_DAYS)
    assert len(server.told()) == 1


FSE = f"le lot {{}} du 240528 pour {FUND}"


@pytest.mark.parametrize(
    ("lot", "status", "said"),
    [
        (
            Lot(number="030"),
            422,
            f"LotScor, « LotFse » : {FSE.format('030')} n'a jamais été reçu.",
        ),
        (
            Lot(date="240529"),
            422,
            f"LotScor, « LotFse » : le lot 027 du 240529 pour {FUND} n'a jamais été reçu.",
        ),
        (
            Lot(number="029"),
            422,
            f"LotScor, « LotFse » : {FSE.format('029')} n'a pas d'ARL positif.",
        ),
        (
            Lot(sender=OTHER_PS),
            403,
            f"LotScor, « Emetteur » : {FSE.format('027')} n'est pas de {OTHER_PS}.",
        ),
        (
            Lot(pieces=[Sent(), Sent(id="2", invoice="000000259")]),
            422,
            "Pièce 2, « Facture » : 000000259 n'est pas dans le lot 027.",
        ),
        (
            Lot(pieces=[Sent(), Sent(id="2", kind="FSPA")]),
            422,
            "Pièce 2, « Type » : FSPA n'est admis que pour une FSE dégradée.",
        ),
        (
            Lot(pieces=[Sent(), Sent(id="2", digest="0" * 64)]),
            422,
            "Pièce 2, « Empreinte » : n'est pas celle de « Contenu ».",
        ),
    ],
)
def test_a_lot_is_refused_whole(server: Server, lot: Lot, status: int, said: str) -> None:
    answer = server.put(lot)
    assert (answer.status_code, answer.get_json()) == (status, {"erreur": said})
    assert (server.simulator.lots, server.simulator.pieces) == ({}, {})
    assert server.world.next_event() is None
    assert server.client.get(f"/scor/lots/{lot.name}").status_code == 404
    good = server.put(Lot())
    assert (good.status_code, good.get_json()["recepisse"]) == (201, "SC-000001")


def test_a_care_sheet_is_for_a_degraded_form(server: Server) -> None:
    lot = Lot(number="028", pieces=[Sent(), Sent(id="2", kind="FSPA", file="FSPA-257.pdf")])
    assert server.put(lot).status_code == 201
    server.world.advance(TWO_DAYS)
    assert sorted(server.told()) == [("1", "ARCHIVE", ""), ("2", "ARCHIVE", "")]


def test_the_lot_that_counts_is_the_senders_own_and_acknowledged(server: Server) -> None:
    """Another professional's lot of that name, a refused one before it: neither is in the way."""
    refused = FseLot(PS, False, False, INVOICES)
    server.fse["027"] = [FseLot(OTHER_PS, True, False, frozenset()), refused, *server.fse["027"]]
    assert server.put(Lot()).status_code == 201


def test_an_id_is_one_document_for_ever(server: Server) -> None:
    server.put(Lot())
    said = {"erreur": "Pièce 1, « Id » : 1 est celui d'un autre document."}
    for rank, other in enumerate(
        (
            Sent(content=GOOD + b"\n"),
            Sent(invoice="000000258"),
        ),
        start=2,
    ):
        answer = server.put(Lot(rank, pieces=[other]))
        assert (answer.status_code, answer.get_json()) == (422, said)
    assert server.put(Lot(4, number="028")).get_json() == said
    assert server.put(Lot(5)).status_code == 201
    server.world.advance(TWO_DAYS)
    assert server.told() == [("1", "ARCHIVE", "")]


def test_a_lot_is_put_under_its_own_name_as_xml(server: Server) -> None:
    other = server.put(Lot(), name=Lot(2).name)
    said = f"LotScor, « Nom » : {Lot().name} est mis sous le nom {Lot(2).name}."
    assert (other.status_code, other.get_json()) == (422, {"erreur": said})
    text = server.client.put(f"/scor/lots/{Lot().name}", data=Lot().xml())
    assert (text.status_code, text.get_json()["erreur"]) == (
        415,
        "Le corps doit être « application/xml ».",
    )
    server.client.application.config["MAX_CONTENT_LENGTH"] = 99
    big = server.put(Lot())
    assert (big.status_code, big.get_json()["erreur"]) == (413, "Le lot est trop grand.")
    assert server.client.delete(f"/scor/lots/{Lot().name}").status_code == 405
    assert server.client.get("/scor/lots/SCOR-1").get_json() == {"erreur": "Inconnu ici."}


def test_without_what_reads_pdf_nothing_is_taken(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(behaviour, "is_equipped", lambda: False)
    answer = server.put(Lot())
    said = "Le serveur SCOR du banc demande « binocle[scor] »."
    assert (answer.status_code, answer.get_json()) == (503, {"erreur": said})
    assert server.simulator.lots == {}


# -- the look -------------------------------------------------------------------------------------


def test_each_piece_is_looked_at_in_its_own_time(server: Server) -> None:
    pieces = [
        Sent(id="good"),
        Sent(id="small", content=pdf((A5[0], 500))),
        Sent(id="coarse", content=scanned(150, size=(1240, 1754))),
        Sent(id="text", content=b"ceci n'est pas un PDF"),
    ]
    server.put(Lot(pieces=pieces))
    server.world.advance(TWO_DAYS)
    rows = server.states().get_json()["etats"]
    assert {row["id"]: (row["etat"], row["motif"]) for row in rows} == {
        "good": ("ARCHIVE", ""),
        "small": ("A RECONSTITUER", "Page 1 : 148 × 176 mm, moins qu'un A5 (148 × 210 mm)."),
        "coarse": ("A RECONSTITUER", "Page 1 : image à 150 points par pouce, 200 attendus."),
        "text": ("A RECONSTITUER", "Le document n'est pas un PDF lisible."),
    }
    instants = [row["le"] for row in rows]
    assert instants == sorted(instants)
    assert len(set(instants)) == 4


def test_states_come_by_rank_and_by_200(server: Server) -> None:
    server.put(Lot())
    for _ in range(401):
        server.simulator.judge_unknown(PS)
    seen: list[int] = []
    more = True
    while more:
        answer = server.states(after=len(seen)).get_json()
        seen += [row["rang"] for row in answer["etats"]]
        more = answer["suite"]
        assert len(answer["etats"]) == (200 if more else len(seen) - 400)
    assert seen == list(range(1, 402))
    assert server.states(after=200).get_json()["suite"] is True
    assert server.states(after=201).get_json()["suite"] is False
    assert server.states(after=999).get_json() == {"etats": [], "suite": False}
    assert server.states(professional=OTHER_PS).get_json() == {"etats": [], "suite": False}


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("", "ps"),
        ("?ps=992604231&apres=0", "ps"),
        ("?ps=0000099260423x&apres=0", "ps"),
        (f"?ps={PS}", "apres"),
        (f"?ps={PS}&apres=-1", "apres"),
        (f"?ps={PS}&apres=01", "apres"),
        (f"?ps={PS}&apres=%D9%A1", "apres"),
    ],
)
def test_a_wrong_question_is_refused(server: Server, query: str, parameter: str) -> None:
    answer = server.client.get(f"/scor/etats{query}")
    assert answer.status_code == 400
    assert f"« {parameter} »" in answer.get_json()["erreur"]


REBUILD = ("1", "A RECONSTITUER", "Le document est inexploitable.")
ARCHIVED = ("1", "ARCHIVE", "")


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("rebuild", [REBUILD]),
        ("backup", [("1", "SAUVEGARDE PS", "")]),
        ("paper", [("1", "COLLECTE PAPIER", "")]),
        ("absent", []),
        ("rebuild-later", [ARCHIVED, REBUILD]),
        ("paper-later", [ARCHIVED, ("1", "COLLECTE PAPIER", "")]),
        ("twice", [ARCHIVED, ARCHIVED]),
        ("unknown", [ARCHIVED, ("piece-inconnue", "ARCHIVE", "")]),
        ("overtaken", [ARCHIVED, REBUILD]),
    ],
)
def test_faults_of_the_look(server: Server, what: str, told: list[tuple[str, str, str]]) -> None:
    server.world.faults.arm(Fault("piece", what))
    server.put(Lot())
    server.world.advance(TWO_DAYS + behaviour.CHANGE_AFTER)
    assert server.told() == told
    instants = [row["le"] for row in server.states().get_json()["etats"]]
    if len(instants) == 2:
        assert (instants[0] < instants[1]) == what.endswith("-later")
        assert (instants[0] > instants[1]) == (what == "overtaken")


# -- what a hand does -----------------------------------------------------------------------------


def test_a_hand_takes_the_place_of_the_look_and_changes_its_mind(server: Server) -> None:
    server.put(Lot())
    act = server.simulator
    act.judge("1", behaviour.State.ARCHIVED)
    server.world.advance(TWO_DAYS)
    act.repeat("1")
    act.judge("1", behaviour.State.TO_REBUILD, "Page 2 absente.")
    act.judge("1", behaviour.State.KEPT_BY_PROFESSIONAL, earlier=timedelta(hours=30))
    assert server.told() == [
        ARCHIVED,
        ARCHIVED,
        ("1", "A RECONSTITUER", "Page 2 absente."),
        ("1", "SAUVEGARDE PS", ""),
    ]
    assert [row["le"] for row in server.states().get_json()["etats"]] == [
        "2024-05-28T07:00:00Z",
        "2024-05-28T07:00:00Z",
        "2024-05-30T07:00:00Z",
        "2024-05-29T01:00:00Z",
    ]


# -- answers that are wrong -----------------------------------------------------------------------


@pytest.mark.parametrize(("struck", "status"), [("fault", 503), ("refused", 422)])
def test_a_server_that_turns_away_does_nothing(server: Server, struck: str, status: int) -> None:
    calls: list[Callable[[], Any]] = [
        lambda: server.put(Lot(), struck=struck),
        lambda: server.states(struck=struck),
    ]
    for call in calls:
        answer = call()
        assert answer.status_code == status
        assert answer.get_json()["erreur"].startswith("Le serveur SCOR ")
    assert server.simulator.lots == {}


def test_spoilt_answers(server: Server) -> None:
    lot = Lot()
    garbled = server.put(lot, struck="garbled")
    assert (garbled.status_code, garbled.get_json(silent=True)) == (201, None)
    assert lot.name in server.simulator.lots
    receipt = server.put(lot).get_json()
    malformed = server.put(lot, struck="malformed").get_json()
    assert malformed == {name: receipt[name] for name in ("nom", "recepisse")}
    assert server.put(lot, struck="other").get_json()["nom"] == "SCOR-00000999999999-999999"
    assert server.put(lot, struck="disordered").get_json() == receipt
    for _ in range(2):
        server.simulator.judge("1", behaviour.State.ARCHIVED)
    rows = server.states().get_json()["etats"]
    assert server.states(struck="malformed").get_json() == {"etats": rows}
    assert server.states(struck="disordered").get_json()["etats"] == rows[::-1]
    strange = server.states(struck="other").get_json()["etats"]
    assert [row["id"] for row in strange] == ["piece-inconnue-1", "piece-inconnue-2"]
    assert server.states(professional="1", struck="other").status_code == 400


def test_two_worlds_of_one_seed_keep_the_same_journal() -> None:
    def day(seed: int) -> str:
        server = Server(seed)
        server.put(Lot(pieces=[Sent(), Sent(id="2", invoice="000000258")]))
        server.world.advance(TWO_DAYS)
        return server.world.journal.sha256()

    assert day(1) == day(1)
    assert day(1) != day(2)
