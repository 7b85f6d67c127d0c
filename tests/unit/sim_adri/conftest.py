"""The simulated ADRi and a way to ask it."""

from collections.abc import Iterator

import httpx
import pytest
from lxml import etree

from binocle_simulators.adri import AdriSimulator
from binocle_simulators.adri.app import create_app
from binocle_simulators.people import load_people
from binocle_simulators.servers import InProcessFace
from binocle_simulators.world import World

from .asking import TYPE, Ask, authority_pem


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def simulator(world: World) -> AdriSimulator:
    return AdriSimulator(world=world, people=load_people().values(), authority_pem=authority_pem())


@pytest.fixture
def ask(simulator: AdriSimulator, world: World) -> Iterator[Ask]:
    """Send an envelope and return the answer's, its HTTP status as an attribute."""
    face = InProcessFace(world, "adri", create_app(simulator))
    with httpx.Client(transport=face, base_url="http://adri.invalid") as client:

        def send(body: bytes, content_type: str = TYPE) -> etree._Element:
            answer = client.post("/lps", content=body, headers={"content-type": content_type})
            assert answer.headers["content-type"] == "application/soap+xml; charset=utf-8"
            root = etree.fromstring(answer.content)
            root.set("status", str(answer.status_code))
            return root

        yield send
