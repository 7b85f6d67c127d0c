"""What surrounds a claim and that its form must tell: proof of rights, insurance, accident.

Law of this file: values and the codes that B2 writes for them, no rule. What is absent gives the
ordinary form: illness, proved by the Vitale card. Sources: teleservices sheet 2.1 and 2.4; codes of
simulators/PROTOCOLS.md section 6 (assumed where the norm is silent).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from binocle.rates import AmoProof, InsuranceNature, RateCheck

PROOF_CODES: Mapping[AmoProof, str] = {
    AmoProof.NONE: "0",
    AmoProof.DOCUMENT: "1",
    AmoProof.SOCIAL_CARD: "2",
    AmoProof.VITALE_CARD: "4",
    AmoProof.ADRI: "5",
    AmoProof.MOBILE_CARD: "6",
}
"""B2 type 2 pos 58."""

NATURE_CODES: Mapping[InsuranceNature, str] = {
    InsuranceNature.ILLNESS: "10",
    InsuranceNature.SMG: "22",
    InsuranceNature.MATERNITY: "30",
    InsuranceNature.WORK_ACCIDENT: "41",
}
"""B2 type 2 pos 77: wire sheet 1.5 prints them, but 22 (teleservices sheet 2.4)."""


@dataclass(frozen=True)
class WorkAccident:
    """The accident at work that a claim belongs to: its number, or its day when it has none yet.

    Attributes:
        number: 9 digits, or empty.
    """

    number: str = ""
    on: date | None = None

    @property
    def code(self) -> str:
        """B2 type 2 pos 86: the number, else ``000`` and the day as AAMMJJ."""
        assert self.number or self.on, "a work accident is named by its number or by its day"
        return self.number or f"000{self.on:%y%m%d}"


@dataclass(frozen=True)
class FormCircumstances:
    """Everything of the rate check's form that B2 carries beside the amounts.

    Attributes:
        maternity_on: day that a maternity claim is attached to.
        accident: only with :attr:`InsuranceNature.WORK_ACCIDENT`.
        exemption: exemption code of the form (B2 type 2 pos 79); empty: that of its first line.
        ald: care in relation with a long illness, as prescribed.
        common_law_accident_on: day of an accident that a third party caused. No zone of the norm
            that we know carries it: it is on paper alone (assumed).
    """

    proof: AmoProof = AmoProof.VITALE_CARD
    nature: InsuranceNature = InsuranceNature.ILLNESS
    maternity_on: date | None = None
    accident: WorkAccident | None = None
    exemption: str = ""
    ald: bool = False
    common_law_accident_on: date | None = None


ORDINARY = FormCircumstances()


def circumstances_of(check: RateCheck) -> FormCircumstances:
    """Return what the form of a checked claim must tell."""
    form = check.form
    accident = None
    if form.nature is InsuranceNature.WORK_ACCIDENT:
        accident = WorkAccident(form.work_accident_number, form.work_accident_day)
    return FormCircumstances(
        proof=form.amo_proof,
        nature=form.nature,
        maternity_on=form.maternity_day if form.nature is InsuranceNature.MATERNITY else None,
        accident=accident,
        exemption=check.entitlement.exemption,
        ald=form.ald,
        common_law_accident_on=form.accident_day if form.ordinary_accident else None,
    )
