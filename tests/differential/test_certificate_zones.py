"""What a certificate may say and what B2 carries are one: nothing of it is found after signing."""

from dataclasses import replace
from datetime import date

from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.unit.fse.makers import invoice

from binocle.amc import (
    USUAL_TIERS_PAYANT,
    Attestation,
    ClaimDays,
    ClaimFacts,
    complementary_check,
)
from binocle.fse import Flow
from binocle.fse.messages import form_records
from binocle.kernel import AmcNumber, Cents
from binocle_simulators.concentrator.layouts import LAYOUTS

DAY = date(2024, 5, 28)
TRAVELLING = {
    "member": 15, "routing": 2, "host": 3, "sts_routing": 1, "domain": 20, "treatment": 2,
}  # fmt: skip
"""Texts of the certificate that 2M carries, and their length there."""


SPLIT = invoice()
INSURER = AmcNumber("1100000000")


def texts(longest: int) -> st.SearchStrategy[str]:
    """Nothing, or what a hand may type, often of the length that B2 takes."""
    near = st.text("0189AMZ .-", min_size=longest, max_size=longest)
    return st.just("") | near | st.text("0Aaé.-_' \t", max_size=longest + 1)


certificates = st.builds(
    Attestation,
    number=st.just(INSURER),
    **{name: texts(length) for name, length in TRAVELLING.items()},
)


@example(Attestation(number=INSURER, domain="MUT-1.INVALID"))
@example(Attestation(number=INSURER, domain="mutuelle.invalid"))
@settings(max_examples=150, deadline=None)
@given(certificates)
def test_what_a_certificate_may_say_is_carried_by_2m(certificate: Attestation) -> None:
    facts = ClaimFacts(
        days=ClaimDays(DAY, DAY),
        attestation=certificate,
        tiers_payant=USUAL_TIERS_PAYANT,
        rc_total=Cents(1),
    )
    named = complementary_check(facts).complementary
    if named is None:
        return
    records = form_records(replace(SPLIT, complementary=named), Flow.DRE).decode("ascii")
    second = next(
        records[at : at + 128] for at in range(0, len(records), 128) if records[at + 35] == "M"
    )
    assert LAYOUTS["2M"].pattern.fullmatch(second)
