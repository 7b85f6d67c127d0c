"""How transfers, one-off operations and lines of the bank are printed: rows, facts, tables.

Law of this file: values in, texts as the manuals print them out (seed-facts 16 and 17); a code that
no list explains is shown as it came.
"""

from collections.abc import Mapping
from datetime import date

from binocle.adapters.spreadsheets import Amount, Cell
from binocle.kernel import Cents, printed_day
from binocle.lots import (
    AnsweredParts,
    BankLine,
    DebtMoved,
    FollowedTransfer,
    KeptTransfer,
    OneOffDetailTold,
    Posting,
    ReturnOpened,
)
from binocle_ui.catalogue import load_labels
from binocle_ui.pages import (
    BankLineRow,
    MovementRow,
    OneOffRow,
    PaidRow,
    TransferRow,
    WithholdingRow,
)

from .exports import FLOW_COLUMN, SIMULATED

TRANSFER_COLUMNS = (
    *("Date", "Libellé du virement", "Organisme payeur", "Payé", "Factures"),
    *("Paiements ponctuels", "Retenues ponctuelles", "Relevé", FLOW_COLUMN),
)
ONE_OFF_COLUMNS = (
    *("Date comptable", "Organisme", "Code", "Libellé", "Montant paiement", "Période", "Début"),
    *("Fin", "NIR", "Virement", "Montant virement", FLOW_COLUMN),
)
WITHHOLDING_COLUMNS = (
    *("Date comptable", "Organisme", "Ref. Dette", "Nature des Opérations.", "Mt Retenue"),
    *("Libellé Vir.", "Montant virement", FLOW_COLUMN),
)

# -- rows -----------------------------------------------------------------------------------------


def line_row(line: BankLine) -> BankLineRow:
    """Return a line of the bank as it is shown."""
    return BankLineRow(line.id, line.account, line.reference, line.day, line.label, line.amount)


def paid_row(said: AnsweredParts, payer: str) -> PaidRow:
    """Return a row of "Paiement(s)/Régularisation(s)" of a transfer of that organisation."""
    invoice, amo, amc = said.invoice, said.amo, said.amc
    patient = invoice.patient if invoice else None
    insurer = invoice.complementary if invoice else None
    # The paying organisation of a fund stands for it, as printed; the older family names none.
    fund = payer or (f"{patient.regime}{patient.caisse}{patient.centre}" if patient else "")
    return PaidRow(
        number=said.number,
        is_ours=invoice is not None,
        day=invoice.invoice_date if invoice else None,
        client=f"{patient.name} {patient.first_name}" if patient else "",
        amo_body=fund if amo else "",
        amo_asked=_asked(amo),
        amo_paid=amo.paid if amo else None,
        amc_body=insurer.number.digits.zfill(10) if amc and insurer else "",
        amc_asked=_asked(amc),
        amc_paid=amc.paid if amc else None,
    )


def _asked(posting: Posting | None) -> Cents | None:
    return posting.asked if posting else None


def movement_row(
    moved: DebtMoved, number: str = "", transfer: TransferRow | None = None
) -> MovementRow:
    """Return a movement of a debt as it is shown; ``number`` and ``transfer`` say where it is."""
    return MovementRow(
        reference=moved.reference,
        day=moved.on,
        nature=coded("natures_dette", moved.nature),
        operation=coded("operations_dette", moved.operation),
        amount=moved.amount,
        balance=moved.balance,
        number=number,
        transfer=transfer,
    )


def coded(section: str, code: str) -> str:
    """Return what a code means; one that no list explains is shown as it came."""
    labels = load_labels()
    return labels(section, code) if code in labels.names(section) else code


def period_name(code: str) -> str:
    """Return a kind of period in capitals, as printed: ``PONCTUEL``."""
    return coded("periodes_ponctuelles", code)


def printed_nir(nir: str) -> str:
    """Return a NIR as printed, its key apart; a name that the payer gave stays as it is."""
    return f"{nir[:13]} {nir[13:]}" if len(nir) == 15 and " " not in nir else nir


# -- details --------------------------------------------------------------------------------------


def opening_facts(kept: KeptTransfer, detail: OneOffDetailTold) -> dict[str, str]:
    """Return the first information of a detail: whose it is, and when."""
    rank = detail.birth_rank.strip("0")
    return {
        "date_comptable": day_or_nothing(kept.transfer.day),
        "nir": printed_nir(detail.nir),
        "naissance": printed_birth(detail.birth_date, kept.transfer.day),
        "rang": rank or load_labels()("operations", "rang_inconnu"),
    }


def printed_birth(digits: str, day: date) -> str:
    """Return a birth date of six digits: its century is told only where there is no choice."""
    if len(digits) != 6:
        return digits
    year = digits[:2] if int(digits[:2]) <= day.year % 100 else f"19{digits[:2]}"
    return f"{digits[4:]}/{digits[2:4]}/{year}"


def printed_sender(opened: ReturnOpened) -> str:
    """Return a number of organisation as printed: 8 digits of a fund, else 10."""
    return opened.sender[-8:] if opened.sender_type == "CP" else opened.sender[-10:]


def day_or_nothing(day: date | None) -> str:
    """Return a day as printed."""
    return printed_day(day) if day else ""


def named_facts(kind: str, facts: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return each printed information with its value, in the order of the labels."""
    labels, section = load_labels(), f"detail_{kind}"
    return tuple((labels(section, name), facts.get(name, "")) for name in labels.ordered(section))


def transfer_cells(followed: FollowedTransfer) -> tuple[Cell, ...]:
    """Return a row of an export of transfers."""
    kept, total = followed.kept, followed.sum
    return (
        kept.transfer.day,
        kept.transfer.label,
        kept.transfer.payer,
        Amount(total.paid),
        Amount(total.invoices),
        Amount(total.one_offs),
        Amount(total.withholdings),
        kept.bank_day,
        SIMULATED,
    )


def one_off_cells(row: OneOffRow) -> tuple[Cell, ...]:
    """Return a row of an export of payments."""
    return (
        row.day,
        row.payer,
        row.code,
        row.label,
        Amount(row.amount),
        row.period,
        row.first,
        row.last,
        row.nir,
        row.transfer.label,
        Amount(row.transfer.paid),
        SIMULATED,
    )


def withholding_cells(row: WithholdingRow) -> tuple[Cell, ...]:
    """Return a row of an export of withholdings."""
    return (
        row.day,
        row.payer,
        row.reference,
        row.nature,
        Amount(row.amount),
        row.transfer.label,
        Amount(row.transfer.paid),
        SIMULATED,
    )
