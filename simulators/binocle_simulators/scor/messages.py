"""Reads a SCOR lot: the documents of invoices of one FSE lot, in one unsigned XML document.

Law of this file: what the shape does not name is refused, with the piece and the field; nothing is
read twice or skipped. The document is UTF-8 without a DOCTYPE, so that nothing in it can swell or
reach out. Whether the FSE lot and its invoices exist is not looked at here.
Source: PROTOCOLS section 10 (assumed as a whole; limits, characters of names, UTF-8 alone and the
case of the digest are ours).
"""

import base64
import binascii
import hashlib
import hmac
import re
from dataclasses import dataclass

from lxml import etree

from binocle_simulators.xml_shape import BadShape, Shape, local, walk

NAMESPACE = "urn:simulateur-binocle:scor"
PRESCRIPTION, CARE_SHEET = "ORDN", "FSPA"

MAX_PIECES = 999
MAX_PIECE = 8 * 1024 * 1024
"""Bytes of the largest document."""
MAX_LOT = 32 * 1024 * 1024
"""Bytes of all the documents of a lot."""
MAX_DOCUMENT = 48 * 1024 * 1024
"""Bytes of the largest XML: a full lot in base64, folded or not (ours)."""
MAX_TAGS = 20_000
"""More ``<`` than a lot of 999 pieces can hold."""


class BadLot(ValueError):
    """A lot that is not of the shape; the text is a French sentence."""


@dataclass(frozen=True, slots=True)
class FseName:
    """How a SCOR lot names its FSE lot: number, recipient (14 characters), day AAMMJJ."""

    number: str
    recipient: str
    date: str


@dataclass(frozen=True, slots=True)
class Piece:
    """One document.

    Attributes:
        id: given once by the professional.
        invoice: 9 digits, as in B2 2.
        kind: :data:`PRESCRIPTION` or :data:`CARE_SHEET`.
        file: the name of the PDF.
        digest: SHA-256 of ``content``, lower-case hex.
        content: what should be a PDF.
    """

    id: str
    invoice: str
    kind: str
    file: str
    digest: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ScorLot:
    """One lot: who sends (14 digits), its name, the FSE lot, its pieces in order."""

    sender: str
    name: str
    fse: FseName
    pieces: tuple[Piece, ...]


def _leaf(name: str, form: str) -> Shape:
    return Shape(f"{{{NAMESPACE}}}{name}", re.compile(form))


_DAY = "[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])"
HEAD = Shape(
    f"{{{NAMESPACE}}}LotScor",
    children=(
        _leaf("Emetteur", "[0-9]{14}"),
        _leaf("Nom", "SCOR-[0-9]{14}-[0-9]{6}"),
        Shape(
            f"{{{NAMESPACE}}}LotFse",
            children=(
                _leaf("Numero", "[A-Z0-9]{3}"),
                _leaf("Destinataire", "[0-9]{14}"),
                _leaf("Date", _DAY),
            ),
        ),
    ),
)
PIECE = Shape(
    f"{{{NAMESPACE}}}Piece",
    children=(
        _leaf("Id", "[!-~]{1,36}"),
        _leaf("Facture", "[0-9]{9}"),
        _leaf("Type", f"{PRESCRIPTION}|{CARE_SHEET}"),
        _leaf("Fichier", r"[^\s/\\][^/\\\x00-\x1f\x7f]{0,95}\.(pdf|PDF)"),
        _leaf("Empreinte", "[0-9A-Fa-f]{64}"),
        _leaf("Contenu", r"[A-Za-z0-9+/=\s]+"),
    ),
)


def read_lot(document: bytes) -> ScorLot:
    """Return what a SCOR lot holds.

    Args:
        document: the XML, as it was put.

    Raises:
        BadLot: at the first thing that is not as it must be.
    """
    root = _parsed(document)
    pieces = _apart(root)
    sender, name, *fse = _texts(root, HEAD, "LotScor")
    if name.split("-")[1] != sender:
        raise BadLot(f"LotScor, « Nom » : {name} n'est pas un nom de l'émetteur {sender}.")
    if not 1 <= len(pieces) <= MAX_PIECES:
        raise BadLot(f"LotScor, « Piece » : de 1 à {MAX_PIECES} sont attendues.")
    read = tuple(_piece(element, f"Pièce {n}") for n, element in enumerate(pieces, start=1))
    _whole(read)
    return ScorLot(sender, name, FseName(*fse), read)


def _parsed(document: bytes) -> etree._Element:
    """Return the root of a document in which nothing can swell, reach out or hide."""
    try:
        text = document.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadLot("LotScor : le corps n'est pas en UTF-8.") from error
    if "\x00" in text or "<!DOCTYPE" in text:
        raise BadLot("LotScor : un DOCTYPE n'est pas admis.")
    if text.count("<") > MAX_TAGS:
        raise BadLot("LotScor : trop d'éléments.")
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True
    )
    try:
        root = etree.fromstring(document, parser)
    except etree.XMLSyntaxError as error:
        raise BadLot("LotScor : le corps n'est pas du XML.") from error
    if any(not isinstance(element.tag, str) for element in root.iter()):
        raise BadLot("LotScor : un commentaire ou une instruction n'est pas admis.")
    if root.tag != HEAD.tag:
        raise BadLot(f"LotScor : l'élément racine est « {local(str(root.tag))} ».")
    return root


def _apart(root: etree._Element) -> list[etree._Element]:
    """Take the pieces that end the lot out of it, so that each is named by its rank."""
    pieces: list[etree._Element] = []
    while len(root) and root[-1].tag == PIECE.tag:
        element = root[-1]
        if element.tail and not element.tail.isspace():
            raise BadLot("LotScor : un texte n'est pas admis.")
        root.remove(element)
        pieces.append(element)
    return pieces[::-1]


def _texts(element: etree._Element, shape: Shape, place: str) -> list[str]:
    """Return the texts of an element's leaves, in order; a refusal names the last field."""
    try:
        return [text for _, text in walk(element, shape, place)]
    except BadShape as error:
        wrong = str(error).removeprefix(error.place)
        field = error.place.removeprefix(place).replace("@", "/").rpartition("/")[2]
        raise BadLot(f"{place}, « {field} »{wrong}" if field else f"{place}{wrong}") from error


def _piece(element: etree._Element, place: str) -> Piece:
    identifier, invoice, kind, file, digest, folded = _texts(element, PIECE, place)
    text = "".join(folded.split())
    if len(text) > MAX_PIECE * 4 // 3 + 4:
        raise BadLot(f"{place}, « Contenu » : plus de 8 Mio.")
    try:
        content = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise BadLot(f"{place}, « Contenu » : n'est pas du base64.") from error
    if base64.b64encode(content).decode() != text:
        raise BadLot(f"{place}, « Contenu » : n'est pas du base64.")
    if len(content) > MAX_PIECE:
        raise BadLot(f"{place}, « Contenu » : plus de 8 Mio.")
    right = hashlib.sha256(content).hexdigest()
    if not hmac.compare_digest(right, digest.lower()):
        raise BadLot(f"{place}, « Empreinte » : n'est pas celle de « Contenu ».")
    return Piece(identifier, invoice, kind, file, right, content)


def _whole(pieces: tuple[Piece, ...]) -> None:
    """Check what the pieces must be together."""
    first: dict[str, int] = {}
    for n, piece in enumerate(pieces, start=1):
        if first.setdefault(piece.id, n) != n:
            raise BadLot(
                f"Pièce {n}, « Id » : {piece.id} est déjà celui de la pièce {first[piece.id]}."
            )
    if sum(len(piece.content) for piece in pieces) > MAX_LOT:
        raise BadLot("LotScor, « Contenu » : les documents font ensemble plus de 32 Mio.")
