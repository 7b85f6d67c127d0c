"""A payload is taken whole or refused with the reason that the optician can act on."""

from base64 import b32encode
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.apcv.conftest import PAYLOAD, crc_bit_by_bit, sealed

from binocle.apcv import (
    ApcvContext,
    Payload,
    holds_at,
    payload_among,
    payload_of_scan,
    read_payload,
)
from binocle.apcv.rules import crc16
from binocle.kernel import OperatorActionNeeded

secrets = st.binary(min_size=32, max_size=32)


def shown(secret: bytes) -> str:
    return sealed("APCV-SIMULATEUR:1:" + b32encode(secret).decode().rstrip("="))


def refusal(typed: str) -> OperatorActionNeeded:
    with pytest.raises(OperatorActionNeeded) as raised:
        payload_of_scan(typed)
    return raised.value


def test_the_check_value_of_the_catalogue() -> None:
    assert crc16(b"123456789") == 0x29B1


@given(st.binary(max_size=100))
def test_the_check_is_that_of_the_definition(data: bytes) -> None:
    assert crc16(data) == crc_bit_by_bit(data)


@given(secrets, st.sampled_from(["", "\r", "\n", "\r\n", " ", "\t"]), st.sampled_from(["", " "]))
def test_what_a_scanner_types_is_taken(secret: bytes, end: str, start: str) -> None:
    text = shown(secret)
    assert payload_of_scan(start + text + end) == Payload(text)


@given(secrets, st.data())
def test_one_altered_character_is_never_taken(secret: bytes, data: st.DataObject) -> None:
    text = shown(secret)
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(min_codepoint=33, max_codepoint=126))
    altered = text[:place] + other + text[place + 1 :]
    assert (read_payload(altered) is None) == (altered != text)


@given(st.text(max_size=120).filter(lambda text: read_payload(text.strip()) is None))
def test_any_other_text_is_refused_with_a_code(text: str) -> None:
    error = refusal(text)
    assert error.code.startswith("APCV-CODE-")
    assert set(error.facts) in (set(), {"douchette", "poste"})


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "APCV-CODE-ABSENT"),
        (" \r\n", "APCV-CODE-ABSENT"),
        ("https://www.ameli.fr/", "APCV-CODE-ETRANGER"),
        (sealed(PAYLOAD)[:-1], "APCV-CODE-ILLISIBLE"),
        (sealed(PAYLOAD)[:-4] + "0000", "APCV-CODE-ILLISIBLE"),
        (sealed(PAYLOAD).replace("A2B3", "A2 B3"), "APCV-CODE-ILLISIBLE"),
        (sealed(PAYLOAD.replace(":1:", ":2:")), "APCV-CODE-ILLISIBLE"),
        (sealed(PAYLOAD.replace("A2", "A1")), "APCV-CODE-ILLISIBLE"),
        (sealed(PAYLOAD) + "F", "APCV-CODE-ILLISIBLE"),
        (sealed(PAYLOAD) * 2, "APCV-CODE-ILLISIBLE"),
    ],
)
def test_what_is_not_a_payload_says_why(typed: str, code: str) -> None:
    assert refusal(typed).code == code


# What the keys of the first board type on the second one, looked up by hand on two keyboards.
SWAPPED = [
    ("QPCV)SI?ULQTEURM&MQéB", {"douchette": "QWERTY", "poste": "AZERTY"}),
    ("QPCV6SI:ULQTEUR.!.Q@B", {"douchette": "AZERTY", "poste": "QWERTY"}),
]


@pytest.mark.parametrize(("typed", "facts"), SWAPPED)
def test_a_scanner_set_for_another_keyboard_is_named(typed: str, facts: dict[str, str]) -> None:
    error = refusal(typed)
    assert (error.code, error.facts) == ("APCV-CODE-CLAVIER", facts)


def test_a_picture_gives_the_one_code_of_the_app() -> None:
    one, two = shown(b"1" * 32), shown(b"2" * 32)
    assert payload_among(["https://x", one, one]).text == one
    for texts, code in (
        ([one, two], "APCV-CODES-PLUSIEURS"),
        (["https://x"], "APCV-CODE-ETRANGER"),
        (["https://x", one[:-1]], "APCV-CODE-ILLISIBLE"),
        ([], "APCV-CODE-ABSENT"),
    ):
        with pytest.raises(OperatorActionNeeded) as raised:
            payload_among(texts)
        assert raised.value.code == code


def test_what_opens_rights_is_in_no_printed_form() -> None:
    text = sealed(PAYLOAD)
    assert text not in repr(read_payload(text))
    context = ApcvContext("id", "5ecre7", datetime(2024, 5, 28, 11, 26, tzinfo=UTC))
    assert "5ecre7" not in repr(context)


def test_a_context_serves_until_its_end() -> None:
    ends = datetime(2024, 5, 28, 11, 26, tzinfo=UTC)
    context = ApcvContext("id", "t", ends)
    assert holds_at(context, ends - timedelta(seconds=1))
    assert not holds_at(context, ends)
