"""What the former engine transmitted and got back, to be read alone (TEL-07).

Law of this file: history is read from the former engine's own files, B2, ARL, service messages and
NOEMIE, by the readers of the present; a file is taken whole or refused with the place of its first
wrong byte. It has its own tables: nothing of it is sent, matched, or counted in today's figures.
Sources: S1 and S3, "l'historique des télétransmissions et des retours Noémie ayant été faits avant
le passage à AreaFSE"; that the former engine left the norm's files is assumed.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from binocle.fse.wire import InvoiceStart, InvoiceTotal
from binocle.kernel import Cents, Facts, Finding, PeerViolation
from binocle.wire import WireRefusal

from .follow_up import Page
from .matching import said_parts
from .returns import Format, detect, read_arl, read_service
from .rules import professional_number
from .states import LotState
from .telling import tell_return
from .told import InvoiceAnswered, PartTold, ReturnOpened, TransferOpened
from .wire import FileStart, LotStart, read_b2


@dataclass(frozen=True)
class PastAnswer:
    """What a payer said of a lot, or of one part of an invoice of it.

    Attributes:
        recipient: the payer, 14 characters.
        invoice: empty when the whole lot is spoken of.
        state: of a lot, how that leaves it; of a part, ``P``, ``R``, ``D`` or nothing, as told.
        part: ``amo`` or ``amc``; empty for a lot.
        label: code and words of a refusal or of a reject, verbatim.
        on: day of the transfer; nothing when it is not told.
    """

    lot: str
    recipient: str
    lot_day: date | None
    invoice: str
    part: str
    state: str
    paid: Cents
    label: str
    on: date | None


@dataclass(frozen=True)
class PastInvoice:
    """An invoice of a former lot, with what was said of it."""

    number: str
    nir: str
    day: date
    total: Cents
    amo: Cents
    amc: Cents
    answers: tuple[PastAnswer, ...] = ()


@dataclass(frozen=True)
class PastLot:
    """A former lot.

    Attributes:
        recipient: 14 characters; ``printed`` as lists print it: ``01 999``, ``1100000000``.
        told: what was said of the whole lot, the oldest first.
    """

    number: str
    recipient: str
    printed: str
    day: date
    flag: str
    invoices: tuple[PastInvoice, ...]
    told: tuple[PastAnswer, ...] = ()

    @property
    def state(self) -> LotState:
        """Where it stood when the files end, as they tell it."""
        if any(invoice.answers for invoice in self.invoices):
            return LotState.ANSWERED
        return LotState(self.told[-1].state) if self.told else LotState.SENT


@dataclass(frozen=True)
class PastFile:
    """What one file of the former engine holds."""

    form: Format
    lots: tuple[PastLot, ...] = ()
    answers: tuple[PastAnswer, ...] = ()


@dataclass(frozen=True)
class HistoryTaken:
    """What became of files of the former engine.

    Attributes:
        taken: files that are new; ``known`` were there already, byte for byte.
        refused: the others, each with its place.
    """

    taken: int
    known: int
    refused: tuple[Finding, ...]


@dataclass(frozen=True)
class HistoryPage:
    """A page of the history.

    Attributes:
        strays: answers about lots that no file of the history holds.
    """

    lots: Page[PastLot]
    strays: tuple[PastAnswer, ...]


class HistoryStore(Protocol):
    """Where history is kept, apart."""

    def knows_file(self, sha256: str) -> bool:
        """Say whether the very same bytes were taken before."""
        ...

    def keep_file(self, name: str, content: bytes, held: PastFile) -> None:
        """Keep a file and what it holds, all or nothing."""
        ...

    def page(self, page: int, sought: str) -> HistoryPage:
        """Return the lots of a number, or that carry an invoice; all when nothing is sought."""
        ...


class History:
    """The lots and returns of before the engine was changed."""

    def __init__(self, *, store: HistoryStore, partner: str) -> None:
        """Take where it is kept, and the shop's own billing number."""
        self._store = store
        self._partner = partner

    def take(self, files: Sequence[tuple[str, bytes]]) -> HistoryTaken:
        """Take files of the former engine; a wrong one stops no other.

        Args:
            files: names and bytes, in any order.
        """
        taken, known, refused = 0, 0, []
        facts: Facts
        for name, content in files:
            if self._store.knows_file(hashlib.sha256(content).hexdigest()):
                known += 1
                continue
            try:
                held = read_past(content, partner=self._partner)
            except WireRefusal as refusal:
                facts = {
                    "fichier": name,
                    "record": refusal.record,
                    "zone": refusal.zone,
                    "first": refusal.first,
                    "last": refusal.last,
                    "offset": refusal.wrong,
                    "reason": refusal.reason.value,
                }
                refused.append(Finding("TEL-HISTORIQUE-REFUSE", name, facts))
            except PeerViolation as error:
                facts = {"fichier": name, "professionnel": error.facts["professionnel"]}
                refused.append(Finding("TEL-HISTORIQUE-AUTRE-PROFESSIONNEL", name, facts))
            else:
                self._store.keep_file(name, content, held)
                taken += 1
        return HistoryTaken(taken, known, tuple(refused))

    def page(self, page: int, sought: str = "") -> HistoryPage:
        """Return the lots of a number, or that carry an invoice, the newest first."""
        return self._store.page(page, sought)


def read_past(content: bytes, *, partner: str) -> PastFile:
    """Return what a file of the former engine holds.

    Args:
        content: the whole file.
        partner: the shop's own billing number, 9 digits.

    Raises:
        WireRefusal: it is of no known form, or wrong somewhere.
        PeerViolation: ``TEL-RETOUR-AUTRE-PROFESSIONNEL``: it is somebody else's.
    """
    form = detect(content)
    match form:
        case Format.B2:
            return PastFile(form, lots=_lots(content, professional_number(partner)))
        case Format.NOEMIE:
            return PastFile(form, answers=_answers(content, professional_number(partner)))
        case Format.ARL | Format.SRV:
            return PastFile(form, answers=_lots_told(content, form))


def _require_ours(number: str, ours: str) -> None:
    if number.lstrip("0") != ours.lstrip("0"):
        raise PeerViolation("TEL-RETOUR-AUTRE-PROFESSIONNEL", professionnel=number)


def _lots(content: bytes, ours: str) -> tuple[PastLot, ...]:
    found: list[PastLot] = []
    recipient = ""
    opened: InvoiceStart | None = None
    for record in read_b2((content,)):
        match record:
            case FileStart():
                _require_ours(record.sender_number, ours)
                recipient = record.recipient_number
            case LotStart():
                found.append(_lot(record, recipient))
            case InvoiceStart():
                opened = record
            case InvoiceTotal():
                assert opened is not None, "the reader asks for it first"
                lot = found[-1]
                invoice = _invoice(opened, record)
                found[-1] = replace(lot, invoices=(*lot.invoices, invoice))
    return tuple(found)


def _lot(start: LotStart, recipient: str) -> PastLot:
    fund = f"{start.pivot_regime} {start.pivot_fund}".strip()
    return PastLot(
        number=start.lot_number,
        recipient=recipient,
        printed=fund or recipient.lstrip("0"),
        day=start.created_on,
        flag=start.certification,
        invoices=(),
    )


def _invoice(start: InvoiceStart, total: InvoiceTotal) -> PastInvoice:
    return PastInvoice(
        number=start.invoice_number,
        nir=f"{start.nir}{start.nir_key}",
        day=start.billed_on,
        total=total.total_billed,
        amo=total.total_amo,
        amc=total.total_amc,
    )


def _answers(content: bytes, ours: str) -> tuple[PastAnswer, ...]:
    found: list[PastAnswer] = []
    sender, day = "", None
    for told in tell_return((content,)):
        match told:
            case ReturnOpened():
                _require_ours(told.recipient, ours)
                sender = told.sender
            case TransferOpened():
                day = told.day
            case InvoiceAnswered():
                parts = said_parts(told)
                found += [_answer(told, part, said, (sender, day)) for part, said in parts]
    return tuple(found)


def _answer(
    told: InvoiceAnswered, part: str, said: PartTold, by: tuple[str, date | None]
) -> PastAnswer:
    rejects = [each for each in told.signals if (each.part or "amo") == part]
    return PastAnswer(
        lot=told.lot_number,
        recipient=by[0],
        lot_day=told.lot_day,
        invoice=told.number,
        part=part,
        state=said.state,
        paid=said.paid,
        label=" · ".join(f"{each.code} {each.label}" for each in rejects),
        on=by[1],
    )


_MARKS = {
    "A": LotState.FORWARDED,
    "P": LotState.RECEIVED,
    "N": LotState.NOT_DELIVERED,
}


def _lots_told(content: bytes, form: Format) -> tuple[PastAnswer, ...]:
    if form is Format.ARL:
        signs = {True: LotState.ACKNOWLEDGED, False: LotState.REFUSED_BY_ARL}
        return tuple(
            PastAnswer(
                *(each.lot_number, each.recipient_number, each.lot_day, "", ""),
                *(signs[each.positive].value, Cents(0), f"{each.code} {each.label}", None),
            )
            for each in read_arl(content)
        )
    return tuple(
        PastAnswer(
            *(each.lot_number, each.recipient_number, each.lot_day, "", ""),
            *(_MARKS[each.mark].value, Cents(0), f"{each.code} {each.label}", None),
        )
        for each in read_service(content)
    )
