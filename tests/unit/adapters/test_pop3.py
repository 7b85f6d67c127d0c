"""Returns in by POP3: one session, nothing lost, nothing that blocks the rest."""

import socket
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.adapters.mail_peers import (
    DROP,
    PASSWORD,
    SILENT,
    USER,
    Mishap,
    Pop3Peer,
    certified,
    in_memory,
    serve,
)
from tests.unit.lots.mails import notice_mail, return_mail

from binocle.adapters.mail import MailInbox, MailServer, Tls
from binocle.kernel import MalformedAnswer
from binocle.lots import STRANGE_MAIL, ArrivedReturn, EntryRefused, OpenInbox

SERVER = MailServer("localhost", 110, USER, PASSWORD, Tls.NONE)
SPAM = b"Subject: Gagnez un voyage\r\nContent-Type: text/html\r\n\r\n<b>vite</b>\r\n"
ARL, RSP = b"ARL" + bytes(range(125)), b"000" + bytes(125)
BOX = {
    "R000001": return_mail("ARL", "ARL-1", ARL),
    "R000002": SPAM,
    "R000003": return_mail("RSP", "RSP-1", RSP),
    "R000004": notice_mail(),
}
ARRIVED = [
    ArrivedReturn("R000001", "ARL", "ARL-1", ARL),
    ArrivedReturn("R000002", STRANGE_MAIL, "Gagnez un voyage", SPAM),
    ArrivedReturn("R000003", "RSP", "RSP-1", RSP),
    ArrivedReturn("R000004", "DSN", "B2-00000992604231-000001", BOX["R000004"]),
]


def inbox(
    peer: Pop3Peer, monkeypatch: pytest.MonkeyPatch, server: MailServer = SERVER
) -> MailInbox:
    monkeypatch.setattr(socket, "create_connection", in_memory(peer))
    return MailInbox(server, max_mail=20000)


def receive(inbox: MailInbox) -> list[ArrivedReturn]:
    """Take everything, each acknowledged as it comes."""
    taken = []
    with inbox.opened() as box:
        for each in box.arrived():
            taken.append(each)
            box.acknowledge(each.id)
    return taken


def test_one_session_a_reception(monkeypatch: pytest.MonkeyPatch) -> None:
    peer = Pop3Peer(box=dict(BOX))
    assert receive(inbox(peer, monkeypatch)) == ARRIVED
    assert peer.box == {}
    words = [line.split()[0] for line in peer.seen]
    taking = ["RETR", "DELE"] * 4
    assert words == ["USER", "PASS", "UIDL", "LIST", *taking, "QUIT"], "one listing"
    assert receive(inbox(peer, monkeypatch)) == []


def test_what_is_not_acknowledged_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    peer = Pop3Peer(box=dict(BOX))
    with inbox(peer, monkeypatch).opened() as box:
        first, *_ = box.arrived()
        box.acknowledge(first.id)
        box.acknowledge(first.id)
        box.acknowledge("R999999")
    assert [*peer.box] == ["R000002", "R000003", "R000004"]


def _take_then_fail(box: OpenInbox) -> None:
    for each in box.arrived():
        box.acknowledge(each.id)
    raise RuntimeError("disk full")


def test_a_block_that_fails_deletes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    peer = Pop3Peer(box=dict(BOX))
    opened = inbox(peer, monkeypatch).opened()
    with pytest.raises(RuntimeError, match="disk full"), opened as box:
        _take_then_fail(box)
    assert peer.box == BOX
    assert "QUIT" not in peer.seen


TABLE: list[tuple[str, Mishap, type[Exception]]] = [
    ("connect", DROP, ConnectionRefusedError),
    ("connect", SILENT, ConnectionRefusedError),
    ("connect", "-ERR plus tard", ConnectionRefusedError),
    ("USER", "-ERR non", EntryRefused),
    ("PASS", "-ERR [AUTH] non", EntryRefused),
    ("PASS", "-ERR [IN-USE] quelqu'un", ConnectionRefusedError),
    ("PASS", "-ERR [SYS/TEMP] disque", ConnectionRefusedError),
    ("PASS", DROP, ConnectionResetError),
    ("UIDL", DROP, ConnectionResetError),
    ("UIDL", SILENT, TimeoutError),
    ("UIDL", "-ERR", MalformedAnswer),
    ("UIDL", "+OK\r\n1 a\r\n1 b\r\n.", MalformedAnswer),
    ("UIDL", "+OK\r\n1 a\r\n2 a\r\n3 c\r\n4 d\r\n.", MalformedAnswer),
    ("UIDL", "+OK\r\n1 a\r\n.", MalformedAnswer),
    ("UIDL", "+OK\r\nun\r\n.", MalformedAnswer),
    ("LIST", "+OK\r\n1 gros\r\n.", MalformedAnswer),
    ("RETR 3", DROP, ConnectionResetError),
    ("RETR 3", SILENT, TimeoutError),
    ("RETR 3", b"+OK\r\nla moitie", TimeoutError),
    ("RETR 3", b"+OK\r\n" + b"x" * 50000 + b"\r\n.", ConnectionResetError),
    ("RETR 3", b"+OK\r\n" + b"x\r\n" * 20000 + b".", ConnectionResetError),
    ("DELE", "-ERR", MalformedAnswer),
    ("DELE", DROP, ConnectionResetError),
    ("QUIT", DROP, ConnectionResetError),
    ("QUIT", "-ERR", MalformedAnswer),
]


@pytest.mark.parametrize(
    ("command", "mishap", "failure"),
    TABLE,
    ids=[f"{command}-{str(mishap)[:16]!r}" for command, mishap, _ in TABLE],
)
def test_each_failure_leaves_everything_in_the_box(
    command: str, mishap: Mishap, failure: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    peer = Pop3Peer(mishaps={command: mishap}, box=dict(BOX))
    with pytest.raises(failure) as raised:
        receive(inbox(peer, monkeypatch))
    assert type(raised.value) is failure
    assert peer.box == BOX
    peer.mishaps = {}
    assert receive(inbox(peer, monkeypatch)) == ARRIVED


def test_a_firewall_refuses_no_return(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*address: object, **options: object) -> object:
        raise PermissionError(1, "x")

    monkeypatch.setattr(socket, "create_connection", refuse)
    with pytest.raises(ConnectionRefusedError):
        receive(MailInbox(SERVER))


def test_a_mail_that_the_server_keeps_for_itself_blocks_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    peer = Pop3Peer(mishaps={"RETR 2": "-ERR disque"}, box=dict(BOX))
    told = ArrivedReturn("R000002/ERR", STRANGE_MAIL, "", b"-ERR disque")
    assert receive(inbox(peer, monkeypatch)) == [ARRIVED[0], told, *ARRIVED[2:]]
    assert [*peer.box] == ["R000002"]


def test_a_mail_that_is_too_big_stays_and_shows_its_headers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    big = return_mail("RSP", "RSP-9", bytes(30000))
    peer = Pop3Peer(box={"R1": big, "R000001": BOX["R000001"]})
    first, second = receive(inbox(peer, monkeypatch))
    assert (first.id, first.kind, first.name) == ("R1/TOP", STRANGE_MAIL, "RSP RSP-9")
    assert first.content == big.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    assert second == ARRIVED[0]
    assert peer.box == {"R1": big}


def test_lines_of_any_length_and_dots_come_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    mail = b"Subject: x\r\n\r\n.\r\n..\r\n" + b"y" * 9000 + b"\r\n\r\n"
    peer = Pop3Peer(box={"R1": mail})
    (arrived,) = receive(inbox(peer, monkeypatch))
    assert arrived.content == mail


@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.TLS])
def test_a_server_is_verified(tls: Tls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context, pem = certified(tmp_path)
    peer = Pop3Peer(box=dict(BOX), offers=("STLS",))
    monkeypatch.setattr(socket, "create_connection", serve(peer, context, at_once=tls is Tls.TLS))
    trusted = replace(SERVER, tls=tls, authority=pem)
    for wrong in (replace(trusted, authority=""), replace(trusted, host="127.0.0.1")):
        with pytest.raises(EntryRefused, match=r"(?i)certificate"):
            receive(MailInbox(wrong))
    assert receive(MailInbox(trusted)) == ARRIVED


def test_what_is_asked_for_is_never_lowered(monkeypatch: pytest.MonkeyPatch) -> None:
    peer = Pop3Peer(box=dict(BOX))
    with pytest.raises(EntryRefused, match="STLS"):
        receive(inbox(peer, monkeypatch, replace(SERVER, tls=Tls.STARTTLS)))
    assert peer.seen == ["CAPA"], "the password stays here"
