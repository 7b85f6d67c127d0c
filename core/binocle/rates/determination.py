"""Which rate, which exemption code, which AMO service: from rights, form, boxes and forcings.

Law of this file: :data:`CONDITIONS` says when each row of ``rates.toml`` applies; the highest rate
wins, between equals the first row. Sources: teleservices sheet 2.5, 2.9, 2.10, 3.1; requirements
TAUX-04, TAUX-10, TAUX-11, TAUX-14, TAUX-16.
"""

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from binocle.cards import Cover, Period

from .insurers import insurer_of
from .known import cover_of, knows_ald
from .lists import ExemptionChoice, InsuranceNature, SecuringMode
from .model import Circumstances, Claim, Entitlement, Forcings, KnownRights, RateForm
from .table import RateRow, rate_table

NO_SERVICE = "00"

C2S_BY_FUND = "01"
"""AMO service: C2S managed by the fund (teleservices sheet 2.9)."""

C2S_BY_INSURER = frozenset({"02", "03"})
"""AMO services: C2S that an insurer pays (sheet 2.9, 4.3; that 02 goes by DRE is assumed)."""

C2S_SERVICES = C2S_BY_INSURER | {C2S_BY_FUND}

AMO_SERVICES = C2S_SERVICES | {NO_SERVICE, "10"}
"""Services that may be forced; 10 = leaving C2S, which pays nothing any more."""


@dataclass(frozen=True)
class RateCase:
    """What the conditions look at.

    Attributes:
        cover: the cover of the day; none with a proof that nothing was read for.
        choice: the exemption chosen by hand, when it counts.
        service: the AMO service, boxes and forcings counted.
    """

    claim: Claim
    form: RateForm
    regime: str
    cover: Cover | None
    choice: ExemptionChoice | None
    service: str
    forcings: Forcings


def months_after(day: date, months: int) -> date:
    """Return the same day some months later, clamped to the month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def maternity_end(form: RateForm) -> date | None:
    """Return "Fin Théorique": the 12th day after the presumed birth (assumed)."""
    if form.maternity_day is None:
        return None
    birth = months_after(form.maternity_day, rate_table().maternity_birth)
    return min(birth, date.max - timedelta(days=31)) + timedelta(days=rate_table().maternity_after)


def in_maternity(form: RateForm, forcings: Forcings) -> bool:
    """Say whether the act is in the months that maternity pays whole."""
    if form.nature is not InsuranceNature.MATERNITY or form.maternity_day is None:
        return False
    first = months_after(form.maternity_day, rate_table().maternity_first)
    return Period(first, forcings.maternity_end or maternity_end(form)).holds(form.act_day)


def _ald(case: RateCase) -> bool:
    if case.choice is not None:
        return case.form.ald and case.choice is ExemptionChoice.ALD
    return case.form.ald and knows_ald(case.cover)


CONDITIONS: Mapping[str, Callable[[RateCase], bool]] = {
    "work-accident": lambda case: case.form.nature is InsuranceNature.WORK_ACCIDENT,
    "maternity": lambda case: in_maternity(case.form, case.forcings),
    "smg": lambda case: case.form.nature is InsuranceNature.SMG,
    "attack": lambda case: case.form.attack_victim,
    "ame": lambda case: case.claim.boxes.ame,
    "ald": _ald,
    "exempted": lambda case: case.choice is ExemptionChoice.ALL,
    "alsace-moselle": lambda case: case.form.alsace_moselle,
    "crpcen": lambda case: case.regime == rate_table().rows["crpcen"].regime,
    "fsv": lambda case: case.choice is ExemptionChoice.FSV,
    "c2s": lambda case: case.service in C2S_SERVICES,
    "general": lambda _case: True,
}


def amo_service_of(claim: Claim, rights: KnownRights, forcings: Forcings) -> str:
    """Return the AMO service of the claim: what is forced, else the boxes, else the rights.

    A forcing counts on its days alone, and so does the service of the rights when they tell its
    days. The box AME leaves no room for C2S (assumed).
    """
    forced, boxes = forcings.amo_service, claim.boxes
    if forced is not None and Period(forced.first, forced.last).holds(claim.care_day):
        return forced.code
    if boxes.c2s_amo:
        return C2S_BY_FUND
    if boxes.c2s_amc:
        return "03"
    told = rights.amo_service_period
    ended = told is not None and not told.holds(claim.care_day)
    return NO_SERVICE if boxes.ame or ended else rights.amo_service


def choice_of(form: RateForm) -> ExemptionChoice | None:
    """Return the exemption chosen by hand; it counts in degraded mode only (TAUX-10)."""
    return form.exemption if form.mode is SecuringMode.DEGRADED else None


def rate_case(claim: Claim, form: RateForm, around: Circumstances) -> RateCase:
    """Return what decides the rate; the form's days go before the claim's."""
    rights = around.rights
    return RateCase(
        claim=claim,
        form=form,
        regime=rights.regime,
        cover=None if form.amo_proof.manual else cover_of(rights, form.act_day),
        choice=choice_of(form),
        service=amo_service_of(claim, rights, around.forcings),
        forcings=around.forcings,
    )


def _cover_row(case: RateCase) -> RateRow | None:
    """Return the standard rate of the cover, as a row of its own.

    It does not count when an exemption was chosen by hand, when it is that of an ALD (whose own row
    looks at the care), nor when it is the local scheme's and its box was unticked (assumed).
    """
    cover, table = case.cover, rate_table()
    if cover is None or case.choice is not None:
        return None
    of_ald = cover.exemption == "4" or (
        cover.exemption == "0" and knows_ald(cover) and cover.rate == table.rows["ald"].rate
    )
    if of_ald:
        return None
    if cover.rate == table.rows["alsace-moselle"].rate and not case.form.alsace_moselle:
        return None
    return RateRow("cover", cover.rate, cover.exemption, "rights", table.rows["general"].confidence)


def deciding_row(case: RateCase) -> RateRow:
    """Return the row of the rate table that decides.

    The cover's own rate stands just before the schemes': between equals its exemption code is kept.
    Without a cover of the day, the general rate is the least; with one, the cover's.
    """
    rows, cover = rate_table().rows, _cover_row(case)
    found: list[RateRow] = []
    for key, row in rows.items():
        if key == "exempted" and cover is not None:
            found.append(cover)
        # The cover tells the ordinary rate itself.
        ordinary = key in ("c2s", "general")
        if CONDITIONS[key](case) and not (ordinary and cover is not None):
            found.append(row)
    return max(found, key=lambda row: row.rate)


def entitlement_of(claim: Claim, form: RateForm, around: Circumstances) -> Entitlement:
    """Return what rights and form say for the day of the act."""
    case = rate_case(claim, form, around)
    row, window = deciding_row(case), around.rights.window
    day = form.act_day
    insurer, management = insurer_of(claim, around, c2s=case.service in C2S_SERVICES)
    return Entitlement(
        rate=row.rate,
        exemption=row.code,
        asked_on=window.last if window else day,
        until=window.last if window else day,
        amo_service=case.service,
        complementary=insurer,
        reason=row.key,
        insurer_management=management,
    )
