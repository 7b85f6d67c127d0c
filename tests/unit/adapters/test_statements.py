"""Statements of banks, in CSV and OFX: read to the cent, whole or not at all."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binocle.adapters.statements import read_statement
from binocle.kernel import OperatorActionNeeded

DAY = date(2024, 5, 29)
LABEL = "VIR AMO LIGNE 1 - 7FR"
OFX_1 = b"""OFXHEADER:100
DATA:OFXSGML

<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR
<BANKACCTFROM><BANKID>30004<ACCTID>00012345678</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20240501
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20240529120000[+2:CEST]
<TRNAMT>+94.48
<FITID>A1
<NAME>VIR AMO LIGNE 1 - 7FR-2
<MEMO>VIR AMO LIGNE 2 &amp; SUITE
</STMTTRN>
<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20240530<TRNAMT>-3,2<FITID>A2<NAME>FRAIS</STMTTRN>
</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""
OFX_2 = b"""<?xml version="1.0" encoding="UTF-8"?><?OFX OFXHEADER="200"?>
<OFX><STMTRS><BANKACCTFROM><ACCTID>9</ACCTID></BANKACCTFROM><BANKTRANLIST>
<STMTTRN><DTPOSTED>20240529</DTPOSTED><TRNAMT>5.52</TRNAMT><FITID>B1</FITID>
<NAME>VIR</NAME></STMTTRN></BANKTRANLIST></STMTRS></OFX>
"""


def facts(content: bytes) -> list[tuple[date, str, int]]:
    return [(line.day, line.label, line.amount) for line in read_statement(content)]


def refused(content: bytes) -> tuple[str, object]:
    with pytest.raises(OperatorActionNeeded) as error:
        read_statement(content)
    return error.value.code, error.value.facts.get("ligne")


def test_ofx_whose_leaves_stay_open() -> None:
    first, second = read_statement(OFX_1)
    assert (first.account, first.reference, first.day, first.amount) == (
        "00012345678", "A1", DAY, 9448,
    )  # fmt: skip
    assert first.label == "VIR AMO LIGNE 1 - 7FR-2 VIR AMO LIGNE 2 & SUITE"
    assert (second.amount, second.label) == (-320, "FRAIS")


def test_ofx_in_xml() -> None:
    (line,) = read_statement(OFX_2)
    assert (line.account, line.reference, line.day, line.amount) == ("9", "B1", DAY, 552)


@pytest.mark.parametrize(
    "text",
    [
        f"Compte;123\n\nDate;Libellé;Montant\n29/05/2024;{LABEL};5,52\n",
        f"Date;Valeur;Libellé;Débit;Crédit\n29/05/2024;30/05/2024;{LABEL};;5,52 €\n\n",
        f'"Date comptable","Description","Montant (EUR)"\r\n"2024-05-29","{LABEL}","+5.52"\r\n',
        f"DATE\tLIBELLE\tMONTANT\n29.05.2024\t{LABEL}\t5,5200\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_csv_as_banks_write_it(text: str, encoding: str) -> None:
    assert facts(text.encode(encoding)) == [(DAY, LABEL, 552)]


def test_debits_and_thousands() -> None:
    text = "Date;Libellé;Débit;Crédit\n29/05/2024;A;1 234,56;\n29/05/2024;B;-2,00;\n"
    assert [each[2] for each in facts(text.encode())] == [-123456, -200]
    spaced = "Date;Libellé;Montant\n29/05/2024;A;12\u00a0345,6\n"
    assert [each[2] for each in facts(spaced.encode())] == [1234560]


def test_two_same_lines_of_a_day_are_two_and_keep_their_names() -> None:
    row = f"29/05/2024;{LABEL};5,52\n"
    twice = read_statement(f"Date;Libellé;Montant\n{row}{row}".encode())
    more = read_statement(f"Date;Libellé;Montant\n30/05/2024;X;1,00\n{row}{row}".encode())
    assert len({line.reference for line in twice}) == 2
    assert more[1:] == twice


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"Date;Libell\xe9;Montant\n29/05/2024;A;5,521\n", 2),
        (b"Date;Libell\xe9;Montant\n29/05/2024;A;5,52\n31/06/2024;A;1,00\n", 3),
        (b"Date;Libell\xe9;Montant\n29/05/2024;A\n", 2),
        (b"Date;Libell\xe9;Montant\nhier;A;1,00\n", 2),
        (b"Date;Libell\xe9;Montant\n29/05/2024;A;1e5\n", 2),
        (OFX_1.replace(b"<FITID>A2", b""), 2),
        (OFX_1.replace(b"+94.48", b"94.4.8"), 1),
    ],
)
def test_a_line_that_cannot_be_read_takes_nothing(content: bytes, place: int) -> None:
    assert refused(content) == ("VIR-RELEVE-LIGNE", place)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"Nom;Prix\nA;1,00\n", b'"' + b"\x00" * 40])
def test_what_is_no_statement_is_refused(content: bytes) -> None:
    assert refused(content)[0] == "VIR-RELEVE-INCONNU"


@settings(max_examples=60, deadline=None)
@given(st.integers(-9_999_999_99, 9_999_999_99))
def test_any_amount_comes_through_to_the_cent(amount: int) -> None:
    written = f"{'-' if amount < 0 else ''}{abs(amount) // 100}.{abs(amount) % 100:02d}"
    text = f"<OFX><STMTTRN><DTPOSTED>20240529<TRNAMT>{written}<FITID>1<NAME>A</STMTTRN></OFX>"
    assert [line.amount for line in read_statement(text.encode())] == [amount]


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200) | st.binary(max_size=200).map(lambda tail: OFX_1 + tail))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with suppress(OperatorActionNeeded):
        assert all(isinstance(line.amount, int) for line in read_statement(content))
