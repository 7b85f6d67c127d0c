"""The simulated directory of conventions: what it finds, page by page, and what it refuses."""

import json
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from binocle_simulators.bench import Bench
from binocle_simulators.conventions import (
    BadConventions,
    Convention,
    ConventionDirectory,
    Query,
    TooMany,
    create_app,
    load_conventions,
    matches,
)
from binocle_simulators.conventions.behaviour import LIMIT, PAGE, NoSuchPage
from binocle_simulators.faults import Fault
from binocle_simulators.servers import InProcessFace
from binocle_simulators.world import World

SHIPPED = load_conventions()
ASKED: dict[str, Any] = {
    "numero": "1100000000",
    "typeConvention": "",
    "critereSecondaire": "",
    "page": 1,
}
TOO_MANY = "Nombre de résultats trop grand, merci d'affiner votre recherche"


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def directory(world: World) -> ConventionDirectory:
    return ConventionDirectory(world=world)


@pytest.fixture
def client(world: World, directory: ConventionDirectory) -> Iterator[httpx.Client]:
    face = InProcessFace(world, "conventions", create_app(directory))
    with httpx.Client(transport=face, base_url="http://conventions.invalid", timeout=3.0) as made:
        yield made


Find = Callable[..., dict[str, Any]]


@pytest.fixture
def find(client: httpx.Client) -> Find:
    def send(**members: Any) -> dict[str, Any]:
        answer = client.post("/conventions", json={**ASKED, **members})
        assert answer.headers["content-type"] == "application/json"
        read = answer.json()
        assert isinstance(read, dict)
        return {"status": answer.status_code, **read}

    return send


# -- what is found --------------------------------------------------------------------------------


def test_the_printed_convention(find: Find) -> None:
    assert find() == {
        "status": 200,
        "total": 1,
        "page": 1,
        "pages": 1,
        "conventions": [
            {
                "idSignataire": "1100000000",
                "libelleSignataire": "Zz1",
                "conventionGroupe": False,
                "typeConvention": "CM",
                "critereSecondaire": "",
                "typeAccord": "T",
                "numeroAmc": "1100000000",
                "libelleAmc": "Mut. Test CNDA",
                "codeRoutage": "TE",
                "identifiantHote": "SIM",
                "nomDomaine": "SIMULATEUR.INVALID",
                "codeAiguillageSts": "",
                "modeGestion": "separee",
                "desactive": False,
                "annulationDre": True,
            }
        ],
    }


@pytest.mark.parametrize(
    ("number", "total", "pages"),
    [
        ("62013354", 1, 1),
        ("0062013354", 1, 1),
        ("062013354", 1, 1),
        ("99999997", 1, 1),
        ("55555551", 0, 0),
        ("98532001", 12, 3),
        ("12345678", 0, 0),
    ],
)
def test_the_insurers_of_the_bench(find: Find, number: str, total: int, pages: int) -> None:
    found = find(numero=number)
    assert (found["status"], found["total"], found["pages"]) == (200, total, pages)
    assert len(found["conventions"]) == min(total, PAGE)


def test_single_management_is_told(find: Find) -> None:
    assert find(numero="99999997")["conventions"][0]["modeGestion"] == "unique"
    assert find(numero="62013354")["conventions"][0]["modeGestion"] == "separee"


def test_pages_follow_one_another_without_hole(find: Find) -> None:
    pages = [find(numero="98532001", page=page) for page in (1, 2, 3)]
    told = [one["libelleSignataire"] for page in pages for one in page["conventions"]]
    assert told == [f"ALMERYS FICTIF {rank:02d}" for rank in range(1, 13)]
    assert [page["page"] for page in pages] == [1, 2, 3]
    assert find(numero="98532001", page=4) == {
        "status": 400,
        "code": -1,
        "libelle": "page : il n'y en a que 3.",
    }


def test_too_many_must_be_narrowed(find: Find) -> None:
    too_many = {"status": 200, "code": -1300, "libelle": TOO_MANY}
    assert find(numero="77567199") == too_many
    assert find(numero="77567199", page=9) == too_many
    assert find(numero="77567199", typeConvention="CM") == too_many
    narrowed = find(numero="77567199", typeConvention="CM", critereSecondaire="0????????")
    assert [one["critereSecondaire"] for one in narrowed["conventions"]] == [
        f"{rank:02d}???????" for rank in (1, 3, 5, 7, 9)
    ]
    exact = find(numero="77567199", typeConvention="AC", critereSecondaire="940000001")
    assert exact["total"] == 0
    assert find(numero="77567199", critereSecondaire="120000001")["total"] == 1


def test_the_limit_is_the_last_number_that_is_shown(world: World) -> None:
    (one,) = (convention for convention in SHIPPED if convention.number == "1100000000")
    held = ConventionDirectory(world=world, conventions=[one] * LIMIT)
    assert held.search(Query("1100000000", page=4)).total == LIMIT
    held.conventions.append(one)
    with pytest.raises(TooMany):
        held.search(Query("1100000000"))
    assert [query.page for query in held.queries] == [4, 1]


# -- wildcards ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("94???????", "940000001", True),
        ("940000001", "94???????", True),
        ("94???????", "??0000001", True),
        ("94???????", "950000001", False),
        ("94???????", "94", False),
        ("", "?", False),
        ("A", "?", True),
    ],
)
def test_a_question_mark_is_one_character_on_either_side(one: str, other: str, agree: bool) -> None:
    assert matches(one, other) is agree


CRITERIA = st.text("09A?", max_size=6)


@given(CRITERIA, CRITERIA)
def test_agreement_is_mutual_and_keeps_lengths(one: str, other: str) -> None:
    assert matches(one, other) is matches(other, one)
    assert matches(one, one)
    assert matches(one, "?" * len(other)) is (len(one) == len(other))
    if matches(one, other) and "?" not in one + other:
        assert one == other


QUERIES = st.builds(
    Query,
    st.sampled_from([convention.number.lstrip("0") for convention in SHIPPED] + ["55555551"]),
    st.sampled_from(["", "CM", "AC", "RO", "ZZ"]),
    st.sampled_from(["", "940000001", "0????????", "12???????", "110000001"]),
    st.integers(1, 5),
)


@given(QUERIES)
def test_what_is_found_is_what_agrees(query: Query) -> None:
    directory = ConventionDirectory(world=World())
    expected = [
        one
        for one in SHIPPED
        if int(one.number) == int(query.number)
        and (not query.kind or one.kind == query.kind)
        and (not query.criterion or matches(one.criterion, query.criterion))
    ]
    try:
        page = directory.search(query)
    except TooMany:
        assert len(expected) > LIMIT
    except NoSuchPage:
        assert query.page > max(1, -(-len(expected) // PAGE))
    else:
        start = (query.page - 1) * PAGE
        assert page.conventions == tuple(expected[start : start + PAGE])
        assert page.total == len(expected) <= LIMIT


# -- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("members", "named"),
    [
        ({"numero": "1234567"}, "numero"),
        ({"numero": "12345678901"}, "numero"),
        ({"numero": 1100000000}, "numero"),
        ({"numero": "11OOOOOOOO"}, "numero"),
        ({"numero": "١١٠٠٠٠٠٠٠٠"}, "numero"),
        ({"numero": "1100000000\n"}, "numero"),
        ({"typeConvention": "C"}, "typeConvention"),
        ({"typeConvention": "cm"}, "typeConvention"),
        ({"typeConvention": None}, "typeConvention"),
        ({"critereSecondaire": "94*"}, "critereSecondaire"),
        ({"critereSecondaire": "9" * 21}, "critereSecondaire"),
        ({"critereSecondaire": 94}, "critereSecondaire"),
        ({"page": 0}, "page"),
        ({"page": "1"}, "page"),
        ({"page": 1.0}, "page"),
        ({"page": True}, "page"),
        ({"page": 10_000}, "page"),
        ({"domaine": ""}, "domaine"),
    ],
)
def test_a_member_of_the_wrong_form_is_named(
    find: Find, directory: ConventionDirectory, members: dict[str, Any], named: str
) -> None:
    refused = find(**members)
    assert (refused["status"], refused["code"]) == (400, -1)
    assert refused["libelle"].startswith(f"{named} : ")
    assert not directory.queries


@pytest.mark.parametrize("missing", ASKED)
def test_every_member_must_be_there_once(client: httpx.Client, missing: str) -> None:
    without = {name: value for name, value in ASKED.items() if name != missing}
    assert client.post("/conventions", json=without).json() == {
        "code": -1,
        "libelle": f"{missing} : ce membre manque.",
    }
    twice = json.dumps(ASKED)[:-1] + f", {json.dumps(missing)}: {json.dumps(ASKED[missing])}}}"
    headers = {"content-type": "application/json"}
    answer = client.post("/conventions", content=twice, headers=headers)
    assert answer.json()["libelle"] == f"{missing} : ce membre figure deux fois."


@pytest.mark.parametrize(
    ("content", "kind", "told"),
    [
        (b"[]", "application/json", "objet JSON"),
        (b"{", "application/json", "objet JSON"),
        (b"\xff", "application/json", "objet JSON"),
        (b"", "application/json", "objet JSON"),
        (b"[" * 4000, "application/json", "objet JSON"),
        (json.dumps(ASKED).encode(), "text/json", "Content-Type"),
        (b" " * 5000, "application/json", "trop grande"),
    ],
)
def test_what_is_no_request_is_refused(
    client: httpx.Client, content: bytes, kind: str, told: str
) -> None:
    answer = client.post("/conventions", content=content, headers={"content-type": kind})
    assert answer.status_code in (400, 413)
    assert answer.json()["code"] == -1
    assert told in answer.json()["libelle"]


def test_another_way_in_is_told_in_french(client: httpx.Client) -> None:
    assert client.get("/conventions").json()["libelle"] == "POST est attendu."
    assert client.post("/autre").json()["libelle"] == "Cette adresse n'existe pas."


# -- mishaps --------------------------------------------------------------------------------------


def test_an_answer_may_be_garbled_once(client: httpx.Client, world: World) -> None:
    world.faults.arm(Fault("conventions", "garbled"))
    spoilt = client.post("/conventions", json=ASKED)
    with pytest.raises(json.JSONDecodeError):
        spoilt.json()
    assert spoilt.status_code == 200
    assert client.post("/conventions", json=ASKED).json()["total"] == 1


@pytest.mark.parametrize(
    ("kind", "error"), [("down", httpx.ConnectError), ("slow", httpx.ReadTimeout)]
)
def test_the_directory_may_not_answer(
    client: httpx.Client, world: World, kind: str, error: type[Exception]
) -> None:
    world.faults.arm(Fault("conventions", kind))
    before = world.now()
    with pytest.raises(error):
        client.post("/conventions", json=ASKED)
    assert (world.now() - before).total_seconds() > (3 if kind == "slow" else 0)


def test_a_bench_serves_it_and_writes_its_journal() -> None:
    journals = set()
    for _ in range(2):
        with Bench(seed=3) as bench, bench.client("conventions") as client:
            assert client.post("/conventions", json=ASKED).json()["total"] == 1
            assert any(" conventions > " in line for line in bench.world.journal.lines())
            journals.add(bench.world.journal.sha256())
    assert len(journals) == 1


# -- the file -------------------------------------------------------------------------------------

GOOD = """
[[convention]]
signer = "1100000000"
signer_label = "Zz1"
kind = "CM"
criterion = ""
agreement = "T"
number = "1100000000"
label = "X"
routing = "TE"
host = "SIM"
domain = "SIMULATEUR.INVALID"
"""


def test_the_shipped_conventions_are_visibly_invented() -> None:
    assert {one.domain for one in SHIPPED} == {"SIMULATEUR.INVALID"}
    assert all(len(one.number) == 10 for one in SHIPPED)
    assert len({(one.number, one.signer_label) for one in SHIPPED}) == len(SHIPPED)
    assert {one.management for one in SHIPPED} == {"separee", "unique"}
    assert sum(one.is_disabled for one in SHIPPED) == 1
    assert load_conventions(GOOD)[0] == replace(SHIPPED[0], label="X", cancels=False)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('kind = "CM"', "", "convention 1: .*kind"),
        ('kind = "CM"', 'kind = "C"', "convention 1.kind"),
        ('kind = "CM"', "kind = 5", "convention 1.kind"),
        ('number = "1100000000"', 'number = "62013354"', "convention 1.number"),
        ('host = "SIM"', 'host = "SIM"\nplan = "A"', "convention 1: .*plan"),
        ('host = "SIM"', 'host = "SIM"\nis_group = 1', "convention 1.is_group"),
        ("[[convention]]", "[[accord]]", "accord: unknown"),
        ("[[convention]]", "[[series]]", "series 1: count"),
        ("[[convention]]", '[[series]]\ncount = 2\nkinds = ["C"]', "series 1, 1"),
    ],
)
def test_a_file_that_is_not_of_the_shape_is_refused(old: str, new: str, named: str) -> None:
    assert old in GOOD
    with pytest.raises(BadConventions, match=named):
        load_conventions(GOOD.replace(old, new, 1))


def test_every_text_of_a_convention_has_its_form() -> None:
    from binocle_simulators.conventions.table import FORMS

    texts = {held.name for held in fields(Convention) if not isinstance(held.default, bool)}
    assert set(FORMS) == texts
