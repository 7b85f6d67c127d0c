"""The table "Détail remboursements" as a value: columns, rows, totals (TAUX-13, DRE-07).

Law of this file: a row for each line of the sale, ticked or not; amounts come from the rate check
and are 0 before it (TAUX-01). À Charge = Net - (TP RO + TP RC): a part without third-party payment
is a reimbursement to the patient ("Rbt") and is not deducted. Source: seed-facts 8.1 to 8.4.
"""

from dataclasses import dataclass

from binocle.amc import TiersPayant
from binocle.kernel import ZERO, Cents, LppCode
from binocle.optics import LineKind

from .model import Claim, RateCheck, SaleLine, Share


@dataclass(frozen=True)
class Captions:
    """The captions that depend on third-party payment, as printed in seed-facts 8."""

    amo: str
    amc: str
    both: str
    tiers_payant: str


@dataclass(frozen=True)
class ReimbursementRow:
    """One row; a cell that the screen leaves empty is empty or none.

    Attributes:
        shown: the "Rb" box.
        kind: column "T".
        amc: the first insurer's part; ``amc2`` the second's (tab RC2).
        both: RO + RC, both insurers.
        left: "À Charge".
        ald: "OUI" where the care is paid as related to an ALD (assumed).
        etm: exemption code, on lines with an act, once checked.
    """

    shown: bool
    act: str
    kind: LineKind
    detail: str
    lpp: LppCode | None
    net: Cents
    base: Cents
    amo: Cents
    amc: Cents
    amc2: Cents
    both: Cents
    left: Cents
    ald: str
    etm: str


@dataclass(frozen=True)
class ReimbursementTotals:
    """The totals row."""

    net: Cents
    base: Cents
    amo: Cents
    amc: Cents
    amc2: Cents
    both: Cents
    left: Cents


@dataclass(frozen=True)
class Reimbursements:
    """The whole table.

    Attributes:
        rate: RO rate of the header, in percent; none before the check.
        boxes: whether the RO and the RC part have third-party payment.
    """

    captions: Captions
    rate: int | None
    boxes: TiersPayant
    rows: tuple[ReimbursementRow, ...]
    totals: ReimbursementTotals


def captions_of(boxes: TiersPayant) -> Captions:
    """Return the captions of the columns and the label ``Tiers Payant RO+RC``."""
    parts = [name for name, box in (("RO", boxes.amo), ("RC", boxes.amc)) if box]
    return Captions(
        amo="TP RO" if boxes.amo else "Rbt RO",
        amc="TP RC" if boxes.amc else "Rbt RC",
        both="TP RO+RC" if parts else "Rbt RO+RC",
        tiers_payant=" ".join(["Tiers Payant", "+".join(parts)]).rstrip(),
    )


def reimbursements(claim: Claim, check: RateCheck | None) -> Reimbursements:
    """Return "Détail remboursements" of a claim, before or after its rate check.

    Args:
        claim: the file as it stands.
        check: its rate check; one whose lines are others in number is not of this file, and counts
            as none.
    """
    if check is not None and len(check.shares) != len(claim.lines):
        check = None
    shares = check.shares if check else (Share(),) * len(claim.lines)
    rows = tuple(
        _row(line, share, claim.tiers_payant, check)
        for line, share in zip(claim.lines, shares, strict=True)
    )
    return Reimbursements(
        captions=captions_of(claim.tiers_payant),
        rate=check.rate if check else None,
        boxes=claim.tiers_payant,
        rows=rows,
        totals=ReimbursementTotals(
            net=Cents(sum(row.net for row in rows)),
            base=Cents(sum(row.base for row in rows)),
            amo=Cents(sum(row.amo for row in rows)),
            amc=Cents(sum(row.amc for row in rows)),
            amc2=Cents(sum(row.amc2 for row in rows)),
            both=Cents(sum(row.both for row in rows)),
            left=Cents(sum(row.left for row in rows)),
        ),
    )


def _row(
    line: SaleLine, share: Share, boxes: TiersPayant, check: RateCheck | None
) -> ReimbursementRow:
    checked = check is not None and bool(line.act) and line.shown
    paid = (share.amo if boxes.amo else 0) + (share.amc + share.amc2 if boxes.amc else 0)
    # Printed so in S0 (seed-facts 8.1): with third-party payment on the RO part, À Charge waits
    # for the check; without it, it is the price at once (8.2).
    waits = check is None and boxes.amo
    return ReimbursementRow(
        shown=line.shown,
        act=line.act,
        kind=line.kind,
        detail=line.detail,
        lpp=line.lpp,
        net=line.net,
        base=line.base,
        amo=share.amo,
        amc=share.amc,
        amc2=share.amc2,
        both=Cents(share.amo + share.amc + share.amc2),
        left=ZERO if waits else Cents(line.net - paid),
        ald="OUI" if checked and check and check.entitlement.reason == "ald" else "",
        etm=check.entitlement.exemption if checked and check else "",
    )
