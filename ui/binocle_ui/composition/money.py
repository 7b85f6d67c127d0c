"""The tabs "Suivi Virements" and "Op. Ponctuelles" over the desk, and the bank's statements.

Law of this file: what matches, and what may be tied, is asked of the production code; nothing is
decided here. The period that is shown first is that of the manual: a month until today, and what a
return announces for later days.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from binocle.adapters.spreadsheets import Cell
from binocle.adapters.statements import read_statement
from binocle.kernel import OperatorActionNeeded, paris_day, printed_euros
from binocle.lots import (
    FollowedOneOff,
    FollowedTransfer,
    FollowedWithholding,
    KeptTransfer,
    MoneyFollowUp,
    Page,
    Period,
    TransferFilters,
)
from binocle_ui.catalogue import load_labels
from binocle_ui.pages import (
    FreeLineRow,
    ImportedView,
    OneOffRow,
    OperationsView,
    OperationView,
    PairRow,
    PairView,
    ReadLineRow,
    TransferRow,
    TransfersView,
    TransferView,
    UploadedFile,
    WithholdingRow,
)

from .desk import SimulatedDesk
from .exports import table_file
from .money_rows import (
    ONE_OFF_COLUMNS,
    TRANSFER_COLUMNS,
    WITHHOLDING_COLUMNS,
    coded,
    day_or_nothing,
    line_row,
    movement_row,
    named_facts,
    one_off_cells,
    opening_facts,
    paid_row,
    period_name,
    printed_nir,
    printed_sender,
    transfer_cells,
    withholding_cells,
)
from .workstation import Workstation

PAYMENTS, WITHHELD = "paiements", "retenues"
"""The two sides of the switch of "Op. Ponctuelles"."""


class MoneyCounter:
    """Implements :class:`binocle_ui.pages.MoneyPage`."""

    def __init__(self, station: Workstation) -> None:
        """Look at the desk of a workstation."""
        self._station = station

    @property
    def _desk(self) -> SimulatedDesk:
        return self._station.desk

    @property
    def _money(self) -> MoneyFollowUp:
        return self._desk.money

    @property
    def _today(self) -> date:
        return paris_day(self._desk.bench.world.now())

    # -- Suivi Virements --------------------------------------------------------------------------

    def transfers(self, typed: Mapping[str, str], page: int) -> TransfersView:
        """Return the transfers that filters keep, in the order of their days.

        Raises:
            OperatorActionNeeded: ``UI-PERIODE-FAUSSE``.
        """
        shown = self._shown(typed, "vu")
        found = self._money.transfers(_filters(shown), page)
        rows = tuple(self._transfer_row(each.kept) for each in found.rows)
        free = self._money.free_lines(1).total
        return TransfersView(Page(rows, found.number, found.total), shown, free)

    def export_transfers(self, typed: Mapping[str, str], form: str) -> bytes:
        """Return everything that filters keep, as ``csv`` or ``xlsx``.

        Raises:
            OperatorActionNeeded: ``UI-PERIODE-FAUSSE`` or ``UI-EXPORT-SANS-XLSX``.
        """
        found = self._money.every_transfer(_filters(self._shown(typed, "vu")))
        rows = [transfer_cells(each) for each in found]
        return self._table("Virements", TRANSFER_COLUMNS, rows, form)

    def transfer(self, transfer_id: int, page: int) -> TransferView:
        """Return a transfer, with a page of its invoices.

        Raises:
            OperatorActionNeeded: ``VIR-INCONNU``.
        """
        followed = self._money.transfer(transfer_id)
        if followed is None:
            raise OperatorActionNeeded("VIR-INCONNU", virement=transfer_id)
        payer = followed.kept.transfer.payer
        said = self._money.invoices_paid(transfer_id, page)
        paid = tuple(paid_row(each, payer) for each in said.page.rows)
        line = self._money.line_of(transfer_id)
        due = line is None and followed.kept.transfer.amount > 0
        return TransferView(
            row=self._transfer_row(followed.kept),
            lines=followed.lines,
            sum=followed.sum,
            paid=Page(paid, said.page.number, said.page.total),
            movements=tuple(movement_row(each) for each in said.movements),
            one_offs=tuple(map(self._one_off_row, self._money.one_offs_of(transfer_id))),
            withholdings=tuple(
                map(self._withholding_row, self._money.withholdings_of(transfer_id))
            ),
            line=line_row(line) if line else None,
            candidates=tuple(map(line_row, self._money.lines_for(transfer_id))) if due else (),
            history=tuple(
                PairRow(past.at, past.event, line_row(past.line))
                for past in self._desk.bank.history(transfer_id)
            ),
        )

    def _transfer_row(self, kept: KeptTransfer) -> TransferRow:
        return TransferRow(
            id=kept.id,
            day=kept.transfer.day,
            label=kept.transfer.label,
            cut_label=f"{kept.line_1}..." if kept.line_1 else "sans libellé",
            payer=kept.transfer.payer,
            paid=kept.transfer.amount,
            seen=kept.bank_day,
            unseen_days=kept.unseen_days(self._today),
        )

    # -- Op. Ponctuelles --------------------------------------------------------------------------

    def operations(self, typed: Mapping[str, str], page: int) -> OperationsView:
        """Return the one-off payments, or the withholdings, of a period.

        Raises:
            OperatorActionNeeded: ``UI-PERIODE-FAUSSE`` or ``UI-CHOIX-INCONNU``.
        """
        shown = self._shown(typed, "vue")
        period = _period(shown)
        if _side(shown) == PAYMENTS:
            paid = self._money.one_offs(period, page)
            rows = tuple(map(self._one_off_row, paid.rows))
            return OperationsView(Page(rows, paid.number, paid.total), None, shown)
        found = self._money.withholdings(period, page)
        withheld = tuple(map(self._withholding_row, found.rows))
        return OperationsView(None, Page(withheld, found.number, found.total), shown)

    def export_operations(self, typed: Mapping[str, str], form: str) -> bytes:
        """Return everything that filters keep, as ``csv`` or ``xlsx``.

        Raises:
            OperatorActionNeeded: as :meth:`operations`, or ``UI-EXPORT-SANS-XLSX``.
        """
        shown = self._shown(typed, "vue")
        period = _period(shown)
        if _side(shown) == PAYMENTS:
            paid = map(self._one_off_row, self._money.every_one_off(period))
            rows = [one_off_cells(each) for each in paid]
            return self._table("Paiements", ONE_OFF_COLUMNS, rows, form)
        withheld = map(self._withholding_row, self._money.every_withholding(period))
        cells = [withholding_cells(each) for each in withheld]
        return self._table("Retenues", WITHHOLDING_COLUMNS, cells, form)

    def one_off(self, one_off_id: int) -> OperationView:
        """Return a one-off payment.

        Raises:
            OperatorActionNeeded: ``VIR-OPERATION-INCONNUE``.
        """
        found = self._money.one_off(one_off_id)
        if found is None:
            raise OperatorActionNeeded("VIR-OPERATION-INCONNUE", operation=one_off_id)
        followed = self._demand(found.transfer.id)
        detail = found.detail
        facts = {
            **opening_facts(found.transfer, detail),
            "type_retour": load_labels()("operations", "ponctuels"),
            **self._label_facts(followed),
            "code_paiement": found.code,
            "code": detail.code,
            "libelle": detail.label,
            "montant": printed_euros(detail.amount),
            "periode": period_name(detail.period),
            "debut": day_or_nothing(detail.period_from),
            "fin": day_or_nothing(detail.period_to),
            "total_paiement": printed_euros(found.total),
            "total_autre": printed_euros(found.total),
        }
        return OperationView(self._transfer_row(found.transfer), named_facts("operation", facts))

    def withholding(self, withholding_id: int) -> OperationView:
        """Return a withholding, with the life of its debt.

        Raises:
            OperatorActionNeeded: ``VIR-OPERATION-INCONNUE``.
        """
        found = self._money.withholding(withholding_id)
        if found is None:
            raise OperatorActionNeeded("VIR-OPERATION-INCONNUE", operation=withholding_id)
        followed = self._demand(found.transfer.id)
        moved = movement_row(found.moved)
        facts = {
            "date_comptable": day_or_nothing(found.transfer.transfer.day),
            "type_retour": load_labels()("operations", "retenues"),
            **self._label_facts(followed),
            "reference": moved.reference,
            "date_dette": day_or_nothing(moved.day),
            "nature_dette": moved.nature,
            "nature_operation": moved.operation,
            "montant_mfi": printed_euros(moved.amount),
            "montant_solde": "" if moved.balance is None else printed_euros(moved.balance),
        }
        life = self._money.debt(moved.reference, found.transfer.transfer.payer)
        return OperationView(
            self._transfer_row(found.transfer),
            named_facts("retenue", facts),
            tuple(
                movement_row(step.moved, step.number, self._transfer_row(step.transfer))
                for step in life
            ),
        )

    def _demand(self, transfer_id: int) -> FollowedTransfer:
        followed = self._money.transfer(transfer_id)
        assert followed is not None, "its operation was just read"
        return followed

    def _label_facts(self, followed: FollowedTransfer) -> dict[str, str]:
        opened = self._money.opened(followed.kept.id)
        return {
            "risque": load_labels()("operations", "risque"),
            "libelle_1": followed.lines[0],
            "libelle_2": followed.lines[1],
            "emetteur": printed_sender(opened),
            "destinataire": opened.recipient,
            "type_destinataire": load_labels()("operations", "partenaire"),
            "destinataire_regl": opened.recipient,
        }

    def _one_off_row(self, found: FollowedOneOff) -> OneOffRow:
        detail = found.detail
        return OneOffRow(
            id=found.id,
            day=found.transfer.transfer.day,
            payer=found.transfer.transfer.payer,
            code=detail.code or found.code,
            label=detail.label,
            amount=detail.amount,
            period=period_name(detail.period),
            first=detail.period_from,
            last=detail.period_to,
            nir=printed_nir(detail.nir),
            transfer=self._transfer_row(found.transfer),
        )

    def _withholding_row(self, found: FollowedWithholding) -> WithholdingRow:
        return WithholdingRow(
            id=found.id,
            day=found.transfer.transfer.day,
            payer=found.transfer.transfer.payer,
            reference=found.moved.reference,
            nature=coded("operations_dette", found.moved.operation),
            amount=found.moved.amount,
            transfer=self._transfer_row(found.transfer),
        )

    # -- the bank ---------------------------------------------------------------------------------

    def free_lines(self, page: int) -> Page[FreeLineRow]:
        """Return the lines of the bank that show no transfer, with those that they could show."""
        found = self._money.free_lines(page)
        offered = self._money.candidates(found.rows)
        rows = tuple(
            FreeLineRow(line_row(line), tuple(map(self._transfer_row, offered.get(line.id, ()))))
            for line in found.rows
        )
        return Page(rows, found.number, found.total)

    def import_statement(self, files: list[UploadedFile]) -> ImportedView:
        """Take a statement of the bank.

        Raises:
            OperatorActionNeeded: ``VIR-RELEVE-ABSENT``, or as
                :func:`binocle.adapters.statements.read_statement`.
        """
        if not files:
            raise OperatorActionNeeded("VIR-RELEVE-ABSENT")
        file = files[0]
        done = self._desk.bank.take(read_statement(file.content))
        lines = tuple(
            ReadLineRow(
                line_row(read.line),
                read.outcome,
                self._transfer_row(read.transfer) if read.transfer else None,
            )
            for read in done.lines
        )
        return ImportedView(file.name, done.new, done.matched, done.settled, lines)

    def pair(self, line_id: int, transfer_id: int) -> PairView:
        """Return what a person is about to tie.

        Raises:
            OperatorActionNeeded: ``VIR-DEJA-VU``.
        """
        line, kept = self._desk.bank.pair(line_id, transfer_id)
        return PairView(line_row(line), self._transfer_row(kept))

    def tie(self, line_id: int, transfer_id: int, form: Mapping[str, str]) -> None:
        """Say that a line shows a transfer.

        Raises:
            OperatorActionNeeded: as :meth:`binocle.lots.BankStatements.tie`.
        """
        self._desk.bank.tie(line_id, transfer_id, confirmed=form.get("confirme") == "oui")

    def untie(self, transfer_id: int, form: Mapping[str, str]) -> None:
        """Say that a transfer was not seen after all.

        Raises:
            OperatorActionNeeded: as :meth:`binocle.lots.BankStatements.untie`.
        """
        self._desk.bank.untie(transfer_id, confirmed=form.get("confirme") == "oui")

    # -- filters and exports ----------------------------------------------------------------------

    def _shown(self, typed: Mapping[str, str], choice: str) -> dict[str, str]:
        """Return the filters as they are shown: a period when the address says nothing of it."""
        shown = {name: typed.get(name, "").strip() for name in ("du", "au", choice)}
        if "du" not in typed and "au" not in typed:
            today = self._today
            last = max(today, self._money.newest_day() or today)
            shown |= {"du": _a_month_before(today).isoformat(), "au": last.isoformat()}
        # An empty day stays: it says that the period has no beginning, or no end.
        return {name: text for name, text in shown.items() if text or name in ("du", "au")}

    def _table(
        self, title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]], form: str
    ) -> bytes:
        now = self._desk.bench.world.now()
        return table_file(title, columns, rows, form=form, made_at=now)


# -- filters --------------------------------------------------------------------------------------


def _a_month_before(day: date) -> date:
    """Return the same day of the month before, or its last one."""
    year, month = (day.year, day.month - 1) if day.month > 1 else (day.year - 1, 12)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _filters(shown: Mapping[str, str]) -> TransferFilters:
    return TransferFilters(_period(shown), unseen=shown.get("vu") == "non")


def _period(shown: Mapping[str, str]) -> Period:
    first, last = _typed_day(shown.get("du", "")), _typed_day(shown.get("au", ""))
    if first and last and first > last:
        raise OperatorActionNeeded("UI-PERIODE-FAUSSE")
    return Period(first, last)


def _typed_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise OperatorActionNeeded("UI-PERIODE-FAUSSE") from None


def _side(shown: Mapping[str, str]) -> str:
    side = shown.get("vue", "") or PAYMENTS
    if side not in (PAYMENTS, WITHHELD):
        raise OperatorActionNeeded("UI-CHOIX-INCONNU", saisie=side)
    return side
