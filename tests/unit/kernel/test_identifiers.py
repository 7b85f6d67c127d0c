"""Numbers of the field: the verified ones (teleservices sheet, section 5) and their neighbours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binocle.kernel import (
    AmcNumber,
    InvalidIdentifier,
    LppCode,
    Nir,
    PartnerNumber,
    luhn_digit,
    nir_key,
)

NIRS = [
    ("2550699999999", "34"),
    ("1421962965165", "96"),
    ("1421962965167", "94"),
    ("297022A020778", "78"),  # Corsica
    ("160012B020777", "13"),
    ("2360663220836", "56"),
]
PARTNERS = [
    "992604231", "992614230", "991000696",
    "750712184", "340780477", "690781810", "750100042", "130786049",
]  # fmt: skip
LPPS = ["7211674", "7230795", "7238911", "2264861", "2222124"]


@pytest.mark.parametrize(("number", "key"), NIRS)
def test_verified_nirs(number: str, key: str) -> None:
    assert nir_key(number) == key
    assert Nir.parse(f"{number[0]} {number[1:5]} {number[5:]} {key}") == Nir(number, key)
    assert Nir(number, key).compact == number + key


@pytest.mark.parametrize(("number", "key"), NIRS)
def test_another_key_of_a_nir_is_refused(number: str, key: str) -> None:
    for wrong in range(100):
        if f"{wrong:02d}" != key:
            with pytest.raises(InvalidIdentifier, match="nir: wrong key"):
                Nir(number, f"{wrong:02d}")


@pytest.mark.parametrize(
    "number",
    [
        "",
        "255069999999",
        "25506999999999",
        "29702A2020778",  # a letter elsewhere
        "2A7020020778A",
        "297022C020778",
        "297022a020778",
        "2550699 99999",
        "255069999999٣",  # a digit, but not an ASCII one
    ],
)
def test_the_form_of_a_nir(number: str) -> None:
    with pytest.raises(InvalidIdentifier) as refused:
        nir_key(number)
    assert (refused.value.kind, refused.value.reason) == ("nir", "format")


@pytest.mark.parametrize("text", ["", "25506999999993", "2550699999999344"])
def test_a_nir_has_15_characters(text: str) -> None:
    with pytest.raises(InvalidIdentifier, match="nir: wrong format"):
        Nir.parse(text)


@given(st.integers(0, 10**13 - 1))
def test_the_key_makes_a_multiple_of_97(number: int) -> None:
    key = int(nir_key(f"{number:013d}"))
    assert 1 <= key <= 97
    assert (number + key) % 97 == 0


@pytest.mark.parametrize("digits", PARTNERS)
def test_verified_partner_numbers(digits: str) -> None:
    assert PartnerNumber(digits).digits == digits


def test_the_manuals_placeholder_is_no_partner_number() -> None:
    with pytest.raises(InvalidIdentifier, match="partner number: wrong key"):
        PartnerNumber("123456789")


@given(st.sampled_from(PARTNERS), st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_of_a_partner_number_is_seen(digits: str, place: int, more: int) -> None:
    wrong = str((int(digits[place]) + more) % 10)
    with pytest.raises(InvalidIdentifier):
        PartnerNumber(digits[:place] + wrong + digits[place + 1 :])


@pytest.mark.parametrize("digits", ["", "99260423", "9926042310", "99260423A", " 92604231"])
def test_the_form_of_a_partner_number(digits: str) -> None:
    with pytest.raises(InvalidIdentifier, match="partner number: wrong format"):
        PartnerNumber(digits)


@pytest.mark.parametrize("number", ["00991000696", "482349396", "48234939600010"])
def test_the_luhn_digit_of_other_verified_numbers(number: str) -> None:
    """RPPS, SIREN and SIRET have the same key."""
    assert luhn_digit(number[:-1]) == number[-1]


@pytest.mark.parametrize("digits", LPPS)
def test_verified_lpp_codes(digits: str) -> None:
    assert LppCode(digits).digits == digits
    for key in set("0123456789") - {digits[6]}:
        with pytest.raises(InvalidIdentifier, match="lpp: wrong key"):
            LppCode(digits[:6] + key)


def test_an_lpp_remainder_of_ten_is_a_zero() -> None:
    assert LppCode("5000000").digits == "5000000"  # 5 x 2 = 10


@pytest.mark.parametrize("digits", ["", "723079", "72307955", "723079A", "²211674"])
def test_the_form_of_an_lpp_code(digits: str) -> None:
    with pytest.raises(InvalidIdentifier, match="lpp: wrong format"):
        LppCode(digits)


@pytest.mark.parametrize(
    ("digits", "padded"),
    [
        ("99999997", "0099999997"),
        ("775678584", "0775678584"),
        ("1100000000", "1100000000"),
    ],
)
def test_amc_numbers(digits: str, padded: str) -> None:
    assert AmcNumber(digits).padded == padded


@pytest.mark.parametrize("digits", ["", "1234567", "12345678901", "1234567X"])
def test_the_form_of_an_amc_number(digits: str) -> None:
    with pytest.raises(InvalidIdentifier, match="amc number: wrong format"):
        AmcNumber(digits)
