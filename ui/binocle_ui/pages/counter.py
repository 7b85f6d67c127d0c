"""The shop side of the page: the claim under way, and the lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from binocle.fse import InvoiceState, PartState
from binocle.kernel import Cents
from binocle.lots import LotState
from binocle.rates import SecuringMode
from binocle_ui.catalogue import Notice

from .claim import ClaimView


@dataclass(frozen=True)
class InvoiceRow:
    """A row of "Suivi Facturations" (seed-facts 14.2), an invoice a row.

    Attributes:
        received: day of the last return, if any.
        expected: what the two payers owe; ``left`` is what they still owe of it.
        amc_body: empty when there is no complementary part.
        mode: of the FSE that exists; none without one (FSE-05).
    """

    number: str
    client: str
    day: date
    received: date | None
    lots: tuple[str, ...]
    expected: Cents
    paid: Cents
    left: Cents
    amo_body: str
    amc_body: str
    state: InvoiceState
    amo_state: PartState
    amc_state: PartState
    mode: SecuringMode | None


@dataclass(frozen=True)
class LotRow:
    """A row of "Tiers Payant > Télétransmissions" (seed-facts 13.1).

    Attributes:
        received: day of the last message about the lot, if any.
        recipient: "Org. Dest.", such as ``01 999``.
        label: "Libellé ARL/RSP", verbatim.
        treatment: "Traitement RSP", verbatim.
        professional: "id PS".
    """

    received: date | None
    day: date
    number: str
    recipient: str
    state: LotState
    label: str
    error_treated: bool
    manual: bool
    treatment: str
    professional: str


@dataclass(frozen=True)
class TransferRow:
    """A row of "Suivi Virements" (seed-facts 16); the label is both lines joined, as printed."""

    day: date
    label: str
    payer: str
    paid: Cents


@dataclass(frozen=True)
class FileRow:
    """A file of this run: key of the section ``fichiers`` of ``labels_fr.toml``, and its path."""

    name: str
    path: str


@dataclass(frozen=True)
class SetAsideRow:
    """A return that was kept and not matched, with why ("RSP non rapproché")."""

    message: str
    notice: Notice


class CounterPage(Protocol):
    """The shop side. Each verb is one gesture; it may raise a ``BinocleError``, which is shown."""

    def cases(self) -> Sequence[str]:
        """Return the keys of the claims that can be started (section ``cas`` of the labels)."""
        ...

    def start(self, case: str) -> None:
        """Start the claim of a case; a claim under way is left where it stands."""
        ...

    def next_step(self, form: Mapping[str, str]) -> None:
        """Do the next step with what :class:`AskKind` says that the form holds."""
        ...

    def force_century(self, century: str) -> None:
        """Say the century of the chosen person's birth: its first two digits."""
        ...

    def view(self) -> ClaimView | None:
        """Return the claim under way, if any."""
        ...

    def invoices(self, *, cancellable: bool = False) -> Sequence[InvoiceRow]:
        """Return every invoice, latest first.

        Args:
            cancellable: only those whose DRE may be cancelled ("DRE d'annulation possible").
        """
        ...

    def lots(self) -> Sequence[LotRow]:
        """Return every lot, latest first."""
        ...

    def set_aside(self) -> Sequence[SetAsideRow]:
        """Return every return that was not matched, oldest first."""
        ...

    def transfers(self) -> Sequence[TransferRow]:
        """Return every transfer, latest first."""
        ...

    def files(self) -> Sequence[FileRow]:
        """Return where this run keeps its files."""
        ...
