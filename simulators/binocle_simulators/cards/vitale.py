"""A Vitale 2 card, made from the people whom it carries.

Law of this file: the identity files are what the known clients read; the rights file is ours and
says so in its first field, for no public text gives the real one.
Source: cards sheet 1.1 (ATR), 1.4 (applications, files), 1.5 (clients); PROTOCOLS 3 (rights file).
"""

from collections.abc import Iterable

from binocle_simulators.people import Amc, Cover, Person, WorkAccident

from .files import MASTER, Df, Ef
from .iso7816 import Iso7816Card
from .tlv import tlv

ATR = bytes.fromhex("3B751300004709EA9000")
MF_VITALE = bytes.fromhex("D2500000024D465F564954414C45")
VITALE = bytes.fromhex("D250000002564954414C45")

SIMULATED = "SIMULATEUR BINOCLE 1"
"""First field of the rights file: its layout is the simulator's."""

LONGEST_TEMPLATE = 127
"""Known clients read one-byte lengths in the identity files (cards sheet 1.4)."""

TEMPLATE_SIZE = 0x1E
"""Bytes that SELECT answers: a known client asks for exactly these (cards sheet 1.5)."""

READ_AT_ONCE = 0x7C
"""Bytes that the same client reads in one go: a shorter file would answer 6Cxx."""


class UnfitForCard(ValueError):
    """People who cannot share a card, or whose text does not fit; the message says why."""


class VitaleCard(Iso7816Card):
    """One card of one or several people; everything on it reads without a code."""

    def __init__(self, *people: Person) -> None:
        """Write the card.

        Args:
            people: the beneficiaries, in the order of the card; one at least.

        Raises:
            UnfitForCard: the people disagree on the card's type or serial number, or a text is too
                long or not Latin-1.
        """
        if len({(person.card_type, person.card_serial) for person in people}) != 1:
            raise UnfitForCard("the people of a card share one card type and one serial number")
        self.people = people
        super().__init__(ATR, _tree(people))

    def describe(self, file: Df | Ef) -> bytes:
        """Return the usual objects, filled up to the size that clients expect (filler assumed)."""
        objects = super().describe(file)
        room = TEMPLATE_SIZE - 2 - len(objects) - 2
        return objects + tlv(0x85, bytes(room)) if room >= 0 else objects


def _tree(people: tuple[Person, ...]) -> Df:
    """Return the files; ids that the sheet does not give (2000, 2002, 2A02) are assumed."""
    identity = b"".join(
        _template(
            tlv(0x80, _text(p.name)) + tlv(0x81, _text(p.first_name)) + tlv(0x82, _text(p.birth))
        )
        for p in people
    )
    numbers = b"".join(_template(tlv(0x93, _text(p.nir))) for p in people)
    vitale = Df(
        0x2000,
        (
            Ef(0x2001, _filled(_POINTERS)),
            Ef(0x2002, _filled(numbers), sfi=2),
            Ef(0x2A01, _filled(_rights(people))),
            Ef(0x2A02, bytes(64), readable=False),
        ),
        VITALE,
    )
    serial = people[0].card_serial
    return Df(
        MASTER,
        (
            Ef(0xD001, _filled(identity), sfi=2),
            Ef(0x2F00, _filled(_DIRECTORY)),
            Ef(0x2F02, tlv(0x5A, _text(serial))),
            vitale,
        ),
        MF_VITALE,
    )


_DIRECTORY = b"".join(tlv(0x61, tlv(0x4F, aid)) for aid in (MF_VITALE, VITALE))

_POINTERS = tlv(
    0xE0,
    tlv(
        0xA0,
        *(
            tlv(0x82, index.to_bytes(2, "big"), bytes(2), aid)
            for index, aid in enumerate((MF_VITALE, VITALE), start=1)
        ),
    ),
    *(
        tlv(0x80, name.encode("ascii"), application.to_bytes(2, "big"), fid.to_bytes(2, "big"))
        for name, application, fid in (
            ("IDENTITE", 1, 0xD001),
            ("DIR     ", 1, 0x2F00),
            ("PAN     ", 1, 0x2F02),
            ("NIR     ", 2, 0x2002),
            ("DROITSIM", 2, 0x2A01),
            ("FERME   ", 2, 0x2A02),
        )
    ),
)
"""POINTERS: the applications, then the files of each; one of them stays shut, as on real cards."""


def _template(objects: bytes) -> bytes:
    if len(objects) > LONGEST_TEMPLATE:
        raise UnfitForCard(f"template of {len(objects)} bytes, {LONGEST_TEMPLATE} at most")
    return tlv(0x65, objects)


def _filled(content: bytes) -> bytes:
    """Return the content with zero bytes up to a whole number of 128-byte blocks (size assumed)."""
    size = -(-max(len(content), READ_AT_ONCE) // 128) * 128
    return content.ljust(size, b"\0")


def _text(text: str) -> bytes:
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        raise UnfitForCard(f"not Latin-1: {text!r}") from None


def _fields(first_tag: int, *texts: str) -> bytes:
    """Return one object a text, their tags counting up from ``first_tag``."""
    return b"".join(tlv(tag, _text(text)) for tag, text in enumerate(texts, start=first_tag))


# -- the rights file, PROTOCOLS 3 ---------------------------------------------------------------


def _rights(people: Iterable[Person]) -> bytes:
    people = tuple(people)
    card = _fields(0x80, SIMULATED, people[0].card_type, people[0].card_serial)
    return tlv(0xE1, card, *(tlv(0xA5, _beneficiary(person)) for person in people))


def _beneficiary(p: Person) -> bytes:
    return b"".join(
        (
            _fields(0x80, p.quality, p.regime, p.fund, p.centre, p.management),
            _fields(0x85, p.nir, p.birth, p.rank, p.amo_service),
            tlv(0x89, _text(p.own_nir)) if p.own_nir else b"",
            *(tlv(0x8A, _text(line)) for line in p.address),
            tlv(0x8B, _text(p.centre_label)),
            tlv(0x8C, _text("/".join((p.name, p.first_name, p.patronymic)))),
            *(tlv(0xA0, _fields(0x80, first, last)) for first, last in p.rights),
            *(tlv(0xA1, _cover(cover)) for cover in p.covers),
            tlv(0xA2, _amc(p.amc)) if p.amc and p.card_amc else b"",
            tlv(0xA3, _accident(p.work_accident)) if p.work_accident != WorkAccident() else b"",
        )
    )


def _cover(c: Cover) -> bytes:
    return _fields(0x80, c.first, c.last, c.ald, c.situation, c.exemption, f"{c.rate:03d}")


def _amc(a: Amc) -> bytes:
    return _fields(0x80, a.number, a.member, a.first, a.last)


def _accident(w: WorkAccident) -> bytes:
    return _fields(0x80, w.risk, w.at1, w.at1_id, w.at2, w.at2_id)
