"""Rules of an equipment: does what is sold fit what was written, and what the tables say.

Law of this file: pure; findings are gathered. A line that the insurers do not see ("Rb" off, or
commercial offer) is not looked at, and a line without LPP code neither (seed-facts 8.3: supplements
have none). Source: teleservices sheet 3.4 to 3.6; CLI-03, TAUX-12.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from binocle.kernel import BirthDate, Finding, LppCode, Severity, printed_euros

from .lenses import LensAnswer, correction_findings, lens_code
from .model import Article, Equipment, Eye, Lens, OpticalFile, Ordonnance, Vision
from .rules import age_findings, ordonnance_findings
from .shipped import ShippedTables


def fitted_lens(
    tables: ShippedTables, ordonnance: Ordonnance, vision: Vision, lens: Lens, eye: Eye
) -> LensAnswer:
    """Return the generic lens that an eye needs for an equipment, or what is missing."""
    subject = f"lens {eye.value}"
    correction = ordonnance.eye(eye).seen(vision)
    facts = {"oeil": eye.value, "vision": vision.value}
    if correction is None:
        return LensAnswer(findings=(Finding("OPT-CORRECTION-ABSENTE", subject, facts),))
    if found := correction_findings(correction, subject=subject):
        return LensAnswer(findings=tuple(found))
    return lens_code(tables.lenses, correction, lens.shape, lens.basket)


def equipment_findings(
    tables: ShippedTables,
    equipment: Equipment,
    ordonnance: Ordonnance,
    birth: BirthDate,
    day: date,
) -> list[Finding]:
    """Return what bars or should be looked at before an equipment is invoiced.

    Args:
        tables: of the shop.
        equipment: what is sold.
        ordonnance: what was written.
        birth: of the beneficiary.
        day: of the act.
    """
    if equipment.offer:
        return []
    found: list[Finding] = []
    for eye, lens in ((Eye.RIGHT, equipment.right), (Eye.LEFT, equipment.left)):
        if lens is not None and lens.article.shown:
            found += _lens_findings(tables, equipment.vision, ordonnance, lens, eye)
    for place, article in enumerate(equipment.articles, start=1):
        if article.shown and article.lpp is not None:
            found += _article_findings(tables, article, birth, day, place)
    return found


def _lens_findings(
    tables: ShippedTables, vision: Vision, ordonnance: Ordonnance, lens: Lens, eye: Eye
) -> Iterator[Finding]:
    answer = fitted_lens(tables, ordonnance, vision, lens, eye)
    yield from answer.findings
    correction = ordonnance.eye(eye).seen(vision)
    if vision is Vision.BOTH and correction is not None and not correction.addition:
        yield Finding("OPT-ADDITION-ABSENTE", f"lens {eye.value}", {"oeil": eye.value})
    if answer.lens is not None and lens.article.act and lens.article.act != answer.lens.act:
        yield Finding(
            "OPT-ACTE-DIFFERENT",
            f"lens {eye.value}",
            {"oeil": eye.value, "saisi": lens.article.act, "attendu": answer.lens.act},
            Severity.WARNS,
        )
    elif answer.code is not None and lens.article.lpp is not None:
        yield from _code_findings(tables, lens.article.lpp, answer.code, eye)


def _code_findings(
    tables: ShippedTables, typed: LppCode, expected: LppCode, eye: Eye
) -> Iterator[Finding]:
    """Yield a code of the right act whose generic lens is that of another correction."""
    generic = {lens.code for lens in (*tables.lenses.lenses, *tables.lenses.neutral.values())}
    told = {row.generic for row in tables.tariff.products.get(typed.digits, ()) if row.generic}
    stands_for = {typed} if typed in generic else told
    if stands_for and expected not in stands_for:
        facts = {"oeil": eye.value, "saisi": typed.digits, "attendu": expected.digits}
        yield Finding("OPT-CODE-AUTRE-CORRECTION", f"lens {eye.value}", facts)


def _article_findings(
    tables: ShippedTables, article: Article, birth: BirthDate, day: date, place: int
) -> Iterator[Finding]:
    assert article.lpp is not None, "looked at before"
    subject = f"line {place}"
    seen = tables.tariff.look_up(article.lpp.digits, day, subject=subject)
    yield from seen.findings
    if seen.product is None:
        return
    yield from age_findings(tables.tariff, seen.product, birth, day, subject=subject)
    if article.act and seen.product.act and article.act != seen.product.act:
        yield Finding(
            "OPT-ACTE-DU-CODE",
            subject,
            {"ligne": place, "saisi": article.act, "attendu": seen.product.act},
        )
    if seen.price is None:
        return
    if article.base != seen.price.base:
        yield Finding(
            "OPT-BASE-DIFFERENTE",
            subject,
            {
                "ligne": place,
                "saisi": printed_euros(article.base),
                "attendu": printed_euros(seen.price.base),
            },
        )
    if seen.price.limit is not None and article.net > seen.price.limit:
        yield Finding(
            "OPT-PRIX-LIMITE", subject, {"ligne": place, "limite": printed_euros(seen.price.limit)}
        )


def file_findings(
    tables: ShippedTables, file: OpticalFile, birth: BirthDate, day: date
) -> list[Finding]:
    """Return everything that the optical file says of itself on a day."""
    found = ordonnance_findings(tables.periods, file.ordonnance, birth, day)
    for equipment in file.equipments:
        found += equipment_findings(tables, equipment, file.ordonnance, birth, day)
    return found


def priced(
    tables: ShippedTables, article: Article, day: date
) -> tuple[Article, tuple[Finding, ...]]:
    """Return an article with the act and the base of its code on a day.

    An article without code is returned as it is; so is one whose base is not known, with the
    findings that say so: no base is guessed.
    """
    if article.lpp is None:
        return article, ()
    seen = tables.tariff.look_up(article.lpp.digits, day)
    if seen.product is None:
        return article, seen.findings
    known = replace(article, act=seen.product.act or article.act)
    return (replace(known, base=seen.price.base) if seen.price else known), seen.findings
