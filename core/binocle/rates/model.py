"""What a rate check takes and gives: frozen values, no rule.

Law of this file: an amount that a rule computes lives in :class:`BilledLine` or :class:`Share`,
never in :class:`SaleLine`; so before the rate check there is no RO amount at all (TAUX-01). The
screens are those of seed-facts 7 (form), 8 (table) and 9 (forcings).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from binocle.adri import Window
from binocle.amc import (
    USUAL_TIERS_PAYANT,
    AmcProof,
    Attestation,
    Complementary,
    Convention,
    Insurer,
    Management,
    TiersPayant,
)
from binocle.cards import Cover, Period, WorkAccidentBlock
from binocle.kernel import ZERO, AmcNumber, BirthDate, Cents, Finding, LppCode, Nir
from binocle.optics import BasketClass, LineKind, Prescriber, RenewalKind

from .lists import (
    AmoProof,
    AmoRights,
    ExemptionChoice,
    InsuranceNature,
    LppStatus,
    RightsSource,
    SecuringMode,
)


@dataclass(frozen=True)
class SaleLine:
    """One article of the sale, before any computation.

    Attributes:
        kind: column "T".
        act: B2 act code, such as ``VU3``; empty for a supplement or a sundry that has none.
        lpp: none for an article without one.
        net: price after discount.
        base: reimbursement base.
        shown: the "Rb" box; a line whose box is off is hidden from the insurers (TAUX-12).
        offer: the line is of a commercial offer (TAUX-12), see :func:`as_offer`.
        limit: price limit of a class A article, when it is known.
        basket: class of its product, when the code tells; else that of its act counts.
    """

    kind: LineKind
    act: str
    lpp: LppCode | None
    net: Cents
    base: Cents
    detail: str = ""
    shown: bool = True
    offer: bool = False
    limit: Cents | None = None
    basket: BasketClass | None = None


@dataclass(frozen=True)
class Boxes:
    """The boxes over "Détail remboursements" (TAUX-14): C2S RO, C2S MUT, AME, not responsible."""

    c2s_amo: bool = False
    c2s_amc: bool = False
    ame: bool = False
    not_responsible: bool = False


@dataclass(frozen=True)
class Claim:
    """What the counter typed: the sale, its days and its amounts.

    Attributes:
        rc_total: RC amount of the whole file; shared over the lines (DRE-03).
        act_day: when it is another day than the invoice's.
        rc2_total: the same for the second complementary insurer (TAUX-15).
        ald_prescribed: the prescription says that the care is related to an ALD (TAUX-16).
        tiers_payant: what is asked of the two payers, and what travels to them.
        rc_by_line: RC amounts that a granted PEC gives line by line, one for each of
            :attr:`lines`; they are taken as they are (PEC-08), and :attr:`rc_total` is their sum.
        insurer: the first complementary insurer as the file names it; it goes before the one that
            the rights name.
        insurer_management: how that insurer is paid, once its conventions or its form say so.
        second_insurer: who pays :attr:`rc2_total`.
        prescriber: who prescribed; no rate rests on it, and no invoice is opened without.
    """

    prescription: date
    invoice_date: date
    lines: tuple[SaleLine, ...]
    rc_total: Cents = ZERO
    act_day: date | None = None
    rc2_total: Cents = ZERO
    boxes: Boxes = Boxes()
    renewal: RenewalKind = RenewalKind.NONE
    ald_prescribed: bool = False
    tiers_payant: TiersPayant = USUAL_TIERS_PAYANT
    rc_by_line: tuple[Cents, ...] | None = None
    insurer: Complementary | None = None
    insurer_management: Management = Management.SEPARATE
    second_insurer: Complementary | None = None
    prescriber: Prescriber | None = None

    @property
    def rc_amount(self) -> Cents:
        """The RC amount of the file, typed as a whole or given line by line."""
        return self.rc_total if self.rc_by_line is None else Cents(sum(self.rc_by_line))

    @property
    def care_day(self) -> date:
        """The day of the act, for which rights are looked at."""
        return self.act_day or self.invoice_date


@dataclass(frozen=True)
class KnownRights:
    """What is known of the patient's rights, in one shape whatever told it.

    Attributes:
        insured: NIR that opens the rights, when known.
        work_accident: block of the card; ADRi tells none.
        window: the days that an ADRi answer serves for; none for a card.
        amo_service_period: days of the AMO service; none when they are not told, as by a card.
        amc_period: days of the complementary rights, when told.
    """

    source: RightsSource
    regime: str = ""
    caisse: str = ""
    centre: str = ""
    insured: Nir | None = None
    birth: BirthDate | None = None
    periods: tuple[Period, ...] = ()
    covers: tuple[Cover, ...] = ()
    amo_service: str = "00"
    complementary: Complementary | None = None
    work_accident: WorkAccidentBlock | None = None
    window: Window | None = None
    amo_service_period: Period | None = None
    amc_period: Period | None = None


@dataclass(frozen=True)
class Presence:
    """What the patient shows at this instant (TAUX-07, APCV-10).

    Attributes:
        vitale_card: a Vitale card is in its reader.
        mobile_until: end of validity of the mobile card's context, if there is one.
        patient: insured's NIR of that card or context, when it was read.
    """

    vitale_card: bool = False
    mobile_until: datetime | None = None
    patient: Nir | None = None

    def mobile_at(self, now: datetime) -> bool:
        """Say whether the mobile card's context still serves."""
        return self.mobile_until is not None and now < self.mobile_until


@dataclass(frozen=True)
class ForcedService:
    """The window "Forçage Service AMO": a C2S that the rights lack, or have in excess.

    Attributes:
        code: 2 digits, ``00`` = no service.
        first: none for an open end, likewise ``last``.
    """

    code: str
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Forcings:
    """What was forced behind the button "SESAM-Vitale" (TAUX-10); none = not forced.

    Attributes:
        maternity_end: "Fin Forcée".
        exemption: "Situation ETM"; in degraded mode only.
        century: first two digits of the birth year.
        attestation: the certificate of the complementary insurer, whatever is wrong with it.
        convention: the one that was chosen for that certificate, if any.
        unread: what could not be read of that certificate.
    """

    maternity_end: date | None = None
    exemption: ExemptionChoice | None = None
    amo_service: ForcedService | None = None
    century: int | None = None
    attestation: Attestation | None = None
    convention: Convention | None = None
    unread: tuple[Finding, ...] = ()


def every_code_is_known(_code: LppCode, _day: date) -> LppStatus:
    """Tell nothing against any code: no list of products is at hand."""
    return LppStatus.KNOWN


def no_insurer_is_set(_number: AmcNumber) -> Insurer | None:
    """Tell nothing of any insurer: the shop's forms are not at hand."""
    return None


@dataclass(frozen=True)
class Circumstances:
    """What stands around a claim at one instant.

    Attributes:
        now: aware instant; the form is pre-filled anew for each.
        lpp_status: what the list of products says of a code on a day.
        insurer: the shop's form of the insurer of a number, if it has one.
    """

    rights: KnownRights
    presence: Presence
    now: datetime
    forcings: Forcings = Forcings()
    lpp_status: Callable[[LppCode, date], LppStatus] = field(
        default=every_code_is_known, compare=False
    )
    insurer: Callable[[AmcNumber], Insurer | None] = field(default=no_insurer_is_set, compare=False)


@dataclass(frozen=True)
class RateForm:
    """The screen "Vérification taux", field by field (seed-facts 7).

    Attributes:
        invoice_day: "Facture": empty at the rate check, filled at the FSE screen (FSE-02).
        accident_certificate: the certificate of an ordinary accident was shown (TAUX-16).
        attack_certificate: that of a victim of an attack was shown.
        exemption: block "Situation ETM": none until it is chosen by hand.
        maternity_day: Maternité: presumed first day of the pregnancy (assumed).
        work_accident_day: Accident du travail: its day, number and managing organism, and whether
            the accident sheet was shown.
        smg_pec: SMG: a PEC exists, with its amount.
    """

    prescription: date
    act_day: date
    invoice_day: date | None
    amo_proof: AmoProof
    amo_rights: AmoRights
    amc_proof: AmcProof
    mode: SecuringMode
    renewal: RenewalKind = RenewalKind.NONE
    alsace_moselle: bool = False
    ald: bool = False
    ordinary_accident: bool = False
    accident_certificate: bool = False
    accident_day: date | None = None
    attack_victim: bool = False
    attack_certificate: bool = False
    nature: InsuranceNature = InsuranceNature.ILLNESS
    exemption: ExemptionChoice | None = None
    maternity_day: date | None = None
    work_accident_day: date | None = None
    work_accident_number: str = ""
    work_accident_organism: str = ""
    work_accident_sheet: bool = False
    smg_pec: bool = False
    smg_amount: Cents = ZERO


@dataclass(frozen=True)
class Entitlement:
    """What rights and form say for the day of the claim: the inner result of a rate check.

    Attributes:
        rate: percent of the base that the fund pays.
        exemption: exemption code of the form (B2 type 2 pos 79).
        asked_on: the day for which the rights were asked.
        until: the last day on which that answer may be used.
        amo_service: 2 digits; boxes and forcings count.
        reason: key of the row of the rate table that was decisive.
        insurer_management: how that insurer is paid; none = as the claim says.
    """

    rate: int
    exemption: str
    asked_on: date
    until: date
    amo_service: str
    complementary: Complementary | None
    reason: str = "general"
    insurer_management: Management | None = None


@dataclass(frozen=True)
class Share:
    """What each payer gives for one line of the sale."""

    amo: Cents = ZERO
    amc: Cents = ZERO
    amc2: Cents = ZERO


@dataclass(frozen=True)
class BilledLine:
    """One line of the form after the rate check; supplements are in it (see `billed_lines`)."""

    act: str
    lpp: LppCode
    net: Cents
    base: Cents
    rate: int
    exemption: str
    amo: Cents
    amc: Cents


@dataclass(frozen=True)
class RateCheck:
    """The result of "Vérif. taux": nothing of it exists before (TAUX-01).

    Attributes:
        claim: what was checked, and stays comparable (TAUX-09); likewise ``form``.
        forcings: what was forced for it.
        shares: one for each line of the claim, in its order.
        lines: the lines of the form, lenses first and frames last.
        management: who pays the complementary part.
        complementary: the insurer that the form names, if any.
        checked_at: aware instant; two checks that differ in it alone are the same.
    """

    claim: Claim
    form: RateForm
    forcings: Forcings
    entitlement: Entitlement
    shares: tuple[Share, ...]
    lines: tuple[BilledLine, ...]
    management: Management
    complementary: Complementary | None
    checked_at: datetime = field(compare=False)

    @property
    def rate(self) -> int:
        """Percent of the base that the fund pays."""
        return self.entitlement.rate

    @property
    def proof(self) -> AmoProof:
        """The field "Pièce Justif. AMO" as it was checked."""
        return self.form.amo_proof

    @property
    def mode(self) -> SecuringMode:
        """How the form will be secured."""
        return self.form.mode

    @property
    def promised(self) -> tuple[object, ...]:
        """What invoicing may not change without a word: amounts, and who pays (TAUX-09)."""
        insurer = self.complementary
        return self.lines, self.management, insurer.number.padded if insurer else ""
