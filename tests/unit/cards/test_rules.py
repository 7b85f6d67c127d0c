"""Every ATR of the cards sheet is recognised as what it is."""

import pytest

from binocle.cards import CardKind, recognise

# Cards sheet 1.1, copied by hand.
LISTED = [
    *(
        (f"3B 75 13 00 00 {xx} 09 EA 90 00", CardKind.VITALE_2)
        for xx in ["43", "44", "45", "46", "47", "48", "49", "4B", "4C"]
    ),
    ("3B 75 13 00 00 45 09 FA 90 00", CardKind.VITALE_2),
    ("3F 65 25 00 22 09 69 90 00", CardKind.VITALE_1),
    ("3F 65 25 00 2C 09 F9 90 00", CardKind.VITALE_1),
    ("3F 65 25 00 52 09 6A 90 00", CardKind.VITALE_1),
    ("3F 65 25 00 A4 09 6A 90 00", CardKind.VITALE_1),
    ("3B AC 00 40 2A 00 12 25 00 64 80 82 02 12 00 90 00", CardKind.CPS2TER),
    ("3B AC 00 40 2A 00 12 25 00 64 80 00 03 10 00 90 00", CardKind.CPS3),
    ("3B 8F 80 01 00 31 B8 64 04 B0 EC C1 73 94 01 80 82 90 00 0E", CardKind.CPS_CONTACTLESS),
    ("3B 8F 80 01 00 31 B8 64 04 B0 EC C1 73 94 01 80 FF FF FF E3", CardKind.CPS_CONTACTLESS),
    ("3B 9B 18 80 01 00 12 25 00 64 80 04 01 00 00 90 44", CardKind.CPS4),
    ("3B 9B 18 80 01 00 12 25 00 64 80 00 04 01 00 90 44", CardKind.CPS4),
    ("3B DC 18 FF 00 00 12 25 00 64 80 00 04 01 00 90 00", CardKind.CPS4),
    ("3B 67 00 00 2D 20 16 01 78 90 00", CardKind.UNKNOWN),
    ("3B 7C 11 00 00 47 53 45 42 4C 03 42 48 48 80 01 01", CardKind.UNKNOWN),
    ("3B 75 13 00 00 55 09 EA 90 00", CardKind.UNKNOWN),
    ("", CardKind.UNKNOWN),
]


@pytest.mark.parametrize(("atr", "kind"), LISTED)
def test_the_listed_atrs(atr: str, kind: CardKind) -> None:
    assert recognise(bytes.fromhex(atr)) is kind
