"""A hand changes what the funds know: the rights service and the payers hear of it together."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from binocle_simulators.bench import Bench
from binocle_simulators.control import BadGesture
from binocle_simulators.entitlements import INITIAL, STATES, Entitlements, UnknownToTheFunds
from binocle_simulators.people import Amc, Person, load_people

PEOPLE = load_people()
MAY = date(2024, 5, 1)


class Ears:
    """Hears what a rights service and a register are told."""

    def __init__(self) -> None:
        self.known: dict[str, Person] = dict(PEOPLE)
        self.paid: list[Person] = []

    def know(self, person: Person) -> None:
        self.known[person.key] = person

    def forget(self, nir: str) -> None:
        self.known = {key: one for key, one in self.known.items() if one.nir != nir}

    def add(self, person: Person) -> None:
        self.paid.append(person)


@pytest.fixture
def ears() -> Ears:
    return Ears()


@pytest.fixture
def hand(ears: Ears) -> Entitlements:
    return Entitlements(PEOPLE, adri=ears, register=ears)


@pytest.fixture
def bench() -> Iterator[Bench]:
    with Bench() as made:
        yield made


@pytest.mark.parametrize("state", STATES)
def test_a_state_is_heard_by_both(hand: Entitlements, ears: Ears, state: str) -> None:
    hand.set_state("desmaux", state, MAY)
    assert ears.known["desmaux"] == ears.paid[-1] == hand.known("desmaux")
    assert ears.known["desmaux"] != PEOPLE["desmaux"] or state == "ordinary"
    assert hand.changes == {"desmaux": [f"{state} 2024-05-01"]}
    hand.set_state("desmaux", INITIAL, MAY)
    assert ears.known["desmaux"] == ears.paid[-1] == PEOPLE["desmaux"]
    assert hand.changes == {}


@pytest.mark.parametrize(
    ("since", "rights"),
    [
        (date(2024, 5, 1), (("20200201", "20240430"),)),
        (date(2020, 2, 2), (("20200201", "20200201"),)),
        (date(2020, 2, 1), ()),
        (date(2030, 1, 1), (("20200201", "20250131"),)),
        (date(2024, 3, 1), (("20200201", "20240229"),)),
    ],
)
def test_rights_are_closed_from_a_day_on(
    hand: Entitlements, since: date, rights: tuple[tuple[str, str], ...]
) -> None:
    hand.set_state("desmaux", "closed", since)
    assert hand.known("desmaux").rights == rights
    assert hand.known("desmaux").covers == PEOPLE["desmaux"].covers


def test_changes_add_up(hand: Entitlements) -> None:
    hand.set_mutual("alain", Amc("98532001", "12"))
    hand.set_state("alain", "alsace-moselle", MAY)
    hand.set_state("alain", "closed", MAY)
    person = hand.known("alain")
    assert person.amc == Amc("98532001", "12")
    assert (person.covers[0].rate, person.rights[0][1]) == (90, "20240430")
    hand.set_mutual("alain", None)
    assert hand.known("alain").amc is None
    assert hand.changes["alain"][-1] == "no mutual"


def test_a_whole_family_is_forgotten_and_known_again(hand: Entitlements, ears: Ears) -> None:
    hand.set_state("jumelle", "ald", MAY)
    family = {"mere", "ainee", "jumelle", "jumeau", "nourrisson"}
    hand.forget("jumelle")
    hand.forget("mere")
    assert hand.forgotten == family
    assert not family & set(ears.known)
    with pytest.raises(UnknownToTheFunds):
        hand.set_state("jumeau", "ald", MAY)
    with pytest.raises(UnknownToTheFunds):
        hand.set_mutual("jumeau", None)
    hand.know("ainee")
    hand.know("ainee")
    assert hand.forgotten == set()
    assert ears.known["jumelle"].covers[0].ald == "1", "as they stood"


@pytest.mark.parametrize("call", ["known", "forget", "know"])
def test_nobody_is_nobody(hand: Entitlements, call: str) -> None:
    with pytest.raises(KeyError):
        getattr(hand, call)("personne")


# -- by gestures ----------------------------------------------------------------------------------


def told(bench: Bench, key: str = "desmaux") -> Person:
    person = bench.person(key)
    (known,) = (one for one in bench.adri.people[person.nir] if one.birth == person.birth)
    return known


def test_a_gesture_is_of_today_when_no_day_is_given(bench: Bench) -> None:
    bench.control.do("set_rights", person="desmaux", state="closed")
    assert told(bench).rights == (("20200201", "20240527"),)
    bench.control.do("set_rights", person="desmaux", state="open", since="2024-05-10")
    assert told(bench).rights == (("20240510", "20991231"),)
    assert bench.control.state()["rights"]["changes"] == {
        "desmaux": ["closed 2024-05-28", "open 2024-05-10"]
    }
    assert any(
        ' rights = "desmaux closed 2024-05-28"' in line for line in bench.world.journal.lines()
    )
    assert bench.person("desmaux") == PEOPLE["desmaux"], "a card already printed says as before"
    bench.control.do("reset")
    assert bench.control.state()["rights"]["changes"] == {}
    assert told(bench) == PEOPLE["desmaux"]


def test_another_mutual_by_a_gesture(bench: Bench) -> None:
    bench.control.do(
        "set_mutual",
        person="desmaux",
        number="98532001",
        member="ABC12",
        convention="CM",
        criterion="94???????",
        treatment="01",
        routing="M",
        guarantees="OOOOOOOO",
    )
    assert told(bench).amc == Amc(
        "98532001", "ABC12", "00000000", "00000000", "CM", "94???????", "01", "M", "OOOOOOOO"
    )
    bench.control.do("set_mutual", person="desmaux", number="")
    assert told(bench).amc is None


def test_software_and_regimes_by_gestures(bench: Bench) -> None:
    bench.control.do("set_software", software="ESSAI")
    bench.control.do("set_regime", regime="02")
    bench.control.do("set_regime", regime="77", handled=True)
    state = bench.control.state()["rights"]
    assert state["refused_software"] == ["ESSAI"]
    assert "02" not in state["regimes"]
    assert "77" in state["regimes"]
    bench.control.do("set_software", software="ESSAI", refused=False)
    bench.control.do("set_regime", regime="02", handled=True)
    assert bench.adri.refused_software == set()
    assert "02" in bench.adri.handled_regimes


def test_the_hand_cannot_change_whom_adri_forgot(bench: Bench) -> None:
    bench.control.do("forget_person", person="desmaux")
    assert bench.control.state()["rights"]["forgotten"] == ["desmaux"]
    with pytest.raises(BadGesture, match="forgot 'desmaux'"):
        bench.control.do("set_rights", person="desmaux", state="ald")
    bench.control.do("know_person", person="desmaux")
    bench.control.do("set_rights", person="desmaux", state="ald")
    assert told(bench).covers[0].ald == "1"


@pytest.mark.parametrize(
    ("gesture", "values", "parameter"),
    [
        ("set_rights", {"person": "personne", "state": "ald"}, "person"),
        ("set_rights", {"person": "desmaux", "state": "riche"}, "state"),
        ("set_rights", {"person": "desmaux", "state": "ald", "since": "01/05/2024"}, "since"),
        ("set_rights", {"person": "desmaux", "state": "ald", "since": 20240501}, "since"),
        ("set_mutual", {"person": "desmaux", "number": "123"}, "number"),
        ("set_mutual", {"person": "desmaux"}, "number"),
        ("set_mutual", {"person": "desmaux", "number": "", "member": "é"}, "member"),
        ("set_mutual", {"person": "desmaux", "number": "", "guarantees": "OUI"}, "guarantees"),
        ("set_mutual", {"person": "desmaux", "number": "", "criterion": "9*"}, "criterion"),
        ("set_regime", {"regime": "1"}, "regime"),
        ("set_software", {"software": ""}, "software"),
        ("expire_context", {"context": "nul"}, "context"),
        ("expire_context", {}, ""),
        ("destroy_context", {}, ""),
    ],
)
def test_a_gesture_that_cannot_be_made_is_refused(
    bench: Bench, gesture: str, values: dict[str, Any], parameter: str
) -> None:
    before = bench.control.state()
    with pytest.raises(BadGesture) as refused:
        bench.control.do(gesture, **values)
    assert (refused.value.gesture, refused.value.parameter) == (gesture, parameter)
    assert bench.control.state() == before
