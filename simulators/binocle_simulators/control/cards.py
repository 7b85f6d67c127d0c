"""Cards by name, as a hand picks them: ``family:card``, such as ``cps3:demo``.

Law of this file: a family of cards is one line of :data:`FAMILIES`.
Source: ours; no rule of a peer.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from binocle_simulators.cards import (
    CARDS,
    DEMO_HOLDER,
    FOREIGN,
    VITALE_1_CARDS,
    CpsHolder,
    Vitale1Card,
    image_names,
    load_card,
    make_cps,
    shipped_image,
)
from binocle_simulators.readers import Card

if TYPE_CHECKING:
    from binocle_simulators.bench import Bench

CPS_HOLDERS: Mapping[str, CpsHolder] = {
    "demo": DEMO_HOLDER,
    "expired": replace(DEMO_HOLDER, last_day="20240527"),
    "opposed": replace(DEMO_HOLDER, opposed=True),
}
"""The optician of the bench, with a card in each state; the bench day is 28 May 2024."""


class UnknownCard(LookupError):
    """A name of no card of the bench; the text lists those that there are."""


@dataclass(frozen=True)
class CardFamily:
    """Cards that are made alike.

    Attributes:
        roles: of the slots where somebody would put them.
        names: the cards of the family on a bench.
        make: a fresh one, of a name among those.
    """

    roles: tuple[str, ...]
    names: Callable[["Bench"], Iterable[str]]
    make: Callable[["Bench", str], Card]


def _heads(bench: "Bench") -> Iterable[str]:
    """Return the first person of each Vitale card."""
    return dict.fromkeys(bench.family(key)[0] for key in bench.people)


def _cps(kind: str) -> CardFamily:
    contactless = "contactless" in kind
    return CardFamily(
        ("contactless",) if contactless else ("cps",),
        lambda _: CPS_HOLDERS,
        lambda bench, name: make_cps(kind, CPS_HOLDERS[name], chance=bench.world.stream("cps")),
    )


FAMILIES: Mapping[str, CardFamily] = {
    **{kind: _cps(kind) for kind in CARDS},
    "vitale": CardFamily(
        ("vitale",), _heads, lambda bench, name: bench.vitale(*bench.family(name))
    ),
    "vitale1": CardFamily(
        ("vitale",), lambda _: VITALE_1_CARDS, lambda _, name: Vitale1Card(VITALE_1_CARDS[name])
    ),
    "image": CardFamily(
        ("cps", "vitale"),
        lambda _: image_names(),
        lambda bench, name: load_card(
            shipped_image(name), people=bench.people, chance=bench.world.stream("cps")
        ),
    ),
    "foreign": CardFamily(
        ("cps", "vitale", "contactless"), lambda _: FOREIGN, lambda _, name: FOREIGN[name]
    ),
}


def card_names(bench: "Bench", role: str = "") -> tuple[str, ...]:
    """Return the names of the cards of a bench.

    Args:
        bench: whose people have cards.
        role: only what one would put in such a slot; everything when empty.
    """
    return tuple(
        f"{family}:{name}"
        for family, cards in FAMILIES.items()
        if not role or role in cards.roles
        for name in cards.names(bench)
    )


def make_card(bench: "Bench", name: str) -> Card:
    """Return a fresh card.

    Raises:
        UnknownCard: no card has that name.
    """
    names = card_names(bench)
    if name not in names:
        raise UnknownCard(f"no card {name!r}; cards: {', '.join(names)}")
    family, _, card = name.partition(":")
    return FAMILIES[family].make(bench, card)
