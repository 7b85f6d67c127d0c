"""Queries and answers of the directory: whole, or refused with the place."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.amc.makers import CONVENTION, NUMBER, ROW, numbers, page, printed

from binocle.amc import (
    ConventionQuery,
    DirectoryAnswer,
    Management,
    NoConvention,
    OneConvention,
    QueryRefused,
    SeveralConventions,
    TooManyConventions,
)
from binocle.amc.messages import (
    MAX_ANSWER,
    UnreadableDirectory,
    build_query,
    parse_answer,
)
from binocle.kernel import AmcNumber

QUERY = ConventionQuery(NUMBER)
SENTENCE = "Nombre de résultats trop grand, merci d'affiner votre recherche"


def read(answer: bytes) -> DirectoryAnswer | str:
    """Return what an answer says, or the place where it is refused."""
    try:
        return parse_answer(answer, QUERY)
    except UnreadableDirectory as error:
        return error.place


def refused(answer: bytes) -> str:
    place = read(answer)
    assert isinstance(place, str)
    return place


def test_a_query_has_its_four_members() -> None:
    sent = build_query(ConventionQuery(AmcNumber("98532001"), "CM", "94???????", 3))
    assert sent == (
        b'{"numero": "98532001", "typeConvention": "CM", "critereSecondaire": "94???????", '
        b'"page": 3}'
    )


@settings(deadline=None)
@given(
    query=st.builds(
        ConventionQuery, number=numbers, type=printed, criterion=st.text(), page=st.integers(1, 99)
    )
)
def test_a_query_says_what_it_was_made_of(query: ConventionQuery) -> None:
    assert json.loads(build_query(replace(query, criterion="é"))) == {
        "numero": query.number.digits,
        "typeConvention": query.type,
        "critereSecondaire": "é",
        "page": query.page,
    }


def test_none() -> None:
    assert parse_answer(page(), QUERY) == NoConvention()
    assert parse_answer(page(pages=1), QUERY) == NoConvention()


def test_one() -> None:
    assert parse_answer(page(ROW), QUERY) == OneConvention(CONVENTION)


def test_several_come_page_by_page() -> None:
    first = parse_answer(page(*[ROW] * 5, total=12), QUERY)
    assert first == SeveralConventions(12, 1, 3, (CONVENTION,) * 5)
    last = parse_answer(page(ROW, ROW, total=12, page=3), replace(QUERY, page=3))
    assert last == SeveralConventions(12, 3, 3, (CONVENTION,) * 2)


@pytest.mark.parametrize("total", [1, 5])
def test_a_page_that_is_no_more_is_empty(total: int) -> None:
    answer = parse_answer(page(total=total, page=2), replace(QUERY, page=2))
    assert answer == SeveralConventions(total, 2, 1, ())


@pytest.mark.parametrize(
    ("code", "kind"), [(-1300, TooManyConventions), (-1, QueryRefused), (-42, QueryRefused)]
)
def test_a_code_is_an_answer(code: int, kind: type) -> None:
    answer = json.dumps({"code": code, "libelle": SENTENCE}).encode()
    assert parse_answer(answer, QUERY) == kind(code, SENTENCE)


def test_single_management() -> None:
    outcome = parse_answer(page({**ROW, "modeGestion": "unique"}), QUERY)
    assert outcome == OneConvention(replace(CONVENTION, management=Management.SINGLE))


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"total": True}, "total"),
        ({"total": -1}, "total"),
        ({"total": 1.0}, "total"),
        ({"total": "1"}, "total"),
        ({"page": 2}, "page"),
        ({"page": None}, "page"),
        ({"pages": 2}, "pages"),
        ({"pages": 0}, "pages"),
        ({"conventions": {}}, "conventions"),
        ({"conventions": []}, "conventions"),
        ({"conventions": [ROW, ROW]}, "conventions"),
        ({"conventions": [None]}, "conventions[0]"),
        ({"surplus": 1}, "réponse"),
    ],
)
def test_an_answer_of_another_shape_is_refused(changes: dict[str, Any], place: str) -> None:
    answer = json.dumps({**json.loads(page(ROW)), **changes}).encode()
    assert refused(answer) == place


@pytest.mark.parametrize("name", ["total", "page", "pages", "conventions"])
def test_a_member_that_lacks_is_named(name: str) -> None:
    value = json.loads(page(ROW))
    del value[name]
    assert refused(json.dumps(value).encode()) == name


@pytest.mark.parametrize("name", ROW)
def test_a_member_of_a_convention_that_lacks_is_named(name: str) -> None:
    row = {member: value for member, value in ROW.items() if member != name}
    assert refused(page(ROW, row)) == f"conventions[1].{name}"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("idSignataire", ""),
        ("idSignataire", 1100000000),
        ("libelleSignataire", "x" * 31),
        ("libelleSignataire", "a\nb"),
        ("libelleSignataire", "\ud800"),
        ("conventionGroupe", 0),
        ("conventionGroupe", "false"),
        ("typeConvention", "C"),
        ("typeConvention", ""),
        ("critereSecondaire", None),
        ("numeroAmc", "98532001"),
        ("numeroAmc", "11000000OO"),
        ("codeRoutage", "1"),
        ("identifiantHote", "01"),
        ("nomDomaine", "x" * 21),
        ("codeAiguillageSts", "MM"),
        ("modeGestion", "Separee"),
        ("modeGestion", []),
        ("desactive", "0"),
        ("annulationDre", None),
    ],
)
def test_a_member_of_another_form_is_named(name: str, value: object) -> None:
    assert refused(page({**ROW, name: value})) == f"conventions[0].{name}"


def test_an_unknown_member_of_a_convention_is_refused() -> None:
    assert refused(page({**ROW, "surplus": ""})) == "conventions[0]"


def test_a_convention_of_somebody_else_is_refused() -> None:
    other = {**ROW, "numeroAmc": "0098532001", "idSignataire": "98532001"}
    assert refused(page(other)) == "conventions[0].numeroAmc"
    by_signatory = {**other, "idSignataire": "01100000000"}
    assert isinstance(parse_answer(page(by_signatory), QUERY), OneConvention)


@pytest.mark.parametrize(
    ("answer", "place"),
    [
        (b"", "réponse"),
        (b"<html/>", "réponse"),
        (b"\xff\xfe{}", "réponse"),
        (b"[]", "réponse"),
        (b"null", "réponse"),
        (b"[" * 30_000, "réponse"),
        (b'{"total": NaN}', "réponse"),
        (b'{"code": -1, "code": -1, "libelle": "x"}', "réponse"),
        (b'{"code": -1, "libelle": "x", "surplus": 1}', "réponse"),
        (b'{"code": -1}', "libelle"),
        (b'{"code": -1, "libelle": ""}', "libelle"),
        (b'{"code": 0, "libelle": "x"}', "code"),
        (b'{"code": true, "libelle": "x"}', "code"),
        (b'{"code": "-1300", "libelle": "x"}', "code"),
        (b" " * (MAX_ANSWER + 1), "réponse"),
    ],
)
def test_what_is_no_answer_is_refused(answer: bytes, place: str) -> None:
    assert refused(answer) == place


@settings(deadline=None)
@given(answer=st.binary(max_size=60))
def test_chance_bytes_are_refused_and_nothing_else_happens(answer: bytes) -> None:
    with pytest.raises(UnreadableDirectory):
        parse_answer(answer, QUERY)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@settings(deadline=None)
@given(name=st.sampled_from(sorted(ROW)), value=json_values)
def test_a_member_is_kept_as_it_is_or_refused(name: str, value: object) -> None:
    outcome = read(page({**ROW, name: value}))
    if isinstance(outcome, str):
        assert outcome.startswith("conventions[0]")
    else:
        assert isinstance(outcome, OneConvention)
        assert isinstance(value, str | bool)


@settings(deadline=None)
@given(rows=st.integers(0, 20), at=st.integers(1, 4))
def test_every_page_of_every_total_is_read(rows: int, at: int) -> None:
    left = max(rows - 5 * (at - 1), 0)
    outcome = parse_answer(
        page(*[ROW] * min(left, 5), total=rows, page=at), replace(QUERY, page=at)
    )
    if rows == 0:
        assert outcome == NoConvention()
    elif rows == at == 1:
        assert outcome == OneConvention(CONVENTION)
    else:
        assert isinstance(outcome, SeveralConventions)
        assert len(outcome.conventions) == min(left, 5)
