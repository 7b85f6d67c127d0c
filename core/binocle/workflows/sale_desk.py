"""The sale at the counter: what was typed, what is wrong with it, and the claim that follows.

Law of this file: the claim takes a sale whole or not at all; while a text cannot be read the former
claim stands, and what was typed is kept as typed. Everything that is wrong is told at once, beside
its field: what cannot be read, then what the rules and the tables say. Sources: FSE-01, TAUX-01.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from binocle.fse import prescriber_findings
from binocle.kernel import Clock, Finding, paris_day
from binocle.rates import Claim, SaleLine

from .billing import Counter
from .sale_tables import SaleTables
from .sale_typing import SaleTyping, field_of_sale, read_sale, sale_texts


class SaleDesk:
    """One claim's sale, as it is typed."""

    def __init__(self, *, counter: Counter, clock: Clock, tables: SaleTables) -> None:
        """Take the claim under way, and the tables that complete its lines."""
        self._counter = counter
        self._clock = clock
        self._tables = tables
        self._typed: Mapping[str, str] = {}
        self._read: SaleTyping | None = None
        self._former: Claim | None = None
        counter.rates.accompany(self.begin)

    def begin(self) -> None:
        """Begin with another patient."""
        self._typed, self._read, self._former = {}, None, None

    @property
    def _unread(self) -> SaleTyping | None:
        """What was typed and could not be read, while nobody entered another claim since."""
        if self._read is None or self._counter.claim is not self._former:
            return None
        return self._read

    @property
    def unread(self) -> tuple[Finding, ...]:
        """What was typed and cannot be read, each with its field; the former claim stands."""
        return () if self._unread is None else self._unread.findings

    @property
    def texts(self) -> Mapping[str, str]:
        """The screen: as typed while a text of it cannot be read, else the claim as it stands."""
        if self._unread is not None:
            return self._typed
        claim = self._counter.claim
        return {} if claim is None else sale_texts(claim)

    def enter_typed(self, texts: Mapping[str, str]) -> tuple[Finding, ...]:
        """Take the texts of the screen (:mod:`.sale_typing`).

        Returns:
            As :attr:`findings`.
        """
        former = self._counter.claim
        read = read_sale(texts, paris_day(self._clock.now()), former)
        self.begin()
        if read.claim is None:
            self._typed, self._read, self._former = dict(texts), read, former
        elif read.claim != former:
            self._counter.enter_claim(self._completed(read.claim, former))
        return self.findings

    def enter_afresh(self, texts: Mapping[str, str]) -> tuple[Finding, ...]:
        """Take the texts of another sale: nothing of the one under way stays.

        Returns:
            As :attr:`findings`.
        """
        rates = self._counter.rates
        rates.claim = None
        rates.forget()
        return self.enter_typed(texts)

    def change(self, texts: Mapping[str, str]) -> tuple[Finding, ...]:
        """Take some texts of the screen, the other ones as they stand."""
        return self.enter_typed({**self.texts, **texts})

    def _completed(self, claim: Claim, former: Claim | None) -> Claim:
        """Return a claim whose new codes have what the tables say of them; the others have it."""
        day, known = claim.care_day, {line.lpp for line in former.lines} if former else set()
        lines = (line if line.lpp in known else self._line(line, day) for line in claim.lines)
        return replace(claim, lines=tuple(lines))

    def _line(self, line: SaleLine, day: date) -> SaleLine:
        """Return a line with the class and the limit that the tables give to its code."""
        if line.lpp is None:
            return replace(line, limit=None, basket=None)
        seen = self._tables.tariff.look_up(line.lpp.digits, day)
        return replace(
            line,
            limit=seen.price.limit if seen.price else None,
            basket=seen.product.basket if seen.product else None,
        )

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that is wrong or doubtful in the sale, and on "Vérification taux" if open."""
        rates, unread = self._counter.rates, self._unread
        if unread is None:
            claim = self._counter.claim
            return () if claim is None else (*rates.findings(), *prescriber_findings(claim))
        if unread.draft is None:
            return unread.findings
        judged = [
            found
            for found in (*rates.judged(unread.draft), *prescriber_findings(unread.draft))
            if not unread.rests_on_unread(found)
        ]
        return (*unread.findings, *judged)

    @property
    def findings_by_field(self) -> tuple[tuple[str, Finding], ...]:
        """The findings, each with the field beside which it is told."""
        return tuple((field_of_sale(found), found) for found in self.findings)
