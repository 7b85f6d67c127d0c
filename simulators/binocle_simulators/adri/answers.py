"""Writes answers of ADRi and signs them; decides nothing.

Law of this file: what is signed is written in its canonical form from the start, and stands so in
the envelope: namespaces declared where they are first used, prefixes in order, no empty tag. So no
general canonicalization is run; a test holds the text against one.
Source: PROTOCOLS section 4 (assumed); Exclusive XML Canonicalization 1.0; XML Signature 1.1.
"""

import base64
import hashlib
from collections.abc import Iterable

from binocle_simulators.people import Amc, Cover, Person, WorkAccident
from binocle_simulators.service_seal import ServiceSeal
from binocle_simulators.soap import SOAP, WSA, WSSE

ANSWER = "urn:simulateur-binocle:adr"
WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
DS = "http://www.w3.org/2000/09/xmldsig#"
C14N = "http://www.w3.org/2001/10/xml-exc-c14n#"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
ECDSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"

BODY_ID, RELATION_ID = "corps", "reponse-a"

_HEAD = f"<?xml version='1.0' encoding='UTF-8'?>\n<s:Envelope xmlns:s=\"{SOAP}\">"
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#xD;"})

Zones = Iterable[tuple[str, str]]


# -- content --------------------------------------------------------------------------------------


def rights_content(person: Person, *, today: str) -> str:
    """Return the canonical text of the ``Reponse`` that holds a person's rights.

    Args:
        person: whose rights; periods are written as they are known, not cut to a window.
        today: the day of the answer, 8 digits.
    """
    scheme = (
        ("codeRegime", person.regime),
        ("codeCaisse", person.fund),
        ("centrePrestation", person.centre),
    )
    mutual = _group("mutuelle", _zones(_mutual(person.amc))) if person.amc else ""
    beneficiary = _group("beneficiaireDeSoins", _beneficiary(person))
    texts = (_zone("dateReponse", today), _group("infosGlobales", _zones(scheme)))
    return _reply("".join((*texts, beneficiary, mutual)))


def exception_content(kind: str, sentence: str) -> str:
    """Return the canonical text of the ``Reponse`` that holds no rights but the reason why."""
    return _reply(_group("exception", _zones((("type", kind), ("libelle", sentence)))))


def _beneficiary(person: Person) -> str:
    zones = (
        ("nomUsuel", person.name),
        ("nomPatronymique", person.patronymic),
        ("prenom", person.first_name),
        *(("adresse", line) for line in person.address),
        *([("noNIRCertifie", person.own_nir)] if person.own_nir else ()),
        ("dateNaissance", person.birth),
        ("rangGemellaire", person.rank),
        ("qualite", person.quality),
        ("medecinTraitant", "1" if person.family_doctor else "0"),
        ("codeServiceAMO", person.amo_service),
    )
    service = (
        ("dateDebutServiceAMO", person.amo_service_first),
        ("dateFinServiceAMO", person.amo_service_last),
    )
    periods = (
        _group("periodeAMO", _zones((("dateDebut", first), ("dateFin", last))))
        for first, last in person.rights
    )
    covers = (_group("periodeCodeCouverture", _zones(_cover(cover))) for cover in person.covers)
    told = person.accident_told and person.work_accident != WorkAccident()
    accident = _accident(person.work_accident) if told else ""
    known_service = _zones(service) if person.amo_service_first else ""
    return "".join((_zones(zones), known_service, *periods, *covers, accident))


def _cover(cover: Cover) -> Zones:
    return (
        ("dateDebut", cover.first),
        ("dateFin", cover.last),
        ("codeALD", cover.ald),
        ("codeSituation", cover.situation),
        ("codeExoneration", cover.exemption),
        ("taux", f"{cover.rate:03d}"),
    )


def _accident(accident: WorkAccident) -> str:
    known = ((accident.at1, accident.at1_id), (accident.at2, accident.at2_id))
    managers = (
        _group("at", _zones((("organismeDestinataire", manager), ("identifiant", identifier))))
        for manager, identifier in known
        if manager
    )
    risk = _zone("organismeGestionnaire", accident.risk)
    return _group("accidentTravail", "".join((risk, *managers)))


def _mutual(amc: Amc) -> Zones:
    yield from (("noIdentification", amc.number), ("dateDebut", amc.first), ("dateFin", amc.last))
    known = (
        ("noAdherent", amc.member),
        ("typeConvention", amc.convention),
        ("critereSecondaire", amc.criterion),
        ("indicateurTraitement", amc.treatment),
        ("codeAiguillageSTS", amc.routing),
        ("codeGarantiesComplementaires", amc.guarantees),
    )
    yield from ((name, text) for name, text in known if text)


def _reply(content: str) -> str:
    return f'<a:Reponse xmlns:a="{ANSWER}">{content}</a:Reponse>'


def _group(name: str, content: str) -> str:
    return f"<a:{name}>{content}</a:{name}>"


def _zone(name: str, text: str) -> str:
    return f"<a:{name}>{text.translate(_ESCAPED)}</a:{name}>"


def _zones(zones: Zones) -> str:
    return "".join([_zone(name, text) for name, text in zones])


# -- envelopes ------------------------------------------------------------------------------------


def body_text(content: str) -> str:
    """Return the canonical text of the body that holds a content, as it is signed."""
    attributes = f'xmlns:s="{SOAP}" xmlns:wsu="{WSU}" wsu:Id="{BODY_ID}"'
    return f"<s:Body {attributes}>{content}</s:Body>"


def relation_text(message_id: str) -> str:
    """Return the canonical text of the header that repeats the request's ``MessageID``."""
    attributes = f'xmlns:wsa="{WSA}" xmlns:wsu="{WSU}" wsu:Id="{RELATION_ID}"'
    return f"<wsa:RelatesTo {attributes}>{message_id.translate(_ESCAPED)}</wsa:RelatesTo>"


def signed_envelope(body: str, *, message_id: str, seal: ServiceSeal) -> bytes:
    """Return the envelope of a signed answer.

    Args:
        body: as :func:`body_text` gives it.
        message_id: of the request that is answered.
        seal: who signs.
    """
    relation = relation_text(message_id)
    info = _signed_info(body, relation)
    value = base64.b64encode(seal.sign_xml(info.encode())).decode("ascii")
    signature = (
        f'<ds:Signature xmlns:ds="{DS}">{info}<ds:SignatureValue>{value}</ds:SignatureValue>'
        f"<ds:KeyInfo><ds:X509Data><ds:X509Certificate>{seal.certificate}</ds:X509Certificate>"
        "</ds:X509Data></ds:KeyInfo></ds:Signature>"
    )
    security = f'<wsse:Security xmlns:wsse="{WSSE}">{signature}</wsse:Security>'
    return _envelope(f"{relation}{security}", body)


def unsigned_envelope(body: str, *, message_id: str) -> bytes:
    """Return the envelope of an answer that nobody signed."""
    return _envelope(relation_text(message_id), body)


def _signed_info(body: str, relation: str) -> str:
    references = "".join(
        f'<ds:Reference URI="#{place}"><ds:Transforms><ds:Transform Algorithm="{C14N}">'
        f'</ds:Transform></ds:Transforms><ds:DigestMethod Algorithm="{SHA256}"></ds:DigestMethod>'
        f"<ds:DigestValue>{_digest(text)}</ds:DigestValue></ds:Reference>"
        for place, text in ((BODY_ID, body), (RELATION_ID, relation))
    )
    return (
        f'<ds:SignedInfo xmlns:ds="{DS}"><ds:CanonicalizationMethod Algorithm="{C14N}">'
        f"</ds:CanonicalizationMethod>"
        f'<ds:SignatureMethod Algorithm="{ECDSA_SHA256}"></ds:SignatureMethod>'
        f"{references}</ds:SignedInfo>"
    )


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


def _envelope(headers: str, body: str) -> bytes:
    return f"{_HEAD}<s:Header>{headers}</s:Header>{body}</s:Envelope>".encode()
