"""The pages "Attestation AMC", its chooser of conventions, and "Paramétrage : Mutuelle"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from .optics import FieldNotice


@dataclass(frozen=True)
class ConventionRow:
    """A row of the chooser, in the order of its columns (DRE-02).

    Attributes:
        place: from 1, what choosing names.
    """

    place: int
    signatory: str
    signatory_label: str
    grouped: str
    type: str
    criterion: str
    accord: str
    number: str
    label: str
    disabled: str


@dataclass(frozen=True)
class TooManyView:
    """The engine's own words and code, when there are too many conventions."""

    sentence: str
    code: int


@dataclass(frozen=True)
class CertificateView:
    """The screen "Attestation AMC" and its chooser.

    Attributes:
        texts: the 23 fields, by name.
        told: by field; what is of a search is under ``conventions``, of the two ways on
            under ``ways``.
        conventions: of the page that is shown; empty without a search.
        page: of ``pages``; 0 when there is nothing to choose from.
        too_many: none unless the search found too many.
        left_c2s: the number is that of those who left C2S: two ways on are shown (DRE-04).
        has_claim: a file is open, so a certificate can be taken.
        management: key of the labels ``gestion_sv``, empty until a certificate is taken.
        source: key of the labels ``origine_gestion``, likewise.
    """

    texts: Mapping[str, str]
    told: Mapping[str, tuple[FieldNotice, ...]]
    conventions: tuple[ConventionRow, ...] = ()
    total: int = 0
    page: int = 0
    pages: int = 0
    too_many: TooManyView | None = None
    left_c2s: bool = False
    has_claim: bool = False
    management: str = ""
    source: str = ""


@dataclass(frozen=True)
class InsurerRow:
    """An insurer of the list; ``management`` is a key of the labels ``gestion_sv``."""

    id: int
    name: str
    number: str
    management: str
    regimes: tuple[str, ...]


@dataclass(frozen=True)
class InsurerView:
    """The form of an insurer.

    Attributes:
        id: none for a new one.
        regimes: names of the fields of its plans, two of them blank.
    """

    id: int | None
    texts: Mapping[str, str]
    told: Mapping[str, tuple[FieldNotice, ...]]
    regimes: tuple[str, ...]


class InsurersPage(Protocol):
    """What the pages may ask; any call may raise a ``BinocleError``, which is shown."""

    def certificate(self) -> CertificateView:
        """Return "Attestation AMC" as it stands."""
        ...

    def attest(self, form: Mapping[str, str]) -> None:
        """Take the certificate."""
        ...

    def search(self, form: Mapping[str, str]) -> None:
        """Search conventions with the certificate's number, type and criterion."""
        ...

    def turn(self, page: int) -> None:
        """Show another page of the chooser."""
        ...

    def choose(self, place: int) -> None:
        """Choose a convention of the page that is shown."""
        ...

    def leave_c2s(self, way: str) -> None:
        """Take a way on of DRE-04, by its key of the labels ``issues_mutnum``."""
        ...

    def insurers(self) -> Sequence[InsurerRow]:
        """Return the shop's insurers, by name."""
        ...

    def form(self, id: int | None) -> InsurerView:
        """Return the form of an insurer, or a blank one."""
        ...

    def keep(self, id: int | None, form: Mapping[str, str]) -> InsurerView | None:
        """Keep an insurer ("Valider"); return its form again when something is wrong with it."""
        ...

    def copy(self, id: int, form: Mapping[str, str]) -> InsurerView | None:
        """Add an insurer like another, under another name ("Copier"); likewise."""
        ...
