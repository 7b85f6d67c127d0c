"""Boxes of the file that amounts and rights tick (FSE-01, DRE-07, PEC-08, TAUX-14). Pure."""

from collections.abc import Sequence
from dataclasses import replace

from binocle.amc import TiersPayant
from binocle.kernel import ZERO, Cents, Finding

from .determination import C2S_BY_FUND, C2S_BY_INSURER, C2S_SERVICES, amo_service_of
from .known import cover_of
from .model import Boxes, Circumstances, Claim

AME_SITUATION = "0700"
"""Situation of a cover of the AME (assumed, as in :mod:`binocle.adri`)."""


def with_rc_total(claim: Claim, total: Cents) -> Claim:
    """Return the file with an RC amount typed: its transmission is ticked, or unticked at zero."""
    return replace(
        claim,
        rc_total=total,
        rc_by_line=None,
        tiers_payant=replace(claim.tiers_payant, transmit_amc=total > 0),
    )


def with_pec(claim: Claim, granted: Sequence[Cents]) -> Claim:
    """Return the file with the amounts of a granted PEC, one a line; transmission is ticked."""
    return replace(
        claim,
        rc_total=ZERO,
        rc_by_line=tuple(granted),
        tiers_payant=replace(claim.tiers_payant, transmit_amc=True),
    )


def transmission_shown(claim: Claim, around: Circumstances) -> TiersPayant:
    """Return "Télétransmission" as the screen shows it: RC opens once there is an RC part."""
    service = amo_service_of(claim, around.rights, around.forcings)
    open_now = claim.rc_amount > 0 or service in C2S_SERVICES
    boxes = claim.tiers_payant
    return replace(boxes, transmit_amc=boxes.transmit_amc and open_now)


def boxes_shown(claim: Claim, around: Circumstances) -> Boxes:
    """Return the boxes as the screen shows them: typed, forced or read in the rights."""
    service = amo_service_of(claim, around.rights, around.forcings)
    cover = cover_of(around.rights, claim.care_day)
    told_ame = cover is not None and cover.situation == AME_SITUATION
    return replace(
        claim.boxes,
        c2s_amo=service == C2S_BY_FUND,
        c2s_amc=service in C2S_BY_INSURER,
        ame=claim.boxes.ame or told_ame,
    )


def unticked_findings(claim: Claim, around: Circumstances, boxes: Boxes) -> list[Finding]:
    """Return the boxes that a hand unticked though rights or a forcing tick them (TAUX-14).

    Args:
        claim: the file before.
        around: what ticks them.
        boxes: as the counter left them.
    """
    shown = boxes_shown(claim, around)
    return [
        Finding("FSE-CASE-DES-DROITS", name, {"champ": name})
        for name in ("c2s_amo", "c2s_amc", "ame")
        if getattr(shown, name) and not getattr(boxes, name) and not getattr(claim.boxes, name)
    ]
