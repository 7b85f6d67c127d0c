"""QR codes of a camera's picture, through Pillow and zxing-cpp (extra ``qr``).

Law of this file: a picture comes from outside: its bytes, then its format, then its number of
pixels are looked at before anything is decoded. What cannot be read is a finding, never a failure.
"""

from collections.abc import Mapping
from io import BytesIO

from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from binocle.apcv import SeenCodes
from binocle.kernel import Finding

OPENERS: Mapping[bytes, type[JpegImageFile] | type[PngImageFile]] = {
    b"\x89PNG\r\n\x1a\n": PngImageFile,
    b"\xff\xd8\xff": JpegImageFile,
}
"""First bytes -> who opens it."""
MAX_BYTES = 16 * 1024 * 1024
MAX_PIXELS = 40_000_000
"""A telephone's picture has 12 to 50 million; in grey this is 40 MB."""

DAMAGED = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, OverflowError)
"""What Pillow raises for damaged pictures."""


class ZxingQrReader:
    """Implements :class:`binocle.apcv.QrReader`."""

    def __init__(self, *, max_bytes: int = MAX_BYTES, max_pixels: int = MAX_PIXELS) -> None:
        """Take the largest picture that is read."""
        self._max_bytes = max_bytes
        self._max_pixels = max_pixels

    def read(self, picture: bytes) -> SeenCodes:
        """Return the codes of a PNG or JPEG picture."""
        if len(picture) > self._max_bytes:
            return self._too_large()
        try:
            grey = self._grey(picture)
        except DAMAGED:
            return SeenCodes((), (Finding("APCV-IMAGE-ILLISIBLE", "picture"),))
        if grey is None:
            return self._too_large()
        import zxingcpp  # only when a picture comes: a program that reads none need not load it

        only_qr = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
        found = zxingcpp.read_barcodes(grey, formats=only_qr, text_mode=zxingcpp.TextMode.Plain)
        texts = tuple(each.text for each in found if each.valid)
        absent = () if texts else (Finding("APCV-CODE-ABSENT", "picture"),)
        return SeenCodes(texts, absent)

    def _grey(self, picture: bytes) -> Image.Image | None:
        """Decode a picture; none when it has too many pixels, known before decoding.

        Pillow's general opening is left aside: it knows dozens of formats, and warns of large
        pictures at the terminal.
        """
        opener = next((each for start, each in OPENERS.items() if picture.startswith(start)), None)
        if opener is None:
            raise ValueError("neither PNG nor JPEG")
        with opener(BytesIO(picture)) as opened:
            if opened.width * opened.height > self._max_pixels:
                return None
            return opened.convert("L")

    def _too_large(self) -> SeenCodes:
        facts = {
            "megaoctets": self._max_bytes // (1024 * 1024),
            "megapixels": self._max_pixels // 1_000_000,
        }
        return SeenCodes((), (Finding("APCV-IMAGE-TROP-GRANDE", "picture", facts),))
