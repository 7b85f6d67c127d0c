"""Invoices and forms through any day of gestures, crashes and power cuts."""

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
)
from tests.unit.fse.makers import DEGRADED, Crash, Desk, SoftCps

from binocle.fse import Correction, Invoice, InvoiceState, SealedForm
from binocle.kernel import OperatorActionNeeded
from binocle.rates import SecuringMode

DEGRADE = Correction(mode=SecuringMode.DEGRADED, circumstances=DEGRADED, adri=False)


FINAL = {InvoiceState.CREDITED, InvoiceState.FINALISED}


class StoreMachine(RuleBasedStateMachine):
    """What was promised is kept; what was not promised left no trace."""

    numbers = Bundle("numbers")

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.desk = Desk(self.folder / "binocle.sqlite")
        self.invoices: dict[str, Invoice] = {}
        self.states: dict[str, InvoiceState] = {}
        self.forms: dict[str, tuple[SealedForm, ...]] = {}
        self.withdrawn: dict[str, tuple[SealedForm, ...]] = {}
        self.numbered: dict[str, str] = {}

    @rule(
        target=numbers,
        number=st.just("") | st.integers(1, 9).map(lambda count: f"{count:09d}"),
        rc=st.sampled_from([0, 10000]),
    )
    def open(self, number: str, rc: int) -> object:
        if number in self.invoices:
            with pytest.raises(OperatorActionNeeded, match="FSE-NUMERO-DEJA-PRIS"):
                self.desk.open(number, rc=rc)
            return multiple()
        try:
            made = self.desk.open(number, rc=rc)
        except OperatorActionNeeded:  # the series met a number that was given
            return multiple()
        return self._opened(made, InvoiceState.CALCULATED)

    @rule(target=numbers)
    def open_provisional(self) -> object:
        return self._opened(self.desk.open(provisional=True), InvoiceState.PROVISIONAL)

    def _opened(self, made: Invoice, state: InvoiceState) -> str:
        assert made.number not in self.invoices
        self.invoices[made.number], self.states[made.number] = made, state
        return made.number

    @rule(number=numbers)
    def sign(self, number: str) -> None:
        signed = self.numbered.get(number, number)
        if self.states[signed] in (InvoiceState.FORMS_DELETED, InvoiceState.CREDITED):
            with pytest.raises(OperatorActionNeeded):
                self.desk.fse.sign(number, SoftCps().session())
            return
        self._signed(signed, self.desk.fse.sign(number, SoftCps().session()))

    def _signed(self, number: str, forms: tuple[SealedForm, ...]) -> None:
        final = forms[0].number
        if self.states[number] is InvoiceState.PROVISIONAL:
            made = replace(self.invoices[number], number=final, replaces=number)
            self._opened(made, InvoiceState.CALCULATED)
            self.states[number], self.numbered[number] = InvoiceState.FINALISED, final
        self.states[final] = InvoiceState.SECURED
        assert self.forms.setdefault(final, forms) == forms

    @rule(number=numbers, point=st.sampled_from(["after-sign", "after-store"]))
    def crash_while_signing(self, number: str, point: str) -> None:
        """A provisional invoice is whole or not at all; any other keeps what was stored."""
        state = self.states[number]
        if state not in (InvoiceState.CALCULATED, InvoiceState.PROVISIONAL):
            return
        self.desk.hazards.points.add(point)
        with pytest.raises(Crash):
            self.desk.fse.sign(number, SoftCps().session())
        self.desk = self.desk.reopened()
        if point == "after-store" and state is InvoiceState.CALCULATED:
            self._signed(number, self.desk.store.forms(number))

    @rule(number=numbers)
    def delete_forms(self, number: str) -> None:
        if self.states[number] is not InvoiceState.SECURED:
            with pytest.raises(OperatorActionNeeded, match="FSE-RIEN-A-SUPPRIMER"):
                self.desk.fse.delete_forms(number)
            return
        self.desk.fse.delete_forms(number)
        self.states[number] = InvoiceState.FORMS_DELETED
        self.withdrawn[number] = self.withdrawn.get(number, ()) + self.forms.pop(number)

    @rule(number=numbers, degraded=st.booleans())
    def restart(self, number: str, degraded: bool) -> None:
        correction = DEGRADE if degraded else Correction()
        state = self.states[number]
        if state is InvoiceState.SECURED or state in FINAL:
            with pytest.raises(OperatorActionNeeded, match="FSE-NON-RECOMMENCABLE"):
                self.desk.fse.restart(number, correction)
            return
        self.invoices[number] = correction.applied(self.invoices[number])
        assert self.desk.fse.restart(number, correction) == self.invoices[number]
        if state is InvoiceState.FORMS_DELETED:
            self.states[number] = InvoiceState.CALCULATED

    @rule(target=numbers, number=numbers)
    def credit_and_reissue(self, number: str) -> object:
        if self.states[number] not in (InvoiceState.CALCULATED, InvoiceState.FORMS_DELETED):
            with pytest.raises(OperatorActionNeeded):
                self.desk.fse.credit(number, "erreur")
            return multiple()
        note = self.desk.fse.credit(number, "erreur")
        self.states[number] = InvoiceState.CREDITED
        assert self.desk.store.credit_of(number) == note
        made = self.desk.fse.reissue(number)
        assert made.replaces == number
        return self._opened(made, InvoiceState.CALCULATED)

    @rule()
    def power_cut(self) -> None:
        """Go on with what is on the disk at this instant: no clean end, no checkpoint."""
        copy = Path(tempfile.mkdtemp())
        for name in ("binocle.sqlite", "binocle.sqlite-wal"):
            if (self.folder / name).exists():
                shutil.copy(self.folder / name, copy / name)
        self.desk.session.close()
        shutil.rmtree(self.folder)
        self.folder = copy
        self.desk = Desk(copy / "binocle.sqlite")

    @invariant()
    def everything_promised_is_there(self) -> None:
        store = self.desk.store
        standings = {kept.invoice.number: kept for kept in store.standings()}
        assert {number: kept.invoice for number, kept in standings.items()} == self.invoices
        assert {number: kept.state for number, kept in standings.items()} == self.states
        for number in standings:
            assert store.forms(number) == self.forms.get(number, ())
            assert store.withdrawn_forms(number) == self.withdrawn.get(number, ())

    @invariant()
    def what_waits_for_a_lot_is_what_is_secured(self) -> None:
        query = "SELECT number, flow FROM waiting_form"
        waiting = self.desk.session.connection.exec_driver_sql(query).all()
        assert {(number, flow) for number, flow in waiting} == {
            (number, form.flow.value) for number, forms in self.forms.items() for form in forms
        }

    def teardown(self) -> None:
        self.desk.session.close()
        shutil.rmtree(self.folder)


StoreMachine.TestCase.settings = settings(
    max_examples=10,
    stateful_step_count=16,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestStore = StoreMachine.TestCase
