"""The tab "ADRi" over the desk (ADRI-01 to ADRI-09, APCV-07 to APCV-11).

Law of this file: each way on does its gesture and leads to the page where the sale goes on; which
ways there are, and why, is core's.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, fields

from binocle.adri import CallReason, Rights, WayOn
from binocle.apcv import ExpiryAnswer
from binocle.cards import CardType
from binocle.kernel import BinocleError, OperatorActionNeeded
from binocle.rates import AmoProof
from binocle.workflows import PaperFile, PatientInHand
from binocle_ui.catalogue import load_catalogue
from binocle_ui.pages import BlockView, PaperView, RightsView, TroubleView

from .counter import BenchCounter
from .desk import SimulatedDesk
from .details import block_of, period_of, printed
from .fields import notices_by_subject
from .workstation import Workstation

PROOFS = {
    WayOn.PROOF_NONE: AmoProof.NONE,
    WayOn.PROOF_DOCUMENT: AmoProof.DOCUMENT,
    WayOn.PROOF_SOCIAL_CARD: AmoProof.SOCIAL_CARD,
}
TYPED_BY_HAND = frozenset({WayOn.CORRECT, WayOn.MANUAL_FILE})
"""Ways on whose gesture is the paper file of the tab."""

PAPER = tuple(field.name for field in fields(PaperFile) if field.name != "demonstration")


class RightsCounter:
    """Implements :class:`binocle_ui.pages.RightsPage`."""

    def __init__(self, station: Workstation, claims: BenchCounter) -> None:
        """Work on the claim of the counter's page."""
        self._station = station
        self._claims = claims

    @property
    def _desk(self) -> SimulatedDesk:
        return self._station.desk

    def view(self) -> RightsView | None:
        """Return the tab; none without a claim and without anybody."""
        desk, counter = self._desk, self._desk.counter
        patient, rights = counter.patient, counter.rights_desk.rights
        if self._claims.case is None and patient is None:
            return None
        mobile = patient is not None and patient.context is not None
        state = desk.apcv.state
        known = counter.rights_desk
        return RightsView(
            patient=patient.printed if patient else "",
            title=desk.apcv.header if mobile else "ADRi",
            mode=known.mode,
            suspended=known.suspended,
            in_use=known.in_use,
            reasons=known.reasons,
            consulted=rights.answered_on if rights else None,
            blocks=rights_blocks(rights) if rights else (),
            trouble=self._trouble(),
            paper=self._paper(patient),
            was_called=CallReason.MOBILE_READING in known.reasons,
            context=state.value if state else "",
            has_context=mobile,
            asks_expiry=mobile and desk.apcv.asks_expiry,
            is_open=self._claims.is_open,
        )

    def _trouble(self) -> TroubleView | None:
        trouble = self._desk.counter.rights_desk.trouble
        if trouble is None:
            return None
        notice = load_catalogue().notice(trouble.code, trouble.facts)
        return TroubleView(notice, trouble.checks, trouble.ways)

    def _paper(self, patient: PatientInHand | None) -> tuple[PaperView, ...]:
        """Return the paper file: what was typed, else the person known, to be corrected."""
        refused = self._desk.counter.rights_desk.refused_paper
        told = notices_by_subject(refused.findings if refused else ())
        texts = asdict(refused.paper) if refused else _paper_of(patient)
        return tuple(
            PaperView(name, texts.get(name, ""), tuple(told.get(name, ()))) for name in PAPER
        )

    # -- what is done ---------------------------------------------------------------------------

    def ask(self) -> None:
        """Ask ADRi; what it refuses is shown with its ways on."""
        self._claims.require_open()
        self._asking(self._desk.counter.ask_rights)

    def _asking(self, gesture: Callable[[], object]) -> None:
        """Do what asks ADRi; the claim goes on from its rights, or from the failure."""
        try:
            gesture()
        except BinocleError as error:
            if self._desk.counter.rights_desk.trouble is None:
                raise
            self._claims.goes_to("adri", error)
            return
        self._claims.goes_to("rate-check")

    def use(self, wanted: bool) -> None:
        """Tick or untick the box of this invoice (ADRI-07)."""
        self._claims.require_open()
        self._desk.counter.use_adri(wanted)
        self._claims.goes_back_to("rate-check" if not wanted else "adri")

    def go_on(self, way: str) -> str:
        """Take a way on, by its key; return the page that comes next."""
        case = self._claims.require_open()
        counter = self._desk.counter
        trouble = counter.rights_desk.trouble
        offered = {each.value: each for each in trouble.ways} if trouble else {}
        chosen = offered.get(way)
        if chosen is None:
            raise OperatorActionNeeded("UI-CHOIX-INCONNU", saisie=way)
        if chosen is WayOn.ASK_AGAIN:
            self.ask()
            return "droits"
        if chosen in TYPED_BY_HAND:
            return "droits"
        if chosen is WayOn.OUTSIDE_TRANSMISSION:
            counter.invoice_outside(case.invoice)
            self._claims.ends()
            return "dossier"
        if chosen is WayOn.ADRI_OFF:
            counter.use_adri(False)
        self._claims.goes_to("rate-check")
        counter.open_form()
        if chosen is WayOn.ADRI_OFF:
            counter.change_form(amo_proof=AmoProof.DOCUMENT)
        elif chosen in PROOFS:
            counter.change_form(amo_proof=PROOFS[chosen])
        return "taux"

    def enter_paper(self, form: Mapping[str, str]) -> None:
        """Take a file typed by hand, whole or not at all (ADRI-06)."""
        self._claims.require_open()
        card = self._desk.counter.card
        paper = PaperFile(
            **{name: form.get(name, "") for name in PAPER},
            demonstration=card is not None and card.card_type is CardType.DEMONSTRATION,
        )
        if not self._desk.counter.enter_paper(paper):
            self._claims.goes_to("adri")

    def restore(self) -> None:
        """Press "Restituer": the last context comes back, and its person with it (APCV-07)."""
        apcv, counter = self._desk.apcv, self._desk.counter
        reading = apcv.restore()
        patient = counter.patient
        same = [
            who.number
            for who in reading.beneficiaries
            if patient is not None and patient.is_of(who.insured, who.birth, who.rank)
        ]
        if same:
            self._claims.require_open()
            self._asking(lambda: counter.choose_in_app(same[0]))

    def answer_expiry(self, answer: str) -> str:
        """Answer the question of APCV-11; return the page that comes next."""
        answers = {each.value: each for each in ExpiryAnswer}
        if answer not in answers:
            raise OperatorActionNeeded("UI-CHOIX-INCONNU", saisie=answer)
        return "apcv" if self._desk.apcv.answer_expiry(answers[answer]) else "taux"


def _paper_of(patient: PatientInHand | None) -> Mapping[str, str]:
    if patient is None:
        return {}
    return {
        "name": patient.name,
        "first_name": patient.first_name,
        "nir": patient.insured.compact,
        "birth": patient.birth.printed,
        "rank": patient.rank,
        "regime": patient.regime,
        "caisse": patient.caisse,
        "centre": patient.centre,
    }


def rights_blocks(rights: Rights) -> tuple[BlockView, ...]:
    """Return what ADRi told, in the blocks of "Détail Informations Vitale" (seed-facts 4)."""
    certified, period = rights.certified_nir, rights.amo_service_period
    doctor = {True: "Oui", False: "Non", None: ""}[rights.doctor_declared]
    covers = (
        (
            "Période couverture ALD",
            f"{period_of(cover.period)} · ALD {cover.ald} · Sit. {cover.situation}",
        )
        for cover in rights.covers
    )
    blocks = [
        block_of(
            "Rattachement",
            ("Régime", rights.regime),
            ("Caisse", rights.caisse),
            ("Centre", rights.centre),
        ),
        block_of(
            "Bénéficiaire",
            ("Nom", rights.name),
            ("Prénom", rights.first_name),
            ("Patronyme", rights.patronymic),
            ("Né(e) le", rights.birth.printed),
            ("NIR Certif.", f"{certified.number} {certified.key}" if certified else ""),
            ("Qualité", rights.quality),
            ("Rang", rights.rank),
            ("Adresse", ", ".join(line for line in rights.address if line)),
        ),
        block_of("Assuré", ("Médecin traitant", doctor)),
        block_of(
            "Droits & Couvertures",
            *(("Période droits AMO", period_of(each)) for each in rights.amo_periods),
            *covers,
            ("Service AMO Bénéf.", rights.amo_service),
            ("Période AMO Bénéf.", period_of(period) if period else ""),
            ("Droits du", f"{printed(rights.window.first)} au {printed(rights.window.last)}"),
        ),
    ]
    if (mutual := rights.mutual) is not None:
        blocks.append(
            block_of(
                "Mutuelle AMC",
                ("N° Adhérent", mutual.member),
                ("N° AMC", mutual.number.digits),
                ("Période droits Mutuelle", period_of(mutual.period)),
            )
        )
    if (accident := rights.accident) is not None:
        known = enumerate(accident.accidents, start=1)
        bodies = [
            pair
            for rank, body in known
            for pair in ((f"Gest. AT{rank}", body.recipient), (f"Id AT{rank}", body.identifier))
        ]
        blocks.append(block_of("Accident Travail", ("Gest. Risque", accident.manager), *bodies))
    return tuple(blocks)
