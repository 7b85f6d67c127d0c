"""The optician of the scenarios: makes the gestures on a desk and keeps what he was told."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx

from binocle.kernel import BinocleError, Cents, Severity
from binocle_simulators.bench import Bench
from binocle_simulators.world import Crash
from binocle_ui.cases import Case, load_case
from binocle_ui.catalogue import Notice, load_catalogue, load_labels
from binocle_ui.composition.desk import SimulatedDesk
from binocle_ui.composition.workstation import Workstation
from binocle_ui.story import ACKNOWLEDGED, ANSWERED, DEMO_CODE, wait_for

LABELS = load_labels()
CATALOGUE = load_catalogue()


def printed(amount: int) -> str:
    return f"{amount // 100},{amount % 100:02d}"


def cents(text: str) -> Cents:
    return Cents(int(text.replace(",", "")))


class Optician:
    """One person, one desk; a failure is kept as the last notice, never raised."""

    def __init__(self, bench: Bench, folder: Path) -> None:
        self.bench = bench
        self.folder = folder
        self.station = Workstation(bench, folder)
        self.error: BinocleError | None = None
        self.crashed = False
        self.torn: list[BinocleError] = []
        self.answer: httpx.Response | None = None
        self.typed = ""
        self.waited_s = 0.0
        self.calls_before = 0

    @property
    def desk(self) -> SimulatedDesk:
        return self.station.desk

    # -- one gesture --------------------------------------------------------------------------

    def does(self, gesture: Callable[[], Any]) -> bool:
        """Make one gesture; say whether it went through."""
        self.error = None
        try:
            gesture()
        except BinocleError as error:
            self.error = error
        except Crash:
            self.crashed = True
        return self.error is None and not self.crashed

    @property
    def notice(self) -> Notice:
        assert self.error is not None, "no notice was shown"
        return CATALOGUE.notice(self.error.code, self.error.facts)

    def restart(self) -> None:
        """Start the program again on the same database, as after a power cut."""
        self.station.reopen()
        self.crashed = False

    def chooses_readers(self, **changed: Any) -> None:
        """Keep the shop's settings with some of them changed, and begin again with them."""
        self.desk.settings_store.keep_reader_settings(replace(self.desk.settings, **changed))
        self.station.reopen()

    # -- the way of a claim -------------------------------------------------------------------

    def leads(self, case: Case, until: str) -> bool:
        """Lead a claim from the cards until a stage; stop at the first notice."""
        counter, transmission = self.desk.counter, self.desk.transmission
        stages: list[tuple[str, Callable[[], Any]]] = [
            ("code", self._code_when_needed),
            ("carte", counter.read_vitale),
            ("bénéficiaire", lambda: counter.choose(self.number_of(case))),
            ("dossier", lambda: counter.enter_claim(case.claim)),
            ("droits", counter.ask_rights),
            ("taux", counter.check_rates_as_known),
            ("récapitulatif", lambda: counter.invoice(case.invoice)),
            ("signature", counter.sign),
            ("code d'envoi", lambda: counter.enter_code(DEMO_CODE)),
            ("télétransmission", transmission.send_all),
        ]
        for name, gesture in stages:
            if not self.does(gesture):
                return False
            if name == until:
                return True
        raise AssertionError(f"no stage {until!r}")

    def _code_when_needed(self) -> None:
        try:
            self.desk.counter.signer()
        except BinocleError:
            self.desk.counter.enter_code(DEMO_CODE)

    def number_of(self, case: Case) -> int:
        return self.bench.family(case.patient).index(case.patient) + 1

    def goes_on(self, case: Case) -> None:
        """Do whatever is left until the claim's lots are answered; any notice fails the test."""
        desk, counter = self.desk, self.desk.counter
        self._code_when_needed()
        if not self.has_forms(case):
            self._prepares(case)
            counter.sign()
        if desk.lots.waiting_forms() or any(lot.state not in ANSWERED for lot in desk.lots.lots()):
            counter.enter_code(DEMO_CODE)
            desk.transmission.send_all()
        wait_for(desk, ANSWERED)
        self.lets_everything_come()

    def _prepares(self, case: Case) -> None:
        counter = self.desk.counter
        if counter.card is None or counter.beneficiary is None:
            counter.read_vitale()
            counter.choose(self.number_of(case))
        if counter.claim is None:
            counter.enter_claim(case.claim)
        if counter.rights is None and counter.check is None:
            counter.ask_rights()
        if counter.check is None:
            counter.check_rates_as_known()
        if counter.summary is None:
            counter.invoice(case.invoice)

    def lets_everything_come(self) -> None:
        """Let the world go on until nothing is due, taking every return."""
        self.desk.transmission.receive()
        while self.desk.next_event() is not None:
            self.desk.transmission.receive()

    def waits_for_arl(self) -> None:
        wait_for(self.desk, ACKNOWLEDGED)

    # -- what is seen -------------------------------------------------------------------------

    def state(self, case: Case) -> str:
        return LABELS.invoice_state(self.desk.invoices.standing(case.invoice).state)

    def has_forms(self, case: Case) -> bool:
        return bool(self.desk.invoices.forms(case.invoice))

    def lot_id(self, number: str) -> int:
        """Return the newest lot of a number."""
        return next(lot.id for lot in reversed(self.desk.lots.lots()) if lot.number == number)

    def explains_every_cent(self) -> None:
        """Fail where the auditor finds a difference without a cause."""
        found = self.desk.auditor.findings()
        assert [finding for finding in found if finding.severity is Severity.BLOCKS] == []

    def lots(self) -> list[list[str]]:
        return [
            [lot.number, lot.key.recipient, LABELS.lot_state(lot.state)]
            for lot in self.desk.lots.lots()
        ]


def case_with_rc(name: str, rc: Cents) -> Case:
    case = load_case(name)
    claim = replace(case.claim, rc_total=rc)
    return Case(case.name, case.patient, case.invoice, claim)
