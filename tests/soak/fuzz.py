"""Every reader of what comes from outside, before bytes that are wrong in every way.

Laws: a reader gives a result or its own refusal, nothing else, in bounded work; core's readers of
one file agree on whether it is right. The simulator of the concentrator is stricter than core about
a lot that it receives (certification, fillers), never laxer: where it is, that is told.
"""

import signal
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from tests.unit.concentrator_files import b2_file

from binocle.adapters.statements import read_statement
from binocle.kernel import OperatorActionNeeded
from binocle.lots import tell_return
from binocle.lots.decoding import decode_file
from binocle.lots.matching import pieces
from binocle.lots.returns import read_arl, read_noemie, read_service
from binocle.lots.wire import read_b2
from binocle.wire import WireRefusal
from binocle_simulators.concentrator.formats import B2Refused
from binocle_simulators.concentrator.formats import read_b2 as simulated_b2

from .mutator import chance_of, mutated

VECTORS = Path(__file__).parents[1] / "vectors"
SECONDS = 20
"""After which a reader hangs: a file of this size takes a tenth of a second."""


class Hangs(AssertionError):
    """A reader that does not come back."""


@dataclass(frozen=True)
class Reader:
    """One reader: what it takes, and how it refuses."""

    read: Callable[[bytes], object]
    refusals: tuple[type[Exception], ...]


def _decoded(content: bytes) -> None:
    """Take a file apart for the eye, refused where its reader refuses it."""
    if (fault := decode_file(content).fault) is not None:
        raise fault.refusal


READERS: Mapping[str, Mapping[str, Reader]] = {
    "b2": {
        "core": Reader(lambda content: list(read_b2(pieces(content))), (WireRefusal,)),
        "simulator": Reader(simulated_b2, (B2Refused,)),
        "decode": Reader(_decoded, (WireRefusal,)),
    },
    "noemie": {
        "core": Reader(lambda content: list(read_noemie(pieces(content))), (WireRefusal,)),
        "told": Reader(lambda content: list(tell_return(pieces(content))), (WireRefusal,)),
        "decode": Reader(_decoded, (WireRefusal,)),
    },
    "arl": {
        "core": Reader(read_arl, (WireRefusal,)),
        "decode": Reader(_decoded, (WireRefusal,)),
    },
    "srv": {
        "core": Reader(read_service, (WireRefusal,)),
        "decode": Reader(_decoded, (WireRefusal,)),
    },
    "statement": {"core": Reader(read_statement, (OperatorActionNeeded,))},
}
"""The readers of each kind of file."""


@dataclass
class Tried:
    """What a fuzzing came to."""

    files: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    laxer: list[bytes] = field(default_factory=list)
    stricter: int = 0

    def add(self, other: "Tried") -> None:
        self.files += other.files
        self.outcomes += other.outcomes
        self.laxer += other.laxer
        self.stricter += other.stricter

    @property
    def line(self) -> str:
        told = ", ".join(f"{name} {count}" for name, count in sorted(self.outcomes.items()))
        return (
            f"{self.files} fichiers abîmés ; {told} ; le simulateur est plus strict que le produit"
            f" {self.stricter} fois, plus large {len(self.laxer)} fois"
        )


def golden() -> dict[str, list[bytes]]:
    """Return the golden files of each kind, and two statements of a bank."""
    found: dict[str, list[bytes]] = {kind: [] for kind in READERS}
    for name in ("b2", "noemie", "noemie_payers", "arl"):
        for vector in tomllib.loads((VECTORS / f"{name}.toml").read_text("utf-8"))["vector"]:
            text = "".join(vector["lines"]) if "lines" in vector else ""
            if vector["kind"] in ("arl", "srv"):
                text = vector.get("bytes", "")
            if vector["kind"] in found and text:
                found[vector["kind"]].append(text.encode("latin-1"))
    found["b2"] += [b2_file(1, 2), b2_file(3, split=True), b2_file(4, 5, lot="AAA", dre=True)]
    found["statement"] = [statement.encode("cp1252") for statement in STATEMENTS]
    assert all(found.values()), found
    return found


STATEMENTS = (
    "Date;Date de valeur;Libellé;Débit;Crédit;Référence\r\n"
    "29/05/2024;29/05/2024;VIR SEPA 01999000 VIR AMO LIGNE 1 - 1FR;;100,09;VIR000001\r\n"
    "30/05/2024;30/05/2024;PRLV SEPA LOYER FICTIF;900,00;;DIV000001-1\r\n",
    "OFXHEADER:100\r\nDATA:OFXSGML\r\n\r\n<OFX><BANKTRANLIST><BANKACCTFROM><ACCTID>SIMULATEUR1"
    "</BANKACCTFROM><STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20240529<TRNAMT>100.09<FITID>VIR000001"
    "<NAME>VIR AMO LIGNE 1 - 1FR<MEMO>VIR SEPA 01999000</STMTTRN></BANKTRANLIST></OFX>\r\n",
)


def fuzz(seed: int, count: int) -> Tried:
    """Try that many wrong files, each by all its readers.

    Raises:
        AssertionError: a reader hangs, or fails otherwise than by its refusal; seed and rank tell.
    """
    chance, kinds = chance_of(seed), golden()
    tried = Tried()
    for rank in range(count):
        kind = chance.choice(list(kinds))
        content = mutated(chance, chance.choice(kinds[kind]))
        said = {
            name: _try(reader, content, f"{seed}/{rank} {kind} {name}")
            for name, reader in READERS[kind].items()
        }
        tried.files += 1
        tried.outcomes.update(
            f"{kind}/{name} {'lus' if read else 'refusés'}" for name, read in said.items()
        )
        strict = said.pop("simulator", said["core"])
        assert len(set(said.values())) == 1, f"{seed}/{rank} {kind}: {said} on {content!r}"
        tried.stricter += said["core"] and not strict
        if strict and not said["core"]:
            tried.laxer.append(content)
    return tried


def _try(reader: Reader, content: bytes, place: str) -> bool:
    """Say whether a reader takes a file."""
    with _alarm(place):
        try:
            reader.read(content)
        except reader.refusals:
            return False
        except Hangs:
            raise
        except Exception as error:
            raise AssertionError(f"{place}: {error!r} on {content!r}") from error
    return True


@contextmanager
def _alarm(place: str) -> Iterator[None]:
    def ring(_: int, __: FrameType | None) -> None:
        raise Hangs(f"{place} hangs")

    former = signal.signal(signal.SIGALRM, ring)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, former)
