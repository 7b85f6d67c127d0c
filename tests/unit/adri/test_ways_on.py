"""After a failure the counter knows what to check and how the sale goes on."""

from dataclasses import replace

import pytest

from binocle.adri import (
    AFTER,
    MANUAL_PROOFS,
    UNKNOWN_PATIENT,
    RightsRequest,
    SentDatum,
    WayOn,
    unknown_patient_checks,
    ways_on,
)


@pytest.mark.parametrize("code", AFTER)
@pytest.mark.parametrize("card", [True, False])
def test_no_failure_is_a_dead_end(code: str, card: bool) -> None:
    ways = ways_on(code, card_in_reader=card)
    assert len(ways) > 1
    assert len(set(ways)) == len(ways)


@pytest.mark.parametrize("code", sorted(set(AFTER) - {"ADRI-PATIENT-INCONNU"}))
def test_the_card_serves_when_it_is_there_and_a_manual_proof_when_it_is_not(code: str) -> None:
    """ADRI-05."""
    assert ways_on(code, card_in_reader=True)[1:] == (WayOn.CARD_RIGHTS,)
    assert ways_on(code, card_in_reader=False)[1:] == MANUAL_PROOFS


@pytest.mark.parametrize("card", [True, False])
def test_an_unknown_patient_has_ways_of_its_own(card: bool) -> None:
    """ADRI-06."""
    ways = ways_on("ADRI-PATIENT-INCONNU", card_in_reader=card)
    assert ways == (WayOn.CORRECT, *UNKNOWN_PATIENT)


def test_a_code_of_nobody_has_no_way() -> None:
    with pytest.raises(KeyError):
        ways_on("LEC-CARTE-RETIREE", card_in_reader=True)


def test_four_data_are_to_be_checked(asked: RightsRequest) -> None:
    assert unknown_patient_checks(asked) == (
        SentDatum("insured", "255069999999934"),
        SentDatum("birth", "15/06/1955"),
        SentDatum("rank", "1"),
        SentDatum("regime", "01"),
    )
    nothing = replace(asked, insured=None, birth=None, rank="", regime="")
    assert [each.sent for each in unknown_patient_checks(nothing)] == ["", "", "", ""]
