"""What is written to a log holds no code, no NIR and no certificate."""

import io
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binocle.adapters.log import RedactingFormatter, redact
from binocle.kernel import Nir

CODE = bytes.fromhex("00200005 04") + b"7391"
NIR = "255069999999934"
DER = "MIIC" + "aB3/+9Zz" * 12 + "=="


@pytest.mark.parametrize(
    "form",
    [
        CODE.hex(),
        CODE.hex(" ").upper(),
        CODE.hex(":"),
        ", ".join(f"0x{byte:02x}" for byte in CODE),
        str(list(CODE)),
        repr(CODE),
        repr(bytearray(CODE)),
        "code=7391",
        "Code : 7391",
        "PIN 7391",
    ],
)
def test_a_code_is_hidden(form: str) -> None:
    shown = redact(f"sent {form} to the card")
    assert "[code]" in shown
    assert "7391" not in shown
    assert "37" not in shown
    assert "55, 51" not in shown
    assert shown.startswith("sent ")
    assert shown.endswith(" to the card")


@pytest.mark.parametrize("instruction", [0x24, 0x2C])
def test_both_codes_of_a_change_are_hidden(instruction: int) -> None:
    command = bytes((0, instruction, 0, 5, 12)) + b"876543217391"
    for form in (command.hex(), command.hex(" "), str(list(command)), repr(command)):
        assert "[code]" in redact(form)
        assert not {"7391", "37", "55"} & set(redact(form).replace(",", " ").split())
        assert "7391" not in redact(form)


@pytest.mark.parametrize(
    "form",
    [
        NIR,
        NIR[:13],
        f"{NIR[:13]} {NIR[13:]}",
        "2 55 06 99 999 999 34",
        "2 55 06 99 999 999",
        "2\u00a055\u00a006\u00a099\u00a0999\u00a0999\u00a034",
        "2 53 07 2A 073 004 43",
        "253072B07300470",
        NIR.encode().hex(),
        NIR.encode().hex(" "),
        f"0123{NIR}0456",
        repr(Nir(NIR[:13], NIR[13:])),
    ],
)
def test_a_nir_is_hidden(form: str) -> None:
    shown = redact(f"nir {form} read")
    assert "[NIR]" in shown or "[digits]" in shown
    assert not any(part in shown for part in (NIR[:13], "999 999", "073", "39 39"))


def test_what_a_phone_shows_is_hidden() -> None:
    shown = redact(f"typed APCV-SIMULATEUR:1:{'ABCD2345' * 6}ABCD:0F3A, then Enter")
    assert shown == "typed [APCV], then Enter"


@pytest.mark.parametrize(
    "form",
    [
        f"-----BEGIN CERTIFICATE-----\n{DER}\n-----END CERTIFICATE-----",
        f"-----BEGIN RSA PRIVATE KEY-----\n{DER}",
        f"<ds:X509Certificate>{DER}</ds:X509Certificate>",
        "MIIC" + "\n".join(["aB3/+9Zz" * 8] * 3),
    ],
)
def test_a_certificate_is_hidden(form: str) -> None:
    assert "aB3/+9Zz" not in redact(form)


@pytest.mark.parametrize(
    "text",
    [
        "B2-00000992604231-000027",
        "AR-000001 2024-05-28T07:00:00Z",
        "00 A4 04 00 0B D2 50 00 00 02 56 49 54 41 4C 45",
        "LEC-CARTE-RETIREE (reader=KAPELSE KAP-LINK2 [00504969 KAP-LINK2 1] 01 00, role=vitale)",
        "status 6A82, facture 000000253, 415,00",
    ],
)
def test_what_is_nobodys_is_kept(text: str) -> None:
    assert redact(text) == text


@given(st.integers(0, 9999).map("{:04d}".format))
def test_no_verify_shows_its_code(code: str) -> None:
    command = b"\0\x20\0\x01\x04" + code.encode()
    for form in (command.hex(), command.hex(" "), str(list(command)), repr(command)):
        assert "[code]" in redact(form)


@given(st.text(max_size=200))
def test_redacting_again_changes_nothing(text: str) -> None:
    assert redact(redact(text)) == redact(text)


def test_arguments_and_tracebacks_are_redacted_when_written() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(RedactingFormatter("%(levelname)s %(message)s"))
    logger = logging.Logger("test")
    logger.addHandler(handler)
    try:
        raise ValueError(f"nir {NIR}")
    except ValueError:
        logger.exception("read %s", NIR)
    written = stream.getvalue()
    assert NIR not in written
    assert written.count("[NIR]") >= 2
    assert "ValueError" in written
