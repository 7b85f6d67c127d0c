"""One patient at the counter: from the two cards to a signed form.

Law of this file: each method is one gesture of the optician; it either does its whole work or
leaves the claim where it was. A failure of a card or of a service changes nothing that was obtained
before.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TypeVar

from binocle.adri import (
    AdriService,
    CallMode,
    CallSituation,
    Occasion,
    Rights,
    RightsRequest,
    cover_on,
    needs_call,
    rights_open_on,
    window_of,
)
from binocle.cards import (
    Beneficiaire,
    CardType,
    Cover,
    CpsSession,
    VitaleCard,
    open_cps,
    read_serial,
    read_vitale,
)
from binocle.fse import (
    BilledLine,
    Claim,
    Complementary,
    Entitlement,
    FseService,
    Invoice,
    Patient,
    SealedForm,
    SecuringMode,
    Summary,
    billed_lines,
)
from binocle.kernel import (
    ZERO,
    BinocleError,
    Cents,
    Clock,
    OperatorActionNeeded,
    Severity,
    paris_day,
    printed_day,
)
from binocle.readers import Readers, ReaderSetup, Role, open_session

_LOG = logging.getLogger(__name__)
_T = TypeVar("_T")

C2S_SERVICES = frozenset({"01", "02", "03", "10"})
"""AMO services for which a targeted call is due (teleservices sheet 1.4 and 2.9)."""


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
        adri_mode: CallMode = CallMode.TARGETED,
    ) -> None:
        """Take the reader setup, the services and the ADRi mode of the shop."""
        self._readers = readers
        self._setup = setup
        self._adri = adri
        self._fse = fse
        self._clock = clock
        self._adri_mode = adri_mode
        self._cps: CpsSession | None = None
        self.card: VitaleCard | None = None
        self.beneficiary: Beneficiaire | None = None
        self.rights: Rights | None = None
        self.claim: Claim | None = None
        self.check: RateCheck | None = None
        self.summary: Summary | None = None

    # -- cards ----------------------------------------------------------------------------------

    def enter_code(self, code: str) -> None:
        """Give the holder's code to the CPS ("Code Porteur"); it is kept nowhere.

        Raises:
            OperatorActionNeeded: CPS absent, expired, blocked; code wrong or not of 4 digits.
        """
        if self._cps is not None:
            self._cps.close()
            self._cps = None
        cps = open_cps(self._readers, self._setup, clock=self._clock)
        try:
            cps.verify_code(code)
        except BaseException:
            cps.close()
            raise
        self._cps = cps
        _LOG.info("CPS %s: code verified", cps.card.rpps)

    def signer(self) -> CpsSession:
        """Return the CPS whose code was given.

        Raises:
            OperatorActionNeeded: ``CPS-CODE-DEMANDE``.
        """
        if self._cps is None:
            raise OperatorActionNeeded("CPS-CODE-DEMANDE")
        return self._cps

    def forget_code(self) -> None:
        """Let the CPS go: its code must be given again."""
        if self._cps is not None:
            self._cps.close()
            self._cps = None

    def begin(self) -> None:
        """Begin with another patient: nothing of the former one stays; the code does."""
        self.card = self.beneficiary = self.rights = None
        self.claim = self.check = self.summary = None

    def read_vitale(self) -> VitaleCard:
        """Read the Vitale card, whole or not at all; a new card forgets the former claim."""
        card = self._card_in_reader()
        self.card = card
        self.beneficiary = self.rights = self.check = self.summary = None
        return card

    def _card_in_reader(self) -> VitaleCard:
        with open_session(self._readers, self._setup, Role.VITALE) as session:
            return read_vitale(session, clock=self._clock)

    def _serial_in_reader(self) -> str | None:
        with open_session(self._readers, self._setup, Role.VITALE) as session:
            return read_serial(session)

    def choose(self, number: int) -> Beneficiaire:
        """Choose a beneficiary by the number of the list."""
        card = self._demand_card()
        for beneficiary in card.beneficiaries:
            if beneficiary.number == number:
                self.beneficiary = beneficiary
                self.rights = self.check = self.summary = None
                return beneficiary
        raise OperatorActionNeeded("CAR-BENEFICIAIRE-INCONNU", choix=number)

    def _demand_card(self) -> VitaleCard:
        if self.card is None:
            raise OperatorActionNeeded("CAR-VITALE-NON-LUE")
        return self.card

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
        """Ask ADRi for the rights of the day of the claim (the button "ADRI")."""
        beneficiary = self._demand_beneficiary()
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
        self.rights = self._with_cps(lambda cps: self._adri.acquire(request, cps))
        self.check = self.summary = None
        return self.rights

    def _day(self) -> date:
        return self.claim.invoice_date if self.claim else paris_day(self._clock.now())

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
            regulatory=beneficiary.amo_service in C2S_SERVICES,
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
        cover = _only_cover(beneficiary.covers, day)
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
            OperatorActionNeeded: ``FSE-TAUX-NON-VERIFIE`` before a rate check, or a blocking
            finding.
        """
        beneficiary = self._demand_beneficiary()
        claim = self.claim
        if claim is None or self.check is None:
            raise OperatorActionNeeded("FSE-TAUX-NON-VERIFIE")
        card = self._demand_card()
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
        card = self._demand_card()
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
        if self._serial_in_reader() != self.summary.invoice.patient.card_serial:
            raise OperatorActionNeeded("CAR-AUTRE-CARTE", facture=number)
        return self._with_cps(lambda cps: self._fse.sign(number, cps))

    def cancel(self) -> None:
        """Leave the recap without signing; the invoice stays calculated."""
        self.summary = None

    def _with_cps(self, work: Callable[[CpsSession], _T]) -> _T:
        """Work with the CPS; a session that failed is dropped, its code must be given again."""
        cps = self.signer()
        try:
            return work(cps)
        except BinocleError as error:
            if error.code.startswith(("LEC-", "CPS-")):
                self.forget_code()
            raise


def _only_cover(covers: Sequence[Cover], day: date) -> Cover | None:
    """Return the cover of ``day``; nothing when none holds or when several disagree."""
    held = [cover for cover in covers if cover.period.holds(day)]
    said = {(cover.ald, cover.situation, cover.exemption, cover.rate) for cover in held}
    return held[0] if len(said) == 1 else None


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
