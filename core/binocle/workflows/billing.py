"""One patient at the counter: from what they show to a signed form.

Law of this file: each method is one gesture of the optician; it either does its whole work or
leaves the claim where it was. A failure of a card or of a service changes nothing that was obtained
before. What the gesture needs of rights, rates and cards is done by the desks beside this file.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from binocle.adri import Occasion, Rights
from binocle.apcv import ApcvIdentity, ExpiryAnswer
from binocle.cards import Beneficiaire, CpsSession, VitaleCard
from binocle.fse import Correction, FseService, Invoice, Patient, SealedForm, Summary
from binocle.kernel import Cents, Clock, Finding, OperatorActionNeeded, paris_day
from binocle.rates import (
    AmoProof,
    Claim,
    InsuranceNature,
    Presence,
    RateCheck,
    RateForm,
    RightsSource,
    SecuringMode,
)

from .apcv import ApcvDesk
from .app_signer import AppSigner
from .cps_desk import CpsDesk
from .invoice_desk import form_correction, person_there, require_person, whole_correction
from .patient import (
    PaperFile,
    PatientInHand,
    PatientSource,
    patient_of_app,
    patient_of_card,
    patient_on_invoice,
    read_paper,
)
from .rate_desk import RateDesk
from .rights_desk import RefusedPaper, RightsDesk
from .sale_tables import SaleTables
from .vitale_desk import VitaleDesk

_Maker = Callable[[str, Correction], Invoice]


class Counter:
    """The claim of one patient, gesture by gesture.

    Attributes:
        cps: the professional's card.
        rights_desk: what is known of the patient's rights, and the ways on.
        rates: the screen "Vérification taux".
        card: the last Vitale card read.
        patient: the person whose claim is made.
        summary: the recap on the screen.
    """

    def __init__(
        self,
        *,
        cps: CpsDesk,
        vitale: VitaleDesk,
        app: ApcvDesk,
        rights: RightsDesk,
        fse: FseService,
        clock: Clock,
        tables: SaleTables,
    ) -> None:
        """Take the desks of the cards, of the app and of the rights, and what makes forms."""
        self.cps = cps
        self.rights_desk = rights
        self.rates = RateDesk(
            clock=clock,
            rights=lambda day: rights.known(self.patient, day),
            presence=self._presence,
            patient=lambda: self.patient,
            tables=tables,
        )
        self._vitale = vitale
        self._app = app
        self._fse = fse
        self._clock = clock
        self._as_known = False
        self.card: VitaleCard | None = None
        self.patient: PatientInHand | None = None
        self.summary: Summary | None = None

    # -- who is there ---------------------------------------------------------------------------

    def enter_code(self, code: str) -> None:
        """Give the holder's code to the CPS, as :meth:`CpsDesk.enter_code`."""
        self.cps.enter_code(code)

    def signer(self) -> CpsSession:
        """Return the CPS whose code was given, as :meth:`CpsDesk.signer`."""
        return self.cps.signer()

    def forget_code(self) -> None:
        """Let the CPS go: its code must be given again."""
        self.cps.forget_code()

    def begin(self, expected: ApcvIdentity | None = None) -> None:
        """Begin with another patient: nothing of the former one stays; the code does.

        Args:
            expected: whose file is open; nobody for a new file or a search by the app (APCV-02).
        """
        self.card = None
        self._app.begin(expected)
        self.rights_desk.begin()
        self.rates.begin()
        self._let_go()

    def _let_go(self) -> None:
        """Let the person go: nothing that rests on who it is stays; what was typed does."""
        self.patient = self.summary = None
        self.rights_desk.forget()
        self.rates.let_go()

    def read_vitale(self, consulted_on: date | None = None) -> VitaleCard:
        """Read the Vitale card, whole or not at all; a new card forgets the former claim.

        Args:
            consulted_on: the consultation date of an older file that is redone; today when absent.

        Raises:
            BinocleError: as :meth:`VitaleDesk.read`; the former reading stays then.
        """
        card = self._vitale.read(consulted_on)
        self._let_go()
        self.card = card
        return card

    @property
    def beneficiary(self) -> Beneficiaire | None:
        """The person chosen on the card."""
        return self.patient.beneficiary if self.patient else None

    def choose(self, number: int) -> Beneficiaire:
        """Choose a beneficiary by the number of the card's list."""
        card = self._demand_card()
        for beneficiary in card.beneficiaries:
            if beneficiary.number == number:
                self._let_go()
                self.patient = patient_of_card(card, beneficiary)
                return beneficiary
        raise OperatorActionNeeded("CAR-BENEFICIAIRE-INCONNU", choix=number)

    def force_century(self, century: int) -> Beneficiaire:
        """Say the century of the chosen beneficiary's birth, 19 or 20, until the next reading.

        Raises:
            OperatorActionNeeded: CAR-SIECLE-IMPOSSIBLE, or no beneficiary is chosen.
        """
        card, chosen = self._demand_card(), self.beneficiary
        if chosen is None:
            raise OperatorActionNeeded("CAR-BENEFICIAIRE-A-CHOISIR")
        self.card = self._vitale.with_century(card, chosen.number, century)
        return self.choose(chosen.number)

    def choose_in_app(self, number: int) -> Rights | None:
        """Choose a person of the app, and have their rights told: ADRi is always asked (APCV-08).

        Returns:
            The rights; none when ADRi is off for this invoice.

        Raises:
            BinocleError: as :meth:`ApcvDesk.choose`, or what ADRi says; the person stays chosen
                then, and the ways on are in :attr:`rights_desk`.
        """
        who = self._app.choose(number)
        reading = self._app.reading
        assert reading is not None, "somebody was chosen in it"
        self._let_go()
        self.card = None
        self.patient = patient_of_app(reading, who)
        return self._ask_if_due(Occasion.MOBILE_READING)

    def enter_paper(self, paper: PaperFile) -> tuple[Finding, ...]:
        """Take a file typed by hand, "mode Manuel" (ADRI-06); nothing of it when it is wrong.

        Returns:
            What is wrong, each beside its field; empty when the person was taken.
        """
        person, found = read_paper(paper, self._today())
        if person is None:
            self.rights_desk.refused_paper = RefusedPaper(paper, found)
            return found
        self._let_go()
        self.card = None
        self.patient = person
        return found

    def _demand_card(self) -> VitaleCard:
        if self.card is None:
            raise OperatorActionNeeded("CAR-VITALE-NON-LUE")
        return self.card

    def _demand_patient(self) -> PatientInHand:
        if self.patient is not None:
            return self.patient
        self._demand_card()
        raise OperatorActionNeeded("CAR-BENEFICIAIRE-A-CHOISIR")

    def _require_recent(self) -> None:
        """Refuse to bill on a reading that is too old (VIT-05)."""
        if self.card is not None:
            self._vitale.require_recent(self.card)

    def _presence(self) -> Presence:
        """Say what the patient shows at this instant (TAUX-07, APCV-10)."""
        patient = self.patient
        if patient is None:
            return Presence()
        card = patient.source is PatientSource.VITALE_CARD and self._vitale.holds_card()
        until = self._app.mobile_until if patient.context else None
        return Presence(vitale_card=card, mobile_until=until, patient=patient.insured)

    # -- rights and amounts -----------------------------------------------------------------------

    @property
    def rights(self) -> Rights | None:
        """What ADRi told of this patient."""
        return self.rights_desk.rights

    @property
    def claim(self) -> Claim | None:
        """What the counter typed."""
        return self.rates.claim

    @property
    def check(self) -> RateCheck | None:
        """The last rate check; it may be stale."""
        return self.rates.check

    def enter_claim(self, claim: Claim) -> None:
        """Take what the counter typed; a change makes a former rate check stale (TAUX-09)."""
        self.rates.enter_claim(claim)
        self.summary = None

    def ask_rights(self) -> Rights:
        """Ask ADRi for the rights of the day of the claim (the button "ADRI").

        Raises:
            BinocleError: as :meth:`RightsDesk.ask`.
        """
        rights = self.rights_desk.ask(self._demand_patient(), self._day())
        self._rights_changed()
        return rights

    def ask_rights_at_reading(self) -> Rights | None:
        """Ask ADRi after a Vitale card was read, when the mode in force says so (ADRI-09)."""
        return self._ask_if_due(Occasion.CARD_READING)

    def use_adri(self, wanted: bool) -> None:
        """Tick or untick "Utiliser ADRI pour cette facture" (ADRI-07)."""
        self.rights_desk.use(wanted)
        self._rights_changed()

    def _ask_if_due(self, occasion: Occasion) -> Rights | None:
        patient = self._demand_patient()
        form = self.rates.form
        rights = self.rights_desk.ask_if_due(
            occasion,
            patient,
            self._day(),
            for_accident=form is not None and form.nature is InsuranceNature.WORK_ACCIDENT,
            on_paper=form is not None and form.amo_proof.on_paper,
        )
        if rights is not None:
            self._rights_changed()
        return rights

    def _rights_changed(self) -> None:
        self.rates.take_rights()
        self.summary = None
        self._as_known = False

    def _day(self) -> date:
        if self.claim is not None:
            return self.claim.care_day
        return self.card.consulted_on if self.card else self._today()

    def _today(self) -> date:
        return paris_day(self._clock.now())

    def open_form(self) -> RateForm:
        """Open "Vérification taux", filled with what is true at this instant (TAUX-03)."""
        self._demand_patient()
        return self.rates.open()

    def change_form(self, **fields: Any) -> RateForm:
        """Change fields of the screen, as :meth:`RateDesk.change`.

        Raises:
            OperatorActionNeeded: ``APCV-CONTEXTE-EXPIRE``, the app was chosen again after its end:
                :meth:`answer_expiry` takes the answer (APCV-11).
        """
        patient = self._demand_patient()
        wants_app = fields.get("amo_proof") is AmoProof.MOBILE_CARD
        if wants_app and patient.context is not None and self._app.asks_expiry:
            raise OperatorActionNeeded("APCV-CONTEXTE-EXPIRE")
        self.summary = None
        return self.rates.change(**fields)

    def answer_expiry(self, answer: ExpiryAnswer) -> RateForm | None:
        """Answer what ``APCV-CONTEXTE-EXPIRE`` asks (APCV-11).

        Returns:
            The screen with ADRi's rights, asked anew when none are at hand; none when the phone
            must be read: the file is kept, and :meth:`choose_in_app` takes the same person again.

        Raises:
            OperatorActionNeeded: APCV-CONTEXTE-VALABLE when nothing was asked.
            BinocleError: as :meth:`ask_rights`.
        """
        if self._app.answer_expiry(answer):
            return None
        if self.rates.around().rights.source is not RightsSource.ADRI:
            self.ask_rights()
        return self.change_form(amo_proof=AmoProof.ADRI)

    def check_rates(self) -> RateCheck:
        """Do the rate check ("Vérif. taux"), asking ADRi first when the shop's mode says so.

        Raises:
            OperatorActionNeeded: rights closed or without a rate for that day, or a wrong claim.
        """
        if self.claim is None:
            raise OperatorActionNeeded("FSE-SANS-LIGNE")
        self._ask_if_due(Occasion.TIERS_PAYANT_ENTRY)
        return self._verify()

    def check_rates_as_known(self) -> RateCheck:
        """Do the rate check with what is at hand: ADRi's rights, else the card's (ADRI-05)."""
        check = self._verify()
        self._as_known = True
        return check

    def _verify(self) -> RateCheck:
        if self.claim is None:
            raise OperatorActionNeeded("FSE-SANS-LIGNE")
        self._demand_patient()
        check = self.rates.verify()
        self.summary = None
        self._as_known = False
        return check

    @property
    def amo_shown(self) -> Sequence[Cents]:
        """The RO amount of each line as the screen shows it: 0 before the rate check (TAUX-01)."""
        table = self.rates.table
        return [row.amo for row in table.rows] if table else []

    # -- invoice ----------------------------------------------------------------------------------

    def invoice(self, number: str = "", *, provisional: bool = False) -> Summary:
        """Open the invoice of the checked claim and show its recap.

        ADRi is asked once more when the mode in force says so, unless the check was made with what
        was at hand; a difference with what was checked stops here (TAUX-09).

        Raises:
            OperatorActionNeeded: ``FSE-TAUX-NON-VERIFIE`` before a rate check, ``FSE-TAUX-PERIME``,
                ``CAR-A-RELIRE``, ``APCV-CONTEXTE-DEJA-UTILISE`` (APCV-12), or a blocking finding.
        """
        patient = self._demand_patient()
        check, who = self._ready(patient)
        opened = self._fse.invoice(
            check,
            patient=who,
            number=number,
            provisional=provisional,
            adri=self.rights_desk.in_use,
        )
        return self._show(opened, patient)

    def _ready(self, patient: PatientInHand) -> tuple[RateCheck, Patient]:
        """Return the check that a form may rest on at this instant, and the person it is for."""
        if self.check is None:
            raise OperatorActionNeeded("FSE-TAUX-NON-VERIFIE")
        self._require_recent()
        self._ask_before_invoicing()
        check = self.rates.fresh()
        if check.mode is SecuringMode.SESAM_VITALE and patient.context is not None:
            self._app.require_context_for()
        who = patient_on_invoice(patient, self.rights)
        if not (who.caisse and who.centre):
            raise OperatorActionNeeded("FSE-CAISSE-INCONNUE")
        return check, who

    def _ask_before_invoicing(self) -> None:
        """Ask for the rights again when due, and refuse if they say other amounts (ADRI-03)."""
        before, screen = self.check, self.rates.screen
        if self._as_known or self._ask_if_due(Occasion.INVOICING) is None:
            return
        assert before is not None
        assert screen is not None, "it was checked"
        self.rates.screen = screen
        after = self.rates.verify()
        if after.promised != before.promised:
            self.rates.forget()
            raise OperatorActionNeeded("FSE-TAUX-CHANGE")

    def invoice_outside(self, number: str = "") -> Summary:
        """Open an invoice outside transmission: the patient pays all, on paper (ADRI-08)."""
        patient = self._demand_patient()
        if self.claim is None:
            raise OperatorActionNeeded("FSE-SANS-LIGNE")
        opened = self._fse.invoice_outside(
            self.claim, patient=patient_on_invoice(patient, self.rights), number=number
        )
        return self._show(opened, patient)

    def validate(self, number: str = "") -> Summary:
        """Press "Valider": the rate check is done first when none was (TAUX-02)."""
        if self.check is None:
            self.check_rates()
        return self.invoice(number)

    def resume(self, number: str) -> Summary:
        """Take up an invoice that was never signed; its patient must be there.

        Raises:
            OperatorActionNeeded: ``CAR-AUTRE-CARTE``, ``FSE-AUTRE-PATIENT``, ``CAR-A-RELIRE``, or
                ``FSE-VENTE-EN-COURS``.
        """
        if self.patient is None:
            self._demand_card()
        self._require_recent()
        invoice = self._fse.opened(number)
        self.rates.require_no_other_sale(invoice)
        self.patient = person_there(invoice, self.card, self.patient)
        return self._show(invoice, self.patient)

    def restart(self, number: str) -> Summary:
        """Have the FSE made anew on the present check ("Recommencer la FSE", FSE-07).

        While the invoice is provisional all of it follows the check; one that has its number, its
        FSE deleted or not made yet, takes the mode, the circumstances and ADRi alone (FSE-04).

        Raises:
            OperatorActionNeeded: as :meth:`invoice` and :meth:`FseService.restart`, or
                ``FSE-AUTRE-PATIENT``; the invoice is as it was.
        """
        kept = self._fse.opened(number)
        return self._again(kept, self._fse.restart, whole=kept.provisional)

    def reissue(self, number: str) -> Summary:
        """Open the invoice that replaces a credited one, on the present rate check (FSE-07).

        Raises:
            OperatorActionNeeded: as :meth:`invoice` and :meth:`FseService.reissue`, or
                ``FSE-AUTRE-PATIENT``; nothing is opened.
        """
        return self._again(self._fse.opened(number), self._fse.reissue, whole=True)

    def _again(self, kept: Invoice, make: _Maker, *, whole: bool) -> Summary:
        patient = self._demand_patient()
        require_person(patient, kept)
        check, who = self._ready(patient)
        corrected = whole_correction if whole else form_correction
        correction = corrected(kept, check, who, adri=self.rights_desk.in_use)
        return self._show(make(kept.number, correction), patient)

    def _show(self, invoice: Invoice, patient: PatientInHand) -> Summary:
        self.summary = self._fse.summary(invoice, demonstration=patient.demonstration)
        self.rates.sale_is_invoiced()
        return self.summary

    def sign(self) -> tuple[SealedForm, ...]:
        """Sign what the recap shows, with the CPS and what the patient shows.

        In SESAM-Vitale mode the same Vitale card is still in its reader, or the app's context signs
        after the CPS; a context makes one FSE (APCV-12). A degraded form needs the CPS alone.

        Raises:
            OperatorActionNeeded: no recap, another card, a card that left, a context that is over
                or was used; nothing is signed then.
        """
        if self.summary is None:
            raise OperatorActionNeeded("FSE-SANS-RECAPITULATIF")
        invoice = self.summary.invoice
        patient = self._demand_patient()
        number = invoice.number
        if invoice.mode is SecuringMode.DEGRADED:
            return self.cps.work(lambda cps: self._fse.sign(number, cps))
        if patient.context is not None:
            return self.cps.work(lambda cps: self._fse.sign(number, cps, AppSigner(self._app)))
        self._require_recent()
        if self._vitale.serial() != invoice.patient.card_serial:
            raise OperatorActionNeeded("CAR-AUTRE-CARTE", facture=number)
        return self.cps.work(lambda cps: self._fse.sign(number, cps))

    def cancel(self) -> None:
        """Leave the recap without signing; the invoice stays calculated."""
        self.summary = None
