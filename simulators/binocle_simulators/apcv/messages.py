"""Reads what is asked about a payload or a context and writes the answer; decides nothing.

Law of this file: a request is exactly of the shape of PROTOCOLS 8. A header that is wrong is
answered as in section 4, an element of the body with ``apcv_forme``, and so are sums and hashes
that do not agree with one another.
Source: PROTOCOLS section 8; names of the actions: cards sheet 5.2, teleservices sheet 1.6.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lxml import etree

from binocle_simulators.people import Person
from binocle_simulators.soap import SECURITY, SOAP, UUID, addressing, enveloped, read_envelope
from binocle_simulators.xml_shape import BadShape, Shape, walk

from .payload import is_well_formed

AUTHENTICATE = "authentifierUtilisateurProximite"
RESTORE = "restituerContexteApCV"
DESTROY = "detruireContexteApCV"
SIGN = "signerVitale"
ACTIONS: Mapping[str, str] = {
    **{call: f"urn:ApCV_AUTH:1.0.0:{call}" for call in (AUTHENTICATE, RESTORE, DESTROY)},
    SIGN: f"urn:ApCV_SIGN:1.0.0:{SIGN}",
}
APCV = "urn:simulateur-binocle:apcv"

_DIGEST = re.compile("[0-9a-fA-F]{64}")
_CENTS = re.compile("[0-9]{1,9}")


def _shape(tag: str, text: str | re.Pattern[str] = "", *children: Shape) -> Shape:
    """Return an element of this namespace, which holds a text or elements."""
    pattern = None if children else re.compile(text)
    return Shape(f"{{{APCV}}}{tag}", pattern, children)


def _optional(shape: Shape) -> Shape:
    return Shape(shape.tag, shape.text, shape.children, optional=True)


_VERSION = _shape("version", r"1\.0\.0")
_PS = _shape("ps", "", _shape("facturation", "[0-9]{9}"), _shape("specialite", "[0-9]{2}"))
_CONTEXT = _shape("contexte", "", _shape("identifiant", UUID), _shape("jeton", "[0-9a-f]{64}"))
_INVOICE = _shape(
    "facture",
    "",
    _shape("numero", "[0-9]{9}"),
    _shape("type", r"FSE(\+DRE)?"),
    _shape("nirAssure", r"[1-478][0-9]{4}([0-9]{2}|2[AB])[0-9]{8}"),
    _shape("empreinteFse", _DIGEST),
    _optional(_shape("empreinteDre", _DIGEST)),
)
_SUMMARY = _shape(
    "resume",
    "",
    _shape("ps", "[0-9]{9}"),
    _shape("beneficiaire", "[^/]+/[^/]+/[0-9]{8}"),
    _shape("amo", "[0-9]{2}-[0-9]{3}-[0-9]{4}"),
    _optional(_shape("amc", "[0-9]{8,10}")),
    *(_shape(name, _CENTS) for name in ("total", "partAmo", "partAmc")),
)
_CONTENT: Mapping[str, tuple[Shape, ...]] = {
    AUTHENTICATE: (_VERSION, _PS, _shape("donnees", re.compile(".*", re.DOTALL))),
    RESTORE: (_VERSION, _PS, _CONTEXT),
    DESTROY: (_VERSION, _PS, _CONTEXT),
    SIGN: (_VERSION, _PS, _CONTEXT, _INVOICE, _SUMMARY),
}
_BODIES = {
    call: Shape(f"{{{SOAP}}}Body", children=(_shape(call, "", *content),))
    for call, content in _CONTENT.items()
}
_HEADERS: Mapping[str, Mapping[str, Shape | None]] = {
    call: {shape.tag: shape for shape in addressing(action)} | {SECURITY: None}
    for call, action in ACTIONS.items()
}

Texts = dict[str, str]


class BadBody(ValueError):
    """A body that is not of the shape; the text is a French sentence that names the element."""


@dataclass(frozen=True, slots=True)
class NearbyUser:
    """What a well-formed request about a payload holds.

    Attributes:
        billing_number: of the professional, 9 digits.
        speciality: 2 digits.
        payload: of the right form and CRC.
    """

    billing_number: str
    speciality: str
    payload: str


@dataclass(frozen=True, slots=True)
class ContextNamed:
    """A context as a workstation names it, with the billing number that asks, 9 digits."""

    billing_number: str
    identifier: str
    token: str


@dataclass(frozen=True, slots=True)
class InvoiceToSign:
    """What is to be signed for the patient: its number, the NIR, the hashes; DRE hash or empty."""

    number: str
    nir: str
    fse: str
    dre: str


def read_nearby_user(body: bytes) -> tuple[NearbyUser, etree._Element]:
    """Return what is asked about a payload, and the ``wsse:Security`` header, not looked into.

    Raises:
        BadShape: the envelope or a header is not of the shape.
        BadBody: the body is not, or what stands for a payload is none.
    """
    texts, security = _read(body, AUTHENTICATE)
    if not is_well_formed(texts["donnees"]):
        place = f"Body/{AUTHENTICATE}/donnees"
        raise _bad(place, "ce n'est pas une donnée de l'appli carte Vitale")
    asked = NearbyUser(texts["ps/facturation"], texts["ps/specialite"], texts["donnees"])
    return asked, security


def read_context(body: bytes, call: str) -> tuple[ContextNamed, etree._Element]:
    """Return the context that is to be given back or destroyed, and the ``wsse:Security`` header.

    Args:
        body: the envelope.
        call: :data:`RESTORE` or :data:`DESTROY`.

    Raises:
        BadShape: the envelope or a header is not of the shape.
        BadBody: the body is not.
    """
    texts, security = _read(body, call)
    return _context(texts), security


def read_signature(body: bytes) -> tuple[ContextNamed, InvoiceToSign, etree._Element]:
    """Return what is to be signed within which context, and the ``wsse:Security`` header.

    Raises:
        BadShape: the envelope or a header is not of the shape.
        BadBody: the body is not, or its sums, its hashes or its billing numbers do not agree.
    """
    texts, security = _read(body, SIGN)
    place = f"Body/{SIGN}"
    parts = int(texts["resume/partAmo"]) + int(texts["resume/partAmc"])
    if parts > int(texts["resume/total"]):
        raise _bad(f"{place}/resume/total", "les parts AMO et AMC dépassent le total")
    dre = texts.get("facture/empreinteDre", "")
    if bool(dre) != (texts["facture/type"] == "FSE+DRE"):
        raise _bad(f"{place}/facture/empreinteDre", "elle ne va qu'avec le type FSE+DRE")
    if texts["resume/ps"] != texts["ps/facturation"]:
        raise _bad(f"{place}/resume/ps", f"diffère de {place}/ps/facturation")
    invoice = InvoiceToSign(
        number=texts["facture/numero"],
        nir=texts["facture/nirAssure"],
        fse=texts["facture/empreinteFse"],
        dre=dre,
    )
    return _context(texts), invoice, security


def _context(texts: Texts) -> ContextNamed:
    places = ("ps/facturation", "contexte/identifiant", "contexte/jeton")
    return ContextNamed(*(texts[place] for place in places))


def _read(body: bytes, call: str) -> tuple[Texts, etree._Element]:
    """Return the texts of the body by their place under the call, and the security header."""
    shapes = _HEADERS[call]
    headers, content = read_envelope(body, shapes)
    for tag, shape in shapes.items():
        if shape is not None:
            walk(headers[tag], shape, shape.name)
    try:
        found = walk(content, _BODIES[call], "Body")
    except BadShape as error:
        raise BadBody(str(error)) from error
    start = len(f"Body/{call}/")
    return {place[start:]: text for place, text in found}, headers[SECURITY]


def _bad(place: str, fault: str) -> BadBody:
    return BadBody(str(BadShape(place, fault)))


# -- answers --------------------------------------------------------------------------------------


def write_answer(
    *, identifier: str, token: str, end: str, card_type: str, people: Iterable[Person]
) -> bytes:
    """Write the answer that opens a context.

    Args:
        identifier: of the context.
        token: 64 hex digits.
        end: the end of the context, AAAAMMJJHHMMSS, Paris time.
        card_type: ``D``, ``T`` or ``R``.
        people: the beneficiaries, the user of the app first.
    """
    answer = etree.Element(f"{{{APCV}}}reponse", nsmap={"a": APCV})
    context = _put(answer, "contexte")
    for name, text in (("identifiant", identifier), ("jeton", token), ("finValidite", end)):
        _put(context, name, text)
    _put(answer, "type", card_type)
    for number, person in enumerate(people, start=1):
        block = _put(answer, "beneficiaire")
        for name, text in _zones(number, person):
            _put(block, name, text)
    return enveloped(answer)


def _zones(number: int, person: Person) -> list[tuple[str, str]]:
    """Return names and texts of one beneficiary; the INS is the certified NIR (assumed)."""
    return [
        ("numero", str(number)),
        ("nom", person.name),
        ("prenom", person.first_name),
        ("patronyme", person.patronymic),
        ("naissance", person.birth),
        ("rang", person.rank),
        ("qualite", person.quality),
        ("nirAssure", person.nir),
        *([("nirCertifie", person.own_nir)] if person.own_nir else ()),
        ("regime", person.regime),
        ("caisse", person.fund),
        ("centre", person.centre),
        ("gestion", person.management),
        ("serviceAmo", person.amo_service),
        *([("ins", person.own_nir)] if person.own_nir else ()),
        *(("adresse", line) for line in person.address),
    ]


def _put(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    child = etree.SubElement(parent, f"{{{APCV}}}{name}")
    child.text = text
    return child


def write_destroyed(identifier: str) -> bytes:
    """Write the answer that says which context is destroyed."""
    return _written((("identifiant", identifier),))


def write_signature(*, identifier: str, number: str, signature: str, certificate: str) -> bytes:
    """Write the answer that signs for the patient.

    Args:
        identifier: of the context.
        number: of the invoice.
        signature: base64.
        certificate: base64 of the DER.
    """
    return _written(
        (
            ("identifiant", identifier),
            ("numero", number),
            ("signature", signature),
            ("certificat", certificate),
        )
    )


def _written(zones: Iterable[tuple[str, str]]) -> bytes:
    answer = etree.Element(f"{{{APCV}}}reponse", nsmap={"a": APCV})
    for name, text in zones:
        _put(answer, name, text)
    return enveloped(answer)
