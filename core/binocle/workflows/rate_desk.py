"""The screen "Vérification taux" at the counter: filled, changed, checked, and stale or not.

Law of this file: the form is looked at anew each time it opens (APCV-10), and what a hand chose
stays while nothing is drawn otherwise (TAUX-03). A change makes a former check stale and does not
take it away (TAUX-09); another patient, another reading or other rights do. Other rights of the
same person leave on the screen what they do not say.
"""

from collections.abc import Callable, Set
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from binocle.amc import Insurer, Management
from binocle.fse import Invoice
from binocle.kernel import CENTURIES, AmcNumber, BirthDate, Clock, Finding, OperatorActionNeeded
from binocle.rates import (
    Circumstances,
    Claim,
    Forcings,
    KnownRights,
    Presence,
    RateCheck,
    RateForm,
    RateScreen,
    Reimbursements,
    blocking,
    changed,
    check,
    form_findings,
    insurer_bars,
    opened,
    prefilled,
    reimbursements,
    reopened,
    require_fresh,
    settled,
    staleness,
    without_forcing,
)

from .patient import PatientInHand
from .sale_tables import SaleTables

TYPED = (
    "ald",
    "ordinary_accident",
    "accident_certificate",
    "accident_day",
    "attack_victim",
    "attack_certificate",
    "nature",
    "maternity_day",
    "work_accident_day",
    "work_accident_number",
    "work_accident_organism",
    "work_accident_sheet",
    "smg_pec",
    "smg_amount",
)
"""Fields of the screen that the counter says and no rights do: other rights leave them."""


class RateDesk:
    """One claim's rate check.

    Attributes:
        claim: what the counter typed.
        screen: the form and what was drawn for it; none until it was opened.
        forcings: what was forced behind the button "SESAM-Vitale" (TAUX-10).
        check: the last check, stale or not.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        rights: Callable[[date], KnownRights],
        presence: Callable[[], Presence],
        patient: Callable[[], PatientInHand | None],
        tables: SaleTables,
    ) -> None:
        """Take what tells the rights at hand, what the patient shows, and the shop's tables."""
        self._clock = clock
        self._rights = rights
        self._presence = presence
        self._patient = patient
        self._tables = tables
        self.claim: Claim | None = None
        self.screen: RateScreen | None = None
        self.forcings = Forcings()
        self.check: RateCheck | None = None
        self._insurer: Callable[[AmcNumber], Insurer | None] = lambda _number: None
        self._companions: list[tuple[Callable[[], object], bool]] = []
        self._demands: list[Callable[[RateCheck], object]] = []
        self._sale_of: PatientInHand | None = None

    @property
    def form(self) -> RateForm | None:
        """The screen as it stands; none until it was opened."""
        return self.screen.form if self.screen else None

    def _show(self, form: RateForm) -> None:
        assert self.screen is not None, "it was opened"
        self.screen = replace(self.screen, form=form)

    def accompany(self, begin: Callable[[], object], *, of_person: bool = False) -> None:
        """Take what else begins with another patient: nothing of the former one stays anywhere.

        Args:
            begin: called then.
            of_person: it rests on who the person is: another one of the same card suffices.
        """
        self._companions.append((begin, of_person))

    def demand(self, condition: Callable[[RateCheck], object]) -> None:
        """Take what must hold of a check before it is kept, and before an invoice rests on it.

        Args:
            condition: raises ``OperatorActionNeeded`` when the counter must choose something first.
        """
        self._demands.append(condition)

    def know_insurers(self, insurer: Callable[[AmcNumber], Insurer | None]) -> None:
        """Take the shop's forms of insurers, each found by its number (DRE-06)."""
        self._insurer = insurer

    def require_no_other_sale(self, invoice: Invoice) -> None:
        """Refuse to take up an invoice while the sale of somebody else is under way.

        Raises:
            OperatorActionNeeded: ``FSE-VENTE-EN-COURS``; nothing is changed.
        """
        of, kept = self._sale_of, invoice.patient
        if of is not None and not of.is_of(kept.nir, kept.birth, kept.rank):
            raise OperatorActionNeeded(
                "FSE-VENTE-EN-COURS", facture=invoice.number, patient=of.printed
            )

    def sale_is_invoiced(self) -> None:
        """Note that the sale has its invoice: it is not under way any more."""
        self._sale_of = None

    def begin(self) -> None:
        """Begin with another patient."""
        self._sale_of = None
        self.claim = None
        self.forcings = Forcings()
        self.forget()
        for begin, _ in self._companions:
            begin()

    def let_go(self) -> None:
        """Let the person go: what was forced or attested for them goes, what was typed stays."""
        if self.claim is not None and self.forcings.attestation is not None:
            usual = Management.SEPARATE
            self.claim = replace(self.claim, insurer=None, insurer_management=usual)
        self.forcings = Forcings()
        self.forget()
        for begin, of_person in self._companions:
            if of_person:
                begin()

    def forget(self) -> None:
        """Forget the screen and its check: the patient is another one."""
        self.screen = self.check = None

    def take_rights(self) -> None:
        """Take other rights of the same person: the check goes; of the screen, what they say.

        They are a reading: a proof that was chosen for want of one gives way to theirs.
        """
        self.check = None
        if self.screen is None or self.claim is None:
            return
        form, drawn = self.screen.form, self.screen.drawn
        typed = {name: getattr(form, name) for name in TYPED}
        if form.amo_proof.manual:
            form = replace(
                form, amo_proof=drawn.amo_proof, mode=drawn.mode, exemption=drawn.exemption
            )
        self.screen = reopened(RateScreen(form, drawn), self.claim, self.around())
        self._show(replace(self.screen.form, **typed))

    # -- what was typed ---------------------------------------------------------------------------

    def enter_claim(self, claim: Claim) -> None:
        """Take the file as it stands now; who prescribed is in no rate, so the check follows."""
        self.claim = claim
        self._sale_of = self._patient() or self._sale_of
        if self.check is not None:
            checked = replace(self.check.claim, prescriber=claim.prescriber)
            self.check = replace(self.check, claim=checked)
        if self.screen is not None:
            self.screen = reopened(self.screen, claim, self.around())

    def open(self, *, invoicing: bool = False) -> RateForm:
        """Open the screen, or the FSE screen that repeats it (FSE-02).

        Raises:
            OperatorActionNeeded: ``FSE-SANS-LIGNE``, nothing was typed.
        """
        claim, around = self._demand_claim(), self.around()
        if self.screen is None:
            self.screen = opened(claim, around, invoicing=invoicing)
        else:
            self.screen = reopened(self.screen, claim, around, invoicing=invoicing)
        return self.screen.form

    def change(self, **fields: Any) -> RateForm:
        """Change fields of the screen, and what depends on them.

        Raises:
            OperatorActionNeeded: ``FSE-CHAMP-GRISE``, ``FSE-SANS-LIGNE``.
        """
        form = self.form or self.open()
        after = changed(form, self.around(), **fields)
        self._show(after)
        return after

    def force(self, **forcings: Any) -> None:
        """Force what the rights say otherwise (TAUX-10)."""
        self.forcings = replace(self.forcings, **forcings)
        self._reopen({"exemption"} & forcings.keys())

    def take_back(self, name: str) -> None:
        """Take a forcing back ("Supprimer le forçage")."""
        self.forcings = without_forcing(self.forcings, name)
        self._reopen({"exemption"} & {name})

    def _reopen(self, touched: Set[str]) -> None:
        """Show what is forced now: "Situation ETM" is a field of the screen too."""
        if self.screen is not None and self.claim is not None:
            if touched:
                self._show(replace(self.screen.form, exemption=self.forcings.exemption))
            self.screen = reopened(self.screen, self.claim, self.around())

    # -- the check --------------------------------------------------------------------------------

    def around(self, claim: Claim | None = None) -> Circumstances:
        """Return what stands around the claim at this instant, or around another one."""
        return Circumstances(
            rights=self._rights(self._day() if claim is None else claim.care_day),
            presence=self._presence(),
            now=self._clock.now(),
            forcings=self.forcings,
            lpp_status=self._tables.status,
            insurer=cache(self._insurer),
        )

    def _day(self) -> date:
        claim = self._demand_claim()
        return self.form.act_day if self.form is not None else claim.care_day

    def findings(self) -> list[Finding]:
        """Return everything that is wrong or doubtful, each beside its field."""
        return [] if self.claim is None else self._judged(self.claim, self.form, self.around())

    def judged(self, claim: Claim) -> list[Finding]:
        """Return the same of a sale that is not entered: it is looked at and never kept."""
        around = self.around(claim)
        screen = self.screen and reopened(self.screen, claim, around)
        return self._judged(claim, screen.form if screen else None, around)

    def _judged(self, claim: Claim, form: RateForm | None, around: Circumstances) -> list[Finding]:
        form = form or prefilled(claim, around)
        return [
            *form_findings(claim, form, around),
            *self._tables.findings(settled(claim, form), self._known_birth()),
        ]

    @property
    def insurer_bars(self) -> tuple[Finding, ...]:
        """What bars the insurer as the file stands, whoever named it (DRE-04)."""
        if self.claim is None:
            return ()
        around = self.around()
        return insurer_bars(self.claim, self.form or prefilled(self.claim, around), around)

    def _known_birth(self) -> BirthDate | None:
        """Return the patient's birth, its century as forced when the card tells none."""
        patient = self._patient()
        birth, century = patient.birth if patient else None, self.forcings.century
        if birth is None or birth.has_century or century not in CENTURIES:
            return birth
        return birth.with_century(century)

    def verify(self, *, invoicing: bool = False) -> RateCheck:
        """Do the rate check on the screen as it stands now.

        Raises:
            OperatorActionNeeded: the first blocking finding, or what :meth:`demand` was told to
                ask for; the former check stays.
        """
        form = self.open(invoicing=invoicing)
        self.claim = settled(self._demand_claim(), form)
        made = check(self.claim, form, self.around())
        for finding in blocking(self._tables.findings(self.claim, self._known_birth())):
            raise OperatorActionNeeded(finding.code, **finding.facts)
        self._require(made)
        self.check = made
        self._sale_of = self._patient() or self._sale_of
        return self.check

    def _require(self, check: RateCheck) -> None:
        for condition in self._demands:
            condition(check)

    @property
    def stale(self) -> tuple[Finding, ...]:
        """What changed since the check; nothing without a check."""
        if self.check is None or self.claim is None or self.form is None:
            return ()
        return tuple(staleness(self.check, self.claim, self.form, self.forcings))

    def fresh(self) -> RateCheck:
        """Return the check that an invoice may rest on, the FSE screen being opened for it.

        Raises:
            OperatorActionNeeded: FSE-TAUX-NON-VERIFIE, FSE-TAUX-PERIME, or as :meth:`demand`.
        """
        if self.check is None or self.claim is None:
            raise OperatorActionNeeded("FSE-TAUX-NON-VERIFIE")
        require_fresh(self.check, self.claim, self.open(invoicing=True), self.forcings)
        self._require(self.check)
        return self.check

    @property
    def table(self) -> Reimbursements | None:
        """The table "Détail remboursements"; every RO amount is 0 before the check (TAUX-01)."""
        return None if self.claim is None else reimbursements(self.claim, self.check)

    def _demand_claim(self) -> Claim:
        if self.claim is None:
            raise OperatorActionNeeded("FSE-SANS-LIGNE")
        return self.claim
