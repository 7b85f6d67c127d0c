"""Quotes at the counter: kept, taken up as a sale, invoiced (FSE-01).

Law of this file: a quote is kept as it was typed and never a wrong one; when it is taken up every
rule is asked anew, on the day of the sale. An invoice that is made of a quote says so in the same
breath, and is not opened for somebody else than the quote's patient.
"""

from collections.abc import Sequence
from dataclasses import replace

from binocle.fse import FseService, Invoice
from binocle.kernel import Cents, Clock, OperatorActionNeeded, paris_day
from binocle.optics import Quote, QuoteEvent, QuotePatient, QuoteStore

from .billing import Counter
from .optical_desk import OpticalDesk
from .patient import PatientInHand
from .sale_desk import SaleDesk


class QuoteDesk:
    """The shop's quotes, and the one that the claim under way comes from.

    Attributes:
        number: of that quote; empty when the claim comes from none.
    """

    def __init__(
        self,
        *,
        store: QuoteStore,
        fse: FseService,
        counter: Counter,
        sale: SaleDesk,
        optics: OpticalDesk,
        clock: Clock,
    ) -> None:
        """Take what keeps, and the desks whose texts a quote holds."""
        self._store = store
        self._counter = counter
        self._sale = sale
        self._optics = optics
        self._clock = clock
        self.number = ""
        counter.rates.accompany(self.begin)
        fse.accompany(self._invoiced)

    def begin(self) -> None:
        """Begin with another patient: the claim comes from no quote."""
        self.number = ""

    def quotes(self) -> Sequence[Quote]:
        """Return the newest quotes first."""
        return self._store.quotes()

    def keep(self) -> Quote:
        """Keep the sale under way as a quote; the one that it comes from is changed.

        It is another quote when that one was invoiced, or was made for somebody else.

        Raises:
            OperatorActionNeeded: ``FSE-SANS-LIGNE``, nothing was typed; ``FSE-DEVIS-A-CORRIGER``,
                a text cannot be read; nothing is kept then.
        """
        claim = self._counter.claim
        if self._sale.unread:
            raise OperatorActionNeeded("FSE-DEVIS-A-CORRIGER", champs=len(self._sale.unread))
        if claim is None or not claim.lines:
            raise OperatorActionNeeded("FSE-SANS-LIGNE")
        with self._store.transaction():
            former = self._changed()
            made = Quote(
                number=former.number if former else self._store.next_quote_number(),
                day=paris_day(self._clock.now()),
                patient=_quoted(self._counter.patient),
                total=Cents(sum(line.net for line in claim.lines)),
                sale=self._sale.texts,
                ordonnance=self._optics.typed,
            )
            if former is not None:
                state = former.after(QuoteEvent.CHANGED).state
                made = replace(made, state=state, patient=made.patient or former.patient)
            self._store.keep_quote(made)
        self.number = made.number
        return made

    def _changed(self) -> Quote | None:
        """Return the quote that the sale under way changes."""
        if not self.number:
            return None
        former, patient = self._store.quote(self.number), self._counter.patient
        own = _is_for(former, patient) and former.may(QuoteEvent.CHANGED)
        return former if own else None

    def take_up(self, number: str) -> Quote:
        """Turn a quote into the sale under way, dated of today; what is wrong now is told there.

        Raises:
            OperatorActionNeeded: ``FSE-DEVIS-INCONNU``, ``FSE-DEVIS-DEJA-FACTURE``, or
                ``FSE-DEVIS-AUTRE-PATIENT`` when somebody else is at the counter; the sale under way
                stays then.
        """
        with self._store.transaction():
            quote = self._demand(number, QuoteEvent.TAKEN_UP)
            _require_same(quote, self._counter.patient)
            sold = quote.after(QuoteEvent.TAKEN_UP)
            self._store.keep_quote(sold)
        self._optics.enter_typed(quote.ordonnance) if quote.ordonnance else self._optics.begin()
        self._sale.enter_afresh({**quote.sale, "invoice_date": "", "act_day": ""})
        self.number = number
        return sold

    def _demand(self, number: str, event: QuoteEvent) -> Quote:
        try:
            quote = self._store.quote(number)
        except KeyError:
            raise OperatorActionNeeded("FSE-DEVIS-INCONNU", devis=number) from None
        if not quote.may(event):
            raise OperatorActionNeeded(
                "FSE-DEVIS-DEJA-FACTURE", devis=number, facture=quote.invoice
            )
        return quote

    def _invoiced(self, invoice: Invoice) -> None:
        """Say in the transaction of an invoice which quote it was made of."""
        patient, kept = self._counter.patient, invoice.patient
        if not self.number or patient is None:
            return
        if not patient.is_of(kept.nir, kept.birth, kept.rank):
            return  # another page makes the invoice of somebody else anew
        quote = self._store.quote(self.number)
        _require_same(quote, patient)
        if quote.may(QuoteEvent.TAKEN_UP):  # kept, and sold at once; else its form is made anew
            sold = replace(quote, patient=_quoted(patient)).after(QuoteEvent.TAKEN_UP)
            self._store.keep_quote(sold.after(QuoteEvent.INVOICED, invoice=invoice.number))


def _quoted(patient: PatientInHand | None) -> QuotePatient | None:
    if patient is None:
        return None
    return QuotePatient(patient.insured, patient.birth, patient.rank, patient.printed)


def _require_same(quote: Quote, patient: PatientInHand | None) -> None:
    """Refuse a quote of somebody else than who is at the counter."""
    if quote.patient is not None and not _is_for(quote, patient):
        told = quote.patient.printed
        raise OperatorActionNeeded("FSE-DEVIS-AUTRE-PATIENT", devis=quote.number, patient=told)


def _is_for(quote: Quote, patient: PatientInHand | None) -> bool:
    """Say whether a quote may be that of who is at the counter, if anybody is."""
    made_for = quote.patient
    if made_for is None or patient is None:
        return True
    return patient.is_of(made_for.nir, made_for.birth, made_for.rank)
