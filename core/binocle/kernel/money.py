"""Money is whole euro cents; rates are whole percents; no float.

Rounding: half a cent upward, on each line, then summed (seed S1: 0,05 at 60 % = 0,03, three lines
0,09). The legal source of the half-cent rule was not found: inferred from the printed cases.
"""

from collections.abc import Sequence
from typing import NewType

Cents = NewType("Cents", int)

ZERO = Cents(0)


def cents(value: int) -> Cents:
    """Return ``value`` as cents.

    Raises:
        ValueError: ``value`` is negative or not a whole number.
    """
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"cents are whole numbers, not {value!r}")
    if value < 0:
        raise ValueError(f"cents are not negative: {value}")
    return Cents(value)


def reimbursed(base: Cents, rate_percent: int) -> Cents:
    """Return ``base`` at ``rate_percent``, half a cent rounded upward."""
    assert 0 <= rate_percent <= 100, rate_percent
    return Cents((base * rate_percent + 50) // 100)


def share_pro_rata(total: Cents, weights: Sequence[Cents], caps: Sequence[Cents]) -> list[Cents]:
    """Share ``total`` over lines in proportion to ``weights``, no line above its cap.

    Each share is rounded half upward; the residual goes to the heaviest line (the last of equals)
    that has room; what a cap refuses is shared again over the lines that are not full (seed S1:
    100,00 over 103 / 103 / 209 = 24,82 / 24,82 / 50,36; residual and cap rules are ours).

    Raises:
        ValueError: the caps together are below ``total``.
    """
    if sum(caps) < total:
        raise ValueError(f"{total} cents do not fit in {sum(caps)}")
    shares = [0] * len(weights)
    left: int = total
    while left:
        open_lines = [i for i, cap in enumerate(caps) if shares[i] < cap and weights[i]]
        open_lines = open_lines or [i for i, cap in enumerate(caps) if shares[i] < cap]
        weight = sum(weights[i] or 1 for i in open_lines)
        wanted = {i: (2 * left * (weights[i] or 1) + weight) // (2 * weight) for i in open_lines}
        full = [i for i in open_lines if shares[i] + wanted[i] > caps[i]]
        if full:
            for i in full:
                left -= caps[i] - shares[i]
                shares[i] = caps[i]
            continue
        for i in open_lines:
            shares[i] += wanted[i]
        residual = left - sum(wanted.values())
        for i in sorted(open_lines, key=lambda i: (weights[i], i), reverse=True):
            moved = (
                min(residual, caps[i] - shares[i]) if residual > 0 else max(residual, -shares[i])
            )
            shares[i] += moved
            residual -= moved
        left = residual  # only lines without a price have room for it
    assert sum(shares) == total
    return [Cents(share) for share in shares]


def printed_euros(amount: Cents) -> str:
    """Return the amount as the manuals print it: ``415,00``, ``-4,69``."""
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100},{abs(amount) % 100:02d}"
