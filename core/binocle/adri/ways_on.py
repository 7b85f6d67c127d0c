"""After a failure: what to check, and how the sale goes on.

Law of this file: every failure of :class:`binocle.adri.AdriService` has its ways on, in the order
in which they are offered; none of them is chosen here. Sources: ADRI-05 to ADRI-08; seed-facts 5
and 6.1. Pure values.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from .model import RightsRequest


class WayOn(Enum):
    """One way on; French labels are in the catalogue.

    Attributes:
        CORRECT: complete or correct the data of the request.
        ASK_AGAIN: ask ADRi again.
        CARD_RIGHTS: "L'assuré a présenté sa carte Vitale": the card's own rights serve.
        PROOF_NONE: the first manual proof: no proof at all.
        PROOF_DOCUMENT: the second: pay slip, certificate, AME.
        PROOF_SOCIAL_CARD: the third: insured's card, or the file looked up otherwise.
        MANUAL_FILE: create the patient's file by hand, its rights found elsewhere.
        ADRI_OFF: invoice with ADRi off (ADRI-07).
        OUTSIDE_TRANSMISSION: the patient pays all and gets a paper care sheet (ADRI-08).
    """

    CORRECT = "correct"
    ASK_AGAIN = "ask-again"
    CARD_RIGHTS = "card-rights"
    PROOF_NONE = "proof-none"
    PROOF_DOCUMENT = "proof-document"
    PROOF_SOCIAL_CARD = "proof-social-card"
    MANUAL_FILE = "manual-file"
    ADRI_OFF = "adri-off"
    OUTSIDE_TRANSMISSION = "outside-transmission"


MANUAL_PROOFS = (WayOn.PROOF_NONE, WayOn.PROOF_DOCUMENT, WayOn.PROOF_SOCIAL_CARD)
"""The three other choices, "all equivalent": the exemption is then chosen by hand (S1, S3)."""

UNKNOWN_PATIENT = (WayOn.MANUAL_FILE, WayOn.ADRI_OFF, WayOn.OUTSIDE_TRANSMISSION)


class Without(Enum):
    """Marks, in the table, where the rights that ADRi did not give come from."""

    PROOF = "proof"


AFTER: Mapping[str, tuple[WayOn | Without, ...]] = {
    "ADRI-CHAMP-MANQUANT": (WayOn.CORRECT, Without.PROOF),
    "ADRI-CHAMP-MALFORME": (WayOn.CORRECT, Without.PROOF),
    "ADRI-INDISPONIBLE": (WayOn.ASK_AGAIN, Without.PROOF),
    "ADRI-TROP-LENT": (WayOn.ASK_AGAIN, Without.PROOF),
    "ADRI-EN-PANNE": (WayOn.ASK_AGAIN, Without.PROOF),
    "ADRI-PATIENT-INCONNU": (WayOn.CORRECT, *UNKNOWN_PATIENT),
    "ADRI-REGIME-NON-GERE": (WayOn.CORRECT, Without.PROOF),
    "ADRI-NIR-REFUSE": (WayOn.CORRECT, Without.PROOF),
    "ADRI-REFUS": (WayOn.ASK_AGAIN, Without.PROOF),
    "ADRI-REPONSE-ILLISIBLE": (WayOn.ASK_AGAIN, Without.PROOF),
    "ADRI-REPONSE-NON-SIGNEE": (WayOn.ASK_AGAIN, Without.PROOF),
    "ADRI-REPONSE-AUTRE-SIGNATAIRE": (WayOn.ASK_AGAIN, Without.PROOF),
    "ADRI-REPONSE-ALTEREE": (WayOn.ASK_AGAIN, Without.PROOF),
    "ADRI-REPONSE-AUTRE-MESSAGE": (WayOn.ASK_AGAIN, Without.PROOF),
}
"""Code of a failure -> the ways on; the proof depends on the card in the reader (ADRI-05)."""


def ways_on(code: str, *, card_in_reader: bool) -> tuple[WayOn, ...]:
    """Return the ways on after a failure, in the order in which they are offered.

    Args:
        code: of a failure of :class:`binocle.adri.AdriService`.
        card_in_reader: the patient's Vitale card is there: its rights serve; without it, one of the
            three manual proofs.

    Raises:
        KeyError: no failure of ADRi has that code.
    """
    proofs = (WayOn.CARD_RIGHTS,) if card_in_reader else MANUAL_PROOFS
    found: list[WayOn] = []
    for way in AFTER[code]:
        found += proofs if isinstance(way, Without) else [way]
    return tuple(found)


@dataclass(frozen=True)
class SentDatum:
    """One datum to check, with what was sent.

    Attributes:
        field: of :class:`RightsRequest`; its French label is in the catalogue.
        sent: as the screen shows it; empty when it was not known.
    """

    field: str
    sent: str


def unknown_patient_checks(request: RightsRequest) -> tuple[SentDatum, ...]:
    """Return the four data to check when ADRi does not know the patient (ADRI-06)."""
    return (
        SentDatum("insured", request.insured.compact if request.insured else ""),
        SentDatum("birth", request.birth.printed if request.birth else ""),
        SentDatum("rank", request.rank),
        SentDatum("regime", request.regime),
    )
