"""A concentrator with its payers, over HTTP: what its tests share."""

from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient

from binocle_simulators.concentrator.app import create_app
from binocle_simulators.concentrator.behaviour import ConcentratorSimulator
from binocle_simulators.payers import Register, Treasury
from binocle_simulators.people import Cover, Person
from binocle_simulators.world import World

from .concentrator_files import PS, Signer, envelope

NATHALIE = Person(
    key="nathalie",
    name="FICTIVE",
    first_name="NATHALIE",
    birth="19550615",
    nir="255069999999934",
    covers=(Cover("00000000", "00000000", rate=60),),
)


@dataclass
class Bench:
    authority: Signer
    cps: Signer
    world: World = field(default_factory=lambda: World(7))

    def __post_init__(self) -> None:
        self.payers = Treasury(world=self.world, register=Register([NATHALIE]))
        self.simulator = ConcentratorSimulator(
            world=self.world,
            authority_pem=self.authority.pem,
            payers={},
            other_payer=self.payers.desk,
        )
        self.payers.deliver_to(self.simulator.drop)
        self.client: FlaskClient = create_app(self.simulator).test_client()

    @property
    def concentrator(self) -> ConcentratorSimulator:
        """What a storm of the whole bench strikes."""
        return self.simulator

    def put(self, content: bytes, *, name: str = "B2-1", signer: Signer | None = None) -> Any:
        body = envelope(content, signer or self.cps, name=name)
        return self.put_raw(body, name=name)

    def put_raw(self, body: bytes, *, name: str = "B2-1") -> Any:
        return self.client.put(f"/fichiers/{name}", data=body, content_type="application/xml")

    def waiting(self) -> list[dict[str, str]]:
        answer = self.client.get(f"/retours?ps={PS}")
        assert answer.status_code == 200
        rows: list[dict[str, str]] = answer.get_json()["retours"]
        return rows

    def kinds(self) -> list[str]:
        return [row["genre"] for row in self.waiting()]

    def content(self, row: dict[str, str]) -> bytes:
        answer = self.client.get(f"/retours/{row['id']}")
        assert answer.content_type == "application/octet-stream"
        data: bytes = answer.data
        return data
