"""Which card is in the reader, and may it be used there today.

Law of this file: pure rules over an ATR, a role, what was read and a day; tables, few branches.
Source of the ATRs: cards sheet 1.1; that any low half of the fifth byte is a Vitale 2 is assumed
(eight are listed).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from binocle.kernel import (
    Facts,
    Finding,
    OperatorActionNeeded,
    PartnerNumber,
    Severity,
    paris_day,
    printed_day,
)
from binocle.readers import Role

from .model import (
    Beneficiaire,
    CardKind,
    CardType,
    Cover,
    Period,
    ProfessionalCard,
    SigningRight,
    VitaleCard,
)

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
    (Role.VITALE, CardKind.CPS_CONTACTLESS): "CAR-CPS-DANS-VITALE",
    (Role.CPS, CardKind.VITALE_1): "CAR-VITALE-DANS-CPS",
    (Role.CPS, CardKind.VITALE_2): "CAR-VITALE-DANS-CPS",
    (Role.CPS, CardKind.CPS2TER): "CAR-CPS2TER",
    (Role.CPS, CardKind.CPS_CONTACTLESS): "CAR-CPS-SANS-CONTACT",
}
EXPECTED = {
    Role.VITALE: frozenset({CardKind.VITALE_2}),
    Role.CPS: frozenset({CardKind.CPS3, CardKind.CPS4}),
}

NOT_BILLABLE = {
    CardType.DEMONSTRATION: "CAR-CARTE-DE-DEMONSTRATION",
    CardType.TEST: "CAR-CARTE-DE-TEST",
}
WITHOUT_RIGHT = {
    SigningRight.FSE: "CPS-SANS-DROIT-FSE",
    SigningRight.LOTS: "CPS-SANS-DROIT-LOTS",
}

CHILD = "6"
MINOR = 16
"""Under this age, in years, the century of somebody who is not a child may be wrong."""


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


def admit(atr: bytes, *, role: Role, reader: str) -> CardKind:
    """Accept the card that belongs in the reader of ``role`` and return its kind.

    Raises:
        OperatorActionNeeded: CAR-VITALE-1, CAR-CPS-DANS-VITALE, CAR-VITALE-DANS-CPS,
            CAR-CPS2TER, CAR-CPS-SANS-CONTACT, or CAR-CARTE-INCONNUE; each tells the ATR.
    """
    kind = recognise(atr)
    if kind not in EXPECTED.get(role, ()):
        raise OperatorActionNeeded(
            MISPLACED.get((role, kind), "CAR-CARTE-INCONNUE"),
            reader=reader,
            role=role.value,
            atr=atr.hex(" ").upper(),
        )
    return kind


def require_valid(card: ProfessionalCard, day: date) -> None:
    """Refuse a CPS that is opposed, or outside one of its two periods (CPS-04).

    Raises:
        OperatorActionNeeded: CPS-OPPOSEE, CPS-PAS-ENCORE-VALABLE (fact ``first``) or CPS-EXPIREE
            (``last``).
    """
    if card.opposed:
        raise OperatorActionNeeded("CPS-OPPOSEE", carte=card.serial or "-")
    for period in (card.validity, card.update or Period(None, None)):
        if period.first is not None and day < period.first:
            raise OperatorActionNeeded("CPS-PAS-ENCORE-VALABLE", first=printed_day(period.first))
        if period.last is not None and day > period.last:
            raise OperatorActionNeeded("CPS-EXPIREE", last=printed_day(period.last))


def require_in_force(card: VitaleCard, day: date) -> None:
    """Refuse a Vitale card outside its own days; one that tells none is let in (assumed).

    Raises:
        OperatorActionNeeded: CAR-PAS-ENCORE-VALABLE (fact ``first``) or CAR-EXPIREE (``last``).
    """
    period = card.validity or Period(None, None)
    if period.first is not None and day < period.first:
        raise OperatorActionNeeded("CAR-PAS-ENCORE-VALABLE", first=printed_day(period.first))
    if period.last is not None and day > period.last:
        raise OperatorActionNeeded("CAR-EXPIREE", last=printed_day(period.last))


def require_right(card: ProfessionalCard, billing: PartnerNumber, right: SigningRight) -> None:
    """Refuse to sign without a situation of the card that allows it (CPS-04).

    Raises:
        OperatorActionNeeded: CPS-SITUATION-ABSENTE, CPS-SANS-DROIT-FSE, CPS-SANS-DROIT-LOTS.
    """
    found = card.situations_of(billing)
    if not found:
        raise OperatorActionNeeded("CPS-SITUATION-ABSENTE", numero=billing.digits)
    if not any(each.allows(right) for each in found):
        raise OperatorActionNeeded(WITHOUT_RIGHT[right], numero=billing.digits)


def require_billable_type(card: VitaleCard) -> None:
    """Refuse a demonstration or test card where real forms are made.

    Raises:
        OperatorActionNeeded: CAR-CARTE-DE-DEMONSTRATION, CAR-CARTE-DE-TEST.
    """
    if card.card_type in NOT_BILLABLE:
        raise OperatorActionNeeded(NOT_BILLABLE[card.card_type], serie=card.serial or "-")


def require_recent(card: VitaleCard, day: date, *, days: int) -> None:
    """Refuse to bill on a reading that is too old (VIT-05).

    Args:
        card: the reading.
        day: today.
        days: how many days a reading serves; with 1, the day of the reading alone (assumed).

    Raises:
        OperatorActionNeeded: CAR-A-RELIRE.
    """
    read_on = paris_day(card.read_at)
    if (day - read_on).days >= days:
        raise OperatorActionNeeded("CAR-A-RELIRE", lue=printed_day(read_on), jours=days)


def only_cover(covers: Sequence[Cover], day: date) -> Cover | None:
    """Return the cover of ``day``.

    Nothing when no cover holds, or when several do and differ in more than their days: which one
    wins is not public, so nothing is guessed.
    """
    held = [cover for cover in covers if cover.period.holds(day)]
    if len(held) == 1:
        return held[0]
    said = {replace(cover, period=Period(None, None)) for cover in held}
    return held[0] if len(said) == 1 else None


def century_findings(who: Beneficiaire, day: date) -> tuple[Finding, ...]:
    """Say what is doubtful in the century of a birth date (VIT-03; cards sheet 1.6)."""
    facts: Facts = {"nom": f"{who.name} {who.first_name}", "naissance": who.birth.printed}
    age = who.birth.age_on(day)
    if age is None:
        return (Finding("CAR-SIECLE-MANQUANT", who.subject, facts, Severity.WARNS),)
    if age < 0 or (age < MINOR and who.quality != CHILD):
        return (Finding("CAR-SIECLE-DOUTEUX", who.subject, facts, Severity.WARNS),)
    return ()


def with_century(card: VitaleCard, number: int, century: int, *, day: date) -> VitaleCard:
    """Return a reading where the birth of one beneficiary is in the century that was said.

    The identity list keeps what the card prints; a finding tells both dates.

    Args:
        card: the reading.
        number: the beneficiary's place in its list.
        century: first two digits of the year.
        day: today.
    """
    before = next(who for who in card.beneficiaries if who.number == number)
    who = replace(before, birth=before.birth.with_century(century))
    facts: Facts = {
        "nom": f"{who.name} {who.first_name}",
        "carte": card.holders[number - 1].birth.printed,
        "naissance": who.birth.printed,
    }
    told = Finding("CAR-SIECLE-FORCE", who.subject, facts, Severity.WARNS)
    others = tuple(each for each in card.findings if each.subject != who.subject)
    return replace(
        card,
        beneficiaries=tuple(who if each is before else each for each in card.beneficiaries),
        findings=(*others, told, *century_findings(who, day)),
    )


def is_code(text: str, digits: int) -> bool:
    """Say whether ``text`` is a code of that many digits; asked before a card counts a try."""
    return len(text) == digits and text.isascii() and text.isdigit()
