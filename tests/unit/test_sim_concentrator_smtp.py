"""The front-end over SMTP, asked by the standard library's client: dialogue, refusals, faults."""

import base64
import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.unit.concentrator_files import FUND, INSURER, PS
from tests.unit.mail_bench import FRONT, ME, NAME, MailBench, entity, enveloped, message, status

from binocle_simulators.cards import authority_pem
from binocle_simulators.concentrator import LotState
from binocle_simulators.concentrator.mail.line import PATIENCE_S
from binocle_simulators.concentrator.mail.servers import HOST
from binocle_simulators.faults import KINDS, Fault
from binocle_simulators.world import World

TLS = ssl.create_default_context(cadata=authority_pem().decode())


@pytest.fixture
def bench() -> Iterator[MailBench]:
    made = MailBench()
    yield made
    made.close()


def said(bench: MailBench) -> list[str]:
    """Return what clients and server said, without instants."""
    lines = (line.split(" ", 3) for line in bench.world.journal.lines())
    return [f"{way} {text.strip()}" for _, hop, way, text in lines if hop == "smtp"]


def test_a_message_is_taken_and_gives_its_receipt(bench: MailBench) -> None:
    with bench.smtp() as client:
        assert client.has_extn("SIZE")
        assert client.has_extn("STARTTLS")
        assert client.esmtp_features["auth"].split() == ["LOGIN", "PLAIN"]
        assert client.mail(ME) == (250, b"2.1.0 OK")
        assert client.rcpt(FRONT) == (250, b"2.1.5 OK")
        assert client.data(message()) == (250, b"2.0.0 AR-000001")
    bench.send()
    bench.pass_days(2)
    assert bench.kinds() == ["ARL", "RSP"], "the same again changes nothing"


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
def test_one_logs_in_either_way_in_the_clear_or_under_tls(bench: MailBench, mechanism: str) -> None:
    for secured in (False, True):
        with bench.smtp(login=False) as client:
            if secured:
                assert client.starttls(context=TLS)[0] == 220
            client.ehlo()
            client.user, client.password = PS, bench.password
            way = client.auth_plain if mechanism == "PLAIN" else client.auth_login
            assert client.auth(mechanism, way)[0] == 235
            assert client.sendmail(ME, [FRONT], message()) == {}


@pytest.mark.parametrize(("user", "password"), [(PS, "faux"), ("00000750000002", ""), ("a", "b")])
def test_who_is_not_known_is_not_let_in(bench: MailBench, user: str, password: str) -> None:
    with bench.smtp(login=False) as client:
        client.ehlo()
        client.user, client.password = user, password
        with pytest.raises(smtplib.SMTPAuthenticationError) as refused:
            client.auth("PLAIN", client.auth_plain)
        assert refused.value.smtp_code == 535
        assert client.mail(ME) == (530, b"5.7.0 Authentification requise")


def test_the_dialogue_refuses_with_its_codes(bench: MailBench) -> None:
    with bench.smtp() as client:
        assert client.mail("00000750000002@ps.simulateur.invalid")[0] == 553
        assert client.docmd("MAIL", "FROM:<a b>")[0] in (501, 553)
        assert client.docmd("MAIL", f"FROM:<{ME}> SIZE=33554433")[0] == 552
        assert client.docmd("MAIL", f"FROM:<{ME}> SIZE=33554432")[0] == 250
        assert client.rcpt("x@frontal.simulateur.invalid")[0] == 550
        assert client.rcpt(f"{FUND}@ailleurs.invalid")[0] == 550
        assert client.docmd("DATA")[0] == 503
        assert client.rcpt(FRONT.upper())[0] == 250
        assert client.rcpt(f"{INSURER}@frontal.simulateur.invalid")[0] == 452
        assert client.data(message(From="a@b.invalid"))[0] == 553
        assert client.docmd("RIEN")[0] == 500
    assert bench.simulator.files == {}


def test_a_message_too_big_is_refused_at_its_end(
    bench: MailBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("binocle_simulators.concentrator.mail.smtp.MAX_MESSAGE", 2000)
    with pytest.raises(smtplib.SMTPSenderRefused) as refused:
        bench.send()
    assert refused.value.smtp_code == 552
    with bench.smtp() as client:
        client.mail(ME)
        client.rcpt(FRONT)
        code, _ = client.data(message())
        assert code == 552


def test_what_is_wrong_inside_is_taken_then_told(bench: MailBench) -> None:
    assert bench.send(message(b"x")) == {}
    bench.world.advance(timedelta(minutes=5))
    assert [status(notice) for notice in bench.notices()] == ["5.6.0"]


# -- faults ---------------------------------------------------------------------------------------


def test_down_then_the_next_one_passes(bench: MailBench) -> None:
    bench.world.faults.arm(Fault("smtp", "down", times=2))
    for _ in range(2):
        with pytest.raises(smtplib.SMTPConnectError) as refused:
            bench.send()
        assert refused.value.smtp_code == 421
    assert bench.send() == {}
    assert bench.world.faults.calm


def test_down_comes_between_two_messages_of_one_connection(bench: MailBench) -> None:
    bench.world.faults.arm(Fault("smtp", "down", at=2))
    with bench.smtp() as client:
        client.sendmail(ME, [FRONT], message())
        assert client.mail(ME)[0] == 421
        with pytest.raises(smtplib.SMTPServerDisconnected):
            client.noop()
    assert bench.world.faults.calm


def test_slow_tries_the_patience_of_both(bench: MailBench) -> None:
    bench.world.faults.arm(Fault("smtp", "slow"))
    port = bench.servers.smtp_port
    with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
        smtplib.SMTP(HOST, port, "poste", timeout=0.1)
    assert bench.world.elapsed() == PATIENCE_S
    assert bench.send() == {}


@pytest.mark.parametrize(
    ("what", "error", "code"),
    [
        ("full", smtplib.SMTPSenderRefused, 452),
        ("rejected", smtplib.SMTPRecipientsRefused, 550),
    ],
)
def test_a_message_is_turned_away(
    bench: MailBench, what: str, error: type[smtplib.SMTPException], code: int
) -> None:
    bench.world.faults.arm(Fault("smtp", what))
    with pytest.raises(error, match=str(code)):
        bench.send()
    assert bench.simulator.files == {}
    assert bench.send() == {}


@pytest.mark.parametrize(("what", "taken"), [("lost", 0), ("cut", 1)])
def test_the_line_drops_after_the_dot(bench: MailBench, what: str, taken: int) -> None:
    bench.world.faults.arm(Fault("smtp", what))
    with pytest.raises(smtplib.SMTPServerDisconnected):
        bench.send()
    assert len(bench.simulator.files) == taken
    assert bench.send() == {}
    bench.pass_days(2)
    assert bench.kinds() == ["ARL", "RSP"], "nothing was taken twice"


@pytest.mark.parametrize(("what", "code"), [("undelivered", "5.1.1"), ("given-up", "4.4.7")])
def test_a_message_is_not_delivered(bench: MailBench, what: str, code: str) -> None:
    bench.world.faults.arm(Fault("smtp", what))
    assert bench.send() == {}
    bench.pass_days(3)
    assert bench.kinds() == ["DSN"]
    assert status(bench.notices()[0]) == code
    assert bench.simulator.lots[0].state is LotState.LOST
    bench.send()
    bench.pass_days(2)
    assert bench.kinds() == ["DSN", "ARL", "RSP"]


def test_every_fault_has_its_test() -> None:
    shown = {"down", "slow", "full", "rejected", "lost", "cut", "undelivered", "given-up"}
    assert set(KINDS["smtp"]) == shown


# -- journal and ends -----------------------------------------------------------------------------


def test_two_worlds_of_one_seed_keep_the_same_journal() -> None:
    def day(seed: int) -> str:
        bench = MailBench(World(seed))
        bench.send()
        bench.send(enveloped(entity()))
        bench.pass_days(2)
        bench.close()
        return bench.world.journal.sha256()

    assert day(3) == day(3) != day(4)


def test_the_journal_keeps_no_secret(bench: MailBench) -> None:
    bench.send(enveloped(entity()))
    told = said(bench)
    assert '> "EHLO"' in told
    assert '> "AUTH"' in told
    assert not any("poste" in line or bench.password in line for line in told)
    (mail,) = [line for line in told if NAME in line]
    assert mail.endswith('bytes, packed"')
    assert told[-1] == '< "221 Bye"'


def test_the_journal_hides_who_is_cared_for(bench: MailBench) -> None:
    bench.send()
    bench.pass_days(2)
    with bench.box() as box:
        box.retr(2)
    shown = "".join(bench.world.journal.shown())
    bodies = re.findall(r"base64\\r\\n\\r\\n((?:[A-Za-z0-9+/=]|\\r\\n)+)", shown)
    read = [base64.b64decode(body.replace("\\r\\n", "")) for body in bodies]
    assert len(read) == 2
    for content in read:
        assert b"255069999999934" not in content
        assert b"x" * 10 in content


def test_ends_leave_nothing_whatever_is_open(bench: MailBench) -> None:
    servers, before = bench.servers, threading.active_count()
    idle = [socket.create_connection((HOST, servers.smtp_port), timeout=5) for _ in range(2)]
    assert all(link.recv(3) == b"220" for link in idle)
    idle[1].sendall(b"EHLO poste\r\nSTARTTLS\r\n")
    while b"Ready" not in idle[1].recv(4096):
        pass
    servers.close()
    servers.close()
    assert threading.active_count() == before - 1
    for link in idle:
        link.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((HOST, servers.smtp_port), timeout=5)
