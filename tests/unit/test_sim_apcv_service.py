"""The simulated service of the appli carte Vitale: payloads, contexts, refusals."""

import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from tests.unit.sim_adri.asking import (
    NS,
    SENDER,
    authority_pem,
    certificate,
    fault,
    signed_assertion,
)

from binocle_simulators.apcv import ApcvPayload, ApcvPhone, ApcvService, create_app, is_well_formed
from binocle_simulators.apcv.payload import LIFE, NotOurs, written
from binocle_simulators.faults import Fault
from binocle_simulators.people import load_people
from binocle_simulators.servers import InProcessFace
from binocle_simulators.world import World

ACTION = "urn:ApCV_AUTH:1.0.0:authentifierUtilisateurProximite"
TYPE = f'application/soap+xml; charset=utf-8; action="{ACTION}"'
PLACES = NS | {"a": "urn:simulateur-binocle:apcv"}
PEOPLE = load_people()
VECTORS = Path(__file__).parents[1] / "vectors/apcv.toml"
ENVELOPE = tomllib.loads(VECTORS.read_text(encoding="utf-8"))["request"][0]["envelope"].strip()


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def service(world: World) -> ApcvService:
    return ApcvService(world=world, people=PEOPLE.values(), authority_pem=authority_pem())


@pytest.fixture
def ids() -> Iterator[str]:
    return (f"_{number}" for number in range(1, 1000))


Ask = Callable[..., etree._Element]


@pytest.fixture
def ask(
    service: ApcvService, world: World, ids: Iterator[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Ask]:
    """Ask about a payload; each request has an assertion of its own unless one is given."""
    face = InProcessFace(world, "apcv", create_app(service))
    with httpx.Client(transport=face, base_url="http://apcv.invalid") as client:

        def send(
            payload: str = "",
            *,
            assertion: etree._Element | None = None,
            replace: tuple[str, str] = ("", ""),
            content_type: str = TYPE,
            path: str = "/wssoap/apcv/auth/1/0",
            **signed: Any,
        ) -> etree._Element:
            made = assertion
            if made is None:
                made = signed_assertion(**{"id": next(ids), **signed})
            body = ENVELOPE.replace("{payload}", payload)
            assert replace[0] in body
            body = body.replace(*replace) if replace[0] else body
            body = body.replace("{assertion}", etree.tostring(made, with_tail=False).decode())
            answer = client.post(path, content=body, headers={"content-type": content_type})
            root = etree.fromstring(answer.content)
            root.set("status", str(answer.status_code))
            return root

        yield send


def subcode(root: etree._Element) -> tuple[str | None, ...]:
    return fault(root)[:3]


def shown(service: ApcvService, key: str = "desmaux") -> str:
    return service.make_payload(PEOPLE[key])[0]


# -- a context ------------------------------------------------------------------------------------


def test_a_payload_opens_a_context_of_20_minutes(
    world: World, service: ApcvService, ask: Ask
) -> None:
    root = ask(shown(service))
    assert root.get("status") == "200"
    (context,) = service.contexts.values()
    read = {
        name: root.findtext(f".//a:contexte/a:{name}", namespaces=PLACES)
        for name in ("identifiant", "jeton", "finValidite")
    }
    assert read["identifiant"] == context.identifier
    assert read["jeton"] == context.token
    assert len(context.token) == 64
    assert context.end == world.now().replace(microsecond=0) + timedelta(minutes=20)
    assert read["finValidite"] == "20240528092000", "Paris time"
    assert context.user == PEOPLE["desmaux"]
    assert context.billing_number == "992604231"
    assert root.findtext(".//a:type", namespaces=PLACES) == PEOPLE["desmaux"].card_type


def test_a_beneficiary_is_written_as_printed(service: ApcvService, ask: Ask) -> None:
    root = ask(shown(service, "alain"))
    (block,) = root.findall(".//a:beneficiaire", PLACES)
    zones = [(etree.QName(zone).localname, zone.text or "") for zone in block]
    assert ("naissance", "19421901") in zones
    assert dict(zones)["nirAssure"] == PEOPLE["alain"].nir
    assert {"nirCertifie", "ins"}.isdisjoint(dict(zones))
    assert [text for name, text in zones if name == "adresse"] == list(PEOPLE["alain"].address)


def test_the_minors_of_the_card_come_with_its_user(service: ApcvService, ask: Ask) -> None:
    root = ask(shown(service, "fictive"))
    first = [
        b.findtext("a:prenom", namespaces=PLACES)
        for b in root.iterfind(".//a:beneficiaire", PLACES)
    ]
    assert first == ["CAMILLE", "ZOE"]


def test_the_mother_does_not_come_with_the_child(
    world: World, service: ApcvService, ask: Ask
) -> None:
    root = ask(shown(service, "enfant"))
    first = [
        b.findtext("a:prenom", namespaces=PLACES)
        for b in root.iterfind(".//a:beneficiaire", PLACES)
    ]
    assert first == ["ZOE"]


def test_who_comes_of_age_no_longer_comes_with_the_user(
    world: World, service: ApcvService, ask: Ask
) -> None:
    world.advance(datetime(2033, 3, 3, tzinfo=UTC) - world.now())
    signed = {"first": "2033-03-03T00:00:00Z", "last": "2033-03-03T01:00:00Z",
              "by": certificate(SENDER, days=(-30, 4000))}  # fmt: skip
    root = ask(shown(service, "fictive"), **signed)
    assert len(root.findall(".//a:beneficiaire", PLACES)) == 1


def test_two_days_of_one_seed_are_the_same(service: ApcvService) -> None:
    other = ApcvService(world=World(), people=PEOPLE.values(), authority_pem=authority_pem())
    assert shown(service) == shown(other)
    assert shown(service) != shown(ApcvService(
        world=World(2), people=PEOPLE.values(), authority_pem=authority_pem()))  # fmt: skip


# -- refusals -------------------------------------------------------------------------------------


def test_a_payload_serves_once(service: ApcvService, ask: Ask) -> None:
    payload = shown(service)
    assert ask(payload).get("status") == "200"
    assert subcode(ask(payload)) == ("500", "s:Sender", "apcv_deja_utilise")
    assert len(service.contexts) == 1


@pytest.mark.parametrize(("after", "status"), [(179.0, "200"), (181.0, "500")])
def test_a_payload_lives_180_seconds(
    world: World, service: ApcvService, ask: Ask, after: float, status: str
) -> None:
    payload = shown(service)
    world.advance(timedelta(seconds=after))
    root = ask(payload)
    assert root.get("status") == status
    if status == "500":
        assert subcode(root) == ("500", "s:Sender", "apcv_expire")


def test_a_refused_request_does_not_use_the_payload_up(service: ApcvService, ask: Ask) -> None:
    payload = shown(service)
    assert subcode(ask(payload, last="2024-05-28T06:59:59Z"))[2] == "wsse:FailedCheck"
    assert ask(payload).get("status") == "200"


@pytest.mark.parametrize("held", [bytes(32), bytes(range(32))])
def test_a_payload_that_was_not_made_here_is_unknown(ask: Ask, held: bytes) -> None:
    assert subcode(ask(written(held))) == ("500", "s:Sender", "apcv_inconnu")


def test_a_payload_of_another_bench_is_unknown(ask: Ask) -> None:
    other = ApcvService(world=World(2), people=PEOPLE.values(), authority_pem=authority_pem())
    assert subcode(ask(shown(other))) == ("500", "s:Sender", "apcv_inconnu")


def test_a_person_that_the_service_forgot_is_unknown(service: ApcvService, ask: Ask) -> None:
    payload = shown(service)
    del service.people["desmaux"]
    assert subcode(ask(payload)) == ("500", "s:Sender", "apcv_inconnu")


@pytest.mark.parametrize(
    ("replace", "named"),
    [
        (("<a:version>1.0.0</a:version>", ""), "version"),
        (("1.0.0</a:version>", "2.0.0</a:version>"), "version"),
        (("<a:specialite>64</a:specialite>", ""), "specialite"),
        (("<a:specialite>64</a:specialite>", "<a:specialite>64</a:specialite>" * 2), "specialite"),
        (("992604231", "99260423"), "facturation"),
        (("</a:donnees>", "</a:donnees><a:nfc/>"), "nfc"),
        (("PREFIXE", "PREFIXE"), "donnees"),
    ],
)
def test_a_body_of_another_shape_names_the_element(
    service: ApcvService, ask: Ask, replace: tuple[str, str], named: str
) -> None:
    payload = "PREFIXE" if replace[0] == "PREFIXE" else shown(service)
    status, code, subcode, reason = fault(ask(payload, replace=replace))
    assert (status, code, subcode) == ("400", "s:Sender", "apcv_forme")
    assert named in (reason or "").split(" ")[0]


@pytest.mark.parametrize(
    "change",
    [
        {"replace": (f">{ACTION}<", ">urn:autre<")},
        {"replace": ("urn:uuid:0", "urn:0")},
        {"content_type": "text/xml"},
        {"content_type": TYPE.replace("Proximite", "Distance")},
    ],
)
def test_a_header_that_is_wrong_is_answered_as_adri_does(
    service: ApcvService, ask: Ask, change: dict[str, Any]
) -> None:
    assert subcode(ask(shown(service), **change)) == ("400", "s:Sender", "siram_20")


def test_an_assertion_serves_once(service: ApcvService, ask: Ask) -> None:
    assertion = signed_assertion()
    assert ask(shown(service), assertion=assertion).get("status") == "200"
    again = ask(shown(service), assertion=assertion)
    assert subcode(again) == ("500", "s:Sender", "wsse:FailedCheck")


@pytest.mark.parametrize(
    "signed",
    [
        {"by": certificate("AUTRE", by="AUTRE")},
        {"holder": "899999999999"},
        {"first": "2024-05-28T08:00:00Z", "last": "2024-05-28T09:00:00Z"},
    ],
)
def test_an_assertion_that_does_not_hold_is_refused(
    service: ApcvService, ask: Ask, signed: dict[str, Any]
) -> None:
    assert subcode(ask(shown(service), **signed)) == ("500", "s:Sender", "wsse:FailedCheck")


def test_a_service_that_says_it_is_out_of_order(
    world: World, service: ApcvService, ask: Ask
) -> None:
    world.faults.arm(Fault("apcv", "fault"))
    payload = shown(service)
    assert subcode(ask(payload)) == ("500", "s:Receiver", "siram_40")
    assert ask(payload).get("status") == "200"


@pytest.mark.parametrize(
    ("what", "raised"), [("down", httpx.ConnectError), ("slow", httpx.ReadTimeout)]
)
def test_a_service_that_does_not_answer_leaves_the_payload(
    world: World, service: ApcvService, ask: Ask, what: str, raised: type[Exception]
) -> None:
    world.faults.arm(Fault("apcv", what))
    payload = shown(service)
    with pytest.raises(raised):
        ask(payload)
    assert service.contexts == {}
    assert ask(payload).get("status") == "200"


# -- the payload ----------------------------------------------------------------------------------

KEYS = st.binary(min_size=32, max_size=32)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
INSTANTS = st.integers(0, 2**42).map(lambda ms: EPOCH + timedelta(milliseconds=ms))


@given(INSTANTS, KEYS, st.integers())
def test_a_payload_is_read_with_its_key_only(shown: datetime, key: bytes, seed: int) -> None:
    made = ApcvPayload.make(shown=shown, chance=World(seed).stream("x"))
    assert made.end == shown + LIFE
    text = made.write(key)
    assert is_well_formed(text)
    assert ApcvPayload.read(text, key) == made
    with pytest.raises(NotOurs):
        ApcvPayload.read(text, bytes(32) if key != bytes(32) else b"\x01" * 32)


@given(st.binary(min_size=32, max_size=32), st.integers(0, 74), st.characters(codec="ascii"))
def test_one_character_changed_is_found(held: bytes, at: int, put: str) -> None:
    text = written(held)
    assert is_well_formed(text)
    changed = text[:at] + put + text[at + 1 :]
    assert is_well_formed(changed) == (changed == text)


def test_what_a_phone_shows_opens_a_context(world: World, service: ApcvService, ask: Ask) -> None:
    phone = ApcvPhone(PEOPLE["desmaux"], world=world, service=service)
    phone.open()
    phone.identify()
    assert ask(phone.show()).get("status") == "200"
