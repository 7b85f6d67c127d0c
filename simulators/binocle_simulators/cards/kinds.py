"""The cards of a professional by kind, as a bench asks for them.

Source: cards sheet 1.1 for the answers to reset.
"""

import random
from collections.abc import Callable, Mapping
from functools import partial

from . import cps, cps2ter, cps4, cps_contactless
from .cps import CpsCard
from .cps2ter import Cps2terCard
from .cps4 import Cps4Card
from .cps_contactless import ContactlessCps
from .cps_files import DEMO_HOLDER, CpsHolder
from .iso7816 import Iso7816Card


class UnknownCard(LookupError):
    """A kind of card that is not simulated; the text lists those that are."""


CARDS: Mapping[str, Callable[..., Iso7816Card]] = {
    "cps2ter": Cps2terCard,
    "cps3": partial(CpsCard, atr=cps.ATR),
    "cps3-contactless": partial(ContactlessCps, atr=cps_contactless.ATR),
    "cps3-contactless-hospital": partial(ContactlessCps, atr=cps_contactless.ATR_HOSPITAL),
    "cps4": partial(Cps4Card, atr=cps4.ATR),
    "cps4-rc": partial(Cps4Card, atr=cps4.ATR_RELEASE_CANDIDATE),
    "cps4-t0": partial(Cps4Card, atr=cps4.ATR_T0),
}
"""Kind to what makes a card of it from its holder and, by keyword, chance."""


def make_cps(kind: str, holder: CpsHolder = DEMO_HOLDER, *, chance: random.Random) -> Iso7816Card:
    """Make the card of a professional.

    Args:
        kind: one of :data:`CARDS`.
        holder: whose card it is.
        chance: where random numbers come from.

    Raises:
        UnknownCard: the kind is none of :data:`CARDS`.
        UnfitHolder: as :meth:`CpsHolder.numbered`.
    """
    try:
        make = CARDS[kind]
    except KeyError:
        raise UnknownCard(f"{kind!r} is none of {', '.join(CARDS)}") from None
    return make(holder, chance=chance)


def kind_of(atr: bytes) -> str | None:
    """Return the kind of CPS that a whole answer to reset tells, if it is one."""
    return _BY_ATR.get(atr)


_BY_ATR: Mapping[bytes, str] = {
    cps2ter.ATR: "cps2ter",
    cps.ATR: "cps3",
    cps_contactless.ATR: "cps3-contactless",
    cps_contactless.ATR_HOSPITAL: "cps3-contactless-hospital",
    cps4.ATR: "cps4",
    cps4.ATR_RELEASE_CANDIDATE: "cps4-rc",
    cps4.ATR_T0: "cps4-t0",
}
