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


def swelling(filters: bytes, held: bytes, *more: bytes) -> bytes:
    """Return a PDF with a stream, and with what its dictionary refers to."""
    head = b"9 0 obj<</Filter" + filters + b">>stream\n"
    return pdf(1, extra=head + held + b"\nendstream endobj\n" + b"".join(more))


SWELLING = swelling(b"/FlateDecode", BOMB)
TWICE = swelling(b"[/FlateDecode /FlateDecode]", b"")
ELSEWHERE = swelling(b" 8 0 R", BOMB, b"8 0 obj[/FlateDecode /FlateDecode]endobj\n")
ESCAPED = swelling(b"[/Fl#61teDecode /LZ#57Decode]", b"")
LZW = swelling(b"/LZWDecode", bytes(100_000))
BEHIND = swelling(b"[/ASCII85Decode/FlateDecode]", bytes(250_000))
RUNS = swelling(b"/RL", bytes(4_000_000))
BOMBS = {
    "twice": TWICE, "elsewhere": ELSEWHERE, "escaped": ESCAPED, "lzw": LZW, "behind": BEHIND,
    "runs": RUNS,
}  # fmt: skip


def jpeg_of(width: int, height: int) -> bytes:
    """Return a JPEG of few points whose own head says that it has many."""
    start = JPEG.index(b"\xff\xc0") + 5
    return JPEG[:start] + height.to_bytes(2) + width.to_bytes(2) + JPEG[start + 4 :]


def jpx_of(width: int, height: int) -> bytes:
    """Return the head of a JPEG 2000 stream, and nothing that it promises."""
    sides = b"".join(each.to_bytes(4) for each in (width, height, 0, 0, width, height, 0, 0))
    return b"\xff\x4f\xff\x51" + (41).to_bytes(2) + bytes(2) + sides + b"\0\1\7\1\1"


def drawn(
    filter: bytes, held: bytes, *, times: int = 1, sides: tuple[int, int] = (60, 80)
) -> bytes:
    """Return a PDF whose page draws an image so often; its dictionary says its sides."""
    draws = b"q 595 0 0 842 0 0 cm /I Do Q " * times
    size = b"/Width %d/Height %d" % sides
    whole = pdf(1).replace(b"842]>>", b"842]/Contents 5 0 R/Resources<</XObject<</I 6 0 R>>>>>>")
    return whole.replace(
        b"trailer",
        b"5 0 obj<</Length %d>>stream\n%s\nendstream endobj\n" % (len(draws), draws)
        + b"6 0 obj<</Type/XObject/Subtype/Image%s/ColorSpace/DeviceGray" % size
        + b"/BitsPerComponent 8/Filter/%s/Length %d>>stream\n" % (filter, len(held))
        + held
        + b"\nendstream endobj\ntrailer",
    )


ENCRYPTED = pdf(1).replace(
    b"/Root 1 0 R",
    b"/Root 1 0 R/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/Length 40/P -4/O<"
    + b"41" * 32 + b">/U<" + b"42" * 32 + b">>>",
)  # fmt: skip
