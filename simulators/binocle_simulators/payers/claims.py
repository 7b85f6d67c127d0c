"""What a payer is asked, and who carries its answers, by shape.

Law of this file: the shapes are structural, so that payers and concentrator import nothing from one
another. Money is whole cents, days are AAMMJJ, a NIR is 15 characters with its key or empty.
Source: PROTOCOLS section 7.
"""

from collections.abc import Sequence
from typing import Protocol


class ClaimedLine(Protocol):
    """One line of an invoice; ``rate`` in percent."""

    @property
    def care_date(self) -> str:
        """Day of delivery."""

    @property
    def act(self) -> str:
        """Code of the act, at most 5 characters."""

    @property
    def quantity(self) -> int:
        """How many."""

    @property
    def unit_price(self) -> int:
        """Price of one."""

    @property
    def base(self) -> int:
        """Reimbursement base."""

    @property
    def rate(self) -> int:
        """Rate that was applied."""

    @property
    def amo(self) -> int:
        """What is asked from the fund."""

    @property
    def billed(self) -> int:
        """What the patient was billed."""

    @property
    def amc(self) -> int:
        """What is asked from the insurer."""


class ClaimedInvoice(Protocol):
    """One invoice; ``amo`` and ``amc`` are totals."""

    @property
    def number(self) -> str:
        """Invoice number, 9 digits."""

    @property
    def billing_date(self) -> str:
        """Day of the invoice."""

    @property
    def nir(self) -> str:
        """NIR of the insured."""

    @property
    def own_nir(self) -> str:
        """NIR of the beneficiary, or empty."""

    @property
    def birth(self) -> str:
        """Birth date of the beneficiary, possibly lunar."""

    @property
    def birth_rank(self) -> str:
        """Birth rank, 1 digit."""

    @property
    def nature(self) -> str:
        """Insurance nature, 2 digits."""

    @property
    def exemption(self) -> str:
        """Exemption that the form carries, 1 character."""

    @property
    def operation(self) -> str:
        """Operation nature, 1 digit: ``2`` takes a DRE back."""

    @property
    def split(self) -> bool:
        """Whether the professional split the flow."""

    @property
    def insurer(self) -> str:
        """Number of the complementary insurer, or empty."""

    @property
    def member(self) -> str:
        """Member number at that insurer, or empty."""

    @property
    def lines(self) -> Sequence[ClaimedLine]:
        """The lines, in order."""

    @property
    def amo(self) -> int:
        """Total asked from the fund."""

    @property
    def amc(self) -> int:
        """Total asked from the insurer."""


class ClaimedLot(Protocol):
    """One lot."""

    @property
    def partner(self) -> str:
        """Number of the professional, 9 digits."""

    @property
    def number(self) -> str:
        """Lot number, 3 characters."""

    @property
    def date(self) -> str:
        """Day of the lot."""

    @property
    def certification(self) -> str:
        """How it was made: ``D`` when it is degraded."""

    @property
    def invoices(self) -> Sequence[ClaimedInvoice]:
        """The invoices, in order."""


LotKey = tuple[str, str, str]
"""Recipient, day and number of a lot."""


class Drop(Protocol):
    """Who carries the payers' files to the professionals."""

    def __call__(
        self, content: bytes, *, professional: str, file: str, lots: Sequence[LotKey]
    ) -> None:
        """Carry a file.

        Args:
            content: the file.
            professional: 9 digits.
            file: identification that the payer gave it.
            lots: the lots that it answers.
        """
