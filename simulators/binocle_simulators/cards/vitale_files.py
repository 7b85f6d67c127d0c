"""What a Vitale 2 holds: its files, written once from its people.

Law of this file: the identity files are what the known clients read, no longer than they read; the
rights file, the validity file and the certificate are ours and say so, for no public text gives the
real ones. A damage is a named change to right files: the reading side must refuse its result.
Source: cards sheet 1.4 (applications, files, objects), 1.5 (what clients ask); PROTOCOLS 3.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from binocle_simulators.people import Amc, Cover, Person, WorkAccident

from .files import MASTER, Df, Ef
from .tlv import tlv

MF_VITALE = bytes.fromhex("D2500000024D465F564954414C45")
VITALE = bytes.fromhex("D250000002564954414C45")
ADELE_CIA = bytes.fromhex("E828BD080FD2500000044164E86C65")
ADELE = bytes.fromhex("D2500000044164E86C650101")
APPLICATIONS = {"MF_VITALE": MF_VITALE, "VITALE": VITALE, "ADELE_CIA": ADELE_CIA, "ADELE": ADELE}
"""Name -> application identifier, in the order of DIR and POINTERS."""

SIMULATED = "SIMULATEUR BINOCLE 1"
"""First field of the rights file: its layout is the simulator's."""

OPEN = "00000000"

LONGEST_TEMPLATE = 127
"""Known clients read one-byte lengths in the identity files (cards sheet 1.4)."""

LONGEST_IDENTITY = 256
"""A known client reads no more of an identity file (cards sheet 1.5)."""

READ_AT_ONCE = 0x7C
"""Bytes that another reads in one go: a shorter file would answer 6Cxx."""

LONGEST_FILE = 0x7FFF
"""READ BINARY's offset has 15 bits."""

IDENTITY, DIRECTORY, PAN = 0xD001, 0x2F00, 0x2F02
POINTERS, NUMBERS, VALIDITY, CERTIFICATE, RIGHTS, SHUT = (
    0x2001,
    0x2002,
    0x2003,
    0x2004,
    0x2A01,
    0x2A02,
)
CIA_INFO, ADELE_INFO = 0x5032, 0x5101

LABELS: Mapping[int, str] = {
    IDENTITY: "IDENTITE",
    DIRECTORY: "DIR",
    PAN: "PAN",
    POINTERS: "POINTERS",
    NUMBERS: "NIR",
    VALIDITY: "VALIDITE",
    CERTIFICATE: "CERTIF",
    RIGHTS: "DROITSIM",
    SHUT: "FERME",
    CIA_INFO: "CIAINFO",
    ADELE_INFO: "ADELE",
}
"""File id -> its name in POINTERS, 8 characters at most."""


class UnfitForCard(ValueError):
    """People who cannot share a card, or whose text does not fit; the message says why.

    Attributes:
        expected: what would fit, in French.
    """

    def __init__(self, reason: str, expected: str) -> None:
        """Say why, and what would fit."""
        super().__init__(reason)
        self.expected = expected


@dataclass(frozen=True)
class Validity:
    """First and last day of a card, 8 digits; ``00000000`` is open."""

    first: str = "20200101"
    last: str = OPEN


@dataclass(frozen=True)
class RawFile:
    """One file laid over those of the people, in place of the one of that id if there is one.

    Attributes:
        application: a name of :data:`APPLICATIONS`.
        fid: file id.
        content: all its bytes.
    """

    application: str
    fid: int
    content: bytes


Files = dict[tuple[str, int], bytes]
"""(application, file id) -> content, before filling."""


def tree(
    people: tuple[Person, ...],
    *,
    validity: Validity,
    closed_on: str,
    damages: Iterable[str],
    files: Iterable[RawFile],
) -> Df:
    """Return the files of a card.

    Args:
        people: in the order of the card.
        validity: days of the card itself.
        closed_on: last day of all rights and covers, or empty.
        damages: names of :data:`DAMAGES`.
        files: laid over at last.

    Raises:
        UnfitForCard: a text, a template or a file does not fit.
    """
    if closed_on:
        people = tuple(_closed(person, closed_on) for person in people)
    written = _files(people, validity)
    for name in damages:
        DAMAGES[name](written)
    for raw in files:
        if raw.fid in _DIRECTORIES.values() or not 0 < raw.fid < 0xFFFF:
            raise UnfitForCard(
                f"{raw.fid:04X} is no file id",
                "un identifiant qui ne soit pas celui d'un répertoire",
            )
        written[raw.application, raw.fid] = raw.content
    below = {name: _children(name, written) for name in APPLICATIONS}
    applications = tuple(
        Df(fid, below[name], APPLICATIONS[name])
        for name, fid in _DIRECTORIES.items()
        if fid != MASTER
    )
    return Df(MASTER, (*below["MF_VITALE"], *applications), MF_VITALE)


_DIRECTORIES: Mapping[str, int] = {
    "MF_VITALE": MASTER,
    "VITALE": 0x2000,
    "ADELE_CIA": 0x5000,
    "ADELE": 0x5100,
}
"""Application -> file id; ids that the sheet does not give are assumed."""

_SHORT_IDS = {("MF_VITALE", IDENTITY): 2, ("VITALE", NUMBERS): 2, ("VITALE", VALIDITY): 3}


def _children(application: str, files: Files) -> tuple[Ef, ...]:
    for (_, fid), content in files.items():
        if len(content) > LONGEST_FILE:
            raise UnfitForCard(
                f"file {fid:04X} of {len(content)} bytes, {LONGEST_FILE} at most",
                f"un fichier de {LONGEST_FILE} octets au plus",
            )
    return tuple(
        Ef(fid, content, sfi=_SHORT_IDS.get((where, fid)), readable=fid != SHUT)
        for (where, fid), content in files.items()
        if where == application
    )


def _files(people: tuple[Person, ...], validity: Validity) -> Files:
    identity = b"".join(_template(_identity(person)) for person in people)
    numbers = b"".join(_template(tlv(0x93, _text(person.nir))) for person in people)
    for content in (identity, numbers):
        if len(content) > LONGEST_IDENTITY:
            raise UnfitForCard(
                f"identity file of {len(content)} bytes, known clients read {LONGEST_IDENTITY}",
                "moins de monde ou des noms plus courts : le fichier d'identité fait"
                f" {len(content)} octets, les programmes connus en lisent {LONGEST_IDENTITY}",
            )
    mark = _text(SIMULATED)
    return {
        ("MF_VITALE", IDENTITY): _filled(identity),
        ("MF_VITALE", DIRECTORY): _filled(_directory()),
        ("MF_VITALE", PAN): tlv(0x5A, _text(people[0].card_serial)),
        ("VITALE", POINTERS): _filled(_pointers()),
        ("VITALE", NUMBERS): _filled(numbers),
        ("VITALE", VALIDITY): tlv(0x66, _fields(0x80, validity.first, validity.last)),
        ("VITALE", CERTIFICATE): _certificate(),
        ("VITALE", RIGHTS): _filled(_rights(people)),
        ("VITALE", SHUT): bytes(64),
        ("ADELE_CIA", CIA_INFO): tlv(0x0C, mark),
        ("ADELE", ADELE_INFO): tlv(0x0C, mark),
    }


def _identity(p: Person) -> bytes:
    """Return one holder; the nationality has the form of a numeric country code (assumed)."""
    return _fields(0x80, p.name, p.first_name, p.printed_birth) + tlv(0x90, _text(p.nationality))


def _directory() -> bytes:
    return b"".join(tlv(0x61, tlv(0x4F, aid)) for aid in APPLICATIONS.values())


def _pointers() -> bytes:
    """Return the applications, then the files of each; one of them stays shut, as on real cards."""
    places = {name: index for index, name in enumerate(APPLICATIONS, start=1)}
    applications = (
        tlv(0x82, places[name].to_bytes(2, "big"), bytes(2), aid)
        for name, aid in APPLICATIONS.items()
    )
    files = (
        tlv(
            0x80,
            LABELS[fid].ljust(8).encode("ascii"),
            places[name].to_bytes(2, "big"),
            fid.to_bytes(2, "big"),
        )
        for name, fids in _POINTED.items()
        for fid in fids
    )
    return tlv(0xE0, tlv(0xA0, *applications), *files)


_POINTED: Mapping[str, tuple[int, ...]] = {
    "MF_VITALE": (IDENTITY, DIRECTORY, PAN),
    "VITALE": (NUMBERS, VALIDITY, CERTIFICATE, RIGHTS, SHUT),
    "ADELE_CIA": (CIA_INFO,),
    "ADELE": (ADELE_INFO,),
}


def _certificate() -> bytes:
    """Return the objects of a card-verifiable certificate; it certifies nothing and says so."""
    signature = _text(f"{SIMULATED} SIGNATURE FACTICE ".ljust(128, "."))
    rest = _text(f"{SIMULATED} RESTE DE CLE FACTICE ".ljust(64, "."))
    return tlv(0x7F21, tlv(0x5F37, signature), tlv(0x5F38, rest))


def _template(objects: bytes) -> bytes:
    if len(objects) > LONGEST_TEMPLATE:
        raise UnfitForCard(
            f"template of {len(objects)} bytes, {LONGEST_TEMPLATE} at most",
            f"nom et prénom plus courts : {len(objects)} octets, {LONGEST_TEMPLATE} au plus",
        )
    return tlv(0x65, objects)


def _filled(content: bytes) -> bytes:
    """Return the content with zero bytes up to a whole number of 128-byte blocks (size assumed)."""
    size = -(-max(len(content), READ_AT_ONCE) // 128) * 128
    return content.ljust(size, b"\0")


def _text(text: str) -> bytes:
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        raise UnfitForCard(f"not Latin-1: {text!r}", f"du Latin-1 au lieu de {text!r}") from None


def _fields(first_tag: int, *texts: str) -> bytes:
    """Return one object a text, their tags counting up from ``first_tag``."""
    return b"".join(tlv(tag, _text(text)) for tag, text in enumerate(texts, start=first_tag))


# -- the rights file, PROTOCOLS 3 ---------------------------------------------------------------


def _rights(people: tuple[Person, ...], *, mark: str = SIMULATED) -> bytes:
    card = _fields(0x80, mark, people[0].card_type, people[0].card_serial)
    return tlv(0xE1, card, *(tlv(0xA5, _beneficiary(person)) for person in people))


def _beneficiary(p: Person) -> bytes:
    return b"".join(
        (
            _fields(0x80, p.quality, p.regime, p.fund, p.centre, p.management),
            _fields(0x85, p.nir, p.printed_birth, p.rank, p.amo_service),
            tlv(0x89, _text(p.own_nir)) if p.own_nir else b"",
            *(tlv(0x8A, _text(line)) for line in p.address),
            tlv(0x8B, _text(p.centre_label)),
            tlv(0x8C, _names(p)),
            *(tlv(0xA0, _fields(0x80, first, last)) for first, last in p.rights),
            *(tlv(0xA1, _cover(cover)) for cover in p.printed_covers),
            tlv(0xA2, _amc(p.amc)) if p.amc and p.card_amc else b"",
            tlv(0xA3, _accident(p.work_accident)) if p.work_accident != WorkAccident() else b"",
        )
    )


def _names(p: Person) -> bytes:
    names = (p.name, p.first_name, p.patronymic)
    if any("/" in name for name in names):
        raise UnfitForCard(f"a name holds a slash: {names}", "des noms sans barre oblique")
    return _text("/".join(names))


def _cover(c: Cover) -> bytes:
    return _fields(0x80, c.first, c.last, c.ald, c.situation, c.exemption, f"{c.rate:03d}")


def _amc(a: Amc) -> bytes:
    return _fields(0x80, a.number, a.member, a.first, a.last)


def _accident(w: WorkAccident) -> bytes:
    return _fields(0x80, w.risk, w.at1, w.at1_id, w.at2, w.at2_id)


def _closed(person: Person, day: str) -> Person:
    """Return the person with no right nor cover after ``day``; later periods are gone."""
    rights = tuple((first, _sooner(last, day)) for first, last in person.rights if first <= day)
    printed = (cover for cover in person.printed_covers if cover.first <= day)
    covers = tuple(replace(cover, last=_sooner(cover.last, day)) for cover in printed)
    return replace(person, rights=rights, covers=covers, card_covers=())


def _sooner(last: str, day: str) -> str:
    return day if last == OPEN else min(last, day)


# -- damages --------------------------------------------------------------------------------------


def _lost(application: str, fid: int) -> Callable[[Files], None]:
    def damage(files: Files) -> None:
        files.pop((application, fid), None)

    return damage


def _changed(
    application: str, fid: int, change: Callable[[bytes], bytes]
) -> Callable[[Files], None]:
    """Make a damage: the file's bytes after ``change``; a lost file stays lost."""

    def damage(files: Files) -> None:
        if (application, fid) in files:
            files[application, fid] = change(files[application, fid])

    return damage


def _cut(content: bytes) -> bytes:
    """Stop in the middle of the objects, with no filler."""
    kept = content.rstrip(b"\0")
    return kept[: len(kept) * 2 // 3]


def _control_characters(content: bytes) -> bytes:
    """Put bytes that are no letter of Latin-1 where the first name of the file starts."""
    return content[:4] + b"\x81\x07" + content[6:]


def _other_key(content: bytes) -> bytes:
    """Change the last digit of the first NIR: its key is wrong, and the rights say another."""
    last = 2 + 2 + 14
    digit = content[last : last + 1]
    other = b"%d" % ((int(digit) + 1) % 10) if digit.isdigit() else digit
    return content[:last] + other + content[last + 1 :]


def _last_template_lost(content: bytes) -> bytes:
    """Take the last number away: there are then fewer numbers than names."""
    kept = content.rstrip(b"\0")
    return kept[: len(kept) - 19].ljust(len(content), b"\0")


DAMAGES: Mapping[str, Callable[[Files], None]] = {
    "identity-cut": _changed("MF_VITALE", IDENTITY, _cut),
    "numbers-cut": _changed("VITALE", NUMBERS, _cut),
    "rights-cut": _changed("VITALE", RIGHTS, _cut),
    "identity-lost": _lost("MF_VITALE", IDENTITY),
    "numbers-lost": _lost("VITALE", NUMBERS),
    "rights-lost": _lost("VITALE", RIGHTS),
    "identity-not-text": _changed("MF_VITALE", IDENTITY, _control_characters),
    "numbers-wrong-key": _changed("VITALE", NUMBERS, _other_key),
    "numbers-too-few": _changed("VITALE", NUMBERS, _last_template_lost),
    "rights-of-another-layout": _changed(
        "VITALE", RIGHTS, lambda content: content.replace(b"BINOCLE 1", b"BINOCLE 9", 1)
    ),
    "rights-empty": _changed("VITALE", RIGHTS, lambda content: bytes(len(content))),
}
"""Name in a card image -> what it does to right files."""
