"""Lists of values of the screen "Vérification taux", in the order of the manuals.

Law of this file: a value is a symbol of ours; its printed label is in the French catalogue and its
number in an engine or in B2 is somebody else's table, since the published lists disagree
(teleservices sheet 2.1 to 2.5). Source of the lists: seed-facts 6.
"""

from enum import Enum


class SecuringMode(Enum):
    """How the form is secured (teleservices sheet 2.3: engine codes 3 and 5)."""

    SESAM_VITALE = "3"
    DEGRADED = "5"


class AmoProof(Enum):
    """The list "Pièce Justif. AMO": what the compulsory rights rest on (TAUX-04)."""

    NONE = "aucune-piece"
    DOCUMENT = "document"
    SOCIAL_CARD = "carte-assure-social"
    VITALE_CARD = "vitale-card"
    ADRI = "adri"
    MOBILE_CARD = "apcv"

    @property
    def manual(self) -> bool:
        """Whether nothing was read: the exemption is chosen by hand, the mode degraded."""
        return self in (AmoProof.NONE, AmoProof.DOCUMENT, AmoProof.SOCIAL_CARD)

    @property
    def on_paper(self) -> bool:
        """Whether the patient showed a paper; nobody is asked what it says."""
        return self in (AmoProof.DOCUMENT, AmoProof.SOCIAL_CARD)


class AmoRights(Enum):
    """The list "Droits AMO"; only the first value is printed in the manuals."""

    OPEN = "ouverts"
    CLOSED = "fermes"
    UNKNOWN = "inconnus"


class InsuranceNature(Enum):
    """The list "Nature Assurance" (TAUX-06)."""

    ILLNESS = "maladie"
    MATERNITY = "maternite"
    WORK_ACCIDENT = "accident-du-travail"
    SMG = "smg"


class ExemptionChoice(Enum):
    """The list "Taux Exonération" of the block "Situation ETM", chosen by hand (TAUX-04, ADRI-07).

    The value is the exemption code that the choice leads to (teleservices sheet 2.5, derived).
    """

    NONE = "0"
    ALD = "4"
    ALL = "5"
    FSV = "9"


class RightsSource(Enum):
    """Where the rights at hand come from."""

    CARD = "card"
    ADRI = "adri"
    NOTHING = "nothing"


class LppStatus(Enum):
    """What the list of products says of a code on a day."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    CLOSED = "closed"
