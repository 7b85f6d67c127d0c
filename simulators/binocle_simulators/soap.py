"""SOAP 1.2 as the simulated services speak it: reading an envelope, writing a fault.

Law of this file: an envelope holds a header and a body, each header of its service once, in any
order, and nothing else: no DOCTYPE, no comment, no instruction. White space between elements is
the only freedom. Source: SOAP 1.2; WS-Addressing 1.0; PROTOCOLS section 4.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from .xml_shape import BadShape, Shape, local

SOAP = "http://www.w3.org/2003/05/soap-envelope"
WSA = "http://www.w3.org/2005/08/addressing"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
SECURITY = f"{{{WSSE}}}Security"
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

_ERROR = "{urn:simulateur-binocle:adr}Erreur"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_MESSAGE_ID = re.compile(f"urn:uuid:{UUID.pattern}")
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


# -- requests -------------------------------------------------------------------------------------


def addressing(action: str) -> tuple[Shape, Shape]:
    """Return the shapes of the two WS-Addressing headers of an action."""
    return (
        Shape(f"{{{WSA}}}Action", re.compile(re.escape(action))),
        Shape(f"{{{WSA}}}MessageID", _MESSAGE_ID),
    )


def read_envelope(
    body: bytes, known: Mapping[str, Shape | None]
) -> tuple[dict[str, etree._Element], etree._Element]:
    """Return the headers by their name, and the body; their content is not looked into.

    Args:
        body: what came.
        known: the names of the headers that must be there, each once.

    Raises:
        BadShape: it is no such envelope; the sentence names the element.
    """
    root = _parsed(body)
    if root.tag != f"{{{SOAP}}}Envelope":
        raise BadShape("Envelope", "manque, ou n'est pas de SOAP 1.2")
    if [child.tag for child in root] != [f"{{{SOAP}}}Header", f"{{{SOAP}}}Body"]:
        raise BadShape("Envelope", "Header puis Body sont attendus, et rien d'autre")
    return _headers(root[0], known), root[1]


def _parsed(body: bytes) -> etree._Element:
    try:
        root = etree.fromstring(body, _PARSER)
    except etree.XMLSyntaxError as error:
        raise BadShape("Envelope", "ce n'est pas du XML") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise BadShape("Envelope", "un DOCTYPE n'est pas admis")
    if next(root.iter(etree.Comment, etree.ProcessingInstruction, etree.Entity), None) is not None:
        raise BadShape("Envelope", "ni commentaire ni instruction n'est admis")
    return root


def _headers(
    header: etree._Element, known: Mapping[str, Shape | None]
) -> dict[str, etree._Element]:
    found: dict[str, etree._Element] = {}
    for child in header:
        place = f"Header/{local(child.tag)}"
        if child.tag not in known:
            raise BadShape(place, "n'est pas admis ici")
        if child.tag in found:
            raise BadShape(place, "figure deux fois")
        found[child.tag] = child
    for tag in known:
        if tag not in found:
            raise BadShape(f"Header/{local(tag)}", "manque")
    return found


# -- answers --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fault:
    """A SOAP fault: its HTTP status, its code and what it says.

    Attributes:
        detail: the text of ``Erreur`` in the detail; no detail at all when nothing is given.
    """

    status: int
    code: str
    subcode: str
    reason: str
    detail: str | None = None


def malformed(sentence: str, status: int = 400) -> Fault:
    """Return the fault for a request that is not of the shape; the sentence names the element."""
    return Fault(status, "s:Sender", "siram_20", sentence)


def failed_check(error: Exception) -> Fault:
    """Return the fault for an assertion that does not hold."""
    return Fault(500, "s:Sender", "wsse:FailedCheck", str(error))


def out_of_order(detail: str | None = None) -> Fault:
    """Return the fault of a service that says it is down."""
    sentence = (
        "Le service est temporairement inaccessible."
        " Veuillez renouveler votre demande ultérieurement."
    )
    return Fault(500, "s:Receiver", "siram_40", sentence, detail)


def refusal(fault: Fault) -> tuple[int, bytes]:
    """Return the HTTP status and the envelope of a fault."""
    return fault.status, write_fault(fault)


def write_fault(fault: Fault) -> bytes:
    """Write a SOAP 1.2 fault."""
    block = etree.Element(f"{{{SOAP}}}Fault", nsmap={"s": SOAP, "wsse": WSSE})
    code = _put(block, "Code")
    _put(code, "Value", fault.code)
    _put(_put(code, "Subcode"), "Value", fault.subcode)
    _put(_put(block, "Reason"), "Text", fault.reason).set(_XML_LANG, "fr")
    if fault.detail is not None:
        error = etree.SubElement(_put(block, "Detail"), _ERROR, severity="fatal")
        error.text = fault.detail
    return enveloped(block)


def enveloped(content: etree._Element) -> bytes:
    """Write an envelope whose body holds one element."""
    envelope = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"s": SOAP})
    _put(envelope, "Body").append(content)
    return etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")


def _put(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    child = etree.SubElement(parent, f"{{{SOAP}}}{name}")
    child.text = text
    return child
