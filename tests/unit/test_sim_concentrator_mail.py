"""The front-end of mail without its sockets: what a message brings, what comes back, who reads."""

import zlib
from contextlib import suppress
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.concentrator_files import FUND, INSURER, PS, b2_file, envelope, issued
from tests.unit.mail_bench import (
    FILE,
    FRONT,
    ME,
    NAME,
    MailBench,
    deflated,
    entity,
    enveloped,
    folded,
    message,
    sentence,
    status,
)

from binocle_simulators.concentrator import LotState
from binocle_simulators.concentrator.app import create_app
from binocle_simulators.concentrator.mail import FAILURES, LOSSES, BoxInUse, IllFormed, reading
from binocle_simulators.concentrator.mail.writing import letter
from binocle_simulators.concentrator.mailbox import DSN, Return
from binocle_simulators.world import START, World


@pytest.fixture
def bench() -> MailBench:
    return MailBench()


# -- what is taken --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        message(),
        deflated(),
        enveloped(entity()),
        message(Content_Type=f"APPLICATION/edi-CONSENT; name={NAME}; charset=x"),
        message(Subject=f" {NAME} ", Content_Transfer_Encoding="BASE64"),
        message(From=f"Optique <{ME}>", To=f"<{FRONT.upper()}>"),
    ],
    ids=["plain", "deflated", "enveloped", "words", "spaces", "names"],
)
def test_a_file_is_taken_however_it_is_packed(bench: MailBench, content: bytes) -> None:
    assert bench.receive(content) == "AR-000001"
    assert set(bench.simulator.files) == {NAME}
    bench.pass_days(2)
    assert bench.kinds() == ["ARL", "RSP"]
    assert bench.simulator.lots[0].state is LotState.ANSWERED


def test_the_same_file_again_changes_nothing_whichever_way_it_comes() -> None:
    bench = MailBench()
    assert bench.receive(message()) == bench.receive(deflated()) == "AR-000001"
    bench.simulator._authorities = ((signer := issued("CPS")).certificate,)
    client = create_app(bench.simulator).test_client()
    put = client.put(
        f"/fichiers/{NAME}", data=envelope(FILE, signer, name=NAME), content_type="application/xml"
    )
    assert (put.status_code, put.get_json()["recepisse"]) == (200, "AR-000001")
    bench.pass_days(2)
    assert bench.kinds() == ["ARL", "RSP"]


# -- what is refused in the dialogue --------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "reply"),
    [
        (message(From="00000750000002@ps.simulateur.invalid"), "553"),
        (message(From="x"), "553"),
        (message(From=None), "554"),
        (message().replace(b"Subject", b"From: a@b\r\nSubject", 1), "554"),
        (message(To=f"{INSURER}@frontal.simulateur.invalid"), "550"),
        (message(To=f"{FUND}@ailleurs.invalid"), "550"),
        (message(To=f"{FRONT}, {INSURER}@frontal.simulateur.invalid"), "550"),
        (message(To=None), "554"),
        (message(Date=None), "554"),
        (message(Date="hier"), "554"),
        (message(Date="Tue, 28 May 2024 09:00:00 -0000"), "554"),
        (message().replace(b"\r\n", b"\n", 1), "554"),
        (message() + b"\rA\r\n", "554"),
        (b"", "554"),
        (b"\r\nrien", "554"),
        (b"sans en-tete\r\n", "554"),
    ],
)
def test_the_form_is_judged_at_once(bench: MailBench, content: bytes, reply: str) -> None:
    with pytest.raises(IllFormed, match=f"^{reply} 5"):
        bench.receive(content)
    assert bench.simulator.files == {}
    assert bench.world.next_event() is None


# -- what is wrong inside -------------------------------------------------------------------------

OTHER_KEY = issued("UN AUTRE").certificate
WRONG: dict[str, tuple[bytes, str]] = {
    "no subject": (message(Subject=None), "« Subject » doit figurer"),
    "no name": (message(Subject="mon fichier"), "n'est pas un nom de fichier"),
    "too long": (message(name="B" * 81), "n'est pas un nom de fichier"),
    "id": (message(Message_ID="<B2-9@ps.simulateur.invalid>"), "« Message-ID » ne porte pas"),
    "no id": (message(Message_ID=None), "« Message-ID » doit figurer"),
    "mime": (message(MIME_Version="1.1"), "« MIME-Version »"),
    "no mime": (message(MIME_Version=None), "« MIME-Version » doit figurer"),
    "type": (message(Content_Type=f"text/plain; name={NAME}"), "application/EDI-consent"),
    "no type": (message(Content_Type=None), "application/EDI-consent"),
    "part name": (message(Content_Type="application/EDI-consent; name=B2-9"), "nom de la partie"),
    "no part name": (message(Content_Type="application/EDI-consent"), "nom de la partie"),
    "coding": (message(Content_Transfer_Encoding="7bit"), "doit être « base64 »"),
    "no coding": (message(Content_Transfer_Encoding=None), "doit figurer une fois"),
    "stray": (message(body=folded(FILE)[:-4] + "*\r\n"), "en lignes de 76"),
    "long line": (message(body="A" * 80 + "\r\n"), "en lignes de 76"),
    "short": (message(body="AAAAA\r\n"), "n'est pas du base64."),
    "empty": (message(body=""), "en lignes de 76"),
    "packed": (message(Content_Encoding="gzip"), "que « deflate »"),
    "packed twice": (deflated().replace(b"\r\n\r\n", b"\r\nContent-Encoding: deflate\r\n\r\n", 1),
                     "que « deflate »"),
    "not packed": (message(Content_Encoding="deflate"), "illisible"),
    "half packed": (message(zlib.compress(FILE)[:-5], Content_Encoding="deflate"), "incomplet"),
    "more": (message(zlib.compress(FILE) + b"x", Content_Encoding="deflate"), "incomplet"),
    "not b2": (message(b"ceci n'est pas du B2"), ""),
    "ahead": (message(Date="Tue, 28 May 2024 09:06:00 +0200"), "à venir"),
    "signed": (enveloped(entity(), Content_Type="application/pkcs7-mime; smime-type=signed-data"),
               "« smime-type »"),
    "other key": (enveloped(entity(), certificate=OTHER_KEY), "pas pour ce frontal"),
    "no cms": (message(b"x" * 90, Content_Type="application/pkcs7-mime; smime-type=enveloped-data"),
               "pas pour ce frontal"),
    "no entity": (enveloped(b"x"), "ne s'ouvre pas"),
    "inner name": (enveloped(entity(name="B2-9")), "nom de la partie"),
    "twice enveloped": (enveloped(enveloped(entity())), "application/EDI-consent"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_inside_comes_back_by_mail(bench: MailBench, case: str) -> None:
    content, told = WRONG[case]
    assert bench.receive(content) == "AR-000001", "taken, for nobody judges yet"
    assert (bench.kinds(), bench.simulator.files) == ([], {})
    bench.world.advance(timedelta(minutes=5))
    (notice,) = bench.notices()
    assert status(notice) == "5.6.0"
    assert told in sentence(notice)
    named = case not in ("no subject", "no name", "too long")
    assert notice["Subject"] == f"DSN {NAME if named else 'inconnu'}"
    bench.pass_days(2)
    assert bench.kinds() == ["DSN"]


def test_what_the_file_says_must_be_what_the_mail_says(bench: MailBench) -> None:
    bench.receive(message(To=f"{INSURER}@frontal.simulateur.invalid"), recipient=INSURER)
    other = "00000750000002"
    bench.receive(message(From=f"{other}@ps.simulateur.invalid"), user=other)
    bench.receive(message())
    bench.receive(message(b2_file(3)))
    bench.pass_days(0.1)
    (wrong_recipient, taken_name) = map(sentence, bench.notices())
    assert f"le destinataire {INSURER} n'est pas celui du fichier, {FUND}" in wrong_recipient
    assert "existe déjà avec un autre contenu" in taken_name
    (theirs,) = bench.simulator.waiting_for(other)
    assert f"l'émetteur {other} n'est pas celui" in sentence(message_from_bytes(theirs.content))


def test_what_inflates_has_its_limit(bench: MailBench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_CONTENT", len(FILE))
    bench.receive(deflated())
    bench.receive(deflated(FILE + b" "))
    bench.pass_days(0.1)
    (notice,) = bench.notices()
    assert "trop grand" in sentence(notice)


@settings(max_examples=60)
@given(st.data())
def test_whatever_comes_is_taken_refused_or_told(data: st.DataObject) -> None:
    """A message with bytes changed, cut or put in: never an error of ours."""
    whole = data.draw(st.sampled_from([message(), deflated(), enveloped(entity())]))
    at = data.draw(st.integers(0, len(whole)))
    put = data.draw(st.binary(max_size=6))
    content = whole[:at] + put + whole[at + data.draw(st.integers(0, 9)) :]
    bench = MailBench()
    receipt = ""
    with suppress(IllFormed):
        receipt = bench.receive(content)
    bench.pass_days(2)
    assert bench.kinds() in {"AR-000001": (["DSN"], ["ARL", "RSP"]), "": ([],)}[receipt]
    for notice in bench.notices():
        assert status(notice) == "5.6.0"


# -- notices --------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", LOSSES)
def test_a_message_that_is_lost_sets_off_afresh(bench: MailBench, what: str) -> None:
    expected, after = LOSSES[what]
    assert bench.receive(message(), struck=what) == "AR-000001"
    assert bench.receive(message()) == "AR-000001", "nobody knows yet that it is lost"
    bench.world.advance(after - timedelta(seconds=1))
    assert bench.kinds() == []
    bench.world.advance(timedelta(seconds=1))
    (notice,) = bench.notices()
    assert status(notice) == expected
    assert [lot.state for lot in bench.simulator.lots] == [LotState.LOST]
    bench.pass_days(3)
    assert bench.kinds() == ["DSN"], "no ARL, no return"
    assert bench.receive(message()) == "AR-000001"
    bench.pass_days(2)
    assert bench.kinds() == ["DSN", "ARL", "RSP"]


def test_what_was_taken_before_is_not_lost_by_a_second_copy(bench: MailBench) -> None:
    bench.receive(message())
    bench.receive(message(), struck="undelivered")
    bench.pass_days(2)
    assert bench.kinds() == ["ARL", "RSP"]


def test_a_notice_is_readable_by_anybody(bench: MailBench) -> None:
    strange = message(b"x").replace(
        b"Subject", "X-Note: été\r\n --avis-000001\r\nSubject".encode(), 1
    )
    bench.receive(strange)
    bench.pass_days(0.1)
    (deposited,) = bench.simulator.waiting_for(PS)
    assert letter(deposited) == deposited.content
    notice = message_from_bytes(deposited.content, policy=policy.default)
    assert isinstance(notice, EmailMessage)
    assert not notice.defects
    assert notice.get_content_type() == "multipart/report"
    assert notice.get_param("report-type") == "delivery-status"
    assert (notice["Subject"], notice["To"], notice["From"]) == (
        f"DSN {NAME}", ME, "concentrateur@frontal.simulateur.invalid",
    )  # fmt: skip
    assert notice["Date"].datetime == START + timedelta(minutes=5)
    text, report, headers = notice.iter_parts()
    assert text.get_content().startswith(f"Le fichier {NAME} n'a pas été remis. Le contenu")
    general, recipient = cast("list[Message[str, str]]", report.get_payload())
    assert general["Reporting-MTA"] == "dns; frontal.simulateur.invalid"
    assert general["Original-Envelope-Id"] == NAME
    assert recipient["Final-Recipient"] == f"rfc822; {FRONT}"
    assert (recipient["Action"], recipient["Status"]) == ("failed", "5.6.0")
    assert recipient["Diagnostic-Code"] == "smtp; 554 5.6.0 CONTENU REFUSE"
    assert headers.get_content_type() == "text/rfc822-headers"
    repeated = message_from_bytes(headers.get_content().encode())
    assert (repeated["Subject"], repeated["X-Note"][:5]) == (NAME, "??t??")


@pytest.mark.parametrize("code", FAILURES)
def test_a_hand_sends_a_notice_of_a_file_that_came_any_way(bench: MailBench, code: str) -> None:
    bench.receive(message())
    bench.front_end.send_dsn(bench.simulator.file_of(bench.simulator.lots[0]), code)
    bench.pass_days(2)
    assert bench.kinds() == ["DSN"]
    assert status(bench.notices()[0]) == code
    assert [lot.state for lot in bench.simulator.lots] == [LotState.LOST]


def test_a_notice_is_listed_over_http_too(bench: MailBench) -> None:
    bench.receive(message(b"x"))
    bench.pass_days(0.1)
    client = create_app(bench.simulator).test_client()
    (row,) = client.get(f"/retours?ps={PS}").get_json()["retours"]
    assert (row["genre"], row["nom"]) == ("DSN", NAME)
    assert message_from_bytes(client.get(f"/retours/{row['id']}").data)["Subject"] == f"DSN {NAME}"
    assert client.delete(f"/retours/{row['id']}").status_code == 204
    assert bench.kinds() == []


# -- the box --------------------------------------------------------------------------------------


@given(
    st.binary(max_size=300),
    st.sampled_from(["ARL", "RSP", "SRV"]),
    st.sampled_from(["", FUND, INSURER]),
)
def test_any_return_is_a_mail_that_gives_it_back(content: bytes, kind: str, sender: str) -> None:
    deposited = Return("R000001", kind, f"{kind}-1", START, PS, content, sender)
    written = letter(deposited)
    assert written == letter(deposited)
    assert written.isascii()
    assert max(map(len, written.split(b"\r\n"))) <= 78
    mail = message_from_bytes(written, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    assert not mail.defects
    assert mail.get_content() == content
    assert mail.get_content_type() == "application/edi-consent"
    assert mail["From"] == f"{sender or 'concentrateur'}@frontal.simulateur.invalid"
    assert (mail["To"], mail["Subject"]) == (ME, f"{kind} {kind}-1")
    assert (mail["Message-ID"], mail["Date"].datetime) == (
        "<R000001@frontal.simulateur.invalid>", START,
    )  # fmt: skip


def test_one_reads_a_box_at_a_time(bench: MailBench) -> None:
    bench.receive(message())
    bench.pass_days(2)
    found = bench.front_end.enter(PS)
    assert [identifier for identifier, _ in found] == ["R000001", "R000002"]
    with pytest.raises(BoxInUse):
        bench.front_end.enter(PS)
    assert bench.front_end.enter("00000750000002") == ()
    bench.front_end.leave(PS)
    assert bench.front_end.enter(PS) == found
    bench.front_end.leave(PS, ["R000001"])
    assert [identifier for identifier, _ in bench.front_end.enter(PS)] == ["R000002"]


def test_passwords_come_from_the_seed() -> None:
    one, other = (MailBench(World(seed)).front_end for seed in (1, 2))
    assert one.password(PS) != other.password(PS) != one.password("00000750000002")
    assert one.lets_in(PS, one.password(PS))
    for user, password in ((PS, ""), (PS, other.password(PS)), ("", one.password("")), (PS, "é")):
        assert not one.lets_in(user, password)


def test_a_return_of_nobody_s_lot_comes_from_the_concentrator(bench: MailBench) -> None:
    bench.simulator.drop(b"x", professional=PS[5:], file="000009", lots=[])
    (deposited,) = bench.simulator.waiting_for(PS)
    assert b"From: concentrateur@frontal" in letter(deposited)
    assert deposited.kind != DSN
