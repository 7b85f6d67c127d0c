"""The SOAP messages of ADRi: request bytes out, answer bytes in.

Law of this file: what a request does not know is left out, never filled in; an answer is read
whole or refused with the place, nothing is guessed, and an element that may come once comes once.
Elements of an answer that the protocol does not name are left aside: the published view shows more
than this program needs. Source: simulators/PROTOCOLS.md section 4, teleservices sheet 1.1 to 1.3;
what the sheet leaves open is assumed there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from lxml import etree

from binocle.cards import Cover, Period, ProfessionalCard
from binocle.kernel import AmcNumber, BirthDate, Nir

from .model import Mutual, Refusal, Rights, RightsOutcome, RightsRequest, ServiceFault, Software
from .rules import window_of

ACTION = "urn:adr:1.1.0:acquerirLesDroits"

SOAP = "http://www.w3.org/2003/05/soap-envelope"
WSA = "http://www.w3.org/2005/08/addressing"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
DS = "http://www.w3.org/2000/09/xmldsig#"
ANSWER = "urn:simulateur-binocle:adr"

MAX_ANSWER = 262_144
"""Bytes; an ordinary answer takes about 2,000."""

MAX_REPEATED = 99
"""Times that one element may come; a card holds 3 rights and 7 covers (teleservices sheet 2.6)."""

OPEN_DAY = "00000000"

ASSERTION_LIFE = timedelta(hours=1)


class _Vocabulary:
    """Makes the elements of one namespace."""

    def __init__(self, prefix: str, namespace: str) -> None:
        self._start = f"{{{namespace}}}"
        self._nsmap: dict[str, str] = {prefix: namespace}

    def __call__(
        self, name: str, *content: str | etree._Element, **attributes: str
    ) -> etree._Element:
        """Return an element that holds one text, or elements."""
        element = etree.Element(self._start + name, attributes, self._nsmap)
        for part in content:
            if isinstance(part, str):
                element.text = part
            else:
                element.append(part)
        return element


_S = _Vocabulary("s", SOAP)
_WSA = _Vocabulary("wsa", WSA)
_WSSE = _Vocabulary("wsse", WSSE)
_SAML = _Vocabulary("saml", SAML)
_DS = _Vocabulary("ds", DS)
_BAM = _Vocabulary("b", "urn:siram:bam:ctxbam")
_LPS = _Vocabulary("l", "urn:siram:lps:ctxlps")
_QUERY = _Vocabulary("r", "urn:ir:se_req_adr")
_PERSON = _Vocabulary("n", "urn:siram:beneficiaire")
_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
)

T = TypeVar("T")


@dataclass(frozen=True)
class Exchange:
    """One call, and who makes it.

    Attributes:
        id: UUID; it names the message, both contexts and the assertion, so that one number finds
            the call again on both sides.
        at: aware instant of the call.
        card: the professional who asks.
    """

    id: str
    at: datetime
    card: ProfessionalCard

    @property
    def assertion_id(self) -> str:
        """The id of the assertion; XML forbids a leading digit."""
        return f"_{self.id}"

    @property
    def sender(self) -> str:
        """National identifier with its type prefix: 8 = RPPS (assumed)."""
        return f"8{self.card.rpps}"


def build_assertion(exchange: Exchange, *, sector: str) -> etree._Element:
    """Return the SAML assertion of a call, the place of its signature kept."""
    begins, ends = _instant(exchange.at), _instant(exchange.at + ASSERTION_LIFE)
    return _SAML(
        "Assertion",
        _SAML("Issuer", exchange.card.authentication.parsed.subject.rfc4514_string()),
        _DS("Signature", Id="placeholder"),
        _SAML("Subject", _SAML("NameID", exchange.sender)),
        _SAML("Conditions", NotBefore=begins, NotOnOrAfter=ends),
        _SAML(
            "AttributeStatement",
            _attribute("Secteur_Activite", sector),
            _attribute("Profession", exchange.card.profession),
        ),
        ID=exchange.assertion_id,
        IssueInstant=begins,
        Version="2.0",
    )


def build_request(
    request: RightsRequest,
    *,
    exchange: Exchange,
    software: Software,
    assertion: etree._Element,
) -> bytes:
    """Return the SOAP envelope of a request.

    Args:
        request: checked by :func:`binocle.adri.rules.request_findings`.
        exchange: the call that the assertion was made for.
        software: what asks.
        assertion: :func:`build_assertion`, signed; it moves into the envelope.
    """
    envelope = _S(
        "Envelope",
        _S(
            "Header",
            _WSA("Action", ACTION),
            _WSA("MessageID", f"urn:uuid:{exchange.id}"),
            _rights_context(request, exchange),
            _software_context(software, exchange),
            _WSSE("Security", assertion),
        ),
        _S("Body", _query(request)),
    )
    return etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")


def _rights_context(request: RightsRequest, exchange: Exchange) -> etree._Element:
    """Return ContexteBAM: who asks, and where the fund finds the beneficiary."""
    assert request.insured is not None
    assert request.birth is not None
    certified = [] if request.certified is None else [_certified(request)]
    return _BAM(
        "ContexteBAM",
        *_origin(_BAM, exchange),
        _BAM(
            "COUVERTURE",
            _BAM("GrandRegime", request.regime),
            *_known("Organisme", request.caisse),
            *_known("CodeCentre", request.centre),
            _BAM("ASSURE", _BAM("Id", *_nir(_BAM, request.insured))),
            _BAM(
                "BENEFICIAIRE",
                *certified,
                _BAM("DateNai", request.birth.digits),
                _BAM("Rang", request.rank),
            ),
        ),
        Version="01_02",
    )


def _certified(request: RightsRequest) -> etree._Element:
    assert request.certified is not None
    day = f"{request.certified_on:%Y%m%d}" if request.certified_on else ""
    return _BAM("Nir", *_nir(_BAM, request.certified), *_known("DateCertification", day))


def _software_context(software: Software, exchange: Exchange) -> etree._Element:
    """Return ContexteLPS: what asks."""
    return _LPS(
        "ContexteLPS",
        *_origin(_LPS, exchange),
        _LPS(
            "LPS",
            _LPS("IDAM", software.approval, R="4"),
            _LPS("Version", software.version),
            _LPS("Instance", software.instance),
            _LPS("Nom", software.name),
        ),
        Version="01_00",
    )


def _query(request: RightsRequest) -> etree._Element:
    """Return the body: whose rights, and for which day."""
    assert request.insured is not None
    assert request.birth is not None
    certified = (
        []
        if request.certified is None
        else [_PERSON("NIRcertifie", *_nir(_PERSON, request.certified))]
    )
    return _QUERY(
        "Requete",
        _QUERY("DatedeReference", request.reference_day.isoformat()),
        _PERSON(
            "BeneficiaireDeSoins",
            *certified,
            _PERSON("DatedeNaissance", request.birth.digits),
            _PERSON("SituationAdministrativeAMO", _PERSON("RangdeNaissance", request.rank)),
            _PERSON("Assure", _PERSON("NIRassure", *_nir(_PERSON, request.insured))),
        ),
    )


def _origin(words: _Vocabulary, exchange: Exchange) -> list[etree._Element]:
    return [
        words("Id", exchange.id),
        words("Temps", _instant(exchange.at)),
        words("Emetteur", exchange.sender),
    ]


def _nir(words: _Vocabulary, nir: Nir) -> list[etree._Element]:
    return [words("Num", nir.number), words("Cle", nir.key)]


def _known(name: str, text: str) -> list[etree._Element]:
    return [_BAM(name, text)] if text else []


def _attribute(name: str, value: str) -> etree._Element:
    return _SAML("Attribute", _SAML("AttributeValue", value), Name=name)


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


class UnreadableAnswer(ValueError):
    """An answer that its protocol does not allow.

    Attributes:
        place: path of the element, such as ``Reponse/infosGlobales/codeCaisse``.
    """

    def __init__(self, place: str, reason: str) -> None:
        """Keep the place; the reason is for developers and holds nothing of the answer."""
        self.place = place
        super().__init__(f"{place}: {reason}")


@dataclass(frozen=True)
class _Block:
    """An element and its path; its children are looked up in its own namespace."""

    element: etree._Element
    place: str

    def several(self, name: str) -> list["_Block"]:
        """Return the children of that name, in their order."""
        namespace = etree.QName(self.element).namespace
        place = f"{self.place}/{name}"
        found = self.element.findall(f"{{{namespace}}}{name}")
        if len(found) > MAX_REPEATED:
            raise UnreadableAnswer(place, f"comes {len(found)} times")
        return [_Block(element, place) for element in found]

    def maybe(self, name: str) -> "_Block | None":
        """Return the child of that name, if there is one."""
        found = self.several(name)
        if len(found) > 1:
            raise UnreadableAnswer(found[0].place, "comes more than once")
        return found[0] if found else None

    def one(self, name: str) -> "_Block":
        """Return the child of that name."""
        found = self.maybe(name)
        if found is None:
            raise UnreadableAnswer(f"{self.place}/{name}", "missing")
        return found

    def only_child(self, tag: etree.QName) -> "_Block":
        """Return the single child, whose tag is given."""
        if len(self.element) != 1 or self.element[0].tag != tag.text:
            raise UnreadableAnswer(f"{self.place}/{tag.localname}", "not the only child")
        return _Block(self.element[0], tag.localname)

    def read(self, form: Callable[[str], T]) -> T:
        """Return the text, as ``form`` understands it."""
        if len(self.element):
            raise UnreadableAnswer(self.place, "holds elements instead of text")
        try:
            return form(self.element.text or "")
        except ValueError:
            # The cause would print what was read, which may be a NIR.
            raise UnreadableAnswer(self.place, "not of its form") from None


def parse_answer(answer: bytes, request: RightsRequest) -> RightsOutcome:
    """Read an answer.

    Args:
        answer: a SOAP envelope, UTF-8.
        request: what was asked; an answer about somebody else is refused.

    Raises:
        UnreadableAnswer: with the place.
    """
    body = _Block(_root(answer), "Envelope").one("Body")
    if body.maybe("Fault") is not None:
        return _fault(body.only_child(etree.QName(SOAP, "Fault")))
    response = body.only_child(etree.QName(ANSWER, "Reponse"))
    refusal = response.maybe("exception")
    if refusal is not None:
        return Refusal(
            kind=refusal.one("type").read(_filled), sentence=refusal.one("libelle").read(_filled)
        )
    return _rights(response, request)


def _root(answer: bytes) -> etree._Element:
    if len(answer) > MAX_ANSWER:
        raise UnreadableAnswer("Envelope", f"{len(answer)} bytes")
    try:
        root = etree.fromstring(answer, _PARSER)
    except etree.XMLSyntaxError as error:
        raise UnreadableAnswer("Envelope", "not XML") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableAnswer("Envelope", "SOAP forbids a document type")
    if root.tag != f"{{{SOAP}}}Envelope":
        raise UnreadableAnswer("Envelope", "not a SOAP 1.2 envelope")
    return root


def _fault(fault: _Block) -> ServiceFault:
    code = fault.one("Code")
    subcode = code.maybe("Subcode")
    # A reason may be repeated in other languages; the first one is the service's own.
    reasons = fault.one("Reason").several("Text")
    if not reasons:
        raise UnreadableAnswer("Fault/Reason/Text", "missing")
    detail = fault.maybe("Detail")
    return ServiceFault(
        blame=_soap_name(code.one("Value")),
        subcode="" if subcode is None else subcode.one("Value").read(_filled),
        reason=reasons[0].read(_filled),
        detail="" if detail is None else _narrowed(detail.element),
    )


def _narrowed(element: etree._Element) -> str:
    return " ".join(" ".join(str(text) for text in element.itertext()).split())


def _soap_name(value: _Block) -> str:
    prefix, _, name = value.read(_filled).strip().rpartition(":")
    if value.element.nsmap.get(prefix or None) != SOAP:
        raise UnreadableAnswer(value.place, "not a name of SOAP 1.2")
    return name


def _rights(response: _Block, request: RightsRequest) -> Rights:
    general = response.one("infosGlobales")
    person = response.one("beneficiaireDeSoins")
    certified = person.maybe("noNIRCertifie")
    mutual = response.maybe("mutuelle")
    rights = Rights(
        window=window_of(request.reference_day),
        answered_on=response.one("dateReponse").read(_day),
        regime=general.one("codeRegime").read(_digits(2)),
        caisse=general.one("codeCaisse").read(_digits(3)),
        centre=general.one("centrePrestation").read(_digits(4)),
        name=person.one("nomUsuel").read(_filled),
        patronymic=person.one("nomPatronymique").read(str),
        first_name=person.one("prenom").read(_filled),
        address=tuple(line.read(str) for line in person.several("adresse")),
        certified_nir=None if certified is None else certified.read(Nir.parse),
        birth=person.one("dateNaissance").read(BirthDate),
        rank=person.one("rangGemellaire").read(_digits(1)),
        quality=person.one("qualite").read(_digits(1)),
        amo_service=person.one("codeServiceAMO").read(_digits(2)),
        amo_periods=tuple(_period(period) for period in person.several("periodeAMO")),
        covers=tuple(_cover(cover) for cover in person.several("periodeCodeCouverture")),
        mutual=None if mutual is None else _mutual(mutual),
    )
    _require_same_person(rights, request)
    return rights


def _require_same_person(rights: Rights, request: RightsRequest) -> None:
    """Refuse rights of somebody else: twins differ by their rank, siblings by their birth date."""
    if (rights.birth, rights.rank) != (request.birth, request.rank):
        raise UnreadableAnswer("Reponse/beneficiaireDeSoins", "not the beneficiary asked for")
    known = {nir for nir in (rights.certified_nir, request.certified) if nir is not None}
    if len(known) > 1:
        raise UnreadableAnswer("Reponse/beneficiaireDeSoins/noNIRCertifie", "not the one asked for")


def _period(block: _Block) -> Period:
    period = Period(block.one("dateDebut").read(_open_day), block.one("dateFin").read(_open_day))
    if period.first is not None and period.last is not None and period.last < period.first:
        raise UnreadableAnswer(block.place, "ends before it begins")
    return period


def _cover(block: _Block) -> Cover:
    return Cover(
        period=_period(block),
        ald=block.one("codeALD").read(_digits(1)),
        situation=block.one("codeSituation").read(_digits(4)),
        exemption=block.one("codeExoneration").read(_digits(1)),
        rate=block.one("taux").read(_percent),
    )


def _mutual(block: _Block) -> Mutual:
    return Mutual(block.one("noIdentification").read(AmcNumber), _period(block))


def _digits(count: int) -> Callable[[str], str]:
    def form(text: str) -> str:
        if len(text) != count or not (text.isascii() and text.isdigit()):
            raise ValueError(f"not {count} digits")
        return text

    return form


def _filled(text: str) -> str:
    if not text.strip():
        raise ValueError("empty")
    return text


def _day(text: str) -> date:
    return date.fromisoformat(_digits(8)(text))


def _open_day(text: str) -> date | None:
    return None if text == OPEN_DAY else _day(text)


def _percent(text: str) -> int:
    """Read a rate; its width is not public, so 60 and 060 are the same."""
    if not (1 <= len(text) <= 3 and text.isascii() and text.isdigit()) or int(text) > 100:
        raise ValueError("not a percent")
    return int(text)
