"""Factories make the same invented people from the same seed, with right keys."""

import os
import subprocess
import sys
import tomllib
from dataclasses import asdict
from datetime import date
from random import Random

import pytest

from binocle_simulators.factories import (
    FIRST_NAMES,
    NAMES,
    CaseFactory,
    HolderFactory,
    PersonFactory,
    luhn,
    make_cases,
    make_people,
)
from binocle_simulators.people import nir_key
from binocle_simulators.world import World

LUHN_OF_THE_SHEET = ("992604231", "992614230", "991000696", "00991000696", "750712184")
"""Numbers whose last digit the teleservices sheet verified (section 5)."""


def chances(seed: int) -> Random:
    return World(seed).stream("people")


def test_luhn_digits_are_those_of_the_sheet() -> None:
    for number in LUHN_OF_THE_SHEET:
        assert luhn(number[:-1]) == number


def test_one_seed_makes_the_same_people_and_cases() -> None:
    def made(seed: int) -> list[object]:
        chance = chances(seed)
        people = make_people(chance, 20)
        return [
            *people.values(),
            *make_cases(chance, people.values()),
            HolderFactory.build(chance=chance),
        ]

    assert made(1) == made(1)
    assert made(1) != made(2)


def test_the_state_of_the_process_changes_nothing() -> None:
    text = (
        "import random; from binocle_simulators.factories import PersonFactory, HolderFactory\n"
        "[PersonFactory.build(chance=random.Random(n)) for n in range({before})]\n"
        "random.seed({before})\n"
        "c = random.Random(9); print(PersonFactory.build(chance=c), HolderFactory.build(chance=c))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", text.format(before=before)],
            env={"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": str(before)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for before in (0, 3)
    }
    assert len(told) == 1
    assert "FICTI" in told.pop().upper()


@pytest.mark.parametrize("factory", [PersonFactory, HolderFactory, CaseFactory])
def test_no_chance_no_person(factory: type[PersonFactory]) -> None:
    with pytest.raises(TypeError, match="chance"):
        factory.build()


def test_people_are_visibly_invented_and_have_right_keys() -> None:
    people = make_people(chances(4), 300)
    assert len({person.nir for person in people.values()}) == 300
    assert len({person.card_serial for person in people.values()}) == 300
    for key, person in people.items():
        assert person.key == key
        assert person.name in NAMES
        assert person.first_name in FIRST_NAMES
        assert person.nir[5:10] == "99999"
        assert person.nir == person.own_nir
        assert person.nir[13:] == nir_key(person.nir[:13])
        assert person.birth[2:6] == person.nir[1:5]
        date.fromisoformat(person.birth)
        assert (len(person.card_serial), len(person.nir)) == (10, 15)
        assert person.amc is None
        assert person.source == "ours"


def test_traits_and_fields_can_be_asked() -> None:
    chance = chances(1)
    poor = PersonFactory.build(chance=chance, is_c2s=True)
    assert (poor.amo_service, poor.management) == ("01", "89")
    assert poor.amc is not None
    assert poor.amc.number == "99999997"
    insured = PersonFactory.build(chance=chance, has_amc=True, regime="10", number=12)
    assert insured.amc is not None
    assert (insured.amc.member, insured.regime, insured.key) == (
        "00000012",
        "10",
        "fictif-000000012",
    )


def test_holders_have_right_numbers() -> None:
    chance = chances(5)
    for holder in [HolderFactory.build(chance=chance) for _ in range(50)]:
        assert luhn(holder["rpps"][:-1]) == holder["rpps"]
        assert len(holder["rpps"]) == 11
        assert luhn(holder["billing_number"][:-1]) == holder["billing_number"]
        assert holder["billing_number"].startswith("9926")
        assert len(holder["billing_number"]) == 9
        assert (len(holder["code"]), len(holder["unblocking_code"])) == (4, 8)


def test_cases_add_up() -> None:
    chance = chances(6)
    with_insurer = make_people(chance, 40, has_amc=True)
    without = make_people(chance, 40)
    parts = set()
    for case in make_cases(chance, with_insurer.values()):
        billed = sum(line["net_cents"] - line["base_cents"] for line in case["lines"])
        assert 0 <= case["rc_total_cents"] <= billed
        assert case["patient"] in with_insurer
        parts.add(case["rc_total_cents"])
    assert len(parts) > 30
    assert all(case["rc_total_cents"] == 0 for case in make_cases(chance, without.values()))


def test_a_case_reads_as_the_toml_of_a_shipped_one() -> None:
    case = CaseFactory.build(chance=chances(7), number=255)
    head = {name: value for name, value in case.items() if name != "lines"}
    text = "\n".join(
        f'{name} = "{value}"' if isinstance(value, str) else f"{name} = {value}"
        for name, value in head.items()
    )
    text += "".join(
        '\n[[lines]]\nact = "{act}"\nlpp = "{lpp}"\nnet_cents = {net_cents}\n'
        "base_cents = {base_cents}\n".format(**line)
        for line in case["lines"]
    )
    assert tomllib.loads(text) == case
    assert set(case) == {
        "invoice",
        "patient",
        "prescription",
        "invoice_date",
        "rc_total_cents",
        "lines",
    }
    assert case["invoice"] == "000000255"


def test_a_person_is_plain_data() -> None:
    person = PersonFactory.build(chance=chances(8), has_amc=True)
    assert asdict(person)["covers"] == (
        {
            "first": "20240101",
            "last": "20241231",
            "ald": "0",
            "situation": "0100",
            "exemption": "0",
            "rate": 60,
        },
    )
