"""What core tells of a return of one lot, as one value that a test compares."""

from dataclasses import dataclass

from binocle.lots import Transfer, TransferOpened, tell_return
from binocle.lots.matching import said_parts
from binocle.lots.told import InvoiceAnswered, PartTold, ReturnOpened, TransferClosed


@dataclass(frozen=True)
class PartAnswer:
    """What a return says of one part, with the first code of its rejects."""

    asked: int | None
    state: str
    paid: int
    code: str = ""
    label: str = ""


@dataclass(frozen=True)
class InvoiceAnswer:
    """What a return says of one invoice; a part that it does not handle is none."""

    number: str
    lot_number: str
    invoice_type: str
    nir: str
    amo: PartAnswer | None
    amc: PartAnswer | None


@dataclass(frozen=True)
class OneLot:
    """A return of one transfer and one lot."""

    transfer: Transfer
    lot_number: str
    answers: tuple[InvoiceAnswer, ...]


def read_return(content: bytes) -> tuple[str, OneLot]:
    """Return the payer and all that a return of one lot says."""
    sender, answers, opened, closed = "", [], [], []
    for told in tell_return((content,)):
        match told:
            case ReturnOpened():
                sender = told.sender
            case TransferOpened():
                opened.append(told)
            case TransferClosed():
                closed.append(told)
            case InvoiceAnswered():
                answers.append(_answer(told))
    (money,), (end,), (lot,) = opened, closed, {answer.lot_number for answer in answers}
    transfer = Transfer(money.day, money.label, money.payer, end.amount)
    return sender, OneLot(transfer, lot, tuple(answers))


def _answer(told: InvoiceAnswered) -> InvoiceAnswer:
    parts = {part: _part(told, part, said) for part, said in said_parts(told)}
    return InvoiceAnswer(
        number=told.number,
        lot_number=told.lot_number,
        invoice_type=told.invoice_type,
        nir=told.nir,
        amo=parts.get("amo"),
        amc=parts.get("amc"),
    )


def _part(told: InvoiceAnswered, part: str, said: PartTold) -> PartAnswer:
    signal = next((each for each in told.signals if each.part == part), None)
    code, label = (signal.code, signal.label) if signal else ("", "")
    return PartAnswer(said.asked, said.state, said.paid, code, label)
