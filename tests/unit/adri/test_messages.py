"""Requests against the vector; answers read whole or refused with the place."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from binocle.adri import (
    AccidentBody,
    Mutual,
    OccupationalAccident,
    Refusal,
    Rights,
    RightsRequest,
    Software,
    window_of,
)
from binocle.adri.messages import build_request
from binocle.adri.messages import parse_answer as parse_body
from binocle.cards import Cover, Period
from binocle.kernel import AmcNumber, BirthDate, Nir
from binocle.soap import (
    Exchange,
    ServiceFault,
    UnreadableAnswer,
    body_of,
    build_assertion,
    fault_in,
)

VECTOR = Path(__file__).parents[2] / "vectors" / "adri_request.xml"
DAY = date(2024, 5, 28)

Soap = Callable[[str], bytes]


def parse_answer(answer: bytes, request: RightsRequest) -> Rights | Refusal | ServiceFault:
    """Read an answer as the service does, its signature aside."""
    body = body_of(answer)
    return fault_in(body) or parse_body(body, request)


def unsigned(request: RightsRequest, exchange: Exchange, software: Software) -> bytes:
    assertion = build_assertion(exchange, sector=software.sector)
    return build_request(request, exchange=exchange, software=software, assertion=assertion)


@pytest.fixture
def exchange(clock: Any, ids: Any, signer: Any) -> Exchange:
    return Exchange(ids.next("adri"), clock.now(), signer.card)


def test_a_request_is_the_vector(
    asked: RightsRequest, exchange: Exchange, software: Software
) -> None:
    root = etree.fromstring(unsigned(asked, exchange, software))
    assert etree.canonicalize(root) == etree.canonicalize(
        from_file=str(VECTOR), strip_text=True, rewrite_prefixes=False
    )


def test_what_is_not_known_is_left_out(
    asked: RightsRequest, exchange: Exchange, software: Software
) -> None:
    paper = replace(asked, caisse="", centre="", certified=None, certified_on=None)
    text = unsigned(paper, exchange, software).decode()
    for name in ("Organisme", "CodeCentre", "b:Nir", "DateCertification", "NIRcertifie"):
        assert name in unsigned(asked, exchange, software).decode()
        assert name not in text
    dateless = unsigned(replace(asked, certified_on=None), exchange, software).decode()
    assert "b:Nir>" in dateless
    assert "DateCertification" not in dateless


def test_the_ordinary_answer(soap: Soap, answer: str, asked: RightsRequest) -> None:
    assert parse_answer(soap(answer), asked) == Rights(
        window=window_of(DAY),
        answered_on=DAY,
        regime="01",
        caisse="999",
        centre="9999",
        name="DESMAUX",
        patronymic="",
        first_name="NATHALIE",
        address=("5 BD MARIE ET ALEXANDRE OYON", "72019 LE MANS CEDEX 2"),
        certified_nir=Nir("2550699999999", "34"),
        birth=BirthDate("19550615"),
        rank="1",
        quality="0",
        amo_service="00",
        amo_periods=(Period(date(2020, 2, 1), date(2025, 1, 31)),),
        covers=(Cover(Period(None, date(2025, 1, 31)), "0", "0100", "0", 60),),
        mutual=Mutual(AmcNumber("75500017"), Period(date(2024, 1, 1), None)),
    )


def test_the_whole_answer(soap: Soap, whole: str, asked: RightsRequest) -> None:
    rights = parse_answer(soap(whole), asked)
    assert isinstance(rights, Rights)
    assert rights.doctor_declared is True
    assert rights.amo_service_period == Period(date(2024, 1, 1), date(2024, 12, 31))
    assert rights.accident == OccupationalAccident(
        "019999999",
        (AccidentBody("019990000", "123456789"), AccidentBody("019990001", "987654321")),
    )
    assert rights.mutual == Mutual(
        AmcNumber("75500017"),
        Period(date(2024, 1, 1), None),
        member="0012345A",
        convention_type="CM",
        secondary_criterion="94",
        treatment="01",
        sts_routing="M",
        guarantees="OONONNNO",
    )


ALWAYS = [
    "dateReponse",
    "infosGlobales",
    "codeRegime",
    "codeCaisse",
    "centrePrestation",
    "beneficiaireDeSoins",
    "nomUsuel",
    "nomPatronymique",
    "prenom",
    "dateNaissance",
    "rangGemellaire",
    "qualite",
    "codeServiceAMO",
    "dateDebut",
    "dateFin",
    "codeALD",
    "codeSituation",
    "codeExoneration",
    "taux",
    "noIdentification",
]
MAYBE = [
    "medecinTraitant",
    "accidentTravail",
    "noAdherent",
    "typeConvention",
    "critereSecondaire",
    "indicateurTraitement",
    "codeAiguillageSTS",
    "codeGarantiesComplementaires",
]
WITH_THE_REST = [
    "dateDebutServiceAMO",
    "dateFinServiceAMO",
    "organismeGestionnaire",
    "organismeDestinataire",
    "identifiant",
]
ONCE = [*ALWAYS, "noNIRCertifie", "mutuelle", *MAYBE, *WITH_THE_REST]


def first(name: str, text: str) -> str:
    """Return the first element of that name, whole."""
    found = re.search(rf"<{name}/>|<{name}>.*?</{name}>", text, re.DOTALL)
    assert found, name
    return found[0]


@pytest.mark.parametrize("name", [*ALWAYS, *WITH_THE_REST])
def test_a_missing_element_is_refused_with_its_place(
    name: str, soap: Soap, whole: str, asked: RightsRequest
) -> None:
    with pytest.raises(UnreadableAnswer) as refusal:
        parse_answer(soap(whole.replace(first(name, whole), "", 1)), asked)
    assert refusal.value.place.endswith(name)


@pytest.mark.parametrize("name", MAYBE)
def test_what_is_not_told_is_not_known(
    name: str, soap: Soap, whole: str, asked: RightsRequest
) -> None:
    told, without = (
        parse_answer(soap(text), asked) for text in (whole, whole.replace(first(name, whole), ""))
    )
    assert isinstance(told, Rights)
    assert isinstance(without, Rights)
    changed = [field for field in vars(told) if vars(told)[field] != vars(without)[field]]
    assert changed in (["mutual"], ["accident"], ["doctor_declared"])


def test_there_are_two_accidents_at_most(soap: Soap, whole: str, asked: RightsRequest) -> None:
    with pytest.raises(UnreadableAnswer, match="accidentTravail/at"):
        parse_answer(soap(whole.replace("<at>", first("at", whole) + "<at>", 1)), asked)


@pytest.mark.parametrize("name", ONCE)
def test_an_element_that_comes_twice_is_refused(
    name: str, soap: Soap, whole: str, asked: RightsRequest
) -> None:
    element = first(name, whole)
    with pytest.raises(UnreadableAnswer) as refusal:
        parse_answer(soap(whole.replace(element, element * 2, 1)), asked)
    assert refusal.value.place.endswith(name)


MALFORMED = {
    "dateReponse": ["", "00000000", "2024-05-28", "20240230", "2024W221"],
    "codeRegime": ["1", "0A", "０１"],
    "codeCaisse": ["9999"],
    "centrePrestation": ["999", " 9999"],
    "nomUsuel": ["", "  ", "<b/>"],
    "noNIRCertifie": ["", "255069999999935", "2550699999999"],
    "dateNaissance": ["15061955", "1955061", "19550616"],
    "rangGemellaire": ["2", "", "11"],
    "codeServiceAMO": ["0"],
    "dateDebut": ["20250201", "20200230", "0"],
    "codeSituation": ["100"],
    "taux": ["", "101", "-60", "60.0", "0060"],
    "noIdentification": ["7550001", "75500017000"],
    "medecinTraitant": ["", "2", "01", "O"],
    "dateDebutServiceAMO": ["", "20250101", "20240230"],
    "dateFinServiceAMO": ["", "20231231"],
    "organismeGestionnaire": ["", "01999999", "01999999A"],
    "organismeDestinataire": ["", "0199900000"],
    "identifiant": ["", "12345678"],
    "noAdherent": ["", "  "],
    "typeConvention": ["", "C", "CMM", "C "],
    "critereSecondaire": ["", " "],
    "indicateurTraitement": ["", "1", "0A"],
    "codeAiguillageSTS": ["", " ", "MM"],
    "codeGarantiesComplementaires": ["", "OONONNN", "OONONNN0", "oononnno"],
}


@pytest.mark.parametrize(("name", "text"), [(n, t) for n, all_ in MALFORMED.items() for t in all_])
def test_a_malformed_element_is_refused_and_not_repeated(
    name: str, text: str, soap: Soap, whole: str, asked: RightsRequest
) -> None:
    changed = whole.replace(first(name, whole), f"<{name}>{text}</{name}>", 1)
    with pytest.raises(UnreadableAnswer) as refusal:
        parse_answer(soap(changed), asked)
    assert "255069999999935" not in str(refusal.value)


def test_another_certified_nir_than_the_one_sent_is_refused(
    soap: Soap, answer: str, asked: RightsRequest
) -> None:
    other = replace(asked, certified=Nir("1421962965165", "96"))
    with pytest.raises(UnreadableAnswer, match="noNIRCertifie"):
        parse_answer(soap(answer), other)


def test_elements_that_the_protocol_does_not_name_are_left_aside(
    soap: Soap, answer: str, asked: RightsRequest
) -> None:
    more = answer.replace("<mutuelle>", "<topMedecinTraitant>0</topMedecinTraitant><mutuelle>")
    foreign = answer.replace("<mutuelle>", '<taux xmlns="urn:other">7</taux><mutuelle>')
    assert parse_answer(soap(more), asked) == parse_answer(soap(answer), asked)
    assert parse_answer(soap(foreign), asked) == parse_answer(soap(answer), asked)


@pytest.mark.parametrize(
    "change",
    [
        ("urn:simulateur-binocle:adr", "urn:simulateur-binocle:adr2"),
        ("</s:Body>", "<x/></s:Body>"),
        ("<s:Body>", "<s:Body/><s:Body>"),
        ("s:Envelope", "s:Enveloppe"),
        ("2003/05/soap-envelope", "2001/12/soap-envelope"),
        ("DESMAUX", "&unknown;"),
        ("<s:Envelope", "<!DOCTYPE x [<!ENTITY e 'DESMAUX'>]><s:Envelope"),
        ("<s:Envelope", "<!DOCTYPE x SYSTEM 'http://127.0.0.1:1/x.dtd'><s:Envelope"),
        ("<s:Envelope", "<html>"),
    ],
)
def test_what_is_no_answer_is_refused(
    change: tuple[str, str], soap: Soap, answer: str, asked: RightsRequest
) -> None:
    text = soap(answer).decode()
    assert change[0] in text
    with pytest.raises(UnreadableAnswer):
        parse_answer(text.replace(*change).encode(), asked)


@pytest.mark.parametrize("name", ["adresse", "periodeAMO", "periodeCodeCouverture"])
def test_repetition_has_a_limit(name: str, soap: Soap, answer: str, asked: RightsRequest) -> None:
    element = first(name, answer)
    with pytest.raises(UnreadableAnswer, match=name):
        parse_answer(soap(answer.replace(element, element * 100, 1)), asked)


def test_size_has_a_limit(soap: Soap, asked: RightsRequest) -> None:
    with pytest.raises(UnreadableAnswer, match="bytes"):
        parse_answer(soap(" " * 262_144), asked)


@given(st.binary(max_size=200), st.integers(0, 1800), st.integers(0, 200))
def test_damage_is_refused_or_leaves_an_outcome(
    soap: Soap, answer: str, asked: RightsRequest, junk: bytes, at: int, cut: int
) -> None:
    whole = soap(answer)
    damaged = whole[:at] + junk + whole[at + cut :]
    try:
        outcome = parse_answer(damaged, asked)
    except UnreadableAnswer:
        return
    assert isinstance(outcome, Rights)
    assert (outcome.birth, outcome.rank) == (asked.birth, asked.rank)


def test_a_refusal_keeps_the_sentence(soap: Soap, asked: RightsRequest) -> None:
    body = (
        '<Reponse xmlns="urn:simulateur-binocle:adr"><exception>'
        "<type>REGIME_NON_GERE</type><libelle>Le régime 77 n'est pas géré.</libelle>"
        "</exception></Reponse>"
    )
    assert parse_answer(soap(body), asked) == Refusal(
        "REGIME_NON_GERE", "Le régime 77 n'est pas géré."
    )


FAULT = """<s:Fault><s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>siram_40</s:Value>
</s:Subcode></s:Code><s:Reason><s:Text xml:lang="fr">Le service est inaccessible.</s:Text>
</s:Reason><s:Detail><e:Erreur xmlns:e="urn:e" severity="fatal"><e:code>insi_102</e:code>
<e:libelle>en  panne</e:libelle></e:Erreur></s:Detail></s:Fault>"""


def test_a_fault_keeps_its_words(soap: Soap, asked: RightsRequest) -> None:
    assert parse_answer(soap(FAULT), asked) == ServiceFault(
        "Receiver", "siram_40", "Le service est inaccessible.", "insi_102 en panne"
    )


def test_a_fault_may_have_no_subcode_and_no_detail(soap: Soap, asked: RightsRequest) -> None:
    short = re.sub(r"<s:Subcode>.*</s:Subcode>|<s:Detail>.*</s:Detail>", "", FAULT, flags=re.DOTALL)
    fault = parse_answer(soap(short), asked)
    assert fault == ServiceFault("Receiver", "", "Le service est inaccessible.", "")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("s:Receiver", "t:Receiver"),
        ("s:Receiver", "Receiver"),
        ("<s:Value>siram_40</s:Value>", ""),
        ('<s:Text xml:lang="fr">Le service est inaccessible.</s:Text>', ""),
        ("</s:Fault>", "</s:Fault><s:Fault/>"),
    ],
)
def test_a_malformed_fault_is_refused(old: str, new: str, soap: Soap, asked: RightsRequest) -> None:
    with pytest.raises(UnreadableAnswer):
        parse_answer(soap(FAULT.replace(old, new)), asked)
