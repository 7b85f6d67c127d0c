"""The patient's rights in one shape, whoever told them: the card, ADRi, nobody.

Law of this file: pure functions; nothing is corrected. Rights are looked at on the day of the act.
"""

from datetime import date

from binocle.adri import Mutual, Rights
from binocle.amc import Complementary, same_insurer
from binocle.cards import AmcOnCard, Beneficiaire, Cover, only_cover
from binocle.kernel import Nir

from .lists import AmoRights, RightsSource
from .model import KnownRights

NO_RIGHTS = KnownRights(RightsSource.NOTHING)
"""Nothing was read: the patient's file alone, rights on a paper perhaps."""


def rights_of_card(who: Beneficiaire) -> KnownRights:
    """Return what a Vitale card tells of the rights of a beneficiary."""
    amc = who.amc
    return KnownRights(
        source=RightsSource.CARD,
        regime=who.regime,
        caisse=who.caisse,
        centre=who.centre,
        insured=who.insured,
        birth=who.birth,
        periods=who.rights,
        covers=who.covers,
        amo_service=who.amo_service,
        complementary=Complementary(amc.number, amc.member) if amc else None,
        work_accident=who.work_accident,
        amc_period=amc.period if amc else None,
    )


def rights_of_adri(
    rights: Rights, insured: Nir | None = None, *, card: AmcOnCard | None = None
) -> KnownRights:
    """Return what ADRi tells.

    Args:
        rights: the answer.
        insured: the NIR for which it was asked; the answer does not repeat it.
        card: the insurer that the card names: of the same one, it may know the member's number.
    """
    mutual = rights.mutual
    return KnownRights(
        source=RightsSource.ADRI,
        regime=rights.regime,
        caisse=rights.caisse,
        centre=rights.centre,
        insured=insured,
        birth=rights.birth,
        periods=rights.amo_periods,
        covers=rights.covers,
        amo_service=rights.amo_service,
        complementary=_complementary(mutual, card) if mutual else None,
        window=rights.window,
        amo_service_period=rights.amo_service_period,
        amc_period=mutual.period if mutual else None,
    )


def _complementary(mutual: Mutual, card: AmcOnCard | None) -> Complementary:
    of_card = card.member if card and same_insurer(card.number, mutual.number) else ""
    return Complementary(
        mutual.number,
        mutual.member or of_card,
        type=mutual.convention_type,
        criterion=mutual.secondary_criterion,
        treatment=mutual.treatment,
        sts_routing=mutual.sts_routing,
    )


def amo_rights_on(rights: KnownRights, day: date) -> AmoRights:
    """Return "Droits AMO" of a day; closed rights are an answer, not a failure."""
    if rights.source is RightsSource.NOTHING:
        return AmoRights.UNKNOWN
    held = any(period.holds(day) for period in rights.periods)
    return AmoRights.OPEN if held else AmoRights.CLOSED


def cover_of(rights: KnownRights, day: date) -> Cover | None:
    """Return the cover of a day, as :func:`binocle.cards.only_cover` finds it."""
    return only_cover(rights.covers, day)


def knows_ald(cover: Cover | None) -> bool:
    """Say whether a cover tells of an ALD: its digit, or exemption code 4 (sheet 2.5, 2.6)."""
    return cover is not None and (cover.ald not in ("", "0") or cover.exemption == "4")


def last_open_day(rights: KnownRights, day: date) -> date | None:
    """Return the last day before ``day`` on which a right held; none when none ever did."""
    ended = [each.last for each in rights.periods if each.last and each.last < day]
    return max(ended, default=None)
