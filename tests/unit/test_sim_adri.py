"""The simulated ADRi, asked by a professional whose card is made here."""

import base64
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
from signxml.signer import XMLSigner

from binocle_simulators.adri import AdriSimulator, Outcome
from binocle_simulators.adri.app import create_app
from binocle_simulators.faults import Fault
from binocle_simulators.people import load_people
from binocle_simulators.servers import InProcessFace
from binocle_simulators.world import START, World

ACTION = "urn:adr:1.1.0:acquerirLesDroits"
TYPE = f'application/soap+xml; charset=utf-8; action="{ACTION}"'
SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
NS = {
    "s": "http://www.w3.org/2003/05/soap-envelope",
    "a": "urn:simulateur-binocle:adr",
    "saml": SAML,
    "ds": "http://www.w3.org/2000/09/xmldsig#",
}
SENDER = "800991002601"
NOT_FOUND = (
    "L'organisme AMO nous informe que le patient n'est pas présent dans sa base. Merci de vérifier "
    "le numéro de sécurité sociale, la date et le rang de naissance, ainsi que le code régime."
)
ASKED = {
    "regime": "01",
    "number": "2550699999999",
    "key": "34",
    "birth": "19550615",
    "rank": "1",
    "own": "",
    "own_too": "",
}
EXCLUSIVE = CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0


# -- a professional and their card ------------------------------------------------------------


@cache
def key(name: str) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def named(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


@cache
def certificate(
    subject: str = SENDER, *, by: str = "CA", days: tuple[int, int] = (-30, 30), signs: bool = True
) -> x509.Certificate:
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only"), False
    )
    return (
        x509.CertificateBuilder(named(by), named(subject), key(subject).public_key(), 7)
        .not_valid_before(START + timedelta(days=days[0]))
        .not_valid_after(START + timedelta(days=days[1]))
        .add_extension(
            x509.KeyUsage(
                digital_signature=signs,
                content_commitment=not signs,
                key_cert_sign=False,
                crl_sign=False,
                decipher_only=False,
                **usage,
            ),
            critical=True,
        )
        .sign(key(by), hashes.SHA256())
    )


def authority_pem() -> bytes:
    return certificate("CA").public_bytes(serialization.Encoding.PEM)


ASSERTION = """<saml:Assertion xmlns:saml="{saml}" ID="{id}" IssueInstant="2024-05-28T07:00:00Z"
 Version="{version}"><saml:Issuer>{issuer}</saml:Issuer>
<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#" Id="placeholder"/>
<saml:Subject><saml:NameID>{holder}</saml:NameID></saml:Subject>
<saml:Conditions NotBefore="{first}" NotOnOrAfter="{last}"/>
<saml:AttributeStatement>
<saml:Attribute Name="Secteur_Activite"><saml:AttributeValue>SA07</saml:AttributeValue>
</saml:Attribute><saml:Attribute Name="{profession}"><saml:AttributeValue>26</saml:AttributeValue>
</saml:Attribute></saml:AttributeStatement></saml:Assertion>"""


def signed_assertion(
    *,
    by: x509.Certificate | None = None,
    key_name: str = SENDER,
    method: SignatureMethod = SignatureMethod.RSA_SHA256,
    digest: DigestAlgorithm = DigestAlgorithm.SHA256,
    c14n: CanonicalizationMethod = EXCLUSIVE,
    **changes: Any,
) -> etree._Element:
    used = by or certificate()
    fields = {
        "saml": SAML,
        "id": "_1",
        "version": "2.0",
        "issuer": used.subject.rfc4514_string(),
        "holder": SENDER,
        "first": "2024-05-28T07:00:00Z",
        "last": "2024-05-28T08:00:00Z",
        "profession": "Profession",
    }
    blank = etree.fromstring(ASSERTION.format(**{**fields, **changes}))
    signer = XMLSigner(signature_algorithm=method, digest_algorithm=digest, c14n_algorithm=c14n)
    made = signer.sign(
        blank,
        key=key(key_name),
        cert=[used],
        reference_uri="#" + blank.get("ID", ""),
        id_attribute="ID",
    )
    assert isinstance(made, etree._Element)
    return made


ENVELOPE = """<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Header>
  <wsa:Action xmlns:wsa="http://www.w3.org/2005/08/addressing">urn:adr:1.1.0:acquerirLesDroits</wsa:Action>
  <wsa:MessageID xmlns:wsa="http://www.w3.org/2005/08/addressing">urn:uuid:00000000-0000-4000-8000-000000000001</wsa:MessageID>
  <b:ContexteBAM xmlns:b="urn:siram:bam:ctxbam" Version="01_02">
    <b:Id>00000000-0000-4000-8000-000000000002</b:Id>
    <b:Temps>2024-05-28T07:00:00Z</b:Temps><b:Emetteur>800991002601</b:Emetteur>
    <b:COUVERTURE><b:GrandRegime>{regime}</b:GrandRegime><b:Organisme>999</b:Organisme><b:CodeCentre>9999</b:CodeCentre>
      <b:ASSURE><b:Id><b:Num>{number}</b:Num><b:Cle>{key}</b:Cle></b:Id></b:ASSURE>
      <b:BENEFICIAIRE>{own}<b:DateNai>{birth}</b:DateNai><b:Rang>{rank}</b:Rang></b:BENEFICIAIRE>
    </b:COUVERTURE></b:ContexteBAM>
  <l:ContexteLPS xmlns:l="urn:siram:lps:ctxlps" Version="01_00">
    <l:Id>00000000-0000-4000-8000-000000000003</l:Id><l:Temps>2024-05-28T07:00:00Z</l:Temps>
    <l:Emetteur>800991002601</l:Emetteur>
    <l:LPS><l:IDAM R="4">SIMULATEUR</l:IDAM><l:Version>1</l:Version><l:Instance>1</l:Instance>
    <l:Nom>essai</l:Nom></l:LPS></l:ContexteLPS>
  <wsse:Security xmlns:wsse="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd">ASSERTION</wsse:Security>
</s:Header><s:Body>
  <r:Requete xmlns:r="urn:ir:se_req_adr"><r:DatedeReference>2024-05-28</r:DatedeReference>
    <n:BeneficiaireDeSoins xmlns:n="urn:siram:beneficiaire">{own_too}
      <n:DatedeNaissance>{birth}</n:DatedeNaissance>
      <n:SituationAdministrativeAMO><n:RangdeNaissance>{rank}</n:RangdeNaissance></n:SituationAdministrativeAMO>
      <n:Assure><n:NIRassure><n:Num>{number}</n:Num><n:Cle>{key}</n:Cle></n:NIRassure></n:Assure>
    </n:BeneficiaireDeSoins></r:Requete></s:Body></s:Envelope>"""


def envelope(assertion: etree._Element | bytes | None = None, **changes: Any) -> bytes:
    made = signed_assertion() if assertion is None else assertion
    text = made if isinstance(made, bytes) else etree.tostring(made, with_tail=False)
    return ENVELOPE.format(**{**ASKED, **changes}).encode().replace(b"ASSERTION", text)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def simulator(world: World) -> AdriSimulator:
    return AdriSimulator(world=world, people=load_people().values(), authority_pem=authority_pem())


Ask = Callable[..., etree._Element]


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


def text(root: etree._Element, path: str) -> str | None:
    return root.findtext(f".//{path}", namespaces=NS)


def fault(root: etree._Element) -> tuple[str | None, ...]:
    """Return status, code, subcode and reason."""
    code = root.find(".//s:Code", NS)
    assert code is not None, etree.tostring(root).decode()
    return (
        root.get("status"),
        code.findtext("s:Value", namespaces=NS),
        code.findtext("s:Subcode/s:Value", namespaces=NS),
        text(root, "s:Reason/s:Text"),
    )


# -- rights ---------------------------------------------------------------------------------------


def test_a_known_person_has_their_rights(ask: Ask, simulator: AdriSimulator) -> None:
    answer = ask(envelope())
    assert answer.get("status") == "200"
    reply = answer.find("s:Body/a:Reponse", NS)
    assert reply is not None
    shown = [
        (element.tag.partition("}")[2], element.text)
        for element in reply.iter()
        if not len(element)
    ]
    assert shown == [
        ("dateReponse", "20240528"),
        ("codeRegime", "01"),
        ("codeCaisse", "999"),
        ("centrePrestation", "9999"),
        ("nomUsuel", "DESMAUX"),
        ("nomPatronymique", "DESMAUX"),
        ("prenom", "NATHALIE"),
        ("adresse", "5, BD MARIE ET ALEXANDRE OYON"),
        ("adresse", "72019 LE MANS CEDEX 2"),
        ("dateNaissance", "19550615"),
        ("rangGemellaire", "1"),
        ("qualite", "0"),
        ("codeServiceAMO", "00"),
        ("dateDebut", "20200201"),
        ("dateFin", "20250131"),
        ("dateDebut", "00000000"),
        ("dateFin", "00000000"),
        ("codeALD", "0"),
        ("codeSituation", "0100"),
        ("codeExoneration", "0"),
        ("taux", "060"),
        ("noIdentification", "1100000000"),
        ("dateDebut", "20240101"),
        ("dateFin", "20251231"),
    ]
    (asked,) = simulator.requests
    assert (asked.reference_day.isoformat(), asked.outcome) == ("2024-05-28", Outcome.FOUND)


def test_the_day_of_the_answer_is_the_day_in_paris(ask: Ask, world: World) -> None:
    world.advance(timedelta(hours=14, minutes=30))  # 23:30 in Paris
    late = signed_assertion(first="2024-05-28T21:30:00Z", last="2024-05-28T22:30:00Z")
    assert text(ask(envelope(late)), "a:dateReponse") == "20240528"
    world.advance(timedelta(minutes=30))
    later = signed_assertion(id="_2", first="2024-05-28T22:00:00Z", last="2024-05-28T23:00:00Z")
    assert text(ask(envelope(later)), "a:dateReponse") == "20240529"


def test_a_lunar_birth_date_and_an_exemption_come_back_as_known(ask: Ask) -> None:
    answer = ask(envelope(number="1421962965165", key="96", birth="19421901"))
    assert text(answer, "a:dateNaissance") == "19421901"
    assert (text(answer, "a:codeExoneration"), text(answer, "a:taux")) == ("5", "100")
    assert answer.find(".//a:mutuelle", NS) is None


def test_the_certified_nir_is_given_when_known(ask: Ask, simulator: AdriSimulator) -> None:
    person = load_people()["desmaux"]
    simulator.people[person.nir] = [replace(person, own_nir=person.nir)]
    assert text(ask(envelope()), "a:noNIRCertifie") == "255069999999934"


@pytest.mark.parametrize(
    "changes",
    [
        {"number": "1421962965165", "key": "96"},
        {"birth": "19550616"},
        {"rank": "2"},
        {"regime": "02"},
    ],
)
def test_one_wrong_datum_of_the_four_is_not_found(ask: Ask, changes: dict[str, Any]) -> None:
    answer = ask(envelope(**changes))
    assert answer.get("status") == "200"
    assert text(answer, "a:exception/a:type") == "BENEFICIAIRE_INCONNU"
    assert text(answer, "a:exception/a:libelle") == NOT_FOUND


def test_a_patient_on_paper_has_neither_fund_nor_centre(ask: Ask) -> None:
    known = b"<b:Organisme>999</b:Organisme><b:CodeCentre>9999</b:CodeCentre>"
    assert text(ask(envelope().replace(known, b"")), "a:nomUsuel") == "DESMAUX"


def test_an_insured_can_be_forgotten(ask: Ask, simulator: AdriSimulator) -> None:
    nir = load_people()["desmaux"].nir
    simulator.forget(nir)
    assert text(ask(envelope()), "a:type") == "BENEFICIAIRE_INCONNU"
    with pytest.raises(KeyError):
        simulator.forget(nir)


def test_the_child_of_an_insured_is_found_by_their_own_birth_date(ask: Ask) -> None:
    answer = ask(envelope(number="2900199999001", key="13", birth="20150230"))
    assert text(answer, "a:prenom") == "ZOE"


def test_a_regime_that_is_not_handled(ask: Ask) -> None:
    answer = ask(envelope(regime="77"))
    assert text(answer, "a:type") == "REGIME_NON_GERE"
    assert text(answer, "a:libelle") == "Le régime 77 n'est pas géré par le service."


def test_a_program_that_is_not_authorised(ask: Ask, simulator: AdriSimulator) -> None:
    simulator.refused_software.add("SIMULATEUR")
    answer = ask(envelope())
    assert fault(answer)[:3] == ("500", "s:Sender", "siram_100")
    assert text(answer, "s:Detail/a:Erreur") == "desir_550"


# -- form -----------------------------------------------------------------------------------------

OWN = "<b:Nir><b:Num>2550699999999</b:Num><b:Cle>{}</b:Cle></b:Nir>"
OWN_TOO = "<n:NIRcertifie><n:Num>2550699999999</n:Num><n:Cle>34</n:Cle></n:NIRcertifie>"


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"key": "35"}, "Assure/NIRassure/Cle : clé fausse"),
        ({"number": "9550699999999"}, "ASSURE/Id/Num : forme"),
        ({"rank": "12"}, "BENEFICIAIRE/Rang : forme"),
        ({"rank": "١"}, "BENEFICIAIRE/Rang : forme"),
        ({"birth": "1955061"}, "BENEFICIAIRE/DateNai : forme"),
        ({"regime": "1"}, "GrandRegime : forme"),
        ({"own": OWN.format("34")}, "NIRcertifie/Num : diffère"),
        ({"own": OWN.format("33"), "own_too": OWN_TOO}, "NIRcertifie/Cle : diffère"),
    ],
)
def test_a_value_of_the_wrong_form_is_named(ask: Ask, changes: dict[str, Any], named: str) -> None:
    status, code, subcode, reason = fault(ask(envelope(**changes)))
    assert (status, code, subcode) == ("400", "s:Sender", "siram_20")
    assert named in (reason or "")


def test_the_certified_nir_may_be_sent(ask: Ask) -> None:
    answer = ask(envelope(own=OWN.format("34"), own_too=OWN_TOO))
    assert text(answer, "a:nomUsuel") == "DESMAUX"


LPS = ENVELOPE[ENVELOPE.index("<l:ContexteLPS") : ENVELOPE.index("<wsse:Security")]


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        (LPS, "", "ContexteLPS : manque"),
        (LPS, LPS + LPS, "ContexteLPS : figure deux fois"),
        ('Version="01_02"', 'Version="01_03"', "ContexteBAM@Version"),
        ("urn:siram:bam:ctxbam", "urn:siram:bam:other", "Header/ContexteBAM"),
        (">urn:adr:1.1.0:acq", ">urn:adr:1.2.0:acq", "Action"),
        ("urn:uuid:0", "uuid:0", "MessageID"),
        ("<b:Rang>1</b:Rang>", "<b:Rang>2</b:Rang>", "RangdeNaissance : diffère"),
        ("<b:DateNai>1955", "<b:DateNai>1956", "DatedeNaissance : diffère"),
        ("<b:Emetteur>80", "<b:Emetteur>81", "Emetteur : diffère"),
        ("<b:Rang>1</b:Rang>", "", "Rang : manque"),
        ("<b:Rang>1</b:Rang>", "<b:Rang>1</b:Rang><b:Rang>1</b:Rang>", "Rang : n'est pas admis"),
        ("<b:Rang>1</b:Rang>", "<b:Rang><b:Rang/></b:Rang>", "Rang : un élément"),
        ("</b:Rang>", "</b:Rang><b:Sexe>2</b:Sexe>", "Sexe : n'est pas admis"),
        ("<b:Rang>", "oups<b:Rang>", "BENEFICIAIRE : un texte"),
        ("<b:DateNai>", "<b:Nir/><b:DateNai>", "Nir/Num : manque"),
        ('R="4"', 'R="3"', "IDAM"),
        (">2024-05-28</r:", ">2024-02-30</r:", "n'existe pas"),
        ("<s:Body>", "<s:Body><r:Requete xmlns:r='urn:ir:se_req_adr'/>", "Requete"),
        ("<s:Header>", "<s:Header><x:To xmlns:x='urn:x' s:mustUnderstand='1'/>", "To"),
        ("<s:Body>", "<s:Body/><s:Body>", "Envelope"),
        ("</s:Envelope>", "", "Envelope : ce n'est pas du XML"),
        ("<s:Envelope", "<!DOCTYPE s:Envelope><s:Envelope", "DOCTYPE"),
    ],
)
def test_an_element_that_is_not_right_is_named(ask: Ask, old: str, new: str, named: str) -> None:
    sent = envelope()
    assert old.encode() in sent
    status, code, subcode, reason = fault(ask(sent.replace(old.encode(), new.encode(), 1)))
    assert (status, code, subcode) == ("400", "s:Sender", "siram_20")
    assert named in (reason or "")


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/xml; charset=utf-8",
        f'application/soap+xml; action="{ACTION}"',
        'application/soap+xml; charset=utf-8; action="urn:adr:1.0.0:autre"',
        f'application/soap+xml; charset=iso-8859-1; action="{ACTION}"',
    ],
)
def test_another_content_type_is_refused(ask: Ask, content_type: str) -> None:
    status, _, subcode, reason = fault(ask(envelope(), content_type))
    assert (status, subcode) == ("400", "siram_20")
    assert "Content-Type" in (reason or "")


def test_no_entity_is_read(ask: Ask, tmp_path: Any) -> None:
    secret = tmp_path / "secret"
    secret.write_text("19550615")
    doctype = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>'.encode()
    sent = doctype + envelope(birth="&e;")
    assert "DOCTYPE" in (fault(ask(sent))[3] or "")


# -- who asks -------------------------------------------------------------------------------------


def refused(answer: etree._Element) -> str:
    status, code, subcode, reason = fault(answer)
    assert (status, code, subcode) == ("500", "s:Sender", "wsse:FailedCheck")
    return reason or ""


@pytest.mark.parametrize(
    ("made", "why"),
    [
        ({"by": certificate(by="OTHER CA")}, "ne vient pas de l'autorité"),
        ({"by": certificate(days=(-30, -1))}, "en cours de validité"),
        ({"by": certificate(days=(1, 30))}, "en cours de validité"),
        ({"by": certificate(signs=False)}, "authentification"),
        ({"by": certificate("800000000000"), "key_name": "800000000000"}, "le titulaire"),
        ({"key_name": "another key"}, "SignatureValue"),
        ({"method": SignatureMethod.RSA_SHA512}, "@Algorithm"),
        ({"method": SignatureMethod.SHA256_RSA_MGF1}, "@Algorithm"),
        ({"digest": DigestAlgorithm.SHA512}, "@Algorithm"),
        ({"c14n": CanonicalizationMethod.CANONICAL_XML_1_1}, "@Algorithm"),
        ({"issuer": "CN=somebody"}, "Issuer"),
        ({"holder": "800000000000"}, "NameID : ce n'est pas le titulaire"),
        ({"version": "1.1"}, "Assertion@Version"),
        ({"profession": "Metier"}, "Attribute Profession : manque"),
        ({"first": "2024-05-28T07:00:01Z"}, "en cours de validité"),
        ({"last": "2024-05-28T07:00:00Z"}, "en cours de validité"),
        ({"last": "demain"}, "NotOnOrAfter"),
        ({"last": "2024-05-28T08:00:01Z"}, "plus d'une heure"),
        ({"last": "2024-02-30T08:00:00Z"}, "NotOnOrAfter"),
    ],
)
def test_an_assertion_that_proves_nothing(ask: Ask, made: dict[str, Any], why: str) -> None:
    assert why in refused(ask(envelope(signed_assertion(**made))))


def test_the_professional_asks_in_their_own_name(ask: Ask) -> None:
    other = envelope().replace(b"Emetteur>800991002601", b"Emetteur>800991002602")
    assert "NameID : ce n'est pas l'émetteur" in refused(ask(other))


def test_an_assertion_serves_once(ask: Ask, world: World) -> None:
    sent = envelope()
    assert ask(sent).get("status") == "200"
    assert "déjà servi" in refused(ask(sent))
    world.advance(timedelta(hours=2))
    assert "en cours de validité" in refused(ask(sent))


def test_used_identifiers_do_not_pile_up(ask: Ask, world: World, simulator: AdriSimulator) -> None:
    ask(envelope())
    world.advance(timedelta(hours=1))
    later = signed_assertion(id="_2", first="2024-05-28T08:00:00Z", last="2024-05-28T09:00:00Z")
    assert ask(envelope(later)).get("status") == "200"
    assert simulator._desk._used == {"_2"}


def test_an_altered_assertion(ask: Ask) -> None:
    altered = envelope().replace(b">26<", b">10<")
    assert "DigestValue" in refused(ask(altered))


def test_an_altered_digest(ask: Ask) -> None:
    made = signed_assertion()
    digest = made.find(".//ds:DigestValue", NS)
    assert digest is not None
    digest.text = base64.b64encode(bytes(32)).decode()
    assert "DigestValue" in refused(ask(envelope(made)))


def test_an_altered_certificate(ask: Ask) -> None:
    made = signed_assertion()
    shown = made.find(".//ds:X509Certificate", NS)
    assert shown is not None
    der = bytearray(base64.b64decode(shown.text or ""))
    der[-1] ^= 1
    shown.text = base64.b64encode(bytes(der)).decode()
    assert "ne vient pas de l'autorité" in refused(ask(envelope(made)))
    shown.text = "AAAA"
    assert "illisible" in refused(ask(envelope(made)))


def test_the_authority_itself_signs_no_assertion(ask: Ask) -> None:
    own = x509.load_pem_x509_certificate(authority_pem())
    assert refused(ask(envelope(signed_assertion(by=own, key_name="CA", holder="CA"))))


def test_a_missing_assertion_or_signature(ask: Ask) -> None:
    assert "Security/Assertion : manque" in refused(ask(envelope(b"")))
    made = signed_assertion()
    signature = made.find("ds:Signature", NS)
    assert signature is not None
    made.remove(signature)
    assert "Assertion/Signature : manque" in refused(ask(envelope(made)))


def forged() -> bytes:
    """Return an assertion of the same shape that nobody signed."""
    made = signed_assertion(id="_evil")
    signature = made.find("ds:Signature", NS)
    assert signature is not None
    made.remove(signature)
    return etree.tostring(made)


def test_signature_wrapping_is_refused(ask: Ask) -> None:
    true = etree.tostring(signed_assertion())
    evil = forged()
    in_object = evil.replace(b"</saml:Issuer>", b"</saml:Issuer>" + true)
    beside = evil + true
    stolen = signed_assertion()
    stolen.set("ID", "_evil")
    inside_out = etree.tostring(stolen).replace(
        b"</ds:Signature>", b"<ds:Object>" + true + b"</ds:Object></ds:Signature>"
    )
    for wrapped in (in_object, beside, true + evil, inside_out, true + true):
        refused(ask(envelope(wrapped)))


def test_a_moved_assertion_is_refused(ask: Ask) -> None:
    true = etree.tostring(signed_assertion())
    empty = envelope(b"")
    assert "Security/Assertion : manque" in refused(ask(empty))
    beside = empty.replace(b"<s:Body>", b"<s:Body>" + true)
    above = empty.replace(b"<s:Header>", b"<s:Header>" + true)
    for moved in (beside, above):
        assert fault(ask(moved))[2] == "siram_20"


# -- over HTTP ------------------------------------------------------------------------------------


def post(world: World, simulator: AdriSimulator, path: str = "/lps") -> httpx.Response:
    face = InProcessFace(world, "adri", create_app(simulator))
    with httpx.Client(transport=face, base_url="http://adri.invalid") as client:
        return client.post(path, content=envelope(), headers={"content-type": TYPE})


def test_the_service_answers_over_http(world: World, simulator: AdriSimulator) -> None:
    answer = post(world, simulator)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/soap+xml; charset=utf-8"
    assert text(etree.fromstring(answer.content), "a:nomUsuel") == "DESMAUX"
    assert post(world, simulator, "/autre").status_code == 404


def test_the_fault_of_the_plan_is_a_soap_fault(world: World, simulator: AdriSimulator) -> None:
    world.faults.arm(Fault("adri", "fault"))
    answer = post(world, simulator)
    root = etree.fromstring(answer.content)
    root.set("status", str(answer.status_code))
    assert fault(root) == (
        "500",
        "s:Receiver",
        "siram_40",
        "Le service est temporairement inaccessible. Veuillez renouveler votre demande "
        "ultérieurement.",
    )
    error = root.find(".//s:Detail/a:Erreur", NS)
    assert error is not None
    assert error.get("severity") == "fatal"
    assert not simulator.requests
    assert post(world, simulator).status_code == 200


def test_an_answer_is_quick(world: World, simulator: AdriSimulator) -> None:
    sent = [envelope(signed_assertion(id=f"_{n}")) for n in range(40)]
    app = create_app(simulator)
    with httpx.Client(transport=InProcessFace(world, "adri", app), base_url="http://a") as client:
        times = []
        for body in sent:
            began = time.perf_counter()
            assert client.post("/lps", content=body, headers={"content-type": TYPE}).is_success
            times.append(time.perf_counter() - began)
    assert min(times) < 0.0025
