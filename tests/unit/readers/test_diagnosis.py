"""The doctor's questions: from the outside in, and only what was named is touched."""

from collections.abc import Mapping, Sequence

import pytest

from binocle.readers import CardChannel, Check, Role, examine_links, examine_readers, try_slot

CPS = "KAPELSE KAP-LINK2 [00504969 KAP-LINK2 0] 00 00"
VITALE = "KAPELSE KAP-LINK2 [00504969 KAP-LINK2 1] 01 00"
NEAR = "KAPELSE KAP-LINK2 [00504969 KAP-LINK2 2] 02 00"
OTHER = "ACS ACR1281 1S Dual Reader 00"
CPS_ATR, VITALE_ATR, PHONE_ATR = b"cps", b"vitale", b"phone"
NUMBER = bytes.fromhex("FFCA000000")


def recognise(atr: bytes) -> tuple[str, Role | None]:
    return {CPS_ATR: ("CPS3", Role.CPS), VITALE_ATR: ("Vitale 2", Role.VITALE)}.get(
        atr, ("carte inconnue", None)
    )


class Card:
    """A card and its reader; the answer to the question for a number is the reader's."""

    def __init__(self, atr: bytes, answer: bytes | OSError | None = None) -> None:
        self.atr = atr
        self.answer = answer
        self.closed = 0

    def transmit(self, command: bytes) -> bytes:
        assert command == NUMBER
        assert self.answer is not None, "a known contact slot is not asked for a card's number"
        if isinstance(self.answer, OSError):
            raise self.answer
        return self.answer

    def close(self) -> None:
        self.closed += 1


class Post:
    """Readers of a workstation, each with its card or its failure."""

    def __init__(
        self, slots: Mapping[str, Card | OSError], *names: OSError | Sequence[str]
    ) -> None:
        self.slots = slots
        self.answers = list(names) or [tuple(slots)]
        self.touched: list[str] = []

    def names(self) -> Sequence[str]:
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, OSError):
            raise answer
        return answer

    def connect(self, reader_name: str) -> CardChannel:
        self.touched.append(reader_name)
        slot = self.slots[reader_name]
        if isinstance(slot, OSError):
            raise slot
        return slot


EMPTY = ConnectionError("8010000C")
UID = bytes.fromhex("08112233 9000")
REFUSED = bytes.fromhex("6E00")


def codes(checks: Sequence[Check]) -> list[str]:
    return [check.finding.code for check in checks if check.finding]


@pytest.mark.parametrize("wanted", [None, [CPS]])
@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (ConnectionRefusedError(), "LEC-SERVICE-ABSENT"),
        (TimeoutError(), "LEC-SERVICE-ABSENT"),
        (PermissionError(), "LEC-SERVICE-INTERDIT"),
        ((), "LEC-AUCUN-LECTEUR"),
    ],
)
def test_nothing_is_said_of_what_hides_behind_a_missing_piece(
    failure: OSError | Sequence[str], code: str, wanted: Sequence[str] | None
) -> None:
    post = Post({}, failure)
    checks = examine_readers(post, wanted=wanted, recognise=recognise)
    assert codes(checks)[0] == code
    assert not post.touched
    if code.startswith("LEC-SERVICE"):
        assert len(checks) == 1


def test_no_reader_is_touched_unless_it_is_named() -> None:
    post = Post({CPS: Card(CPS_ATR), OTHER: EMPTY})
    service, known, unknown = examine_readers(post, wanted=None, recognise=recognise)
    assert post.touched == []
    assert service == Check("service")
    assert (known.subject, known.told, known.role) == (CPS, "Kap&Link2", Role.CPS)
    assert (unknown.subject, unknown.told) == (OTHER, "")
    examine_readers(post, wanted=[CPS[:-5] + "09 00"], recognise=recognise)
    assert post.touched == [CPS]


@pytest.mark.parametrize(
    ("slot", "role", "told"),
    [
        (Card(VITALE_ATR, REFUSED), Role.VITALE, "Vitale 2"),
        (Card(CPS_ATR, REFUSED), Role.CPS, "CPS3"),
        (Card(CPS_ATR, UID), Role.CONTACTLESS, "CPS3"),
        (Card(PHONE_ATR, UID), Role.CONTACTLESS, "carte inconnue"),
        (Card(PHONE_ATR, REFUSED), None, "carte inconnue"),
        (Card(PHONE_ATR, bytes.fromhex("9000")), None, "carte inconnue"),
    ],
)
def test_the_slots_of_an_unknown_model_say_what_they_are(
    slot: Card, role: Role | None, told: str
) -> None:
    assert try_slot(Post({OTHER: slot}), OTHER, recognise) == Check(
        "slot", OTHER, told=told, role=role
    )
    assert slot.closed == 1


@pytest.mark.parametrize(
    ("slot", "later", "code"),
    [
        (EMPTY, [OTHER], "LEC-CARTE-ABSENTE"),
        (EMPTY, [], "LEC-LECTEUR-ABSENT"),
        (EMPTY, ConnectionRefusedError(), "LEC-LECTEUR-ABSENT"),
        (TimeoutError(), [OTHER], "LEC-CARTE-MUETTE"),
        (PermissionError(), [OTHER], "LEC-ACCES-REFUSE"),
        (Card(PHONE_ATR, b""), [OTHER], "LEC-CARTE-RETIREE"),
        (Card(PHONE_ATR, ConnectionResetError()), [OTHER], "LEC-CARTE-RETIREE"),
        (Card(PHONE_ATR, TimeoutError()), [OTHER], "LEC-CARTE-MUETTE"),
    ],
)
def test_failures_of_a_slot(
    slot: Card | OSError, later: OSError | Sequence[str], code: str
) -> None:
    assert codes([try_slot(Post({OTHER: slot}, later), OTHER, recognise)]) == [code]
    assert isinstance(slot, OSError) or slot.closed == 1


@pytest.mark.parametrize(
    ("slots", "wanted", "expected"),
    [
        ({CPS: Card(CPS_ATR), VITALE: Card(VITALE_ATR)}, [CPS, VITALE], []),
        ({CPS: EMPTY, VITALE: EMPTY}, [CPS], ["LEC-CARTE-ABSENTE", "CPS-ABSENTE"]),
        ({CPS: EMPTY, VITALE: Card(VITALE_ATR)}, [VITALE], []),
        ({CPS: Card(VITALE_ATR)}, [CPS], ["CPS-ABSENTE"]),
        ({OTHER: Card(VITALE_ATR, REFUSED)}, [OTHER], []),
        ({OTHER: Card(CPS_ATR, REFUSED)}, [OTHER], []),
        ({OTHER: EMPTY}, [OTHER], ["LEC-CARTE-ABSENTE", "CPS-ABSENTE"]),
        ({NEAR: Card(PHONE_ATR, UID)}, [NEAR], []),
        ({CPS: Card(CPS_ATR)}, [CPS, VITALE], ["LEC-LECTEUR-ABSENT"]),
    ],
)
def test_the_cps_is_missed_where_it_could_have_been(
    slots: Mapping[str, Card | OSError], wanted: Sequence[str], expected: list[str]
) -> None:
    checks = examine_readers(Post(slots), wanted=wanted, recognise=recognise)
    assert codes(checks) == expected


def test_two_devices_for_one_role_are_told() -> None:
    second = CPS.replace("00504969", "00478521").replace("00 00", "03 00")
    checks = examine_readers(Post({CPS: EMPTY, second: EMPTY}), wanted=None, recognise=recognise)
    assert codes(checks) == ["LEC-LECTEURS-AMBIGUS"]
    (told,) = [check.finding for check in checks if check.finding]
    assert told.facts == {"role": "cps", "readers": f"{CPS}, {second}"}


def test_links() -> None:
    checks = examine_links({"vpn": lambda: False, "concentrator": lambda: False})
    assert codes(checks) == ["LEC-VPN-COUPE", "LEC-CONCENTRATEUR-INJOIGNABLE"]
    assert codes(examine_links({"vpn": None, "concentrator": lambda: True})) == [
        "LEC-LIAISON-NON-REGLEE"
    ]
