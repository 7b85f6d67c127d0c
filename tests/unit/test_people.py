"""People of a bench are read strictly, and a refusal names the place."""

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
