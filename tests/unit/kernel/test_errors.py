"""Errors under one root, findings as values, hazards that do nothing in production."""

import pytest

from binocle.kernel import (
    BinocleError,
    Finding,
    LinkDown,
    OperatorActionNeeded,
    PeerViolation,
    ResultUnknown,
    SafeHazards,
    Severity,
)


@pytest.mark.parametrize("kind", [OperatorActionNeeded, PeerViolation, LinkDown, ResultUnknown])
def test_an_error_carries_its_code_and_facts(kind: type[BinocleError]) -> None:
    error = kind("LOT-REFUSE-TOTAL", lot="027", attendu=9)
    assert isinstance(error, BinocleError)
    assert (error.code, dict(error.facts)) == ("LOT-REFUSE-TOTAL", {"lot": "027", "attendu": 9})
    assert str(error) == "LOT-REFUSE-TOTAL (lot=027, attendu=9)"


def test_a_fact_may_be_a_code_itself() -> None:
    """A finding about a product names its code, and may have to be raised."""
    error = OperatorActionNeeded("FSE-LPP-FERME", code="2223342")
    assert (error.code, dict(error.facts)) == ("FSE-LPP-FERME", {"code": "2223342"})


def test_an_error_without_facts_is_its_code() -> None:
    assert str(LinkDown("TEL-RETOUR-ABSENT")) == "TEL-RETOUR-ABSENT"
    assert LinkDown("TEL-RETOUR-ABSENT").facts == {}


def test_an_unknown_result_is_a_link_that_is_down() -> None:
    """Whoever only knows how to say "no link" says it of both."""
    assert issubclass(ResultUnknown, LinkDown)


def test_a_finding_blocks_unless_it_says_otherwise() -> None:
    assert Finding("FSE-SANS-LIGNE", "lines").severity is Severity.BLOCKS
    assert Finding("FSE-SANS-LIGNE", "lines") == Finding("FSE-SANS-LIGNE", "lines", {})


def test_no_point_is_hazardous_in_production() -> None:
    hazards = SafeHazards()
    assert not vars(hazards)
    hazards.reach("after-sign")
