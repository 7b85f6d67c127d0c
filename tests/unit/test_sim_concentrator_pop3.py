"""A box over POP3, asked by the standard library's client: verbs, lock, ends, faults, contents."""

import poplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.concentrator_files import PS
from tests.unit.mail_bench import MailBench, message, status

from binocle_simulators.cards import authority_pem
from binocle_simulators.concentrator.mail.line import PATIENCE_S
from binocle_simulators.concentrator.mail.pop3 import MAX_ERRORS, Pop3Session, Then, stuffed
from binocle_simulators.concentrator.mail.servers import HOST
from binocle_simulators.faults import KINDS, Fault


@pytest.fixture
def bench() -> Iterator[MailBench]:
    """Two returns wait: an ARL and a payer's."""
    made = MailBench()
    made.receive(message())
    made.pass_days(2)
    yield made
    made.close()


def refused(client: poplib.POP3, command: str) -> str:
    with pytest.raises(poplib.error_proto) as error:
        client._shortcmd(command)  # type: ignore[attr-defined]
    return str(error.value)


def plain(bench: MailBench) -> socket.socket:
    return socket.create_connection((HOST, bench.servers.pop3_port), timeout=5)


def test_a_box_is_listed_read_and_emptied(bench: MailBench) -> None:
    first, second = (
        content for _, content in bench.front_end.enter(PS)
    )  # what the mails are, without the dialogue
    bench.front_end.leave(PS)
    with bench.box() as box:
        assert box.getwelcome().startswith(b"+OK")
        assert box.stat() == (2, len(first) + len(second))
        assert box.list()[1] == [b"1 %d" % len(first), b"2 %d" % len(second)]
        assert str(box.list(2)) == f"b'+OK 2 {len(second)}'"
        assert box.uidl()[1] == [b"1 R000001", b"2 R000002"]
        assert box.uidl(1) == b"+OK 1 R000001"
        assert b"\r\n".join(box.retr(1)[1]) + b"\r\n" == first
        assert box.top(2, 0)[1] == [*second.partition(b"\r\n\r\n")[0].split(b"\r\n"), b""]
        assert box.top(2, 3)[1] == second.split(b"\r\n")[: len(box.top(2, 0)[1]) + 3]
        assert b"\r\n".join(box.top(2, 99)[1]) + b"\r\n" == second
        assert box.noop().startswith(b"+OK")
        box.dele(1)
        assert box.stat() == (1, len(second))
        assert box.list()[1] == [b"2 %d" % len(second)]
        box.quit()
    assert bench.kinds() == ["RSP"]
    mail = message_from_bytes(second)
    content = mail.get_payload(decode=True)
    assert content == bench.simulator.returns["R000002"].content


def test_only_quit_deletes(bench: MailBench) -> None:
    with bench.box() as box:
        box.dele(1)
        box.dele(2)
        box.rset()
        assert box.stat()[0] == 2
        box.dele(2)
    with bench.box() as box:
        assert box.stat()[0] == 2, "the line dropped: nothing was deleted"
        box.dele(1)
        box.quit()
    assert bench.kinds() == ["RSP"]
    with bench.box(login=False) as box:
        assert box.quit().startswith(b"+OK")


def test_what_comes_meanwhile_is_for_the_next_one(bench: MailBench) -> None:
    with bench.box() as box:
        bench.simulator.repeat_return()
        bench.simulator.acknowledge("R000001")
        assert box.stat()[0] == 2
        assert box.retr(1)[1]
        box.dele(1)
        box.quit()
    with bench.box() as box:
        assert box.uidl()[1] == [b"1 R000002", b"2 R000003"]


def test_a_box_has_one_reader(bench: MailBench) -> None:
    with bench.box() as box:
        with pytest.raises(poplib.error_proto, match=r"\[IN-USE\]"), bench.box():
            pass
        assert box.stat()[0] == 2
        box.quit()
    with bench.box() as box:
        assert box.stat()[0] == 2


def test_a_command_has_its_place_and_its_values(bench: MailBench) -> None:
    with bench.box(login=False) as box:
        for command in ("STAT", "RETR 1", "DELE 1", "APOP a b", "USER", "USER a b", ""):
            assert refused(box, command).startswith("b'-ERR")
        assert "USER d'abord" in refused(box, "PASS x")
        assert b"STLS" not in box.user(PS)
        assert "[AUTH]" in refused(box, "PASS faux")
        assert "USER d'abord" in refused(box, "PASS faux")
    with bench.box() as box:
        for command in ("RETR", "RETR 0", "RETR 3", "RETR +1", "RETR ²", "TOP 1", "TOP 1 -1",
                        "LIST  1", "LIST 1 2", "STAT 1", "DELE x", "USER a", "STLS"):  # fmt: skip
            assert refused(box, command).startswith("b'-ERR")
        box.dele(1)
        for command in ("DELE 1", "RETR 1", "LIST 1", "UIDL 1"):
            assert "message supprime" in refused(box, command)


def test_a_line_has_its_limit_and_so_has_patience(bench: MailBench) -> None:
    with bench.box() as box:
        assert refused(box, "NOOP " + "x" * 400).startswith("b'-ERR")
        assert refused(box, "NOOP " + "x" * 100_000).startswith("b'-ERR")
        box.noop()
        for _ in range(MAX_ERRORS - 2):
            refused(box, "RIEN")
        with pytest.raises((poplib.error_proto, ConnectionError)):
            box.noop()
    with bench.box() as box:
        assert box.stat()[0] == 2, "the box was let go"


def test_commands_sent_ahead_are_answered_in_their_order(bench: MailBench) -> None:
    with plain(bench) as link:
        told = f"user {PS}\r\nPASS {bench.password}\r\nUIDL\r\nquit\r\nNOOP\r\n"
        for char in told:
            link.sendall(char.encode())
        heard = b""
        while more := link.recv(4096):
            heard += more
    lines = heard.decode().split("\r\n")
    assert [line[:4] for line in lines[3:]] == ["+OK ", "1 R0", "2 R0", ".", "+OK", ""]


def test_tls_begins_the_dialogue_again(bench: MailBench) -> None:
    trusted = ssl.create_default_context(cadata=authority_pem().decode())
    with bench.box(login=False) as box:
        assert "STLS" in box.capa()
        box.user(PS)
        box.stls(trusted)
        assert "STLS" not in box.capa()
        assert "USER d'abord" in refused(box, f"PASS {bench.password}")
        box.user(PS)
        box.pass_(bench.password)
        assert len(box.retr(2)[1]) > 10
        box.dele(2)
        box.quit()
    assert bench.kinds() == ["ARL"]


def test_what_is_said_before_tls_is_forgotten(bench: MailBench) -> None:
    """Command injection: what follows STLS in the clear is not heard under TLS."""
    trusted = ssl.create_default_context(cadata=authority_pem().decode())
    with plain(bench) as link:
        link.recv(100)
        link.sendall(b"STLS\r\nUSER 1\r\n")
        assert link.recv(100).startswith(b"+OK")
        with trusted.wrap_socket(link, server_hostname="localhost") as secured:
            secured.sendall(b"PASS x\r\n")
            assert b"USER d'abord" in secured.recv(100)


def test_what_comes_with_the_end_of_the_handshake_is_heard(bench: MailBench) -> None:
    trusted = ssl.create_default_context(cadata=authority_pem().decode())
    come, go = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = trusted.wrap_bio(come, go, server_hostname="localhost")
    with plain(bench) as link:
        link.recv(100)
        link.sendall(b"STLS\r\n")
        assert link.recv(100).startswith(b"+OK")
        while True:
            try:
                client.do_handshake()
                break
            except ssl.SSLWantReadError:
                link.sendall(go.read())
                come.write(link.recv(16_000))
        client.write(b"CAPA\r\n")
        link.sendall(go.read())  # the last of the handshake and the first command, at once
        heard = b""
        while not heard.endswith(b".\r\n"):
            come.write(link.recv(16_000))
            with suppress(ssl.SSLWantReadError):
                heard += client.read()
    assert heard.startswith(b"+OK")


def test_ends_in_the_middle_of_a_handshake(bench: MailBench) -> None:
    with plain(bench) as link:
        link.recv(100)
        link.sendall(b"STLS\r\n")
        assert link.recv(100).startswith(b"+OK")
        bench.close()


# -- faults ---------------------------------------------------------------------------------------


def test_down_and_locked_pass(bench: MailBench) -> None:
    bench.world.faults.arm(Fault("pop3", "down"), Fault("pop3", "locked"))
    with plain(bench) as link:
        assert link.recv(100).startswith(b"-ERR [SYS/TEMP]")
        assert link.recv(100) == b""
    with pytest.raises(poplib.error_proto, match=r"\[IN-USE\]"), bench.box():
        pass
    with bench.box() as box:
        assert box.stat()[0] == 2
    assert bench.world.faults.calm


def test_slow_tries_the_patience_of_both(bench: MailBench) -> None:
    bench.world.faults.arm(Fault("pop3", "slow"))
    before = bench.world.elapsed()
    with plain(bench) as link:
        link.settimeout(0.1)
        with pytest.raises(TimeoutError):
            link.recv(100)
    assert bench.world.elapsed() == before + PATIENCE_S


def test_a_mail_is_cut_and_nothing_is_deleted(bench: MailBench) -> None:
    bench.world.faults.arm(Fault("pop3", "cut"))
    with bench.box() as box:
        box.dele(1)
        with pytest.raises(poplib.error_proto, match="EOF"):
            box.retr(2)
    with bench.box() as box:
        assert box.stat()[0] == 2
        assert box.retr(2)[1][-1]


def test_every_fault_has_its_test() -> None:
    assert set(KINDS["pop3"]) == {"down", "slow", "locked", "cut"}


# -- contents -------------------------------------------------------------------------------------

LINES = st.lists(st.text("ab.", max_size=4), min_size=1, max_size=12)


@given(LINES)
def test_dots_are_put_before_dots_and_taken_away(lines: list[str]) -> None:
    mail = "".join(f"{line}\r\n" for line in lines).encode()
    sent = stuffed(mail)
    assert sent.endswith(b"\r\n.\r\n")
    body = sent.removesuffix(b".\r\n").split(b"\r\n")[:-1]
    assert b"." not in body
    assert [line[1:] if line.startswith(b".") else line for line in body] == [
        line.encode() for line in lines
    ]


SAID = st.one_of(
    st.sampled_from(
        [b"USER " + PS.encode(), b"USER x", b"PASS x", b"QUIT", b"STLS", b"CAPA", b"STAT", b"LIST"]
    ),
    st.sampled_from([b"UIDL 1", b"RETR 1", b"DELE 1", b"RSET", b"NOOP", b"TOP 1 0", b"TOP 1 x"]),
    st.binary(max_size=12).filter(lambda line: b"\r\n" not in line),
)
LOGIN = [b"USER " + PS.encode(), b"PASS " + MailBench().password.encode()]


@given(st.sampled_from([[], LOGIN]), st.lists(SAID, max_size=12))
@settings(max_examples=60)
def test_whatever_is_said_is_answered(login: list[bytes], said: list[bytes]) -> None:
    """Any commands in any order: an answer each, and the box is free in the end."""
    bench = MailBench()
    bench.simulator.mailbox.deposit("ARL", b"x", professional=PS, name="ARL-1")
    session = Pop3Session(bench.front_end)
    for line in [*login, *said]:
        answer = session.heard(line)
        assert answer.content[:3] in (b"+OK", b"-ER")
        assert answer.content.endswith(b"\r\n")
        if answer.then is Then.CLOSE:
            break
    session.left()
    left = len(bench.front_end.enter(PS))
    assert left == 1 or (b"DELE 1" in said and b"QUIT" in said)


@given(LINES)
@settings(max_examples=15)
def test_any_notice_comes_through_the_box(lines: list[str]) -> None:
    bench = MailBench()
    mail = b"Subject: DSN x\r\n\r\n" + "".join(f"{line}\r\n" for line in lines).encode()
    bench.simulator.mailbox.deposit("DSN", mail, professional=PS, name="x")
    session = Pop3Session(bench.front_end)
    for command in (f"USER {PS}", f"PASS {bench.password}"):
        assert session.heard(command.encode()).content.startswith(b"+OK")
    answer = session.heard(b"RETR 1")
    assert answer.content.partition(b"\r\n")[2] == stuffed(mail)
    assert session.heard(b"QUIT").then is Then.CLOSE


def test_a_notice_is_read_from_the_box(bench: MailBench) -> None:
    bench.send(message(b"x", name="B2-9"))
    bench.pass_days(0.1)
    with bench.box() as box:
        notice = message_from_bytes(b"\r\n".join(box.retr(3)[1]))
    assert (status(notice), notice["Subject"]) == ("5.6.0", "DSN B2-9")
