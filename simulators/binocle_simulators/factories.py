"""Makes people, holders of a CPS and case files that nobody could take for real ones.

Law of this file: all chance comes from the :class:`random.Random` that the caller gives, none from
factory_boy's own; so one seed makes the same people anywhere. Names say that they are invented; a
NIR has a right key, but its department is 99 with country 999, which is none (assumed). A case file
is the data of its TOML text; its acts, codes and bases are those of the printed invoices.
Source: none on purpose; who could be taken for a real person is not made.
"""
# mypy: allow-untyped-calls

import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from factory.base import DictFactory, Factory
from factory.declarations import (
    LazyAttribute,
    LazyFunction,
    SelfAttribute,
    SubFactory,
    Trait,
)

from .people import Amc, Cover, Person, fictitious_nir

NAMES = ("FICTIF", "IMAGINAIRE", "INVENTE", "SIMULE", "FACTICE", "CHIMERIQUE", "IRREEL", "SUPPOSE")
FIRST_NAMES = ("CAMILLE", "CHARLIE", "CLAUDE", "DOMINIQUE", "EDEN", "MAXENCE", "SACHA", "ZOE")
YEAR = ("20240101", "20241231")
FUNDS = (("999", "9999"), ("349", "9881"))
"""Test funds and their centres (teleservices sheet 2.7)."""

C2S, MUTUAL = "99999997", "1100000000"
"""Numbers of C2S managed by the fund, and of the printed test insurer (seed-facts)."""

UNIFOCAL, FRAME = ("VU3", "7230795"), ("M03", "7211674")
SALES = ((UNIFOCAL, UNIFOCAL, FRAME), (UNIFOCAL, UNIFOCAL), (FRAME,))
"""What may be sold: act and LPP code of each line (seed-facts 10.1)."""

BASE_CENTS = 5
PRESCRIBED, BILLED = date(2024, 5, 26), date(2024, 5, 28)


def _no_chance() -> random.Random:
    raise TypeError("a factory needs chance=random.Random(seed)")


def luhn(digits: str) -> str:
    """Return ``digits`` and the Luhn digit that completes them."""
    places = (int(d) * (1 + (i + 1) % 2) for i, d in enumerate(reversed(digits)))
    return f"{digits}{-sum(divmod(value, 10)[0] + value % 10 for value in places) % 10}"


class PersonFactory(Factory[Person]):
    """An insured adult alone on a card, with rights open in 2024.

    ``PersonFactory.build(chance=Random(1))``, and any field of :class:`Person`. ``is_c2s`` gives
    the patient C2S managed by the fund, ``has_amc`` the printed test insurer.
    """

    class Meta:  # noqa: D106 - factory_boy's own
        model = Person

    class Params:  # noqa: D106 - factory_boy's own
        chance = LazyFunction(_no_chance)
        number = LazyAttribute(lambda o: o.chance.randrange(1, 10**9))
        born = LazyAttribute(
            lambda o: date(1940, 1, 1) + timedelta(days=o.chance.randrange(24_000))
        )
        home = LazyAttribute(lambda o: o.chance.choice(FUNDS))
        is_c2s = Trait(amo_service="01", management="89", amc=Amc(C2S, first=YEAR[0], last=YEAR[1]))
        has_amc = Trait(
            amc=LazyAttribute(
                lambda o: Amc(MUTUAL, f"{o.number % 10**8:08d}", first=YEAR[0], last=YEAR[1])
            )
        )

    key = LazyAttribute(lambda o: f"fictif-{o.number:09d}")
    name = LazyAttribute(lambda o: o.chance.choice(NAMES))
    patronymic = SelfAttribute("name")
    first_name = LazyAttribute(lambda o: o.chance.choice(FIRST_NAMES))
    birth = LazyAttribute(lambda o: f"{o.born:%Y%m%d}")
    nir = LazyAttribute(lambda o: _nir(o.chance, o.born))
    own_nir = SelfAttribute("nir")
    fund = LazyAttribute(lambda o: o.home[0])
    centre = LazyAttribute(lambda o: o.home[1])
    centre_label = "CAISSE FICTIVE"
    address = ("1 RUE DU SIMULATEUR", "99999 VILLE INVENTEE")
    rights = (YEAR,)
    covers = (Cover(*YEAR),)
    card_serial = LazyAttribute(lambda o: f"{o.number:010d}")


def make_people(chance: random.Random, count: int, **fields: Any) -> dict[str, Person]:
    """Return people by key, no two with the same NIR.

    Args:
        chance: where everything comes from.
        count: how many, 100 000 at most.
        fields: what all of them have, as for :class:`PersonFactory`.
    """
    assert 0 <= count <= 100_000, count
    people: dict[str, Person] = {}
    taken: set[str] = set()
    while len(people) < count:
        person = PersonFactory.build(chance=chance, number=len(people) + 1, **fields)
        if person.nir not in taken:
            taken.add(person.nir)
            people[person.key] = person
    return people


class HolderFactory(DictFactory):
    """The plain data of a CPS holder: an optician with one shop.

    ``HolderFactory.build(chance=Random(1))``. Numbers have a right Luhn digit; department 99 is a
    test one, category 26 the opticians' (teleservices sheet, section 5).
    """

    class Params:  # noqa: D106 - factory_boy's own
        chance = LazyFunction(_no_chance)

    rpps = LazyAttribute(lambda o: luhn(f"0099{o.chance.randrange(10**6):06d}"))
    name = LazyAttribute(lambda o: o.chance.choice(NAMES))
    first_name = LazyAttribute(lambda o: o.chance.choice(FIRST_NAMES))
    civility = "M"
    profession = "OPTICIEN-LUNETIER"
    structure = LazyAttribute(lambda o: f"OPTIQUE {o.name}")
    billing_number = LazyAttribute(lambda o: luhn(f"9926{o.chance.randrange(10**4):04d}"))
    code = LazyAttribute(lambda o: f"{o.chance.randrange(10**4):04d}")
    unblocking_code = LazyAttribute(lambda o: f"{o.chance.randrange(10**8):08d}")


class CaseFactory(DictFactory):
    """A case file, of the shape of the shipped ones, amounts in cents.

    ``CaseFactory.build(chance=Random(1), person=somebody)``. The insurer's part is nothing for who
    has no insurer, and otherwise at most what the patient was billed less the bases.
    """

    class Params:  # noqa: D106 - factory_boy's own
        chance = LazyFunction(_no_chance)
        person = SubFactory(PersonFactory, chance=SelfAttribute("..chance"))
        number = LazyAttribute(lambda o: o.chance.randrange(1, 10**9))

    invoice = LazyAttribute(lambda o: f"{o.number:09d}")
    patient = LazyAttribute(lambda o: o.person.key)
    prescription = PRESCRIBED
    invoice_date = BILLED
    lines = LazyAttribute(lambda o: [_line(o.chance, *s) for s in o.chance.choice(SALES)])
    rc_total_cents = LazyAttribute(
        lambda o: _insurer_part(o.chance, o.lines) if o.person.amc else 0
    )


def make_cases(chance: random.Random, people: Iterable[Person]) -> Iterator[dict[str, Any]]:
    """Yield one case a person, numbered from 1."""
    for number, person in enumerate(people, start=1):
        yield CaseFactory.build(chance=chance, person=person, number=number)


def _nir(chance: random.Random, born: date) -> str:
    sex = chance.choice("12")
    return fictitious_nir(f"{born:%Y%m%d}", sex=sex, order=chance.randrange(1, 1000))


def _line(chance: random.Random, act: str, lpp: str) -> dict[str, Any]:
    net = chance.randrange(2_000, 25_000)
    return {"act": act, "lpp": lpp, "net_cents": net, "base_cents": BASE_CENTS}


def _insurer_part(chance: random.Random, lines: Iterable[dict[str, Any]]) -> int:
    return chance.randrange(1 + sum(line["net_cents"] - line["base_cents"] for line in lines))
