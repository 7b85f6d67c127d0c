"""What payers do beside a lot that they answer, or some hours after.

Law of this file: each is one function and one line of a table; it asks the treasury for what a hand
could ask too.
Source: PROTOCOLS section 7, assumed.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from binocle_simulators.people import Person

from .behaviour import AmcPayer, AmoPayer
from .conducts import Conduct, rejected_for
from .formats import OneOff, Part, Settled
from .purses import answered_later, paid_on_paper

if TYPE_CHECKING:
    from .treasury import Treasury

PARIS = ZoneInfo("Europe/Paris")


class NothingToDo(ValueError):
    """What is asked of a payer has no object; the text says which."""


@dataclass(frozen=True)
class Answered:
    """A lot that is answered: who answers whom, with what; ``wait`` in hours before it leaves."""

    payer: AmoPayer | AmcPayer
    professional: str
    answers: Sequence[Settled]
    wait: int


def _owes_already(treasury: "Treasury", conduct: Conduct, lot: Answered) -> None:
    treasury.withhold(lot.payer.number, cents=conduct.cents, professional=lot.professional)


def _gives(treasury: "Treasury", conduct: Conduct, lot: Answered) -> None:
    year = f"{treasury.world.now().astimezone(PARIS):%y}"
    payment = OneOff(
        conduct.cents,
        code="AIDE",
        label=conduct.label,
        period="A",
        start=f"{year}0101",
        end=f"{year}1231",
    )
    treasury.purse(lot.payer, lot.professional).payments.append(payment)


def _pays_paper(treasury: "Treasury", conduct: Conduct, lot: Answered) -> None:
    """Pay an invoice on paper of the first patient of the lot."""
    first = lot.answers[0]
    number = f"{980_000_000 + treasury.world.count('paper invoices'):09d}"
    person = Person(
        key="", name="", first_name="", birth=f"00{first.birth}", nir=first.nir,
        rank=first.birth_rank,
    )  # fmt: skip
    paper = paid_on_paper(
        lot.payer, person, number=number, cents=conduct.cents, day=first.billing_date
    )
    treasury.purse(lot.payer, lot.professional).papers.append(paper)


def _errs(treasury: "Treasury", conduct: Conduct, lot: Answered) -> None:
    treasury.orphan(conduct.what, lot.payer.number, professional=lot.professional)


def _answers_again(treasury: "Treasury", conduct: Conduct, lot: Answered) -> None:
    """Answer what was deferred: paid, or rejected when the conduct has a code."""
    later = [
        again
        for one in lot.answers
        if (again := answered_later(one, rejected_for(conduct, one) if conduct.code else None))
    ]
    if later:
        act = partial(treasury.pay, lot.payer, lot.professional, later)
        treasury.in_hours(lot.wait + conduct.hours, act)


def _has_insurers_answer(treasury: "Treasury", conduct: Conduct, lot: Answered) -> None:
    """Have the insurer of each invoice pay the part that a fund passed on."""
    for one in lot.answers:
        if one.handling != "N" or one.amc is None:
            continue
        insurer = treasury.recipient("OC", one.insurer.zfill(14))
        amo, amc = Part(one.amo.asked, " ", 0), Part(one.amc.asked, "P", one.amc.asked)
        passed = replace(one, kind="A", amo=amo, amc=amc, rejects=())
        treasury.ledger.ask(insurer.number, lot.professional, [passed])
        act = partial(treasury.pay, insurer, lot.professional, [passed])
        treasury.in_hours(lot.wait + conduct.hours, act)


def _pays_again(treasury: "Treasury", conduct: Conduct, lot: Answered) -> None:
    """Pay a second time what was paid."""
    paid = [one for one in lot.answers if one.paid and conduct.invoice in ("", one.number)]
    if paid:
        act = partial(treasury.pay, lot.payer, lot.professional, paid)
        treasury.in_hours(lot.wait + conduct.hours, act)


def _takes_back(treasury: "Treasury", conduct: Conduct, lot: Answered) -> None:
    """Take back what was paid, if it still is."""
    for one in lot.answers:
        if one.paid and conduct.invoice in ("", one.number):
            act = partial(_take_back_if_paid, treasury, lot, one.number, conduct.cents)
            treasury.in_hours(lot.wait + conduct.hours, act)


def _take_back_if_paid(treasury: "Treasury", lot: Answered, number: str, most: int) -> None:
    with suppress(NothingToDo):
        treasury.take_back(
            professional=lot.professional, invoice=number, payer=lot.payer.number, most=most
        )


Act = Callable[["Treasury", Conduct, Answered], None]

BESIDE: Mapping[str, Act] = {
    "withhold": _owes_already,
    "lump-sum": _gives,
    "paper": _pays_paper,
    "orphan-lot": _errs,
    "orphan-invoice": _errs,
    "orphan-professional": _errs,
}
"""What goes with the answers of a lot, or just before."""

AFTER: Mapping[str, Act] = {
    "defer": _answers_again,
    "pass-on": _has_insurers_answer,
    "pay-twice": _pays_again,
    "take-back": _takes_back,
}
"""What follows them some hours later."""
