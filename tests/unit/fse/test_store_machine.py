"""Invoices and forms through any day of openings, signatures, crashes and power cuts."""

import shutil
import tempfile
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
from tests.unit.fse.makers import Crash, Desk, SoftCps

from binocle.fse import Invoice, InvoiceState, SealedForm
from binocle.kernel import OperatorActionNeeded


class StoreMachine(RuleBasedStateMachine):
    """What was promised is kept; what was not promised left no trace."""

    numbers = Bundle("numbers")

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.desk = Desk(self.folder / "binocle.sqlite")
        self.invoices: dict[str, Invoice] = {}
        self.forms: dict[str, tuple[SealedForm, ...]] = {}

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
        assert made.number not in self.invoices
        self.invoices[made.number] = made
        return made.number

    @rule(number=numbers)
    def sign(self, number: str) -> None:
        cps = SoftCps()
        forms = self.desk.fse.sign(number, cps.session())
        assert self.forms.setdefault(number, forms) == forms

    @rule(number=numbers, point=st.sampled_from(["after-sign", "after-store"]))
    def crash_while_signing(self, number: str, point: str) -> None:
        if number in self.forms:
            return
        self.desk.hazards.points.add(point)
        with pytest.raises(Crash):
            self.desk.fse.sign(number, SoftCps().session())
        self.desk = self.desk.reopened()
        if point == "after-store":
            self.forms[number] = self.desk.store.forms(number)
            assert self.forms[number]

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
        standings = {kept.invoice.number: kept for kept in self.desk.store.standings()}
        assert {number: kept.invoice for number, kept in standings.items()} == self.invoices
        for number, standing in standings.items():
            forms = self.forms.get(number, ())
            assert self.desk.store.forms(number) == forms
            signed = InvoiceState.SECURED if forms else InvoiceState.CALCULATED
            assert standing.state is signed

    def teardown(self) -> None:
        self.desk.session.close()
        shutil.rmtree(self.folder)


StoreMachine.TestCase.settings = settings(
    max_examples=10,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestStore = StoreMachine.TestCase
