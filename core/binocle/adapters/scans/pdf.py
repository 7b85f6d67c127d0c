"""The one PDF that is kept and sent: a grey JPEG a page, at 200 dpi (wire sheet 5.1).

Law of this file: the same pictures give the same bytes: no date, no chance; the identifier is a
digest. A page is at least A5. Source: ISO 32000-1, section 7; the JPEG quality is ours (assumed).
"""

import hashlib
from collections.abc import Sequence

import cv2
import numpy as np

from binocle.scor import ReadPage

from .ink import WORK_DPI, Grey, uint8

QUALITY = 60
_A5_MM = (148, 210)


def picture_bytes(page: Grey) -> bytes:
    """Return a page at 200 dpi as the JPEG that the PDF will hold, on paper of at least A5."""
    low, high = (round(mm * WORK_DPI / 25.4) for mm in _A5_MM)
    height, width = page.shape
    least = (high, low) if height >= width else (low, high)
    bottom, right = max(0, least[0] - height), max(0, least[1] - width)
    if bottom or right:
        page = uint8(cv2.copyMakeBorder(page, 0, bottom, 0, right, cv2.BORDER_CONSTANT, value=255))
    done, encoded = cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    assert done, "a grey picture can be encoded"
    return encoded.tobytes()


class ScanPdfWriter:
    """Implements :class:`binocle.scor.PdfWriter`."""

    def write(self, pages: Sequence[ReadPage]) -> bytes:
        """Return the PDF of pages."""
        assert pages, "a document has a page"
        objects: list[bytes] = [b"<</Type/Catalog/Pages 2 0 R>>"]
        kids = " ".join(f"{3 + 3 * rank} 0 R" for rank in range(len(pages)))
        objects.append(f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode())
        for page in pages:
            objects += _page_objects(page.picture, 1 + len(objects))
        return _file_of(objects)


def _page_objects(picture: bytes, first: int) -> list[bytes]:
    size = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert size is not None, "our own JPEG"
    height, width = size.shape
    across, up = (round(length * 72 / WORK_DPI, 2) for length in (width, height))
    drawn = f"{across} 0 0 {up} 0 0 cm /I Do".encode()
    return [
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {across} {up}]/Contents {first + 1} 0 R"
        f"/Resources<</XObject<</I {first + 2} 0 R>>>>>>".encode(),
        _stream("", drawn),
        _stream(
            f"/Type/XObject/Subtype/Image/Width {width}/Height {height}"
            "/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/DCTDecode",
            picture,
        ),
    ]


def _stream(entries: str, held: bytes) -> bytes:
    head = f"<<{entries}/Length {len(held)}>>\nstream\n".encode()
    return head + held + b"\nendstream"


def _file_of(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, held in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + held + b"\nendobj\n"
    start, digest = len(out), hashlib.sha256(out).hexdigest()[:32]
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += (
        f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R/ID[<{digest}><{digest}>]>>\n"
        f"startxref\n{start}\n%%EOF\n"
    ).encode()
    return bytes(out)
