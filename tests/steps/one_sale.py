"""One sale, whoever shows whatever: what the chapters of rights and of the app share."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from binocle.rates import Claim
from binocle.workflows import PaperFile
from binocle_simulators.bench import Bench
from binocle_ui.cases import load_case
from binocle_ui.story import ANSWERED, DEMO_CODE, wait_for

from .shop import LABELS, Optician

CLAIM = load_case("253").claim


def day_of(text: str) -> date:
    day, month, year = map(int, text.split("/"))
    return date(year, month, day)


def value_of(section: str, label: str, names: tuple[str, ...]) -> str:
    """Return the name that a section of the labels prints so."""
    (name,) = [name for name in names if LABELS(section, name) == label]
    return name


def sale_of(day: date, **fields: Any) -> Claim:
    return replace(CLAIM, prescription=day - timedelta(days=2), invoice_date=day, **fields)


def paper_of(bench: Bench, key: str) -> PaperFile:
    """Return what a certificate of rights says of a person of the bench."""
    person = bench.person(key)
    year, month, day = person.birth[:4], person.birth[4:6], person.birth[6:]
    return PaperFile(
        name=person.name,
        first_name=person.first_name,
        nir=person.nir,
        birth=f"{day}/{month}/{year}",
        rank=person.rank,
        regime=person.regime,
        caisse=person.fund,
        centre=person.centre,
        demonstration=True,
    )


def number_shown(optician: Optician) -> str:
    summary = optician.desk.counter.summary
    assert summary is not None, optician.error
    return summary.invoice.number


def signs_and_sends(optician: Optician) -> None:
    """Sign what the recap shows and send it; any notice fails the test."""
    assert optician.does(optician.desk.counter.sign), optician.error
    optician.desk.counter.enter_code(DEMO_CODE)
    assert optician.does(optician.desk.transmission.send_all), optician.error


def goes_to_payment(optician: Optician) -> None:
    signs_and_sends(optician)
    wait_for(optician.desk, ANSWERED)
    optician.lets_everything_come()
