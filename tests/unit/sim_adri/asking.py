"""A professional whose card is made here asks the simulated ADRi: what is sent, what is read."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
from signxml.signer import XMLSigner

from binocle_simulators.world import START

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

Ask = Callable[..., etree._Element]


# -- a professional and their card ----------------------------------------------------------------


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


# -- what is read in an answer --------------------------------------------------------------------


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
