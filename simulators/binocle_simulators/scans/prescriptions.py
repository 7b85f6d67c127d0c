"""Prescriptions for glasses as doctors write them: printed, in a table, by hand, in two zones.

Law of this file: every sheet says SIMULÉ, and its people do not exist (country 999, department 99,
month 13 and above). All chance comes from the stream that is given: one stream, one sheet.
The layouts are ours, after what prescribers commonly hand over; none copies a real one.
Source: ours; no rule of a peer.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PIL import Image

from .pen import Pen, pixels

A4 = (210, 297)
A5 = (148, 210)
PAPER = 250

_PRESCRIBERS = ("Dr Inès FICTIVE", "Dr Paul IRÉEL", "Dr Luce MODÈLE", "Dr Marc SIMULACRE")
_PATIENTS = ("ESSAI Alexandre", "FICTIVE Camille", "MODÈLE Zoé", "INVENTÉ Denis", "ESSAI Arthur")
_TOWNS = ("99001 VILLE INVENTÉE", "99120 BOURG-FICTIF", "99340 SAINT-MODÈLE")
_REMARKS = (
    "Verres correcteurs à porter en permanence.",
    "Traitement antireflet, verres amincis.",
    "Ordonnance valable pour le renouvellement.",
    "Seconde paire pour la vision de près.",
    "Équilibre binoculaire vérifié au cabinet.",
    "Contrôle dans douze mois.",
)


@dataclass(frozen=True)
class Correction:
    """One eye, in hundredths of a dioptre and degrees."""

    sphere: int
    cylinder: int
    axis: int
    addition: int

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """What a table shows: sphere, cylinder, axis, addition."""
        return (_dioptres(self.sphere), _dioptres(self.cylinder), f"{self.axis}°",
                _dioptres(self.addition))  # fmt: skip

    @property
    def said(self) -> str:
        """What a line shows: ``+1,25 (-0,50) 90° Add +2,00``."""
        sphere, cylinder, axis, addition = self.cells
        return f"{sphere} ({cylinder}) {axis} Add {addition}"


def _dioptres(hundredths: int) -> str:
    whole, rest = divmod(abs(hundredths), 100)
    return f"{'-' if hundredths < 0 else '+'}{whole},{rest:02d}"


def _eye(chance: random.Random) -> Correction:
    return Correction(
        sphere=25 * chance.randint(-24, 24),
        cylinder=-25 * chance.randint(1, 8),
        axis=5 * chance.randint(0, 36),
        addition=25 * chance.randint(3, 12),
    )


def _heading(pen: Pen, width: int) -> float:
    """Print the prescriber, the warning and the patient; return where the body begins."""
    chance = pen.chance
    doctor = chance.choice(_PRESCRIBERS)
    pen.text(15, 14, doctor, mm=4.6)
    pen.text(15, 20, "Ophtalmologie - conventionné secteur 1", mm=3)
    pen.text(15, 25, f"{chance.randint(1, 99)} rue du Simulateur", mm=3)
    pen.text(15, 29.5, chance.choice(_TOWNS), mm=3)
    pen.text(15, 34, f"RPPS 99{chance.randrange(10**9):09d}", mm=3)
    _bars(pen, width - 62, 15)
    pen.text(width - 62, 27, "SIMULÉ - SANS VALEUR", mm=3.4)
    pen.line((12, 41), (width - 12, 41))
    day = f"{chance.randint(1, 28):02d}/{chance.randint(1, 12):02d}/2024"
    pen.text(width - 62, 46, f"Le {day}", mm=3.4)
    pen.text(15, 46, chance.choice(_PATIENTS), mm=4)
    pen.text(15, 52, f"né(e) le {chance.randint(1, 28):02d}/{chance.randint(13, 19)}/1960", mm=3)
    return 66


def _bars(pen: Pen, x: float, y: float) -> None:
    """Print a bar code that says nothing."""
    end = x + 44
    while x < end:
        wide = pen.chance.choice((0.25, 0.5, 0.75))
        pen.line((x + wide / 2, y), (x + wide / 2, y + 9), mm=wide, ink=20)
        x += wide + pen.chance.choice((0.3, 0.5, 0.8))


def _signature(pen: Pen, width: int, y: float) -> None:
    pen.scribble(width - 75, y, width=pen.chance.uniform(25, 50))
    if pen.chance.random() < 0.6:
        pen.stamp(width - 50, y + 4, ("SIMULÉ", "Cabinet d'essai", "99 999 999 9"))


def _printed(pen: Pen, width: int, y: float) -> float:
    pen.text(15, y, "ORDONNANCE", mm=5)
    pen.text(15, y + 12, "Une monture et deux verres :", mm=3.6)
    for rank, eye in enumerate(("OD", "OG")):
        pen.text(22, y + 20 + 7 * rank, f"{eye} : {_eye(pen.chance).said}", mm=3.8)
    remarks = pen.chance.sample(_REMARKS, pen.chance.randint(1, 5))
    for rank, said in enumerate(remarks):
        pen.text(15, y + 42 + 6 * rank, said, mm=3.4)
    return y + 60 + 6 * len(remarks)


def _table(pen: Pen, width: int, y: float) -> float:
    pen.text(15, y, "Correction optique", mm=4.4)
    columns, row = (width - 30) / 5, 9
    for rank in range(4):
        pen.line((15, y + 8 + row * rank), (width - 15, y + 8 + row * rank), mm=0.3)
    for rank in range(6):
        pen.line((15 + columns * rank, y + 8), (15 + columns * rank, y + 8 + 3 * row), mm=0.3)
    rows = (
        ("", "Sphère", "Cylindre", "Axe", "Addition"),
        ("OD", *_eye(pen.chance).cells),
        ("OG", *_eye(pen.chance).cells),
    )
    for down, cells in enumerate(rows):
        for across, said in enumerate(cells):
            pen.text(17 + columns * across, y + 10.5 + row * down, said, mm=3.4)
    for rank, said in enumerate(pen.chance.sample(_REMARKS, 3)):
        pen.text(15, y + 45 + 6 * rank, said, mm=3.4)
    return y + 80


def _by_hand(pen: Pen, width: int, y: float) -> float:
    lines = ["Une paire de lunettes"]
    lines += [f"{eye} {_eye(pen.chance).said}" for eye in ("OD", "OG")]
    lines += pen.chance.sample(_REMARKS, pen.chance.randint(0, 3))
    for rank, said in enumerate(lines):
        pen.hand(18, y + 12 * rank, said, mm=pen.chance.uniform(4.2, 5.5))
    return y + 18 + 12 * len(lines)


def _two_zones(pen: Pen, width: int, y: float) -> float:
    """Print the two framed zones of a prescription for long illnesses."""
    ink = pen.chance.choice((30, 120, 165))
    half = 52
    said = ("Prescriptions relatives au traitement de l'affection de longue durée",
            "Prescriptions SANS RAPPORT avec l'affection de longue durée")  # fmt: skip
    for rank, title in enumerate(said):
        top = y + rank * (half + 6)
        pen.frame((12, top), (width - 24, half), ink=ink)
        pen.text(15, top + 2, title, mm=2.8 if width > 180 else 2.2)
        pen.text(18, top + 12, f"OD : {_eye(pen.chance).said}", mm=3.4)
        pen.text(18, top + 19, f"OG : {_eye(pen.chance).said}", mm=3.4)
        pen.text(18, top + 30, pen.chance.choice(_REMARKS), mm=3.2)
    return y + 2 * half + 20


def _sparse(pen: Pen, width: int, y: float) -> float:
    pen.text(15, y, f"OD {_eye(pen.chance).said}", mm=3.4)
    pen.text(15, y + 7, f"OG {_eye(pen.chance).said}", mm=3.4)
    return y + 25


LAYOUTS: Mapping[str, Callable[[Pen, int, float], float]] = {
    "printed": _printed,
    "table": _table,
    "by-hand": _by_hand,
    "two-zones": _two_zones,
    "sparse": _sparse,
}
"""How the body of a prescription is laid out; each returns where it ends."""


def sheet(
    chance: random.Random,
    *,
    layout: str,
    size: tuple[int, int] = A4,
    paper: int = PAPER,
    heading: random.Random | None = None,
) -> Image.Image:
    """Draw a prescription, straight and clean.

    Args:
        chance: one stream gives one sheet.
        layout: a key of :data:`LAYOUTS`.
        size: width and height in millimetres.
        paper: grey level of the paper.
        heading: stream of the prescriber, the patient and the day; the sheet's own when none.
    """
    image = Image.new("L", (pixels(size[0]), pixels(size[1])), paper)
    pen = Pen(image, chance)
    end = LAYOUTS[layout](pen, size[0], _heading(Pen(image, heading or chance), size[0]))
    _signature(pen, size[0], min(end + 8, size[1] - 32))
    pen.text(15, size[1] - 12, "Document SIMULÉ : aucune personne réelle.", mm=2.6)
    return image
