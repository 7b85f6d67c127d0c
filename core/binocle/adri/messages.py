"""The SOAP messages of ADRi: request bytes out, answer bytes in.

Law of this file: what a request does not know is left out, never filled in; an answer is read
whole or refused with the place, nothing is guessed, and an element that may come once comes once.
Elements of an answer that the protocol does not name are left aside: the published view shows more
than this program needs. Source: simulators/PROTOCOLS.md section 4, teleservices sheet 1.1 to 1.3;
what the sheet leaves open is assumed there.
"""

from datetime import date

from lxml import etree

from binocle.cards import Cover, Period
from binocle.kernel import AmcNumber, BirthDate, Nir
from binocle.soap import (
    Block,
    Exchange,
    UnreadableAnswer,
    Vocabulary,
    body_of,
    build_envelope,
    day,
    digits,
    fault_in,
    filled,
    written_instant,
)

from .model import Mutual, Refusal, Rights, RightsOutcome, RightsRequest, Software
from .rules import window_of

ACTION = "urn:adr:1.1.0:acquerirLesDroits"

ANSWER = "urn:simulateur-binocle:adr"

OPEN_DAY = "00000000"

_BAM = Vocabulary("b", "urn:siram:bam:ctxbam")
_LPS = Vocabulary("l", "urn:siram:lps:ctxlps")
_QUERY = Vocabulary("r", "urn:ir:se_req_adr")
_PERSON = Vocabulary("n", "urn:siram:beneficiaire")


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
        assertion: made by the CPS; it moves into the envelope.
    """
    return build_envelope(
        _query(request),
        action=ACTION,
        id=exchange.id,
        assertion=assertion,
        headers=(_rights_context(request, exchange), _software_context(software, exchange)),
    )


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


def _origin(words: Vocabulary, exchange: Exchange) -> list[etree._Element]:
    return [
        words("Id", exchange.id),
        words("Temps", written_instant(exchange.at)),
        words("Emetteur", exchange.sender),
    ]


def _nir(words: Vocabulary, nir: Nir) -> list[etree._Element]:
    return [words("Num", nir.number), words("Cle", nir.key)]


def _known(name: str, text: str) -> list[etree._Element]:
    return [_BAM(name, text)] if text else []


def parse_answer(answer: bytes, request: RightsRequest) -> RightsOutcome:
    """Read an answer.

    Args:
        answer: a SOAP envelope, UTF-8.
        request: what was asked; an answer about somebody else is refused.

    Raises:
        UnreadableAnswer: with the place.
    """
    body = body_of(answer)
    fault = fault_in(body)
    if fault is not None:
        return fault
    response = body.only_child(etree.QName(ANSWER, "Reponse"))
    refusal = response.maybe("exception")
    if refusal is not None:
        return Refusal(
            kind=refusal.one("type").read(filled), sentence=refusal.one("libelle").read(filled)
        )
    return _rights(response, request)


def _rights(response: Block, request: RightsRequest) -> Rights:
    general = response.one("infosGlobales")
    person = response.one("beneficiaireDeSoins")
    certified = person.maybe("noNIRCertifie")
    mutual = response.maybe("mutuelle")
    rights = Rights(
        window=window_of(request.reference_day),
        answered_on=response.one("dateReponse").read(day),
        regime=general.one("codeRegime").read(digits(2)),
        caisse=general.one("codeCaisse").read(digits(3)),
        centre=general.one("centrePrestation").read(digits(4)),
        name=person.one("nomUsuel").read(filled),
        patronymic=person.one("nomPatronymique").read(str),
        first_name=person.one("prenom").read(filled),
        address=tuple(line.read(str) for line in person.several("adresse")),
        certified_nir=None if certified is None else certified.read(Nir.parse),
        birth=person.one("dateNaissance").read(BirthDate),
        rank=person.one("rangGemellaire").read(digits(1)),
        quality=person.one("qualite").read(digits(1)),
        amo_service=person.one("codeServiceAMO").read(digits(2)),
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


def _period(block: Block) -> Period:
    period = Period(block.one("dateDebut").read(_open_day), block.one("dateFin").read(_open_day))
    if period.first is not None and period.last is not None and period.last < period.first:
        raise UnreadableAnswer(block.place, "ends before it begins")
    return period


def _cover(block: Block) -> Cover:
    return Cover(
        period=_period(block),
        ald=block.one("codeALD").read(digits(1)),
        situation=block.one("codeSituation").read(digits(4)),
        exemption=block.one("codeExoneration").read(digits(1)),
        rate=block.one("taux").read(_percent),
    )


def _mutual(block: Block) -> Mutual:
    return Mutual(block.one("noIdentification").read(AmcNumber), _period(block))


def _open_day(text: str) -> date | None:
    return None if text == OPEN_DAY else day(text)


def _percent(text: str) -> int:
    """Read a rate; its width is not public, so 60 and 060 are the same."""
    if not (1 <= len(text) <= 3 and text.isascii() and text.isdigit()) or int(text) > 100:
        raise ValueError("not a percent")
    return int(text)
