"""Who is at the counter, however they were known: by a card, by the app, or by a paper.

Law of this file: a person is taken whole or not at all; what a paper says is read field by field,
and everything that is wrong is told at once, beside its field. A birth date stays as printed, its
month may be 19 (VIT-03). Sources: VIT-01, APCV-06, ADRI-06 and ADRI-08; seed-facts 5 (the four data
to check on a recent certificate of rights).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TypeVar

from binocle.adri import Rights
from binocle.apcv import ApcvBeneficiaire, ApcvContext, ApcvReading
from binocle.cards import Beneficiaire, CardType, VitaleCard
from binocle.fse import Patient
from binocle.kernel import BirthDate, Facts, Finding, InvalidBirthDate, InvalidIdentifier, Nir

_T = TypeVar("_T")

NAME_MARKS = frozenset(" -'’.")
"""What a name may hold beside letters (our choice; accents are kept on paper)."""

AGES = range(131)
"""Ages of people alive, in years; beyond, a century or a figure was mistyped (our bound)."""


class PatientSource(Enum):
    """What made the patient known."""

    VITALE_CARD = "carte-vitale"
    MOBILE_CARD = "apcv"
    PAPER = "papier"
    """A file typed by hand ("mode Manuel")."""


@dataclass(frozen=True)
class PatientInHand:
    """The person whose claim is made.

    Attributes:
        insured: the NIR under which they are covered.
        certified: their own NIR, when known.
        caisse: 3 digits, or empty on a paper that does not say.
        centre: 4 digits, or empty likewise.
        amo_service: 2 digits; ``00`` on a paper.
        card_serial: empty without a card, or when the card does not tell.
        demonstration: the flow that it makes is one of demonstration (FSE-09).
        beneficiary: what the card says of their rights; none without a card.
        context: what the app gave; none without it.
        insured_name: when the insured is somebody else of the card or of the app; or empty.
    """

    source: PatientSource
    name: str
    first_name: str
    birth: BirthDate
    rank: str
    insured: Nir
    certified: Nir | None
    regime: str
    caisse: str
    centre: str
    amo_service: str
    card_serial: str
    demonstration: bool
    beneficiary: Beneficiaire | None = None
    context: ApcvContext | None = None
    insured_name: str = ""
    insured_first_name: str = ""

    def is_of(self, insured: Nir, birth: BirthDate, rank: str) -> bool:
        """Say whether it is the person of these three data; a century said by hand counts not."""
        return (self.insured, self.birth.short, self.rank) == (insured, birth.short, rank)

    @property
    def printed(self) -> str:
        """The name and the birth, as notices print them."""
        return f"{self.name} {self.first_name} ({self.birth.printed})"


INSURED = "0"
"""Quality of the insured (cards sheet 1.7)."""


def _insured_beside(
    people: Iterable[Beneficiaire | ApcvBeneficiaire], who: Beneficiaire | ApcvBeneficiaire
) -> tuple[str, str]:
    """Return the two names of the insured of somebody else, when the same people hold them."""
    if who.quality == INSURED:
        return "", ""
    for each in people:
        if each.quality == INSURED and each.insured == who.insured:
            return each.name, each.first_name
    return "", ""


def patient_of_card(card: VitaleCard, who: Beneficiaire) -> PatientInHand:
    """Return the person chosen on a card."""
    insured_name, insured_first_name = _insured_beside(card.beneficiaries, who)
    return PatientInHand(
        source=PatientSource.VITALE_CARD,
        name=who.name,
        first_name=who.first_name,
        birth=who.birth,
        rank=who.rank,
        insured=who.insured,
        certified=who.certified,
        regime=who.regime,
        caisse=who.caisse,
        centre=who.centre,
        amo_service=who.amo_service,
        card_serial=card.serial or "",
        demonstration=card.card_type is CardType.DEMONSTRATION,
        beneficiary=who,
        insured_name=insured_name,
        insured_first_name=insured_first_name,
    )


def patient_of_app(reading: ApcvReading, who: ApcvBeneficiaire) -> PatientInHand:
    """Return the person chosen in the app; their rights come from ADRi (APCV-08)."""
    insured_name, insured_first_name = _insured_beside(reading.beneficiaries, who)
    return PatientInHand(
        source=PatientSource.MOBILE_CARD,
        name=who.name,
        first_name=who.first_name,
        birth=who.birth,
        rank=who.rank,
        insured=who.insured,
        certified=who.certified,
        regime=who.regime,
        caisse=who.caisse,
        centre=who.centre,
        amo_service=who.amo_service,
        card_serial="",
        demonstration=reading.card_type is CardType.DEMONSTRATION,
        context=reading.context,
        insured_name=insured_name,
        insured_first_name=insured_first_name,
    )


def patient_on_invoice(patient: PatientInHand, rights: Rights | None) -> Patient:
    """Return the person as their invoice names them, completed with what ADRi told."""
    certified = patient.certified or (rights.certified_nir if rights else None)
    return Patient(
        name=patient.name,
        first_name=patient.first_name,
        birth=patient.birth,
        rank=patient.rank,
        nir=patient.insured,
        certified_nir=certified,
        regime=patient.regime,
        # A paper may not say them; ADRi does.
        caisse=patient.caisse or (rights.caisse if rights else ""),
        centre=patient.centre or (rights.centre if rights else ""),
        amo_service=rights.amo_service if rights else patient.amo_service,
        card_serial=patient.card_serial,
        insured_name=patient.insured_name,
        insured_first_name=patient.insured_first_name,
    )


@dataclass(frozen=True)
class PaperFile:
    """A file typed from a certificate of rights: text as typed, nothing read yet.

    Attributes:
        nir: 15 characters, spaces allowed; of the insured parent for a child.
        birth: ``JJ/MM/AAAA`` of the patient; the month may be in no calendar.
        demonstration: the shop bills demonstration people.
    """

    name: str
    first_name: str
    nir: str
    birth: str
    rank: str
    regime: str
    caisse: str = ""
    centre: str = ""
    demonstration: bool = False


def read_paper(paper: PaperFile, today: date) -> tuple[PatientInHand | None, tuple[Finding, ...]]:
    """Return the person of a paper file, or everything that is wrong with it."""
    found: list[Finding] = []
    if not paper.name.strip():
        found.append(Finding("PAT-NOM-ABSENT", "name"))
    if not paper.first_name.strip():
        found.append(Finding("PAT-PRENOM-ABSENT", "first_name"))
    found += [
        Finding("PAT-CARACTERE-INTERDIT", name)
        for name, text in (("name", paper.name), ("first_name", paper.first_name))
        if not _is_a_name(text.strip())
    ]
    nir = _read(lambda: Nir.parse(paper.nir.upper()))
    if nir is None:
        found.append(Finding("PAT-NIR-FAUX", "nir", {"nir": paper.nir.strip()}))
    birth = _birth(paper.birth)
    if birth is None:
        found.append(Finding("PAT-NAISSANCE-FAUSSE", "birth", {"naissance": paper.birth.strip()}))
    elif (birth.age_on(today) or 0) not in AGES:
        found.append(Finding("PAT-NAISSANCE-IMPOSSIBLE", "birth", {"naissance": birth.printed}))
    for name, label, text, lengths in (
        ("rank", "Rang de naissance", paper.rank, (1,)),
        ("regime", "Régime", paper.regime, (2,)),
        ("caisse", "Caisse", paper.caisse, (0, 3)),
        ("centre", "Centre", paper.centre, (0, 4)),
    ):
        if len(text.strip()) not in lengths or not _are_digits(text.strip()):
            facts: Facts = {"champ": label, "chiffres": lengths[-1], "tape": text.strip()}
            found.append(Finding("PAT-CHIFFRES-ATTENDUS", name, facts))
    if found or nir is None or birth is None:
        return None, tuple(found)
    return (
        PatientInHand(
            source=PatientSource.PAPER,
            name=paper.name.strip().upper(),
            first_name=paper.first_name.strip().upper(),
            birth=birth,
            rank=paper.rank.strip(),
            insured=nir,
            certified=None,
            regime=paper.regime.strip(),
            caisse=paper.caisse.strip(),
            centre=paper.centre.strip(),
            amo_service="00",
            card_serial="",
            demonstration=paper.demonstration,
        ),
        (),
    )


def _read(make: Callable[[], _T]) -> _T | None:
    try:
        return make()
    except (InvalidIdentifier, InvalidBirthDate):
        return None


def _is_a_name(text: str) -> bool:
    """Say whether a text may be somebody's name: letters, spaces, hyphens, apostrophes, dots."""
    return all(letter.isalpha() or letter in NAME_MARKS for letter in text)


def _are_digits(text: str) -> bool:
    return not text or (text.isascii() and text.isdigit())


def _birth(typed: str) -> BirthDate | None:
    """Read ``JJ/MM/AAAA``; separators may be left out, the month and day may be impossible."""
    parts = typed.strip().split("/")
    if len(parts) == 3 and tuple(map(len, parts)) != (2, 2, 4):
        return None
    digits = "".join(parts)
    if len(digits) != 8:
        return None
    return _read(lambda: BirthDate(f"{digits[4:]}{digits[2:4]}{digits[:2]}"))
