"""What a page is drawn with: printed text with its accents, a hand's writing, a scribble.

Law of this file: lengths are millimetres, converted once; chance comes from a stream that is given.
Pillow's own typeface is the only one that every machine has, and it has no accented letter: the
accent is drawn above the bare one.
Source: ours; no rule of a peer.
"""

import math
import random
import unicodedata
from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageDraw, ImageFont

DRAWN_DPI = 200
"""Pages are drawn at this resolution."""

_ACCENTS = {"\u0301": (0.0, 1.0), "\u0300": (1.0, 0.0)}
"""Acute and grave: heights of the left and the right end of the stroke."""
_WRITTEN_OTHERWISE = {"œ": "oe", "’": "'", "−": "-", "—": "-"}


def pixels(mm: float, dpi: int = DRAWN_DPI) -> int:
    """Return a length in pixels."""
    return round(mm * dpi / 25.4)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont), "Pillow is built with FreeType"
    return font


@dataclass(frozen=True)
class Pen:
    """Draws on one sheet.

    Attributes:
        sheet: grey levels, white.
        chance: for what a hand does.
    """

    sheet: Image.Image
    chance: random.Random

    @property
    def _draw(self) -> ImageDraw.ImageDraw:
        return ImageDraw.Draw(self.sheet)

    def text(self, x: float, y: float, said: str, *, mm: float = 3.2, ink: int = 25) -> float:
        """Print a line and return where it ends.

        Args:
            x: left end, in millimetres.
            y: top of the letters.
            said: the text.
            mm: height of the typeface's body.
            ink: its grey level.
        """
        font = _font(max(8, pixels(mm)))
        left, top = float(pixels(x)), pixels(y)
        for letter in said:
            letter = _WRITTEN_OTHERWISE.get(letter, letter)
            bare, *marks = list(unicodedata.normalize("NFD", letter))
            shown = letter if len(letter) > 1 else bare
            self._draw.text((left, top), shown, fill=ink, font=font)
            width = font.getlength(shown)
            for mark in marks:
                self._accent(mark, left + width / 2, top, font=font, letter=bare, ink=ink)
            left += width
        return left * 25.4 / DRAWN_DPI

    def _accent(
        self,
        mark: str,
        middle: float,
        top: int,
        *,
        font: ImageFont.FreeTypeFont,
        letter: str,
        ink: int,
    ) -> None:
        size = font.size
        above = top + font.getbbox(letter)[1] - size * 0.06
        wide, high = size * 0.11, size * 0.13
        if mark not in _ACCENTS:  # a circumflex, or whatever else stands above
            points = [(middle - wide, above), (middle, above - high), (middle + wide, above)]
        else:
            left, right = _ACCENTS[mark]
            points = [
                (middle - wide, above - high * left),
                (middle + wide, above - high * right),
            ]
        self._draw.line(points, fill=ink, width=max(1, round(size * 0.07)))

    def line(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        *,
        mm: float = 0.2,
        ink: int = 30,
    ) -> None:
        """Rule a line between two points.

        Args:
            start: x and y, in millimetres.
            end: likewise.
            mm: thickness.
            ink: its grey level.
        """
        points = [(pixels(x), pixels(y)) for x, y in (start, end)]
        self._draw.line(points, fill=ink, width=max(1, pixels(mm)))

    def frame(
        self, corner: tuple[float, float], size: tuple[float, float], *, ink: int = 30
    ) -> None:
        """Rule a rectangle.

        Args:
            corner: top left, in millimetres.
            size: width and height.
            ink: grey level of its lines.
        """
        (x, y), (width, height) = corner, size
        box = (pixels(x), pixels(y), pixels(x + width), pixels(y + height))
        self._draw.rectangle(box, outline=ink, width=2)

    def hand(self, x: float, y: float, said: str, *, mm: float = 4.5, ink: int = 45) -> None:
        """Write a line by hand: words lean, rise and fall, and are not of one size.

        Args:
            x: left end, in millimetres.
            y: about where the letters' tops are.
            said: the text; a hand in a hurry leaves its accents out.
            mm: about the height of the body.
            ink: grey level of the ball-point.
        """
        slope = self.chance.uniform(-0.025, 0.025)
        bare = unicodedata.normalize("NFD", said).encode("ascii", "ignore").decode()
        left = float(pixels(x))
        for word in bare.split():
            size = max(10, round(pixels(mm) * self.chance.uniform(0.85, 1.15)))
            font = _font(size)
            width, height = round(font.getlength(word)) + size, 2 * size
            scrap = Image.new("L", (width, height), 0)
            for step in range(2):  # a ball-point's stroke is no thinner than this
                ImageDraw.Draw(scrap).text((size // 2 + step, size // 3), word, fill=255, font=font)
            lean = self.chance.uniform(0.15, 0.35)
            scrap = scrap.transform(
                scrap.size, Image.Transform.AFFINE, (1, lean, -lean * size, 0, 1, 0), 2
            ).rotate(self.chance.uniform(-3, 3), Image.Resampling.BILINEAR)
            rise = slope * (left - pixels(x)) + self.chance.uniform(-0.08, 0.08) * size
            at = (round(left), round(pixels(y) + rise))
            self.sheet.paste(ink, at, scrap)
            left += font.getlength(word) + size * self.chance.uniform(0.25, 0.5)

    def scribble(self, x: float, y: float, *, width: float = 40, ink: int = 50) -> None:
        """Sign: a wave that nobody can read.

        Args:
            x: left end, in millimetres.
            y: its middle.
            width: its length.
            ink: grey level of the ball-point.
        """
        waves = [(self.chance.uniform(1, 6), self.chance.uniform(0.2, 1.2)) for _ in range(3)]
        rise = self.chance.uniform(-0.2, 0.2)
        points = []
        for step in range(120):
            along = step / 119 * width
            high = sum(a * math.sin(f * along + a) for a, f in waves)
            points.append((pixels(x + along), pixels(y + high - rise * along)))
        self._draw.line(points, fill=ink, width=3, joint="curve")

    def stamp(self, x: float, y: float, lines: tuple[str, ...], *, ink: int = 105) -> None:
        """Put a rubber stamp, never quite straight.

        Args:
            x: its middle, in millimetres.
            y: likewise.
            lines: what it says.
            ink: grey level of a violet pad.
        """
        width, height = pixels(52), pixels(24)
        scrap = Image.new("L", (width, height), 255)
        drawn = ImageDraw.Draw(scrap)
        drawn.rounded_rectangle((4, 4, width - 5, height - 5), 20, outline=ink, width=4)
        for rank, said in enumerate(lines):
            bare = unicodedata.normalize("NFD", said).encode("ascii", "ignore").decode()
            place = (width // 2, pixels(4 + 5.5 * rank))
            drawn.text(place, bare, fill=ink, font=_font(pixels(3.2)), anchor="ma")
        turned = scrap.rotate(
            self.chance.uniform(-9, 9), Image.Resampling.BICUBIC, expand=True, fillcolor=255
        )
        at = (pixels(x) - turned.width // 2, pixels(y) - turned.height // 2)
        self.sheet.paste(turned, at, turned.point([255 - level for level in range(256)]))
