"""Which card is in the reader, and may it be used there today.

Law of this file: pure rules over an ATR, a role and a day; tables, no branches. Source of the
ATRs: cards sheet 1.1; that any low half of the fifth byte is a Vitale 2 is assumed (eight are
listed).
"""

from datetime import date

from binocle.kernel import OperatorActionNeeded, printed_day
from binocle.readers import Role

from .model import CardKind, ProfessionalCard

# kind, value, mask (FF everywhere when absent).
ATRS: tuple[tuple[CardKind, str, str | None], ...] = (
    (CardKind.VITALE_2, "3B7513000040 09EA9000", "FFFFFFFFFFF0 FFFFFFFF"),
    (CardKind.VITALE_2, "3B7513000045 09FA9000", None),
    (CardKind.VITALE_1, "3F65250022 09699000", None),
    (CardKind.VITALE_1, "3F6525002C 09699000", None),
    (CardKind.VITALE_1, "3F65250022 09F99000", None),
    (CardKind.VITALE_1, "3F6525002C 09F99000", None),
    (CardKind.VITALE_1, "3F65250052 096A9000", None),
    (CardKind.VITALE_1, "3F652500A3 096A9000", None),
    (CardKind.VITALE_1, "3F652500A4 096A9000", None),
    (CardKind.CPS2TER, "3BAC00402A00 122500 6480820212 009000", None),
    (CardKind.CPS3, "3BAC00402A00 122500 6480000310 009000", None),
    (CardKind.CPS4, "3B9B18800100 122500 6480040100 009044", None),
    (CardKind.CPS4, "3B9B18800100 122500 6480000401 009044", None),
    (CardKind.CPS4, "3BDC18FF0000 122500 6480000401 009000", None),
    (CardKind.CPS_CONTACTLESS, "3B8F800100 31B8 6404B0ECC1 73940180 8290000E", None),
    (CardKind.CPS_CONTACTLESS, "3B8F800100 31B8 6404B0ECC1 73940180 FFFFFFE3", None),
)

# What is said of a card that has no place in a reader; any other card is unknown there.
MISPLACED = {
    (Role.VITALE, CardKind.VITALE_1): "CAR-VITALE-1",
    (Role.VITALE, CardKind.CPS2TER): "CAR-CPS-DANS-VITALE",
    (Role.VITALE, CardKind.CPS3): "CAR-CPS-DANS-VITALE",
    (Role.VITALE, CardKind.CPS4): "CAR-CPS-DANS-VITALE",
    (Role.CPS, CardKind.VITALE_1): "CAR-VITALE-DANS-CPS",
    (Role.CPS, CardKind.VITALE_2): "CAR-VITALE-DANS-CPS",
    (Role.CPS, CardKind.CPS2TER): "CAR-CPS-NON-GEREE",
    (Role.CPS, CardKind.CPS4): "CAR-CPS-NON-GEREE",
    (Role.CPS, CardKind.CPS_CONTACTLESS): "CAR-CPS-NON-GEREE",
}
EXPECTED = {Role.VITALE: CardKind.VITALE_2, Role.CPS: CardKind.CPS3}


def recognise(atr: bytes) -> CardKind:
    """Return the kind of card that an ATR tells."""
    for kind, value, mask in ATRS:
        wanted = bytes.fromhex(value)
        kept = bytes.fromhex(mask) if mask else b"\xff" * len(wanted)
        if len(atr) == len(wanted) and all(
            a & m == w for a, m, w in zip(atr, kept, wanted, strict=True)
        ):
            return kind
    return CardKind.UNKNOWN


def admit(atr: bytes, *, role: Role, reader: str) -> None:
    """Accept the card that belongs in the reader of ``role``.

    Raises:
        OperatorActionNeeded: CAR-VITALE-1, CAR-CPS-DANS-VITALE, CAR-VITALE-DANS-CPS,
            CAR-CPS-NON-GEREE, or CAR-CARTE-INCONNUE; each tells the ATR.
    """
    kind = recognise(atr)
    if kind is not EXPECTED.get(role):
        raise OperatorActionNeeded(
            MISPLACED.get((role, kind), "CAR-CARTE-INCONNUE"),
            reader=reader,
            role=role.value,
            atr=atr.hex(" ").upper(),
        )


def require_valid(card: ProfessionalCard, day: date) -> None:
    """Refuse a CPS outside its days (CPS-04).

    Raises:
        OperatorActionNeeded: CPS-PAS-ENCORE-VALABLE (fact ``first``) or CPS-EXPIREE (``last``).
    """
    first, last = card.validity.first, card.validity.last
    if first is not None and day < first:
        raise OperatorActionNeeded("CPS-PAS-ENCORE-VALABLE", first=printed_day(first))
    if last is not None and day > last:
        raise OperatorActionNeeded("CPS-EXPIREE", last=printed_day(last))


def is_code(text: str, digits: int) -> bool:
    """Say whether ``text`` is a code of that many digits; asked before a card counts a try."""
    return len(text) == digits and text.isascii() and text.isdigit()
