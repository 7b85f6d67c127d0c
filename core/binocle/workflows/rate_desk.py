"""The screen "Vérification taux" at the counter: filled, changed, checked, and stale or not.

Law of this file: the form is filled anew from what is true at this instant each time it opens
(APCV-10); what was typed stays. A change makes a former check stale and does not take it away
(TAUX-09); another patient, another reading or other rights do. Other rights of the same person
leave on the screen what they do not say.
"""

from collections.abc import Callable, Set
from dataclasses import replace
from datetime import date
from typing import Any

from binocle.amc import Management
from binocle.kernel import CENTURIES, BirthDate, Clock, Finding, OperatorActionNeeded
from binocle.rates import (
    Circumstances,
    Claim,
    Forcings,
    KnownRights,
    Presence,
    RateCheck,
    RateForm,
    Reimbursements,
    blocking,
    changed,
    check,
    form_findings,
    prefilled,
    reimbursements,
    reopened,
    require_fresh,
    settled,
    staleness,
    without_forcing,
)

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
        form: the screen; none until it was opened.
        forcings: what was forced behind the button "SESAM-Vitale" (TAUX-10).
        check: the last check, stale or not.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        rights: Callable[[date], KnownRights],
        presence: Callable[[], Presence],
        birth: Callable[[], BirthDate | None],
        tables: SaleTables,
    ) -> None:
        """Take what tells the rights at hand, what the patient shows, and the shop's tables."""
        self._clock = clock
        self._rights = rights
        self._presence = presence
        self._birth = birth
        self._tables = tables
        self.claim: Claim | None = None
        self.form: RateForm | None = None
        self.forcings = Forcings()
        self.check: RateCheck | None = None
        self._companions: list[tuple[Callable[[], object], bool]] = []

    def accompany(self, begin: Callable[[], object], *, of_person: bool = False) -> None:
        """Take what else begins with another patient: nothing of the former one stays anywhere.

        Args:
            begin: called then.
            of_person: it rests on who the person is: another one of the same card suffices.
        """
        self._companions.append((begin, of_person))

    def begin(self) -> None:
        """Begin with another patient."""
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
        self.form = self.check = None

    def take_rights(self) -> None:
        """Take other rights of the same person: the check goes; of the screen, what was typed."""
        self.check = None
        if self.form is not None and self.claim is not None:
            typed = {name: getattr(self.form, name) for name in TYPED}
            self.form = replace(prefilled(self.claim, self.around()), **typed)

    # -- what was typed ---------------------------------------------------------------------------

    def enter_claim(self, claim: Claim) -> None:
        """Take the file as it stands now; who prescribed is in no rate, so the check follows."""
        self.claim = claim
        if self.check is not None:
            checked = replace(self.check.claim, prescriber=claim.prescriber)
            self.check = replace(self.check, claim=checked)
        if self.form is not None:
            self.form = reopened(self.form, claim, self.around())

    def open(self, *, invoicing: bool = False) -> RateForm:
        """Open the screen, or the FSE screen that repeats it (FSE-02).

        Raises:
            OperatorActionNeeded: ``FSE-SANS-LIGNE``, nothing was typed.
        """
        claim, around = self._demand_claim(), self.around()
        if self.form is None:
            self.form = prefilled(claim, around, invoicing=invoicing)
        else:
            self.form = reopened(self.form, claim, around, invoicing=invoicing)
        return self.form

    def change(self, **fields: Any) -> RateForm:
        """Change fields of the screen, and what depends on them.

        Raises:
            OperatorActionNeeded: ``FSE-CHAMP-GRISE``, ``FSE-SANS-LIGNE``.
        """
        form = self.form or self.open()
        self.form = changed(form, self.around(), **fields)
        return self.form

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
        if self.form is not None and self.claim is not None:
            if touched:
                self.form = replace(self.form, exemption=self.forcings.exemption)
            self.form = reopened(self.form, self.claim, self.around())

    # -- the check --------------------------------------------------------------------------------

    def around(self, claim: Claim | None = None) -> Circumstances:
        """Return what stands around the claim at this instant, or around another one."""
        return Circumstances(
            rights=self._rights(self._day() if claim is None else claim.care_day),
            presence=self._presence(),
            now=self._clock.now(),
            forcings=self.forcings,
            lpp_status=self._tables.status,
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
        form = self.form and reopened(self.form, claim, around)
        return self._judged(claim, form, around)

    def _judged(self, claim: Claim, form: RateForm | None, around: Circumstances) -> list[Finding]:
        form = form or prefilled(claim, around)
        return [
            *form_findings(claim, form, around),
            *self._tables.findings(settled(claim, form), self._known_birth()),
        ]

    def _known_birth(self) -> BirthDate | None:
        """Return the patient's birth, its century as forced when the card tells none."""
        birth, century = self._birth(), self.forcings.century
        if birth is None or birth.has_century or century not in CENTURIES:
            return birth
        return birth.with_century(century)

    def verify(self, *, invoicing: bool = False) -> RateCheck:
        """Do the rate check on the screen as it stands now.

        Raises:
            OperatorActionNeeded: the first blocking finding; the former check stays.
        """
        form = self.open(invoicing=invoicing)
        self.claim = settled(self._demand_claim(), form)
        made = check(self.claim, form, self.around())
        for finding in blocking(self._tables.findings(self.claim, self._known_birth())):
            raise OperatorActionNeeded(finding.code, **finding.facts)
        self.check = made
        return self.check

    @property
    def stale(self) -> tuple[Finding, ...]:
        """What changed since the check; nothing without a check."""
        if self.check is None or self.claim is None or self.form is None:
            return ()
        return tuple(staleness(self.check, self.claim, self.form, self.forcings))

    def fresh(self) -> RateCheck:
        """Return the check that an invoice may rest on, the FSE screen being opened for it.

        Raises:
            OperatorActionNeeded: FSE-TAUX-NON-VERIFIE, FSE-TAUX-PERIME.
        """
        if self.check is None or self.claim is None:
            raise OperatorActionNeeded("FSE-TAUX-NON-VERIFIE")
        require_fresh(self.check, self.claim, self.open(invoicing=True), self.forcings)
        return self.check

    @property
    def table(self) -> Reimbursements | None:
        """The table "Détail remboursements"; every RO amount is 0 before the check (TAUX-01)."""
        return None if self.claim is None else reimbursements(self.claim, self.check)

    def _demand_claim(self) -> Claim:
        if self.claim is None:
            raise OperatorActionNeeded("FSE-SANS-LIGNE")
        return self.claim
