"""Numbers of lots and files, and what goes together in a lot: pure functions.

Sources: wire sheet sections 2 and 8.3; the two series are read from seed-facts 13.1 (025, 026, 027
for funds, AAE for an insurer); their rule is not public: assumed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from string import ascii_uppercase

from binocle.fse import MARKING, Flow, Invoice
from binocle.kernel import AmcNumber, Finding, Severity
from binocle.rates import SecuringMode

from .deadlines import Deadlines, WorkingDays
from .model import Lot, LotKey
from .states import ON_THE_WAY, RESENDABLE, TREATABLE, LotState

MAX_INVOICES = 300
"""Invoices of one lot; type 6 counts its lines on 4 digits, and a form has up to 99 lines."""

MAX_LINES = 9999
"""Largest count of lines that type 6 can carry."""


def lot_keys(invoice: Invoice) -> tuple[LotKey, ...]:
    """Return the lots that an invoice needs: its fund's, and its insurer's for a DRE.

    An ApCV form is SESAM-Vitale: it goes with those of the card.
    """
    flag = "S" if invoice.mode is SecuringMode.SESAM_VITALE else "D"
    fund = LotKey(invoice.fund, Flow.FSE, flag, invoice.shop.number.digits, MARKING)
    keys = [fund]
    if Flow.DRE in invoice.flows:
        assert invoice.complementary is not None, "a DRE names its insurer"
        keys.append(replace(fund, recipient=invoice.complementary.number.digits, flow=Flow.DRE))
    return tuple(keys)


def cancellation_key(invoice: Invoice) -> LotKey:
    """Return the lot of an invoice's cancelling DRE: as its DRE, apart from those that ask."""
    (dre,) = (key for key in lot_keys(invoice) if key.flow is Flow.DRE)
    return replace(dre, flow=Flow.CANCELLATION)


def series_of(flow: Flow) -> Flow:
    """Return the flow whose series numbers a lot: cancelling DREs are numbered among the DREs."""
    return Flow.DRE if flow.to_insurer else Flow.FSE


def lot_number(flow: Flow, count: int) -> str:
    """Return the lot number of a series: 001 to 999 for funds, AAA to ZZZ for insurers, cyclic."""
    assert count >= 1, count
    if flow is Flow.FSE:
        return f"{(count - 1) % 999 + 1:03d}"
    rest = (count - 1) % 26**3
    return "".join(ascii_uppercase[rest // 26**power % 26] for power in (2, 1, 0))


def lot_count(number: str) -> int:
    """Return the count that gives ``number`` in its series: ``027`` is 27, ``AAE`` is 5."""
    if number.isdigit():
        return int(number)
    assert len(number) == 3, number
    assert all(letter in ascii_uppercase for letter in number), number
    count = 0
    for letter in number:
        count = count * 26 + ascii_uppercase.index(letter)
    return count + 1


def split_in_lots(
    invoices: Iterable[tuple[LotKey, str, int]],
) -> list[tuple[LotKey, Sequence[str]]]:
    """Group waiting forms by key, in their order, no lot above the norm's counters.

    Two spellings of one insurer's number make one lot, which prints the first of them.

    Args:
        invoices: lot key, invoice number and count of lines of each form that waits.
    """
    full: list[tuple[LotKey, Sequence[str]]] = []
    open_lots: dict[LotKey, tuple[list[str], int]] = {}
    printed: dict[LotKey, LotKey] = {}
    for spelt, number, lines in invoices:
        key = printed.setdefault(_compared(spelt), spelt)
        numbers, count = open_lots.get(key, ([], 0))
        if len(numbers) == MAX_INVOICES or count + lines > MAX_LINES:
            full.append((key, numbers))
            numbers, count = [], 0
        numbers.append(number)
        open_lots[key] = (numbers, count + lines)
    return full + [(key, numbers) for key, (numbers, _) in open_lots.items()]


def _compared(key: LotKey) -> LotKey:
    """Return a key whose insurer's number is padded, so that leading zeros count for nothing."""
    if key.flow is Flow.FSE:
        return key
    return replace(key, recipient=AmcNumber(key.recipient).padded)


def fund_recipient(fund: str) -> str:
    """Return a fund's 14-character recipient number (assumed): ``01 999`` is 00000001999000."""
    return f"{fund[:2]}{fund[3:]}000".rjust(14, "0")


def recipient_number(key: LotKey) -> str:
    """Return the 14-character recipient number that B2 and NOEMIE carry."""
    if key.flow is Flow.FSE:
        return fund_recipient(key.recipient)
    return key.recipient.rjust(14, "0")


def professional_number(partner: str) -> str:
    """Return the 14-character number of a professional, as files name him."""
    return partner.rjust(14, "0")


def due_on(lot: Lot, deadlines: Deadlines, working: WorkingDays) -> date | None:
    """Return the last day of what a lot waits for: its ARL, or to leave again; else nothing."""
    if lot.sent_on is None:
        return None
    if lot.state in ON_THE_WAY:
        return working.after(lot.sent_on, deadlines.acknowledge)
    if lot.state in RESENDABLE:
        return working.after(lot.sent_on, deadlines.acknowledge + deadlines.send_again)
    return None


def resend_findings(lot: Lot) -> list[Finding]:
    """Return why a lot may not leave again: never on a negative ARL, never a third time."""
    if lot.state in RESENDABLE:
        return []
    if lot.state in (LotState.REFUSED_BY_ARL, LotState.REJECTED):
        return [Finding("LOT-RENVOI-APRES-REFUS", "lot", {"lot": lot.number, "motif": lot.label})]
    return [Finding("LOT-RENVOI-INUTILE", "lot", {"lot": lot.number})]


MAYBE_ACCEPTED = ("40",)
"""First digits of the codes of a negative ARL whose lots may be at the fund all the same: 4015 in
January 2020 (wire sheet 3.8); that the whole family is like that is assumed."""


def regroup_findings(lot: Lot) -> list[Finding]:
    """Return why the forms of a lot may not wait for another one, or what a person must confirm."""
    facts = {"lot": lot.number, "motif": lot.label}
    if lot.state not in TREATABLE:
        return [Finding("LOT-SANS-ERREUR", "lot", {"lot": lot.number})]
    if lot.treated:
        return [Finding("LOT-DEJA-TRAITE", "lot", {"lot": lot.number})]
    if lot.state is LotState.REJECTED and lot.label.startswith(MAYBE_ACCEPTED):
        return [Finding("LOT-PEUT-ETRE-ACCEPTE", "lot", facts, Severity.WARNS)]
    return []
