"""What a payer does on purpose, otherwise than its rules say: plain data, and what it changes.

Law of this file: a conduct is one line of :data:`CONDUCTS` and a value of :class:`Conduct`; those
that change an answer are pure functions of it. The names are those of the place ``payer`` of
:data:`~binocle_simulators.faults.KINDS`, so that a plan of faults and a hand say the same.
Source: PROTOCOLS section 7; codes of the sheet (3.7) and of the manuals (seed-facts 14.4), whose
cut labels are completed (assumed).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from binocle_simulators.faults import KINDS

from .formats import Part, Reject, Settled

CODES: Mapping[str, str] = {
    "0100 0512": "PARTENAIRE DE SANTE INCONNU",
    "0250 050": "ASSURE INCONNU DANS LES FICHIERS DE LA CAISSE",
    "0317 051": "NATURE D ASSURANCE INCOMPATIBLE",
    "0450 072": "EXONERATION NON CONNUE A CETTE DATE",
    "0450 0561": "L EXONERATION DU TICKET MODERATEUR CONNUE AU REFERENTIEL N A PAS ETE TRANSMISE",
    "0460 053": "ETABLISSEMENT PRESCRIPTEUR INCONNU",
    "0470 049": "PRESCRIPTION NON AUTORISEE A CETTE DATE",
    "2900 005": "FACTURE DEJA PAYEE MEME NUMERO MEME BENEFICIAIRE",
}
"""Published and printed reject codes, first and second part, with their labels."""

UNKNOWN_CODE = "7777 0777"
"""A code of no list."""
UNKNOWN_LABEL = "SIMULATEUR CODE D AUCUNE LISTE"
STRANGE = "77705CE QUI SUIT EST INCONNU@"
"""An entity of no list."""

PARTS = ("", "AMO", "AMC")
MOST = 99_999_999
"""Cents that a part holds."""


@dataclass(frozen=True)
class Conduct:
    """One thing that a payer will do.

    Attributes:
        what: one of :data:`CONDUCTS`.
        payer: the 14 digits of who does it; anybody when empty.
        invoice: the number of the only invoice concerned; every one of the lot when empty.
        part: ``AMO`` or ``AMC``; all that it handles when empty.
        cents: an amount: paid, paid too much, withheld, given…
        percent: what is paid of what is asked, when there is no amount.
        code: of a reject or signalling, as :data:`CODES` has it; ``label`` when not its own.
        hours: how long, of the bench clock.
        times: how many lots it meets; 0 = until it is cleared.
    """

    what: str
    payer: str = ""
    invoice: str = ""
    part: str = ""
    cents: int = 0
    percent: int = 0
    code: str = ""
    label: str = ""
    hours: int = 0
    times: int = 1

    @property
    def reject(self) -> Reject:
        """What the code says."""
        code, _, detail = self.code.partition(" ")
        label = self.label or CODES.get(self.code, UNKNOWN_LABEL)
        return Reject(code, detail, label)


@dataclass
class Standing:
    """A conduct, and how many lots it still meets; fewer than none when it stays."""

    conduct: Conduct
    left: int

    def spend(self) -> None:
        """Count one lot."""
        self.left -= 1 if self.left > 0 else 0

    @property
    def is_spent(self) -> bool:
        """Whether it meets no lot any more."""
        return self.left == 0


CONDUCTS: Mapping[str, Conduct] = {
    conduct.what: conduct
    for conduct in (
        Conduct("hold", hours=120),
        Conduct("pay"),
        Conduct("part-pay", percent=50),
        Conduct("pay-more", cents=100),
        Conduct("pay-twice", hours=24),
        Conduct("reject", code="0100 0512"),
        Conduct("unknown-code", code=UNKNOWN_CODE),
        Conduct("signal", code="0470 049"),
        Conduct("defer", hours=72),
        Conduct("group"),
        Conduct("split", hours=24),
        Conduct("pass-on", hours=48),
        Conduct("take-back", hours=72),
        Conduct("withhold", cents=230),
        Conduct("lump-sum", cents=30_000, label="AIDE A LA TELETRANSMISSION"),
        Conduct("paper", cents=552),
        Conduct("older"),
        Conduct("unknown-entity"),
        Conduct("orphan-lot"),
        Conduct("orphan-invoice"),
        Conduct("orphan-professional"),
        Conduct("closing-off"),
    )
}
"""Every conduct, with what a plan of faults means by its name alone."""
assert tuple(CONDUCTS) == KINDS["payer"]


def changed(conduct: Conduct, settled: Settled) -> Settled:
    """Return an answer as the conduct makes it; as it was when it does not concern it.

    No conduct changes the answer to a cancelling DRE, but for its moment.
    """
    change = ANSWERS.get(conduct.what)
    if change is None or settled.cancels or conduct.invoice not in ("", settled.number):
        return settled
    return change(conduct, settled)


def _parts(
    conduct: Conduct, settled: Settled, change: Callable[[Part], Part]
) -> dict[str, Part | None]:
    """Change the parts that the payer handles and that the conduct names."""
    amo, amc = settled.amo, settled.amc
    if conduct.part != "AMC" and amo.state != " ":
        amo = change(amo)
    if amc and conduct.part != "AMO" and amc.state != " ":
        amc = change(amc)
    return {"amo": amo, "amc": amc}


def _paid(conduct: Conduct, settled: Settled, cents_of: Callable[[Part], int]) -> Settled:
    """Pay parts that are paid otherwise; what is rejected stays so."""

    def change(part: Part) -> Part:
        return replace(part, paid=min(cents_of(part), MOST)) if part.state == "P" else part

    return replace(settled, **_parts(conduct, settled, change))  # type: ignore[arg-type]


def _part_paid(conduct: Conduct, settled: Settled) -> Settled:
    def cents_of(part: Part) -> int:
        return conduct.cents or (part.asked * conduct.percent + 50) // 100

    return _paid(conduct, settled, cents_of)


def _paid_more(conduct: Conduct, settled: Settled) -> Settled:
    return _paid(conduct, settled, lambda part: part.paid + conduct.cents)


def _paid_anyway(conduct: Conduct, settled: Settled) -> Settled:
    parts = _parts(conduct, settled, lambda part: Part(part.asked, "P", part.asked))
    return replace(settled, rejects=(), **parts)  # type: ignore[arg-type]


def _side(conduct: Conduct, settled: Settled) -> str:
    """Return the side that a reject names: the insurer's when it alone is concerned."""
    return "C" if conduct.part == "AMC" or settled.amo.state == " " else "O"


def rejected_for(conduct: Conduct, settled: Settled) -> Reject:
    """Return the reject or signalling of a conduct, on the side that it concerns."""
    return replace(conduct.reject, part=_side(conduct, settled))


def _rejected(conduct: Conduct, settled: Settled) -> Settled:
    parts = _parts(conduct, settled, lambda part: Part(part.asked, "R", 0))
    return replace(settled, rejects=(rejected_for(conduct, settled),), **parts)  # type: ignore[arg-type]


def _signalled(conduct: Conduct, settled: Settled) -> Settled:
    return replace(settled, rejects=(*settled.rejects, rejected_for(conduct, settled)))


def _deferred(conduct: Conduct, settled: Settled) -> Settled:
    parts = _parts(conduct, settled, lambda part: Part(part.asked, "D", 0))
    return replace(settled, rejects=(), **parts)  # type: ignore[arg-type]


def _passed_on(conduct: Conduct, settled: Settled) -> Settled:
    """Leave the AMC part of single management to the insurer (handling ``N``)."""
    if settled.amc is None or settled.amo.state == " ":
        return settled
    return replace(settled, handling="N", amc=Part(settled.amc.asked, " ", 0))


def _strange(conduct: Conduct, settled: Settled) -> Settled:
    return replace(settled, strange=(*settled.strange, STRANGE))


ANSWERS: Mapping[str, Callable[[Conduct, Settled], Settled]] = {
    "pay": _paid_anyway,
    "part-pay": _part_paid,
    "pay-more": _paid_more,
    "reject": _rejected,
    "unknown-code": _rejected,
    "signal": _signalled,
    "defer": _deferred,
    "pass-on": _passed_on,
    "unknown-entity": _strange,
}
"""The conducts that change an answer; the treasury does the others."""
