"""People of a bench are read strictly, and a refusal names the place."""

from collections import Counter

import pytest

from binocle_simulators.people import BadPeopleFile, load_people, nir_key

SHIPPED = """
[x]
name = "FICTIF"
first_name = "SACHA"
birth = "19901901"
nir = "290019999900113"
rights = [["20240101", "00000000"]]
covers = [{ first = "20240101", last = "20241231" }]
amc = { number = "1100000000" }
"""


def test_the_shipped_people_are_read() -> None:
    people = load_people()
    assert {"desmaux", "fictive", "enfant", "alain"} <= set(people)
    assert all(key == person.key for key, person in people.items())
    assert people["alain"].birth == "19421901", "a lunar month survives"


PRINTED = {"desmaux", "alain"}
"""Persons of the manuals; all others are ours."""


def test_people_of_ours_are_visibly_invented() -> None:
    for key, person in load_people().items():
        if key not in PRINTED:
            numbers = {person.nir, person.own_nir} - {""}
            assert {number[5:10] for number in numbers} == {"99999"}, key
            assert person.source.startswith("ours")


def test_no_two_people_are_the_same_at_the_rights_service() -> None:
    people = load_people()
    keys = {(p.nir, p.birth, p.rank) for p in people.values()}
    assert len(keys) == len(people)
    own = [p.own_nir for p in people.values() if p.own_nir]
    assert len(set(own)) == len(own)


def test_the_families_and_the_odd_ones_are_there() -> None:
    people = load_people()
    families = Counter(person.card_serial for person in people.values())
    assert max(families.values()) == 5
    assert sum(count > 1 for count in families.values()) >= 3, "several families"
    assert (people["jumelle"].birth, people["jumelle"].rank, people["jumeau"].rank) == (
        people["jumeau"].birth, "1", "2",
    )  # fmt: skip
    assert {int(p.birth[4:6]) for p in people.values()} >= {0, 19, 20}
    assert {p.birth[4:] for p in people.values()} >= {"0230"}
    assert {p.card_type for p in people.values()} == {"D", "T", "R"}
    assert {p.opposed_reason for p in people.values() if p.opposed} == {"V", "P", "I"}
    assert people["centenaire"].birth < "19240528"
    assert people["nourrisson"].birth > "20240501"


def test_the_printed_birth_is_the_card_s() -> None:
    people = load_people()
    assert people["desmaux"].printed_birth == "19550615"
    assert people["sanssiecle"].printed_birth == "200120"
    assert people["pupille"].printed_birth == "19150119"


def test_a_file_is_read_into_values() -> None:
    person = load_people(SHIPPED)["x"]
    assert person.rights == (("20240101", "00000000"),)
    assert (person.covers[0].rate, person.amc and person.amc.number) == (60, "1100000000")


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('name = "FICTIF"', "", "x: .*name"),
        ('name = "FICTIF"', 'nom = "FICTIF"', "x: unknown key 'nom'"),
        ('"1100000000"', '"1100000000", plan = "A"', "x.amc: unknown key 'plan'"),
        ('last = "20241231" }', 'last = "20241231", rate = "60" }', "x.covers.rate"),
        ('last = "20241231" }', 'last = "20241231", rate = 101 }', "x.covers.rate"),
        ('last = "20241231" }', 'last = "2024-12-31" }', "x.covers.last"),
        ('"19901901"', "19901901", "x.birth"),
        ("290019999900113", "290019999900114", "x.nir: wrong key"),
        ("290019999900113", "29001999990011", "x.nir: wrong form"),
        ('"19901901"', '""', "x.birth"),
        ('["20240101", "00000000"]', '["20240101"]', "x.rights"),
        ('["20240101", "00000000"]', '["20240101", 0]', "x.rights"),
        ('"1100000000"', '"1"', "x.amc.number"),
        ('name = "FICTIF"', "name = 5", "x.name: text"),
        ('name = "FICTIF"', 'name = "A"\ncard_amc = "yes"', "x.card_amc"),
        ('name = "FICTIF"', 'name = "A"\naddress = "RUE"', "x.address: a list"),
        ('name = "FICTIF"', 'name = "A"\naddress = [1]', "x.address: text"),
        ('name = "FICTIF"', 'name = "A"\ncard_birth = "1901"', "x.card_birth"),
        ('name = "FICTIF"', 'name = "A"\nopposed = "hier"', "x.opposed"),
        ('{ number = "1100000000" }', "3", "x.amc: a table"),
        ('[{ first = "20240101", last = "20241231" }]', "[1]", "x.covers: a table"),
    ],
)
def test_what_is_wrong_is_named(old: str, new: str, place: str) -> None:
    assert old in SHIPPED
    with pytest.raises(BadPeopleFile, match=place):
        load_people(SHIPPED.replace(old, new))


def test_keys_are_those_of_the_sheet() -> None:
    for number, key in (
        ("297022A020778", "78"),
        ("160012B020777", "13"),
        ("2550699999999", "34"),
        ("1421962965165", "96"),
    ):
        assert nir_key(number) == key
