"""The signed envelope in which a file travels to the concentrator: a pure function.

Source: simulators/PROTOCOLS.md section 5 (assumed as a whole).
"""

import hashlib
from base64 import b64encode
from typing import Protocol

from lxml import etree

from binocle.cards import ProfessionalCard, sign_xml

NAMESPACE = "urn:simulateur-binocle:concentrateur"


class TransportSigner(Protocol):
    """The CPS in the reader, its code verified; :class:`binocle.cards.CpsSession` is one."""

    @property
    def card(self) -> ProfessionalCard:
        """What the card says of its holder, its authentication certificate included."""
        ...

    def sign_transport(self, data: bytes) -> bytes:
        """Sign with the authentication key: RSA PKCS#1 v1.5 with SHA-256, 256 bytes."""
        ...


def build_envelope(
    *, professional: str, name: str, content: bytes, id: str, signer: TransportSigner
) -> bytes:
    """Return the envelope of one file, signed, UTF-8.

    Args:
        professional: billing number, zero-filled to 14 digits.
        name: name of the file, unique for ever.
        content: the file, not empty.
        id: UUID of this envelope; XML forbids a leading digit, so the attribute adds ``_``.
        signer: the CPS.

    Raises:
        BinocleError: what the card says when it does not sign (CPS-…, LEC-…).
    """
    assert len(professional) == 14, professional
    assert content, name
    envelope = etree.Element(f"{{{NAMESPACE}}}Enveloppe", {"ID": f"_{id}"}, {"c": NAMESPACE})
    for tag, text in (
        ("Emetteur", professional),
        ("Nom", name),
        ("Empreinte", hashlib.sha256(content).hexdigest()),
        ("Contenu", b64encode(content).decode("ascii")),
    ):
        etree.SubElement(envelope, f"{{{NAMESPACE}}}{tag}").text = text
    signed = sign_xml(
        envelope,
        signer=signer.sign_transport,
        certificate_der=signer.card.authentication.der,
        reference_id=f"_{id}",
    )
    return etree.tostring(signed, xml_declaration=True, encoding="UTF-8")
