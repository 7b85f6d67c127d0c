"""What a fund and a complementary insurer decide about the invoices of a lot.

Law of this file: an invoice is paid as asked, in whole, or rejected in whole; no invoice is ever
corrected. Half a cent goes upward on each line. Codes are published ones (sheet 3.7) where one says
the thing, else our own 9xxx whose label says that it is simulated. What a payer does otherwise, on
purpose, is in :mod:`.conducts`.
Source: wire formats sheet, sections 3.4 to 3.7; PROTOCOLS section 7.
"""

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import replace
from datetime import date

from binocle_simulators.people import Cover, Person

from .claims import ClaimedInvoice, ClaimedLine, ClaimedLot
from .formats import Names, Part, Reject, Settled, SettledLine, Transfer, return_file

UNKNOWN_INSURED = Reject("0250", "050", "ASSURE INCONNU DANS LES FICHIERS DE LA CAISSE")
EXEMPTION_NOT_SENT = Reject(
    "0450",
    "0561",
    "L EXONERATION DU TICKET MODERATEUR CONNUE AU REFERENTIEL N A PAS ETE TRANSMISE",
)
EXEMPTION_NOT_KNOWN = Reject("0450", "072", "EXONERATION NON CONNUE A CETTE DATE")
ALREADY_PAID = Reject("2900", "005", "FACTURE DEJA PAYEE MEME NUMERO MEME BENEFICIAIRE")
WRONG_AMO = Reject("9001", "", "SIMULATEUR MONTANT AMO DIFFERENT DE BASE PAR TAUX")
WRONG_AMC = Reject("9002", "", "SIMULATEUR PART AMC SUPERIEURE AU RESTE A CHARGE", "C")
OTHER_AMO = Reject("9003", "", "SIMULATEUR MONTANTS AMO DIFFERENTS DE LA FSE", "C")
CLOSED_RIGHTS = Reject("9004", "", "SIMULATEUR DROITS FERMES A LA DATE DES SOINS")
CANCELLED_BEFORE = Reject("9006", "", "SIMULATEUR DRE ANNULEE", "C")
CANCELLED_TWICE = Reject("9007", "", "SIMULATEUR DRE DEJA ANNULEE", "C")
UNKNOWN_INSURER = Reject("9005", "", "SIMULATEUR ORGANISME COMPLEMENTAIRE INCONNU", "C")

CANCELS = "2"
"""Operation nature of a cancelling DRE (PROTOCOLS 6)."""
OPEN_DAY = "00000000"
DEGRADED = "D"
UNKNOWN_INSURERS = frozenset({"55555551"})
"""Numbers that are no insurer's, leading zeros left out: what leaves C2S (seed-facts 21)."""

AT_FULL_RATE = frozenset({"22", "30", "41", "90"})
"""Insurance natures whose care may be paid at 100 % whatever the cover (assumed)."""
OF_AN_ILLNESS = "4"
"""Exemption of care that belongs to a long-term illness: of a cover, and of a form."""


class Register:
    """Who is insured, found by NIR of the insured, birth date and birth rank."""

    def __init__(self, people: Iterable[Person]) -> None:
        """Take in people; more may be added while the bench runs."""
        self._people: dict[tuple[str, str, str], Person] = {}
        for person in people:
            self.add(person)

    def add(self, person: Person) -> None:
        """Know one more person, or know them anew."""
        self._people[person.nir, person.birth[2:], person.rank] = person

    def find(self, invoice: ClaimedInvoice) -> Person | None:
        """Return the beneficiary of an invoice, when known."""
        return self._people.get((invoice.nir, invoice.birth, invoice.birth_rank))


class AmoPayer:
    """A fund: pays the AMO part, and the AMC part in single management."""

    sender_type, part = "CP", "AMO"

    def __init__(self, number: str, register: Register) -> None:
        """Make a fund.

        Args:
            number: its recipient number, 14 digits: zeros, régime 2, caisse 3, ``000``.
            register: everybody it might know; those of another fund are unknown to it.
        """
        self.number = number
        self._register = register
        self._transfers = 0

    def answer(
        self,
        lot: ClaimedLot,
        *,
        on: date,
        already_received: Set[str],
        fse_amo: Mapping[str, tuple[int, ...]],
    ) -> bytes:
        """Return the NOEMIE file that answers a lot of FSE; ``fse_amo`` does not concern a fund."""
        settled = self.settle(lot, already_received=already_received, fse_amo=fse_amo)
        self._transfers += 1
        transfer = _transfer(lot, on=on, payer=self, count=self._transfers)
        return return_file(transfer, settled)

    def settle(
        self,
        lot: ClaimedLot,
        *,
        already_received: Set[str],
        fse_amo: Mapping[str, tuple[int, ...]],
    ) -> list[Settled]:
        """Decide of each invoice of a lot; ``fse_amo`` does not concern a fund."""
        is_degraded = lot.certification == DEGRADED
        return [self._settle(invoice, already_received, is_degraded) for invoice in lot.invoices]

    def _settle(
        self, invoice: ClaimedInvoice, already_received: Set[str], is_degraded: bool
    ) -> Settled:
        person = self._register.find(invoice)
        rejects = tuple(self._rejects(invoice, person, already_received))
        if is_degraded and person and not rejects and not _has_rights(invoice, person):
            rejects = (CLOSED_RIGHTS,)
        single = bool(invoice.amc)
        return _settled(
            invoice,
            kind="F",
            handling="C" if single else "E" if invoice.split else " ",
            amo=_part(invoice.amo, rejects),
            amc=_part(invoice.amc, rejects) if single else None,
            person=person,
            rejects=rejects,
        )

    def _rejects(
        self, invoice: ClaimedInvoice, person: Person | None, already_received: Set[str]
    ) -> Iterable[Reject]:
        if invoice.number in already_received:
            yield ALREADY_PAID
        if person is None or (person.regime, person.fund) != (self.number[6:8], self.number[8:11]):
            yield UNKNOWN_INSURED
        else:
            yield from _rate_reject(invoice, person)
        if any(line.amo != _reimbursed(line) for line in invoice.lines):
            yield WRONG_AMO
        if invoice.amc and _is_nobody(invoice.insurer):
            yield UNKNOWN_INSURER


class AmcPayer:
    """A complementary insurer: pays the AMC part of DREs; who is a member is not looked at.

    It remembers which ones were cancelled; what that takes back, the books say (:mod:`.ledger`).
    """

    sender_type, part = "OC", "AMC"

    def __init__(self, number: str, register: Register) -> None:
        """Make an insurer from its recipient number, 14 digits; the register gives it names."""
        self.number = number
        self._register = register
        self._transfers = 0
        self._cancelled: set[tuple[str, str]] = set()

    def answer(
        self,
        lot: ClaimedLot,
        *,
        on: date,
        already_received: Set[str],
        fse_amo: Mapping[str, tuple[int, ...]],
    ) -> bytes:
        """Return the NOEMIE file that answers a lot of DRE; an unknown FSE is not waited for."""
        settled = self.settle(lot, already_received=already_received, fse_amo=fse_amo)
        assert not any(one.cancels for one in settled), "what is taken back is in the books"
        self._transfers += 1
        transfer = _transfer(lot, on=on, payer=self, count=self._transfers)
        return return_file(transfer, settled)

    def settle(
        self,
        lot: ClaimedLot,
        *,
        already_received: Set[str],
        fse_amo: Mapping[str, tuple[int, ...]],
    ) -> list[Settled]:
        """Decide of each invoice of a lot; an unknown FSE is not waited for."""
        return [
            self._cancel(lot.partner, invoice, already_received)
            if invoice.operation == CANCELS
            else self._settle(invoice, already_received, fse_amo)
            for invoice in lot.invoices
        ]

    def _cancel(self, partner: str, invoice: ClaimedInvoice, already_received: Set[str]) -> Settled:
        """Take a DRE back, once; nothing is said yet of what was paid for it."""
        key = partner, invoice.number
        rejects: tuple[Reject, ...] = ()
        if invoice.number in already_received or key in self._cancelled:
            rejects = (CANCELLED_TWICE,)
        self._cancelled.add(key)
        amc = Part(invoice.amc, "R" if rejects else "P", 0)
        return replace(self._answered(invoice, amc, rejects), cancels=True)

    def _settle(
        self,
        invoice: ClaimedInvoice,
        already_received: Set[str],
        fse_amo: Mapping[str, tuple[int, ...]],
    ) -> Settled:
        asked_amo = tuple(line.amo for line in invoice.lines)
        found = {
            UNKNOWN_INSURER: _is_nobody(self.number),
            ALREADY_PAID: invoice.number in already_received,
            OTHER_AMO: fse_amo.get(invoice.number, asked_amo) != asked_amo,
            WRONG_AMC: any(line.amc > line.billed - line.amo for line in invoice.lines),
        }
        rejects = tuple(reject for reject, applies in found.items() if applies)
        return self._answered(invoice, _part(invoice.amc, rejects), rejects)

    def _answered(self, invoice: ClaimedInvoice, amc: Part, rejects: tuple[Reject, ...]) -> Settled:
        return _settled(
            invoice,
            kind="D",
            handling="E",
            amo=Part(invoice.amo, " ", 0),
            amc=amc,
            person=self._register.find(invoice),
            rejects=rejects,
        )


def payer_maker(register: Register) -> Callable[[str, str], AmoPayer | AmcPayer]:
    """Return what makes the payer of any recipient, from its type (``CP`` or ``OC``) and number."""
    kinds: Mapping[str, type[AmoPayer] | type[AmcPayer]] = {"CP": AmoPayer, "OC": AmcPayer}
    return lambda recipient_type, number: kinds[recipient_type](number, register)


def _reimbursed(line: ClaimedLine) -> int:
    """Return the base at its rate, never above the price (teleservices sheet 3.2)."""
    return min((line.base * line.rate + 50) // 100, line.billed)


def _rate_reject(invoice: ClaimedInvoice, person: Person) -> Iterable[Reject]:
    """Compare the rates with the cover at the day of care; a line without base proves nothing.

    Somebody of whom no cover is told is believed; somebody none of whose covers holds on that day
    is unknown.
    """
    for line in invoice.lines if person.covers else ():
        cover = _cover_of(person, f"20{line.care_date}")
        if cover is None:
            yield UNKNOWN_INSURED
            return
        if line.base and line.rate not in _rates(invoice, cover):
            yield EXEMPTION_NOT_SENT if line.rate < cover.rate else EXEMPTION_NOT_KNOWN
            return


def _rates(invoice: ClaimedInvoice, cover: Cover) -> frozenset[int]:
    """Return the rates at which a fund pays: the cover's, and 100 % where the form says why."""
    is_of_illness = cover.exemption == invoice.exemption == OF_AN_ILLNESS
    if is_of_illness or invoice.nature in AT_FULL_RATE:
        return frozenset({cover.rate, 100})
    return frozenset({cover.rate})


def _cover_of(person: Person, day: str) -> Cover | None:
    return next((one for one in person.covers if _holds(one.first, one.last, day)), None)


def _has_rights(invoice: ClaimedInvoice, person: Person) -> bool:
    """Tell whether rights are open on the day of every line."""
    return all(
        any(_holds(first, last, f"20{line.care_date}") for first, last in person.rights)
        for line in invoice.lines
    )


def _holds(first: str, last: str, day: str) -> bool:
    return (first == OPEN_DAY or first <= day) and (last == OPEN_DAY or day <= last)


def _is_nobody(insurer: str) -> bool:
    return insurer.lstrip("0") in UNKNOWN_INSURERS


def _part(asked: int, rejects: tuple[Reject, ...]) -> Part:
    return Part(asked, "R", 0) if rejects else Part(asked, "P", asked)


def _settled(
    invoice: ClaimedInvoice,
    *,
    kind: str,
    handling: str,
    amo: Part,
    amc: Part | None,
    person: Person | None,
    rejects: tuple[Reject, ...],
) -> Settled:
    return Settled(
        number=invoice.number,
        billing_date=invoice.billing_date,
        kind=kind,
        handling=handling,
        nir=invoice.nir,
        own_nir=invoice.own_nir,
        birth=invoice.birth,
        birth_rank=invoice.birth_rank,
        amo=amo,
        amc=amc,
        insurer=invoice.insurer,
        member=invoice.member,
        care_date=invoice.lines[0].care_date,
        names=_names(person),
        rejects=rejects,
        lines=tuple(_line(line) for line in invoice.lines),
    )


def _line(line: ClaimedLine) -> SettledLine:
    return SettledLine(
        act=line.act,
        care_date=line.care_date,
        quantity=line.quantity,
        unit_price=line.unit_price,
        base=line.base,
        rate=line.rate,
        billed=line.billed,
        amo=line.amo,
        amc=line.amc,
    )


def _names(person: Person | None) -> Names:
    """Name the beneficiary; the insured's own names are known only when they are the same."""
    if person is None:
        return Names()
    beneficiary, first = person.name, person.first_name
    if person.quality != "0":
        return Names(beneficiary=beneficiary, beneficiary_first=first)
    birth = person.patronymic or person.name
    return Names(birth, person.name, first, beneficiary, first)


def organisation_of(payer: AmoPayer | AmcPayer) -> str:
    """Return the paying organisation as 071 prints it: ``01999000``, or the insurer's number."""
    return payer.number[6:] if payer.sender_type == "CP" else payer.number[4:]


def labels_of(payer: AmoPayer | AmcPayer, name: str) -> tuple[str, str]:
    """Return the two lines of a transfer's label, whose name is such as ``7FR``."""
    return f"VIR {payer.part} LIGNE 1 - {name}", f"VIR {payer.part} LIGNE 2 - {name}"


def _transfer(lot: ClaimedLot, *, on: date, payer: AmoPayer | AmcPayer, count: int) -> Transfer:
    return Transfer(
        sender_type=payer.sender_type,
        sender=payer.number,
        partner=lot.partner,
        file=f"{count:06d}",
        day=f"{on:%y%m%d}",
        labels=labels_of(payer, f"{count}FR"),
        organisation=organisation_of(payer),
        lot=lot.number,
        lot_date=lot.date,
    )
