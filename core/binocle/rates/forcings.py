"""What was forced behind the button "SESAM-Vitale", as its dialogs show it (TAUX-10).

Law of this file: what was read and what was forced stand side by side, and a forcing can be taken
back. Source: seed-facts 9.
"""

from dataclasses import dataclass

from binocle.kernel import CENTURIES, printed_day

from .determination import maternity_end
from .model import Circumstances, ForcedService, RateForm


@dataclass(frozen=True)
class ForcingLine:
    """One dialog.

    Attributes:
        name: field of :class:`Forcings`; its title is in the French catalogue.
        read: what stands without the forcing, as text.
        forced: what was forced, empty when nothing was.
    """

    name: str
    read: str
    forced: str


def forcing_lines(form: RateForm, around: Circumstances) -> tuple[ForcingLine, ...]:
    """Return the five dialogs in the manual's order, forced or not."""
    forcings, rights = around.forcings, around.rights
    end, birth = maternity_end(form), rights.birth
    forced_birth = ""
    if birth is not None and forcings.century in CENTURIES:
        forced_birth = birth.with_century(forcings.century).printed
    return (
        ForcingLine(
            "maternity_end",
            printed_day(end) if end else "",
            printed_day(forcings.maternity_end) if forcings.maternity_end else "",
        ),
        ForcingLine("exemption", "", forcings.exemption.value if forcings.exemption else ""),
        ForcingLine("amo_service", rights.amo_service, _service(forcings.amo_service)),
        ForcingLine("century", birth.printed if birth else "", forced_birth),
        ForcingLine("attestation", "", "" if forcings.attestation is None else "OUI"),
    )


def _service(forced: ForcedService | None) -> str:
    if forced is None:
        return ""
    days = [printed_day(day) if day else "" for day in (forced.first, forced.last)]
    return f"{forced.code} {days[0]} - {days[1]}" if any(days) else forced.code
