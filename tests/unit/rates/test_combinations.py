"""Whatever is combined gives a check or findings; amounts always add up (Hypothesis)."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.rates.makers import (
    CARD,
    DAY,
    INSURER,
    MOBILE,
    NOBODY,
    OLD_MOBILE,
    around,
    claim,
    cover,
    frame,
    lens,
    rights,
)

from binocle.amc import AmcProof, TiersPayant
from binocle.kernel import Cents, LppCode, OperatorActionNeeded
from binocle.optics import LineKind, RenewalKind
from binocle.rates import (
    NO_RIGHTS,
    AmoProof,
    AmoRights,
    Boxes,
    Circumstances,
    Claim,
    ExemptionChoice,
    ForcedService,
    Forcings,
    InsuranceNature,
    Presence,
    RateCheck,
    RateForm,
    RateScreen,
    RightsSource,
    SaleLine,
    SecuringMode,
    amo_of,
    amo_rights_on,
    blocking,
    changed,
    check,
    fingerprint,
    form_findings,
    opened,
    prefilled,
    reimbursements,
    reopened,
    settled,
    staleness,
)

LPP = LppCode("7230795")
KNOWN = [
    NO_RIGHTS,
    rights(),
    rights(cover(100, "4", ald="1")),
    rights(cover(100, "5"), source=RightsSource.ADRI),
    rights(source=RightsSource.ADRI, service="01"),
    rights(service="03", regime="10"),
    rights(service="02", insurer=None),
    rights(periods=()),
]
days = st.dates(date(2023, 1, 1), date(2024, 6, 30))
money = st.integers(-1, 50_000).map(Cents)
sale_lines = st.builds(
    SaleLine,
    kind=st.sampled_from(LineKind),
    act=st.sampled_from(["", "VU3", "V01", "M01", "M03", "S01", "LEN"]),
    lpp=st.sampled_from([LPP, LPP, None]),
    net=money,
    base=st.sampled_from([0, 5, 900, 552, -1]).map(Cents),
    shown=st.booleans(),
    offer=st.booleans(),
    limit=st.none() | money,
)
forcings = st.builds(
    Forcings,
    maternity_end=st.none() | days,
    exemption=st.none() | st.sampled_from(ExemptionChoice),
    amo_service=st.none()
    | st.builds(
        ForcedService, st.sampled_from(["00", "01", "03", "10", "99"]), st.none() | days,
        st.none() | days,
    ),
    century=st.sampled_from([None, 19, 20, 21]),
)  # fmt: skip
circumstances = st.builds(
    around, st.sampled_from(KNOWN), st.sampled_from([CARD, NOBODY, MOBILE, OLD_MOBILE]), forcings
)
boxes = st.builds(Boxes, st.booleans(), st.booleans(), st.booleans(), st.booleans())
parts = st.builds(TiersPayant, amo=st.booleans(), amc=st.booleans(), transmit_amc=st.booleans())
edits = st.fixed_dictionaries(
    {},
    optional={
        "amo_proof": st.sampled_from(AmoProof),
        "amo_rights": st.sampled_from(AmoRights),
        "amc_proof": st.sampled_from(AmcProof),
        "mode": st.sampled_from(SecuringMode),
        "nature": st.sampled_from(InsuranceNature),
        "exemption": st.none() | st.sampled_from(ExemptionChoice),
        "renewal": st.sampled_from(RenewalKind),
        "act_day": days,
        "prescription": days,
        "alsace_moselle": st.booleans(),
        "ald": st.booleans(),
        "attack_victim": st.booleans(),
        "ordinary_accident": st.booleans(),
        "maternity_day": st.none() | st.dates(),
        "work_accident_day": st.none() | st.dates(),
        "work_accident_number": st.text(max_size=10),
        "smg_amount": money,
    },
)


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    """Any file, most of them wrong somewhere."""
    lines = draw(st.lists(sale_lines, max_size=6))
    by_line = st.lists(money, min_size=len(lines), max_size=len(lines)).map(tuple)
    return Claim(
        prescription=draw(days),
        invoice_date=draw(days),
        lines=tuple(lines),
        rc_total=draw(money),
        act_day=draw(st.none() | days),
        rc2_total=draw(money),
        boxes=draw(boxes),
        ald_prescribed=draw(st.booleans()),
        tiers_payant=draw(parts),
        rc_by_line=draw(st.none() | by_line | st.just((Cents(1),))),
        insurer=draw(st.none() | st.just(INSURER)),
        second_insurer=draw(st.none() | st.just(INSURER)),
    )


def outcome(sale: Claim, form: RateForm, seen: Circumstances) -> RateCheck | None:
    """Return the check, or nothing when findings bar it; they are told alike both ways."""
    bars = blocking(form_findings(sale, form, seen))
    if not bars:
        return check(sale, form, seen)
    with pytest.raises(OperatorActionNeeded) as refused:
        check(sale, form, seen)
    assert refused.value.code == bars[0].code
    return None


@settings(max_examples=100)
@given(claims(), circumstances, edits, st.booleans())
def test_any_file_gives_a_check_or_findings(
    sale: Claim, seen: Circumstances, typed: dict[str, Any], drawn: bool
) -> None:
    form = prefilled(sale, seen)
    form = changed(form, seen, **typed) if drawn else replace(form, **typed)
    assert len(reimbursements(sale, outcome(sale, form, seen)).rows) == len(sale.lines)


@st.composite
def right_claims(draw: st.DrawFn) -> Claim:
    """A file that nothing bars: amounts in their room, a supplement after each lens perhaps."""
    lines: list[SaleLine] = []
    for line in draw(st.lists(right_lines, min_size=1, max_size=5)):
        lines.append(line)
        if line.kind is LineKind.LENS and line.shown and draw(st.booleans()):
            price = Cents(draw(st.integers(0, 5000)))
            lines.append(SaleLine(LineKind.SUPPLEMENT, "", None, price, Cents(0), "Prisme"))
    room = [line.net - amo_of(line, 100) if line.shown else 0 for line in lines]
    rc2 = draw(st.integers(0, sum(room)))
    by_line = tuple(Cents(draw(st.integers(0, each))) for each in room)
    pec = rc2 + sum(by_line) <= sum(room) and draw(st.booleans())
    return Claim(
        prescription=date(2024, 5, 1),
        invoice_date=DAY,
        lines=tuple(lines),
        rc_total=Cents(0 if pec else draw(st.integers(0, sum(room) - rc2))),
        rc2_total=Cents(rc2),
        rc_by_line=by_line if pec else None,
        tiers_payant=draw(parts),
        second_insurer=INSURER,
    )


right_lines = st.builds(
    SaleLine,
    kind=st.sampled_from([LineKind.FRAME, LineKind.LENS, LineKind.SUNDRY]),
    act=st.sampled_from(["VU3", "VM3", "M03", "LEN"]),
    lpp=st.just(LPP),
    net=st.integers(0, 50_000).map(Cents),
    base=st.sampled_from([0, 5, 552, 900]).map(Cents),
).flatmap(lambda line: st.sampled_from([line, line, replace(line, shown=False)]))


@settings(max_examples=60)
@given(right_claims(), st.sampled_from([CARD, NOBODY]), st.sampled_from([60, 85, 90, 100]))
def test_the_shares_of_a_right_file_add_up(sale: Claim, presence: Presence, rate: int) -> None:
    source = RightsSource.CARD if presence is CARD else RightsSource.ADRI
    seen = around(rights(cover(rate), source=source), presence)
    form = prefilled(sale, seen)
    result = outcome(sale, form, seen)
    if not any(line.shown for line in sale.lines):
        assert result is None
        return
    assert result is not None
    adds_up(result)
    assert not staleness(result, sale, form)
    table = reimbursements(sale, result)
    paid = sum(
        (share.amo if sale.tiers_payant.amo else 0)
        + (share.amc + share.amc2 if sale.tiers_payant.amc else 0)
        for share in result.shares
    )
    assert table.totals.left == table.totals.net - paid


def adds_up(result: RateCheck) -> None:
    """Shares are whole, none passes its line, and the form carries every one of them."""
    sale, rate = result.claim, result.rate
    for line, share in zip(sale.lines, result.shares, strict=True):
        assert min(share.amo, share.amc, share.amc2) >= 0
        assert share.amo + share.amc + share.amc2 <= (line.net if line.shown else 0)
        assert share.amo == (amo_of(line, rate) if line.shown else 0)
    for name in ("amo", "amc"):
        assert sum(getattr(x, name) for x in result.lines) == sum(
            getattr(x, name) for x in result.shares
        )
    assert sum(share.amc2 for share in result.shares) == sale.rc2_total
    if result.entitlement.amo_service not in ("01", "02", "03"):
        assert sum(share.amc for share in result.shares) == sale.rc_amount
    shown = sum(line.net for line in sale.lines if line.shown)
    assert sum(line.net for line in result.lines) == shown


@pytest.mark.parametrize("proof", AmoProof)
@pytest.mark.parametrize("presence", [CARD, NOBODY, MOBILE, OLD_MOBILE])
def test_every_proof_presence_mode_and_nature(proof: AmoProof, presence: Presence) -> None:
    for known, mode, nature in product(KNOWN, SecuringMode, InsuranceNature):
        seen, sale = around(known, presence), claim(rc=100)
        form = changed(prefilled(sale, seen), seen, amo_proof=proof)
        result = outcome(sale, replace(form, mode=mode, nature=nature), seen)
        if result is not None:
            adds_up(result)


@settings(max_examples=50)
@given(circumstances, edits, st.booleans())
def test_filling_twice_is_filling_once(
    seen: Circumstances, typed: dict[str, Any], invoicing: bool
) -> None:
    sale = claim(rc=100)
    form = prefilled(sale, seen, invoicing=invoicing)
    assert prefilled(sale, seen, invoicing=invoicing) == form
    assert changed(form, seen) == form
    screen = opened(sale, seen, invoicing=invoicing)
    assert screen == RateScreen(form, form)
    assert reopened(screen, sale, seen, invoicing=invoicing) == screen
    once = changed(prefilled(sale, seen), seen, **typed)
    assert changed(once, seen, **typed) == once


@given(circumstances, edits)
def test_what_a_hand_chose_stays_while_nothing_around_changes(
    seen: Circumstances, typed: dict[str, Any]
) -> None:
    sale = claim(rc=100)
    screen = opened(sale, seen)
    screen = replace(screen, form=changed(screen.form, seen, **typed))
    again = reopened(screen, sale, seen)
    assert replace(again.form, amo_rights=screen.form.amo_rights) == screen.form
    if "amo_rights" not in typed:
        assert again.form.amo_rights is amo_rights_on(seen.rights, screen.form.act_day)
    assert reopened(again, sale, seen) == again
    settled_again = reopened(again, settled(sale, again.form), seen)
    assert settled_again.form == again.form, "the file takes the days of the screen"


PRESENCES = st.sampled_from([CARD, NOBODY, MOBILE, OLD_MOBILE])


@given(circumstances, PRESENCES, edits)
def test_what_presence_draws_otherwise_is_taken_anew(
    seen: Circumstances, then: Presence, typed: dict[str, Any]
) -> None:
    sale = claim(rc=100)
    screen = opened(sale, seen)
    hand = changed(screen.form, seen, **typed)
    later = replace(seen, presence=then)
    fresh, again = prefilled(sale, later), reopened(replace(screen, form=hand), sale, later).form
    for name in ("amo_proof", "mode"):
        before, now = getattr(screen.drawn, name), getattr(fresh, name)
        expected = getattr(hand, name) if before == now or hand.amo_proof.manual else now
        assert getattr(again, name) is expected, name
    if hand == screen.drawn:
        assert again == fresh, "untouched, it is what opens at that instant (APCV-10)"
    if again.mode is SecuringMode.SESAM_VITALE:
        assert not again.amo_proof.manual
        assert again.exemption is None or hand.mode is again.mode, "a finding tells it"


@given(
    st.lists(st.tuples(money, st.sampled_from([5, 900, 552])), min_size=1, max_size=5),
    st.integers(0, 100),
    st.integers(0, 100),
)
def test_a_higher_rate_never_pays_less(
    prices: list[tuple[Cents, int]], one: int, other: int
) -> None:
    low, high = sorted((one, other))
    for net, base in prices:
        line = lens(max(net, 0), base)
        assert 0 <= amo_of(line, low) <= amo_of(line, high) <= line.net


@settings(max_examples=50)
@given(st.integers(0, 120), circumstances)
def test_time_alone_changes_proof_and_mode_alone(minutes: int, seen: Circumstances) -> None:
    sale = claim(rc=100)
    before = prefilled(sale, seen)
    after = prefilled(sale, replace(seen, now=seen.now + timedelta(minutes=minutes)))
    assert (
        replace(after, amo_proof=before.amo_proof, mode=before.mode, exemption=before.exemption)
        == before
    )


@settings(max_examples=25)
@given(claims(), claims(), circumstances)
def test_a_fingerprint_tells_files_apart(one: Claim, other: Claim, seen: Circumstances) -> None:
    form = prefilled(one, seen)
    assert fingerprint(one, form) == fingerprint(one, form)
    same = replace(other, **{name: getattr(one, name) for name in (
        "prescription", "act_day", "invoice_date", "renewal",
    )})  # fmt: skip
    assert (fingerprint(same, form) == fingerprint(one, form)) is (same == one)


def test_the_invoice_screen_has_the_same_fingerprint() -> None:
    sale, seen = claim(frame(), lens()), around()
    assert fingerprint(sale, prefilled(sale, seen)) == fingerprint(
        sale, prefilled(sale, seen, invoicing=True)
    )
    assert prefilled(sale, seen, invoicing=True).invoice_day == DAY
