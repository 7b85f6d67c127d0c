"""Importing the list of products: the official forms, the wrong lines, all or nothing."""

import io
import zipfile
from datetime import date
from importlib import resources
from itertools import pairwise
from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.optics.dbf_maker import CARD_COLUMNS, TARIFF_COLUMNS, card, dbf, tariff

from binocle.kernel import Cents, LppCode, OperatorActionNeeded
from binocle.optics import (
    BasketClass,
    Confidence,
    LineKind,
    LppImport,
    NoLppTable,
    ShippedTables,
    import_lpp,
    shipped_tables,
    shop_tables,
)
from binocle.optics.importing import written
from binocle.optics.lpp_files import LppForm, LppRow, read_lpp
from binocle.optics.tariff import Validity

TODAY = date(2024, 5, 28)
SHIPPED = shipped_tables()
OUR_HEAD = "BINOCLE-LPP;1;essai\ncode;libelle;acte;debut;fin;base;limite;age_max\n"
GOOD = "2264861;MONTURE;M03;01/01/2020;;0,06;;\n"
CARDS = (
    "lpp_fiche_tot861.dbf",
    dbf(CARD_COLUMNS, [card("2235977", "VERRE MULTIFOCAL À 2 FOYERS")]),
)
TARIFFS = (
    "lpp_histo_tot861.dbf",
    dbf(TARIFF_COLUMNS, [tariff("2235977", "20200101", base="27.00", limit="90.00", act="V03")]),
)


class Kept:
    """A place that keeps a table in memory."""

    def __init__(self, content: bytes | None = None) -> None:
        self.content = content

    def latest(self) -> bytes | None:
        return self.content

    def keep(self, content: bytes) -> None:
        self.content = content


class Broken:
    """A place whose disk is full."""

    def latest(self) -> NoReturn:
        raise ConnectionError

    def keep(self, content: bytes) -> NoReturn:
        raise ConnectionError


def imported(*files: tuple[str, bytes]) -> ShippedTables:
    kept = Kept()
    told = import_lpp(files, kept)
    assert told.kept, told.findings
    return shop_tables(SHIPPED, kept)


def refused(*files: tuple[str, bytes]) -> str:
    kept = Kept(b"former")
    with pytest.raises(OperatorActionNeeded) as error:
        import_lpp(files, kept)
    assert kept.content == b"former"
    return error.value.code


def ours(*lines: str) -> tuple[str, bytes]:
    return ("table.csv", (OUR_HEAD + "".join(lines)).encode())


def wrong(*files: tuple[str, bytes]) -> list[tuple[str, object]]:
    """Return the codes and lines of what is wrong; the former table stays."""
    kept = Kept(b"former")
    told = import_lpp(files, kept)
    assert not told.kept
    assert kept.content == b"former"
    return [(finding.code, finding.facts["ligne"]) for finding in told.findings]


def test_the_official_files_give_a_base_where_none_was_known() -> None:
    before = SHIPPED.tariff.look_up("2235977", TODAY)
    assert [finding.code for finding in before.findings] == ["LPP-BASE-INCONNUE"]
    seen = imported(CARDS, TARIFFS).tariff.look_up("2235977", TODAY)
    assert seen.findings == ()
    assert seen.price is not None
    assert (seen.price.base, seen.price.limit) == (2700, 9000)
    assert seen.product is not None
    assert (seen.product.act, seen.product.basket) == ("V03", BasketClass.A)
    assert seen.product.label == "VERRE MULTIFOCAL À 2 FOYERS"
    assert (seen.product.proof.edition, seen.product.proof.confidence) == (
        "861",
        Confidence.IMPORTED,
    )


def test_the_order_of_the_files_does_not_matter_nor_an_archive() -> None:
    kept, turned, zipped = Kept(), Kept(), Kept()
    import_lpp([CARDS, TARIFFS], kept)
    import_lpp([TARIFFS, CARDS], turned)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in (
            *((f"LPP861/{n.upper()}", c) for n, c in (CARDS, TARIFFS)),
            ("a.txt", b"x"),
        ):
            archive.writestr(name, content)
    assert import_lpp([("LPP861.zip", packed.getvalue())], zipped).edition == "861"
    assert kept.content == turned.content == zipped.content is not None


def test_a_code_that_does_not_ship_is_known_after_import() -> None:
    files = (
        ("lpp_fiche_tot861.dbf", dbf(CARD_COLUMNS, [card("7246678", "VERRE, ESSAI", age="17")])),
        ("lpp_histo_tot861.dbf", dbf(TARIFF_COLUMNS, [tariff("7246678", "20240101")])),
    )
    assert SHIPPED.tariff.look_up("7246678", TODAY).product is None
    seen = imported(*files).tariff.look_up("7246678", TODAY)
    assert seen.product is not None
    assert (seen.product.act, seen.product.kind, seen.product.age_max) == ("VM3", LineKind.LENS, 17)
    assert seen.price is not None
    assert seen.price.base == 5


def test_tariffs_follow_one_another_and_end_with_their_code() -> None:
    rows = [
        tariff("2235977", "20200101", "20221231", "20.00"),
        tariff("2235977", "20230101", "", "21.00"),
        tariff("2235977", "20250101", "20251231", "22.00"),
    ]
    cards = ("lpp_fiche_tot1.dbf", dbf(CARD_COLUMNS, [card("2235977", end="20240630")]))
    overlap = ("lpp_histo_tot1.dbf", dbf(TARIFF_COLUMNS, rows))
    assert wrong(cards, overlap) == [("LPP-LIGNE-EN-DOUBLE", 3)]
    rows[1] = tariff("2235977", "20230101", "20241231", "21.00")
    tables = imported(cards, ("lpp_histo_tot1.dbf", dbf(TARIFF_COLUMNS, rows)))

    def base(day: date) -> int | None:
        price = tables.tariff.look_up("2235977", day).price
        return price.base if price else None

    days = (date(2022, 12, 31), date(2023, 1, 1), date(2024, 6, 30), date(2024, 7, 1))
    assert [base(day) for day in days] == [2000, 2100, 2100, None]
    (closed,) = tables.tariff.look_up("2235977", date(2025, 2, 1)).findings
    assert closed.facts == {"code": "2235977", "fermeture": "01/07/2024"}


def test_a_list_without_tariffs_keeps_the_bases_that_ship() -> None:
    lines = [
        "LPP_PRS_IDE;LPP_RED_LIB;LPP_VAL_DTF;LPP_MAX_AGE;LPP_PRS_TYP",
        "2264861;MONTURE ADULTE, CLASSE B;;0;A",
        "2276870;MONTURE ENFANT, CLASSE B;31DEC2023:00:00:00;15;A",
        "2330428;AUDIOPROTHESE;22SEP2004:00:00:00;0;A",
    ]
    file = ("NT_LPP.csv", "\n".join([*lines, ""]).encode())
    told = import_lpp([file])
    assert (told.codes, told.rows, told.priced, told.skipped, told.kept) == (2, 2, 0, 1, False)
    tariff_ = imported(file).tariff
    price = tariff_.look_up("2264861", TODAY).price
    assert price is not None
    assert price.base == 5
    (told_,) = tariff_.look_up("2276870", TODAY).findings
    assert told_.facts["fermeture"] == "01/01/2024"


def test_a_tariff_of_zero_is_none() -> None:
    files = (
        CARDS,
        ("lpp_histo_tot861.dbf", dbf(TARIFF_COLUMNS, [tariff("2235977", "20200101", base="0.00")])),
    )
    seen = imported(*files).tariff.look_up("2235977", TODAY)
    assert [finding.code for finding in seen.findings] == ["LPP-BASE-INCONNUE"]


def test_a_deleted_record_is_not_there_and_its_number_stays() -> None:
    rows = [card("2235977"), card("2264861"), card("2264862")]
    file = ("lpp_fiche_tot1.dbf", dbf(CARD_COLUMNS, rows, deleted=frozenset({1})))
    assert wrong(file) == [("LPP-LIGNE-CLE", 3)]
    good = ("lpp_fiche_tot1.dbf", dbf(CARD_COLUMNS, rows, deleted=frozenset({1, 3})))
    assert [row.line for row in read_lpp(*good).rows] == [2]


@pytest.mark.parametrize("code_page", [0, 2, 3])
def test_the_code_page_of_a_file_is_followed(code_page: int) -> None:
    rows = [card("2264861", "MONTURE D'ÉTÉ")]
    file = read_lpp("lpp_fiche_tot1.dbf", dbf(CARD_COLUMNS, rows, code_page=code_page))
    assert [row.label for row in file.rows] == ["MONTURE D'ÉTÉ"]


def test_bytes_that_are_no_text_are_a_wrong_line() -> None:
    content = dbf(CARD_COLUMNS, [card("2264861", "MONTURE#")], code_page=3).replace(b"#", b"\x81")
    assert wrong(("lpp_fiche_tot1.dbf", content)) == [("LPP-LIGNE-ILLISIBLE", 1)]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("226486;MONTURE;M03;01/01/2020;;0,05;;", "LPP-LIGNE-CODE"),
        ("2264862;MONTURE;M03;01/01/2020;;0,05;;", "LPP-LIGNE-CLE"),
        ("2264861;MONTURE;M03;31/02/2020;;0,05;;", "LPP-LIGNE-DATE"),
        ("2264861;MONTURE;M03;2020-01-01;;0,05;;", "LPP-LIGNE-DATE"),
        ("2264861;MONTURE;M03;01/01/2020;31/12/2019;0,05;;", "LPP-LIGNE-PERIODE"),
        ("2264861;MONTURE;M03;01/01/2020;;-0,05;;", "LPP-LIGNE-MONTANT"),
        ("2264861;MONTURE;M03;01/01/2020;;0,055;;", "LPP-LIGNE-MONTANT"),
        ("2264861;MONTURE;M03;01/01/2020;;5 €;;", "LPP-LIGNE-MONTANT"),
        ("2264861;MONTURE;M03;01/01/2020;;9,00;8,99;", "LPP-LIGNE-LIMITE"),
        ("2264861; ;M03;01/01/2020;;0,05;;", "LPP-LIGNE-LIBELLE"),
        ("2264861;MON\x07TURE;M03;01/01/2020;;0,05;;", "LPP-LIGNE-LIBELLE"),
        ("2264861;MONTURE;m03;01/01/2020;;0,05;;", "LPP-LIGNE-VALEUR"),
        ("2264861;MONTURE;M03;01/01/2020;;0,05;;seize", "LPP-LIGNE-VALEUR"),
        ("2264861;MONTURE;M03;01/01/2020;;0,05;", "LPP-LIGNE-ILLISIBLE"),
        ("2264861;MONTURE;M03;01/01/2020;;0,05;;;", "LPP-LIGNE-ILLISIBLE"),
        ("2264861;MON\rTURE;M03;01/01/2020;;0,05;;", "LPP-LIGNE-ILLISIBLE"),
        ('2264861;"MONTURE;M03;01/01/2020;;0,05;;', "LPP-LIGNE-ILLISIBLE"),
    ],
)
def test_a_wrong_line_is_told_with_its_number(line: str, code: str) -> None:
    assert wrong(
        ours("2222124;MONTURE;M01;;;9,00;30,00;\n", line + "\n", GOOD.replace("2264861", "2276870"))
    ) == [(code, 4)]


def test_every_wrong_line_is_gathered() -> None:
    lines = ["2264862;A;;;;;;\n", GOOD, "2264861;A;;99/99/2020;;;;\n", "x\n"]
    assert wrong(ours(*lines)) == [
        ("LPP-LIGNE-CLE", 3), ("LPP-LIGNE-DATE", 5), ("LPP-LIGNE-ILLISIBLE", 6),
    ]  # fmt: skip


def test_a_code_twice_on_one_day_is_told_with_both_lines() -> None:
    told: LppImport = import_lpp([ours(GOOD, "2264861;MONTURE;M03;01/06/2023;;0,05;;\n")])
    assert [finding.code for finding in told.findings] == ["LPP-LIGNE-EN-DOUBLE"]
    assert (told.findings[0].facts["ligne"], told.findings[0].facts["autre"]) == (4, 3)


def test_files_that_do_not_go_together_are_refused() -> None:
    assert refused(TARIFFS) == "LPP-FICHIERS-MELES"
    assert refused(CARDS, CARDS) == "LPP-FICHIERS-MELES"
    assert refused(CARDS, ("lpp_histo_tot862.dbf", TARIFFS[1])) == "LPP-FICHIERS-MELES"
    assert refused(ours(GOOD), CARDS) == "LPP-FICHIERS-MELES"


@pytest.mark.parametrize(
    "content",
    [b"", b"code;libelle\n", b"\xff\xfe\n", b"BINOCLE-LPP;2;x\ncode\n", b"BINOCLE-LPP;1; \n",
     b"\x03" * 99, b"BINOCLE-LPP;1;x\ncode;libelle\n", dbf((("CODE", "C", 7),), [("2264861",)])],
)  # fmt: skip
def test_what_is_no_list_is_refused(content: bytes) -> None:
    assert refused(("x.csv", content)) == "LPP-FORMAT-INCONNU"


def test_a_file_cut_short_is_refused() -> None:
    assert refused((CARDS[0], CARDS[1][:-2])) == "LPP-FICHIER-COUPE"
    assert refused(("t.csv", ours(GOOD)[1][:-1])) == "LPP-FICHIER-COUPE"
    longer = CARDS[1][:10] + (999).to_bytes(2, "little") + CARDS[1][12:]
    assert refused((CARDS[0], longer)) == "LPP-FICHIER-COUPE"
    odd = CARDS[1][:29] + b"\x77" + CARDS[1][30:]
    assert refused((CARDS[0], odd)) == "LPP-FICHIER-COUPE"
    torn = bytearray(CARDS[1])
    torn[32 + 32 * len(CARD_COLUMNS) + 1] = 0x41
    assert refused((CARDS[0], bytes(torn))) == "LPP-FICHIER-COUPE"


def test_an_archive_without_a_list_is_refused() -> None:
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("readme.txt", b"x")
    assert refused(("LPP.zip", empty.getvalue())) == "LPP-ARCHIVE-ILLISIBLE"
    assert refused(("LPP.zip", b"PK\x03\x04torn")) == "LPP-ARCHIVE-ILLISIBLE"
    full = io.BytesIO()
    with zipfile.ZipFile(full, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(*CARDS)
    torn = bytearray(full.getvalue())
    torn[60:70] = b"\xff" * 10
    assert refused(("LPP.zip", bytes(torn))) == "LPP-ARCHIVE-ILLISIBLE"
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(3):
            archive.writestr(f"lpp_fiche_tot{number}.dbf", CARDS[1])
    assert refused(("LPP.zip", many.getvalue())) == "LPP-ARCHIVE-ILLISIBLE"


def test_a_list_without_optics_is_refused() -> None:
    assert refused(ours("2330428;AUDIOPROTHESE;;;;;;\n")) == "LPP-FICHIER-VIDE"
    assert refused(ours()) == "LPP-FICHIER-VIDE"


def test_a_place_that_cannot_keep_is_told() -> None:
    for place in (Broken(), NoLppTable()):
        with pytest.raises(OperatorActionNeeded, match="LPP-TABLE-NON-GARDEE"):
            import_lpp([ours(GOOD)], place)


def test_a_shop_that_imported_nothing_has_what_ships() -> None:
    assert shop_tables(SHIPPED, NoLppTable()) is SHIPPED


@pytest.mark.parametrize(
    "kept", [Broken(), Kept(b""), Kept(CARDS[1]), Kept(ours("x\n")[1]), Kept(ours(GOOD, GOOD)[1])]
)
def test_a_kept_table_that_cannot_be_read_is_told(kept: Kept | Broken) -> None:
    with pytest.raises(OperatorActionNeeded, match="LPP-TABLE-GARDEE-ILLISIBLE"):
        shop_tables(SHIPPED, kept)


def test_the_sample_that_ships_is_good_and_says_that_it_is_a_sample() -> None:
    place = resources.files("binocle.optics").joinpath("tables", "echantillon-lpp.csv")
    tables = imported(("echantillon-lpp.csv", place.read_bytes()))
    seen = tables.tariff.look_up("2222124", TODAY)
    assert [finding.code for finding in seen.findings] == ["LPP-BASE-ECHANTILLON"]
    assert seen.product is not None
    assert seen.product.child == LppCode("2254242")
    untouched = tables.tariff.look_up("7230795", TODAY)
    assert untouched.findings == ()


CODES = ("2264861", "2276870", "2222124", "7238911", "2235977")
LABELS = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=12
)
AMOUNTS = st.none() | st.integers(0, 10**7).map(Cents)


@st.composite
def tables(draw: st.DrawFn) -> list[LppRow]:
    """Draw rows, those of one code following one another."""
    rows: list[LppRow] = []
    for code in draw(st.lists(st.sampled_from(CODES), unique=True, min_size=1)):
        ends = sorted(
            draw(st.sets(st.dates(date(2000, 1, 1), date(2099, 1, 1)), min_size=2, max_size=5))
        )
        for first, after in pairwise(ends):
            base = draw(AMOUNTS)
            limit = draw(st.none() | st.integers(base or 0, 10**7).map(Cents))
            last = date.fromordinal(after.toordinal() - 1)
            rows.append(
                LppRow(
                    len(rows) + 3, LppCode(code), draw(LABELS),
                    draw(st.sampled_from(("", "VM3", "M03"))), Validity(first, last), base, limit,
                    draw(st.none() | st.integers(1, 120)),
                )
            )  # fmt: skip
    return rows


@given(tables())
def test_what_is_written_is_read_again(rows: list[LppRow]) -> None:
    file = read_lpp("x", written("essai", rows))
    assert (file.form, file.edition, file.findings) == (LppForm.OURS, "essai", ())
    assert list(file.rows) == rows


@given(st.binary(max_size=300) | st.binary(max_size=60).map(lambda tail: CARDS[1][:90] + tail))
def test_any_bytes_are_a_table_or_a_refusal(content: bytes) -> None:
    try:
        codes = [finding.code for finding in read_lpp("x", content).findings]
    except OperatorActionNeeded as error:
        codes = [error.code]
    known = ("LPP-LIGNE-", "LPP-FORMAT-INCONNU", "LPP-FICHIER-COUPE")
    assert [code for code in codes if not code.startswith(known)] == []
