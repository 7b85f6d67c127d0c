"""The control vocabulary: by call and over HTTP, what it does and what it refuses."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from binocle_simulators.bench import Bench
from binocle_simulators.cards import DEMO_HOLDER
from binocle_simulators.control import BadGesture, UnknownGesture
from binocle_simulators.control.app import create_app
from binocle_simulators.control.gestures import GESTURES

TRIES_LEFT = bytes.fromhex("00200001")
VERIFY = bytes.fromhex("002000010431323334")


@pytest.fixture
def bench() -> Iterator[Bench]:
    with Bench(readers=("kaplink2", "prium4")) as made:
        yield made


@pytest.fixture
def client(bench: Bench) -> FlaskClient:
    return create_app(bench).test_client()


def slot_state(bench: Bench, slot: str) -> dict[str, Any]:
    every = [slot for reader in bench.control.state()["readers"] for slot in reader["slots"]]
    (found,) = [one for one in every if one["id"] == slot]
    return dict(found)


def test_every_card_goes_into_the_slots_that_it_is_offered_for(bench: Bench) -> None:
    assert "cps3:demo" in bench.control.cards("cps")
    assert "vitale:desmaux" in bench.control.cards("kaplink2:vitale")
    assert set(bench.control.cards("contactless")) < set(bench.control.cards())
    for slot in bench.rack.slots():
        for card in bench.control.cards(slot.id):
            bench.control.do("insert", slot=slot.id, card=card)
            assert slot_state(bench, slot.id)["card"] == card
            assert slot.held is not None
            assert (slot.card is None) == slot.disabled


def test_insert_and_remove(bench: Bench) -> None:
    assert slot_state(bench, "kaplink2:cps")["card"] == "cps3:demo"
    bench.control.do("remove", slot="cps")
    assert slot_state(bench, "kaplink2:cps")["card"] is None
    bench.control.do("insert", slot="cps", card="foreign:bank", mute=True)
    state = slot_state(bench, "kaplink2:cps")
    assert (state["card"], state["mute"], state["reversed"]) == ("foreign:bank", True, False)
    bench.insert("vitale", bench.vitale())
    assert slot_state(bench, "kaplink2:vitale")["card"] == "VitaleCard"


@pytest.mark.parametrize("code", ["1234", "0000", "9999"])
def test_block_is_done_elsewhere_whatever_the_code(bench: Bench, code: str) -> None:
    bench.insert("cps", bench.cps(replace(DEMO_HOLDER, code=code)))
    channel = bench.rack.connect(bench.slot("cps").name)
    bench.control.do("block")
    with pytest.raises(ConnectionResetError):
        channel.transmit(TRIES_LEFT)
    assert bench.rack.connect(bench.slot("cps").name).transmit(VERIFY) == b"\x69\x83"
    journal = "".join(bench.control.journal())
    assert "wrong codes typed elsewhere" in journal
    assert not any(digits.encode().hex() in journal for digits in ("0000", "9999", "1234"))
    with pytest.raises(BadGesture, match="no code to block"):
        bench.control.do("block", slot="vitale")


def test_mute_and_reverse_turn_over_and_back(bench: Bench) -> None:
    bench.control.do("mute", slot="vitale")
    assert slot_state(bench, "kaplink2:vitale")["mute"]
    bench.control.do("mute", slot="vitale", on=False)
    assert not slot_state(bench, "kaplink2:vitale")["mute"]
    bench.control.do("reverse", slot="vitale")
    state = slot_state(bench, "kaplink2:vitale")
    assert (state["mute"], state["reversed"], state["card"]) == (True, True, "vitale:desmaux")
    bench.control.do("reverse", slot="vitale")
    assert not slot_state(bench, "kaplink2:vitale")["mute"]


def test_readers_have_their_own_controls(bench: Bench) -> None:
    do = bench.control.do
    do("insert", slot="prium4:contactless", card="foreign:bank")
    do("press", reader="prium4")
    prium4 = bench.control.state()["readers"][1]
    assert (prium4["display"], prium4["controls"]) == ("SANS CONTACT ACTIF", True)
    assert prium4["armed_until"] == "2024-05-28T07:02:00+00:00"
    assert [slot["disabled"] for slot in prium4["slots"]] == [False, True, False]
    do("advance", seconds=120)
    assert bench.control.state()["readers"][1]["armed_until"] is None
    do("set_cable", reader="prium4", cable="usb")
    do("set_firmware", reader="prium4", version="5.1")
    prium4 = bench.control.state()["readers"][1]
    assert (prium4["cable"], prium4["firmware"]) == ("usb", "5.1")
    do("unplug", reader="prium4")
    assert not bench.control.state()["readers"][1]["plugged"]
    do("plug", reader="prium4")
    do("stop_service")
    assert not bench.control.state()["service"]
    do("start_service")
    assert bench.control.state()["service"]


def test_faults_clock_and_a_new_day(bench: Bench) -> None:
    do = bench.control.do
    do("arm", where="cps", what="removed", at=2, moment="inside")
    do("tear", slot="vitale", shape="empty")
    assert [fault["where"] for fault in bench.control.state()["faults"]] == ["cps", "vitale"]
    assert bench.control.state()["faults"][0]["moment"] == "inside"
    do("clear")
    assert bench.control.state()["faults"] == []
    do("remove", slot="cps")
    do("advance", seconds=60)
    do("reset", seed=9)
    state = bench.control.state()
    assert (state["seed"], state["clock"]) == (9, "2024-05-28T07:00:00+00:00")
    assert slot_state(bench, "kaplink2:cps")["card"] == "cps3:demo"


def test_another_program_resets_the_card(bench: Bench) -> None:
    channel = bench.rack.connect(bench.slot("cps").name)
    bench.control.do("reset_card", slot="cps")
    with pytest.raises(ConnectionResetError):
        channel.transmit(TRIES_LEFT)


@pytest.mark.parametrize(
    ("gesture", "values", "parameter", "told"),
    [
        ("insert", {"slot": "cps"}, "card", "missing"),
        (
            "insert",
            {"slot": "cps", "card": "cps3:lost"},
            "card",
            "no card 'cps3:lost'; cards: cps2ter:demo",
        ),
        ("insert", {"slot": "sam", "card": "cps3:demo"}, "slot", "slots: kaplink2:cps"),
        ("insert", {"slot": 3, "card": "cps3:demo"}, "slot", "a text"),
        ("insert", {"slot": "cps", "card": "cps3:demo", "mute": 1}, "mute", "true or false"),
        (
            "remove",
            {"slot": "cps", "colour": "red"},
            "colour",
            "unknown parameter; parameters: slot",
        ),
        ("tear", {"slot": "cps", "shape": "torn"}, "shape", "reset, removed, empty"),
        ("tear", {"slot": "contactless"}, "", "no card in kaplink2:contactless"),
        ("reverse", {"slot": "contactless"}, "", "no card in kaplink2:contactless"),
        ("block", {"slot": "contactless"}, "", "no card in kaplink2:contactless"),
        ("reset_card", {"slot": "contactless"}, "", "no card in kaplink2:contactless"),
        ("press", {"reader": "kaplink2"}, "", "no key, cable or firmware"),
        ("press", {"reader": "kaplink3"}, "reader", "readers: kaplink2, prium4"),
        ("set_cable", {"reader": "prium4", "cable": "vga"}, "", "cables: usb, pieuvre"),
        ("plug", {"reader": "prium4"}, "", "plugged already"),
        ("arm", {"where": "cps", "what": "burnt"}, "", "no fault 'burnt' at 'cps'"),
        ("arm", {"where": "cps", "what": "mute", "moment": "after"}, "", "no moment"),
        ("arm", {"where": "cps", "what": "slow", "at": True}, "at", "a whole number from 1"),
        ("advance", {"seconds": -1}, "seconds", "from 0 to"),
        ("advance", {"seconds": 1.5}, "seconds", "a whole number"),
        ("advance", {"seconds": 10**9}, "seconds", "a whole number"),
        ("stop_service", {"now": True}, "now", "parameters: none"),
    ],
)
def test_a_refusal_names_the_parameter_and_changes_nothing(
    bench: Bench, gesture: str, values: dict[str, Any], parameter: str, told: str
) -> None:
    before = bench.control.state(), bench.world.journal.sha256()
    with pytest.raises(BadGesture, match=told) as caught:
        bench.control.do(gesture, **values)
    assert (caught.value.gesture, caught.value.parameter) == (gesture, parameter)
    if gesture != "block":
        assert (bench.control.state(), bench.world.journal.sha256()) == before


def test_an_unknown_gesture_is_told_with_those_that_exist(bench: Bench) -> None:
    with pytest.raises(UnknownGesture, match="no gesture 'juggle'; gestures: insert, remove, tear"):
        bench.control.do("juggle")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2)
    ),
    max_leaves=3,
)
PLAUSIBLE = st.sampled_from(
    [
        "cps",
        "prium4:vitale",
        "prium4",
        "kaplink2",
        "cps3:demo",
        ".",
        "usb",
        "removed",
        "mute",
        0,
        True,
    ]
)


@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_no_value_breaks_the_hand(data: st.DataObject) -> None:
    with Bench(readers=("kaplink2", "prium4")) as bench:
        for _ in range(5):
            name = data.draw(st.sampled_from(sorted(GESTURES)))
            keys = st.sampled_from(sorted(GESTURES[name].parameters) or ["x"])
            values = data.draw(st.dictionaries(keys, PLAUSIBLE | JSON, max_size=5))
            with suppress(BadGesture):
                bench.control.do(name, **values)
        json.dumps(bench.control.state())
        bench.control.do("reset")
        assert bench.rack.connect(bench.slot("cps").name).transmit(VERIFY) == b"\x90\x00"


# -- over HTTP ------------------------------------------------------------------------------------


def test_gestures_and_state_over_http(client: FlaskClient, bench: Bench) -> None:
    answer = client.post("/gestes/insert", json={"slot": "cps", "card": "cps3:expired"})
    assert answer.status_code == 200
    assert answer.json == client.get("/etat").json == json.loads(json.dumps(bench.control.state()))
    assert slot_state(bench, "kaplink2:cps")["card"] == "cps3:expired"
    assert client.post("/gestes/clear").status_code == 200
    assert client.get("/cartes?fente=cps").json == {"cartes": list(bench.control.cards("cps"))}


def test_the_journal_goes_on_from_where_one_was(client: FlaskClient, bench: Bench) -> None:
    first = client.get("/journal").json
    assert first is not None
    assert first["suite"] == len(first["lignes"]) > 0
    bench.control.do("remove", slot="cps")
    more = client.get(f"/journal?depuis={first['suite']}").json
    assert more == {"lignes": [bench.control.journal()[-1]], "suite": first["suite"] + 1}
    assert "card out" in more["lignes"][0]


@pytest.mark.parametrize(
    ("call", "code", "told"),
    [
        (("post", "/gestes/juggle", {"json": {}}), 404, "gestures: insert"),
        (("post", "/gestes/remove", {"json": {}}), 400, "slot: this parameter is missing"),
        (("post", "/gestes/remove", {"json": ["cps"]}), 400, "objet JSON"),
        (
            ("post", "/gestes/remove", {"data": "{", "content_type": "application/json"}),
            400,
            "JSON",
        ),
        (("post", "/gestes/remove", {"data": "slot=cps"}), 415, "application/json"),
        (
            ("post", "/gestes/remove", {"json": {"self": 1, "slot": "cps"}}),
            400,
            "unknown parameter",
        ),
        (("post", "/gestes/remove", {"json": {"slot": "x" * 70_000}}), 413, "trop grande"),
        (("get", "/gestes/remove", {}), 405, "méthode"),
        (("get", "/rien", {}), 404, "adresse"),
        (("get", "/cartes?fente=sam", {}), 400, "slots: kaplink2:cps"),
        (("get", "/journal?depuis=-1", {}), 400, "nombre entier"),
        (("get", "/journal?depuis=²", {}), 400, "nombre entier"),
        (("get", "/etat", {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}}), 403, "cette machine"),
        (("get", "/etat", {"headers": {"Host": "banc.exemple:8000"}}), 403, "cette machine"),
    ],
)
def test_bad_calls_are_told(
    client: FlaskClient, call: tuple[str, str, dict[str, Any]], code: int, told: str
) -> None:
    method, path, options = call
    answer = client.open(path, method=method.upper(), **options)
    assert answer.status_code == code
    assert answer.json is not None
    assert told in answer.json["erreur"]


@pytest.mark.parametrize("host", ["127.0.0.1:8042", "localhost", "[::1]:8042", "127.0.0.1"])
def test_this_machine_is_served(client: FlaskClient, host: str) -> None:
    assert client.get("/etat", headers={"Host": host}).status_code == 200
