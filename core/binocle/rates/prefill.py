"""The screen "Vérification taux", filled from the file, the rights and what the patient shows.

Law of this file: a form is a value of one instant; nothing runs out by itself, so it is looked at
anew each time the screen opens (APCV-10). Each field stays editable (TAUX-03): what stands in a
field stays while what is drawn for it stays the same; drawn otherwise, since the card came or left,
a context ran out, or other rights were told, it is taken anew. What was typed is never corrected
for it: where it does not go with presence, a finding says so. A change draws the fields that depend
on it. Sources: TAUX-03 to TAUX-07, TAUX-16, APCV-10, FSE-02; seed-facts 7.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from binocle.amc import AmcProof
from binocle.kernel import OperatorActionNeeded

from .determination import C2S_SERVICES, amo_service_of
from .known import amo_rights_on, cover_of
from .lists import AmoProof, InsuranceNature, RightsSource, SecuringMode
from .model import Circumstances, Claim, Forcings, RateForm
from .table import rate_table

GREYED = frozenset({"prescription", "act_day", "invoice_day", "amo_rights"})
"""Fields that the FSE screen shows without letting them change (FSE-02; which ones is assumed)."""

NATURE_FIELDS: Mapping[InsuranceNature, tuple[str, ...]] = {
    InsuranceNature.ILLNESS: (),
    InsuranceNature.MATERNITY: ("maternity_day",),
    InsuranceNature.WORK_ACCIDENT: (
        "work_accident_day",
        "work_accident_number",
        "work_accident_organism",
        "work_accident_sheet",
    ),
    InsuranceNature.SMG: ("smg_pec", "smg_amount"),
}
"""Insurance nature -> the fields that it opens on the screen (TAUX-06)."""

OF_THE_FILE = ("prescription", "act_day", "renewal")
"""Fields that the file holds too: both are one once the screen is checked, see :func:`settled`."""

TOLD_ONCE = ("work_accident_number", "work_accident_organism")
"""What a card tells of an accident; ADRi tells none, so other rights do not take it away."""

UNREAD_AMC_PROOFS = frozenset({AmcProof.WEB, AmcProof.OTHER_SUPPORT, AmcProof.PEC})
"""Complementary proofs for which neither a card nor ADRi was read."""

_AMC_PROOFS = {
    RightsSource.CARD: AmcProof.VITALE_CARD,
    RightsSource.ADRI: AmcProof.ADRI,
    RightsSource.NOTHING: AmcProof.NONE,
}


def prefilled(claim: Claim, around: Circumstances, *, invoicing: bool = False) -> RateForm:
    """Return the form as it opens.

    Args:
        claim: the file.
        around: rights, presence and forcings at this instant.
        invoicing: the FSE screen, which repeats the form with the invoice's day (FSE-02).
    """
    rights, day = around.rights, claim.care_day
    cover, mode = cover_of(rights, day), mode_of(around)
    proof = _amo_proof(around)
    mode = SecuringMode.DEGRADED if proof.manual else mode
    accident = rights.work_accident
    return RateForm(
        prescription=claim.prescription,
        act_day=day,
        invoice_day=claim.invoice_date if invoicing else None,
        amo_proof=proof,
        amo_rights=amo_rights_on(rights, day),
        amc_proof=_amc_proof(claim, around),
        mode=mode,
        renewal=claim.renewal,
        alsace_moselle=cover is not None and cover.rate == rate_table().rows["alsace-moselle"].rate,
        ald=claim.ald_prescribed,
        exemption=around.forcings.exemption if mode is SecuringMode.DEGRADED else None,
        work_accident_number=accident.at1_id if accident else "",
        work_accident_organism=accident.at1 if accident else "",
    )


def mode_of(around: Circumstances) -> SecuringMode:
    """Return the mode that presence allows: the card, or a context that still serves (TAUX-07)."""
    if around.presence.vitale_card or around.presence.mobile_at(around.now):
        return SecuringMode.SESAM_VITALE
    return SecuringMode.DEGRADED


def _amo_proof(around: Circumstances) -> AmoProof:
    """Return the proof: a mobile card that still serves, else what told the rights.

    A mobile card tells who the patient is; without rights from ADRi it proves none.
    """
    source = around.rights.source
    if source is RightsSource.ADRI and around.presence.mobile_at(around.now):
        return AmoProof.MOBILE_CARD
    return {
        RightsSource.CARD: AmoProof.VITALE_CARD,
        RightsSource.ADRI: AmoProof.ADRI,
        RightsSource.NOTHING: AmoProof.NONE,
    }[source]


def _amc_proof(claim: Claim, around: Circumstances) -> AmcProof:
    """Return the complementary proof; none where no RC part is transmitted (TAUX-05)."""
    service = amo_service_of(claim, around.rights, around.forcings)
    if service not in C2S_SERVICES and not claim.rc_amount:
        return AmcProof.NONE
    if claim.rc_by_line is not None:
        return AmcProof.PEC
    return _AMC_PROOFS[around.rights.source]


def changed(form: RateForm, around: Circumstances, **fields: Any) -> RateForm:
    """Return the form with some fields changed by hand, and what depends on them.

    The three proofs that nothing was read for force the degraded mode and leave the exemption to
    be chosen; any other proof drops that choice and takes the mode of the presence (TAUX-04). In
    SESAM-Vitale mode no exemption is chosen by hand.

    Raises:
        OperatorActionNeeded: FSE-CHAMP-GRISE, for a field that the FSE screen greys.
    """
    for name in greyed(form) & fields.keys():
        if fields[name] != getattr(form, name):
            raise OperatorActionNeeded("FSE-CHAMP-GRISE", champ=name)
    after = replace(form, **fields)
    if after.amo_proof.manual:
        return replace(after, mode=SecuringMode.DEGRADED)
    if after.amo_proof is not form.amo_proof:
        kept = after.exemption if not form.amo_proof.manual else None
        mode = after.mode if "mode" in fields else mode_of(around)
        after = replace(after, mode=mode, exemption=fields.get("exemption", kept))
    if after.mode is SecuringMode.SESAM_VITALE and "exemption" not in fields:
        after = replace(after, exemption=None)
    return after


def greyed(form: RateForm) -> frozenset[str]:
    """Return the fields that may not change now: some of them, once at the FSE screen."""
    return GREYED if form.invoice_day is not None else frozenset()


def shown_fields(form: RateForm) -> tuple[str, ...]:
    """Return the fields that the screen shows now, in its order.

    The extra fields of an ordinary accident, of an attack and of each nature come with them, and
    the block "Situation ETM" with a manual proof (seed-facts 7).
    """
    accident = ("accident_day", "accident_certificate") if form.ordinary_accident else ()
    attack = ("attack_certificate",) if form.attack_victim else ()
    by_hand = form.amo_proof.manual or form.exemption is not None
    return (
        *("prescription", "act_day", "invoice_day", "amo_proof", "amo_rights", "amc_proof"),
        *("ordinary_accident", *accident, "renewal", "alsace_moselle", "ald"),
        *("attack_victim", *attack, "nature", *NATURE_FIELDS[form.nature]),
        *(("exemption",) if by_hand else ()),
        "mode",
    )


@dataclass(frozen=True)
class RateScreen:
    """The screen as it stands, and what was drawn for it when it last opened.

    Attributes:
        form: what the screen shows.
        drawn: what was drawn for each field; where it differs, a hand chose what is shown.
    """

    form: RateForm
    drawn: RateForm


def opened(claim: Claim, around: Circumstances, *, invoicing: bool = False) -> RateScreen:
    """Return the screen as it opens for the first time."""
    drawn = prefilled(claim, around, invoicing=invoicing)
    return RateScreen(drawn, drawn)


def reopened(
    screen: RateScreen, claim: Claim, around: Circumstances, *, invoicing: bool = False
) -> RateScreen:
    """Return a screen that opens again: what is drawn otherwise than before is taken anew.

    A proof that a hand chose and for which nothing was read rests on no presence: it stays, and the
    compulsory one with the degraded mode that it forces.
    """
    of_file = prefilled(claim, around, invoicing=invoicing)
    days = {name: _now(screen, of_file, name) for name in OF_THE_FILE}
    # Rights are those of the act's day as the screen has it, which the file has not yet.
    drawn = prefilled(settled(claim, replace(of_file, **days)), around, invoicing=invoicing)
    drawn = replace(drawn, **{name: getattr(of_file, name) for name in OF_THE_FILE})
    shown = {each.name: _now(screen, drawn, each.name) for each in fields(RateForm)}
    told = {name: getattr(screen.form, name) for name in TOLD_ONCE}
    form = replace(drawn, **shown | told)
    if form.amo_proof.manual:
        form = replace(form, mode=SecuringMode.DEGRADED)
    if form.mode is SecuringMode.SESAM_VITALE and screen.form.mode is not form.mode:
        form = replace(form, exemption=None)
    return RateScreen(form, drawn)


def _now(screen: RateScreen, drawn: RateForm, name: str) -> Any:
    """Return what a field shows now that ``drawn`` is drawn."""
    shown, before, after = (getattr(form, name) for form in (screen.form, screen.drawn, drawn))
    if before == after or (shown != before and _rests_on_nothing_read(shown)):
        return shown
    return after


def _rests_on_nothing_read(value: object) -> bool:
    manual = isinstance(value, AmoProof) and value.manual
    return manual or (isinstance(value, AmcProof) and value in UNREAD_AMC_PROOFS)


def settled(claim: Claim, form: RateForm) -> Claim:
    """Return the claim with the days and the renewal that the form holds: they are one file."""
    act = None if form.act_day == claim.invoice_date else form.act_day
    return replace(claim, prescription=form.prescription, act_day=act, renewal=form.renewal)


def without_forcing(forcings: Forcings, name: str) -> Forcings:
    """Return the forcings without one of them ("Supprimer le forçage")."""
    nothing: Mapping[str, Any] = {name: None}
    return replace(forcings, **nothing)
