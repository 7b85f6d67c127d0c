"""The life of a context of the appli carte Vitale: given back, destroyed, signing once."""

import base64
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from lxml import etree
from tests.unit.sim_adri.asking import NS, authority_pem, fault, signed_assertion

from binocle_simulators.apcv import ApcvService, Context, create_app
from binocle_simulators.cards import authority_pem as shipped_authority
from binocle_simulators.faults import Fault
from binocle_simulators.people import load_people
from binocle_simulators.servers import InProcessFace
from binocle_simulators.world import World

APCV = "urn:simulateur-binocle:apcv"
PLACES = NS | {"a": APCV}
PEOPLE = load_people()
AUTH, SIGN = "/wssoap/apcv/auth/1/0", "/wssoap/apcv/sign/1/0"
ACTIONS = {
    "authentifierUtilisateurProximite": "urn:ApCV_AUTH:1.0.0:authentifierUtilisateurProximite",
    "restituerContexteApCV": "urn:ApCV_AUTH:1.0.0:restituerContexteApCV",
    "detruireContexteApCV": "urn:ApCV_AUTH:1.0.0:detruireContexteApCV",
    "signerVitale": "urn:ApCV_SIGN:1.0.0:signerVitale",
}
RESTORE, DESTROY, SIGNS = tuple(ACTIONS)[1:]
HASH, OTHER = "ab" * 32, "cd" * 32
ENVELOPE = """<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Header>
<wsa:Action xmlns:wsa="http://www.w3.org/2005/08/addressing">{action}</wsa:Action>
<wsa:MessageID xmlns:wsa="http://www.w3.org/2005/08/addressing">urn:uuid:00000000-0000-4000-8000-000000000001</wsa:MessageID>
<wsse:Security xmlns:wsse="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd">{assertion}</wsse:Security>
</s:Header><s:Body><a:{call} xmlns:a="urn:simulateur-binocle:apcv"><a:version>1.0.0</a:version>
<a:ps><a:facturation>{billing}</a:facturation><a:specialite>64</a:specialite></a:ps>{content}</a:{call}></s:Body></s:Envelope>"""
PS = """<a:version>1.0.0</a:version>
<a:ps><a:facturation>992604231</a:facturation><a:specialite>64</a:specialite></a:ps>"""
NAMED = (
    "<a:contexte><a:identifiant>{identifier}</a:identifiant><a:jeton>{token}</a:jeton></a:contexte>"
)
INVOICE = """<a:facture><a:numero>{number}</a:numero><a:type>{kind}</a:type>
<a:nirAssure>{nir}</a:nirAssure>
<a:empreinteFse>{fse}</a:empreinteFse>{dre}</a:facture><a:resume><a:ps>992604231</a:ps>
<a:beneficiaire>DESMAUX/NATHALIE/19550615</a:beneficiaire><a:amo>01-999-9999</a:amo>
<a:total>41500</a:total><a:partAmo>{amo}</a:partAmo><a:partAmc>0</a:partAmc></a:resume>"""
SALE = {
    "number": "000000253",
    "kind": "FSE",
    "nir": PEOPLE["desmaux"].nir,
    "fse": HASH,
    "dre": "",
    "amo": "9",
}

Send = Callable[..., etree._Element]


def written(world: World, number: int, call: str, content: str, **options: Any) -> str:
    """Write a call with an assertion of its own."""
    signed = signed_assertion(
        id=f"_{number}",
        first=f"{world.now():%Y-%m-%dT%H:%M:%SZ}",
        last=f"{world.now() + timedelta(minutes=30):%Y-%m-%dT%H:%M:%SZ}",
    )
    return ENVELOPE.format(
        action=options.get("action", ACTIONS[call]),
        assertion=etree.tostring(signed, with_tail=False).decode(),
        call=call,
        billing=options.get("billing", "992604231"),
        content=content,
    )


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def service(world: World) -> ApcvService:
    return ApcvService(world=world, people=PEOPLE.values(), authority_pem=authority_pem())


@pytest.fixture
def post(service: ApcvService, world: World) -> Iterator[Callable[..., httpx.Response]]:
    """Send one call; each has an assertion of its own."""
    numbers = iter(range(10_000))
    face = InProcessFace(world, "apcv", create_app(service))
    with httpx.Client(transport=face, base_url="http://apcv.invalid", timeout=5.0) as client:

        def send(call: str, content: str, **options: Any) -> httpx.Response:
            body = written(world, next(numbers), call, content, **options)
            if old := options.get("old"):
                head, found, tail = body.partition(old)
                assert found
                body = head + options["new"] + tail
            path = options.get("path", SIGN if call == SIGNS else AUTH)
            kind = f'application/soap+xml; charset=utf-8; action="{ACTIONS[call]}"'
            return client.post(path, content=body, headers={"content-type": kind})

        yield send


@pytest.fixture
def send(post: Callable[..., httpx.Response]) -> Send:
    def read(*args: Any, **options: Any) -> etree._Element:
        answer = post(*args, **options)
        root = etree.fromstring(answer.content)
        root.set("status", str(answer.status_code))
        return root

    return read


@pytest.fixture
def context(send: Send, service: ApcvService) -> Context:
    payload, _ = service.make_payload(PEOPLE["desmaux"])
    root = send("authentifierUtilisateurProximite", f"<a:donnees>{payload}</a:donnees>")
    assert root.get("status") == "200"
    (opened,) = service.contexts.values()
    return opened


def named(context: Context, **changes: str) -> str:
    return NAMED.format(**{"identifier": context.identifier, "token": context.token, **changes})


def sale(context: Context, **changes: str) -> str:
    return named(context) + INVOICE.format(**{**SALE, **changes})


def dre(digest: str = OTHER) -> str:
    return f"<a:empreinteDre>{digest}</a:empreinteDre>"


def told(root: etree._Element, name: str) -> str | None:
    return root.findtext(f".//a:{name}", namespaces=PLACES)


def subcode(root: etree._Element) -> tuple[str | None, str | None]:
    return root.get("status"), fault(root)[2]


# -- giving back, destroying ----------------------------------------------------------------------


def test_a_context_is_given_back_as_it_was_opened(
    send: Send, context: Context, world: World
) -> None:
    first = send(RESTORE, named(context))
    world.advance(timedelta(minutes=19))
    again = send(RESTORE, named(context))
    for root in (first, again):
        assert root.get("status") == "200"
        assert told(root, "identifiant") == context.identifier
        assert told(root, "jeton") == context.token
        assert told(root, "finValidite") == "20240528092000"
        assert told(root, "nom") == "DESMAUX"


@pytest.mark.parametrize("call", [RESTORE, DESTROY, SIGNS])
def test_a_context_is_over_after_20_minutes(
    send: Send, context: Context, world: World, call: str
) -> None:
    world.advance_to(context.end)
    content = sale(context) if call == SIGNS else named(context)
    world.advance(timedelta(seconds=1))
    assert subcode(send(call, content)) == ("500", "apcv_contexte_expire")


@pytest.mark.parametrize("call", [RESTORE, DESTROY, SIGNS])
@pytest.mark.parametrize("what", ["identifier", "token", "billing"])
def test_a_context_of_somebody_else_is_unknown(
    send: Send, context: Context, call: str, what: str
) -> None:
    wrong = {"identifier": context.token[:8] + "-0000-4000-8000-000000000000", "token": "0" * 64}
    changes = {what: wrong[what]} if what in wrong else {}
    content = named(context, **changes)
    if call == SIGNS:
        content += INVOICE.format(**SALE)
    billing = "992604231" if changes else "992600007"
    content = content.replace("<a:ps>992604231", f"<a:ps>{billing}")
    assert subcode(send(call, content, billing=billing)) == ("500", "apcv_contexte_inconnu")


def test_a_destroyed_context_is_destroyed_again_and_again(
    send: Send, context: Context, world: World
) -> None:
    for _ in range(2):
        root = send(DESTROY, named(context))
        assert (root.get("status"), told(root, "identifiant")) == ("200", context.identifier)
        world.advance(timedelta(minutes=15))
    assert subcode(send(RESTORE, named(context))) == ("500", "apcv_contexte_detruit")
    assert subcode(send(SIGNS, sale(context))) == ("500", "apcv_contexte_detruit")


# -- signing --------------------------------------------------------------------------------------


def verified(root: etree._Element, text: str) -> None:
    certificate = x509.load_der_x509_certificate(base64.b64decode(told(root, "certificat") or ""))
    assert certificate.subject.rfc4514_string() == "CN=SIMULATEUR BINOCLE - APCV"
    certificate.verify_directly_issued_by(x509.load_pem_x509_certificate(shipped_authority()))
    key = certificate.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    value = base64.b64decode(told(root, "signature") or "")
    key.verify(value, text.encode("ascii"), ec.ECDSA(SHA256()))


@pytest.mark.parametrize(
    ("changes", "hashes"),
    [({}, HASH), ({"kind": "FSE+DRE", "dre": dre()}, HASH + OTHER)],
)
def test_a_context_signs_for_the_patient(
    send: Send, context: Context, changes: dict[str, str], hashes: str
) -> None:
    root = send(SIGNS, sale(context, **changes))
    assert root.get("status") == "200"
    assert (told(root, "identifiant"), told(root, "numero")) == (context.identifier, "000000253")
    verified(root, f"BINOCLE-APCV1{context.identifier}000000253{hashes}")


def test_the_same_again_is_the_same_answer(send: Send, context: Context, world: World) -> None:
    first = told(send(SIGNS, sale(context)), "signature")
    assert told(send(SIGNS, sale(context)), "signature") == first
    world.advance(timedelta(minutes=25))
    assert told(send(SIGNS, sale(context)), "signature") == first, "a lost answer is asked again"


@pytest.mark.parametrize(
    "changes", [{"number": "000000254"}, {"fse": OTHER}, {"kind": "FSE+DRE", "dre": dre()}]
)
def test_one_context_is_one_fse(send: Send, context: Context, changes: dict[str, str]) -> None:
    assert send(SIGNS, sale(context)).get("status") == "200"
    refused = send(SIGNS, sale(context, **changes))
    assert subcode(refused) == ("500", "apcv_contexte_deja_utilise")
    assert send(RESTORE, named(context)).get("status") == "200", "it lives on"


def test_another_patient_signs_nothing(send: Send, context: Context, service: ApcvService) -> None:
    refused = send(SIGNS, sale(context, nir=PEOPLE["alain"].nir))
    assert subcode(refused) == ("500", "apcv_autre_patient")
    assert service.contexts[context.identifier].signed is None
    assert send(SIGNS, sale(context)).get("status") == "200"


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"amo": "41501"}, "resume/total : les parts"),
        ({"kind": "FSE+DRE"}, "facture/empreinteDre"),
        ({"dre": dre()}, "facture/empreinteDre"),
        ({"dre": dre("xy" * 32), "kind": "FSE+DRE"}, "facture/empreinteDre : forme"),
        ({"number": "253"}, "facture/numero : forme"),
        ({"kind": "DRE"}, "facture/type : forme"),
        ({"nir": "255069999999"}, "facture/nirAssure : forme"),
        ({"fse": "ab"}, "facture/empreinteFse : forme"),
        ({"amo": "9,00"}, "resume/partAmo : forme"),
    ],
)
def test_what_does_not_agree_is_named(
    send: Send, context: Context, changes: dict[str, str], place: str
) -> None:
    root = send(SIGNS, sale(context, **changes))
    assert subcode(root) == ("400", "apcv_forme")
    assert f"Body/signerVitale/{place}" in (fault(root)[3] or "")


@pytest.mark.parametrize(
    ("call", "element"),
    [
        *((call, name) for call in (RESTORE, DESTROY, SIGNS)
          for name in ("version", "ps", "contexte", "identifiant", "jeton")),
        *((SIGNS, name) for name in ("facture", "resume", "beneficiaire", "amo", "total")),
    ],
)  # fmt: skip
def test_an_element_missing_twice_or_unknown_is_named(
    post: Callable[..., httpx.Response], context: Context, call: str, element: str
) -> None:
    content = sale(context) if call == SIGNS else named(context)
    found = re.search(f"<a:{element}>.*?</a:{element}>", PS + content, re.DOTALL)
    assert found
    block = found[0]
    for new in ("", block + block, f"<a:autre>x</a:autre>{block}"):
        answer = post(call, content, old=block, new=new)
        assert answer.status_code == 400
        assert b"apcv_forme" in answer.content


@pytest.mark.parametrize("call", [RESTORE, DESTROY, SIGNS])
def test_the_action_and_the_path_are_those_of_the_call(
    post: Callable[..., httpx.Response], context: Context, call: str
) -> None:
    content = sale(context) if call == SIGNS else named(context)
    other = ACTIONS["authentifierUtilisateurProximite"]
    wrong_action = post(call, content, action=other)
    wrong_path = post(call, content, path=AUTH if call == SIGNS else SIGN)
    for answer in (wrong_action, wrong_path):
        assert answer.status_code == 400
        assert b"siram_20" in answer.content


# -- mishaps and the hand -------------------------------------------------------------------------


def test_a_lost_answer_is_asked_again(
    post: Callable[..., httpx.Response], send: Send, context: Context, world: World
) -> None:
    for call, content in ((SIGNS, sale(context)), (DESTROY, named(context))):
        world.faults.arm(Fault("apcv", "silent"))
        with pytest.raises(httpx.ReadError):
            post(call, content)
        assert send(call, content).get("status") == "200"
        if call == SIGNS:
            assert subcode(send(SIGNS, sale(context, fse=OTHER)))[1] == "apcv_contexte_deja_utilise"


@pytest.mark.parametrize("call", [RESTORE, DESTROY, SIGNS])
def test_the_service_is_out_of_order_for_every_call(
    send: Send, context: Context, world: World, call: str
) -> None:
    world.faults.arm(Fault("apcv", "fault"))
    content = sale(context) if call == SIGNS else named(context)
    assert subcode(send(call, content)) == ("500", "siram_40")


def test_a_hand_ends_or_destroys_a_context(
    send: Send, context: Context, service: ApcvService
) -> None:
    service.expire(context.identifier)
    assert subcode(send(RESTORE, named(context))) == ("500", "apcv_contexte_expire")
    service.destroy(context.identifier)
    assert subcode(send(RESTORE, named(context))) == ("500", "apcv_contexte_detruit")
    assert send(DESTROY, named(context)).get("status") == "200"
    for act in (service.expire, service.destroy):
        with pytest.raises(KeyError):
            act("nobody")


def test_a_context_keeps_its_people(send: Send, context: Context, service: ApcvService) -> None:
    service.people["desmaux"] = replace(PEOPLE["desmaux"], name="AUTRE")
    assert told(send(RESTORE, named(context)), "nom") == "DESMAUX"


def lived() -> list[bytes]:
    """Live a context from its opening to its end, and return every answer."""
    world = World(seed=5)
    service = ApcvService(world=world, people=PEOPLE.values(), authority_pem=authority_pem())
    payload, _ = service.make_payload(PEOPLE["desmaux"])
    opening = f"<a:donnees>{payload}</a:donnees>"
    body = written(world, 0, "authentifierUtilisateurProximite", opening)
    answers = [service.answer(body.encode())[1]]
    (opened,) = service.contexts.values()
    calls = (
        (RESTORE, named(opened), service.answer_restore),
        (SIGNS, sale(opened), service.answer_sign),
        (DESTROY, named(opened), service.answer_destroy),
    )
    for number, (call, content, answer) in enumerate(calls, start=1):
        status, told = answer(written(world, number, call, content).encode())
        assert status == 200
        answers.append(told)
    return answers


def test_one_seed_answers_the_same_bytes() -> None:
    assert lived() == lived()
