"""Returns, the detail of an invoice's follow-up, and the lettrage, over the desk.

Law of this file: what may be done is asked of the production code; a question is the one that the
production code asks. A whole return is read page by page; only an export reads it all.
"""

from collections.abc import Callable, Mapping, Sequence

from binocle.adapters.spreadsheets import Amount, Cell
from binocle.amc import Management
from binocle.fse import (
    Flow,
    Invoice,
    InvoiceStanding,
    PartState,
    reject_advice,
    sheet_reason,
    takes_treatment,
)
from binocle.kernel import Cents, OperatorActionNeeded
from binocle.lots import OUTCOMES, Answer, Page, ReceivedReturn, Signal, declarable
from binocle_ui.catalogue import Notice, load_catalogue, load_labels
from binocle_ui.pages import (
    AnswerRow,
    DetailView,
    FollowedPart,
    LettrageView,
    LotLink,
    RejectRow,
    ReturnRow,
    ReturnView,
)

from .desk import SimulatedDesk
from .exports import FLOW_COLUMN, SIMULATED, table_file
from .workstation import Workstation

ALL, WAITING = "tous", "waiting"
"""Filter that keeps every return; how a return is called that nobody treated yet."""
SIGNALLED = "S"
"""How what is told beside a payment is called, beside ``R`` and ``D``."""
QUESTIONS = frozenset({
    "LET-A-CONFIRMER",
    "LET-DELETTRER-A-CONFIRMER",
    "LET-DETACHER-A-CONFIRMER",
    "LET-TRAITEMENT-A-CONFIRMER",
    "LET-ETAT-A-CONFIRMER",
})  # fmt: skip
"""Codes that ask."""
COLUMNS = (
    *("N° Facture", "Bénéficiaire", "Part", "Demandé", "Payé", "État", "Date", "Traitement"),
    *("Code", "Libellé", "Prestation", "Date soins", "Niveau", "Exec.", "Retour", "Lettrage"),
    FLOW_COLUMN,
)
"""Columns of an export: a row for each reject, or for the part that has none."""


class ReturnsCounter:
    """Implements :class:`binocle_ui.pages.ReturnsPage`."""

    def __init__(self, station: Workstation) -> None:
        """Look at the desk of a workstation."""
        self._station = station

    @property
    def _desk(self) -> SimulatedDesk:
        return self._station.desk

    # -- returns ----------------------------------------------------------------------------------

    def returns(self, outcome: str, page: int) -> Page[ReturnRow]:
        """Return what came, the newest first.

        Raises:
            OperatorActionNeeded: ``UI-CHOIX-INCONNU``.
        """
        known = {name or WAITING: name for name in OUTCOMES}
        if outcome not in (ALL, *known):
            raise OperatorActionNeeded("UI-CHOIX-INCONNU", saisie=outcome)
        found = self._desk.answers.returns(page, known.get(outcome))
        return Page(tuple(map(_return_row, found.rows)), found.number, found.total)

    def of_lot(self, lot_id: int) -> tuple[ReturnRow, ...]:
        """Return the returns that moved a lot, the oldest first."""
        return tuple(map(_return_row, self._desk.answers.of_lot(lot_id)))

    def show(self, message: str, page: int) -> ReturnView:
        """Return a return with what it says.

        Raises:
            OperatorActionNeeded: ``TEL-RETOUR-INCONNU``.
        """
        row, answers = _return_row(self._received(message)), self._desk.answers
        said = answers.of_return(message, page)
        return ReturnView(
            row=row,
            norm=answers.norm(message),
            transfers=answers.transfers(message),
            answers=Page(tuple(map(_answer_row, said.rows)), said.number, said.total),
            may_keep=row.outcome == "orphan" and row.kind == "RSP",
        )

    def content(self, message: str) -> bytes:
        """Return the bytes of a return, as they came."""
        return self._desk.returns.message(self._received(message).id).content

    def export_return(self, message: str, form: str) -> bytes:
        """Return what a return says, as ``csv`` or ``xlsx``."""
        self._received(message)
        said = map(_answer_row, self._desk.answers.every_of_return(message))
        cells = [row for answer in said for row in _cells(answer, _told_state(answer))]
        return self._file(f"Retour {message}"[:24], cells, form)

    def keep(self, message: str) -> None:
        """Keep the money of a return that matched nothing."""
        self._desk.transmission.keep_anyway(message)

    def _received(self, message: str) -> ReceivedReturn:
        found = self._desk.answers.received(message)
        if found is None:
            raise OperatorActionNeeded("TEL-RETOUR-INCONNU", retour=message)
        return found

    def _file(self, title: str, rows: Sequence[Sequence[Cell]], form: str) -> bytes:
        now = self._desk.bench.world.now()
        return table_file(title, COLUMNS, rows, form=form, made_at=now)

    # -- lettrage ---------------------------------------------------------------------------------

    def lettrage(self, number: str, page: int) -> LettrageView:
        """Return what is not tied, for a file that seeks its payment or for all."""
        answers = self._desk.answers
        waiting, strangers = answers.to_tie(page), answers.strangers(page)
        return LettrageView(
            auto=self._desk.settings_store.shop_settings().auto_lettrage,
            waiting=Page(tuple(map(_answer_row, waiting.rows)), waiting.number, waiting.total),
            strangers=Page(
                tuple(map(_answer_row, strangers.rows)), strangers.number, strangers.total
            ),
            number=_whole_number(number),
        )

    def ask(self, posting: int, form: Mapping[str, str]) -> tuple[AnswerRow, Notice]:
        """Return a payment and the question that a gesture asks.

        Raises:
            OperatorActionNeeded: ``UI-CHOIX-INCONNU``, or as the gesture.
        """
        lettrage, number = self._desk.lettrage, _whole_number(form.get("facture", ""))
        ways: Mapping[str, Callable[[], object]] = {
            "attacher": lambda: lettrage.tie_to(posting, number),
            "delettrer": lambda: lettrage.untie(posting),
        }
        question = _question(_chosen(ways, form))
        found = self._desk.answers.answer(posting)
        assert found is not None, "the gesture found it"
        return _answer_row(found), question

    def tie(self, posting: int, form: Mapping[str, str]) -> str:
        """Do a gesture on a payment.

        Raises:
            OperatorActionNeeded: ``UI-CHOIX-INCONNU``, or as the gesture.
        """
        lettrage, number = self._desk.lettrage, _whole_number(form.get("facture", ""))
        before = self._desk.answers.answer(posting)
        ways: Mapping[str, Callable[[], object]] = {
            "lettrer": lambda: lettrage.tie(posting),
            "dossier": lambda: lettrage.tie_file(number),
            "attacher": lambda: lettrage.tie_to(posting, number, confirmed=True),
            "delettrer": lambda: lettrage.untie(posting, confirmed=True),
        }
        _chosen(ways, form)()
        return number or (before.posting.number if before else "")

    # -- the detail of an invoice -----------------------------------------------------------------

    def detail(self, number: str) -> DetailView:
        """Return the detail of an invoice.

        Raises:
            OperatorActionNeeded: ``FSE-FACTURE-INCONNUE``.
        """
        desk, invoice = self._desk, self._desk.fse.opened(number)
        standing = desk.invoices.standing(number)
        patient = invoice.patient
        answers = tuple(map(_answer_row, desk.answers.of_invoice(number)))
        last = answers[-1].message if answers else ""
        return DetailView(
            number=number,
            state=standing.state,
            day=invoice.invoice_date,
            kind=_kind(invoice),
            total=invoice.total,
            norm=desk.answers.norm(last) if last else "",
            lots=tuple(LotLink(x.id, x.number, x.state) for x in desk.lots.lots_holding(number)),
            client=f"{patient.name} {patient.first_name}",
            nir=f"{patient.nir.number} {patient.nir.key}",
            rank=patient.rank,
            birth=patient.birth,
            parts=_parts(standing),
            rejects=tuple(reject for answer in answers for reject in answer.rejects),
            answers=answers,
            by_hand=standing.by_hand,
            may_treat=takes_treatment(standing.kept) and not standing.by_hand,
            may_credit=not desk.fse.credit_bars(number),
            may_print=sheet_reason(standing) is not None,
            strangers=desk.answers.strangers(1).total,
            advice=tuple(
                load_catalogue().notice(finding.code, finding.facts)
                for finding in reject_advice(standing)
            ),
        )

    def export_detail(self, number: str, form: str) -> bytes:
        """Return the detail as ``csv`` or ``xlsx``."""
        view, label = self.detail(number), load_labels()
        states = {part.name: label.part_state(part.state) for part in view.parts}
        cells = [row for answer in view.answers for row in _cells(answer, states[answer.part])]
        answered = {answer.part for answer in view.answers}
        cells += [
            _row(number, view.client, part.name, (part.asked, part.paid), states[part.name])
            for part in view.parts
            if part.name not in answered and part.state is not PartState.NOT_ASKED
        ]
        return self._file(f"Facture {number}", cells, form)

    def ask_detail(self, number: str, form: Mapping[str, str]) -> Notice:
        """Return the question of a gesture.

        Raises:
            OperatorActionNeeded: ``UI-CHOIX-INCONNU``, or as the gesture.
        """
        return _question(self._gesture(number, form, confirmed=False))

    def treat(self, number: str, form: Mapping[str, str]) -> None:
        """Do such a gesture, the question being answered.

        Raises:
            OperatorActionNeeded: ``UI-CHOIX-INCONNU``, or as the gesture.
        """
        self._gesture(number, form, confirmed=form.get("confirme") == "oui")()

    def _gesture(
        self, number: str, form: Mapping[str, str], *, confirmed: bool
    ) -> Callable[[], object]:
        lettrage, part = self._desk.lettrage, form.get("part", "")
        ways: Mapping[str, Callable[[], object]] = {
            "traitement": lambda: lettrage.treat(number, confirmed=confirmed),
            "etat": lambda: lettrage.declare(number, part, _part_state(form), confirmed=confirmed),
        }
        if form.get("geste") == "etat" and part not in ("amo", "amc"):
            raise OperatorActionNeeded("UI-CHOIX-INCONNU", saisie=part)
        return _chosen(ways, form)


def _chosen(
    ways: Mapping[str, Callable[[], object]], form: Mapping[str, str]
) -> Callable[[], object]:
    name = form.get("geste", "")
    if name not in ways:
        raise OperatorActionNeeded("UI-CHOIX-INCONNU", saisie=name)
    return ways[name]


def _question(gesture: Callable[[], object]) -> Notice:
    """Return the question that a gesture asks before it does anything."""
    try:
        gesture()
    except OperatorActionNeeded as error:
        if error.code in QUESTIONS:
            return load_catalogue().notice(error.code, error.facts)
        raise
    raise AssertionError("a gesture that is confirmed asks first")


def _part_state(form: Mapping[str, str]) -> PartState:
    try:
        return PartState(form.get("etat", ""))
    except ValueError:
        raise OperatorActionNeeded("UI-CHOIX-INCONNU", saisie=form["etat"]) from None


def _whole_number(typed: str) -> str:
    """Return a number as it is kept, its leading zeros written."""
    typed = typed.strip().upper()
    return typed.zfill(9) if typed.isdigit() else typed


def _kind(invoice: Invoice) -> str:
    if Flow.DRE in invoice.flows:
        return "fse-dre"
    return "fse" if invoice.flows else "none"


# -- rows -----------------------------------------------------------------------------------------


def _return_row(received: ReceivedReturn) -> ReturnRow:
    return ReturnRow(
        id=received.id,
        kind=received.kind,
        name=received.name,
        received=received.received,
        outcome=received.outcome or WAITING,
        lots=received.lots,
        parts=received.parts,
        strangers=received.strangers,
        paid=received.paid,
        notice=load_catalogue().notice(received.code, received.facts) if received.code else None,
    )


def _answer_row(answer: Answer) -> AnswerRow:
    posting = answer.posting
    told = posting.told if answer.is_stranger else {}
    return AnswerRow(
        id=posting.id,
        message=answer.message,
        received=answer.received,
        day=answer.day,
        payer=answer.payer,
        number=posting.number,
        client=answer.client,
        part=posting.part,
        asked=posting.asked,
        paid=posting.paid,
        state=posting.state,
        tied=posting.tied,
        tied_at=answer.tied_at,
        stranger=answer.is_stranger,
        told={name: str(told[name]) for name in ("lot", "nir", "objet") if name in told},
        rejects=_rejects(answer),
    )


def _rejects(answer: Answer) -> tuple[RejectRow, ...]:
    """Return the rows of "Rejets/Différés": a reject or deferral without a code has one too."""
    posting = answer.posting
    handling = posting.state if posting.state in ("R", "D") else SIGNALLED
    silent = (Signal("", "", posting.part, "", None),) if handling != SIGNALLED else ()
    return tuple(
        RejectRow(
            day=answer.day,
            number=posting.number,
            handling=handling,
            part=posting.part,
            code=signal.code,
            label=signal.label,
            act=signal.act,
            care_on=signal.care_on,
            level=signal.level,
            line=signal.line or 0,
        )
        for signal in answer.signals or silent
    )


def _parts(standing: InvoiceStanding) -> tuple[FollowedPart, ...]:
    invoice, by_hand = standing.invoice, standing.by_hand
    patient, amc = invoice.patient, invoice.complementary
    followed = amc if invoice.management is not Management.NONE else None
    bodies = (
        f"{patient.regime} {patient.caisse} {patient.centre}",
        followed.number.digits if followed else "",
    )
    asked = (invoice.amo, standing.amc_expected)
    paid = (standing.amo_paid, standing.amc_paid)
    states = (standing.amo_state, standing.amc_state)
    return tuple(
        FollowedPart(
            name=name,
            body=bodies[at],
            asked=asked[at],
            paid=paid[at],
            left=Cents(asked[at] - paid[at]),
            state=states[at],
            choices=declarable(states[at]) if by_hand else (),
        )
        for at, name in enumerate(("amo", "amc"))
    )


# -- exports --------------------------------------------------------------------------------------


def _told_state(answer: AnswerRow) -> str:
    return load_labels()("dits", answer.state) if answer.state else ""


def _cells(answer: AnswerRow, state: str) -> list[tuple[Cell, ...]]:
    """Return the rows of an answer: one for each of its rejects, at least one."""
    label = load_labels()
    way = label("lettrage", answer.tied) if answer.tied else ""
    sums = (answer.asked, answer.paid)
    head = (answer.number, answer.client, answer.part, sums, state)
    if not answer.rejects:
        return [_row(*head, message=answer.message, way=way)]
    return [
        _row(*head, reject=reject, message=answer.message, way=way) for reject in answer.rejects
    ]


def _row(
    number: str,
    client: str,
    part: str,
    sums: tuple[Cents | None, Cents],
    state: str,
    *,
    reject: RejectRow | None = None,
    message: str = "",
    way: str = "",
) -> tuple[Cell, ...]:
    label, (asked, paid) = load_labels(), sums
    told: tuple[Cell, ...] = (None, "", "", "", "", None, "", "")
    if reject is not None:
        told = (
            *(reject.day, label("dits", reject.handling), reject.code, reject.label, reject.act),
            *(reject.care_on, label("niveaux", reject.level) if reject.level else ""),
            str(reject.line),
        )
    money = (None if asked is None else Amount(asked), Amount(paid))
    return (number, client, part.upper(), *money, state, *told, message, way, SIMULATED)
