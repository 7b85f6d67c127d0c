"""Files out by SMTP: what each failure says of a file, at each phase of the dialogue."""

import socket
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.unit.adapters.mail_peers import (
    DROP,
    PASSWORD,
    SILENT,
    USER,
    Mishap,
    SmtpPeer,
    certified,
    in_memory,
    serve,
)
from tests.unit.fse.makers import NOW, FixedClock

from binocle.adapters.mail import MailAccess, MailOutbox, MailServer, Tls
from binocle.kernel import MalformedAnswer
from binocle.lots import EntryRefused, FileState, OutgoingFile, Receipt, file_of_mail
from binocle.lots.envelope import TransportSigner
from binocle.lots.wire import FileStart

NAME = "B2-00000992604231-000027"
CONTENT = FileStart(
    sender_type="TP",
    sender_number="00000992604231",
    recipient_type="CP",
    recipient_number="00000001999000",
    application="SV",
    file_id="000027",
    created_on=date(2024, 5, 28),
    norm="FR",
).encode()
FILE = OutgoingFile(NAME, CONTENT, FileState.SENDING, (1,))
SERVER = MailServer("localhost", 25, USER, PASSWORD, Tls.NONE)
NOTHING_LEFT = ConnectionRefusedError


class NoCard:
    """The CPS of a way that signs nothing."""

    @property
    def card(self) -> object:
        raise AssertionError("no card by mail")

    def sign_transport(self, data: bytes) -> bytes:
        raise AssertionError("no signature by mail")


def signer() -> TransportSigner:
    return NoCard()  # type: ignore[return-value]


def put(
    peer: SmtpPeer, monkeypatch: pytest.MonkeyPatch, server: MailServer = SERVER, name: str = NAME
) -> Receipt:
    """Send a file to a peer that is in memory."""
    monkeypatch.setattr(socket, "create_connection", in_memory(peer))
    access = MailAccess(smtp=server, pop3=server)
    outbox = MailOutbox(access, professional=USER, clock=FixedClock())
    return outbox.put(replace(FILE, name=name), signer=signer())


def test_a_file_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    peer = SmtpPeer()
    assert put(peer, monkeypatch) == Receipt(NAME, "AR-000001", NOW, provisional=True)
    (mail,) = peer.mails
    assert file_of_mail(mail) == CONTENT
    head = mail.partition(b"\r\n\r\n")[0].decode().splitlines()
    assert {line.partition(": ")[0]: line.partition(": ")[2] for line in head} == {
        "From": "00000992604231@ps.simulateur.invalid",
        "To": "00000001999000@frontal.simulateur.invalid",
        "Message-ID": f"<{NAME}@ps.simulateur.invalid>",
        "Subject": NAME,
        "Date": "Tue, 28 May 2024 07:00:00 +0000",
        "MIME-Version": "1.0",
        "Content-Type": f'application/EDI-consent; name="{NAME}"',
        "Content-Transfer-Encoding": "base64",
    }
    assert peer.seen[2:5] == [
        "mail FROM:<00000992604231@ps.simulateur.invalid>",
        "rcpt TO:<00000001999000@frontal.simulateur.invalid>",
        "DATA",
    ]
    assert peer.seen[-1] == "QUIT"


def test_what_a_server_offers_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its notices then name the file by its envelope (RFC 3461)."""
    peer = SmtpPeer(offers=("SIZE 33554432", "DSN"))
    put(peer, monkeypatch)
    size = len(peer.mails[0])
    assert peer.seen[2].endswith(f" SIZE={size} RET=HDRS ENVID={NAME}")
    assert peer.seen[3].endswith(" NOTIFY=FAILURE")


@pytest.mark.parametrize(
    ("reply", "number"),
    [
        ("250 2.0.0 AR-000012", "AR-000012"),
        ("250 AR-000012", "AR-000012"),
        ("250 2.0.0", ""),
        ("250 2.6.0 Ok: queued as 4F2A", "Ok: queued as 4F2A"),
        ("250-2.0.0 one\r\n250 two", "one two"),
        ("250 \x1b[2J", "[2J"),
    ],
)
def test_the_number_of_a_receipt(reply: str, number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert put(SmtpPeer(mishaps={"dot": reply}), monkeypatch).number == number


BEFORE = ("connect", "EHLO", "AUTH", "MAIL", "RCPT", "DATA")
OF_THE_SENDER = BEFORE[:4]
TABLE: list[tuple[str, Mishap, type[Exception]]] = [
    *((phase, mishap, NOTHING_LEFT) for phase in BEFORE for mishap in (DROP, SILENT)),
    *((phase, "452 4.3.1 plein", NOTHING_LEFT) for phase in BEFORE),
    *((phase, "421 4.3.2 plus tard", NOTHING_LEFT) for phase in BEFORE),
    *((phase, "n'importe quoi", NOTHING_LEFT) for phase in BEFORE if phase != "AUTH"),
    *((phase, "x" * 9000, EntryRefused) for phase in BEFORE),
    *((phase, "550 5.7.1 non", EntryRefused) for phase in OF_THE_SENDER),
    ("MAIL", "553 5.7.1 un autre", EntryRefused),
    ("MAIL", "552 5.3.4 trop gros", PermissionError),
    ("RCPT", "550 5.1.1 inconnu", PermissionError),
    ("DATA", "554 5.5.1 non", PermissionError),
    ("content", DROP, NOTHING_LEFT),
    ("dot", DROP, ConnectionResetError),
    ("dot", SILENT, TimeoutError),
    ("dot", "n'importe quoi", MalformedAnswer),
    ("dot", "354 encore", MalformedAnswer),
    ("dot", "x" * 9000, MalformedAnswer),
    ("dot", "421 4.3.2 plus tard", NOTHING_LEFT),
    ("dot", "452 4.3.1 plein", NOTHING_LEFT),
    ("dot", "552 5.3.4 trop gros", PermissionError),
    ("dot", "550 5.7.1 non", PermissionError),
]


@pytest.mark.parametrize(
    ("phase", "mishap", "failure"),
    TABLE,
    ids=[f"{phase}-{str(mishap)[:12]}" for phase, mishap, _ in TABLE],
)
def test_each_failure_says_what_became_of_the_file(
    phase: str, mishap: Mishap, failure: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    peer = SmtpPeer(mishaps={phase: mishap})
    with pytest.raises(failure) as raised:
        put(peer, monkeypatch)
    assert type(raised.value) is failure
    assert bool(peer.mails) == (phase == "dot"), "before its dot nothing is a mail"
    if failure in (EntryRefused, PermissionError) and not str(mishap).startswith("x"):
        assert raised.value.args == (mishap,), "the server's own sentence"


def test_nobody_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """A firewall's refusal, too, is no refusal of the file."""
    for failure in (ConnectionRefusedError("x"), PermissionError(1, "x"), socket.gaierror("x"),
                    TimeoutError("x")):  # fmt: skip

        def refuse(*address: object, failure: OSError = failure, **options: object) -> object:
            raise failure

        monkeypatch.setattr(socket, "create_connection", refuse)
        outbox = MailOutbox(MailAccess(SERVER, SERVER), professional=USER, clock=FixedClock())
        with pytest.raises(ConnectionRefusedError):
            outbox.put(FILE, signer=signer())


def test_a_wrong_password_is_told_and_shown_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = replace(SERVER, password="another")  # noqa: S106
    with pytest.raises(EntryRefused, match=r"535 5\.7\.8 mot de passe faux"):
        put(SmtpPeer(), monkeypatch, wrong)
    assert "another" not in repr(wrong)


def test_a_goodbye_that_fails_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert put(SmtpPeer(mishaps={"QUIT": DROP}), monkeypatch).number == "AR-000001"


def test_nobody_can_be_asked_by_mail() -> None:
    outbox = MailOutbox(MailAccess(SERVER, SERVER), professional=USER, clock=FixedClock())
    assert outbox.register is None


# -- TLS -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.TLS])
def test_a_server_is_verified(tls: Tls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context, pem = certified(tmp_path)
    peer = SmtpPeer(offers=("STARTTLS",))
    monkeypatch.setattr(socket, "create_connection", serve(peer, context, at_once=tls is Tls.TLS))
    trusted = replace(SERVER, tls=tls, authority=pem)
    for server, trust in (
        (trusted, True),
        (replace(trusted, authority=""), False),
        (replace(trusted, host="127.0.0.1"), False),
    ):
        outbox = MailOutbox(MailAccess(server, server), professional=USER, clock=FixedClock())
        if trust:
            assert outbox.put(FILE, signer=signer()).number == "AR-000001"
        else:
            with pytest.raises(EntryRefused, match=r"(?i)certificate"):
                outbox.put(FILE, signer=signer())
    assert len(peer.mails) == 1


def test_what_is_asked_for_is_never_lowered(monkeypatch: pytest.MonkeyPatch) -> None:
    peer = SmtpPeer()
    with pytest.raises(EntryRefused, match="STARTTLS"):
        put(peer, monkeypatch, replace(SERVER, tls=Tls.STARTTLS))
    assert not [line for line in peer.seen if line.startswith("AUTH")], "the password stays here"
