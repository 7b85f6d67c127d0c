"""The request has its one form; an answer is read whole or refused with the place."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from tests.unit.apcv.conftest import ANSWER, NOW, SITUATION, envelope
from tests.unit.soft_signer import SoftSigner

from binocle.apcv import ApcvBeneficiaire, ApcvContext, ApcvReading, Payload
from binocle.apcv.messages import ACTION, build_request, parse_answer
from binocle.cards import CardType
from binocle.kernel import PARIS, BirthDate, Nir
from binocle.soap import Exchange, ServiceFault, UnreadableAnswer, build_assertion

Soap = Callable[[str], bytes]
NIR = Nir("2550699999999", "34")
NATHALIE = ApcvBeneficiaire(
    number=1,
    name="DESMAUX",
    first_name="NATHALIE",
    patronymic="DUPONT",
    birth=BirthDate("19550615"),
    rank="1",
    quality="0",
    insured=NIR,
    certified=NIR,
    regime="01",
    caisse="999",
    centre="9999",
    management="10",
    amo_service="00",
    ins=NIR,
    address=("5 BD MARIE ET ALEXANDRE OYON", "72019 LE MANS CEDEX 2"),
)
SECOND = (
    ANSWER[ANSWER.index("<a:beneficiaire>") : ANSWER.index("</a:reponse>")]
    .replace("<a:numero>1", "<a:numero>2")
    .replace("NATHALIE", "LÉA")
    .replace("19550615", "20151301")
)


def test_the_line_of_the_list_is_printed_as_in_the_manual() -> None:
    assert NATHALIE.printed == "1 - DESMAUX NATHALIE (15/06/1955) 255069999999934"


def test_a_request_has_its_form(payload: Payload, signer: SoftSigner) -> None:
    exchange = Exchange("6f1d0a52-0000-4000-8000-000000000001", NOW, signer.card)
    message = build_request(
        payload,
        exchange=exchange,
        situation=SITUATION,
        assertion=build_assertion(exchange, sector="OPTIQUE"),
    )
    header, body = etree.fromstring(message)
    assert [etree.QName(each).localname for each in header] == ["Action", "MessageID", "Security"]
    assert header[0].text == ACTION
    assert header[1].text == "urn:uuid:6f1d0a52-0000-4000-8000-000000000001"
    written = etree.canonicalize(etree.tostring(body[0]).decode())
    assert written == (
        '<a:authentifierUtilisateurProximite xmlns:a="urn:simulateur-binocle:apcv">'
        "<a:version>1.0.0</a:version><a:ps><a:facturation>992604231</a:facturation>"
        f"<a:specialite>64</a:specialite></a:ps><a:donnees>{payload.text}</a:donnees>"
        "</a:authentifierUtilisateurProximite>"
    )


def test_the_ordinary_answer(soap: Soap, answer: str) -> None:
    assert parse_answer(soap(answer), at=NOW) == ApcvReading(
        context=ApcvContext(
            "0b8b8a52-0000-4000-8000-000000000001",
            "0123456789abcdef" * 4,
            datetime(2024, 5, 28, 11, 26, tzinfo=UTC),
        ),
        card_type=CardType.TEST,
        beneficiaries=(NATHALIE,),
        read_at=NOW,
    )


def test_several_people_and_what_may_be_absent(soap: Soap, answer: str) -> None:
    second = re.sub("<a:(ins|nirCertifie|adresse)>.*?</a:\\1>", "", SECOND)
    second = re.sub("<a:patronyme>.*?</a:patronyme>", "<a:patronyme/>", second)
    reading = parse_answer(soap(answer.replace("</a:reponse>", f"{second}</a:reponse>")), at=NOW)
    assert isinstance(reading, ApcvReading)
    lea = reading.beneficiaries[1]
    assert (lea.number, lea.first_name, lea.patronymic) == (2, "LÉA", "")
    assert (lea.certified, lea.ins, lea.address) == (None, None, ())
    assert reading.beneficiary_of(lea.identity) is lea


LEAVES = [
    "identifiant", "jeton", "finValidite", "type", "numero", "nom", "prenom", "patronyme",
    "naissance", "rang", "qualite", "nirAssure", "regime", "caisse", "centre", "gestion",
    "serviceAmo",
]  # fmt: skip
MAYBE = ["nirCertifie", "ins"]


def place_of(soap: Soap, body: str) -> str:
    with pytest.raises(UnreadableAnswer) as raised:
        parse_answer(soap(body), at=NOW)
    assert "255069999999934" not in str(raised.value)
    assert "0123456789abcdef" not in str(raised.value)
    return raised.value.place


def element(name: str) -> str:
    found = re.search(f"<a:{name}>.*?</a:{name}>", ANSWER)
    assert found
    return found.group()


@pytest.mark.parametrize("name", [*LEAVES, "contexte", "beneficiaire"])
def test_what_is_missing_is_named(name: str, soap: Soap, answer: str) -> None:
    assert place_of(soap, answer.replace(element(name), "")).endswith(name)


@pytest.mark.parametrize("name", [*LEAVES, *MAYBE, "contexte"])
def test_what_comes_twice_is_named(name: str, soap: Soap, answer: str) -> None:
    assert place_of(soap, answer.replace(element(name), element(name) * 2)).endswith(name)


@pytest.mark.parametrize("name", ["a:reponse", "a:contexte", "a:beneficiaire"])
@pytest.mark.parametrize("unknown", ["<a:autre/>", '<b:nom xmlns:b="urn:x">A</b:nom>', "<nom/>"])
def test_what_is_unknown_is_refused(name: str, unknown: str, soap: Soap, answer: str) -> None:
    place = place_of(soap, answer.replace(f"</{name}>", f"{unknown}</{name}>"))
    assert place.endswith(name.removeprefix("a:"))


BAD = [
    ("identifiant", ["", "1", "0b8b8a52-0000-4000-8000-00000000000g"]),
    ("jeton", ["", "ab", "g" * 64, "a" * 65]),
    ("finValidite", ["", "20240528", "20240532132600", "20240528132660", "20240331023000",
                     "2024-05-28T13:26", "20240528132600Z"]),
    ("type", ["", "X", "TT"]),
    ("numero", ["", "0", "2", "01", "un"]),
    ("nom", ["", "  "]),
    ("naissance", ["", "1955-06-15", "1955061"]),
    ("rang", ["", "12", "A"]),
    ("nirAssure", ["", "255069999999935", "2 55 06 99 999 999 34", "2550699999999"]),
    ("nirCertifie", ["", "255069999999935"]),
    ("ins", ["", "255069999999935"]),
    ("regime", ["", "1", "0A"]),
    ("caisse", ["99", "99999"]),
    ("centre", ["999"]),
    ("gestion", ["", "1", "100"]),
    ("serviceAmo", ["0"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text"), [(name, bad) for name, bads in BAD for bad in bads])
def test_what_is_not_of_its_form_is_named(name: str, text: str, soap: Soap, answer: str) -> None:
    body = answer.replace(element(name), f"<a:{name}>{text}</a:{name}>")
    assert place_of(soap, body).endswith(name)


@pytest.mark.parametrize(
    "body", ["", "<autre/>", '<a:reponse xmlns:a="urn:x"/>', ANSWER * 2, "<s:Fault/>"]
)
def test_another_body_is_refused(body: str, soap: Soap) -> None:
    assert place_of(soap, body)


def test_a_fault_is_an_outcome(soap: Soap) -> None:
    body = (
        "<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>apcv_expire</s:Value>"
        "</s:Subcode></s:Code><s:Reason><s:Text>Trop tard</s:Text></s:Reason></s:Fault>"
    )
    assert parse_answer(soap(body), at=NOW) == ServiceFault(
        "Sender", "apcv_expire", "Trop tard", ""
    )


FIRST_DAY = datetime(2020, 1, 1, tzinfo=UTC)
TWENTY_YEARS_S = 20 * 365 * 86_400
NIGHT_OF_OCTOBER = datetime(2024, 10, 27, tzinfo=UTC)

any_instant = st.integers(0, TWENTY_YEARS_S).map(lambda s: FIRST_DAY + timedelta(seconds=s))
night_of_october = st.integers(0, 7200).map(lambda s: NIGHT_OF_OCTOBER + timedelta(seconds=s))


@given(any_instant | night_of_october)
def test_the_end_is_read_on_any_day(at: datetime) -> None:
    """The hour that comes twice in October included."""
    ends = at + timedelta(minutes=20)
    body = ANSWER.replace("20240528132600", f"{ends.astimezone(PARIS):%Y%m%d%H%M%S}")
    reading = parse_answer(envelope(body), at=at)
    assert isinstance(reading, ApcvReading)
    assert reading.context.ends_at == ends


texts = st.text(st.characters(categories=["L", "Zs", "Pd"]), min_size=1, max_size=40).filter(
    lambda text: bool(text.strip())
)


@given(texts, texts, st.from_regex(r"[0-9]{8}", fullmatch=True), st.integers(1, 9))
def test_people_come_back_as_they_were_written(
    name: str, first_name: str, birth: str, rank: int
) -> None:
    body = (
        ANSWER.replace("DESMAUX", name)
        .replace("<a:prenom>NATHALIE", f"<a:prenom>{first_name}")
        .replace("<a:naissance>19550615", f"<a:naissance>{birth}")
        .replace("<a:rang>1", f"<a:rang>{rank}")
    )
    reading = parse_answer(envelope(body), at=NOW)
    assert isinstance(reading, ApcvReading)
    person = reading.beneficiaries[0]
    assert (person.name, person.first_name) == (name, first_name)
    assert (person.birth.digits, person.rank) == (birth, str(rank))
