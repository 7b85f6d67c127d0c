"""The QR code that the phone shows, and pictures of it as a camera at the counter takes them.

Law of this file: whatever is drawn says SIMULATEUR beside the code. Pictures take all their chance
from a stream of the world. Reading is not done here.
Source: PROTOCOLS section 8; ISO/IEC 18004 through segno; conditions of a picture are ours.
"""

import io
import math
import random
from dataclasses import dataclass

import segno
from PIL import Image, ImageDraw, ImageFilter, ImageFont

LABEL = "SIMULATEUR"
QUIET_ZONE = 4
"""Modules of white around the code, as the norm wants."""
ERROR_CORRECTION = "m"
_LABEL_MODULES = 6
"""Height of the label, in modules."""
_GREY = 128


def _code(payload: str) -> segno.QRCode:
    return segno.make_qr(payload, error=ERROR_CORRECTION, boost_error=False)


def draw(payload: str, *, scale: int = 8) -> Image.Image:
    """Return the code and its label, grey levels.

    Args:
        payload: what the phone shows.
        scale: pixels a module.
    """
    code = _code(payload)
    rows = list(code.matrix_iter(scale=scale, border=QUIET_ZONE))
    size = len(rows)
    image = Image.new("L", (size, size + _LABEL_MODULES * scale), 255)
    modules = Image.frombytes(
        "L", (size, size), b"".join(bytes(0 if dark else 255 for dark in row) for row in rows)
    )
    image.paste(modules, (0, 0))
    ImageDraw.Draw(image).text(
        (size // 2, size), LABEL, fill=0, anchor="ma", font=ImageFont.load_default(4 * scale)
    )
    return image


def png(payload: str, *, scale: int = 8) -> bytes:
    """Return the code and its label as a PNG file."""
    return _png(draw(payload, scale=scale))


def svg(payload: str) -> str:
    """Return the code and its label as an SVG element for a page; one unit is one module."""
    code = _code(payload)
    width, _ = code.symbol_size(border=QUIET_ZONE)
    dark = code.svg_inline(border=QUIET_ZONE, omitsize=False, light="#fff")
    height = width + _LABEL_MODULES
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"'
        f' aria-label="{LABEL}"><rect width="{width}" height="{height}" fill="#fff"/>{dark}'
        f'<text x="{width / 2}" y="{height - 2}" font-size="4" text-anchor="middle">{LABEL}</text>'
        "</svg>"
    )


@dataclass(frozen=True, slots=True)
class Conditions:
    """How a picture is taken; the defaults are a perfect one.

    Attributes:
        turn: degrees in the plane of the picture.
        tilt: degrees away from the camera, 0 to 60; the far side comes out smaller.
        scale: pixels a module before the tilt.
        blur: radius of the blur in pixels.
        noise: share of each pixel that is noise, 0 to 1.
        contrast: 1 = black on white, 0 = nothing to see.
        shade: how much darker the right side is than the left, 0 to 1.
    """

    turn: float = 0.0
    tilt: float = 0.0
    scale: int = 8
    blur: float = 0.0
    noise: float = 0.0
    contrast: float = 1.0
    shade: float = 0.0


def photograph(payload: str, conditions: Conditions, *, chance: random.Random) -> bytes:
    """Return a camera's picture of the code as a PNG file.

    Args:
        payload: what the phone shows.
        conditions: how it is taken.
        chance: for the noise.
    """
    image = draw(payload, scale=conditions.scale)
    room = Image.new("L", (int(image.width * 1.2), int(image.height * 1.2)), 255)
    room.paste(image, ((room.width - image.width) // 2, (room.height - image.height) // 2))
    image = _tilted(room, conditions.tilt)
    image = image.rotate(conditions.turn, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    if conditions.blur:
        image = image.filter(ImageFilter.GaussianBlur(conditions.blur))
    image = Image.blend(Image.new("L", image.size, _GREY), image, conditions.contrast)
    image = _shaded(image, conditions.shade)
    if conditions.noise:
        grain = Image.frombytes("L", image.size, chance.randbytes(image.width * image.height))
        image = Image.blend(image, grain, conditions.noise)
    return _png(image)


def _tilted(image: Image.Image, degrees: float) -> Image.Image:
    """Return what a camera sees of a sheet whose right side leans away, at 3 widths' distance."""
    if not degrees:
        return image
    width, height = image.size
    lean = math.radians(degrees)
    depth = 3 * width
    near, far = (depth / (depth + side * width / 2 * math.sin(lean)) for side in (-1, 1))
    left = width / 2 - width / 2 * math.cos(lean) * near
    right = width / 2 + width / 2 * math.cos(lean) * far
    corners = [
        (left, height / 2 * (1 - near)),
        (right, height / 2 * (1 - far)),
        (right, height / 2 * (1 + far)),
        (left, height / 2 * (1 + near)),
    ]
    flat = [(0.0, 0.0), (float(width), 0.0), (float(width), float(height)), (0.0, float(height))]
    return image.transform(
        image.size,
        Image.Transform.PERSPECTIVE,
        _projection(corners, flat),
        Image.Resampling.BICUBIC,
        fillcolor=255,
    )


def _projection(
    seen: list[tuple[float, float]], flat: list[tuple[float, float]]
) -> tuple[float, ...]:
    """Return the 8 coefficients that send the corners that are seen to those of the sheet."""
    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(seen, flat, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    for column in range(8):  # Gauss and Jordan, the greatest pivot first
        pivot = max(range(column, 8), key=lambda row: abs(rows[row][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        head = [value / rows[column][column] for value in rows[column]]
        rows = [
            head
            if at == column
            else [value - row[column] * own for value, own in zip(row, head, strict=True)]
            for at, row in enumerate(rows)
        ]
    return tuple(row[8] for row in rows)


def _shaded(image: Image.Image, shade: float) -> Image.Image:
    """Return the picture under a light that falls from the left."""
    if not shade:
        return image
    ramp = Image.linear_gradient("L").rotate(90).resize(image.size)
    dark = image.point([round(level * (1 - shade)) for level in range(256)])
    return Image.composite(dark, image, ramp)


def _png(image: Image.Image) -> bytes:
    held = io.BytesIO()
    image.save(held, "PNG")
    return held.getvalue()
