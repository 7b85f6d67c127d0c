"""OpenSC's own tools on the simulated CPS, through the real daemon.

Law of this file: lines are read, exit codes are not believed (cards sheet 1.12: the test of
pkcs11-tool ends with 0 even with errors). What OpenSC 0.23 cannot do with any card of this family
is asserted as such: its driver lists no files, signs with plain RSA alone, and knows one CPS4.
"""

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from binocle_simulators.bench import Bench
from binocle_simulators.cards import DEMO_HOLDER, certificate_der, make_cps

WRONG = re.compile(r"\berr|failed|unable|unsupported|not recognized|aborting", re.IGNORECASE)
NO_LIST = "sc_list_files() failed: Not supported"
MESSAGE = b"what the optician signs"
SHA256_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
KEYS = {"signature": "0110", "authentication": "0120"}


class Tools:
    """A bench through PC/SC with one card and a contactless one, and the tools run among them."""

    def __init__(self, bench: Bench, kind: str, folder: Path) -> None:
        self.bench = bench
        self.kind = kind
        self.folder = folder
        self.card = make_cps(kind, DEMO_HOLDER, chance=bench.world.stream("cps"))
        bench.insert("cps", self.card)
        bench.insert("contactless", make_cps("cps3-contactless", chance=bench.world.stream("cps")))

    def lines(self, *command: str) -> list[str]:
        """Run a tool and return what it said on both streams, blank lines left out."""
        environ = {**os.environ, **self.bench.environment()}  # noqa: TID251 - it wants its PATH
        done = subprocess.run(
            command, env=environ, capture_output=True, timeout=60, check=False, cwd=self.folder
        )
        said = (done.stdout + done.stderr).decode("utf-8", "replace")
        return [line for line in said.splitlines() if line.strip()]

    def well(self, *command: str) -> str:
        """Run a tool that must say nothing wrong."""
        lines = self.lines(*command)
        bad = [line for line in lines if WRONG.search(line) and line != "No errors"]
        assert not bad, (command, lines)
        return "\n".join(lines)

    def explore(self, *commands: str) -> list[str]:
        (self.folder / "script").write_text("\n".join((*commands, "quit", "")), encoding="ascii")
        return self.lines("opensc-explorer", "-r", "0", "script")

    def pkcs11(self, *arguments: str) -> str:
        return self.well("pkcs11-tool", "--slot-index", "0", *arguments)


@pytest.fixture(scope="module", params=["cps3", "cps4-t0"])
def tools(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Tools]:
    with Bench(depth="pcsc", insert=()) as bench:
        yield Tools(bench, request.param, tmp_path_factory.mktemp("opensc"))


def public_key(role: str) -> rsa.RSAPublicKey:
    key = x509.load_der_x509_certificate(certificate_der(role)).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    return key


def test_opensc_tool_names_the_card_and_its_root(tools: Tools) -> None:
    assert tools.well("opensc-tool", "-r", "0", "-n") == "IAS-ECC"
    assert tools.well("opensc-tool", "-r", "0", "-a") == tools.card.atr.hex(":")
    root, *rest = tools.lines("opensc-tool", "-r", "0", "-f")
    assert root == "3f00 type: DF, size: 0"
    assert [line for line in rest if WRONG.search(line)] == [NO_LIST]


def test_opensc_explorer_walks_and_reads(tools: Tools) -> None:
    said = tools.explore(
        "info", "cat 2F00", "cd 0001", "info D120", "cat D120", "cd ..", "cat D003"
    )
    assert not [line for line in said if WRONG.search(line)], said
    text = "\n".join(said)
    assert "Dedicated File  ID 3F00" in text
    assert "Working Elementary File  ID D120" in text
    assert re.search(r"ACL for READ: +NONE", text)
    assert "5A 0A 80 25 00 00 01 00 00 00 00 01" in text
    assert "4F 50 54 49 51 55 45" in text
    assert "Unable to receive file listing: Not supported" in tools.explore("ls")


def test_pkcs15_tool_shows_every_object(tools: Tools) -> None:
    dump = tools.well("pkcs15-tool", "--reader", "0", "-D")
    model = "CPS4" if tools.kind == "cps4-t0" else "CPS3"
    for wanted in (
        f"PKCS#15 Card [{model}]",
        "PIN [Code Porteur]",
        "Reference      : 1 (0x01)",
        "Private RSA Key [CPS_PRIV_SIG]",
        "Private RSA Key [CPS_PRIV_AUT]",
        "X.509 Certificate [CPS_CERT_SIG]",
        "Data object 'CPS_ACTIVITY_01_PS'",
    ):
        assert wanted in dump
    for lists, wanted in (
        ("--list-pins", "PIN [Code Porteur]"),
        ("--list-keys", "Private RSA Key [CPS_PRIV_AUT]"),
        ("--list-certificates", "X.509 Certificate [CPS_CERT_AUT]"),
        ("--list-data-objects", "Data object 'CPS_ID_CARD'"),
        ("--list-applications", "E828BD080F8025000001FF0010"),
    ):
        assert wanted in tools.well("pkcs15-tool", "--reader", "0", lists)


@pytest.mark.parametrize(("role", "key"), KEYS.items())
def test_pkcs15_tool_reads_the_certificates(tools: Tools, role: str, key: str) -> None:
    pem = tools.well("pkcs15-tool", "--reader", "0", "--read-certificate", key)
    read = x509.load_pem_x509_certificate(pem.encode("ascii"))
    assert read == x509.load_der_x509_certificate(certificate_der(role))


def test_pkcs15_tool_verifies_changes_and_refuses_a_code(tools: Tools) -> None:
    def tool(*arguments: str) -> list[str]:
        return tools.lines("pkcs15-tool", "--reader", "0", *arguments)

    assert tool("--verify-pin", "--pin", "1234") == []
    assert tool("--change-pin", "--pin", "1234", "--new-pin", "4321") == []
    assert any("incorrect" in line for line in tool("--verify-pin", "--pin", "1234"))
    assert tool("--verify-pin", "--pin", "4321") == []
    assert tool("--change-pin", "--pin", "4321", "--new-pin", "1234") == []


def test_pkcs11_tool_finds_no_error(tools: Tools) -> None:
    said = tools.pkcs11("--test", "--login", "--pin", "1234")
    assert "No errors" in said.splitlines()
    signing, verifying = said.split("Verify (currently only for RSA)")
    for label in ("CPS_PRIV_SIG", "CPS_PRIV_AUT"):
        for part in (signing, verifying):
            assert re.search(rf"testing key \d \({label}\)(?! -- )[^O]*RSA-PKCS: OK", part), said
    assert "all 4 signature functions seem to work" in said


@pytest.mark.parametrize(("role", "key"), KEYS.items())
def test_pkcs11_tool_signs_with_both_keys(tools: Tools, role: str, key: str) -> None:
    (tools.folder / "info").write_bytes(SHA256_INFO + hashlib.sha256(MESSAGE).digest())
    tools.pkcs11(
        *("--login", "--pin", "1234", "--sign", "-m", "RSA-PKCS"),
        *("--id", key, "-i", "info", "-o", f"signed-{key}"),
    )
    signature = (tools.folder / f"signed-{key}").read_bytes()
    public_key(role).verify(signature, MESSAGE, padding.PKCS1v15(), hashes.SHA256())


def test_pkcs11_tool_deciphers(tools: Tools) -> None:
    cryptogram = public_key("authentication").encrypt(MESSAGE, padding.PKCS1v15())
    (tools.folder / "cryptogram").write_bytes(cryptogram)
    tools.pkcs11(
        *("--login", "--pin", "1234", "--decrypt", "-m", "RSA-PKCS"),
        *("--id", "0120", "-i", "cryptogram", "-o", "clear"),
    )
    assert (tools.folder / "clear").read_bytes() == MESSAGE


def test_a_signature_without_the_code_is_refused(tools: Tools) -> None:
    said = tools.lines(
        *("pkcs11-tool", "--slot-index", "0", "--sign", "-m", "RSA-PKCS", "--id", "0110"),
        *("-i", "info", "-o", "never"),
    )
    assert any(WRONG.search(line) for line in said), said
    assert not (tools.folder / "never").exists()


# -- cards that OpenSC does not know ----------------------------------------------------------

EXTENDED = """
import sys
from smartcard.CardConnection import CardConnection
from smartcard.System import readers
connection = readers()[0].createConnection()
connection.connect(CardConnection.T1_protocol)
for command in sys.argv[1:]:
    data, sw1, sw2 = connection.transmit(list(bytes.fromhex(command)))
    print(bytes(data).hex(), f"{sw1:02X}{sw2:02X}")
connection.disconnect()
"""


usual_cps4 = pytest.mark.parametrize("tools", ["cps4"], indirect=True, scope="module")


@usual_cps4
def test_a_direct_card_answers_through_the_daemon_without_61xx(tools: Tools) -> None:
    for reader in ("0", "4"):
        said = tools.well("opensc-tool", "-r", reader, "-c", "default", "-s", "00A40000022F01")
        assert "Received (SW1=0x90, SW2=0x00)" in said
        assert "\n6F " in said


@usual_cps4
def test_extended_apdus_go_through_the_daemon(tools: Tools) -> None:
    select, whole, none = tools.lines(
        *(sys.executable, "-c", EXTENDED),
        *("00A4080C045015C010", "00B00000000800", "002A9E9A000000"),
    )
    assert select.split() == ["9000"]
    assert whole == f"{certificate_der('signature').hex()} 9000"
    assert none.split() == ["6982"]


@usual_cps4
def test_opensc_knows_no_contactless_cps(tools: Tools) -> None:
    assert tools.lines("opensc-tool", "-r", "4", "-n") == ["Unsupported card"]
