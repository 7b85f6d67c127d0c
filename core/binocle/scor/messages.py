"""The XML of a SCOR lot, and the server's words: pure functions.

Law of this file: the same documents give the same bytes; nothing is signed, the optician's number
stands for a signature (sourced, wire sheet 5.1). Source: simulators/PROTOCOLS.md section 10
(assumed as a whole).
"""

import hashlib
from base64 import b64encode
from collections.abc import Mapping, Sequence
from itertools import pairwise

from lxml import etree

from binocle.kernel import MalformedAnswer

from .lot_model import AnswerPage, FseLot, Piece
from .states import (
    ServerArchived,
    ServerAsksPaper,
    ServerAsksRebuild,
    ServerLeavesToShop,
)

NAMESPACE = "urn:simulateur-binocle:scor"
MAX_RANK = 2**63 - 1
"""Largest rank that can be kept."""

EVENTS: Mapping[
    str,
    type[ServerArchived | ServerAsksRebuild | ServerLeavesToShop | ServerAsksPaper],
] = {
    "ARCHIVE": ServerArchived,
    "A RECONSTITUER": ServerAsksRebuild,
    "SAUVEGARDE PS": ServerLeavesToShop,
    "COLLECTE PAPIER": ServerAsksPaper,
}
"""The server's word for a state -> the event that it causes."""


def lot_name(professional: str, count: int) -> str:
    """Return the name of a shop's lot, by its count from 1; it has six digits at least."""
    return f"SCOR-{professional}-{count:06d}"


def write_lot(*, professional: str, name: str, fse_lot: FseLot, pieces: Sequence[Piece]) -> bytes:
    """Return the bytes of a lot, UTF-8.

    Args:
        professional: billing number, zero-filled to 14 digits.
        name: of the lot.
        fse_lot: the lot of the invoices.
        pieces: at least one.
    """
    assert len(professional) == 14, professional
    assert pieces, name
    lot = etree.Element(f"{{{NAMESPACE}}}LotScor", nsmap={"s": NAMESPACE})
    _fill(lot, {"Emetteur": professional, "Nom": name})
    _fill(
        etree.SubElement(lot, f"{{{NAMESPACE}}}LotFse"),
        {
            "Numero": fse_lot.number,
            "Destinataire": fse_lot.recipient,
            "Date": f"{fse_lot.day:%y%m%d}",
        },
    )
    for piece in pieces:
        _fill(
            etree.SubElement(lot, f"{{{NAMESPACE}}}Piece"),
            {
                "Id": piece.id,
                "Facture": piece.invoice,
                "Type": piece.type.value,
                "Fichier": piece.file,
                "Empreinte": hashlib.sha256(piece.pdf).hexdigest(),
                "Contenu": b64encode(piece.pdf).decode("ascii"),
            },
        )
    return etree.tostring(lot, xml_declaration=True, encoding="UTF-8")


def _fill(parent: etree._Element, texts: Mapping[str, str]) -> None:
    for tag, text in texts.items():
        etree.SubElement(parent, f"{{{NAMESPACE}}}{tag}").text = text


def require_rising(page: AnswerPage, after: int) -> None:
    """Refuse a page of answers that does not go on from a rank: it would be asked for ever.

    Raises:
        MalformedAnswer: a rank that does not rise, or nothing though more is told to wait.
    """
    ranks = [after, *(answer.rank for answer in page.answers)]
    if any(later <= before for before, later in pairwise(ranks)) or ranks[-1] > MAX_RANK:
        raise MalformedAnswer(f"rang: does not rise from {after}")
    if page.more and not page.answers:
        raise MalformedAnswer("suite: true without an answer")
