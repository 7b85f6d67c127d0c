"""Simulated payers: what they decide, and the NOEMIE file that says it."""

from dataclasses import dataclass, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binocle_simulators.payers.behaviour import AmcPayer, AmoPayer, Register, payer_maker
from binocle_simulators.payers.formats import DoesNotFit, blocked, entity
from binocle_simulators.people import Cover, Person

FUND, INSURER = "00000001999000", "00001100000000"
NEXT_DAY = date(2024, 5, 29)
NATHALIE = Person(
    key="nathalie",
    name="FICTIVE",
    first_name="NATHALIE",
    birth="19550615",
    nir="255069999999934",
    covers=(Cover("00000000", "00000000", rate=60),),
)


@dataclass(frozen=True)
class Line:
    care_date: str = "240528"
    act: str = "VU3"
    quantity: int = 1
    unit_price: int = 10300
    base: int = 5
    rate: int = 60
    amo: int = 3
    billed: int = 10300
    amc: int = 0


@dataclass(frozen=True)
class Invoice:
    number: str = "000000427"
    billing_date: str = "240528"
    nir: str = NATHALIE.nir
    own_nir: str = ""
    birth: str = "550615"
    birth_rank: str = "1"
    nature: str = "10"
    exemption: str = "0"
    operation: str = "1"
    split: bool = False
    insurer: str = ""
    member: str = ""
    lines: tuple[Line, ...] = (Line(),)

    @property
    def amo(self) -> int:
        return sum(line.amo for line in self.lines)

    @property
    def amc(self) -> int:
        return sum(line.amc for line in self.lines)


@dataclass(frozen=True)
class Lot:
    invoices: tuple[Invoice, ...]
    partner: str = "992604231"
    number: str = "027"
    date: str = "240528"
    certification: str = "S"


def entities(content: bytes) -> list[str]:
    """Cut a return: drop head, tail and first characters, split at each ``@``."""
    blocks = [content[at + 1 : at + 128] for at in range(128, len(content) - 128, 128)]
    return b"".join(blocks).decode("latin-1").rstrip().removesuffix("@").split("@")


def covered(rate: int, *, first: str = "00000000", last: str = "00000000") -> Person:
    return replace(NATHALIE, covers=(Cover(first, last, rate=rate),))


def by_fund(
    *invoices: Invoice,
    person: Person = NATHALIE,
    already: frozenset[str] = frozenset(),
    certification: str = "S",
) -> list[str]:
    fund = AmoPayer(FUND, Register([person]))
    lot = Lot(invoices, certification=certification)
    content = fund.answer(lot, on=NEXT_DAY, already_received=already, fse_amo={})
    return entities(content)


def by_insurer(invoice: Invoice, fse_amo: dict[str, tuple[int, ...]]) -> list[str]:
    insurer = AmcPayer(INSURER, Register([]))
    content = insurer.answer(
        Lot((invoice,)), on=NEXT_DAY, already_received=frozenset(), fse_amo=fse_amo
    )
    return entities(content)


def codes(found: list[str]) -> list[str]:
    """Return codes of rejects with their second part."""
    return [f"{e[5:9]} {e[122:].strip()}".strip() for e in found if e.startswith("294")]


def test_a_fund_pays_what_was_asked() -> None:
    found = by_fund(Invoice())
    before = ["020", "040", "071", "081"]
    assert [e[:3] for e in found] == [*before, "102", "103", "198", *["990"] * 4]
    assert found[6] == "1980500000003P00000003P"
    assert found[7] == "99099000000427        0000000200000000003P"
    assert found[-1] == "99099020              0000000100000000003P"
    assert "FICTIVE" in found[5]


@pytest.mark.parametrize(
    ("invoice", "person", "code"),
    [
        (Invoice(nir="290019999900113"), NATHALIE, "0250 050"),
        (Invoice(birth="550616"), NATHALIE, "0250 050"),
        (Invoice(birth_rank="2"), NATHALIE, "0250 050"),
        (Invoice(), replace(NATHALIE, fund="349"), "0250 050"),
        (Invoice(), covered(100), "0450 0561"),
        (Invoice(lines=(Line(rate=100, amo=5),)), NATHALIE, "0450 072"),
        (Invoice(), covered(60, last="20240527"), "0250 050"),
        (Invoice(), covered(60, first="20240529"), "0250 050"),
        (Invoice(lines=(Line(), Line(amo=4))), NATHALIE, "9001"),
    ],
)
def test_a_fund_rejects_in_whole_with_its_code(invoice: Invoice, person: Person, code: str) -> None:
    found = by_fund(invoice, person=person)
    assert codes(found) == [code]
    assert found[6] == f"19805{invoice.amo:08d}R00000000P"
    assert found[-1] == "99099020              0000000100000000000P"


def at(rate: int, amo: int, *, nature: str = "10", exemption: str = "0") -> Invoice:
    return Invoice(nature=nature, exemption=exemption, lines=(Line(rate=rate, amo=amo),))


ILL = replace(NATHALIE, covers=(Cover("00000000", "00000000", ald="1", exemption="4"),))


@pytest.mark.parametrize(
    ("invoice", "person", "found"),
    [
        (at(60, 3), ILL, []),
        (at(100, 5, exemption="4"), ILL, []),
        (at(100, 5), ILL, ["0450 072"]),
        (at(100, 5, exemption="4"), NATHALIE, ["0450 072"]),
        (at(100, 5, nature="41"), NATHALIE, []),
        (at(100, 5, nature="30"), NATHALIE, []),
        (at(60, 3, nature="30"), NATHALIE, []),
        (at(60, 3, nature="30"), covered(100), ["0450 0561"]),
        (at(60, 3, nature="22"), covered(100), ["0450 0561"]),
        (at(90, 5, nature="41"), NATHALIE, ["0450 072"]),
        (at(90, 5), covered(90), []),
        (at(85, 4), covered(85), []),
        (at(60, 3), covered(85), ["0450 0561"]),
    ],
)
def test_a_fund_knows_why_care_is_paid_at_another_rate(
    invoice: Invoice, person: Person, found: list[str]
) -> None:
    assert codes(by_fund(invoice, person=person)) == found


@pytest.mark.parametrize(
    ("rights", "certification", "found"),
    [
        ((("20240101", "20241231"),), "D", []),
        ((("20240101", "00000000"),), "D", []),
        ((("20230101", "20231231"),), "D", ["9004"]),
        ((("20240529", "20241231"),), "D", ["9004"]),
        ((), "D", ["9004"]),
        ((("20230101", "20231231"),), "S", []),
    ],
)
def test_only_a_degraded_form_is_rejected_for_closed_rights(
    rights: tuple[tuple[str, str], ...], certification: str, found: list[str]
) -> None:
    """A secured form is paid on the word of the card (assumed)."""
    person = replace(NATHALIE, rights=rights)
    assert codes(by_fund(Invoice(), person=person, certification=certification)) == found


def test_a_degraded_form_of_nobody_is_rejected_once() -> None:
    found = by_fund(Invoice(birth="550616"), certification="D")
    assert codes(found) == ["0250 050"]


@pytest.mark.parametrize("number", ["55555551", "0055555551"])
def test_the_number_of_who_leaves_c2s_is_nobody_s(number: str) -> None:
    invoice = Invoice(insurer=number, lines=(Line(amc=1000),))
    assert codes(by_fund(invoice)) == ["9005"]
    insurer = payer_maker(Register([]))("OC", number.zfill(14))
    content = insurer.answer(Lot((invoice,)), on=NEXT_DAY, already_received=frozenset(), fse_amo={})
    assert codes(entities(content)) == ["9005"]
    assert entities(content)[7].startswith("1990500001000R00000000P")


def test_a_fund_does_not_pay_twice() -> None:
    found = by_fund(Invoice(), Invoice(number="000000428"), already=frozenset({"000000428"}))
    assert codes(found) == ["2900 005"]
    assert found[-1] == "99099020              0000000100000000003P"
    assert found[-3] == "99099081              0000000200000000003P"


@pytest.mark.parametrize(("base", "asked"), [(5, 3), (4, 2), (12, 7)])
def test_half_a_cent_goes_upward(base: int, asked: int) -> None:
    assert codes(by_fund(Invoice(lines=(Line(base=base, amo=asked),)))) == []


def test_somebody_without_a_cover_is_believed() -> None:
    assert codes(by_fund(Invoice(), person=replace(NATHALIE, covers=()))) == []


def test_a_line_without_base_proves_nothing_about_the_rate() -> None:
    assert codes(by_fund(Invoice(lines=(Line(), Line(base=0, rate=0, amo=0))))) == []


def test_single_management_is_paid_by_the_fund_for_both_parts() -> None:
    found = by_fund(Invoice(insurer="0099999997", lines=(Line(amc=1000),)))
    assert found[4][36:37] == "C"
    assert found[7] == "1990500001000P00001000P0099999997               "
    assert found[8] == "99099000000427        0000000300000001003P"


def test_only_the_beneficiary_is_named_when_somebody_else_is_the_insured() -> None:
    child = replace(NATHALIE, first_name="ZOÉ", quality="6")
    person = by_fund(Invoice(), person=child)[5]
    assert person[20:85].strip() == ""
    assert (person[107:132].strip(), person[132:147].strip()) == ("FICTIVE", "ZOÉ")


def test_an_insurer_pays_its_part_only() -> None:
    asked = Invoice(insurer="1100000000", member="12345678", lines=(Line(amc=2482),))
    found = by_insurer(asked, {"000000427": (3,)})
    assert found[2].endswith("VIR AMC LIGNE 2 - 1FR           1100000000")
    assert (found[4][29], found[4][36]) == ("D", "E")
    assert found[6] == "1980500000003 00000000P"
    assert found[7] == "1990500002482P00002482P110000000012345678       "


@pytest.mark.parametrize(
    ("line", "fse_amo", "code"),
    [
        (Line(amc=2482), {"000000427": (4,)}, ["9003"]),
        (Line(amc=10298), {"000000427": (3,)}, ["9002"]),
        (Line(amc=10297), {}, []),
    ],
)
def test_an_insurer_compares_with_the_fse(
    line: Line, fse_amo: dict[str, tuple[int, ...]], code: list[str]
) -> None:
    found = by_insurer(Invoice(insurer="1100000000", lines=(line,)), fse_amo)
    assert codes(found) == code


def test_transfers_are_counted_by_payer() -> None:
    make = payer_maker(Register([NATHALIE]))
    fund, other = make("CP", FUND), make("CP", "00000001349000")
    answers = [
        payer.answer(Lot((Invoice(),)), on=NEXT_DAY, already_received=frozenset(), fse_amo={})
        for payer in (fund, fund, other)
    ]
    labels = [entities(content)[2][11:33].strip() for content in answers]
    assert labels == [f"VIR AMO LIGNE 1 - {n}FR" for n in (1, 2, 1)]
    assert [content[49:55] for content in answers] == [b"000001", b"000002", b"000001"]
    assert answers[2][:20] == b"000CP000000013490" + b"00 "
    assert answers[0].endswith(b"T                  00100000000003P" + b" " * 31)


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=600))
def test_blocks_give_the_stream_back(stream: str) -> None:
    blocks = blocked(stream)
    cut = [blocks[at : at + 128] for at in range(0, len(blocks), 128)]
    assert b"".join(block[1:] for block in cut).decode().rstrip() == stream
    assert [block[:1] for block in cut] == [b"0"] * (len(cut) - 1) + [b"1"]


@pytest.mark.parametrize(
    "values",
    [("1234567890123456",), ("A",), ("1@",), ("-1",), ("²",), ("1\n",), ("€",)],
)
def test_a_value_that_does_not_fit_is_refused(values: tuple[str, ...]) -> None:
    with pytest.raises(DoesNotFit, match="entity 020"):
        entity("020", *values)
