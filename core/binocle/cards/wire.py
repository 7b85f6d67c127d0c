"""The files of the cards, bytes to values: identity, NIR, rights, professional data.

Law of this file: pure; a file gives its whole value or CAR-DONNEES-ILLISIBLES. Sources: cards
sheet 1.4 for the identity files (others' tags are left alone there), protocols of the simulated
peers 2 and 3 for the layouts marked with :data:`MARKER`, where an unknown tag is refused.
"""

from dataclasses import replace

from binocle.kernel import (
    AmcNumber,
    BirthDate,
    InvalidIdentifier,
    Nir,
    PartnerNumber,
    PeerViolation,
)

from .model import (
    AmcOnCard,
    Beneficiaire,
    CardType,
    Cover,
    Holder,
    Period,
    Situation,
    WorkAccidentBlock,
)
from .tlv import Template, Tlv, parse

MARKER = "SIMULATEUR BINOCLE 1"
CARD_TEMPLATE = 0x66
ISSUER = bytes.fromhex("8025000001")
UPDATE_TEMPLATE = 0xEC


def _single(content: bytes, *, file: str, tag: int) -> Template:
    """Return the children of the only object of a file, which must be of that tag."""
    whole = Tlv(tag, content, file, 0)
    items = parse(content, file=file)
    if [item.tag for item in items] != [tag]:
        raise whole.refuse(f"the file is not one {tag:02X}")
    return items[0].children()


def _checked_marker(template: Template) -> None:
    marker = template.one(0x80)
    if marker.text() != MARKER:
        raise marker.refuse("another layout than the simulated one")


def _optional_text(template: Template, tag: int) -> str:
    found = template.maybe(tag)
    return found.text() if found else ""


def _period(template: Template, *, first: int, last: int) -> Period:
    start, end = template.one(first), template.one(last)
    return _in_order(Period(start.day(), end.day()), end)


def _in_order(period: Period, place: Tlv) -> Period:
    if period.first and period.last and period.last < period.first:
        raise place.refuse("the period ends before it starts")
    return period


def _birth(tlv: Tlv) -> BirthDate:
    """Read a birth date as printed; six digits are a year without its century, written 00."""
    return BirthDate(tlv.digits(6, 8).rjust(8, "0"))


def identity(content: bytes, *, file: str) -> tuple[tuple[str, str, BirthDate], ...]:
    """Read name, first name and birth date of everybody in an identity file.

    Raises:
        PeerViolation: CAR-DONNEES-ILLISIBLES; also when nobody is in it.
    """
    people = tuple(
        (person.one(0x80).text(), person.one(0x81).text(), _birth(person.one(0x82)))
        for person in (item.children() for item in parse(content, file=file) if item.tag == 0x65)
    )
    if not people:
        raise Tlv(0x65, content, file, 0).refuse("nobody in the identity file")
    return people


def nirs(content: bytes, *, file: str) -> tuple[Nir, ...]:
    """Read the NIR of everybody, in the order of the identity file."""
    return tuple(
        item.children().one(0x93).nir() for item in parse(content, file=file) if item.tag == 0x65
    )


def rights(
    content: bytes, *, file: str, holders: tuple[Holder, ...]
) -> tuple[CardType, str, tuple[Beneficiaire, ...]]:
    """Read the simulated rights file: type, serial number, one beneficiary a holder.

    Raises:
        PeerViolation: CAR-DONNEES-ILLISIBLES, or CAR-DONNEES-INCOHERENTES when the file speaks of
            other people than the identity file.
    """
    card = _single(content, file=file, tag=0xE1)
    card.only(0x80, 0x81, 0x82, 0xA5)
    _checked_marker(card)
    kind = card.one(0x81)
    if kind.text() not in {each.value for each in CardType}:
        raise kind.refuse("unknown type of card")
    blocks = card.all(0xA5)
    if len(blocks) != len(holders):
        raise PeerViolation("CAR-DONNEES-INCOHERENTES", file=file)
    found = tuple(
        _beneficiaire(block, holder) for block, holder in zip(blocks, holders, strict=True)
    )
    return CardType(kind.text()), card.one(0x82).digits(10), found


def validity(content: bytes, *, file: str) -> Period | None:
    """Read the days of the card itself; none in a file that holds something else.

    The first day is sourced, the last one assumed: it may be absent, and others' tags are left
    alone.

    Raises:
        PeerViolation: CAR-DONNEES-ILLISIBLES.
    """
    if not content.startswith(bytes((CARD_TEMPLATE,))):
        return None
    data = parse(content, file=file)[0].children()
    first, last = data.one(0x80), data.maybe(0x81)
    period = Period(first.day(), last.day() if last else None)
    return _in_order(period, first)


def serial(content: bytes, *, file: str) -> str:
    """Read the serial number of the simulated rights file, and nothing else.

    Raises:
        PeerViolation: CAR-DONNEES-ILLISIBLES.
    """
    card = _single(content, file=file, tag=0xE1)
    _checked_marker(card)
    return card.one(0x82).digits(10)


def _beneficiaire(block: Tlv, holder: Holder) -> Beneficiaire:
    data = block.children()
    data.only(*range(0x80, 0x8D), *range(0xA0, 0xA4))
    names = data.one(0x8C)
    parts = names.text().split("/")
    if len(parts) != 3:
        raise names.refuse("not three names")
    insured = data.one(0x85).nir()
    own = data.maybe(0x89)
    certified = own.nir() if own else None
    told = (parts[0], parts[1], _birth(data.one(0x86)))
    if told != (holder.name, holder.first_name, holder.birth) or holder.nir not in (
        insured,
        certified,
    ):
        raise PeerViolation("CAR-DONNEES-INCOHERENTES", file=block.file)
    amc, accident = data.maybe(0xA2), data.maybe(0xA3)
    return Beneficiaire(
        number=holder.number,
        name=holder.name,
        first_name=holder.first_name,
        birth=holder.birth,
        nir=holder.nir,
        patronymic=parts[2],
        rank=data.one(0x87).digits(1),
        quality=data.one(0x80).digits(1),
        insured=insured,
        certified=certified,
        regime=data.one(0x81).digits(2),
        caisse=data.one(0x82).digits(3),
        centre=data.one(0x83).digits(4),
        management=data.one(0x84).text(),
        centre_label=_optional_text(data, 0x8B),
        address=tuple(line.text() for line in data.all(0x8A)),
        amo_service=data.one(0x88).digits(2),
        rights=tuple(_right(item) for item in data.all(0xA0)),
        covers=tuple(_cover(item) for item in data.all(0xA1)),
        amc=_amc(amc) if amc else None,
        work_accident=_work_accident(accident) if accident else None,
    )


def _right(block: Tlv) -> Period:
    data = block.children()
    data.only(0x80, 0x81)
    return _period(data, first=0x80, last=0x81)


def _cover(block: Tlv) -> Cover:
    data = block.children()
    data.only(*range(0x80, 0x86))
    rate = data.one(0x85)
    if int(rate.digits(3)) > 100:
        raise rate.refuse("a rate above 100 %")
    return Cover(
        period=_period(data, first=0x80, last=0x81),
        ald=data.one(0x82).digits(1),
        situation=data.one(0x83).digits(4),
        exemption=data.one(0x84).digits(1),
        rate=int(rate.digits(3)),
    )


def _amc(block: Tlv) -> AmcOnCard:
    data = block.children()
    data.only(*range(0x80, 0x84))
    return AmcOnCard(
        number=AmcNumber(data.one(0x80).digits(8, 9, 10)),
        member=_optional_text(data, 0x81),
        period=_period(data, first=0x82, last=0x83),
    )


def _work_accident(block: Tlv) -> WorkAccidentBlock:
    data = block.children()
    data.only(*range(0x80, 0x85))
    return WorkAccidentBlock(
        risk=_optional_text(data, 0x80),
        at1=_optional_text(data, 0x81),
        at1_id=_optional_text(data, 0x82),
        at2=_optional_text(data, 0x83),
        at2_id=_optional_text(data, 0x84),
    )


def professional(content: bytes, *, file: str) -> tuple[dict[str, str], Period]:
    """Read the holder of a CPS: the texts of the card's model by name, and the validity."""
    data = _single(content, file=file, tag=0xE2)
    data.only(*range(0x80, 0x88))
    _checked_marker(data)
    validity = _period(data, first=0x86, last=0x87)
    if validity.first is None or validity.last is None:
        raise data.one(0x87).refuse("a CPS has a first and a last day")
    texts = {
        "rpps": data.one(0x81).digits(11),
        "name": data.one(0x82).text(),
        "first_name": data.one(0x83).text(),
        "civility": data.one(0x84).text(),
        "profession": data.one(0x85).text(),
    }
    return texts, validity


def situation(content: bytes, *, file: str, number: int) -> Situation:
    """Read one situation of a CPS."""
    data = _single(content, file=file, tag=0xE3)
    data.only(*range(0x80, 0x86))
    billing, allowed = data.one(0x81), _optional_text(data, 0x85)
    try:
        billing_number = PartnerNumber(billing.digits(9))
    except InvalidIdentifier as error:
        raise billing.refuse(str(error)) from None
    if set(allowed) - set("FL"):
        raise data.one(0x85).refuse("unknown right to sign")
    return Situation(
        number=number,
        structure=data.one(0x80).text(),
        billing=billing_number,
        speciality=data.one(0x82).digits(2),
        convention=data.one(0x83).text(),
        tariff_zone=data.one(0x84).digits(2),
        may_sign_fse="F" in allowed,
        may_sign_lots="L" in allowed,
    )


def icc_serial(content: bytes, *, file: str) -> str:
    """Read EF.SN.ICC: 12 bytes, the issuer's number in the bytes 2 to 6, then the serial number.

    Returns:
        10 hexadecimal digits, as the bytes print.

    Raises:
        PeerViolation: CAR-DONNEES-ILLISIBLES.
    """
    if len(content) != 12 or content[2:7] != ISSUER:
        raise Tlv(0x5A, content, file, 0).refuse("not 12 bytes with the issuer's number")
    return content[7:].hex().upper()


def is_empty(content: bytes) -> bool:
    """Say whether EF_ACTUA holds nothing: no byte, zero fill, or a template without a day."""
    return not any(content) or content.rstrip(b"\0") == bytes((UPDATE_TEMPLATE,))


def update_period(content: bytes, *, file: str) -> Period | None:
    """Read EF_ACTUA: first and last day in BCD; none when it is empty.

    Raises:
        PeerViolation: CAR-DONNEES-ILLISIBLES.
    """
    if is_empty(content):
        return None
    data = _single(content, file=file, tag=UPDATE_TEMPLATE)
    data.only(0x81, 0x82)
    first, last = (_bcd(data.one(tag)) for tag in (0x81, 0x82))
    period = Period(first.day(), last.day())
    if period.first is None or period.last is None or period.last < period.first:
        raise last.refuse("not a period with a first and a last day")
    return period


def _bcd(tlv: Tlv) -> Tlv:
    """Return an object of 4 bytes in BCD as the 8 digits that it spells; errors keep its place."""
    return replace(tlv, value=tlv.value.hex().encode("ascii"))
