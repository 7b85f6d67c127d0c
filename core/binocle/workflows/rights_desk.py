"""The patient's rights at the counter: asked when they are due, and a way on whatever comes.

Law of this file: a failure leaves the rights that were obtained before; it is kept with what to
check and the ways on, so that the sale never stops here (ADRI-05 to ADRI-08). Repeated failures of
the service suspend the calls that nobody asked for. Sources: ADRI-01 to ADRI-09, APCV-08.
"""

import logging
from dataclasses import dataclass
from datetime import date

from binocle.adri import (
    AFTER,
    AdriService,
    CallMode,
    CallReason,
    CallSituation,
    FailureCount,
    Occasion,
    Rights,
    RightsRequest,
    SentDatum,
    WayOn,
    call_reasons,
    regulatory_cases,
    unknown_patient_checks,
    ways_on,
)
from binocle.kernel import BinocleError, Clock, Facts, Finding, OperatorActionNeeded, paris_day
from binocle.rates import NO_RIGHTS, KnownRights, rights_of_adri, rights_of_card

from .cps_desk import CpsDesk
from .patient import PaperFile, PatientInHand
from .vitale_desk import VitaleDesk

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class RightsTrouble:
    """Why the last call gave no rights, and how the sale goes on.

    Attributes:
        code: of the failure, with its facts.
        ways: in the order in which they are offered.
        checks: the data to look at again, when the patient is unknown (ADRI-06).
    """

    code: str
    facts: Facts
    ways: tuple[WayOn, ...]
    checks: tuple[SentDatum, ...] = ()


@dataclass(frozen=True)
class RefusedPaper:
    """A paper file that was not taken: as it was typed, and what is wrong with it."""

    paper: PaperFile
    findings: tuple[Finding, ...]


class RightsDesk:
    """What is known of one patient's rights.

    Attributes:
        rights: of the last good call for this patient.
        trouble: of the last call, when it failed.
        in_use: whether ADRi is used for this invoice ("Utiliser ADRI pour cette facture").
        reasons: why the last call was made.
        refused_paper: the last paper file, when it was wrong; it goes with its patient.
    """

    def __init__(
        self,
        *,
        adri: AdriService,
        cps: CpsDesk,
        vitale: VitaleDesk,
        clock: Clock,
        mode: CallMode,
        max_failures: int,
    ) -> None:
        """Take the service, the cards that sign and that are shown, and the shop's settings."""
        self._vitale = vitale
        self._adri = adri
        self._cps = cps
        self._clock = clock
        self._chosen = mode
        self._failures = FailureCount(limit=max_failures)
        self.rights: Rights | None = None
        self.trouble: RightsTrouble | None = None
        self.in_use = True
        self.reasons: tuple[CallReason, ...] = ()
        self.refused_paper: RefusedPaper | None = None

    def begin(self) -> None:
        """Begin with another patient; the failures of the service are still counted."""
        self.forget()
        self.in_use = True

    def forget(self) -> None:
        """Forget what was told: the person is another one."""
        self.rights = self.trouble = self.refused_paper = None
        self.reasons = ()

    @property
    def mode(self) -> CallMode:
        """The mode in force, as the dialog shows it: repeated failures make it manual (ADRI-05)."""
        return self._failures.mode(self._chosen, paris_day(self._clock.now()))

    @property
    def suspended(self) -> bool:
        """Whether repeated failures have stopped the calls of today."""
        return self._failures.stops_on(paris_day(self._clock.now()))

    def use(self, wanted: bool) -> None:
        """Use ADRi for this invoice, or do without it (ADRI-07)."""
        self.in_use = wanted
        if not wanted:
            self.forget()

    def known(self, patient: PatientInHand | None, day: date) -> KnownRights:
        """Return the rights at hand for a day: ADRi's, else the card's own, else nothing."""
        if patient is None or not self.in_use:
            return NO_RIGHTS
        if self.rights is not None and day in self.rights.window:
            card = patient.beneficiary.amc if patient.beneficiary else None
            return rights_of_adri(self.rights, patient.insured, card=card)
        return rights_of_card(patient.beneficiary) if patient.beneficiary else NO_RIGHTS

    def ask(self, patient: PatientInHand, day: date) -> Rights:
        """Ask for the rights of a day (the button "ADRI").

        Raises:
            OperatorActionNeeded: ADRI-DESACTIVE; CAR-SIECLE-INCONNU before any call: ADRi wants the
                whole date.
            BinocleError: what ADRi or the CPS says; :attr:`trouble` then holds the ways on.
        """
        self.reasons = (CallReason.BUTTON,)
        return self._ask(patient, day)

    def ask_if_due(
        self,
        occasion: Occasion,
        patient: PatientInHand,
        day: date,
        *,
        for_accident: bool = False,
        on_paper: bool = False,
    ) -> Rights | None:
        """Ask for the rights when the mode in force says so at this occasion (ADRI-02, ADRI-09).

        Args:
            occasion: what the counter does.
            patient: whose rights.
            day: for which they are needed.
            for_accident: the screen says that the sale is made for a work accident.
            on_paper: a paper was chosen as the proof: the targeted mode needs nothing more.

        Returns:
            The rights, or none when no call was due.

        Raises:
            BinocleError: as :meth:`ask`.
        """
        if not self.in_use or (on_paper and self.mode is CallMode.TARGETED):
            return None
        card = patient.beneficiary
        situation = CallSituation(
            occasion=occasion,
            day=day,
            card_present=card is not None,
            card_open=_card_serves(patient, day),
            regulatory=card is not None
            and bool(regulatory_cases(card, day, for_accident=for_accident)),
            known=self.rights.window if self.rights else None,
        )
        reasons = call_reasons(self.mode, situation)
        if not reasons:
            return None
        self.reasons = reasons
        return self._ask(patient, day)

    def _ask(self, patient: PatientInHand, day: date) -> Rights:
        if not self.in_use:
            raise OperatorActionNeeded("ADRI-DESACTIVE")
        if not patient.birth.has_century:
            name = f"{patient.name} {patient.first_name}"
            raise OperatorActionNeeded(
                "CAR-SIECLE-INCONNU", nom=name, naissance=patient.birth.printed
            )
        request = _request(patient, day)
        _LOG.info("rights of %s asked for %s", patient.insured.compact, day)
        today = paris_day(self._clock.now())
        try:
            rights = self._cps.work(lambda cps: self._adri.acquire(request, cps))
        except BinocleError as error:
            self._failures = self._failures.after(error.code, today)
            shown = _card_serves(patient, day) and self._vitale.holds_card()
            self.trouble = _trouble(error, request, card=shown)
            raise
        self._failures = self._failures.after(None, today)
        self.rights, self.trouble = rights, None
        return rights


def _card_serves(patient: PatientInHand, day: date) -> bool:
    """Say whether a card was read and its own rights hold: without them it is no way on."""
    card = patient.beneficiary
    return card is not None and any(period.holds(day) for period in card.rights)


def _request(patient: PatientInHand, day: date) -> RightsRequest:
    return RightsRequest(
        reference_day=day,
        regime=patient.regime,
        insured=patient.insured,
        birth=patient.birth,
        rank=patient.rank,
        caisse=patient.caisse,
        centre=patient.centre,
        certified=patient.certified,
    )


def _trouble(error: BinocleError, request: RightsRequest, *, card: bool) -> RightsTrouble | None:
    """Return the ways on of a failure of ADRi; one of the CPS has its own cure and none here."""
    if error.code not in AFTER:
        return None
    unknown = error.code == "ADRI-PATIENT-INCONNU"
    return RightsTrouble(
        code=error.code,
        facts=error.facts,
        ways=ways_on(error.code, card_in_reader=card),
        checks=unknown_patient_checks(request) if unknown else (),
    )
