"""From a correction to its code: every code, both sides of every bound, both notations.

The expected codes are typed here from teleservices sheet 3.4, apart from the table that ships.
"""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binocle.kernel import LppCode
from binocle.optics import (
    BasketClass,
    Correction,
    LensClass,
    LensShape,
    correction_findings,
    lens_code,
    printed_power,
    shipped_tables,
)

TABLE = shipped_tables().lenses
U, M, P = LensShape.UNIFOCAL, LensShape.MULTIFOCAL, LensShape.PROGRESSIVE
A, B = BasketClass.A, BasketClass.B

COLUMNS = ((U, A), (M, A), (P, A), (U, B), (M, B), (P, B))
"""The order of the sheet's columns."""

BOUNDS = (0, 200, 400, 600, 800, 1200, None)
"""Ends of the six bands of each family."""

SPHERICAL_NEGATIVE = """
2263287 2245190 2249229 2264803 2267552 2263494
2254911 2235977 2296803 2225329 2234788 2240323
2201814 2232648 2282913 2288353 2214515 2297263
2214840 2234357 2272748 2233033 2266989 2295525
2223394 2217229 2248030 2292053 2220088 2241742
2254727 2272398 2243511 2241162 2268505 2269516
"""
SPHERICAL_POSITIVE = """
2229362 2267240 2210635 2258895 2279650 2224732
2238444 2264884 2279934 2293555 2226910 2222118
2238823 2241009 2217376 2200335 2251924 2219062
2260509 2209193 2221917 2203486 2205321 2202430
2274380 2253248 2274730 2234044 2264401 2256420
2203316 2237829 2221604 2237947 2267492 2293414
"""
NEGATIVE = """
2234050 2216885 2236362 2208756 2288695 2203948
2231235 2245875 2210061 2209460 2291674 2230750
2217525 2223626 2215957 2218542 2213711 2210434
2241392 2201754 2252177 2286800 2259340 2208064
2277266 2261087 2216359 2257447 2265412 2288502
2220384 2247093 2236066 2255856 2218849 2217809
"""
NEGATIVE_STRONG = """
2255520 2288293 2268273 2211190 2212025 2260691
2284071 2204563 2229209 2210983 2229155 2240850
2266080 2292544 2295175 2243920 2291065 2253834
2238409 2234245 2224270 2276048 2282920 2245941
2293390 2256910 2299196 2224778 2299925 2242760
2236586 2256560 2234334 2224287 2243623 2270583
"""
POSITIVE = """
2218559 2234475 2209342 2229824 2215213 2292277
2254584 2225648 2286118 2262678 2234021 2269692
2258406 2228931 2244203 2281598 2297530 2210109
2203871 2287514 2218950 2247041 2222176 2226926
2231258 2275847 2297910 2241529 2215503 2257750
2215905 2237775 2228411 2249152 2284697 2285099
"""

OF_SPHERICAL = ("VU1 VU1 VU1 VU4 VU4 VU4", "VM1 VM1 VM4 VM4 VM4 VM4")
OF_NEGATIVE = ("VU2 VU2 VU2 VU6 VU6 VU6", "VM2 VM2 VM2 VM2 VM6 VM6")
OF_STRONG = ("VU5 VU5 VU5 VU6 VU6 VU6", "VM5 VM5 VM5 VM5 VM6 VM6")
OF_POSITIVE = ("VU3 VU3 VU3 VU7 VU7 VU7", "VM3 VM3 VM3 VM3 VM7 VM7")
"""Acts of class B by band: unifocal, and multifocal or progressive."""

FAMILIES = {
    "spherical-negative": (SPHERICAL_NEGATIVE, -1, 0, OF_SPHERICAL),
    "spherical-positive": (SPHERICAL_POSITIVE, 1, 0, OF_SPHERICAL),
    "negative": (NEGATIVE, -1, 25, OF_NEGATIVE),
    "negative-at-4": (NEGATIVE, -1, 400, OF_NEGATIVE),
    "negative-strong": (NEGATIVE_STRONG, -1, 401, OF_STRONG),
    "negative-strong-6": (NEGATIVE_STRONG, -1, 600, OF_STRONG),
    "positive": (POSITIVE, 1, 100, OF_POSITIVE),
}
"""Rows of codes, sign of the sphere, cylinder, acts of class B."""


def edges(band: int) -> tuple[int, ...]:
    """Return powers just inside both ends of a band, by 0,01 and by 0,25, and its closed end."""
    over, up_to = BOUNDS[band], BOUNDS[band + 1]
    assert over is not None
    inside = (over + 1, over + 25)
    return inside if up_to is None else (*inside, up_to - 25, up_to - 1, up_to)


def cases() -> list[tuple[Correction, LensShape, BasketClass, str]]:
    """Return each code at each edge of its band; the power is S where the sphere is positive."""
    found = []
    for rows, sign, cylinder, _ in FAMILIES.values():
        for band, codes in enumerate(rows.split("\n")[1:-1]):
            for power in edges(band):
                sphere = sign * power if sign < 0 else power - cylinder
                if sign > 0 and sphere <= 0:
                    continue  # S would not be of a positive sphere
                correction = Correction(sphere, cylinder, 30)
                found += [
                    (correction, shape, basket, code)
                    for (shape, basket), code in zip(COLUMNS, codes.split(), strict=True)
                ]
    return found


def test_every_code_at_both_sides_of_every_bound() -> None:
    checked = cases()
    wrong = []
    for correction, shape, basket, code in checked:
        for written in (correction, correction.transposed()):
            answer = lens_code(TABLE, written, shape, basket)
            if answer.findings or answer.code != LppCode(code):
                wrong.append((written, shape, basket, code, answer))
    assert wrong == []
    assert len({code for _, _, _, code in checked}) == 180
    assert len(checked) == 1122, "codes x edges, each looked up in both notations"


def test_the_180_codes_are_those_of_the_sheet_and_their_keys_are_right() -> None:
    sheet = [code for rows, *_ in FAMILIES.values() for code in rows.split()]
    shipped = [lens.code.digits for lens in TABLE.lenses]
    assert len(shipped) == len(set(shipped)) == 180
    assert set(shipped) == set(sheet)
    assert all(LppCode(code) for code in sheet)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_acts_of_class_b_of_every_band(family: str) -> None:
    _, sign, cylinder, (single, multiple) = FAMILIES[family]
    for shape, expected in ((U, single), (M, multiple), (P, multiple)):
        found = []
        for band in range(6):
            power = edges(band)[1] + (100 if sign > 0 else 0)
            sphere = sign * power if sign < 0 else power - cylinder
            lens = lens_code(TABLE, Correction(sphere, cylinder), shape, B).lens
            assert lens is not None
            found.append(lens.act)
        assert found == expected.split()


def class_of(sphere: int, cylinder: int, shape: LensShape) -> LensClass:
    """Return the class as R871-2 says it (sheet 3.7), the cylinder being positive."""
    if shape is U:
        simple = abs(sphere) <= 600 if not cylinder else cylinder <= 400 and -600 <= sphere <= 0
        simple = simple or (sphere > 0 and sphere + cylinder <= 600)
        return LensClass.SIMPLE if simple else LensClass.COMPLEX
    near = abs(sphere) <= 400 if not cylinder else cylinder <= 400 and -800 <= sphere <= 0
    near = near or (sphere > 0 and cylinder > 0 and sphere + cylinder <= 800)
    return LensClass.COMPLEX if near else LensClass.VERY_COMPLEX


@given(st.integers(-2500, 2500), st.just(0) | st.integers(25, 1200), st.sampled_from(LensShape))
def test_the_class_of_a_lens_is_that_of_the_law(
    sphere: int, cylinder: int, shape: LensShape
) -> None:
    for basket in BasketClass:
        lens = lens_code(TABLE, Correction(sphere, cylinder), shape, basket).lens
        assert lens is not None
        assert lens.lens_class is class_of(sphere, cylinder, shape)
        of_a = {(U, 0): "V01", (U, 1): "V02", (M, 1): "V03", (M, 2): "V04"}
        rank = list(LensClass).index(lens.lens_class)
        if basket is A:
            assert lens.act == of_a[U if shape is U else M, rank]


@pytest.mark.parametrize(
    ("correction", "shape", "basket", "act", "lens_class"),
    [
        (Correction(-200), U, B, "VU1", LensClass.SIMPLE),
        (Correction(-600, 400), U, B, "VU2", LensClass.SIMPLE),
        (Correction(-601, 400), U, B, "VU6", LensClass.COMPLEX),
        (Correction(-600, 401), U, B, "VU5", LensClass.COMPLEX),
        (Correction(-601, 401), U, B, "VU6", LensClass.COMPLEX),
        (Correction(500, 100), U, B, "VU3", LensClass.SIMPLE),
        (Correction(500, 101), U, B, "VU7", LensClass.COMPLEX),
        (Correction(601), U, B, "VU4", LensClass.COMPLEX),
        (Correction(400), P, B, "VM1", LensClass.COMPLEX),
        (Correction(401), P, B, "VM4", LensClass.VERY_COMPLEX),
        (Correction(-401), P, A, "V04", LensClass.VERY_COMPLEX),
        (Correction(-800, 400), M, B, "VM2", LensClass.COMPLEX),
        (Correction(-801, 400), M, B, "VM6", LensClass.VERY_COMPLEX),
        (Correction(-800, 401), M, B, "VM5", LensClass.VERY_COMPLEX),
        (Correction(700, 100), M, B, "VM3", LensClass.COMPLEX),
        (Correction(700, 101), M, B, "VM7", LensClass.VERY_COMPLEX),
        (Correction(700, 100), P, A, "V03", LensClass.COMPLEX),
    ],
)
def test_act_and_class_change_at_their_bounds(
    correction: Correction, shape: LensShape, basket: BasketClass, act: str, lens_class: LensClass
) -> None:
    lens = lens_code(TABLE, correction, shape, basket).lens
    assert lens is not None
    assert (lens.act, lens.lens_class, lens.shape, lens.basket) == (act, lens_class, shape, basket)


def test_the_lenses_of_the_seeds() -> None:
    s2 = lens_code(TABLE, Correction(100, 200, 45, 200, 200, 87), M, B)
    assert s2.lens is not None
    assert (s2.lens.act, s2.code) == ("VM3", LppCode("2234021"))
    s1 = lens_code(TABLE, Correction(50, 100, 90), U, B)
    assert s1.lens is not None
    assert s1.lens.act == "VU3"


def test_a_lens_without_power_is_neutral_or_of_the_first_band() -> None:
    plano = Correction(0)
    assert lens_code(TABLE, plano, U, A).code == LppCode("2263927")
    assert lens_code(TABLE, plano, U, B).code == LppCode("2291480")
    assert lens_code(TABLE, replace(plano, addition=200), P, B).code == LppCode("2263494")
    assert lens_code(TABLE, Correction(0, 25), U, A).code == LppCode("2234050")
    assert lens_code(TABLE, Correction(25, -25), U, A).code == LppCode("2234050")


@pytest.mark.parametrize(
    ("correction", "code"),
    [
        (Correction(4001), "OPT-PUISSANCE-IMPOSSIBLE"),
        (Correction(-4001), "OPT-PUISSANCE-IMPOSSIBLE"),
        (Correction(3900, 200), "OPT-PUISSANCE-IMPOSSIBLE"),
        (Correction(-100, 24), "OPT-CYLINDRE-HORS-TABLE"),
        (Correction(0, 1), "OPT-CYLINDRE-HORS-TABLE"),
        (Correction(-76, -24), "OPT-CYLINDRE-HORS-TABLE"),
        (Correction(0, 1501), "OPT-CYLINDRE-HORS-TABLE"),
        (Correction(100, 100, 181), "OPT-AXE-IMPOSSIBLE"),
        (Correction(100, 100, -1), "OPT-AXE-IMPOSSIBLE"),
        (Correction(100, addition=-25), "OPT-ADDITION-IMPOSSIBLE"),
        (Correction(100, addition=401), "OPT-ADDITION-IMPOSSIBLE"),
        (Correction(100, prism=3001), "OPT-PRISME-IMPOSSIBLE"),
        (Correction(100, prism=-1), "OPT-PRISME-IMPOSSIBLE"),
        (Correction(100, prism=200, prism_base=361), "OPT-PRISME-IMPOSSIBLE"),
    ],
)
def test_an_impossible_correction_has_no_code_and_says_why(
    correction: Correction, code: str
) -> None:
    answer = lens_code(TABLE, correction, U, B)
    assert answer.lens is None
    assert [finding.code for finding in answer.findings] == [code]


def test_the_last_possible_corrections_have_a_code() -> None:
    for correction in (
        Correction(4000), Correction(-4000), Correction(2500, 1500), Correction(-4000, 1500, 180),
        Correction(1, 1), Correction(100, 100, 0, 400, 3000, 360),
    ):  # fmt: skip
        assert lens_code(TABLE, correction, P, A).code is not None


def test_every_fault_is_told_at_once() -> None:
    found = correction_findings(Correction(9000, -1600, 200, -1, -1))
    assert len(found) == len({finding.code for finding in found}) == 5


NUMBERS = st.integers(-(10**4), 10**4)


@given(
    st.builds(Correction, NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS)
    | st.builds(Correction, st.integers(-4000, 4000), st.integers(-1500, 1500)),
    st.sampled_from(LensShape),
    st.sampled_from(BasketClass),
)
def test_the_function_is_total(
    correction: Correction, shape: LensShape, basket: BasketClass
) -> None:
    answer = lens_code(TABLE, correction, shape, basket)
    assert (answer.lens is None) is bool(answer.findings)
    if not answer.findings:
        assert lens_code(TABLE, correction.transposed(), shape, basket) == answer


def test_a_power_is_printed_as_on_an_ordonnance() -> None:
    assert [printed_power(n) for n in (100, -25, 0, 1200, -1)] == [
        "+1,00", "-0,25", "0,00", "+12,00", "-0,01",
    ]  # fmt: skip
