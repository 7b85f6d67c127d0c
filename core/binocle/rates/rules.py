"""Rate check, amounts and their controls: pure functions over the claim.

Sources: seed-facts 8, 10, 22 (printed cases), teleservices sheet 3.1, 3.2, 4.5, 4.6. Every finding
is gathered; none is raised here.
"""

from collections.abc import Sequence
from datetime import date

from binocle.amc import Complementary, Management
from binocle.kernel import (
    ZERO,
    AmcNumber,
    Cents,
    Finding,
    printed_day,
    printed_euros,
    reimbursed,
    share_pro_rata,
)

from .model import BilledLine, Claim, Entitlement, SaleLine

C2S_BY_FUND = "01"
"""AMO service: C2S managed by the fund (teleservices sheet 2.9)."""

C2S_FUND_NUMBER = AmcNumber("99999997")
"""The insurer's number of "C2S (RO) régime obligatoire" (seed-facts 12)."""

CLASS_A_ACTS = frozenset({"M01", "M02", "V01", "V02", "V03", "V04", "S01", "SV2", "SV4", "MS1"})
"""Acts of the "100 % santé" basket (teleservices sheet 3.3)."""

CLASS_A_FRAME_LIMIT = Cents(3000)
"""Price limit of a class A frame (teleservices sheet 3.6)."""

FRAME_ACTS = frozenset({"M01", "M02", "M03", "M04"})

B2_YEARS = range(2000, 2100)
"""Years that the two digits of a day of B2 are read as, see :mod:`binocle.wire.kinds`."""

MAX_LINES = 99
"""Lines of one form; the norm allows 999, the type 5 count of 4 and 4F has 3 digits."""

MAX_LINE_CENTS = 9_999_999
"""Largest amount of a line in B2 (7 digits)."""

MAX_TOTAL_CENTS = 99_999_999
"""Largest total of a form in B2 (8 digits)."""


def claim_findings(claim: Claim, today: date) -> list[Finding]:
    """Return what bars a claim before any service is asked."""
    found: list[Finding] = []
    if not any(line.shown for line in claim.lines):
        found.append(Finding("FSE-SANS-LIGNE", "lines"))
    if len(claim.lines) > MAX_LINES:
        found.append(Finding("FSE-TROP-DE-LIGNES", "lines", {"maximum": MAX_LINES}))
    if claim.prescription > claim.invoice_date:
        found.append(
            Finding(
                "FSE-ORDONNANCE-POSTERIEURE",
                "prescription",
                {
                    "ordonnance": printed_day(claim.prescription),
                    "facture": printed_day(claim.invoice_date),
                },
            )
        )
    for field, day in (("prescription", claim.prescription), ("invoice_date", claim.invoice_date)):
        if day.year not in B2_YEARS:
            found.append(Finding("FSE-DATE-HORS-NORME", field, {"date": printed_day(day)}))
    if claim.invoice_date > today:
        found.append(
            Finding("FSE-DATE-FUTURE", "invoice_date", {"facture": printed_day(claim.invoice_date)})
        )
    for place, line in enumerate(claim.lines, start=1):
        if line.net > MAX_LINE_CENTS or line.base > MAX_LINE_CENTS:
            found.append(Finding("FSE-MONTANT-TROP-GRAND", f"line {place}", {"ligne": place}))
    if sum(line.net for line in claim.lines) > MAX_TOTAL_CENTS:
        found.append(Finding("FSE-TOTAL-TROP-GRAND", "lines"))
    return found


def management_of(claim: Claim, entitlement: Entitlement) -> Management:
    """Return who pays the complementary part of this claim."""
    if entitlement.amo_service == C2S_BY_FUND:
        return Management.SINGLE
    return Management.SEPARATE if claim.rc_total else Management.NONE


def complementary_of(claim: Claim, entitlement: Entitlement) -> Complementary | None:
    """Return the insurer that the form names, if any."""
    management = management_of(claim, entitlement)
    if management is Management.SINGLE:
        return Complementary(C2S_FUND_NUMBER, "")
    return entitlement.complementary if management is Management.SEPARATE else None


def amo_of(line: SaleLine, rate: int) -> Cents:
    """Return the RO amount of a line: base x rate to the cent, never above the price."""
    return min(reimbursed(line.base, rate), line.net)


def _c2s_share(line: SaleLine, amo: Cents) -> Cents:
    """Class A is paid in full, the rest up to its base (teleservices sheet 4.6)."""
    ceiling = line.net if line.act in CLASS_A_ACTS else min(line.base, line.net)
    return Cents(max(ceiling - amo, 0))


def amc_shares(
    lines: Sequence[SaleLine], amo: Sequence[Cents], claim: Claim, entitlement: Entitlement
) -> list[Cents]:
    """Return the RC amount of each line (DRE-03: pro rata of the net prices, capped at net - RO).

    Raises:
        ValueError: the typed RC total does not fit; :func:`entitlement_findings` says so first.
    """
    match management_of(claim, entitlement):
        case Management.NONE:
            return [ZERO] * len(lines)
        case Management.SINGLE:
            return [_c2s_share(line, part) for line, part in zip(lines, amo, strict=True)]
        case Management.SEPARATE:
            room = [Cents(line.net - part) for line, part in zip(lines, amo, strict=True)]
            return share_pro_rata(claim.rc_total, [line.net for line in lines], room)


def entitlement_findings(claim: Claim, entitlement: Entitlement) -> list[Finding]:
    """Return what bars invoicing once the rights are known."""
    found: list[Finding] = []
    shown = [line for line in claim.lines if line.shown]
    amo = [amo_of(line, entitlement.rate) for line in shown]
    management = management_of(claim, entitlement)
    if management is Management.SEPARATE:
        room = Cents(sum(line.net for line in shown) - sum(amo))
        if claim.rc_total > room:
            found.append(
                Finding(
                    "FSE-RC-TROP-GRAND",
                    "rc_total",
                    {"rc": printed_euros(claim.rc_total), "maximum": printed_euros(room)},
                )
            )
        if entitlement.complementary is None:
            found.append(Finding("FSE-AMC-INCONNUE", "rc_total"))
    if management is Management.SINGLE:
        due = Cents(sum(_c2s_share(line, part) for line, part in zip(shown, amo, strict=True)))
        if claim.rc_total not in (ZERO, due):
            found.append(
                Finding(
                    "FSE-RC-C2S-DIFFERENT",
                    "rc_total",
                    {"rc": printed_euros(claim.rc_total), "attendu": printed_euros(due)},
                )
            )
        found += [
            Finding("FSE-PRIX-CLASSE-A", f"line {place}", {"ligne": place, "limite": "30,00"})
            for place, line in enumerate(claim.lines, start=1)
            if line.shown and line.act in ("M01", "M02") and line.net > CLASS_A_FRAME_LIMIT
        ]
    return found


def billed_lines(claim: Claim, entitlement: Entitlement) -> tuple[BilledLine, ...]:
    """Return the lines of the form, lenses first and frames last as the manuals print them."""
    shown = sorted((line for line in claim.lines if line.shown), key=lambda x: x.act in FRAME_ACTS)
    amo = [amo_of(line, entitlement.rate) for line in shown]
    amc = amc_shares(shown, amo, claim, entitlement)
    return tuple(
        BilledLine(
            act=line.act,
            lpp=line.lpp,
            net=line.net,
            base=line.base,
            rate=entitlement.rate,
            exemption=entitlement.exemption,
            amo=part,
            amc=share,
        )
        for line, part, share in zip(shown, amo, amc, strict=True)
    )
