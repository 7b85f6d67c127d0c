"""The tabs "Télétransmissions" and "Suivi Facturations" over the desk.

Law of this file: what may be done with a lot is asked of the production code; nothing is decided
here. A whole list is read page by page; only an export reads it all.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from binocle.adapters.spreadsheets import Amount, Cell
from binocle.amc import Management
from binocle.fse import Flow, InvoiceState
from binocle.kernel import OperatorActionNeeded, Severity, paris_day
from binocle.lots import (
    FollowedInvoice,
    FollowedLot,
    InvoiceFilters,
    InvoiceToSend,
    LotLine,
    Page,
    SoughtPerson,
)
from binocle_ui.catalogue import load_catalogue, load_labels
from binocle_ui.pages import (
    AfterwardsView,
    InvoiceRow,
    InvoicesView,
    LotLineRow,
    LotRow,
    LotView,
    ToSendRow,
)

from .desk import SimulatedDesk
from .exports import FLOW_COLUMN, SIMULATED, table_file
from .workstation import Workstation

COLUMNS = (
    *("Reçu le", "Nom du client", "Date Fct", "N° Facture", "Lot", "Attendu", "Mt payé"),
    *("Reste dû", "Org. AMO", "Org. AMC", "État facturation", "État AMO", "État AMC", "SV"),
    FLOW_COLUMN,
)
"""Columns of an export: those of the screen; the last one says on each row that nothing is real."""


class FollowUpCounter:
    """Implements :class:`binocle_ui.pages.FollowUpPage`."""

    def __init__(self, station: Workstation) -> None:
        """Look at the desk of a workstation."""
        self._station = station

    @property
    def _desk(self) -> SimulatedDesk:
        return self._station.desk

    # -- Télétransmissions ------------------------------------------------------------------------

    def to_send(self, page: int) -> Page[ToSendRow]:
        """Return what was not transmitted, the newest first."""
        found = self._desk.follow_up.to_send(page)
        holds = self._desk.settings_store.shop_settings().auto_block
        rows = tuple(_to_send_row(each, holds=holds) for each in found.rows)
        return Page(rows, found.number, found.total)

    def transmit(self, form: Mapping[str, str]) -> None:
        """Do what the window "Télétransmission" offers.

        Raises:
            OperatorActionNeeded: ``UI-CHOIX-INCONNU``, or as the gesture.
        """
        transmission = self._desk.transmission
        number = form.get("facture", "")
        ways: Mapping[str, Callable[[], object]] = {
            "debloquer": lambda: transmission.unblock(number),
            "auto": transmission.send_all,
            "lot": transmission.group,
            "fichier": transmission.build_files,
            "envoyer": self._send_and_receive,
            "recevoir": transmission.receive,
        }
        action = _chosen(ways, form.get("action", ""))
        self._enter_code(form)
        action()

    def _send_and_receive(self) -> None:
        transmission = self._desk.transmission
        transmission.send()
        told = transmission.told
        transmission.receive()
        transmission.told = told

    def afterwards(self) -> AfterwardsView:
        """Take returns when it is time to, then say what happened by itself, or failed to."""
        transmission = self._desk.transmission
        transmission.receive_when_due()
        notice = load_catalogue().notice
        return AfterwardsView(
            told=tuple(notice(each.code, each.facts) for each in transmission.told),
            edited=tuple(lot.number for lot in transmission.edited),
            today=paris_day(self._desk.bench.world.now()),
        )

    def lots(self, page: int, sought: str) -> Page[LotRow]:
        """Return the lots of a number, or that carry an invoice."""
        found = self._desk.follow_up.transmitted(page, sought)
        return Page(tuple(map(self._lot_row, found.rows)), found.number, found.total)

    def _lot_row(self, followed: FollowedLot) -> LotRow:
        lot = followed.lot
        due = self._desk.transmission.treatment.due(lot)
        return LotRow(
            id=lot.id,
            received=_day(followed.received),
            day=lot.day,
            number=lot.number,
            recipient=lot.key.recipient,
            state=lot.state,
            label=lot.label,
            error_treated=bool(lot.treated),
            manual=followed.by_hand,
            treatment=load_labels()("suivi", "rapproche") if followed.answered else "",
            professional=lot.key.partner,
            due=date.fromisoformat(due) if due else None,
        )

    def lot(self, lot_id: int) -> LotView:
        """Return a lot with its invoices.

        Raises:
            OperatorActionNeeded: ``LOT-INCONNU``.
        """
        follow_up, treatment = self._desk.follow_up, self._desk.transmission.treatment
        followed = follow_up.followed_lot(lot_id)
        if followed is None:
            raise OperatorActionNeeded("LOT-INCONNU", lot=lot_id)
        told = [
            load_catalogue().notice(finding.code, finding.facts)
            for finding in treatment.regroup_findings(followed.lot)
            if finding.severity is Severity.WARNS
        ]
        return LotView(
            row=self._lot_row(followed),
            to_fund=followed.lot.key.flow is Flow.FSE,
            lines=tuple(map(_line_row, follow_up.lot_lines(lot_id))),
            gestures=treatment.gestures(followed.lot),
            newest=followed.newest,
            regroup=told[0] if told else None,
            slip_on=followed.lot.slip_on,
        )

    def treat(self, lot_id: int, form: Mapping[str, str]) -> None:
        """Do a gesture on a lot.

        Raises:
            OperatorActionNeeded: ``UI-CHOIX-INCONNU``, or as the gesture.
        """
        transmission = self._desk.transmission
        treatment, confirmed = transmission.treatment, form.get("confirme") == "oui"
        ways: Mapping[str, Callable[[], object]] = {
            "renvoyer": lambda: transmission.resend(lot_id),
            "cloturer": lambda: treatment.close(lot_id),
            "accepter": lambda: treatment.give_up(lot_id),
            "remettre": lambda: treatment.regroup(lot_id, confirmed=confirmed),
            "traite": lambda: treatment.treat(lot_id),
        }
        gesture = _chosen(ways, form.get("geste", ""))
        self._enter_code(form)
        gesture()

    def _enter_code(self, form: Mapping[str, str]) -> None:
        if code := form.get("code", ""):
            self._desk.counter.enter_code(code)

    def slip(self, number: str) -> bytes:
        """Return the slip of the most recent lot of a number, as a PDF.

        Raises:
            OperatorActionNeeded: ``LOT-INCONNU`` or ``LOT-BORDEREAU-SANS-PDF``.
        """
        return self._desk.transmission.slips.newest(number)

    # -- Suivi Facturations -----------------------------------------------------------------------

    def invoices(self, typed: Mapping[str, str], page: int) -> InvoicesView:
        """Return the invoices that filters keep, the newest first.

        Raises:
            OperatorActionNeeded: ``UI-PERIODE-FAUSSE`` or ``UI-CHOIX-INCONNU``.
        """
        filters = _filters(typed)
        found = self._desk.follow_up.followed(filters, page)
        rows = tuple(map(_invoice_row, found.rows))
        kept = {name: text for name, text in typed.items() if text.strip()}
        return InvoicesView(Page(rows, found.number, found.total), kept, found.share)

    def export(self, typed: Mapping[str, str], form: str) -> bytes:
        """Return everything that filters keep, as ``csv`` or ``xlsx``.

        Raises:
            OperatorActionNeeded: as :meth:`invoices`, or ``UI-EXPORT-SANS-XLSX``.
        """
        followed = self._desk.follow_up.every_followed(_filters(typed))
        rows = [_cells(_invoice_row(each)) for each in followed]
        now = self._desk.bench.world.now()
        return table_file("Suivi", COLUMNS, rows, form=form, made_at=now)


def _chosen(ways: Mapping[str, Callable[[], object]], name: str) -> Callable[[], object]:
    if name not in ways:
        raise OperatorActionNeeded("UI-CHOIX-INCONNU", saisie=name)
    return ways[name]


def _day(at: datetime | None) -> date | None:
    return paris_day(at) if at else None


# -- filters --------------------------------------------------------------------------------------


def _filters(typed: Mapping[str, str]) -> InvoiceFilters:
    """Return the filters of the window, as typed."""

    def text(name: str) -> str:
        return typed.get(name, "").strip()

    def who(prefix: str) -> SoughtPerson:
        return SoughtPerson(text(f"{prefix}_nom"), text(f"{prefix}_prenom"), text(f"{prefix}_nir"))

    first, last = _typed_day(text("du")), _typed_day(text("au"))
    updated_from, updated_to = _typed_day(text("maj_du")), _typed_day(text("maj_au"))
    for begin, end in ((first, last), (updated_from, updated_to)):
        if begin and end and begin > end:
            raise OperatorActionNeeded("UI-PERIODE-FAUSSE")
    return InvoiceFilters(
        client=text("client"),
        beneficiary=who("beneficiaire"),
        insured=who("assure"),
        first_day=first,
        last_day=last,
        updated_from=updated_from,
        updated_to=updated_to,
        number=text("numero"),
        lot=text("lot"),
        state=_typed_state(text("etat")),
        cancellable=text("dre") == "annulation",
        by_hand=text("manuel") == "oui",
    )


def _typed_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise OperatorActionNeeded("UI-PERIODE-FAUSSE") from None


def _typed_state(text: str) -> InvoiceState | None:
    try:
        return InvoiceState(text) if text else None
    except ValueError:
        raise OperatorActionNeeded("UI-CHOIX-INCONNU", saisie=text) from None


# -- rows -----------------------------------------------------------------------------------------


def _to_send_row(found: InvoiceToSend, *, holds: bool) -> ToSendRow:
    invoice = found.standing.invoice
    amc = invoice.complementary if invoice.management is not Management.NONE else None
    return ToSendRow(
        name=invoice.patient.name,
        first_name=invoice.patient.first_name,
        day=invoice.invoice_date,
        number=invoice.number,
        total=invoice.total,
        amo=invoice.amo,
        amo_asked=invoice.asked.amo,
        amc=invoice.amc,
        amc_asked=invoice.asked.amc and invoice.amc > 0,
        fund=invoice.fund,
        insurer=amc.number.digits if amc else "",
        state=found.standing.state,
        mode=found.standing.logo,
        papers=found.papers,
        blocked=holds and found.waits and not found.unblocked,
    )


def _line_row(line: LotLine) -> LotLineRow:
    invoice = line.standing.invoice
    patient, insurer = invoice.patient, invoice.complementary
    fund = f"{patient.regime} {patient.caisse} {patient.centre}"
    return LotLineRow(
        name=patient.name,
        first_name=patient.first_name,
        day=invoice.invoice_date,
        number=invoice.number,
        body=insurer.number.digits if line.flow.to_insurer and insurer else fund,
        amo=invoice.amo,
        amc=invoice.amc,
        rejected=line.rejected,
        nir=f"{patient.nir.number} {patient.nir.key}",
        birth=patient.birth.printed,
    )


def _invoice_row(followed: FollowedInvoice) -> InvoiceRow:
    standing = followed.standing
    invoice = standing.invoice
    patient, amc = invoice.patient, invoice.complementary
    asked = invoice.management is not Management.NONE
    return InvoiceRow(
        number=invoice.number,
        client=f"{patient.name} {patient.first_name}",
        day=invoice.invoice_date,
        received=_day(followed.received),
        lots=followed.lots,
        expected=followed.expected,
        paid=followed.paid,
        left=followed.left,
        amo_body=f"{patient.regime} {patient.caisse} {patient.centre}",
        amc_body=amc.number.digits if amc and asked else "",
        state=standing.state,
        amo_state=standing.amo_state,
        amc_state=standing.amc_state,
        mode=standing.logo,
    )


def _cells(row: InvoiceRow) -> tuple[Cell, ...]:
    label = load_labels()
    return (
        row.received,
        row.client,
        row.day,
        row.number,
        " + ".join(row.lots),
        Amount(row.expected),
        Amount(row.paid),
        Amount(row.left),
        row.amo_body,
        row.amc_body,
        label.invoice_state(row.state),
        label.part_state(row.amo_state),
        label.part_state(row.amc_state),
        label("securisation_logo", row.mode.value) if row.mode else "",
        SIMULATED,
    )
