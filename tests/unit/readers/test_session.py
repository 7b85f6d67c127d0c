"""A conversation: lengths corrected, failures named, readers found."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest

from binocle.kernel import BinocleError, LinkDown, OperatorActionNeeded, PeerViolation
from binocle.readers import (
    CardChannel,
    CardSession,
    Command,
    ReaderSetup,
    Role,
    find_reader,
    open_session,
)

CPS = "KAPELSE KAP-LINK2 [00504969 KAP-LINK2 0] 00 00"
VITALE = "KAPELSE KAP-LINK2 [00504969 KAP-LINK2 1] 01 00"
SETUP = ReaderSetup(cps=CPS, vitale=VITALE, contactless=None)
T0_ATR = bytes.fromhex("3B7513000047 09EA9000")
T1_ATR = bytes.fromhex("3B9B18800100 122500 6480040100 009044")
READ = Command.of("00 B0 00 00", le=256)


class Script:
    """A channel that expects these commands and gives these answers."""

    def __init__(self, *pairs: tuple[str, str | OSError], atr: bytes = T0_ATR) -> None:
        self.atr = atr
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
        raise ConnectionError("already gone")


class Desk:
    """Readers whose three answers are given."""

    def __init__(self, channel: CardChannel | OSError, *names: Sequence[str] | OSError) -> None:
        self.channel = channel
        self.answers = list(names)

    def names(self) -> Sequence[str]:
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, OSError):
            raise answer
        return answer

    def connect(self, reader_name: str) -> CardChannel:
        assert reader_name in (CPS, VITALE)
        if isinstance(self.channel, OSError):
            raise self.channel
        return self.channel


def opened(*pairs: tuple[str, str | OSError], atr: bytes = T0_ATR) -> CardSession:
    return open_session(Desk(Script(*pairs, atr=atr), [CPS, VITALE]), SETUP, Role.VITALE)


def code_of(kind: type[BinocleError], act: Callable[[], object]) -> str:
    with pytest.raises(kind) as caught:
        act()
    return caught.value.code


def test_waiting_bytes_are_fetched() -> None:
    session = opened(
        ("00A4040001AA", "6102"), ("00C0000002", "01026103"), ("00C0000003", "0304059000")
    )
    assert session.demand(Command.of("00 A4 04 00", b"\xaa", le=256)) == b"\1\2\3\4\5"


def test_a_wrong_length_is_corrected() -> None:
    session = opened(("00B0000000", "6C02"), ("00B0000002", "AABB9000"))
    assert session.demand(READ) == b"\xaa\xbb"


def test_a_card_that_offers_t1_is_asked_in_full() -> None:
    session = opened(("00A4040001AA00", "9000"), atr=T1_ATR)
    assert session.demand(Command.of("00 A4 04 00", b"\xaa", le=256)) == b""


def test_a_command_that_holds_a_code_is_never_sent_again() -> None:
    session = opened(("002000010431323334", "6C02"))
    assert session.send(Command.of("00 20 00 01", b"1234")).sw == 0x6C02


@pytest.mark.parametrize("answer", ["6C00", "6101"])
def test_a_card_without_end_is_left(answer: str) -> None:
    endless = [("00B0000000", answer), ("00C0000001", answer)] if answer == "6101" else []
    pairs = [*endless[:1], *endless[1:] * 300] or [("00B0000000", answer)] * 300
    error = code_of(PeerViolation, lambda: opened(*pairs).send(READ))
    assert error == "LEC-DIALOGUE-SANS-FIN"


def test_another_status_is_told_without_data() -> None:
    session = opened(("00B0000000", "6A82"))
    with pytest.raises(PeerViolation) as caught:
        session.demand(READ)
    assert caught.value.code == "LEC-REPONSE-INATTENDUE"
    assert caught.value.facts == {
        "reader": VITALE,
        "role": "vitale",
        "command": "00 B0 00 00",
        "status": "6A82",
    }


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (ConnectionResetError("80100068"), "LEC-CARTE-RETIREE"),
        (ConnectionAbortedError("80100069"), "LEC-CARTE-RETIREE"),
        ("", "LEC-CARTE-RETIREE"),
        ("90", "LEC-CARTE-RETIREE"),
        (TimeoutError(), "LEC-CARTE-MUETTE"),
        (PermissionError(), "LEC-ACCES-REFUSE"),
    ],
)
def test_failures_of_an_exchange(failure: str | OSError, code: str) -> None:
    session = opened(("00B0000000", failure))
    with pytest.raises(OperatorActionNeeded) as caught:
        session.send(READ)
    assert caught.value.code == code
    assert caught.value.facts == {"reader": VITALE, "role": "vitale"}


def test_a_reader_unplugged_in_mid_exchange() -> None:
    desk = Desk(Script(("00B0000000", ConnectionError())), [CPS, VITALE], [CPS])
    session = open_session(desk, SETUP, Role.VITALE)
    assert code_of(OperatorActionNeeded, lambda: session.send(READ)) == "LEC-LECTEUR-ABSENT"


def test_a_service_stopped_in_mid_exchange() -> None:
    desk = Desk(Script(("00B0000000", ConnectionError())), [VITALE], ConnectionError())
    session = open_session(desk, SETUP, Role.VITALE)
    assert code_of(LinkDown, lambda: session.send(READ)) == "LEC-SERVICE-ABSENT"


@pytest.mark.parametrize(
    ("role", "desk", "code"),
    [
        (Role.CPS, Desk(ConnectionError(), [CPS]), "CPS-ABSENTE"),
        (Role.VITALE, Desk(ConnectionError(), [VITALE]), "LEC-CARTE-ABSENTE"),
        (Role.VITALE, Desk(ConnectionError(), [VITALE], []), "LEC-LECTEUR-ABSENT"),
        (Role.VITALE, Desk(TimeoutError(), [VITALE]), "LEC-CARTE-MUETTE"),
        (Role.VITALE, Desk(PermissionError(), [VITALE]), "LEC-ACCES-REFUSE"),
        (Role.VITALE, Desk(Script(), [CPS]), "LEC-LECTEUR-ABSENT"),
        (Role.VITALE, Desk(Script(), ConnectionRefusedError()), "LEC-SERVICE-ABSENT"),
        (Role.CONTACTLESS, Desk(Script(), [VITALE]), "LEC-LECTEUR-NON-REGLE"),
    ],
)
def test_failures_of_the_opening(role: Role, desk: Desk, code: str) -> None:
    assert code_of(BinocleError, lambda: open_session(desk, SETUP, role)) == code


def test_a_session_closes_even_on_a_card_that_is_gone() -> None:
    channel = Script()
    with open_session(Desk(channel, [VITALE]), SETUP, Role.VITALE) as session:
        assert session.atr == T0_ATR
    assert channel.closed


class Shared(Script):
    """A channel that other programs may use."""

    held = False

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        self.held = True
        yield
        self.held = False


def test_neighbours_are_kept_out_of_a_block() -> None:
    channel = Shared()
    session = open_session(Desk(channel, [VITALE]), SETUP, Role.VITALE)
    with session.exclusive():
        assert channel.held
    assert not channel.held


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ([VITALE, VITALE[:-5] + "07 00"], VITALE),
        ([CPS, VITALE[:-5] + "07 00"], VITALE[:-5] + "07 00"),
        ([VITALE[:-5] + "07 00", VITALE[:-5] + "08 00"], None),
        ([VITALE[:-5] + "01 01"], None),
        ([CPS], None),
        ([], None),
    ],
)
def test_the_reader_is_found_by_its_name(names: list[str], found: str | None) -> None:
    assert find_reader(VITALE, names) == found


def test_a_name_without_numbers_is_exact() -> None:
    assert find_reader("Windows Reader 0", ["Windows Reader 1"]) is None
