"""What the simulated ADRi tells of each person of the bench, zone by zone."""

from dataclasses import replace

import pytest
from lxml import etree

from binocle_simulators.adri import AdriSimulator
from binocle_simulators.people import Person, load_people

from .asking import NS, Ask, envelope, signed_assertion, text

PEOPLE = load_people()


def told(ask: Ask, person: Person) -> etree._Element:
    sent = envelope(
        signed_assertion(id=f"_{person.key}"),
        regime=person.regime,
        number=person.nir[:13],
        key=person.nir[13:],
        birth=person.birth,
        rank=person.rank,
    )
    answer = ask(sent)
    assert answer.get("status") == "200"
    return answer


def names(answer: etree._Element, block: str) -> list[str]:
    found = answer.find(f".//a:{block}", NS)
    assert found is not None
    return [str(child.tag).partition("}")[2] for child in found]


@pytest.mark.parametrize(
    ("key", "situation", "exemption", "rate"),
    [
        ("desmaux", "0100", "0", "060"),
        ("alain", "0300", "5", "100"),
        ("alexandre", "0850", "0", "085"),
        ("alsacien", "0104", "0", "090"),
        ("ald", "0400", "4", "060"),
        ("maternite", "0500", "3", "100"),
        ("militaire", "0600", "0", "100"),
        ("fsv", "0208", "9", "080"),
        ("ame", "0700", "0", "100"),
    ],
)
def test_a_situation_has_its_rate(
    ask: Ask, key: str, situation: str, exemption: str, rate: str
) -> None:
    answer = told(ask, PEOPLE[key])
    assert text(answer, "a:codeSituation") == situation
    assert text(answer, "a:codeExoneration") == exemption
    assert text(answer, "a:taux") == rate
    assert text(answer, "a:codeALD") == ("1" if key == "ald" else "0")


@pytest.mark.parametrize(
    ("key", "service", "insurer"),
    [
        ("issner", "01", "99999997"),
        ("alainter", "01", "99999997"),
        ("c2smutuelle", "03", "62013354"),
        ("sortante", "10", "55555551"),
    ],
)
def test_an_amo_service_has_its_days_and_its_insurer(
    ask: Ask, key: str, service: str, insurer: str
) -> None:
    answer = told(ask, PEOPLE[key])
    assert text(answer, "a:codeServiceAMO") == service
    assert text(answer, "a:dateDebutServiceAMO") == "20240101"
    assert text(answer, "a:dateFinServiceAMO") == "20241231"
    assert text(answer, "a:noIdentification") == insurer
    order = names(answer, "beneficiaireDeSoins")
    at = order.index("codeServiceAMO")
    assert order[at + 1 : at + 4] == ["dateDebutServiceAMO", "dateFinServiceAMO", "periodeAMO"]
    assert order[at - 2 : at] == ["qualite", "medecinTraitant"]


def test_a_mutual_tells_all_that_is_known_of_it(ask: Ask) -> None:
    answer = told(ask, PEOPLE["alexis"])
    mutual = answer.find(".//a:mutuelle", NS)
    assert mutual is not None
    assert [(str(zone.tag).partition("}")[2], zone.text) for zone in mutual] == [
        ("noIdentification", "1100000000"),
        ("dateDebut", "20240101"),
        ("dateFin", "20251231"),
        ("noAdherent", "87654321"),
        ("typeConvention", "CM"),
        ("critereSecondaire", "94???????"),
        ("indicateurTraitement", "01"),
        ("codeAiguillageSTS", "M"),
        ("codeGarantiesComplementaires", "OOOOOOOO"),
    ]
    assert text(answer, "a:medecinTraitant") == "1"


def test_work_accidents_follow_the_covers(ask: Ask) -> None:
    answer = told(ask, PEOPLE["accidente"])
    assert names(answer, "beneficiaireDeSoins")[-2:] == ["periodeCodeCouverture", "accidentTravail"]
    accident = answer.find(".//a:accidentTravail", NS)
    assert accident is not None
    leaves = [zone.text for zone in accident.iter() if not len(zone)]
    assert leaves == ["019999999", "013499881", "202403011", "019999999", "202405022"]
    assert len(accident.findall("a:at", NS)) == 2


def test_what_only_the_card_knows_is_not_told(ask: Ask) -> None:
    """DESMAUX's card prints a work accident, her ADRe tab does not (seed-facts 1.1)."""
    assert told(ask, PEOPLE["desmaux"]).find(".//a:accidentTravail", NS) is None


def test_the_shipped_people_fit_their_zones() -> None:
    for person in PEOPLE.values():
        accident = person.work_accident
        zones = (accident.risk, accident.at1, accident.at1_id, accident.at2, accident.at2_id)
        assert all(not zone or (len(zone) == 9 and zone.isdigit()) for zone in zones), person.key
        assert bool(accident.at1) == bool(accident.at1_id)
        assert len({cover.situation for cover in person.covers}) == 1


def test_a_regime_of_nobody_is_not_handled(ask: Ask, simulator: AdriSimulator) -> None:
    assert text(told(ask, PEOPLE["horsregime"]), "a:type") == "REGIME_NON_GERE"
    simulator.handled_regimes.add("77")
    again = replace(PEOPLE["horsregime"], key="encore")
    assert text(told(ask, again), "a:nomUsuel") == "IRREEL"


def test_a_person_known_anew_replaces_the_former(ask: Ask, simulator: AdriSimulator) -> None:
    twin = PEOPLE["jumeau"]
    simulator.know(replace(twin, amo_service="01"))
    assert text(told(ask, twin), "a:codeServiceAMO") == "01"
    assert text(told(ask, PEOPLE["jumelle"]), "a:codeServiceAMO") == "00"
    simulator.forget(twin.nir)
    simulator.know(twin)
    assert len(simulator.people[twin.nir]) == 1
