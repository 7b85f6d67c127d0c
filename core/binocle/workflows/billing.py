"""One patient at the counter: from the two cards to a signed form.

Law of this file: each method is one gesture of the optician; it either does its whole work or
leaves the claim where it was. A failure of a card or of a service changes nothing that was obtained
before.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from binocle.adri import (
    AdriService,
    CallMode,
    CallSituation,
    Occasion,
    Rights,
    RightsRequest,
    cover_on,
    needs_call,
    regulatory_cases,
    rights_open_on,
    window_of,
)
from binocle.amc import Complementary
from binocle.cards import (
    Beneficiaire,
    CardType,
    CpsSession,
    OppositionLists,
    VitaleCard,
    only_cover,
    with_century,
)
from binocle.fse import (
    FseService,
    Invoice,
    Patient,
    SealedForm,
    Summary,
)
from binocle.kernel import (
    CENTURIES,
    ZERO,
    Cents,
    Clock,
    OperatorActionNeeded,
    Severity,
    paris_day,
    printed_day,
)
from binocle.rates import BilledLine, Claim, Entitlement, SecuringMode, billed_lines
from binocle.readers import Readers, ReaderSetup

from .cps_desk import CpsDesk
from .vitale_desk import CardPolicy, VitaleDesk

_LOG = logging.getLogger(__name__)


class Proof(Enum):
    """What the rights rest on ("Pièce Justif. AMO"); French labels are in the catalogue."""

    VITALE_CARD = "vitale-card"
    ADRI = "adri"


@dataclass(frozen=True)
class RateCheck:
    """The result of "Vérif. taux": nothing of it exists before (TAUX-01)."""

    entitlement: Entitlement
    proof: Proof
    mode: SecuringMode
    lines: tuple[BilledLine, ...]


class Counter:
    """The claim of one patient, gesture by gesture."""

    def __init__(
        self,
        *,
        readers: Readers,
        setup: ReaderSetup,
        adri: AdriService,
        fse: FseService,
        clock: Clock,
        oppositions: OppositionLists,
        policy: CardPolicy,
        adri_mode: CallMode = CallMode.TARGETED,
    ) -> None:
        """Take the readers, the services, the list of opposed cards and the rules of the shop."""
        self.cps = CpsDesk(readers=readers, setup=setup, clock=clock, billing=fse.shop.number)
        self._vitale = VitaleDesk(
            readers=readers, setup=setup, clock=clock, oppositions=oppositions, policy=policy
        )
        self._adri = adri
        self._fse = fse
        self._clock = clock
        self._adri_mode = adri_mode
        self.card: VitaleCard | None = None
        self.beneficiary: Beneficiaire | None = None
        self.rights: Rights | None = None
        self.claim: Claim | None = None
        self.check: RateCheck | None = None
        self.summary: Summary | None = None

    # -- cards ----------------------------------------------------------------------------------

    def enter_code(self, code: str) -> None:
        """Give the holder's code to the CPS, as :meth:`CpsDesk.enter_code`."""
        self.cps.enter_code(code)

    def signer(self) -> CpsSession:
        """Return the CPS whose code was given, as :meth:`CpsDesk.signer`."""
        return self.cps.signer()

    def forget_code(self) -> None:
        """Let the CPS go: its code must be given again."""
        self.cps.forget_code()

    def begin(self) -> None:
        """Begin with another patient: nothing of the former one stays; the code does."""
        self.card = self.beneficiary = self.rights = None
        self.claim = self.check = self.summary = None

    def read_vitale(self, consulted_on: date | None = None) -> VitaleCard:
        """Read the Vitale card, whole or not at all; a new card forgets the former claim.

        Args:
            consulted_on: the consultation date of an older file that is redone; today when absent.

        Raises:
            BinocleError: as :meth:`VitaleDesk.read`; the former reading stays then.
        """
        card = self._vitale.read(consulted_on)
        self.card = card
        self.beneficiary = self.rights = self.check = self.summary = None
        return card

    def choose(self, number: int) -> Beneficiaire:
        """Choose a beneficiary by the number of the list."""
        card = self._demand_card()
        for beneficiary in card.beneficiaries:
            if beneficiary.number == number:
                self.beneficiary = beneficiary
                self.rights = self.check = self.summary = None
                return beneficiary
        raise OperatorActionNeeded("CAR-BENEFICIAIRE-INCONNU", choix=number)

    def force_century(self, century: int) -> Beneficiaire:
        """Say the century of the chosen beneficiary's birth; it holds until the next reading.

        Args:
            century: first two digits of the year, 19 or 20.

        Raises:
            OperatorActionNeeded: CAR-SIECLE-IMPOSSIBLE, or no beneficiary is chosen.
        """
        number, card = self._demand_beneficiary().number, self._demand_card()
        if century not in CENTURIES:
            raise OperatorActionNeeded("CAR-SIECLE-IMPOSSIBLE", siecle=century)
        self.card = with_century(card, number, century, day=paris_day(self._clock.now()))
        return self.choose(number)

    def _demand_card(self) -> VitaleCard:
        if self.card is None:
            raise OperatorActionNeeded("CAR-VITALE-NON-LUE")
        return self.card

    def _demand_recent_card(self) -> VitaleCard:
        card = self._demand_card()
        self._vitale.require_recent(card)
        return card

    def _demand_beneficiary(self) -> Beneficiaire:
        self._demand_card()
        if self.beneficiary is None:
            raise OperatorActionNeeded("CAR-BENEFICIAIRE-A-CHOISIR")
        return self.beneficiary

    # -- rights and amounts -----------------------------------------------------------------------

    def enter_claim(self, claim: Claim) -> None:
        """Take what the counter typed; a change makes a former rate check stale."""
        self.claim = claim
        self.check = self.summary = None

    def ask_rights(self) -> Rights:
        """Ask ADRi for the rights of the day of the claim (the button "ADRI").

        Raises:
            OperatorActionNeeded: CAR-SIECLE-INCONNU before any call: ADRi wants the whole date.
            BinocleError: what ADRi or the CPS says.
        """
        beneficiary = self._demand_beneficiary()
        if not beneficiary.birth.has_century:
            raise OperatorActionNeeded(
                "CAR-SIECLE-INCONNU",
                nom=f"{beneficiary.name} {beneficiary.first_name}",
                naissance=beneficiary.birth.printed,
            )
        request = RightsRequest(
            reference_day=self._day(),
            regime=beneficiary.regime,
            insured=beneficiary.insured,
            birth=beneficiary.birth,
            rank=beneficiary.rank,
            caisse=beneficiary.caisse,
            centre=beneficiary.centre,
            certified=beneficiary.certified,
        )
        _LOG.info("rights of %s asked for %s", beneficiary.insured.compact, request.reference_day)
        self.rights = self.cps.work(lambda cps: self._adri.acquire(request, cps))
        self.check = self.summary = None
        return self.rights

    def _day(self) -> date:
        if self.claim is not None:
            return self.claim.invoice_date
        return self.card.consulted_on if self.card else paris_day(self._clock.now())

    def check_rates(self) -> RateCheck:
        """Do the rate check ("Vérif. taux"), asking ADRi first when the shop's mode says so.

        Raises:
            OperatorActionNeeded: rights closed or without a rate for that day, or a wrong claim.
        """
        if self.claim is None:
            raise OperatorActionNeeded("FSE-SANS-LIGNE")
        if needs_call(self._adri_mode, self._call_situation()):
            self.ask_rights()
        return self.check_rates_as_known()

    def check_rates_as_known(self) -> RateCheck:
        """Do the rate check with what is at hand: ADRi's rights, else the card's (ADRI-05)."""
        claim = self.claim
        if claim is None:
            raise OperatorActionNeeded("FSE-SANS-LIGNE")
        entitlement, proof = self._entitlement(claim)
        for finding in self._fse.findings(claim, entitlement):
            if finding.severity is Severity.BLOCKS:
                raise OperatorActionNeeded(finding.code, **finding.facts)
        self.check = RateCheck(
            entitlement=entitlement,
            proof=proof,
            # The Vitale card was read in this very claim: the mode follows its presence (TAUX-07).
            mode=SecuringMode.SESAM_VITALE,
            lines=billed_lines(claim, entitlement),
        )
        self.summary = None
        return self.check

    def _call_situation(self) -> CallSituation:
        beneficiary, day = self._demand_beneficiary(), self._day()
        return CallSituation(
            occasion=Occasion.TIERS_PAYANT_ENTRY,
            day=day,
            card_present=True,
            card_open=any(period.holds(day) for period in beneficiary.rights),
            regulatory=bool(regulatory_cases(beneficiary, day)),
            known=self.rights.window if self.rights else None,
        )

    def _entitlement(self, claim: Claim) -> tuple[Entitlement, Proof]:
        day = claim.invoice_date
        if self.rights is not None and day in self.rights.window:
            return self._entitlement_of_rights(self.rights, day), Proof.ADRI
        return self._entitlement_of_card(self._demand_beneficiary(), day), Proof.VITALE_CARD

    @staticmethod
    def _entitlement_of_rights(rights: Rights, day: date) -> Entitlement:
        if not rights_open_on(rights, day):
            raise OperatorActionNeeded("FSE-DROITS-FERMES", jour=printed_day(day))
        cover = cover_on(rights, day)
        if cover is None:
            raise OperatorActionNeeded("FSE-TAUX-INCONNU", jour=printed_day(day))
        amc = rights.mutual
        return Entitlement(
            rate=cover.rate,
            exemption=cover.exemption,
            asked_on=rights.window.last,
            until=rights.window.last,
            amo_service=rights.amo_service,
            complementary=Complementary(amc.number, "") if amc else None,
        )

    @staticmethod
    def _entitlement_of_card(beneficiary: Beneficiaire, day: date) -> Entitlement:
        if not any(period.holds(day) for period in beneficiary.rights):
            raise OperatorActionNeeded("FSE-DROITS-FERMES", jour=printed_day(day))
        cover = only_cover(beneficiary.covers, day)
        if cover is None:
            raise OperatorActionNeeded("FSE-TAUX-INCONNU", jour=printed_day(day))
        amc = beneficiary.amc
        return Entitlement(
            rate=cover.rate,
            exemption=cover.exemption,
            asked_on=day,
            until=window_of(day).last,
            amo_service=beneficiary.amo_service,
            complementary=Complementary(amc.number, amc.member) if amc else None,
        )

    @property
    def amo_shown(self) -> Sequence[Cents]:
        """The RO amount of each line as the screen shows it: 0 before the rate check (TAUX-01)."""
        if self.check is not None:
            return [line.amo for line in self.check.lines]
        return [ZERO for _ in (self.claim.lines if self.claim else ())]

    # -- invoice ----------------------------------------------------------------------------------

    def invoice(self, number: str = "") -> Summary:
        """Open the invoice of the checked claim and show its recap; invoicing alone checks nothing.

        Raises:
            OperatorActionNeeded: ``FSE-TAUX-NON-VERIFIE`` before a rate check, ``CAR-A-RELIRE``,
            or a blocking finding.
        """
        beneficiary = self._demand_beneficiary()
        claim = self.claim
        if claim is None or self.check is None:
            raise OperatorActionNeeded("FSE-TAUX-NON-VERIFIE")
        card = self._demand_recent_card()
        opened = self._fse.invoice(
            claim,
            entitlement=self.check.entitlement,
            patient=_patient(beneficiary, card, self.rights),
            mode=self.check.mode,
            number=number,
        )
        return self._show(opened, card)

    def validate(self, number: str = "") -> Summary:
        """Press "Valider": the rate check is done first when none was (TAUX-02)."""
        if self.check is None:
            self.check_rates()
        return self.invoice(number)

    def resume(self, number: str) -> Summary:
        """Take up an invoice that was never signed; its patient's card must be there."""
        card = self._demand_recent_card()
        invoice = self._fse.opened(number)
        if card.serial != invoice.patient.card_serial:
            raise OperatorActionNeeded("CAR-AUTRE-CARTE", facture=number)
        return self._show(invoice, card)

    def _show(self, invoice: Invoice, card: VitaleCard) -> Summary:
        demonstration = card.card_type is CardType.DEMONSTRATION
        self.summary = self._fse.summary(invoice, demonstration=demonstration)
        return self.summary

    def sign(self) -> tuple[SealedForm, ...]:
        """Sign what the recap shows, with the CPS, the same Vitale card still in its reader.

        Raises:
            OperatorActionNeeded: no recap, another card, or a card that left; nothing is signed
            then.
        """
        if self.summary is None:
            raise OperatorActionNeeded("FSE-SANS-RECAPITULATIF")
        number = self.summary.invoice.number
        self._demand_recent_card()
        if self._vitale.serial() != self.summary.invoice.patient.card_serial:
            raise OperatorActionNeeded("CAR-AUTRE-CARTE", facture=number)
        return self.cps.work(lambda cps: self._fse.sign(number, cps))

    def cancel(self) -> None:
        """Leave the recap without signing; the invoice stays calculated."""
        self.summary = None


def _patient(beneficiary: Beneficiaire, card: VitaleCard, rights: Rights | None) -> Patient:
    certified = beneficiary.certified or (rights.certified_nir if rights else None)
    assert card.serial is not None, "beneficiaries are listed only with their serial number"
    return Patient(
        name=beneficiary.name,
        first_name=beneficiary.first_name,
        birth=beneficiary.birth,
        rank=beneficiary.rank,
        nir=beneficiary.insured,
        certified_nir=certified,
        regime=beneficiary.regime,
        caisse=beneficiary.caisse,
        centre=beneficiary.centre,
        amo_service=rights.amo_service if rights else beneficiary.amo_service,
        card_serial=card.serial,
    )
