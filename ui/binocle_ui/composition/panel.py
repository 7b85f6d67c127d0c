"""The bench's control panel: cards in and out, faults, clock."""

from datetime import timedelta

from binocle.kernel import OperatorActionNeeded
from binocle_simulators.bench import Bench
from binocle_simulators.cards import BANK_CARD, ForeignCard
from binocle_simulators.faults import KINDS, Fault, UnknownFault
from binocle_simulators.readers import Card, Slot
from binocle_ui.pages import CardView, FaultView, PanelView, ReaderView, SlotView

DEMO_CPS = CardView("cps", "CPS de démonstration")
BANK = CardView("banque", "Carte bancaire")


class BenchControl:
    """Implements :class:`binocle_ui.pages.BenchPanel` over one bench."""

    def __init__(self, bench: Bench) -> None:
        """Show the bench's own cards as they stand."""
        self._bench = bench
        self._shown: dict[Card, CardView] = {}
        for role, view in (("cps", DEMO_CPS), ("vitale", self._vitale_view("desmaux"))):
            if card := bench.slot(role).card:
                self._shown[card] = view

    def _vitale_view(self, key: str) -> CardView:
        holder = self._bench.person(self._bench.family(key)[0])
        return CardView(key, f"Vitale de {holder.first_name} {holder.name}")

    def _choices(self, role: str) -> tuple[CardView, ...]:
        heads = {self._bench.family(key)[0]: None for key in self._bench.people}
        vitale = tuple(self._vitale_view(key) for key in heads)
        return {"cps": (DEMO_CPS, BANK), "vitale": (*vitale, BANK)}.get(role, ())

    def view(self) -> PanelView:
        """Return the bench as it stands."""
        world = self._bench.world
        return PanelView(
            now=world.now(),
            seed=world.seed,
            readers=(
                ReaderView(
                    self._bench.reader.model.label,
                    tuple(self._slot_view(slot) for slot in self._bench.reader.slots),
                ),
            ),
            available=tuple(
                FaultView(where, what) for where, whats in KINDS.items() for what in whats
            ),
            armed=tuple(
                FaultView(fault.where, fault.what, fault.at, fault.times)
                for fault in world.faults.armed
            ),
        )

    def _slot_view(self, slot: Slot) -> SlotView:
        card = self._shown.get(slot.card) if slot.card else None
        name = self._bench.reader_names()[slot.role]
        return SlotView(slot.role, name, card, self._choices(slot.role))

    def insert(self, role: str, card: str) -> None:
        """Put a card of the bench into the slot of a role."""
        view = next((v for v in self._choices(role) if v.key == card), None)
        if view is None:
            raise OperatorActionNeeded("BANC-CARTE-INCONNUE", carte=card)
        made: Card
        if view == BANK:
            made = ForeignCard(BANK_CARD)
        elif role == "cps":
            made = self._bench.cps()
        else:
            made = self._bench.vitale(*self._bench.family(card))
        self._shown[made] = view
        self._bench.insert(role, made)

    def remove(self, role: str) -> None:
        """Take the card out of the slot of a role."""
        if not self._choices(role):
            raise OperatorActionNeeded("BANC-CARTE-INCONNUE", carte=role)
        self._bench.remove(role)

    def arm(self, fault: FaultView) -> None:
        """Arm one fault."""
        try:
            made = Fault(fault.where, fault.what, fault.at, fault.times)
        except UnknownFault as error:
            raise OperatorActionNeeded("BANC-PANNE-INCONNUE") from error
        self._bench.world.faults.arm(made)

    def clear(self) -> None:
        """Forget every fault."""
        self._bench.world.faults.clear()

    def advance(self, minutes: int) -> None:
        """Move the clock of the bench forward."""
        self._bench.world.advance(timedelta(minutes=minutes))
