"""The SOAP messages of the appli carte Vitale: request bytes out, answer bytes in.

Law of this file: an answer is read whole or refused with the place; an element that the protocol
does not name is refused too, since the whole shape is ours. Source: the action's name and the
context's fields, cards sheet 5.2; the rest, protocols of the simulated peers 8 (assumed).
"""

import re
from collections.abc import Callable, Collection
from datetime import UTC, datetime

from lxml import etree

from binocle.cards import CardType, Situation
from binocle.kernel import PARIS, BirthDate, Nir
from binocle.soap import (
    Block,
    Exchange,
    Markup,
    ServiceFault,
    UnreadableAnswer,
    Vocabulary,
    body_of,
    build_envelope,
    digits,
    fault_in,
    filled,
)

from .model import ApcvBeneficiaire, ApcvContext, ApcvReading, Payload

ACTION = "urn:ApCV_AUTH:1.0.0:authentifierUtilisateurProximite"
NAMESPACE = "urn:simulateur-binocle:apcv"
VERSION = "1.0.0"

ANSWER = ("contexte", "type", "beneficiaire")
CONTEXT = ("identifiant", "jeton", "finValidite")
PERSON = (
    "numero",
    "nom",
    "prenom",
    "patronyme",
    "naissance",
    "rang",
    "qualite",
    "nirAssure",
    "nirCertifie",
    "regime",
    "caisse",
    "centre",
    "gestion",
    "serviceAmo",
    "ins",
    "adresse",
)

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
TOKEN = re.compile(r"[0-9a-f]{64}", re.IGNORECASE | re.ASCII)

WORDS = Vocabulary("a", NAMESPACE)


def build_request(
    payload: Payload, *, exchange: Exchange, situation: Situation, assertion: Markup
) -> bytes:
    """Return the SOAP envelope that hands a payload over.

    Args:
        payload: what the phone showed.
        exchange: the call that the assertion was made for.
        situation: of the CPS, under which the shop bills.
        assertion: made by the CPS.
    """
    body = WORDS.first(
        "authentifierUtilisateurProximite",
        WORDS("version", VERSION),
        written_professional(situation),
        WORDS("donnees", payload.text),
    )
    return build_envelope(body, action=ACTION, id=exchange.id, assertion=assertion)


def written_professional(situation: Situation) -> Markup:
    """Write who bills."""
    return WORDS(
        "ps",
        WORDS("facturation", situation.billing.digits),
        WORDS("specialite", situation.speciality),
    )


def response_in(answer: bytes, names: Collection[str]) -> Block | ServiceFault:
    """Return the response that an answer holds, or its fault.

    Args:
        answer: a SOAP envelope, UTF-8.
        names: the elements that the response may hold.

    Raises:
        UnreadableAnswer: with the place.
    """
    body = body_of(answer)
    fault = fault_in(body)
    if fault is not None:
        return fault
    response = body.only_child(etree.QName(NAMESPACE, "reponse"))
    response.require_only(names)
    return response


def parse_answer(answer: bytes, *, at: datetime) -> ApcvReading | ServiceFault:
    """Read an answer.

    Args:
        answer: a SOAP envelope, UTF-8.
        at: aware instant of the call.

    Raises:
        UnreadableAnswer: with the place.
    """
    response = response_in(answer, ANSWER)
    if isinstance(response, ServiceFault):
        return response
    people = response.several("beneficiaire")
    if not people:
        raise UnreadableAnswer(f"{response.place}/beneficiaire", "missing")
    return ApcvReading(
        context=_context(response.one("contexte"), at),
        card_type=response.one("type").read(CardType),
        beneficiaries=tuple(_person(block, rank) for rank, block in enumerate(people, start=1)),
        read_at=at,
    )


def _context(block: Block, at: datetime) -> ApcvContext:
    block.require_only(CONTEXT)
    return ApcvContext(
        identifier=block.one("identifiant").read(of_form(UUID)),
        token=block.one("jeton").read(of_form(TOKEN)),
        ends_at=block.one("finValidite").read(lambda text: _paris_instant(text, after=at)),
    )


def _person(block: Block, expected: int) -> ApcvBeneficiaire:
    block.require_only(PERSON)
    number = block.one("numero")
    if number.read(filled) != str(expected):
        raise UnreadableAnswer(number.place, "not the next one of the list")
    return ApcvBeneficiaire(
        number=expected,
        name=block.one("nom").read(filled),
        first_name=block.one("prenom").read(filled),
        patronymic=block.one("patronyme").read(str),
        birth=block.one("naissance").read(BirthDate),
        rank=block.one("rang").read(digits(1)),
        quality=block.one("qualite").read(digits(1)),
        insured=block.one("nirAssure").read(_nir),
        certified=_maybe_nir(block, "nirCertifie"),
        regime=block.one("regime").read(digits(2)),
        caisse=block.one("caisse").read(digits(3)),
        centre=block.one("centre").read(digits(4)),
        management=block.one("gestion").read(_management),
        amo_service=block.one("serviceAmo").read(digits(2)),
        ins=_maybe_nir(block, "ins"),
        address=tuple(line.read(str) for line in block.several("adresse")),
    )


def _maybe_nir(block: Block, name: str) -> Nir | None:
    found = block.maybe(name)
    return None if found is None else found.read(_nir)


def _nir(text: str) -> Nir:
    if len(text) != 15:
        raise ValueError("not 15 characters")
    return Nir.parse(text)


def _management(text: str) -> str:
    if len(filled(text)) != 2:
        raise ValueError("not 2 characters")
    return text


def of_form(form: re.Pattern[str]) -> Callable[[str], str]:
    """Return the form of a text that matches whole."""

    def read(text: str) -> str:
        if not form.fullmatch(text):
            raise ValueError("not of its form")
        return text

    return read


def _paris_instant(text: str, *, after: datetime) -> datetime:
    """Read 14 figures of Paris time.

    Once a year an hour comes twice: the first of the two instants that is after the call is meant.
    Once a year an hour does not come: it is refused.
    """
    naive = datetime.strptime(digits(14)(text), "%Y%m%d%H%M%S")  # noqa: DTZ007 - its zone follows
    instants = [naive.replace(tzinfo=PARIS, fold=fold).astimezone(UTC) for fold in (0, 1)]
    if instants[0].astimezone(PARIS).replace(tzinfo=None) != naive:
        raise ValueError("an hour that the clocks skip")
    return next((each for each in instants if each > after), instants[-1])
