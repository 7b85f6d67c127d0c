"""The French sentences about mail do what they say, peers alone."""

import smtplib
import socket
from pathlib import Path

from pytest_bdd import parsers, scenarios, then, when
from tests.unit.mail_bench import FRONT, ME, message

from binocle_simulators.bench import Bench

scenarios("gestes.feature", features_base_dir=str(Path(__file__).parent))


@when("le fichier est envoyé par courrier")
def send(bench: Bench) -> None:
    access = bench.mail_access()
    with smtplib.SMTP(access.host, access.smtp_port, "poste", timeout=5) as client:
        client.login(access.user, access.password)
        client.sendmail(ME, [FRONT], message())


@then(parsers.parse("la boîte aux lettres refuse « {told} »"))
def refused(bench: Bench, told: str) -> None:
    access = bench.mail_access()
    said = f"USER {access.user}\r\nPASS {access.password}\r\nQUIT\r\n"
    with socket.create_connection((access.host, access.pop3_port), timeout=5) as link:
        heard = link.recv(4096)
        if not heard.startswith(b"-ERR"):
            link.sendall(said.encode())
            while more := link.recv(4096):
                heard += more
    assert f"-ERR {told}" in heard.decode()
