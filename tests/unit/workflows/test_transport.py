"""A shop that chose mail: the same claim, the same lots, another way out and in."""

import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest
from tests.unit.adapters.mail_peers import (
    PASSWORD,
    USER,
    MemorySocket,
    Peer,
    Pop3Peer,
    SmtpPeer,
)
from tests.unit.lots.mails import notice_mail, return_mail
from tests.unit.workflows.test_papers import signed

from binocle.adapters.mail import MailAccess, MailServer, Tls
from binocle.kernel import OperatorActionNeeded, ResultUnknown
from binocle.lots import LotState, file_of_mail
from binocle.shop import Transport
from binocle_ui.composition import mail
from binocle_ui.composition.desk import SimulatedDesk, open_desk

SMTP, POP3 = 2525, 2110
FILE = "B2-00000992604231-000001"


@pytest.fixture
def by_mail(desk: SimulatedDesk) -> Iterator[SimulatedDesk]:
    """The desk of a shop that has just chosen mail."""
    settings = replace(desk.settings_store.shop_settings(), transport=Transport.MAIL)
    desk.settings_store.keep_shop_settings(settings)
    assert desk.settings_store.shop_settings() == settings
    desk.close()
    desk = open_desk(desk.bench, desk.folder)
    yield desk
    desk.close()


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch) -> tuple[SmtpPeer, Pop3Peer]:
    """The shop's mail servers, in memory; set before the desk opens."""
    smtp, pop3 = SmtpPeer(), Pop3Peer()
    peers: dict[int, Peer] = {SMTP: smtp, POP3: pop3}

    def connect(address: tuple[str, int], *rest: object) -> MemorySocket:
        return MemorySocket(peers[address[1]])

    monkeypatch.setattr(socket, "create_connection", connect)
    out, back = (MailServer("localhost", port, USER, PASSWORD, Tls.NONE) for port in (SMTP, POP3))
    monkeypatch.setattr(mail, "mail_access", lambda bench, user: MailAccess(out, back))
    return smtp, pop3


def test_a_claim_leaves_and_comes_back_by_mail(
    servers: tuple[SmtpPeer, Pop3Peer], by_mail: SimulatedDesk
) -> None:
    smtp, pop3 = servers
    signed(by_mail, degraded=False)
    by_mail.counter.forget_code()
    with pytest.raises(OperatorActionNeeded, match="CPS-CODE-DEMANDE"):
        by_mail.transmission.send_all()
    assert smtp.mails == [], "the code is asked by mail, too (CPS-01)"
    by_mail.counter.enter_code("1234")
    (file,) = by_mail.transmission.send_all()
    (sent,) = smtp.mails
    assert file_of_mail(sent) == file.content
    assert not by_mail.bench.concentrator.files, "nothing went over HTTP"
    (lot,) = by_mail.lots.lots()
    assert lot.state is LotState.RECEIVED
    pop3.box["R000001"] = b"Subject: Gagnez un voyage\r\n\r\nvite\r\n"
    pop3.box["R000002"] = notice_mail(FILE)
    spam, notice = by_mail.transmission.receive()
    assert (spam.outcome, spam.code) == ("refused", "TEL-COURRIER-ETRANGER")
    assert (notice.outcome, notice.kind) == ("matched", "DSN")
    assert pop3.box == {}
    (lot,) = by_mail.lots.lots()
    assert lot.state is LotState.NOT_DELIVERED


def test_silence_after_the_dot_is_held_as_sent(
    servers: tuple[SmtpPeer, Pop3Peer], by_mail: SimulatedDesk
) -> None:
    smtp, pop3 = servers
    smtp.mishaps = {"dot": "drop"}
    signed(by_mail, degraded=False)
    with pytest.raises(ResultUnknown, match="TEL-ENVOI-SANS-ACCUSE"):
        by_mail.transmission.send_all()
    smtp.mishaps = {}
    assert by_mail.transmission.send() == ()
    assert len(smtp.mails) == 1
    (lot,) = by_mail.lots.lots()
    assert lot.state is LotState.SENT
    pop3.box["R000001"] = return_mail("ARL", "ARL-1", b"not one")
    (treated,) = by_mail.transmission.receive()
    assert (treated.kind, treated.outcome) == ("ARL", "refused")
