"""The page of the rate check over the desk (TAUX-01 to TAUX-16, FSE-02, DRE-07).

Law of this file: the screen is filled anew each time it is shown; what could not be read is kept as
typed beside its field, and nothing of its form is taken. Every rule is core's.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from binocle.kernel import BinocleError, Finding, OperatorActionNeeded
from binocle.rates import (
    AmoProof,
    ForcedService,
    Forcings,
    RateForm,
    forcing_lines,
    greyed,
    settled,
    shown_fields,
)
from binocle_ui.cases import Case
from binocle_ui.catalogue import Notice, load_catalogue
from binocle_ui.pages import ForcingView, InputKind, InputView, RatesView, ReimbursementsView

from .counter import BenchCounter
from .desk import SimulatedDesk
from .fields import (
    DAY_OR_NONE,
    EXEMPTION,
    FIELDS,
    FieldKind,
    barred_subjects,
    input_view,
    notice_of,
    notices_by_subject,
    read_all,
)
from .insurers import chooser_view
from .sale_table import beside_lines, reimbursements_view, typed_sale, unticked
from .workstation import Workstation

Told = Mapping[str, tuple[Notice, ...]]

SERVICE = FieldKind(InputKind.CHOICE, "services_amo", keys=("00", "01", "02", "03", "10"))
CENTURY = FieldKind(InputKind.CHOICE, "siecles", keys=("19", "20"))

FORCINGS: Mapping[str, Mapping[str, FieldKind]] = {
    "maternity_end": {"maternity_end": DAY_OR_NONE},
    "exemption": {"forced_exemption": EXEMPTION},
    "amo_service": {
        "amo_service": SERVICE,
        "service_first": DAY_OR_NONE,
        "service_last": DAY_OR_NONE,
    },
    "century": {"century": CENTURY},
}
"""Forcing -> what is typed for it; the fifth, "Attestation AMC", is a screen of its own."""


class RatesCounter:
    """Implements :class:`binocle_ui.pages.RatesPage`."""

    def __init__(self, station: Workstation, claims: BenchCounter) -> None:
        """Work on the claim of the counter's page."""
        self._station = station
        self._claims = claims
        self._forget_typed()

    def _forget_typed(self) -> None:
        self._typed: Mapping[str, str] = {}
        self._wrong: tuple[Finding, ...] = ()
        self._refused: tuple[Notice, ...] = ()
        self._case: Case | None = None

    def _keep_typed(self, typed: Mapping[str, str], wrong: tuple[Finding, ...]) -> None:
        self._typed, self._wrong, self._case = dict(typed), wrong, self._claims.case

    @property
    def _desk(self) -> SimulatedDesk:
        return self._station.desk

    # -- what is shown --------------------------------------------------------------------------

    def view(self) -> RatesView | None:
        """Return the screen, filled with what is true now."""
        case, counter = self._claims.case, self._desk.counter
        if case is None or counter.patient is None:
            return None
        if self._case is not case:
            self._forget_typed()
        is_open = self._claims.is_open
        form = self._opened() if is_open else counter.rates.form
        if form is None or counter.claim is None:
            return None
        found = self._found() if is_open else ()
        told, barred = notices_by_subject(found), barred_subjects(found)
        table = reimbursements_view(counter.rates, typed=self._typed, told=told)
        assert table is not None, "the claim was typed"
        lines = (replace(line, warns=f"line {line.number}" not in barred) for line in table.lines)
        table = replace(table, lines=tuple(lines))
        inputs = tuple(
            replace(each, warns=each.name not in barred)
            for each in self._inputs(form, told, is_open=is_open)
        )
        forcings = self._forcings(form, told) if is_open else ()
        return RatesView(
            patient=counter.patient.printed,
            invoice=case.invoice if form.invoice_day else "",
            day=counter.claim.invoice_date,
            inputs=inputs,
            reimbursements=table,
            forcings=forcings,
            stale=tuple(map(notice_of, counter.rates.stale)) if is_open else (),
            others=(*self._refused, *_others(told, inputs, table, forcings)),
            is_open=is_open,
            chooser=chooser_view(self._desk.insurer) if is_open else None,
            certified=counter.rates.forcings.attestation is not None,
            advice=self._advice(),
        )

    def _advice(self) -> tuple[Notice, ...]:
        """Tell why no convention was looked up; the sale goes on without one."""
        trouble = self._desk.insurer.trouble
        return () if trouble is None else (load_catalogue().notice(trouble.code, trouble.facts),)

    def _opened(self) -> RateForm:
        """Open the rate check or, once it was made and still holds, the FSE screen (FSE-02)."""
        self._claims.require_open()
        counter = self._desk.counter
        form = counter.open_form()
        if self._claims.is_past("rate-check") and counter.check and not counter.rates.stale:
            return counter.rates.open(invoicing=True)
        return form

    def _found(self) -> tuple[Finding, ...]:
        """Return what is wrong, each once, what was typed wrong first."""
        seen: dict[tuple[str, str], Finding] = {}
        for finding in (*self._wrong, *self._desk.counter.rates.findings()):
            seen.setdefault((finding.code, finding.subject), finding)
        return tuple(seen.values())

    def _inputs(self, form: RateForm, told: Told, *, is_open: bool) -> tuple[InputView, ...]:
        fixed = greyed(form) | {"invoice_day"}
        return tuple(
            input_view(
                name,
                getattr(form, name),
                typed=self._typed,
                told=told,
                greyed=name in fixed or not is_open,
            )
            for name in shown_fields(form)
        )

    def _forcings(self, form: RateForm, told: Told) -> tuple[ForcingView, ...]:
        rates = self._desk.counter.rates
        stand = _standing(rates.forcings)
        return tuple(
            ForcingView(
                line.name,
                line.read,
                line.forced,
                tuple(
                    input_view(
                        name,
                        stand.get(name),
                        typed=self._typed,
                        told=told,
                        kind=kind,
                        labels="champs_forcages",
                    )
                    for name, kind in FORCINGS[line.name].items()
                ),
            )
            for line in forcing_lines(form, rates.around())
            if line.name in FORCINGS
        )

    # -- what is done ---------------------------------------------------------------------------

    def act(self, form: Mapping[str, str]) -> str:
        """Take the fields, then check or validate; return the page that comes next."""
        case, before = self._claims.require_open(), self._opened()
        self._forget_typed()
        kinds = {name: FIELDS[name] for name in shown_fields(before) if name != "invoice_day"}
        read, wrong = read_all(kinds, form)
        if wrong:
            self._keep_typed(form, wrong)
            return "taux"
        changes = {name: new for name, new in read.items() if new != getattr(before, name)}
        if changes and not self._change(changes):
            return "droits"
        match form.get("action"):
            case "verifier":
                return self._check()
            case "valider":
                return self._validate(case)
        return "taux"

    def _change(self, changes: Mapping[str, Any]) -> bool:
        """Change fields; say whether it went through, or the question of APCV-11 comes first."""
        desk, counter = self._desk, self._desk.counter
        try:
            after = counter.change_form(**changes)
        except OperatorActionNeeded:
            if desk.apcv.asks_expiry and changes.get("amo_proof") is AmoProof.MOBILE_CARD:
                return False
            raise
        assert counter.claim is not None, "the form was opened"
        claim = settled(counter.claim, after)
        if claim != counter.claim:
            counter.enter_claim(claim)
        if counter.rates.stale:
            self._claims.goes_back_to("rate-check")
        return True

    def _check(self) -> str:
        """Do the rate check; ADRi is asked before, when due and not asked yet in this claim."""
        counter, claims = self._desk.counter, self._claims
        try:
            if claims.is_past("adri"):
                counter.check_rates_as_known()
            else:
                counter.check_rates()
        except BinocleError as error:
            trouble = counter.rights_desk.trouble
            if trouble is not None and trouble.code == error.code:
                claims.goes_to("adri", error)
                return "droits"
            if any(found.code == error.code for found in counter.rates.findings()):
                return "taux"
            if self._desk.insurer.asked:
                return "taux"
            raise
        claims.goes_to("invoice")
        return "taux"

    def _validate(self, case: Case) -> str:
        """Open the invoice, the rate check being done first when none was (TAUX-02)."""
        counter = self._desk.counter
        if counter.check is None:
            page = self._check()
            if counter.check is None:
                return page
        try:
            counter.invoice(case.invoice)
        except OperatorActionNeeded as error:
            if self._desk.insurer.asked:
                return "taux"
            self._refused = (load_catalogue().notice(error.code, error.facts),)
            self._case = case
            return "taux"
        self._claims.goes_to("fse-sign")
        return "dossier"

    # -- the window of conventions (DRE-02) -----------------------------------------------------

    @property
    def asks_convention(self) -> bool:
        """Whether the window waits for an answer."""
        return self._desk.insurer.asked

    def choose_convention(self, place: int) -> str:
        """Choose a convention, and do the check that waited for it."""
        self._claims.require_open()
        self._forget_typed()
        if barred_subjects(self._desk.insurer.choose(place)):
            return "attestation"
        self._claims.goes_back_to("rate-check")
        return self._check()

    def turn_conventions(self, page: int) -> None:
        """Show another page."""
        self._claims.require_open()
        self._desk.insurer.turn(page)

    def close_conventions(self) -> None:
        """Leave the window."""
        self._desk.insurer.close()

    # -- the sale and its forcings --------------------------------------------------------------

    def edit_sale(self, form: Mapping[str, str]) -> None:
        """Take what was typed in the table, whole or not at all."""
        self._claims.require_open()
        self._forget_typed()
        counter = self._desk.counter
        assert counter.claim is not None, "required just now"
        before, sale = counter.claim, self._desk.sale
        if held := unticked(before, counter.rates, form):
            self._keep_typed(form, held)
            return
        sale.enter_typed(typed_sale(before, counter.rates, form))
        if sale.unread:
            self._keep_typed(form, beside_lines(sale.unread))
        elif counter.claim != before:
            self._claims.goes_back_to("rate-check")

    def force(self, name: str, form: Mapping[str, str]) -> None:
        """Force one thing, or take its forcing back."""
        self._claims.require_open()
        self._forget_typed()
        counter = self._desk.counter
        if name not in FORCINGS:
            raise OperatorActionNeeded("UI-CHOIX-INCONNU", saisie=name)
        typed = {field: form.get(field, "") for field in FORCINGS[name]}
        if form.get("action") == "supprimer":
            counter.rates.take_back(name)
        else:
            read, wrong = read_all(FORCINGS[name], typed)
            if wrong:
                self._keep_typed(typed, wrong)
                return
            counter.rates.force(**{name: _forced(name, read)})
            if name == "century" and counter.beneficiary is not None:
                counter.force_century(int(read["century"]))
                self._claims.goes_back_to("adri")
        self._claims.goes_back_to("rate-check")


def _forced(name: str, read: Mapping[str, Any]) -> Any:
    """Return what a forcing holds, as core takes it."""
    if name == "amo_service":
        return ForcedService(read["amo_service"], read["service_first"], read["service_last"])
    return int(read[name]) if name == "century" else next(iter(read.values()))


def _standing(forcings: Forcings) -> Mapping[str, Any]:
    """Return what is forced, field by field of the page."""
    service = forcings.amo_service
    return {
        "maternity_end": forcings.maternity_end,
        "forced_exemption": forcings.exemption,
        "amo_service": service.code if service else None,
        "service_first": service.first if service else None,
        "service_last": service.last if service else None,
        "century": forcings.century,
    }


def _others(
    told: Told,
    inputs: Iterable[InputView],
    table: ReimbursementsView,
    forcings: Iterable[ForcingView],
) -> Iterable[Notice]:
    """Return what is wrong and has no field on the screen."""
    places = {each.name for each in (*inputs, *table.inputs)}
    places |= {each.name for forcing in forcings for each in forcing.inputs}
    places |= {f"line {line.number}" for line in table.lines}
    return [notice for place, notices in told.items() if place not in places for notice in notices]
