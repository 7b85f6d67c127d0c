"""A conversation: lengths corrected, failures named, readers found."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


class Shared(Script):
    """A channel that other programs may use."""

    held = False

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        self.held = True
        yield
        self.held = False


class Watched(Desk):
    """Readers that see whether a card is in."""

    there = True

    def holds_card(self, reader_name: str) -> bool:
        assert reader_name == VITALE
        return self.there


@pytest.mark.parametrize(
    ("failure", "there", "code"),
    [
        (ConnectionResetError("80100068"), True, "LEC-CARTE-REINITIALISEE"),
        (ConnectionResetError("80100068"), False, "LEC-CARTE-RETIREE"),
        (ConnectionRefusedError("80100003"), True, "LEC-SERVICE-RELANCE"),
        (ConnectionAbortedError("80100016"), True, "LEC-INCIDENT-PASSAGER"),
        ("", True, "LEC-INCIDENT-PASSAGER"),
        ("", False, "LEC-CARTE-RETIREE"),
    ],
)
def test_a_card_that_is_still_there_was_not_pulled(
    failure: str | OSError, *, there: bool, code: str
) -> None:
    desk = Watched(Script(("00B0000000", failure)), [VITALE])
    desk.there = there
    session = open_session(desk, SETUP, Role.VITALE)
    assert code_of(OperatorActionNeeded, lambda: session.send(READ)) == code


def test_an_empty_reader_is_not_asked_twice() -> None:
    desk = Watched(ConnectionError("8010000C"), [VITALE])
    assert code_of(BinocleError, lambda: open_session(desk, SETUP, Role.VITALE)) == (
        "LEC-CARTE-ABSENTE"
    )


@pytest.mark.parametrize(
    ("service", "code"),
    [
        (PermissionError(), "LEC-SERVICE-INTERDIT"),
        (ConnectionError(), "LEC-SERVICE-ABSENT"),
    ],
)
@pytest.mark.parametrize("failure", [PermissionError(), ConnectionError()])
def test_the_service_is_asked_before_the_card_is_blamed(
    failure: OSError, service: OSError, code: str
) -> None:
    desk = Desk(Script(("00B0000000", failure)), [VITALE], service)
    session = open_session(desk, SETUP, Role.VITALE)
    assert code_of(LinkDown, lambda: session.send(READ)) == code


def test_a_reset_inside_a_block_is_told() -> None:
    desk = Watched(Shared(("00B0000000", ConnectionResetError())), [VITALE])
    session = open_session(desk, SETUP, Role.VITALE)

    def work() -> None:
        with session.exclusive():
            session.send(READ)

    assert code_of(OperatorActionNeeded, work) == "LEC-CARTE-REINITIALISEE"


LONG = Command.of("01 2A 80 86", bytes(range(256)), le=256)
FIRST, LAST = bytes(range(255)).hex().upper(), "FF"


def test_long_data_goes_in_pieces_in_t0_and_keeps_its_class() -> None:
    session = opened(
        (f"112A8086FF{FIRST}", "9000"), (f"012A808601{LAST}", "6102"), ("01C0000002", "AABB9000")
    )
    assert session.demand(LONG) == b"\xaa\xbb"


def test_a_refused_piece_ends_the_command() -> None:
    assert opened((f"112A8086FF{FIRST}", "6884")).send(LONG).sw == 0x6884


def test_long_data_goes_whole_in_t1_unless_the_card_wants_pieces() -> None:
    whole = f"012A8086000100{bytes(range(256)).hex().upper()}0100"
    assert opened((whole, "9000"), atr=T1_ATR).send(LONG).ok
    pieces = [(f"112A8086FF{FIRST}", "9000"), (f"012A808601{LAST}00", "9000")]
    assert opened(*pieces, atr=T1_ATR).send(LONG, chained=True).ok


class Agreed(Script):
    """A channel that knows what was agreed on."""

    def __init__(self, *pairs: tuple[str, str | OSError], t1: bool, atr: bytes) -> None:
        super().__init__(*pairs, atr=atr)
        self.t1 = t1


@pytest.mark.parametrize(
    ("t1", "atr", "sent"), [(True, T0_ATR, "00A4040001AA00"), (False, T1_ATR, "00A4040001AA")]
)
def test_what_the_reader_agreed_on_wins_over_the_atr(*, t1: bool, atr: bytes, sent: str) -> None:
    channel = Agreed((sent, "9000"), t1=t1, atr=atr)
    session = open_session(Desk(channel, [VITALE]), SETUP, Role.VITALE)
    assert session.send(Command.of("00 A4 04 00", b"\xaa", le=256)).ok


@given(st.binary(max_size=1200), st.integers(0, 255).filter(lambda cla: not cla & 0x10))
def test_pieces_hold_the_data_once(data: bytes, cla: int) -> None:
    *first, last = Command(cla=cla, ins=0x2A, p1=0x80, p2=0x86, data=data, le=256).pieces()
    assert b"".join(piece.data for piece in (*first, last)) == data
    assert all(len(piece.data) == 255 and piece.cla == cla | 0x10 for piece in first)
    assert all(piece.le is None for piece in first)
    assert (last.cla, last.le) == (cla, 256)
    assert last.response(7).cla == cla


def test_a_session_closes_even_on_a_card_that_is_gone() -> None:
    channel = Script()
    with open_session(Desk(channel, [VITALE]), SETUP, Role.VITALE) as session:
        assert session.atr == T0_ATR
    assert channel.closed


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
