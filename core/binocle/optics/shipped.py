"""The tables that ship, read once and checked: ``tables/*.toml``.

Law of this file: all or nothing. A code twice on one day, bands that leave a hole, an act that no
table names, a price for a code that is no product: each is refused with its place.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from .lenses import Band, Family, LensRow, LensTable
from .model import BasketClass, LensClass, LensShape, LineKind
from .periods import (
    Ceiling,
    CeilingVersion,
    Periods,
    PrescriptionPeriod,
    RenewalPeriod,
    RenewalReason,
)
from .table_rows import TableRow, read_table
from .tariff import Act, Confidence, Price, Product, Row, Tariff, overlapping

BASKETS = (BasketClass.A, BasketClass.B)
"""The order of the codes in a row of lenses."""

CASES = 6
"""Pairs of lens classes, each once."""


@dataclass(frozen=True)
class ShippedTables:
    """Everything that ships."""

    tariff: Tariff
    lenses: LensTable
    periods: Periods
    ceilings: tuple[CeilingVersion, ...]


def read_acts(table: TableRow) -> dict[str, tuple[Act, ...]]:
    """Read the acts.

    Raises:
        BadTable: it is not of its shape.
    """
    proof = table.proof()
    acts: dict[str, list[Act]] = defaultdict(list)
    for row in table.rows("act"):
        act = Act(
            code=row.text("code"),
            label=row.text("label"),
            kind=row.choice("kind", LineKind),
            basket=row.choice("basket", BasketClass),
            age_max=row.number("age_max"),
            c2s=row.flag("c2s"),
            validity=row.validity(),
            proof=row.proof(proof),
        )
        row.done()
        _add(acts, act.code, act, row)
    table.done()
    return {code: tuple(rows) for code, rows in acts.items()}


def _add(rows: dict[str, list[Row]], key: str, new: Row, place: TableRow) -> None:
    if overlapping([*rows[key], new]):
        raise place.refuse(key, "twice on one day")
    rows[key].append(new)


class _LensReader:
    """Reads the lenses of one file: what its rows share, and the codes met so far."""

    def __init__(self, table: TableRow, acts: Iterable[str]) -> None:
        self._proof = table.proof()
        self._validity = table.validity()
        self._acts = frozenset(acts)
        self._met: set[str] = set()

    def lenses(self, row: TableRow, shape: LensShape, label: str) -> dict[BasketClass, Product]:
        """Return the two lenses of a shape in a row."""
        codes = row.codes(shape.value)
        if len(codes) != len(BASKETS):
            raise row.refuse(shape.value, "a code for each class")
        for code in codes:
            if code.digits in self._met:
                raise row.refuse(shape.value, f"{code.digits} twice")
            self._met.add(code.digits)
        return {
            basket: Product(
                code=code,
                label=f"Verre {shape.value}, classe {basket.value}, {label}",
                act="",
                kind=LineKind.LENS,
                basket=basket,
                validity=self._validity,
                proof=self._proof,
                shape=shape,
            )
            for basket, code in zip(BASKETS, codes, strict=True)
        }

    def with_acts(
        self, row: TableRow, column: str, *several: dict[BasketClass, Product]
    ) -> list[dict[BasketClass, Product]]:
        """Return lenses with their act and their class, of a column of the row."""
        *acts, named = row.texts(column, len(BASKETS) + 1)
        for act in acts:
            if act not in self._acts:
                raise row.refuse(column, f"{act} is no act")
        try:
            lens_class = LensClass(named)
        except ValueError:
            raise row.refuse(column, f"{named!r} is no class of lenses") from None
        return [
            {
                basket: replace(lenses[basket], act=act, lens_class=lens_class)
                for basket, act in zip(BASKETS, acts, strict=True)
            }
            for lenses in several
        ]


def read_lenses(table: TableRow, acts: Iterable[str]) -> LensTable:
    """Read the generic lenses.

    Raises:
        BadTable: it is not of its shape, bands leave a hole, a code is there twice.
    """
    reader = _LensReader(table, acts)
    table.choice("act_confidence", Confidence)
    row = table.row("neutral")
    (neutral,) = reader.with_acts(row, "single", reader.lenses(row, LensShape.UNIFOCAL, "neutre"))
    row.done()
    rows: dict[Family, list[LensRow]] = {family: [] for family in Family}
    for row in table.rows("band"):
        family, band = _read_band(row, rows)
        label = f"{FAMILY_LABELS[family]}, {_band_label(band)}"
        single, *multiple = (reader.lenses(row, shape, label) for shape in LensShape)
        shapes = [
            *reader.with_acts(row, "single", single),
            *reader.with_acts(row, "multiple", *multiple),
        ]
        row.done()
        lenses = {
            (shape, basket): lens
            for shape, both in zip(LensShape, shapes, strict=True)
            for basket, lens in both.items()
        }
        rows[family].append(LensRow(band, lenses))
    table.done()
    for family, bands in rows.items():
        if not bands or bands[-1].band.up_to is not None:
            raise table.refuse(family.value, "its last band has an end")
    return LensTable({family: tuple(bands) for family, bands in rows.items()}, neutral)


FAMILY_LABELS = {
    Family.SPHERICAL_NEGATIVE: "sphérique, sphère nulle ou négative",
    Family.SPHERICAL_POSITIVE: "sphérique, sphère positive",
    Family.NEGATIVE: "sphère nulle ou négative, cylindre de 0,25 à 4,00",
    Family.NEGATIVE_STRONG: "sphère nulle ou négative, cylindre de plus de 4,00",
    Family.POSITIVE: "sphère positive et cylindre, S",
}
"""How the label of a lens names its family; S is the sphere and the cylinder together."""


def _band_label(band: Band) -> str:
    if band.up_to is None:
        return f"puissance de plus de {band.over // 100}"
    return f"puissance de {band.over // 100} à {band.up_to // 100}"


def _read_band(row: TableRow, rows: Mapping[Family, list[LensRow]]) -> tuple[Family, Band]:
    """Return a band that follows the last one of its family."""
    family, over = row.choice("family", Family), row.number("over")
    if family is None:
        raise row.refuse("family", "absent")
    expected = rows[family][-1].band.up_to if rows[family] else 0
    if over is None or over != expected:
        raise row.refuse("over", f"this band follows {expected}")
    up_to = row.number("up_to")
    if up_to is not None and up_to <= over:
        raise row.refuse("up_to", "not beyond its beginning")
    return family, Band(over, up_to)


def read_products(table: TableRow, acts: Iterable[str]) -> list[Product]:
    """Read the products that are no lens of a band.

    Raises:
        BadTable: it is not of its shape.
    """
    known, proof = frozenset(acts), table.proof()
    table.choice("act_confidence", Confidence)
    found: list[Product] = []
    for row in table.rows("product"):
        code, act = row.code("code"), row.text_or("act", "")
        if code is None:
            raise row.refuse("code", "absent")
        if act and act not in known:
            raise row.refuse("act", f"{act} is no act")
        found.append(
            Product(
                code=code,
                label=row.text("label"),
                act=act,
                kind=row.choice("kind", LineKind),
                basket=row.choice("basket", BasketClass),
                validity=row.validity(),
                proof=row.proof(proof),
                age_max=row.number("age_max"),
                generic=row.code("generic"),
                child=row.code("child"),
            )
        )
        row.done()
    table.done()
    return found


def products_by_code(
    products: Iterable[Product], place: TableRow
) -> dict[str, tuple[Product, ...]]:
    """Group products by code.

    Raises:
        BadTable: a code serves twice on one day.
    """
    rows: dict[str, list[Product]] = defaultdict(list)
    for product in products:
        _add(rows, product.code.digits, product, place)
    return {code: tuple(each) for code, each in rows.items()}


def read_prices(
    table: TableRow, products: Mapping[str, tuple[Product, ...]]
) -> dict[str, tuple[Price, ...]]:
    """Read the prices, each given to its codes.

    Raises:
        BadTable: it is not of its shape, or a code is no product, or has two prices on one day.
    """
    proof = table.proof()
    prices: dict[str, list[Price]] = defaultdict(list)
    for row in table.rows("price"):
        codes = [code.digits for code in row.codes("codes")]
        basket, kind = row.choice("basket", BasketClass), row.choice("kind", LineKind)
        if bool(codes) is bool(basket and kind):
            raise row.refuse("codes", "either codes, or a class and a kind")
        base = row.amount("base")
        if base is None:
            raise row.refuse("base", "absent")
        price = Price(
            base, row.amount("limit"), row.validity(), row.proof(proof), row.flag("sample")
        )
        row.done()
        if price.limit is not None and price.limit < base:
            raise row.refuse("limit", "below the base")
        for code in codes or _of_class(products, basket, kind):
            if code not in products:
                raise row.refuse("codes", f"{code} is no product")
            _add(prices, code, price, row)
    table.done()
    return {code: tuple(rows) for code, rows in prices.items()}


def _of_class(
    products: Mapping[str, tuple[Product, ...]],
    basket: BasketClass | None,
    kind: LineKind | None,
) -> list[str]:
    """Return the codes of a class and kind; a manufacturer's code is of its class too."""
    return [
        code
        for code, rows in products.items()
        if any(row.basket is basket and row.kind is kind for row in rows)
    ]


def read_periods(table: TableRow) -> Periods:
    """Read the periods.

    Raises:
        BadTable: it is not of its shape, or the ages do not begin at birth and grow.
    """
    prescription = []
    for row in table.rows("prescription"):
        period = PrescriptionPeriod(_whole(row, "from_age"), _whole(row, "months"), row.proof())
        row.done()
        prescription.append(period)
    renewal = []
    for row in table.rows("renewal"):
        delay = RenewalPeriod(
            from_age=_whole(row, "from_age"),
            months=_whole(row, "months"),
            early=row.number("early"),
            reasons=row.choices("reasons", RenewalReason),
            proof=row.proof(),
        )
        row.done()
        if bool(delay.reasons) is (delay.early is None):
            raise row.refuse("early", "a delay and its reasons go together")
        renewal.append(delay)
    table.done()
    for name, ages in (
        ("prescription", [row.from_age for row in prescription]),
        ("renewal", [row.from_age for row in renewal]),
    ):
        if ages != sorted(set(ages)) or ages[0]:
            raise table.refuse(name, "ages grow from 0 on")
    return Periods(tuple(prescription), tuple(renewal))


def _whole(row: TableRow, column: str) -> int:
    value = row.number(column)
    if value is None:
        raise row.refuse(column, "absent")
    return value


def read_ceilings(table: TableRow) -> tuple[CeilingVersion, ...]:
    """Read the ceilings.

    Raises:
        BadTable: it is not of its shape, or a pair of classes has no ceiling, or has two.
    """
    versions: list[CeilingVersion] = []
    for row in table.rows("version"):
        proof, validity, frame = row.proof(), row.validity(), row.amount("frame")
        if frame is None:
            raise row.refuse("frame", "absent")
        cases: dict[frozenset[LensClass], Ceiling] = {}
        for place in row.rows("case"):
            classes = frozenset(place.choices("lenses", LensClass))
            maximum, minimum = place.amount("maximum"), place.amount("minimum")
            if maximum is None or (minimum or 0) > maximum:
                raise place.refuse("maximum", "absent, or below the minimum")
            if classes in cases or not classes:
                raise place.refuse("lenses", "a pair of classes, once")
            cases[classes] = Ceiling(place.text("key"), minimum, maximum, place.proof(proof))
            place.done()
        row.done()
        if len(cases) != CASES:
            raise row.refuse("case", f"{CASES} cases")
        versions.append(CeilingVersion(frame, cases, validity, proof))
    table.done()
    if overlapping(versions):
        raise table.refuse("version", "two on one day")
    return tuple(versions)


def _file(name: str) -> TableRow:
    text = resources.files(__package__).joinpath("tables", name).read_text(encoding="utf-8")
    return read_table(name, text)


@cache
def shipped_tables() -> ShippedTables:
    """Return the tables that ship."""
    acts = read_acts(_file("acts.toml"))
    lenses = read_lenses(_file("lenses.toml"), acts)
    table = _file("products.toml")
    others = read_products(table, acts)
    products = products_by_code([*lenses.lenses, *lenses.neutral.values(), *others], table)
    prices = read_prices(_file("prices.toml"), products)
    return ShippedTables(
        tariff=Tariff(acts, products, prices),
        lenses=lenses,
        periods=read_periods(_file("periods.toml")),
        ceilings=read_ceilings(_file("ceilings.toml")),
    )
