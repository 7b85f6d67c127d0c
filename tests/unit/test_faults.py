"""A fault plan counts occasions and says what goes wrong."""

import pytest

from binocle_simulators.faults import (
    CARD_KINDS,
    CARD_TEARS,
    KINDS,
    MOMENTS,
    POINTS,
    Fault,
    FaultPlan,
    UnknownFault,
    told_moment,
)


def struck(plan: FaultPlan, where: str, times: int) -> list[str | None]:
    return [plan.strike(where) for _ in range(times)]


def test_nothing_is_armed_nothing_goes_wrong() -> None:
    plan = FaultPlan()
    assert struck(plan, "adri", 3) == [None] * 3
    assert plan.armed == ()


@pytest.mark.parametrize(
    ("fault", "answers"),
    [
        (Fault("adri", "down"), ["down", None, None, None]),
        (Fault("adri", "down", at=3), [None, None, "down", None]),
        (Fault("adri", "down", times=2), ["down", "down", None, None]),
        (Fault("adri", "down", at=2, times=2), [None, "down", "down", None]),
        (Fault("adri", "down", at=2, times=0), [None, "down", "down", "down"]),
    ],
)
def test_a_fault_hits_its_occasions(fault: Fault, answers: list[str | None]) -> None:
    plan = FaultPlan()
    plan.arm(fault)
    assert struck(plan, "adri", 4) == answers
    assert plan.armed == ((fault,) if fault.times == 0 else ())


def test_a_fault_counts_from_when_it_was_armed() -> None:
    plan = FaultPlan()
    plan.arm(Fault("cps", "reset", at=5))
    struck(plan, "cps", 2)
    plan.arm(Fault("cps", "empty", at=2))
    assert struck(plan, "cps", 4) == [None, "empty", "reset", None]


def test_places_do_not_count_for_one_another() -> None:
    plan = FaultPlan()
    plan.arm(Fault("vitale", "reset", at=2))
    assert struck(plan, "cps", 5) == [None] * 5
    assert struck(plan, "vitale", 2) == [None, "reset"]


def test_no_fault_is_lost_behind_another() -> None:
    plan = FaultPlan()
    plan.arm(Fault("adri", "down"), Fault("adri", "slow"), Fault("adri", "fault"))
    assert struck(plan, "adri", 4) == ["down", "slow", "fault", None]


def test_a_crash_is_struck_at_its_point_only() -> None:
    plan = FaultPlan()
    plan.arm(Fault("crash", "after-send", at=2), Fault("crash", "after-sign"))
    points = ["after-send", "after-lot", "after-sign", "after-sign", "after-send"]
    assert [plan.strike("crash", point) for point in points] == [
        None,
        None,
        "after-sign",
        None,
        "after-send",
    ]


def test_clear_forgets_everything() -> None:
    plan = FaultPlan()
    plan.arm(Fault("adri", "down", times=0), Fault("cps", "reset"))
    assert plan.strike("adri") == "down"
    plan.clear()
    assert plan.armed == ()
    assert plan.strike("adri") is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"where": "adrl", "what": "down"},
        {"where": "adri", "what": "silent"},
        {"where": "crash", "what": "after-lunch"},
        {"where": "adri", "what": "down", "at": 0},
        {"where": "adri", "what": "down", "times": -1},
        {"where": "cps", "what": "removed", "moment": "later"},
        {"where": "cps", "what": "transient", "moment": "after"},
        {"where": "cps", "what": "mute", "moment": "before"},
        {"where": "adri", "what": "down", "moment": "before"},
    ],
)
def test_a_fault_that_could_never_strike_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(UnknownFault):
        Fault(**wrong)  # type: ignore[arg-type]


def test_a_place_or_point_that_nobody_declared_is_a_broken_promise() -> None:
    with pytest.raises(AssertionError):
        FaultPlan().strike("adrl")
    with pytest.raises(AssertionError):
        FaultPlan().strike("crash", "after-lunch")


def test_every_declared_fault_can_be_armed_and_strikes() -> None:
    for where, kinds in KINDS.items():
        for what in kinds:
            plan = FaultPlan()
            plan.arm(Fault(where, what))
            assert not plan.calm
            assert plan.strike(where, POINTS.get(what)) == what
            assert plan.calm
    assert KINDS["cps"] == KINDS["vitale"] == KINDS["contactless"] == CARD_KINDS
    assert set(MOMENTS) <= {what for kinds in KINDS.values() for what in kinds}


@pytest.mark.parametrize("what", MOMENTS)
def test_a_strike_tells_the_moment_unless_it_is_the_kinds_own(what: str) -> None:
    where = next(place for place, kinds in KINDS.items() if what in kinds)
    for moment in ("", *MOMENTS[what]):
        plan = FaultPlan()
        plan.arm(Fault(where, what, moment=moment))
        told = plan.due(where)
        assert told is not None
        assert plan.strike(where) == told
        own = MOMENTS[what][0]
        assert told == (what if moment in ("", own) else f"{what}/{moment}")
        assert told_moment(told) == (what, moment or own)


def test_the_shapes_of_a_tear_keep_their_own_moment() -> None:
    assert {shape: MOMENTS[shape][0] for shape in CARD_TEARS} == {
        "reset": "before",
        "removed": "before",
        "empty": "inside",
        "not-transacted": "before",
    }


def test_an_insertion_is_no_exchange() -> None:
    plan = FaultPlan()
    plan.arm(Fault("cps", "mute"), Fault("cps", "removed", at=2))
    assert struck(plan, "cps", 1) == [None]
    assert plan.strike("cps", "insertion") == "mute"
    assert plan.strike("cps", "insertion") is None
    assert struck(plan, "cps", 2) == ["removed", None]
