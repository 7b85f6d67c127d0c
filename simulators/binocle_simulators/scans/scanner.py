"""The scanner: a sheet on its glass, the lid above, its optics, its noise, and what goes wrong.

Law of this file: all chance comes from the stream that is given; what a flaw is worth is drawn by
:mod:`binocle_simulators.scans.deck`, never here. The page is always an A4 of the glass.
Source: common flat-bed scanners; the figures are ours.
"""

import io
import random
from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from .pen import DRAWN_DPI, pixels
from .prescriptions import A4

WHITE_LID, GREY_LID, BLACK_LID = 246, 175, 28


@dataclass(frozen=True, slots=True)
class Pass:
    """How one page is scanned; the defaults are a good one.

    Attributes:
        turn: degrees, positive anticlockwise.
        lid: grey level beside the sheet.
        optics: radius of the sharpest point, in pixels at 200 dpi.
        blur: radius added by movement or dirt.
        light: share of the light that comes back; below 1 is dark.
        fade: share of the ink that is gone, 0 to 1.
        shade: how much darker one side is than the other, 0 to 1.
        noise: grey levels.
        dust: specks.
        holes: whether the sheet was punched.
        fold: whether it was folded in two.
        shift: how far the sheet is from the middle, in pixels.
    """

    turn: float = 0.0
    lid: int = WHITE_LID
    optics: float = 0.6
    blur: float = 0.0
    light: float = 1.0
    fade: float = 0.0
    shade: float = 0.0
    noise: float = 4.0
    dust: int = 0
    holes: bool = False
    fold: bool = False
    shift: tuple[int, int] = (0, 0)


def worn(sheet: Image.Image, settings: Pass, chance: random.Random) -> Image.Image:
    """Return the sheet with its holes, its fold and the dust of the glass."""
    image = sheet.copy()
    drawn = ImageDraw.Draw(image)
    width, height = image.size
    if settings.holes:
        radius = pixels(2.75)
        for middle in (height // 2 - pixels(40), height // 2 + pixels(40)):
            at = pixels(11)
            box = (at - radius, middle - radius, at + radius, middle + radius)
            drawn.ellipse(box, fill=chance.choice((GREY_LID, BLACK_LID)))
    if settings.fold:
        fold = height // 2 + chance.randint(-20, 20)
        drawn.line((0, fold, width, fold + chance.randint(-3, 3)), fill=222, width=3)
    for _ in range(settings.dust):
        x, y, size = chance.randrange(width), chance.randrange(height), chance.randint(1, 3)
        drawn.ellipse((x, y, x + size, y + size), fill=chance.randint(60, 190))
    return image


def glass(lid: int) -> Image.Image:
    """Return the empty glass under its lid."""
    return Image.new("L", (pixels(A4[0]), pixels(A4[1])), lid)


def lay(page: Image.Image, sheet: Image.Image, settings: Pass, *, edge: int = 0) -> None:
    """Lay a sheet on the glass, turned, with the shadow of its edges.

    Args:
        page: the glass; changed.
        sheet: what is laid.
        settings: of the scan.
        edge: grey levels by which the edges are darker than the paper; 0 shows none.
    """
    sheet = sheet.copy()
    if edge:
        width, height = sheet.size
        box = (0, 0, width - 1, height - 1)
        level = sheet.getpixel((width // 2, 2))
        assert isinstance(level, int), "a grey sheet"
        ImageDraw.Draw(sheet).rectangle(box, outline=level - edge, width=3)
    turned = sheet.rotate(settings.turn, Image.Resampling.BICUBIC, expand=True)
    mask = Image.new("L", sheet.size, 255).rotate(settings.turn, expand=True)
    at = (
        (page.width - turned.width) // 2 + settings.shift[0],
        (page.height - turned.height) // 2 + settings.shift[1],
    )
    page.paste(turned, at, mask)


@cache
def _grain(seed: int) -> Image.Image:
    """Return grain as large as half a page each way; bell-shaped enough, the sum of three draws."""
    chance = random.Random(seed)  # noqa: S311 - grain, not a lock
    size = (pixels(A4[0]) // 2 + 1, pixels(A4[1]) // 2 + 1)
    drawn = [Image.frombytes("L", size, chance.randbytes(size[0] * size[1])) for _ in range(3)]
    return Image.blend(Image.blend(drawn[0], drawn[1], 0.5), drawn[2], 1 / 3)


def seen(page: Image.Image, settings: Pass, chance: random.Random) -> Image.Image:
    """Return what the scanner sees of its glass: optics, light, noise."""
    image = page
    if settings.fade:
        pale = 250 * settings.fade
        image = image.point([round(x * (1 - settings.fade) + pale) for x in range(256)])
    image = image.filter(ImageFilter.GaussianBlur(settings.optics + settings.blur))
    if settings.light != 1:
        image = image.point([round(x * settings.light) for x in range(256)])
    if settings.shade:
        ramp = Image.linear_gradient("L").rotate(chance.choice((0, 90, 180, 270)))
        dark = image.point([round(x * (1 - settings.shade)) for x in range(256)])
        image = Image.composite(dark, image, ramp.resize(image.size))
    if settings.noise:
        grain = _grain(chance.randrange(4))
        tiled = Image.new("L", image.size)
        for x in (0, image.width // 2):
            for y in (0, image.height // 2):
                tiled.paste(grain, (x, y))
        # Three draws of 0..255 have a deviation of 42; what is left of it is the noise asked for.
        share = settings.noise / 42
        flat = tiled.point([round(128 + (x - 128) * share) for x in range(256)])
        image = ImageChops.add(image, flat, 1, -128)
    return image


def encoded(image: Image.Image, *, dpi: int = DRAWN_DPI, quality: int = 85) -> bytes:
    """Return a page as a JPEG file that says its resolution.

    Args:
        image: a page at 200 dpi.
        dpi: the resolution wanted; the page is resampled when it differs.
        quality: of the JPEG.
    """
    if dpi != DRAWN_DPI:
        size = (image.width * dpi // DRAWN_DPI, image.height * dpi // DRAWN_DPI)
        image = image.resize(size, Image.Resampling.BOX if dpi < DRAWN_DPI else 3)
    held = io.BytesIO()
    image.save(held, "JPEG", quality=quality, dpi=(dpi, dpi))
    return held.getvalue()
