"""Forms and signs: from a claim and its rights to sealed FSE and DRE.

Law of this file: nothing is signed before the optician saw the summary, and what was signed is
stored in the same breath or not at all.
"""

import hashlib
import logging
from datetime import date

from binocle.amc import Management
from binocle.cards import CpsSession
from binocle.kernel import (
    Clock,
    Finding,
    Hazards,
    OperatorActionNeeded,
    Severity,
    paris_day,
)
from binocle.rates import (
    Claim,
    Entitlement,
    SecuringMode,
    billed_lines,
    claim_findings,
    complementary_of,
    entitlement_findings,
    management_of,
)

from .messages import form_records, seal_records
from .model import (
    Flow,
    Invoice,
    Patient,
    Prescriber,
    SealedForm,
    Shop,
    Summary,
)
from .ports import FseStore, SesamVitaleServices

_LOG = logging.getLogger(__name__)


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
        prescriber: Prescriber,
    ) -> None:
        """Take the ports and the shop's own data."""
        self._store = store
        self._services = services
        self._clock = clock
        self._hazards = hazards
        self._shop = shop
        self._prescriber = prescriber

    @property
    def shop(self) -> Shop:
        """The shop that bills."""
        return self._shop

    def findings(self, claim: Claim, entitlement: Entitlement | None) -> list[Finding]:
        """Return everything that a claim's fields show to be wrong."""
        found = claim_findings(claim, paris_day(self._clock.now()))
        if entitlement is not None:
            found += entitlement_findings(claim, entitlement)
        return found

    def invoice(
        self,
        claim: Claim,
        *,
        entitlement: Entitlement | None,
        patient: Patient,
        mode: SecuringMode,
        number: str = "",
    ) -> Invoice:
        """Open the invoice of a checked claim.

        Args:
            claim: what the counter typed.
            entitlement: the result of the rate check; without it invoicing is refused (TAUX-01).
            patient: the beneficiary who was chosen.
            mode: how the form will be secured.
            number: an invoice number that the shop's own program gave; the next one when empty.

        Raises:
            OperatorActionNeeded: ``FSE-TAUX-NON-VERIFIE``, ``FSE-NUMERO-DEJA-PRIS``, or the first
                blocking finding.
        """
        if entitlement is None:
            raise OperatorActionNeeded("FSE-TAUX-NON-VERIFIE")
        self._refuse(self.findings(claim, entitlement))
        # One commit for the number and the invoice; a number found taken stays taken. Nothing is
        # signed nor sent yet: after a power cut the invoice may have to be opened again.
        with self._store.transaction(durable=False):
            invoice = Invoice(
                number=number or self._store.next_invoice_number(),
                shop=self._shop,
                prescriber=self._prescriber,
                patient=patient,
                prescription=claim.prescription,
                invoice_date=claim.invoice_date,
                mode=mode,
                management=management_of(claim, entitlement),
                complementary=complementary_of(claim, entitlement),
                lines=billed_lines(claim, entitlement),
            )
            opened = self._store.open_invoice(invoice, self._clock.now())
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

    def sign(self, number: str, cps: CpsSession) -> tuple[SealedForm, ...]:
        """Seal, sign and store the forms of an invoice; done once, however often it is asked.

        Raises:
            BinocleError: the CPS refused; nothing is stored then.
        """
        if kept := self._store.forms(number):
            return kept
        invoice = self._store.invoice(number)
        flows = [Flow.FSE]
        if invoice.management is Management.SEPARATE:
            flows.append(Flow.DRE)
        forms = tuple(self._signed(invoice, flow, cps) for flow in flows)
        self._hazards.reach("after-sign")
        self._store.keep_forms(invoice, forms)
        self._hazards.reach("after-store")
        _LOG.info("invoice %s signed: %d forms", number, len(forms))
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
