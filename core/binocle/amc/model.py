"""Complementary insurers: who they are, how they agreed to be asked, and what a certificate says.

Law of this file: frozen values, no rule. What the counter left blank is empty or ``None``, never
filled in; codes are text with their zeros. Sources: seed-facts 6.3, 9 and 12 (labels and fields of
the screens), teleservices sheet 2.2, 2.9, 2.10 and 4.1 to 4.3, simulators/PROTOCOLS.md section 9.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from binocle.kernel import ZERO, AmcNumber, Cents, Finding


class Management(Enum):
    """Who pays the complementary part (DRE-01)."""

    NONE = "none"
    SEPARATE = "separate"
    """Gestion séparée: a DRE goes to the insurer."""
    SINGLE = "single"
    """Gestion unique: the fund pays both parts (C2S)."""


class ManagementSource(Enum):
    """What says who pays the complementary part, in the order in which it is heeded."""

    FUND = "fund"
    """The number is the fund's own: C2S (RO)."""
    CONVENTION = "convention"
    INSURER = "insurer"
    """The form of the insurer, "Mode Gestion SV"."""
    PRESET = "preset"
    """The examples that the manuals print."""
    HAND = "hand"
    """The box "Gest. Séparée" of the certificate."""


class AmcProof(Enum):
    """The list "Pièce Justif. AMC", in the order of the screen (TAUX-05, seed-facts 6.3)."""

    NONE = "aucune-piece"
    WEB = "serveur-amc"
    OTHER_SUPPORT = "autre-support"
    PEC = "pec"
    VITALE_CARD = "vitale-card"
    ADRI = "adri"


class ReferenceDay(Enum):
    """Which day of the claim the complementary rights are those of ("Date Référence")."""

    ACT = "acte"
    INVOICE = "facture"
    PRESCRIPTION = "prescription"


class SpecialCertificate(Enum):
    """The list "Att. Particulière": its first choice is printed, the second one is assumed."""

    NONE = "aucune"
    C2S_LEAVER = "sortant-c2s"


class WayOn(Enum):
    """What the counter may do when a form cannot go to the insurer (DRE-04)."""

    ENTER_CERTIFICATE = "saisir-attestation"
    UNTICK_AMC = "decocher-amc"


@dataclass(frozen=True, kw_only=True)
class Convention:
    """A convention between an insurer and a network, as the directory keeps it.

    Attributes:
        signatory: number of the signing organism ("Id. signataire").
        signatory_label: at most 30 characters.
        grouped: the convention is that of a group ("Conv. groupe").
        type: 2 characters, such as ``CM`` (FNMF) or ``RO`` (single management).
        criterion: secondary criterion (CSR), where ``?`` stands for one character.
        accord: type of agreement, such as ``T``.
        label: of the insurer.
        routing: 2 characters ("Code Routage").
        host: 3 characters ("Id Hôte").
        domain: at most 20 characters.
        sts_routing: 1 character or empty ("Aiguillage STS").
        disabled: shown in the column "Desactiv.", and cannot be chosen (assumed).
        cancellation: the insurer takes a cancelling DRE (DRE-05).
    """

    signatory: str
    signatory_label: str
    grouped: bool
    type: str
    criterion: str
    accord: str
    number: AmcNumber
    label: str
    routing: str
    host: str
    domain: str
    sts_routing: str
    management: Management
    disabled: bool
    cancellation: bool


@dataclass(frozen=True)
class ConventionQuery:
    """What the directory is asked.

    Attributes:
        type: 2 characters, or empty.
        criterion: as on the member card, ``?`` standing for one character; or empty.
        page: from 1.
    """

    number: AmcNumber
    type: str = ""
    criterion: str = ""
    page: int = 1


@dataclass(frozen=True)
class NoConvention:
    """The directory knows none."""


@dataclass(frozen=True)
class OneConvention:
    """The directory knows a single one; the counter still chooses it."""

    convention: Convention


@dataclass(frozen=True)
class SeveralConventions:
    """One page of those that the directory knows (DRE-02).

    Attributes:
        total: over all pages.
        page: this one, from 1.
        conventions: none beyond the last page, which happens when the table shrank meanwhile.
    """

    total: int
    page: int
    pages: int
    conventions: tuple[Convention, ...]


@dataclass(frozen=True)
class TooManyConventions:
    """More than the directory shows: type and criterion must narrow the query (DRE-02).

    Attributes:
        code: the engine's own, -1300.
        sentence: its words, verbatim.
    """

    code: int
    sentence: str


@dataclass(frozen=True)
class QueryRefused:
    """The directory did not understand the query.

    Attributes:
        sentence: its words, verbatim.
    """

    code: int
    sentence: str


SearchOutcome = NoConvention | OneConvention | SeveralConventions | TooManyConventions
DirectoryAnswer = SearchOutcome | QueryRefused


@dataclass(frozen=True, kw_only=True)
class Attestation:
    """The 23 fields of the screen "Attestation AMC", in its order (TAUX-10, seed-facts 9).

    The forms of the fields are in :data:`binocle.amc.rules.FORMS`; what is blank is not known.

    Attributes:
        separate: "Gest. Séparée": ticked as the manual shows it.
        number: "N° Préfectoral".
        edi_number: "N° EDI".
        type: "Type Conv.".
        guarantees: "Garanties".
        insured: "Id. Assuré".
        pec_number: "N° PEC", typed by hand or granted.
        amo_refused: "Refus RO".
        mutual_number: "N° Mutuelle", as the Vitale card prints it.
        treatment: "Traitement RC", the treatment indicator.
    """

    proof: AmcProof = AmcProof.NONE
    reference: ReferenceDay = ReferenceDay.ACT
    separate: bool = True
    number: AmcNumber | None = None
    edi_number: str = ""
    type: str = ""
    guarantees: str = ""
    insured: str = ""
    pec_number: str = ""
    amo_refused: bool = False
    sts_routing: str = ""
    host: str = ""
    first: date | None = None
    special: SpecialCertificate = SpecialCertificate.NONE
    mutual_number: str = ""
    criterion: str = ""
    member: str = ""
    contract_type: str = ""
    pec_amount: Cents | None = None
    treatment: str = ""
    routing: str = ""
    domain: str = ""
    last: date | None = None


@dataclass(frozen=True)
class Complementary:
    """The insurer who pays the RC part, as the DRE names it (B2 type 2M).

    Attributes:
        member: its own number of the insured.
        type: of the convention, 2 characters.
        pec_amount: what it granted, if a PEC was granted.
        treatment: treatment indicator, 2 digits (teleservices sheet 2.9).
        cancellation: whether the convention that was chosen takes a cancelling DRE (DRE-05); none
            when no convention was chosen.
    """

    number: AmcNumber
    member: str
    type: str = ""
    criterion: str = ""
    routing: str = ""
    host: str = ""
    domain: str = ""
    sts_routing: str = ""
    pec_number: str = ""
    pec_amount: Cents | None = None
    treatment: str = ""
    contract_type: str = ""
    cancellation: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Insurer:
    """A complementary insurer as the shop set it (DRE-06, screen "Paramétrage : Mutuelle").

    Attributes:
        id: given when it is first kept.
        number: "N° Préfectoral".
        address: three lines.
        b2_norm: such as ``062007``; empty = the shop's own.
        management: "Mode Gestion SV"; ``NONE`` = not set.
        payer: "Organisme Payeur".
        grid: "Grille utilisée"; empty = unknown, which the screen prints "Inconnu".
        billed_rc: "Indicateur 'Facturé RC' dans le dossier".
        transmit_by_default: "Activer la télétransmission par défaut".
        pec_required: "Numéro de PEC obligatoire" (PEC-14).
        notes: "Informations utiles".
        regimes: labels of its own plans, such as ``Fixe Premium`` and ``Variable``.
    """

    id: int | None = None
    name: str
    number: AmcNumber | None = None
    address: tuple[str, str, str] = ("", "", "")
    postcode: str = ""
    town: str = ""
    phone: str = ""
    fax: str = ""
    email: str = ""
    b2_norm: str = ""
    management: Management = Management.NONE
    payer: str = ""
    grid: str = ""
    billed_rc: bool = False
    transmit_by_default: bool = False
    pec_required: bool = False
    notes: str = ""
    regimes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ClaimDays:
    """The days of a claim.

    Attributes:
        act: none when the counter left it blank: it is then the invoice's.
    """

    prescription: date
    invoice: date
    act: date | None = None


@dataclass(frozen=True, kw_only=True)
class TiersPayant:
    """The boxes of the block "Tiers Payant & Télétransmission" (FSE-01).

    Attributes:
        amo: the optician asks the RO part of the fund instead of the patient; likewise ``amc``.
        transmit_amo: the RO part travels in a form.
        transmit_amc: the same for the RC part; the box counts only once there is an RC amount.
    """

    amo: bool = True
    amc: bool = True
    transmit_amo: bool = True
    transmit_amc: bool = True


USUAL_TIERS_PAYANT = TiersPayant()
"""Everything that can be asked is asked, and sent."""


@dataclass(frozen=True, kw_only=True)
class ClaimFacts:
    """What a claim tells of its complementary part.

    Attributes:
        rc_total: the RC amount of the claim; zero in single management until the rate check.
        insurer: the shop's form of it, if the shop knows it.
        convention: the one that was chosen, if any.
    """

    days: ClaimDays
    attestation: Attestation
    tiers_payant: TiersPayant
    rc_total: Cents = ZERO
    insurer: Insurer | None = None
    convention: Convention | None = None


@dataclass(frozen=True)
class ComplementaryCheck:
    """What the RC part of a claim comes to.

    Attributes:
        management: ``NONE`` when no RC part is sent.
        source: what says so; none when no RC part is sent.
        rights_day: the day of the complementary rights, as the recap prints it.
        complementary: whom the form names; none when no RC part is sent or a finding blocks.
    """

    management: Management
    source: ManagementSource | None
    rights_day: date
    complementary: Complementary | None
    findings: tuple[Finding, ...]
