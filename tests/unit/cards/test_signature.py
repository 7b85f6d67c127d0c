"""An XML signature whose RSA operation is done by the card verifies at a stranger's."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree
from signxml.exceptions import InvalidSignature
from signxml.verifier import XMLVerifier

from binocle.cards import open_cps, sign_xml
from binocle.kernel import OperatorActionNeeded
from binocle.readers import ReaderSetup

DS = "http://www.w3.org/2000/09/xmldsig#"


def envelope(*, placeholder: bool = False) -> etree._Element:
    place = f'<ds:Signature xmlns:ds="{DS}" Id="placeholder"/>' if placeholder else ""
    text = f'<e:E xmlns:e="urn:e" ID="_7"><e:Emetteur>é</e:Emetteur>{place}<e:Fin/></e:E>'
    return etree.fromstring(text)


@pytest.mark.parametrize("placeholder", [False, True])
def test_a_signed_element_verifies_and_an_altered_one_does_not(
    desk: Any, setup: ReaderSetup, clock: Any, *, placeholder: bool
) -> None:
    with open_cps(desk, setup, clock=clock) as cps:
        cps.verify_code("1234")
        certificate = cps.card.authentication
        signed = sign_xml(
            envelope(placeholder=placeholder),
            signer=cps.sign_transport,
            certificate_der=certificate.der,
            reference_id="_7",
        )
    position = [etree.QName(child).localname for child in signed].index("Signature")
    assert position == (1 if placeholder else 2)
    sent = etree.tostring(signed)
    trusted = certificate.parsed.public_bytes(Encoding.PEM).decode()
    result: Any = XMLVerifier().verify(sent, x509_cert=trusted, id_attribute="ID")
    assert result.signed_xml.findtext("{urn:e}Emetteur") == "é"
    methods = {element.get("Algorithm") for element in signed.iter() if element.get("Algorithm")}
    assert methods == {
        "http://www.w3.org/2001/10/xml-exc-c14n#",
        "http://www.w3.org/2000/09/xmldsig#enveloped-signature",
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
        "http://www.w3.org/2001/04/xmlenc#sha256",
    }
    with pytest.raises(InvalidSignature):
        XMLVerifier().verify(
            sent.replace(b"<e:Fin/>", b"<e:Faux/>"), x509_cert=trusted, id_attribute="ID"
        )


def test_what_the_card_refuses_is_told(desk: Any, setup: ReaderSetup, clock: Any) -> None:
    with open_cps(desk, setup, clock=clock) as cps:
        der = cps.card.authentication.der
        with pytest.raises(OperatorActionNeeded, match="CPS-CODE-DEMANDE"):
            sign_xml(envelope(), signer=cps.sign_transport, certificate_der=der, reference_id="_7")
