"""The optical file at the counter: what was prescribed, what is sold for it, the claim's lines.

Law of this file: a file is taken whole, completed from the tables and never guessed; everything
that is wrong or doubtful is told at once, beside its field. The claim takes the lines only once
nothing bars them. Sources: CLI-03, TAUX-08, TAUX-12, USR-02; seed-facts 8, 19.2 and 21.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from binocle.kernel import (
    BirthDate,
    Clock,
    Finding,
    OperatorActionNeeded,
    Severity,
    paris_day,
)
from binocle.optics import (
    Article,
    Equipment,
    Eye,
    Frame,
    Lens,
    LensAnswer,
    OpticalFile,
    Ordonnance,
    Price,
    ShippedTables,
    Vision,
    correction_findings,
    delivery_findings,
    equipment_findings,
    fitted_lens,
    ordonnance_findings,
    priced,
)
from binocle.rates import Claim, SaleLine, as_offer

from .billing import Counter
from .optical_typing import FormerDelivery, completed_texts, field_of, read_optical_file

BIRTH_UNKNOWN = BirthDate("00000000")
"""Nobody is there yet: no age is known, and the rules say so."""


@dataclass(frozen=True)
class LensProposal:
    """The generic lens that an eye needs for an equipment.

    Attributes:
        equipment: from 1.
        answer: the lens, or what is wrong with the correction.
        price: none when no base is known.
    """

    equipment: int
    eye: Eye
    answer: LensAnswer
    price: Price | None


class OpticalDesk:
    """One claim's optical file.

    Attributes:
        file: as it was typed and completed; none until then.
        former: the delivery before this one, when it is known.
        typed: the texts of the screen, as typed and completed.
    """

    def __init__(self, *, tables: ShippedTables, counter: Counter, clock: Clock) -> None:
        """Take the tables of the shop, and the claim under way."""
        self._tables = tables
        self._counter = counter
        self._clock = clock
        self.file: OpticalFile | None = None
        self.former: FormerDelivery | None = None
        self.typed: Mapping[str, str] = {}
        self._unread: tuple[Finding, ...] = ()
        counter.rates.accompany(self.begin)

    def begin(self) -> None:
        """Begin with another patient."""
        self.file = self.former = None
        self.typed, self._unread = {}, ()

    # -- what was typed ---------------------------------------------------------------------------

    def enter(
        self, file: OpticalFile, *, former: FormerDelivery | None = None
    ) -> tuple[Finding, ...]:
        """Take the optical file; its codes, acts and bases are completed from the tables.

        Returns:
            Everything that is wrong or doubtful, as :attr:`findings`.
        """
        self.file = completed(self._tables, file, self._day())
        self.former = former
        return self.findings

    def enter_typed(self, texts: Mapping[str, str]) -> tuple[Finding, ...]:
        """Take the texts of the screen (:mod:`.optical_typing`); no file while one is unreadable.

        Returns:
            As :meth:`enter`.
        """
        read = read_optical_file(texts)
        self.begin()
        self.typed, self._unread = dict(texts), read.findings
        if read.file is not None:
            self.enter(read.file, former=read.former)
            assert self.file is not None, "just entered"
            self.typed = completed_texts(texts, self.file)
        return self.findings

    @property
    def findings_by_field(self) -> tuple[tuple[str, Finding], ...]:
        """The findings of a file that was typed, each with the field beside which it is told."""
        if self.file is None:
            return tuple((found.subject, found) for found in self._unread)
        return tuple((field_of(self.typed, self.file, found), found) for found in self.findings)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong or doubtful; an equipment's subjects begin with its place, from 1."""
        if self.file is None:
            return self._unread
        birth, day = self._birth(), self._day()
        found = file_findings_by_place(self._tables, self.file, birth, day)
        if self.former is not None:
            found += delivery_findings(
                self._tables.periods,
                former=self.former.day,
                day=day,
                birth=birth,
                reason=self.former.reason,
            )
        return tuple(found)

    @property
    def lines(self) -> tuple[SaleLine, ...]:
        """The lines that the file gives to the claim; none without a file."""
        return () if self.file is None else sale_lines(self._tables, self.file, self._day())

    @property
    def proposals(self) -> tuple[LensProposal, ...]:
        """The generic lens of each eye of each equipment, in their order."""
        if self.file is None:
            return ()
        return tuple(lens_proposals(self._tables, self.file, self._day()))

    # -- the claim --------------------------------------------------------------------------------

    def take(self) -> tuple[Finding, ...]:
        """Put the lines in the claim ("Reprendre dans le dossier"); none of them when one is wrong.

        What else the claim holds stays; its prescription is that of the ordonnance, or the day of
        its renewal (USR-02).

        Returns:
            As :attr:`findings`.

        Raises:
            OperatorActionNeeded: ``OPT-DOSSIER-ABSENT``, nothing was typed.
        """
        if self.file is None and self._unread:
            return self._unread
        if self.file is None:
            raise OperatorActionNeeded("OPT-DOSSIER-ABSENT")
        found = self.findings
        if not any(finding.severity is Severity.BLOCKS for finding in found):
            self._counter.enter_claim(self._claim(self.file.ordonnance))
        return found

    def _claim(self, ordonnance: Ordonnance) -> Claim:
        former, lines = self._counter.claim, self.lines
        if former is None:
            former = Claim(ordonnance.invoiced_day, self._day(), lines)
        return replace(
            former,
            prescription=ordonnance.invoiced_day,
            renewal=ordonnance.renewal_kind,
            lines=lines,
            prescriber=ordonnance.prescriber.billed or former.prescriber,
        )

    def _birth(self) -> BirthDate:
        patient = self._counter.patient
        return patient.birth if patient else BIRTH_UNKNOWN

    def _day(self) -> date:
        claim = self._counter.claim
        return claim.care_day if claim else paris_day(self._clock.now())


# -- from the file to the sale ---------------------------------------------------------------------


def completed(tables: ShippedTables, file: OpticalFile, day: date) -> OpticalFile:
    """Return a file whose lenses without code have the generic one that their correction needs.

    Every article takes the act and the base of its code; a commercial offer stays as it was typed.
    """
    equipments = (
        each if each.offer else _completed(tables, file.ordonnance, each, day)
        for each in file.equipments
    )
    return replace(file, equipments=tuple(equipments))


def _completed(
    tables: ShippedTables, ordonnance: Ordonnance, sold: Equipment, day: date
) -> Equipment:
    def known(article: Article) -> Article:
        return priced(tables, article, day)[0]

    def known_lens(lens: Lens | None, eye: Eye) -> Lens | None:
        if lens is None:
            return None
        article = lens.article
        if article.lpp is None and article.shown:
            answer = fitted_lens(tables, ordonnance, sold.vision, lens, eye)
            article = replace(article, lpp=answer.code)
        return replace(
            lens, article=known(article), supplements=tuple(map(known, lens.supplements))
        )

    frame: Frame | None = sold.frame
    return replace(
        sold,
        frame=replace(frame, article=known(frame.article)) if frame else None,
        right=known_lens(sold.right, Eye.RIGHT),
        left=known_lens(sold.left, Eye.LEFT),
        sundries=tuple(map(known, sold.sundries)),
    )


def sale_lines(tables: ShippedTables, file: OpticalFile, day: date) -> tuple[SaleLine, ...]:
    """Return the lines of the sale, in the order of the screen; offers are unticked (TAUX-12)."""
    lines = []
    for equipment in file.equipments:
        for article in equipment.articles:
            line = _sale_line(tables, article, day)
            lines.append(as_offer(line) if equipment.offer else line)
    return tuple(lines)


def _sale_line(tables: ShippedTables, article: Article, day: date) -> SaleLine:
    seen = tables.tariff.look_up(article.lpp.digits, day) if article.lpp else None
    return SaleLine(
        kind=article.kind,
        act=article.act,
        lpp=article.lpp,
        net=article.net,
        base=article.base,
        detail=article.label,
        shown=article.shown,
        limit=seen.price.limit if seen and seen.price else None,
        basket=seen.product.basket if seen and seen.product else None,
    )


def lens_proposals(tables: ShippedTables, file: OpticalFile, day: date) -> Iterator[LensProposal]:
    """Yield the generic lens of each eye of each equipment."""
    for place, sold in enumerate(file.equipments, start=1):
        for eye, lens in ((Eye.RIGHT, sold.right), (Eye.LEFT, sold.left)):
            if lens is None or sold.offer:
                continue
            answer = fitted_lens(tables, file.ordonnance, sold.vision, lens, eye)
            seen = tables.tariff.look_up(answer.code.digits, day) if answer.code else None
            yield LensProposal(place, eye, answer, seen.price if seen else None)


# -- what is wrong ---------------------------------------------------------------------------------


def file_findings_by_place(
    tables: ShippedTables, file: OpticalFile, birth: BirthDate, day: date
) -> list[Finding]:
    """Return everything that a file says of itself on a day, each with the place it is about.

    A correction that cannot be is told once, beside it, and not again for each lens.
    """
    found = ordonnance_findings(tables.periods, file.ordonnance, birth, day)
    corrections = list(_correction_findings(file.ordonnance))
    told = [(each.code, each.facts) for each in corrections]
    found += corrections
    for place, sold in enumerate(file.equipments, start=1):
        found += [
            replace(each, subject=f"equipment {place} {each.subject}")
            for each in equipment_findings(tables, sold, file.ordonnance, birth, day)
            if (each.code, each.facts) not in told
        ]
    return found


def _correction_findings(ordonnance: Ordonnance) -> Iterator[Finding]:
    for eye in Eye:
        written = ordonnance.eye(eye)
        for vision, correction in ((Vision.FAR, written.far), (Vision.NEAR, written.near)):
            if correction is not None:
                subject = f"correction {eye.value} {vision.value}"
                yield from correction_findings(correction, subject=subject)
