"""Notices of non-delivery: read strictly, and their lots moved as a service message moves them."""

from base64 import encodebytes
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.lots.mails import FILE, notice_mail, return_mail
from tests.unit.lots.makers import FUND, Concentrator, ShopDesk, arl

from binocle.lots import LotState, NonDelivery, StrangeMail, read_non_delivery
from binocle.lots.non_delivery import CLASSES
from binocle.lots.returns import ServiceNotice

TO = "00000001999000@frontal.simulateur.invalid"
SAID = "550 5.1.1 inconnu de la caisse"


@pytest.fixture
def sent(shop: ShopDesk, concentrator: Concentrator) -> ShopDesk:
    shop.secure(rc=10000)
    shop.send_all()
    return shop


# -- reading ---------------------------------------------------------------------------------------


def test_what_a_notice_says() -> None:
    told = read_non_delivery(notice_mail())
    assert told == NonDelivery(FILE, TO, "failed", "5.1.1", SAID)
    assert told.reason == f"5.1.1 {SAID}"


@pytest.mark.parametrize(
    "mail",
    [
        notice_mail(sent=""),
        notice_mail(sent="Subject: x\r\n"),
        notice_mail(envelope=""),
        notice_mail().replace(b"text/rfc822-headers", b"message/rfc822"),
        notice_mail().replace(b"Action: failed", b"ACTION:  Failed"),
        notice_mail().replace(b"\r\n", b"\n"),
        notice_mail().replace(b"5.1.1 inconnu", b"5.1.1\r\n inconnu"),
        notice_mail(
            envelope="", sent=encodebytes(f"Message-ID: <{FILE}@x>".encode()).decode()
        ).replace(b"rfc822-headers", b"rfc822-headers\r\nContent-Transfer-Encoding: base64"),
        notice_mail().replace(b"smtp; 550", b"x-front; 550").replace(b"dns; ", b"x-mta; "),
    ],
    ids=["by its envelope", "by its envelope alone", "by its Message-ID", "with the whole mail",
         "in other letters", "with other ends of lines", "folded", "coded",
         "by other servers"],
)  # fmt: skip
def test_other_ways_to_say_the_same(mail: bytes) -> None:
    assert read_non_delivery(mail) == NonDelivery(FILE, TO, "failed", "5.1.1", SAID)


def test_a_diagnostic_may_be_missing() -> None:
    assert read_non_delivery(notice_mail(diagnostic="")).reason == "5.1.1"


@pytest.mark.parametrize(
    ("mail", "why"),
    [
        (return_mail("ARL", "ARL-1", b"x"), "no report"),
        (notice_mail().replace(b"report-type=delivery-status", b"report-type=feedback"), "no repo"),
        (notice_mail().replace(b"message/delivery-status", b"text/plain"), "parts"),
        (notice_mail(envelope="", sent=""), "not named"),
        (notice_mail(envelope="B2-00000992604231-000002"), "named twice"),
        (notice_mail(envelope="un nom"), "named twice"),
        (notice_mail(envelope="un nom", sent=""), "no name"),
        (notice_mail(sent="Message-ID: B2-1\r\n"), "Message-ID"),
        (notice_mail(action="echoue"), "Action"),
        (notice_mail(status="5.1"), "Status"),
        (notice_mail(status="2.1.1"), "Status"),
        (notice_mail(action="delivered"), "Status"),
        (notice_mail().replace(b"rfc822; 0000", b"x400; 0000"), "Final-Recipient"),
        (notice_mail().replace(b"Reporting-MTA: dns; ", b"X: "), "Reporting-MTA"),
        (notice_mail().replace(b"Status: ", b"Action: failed\r\nStatus: "), "Action: twice"),
        (notice_mail().replace(b"Status: ", b"\r\nStatus: "), "3 groups"),
        (notice_mail(diagnostic="un mot\r\n"), "Defect"),
        (
            notice_mail().replace(
                b"\r\n\r\n--=_dsn\r\nContent-Type: text/rfc",
                b"\r\n\r\nun mot\r\n--=_dsn\r\nContent-Type: text/rfc",
            ),
            "Defect|no field",
        ),
        (notice_mail(diagnostic="Diagnostic-Code: smtp;\r\n"), "Diagnostic-Code"),
        (notice_mail(diagnostic="Diagnostic-Code: smtp; \x1b[2J\r\n"), "printable"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_notice_that_is_wrong_is_refused(mail: bytes, why: str) -> None:
    with pytest.raises(StrangeMail, match=why):
        read_non_delivery(mail)


@settings(max_examples=50)
@given(st.data())
def test_a_notice_that_is_changed_is_refused_or_read(data: st.DataObject) -> None:
    mail = bytearray(notice_mail())
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(mail) - 1))
        mail[at : at + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=2))
    try:
        told = read_non_delivery(bytes(mail))
    except StrangeMail:
        return
    assert told.action in CLASSES
    assert told.status[0] in CLASSES[told.action]
    assert told.file
    assert told.reason.isprintable()


# -- what it does ----------------------------------------------------------------------------------


def test_a_notice_does_what_a_service_message_does(sent: ShopDesk) -> None:
    """Two lots, one told by a report, one by a service message: the same state, a reason each."""
    service = ServiceNotice(
        mark="N", lot_number="AAE", recipient_number="00001100000000", lot_day=date(2024, 5, 28),
        file_id="000002", code="9002", label="AVIS DE NON REMISE",
    ).encode()  # fmt: skip
    treated = sent.take(("DSN", notice_mail()), ("SRV", service))
    assert [one.outcome for one in treated] == ["matched", "matched"]
    assert sent.states() == {"027": LotState.NOT_DELIVERED, "AAE": LotState.NOT_DELIVERED}
    assert sent.lot("027").label == f"5.1.1 {SAID}"
    assert sent.treatment.gestures(sent.lot("027")).resend


def test_a_content_that_is_refused_leaves_the_lot_in_error_and_its_forms_to_another(
    sent: ShopDesk,
) -> None:
    """The same bytes would be refused again: nothing is resent, the forms leave in a new lot."""
    refused = notice_mail(status="5.6.0", diagnostic="Diagnostic-Code: smtp; 550 5.6.0 zone\r\n")
    (treated,) = sent.take(("DSN", refused))
    assert treated.outcome == "matched"
    lot = sent.lot("027")
    assert (lot.state, lot.label) == (LotState.FAILED, "5.6.0 550 5.6.0 zone")
    gestures = sent.treatment.gestures(lot)
    assert not gestures.resend
    assert len(sent.treatment.regroup(lot.id)) == 1
    sent.take(("DSN", refused))
    assert sent.lot("027").state is LotState.FAILED


def test_every_lot_of_the_file_moves(shop: ShopDesk) -> None:
    for _ in range(2):
        shop.secure()
        shop.lots.group()
    shop.send_all()
    shop.take(("DSN", notice_mail()))
    assert set(shop.states().values()) == {LotState.NOT_DELIVERED}
    assert len(shop.states()) == 2


def test_a_second_failure_asks_for_a_person(sent: ShopDesk, concentrator: Concentrator) -> None:
    concentrator.may_come_again = True
    sent.take(("DSN", notice_mail()))
    sent.lots.resend(sent.lot("027").id, sent.signer)
    sent.take(("DSN", notice_mail(status="4.4.7")))
    assert sent.lot("027").state is LotState.MANUAL_NEEDED


@pytest.mark.parametrize(
    ("action", "status"), [("delayed", "4.4.1"), ("delivered", "2.0.0"), ("relayed", "2.1.9")]
)
def test_what_tells_no_failure_moves_nothing(action: str, status: str, sent: ShopDesk) -> None:
    before = sent.dump()
    (treated,) = sent.take(("DSN", notice_mail(action=action, status=status)))
    assert treated.outcome == "matched"
    assert sent.dump() == before


@pytest.mark.parametrize(
    ("mail", "outcome", "code"),
    [
        (notice_mail("B2-00000992604231-000099"), "orphan", "TEL-RETOUR-NON-RAPPROCHE"),
        (notice_mail(action="perdu"), "refused", "TEL-AVIS-ILLISIBLE"),
        (b"", "refused", "TEL-AVIS-ILLISIBLE"),
        (return_mail("ARL", "ARL-1", arl("027", recipient=FUND)), "refused", "TEL-AVIS-ILLISIBLE"),
    ],
    ids=["a file of nobody", "an unknown word", "nothing", "another mail"],
)
def test_a_notice_that_moves_nothing_is_kept(
    mail: bytes, outcome: str, code: str, sent: ShopDesk
) -> None:
    before = sent.dump()
    (treated,) = sent.take(("DSN", mail))
    assert (treated.outcome, treated.code) == (outcome, code)
    assert sent.dump() == before
    assert sent.returns.message(treated.message).content == mail


def test_a_notice_about_a_lot_that_arrived_is_refused(sent: ShopDesk) -> None:
    sent.take(("ARL", arl("027")))
    (treated,) = sent.take(("DSN", notice_mail()))
    assert (treated.outcome, treated.code) == ("refused", "LOT-MESSAGE-INATTENDU")
    assert sent.lot("027").state is LotState.ACKNOWLEDGED


def test_a_mail_that_is_no_return_blocks_none(sent: ShopDesk) -> None:
    spam = b"Subject: Gagnez un voyage\r\n\r\nvite\r\n"
    strange, right = sent.take(("MEL", spam), ("ARL", arl("027")))
    assert (strange.outcome, strange.code) == ("refused", "TEL-COURRIER-ETRANGER")
    assert right.outcome == "matched"
    assert sent.returns.message(strange.message).content == spam
    (headers,) = sent.take(("MEL", return_mail("RSP", "RSP-1", b"")))
    assert headers.facts is not None
    assert headers.facts["motif"] == "incomplete"
