"""Another program reads the simulated phone through pcscd, knowing nothing of us."""

import json
import os
import subprocess
import sys
from pathlib import Path

from binocle_simulators.apcv import ApcvPhone, ApcvService, is_well_formed
from binocle_simulators.bench import Bench
from binocle_simulators.cards import authority_pem

PROGRAM = """
import json, sys
from smartcard.CardConnection import CardConnection
from smartcard.System import readers
(reader,) = [found for found in readers() if found.name == sys.argv[1]]
link = reader.createConnection()
link.connect(CardConnection.T1_protocol)
told = {"atr": bytes(link.getATR()).hex()}
for name, command in json.loads(sys.argv[2]).items():
    data, sw1, sw2 = link.transmit(list(bytes.fromhex(command)))
    told[name] = bytes((*data, sw1, sw2)).hex()
link.disconnect()
print(json.dumps(told))
"""
COMMANDS = {
    "too early": "80CA010000",
    "select": "00A4040009F042494E4F434C450100",
    "payload": "80CA010000",
    "again": "80CA010000",
    "uid": "FFCA000000",
}


def test_a_program_reads_the_phone_through_pcscd(tmp_path: Path) -> None:
    with Bench(depth="pcsc", folder=tmp_path, insert=()) as bench:
        service = ApcvService(
            world=bench.world, people=bench.people.values(), authority_pem=authority_pem()
        )
        phone = ApcvPhone(bench.person("desmaux"), world=bench.world, service=service)
        phone.open()
        phone.identify()
        bench.insert("contactless", phone)
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, bench.reader_names()["contactless"],
             json.dumps(COMMANDS)],
            capture_output=True, text=True, timeout=60, check=False,
            env={**os.environ, **bench.environment()},  # noqa: TID251 - a child of ours
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["atr"] == "3b80800101"
    assert told["too early"] == "6985"
    assert told["select"].startswith("6f21")
    payloads = [bytes.fromhex(told[name])[:-2].decode() for name in ("payload", "again")]
    assert all(map(is_well_formed, payloads))
    assert len(set(payloads)) == 2
    assert told["uid"].startswith("08")
    assert told["uid"].endswith("9000")
