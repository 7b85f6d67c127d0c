"""The French sentences about rights, services and contexts do what they say, peers alone."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from lxml import etree
from pytest_bdd import given, parsers, scenarios, then, when

from binocle_simulators.apcv.messages import NearbyUser
from binocle_simulators.bench import Bench
from binocle_simulators.services import Services

from .asking import NS, TYPE, authority_pem, envelope, signed_assertion
from .test_signature import MESSAGE, verify

scenarios("gestes.feature", features_base_dir=str(Path(__file__).parent))


@dataclass
class Asked:
    """The answers to what was asked so far."""

    numbers: Iterator[int] = field(default_factory=lambda: iter(range(1000)))
    content: bytes | None = None

    @property
    def root(self) -> etree._Element:
        assert self.content is not None
        return etree.fromstring(self.content)


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def bench(bench_factory: object, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """A bench that lets in professionals whose cards these tests make."""
    made = Services.__init__

    def trusting(self: Services, **options: object) -> None:
        made(self, **{**options, "authority_pem": authority_pem()})  # type: ignore[arg-type]

    monkeypatch.setattr(Services, "__init__", trusting)
    assert callable(bench_factory)
    fresh = bench_factory()
    assert isinstance(fresh, Bench)
    return fresh


@when(parsers.parse("ADRi est interrogé pour « {key} »"))
def ask(bench: Bench, asked: Asked, key: str) -> None:
    person = bench.person(key)
    sent = envelope(
        signed_assertion(id=f"_{next(asked.numbers)}"),
        regime=person.regime,
        number=person.nir[:13],
        key=person.nir[13:],
        birth=person.birth,
    )
    with bench.client("adri") as client:
        try:
            answer = client.post("/lps", content=sent, headers={"content-type": TYPE}, timeout=2.0)
        except httpx.ReadTimeout:
            asked.content = None
        else:
            asked.content = answer.content


@given(parsers.parse("un contexte ouvert pour « {key} »"))
def opened(bench: Bench, key: str) -> None:
    payload, _ = bench.apcv.make_payload(bench.person(key))
    assert isinstance(bench.apcv._open(NearbyUser("992604231", "64", payload)), bytes)


@then(parsers.parse("la zone « {zone} » dit « {text} »"))
def zone_says(asked: Asked, zone: str, text: str) -> None:
    path = "/".join(f"a:{name}" for name in zone.split("/"))
    assert asked.root.findtext(f".//{path}", namespaces=NS) == text


@then(parsers.parse("la zone « {zone} » manque"))
def zone_missing(asked: Asked, zone: str) -> None:
    path = "/".join(f"a:{name}" for name in zone.split("/"))
    assert asked.root.find(f".//{path}", NS) is None


def verdict(content: bytes | None) -> str:
    """Say in one word what a workstation would make of an answer."""
    if content is None:
        return "absente"
    try:
        root = etree.fromstring(content)
    except etree.XMLSyntaxError:
        return "illisible"
    if root.find(".//s:Fault", NS) is not None:
        return "de panne"
    if root.find(".//ds:Signature", NS) is None:
        return "sans signature"
    try:
        return "bonne" if verify(content) == MESSAGE else "à un autre"
    except AssertionError:
        return "altérée"


@then(parsers.parse("la réponse est « {word} »"))
def answer_is(asked: Asked, word: str) -> None:
    assert verdict(asked.content) == word


@then("le contexte est fini")
def context_over(bench: Bench) -> None:
    (context,) = bench.control.state()["contexts"]
    assert (context["person"], context["is_over"]) == ("desmaux", True)


@then("le contexte est détruit")
def context_destroyed(bench: Bench) -> None:
    (context,) = bench.control.state()["contexts"]
    assert context["is_destroyed"]
