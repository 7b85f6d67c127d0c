"""What the simulated ADRi answers: rights, refusals of form, faults, over HTTP."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from lxml import etree

from binocle_simulators.adri import AdriSimulator, Outcome
from binocle_simulators.adri.app import create_app
from binocle_simulators.faults import Fault
from binocle_simulators.people import load_people
from binocle_simulators.servers import InProcessFace
from binocle_simulators.world import World

from .asking import ACTION, ENVELOPE, NS, TYPE, Ask, envelope, fault, signed_assertion, text

NOT_FOUND = (
    "L'organisme AMO nous informe que le patient n'est pas présent dans sa base. Merci de vérifier "
    "le numéro de sécurité sociale, la date et le rang de naissance, ainsi que le code régime."
)


# -- rights ---------------------------------------------------------------------------------------


def test_a_known_person_has_their_rights(ask: Ask, simulator: AdriSimulator) -> None:
    answer = ask(envelope())
    assert answer.get("status") == "200"
    reply = answer.find("s:Body/a:Reponse", NS)
    assert reply is not None
    shown = [
        (element.tag.partition("}")[2], element.text)
        for element in reply.iter()
        if not len(element)
    ]
    assert shown == [
        ("dateReponse", "20240528"),
        ("codeRegime", "01"),
        ("codeCaisse", "999"),
        ("centrePrestation", "9999"),
        ("nomUsuel", "DESMAUX"),
        ("nomPatronymique", "DESMAUX"),
        ("prenom", "NATHALIE"),
        ("adresse", "5, BD MARIE ET ALEXANDRE OYON"),
        ("adresse", "72019 LE MANS CEDEX 2"),
        ("dateNaissance", "19550615"),
        ("rangGemellaire", "1"),
        ("qualite", "0"),
        ("medecinTraitant", "0"),
        ("codeServiceAMO", "00"),
        ("dateDebut", "20200201"),
        ("dateFin", "20250131"),
        ("dateDebut", "00000000"),
        ("dateFin", "00000000"),
        ("codeALD", "0"),
        ("codeSituation", "0100"),
        ("codeExoneration", "0"),
        ("taux", "060"),
        ("noIdentification", "1100000000"),
        ("dateDebut", "20240101"),
        ("dateFin", "20251231"),
        ("noAdherent", "12345678"),
    ]
    (asked,) = simulator.requests
    assert (asked.reference_day.isoformat(), asked.outcome) == ("2024-05-28", Outcome.FOUND)


def test_the_day_of_the_answer_is_the_day_in_paris(ask: Ask, world: World) -> None:
    world.advance(timedelta(hours=14, minutes=30))  # 23:30 in Paris
    late = signed_assertion(first="2024-05-28T21:30:00Z", last="2024-05-28T22:30:00Z")
    assert text(ask(envelope(late)), "a:dateReponse") == "20240528"
    world.advance(timedelta(minutes=30))
    later = signed_assertion(id="_2", first="2024-05-28T22:00:00Z", last="2024-05-28T23:00:00Z")
    assert text(ask(envelope(later)), "a:dateReponse") == "20240529"


def test_a_lunar_birth_date_and_an_exemption_come_back_as_known(ask: Ask) -> None:
    answer = ask(envelope(number="1421962965165", key="96", birth="19421901"))
    assert text(answer, "a:dateNaissance") == "19421901"
    assert (text(answer, "a:codeExoneration"), text(answer, "a:taux")) == ("5", "100")
    assert answer.find(".//a:mutuelle", NS) is None


def test_the_certified_nir_is_given_when_known(ask: Ask, simulator: AdriSimulator) -> None:
    person = load_people()["desmaux"]
    simulator.people[person.nir] = [replace(person, own_nir=person.nir)]
    assert text(ask(envelope()), "a:noNIRCertifie") == "255069999999934"


@pytest.mark.parametrize(
    "changes",
    [
        {"number": "1421962965165", "key": "96"},
        {"birth": "19550616"},
        {"rank": "2"},
        {"regime": "02"},
    ],
)
def test_one_wrong_datum_of_the_four_is_not_found(ask: Ask, changes: dict[str, Any]) -> None:
    answer = ask(envelope(**changes))
    assert answer.get("status") == "200"
    assert text(answer, "a:exception/a:type") == "BENEFICIAIRE_INCONNU"
    assert text(answer, "a:exception/a:libelle") == NOT_FOUND


def test_a_patient_on_paper_has_neither_fund_nor_centre(ask: Ask) -> None:
    known = b"<b:Organisme>999</b:Organisme><b:CodeCentre>9999</b:CodeCentre>"
    assert text(ask(envelope().replace(known, b"")), "a:nomUsuel") == "DESMAUX"


def test_an_insured_can_be_forgotten(ask: Ask, simulator: AdriSimulator) -> None:
    nir = load_people()["desmaux"].nir
    simulator.forget(nir)
    assert text(ask(envelope()), "a:type") == "BENEFICIAIRE_INCONNU"
    with pytest.raises(KeyError):
        simulator.forget(nir)


def test_the_child_of_an_insured_is_found_by_their_own_birth_date(ask: Ask) -> None:
    answer = ask(envelope(number="2900199999001", key="13", birth="20150230"))
    assert text(answer, "a:prenom") == "ZOE"


def test_a_regime_that_is_not_handled(ask: Ask) -> None:
    answer = ask(envelope(regime="77"))
    assert text(answer, "a:type") == "REGIME_NON_GERE"
    assert text(answer, "a:libelle") == "Le régime 77 n'est pas géré par le service."


def test_a_program_that_is_not_authorised(ask: Ask, simulator: AdriSimulator) -> None:
    simulator.refused_software.add("SIMULATEUR")
    answer = ask(envelope())
    assert fault(answer)[:3] == ("500", "s:Sender", "siram_100")
    assert text(answer, "s:Detail/a:Erreur") == "desir_550"


# -- form -----------------------------------------------------------------------------------------

OWN = "<b:Nir><b:Num>2550699999999</b:Num><b:Cle>{}</b:Cle></b:Nir>"
OWN_TOO = "<n:NIRcertifie><n:Num>2550699999999</n:Num><n:Cle>34</n:Cle></n:NIRcertifie>"


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"key": "35"}, "Assure/NIRassure/Cle : clé fausse"),
        ({"number": "9550699999999"}, "ASSURE/Id/Num : forme"),
        ({"rank": "12"}, "BENEFICIAIRE/Rang : forme"),
        ({"rank": "١"}, "BENEFICIAIRE/Rang : forme"),
        ({"birth": "1955061"}, "BENEFICIAIRE/DateNai : forme"),
        ({"regime": "1"}, "GrandRegime : forme"),
        ({"own": OWN.format("34")}, "NIRcertifie/Num : diffère"),
        ({"own": OWN.format("33"), "own_too": OWN_TOO}, "NIRcertifie/Cle : diffère"),
    ],
)
def test_a_value_of_the_wrong_form_is_named(ask: Ask, changes: dict[str, Any], named: str) -> None:
    status, code, subcode, reason = fault(ask(envelope(**changes)))
    assert (status, code, subcode) == ("400", "s:Sender", "siram_20")
    assert named in (reason or "")


def test_the_certified_nir_may_be_sent(ask: Ask) -> None:
    answer = ask(envelope(own=OWN.format("34"), own_too=OWN_TOO))
    assert text(answer, "a:nomUsuel") == "DESMAUX"


LPS = ENVELOPE[ENVELOPE.index("<l:ContexteLPS") : ENVELOPE.index("<wsse:Security")]


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        (LPS, "", "ContexteLPS : manque"),
        (LPS, LPS + LPS, "ContexteLPS : figure deux fois"),
        ('Version="01_02"', 'Version="01_03"', "ContexteBAM@Version"),
        ("urn:siram:bam:ctxbam", "urn:siram:bam:other", "Header/ContexteBAM"),
        (">urn:adr:1.1.0:acq", ">urn:adr:1.2.0:acq", "Action"),
        ("urn:uuid:0", "uuid:0", "MessageID"),
        ("<b:Rang>1</b:Rang>", "<b:Rang>2</b:Rang>", "RangdeNaissance : diffère"),
        ("<b:DateNai>1955", "<b:DateNai>1956", "DatedeNaissance : diffère"),
        ("<b:Emetteur>80", "<b:Emetteur>81", "Emetteur : diffère"),
        ("<b:Rang>1</b:Rang>", "", "Rang : manque"),
        ("<b:Rang>1</b:Rang>", "<b:Rang>1</b:Rang><b:Rang>1</b:Rang>", "Rang : n'est pas admis"),
        ("<b:Rang>1</b:Rang>", "<b:Rang><b:Rang/></b:Rang>", "Rang : un élément"),
        ("</b:Rang>", "</b:Rang><b:Sexe>2</b:Sexe>", "Sexe : n'est pas admis"),
        ("<b:Rang>", "oups<b:Rang>", "BENEFICIAIRE : un texte"),
        ("<b:DateNai>", "<b:Nir/><b:DateNai>", "Nir/Num : manque"),
        ('R="4"', 'R="3"', "IDAM"),
        (">2024-05-28</r:", ">2024-02-30</r:", "n'existe pas"),
        ("<s:Body>", "<s:Body><r:Requete xmlns:r='urn:ir:se_req_adr'/>", "Requete"),
        ("<s:Header>", "<s:Header><x:To xmlns:x='urn:x' s:mustUnderstand='1'/>", "To"),
        ("<s:Body>", "<s:Body/><s:Body>", "Envelope"),
        ("</s:Envelope>", "", "Envelope : ce n'est pas du XML"),
        ("<s:Envelope", "<!DOCTYPE s:Envelope><s:Envelope", "DOCTYPE"),
    ],
)
def test_an_element_that_is_not_right_is_named(ask: Ask, old: str, new: str, named: str) -> None:
    sent = envelope()
    assert old.encode() in sent
    status, code, subcode, reason = fault(ask(sent.replace(old.encode(), new.encode(), 1)))
    assert (status, code, subcode) == ("400", "s:Sender", "siram_20")
    assert named in (reason or "")


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/xml; charset=utf-8",
        f'application/soap+xml; action="{ACTION}"',
        'application/soap+xml; charset=utf-8; action="urn:adr:1.0.0:autre"',
        f'application/soap+xml; charset=iso-8859-1; action="{ACTION}"',
    ],
)
def test_another_content_type_is_refused(ask: Ask, content_type: str) -> None:
    status, _, subcode, reason = fault(ask(envelope(), content_type))
    assert (status, subcode) == ("400", "siram_20")
    assert "Content-Type" in (reason or "")


def test_no_entity_is_read(ask: Ask, tmp_path: Any) -> None:
    secret = tmp_path / "secret"
    secret.write_text("19550615")
    doctype = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>'.encode()
    sent = doctype + envelope(birth="&e;")
    assert "DOCTYPE" in (fault(ask(sent))[3] or "")


# -- over HTTP ------------------------------------------------------------------------------------


def post(world: World, simulator: AdriSimulator, path: str = "/lps") -> httpx.Response:
    face = InProcessFace(world, "adri", create_app(simulator))
    with httpx.Client(transport=face, base_url="http://adri.invalid") as client:
        return client.post(path, content=envelope(), headers={"content-type": TYPE})


def test_the_service_answers_over_http(world: World, simulator: AdriSimulator) -> None:
    answer = post(world, simulator)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/soap+xml; charset=utf-8"
    assert text(etree.fromstring(answer.content), "a:nomUsuel") == "DESMAUX"
    assert post(world, simulator, "/autre").status_code == 404


def test_the_fault_of_the_plan_is_a_soap_fault(world: World, simulator: AdriSimulator) -> None:
    world.faults.arm(Fault("adri", "fault"))
    answer = post(world, simulator)
    root = etree.fromstring(answer.content)
    root.set("status", str(answer.status_code))
    assert fault(root) == (
        "500",
        "s:Receiver",
        "siram_40",
        "Le service est temporairement inaccessible. Veuillez renouveler votre demande "
        "ultérieurement.",
    )
    error = root.find(".//s:Detail/a:Erreur", NS)
    assert error is not None
    assert error.get("severity") == "fatal"
    assert not simulator.requests
    assert post(world, simulator).status_code == 200
