"""Mail on a whole bench: found when asked for, one clock and one journal, nothing left behind."""

import poplib
import smtplib
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from tests.unit.concentrator_files import PS
from tests.unit.mail_bench import FRONT, ME, message

from binocle_simulators import mail_keys, steps
from binocle_simulators.bench import Bench
from binocle_simulators.cards import authority_pem
from binocle_simulators.cards.authority import private_key
from binocle_simulators.control import BadGesture
from binocle_simulators.faults import KINDS, Fault
from binocle_simulators.reach import MailAccess


def send(access: MailAccess, content: bytes) -> None:
    with smtplib.SMTP(access.host, access.smtp_port, "poste", timeout=5) as client:
        client.login(access.user, access.password)
        client.sendmail(ME, [FRONT], content)


def read(access: MailAccess) -> list[bytes]:
    box = poplib.POP3(access.host, access.pop3_port, timeout=5)
    box.user(access.user)
    box.pass_(access.password)
    found = [b"\r\n".join(box.retr(n + 1)[1]) for n in range(box.stat()[0])]
    box.quit()
    return found


def mail_threads() -> int:
    return sum(thread.name == "mail" for thread in threading.enumerate())


def test_mail_opens_when_asked_and_is_closed_with_the_bench(
    bench_factory: Callable[..., Bench],
) -> None:
    bench = bench_factory(insert=())
    assert mail_threads() == 0, "who sends no mail pays for none"
    access = bench.mail_access()
    assert (mail_threads(), bench.mail_access()) == (1, access)
    assert (access.user, access.password) == (PS, bench.front_end.password(PS))
    send(access, message())
    bench.advance(timedelta(days=2))
    first, second = read(access)
    assert b"Subject: ARL ARL-" in first
    assert b"Subject: RSP RSP-" in second
    assert {" smtp ", " pop3 "} <= {
        f" {line.split(' ', 2)[1]} " for line in bench.world.journal.lines()
    }
    bench.reset(seed=2)
    assert mail_threads() == 0
    assert bench.mail_access().password != access.password
    assert read(bench.mail_access()) == []
    bench.close()
    assert mail_threads() == 0


def test_another_professional_has_his_own_access(bench_factory: Callable[..., Bench]) -> None:
    bench = bench_factory(insert=())
    mine, other = bench.mail_access(), bench.mail_access("00000750000002")
    assert (other.smtp_port, other.user) == (mine.smtp_port, "00000750000002")
    assert other.password != mine.password
    assert read(other) == []


def test_the_certificate_of_the_front_end_is_fake_and_comes_from_the_test_authority() -> None:
    shown = mail_keys.certificate()
    authority = x509.load_pem_x509_certificate(authority_pem())
    shown.verify_directly_issued_by(authority)
    assert shown.subject.rfc4514_string() == "CN=SIMULATEUR BINOCLE - FRONTAL"
    assert shown.public_key() == mail_keys.private_key().public_key()
    assert isinstance(shown.public_key(), RSAPublicKey)
    usage = shown.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.key_encipherment, usage.digital_signature, usage.key_cert_sign) == (
        True, True, False,
    )  # fmt: skip


def test_a_new_certificate_is_made_with_its_key() -> None:
    authority = x509.load_pem_x509_certificate(authority_pem())
    made, key = mail_keys.make(authority=authority, authority_key=private_key("authority"))
    shown = x509.load_pem_x509_certificate(made)
    shown.verify_directly_issued_by(authority)
    assert shown.serial_number != mail_keys.certificate().serial_number
    assert load_pem_private_key(key, None).public_key() == shown.public_key()


def test_a_hand_sends_a_notice_of_non_delivery(bench_factory: Callable[..., Bench]) -> None:
    bench = bench_factory(insert=())
    with pytest.raises(BadGesture, match="no lot yet"):
        bench.control.do("send_dsn")
    bench.front_end.receive(message(), user=PS, recipient=FRONT[:14])
    with pytest.raises(BadGesture, match="status"):
        bench.control.do("send_dsn", status="2.0.0")
    bench.control.do("send_dsn", lot="027", status="4.4.7")
    (deposited,) = bench.concentrator.waiting_for(PS)
    assert (deposited.kind, deposited.name) == ("DSN", next(iter(bench.concentrator.files)))


def test_every_fault_of_mail_has_its_sentence() -> None:
    assert set(steps.SMTP_FAULTS.values()) == set(KINDS["smtp"])
    assert set(steps.BOX_FAULTS.values()) == set(KINDS["pop3"])


def test_a_notice_of_a_mail_is_listed_over_http(
    bench_factory: Callable[..., Bench],
) -> None:
    bench = bench_factory(insert=())
    bench.world.faults.arm(Fault("smtp", "undelivered"))
    send(bench.mail_access(), message())
    bench.advance(timedelta(hours=1))
    (mail,) = read(bench.mail_access())
    assert b"Status: 5.1.1" in mail
    with bench.client("concentrator") as client:
        rows = client.get(f"/retours?ps={PS}").json()["retours"]
    assert [row["genre"] for row in rows] == ["DSN"]
