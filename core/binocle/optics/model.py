"""The optical file: what the doctor wrote, what is sold for it (CLI-03); frozen values, no rule.

Law of this file: powers are whole hundredths of a dioptre, angles whole degrees, lengths whole
tenths of a millimetre, money whole cents. A value is what was typed; whether it is possible is
told by :mod:`binocle.optics.rules`, so nothing here refuses. Source: S2 (seed-facts 8 and 19.2);
shape of a renewal: S4 (seed-facts 21, USR-02).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from binocle.kernel import ZERO, Cents, LppCode, PartnerNumber

HALF_TURN = 180
"""Degrees: the axis of a cylinder is a line, not an arrow."""


class LineKind(Enum):
    """Column "T" of the sale (seed-facts 8.1): ``M`` monture, ``V`` verre, ``S`` supplément.

    ``D`` (divers) stands for what S2 shows in its own block; its letter is ours.
    """

    FRAME = "M"
    LENS = "V"
    SUPPLEMENT = "S"
    SUNDRY = "D"


class BasketClass(Enum):
    """Class of the reform "100 % santé": ``A`` without rest to pay, ``B`` free price."""

    A = "A"
    B = "B"


class LensShape(Enum):
    """Geometry of a lens, as the list of products sorts it."""

    UNIFOCAL = "unifocal"
    MULTIFOCAL = "multifocal"
    PROGRESSIVE = "progressif"


class LensClass(Enum):
    """Class of a lens in a "contrat responsable" (code SS R871-2)."""

    SIMPLE = "simple"
    COMPLEX = "complexe"
    VERY_COMPLEX = "très complexe"


class Eye(Enum):
    """Which eye, as every screen and quote names it."""

    RIGHT = "OD"
    LEFT = "OG"


class Vision(Enum):
    """What an equipment is for: ``MF - Multi-focaux`` serves far and near at once."""

    FAR = "VL"
    NEAR = "VP"
    BOTH = "MF"


class EquipmentType(Enum):
    """Why an equipment is made (seed-facts 6.4); no other value was ever printed."""

    NEW_ORDONNANCE = "NO"


class RenewalKind(Enum):
    """The list "Prescription (RI/RA)" of the rate check (seed-facts 6.4)."""

    NONE = "aucun"
    INITIAL = "RI"
    ADAPTED = "RA"


@dataclass(frozen=True)
class Correction:
    """What one eye needs for one distance.

    Attributes:
        sphere: hundredths of a dioptre, signed.
        cylinder: likewise, in either notation; 0 for none.
        axis: degrees; it means nothing without a cylinder.
        addition: hundredths of a dioptre that near vision needs more; 0 for none.
        prism: hundredths of a prism dioptre; 0 for none.
        prism_base: degrees, direction of the prism's base.
    """

    sphere: int
    cylinder: int = 0
    axis: int = 0
    addition: int = 0
    prism: int = 0
    prism_base: int = 0

    def transposed(self) -> "Correction":
        """Return the same lens in the other notation: S + C, -C, axis turned by 90 degrees."""
        return replace(
            self,
            sphere=self.sphere + self.cylinder,
            cylinder=-self.cylinder,
            axis=(self.axis + HALF_TURN // 2) % HALF_TURN,
        )

    def positive(self) -> "Correction":
        """Return the same lens with its cylinder positive or null, as the tables take it."""
        return self.transposed() if self.cylinder < 0 else self

    def near(self) -> "Correction":
        """Return the lens of near vision alone: the addition has gone into the sphere."""
        return replace(self, sphere=self.sphere + self.addition, addition=0)


@dataclass(frozen=True)
class EyePrescription:
    """What is written for one eye.

    Attributes:
        far: far vision, with the addition if any; none when only near vision is written.
        near: near vision, when it is written for itself.
    """

    far: Correction | None = None
    near: Correction | None = None

    def seen(self, vision: Vision) -> Correction | None:
        """Return the correction for a use, or none when nothing written gives it."""
        if vision is Vision.NEAR and self.near is None and self.far is not None:
            return self.far.near() if self.far.addition else None
        return self.near if vision is Vision.NEAR else self.far


@dataclass(frozen=True)
class Prescriber:
    """Who prescribed, as an invoice names him (B2 type 2, pos 59 to 67 and 113 to 114).

    Attributes:
        rpps: 11 digits, or empty when it is not known: no zone that is demanded carries it.
        speciality: 2 digits; ``00`` when it is not known.
        name: as the ordonnance writes it, or empty.
    """

    number: PartnerNumber
    rpps: str = ""
    speciality: str = "00"
    name: str = ""


@dataclass(frozen=True)
class OrdonnancePrescriber:
    """Who wrote it: ``CNDA TEST CNDA``, ``99100069 6``, speciality ``15`` (seed-facts 19.2).

    Attributes:
        number: 9 digits, key included; empty when the ordonnance does not tell it.
    """

    name: str
    number: str
    speciality: str = ""
    rpps: str = ""

    @property
    def billed(self) -> Prescriber | None:
        """The prescriber of the invoice; none without a number, which the norm demands."""
        if not self.number:
            return None
        number = PartnerNumber(self.number)
        return Prescriber(number, self.rpps, self.speciality.rjust(2, "0"), self.name)


@dataclass(frozen=True)
class RenewalNote:
    """What the shop wrote on the ordonnance when it renewed or adapted it (USR-02).

    Attributes:
        kind: renewal as it is, or adaptation.
        day: when; this is the prescription date that is invoiced.
        stamped: the company's stamp is on it.
        signed: the optician signed.
        noted: the words "renouvellement" or "adaptation" are written on it.
    """

    kind: RenewalKind
    day: date | None
    stamped: bool = False
    signed: bool = False
    noted: bool = False


@dataclass(frozen=True)
class Ordonnance:
    """A prescription.

    Attributes:
        day: the day on which the doctor wrote it, which a renewal never changes.
        renewal: none while it is served as the doctor gave it.
        renewal_barred: the doctor wrote that it may not be adapted.
    """

    day: date
    prescriber: OrdonnancePrescriber
    right: EyePrescription = EyePrescription()
    left: EyePrescription = EyePrescription()
    renewal: RenewalNote | None = None
    renewal_barred: bool = False

    @property
    def renewal_kind(self) -> RenewalKind:
        """What the field "Prescription (RI/RA)" is filled with."""
        return self.renewal.kind if self.renewal else RenewalKind.NONE

    @property
    def invoiced_day(self) -> date:
        """The prescription date of the invoice: the renewal's, if there is one (USR-02)."""
        return self.renewal.day if self.renewal and self.renewal.day else self.day

    def eye(self, eye: Eye) -> EyePrescription:
        """Return what is written for one eye."""
        return self.right if eye is Eye.RIGHT else self.left


@dataclass(frozen=True)
class Article:
    """One thing that is sold: a line of the sale (seed-facts 8).

    Attributes:
        kind: column "T".
        label: column "Détail", such as ``CT 28 Orma``.
        net: price after discount.
        act: B2 act code; blank for a supplement, which has none.
        lpp: code of the form, the manufacturer's own since 1 July 2021.
        base: reimbursement base.
        serial: number by which this very piece is traced; blank when it has none.
        shown: the "Rb" box.
    """

    kind: LineKind
    label: str
    net: Cents
    act: str = ""
    lpp: LppCode | None = None
    base: Cents = ZERO
    serial: str = ""
    shown: bool = True


@dataclass(frozen=True)
class Frame:
    """A frame from the stock (seed-facts 19.2).

    Attributes:
        calibre: width of a lens, tenths of a millimetre.
        bridge: "nez", tenths of a millimetre.
    """

    article: Article
    reference: str = ""
    maker: str = ""
    brand: str = ""
    colour: str = ""
    calibre: int | None = None
    bridge: int | None = None


@dataclass(frozen=True)
class Lens:
    """One lens and what is added to it.

    Attributes:
        basket: class of the basket, which the patient chose.
        diameter: as the maker prints it, ``65/70``.
    """

    article: Article
    shape: LensShape
    basket: BasketClass
    diameter: str = ""
    supplements: tuple[Article, ...] = ()


@dataclass(frozen=True)
class Fitting:
    """Measures for the mounting: tenths of a millimetre, none when not taken.

    Attributes:
        far_gap_right: "Écart VL OD"; likewise the others.
        height_right: "H.OD".
    """

    far_gap_right: int | None = None
    far_gap_left: int | None = None
    near_gap_right: int | None = None
    near_gap_left: int | None = None
    height_right: int | None = None
    height_left: int | None = None


@dataclass(frozen=True)
class Equipment:
    """A frame, two lenses and what goes with them.

    Attributes:
        number: ``1183``.
        seller: who sold it, ``Vitale C``.
        offer: type "offre commerciale": nothing of it is shown to the insurers (TAUX-12).
    """

    number: str
    seller: str
    vision: Vision
    type: EquipmentType = EquipmentType.NEW_ORDONNANCE
    frame: Frame | None = None
    right: Lens | None = None
    left: Lens | None = None
    sundries: tuple[Article, ...] = ()
    fitting: Fitting = Fitting()
    offer: bool = False

    @property
    def articles(self) -> tuple[Article, ...]:
        """The lines of the sale in the order of the screen: each lens before its supplements.

        Those of a commercial offer are hidden and carry no LPP code (TAUX-12).
        """
        if not self.offer:
            return tuple(self._articles())
        return tuple(replace(each, shown=False, lpp=None) for each in self._articles())

    def _articles(self) -> Iterator[Article]:
        if self.frame is not None:
            yield self.frame.article
        for lens in (self.right, self.left):
            if lens is not None:
                yield lens.article
                yield from lens.supplements
        yield from self.sundries

    @property
    def traced(self) -> tuple[tuple[str, str], ...]:
        """The articles with a serial number: label and number, in the order of the sale."""
        return tuple((each.label, each.serial) for each in self._articles() if each.serial)


@dataclass(frozen=True)
class OpticalFile:
    """The optical file of a client: one ordonnance and what was made of it (CLI-03)."""

    ordonnance: Ordonnance
    equipments: tuple[Equipment, ...] = ()
