"""The production code against the golden vectors of the directory of conventions."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from binocle.amc import (
    Convention,
    ConventionQuery,
    DirectoryAnswer,
    NoConvention,
    OneConvention,
    QueryRefused,
    SeveralConventions,
    TooManyConventions,
    criterion_matches,
    query_findings,
    same_insurer,
)
from binocle.amc.messages import UnreadableDirectory, build_query, parse_answer
from binocle.kernel import AmcNumber, InvalidIdentifier

VECTORS: Mapping[str, list[dict[str, Any]]] = tomllib.loads(
    (Path(__file__).parent / "conventions.toml").read_text(encoding="utf-8")
)

PLACES = {"numero": "number", "typeConvention": "type", "critereSecondaire": "criterion"}
"""Member of a query -> our field."""


def vectors(kind: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "vector",
        VECTORS[kind],
        ids=lambda each: each.get("name", "-".join(map(str, each.values()))),
    )


def query_of(sent: str) -> ConventionQuery:
    value = json.loads(sent)
    return ConventionQuery(
        AmcNumber(value["numero"]),
        value["typeConvention"],
        value["critereSecondaire"],
        value["page"],
    )


def wrong_fields(sent: str) -> list[str]:
    """Return the fields that are refused before any call."""
    try:
        return [finding.subject for finding in query_findings(query_of(sent))]
    except InvalidIdentifier:
        return ["number"]


def texts_of(convention: Convention) -> dict[str, Any]:
    return asdict(convention) | {
        "number": convention.number.digits,
        "management": convention.management.value,
    }


@vectors("same")
def test_numbers(vector: dict[str, Any]) -> None:
    one, other = AmcNumber(vector["one"]), AmcNumber(vector["other"])
    assert same_insurer(one, other) is same_insurer(other, one) is vector["same"]


@vectors("match")
def test_criteria(vector: dict[str, Any]) -> None:
    assert criterion_matches(vector["stored"], vector["asked"]) is vector["fits"]


@vectors("query")
def test_a_query_is_the_vector(vector: dict[str, Any]) -> None:
    query = ConventionQuery(
        AmcNumber(vector["number"]), vector["type"], vector["criterion"], vector["page"]
    )
    assert query_findings(query) == []
    assert json.loads(build_query(query)) == json.loads(vector["bytes"])


@vectors("bench")
def test_a_query_of_the_bench_can_be_asked(vector: dict[str, Any]) -> None:
    query = query_of(vector["query"])
    assert query_findings(query) == []
    assert json.loads(build_query(query)) == json.loads(vector["query"])


@pytest.mark.parametrize(
    "vector",
    [each for each in VECTORS["bad_query"] if each["typed"]],
    ids=lambda each: str(each["name"]),
)
def test_what_the_directory_would_refuse_never_leaves(vector: dict[str, Any]) -> None:
    assert wrong_fields(vector["bytes"]) == [PLACES[vector["member"]]]


@vectors("answer")
def test_an_answer_means_what_its_vector_says(vector: dict[str, Any]) -> None:
    query = ConventionQuery(AmcNumber(vector["number"]), page=vector["page"])
    outcome = parse_answer(vector["bytes"].encode(), query)
    listed = conventions_of(outcome)
    assert [texts_of(each) for each in listed] == vector.get("convention", [])
    expected: dict[str, DirectoryAnswer] = {"none": NoConvention()}
    if listed:
        total, page, pages = vector["total"], vector["page"], vector["pages"]
        expected["one"] = OneConvention(listed[0])
        expected["several"] = SeveralConventions(total, page, pages, listed)
    if "code" in vector:
        code, sentence = vector["code"], vector["sentence"]
        expected["too-many"] = TooManyConventions(code, sentence)
        expected["refused"] = QueryRefused(code, sentence)
    assert outcome == expected[vector["kind"]]


def conventions_of(outcome: DirectoryAnswer) -> tuple[Convention, ...]:
    match outcome:
        case OneConvention(convention):
            return (convention,)
        case SeveralConventions(conventions=conventions):
            return conventions
        case _:
            return ()


@vectors("unreadable")
def test_an_answer_that_is_none_is_refused(vector: dict[str, Any]) -> None:
    with pytest.raises(UnreadableDirectory) as raised:
        parse_answer(vector["bytes"].encode(), ConventionQuery(AmcNumber(vector["number"])))
    assert raised.value.place == vector["place"]
