"""The page "Ordonnance" over the desk."""

from collections.abc import Iterator, Mapping

from binocle.kernel import Cents
from binocle.workflows import OpticalDesk
from binocle.workflows.optical_typing import EQUIPMENTS, SUNDRIES, SUPPLEMENTS, equipments_by_field
from binocle_ui.pages import OpticsView, ProposalView

from .counter import BenchCounter
from .field_notices import notices_by_field
from .workstation import Workstation


def _ticked() -> Iterator[str]:
    for number in range(1, EQUIPMENTS + 1):
        lenses = [f"{eye}{part}" for eye in ("OD", "OG") for part in ("", *_supplements())]
        for place in ("frame", *lenses, *(f"d{rank}" for rank in range(1, SUNDRIES + 1))):
            yield f"e{number}.{place}.shown"


def _supplements() -> Iterator[str]:
    return (f".s{rank}" for rank in range(1, SUPPLEMENTS + 1))


BLANK: Mapping[str, str] = dict.fromkeys(_ticked(), "on")
"""The screen before anything is typed: every box "Rb" is ticked."""


class OpticsCounter:
    """Implements :class:`binocle_ui.pages.OpticsPage`."""

    def __init__(self, station: Workstation, claims: BenchCounter) -> None:
        """Work on the claim of the counter's page."""
        self._station = station
        self._claims = claims

    @property
    def _desk(self) -> OpticalDesk:
        return self._station.desk.optics

    def view(self) -> OpticsView:
        """Return the screen, completed from the tables."""
        desk, counter = self._desk, self._station.desk.counter
        lines = desk.lines
        claim = counter.claim
        return OpticsView(
            texts=desk.typed or BLANK,
            told=notices_by_field(desk.findings_by_field),
            proposals=dict(_proposals(desk)),
            patient=counter.patient.printed if counter.patient else "",
            total=Cents(sum(line.net for line in lines)) if desk.file else None,
            total_shown=Cents(sum(line.net for line in lines if line.shown)) if desk.file else None,
            is_taken=bool(lines) and claim is not None and claim.lines == lines,
        )

    def enter(self, form: Mapping[str, str]) -> None:
        """Take the fields as typed."""
        self._desk.enter_typed(form)

    def take(self, form: Mapping[str, str]) -> None:
        """Take the fields, and put the lines in the claim unless one is wrong."""
        self._claims.require_changeable()
        self._desk.enter_typed(form)
        self._desk.take()
        self._claims.sale_was_typed()


def _proposals(desk: OpticalDesk) -> Iterator[tuple[str, ProposalView]]:
    if desk.file is None:
        return
    prefixes = [prefix for prefix, _ in equipments_by_field(desk.typed, desk.file)]
    for proposed in desk.proposals:
        lens, price = proposed.answer.lens, proposed.price
        if lens is None:
            continue
        yield (
            f"{prefixes[proposed.equipment - 1]}{proposed.eye.value}",
            ProposalView(
                lpp=lens.code.digits,
                act=lens.act,
                basket=lens.basket.value if lens.basket else "",
                label=lens.label,
                base=price.base if price else None,
                limit=price.limit if price else None,
            ),
        )
