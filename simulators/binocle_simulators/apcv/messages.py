"""Reads what a workstation asks about a payload and writes who it is; decides nothing.

Law of this file: a request is exactly of the shape of PROTOCOLS 8. A header that is wrong is
answered as in section 4, an element of the body with ``apcv_forme``.
Source: PROTOCOLS section 8; name of the action: cards sheet 5.2.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lxml import etree

from binocle_simulators.people import Person
from binocle_simulators.soap import SECURITY, SOAP, addressing, enveloped, read_envelope
from binocle_simulators.xml_shape import BadShape, Shape, local, walk

from .payload import is_well_formed

ACTION = "urn:ApCV_AUTH:1.0.0:authentifierUtilisateurProximite"
APCV = "urn:simulateur-binocle:apcv"

_HEADERS: Mapping[str, Shape | None] = {shape.tag: shape for shape in addressing(ACTION)} | {
    SECURITY: None
}
_CALL = "authentifierUtilisateurProximite"
_BODY = Shape(
    f"{{{SOAP}}}Body",
    children=(
        Shape(
            f"{{{APCV}}}{_CALL}",
            children=(
                Shape(f"{{{APCV}}}version", re.compile(r"1\.0\.0")),
                Shape(
                    f"{{{APCV}}}ps",
                    children=(
                        Shape(f"{{{APCV}}}facturation", re.compile("[0-9]{9}")),
                        Shape(f"{{{APCV}}}specialite", re.compile("[0-9]{2}")),
                    ),
                ),
                Shape(f"{{{APCV}}}donnees", re.compile(".*", re.DOTALL)),
            ),
        ),
    ),
)
_DATA = f"Body/{_CALL}/donnees"


class BadBody(ValueError):
    """A body that is not of the shape; the text is a French sentence that names the element."""


@dataclass(frozen=True, slots=True)
class NearbyUser:
    """What a well-formed request holds.

    Attributes:
        billing_number: of the professional, 9 digits.
        speciality: 2 digits.
        payload: of the right form and CRC.
    """

    billing_number: str
    speciality: str
    payload: str


def read_request(body: bytes) -> tuple[NearbyUser, etree._Element]:
    """Return what is asked, and the ``wsse:Security`` header, not looked into.

    Raises:
        BadShape: the envelope or a header is not of the shape.
        BadBody: the body is not, or what stands for a payload is none.
    """
    headers, content = read_envelope(body, _HEADERS)
    for tag, shape in _HEADERS.items():
        if shape is not None:
            for _ in walk(headers[tag], shape, local(tag)):
                pass
    try:
        texts = dict(walk(content, _BODY, "Body"))
        if not is_well_formed(texts[_DATA]):
            raise BadShape(_DATA, "ce n'est pas une donnée de l'appli carte Vitale")
    except BadShape as error:
        raise BadBody(str(error)) from error
    place = f"Body/{_CALL}/ps"
    asked = NearbyUser(texts[f"{place}/facturation"], texts[f"{place}/specialite"], texts[_DATA])
    return asked, headers[SECURITY]


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
