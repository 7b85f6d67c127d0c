"""Reads requests of ADRi; knows shapes and words, decides nothing.

Law of this file: a request is exactly of the shape of PROTOCOLS 4, every header once; the context
headers and the body say the same. White space between elements is the only freedom.
Source: PROTOCOLS section 4 (assumed where the teleservices sheet 1.1 is silent).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lxml import etree

from binocle_simulators.people import nir_key
from binocle_simulators.soap import SECURITY, SOAP, UUID, addressing, read_envelope
from binocle_simulators.xml_shape import ANY, BadShape, Shape, walk

ACTION = "urn:adr:1.1.0:acquerirLesDroits"
BAM = "urn:siram:bam:ctxbam"
LPS = "urn:siram:lps:ctxlps"
REQUEST = "urn:ir:se_req_adr"
BENEFICIARY = "urn:siram:beneficiaire"

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z")
_SENDER = re.compile(r"8[0-9]{11}")
_NIR = re.compile(r"[1-478][0-9]{4}([0-9]{2}|2[AB])[0-9]{6}")
_KEY = re.compile(r"[0-9]{2}")
_DAY = re.compile(r"[0-9]{8}")
_RANK = re.compile(r"[1-9]")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Texts = dict[str, str]


def _nir(tag: str, namespace: str, *more: Shape, optional: bool = False) -> Shape:
    zones = (Shape(f"{{{namespace}}}Num", _NIR), Shape(f"{{{namespace}}}Cle", _KEY))
    return Shape(f"{{{namespace}}}{tag}", children=(*zones, *more), optional=optional)


def _context(namespace: str, name: str, version: str, last: Shape) -> Shape:
    """Return the frame that both context headers share."""
    zones = (("Id", UUID), ("Temps", _INSTANT), ("Emetteur", _SENDER))
    first = tuple(Shape(f"{{{namespace}}}{zone}", text) for zone, text in zones)
    return Shape(
        f"{{{namespace}}}{name}",
        attributes={"Version": re.compile(version)},
        children=(*first, last),
    )


_CERTIFIED_ON = Shape(f"{{{BAM}}}DateCertification", re.compile(r"([0-9]{8})?"), optional=True)
"""Printed empty in seed S0 next to a certified NIR."""
_COVER = Shape(
    f"{{{BAM}}}COUVERTURE",
    children=(
        Shape(f"{{{BAM}}}GrandRegime", re.compile("[0-9]{2}")),
        Shape(f"{{{BAM}}}Organisme", re.compile("[0-9]{3}"), optional=True),
        Shape(f"{{{BAM}}}CodeCentre", re.compile("[0-9]{4}"), optional=True),
        Shape(f"{{{BAM}}}ASSURE", children=(_nir("Id", BAM),)),
        Shape(
            f"{{{BAM}}}BENEFICIAIRE",
            children=(
                _nir("Nir", BAM, _CERTIFIED_ON, optional=True),
                Shape(f"{{{BAM}}}DateNai", _DAY),
                Shape(f"{{{BAM}}}Rang", _RANK),
            ),
        ),
    ),
)
_SOFTWARE = Shape(
    f"{{{LPS}}}LPS",
    children=(
        Shape(f"{{{LPS}}}IDAM", ANY, attributes={"R": re.compile("4")}),
        *(Shape(f"{{{LPS}}}{name}", ANY) for name in ("Version", "Instance", "Nom")),
    ),
)
_HEADERS: Mapping[str, Shape | None] = {
    shape.tag: shape
    for shape in (
        *addressing(ACTION),
        _context(BAM, "ContexteBAM", "01_02", _COVER),
        _context(LPS, "ContexteLPS", "01_00", _SOFTWARE),
    )
} | {SECURITY: None}
"""Every header, each once and in any order; what Security holds is the assertion's business."""

_BODY = Shape(
    f"{{{SOAP}}}Body",
    children=(
        Shape(
            f"{{{REQUEST}}}Requete",
            children=(
                Shape(f"{{{REQUEST}}}DatedeReference", _ISO_DAY),
                Shape(
                    f"{{{BENEFICIARY}}}BeneficiaireDeSoins",
                    children=(
                        _nir("NIRcertifie", BENEFICIARY, optional=True),
                        Shape(f"{{{BENEFICIARY}}}DatedeNaissance", _DAY),
                        Shape(
                            f"{{{BENEFICIARY}}}SituationAdministrativeAMO",
                            children=(Shape(f"{{{BENEFICIARY}}}RangdeNaissance", _RANK),),
                        ),
                        Shape(
                            f"{{{BENEFICIARY}}}Assure", children=(_nir("NIRassure", BENEFICIARY),)
                        ),
                    ),
                ),
            ),
        ),
    ),
)

_B = "ContexteBAM/COUVERTURE"
_P = "Body/Requete/BeneficiaireDeSoins"
_SAME = (
    ("ContexteBAM/Emetteur", "ContexteLPS/Emetteur"),
    (f"{_B}/ASSURE/Id/Num", f"{_P}/Assure/NIRassure/Num"),
    (f"{_B}/ASSURE/Id/Cle", f"{_P}/Assure/NIRassure/Cle"),
    (f"{_B}/BENEFICIAIRE/Nir/Num", f"{_P}/NIRcertifie/Num"),
    (f"{_B}/BENEFICIAIRE/Nir/Cle", f"{_P}/NIRcertifie/Cle"),
    (f"{_B}/BENEFICIAIRE/DateNai", f"{_P}/DatedeNaissance"),
    (f"{_B}/BENEFICIAIRE/Rang", f"{_P}/SituationAdministrativeAMO/RangdeNaissance"),
)
"""Places that say the same thing, or are both absent."""
_NIRS = (f"{_P}/Assure/NIRassure", f"{_P}/NIRcertifie")


@dataclass(frozen=True, slots=True)
class RightsRequest:
    """What a well-formed request asks; texts are as they came.

    Attributes:
        message_id: ``urn:uuid:`` and a UUID.
        sender: the professional, ``8`` and 11 digits.
        software: the approval number of the software.
        reference_day: the day for which rights are asked.
        nir: NIR of the insured with its key, 15 characters.
        birth: 8 digits, possibly lunar.
    """

    message_id: str
    sender: str
    software: str
    reference_day: date
    regime: str
    nir: str
    birth: str
    rank: str


def read_request(body: bytes) -> tuple[RightsRequest, etree._Element]:
    """Return what is asked, and the ``wsse:Security`` header, not looked into.

    Raises:
        BadShape: the request is not of the shape; the sentence names the element.
    """
    headers, content = read_envelope(body, _HEADERS)
    texts: Texts = {}
    for tag, shape in _HEADERS.items():
        if shape is not None:
            texts.update(walk(headers[tag], shape, shape.name))
    texts.update(walk(content, _BODY, "Body"))
    _check_sense(texts)
    place = "Body/Requete/DatedeReference"
    try:
        reference_day = date.fromisoformat(texts[place])
    except ValueError as error:
        raise BadShape(place, "ce jour n'existe pas") from error
    request = RightsRequest(
        message_id=texts["MessageID"],
        sender=texts["ContexteBAM/Emetteur"],
        software=texts["ContexteLPS/LPS/IDAM"],
        reference_day=reference_day,
        regime=texts[f"{_B}/GrandRegime"],
        nir=texts[f"{_B}/ASSURE/Id/Num"] + texts[f"{_B}/ASSURE/Id/Cle"],
        birth=texts[f"{_B}/BENEFICIAIRE/DateNai"],
        rank=texts[f"{_B}/BENEFICIAIRE/Rang"],
    )
    return request, headers[SECURITY]


def _check_sense(texts: Texts) -> None:
    for one, other in _SAME:
        if texts.get(one) != texts.get(other):
            raise BadShape(other, f"diffère de {one}")
    for place in _NIRS:
        number = texts.get(f"{place}/Num")
        if number is not None and texts[f"{place}/Cle"] != nir_key(number):
            raise BadShape(f"{place}/Cle", "clé fausse")
