"""The production code against signed answers of ADRi that somebody else's library signed."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.unit.soft_signer import SoftSigner, issue

from binocle.adri import AdriService, RightsRequest, Software
from binocle.kernel import BinocleError, BirthDate, Nir

VECTORS: dict[str, Any] = tomllib.loads(
    (Path(__file__).parent / "adri_answers.toml").read_text(encoding="utf-8")
)
NIR = Nir("2550699999999", "34")
ASKED = RightsRequest(
    reference_day=date(2024, 5, 28),
    regime="01",
    insured=NIR,
    birth=BirthDate("19550615"),
    rank="1",
    caisse="999",
    centre="9999",
    certified=NIR,
    certified_on=date(2020, 2, 1),
)


@dataclass
class World:
    """The clock, the numbers and the service of one vector."""

    says: str

    def now(self) -> datetime:
        at = VECTORS["at"]
        assert isinstance(at, datetime)
        return at

    def elapsed(self) -> float:
        return 0.0

    def next(self, series: str) -> str:
        return str(VECTORS["id"])

    def ask(self, request: bytes, *, action: str) -> bytes:
        return self.says.strip().encode()


def service(world: World) -> AdriService:
    return AdriService(
        port=world,
        clock=world,
        ids=world,
        software=Software("ESSAI", "Binocle", "0.1.0", "comptoir-1", "OPTIQUE"),
        authority=VECTORS["authority"].strip().encode(),
    )


@pytest.fixture(scope="module")
def signer() -> SoftSigner:
    return issue()


@pytest.mark.parametrize("vector", VECTORS["answer"], ids=lambda each: each["name"])
def test_an_answer_is_believed_or_refused(vector: dict[str, Any], signer: SoftSigner) -> None:
    adri = service(World(vector["envelope"]))
    if not vector["code"]:
        rights = adri.acquire(ASKED, signer)
        assert rights.mutual is not None
        assert (rights.name, rights.mutual.member) == ("DESMAUX", "0012345A")
        return
    with pytest.raises(BinocleError) as raised:
        adri.acquire(ASKED, signer)
    assert raised.value.code == vector["code"]
