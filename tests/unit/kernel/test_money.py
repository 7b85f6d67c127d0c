"""Money: half a cent upward, and shares that always add up (seed-facts 22, A1 to A6)."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binocle.kernel import ZERO, Cents, cents, printed_euros, reimbursed, share_pro_rata

AMOUNTS = st.just(0) | st.integers(0, 9) | st.integers(0, 99_999)
LINES = st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=1, max_size=12)
"""Weight and cap of each line; the two need not agree."""


@pytest.mark.parametrize(
    ("base", "rate", "expected"),
    [
        (5, 60, 3),
        (5, 90, 5),  # 4.5 goes upward
        (5, 100, 5),
        (552, 85, 469),  # 4.692
        (900, 60, 540),
        (1, 50, 1),
        (1, 49, 0),
        (0, 100, 0),
        (9_999_999, 100, 9_999_999),
        (9_999_999, 0, 0),
    ],
)
def test_the_printed_reimbursements(base: int, rate: int, expected: int) -> None:
    assert reimbursed(Cents(base), rate) == expected


@given(st.integers(0, 9_999_999), st.integers(0, 100))
def test_half_a_cent_goes_upward_and_never_further(base: int, rate: int) -> None:
    exact = Fraction(base * rate, 100)
    assert Fraction(-1, 2) < reimbursed(Cents(base), rate) - exact <= Fraction(1, 2)


@pytest.mark.parametrize("rate", [-1, 101])
def test_a_rate_is_a_percentage(rate: int) -> None:
    with pytest.raises(AssertionError):
        reimbursed(Cents(5), rate)


def test_the_printed_share() -> None:
    """100,00 over 103 / 103 / 209, as invoice 254 prints it."""
    nets = [Cents(10300), Cents(10300), Cents(20900)]
    assert share_pro_rata(Cents(10000), nets, nets) == [2482, 2482, 5036]


@given(LINES, st.data())
def test_shares_add_up_and_stay_in_their_caps(
    lines: list[tuple[int, int]], data: st.DataObject
) -> None:
    weights = [Cents(weight) for weight, _ in lines]
    caps = [Cents(cap) for _, cap in lines]
    total = Cents(data.draw(st.integers(0, sum(caps))))
    shares = share_pro_rata(total, weights, caps)
    assert sum(shares) == total
    assert all(0 <= share <= cap for share, cap in zip(shares, caps, strict=True))


@given(st.lists(st.integers(1, 99_999), min_size=1, max_size=12), st.data())
def test_without_a_cap_only_the_heaviest_line_is_off_by_more_than_half_a_cent(
    nets: list[int], data: st.DataObject
) -> None:
    weights = [Cents(net) for net in nets]
    total = Cents(data.draw(st.integers(sum(nets) // 2, sum(nets))))
    shares = share_pro_rata(total, weights, [Cents(10**9)] * len(nets))
    heaviest = max(range(len(nets)), key=lambda place: (nets[place], place))
    for place, (net, share) in enumerate(zip(nets, shares, strict=True)):
        if place != heaviest:
            assert abs(share - Fraction(total * net, sum(nets))) <= Fraction(1, 2)


@pytest.mark.parametrize(
    ("total", "weights", "expected"),
    [
        (100, [1, 1, 1], [33, 33, 34]),  # one cent is missing: the last of equals takes it
        (50, [1, 1, 1], [17, 17, 16]),  # one cent too many: it gives it back
        (100, [7, 6, 7, 6], [27, 23, 27, 23]),
        (10, [100, 1, 1], [10, 0, 0]),
        (1, [1, 1, 1, 1], [0, 0, 0, 1]),
    ],
)
def test_the_residual_is_on_the_heaviest_line(
    total: int, weights: list[int], expected: list[int]
) -> None:
    room = [Cents(10**6)] * len(weights)
    assert share_pro_rata(Cents(total), [Cents(w) for w in weights], room) == expected


@pytest.mark.parametrize(
    ("total", "weights", "caps", "expected"),
    [
        (100, [50, 50], [10, 200], [10, 90]),
        (100, [98, 1, 1], [40, 100, 100], [40, 30, 30]),
        (5, [0, 10], [5, 0], [5, 0]),
        (10, [1, 1, 1, 0], [3, 3, 3, 5], [3, 3, 3, 1]),  # a line without a price takes the rest
    ],
)
def test_what_a_cap_refuses_is_shared_again(
    total: int, weights: list[int], caps: list[int], expected: list[int]
) -> None:
    assert share_pro_rata(Cents(total), list(map(Cents, weights)), list(map(Cents, caps))) == (
        expected
    )


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="31 cents do not fit in 30"):
        share_pro_rata(Cents(31), [Cents(1), Cents(1)], [Cents(10), Cents(20)])


@pytest.mark.parametrize("wrong", [-1, True, False, 1.0, "5", None])
def test_cents_are_whole_and_not_negative(wrong: object) -> None:
    with pytest.raises(ValueError, match="cents are"):
        cents(wrong)  # type: ignore[arg-type]


def test_cents_are_the_number_itself() -> None:
    assert (cents(0), cents(415_00)) == (ZERO, 41500)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (41500, "415,00"),
        (9, "0,09"),
        (0, "0,00"),
        (31491, "314,91"),
        (-469, "-4,69"),
        (-9, "-0,09"),
    ],
)
def test_amounts_as_printed(amount: int, text: str) -> None:
    assert printed_euros(Cents(amount)) == text
