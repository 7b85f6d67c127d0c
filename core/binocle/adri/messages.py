"""The SOAP messages of ADRi: request bytes out, answer bytes in.

Law of this file: what a request does not know is left out, never filled in; an answer is read
whole or refused with the place, nothing is guessed, and an element that may come once comes once.
Elements of an answer that the protocol does not name are left aside: the published view shows more
than this program needs. Source: simulators/PROTOCOLS.md section 4, teleservices sheet 1.1 to 1.3;
what the sheet leaves open is assumed there.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from lxml import etree

from binocle.cards import Cover, Period
from binocle.kernel import AmcNumber, BirthDate, Nir
from binocle.soap import (
    Block,
    Exchange,
    Markup,
    UnreadableAnswer,
    Vocabulary,
    build_envelope,
    day,
    digits,
    filled,
)

from .model import (
    AccidentBody,
    Mutual,
    OccupationalAccident,
    Refusal,
    Rights,
    RightsRequest,
    Software,
)
from .rules import window_of

ACTION = "urn:adr:1.1.0:acquerirLesDroits"

ANSWER = "urn:simulateur-binocle:adr"

OPEN_DAY = "00000000"

MAX_ACCIDENTS = 2
GUARANTEES = re.compile("[ON]{8}")

_BAM = Vocabulary("b", "urn:siram:bam:ctxbam")
_LPS = Vocabulary("l", "urn:siram:lps:ctxlps")
_QUERY = Vocabulary("r", "urn:ir:se_req_adr")
_PERSON = Vocabulary("n", "urn:siram:beneficiaire")
_NOTHING = Markup("")

T = TypeVar("T")


def build_request(
    request: RightsRequest,
    *,
    exchange: Exchange,
    software: Software,
    assertion: Markup,
) -> bytes:
    """Return the SOAP envelope of a request.

    Args:
        request: checked by :func:`binocle.adri.rules.request_findings`.
        exchange: the call that the assertion was made for.
        software: what asks.
        assertion: made by the CPS.
    """
    return build_envelope(
        _query(request),
        action=ACTION,
        id=exchange.id,
        assertion=assertion,
        headers=(_rights_context(request, exchange), _software_context(software, exchange)),
    )


def _rights_context(request: RightsRequest, exchange: Exchange) -> Markup:
    """Return ContexteBAM: who asks, and where the fund finds the beneficiary."""
    assert request.insured is not None
    assert request.birth is not None
    return _BAM.first(
        "ContexteBAM",
        *_origin(_BAM, exchange),
        _BAM(
            "COUVERTURE",
            _BAM("GrandRegime", request.regime),
            _known("Organisme", request.caisse),
            _known("CodeCentre", request.centre),
            _BAM("ASSURE", _BAM("Id", *_nir(_BAM, request.insured))),
            _BAM(
                "BENEFICIAIRE",
                _certified(request),
                _BAM("DateNai", request.birth.digits),
                _BAM("Rang", request.rank),
            ),
        ),
        Version="01_02",
    )


def _certified(request: RightsRequest) -> Markup:
    if request.certified is None:
        return _NOTHING
    day = f"{request.certified_on:%Y%m%d}" if request.certified_on else ""
    return _BAM("Nir", *_nir(_BAM, request.certified), _known("DateCertification", day))


def _software_context(software: Software, exchange: Exchange) -> Markup:
    """Return ContexteLPS: what asks."""
    return _LPS.first(
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


def _query(request: RightsRequest) -> Markup:
    """Return the body: whose rights, and for which day."""
    assert request.insured is not None
    assert request.birth is not None
    own = request.certified
    return _QUERY.first(
        "Requete",
        _QUERY("DatedeReference", request.reference_day.isoformat()),
        _PERSON.first(
            "BeneficiaireDeSoins",
            _PERSON("NIRcertifie", *_nir(_PERSON, own)) if own else _NOTHING,
            _PERSON("DatedeNaissance", request.birth.digits),
            _PERSON("SituationAdministrativeAMO", _PERSON("RangdeNaissance", request.rank)),
            _PERSON("Assure", _PERSON("NIRassure", *_nir(_PERSON, request.insured))),
        ),
    )


def _origin(words: Vocabulary, exchange: Exchange) -> tuple[Markup, ...]:
    return (
        words("Id", exchange.id),
        words("Temps", exchange.instant),
        words("Emetteur", exchange.sender),
    )


def _nir(words: Vocabulary, nir: Nir) -> tuple[Markup, ...]:
    return words("Num", nir.number), words("Cle", nir.key)


def _known(name: str, text: str) -> Markup:
    return _BAM(name, text) if text else _NOTHING


def parse_answer(body: Block, request: RightsRequest) -> Rights | Refusal:
    """Read the body of an answer that is believed and is no fault.

    Args:
        body: of the envelope.
        request: what was asked; an answer about somebody else is refused.

    Raises:
        UnreadableAnswer: with the place.
    """
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
    rights = Rights(
        window=window_of(request.reference_day),
        answered_on=response.one("dateReponse").read(day),
        regime=general.one("codeRegime").read(_REGIME),
        caisse=general.one("codeCaisse").read(_CAISSE),
        centre=general.one("centrePrestation").read(_CENTRE),
        name=person.one("nomUsuel").read(filled),
        patronymic=person.one("nomPatronymique").read(str),
        first_name=person.one("prenom").read(filled),
        address=tuple([line.read(str) for line in person.several("adresse")]),
        certified_nir=_maybe(person, "noNIRCertifie", Nir.parse),
        birth=person.one("dateNaissance").read(BirthDate),
        rank=person.one("rangGemellaire").read(_FIGURE),
        quality=person.one("qualite").read(_FIGURE),
        doctor_declared=_maybe(person, "medecinTraitant", _yes_or_no),
        amo_service=person.one("codeServiceAMO").read(_SERVICE),
        amo_service_period=_service_period(person),
        amo_periods=tuple([_period(period) for period in person.several("periodeAMO")]),
        covers=tuple([_cover(cover) for cover in person.several("periodeCodeCouverture")]),
        accident=_accident(person),
        mutual=_mutual(response.maybe("mutuelle")),
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


def _period(block: Block, first: str = "dateDebut", last: str = "dateFin") -> Period:
    period = Period(block.one(first).read(_open_day), block.one(last).read(_open_day))
    if period.first is not None and period.last is not None and period.last < period.first:
        raise UnreadableAnswer(block.place, "ends before it begins")
    return period


def _service_period(person: Block) -> Period | None:
    """Return the days of the AMO service; the two days come together or not at all."""
    names = "dateDebutServiceAMO", "dateFinServiceAMO"
    return _period(person, *names) if any(person.several(name) for name in names) else None


def _cover(block: Block) -> Cover:
    return Cover(
        period=_period(block),
        ald=block.one("codeALD").read(_FIGURE),
        situation=block.one("codeSituation").read(_SITUATION),
        exemption=block.one("codeExoneration").read(_FIGURE),
        rate=block.one("taux").read(_percent),
    )


def _accident(person: Block) -> OccupationalAccident | None:
    block = person.maybe("accidentTravail")
    if block is None:
        return None
    known = block.several("at")
    if len(known) > MAX_ACCIDENTS:
        raise UnreadableAnswer(f"{block.place}/at", f"comes {len(known)} times")
    return OccupationalAccident(
        manager=block.one("organismeGestionnaire").read(_BODY),
        accidents=tuple(
            [
                AccidentBody(
                    recipient=each.one("organismeDestinataire").read(_BODY),
                    identifier=each.one("identifiant").read(_BODY),
                )
                for each in known
            ]
        ),
    )


def _mutual(block: Block | None) -> Mutual | None:
    if block is None:
        return None
    return Mutual(
        number=block.one("noIdentification").read(AmcNumber),
        period=_period(block),
        member=_maybe(block, "noAdherent", filled) or "",
        convention_type=_maybe(block, "typeConvention", _two) or "",
        secondary_criterion=_maybe(block, "critereSecondaire", filled) or "",
        treatment=_maybe(block, "indicateurTraitement", _SERVICE) or "",
        sts_routing=_maybe(block, "codeAiguillageSTS", _one) or "",
        guarantees=_maybe(block, "codeGarantiesComplementaires", _guarantees) or "",
    )


def _maybe(block: Block, name: str, form: Callable[[str], T]) -> T | None:
    """Return what a child that may be absent says; absent is none, empty is refused."""
    found = block.maybe(name)
    return None if found is None else found.read(form)


def _open_day(text: str) -> date | None:
    return None if text == OPEN_DAY else day(text)


def _percent(text: str) -> int:
    """Read a rate; its width is not public, so 60 and 060 are the same."""
    if not (1 <= len(text) <= 3 and text.isascii() and text.isdigit()) or int(text) > 100:
        raise ValueError("not a percent")
    return int(text)


def _yes_or_no(text: str) -> bool:
    if text not in ("0", "1"):
        raise ValueError("neither 0 nor 1")
    return text == "1"


def _guarantees(text: str) -> str:
    if not GUARANTEES.fullmatch(text):
        raise ValueError("not 8 flags")
    return text


def _characters(count: int) -> Callable[[str], str]:
    """Return the form of so many characters, none of them a blank."""

    def form(text: str) -> str:
        if len(text) != count or text.split() != [text]:
            raise ValueError(f"not {count} characters")
        return text

    return form


_FIGURE, _REGIME, _SERVICE, _CAISSE, _CENTRE, _SITUATION, _BODY = (
    digits(count) for count in (1, 2, 2, 3, 4, 4, 9)
)
_one, _two = _characters(1), _characters(2)
