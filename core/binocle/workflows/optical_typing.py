"""The screen of the ordonnance: the texts of its fields read as an optical file.

Law of this file: every text that cannot be read is told beside its field, all at once; a block
whose fields are all blank is no block. A field is named by its place: ``OD.VL.sphere``,
``e1.frame.net``, ``e2.OG.s1.label``. Source: CLI-03 (seed-facts 8.1, 19.2); USR-02.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date

from binocle.kernel import ZERO, Finding, LppCode, printed_euros
from binocle.optics import (
    Article,
    BasketClass,
    Correction,
    Equipment,
    Eye,
    EyePrescription,
    Fitting,
    Frame,
    Lens,
    LensShape,
    LineKind,
    OpticalFile,
    Ordonnance,
    RenewalKind,
    RenewalNote,
    RenewalReason,
    Vision,
    typed_angle,
    typed_length,
    typed_power,
)
from binocle.rates import typed_day, typed_euros, typed_lpp

from .field_reader import FieldReader, read_prescriber

EQUIPMENTS = 2
"""Equipments of the screen: the one that is sold, and a second pair (S2: a commercial offer)."""

SUPPLEMENTS = 2
"""Supplements of a lens on the screen."""

SUNDRIES = 3
"""Lines of the block "Divers": n°1 to n°3 (seed-facts 19.2)."""

CORRECTION_FIELDS: Mapping[str, Callable[[str, str], int | Finding]] = {
    "sphere": typed_power,
    "cylinder": typed_power,
    "axis": typed_angle,
    "addition": typed_power,
    "prism": typed_power,
    "prism_base": typed_angle,
}
"""Field of a correction -> how it is read, in the order of the screen."""

ARTICLE_TEXTS = ("label", "lpp", "act", "net", "base", "serial")
FRAME_TEXTS = ("reference", "maker", "brand", "colour", "calibre", "bridge")
NOTE_TEXTS = ("day", "noted", "stamped", "signed")
FITTING = tuple(field.name for field in fields(Fitting))


@dataclass(frozen=True)
class FormerDelivery:
    """The equipment before this one: its day, and why a new one comes so early."""

    day: date
    reason: RenewalReason = RenewalReason.NONE


@dataclass(frozen=True)
class OpticalTyping:
    """What the texts of the screen say.

    Attributes:
        file: none when a text cannot be read.
        former: the delivery before this one, if any.
    """

    file: OpticalFile | None
    former: FormerDelivery | None
    findings: tuple[Finding, ...]


def read_optical_file(texts: Mapping[str, str]) -> OpticalTyping:
    """Read the screen.

    Args:
        texts: by field; a ticked box holds any text, one that is not ticked none.
    """
    reader = FieldReader(texts)
    ordonnance = _ordonnance(reader)
    equipments = tuple(
        sold
        for number in range(1, EQUIPMENTS + 1)
        if (sold := _equipment(reader, f"e{number}.")) is not None
    )
    former = None
    if reader.text("former.day"):
        day = reader.read("former.day", typed_day, date.min)
        former = FormerDelivery(day, reader.choice("former.reason", RenewalReason.NONE))
    found = tuple(reader.findings)
    return OpticalTyping(
        file=None if found else OpticalFile(ordonnance, equipments),
        former=None if found else former,
        findings=found,
    )


def _ordonnance(reader: FieldReader) -> Ordonnance:
    kind = reader.choice("renewal.kind", RenewalKind.NONE)
    note = None
    if kind is not RenewalKind.NONE or reader.any(
        "renewal.", ("day", "noted", "stamped", "signed")
    ):
        note = RenewalNote(
            kind=kind,
            day=reader.read("renewal.day", typed_day, date.min)
            if reader.text("renewal.day")
            else None,
            stamped=reader.flag("renewal.stamped"),
            signed=reader.flag("renewal.signed"),
            noted=reader.flag("renewal.noted"),
        )
    return Ordonnance(
        day=reader.needed_day("day"),
        prescriber=read_prescriber(reader),
        right=_eye(reader, Eye.RIGHT),
        left=_eye(reader, Eye.LEFT),
        renewal=note,
        renewal_barred=reader.flag("renewal.barred"),
    )


def _eye(reader: FieldReader, eye: Eye) -> EyePrescription:
    return EyePrescription(
        far=_correction(reader, f"{eye.value}.{Vision.FAR.value}."),
        near=_correction(reader, f"{eye.value}.{Vision.NEAR.value}."),
    )


def _correction(reader: FieldReader, prefix: str) -> Correction | None:
    if not reader.any(prefix, tuple(CORRECTION_FIELDS)):
        return None
    if not reader.text(f"{prefix}sphere"):
        reader.findings.append(Finding("OPT-SPHERE-ABSENTE", f"{prefix}sphere"))
    values = {
        name: reader.read(f"{prefix}{name}", way, 0) for name, way in CORRECTION_FIELDS.items()
    }
    return Correction(**values)


def _equipment(reader: FieldReader, prefix: str) -> Equipment | None:
    frame = _frame(reader, f"{prefix}frame.")
    right, left = (_lens(reader, f"{prefix}{eye.value}.") for eye in Eye)
    sundries = tuple(_articles(reader, f"{prefix}d", SUNDRIES, LineKind.SUNDRY))
    if frame is None and right is None and left is None and not sundries:
        return None
    measures = {name: reader.read(f"{prefix}fitting.{name}", typed_length, -1) for name in FITTING}
    return Equipment(
        number=reader.text(f"{prefix}number"),
        seller=reader.text(f"{prefix}seller"),
        vision=reader.choice(f"{prefix}vision", Vision.FAR),
        frame=frame,
        right=right,
        left=left,
        sundries=sundries,
        fitting=Fitting(**{name: None if mm < 0 else mm for name, mm in measures.items()}),
        offer=reader.flag(f"{prefix}offer"),
    )


def _frame(reader: FieldReader, prefix: str) -> Frame | None:
    article = _article(reader, prefix, LineKind.FRAME)
    if article is None:
        return None
    calibre, bridge = (
        reader.read(f"{prefix}{name}", typed_length, -1) for name in ("calibre", "bridge")
    )
    return Frame(
        article,
        reference=reader.text(f"{prefix}reference"),
        maker=reader.text(f"{prefix}maker"),
        brand=reader.text(f"{prefix}brand"),
        colour=reader.text(f"{prefix}colour"),
        calibre=None if calibre < 0 else calibre,
        bridge=None if bridge < 0 else bridge,
    )


def _lens(reader: FieldReader, prefix: str) -> Lens | None:
    article = _article(reader, prefix, LineKind.LENS)
    supplements = tuple(_articles(reader, f"{prefix}s", SUPPLEMENTS, LineKind.SUPPLEMENT))
    if article is None:
        if supplements:
            reader.findings.append(Finding("OPT-SUPPLEMENT-SANS-VERRE", f"{prefix}label"))
        return None
    return Lens(
        article,
        shape=reader.choice(f"{prefix}shape", LensShape.UNIFOCAL),
        basket=reader.choice(f"{prefix}basket", BasketClass.B),
        diameter=reader.text(f"{prefix}diameter"),
        supplements=supplements,
    )


def _articles(reader: FieldReader, prefix: str, most: int, kind: LineKind) -> Iterator[Article]:
    for number in range(1, most + 1):
        article = _article(reader, f"{prefix}{number}.", kind)
        if article is not None:
            yield article


def _article(reader: FieldReader, prefix: str, kind: LineKind) -> Article | None:
    if not reader.any(prefix, ARTICLE_TEXTS):
        return None
    lpp: LppCode | None = None
    if reader.text(f"{prefix}lpp"):
        code = typed_lpp(reader.text(f"{prefix}lpp"), f"{prefix}lpp")
        if isinstance(code, Finding):
            reader.findings.append(code)
        else:
            lpp = code
    if not reader.text(f"{prefix}net"):
        reader.findings.append(Finding("OPT-PRIX-ABSENT", f"{prefix}net"))
    return Article(
        kind=kind,
        label=reader.text(f"{prefix}label"),
        net=reader.read(f"{prefix}net", typed_euros, ZERO),
        act=reader.text(f"{prefix}act"),
        lpp=lpp,
        base=reader.read(f"{prefix}base", typed_euros, ZERO),
        serial=reader.text(f"{prefix}serial"),
        shown=reader.flag(f"{prefix}shown"),
    )


# -- what the tables completed, back on the screen -------------------------------------------------


def articles_by_field(
    texts: Mapping[str, str], sold: Equipment, prefix: str
) -> Iterator[tuple[str, Article]]:
    """Yield the field and the article of each line of an equipment, in the order of the sale.

    Args:
        texts: of the screen that the equipment was read from.
        sold: as read, then completed.
        prefix: ``e1.`` or ``e2.``.
    """
    reader = FieldReader(texts)
    places = ["frame.", "OD.", "OD.s1.", "OD.s2.", "OG.", "OG.s1.", "OG.s2."]
    places += [f"d{number}." for number in range(1, SUNDRIES + 1)]
    lenses = {"OD": sold.right, "OG": sold.left}
    typed = [
        f"{prefix}{place}"
        for place in places
        if reader.any(f"{prefix}{place}", ARTICLE_TEXTS)
        and (place[:2] not in lenses or lenses[place[:2]] is not None)
    ]
    yield from zip(typed, sold.articles, strict=True)


def completed_texts(texts: Mapping[str, str], file: OpticalFile) -> dict[str, str]:
    """Return the texts of the screen with the codes, acts and bases that the tables gave."""
    shown = dict(texts)
    for prefix, sold in equipments_by_field(texts, file):
        if sold.offer:
            continue
        for field, article in articles_by_field(texts, sold, prefix):
            shown[f"{field}lpp"] = article.lpp.digits if article.lpp else ""
            shown[f"{field}act"] = article.act
            if article.lpp is not None:
                shown[f"{field}base"] = printed_euros(article.base)
    return shown


def equipments_by_field(
    texts: Mapping[str, str], file: OpticalFile
) -> Iterator[tuple[str, Equipment]]:
    """Yield the field and each equipment of a file that was read from the texts."""
    reader = FieldReader(texts)
    blocks = [
        f"e{number}."
        for number in range(1, EQUIPMENTS + 1)
        if any(
            reader.any(f"e{number}.{place}", ARTICLE_TEXTS)
            for place in ("frame.", "OD.", "OG.", "d1.", "d2.", "d3.")
        )
    ]
    yield from zip(blocks, file.equipments, strict=True)


SUBJECTS: Mapping[str, str] = {
    "prescription": "day",
    "delivery": "former.day",
}
"""Subject of a rule -> the field beside which it is told."""


PARTS: Mapping[str, str] = {
    "OPT-AXE-IMPOSSIBLE": "axis",
    "OPT-CYLINDRE-HORS-TABLE": "cylinder",
    "OPT-ADDITION-IMPOSSIBLE": "addition",
    "OPT-PRISME-IMPOSSIBLE": "prism",
}
"""What is wrong with a correction -> its field; anything else is told beside the sphere."""

NOTES: Mapping[str, str] = {
    "OPT-RENOUVELLEMENT-SANS-MENTION": "renewal.noted",
    "OPT-RENOUVELLEMENT-SANS-CACHET": "renewal.stamped",
    "OPT-RENOUVELLEMENT-SANS-SIGNATURE": "renewal.signed",
    "OPT-RENOUVELLEMENT-SANS-DATE": "renewal.day",
    "OPT-RENOUVELLEMENT-AVANT-ORDONNANCE": "renewal.day",
    "OPT-RENOUVELLEMENT-FUTUR": "renewal.day",
    "OPT-RENOUVELLEMENT-TROP-ANCIEN": "renewal.day",
    "OPT-RENOUVELLEMENT-INTERDIT": "renewal.barred",
}
"""What a renewal lacks -> its field; anything else is told beside the list RI/RA."""


def field_of(texts: Mapping[str, str], file: OpticalFile, found: Finding) -> str:
    """Return the field beside which a finding about an optical file is told.

    Args:
        texts: of the screen that the file was read from.
        file: as read.
        found: its subject is as :attr:`OpticalDesk.findings` names it: ``correction OD VL``,
            ``equipment 1 lens OG``, ``equipment 2 line 3``.
    """
    match found.subject.split():
        case ["correction", eye, vision]:
            return f"{eye}.{vision}.{PARTS.get(found.code, 'sphere')}"
        case ["renewal"]:
            return NOTES.get(found.code, "renewal.kind")
        case ["equipment", place, "lens", eye]:
            prefix, _ = list(equipments_by_field(texts, file))[int(place) - 1]
            return f"{prefix}{eye}.lpp"
        case ["equipment", place, "line", line]:
            prefix, sold = list(equipments_by_field(texts, file))[int(place) - 1]
            field, _ = list(articles_by_field(texts, sold, prefix))[int(line) - 1]
            return f"{field}lpp"
        case _:
            return SUBJECTS[found.subject]
