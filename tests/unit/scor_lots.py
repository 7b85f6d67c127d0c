"""SCOR lots and documents as a professional would send them, typed from PROTOCOLS 10."""

import base64
import hashlib
import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from PIL import Image

PS, OTHER_PS = "00000992604231", "00000750000002"
FUND = "00000001999000"
NS = "urn:simulateur-binocle:scor"
A4, A5 = (595.28, 841.89), (419.53, 595.28)


def pdf(
    *pages: tuple[float, float], picture: tuple[int, int] | None = None, form: str = ""
) -> bytes:
    """Write a PDF by hand.

    Args:
        pages: the size of each, in points.
        picture: pixels of the one picture, which fills each page.
        form: the matrix of a form around it, in which it is drawn within a unit square.
    """
    objects: list[bytes] = [b"<</Type/Catalog/Pages 2 0 R>>", b""]

    def add(content: bytes) -> int:
        objects.append(content)
        return len(objects)

    def stream(entries: str, data: bytes) -> int:
        return add(f"<<{entries}/Length {len(data)}>>".encode() + _in_stream(data))

    kids = []
    for width, height in pages:
        shown, resources = "0 0 m 9 9 l S", "<<>>"
        if picture:
            across, down = picture
            drawn = stream(
                f"/Type/XObject/Subtype/Image/Width {across}/Height {down}"
                "/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/FlateDecode",
                zlib.compress(bytes((across + 7) // 8 * down)),
            )
            shown, resources = (
                f"{width} 0 0 {height} 0 0 cm /P Do",
                f"<</XObject<</P {drawn} 0 R>>>>",
            )
            if form:
                held = stream(
                    f"/Type/XObject/Subtype/Form/BBox[0 0 9999 9999]/Matrix[{form}]"
                    f"/Resources{resources}",
                    b"/P Do",
                )
                resources = f"<</XObject<</P {held} 0 R>>>>"
        contents = stream("", shown.encode())
        kids.append(
            add(
                f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]"
                f"/Resources{resources}/Contents {contents} 0 R>>".encode()
            )
        )
    listed = " ".join(f"{kid} 0 R" for kid in kids)
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{listed}]>>".encode()
    return document(objects)


def _in_stream(data: bytes) -> bytes:
    return b"stream\n" + data + b"\nendstream"


def document(objects: Sequence[bytes]) -> bytes:
    """Number objects from 1, the first being the catalogue, and write them down."""
    whole, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(whole))
        whole += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    rows = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    table = f"xref\n0 {size}\n0000000000 65535 f \n{rows}trailer<</Size {size}/Root 1 0 R>>\n"
    return whole + f"{table}startxref\n{len(whole)}\n%%EOF\n".encode()


def scanned(dpi: int, *, size: tuple[int, int] = (1654, 2339)) -> bytes:
    """Return a scan of those pixels as a PDF whose page is what they cover at that resolution."""
    made = io.BytesIO()
    Image.new("1", size, 1).save(made, "PDF", resolution=dpi)
    return made.getvalue()


GOOD = pdf(A4)
"""A document that a program drew."""


@dataclass
class Sent:
    """One piece; each field may be wrong on purpose."""

    id: str = "1"
    invoice: str = "000000257"
    kind: str = "ORDN"
    file: str = "ORDN-257.pdf"
    content: bytes = GOOD
    digest: str = ""

    def xml(self) -> str:
        digest = self.digest or hashlib.sha256(self.content).hexdigest()
        return (
            f"<Piece><Id>{self.id}</Id><Facture>{self.invoice}</Facture><Type>{self.kind}</Type>"
            f"<Fichier>{self.file}</Fichier><Empreinte>{digest}</Empreinte>"
            f"<Contenu>{base64.b64encode(self.content).decode()}</Contenu></Piece>"
        )


@dataclass
class Lot:
    """One lot; each field may be wrong on purpose."""

    rank: int = 1
    sender: str = PS
    number: str = "027"
    recipient: str = FUND
    date: str = "240528"
    pieces: list[Sent] = field(default_factory=lambda: [Sent()])

    @property
    def name(self) -> str:
        return f"SCOR-{self.sender}-{self.rank:06d}"

    def xml(self) -> bytes:
        return (
            f'<LotScor xmlns="{NS}"><Emetteur>{self.sender}</Emetteur><Nom>{self.name}</Nom>'
            f"<LotFse><Numero>{self.number}</Numero><Destinataire>{self.recipient}</Destinataire>"
            f"<Date>{self.date}</Date></LotFse>"
            f"{''.join(piece.xml() for piece in self.pieces)}</LotScor>"
        ).encode()
