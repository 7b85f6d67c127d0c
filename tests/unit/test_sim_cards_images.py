"""Card images: what is shipped, what is refused and where, and that nothing is lost on the way."""

import json
import re
import tomllib
from dataclasses import MISSING, fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from binocle_simulators.cards import (
    AGENT_CARD,
    DAMAGES,
    DEMO_HOLDER,
    VITALE_1_CARDS,
    VITALE_2_ATRS,
    BadCardImage,
    CpsCard,
    CpsHolder,
    ForeignCard,
    Iso7816Card,
    Making,
    RawFile,
    Situation,
    UnfitForCard,
    Validity,
    Vitale1Card,
    VitaleCard,
    card_files,
    card_image,
    image_names,
    load_card,
    shipped_image,
)
from binocle_simulators.cards.files import MASTER, Df
from binocle_simulators.cards.image_schema import first_fault, schema
from binocle_simulators.cards.kinds import CARDS
from binocle_simulators.cards.vitale_files import APPLICATIONS
from binocle_simulators.factories import PersonFactory
from binocle_simulators.people import FORMS, Amc, Cover, Person, WorkAccident, load_people, nir_key
from binocle_simulators.world import World

PEOPLE = load_people()
HEAD = 'format = "binocle-carte/1"\n'
VITALE = HEAD + 'kind = "vitale2"\n'
PERSON = """
[[person]]
key = "x"
name = "FICTIF"
first_name = "SACHA"
birth = "19901901"
nir = "290019999900113"
"""
CPS = """
kind = "cps3"
[holder]
rpps = "00991002601"
name = "FICTIF"
first_name = "OPTICIEN"
code = "7391"
"""


def load(source: Any) -> Iso7816Card:
    return load_card(source, people=PEOPLE, chance=World().stream("cps"))


def told(source: Any) -> BadCardImage:
    with pytest.raises(BadCardImage) as caught:
        load(source)
    return caught.value


def card_or_refusal(text: str) -> Iso7816Card | BadCardImage:
    try:
        return load(text)
    except BadCardImage as error:
        return error


def kind_of(name: str) -> str:
    kind = tomllib.loads(shipped_image(name).read_text(encoding="utf-8"))["kind"]
    assert isinstance(kind, str)
    return kind


# -- shipped -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", image_names())
def test_a_shipped_image_makes_its_card(name: str) -> None:
    assert load(shipped_image(name)).atr[0] in (0x3B, 0x3F)


def test_what_is_shipped_covers_what_was_asked() -> None:
    assert {*image_names()} >= {
        "desmaux", "famille", "lunaire", "sans-siecle", "siecle-faux", "demo", "test", "reel",
        "perimee", "pas-encore", "droits-fermes", "vitale1", "opposee", "tronquee", "illisible",
        "incoherente", "cps-demo", "cps-expiree", "cps-opposee", "cps-16-situations", "cps4",
    }  # fmt: skip
    assert {kind_of(name) for name in image_names()} >= {"vitale2", "vitale1", "cps3", "foreign"}
    with pytest.raises(KeyError):
        shipped_image("absente")


def test_shipped_cards_are_what_their_names_say() -> None:
    family = load(shipped_image("famille"))
    assert isinstance(family, VitaleCard)
    assert [p.rank for p in family.people if p.birth == "20160307"] == ["1", "2"]
    assert len(family.people) == 5
    expired = load(shipped_image("perimee"))
    assert isinstance(expired, VitaleCard)
    assert expired.making.validity.last < "20240528"
    opposed = load(shipped_image("cps-opposee"))
    assert isinstance(opposed, CpsCard)
    assert opposed.holder.opposed
    many = load(shipped_image("cps-16-situations"))
    assert isinstance(many, CpsCard)
    assert len(many.holder.situations) == 16


# -- refusals ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ("format = ", "la fin du fichier", "du TOML"),
        ("a = 1\na = 2\n", "ligne 2, colonne 6", "deux fois"),
        ("", "format", 'format = "binocle-carte/1"'),
        ('format = "binocle-carte/2"\nkind = "vitale2"', "format (ligne 1)", "binocle-carte/1"),
        (HEAD, "kind", "vitale2, vitale1"),
        (HEAD + "kind = 2", "kind (ligne 2)", "vitale2"),
        (HEAD + 'kind = "vitale3"', "kind (ligne 2)", "vitale2"),
        (VITALE, "people", "au moins une personne"),
        (VITALE + 'people = ["personne"]', "people[1] (ligne 3)", "desmaux"),
        (VITALE + 'people = "desmaux"', "people (ligne 3)", "une liste"),
        (VITALE + 'people = ["desmaux"]\ncouleur = "verte"', "couleur (ligne 4)", "pas cette clé"),
        (VITALE + 'people = ["desmaux"]\natr = "3C"', "atr (ligne 4)", "3B ou 3F"),
        (VITALE + 'people = ["desmaux", "pere"]', "le fichier", "même numéro de série"),
        (VITALE + PERSON.replace("19901901", "1990"), "person[1].birth (ligne 8)", "AAAAMMJJ"),
        (VITALE + PERSON.replace("0113", "0114"), "person[1].nir (ligne 9)", "clé est juste"),
        (VITALE + PERSON.replace('name = "FICTIF"', ""), "person[1].name (ligne 4)", "qui manque"),
        (VITALE + PERSON + 'rank = 1', "person[1].rank (ligne 10)", "1 chiffre"),
        (VITALE + PERSON + PERSON + 'rank = "A"', "person[2].rank (ligne 17)", "1 chiffre"),
        (VITALE + PERSON.replace("SACHA", "ŽOÉ"), "person[1].first_name (ligne 7)", "Latin-1"),
        (VITALE + PERSON.replace("SACHA", "A/B"), "person[1].first_name (ligne 7)", "barre"),
        (VITALE + PERSON + 'covers = [{first = "1"}]',
         "person[1].covers[1].last (ligne 10)", "manque"),
        (VITALE + PERSON + 'rights = [["20240101"]]', "person[1].rights[1] (ligne 10)", "deux"),
        (VITALE + PERSON + '[card]\ndamage = ["feu"]',
         "card.damage[1] (ligne 11)", "identity-cut"),
        (VITALE + PERSON + "[card]\nfirst_day = 2024-01-01",
         "card.first_day (ligne 11)", "AAAAMMJJ"),
        (VITALE + PERSON + '[[file]]\napplication = "VITALE"\nfid = "2A10"\ncontent = "ABC"',
         "file[1].content (ligne 13)", "octets en hexadécimal"),
        (VITALE + PERSON + '[[file]]\napplication = "VITALE"\nfid = "2000"\ncontent = ""',
         "le fichier", "répertoire"),
        (VITALE + "people = [" + '"desmaux",' * 12 + "]", "le fichier", "moins de monde"),
        (VITALE + PERSON.replace("FICTIF", "A" * 40).replace("SACHA", "A" * 80),
         "le fichier", "plus courts"),
        (HEAD + 'kind = "foreign"', "atr", "qui manque"),
        (HEAD + 'kind = "vitale1"\npeople = ["desmaux"]', "people (ligne 3)", "pas cette clé"),
        (HEAD + CPS.replace("7391", "739"), "holder.code (ligne 8)", "4 chiffres"),
        (HEAD + 'kind = "cps3"\n', "holder", "qui manque"),
        (HEAD + 'kind = "cps3"\natr = "3B 00"' + CPS.replace('kind = "cps3"', ""),
         "atr (ligne 3)", "pas cette clé"),
        (HEAD + CPS + "[[situation]]\nnumber = 17",
         "situation[1].structure (ligne 9)", "qui manque"),
        (HEAD + CPS + '[[situation]]\nnumber = 0\nstructure = "A"\nbilling_number = "992604231"',
         "situation[1].number (ligne 10)", "de 1 à 16"),
        (HEAD + CPS
         + 2 * '[[situation]]\nnumber = 3\nstructure = "A"\nbilling_number = "992604231"\n',
         "situation[2].number (ligne 14)", "une fois"),
        ("a = " + "[" * 5000, "le fichier", "moins profond"),
        ("a = " + "9" * 5000, "le fichier", "du TOML"),
    ],
)  # fmt: skip
def test_a_bad_image_is_told_with_its_place(text: str, place: str, expected: str) -> None:
    error = told(text)
    assert (error.file, error.place) == ("texte", place)
    assert expected in error.expected


def test_a_refusal_never_repeats_a_code() -> None:
    error = told(HEAD + CPS.replace("7391", "73912"))
    assert "7391" not in f"{error!r} {error} {error.expected}"


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    assert told(tmp_path / "absent.toml").expected == "un fichier qui existe et se lit"
    assert told(tmp_path).place == "le fichier"
    (tmp_path / "latin.toml").write_bytes(HEAD.encode() + b"# \xe9")
    error = told(tmp_path / "latin.toml")
    assert error.file.endswith("latin.toml")
    assert (error.place, error.expected) == ("octet 30", "un fichier de texte UTF-8")


PIECES = st.sampled_from(
    [HEAD, 'kind = "vitale2"\n', 'kind = "cps3"\n', 'kind = "vitale1"\n', 'people = ["pere"]\n',
     'people = ["pere", 3]\n', PERSON, CPS, "[card]\n", 'damage = ["rights-cut", "rights-lost"]\n',
     'first_day = "20240101"\n', "[[file]]\n", 'fid = "2A01"\n', 'content = "00"\n', "rank = 3\n",
     'application = "VITALE"\n', "[[person]]\n", "amc = 3\n", "[holder]\n", "[[situation]]\n",
     "number = 1\n", "x = 1979-05-27\n", "nan = nan\n", "[[[", "\x00", 'atr = "3B"\n', "[format]\n",
     'rights = [["20240101", "20241231"], []]\n', 'covers = [{}]\n', "\ud800"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=9).map("".join) | st.text(max_size=200))
def test_any_text_is_a_card_or_a_bad_image(text: str) -> None:
    made = card_or_refusal(text)
    if isinstance(made, BadCardImage):
        assert (made.file, bool(made.place), bool(made.expected)) == ("texte", True, True)
    else:
        assert len(made.exchange(bytes.fromhex("00B0820000"))) >= 2


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_shipped_image_altered_anywhere_is_a_card_or_a_bad_image(data: st.DataObject) -> None:
    names = [name for name in image_names() if kind_of(name) != "foreign"]
    text = shipped_image(data.draw(st.sampled_from(names))).read_text(encoding="utf-8")
    at = data.draw(st.integers(0, len(text)))
    cut = data.draw(st.integers(0, 6))
    altered = text[:at] + data.draw(st.text(max_size=4)) + text[at + cut :]
    assert isinstance(card_or_refusal(altered), BadCardImage | Iso7816Card)


# -- schema --------------------------------------------------------------------------------------


def defined(name: str) -> dict[str, Any]:
    table = schema()["$defs"][name]
    assert isinstance(table, dict)
    return table


@pytest.mark.parametrize(
    ("name", "kind", "apart"),
    [
        ("person", Person, set()),
        ("cover", Cover, set()),
        ("amc", Amc, set()),
        ("work_accident", WorkAccident, set()),
        ("holder", CpsHolder, {"situations"}),
        ("situation", Situation, set()),
    ],
)
def test_the_schema_has_the_fields_of_the_values(
    name: str, kind: type[Any], apart: set[str]
) -> None:
    table = defined(name)
    assert {*table["properties"]} ^ {each.name for each in fields(kind)} == apart
    needed = {
        each.name
        for each in fields(kind)
        if each.default is MISSING and each.default_factory is MISSING
    }
    # An image numbers every situation; a holder may leave it to their order.
    numbered = {"number"} if kind is Situation else set()
    assert {*table.get("required", ())} ^ needed == apart | numbered
    assert table["additionalProperties"] is False


@pytest.mark.parametrize("name", ["person", "cover", "amc"])
def test_the_schema_has_the_forms_of_people(name: str) -> None:
    for field, rule in defined(name)["properties"].items():
        resolved = defined(rule["$ref"].rpartition("/")[2]) if "$ref" in rule else rule
        if field in FORMS:
            assert resolved["pattern"] == f"^{FORMS[field].pattern}$", field


def test_the_schema_names_the_damages_applications_and_kinds() -> None:
    damage = defined("card")["properties"]["damage"]["items"]
    assert {*damage["enum"]} == {*DAMAGES}
    assert all(name in damage["description"] for name in DAMAGES)
    assert {*defined("file")["properties"]["application"]["enum"]} == {*APPLICATIONS}
    assert {*CARDS} == {*defined("cps")["properties"]["kind"]["enum"]}


def test_every_rule_of_the_schema_says_what_is_expected() -> None:
    def rules(node: Any) -> list[dict[str, Any]]:
        if isinstance(node, list):
            return [rule for item in node for rule in rules(item)]
        if not isinstance(node, dict):
            return []
        own = [node] if {"type", "enum", "const"} & {*node} and "$schema" not in node else []
        return own + [rule for item in node.values() for rule in rules(item)]

    found = rules(dict(schema()["$defs"]))
    assert len(found) > 60
    assert all(rule.get("description") for rule in found)


def test_the_schema_is_plain_json_schema() -> None:
    """Patterns read the same in JavaScript: anchored, no Python-only form."""
    patterns = re.findall(r'"pattern": "(.*)"', json.dumps(dict(schema()), indent=0))
    assert len(patterns) > 20
    for pattern in patterns:
        assert pattern.startswith("^")
        assert pattern.endswith("$")
        assert "(?P" not in pattern
        assert "\\d" not in pattern


# -- writing -------------------------------------------------------------------------------------


TEXTS = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_categories=["Cc"]), max_size=20
)
NAMES = TEXTS.map(lambda text: text.replace("/", "-"))
DAYS = st.sampled_from(["00000000", "20240101", "20241231", "20230230", "19421901"])


def digits(size: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=size, max_size=size)


@st.composite
def nirs(draw: DrawFn) -> str:
    number = draw(st.sampled_from("123478")) + draw(digits(4)) + "99999" + draw(digits(3))
    return number + nir_key(number)


COVERS = st.builds(Cover, DAYS, DAYS, digits(1), digits(4), digits(1), rate=st.integers(0, 100))
PERSONS = st.builds(
    Person,
    key=st.just("x"),
    name=NAMES,
    first_name=NAMES,
    patronymic=NAMES,
    birth=digits(8),
    card_birth=st.just("") | digits(6) | digits(8),
    nir=nirs(),
    own_nir=st.just("") | nirs(),
    rank=digits(1),
    quality=digits(1),
    centre_label=TEXTS,
    address=st.lists(TEXTS, max_size=3).map(tuple),
    rights=st.lists(st.tuples(DAYS, DAYS), max_size=2).map(tuple),
    covers=st.lists(COVERS, max_size=2).map(tuple),
    amc=st.none() | st.builds(Amc, digits(9), TEXTS, DAYS, DAYS),
    work_accident=st.builds(WorkAccident, TEXTS, TEXTS),
    card_type=st.just("R"),
    card_serial=st.just("0000000042"),
    card_amc=st.booleans(),
    opposed=st.just("") | DAYS,
)
MAKINGS = st.builds(
    Making,
    atr=st.sampled_from(sorted(VITALE_2_ATRS.values())),
    validity=st.builds(Validity, DAYS, DAYS),
    rights_closed_on=st.just("") | DAYS,
    damages=st.lists(st.sampled_from(sorted(DAMAGES)), max_size=3).map(tuple),
    files=st.lists(
        st.builds(
            RawFile, st.sampled_from(sorted(APPLICATIONS)), st.integers(1, 0x1FFF),
            st.binary(max_size=40),
        ),
        max_size=2,
    ).map(tuple),
)  # fmt: skip


def same(one: Iso7816Card, other: Iso7816Card) -> bool:
    return (type(one), one.atr, card_files(one)) == (type(other), other.atr, card_files(other))


@settings(max_examples=60, deadline=None)
@given(st.lists(PERSONS, min_size=1, max_size=2), MAKINGS)
def test_an_image_makes_the_same_card_again(people: list[Person], making: Making) -> None:
    card = VitaleCard(*people, making=making)
    again = load_card(card_image(card, about="Essai"), people={}, chance=World().stream("cps"))
    assert isinstance(again, VitaleCard)
    assert (again.people, again.making) == (card.people, card.making)
    assert same(card, again)


@given(st.integers(0, 10**6))
def test_made_people_go_through_an_image(seed: int) -> None:
    person = PersonFactory.build(chance=World(seed).stream("people"), has_amc=True)
    assert same(load(card_image([person])), VitaleCard(person))


@pytest.mark.parametrize(
    "card",
    [
        Vitale1Card(VITALE_1_CARDS["A4-6A"]),
        ForeignCard(AGENT_CARD),
        CpsCard(chance=World().stream("cps")),
        CpsCard(
            replace(
                DEMO_HOLDER,
                opposed=True,
                last_day="20240101",
                situations=tuple(
                    Situation(f"OPTIQUE {n}", "992604231", rights="F") for n in range(16)
                ),
            ),
            chance=World().stream("cps"),
        ),
    ],
    ids=["vitale 1", "foreign", "cps3", "cps3 of 16 situations"],
)
def test_other_cards_go_through_an_image(card: Iso7816Card) -> None:
    again = load(card_image(card))
    assert same(card, again)
    if isinstance(card, CpsCard):
        assert isinstance(again, CpsCard)
        assert replace(again.holder, situations=()) == replace(card.holder, situations=())
        assert {n: replace(s, number=n) for n, s in card.holder.numbered().items()} == (
            again.holder.numbered()
        )


@pytest.mark.parametrize("name", image_names())
def test_a_shipped_card_goes_through_an_image(name: str) -> None:
    card = load(shipped_image(name))
    assert same(card, load(card_image(card)))


def test_what_has_no_place_in_an_image_is_refused() -> None:
    person = replace(PEOPLE["pere"], address=("RUE",) * 6)
    with pytest.raises(BadCardImage, match=r"person\[1\].address"):
        card_image([person])
    with pytest.raises(UnfitForCard):
        card_image([PEOPLE["pere"], PEOPLE["mere"]])
    with pytest.raises(TypeError, match="Strange"):
        card_image(Strange(AGENT_CARD, Df(MASTER, ())))


class Strange(Iso7816Card):
    """A card that no image knows."""


def test_a_written_image_is_of_the_published_form() -> None:
    assert first_fault(tomllib.loads(card_image([PEOPLE["desmaux"]]))) is None


# -- what lies on a card -------------------------------------------------------------------------


def test_the_files_of_a_card_are_shown_with_their_objects() -> None:
    files = {file.path: file for file in card_files(VitaleCard(PEOPLE["desmaux"]))}
    identity = files["3F00/D001"]
    assert (identity.label, identity.sfi, identity.readable) == ("IDENTITE", 2, True)
    assert [(o.depth, o.tag, o.text) for o in identity.objects()][:2] == [
        (0, 0x65, None), (1, 0x80, "DESMAUX"),
    ]  # fmt: skip
    assert not files["3F00/2000/2A02"].readable
    cut = VitaleCard(PEOPLE["desmaux"], making=Making(damages=("identity-cut",)))
    assert next(f for f in card_files(cut) if f.path == "3F00/D001").objects() == ()
    assert card_files(Vitale1Card()) == ()
