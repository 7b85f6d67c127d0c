"""The page's shop side over a desk: one story at a time, and the lists.

Law of this file: values in, values out; every figure comes from the production code, none is made
here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from binocle.kernel import BinocleError, OperatorActionNeeded
from binocle.rates import SecuringMode
from binocle_simulators.world import Crash
from binocle_ui.cases import SHIPPED, TYPED, Case, load_case
from binocle_ui.catalogue import Notice, load_catalogue
from binocle_ui.pages import (
    AskKind,
    AskView,
    ChoiceView,
    ClaimView,
    FileRow,
    SetAsideRow,
    StepState,
    StepView,
)
from binocle_ui.story import STEPS

from . import details
from .bench_start import put_cards
from .desk import SimulatedDesk
from .sale_table import reimbursements_view
from .workstation import Workstation

ASKS = {
    "cps-code": AskKind.CODE,
    "transmission-code": AskKind.CODE,
    "beneficiary": AskKind.CHOICE,
    "fse-sign": AskKind.SIGNATURE,
}
"""What a step needs beyond its button."""

ADRI_AGAIN, CARD_RIGHTS = "adri", "carte"
RIGHTS_STEP = "adri"
RANKS = {step.name: rank for rank, step in enumerate(STEPS)}
CENTURY = frozenset({"CAR-SIECLE-MANQUANT", "CAR-SIECLE-DOUTEUX", "CAR-SIECLE-FORCE"})
"""What makes the page ask the century of a birth; one that was said may be said again."""


class BenchCounter:
    """Implements :class:`binocle_ui.pages.CounterPage`."""

    def __init__(self, station: Workstation) -> None:
        """Work on the desk of a workstation."""
        self._station = station
        self._case: Case | None = None
        self._done = 0
        self._failed: BinocleError | None = None

    @property
    def _desk(self) -> SimulatedDesk:
        return self._station.desk

    def cases(self) -> Sequence[str]:
        """Return the keys of the claims that can be started."""
        return SHIPPED

    def start(self, case: str) -> None:
        """Start a claim; the card of its patient is put in the reader."""
        if case not in SHIPPED:
            raise OperatorActionNeeded("UI-CAS-INCONNU")
        loaded, counter = load_case(case), self._desk.counter
        self._failed = None
        if self._case is None and counter.patient is not None and counter.patient.context:
            # A new customer, whose app was read before the file was opened (APCV-02).
            self._case = loaded
            counter.enter_claim(loaded.claim)
            self._done = RANKS["adri" if counter.rights is None else "rate-check"]
            return
        put_cards(self._desk.bench, loaded)
        counter.begin()
        self._case, self._done = loaded, 0

    def next_step(self, form: Mapping[str, str]) -> None:
        """Do the next step; a failure stays shown beside it until it is done again.

        A form that answers another step than the present one is a second click: nothing is done.
        """
        case = self._case
        if case is None:
            raise OperatorActionNeeded("UI-ETAPE-ABSENTE")
        asked = self._ask()
        if asked is None or form.get("etape") != asked.name:
            return
        step = STEPS[self._done]
        if form.get("action") == "annuler":
            self._failed = None
            if step.name == "fse-sign":
                self._desk.counter.cancel()
                self._case = None
            return
        try:
            if step.name == RIGHTS_STEP and form.get("choix") == CARD_RIGHTS:
                self._take_claim(case)
            else:
                step.act(self._desk, case, form)
        except BinocleError as error:
            self._failed = error
            return
        except Crash as crash:
            self._relaunch(OperatorActionNeeded("BANC-ARRET-BRUTAL", point=str(crash)))
            return
        self._failed = None
        self._done += 1

    # -- a sale that is typed ---------------------------------------------------------------------

    def require_changeable(self) -> None:
        """Refuse to type a sale while an invoice waits for its signature.

        Raises:
            OperatorActionNeeded: UI-FACTURE-OUVERTE.
        """
        if self._case is not None and not self.is_open and not self.is_past("fse-sign"):
            raise OperatorActionNeeded("UI-FACTURE-OUVERTE")

    def require_certifiable(self) -> None:
        """Refuse another certificate from the moment the invoice is opened until its return.

        Raises:
            OperatorActionNeeded: UI-FACTURE-OUVERTE.
        """
        if self._case is not None and not self.is_open and self._done < len(STEPS):
            raise OperatorActionNeeded("UI-FACTURE-OUVERTE")

    def sale_was_typed(self) -> None:
        """Go on with the sale that another page typed; it opens a claim where none is open."""
        claim, case = self._desk.counter.claim, self._case
        if claim is None:
            return
        if case is None or not self.is_open:
            self._case = Case(name=TYPED, patient="", invoice="", claim=claim)
            self._done, self._failed = self._reached(), None
        elif claim != case.claim:
            # After a power cut it is taken again as it was typed last.
            self._case = replace(case, claim=claim)
            self.goes_back_to("rate-check")

    def _reached(self) -> int:
        """Return the step from which a typed sale goes on: what is there already is not asked."""
        counter = self._desk.counter
        try:
            counter.signer()
        except BinocleError:
            return RANKS["cps-code"]
        if counter.patient is None:
            return RANKS["vitale-read" if counter.card is None else "beneficiary"]
        return RANKS["adri" if counter.rights is None else "rate-check"]

    # -- what the other pages of the claim do -----------------------------------------------------

    @property
    def case(self) -> Case | None:
        """The case under way."""
        return self._case

    @property
    def is_open(self) -> bool:
        """Whether the claim may still be changed: its invoice is not opened."""
        case = self._case
        return (
            case is not None
            and self._done <= RANKS["invoice"]
            and not self._desk.has_invoice(case.invoice)
        )

    def require_open(self) -> Case:
        """Return the case under way, its claim typed.

        Raises:
            OperatorActionNeeded: UI-ETAPE-ABSENTE, or UI-FACTURE-OUVERTE once it may not change.
        """
        if self._case is None:
            raise OperatorActionNeeded("UI-ETAPE-ABSENTE")
        if not self.is_open:
            raise OperatorActionNeeded("UI-FACTURE-OUVERTE")
        self._take_claim(self._case)
        return self._case

    def _take_claim(self, case: Case) -> None:
        """Take what the case types, unless it was typed already."""
        if self._desk.counter.claim is None:
            self._desk.counter.enter_claim(case.claim)

    def is_past(self, name: str) -> bool:
        """Say whether a step was done."""
        return self._done > RANKS[name]

    def goes_to(self, name: str, failed: BinocleError | None = None) -> None:
        """Go on from a step, another page having done, or undone, what comes before."""
        self._done, self._failed = RANKS[name], failed

    def goes_back_to(self, name: str) -> None:
        """Go back to a step whose work does not hold any more; a step before it stays."""
        if self.is_past(name):
            self.goes_to(name)

    def ends(self) -> None:
        """End the claim: nothing of it is transmitted (ADRI-08)."""
        self._done, self._failed = len(STEPS), None

    def leave(self) -> None:
        """Leave the claim where it stands: another customer comes."""
        self._case, self._done, self._failed = None, 0, None
        self._desk.counter.begin()

    def force_century(self, century: str) -> None:
        """Say the century of the chosen person's birth; what rests on the date is done again.

        A form that is not asked for any more is a second click: nothing is done.
        """
        if self._case is None:
            raise OperatorActionNeeded("UI-ETAPE-ABSENTE")
        if not self._asks_century():
            return
        if not (century.isascii() and century.isdigit()):
            raise OperatorActionNeeded("CAR-SIECLE-IMPOSSIBLE", siecle=century)
        self._desk.counter.force_century(int(century))
        self._done, self._failed = RANKS[RIGHTS_STEP], None

    def _asks_century(self) -> bool:
        """Ask until the invoice is opened, which keeps the date."""
        counter = self._desk.counter
        card, who = counter.card, counter.beneficiary
        if card is None or who is None or self._done > RANKS["invoice"]:
            return False
        return any(
            found.code in CENTURY and found.subject == who.subject for found in card.findings
        )

    def _relaunch(self, told: OperatorActionNeeded) -> None:
        """Start the program again on its database, as after a power cut; the claim begins anew."""
        quote = self._desk.quotes.number
        self._station.reopen()
        self._desk.quotes.number = quote  # of the claim that begins anew
        self._done, self._failed = 0, told

    def view(self) -> ClaimView | None:
        """Return the claim under way."""
        if self._case is None:
            return None
        counter = self._desk.counter
        return ClaimView(
            case=self._case.name,
            steps=tuple(self._step(rank) for rank in range(len(STEPS))),
            ask=self._ask(),
            card=details.card_blocks(counter.card, counter.beneficiary),
            rate_check=details.rate_block(counter.claim, counter.check),
            reimbursements=reimbursements_view(counter.rates),
            summary=details.summary_view(counter.summary),
            warnings=self._warnings(),
            asks_century=self._asks_century(),
            logo=self._logo(),
        )

    def _logo(self) -> SecuringMode | None:
        """Return the logo of the invoice of this claim, once its form is signed (FSE-05)."""
        summary = self._desk.counter.summary
        return self._desk.invoices.standing(summary.invoice.number).logo if summary else None

    def _warnings(self) -> tuple[Notice, ...]:
        """Return what is told of the card, until the form is signed."""
        if self._done > RANKS["fse-sign"]:
            return ()
        return details.warnings(self._desk.counter.card, self._desk.counter.beneficiary)

    def _step(self, rank: int) -> StepView:
        name = STEPS[rank].name
        if rank < self._done:
            return StepView(name, StepState.DONE)
        if rank > self._done:
            return StepView(name, StepState.TODO)
        if self._failed is None:
            return StepView(name, StepState.DOING)
        notice = load_catalogue().notice(self._failed.code, self._failed.facts)
        return StepView(name, StepState.FAILED, notice)

    def _ask(self) -> AskView | None:
        if self._done == len(STEPS):
            return None
        name = STEPS[self._done].name
        if name == RIGHTS_STEP and self._failed is not None:
            again = ChoiceView(ADRI_AGAIN, "Demander de nouveau à ADRi")
            card = ChoiceView(CARD_RIGHTS, "L'assuré a présenté sa carte Vitale")
            return AskView(AskKind.CHOICE, "adri-failed", (again, card))
        choices: tuple[ChoiceView, ...] = ()
        if name == "beneficiary" and (read := self._desk.counter.card):
            choices = tuple(ChoiceView(str(b.number), b.printed) for b in read.beneficiaries)
        return AskView(ASKS.get(name, AskKind.GO), name, choices)

    # -- lists ------------------------------------------------------------------------------------

    def set_aside(self) -> Sequence[SetAsideRow]:
        """Return every return that was not matched, oldest first."""
        catalogue = load_catalogue()
        return [
            SetAsideRow(kept.id, catalogue.notice(kept.code, kept.facts))
            for kept in self._desk.returns.set_aside()
        ]

    def files(self) -> Sequence[FileRow]:
        """Return where this run keeps its files; copies are brought up to date first."""
        copies = self._desk.copies()
        rows = [FileRow("folder", str(self._desk.folder))]
        rows += [FileRow(key, path) for key in ("b2", "noemie") for path in copies[key]]
        return [
            *rows,
            FileRow("database", str(self._desk.database)),
            FileRow("journal", str(self._desk.bench.world.journal.path)),
        ]
