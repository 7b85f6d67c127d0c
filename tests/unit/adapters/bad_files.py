"""Files that a scanner never gives: huge, cut, encrypted, empty, or no scan at all."""

import io
import zlib

from PIL import Image


def encoded(image: Image.Image, form: str) -> bytes:
    held = io.BytesIO()
    image.save(held, form)
    return held.getvalue()


def pdf(pages: int, *, size: tuple[float, float] = (595, 842), extra: bytes = b"") -> bytes:
    """Return a PDF of blank pages; PDFium mends its missing table."""
    kids = " ".join(f"{rank + 3} 0 R" for rank in range(pages))
    box = f"[0 0 {size[0]} {size[1]}]"
    page = f"<</Type/Page/Parent 2 0 R/MediaBox{box}>>"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {pages}/Kids[{kids}]>>",
        *[page] * pages,
    ]
    body = "".join(f"{n} 0 obj{held}endobj\n" for n, held in enumerate(objects, start=1))
    return b"%PDF-1.4\n" + body.encode() + extra + b"trailer<</Root 1 0 R>>\n%%EOF\n"


SMALL = encoded(Image.new("L", (300, 400), 255), "PNG")
JPEG = encoded(Image.effect_noise((600, 800), 60), "JPEG")


def png_of(width: int, height: int) -> bytes:
    """Return a PNG that says to be huge and holds nothing."""
    head = b"IHDR" + width.to_bytes(4) + height.to_bytes(4) + bytes((8, 0, 0, 0, 0))
    data = b"IDAT" + zlib.compress(b"")
    chunks = [(13, head), (len(data) - 4, data)]
    told = b"".join(n.to_bytes(4) + c + zlib.crc32(c).to_bytes(4) for n, c in chunks)
    return b"\x89PNG\r\n\x1a\n" + told


BOMB = zlib.compress(bytes(4_000_000))
SWELLING = pdf(1, extra=b"9 0 obj<</Filter/FlateDecode>>stream\n" + BOMB + b"\nendstream endobj\n")
TWICE = pdf(1, extra=b"9 0 obj<</Filter[/FlateDecode /FlateDecode]>>stream\nendstream endobj\n")
ENCRYPTED = pdf(1).replace(
    b"/Root 1 0 R",
    b"/Root 1 0 R/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/Length 40/P -4/O<"
    + b"41" * 32 + b">/U<" + b"42" * 32 + b">>>",
)  # fmt: skip
