"""The conversation with a phone: three exchanges, each refusal with its own name."""

from collections.abc import Sequence

import pytest
from tests.unit.apcv.conftest import PAYLOAD, sealed

from binocle.apcv import read_phone
from binocle.kernel import BinocleError, OperatorActionNeeded, PeerViolation
from binocle.readers import CardSession, ReaderSetup, Role, open_session

NEAR = "KAPELSE KAP-LINK2 [00504969 KAP-LINK2 2] 02 00"
SETUP = ReaderSetup(cps="C", vitale="V", contactless=NEAR)
ATR = bytes.fromhex("3B80800101")
SELECT = "00A4040009F042494E4F434C450100"
GET = "80CA010000"
APPLICATION = "F042494E4F434C4501"
TITLE = b"APCV SIMULATEUR".hex().upper()


def presentation(name: str = APPLICATION, version: str = "01") -> str:
    own = f"500F{TITLE}80{len(version) // 2:02X}{version}"
    inner = f"84{len(name) // 2:02X}{name}A5{len(own) // 2:02X}{own}"
    return f"6F{len(inner) // 2:02X}{inner}"


class Phone:
    """A channel that expects these commands and gives these answers."""

    def __init__(self, *pairs: tuple[str, str | OSError]) -> None:
        self.atr = ATR
        self.pairs = list(pairs)
        self.closed = False

    def transmit(self, command: bytes) -> bytes:
        wanted, answer = self.pairs.pop(0)
        assert command.hex().upper() == wanted
        if isinstance(answer, OSError):
            raise answer
        return bytes.fromhex(answer)

    def close(self) -> None:
        self.closed = True


class Desk:
    def __init__(self, phone: Phone) -> None:
        self.phone = phone

    def names(self) -> Sequence[str]:
        return [NEAR]

    def connect(self, reader_name: str) -> Phone:
        assert reader_name == NEAR
        return self.phone


def opened(*pairs: tuple[str, str | OSError]) -> CardSession:
    return open_session(Desk(Phone(*pairs)), SETUP, Role.CONTACTLESS)


def shown(text: str) -> str:
    return text.encode("latin-1").hex() + "9000"


def test_a_phone_gives_its_payload() -> None:
    text = sealed(PAYLOAD)
    session = opened((SELECT, presentation() + "9000"), (GET, shown(text)))
    assert read_phone(session).text == text


def test_waiting_bytes_are_fetched_from_a_reader_that_leaves_them() -> None:
    text = sealed(PAYLOAD)
    session = opened(
        (SELECT, presentation() + "9000"), (GET, f"61{len(text):02X}"),
        (f"80C00000{len(text):02X}", shown(text)),
    )  # fmt: skip
    assert read_phone(session).text == text


def refusal(*pairs: tuple[str, str | OSError]) -> BinocleError:
    with pytest.raises(BinocleError) as raised:
        read_phone(opened(*pairs))
    return raised.value


KNOWN = (SELECT, presentation() + "9000")


@pytest.mark.parametrize(
    ("pairs", "kind", "code"),
    [
        ([(SELECT, "6A82")], OperatorActionNeeded, "APCV-TELEPHONE-INCONNU"),
        ([(SELECT, "6D00")], OperatorActionNeeded, "APCV-TELEPHONE-INCONNU"),
        ([(SELECT, "6F00")], PeerViolation, "LEC-REPONSE-INATTENDUE"),
        ([(SELECT, presentation("A0000000031010") + "9000")], OperatorActionNeeded,
         "APCV-TELEPHONE-INCONNU"),
        ([(SELECT, presentation(version="02") + "9000")], OperatorActionNeeded,
         "APCV-VERSION-INCONNUE"),
        ([(SELECT, "9000")], PeerViolation, "CAR-DONNEES-ILLISIBLES"),
        ([(SELECT, "6F0284029000")], PeerViolation, "CAR-DONNEES-ILLISIBLES"),
        ([(SELECT, "6F009000")], PeerViolation, "CAR-DONNEES-ILLISIBLES"),
        ([(SELECT, ConnectionAbortedError("gone"))], OperatorActionNeeded,
         "APCV-TELEPHONE-RETIRE"),
        ([(SELECT, "")], OperatorActionNeeded, "APCV-TELEPHONE-RETIRE"),
        ([KNOWN, (GET, "6985")], OperatorActionNeeded, "APCV-APPLI-FERMEE"),
        ([KNOWN, (GET, "6A88")], PeerViolation, "LEC-REPONSE-INATTENDUE"),
        ([KNOWN, (GET, "9000")], PeerViolation, "APCV-TELEPHONE-ILLISIBLE"),
        ([KNOWN, (GET, shown(sealed(PAYLOAD)[:-1]))], PeerViolation, "APCV-TELEPHONE-ILLISIBLE"),
        ([KNOWN, (GET, shown(sealed(PAYLOAD) + "\n"))], PeerViolation, "APCV-TELEPHONE-ILLISIBLE"),
        ([KNOWN, (GET, TimeoutError("mute"))], OperatorActionNeeded, "APCV-TELEPHONE-RETIRE"),
    ],
)  # fmt: skip
def test_each_refusal_has_its_name(
    pairs: list[tuple[str, str | OSError]], kind: type[BinocleError], code: str
) -> None:
    error = refusal(*pairs)
    assert (type(error), error.code) == (kind, code)
    assert PAYLOAD not in str(error)


def test_a_reader_that_goes_away_is_said_to() -> None:
    class Unplugged(Desk):
        there = True

        def names(self) -> Sequence[str]:
            return [NEAR] if self.there else []

    desk = Unplugged(Phone((SELECT, ConnectionAbortedError("gone"))))
    session = open_session(desk, SETUP, Role.CONTACTLESS)
    desk.there = False
    with pytest.raises(OperatorActionNeeded, match="LEC-LECTEUR-ABSENT"):
        read_phone(session)
