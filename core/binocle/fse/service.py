"""Forms and signs: from a claim and its rights to sealed FSE and DRE.

Law of this file: nothing is signed before the optician saw the summary, and what was signed is
stored in the same breath or not at all. A provisional invoice takes its number, signs and is stored
in one transaction: a crash in between gives the number back, the invoice is still provisional, and
what the cards signed is nowhere. So no number is used twice, and none is missing.
"""

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from binocle.amc import Management
from binocle.cards import CpsSession
from binocle.kernel import (
    ZERO,
    BirthDate,
    Clock,
    Finding,
    Hazards,
    Nir,
    OperatorActionNeeded,
    Severity,
    paris_day,
)
from binocle.rates import (
    AmoProof,
    Claim,
    Entitlement,
    RateCheck,
    SecuringMode,
    billed_lines,
    claim_findings,
)

from . import rules
from .circumstances import FormCircumstances, circumstances_of
from .messages import form_records, seal_records
from .model import (
    OUTSIDE_TRANSMISSION,
    Correction,
    CreditNote,
    Flow,
    FormPlace,
    Invoice,
    Patient,
    SealedForm,
    Shop,
    Summary,
)
from .ports import CareSheetPrinter, FseStore, SesamVitaleServices, VitaleSigner
from .sheet import CareSheet
from .states import (
    Finalised,
    InvoiceStanding,
    InvoiceState,
    PaperSheetPrinted,
    Restarted,
)

_LOG = logging.getLogger(__name__)

UNCHANGED = Correction()
"""Made again just as it was."""


class FseService:
    """What the counter can do with an invoice."""

    def __init__(
        self,
        *,
        store: FseStore,
        services: SesamVitaleServices,
        clock: Clock,
        hazards: Hazards,
        shop: Shop,
        active_from: date | None = None,
    ) -> None:
        """Take the ports and the shop's own data.

        Args:
            store: keeps invoices and their forms.
            services: the SESAM-Vitale services.
            clock: the time.
            hazards: where a test may have the program die.
            shop: who bills.
            active_from: "Date d'activation du Sesam Vitale"; no limit when absent.
        """
        self._store = store
        self._services = services
        self._clock = clock
        self._hazards = hazards
        self._shop = shop
        self._active_from = active_from
        self._companions: list[Callable[[Invoice], None]] = []

    @property
    def shop(self) -> Shop:
        """The shop that bills."""
        return self._shop

    def accompany(self, keep: Callable[[Invoice], None]) -> None:
        """Take what keeps something with each invoice that is opened or made anew.

        Args:
            keep: called in the transaction of the invoice; what it raises undoes both.
        """
        self._companions.append(keep)

    def _accompany(self, invoice: Invoice) -> None:
        for keep in self._companions:
            keep(invoice)

    def invoice(
        self,
        check: RateCheck,
        *,
        patient: Patient,
        number: str = "",
        provisional: bool = False,
        adri: bool = True,
    ) -> Invoice:
        """Open the invoice of a checked claim.

        Args:
            check: the rate check, which still holds: see :func:`binocle.rates.require_fresh`.
            patient: the beneficiary who was chosen.
            number: an invoice number that the shop's own program gave; the next one when empty.
            provisional: open it under a provisional number; it takes the next one when signed.
            adri: whether ADRi is used for this invoice.

        Raises:
            OperatorActionNeeded: ``FSE-NUMERO-DEJA-PRIS``, ``FSE-PRESCRIPTEUR-ABSENT``, or the
                first blocking finding.
        """
        assert not (number and provisional), "a given number is not provisional"
        claim = check.claim
        self._refuse(rules.prescriber_findings(claim))
        assert claim.prescriber is not None, "asked just now"
        draft = Invoice(
            number=number,
            shop=self._shop,
            prescriber=claim.prescriber,
            patient=patient,
            prescription=claim.prescription,
            invoice_date=claim.invoice_date,
            mode=check.mode,
            management=check.management,
            complementary=check.complementary,
            lines=check.lines,
            circumstances=circumstances_of(check),
            tiers_payant=rules.choice_of(check),
            adri=adri,
            act_day=claim.act_day,
        )
        self._refuse(rules.activation_findings(draft, self._active_from))
        self._refuse(rules.invoice_findings(draft, provisional=provisional))
        return self._open(draft, provisional=provisional)

    def invoice_outside(self, claim: Claim, *, patient: Patient, number: str = "") -> Invoice:
        """Open an invoice outside transmission: no rights were found anywhere (ADRI-08).

        The patient pays all, no form is made; :meth:`print_sheet` gives his paper.

        Args:
            claim: what the counter typed; an RC amount is left out.
            patient: as he says he is.
            number: as for :meth:`invoice`.

        Raises:
            OperatorActionNeeded: ``FSE-NUMERO-DEJA-PRIS``, ``FSE-PRESCRIPTEUR-ABSENT``, or the
                first blocking finding.
        """
        day = claim.invoice_date
        nothing = Entitlement(0, "0", day, day, "00", None)
        sale = replace(claim, rc_total=ZERO, rc_by_line=None)
        self._refuse(claim_findings(sale, paris_day(self._clock.now())))
        self._refuse(rules.prescriber_findings(sale))
        assert sale.prescriber is not None, "asked just now"
        draft = Invoice(
            number=number,
            shop=self._shop,
            prescriber=sale.prescriber,
            patient=patient,
            prescription=claim.prescription,
            invoice_date=day,
            mode=SecuringMode.DEGRADED,
            management=Management.NONE,
            complementary=None,
            lines=billed_lines(sale, nothing),
            circumstances=FormCircumstances(proof=AmoProof.NONE),
            tiers_payant=OUTSIDE_TRANSMISSION,
            adri=False,
            act_day=None if claim.care_day == day else claim.care_day,
        )
        return self._open(draft)

    def _open(self, draft: Invoice, *, provisional: bool = False) -> Invoice:
        # One commit for the number and the invoice; a number found taken stays taken. Nothing is
        # signed nor sent yet: after a power cut the invoice may have to be opened again.
        with self._store.transaction(durable=False):
            invoice = draft
            if provisional:
                invoice = replace(draft, number=self._store.next_provisional_number())
            elif not draft.number:
                invoice = replace(draft, number=self._store.next_invoice_number())
            opened = self._store.open_invoice(invoice, self._clock.now())
            if opened:
                self._accompany(invoice)
        if not opened:
            raise OperatorActionNeeded("FSE-NUMERO-DEJA-PRIS", facture=invoice.number)
        return invoice

    def opened(self, number: str) -> Invoice:
        """Return an invoice that was opened before.

        Raises:
            OperatorActionNeeded: ``FSE-FACTURE-INCONNUE``.
        """
        try:
            return self._store.invoice(number)
        except KeyError:
            raise OperatorActionNeeded("FSE-FACTURE-INCONNUE", facture=number) from None

    def invoices_of(self, insured: Nir, birth: BirthDate, rank: str) -> tuple[InvoiceStanding, ...]:
        """Return the invoices of a person, the newest first; a century said by hand counts not."""
        wanted = (birth.short, rank)
        return tuple(
            standing
            for standing in self._store.standings_of(insured)
            if (standing.invoice.patient.birth.short, standing.invoice.patient.rank) == wanted
        )

    @staticmethod
    def _refuse(found: list[Finding]) -> None:
        """Raise the first blocking finding; the screen shows them all beside their fields."""
        for finding in found:
            if finding.severity is Severity.BLOCKS:
                raise OperatorActionNeeded(finding.code, **finding.facts)

    @staticmethod
    def summary(invoice: Invoice, *, demonstration: bool) -> Summary:
        """Return the recap of an invoice, as printed before signing (FSE-03).

        The RO rights are printed as determined at the prescription's day, the RC rights at the
        invoice's (seed-facts 10.2, deduced); the amounts rest on the rights of the invoice's day
        (assumed).
        """
        amc_day: date | None = None
        if invoice.management is not Management.NONE:
            amc_day = invoice.invoice_date
        return Summary(invoice, demonstration, invoice.prescription, amc_day)

    # -- signing ----------------------------------------------------------------------------------

    def sign(
        self, number: str, cps: CpsSession, vitale: VitaleSigner | None = None
    ) -> tuple[SealedForm, ...]:
        """Seal, sign and store the forms of an invoice; done once, however often it is asked.

        Args:
            number: of the invoice; a provisional one takes its number here, and its forms bear it.
            cps: the card of the professional, its code given.
            vitale: the patient's app, which signs after the CPS; a Vitale card is only there.

        Raises:
            OperatorActionNeeded: the invoice has no form to sign: ``FSE-SUPPRIMEE``,
                ``FSE-HORS-TELETRANSMISSION``, ``FSE-AVOIR-FAIT``, ``FSE-FACTURE-INCONNUE``.
            BinocleError: the CPS or the app refused; nothing is stored then.
        """
        if kept := self._store.forms(number):
            return kept
        try:
            invoice, state = self._store.to_sign(number)
        except KeyError:
            raise OperatorActionNeeded("FSE-FACTURE-INCONNUE", facture=number) from None
        if state is InvoiceState.FINALISED:
            return self.sign(self._store.standing(number).replaced_by, cps, vitale)
        self._require_signable(number, state)
        if not invoice.provisional:
            return self._sealed(invoice, cps, vitale)
        with self._store.transaction():
            final = self._numbered(replace(invoice, replaces=number))
            forms = self._sealed(final, cps, vitale)
            self._store.advance(number, Finalised(final.number), self._clock.now())
            self._store.follow(number, final.number)
        _LOG.info("invoice %s is now %s", number, final.number)
        return forms

    @staticmethod
    def _require_signable(number: str, state: InvoiceState) -> None:
        match state:
            case InvoiceState.FORMS_DELETED:
                raise OperatorActionNeeded("FSE-SUPPRIMEE", facture=number)
            case InvoiceState.OUTSIDE:
                raise OperatorActionNeeded("FSE-HORS-TELETRANSMISSION", facture=number)
            case InvoiceState.CREDITED:
                raise OperatorActionNeeded("FSE-AVOIR-FAIT", facture=number)

    def _numbered(self, draft: Invoice) -> Invoice:
        """Return an invoice under the next free number, kept; in a transaction.

        A number that the shop's own program gave before is passed over, not used again.
        """
        while True:
            invoice = replace(draft, number=self._store.next_invoice_number())
            if self._store.open_invoice(invoice, self._clock.now()):
                return invoice

    def _sealed(
        self, invoice: Invoice, cps: CpsSession, vitale: VitaleSigner | None
    ) -> tuple[SealedForm, ...]:
        forms = tuple(self._signed(invoice, flow, cps) for flow in invoice.flows)
        if vitale is not None:
            digests = {form.flow: hashlib.sha256(form.records).digest() for form in forms}
            signature = vitale.sign(invoice, digests)
            forms = tuple(replace(form, vitale=signature) for form in forms)
        self._hazards.reach("after-sign")
        self._store.keep_forms(invoice, forms)
        self._hazards.reach("after-store")
        _LOG.info("invoice %s signed: %d forms", invoice.number, len(forms))
        return forms

    def _signed(self, invoice: Invoice, flow: Flow, cps: CpsSession) -> SealedForm:
        blank = form_records(invoice, flow)
        records = seal_records(blank, self._services.invoice_zone(blank))
        return SealedForm(
            number=invoice.number,
            flow=flow,
            records=records,
            signature=cps.sign_fse(hashlib.sha256(records).digest(), billing=invoice.shop.number),
            certificate=cps.card.signature.der,
            signed_at=self._clock.now(),
        )

    # -- made anew --------------------------------------------------------------------------------

    def deletion(self, number: str) -> list[Finding]:
        """Return the message to confirm before the forms are deleted, or what bars it (FSE-04)."""
        standing, places = self._standing(number)
        return rules.deletion_findings(standing, places)

    def delete_forms(self, number: str) -> None:
        """Delete the FSE, "Générer FSE" off: the invoice stays, what was signed is kept apart.

        Raises:
            OperatorActionNeeded: ``FSE-DEJA-EN-LOT``, ``FSE-RIEN-A-SUPPRIMER``,
                ``FSE-FACTURE-INCONNUE``; nothing is changed.
        """
        with self._store.transaction():
            self._refuse(self.deletion(number))
            self._store.withdraw_forms(number, self._clock.now())

    def restart_bars(self, number: str) -> list[Finding]:
        """Return what bars the form of an invoice from being made anew just as it was."""
        standing, _ = self._standing(number)
        return rules.restart_findings(standing, UNCHANGED)

    def restart(self, number: str, correction: Correction = UNCHANGED) -> Invoice:
        """Have the FSE made anew: "Générer FSE" on again, or "Recommencer la FSE".

        Args:
            number: an invoice whose forms do not exist, or no longer.
            correction: another mode, ADRi off; while the invoice is provisional, anything.

        Returns:
            The invoice to be shown again before it is signed.

        Raises:
            OperatorActionNeeded: ``FSE-NON-RECOMMENCABLE``, ``FSE-FACTURE-INTOUCHABLE``,
                ``FSE-FACTURE-INCONNUE``, or the first blocking finding; nothing is changed.
        """
        with self._store.transaction():
            standing, _ = self._standing(number)
            self._refuse(rules.restart_findings(standing, correction))
            invoice = correction.applied(standing.invoice)
            event = Restarted(mode=invoice.mode.value, adri=invoice.adri)
            self._store.change(invoice, event, self._clock.now())
            self._accompany(invoice)
        return invoice

    # -- taken back -------------------------------------------------------------------------------

    def cancellation_bars(self, number: str) -> list[Finding]:
        """Return what bars the cancelling DRE of an invoice; nothing when it may be made."""
        standing, places = self._standing(number)
        return rules.cancellation_findings(standing, places)

    def cancel_dre(self, number: str, cps: CpsSession) -> SealedForm:
        """Seal, sign and store the cancelling DRE of an invoice; it then waits for a lot (DRE-05).

        The CPS signs alone (assumed): the patient asks for nothing.

        Raises:
            OperatorActionNeeded: a finding of :meth:`cancellation_bars`; nothing is signed.
            BinocleError: the CPS refused; nothing is stored then.
        """
        self._refuse(self.cancellation_bars(number))
        form = self._signed(self._store.invoice(number), Flow.CANCELLATION, cps)
        self._hazards.reach("after-sign")
        with self._store.transaction():
            self._refuse(self.cancellation_bars(number))
            self._store.keep_cancellation(form, self._clock.now())
        self._hazards.reach("after-store")
        _LOG.info("invoice %s: cancelling DRE signed", number)
        return form

    def credit_bars(self, number: str) -> list[Finding]:
        """Return what bars the credit note of an invoice; nothing when it may be made."""
        standing, places = self._standing(number)
        return rules.credit_findings(standing, places)

    def credit(self, number: str, reason: str) -> CreditNote:
        """Make the credit note ("avoir") of a whole invoice (FSE-07, FSE-10).

        Raises:
            OperatorActionNeeded: ``FSE-AVOIR-SANS-MOTIF``, or a finding of :meth:`credit_bars`;
                nothing is changed.
        """
        now = self._clock.now()
        with self._store.transaction():
            self._refuse(self.credit_bars(number))
            if not reason.strip():
                raise OperatorActionNeeded("FSE-AVOIR-SANS-MOTIF", facture=number)
            invoice = self._store.invoice(number)
            note = CreditNote(
                number=self._store.next_credit_number(),
                invoice=number,
                day=paris_day(now),
                reason=reason.strip(),
                total=invoice.total,
                amo=invoice.amo,
                amc=invoice.amc,
            )
            self._store.keep_credit(note, now)
        return note

    def reissue(self, number: str, correction: Correction = UNCHANGED) -> Invoice:
        """Open the invoice that replaces a credited one, of today, the act on its former day.

        Args:
            number: of the credited invoice.
            correction: what the reason of the reject asks to change.

        Raises:
            OperatorActionNeeded: ``FSE-AVOIR-ABSENT``, ``FSE-DEJA-REFAITE``,
                ``FSE-FACTURE-INCONNUE``, or the first blocking finding; nothing is opened.
        """
        now = self._clock.now()
        with self._store.transaction():
            standing, _ = self._standing(number)
            if standing.kept is not InvoiceState.CREDITED:
                raise OperatorActionNeeded("FSE-AVOIR-ABSENT", facture=number)
            if standing.replaced_by:
                raise OperatorActionNeeded(
                    "FSE-DEJA-REFAITE", facture=number, nouvelle=standing.replaced_by
                )
            old = standing.invoice
            kept = replace(old, invoice_date=paris_day(now), act_day=old.performed_on)
            draft = replace(correction.applied(kept), replaces=number)
            self._refuse(rules.invoice_findings(draft))
            invoice = self._numbered(draft)
            self._store.follow(number, invoice.number)
            self._accompany(invoice)
        return invoice

    # -- paper ------------------------------------------------------------------------------------

    def print_sheet(self, number: str, printer: CareSheetPrinter, *, simulated: bool) -> bytes:
        """Draw the paper care sheet of an invoice, and remember that it was printed.

        Args:
            number: of an invoice that :func:`binocle.fse.rules.sheet_reason` gives a reason.
            printer: draws it.
            simulated: the flow is not real: every page says so.

        Returns:
            A PDF.

        Raises:
            OperatorActionNeeded: ``FSE-FEUILLE-SANS-OBJET``, ``FSE-FACTURE-INCONNUE``.
        """
        standing, _ = self._standing(number)
        reason, now = rules.sheet_reason(standing), self._clock.now()
        if reason is None:
            raise OperatorActionNeeded("FSE-FEUILLE-SANS-OBJET", facture=number)
        drawn = printer.draw(CareSheet(standing.invoice, reason, simulated, now))
        self._store.advance(number, PaperSheetPrinted(reason.value), now)
        return drawn

    def _standing(self, number: str) -> tuple[InvoiceStanding, Mapping[Flow, FormPlace]]:
        try:
            return self._store.standing(number), self._store.places(number)
        except KeyError:
            raise OperatorActionNeeded("FSE-FACTURE-INCONNUE", facture=number) from None
