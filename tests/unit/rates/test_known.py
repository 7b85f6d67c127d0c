"""Card and ADRi tell the same person's rights in one shape."""

from datetime import date

import pytest
from tests.unit.rates.makers import DAY, DESMAUX, cover

from binocle.adri import Mutual, Rights, window_of
from binocle.amc import Complementary
from binocle.cards import AmcOnCard, Beneficiaire, Period, WorkAccidentBlock
from binocle.kernel import AmcNumber, BirthDate
from binocle.rates import (
    AmoRights,
    RightsSource,
    amo_rights_on,
    rights_of_adri,
    rights_of_card,
)
from binocle.rates.known import cover_of, knows_ald

PERIOD = Period(date(2020, 2, 1), date(2025, 1, 31))
NUMBER = AmcNumber("75500017")
ACCIDENT = WorkAccidentBlock("019999999", "017211234", "200912012", "019999999", "999999999")


def beneficiary(*, amc: AmcOnCard | None) -> Beneficiaire:
    return Beneficiaire(
        number=1,
        name="DESMAUX",
        first_name="NATHALIE",
        birth=BirthDate("19550615"),
        nir=DESMAUX,
        patronymic="DESMAUX",
        rank="1",
        quality="0",
        insured=DESMAUX,
        certified=None,
        regime="01",
        caisse="999",
        centre="9999",
        management="10",
        centre_label="CPAM-Caisse de TEST",
        address=(),
        amo_service="00",
        rights=(PERIOD,),
        covers=(cover(),),
        amc=amc,
        work_accident=ACCIDENT,
    )


def answer(*, mutual: Mutual | None) -> Rights:
    return Rights(
        window=window_of(DAY),
        answered_on=DAY,
        regime="01",
        caisse="999",
        centre="9999",
        name="DESMAUX",
        patronymic="DESMAUX",
        first_name="NATHALIE",
        address=(),
        certified_nir=None,
        birth=BirthDate("19550615"),
        rank="1",
        quality="0",
        amo_service="00",
        amo_periods=(PERIOD,),
        covers=(cover(),),
        mutual=mutual,
    )


def test_one_shape() -> None:
    card = rights_of_card(beneficiary(amc=AmcOnCard(NUMBER, "12345678", PERIOD)))
    told = rights_of_adri(answer(mutual=Mutual(NUMBER, PERIOD)), DESMAUX)
    for name in ("regime", "caisse", "centre", "insured", "birth", "periods", "covers"):
        assert getattr(card, name) == getattr(told, name), name
    assert card.complementary == Complementary(NUMBER, "12345678")
    assert told.complementary == Complementary(NUMBER, "")
    assert card.amc_period == told.amc_period == PERIOD
    assert (card.source, card.window, card.work_accident) == (RightsSource.CARD, None, ACCIDENT)
    assert (told.source, told.window, told.work_accident) == (
        RightsSource.ADRI, window_of(DAY), None,
    )  # fmt: skip


def test_what_adri_tells_of_the_insurer_is_kept() -> None:
    told = Mutual(NUMBER, PERIOD, "00042", "CM", "9", treatment="62", sts_routing="M")
    card = AmcOnCard(NUMBER, "12345678", PERIOD)
    assert rights_of_adri(answer(mutual=told), card=card).complementary == Complementary(
        NUMBER, "00042", "CM", "9", treatment="62", sts_routing="M"
    )


@pytest.mark.parametrize(("number", "member"), [("0075500017", "12345678"), ("75500018", "")])
def test_the_card_tells_the_member_of_the_same_insurer(number: str, member: str) -> None:
    card = AmcOnCard(AmcNumber(number), "12345678", PERIOD)
    told = rights_of_adri(answer(mutual=Mutual(NUMBER, PERIOD)), card=card)
    assert told.complementary == Complementary(NUMBER, member)


def test_nobody_pays_the_rest_when_nobody_is_named() -> None:
    assert rights_of_card(beneficiary(amc=None)).complementary is None
    assert rights_of_adri(answer(mutual=None)).complementary is None
    assert rights_of_adri(answer(mutual=None)).insured is None


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2020, 1, 31), AmoRights.CLOSED),
        (date(2020, 2, 1), AmoRights.OPEN),
        (date(2025, 1, 31), AmoRights.OPEN),
        (date(2025, 2, 1), AmoRights.CLOSED),
    ],
)
def test_rights_hold_on_both_ends(day: date, expected: AmoRights) -> None:
    assert amo_rights_on(rights_of_card(beneficiary(amc=None)), day) is expected


def test_an_ald_is_told_by_its_digit_or_its_code() -> None:
    assert not knows_ald(None)
    assert not knows_ald(cover_of(rights_of_card(beneficiary(amc=None)), DAY))
    assert knows_ald(cover(100, "4"))
    assert knows_ald(cover(100, "0", ald="1"))
