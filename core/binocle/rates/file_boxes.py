"""Boxes of the file that amounts and rights tick (FSE-01, DRE-07, PEC-08, TAUX-14). Pure."""

from collections.abc import Sequence
from dataclasses import replace

from binocle.amc import TiersPayant
from binocle.kernel import ZERO, Cents

from .determination import C2S_BY_FUND, C2S_BY_INSURER, C2S_SERVICES, amo_service_of
from .model import Boxes, Circumstances, Claim


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
    """Return the boxes as the screen shows them: C2S as typed, forced or read in the rights."""
    service = amo_service_of(claim, around.rights, around.forcings)
    return replace(claim.boxes, c2s_amo=service == C2S_BY_FUND, c2s_amc=service in C2S_BY_INSURER)
