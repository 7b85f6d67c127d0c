"""The shop's insurers: the printed ones from the start, kept whole and read back."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from binocle.adapters.sqlite import Session, SqliteInsurerStore, open_engine
from binocle.amc import Insurer, InsurerStore, Management, insurer_findings
from binocle.kernel import AmcNumber

TEST = Insurer(
    id=1,
    name="1100000000 Mut. Test CNDA",
    number=AmcNumber("1100000000"),
    management=Management.SEPARATE,
    regimes=("Fixe Premium", "Variable"),
)
C2S = Insurer(
    id=2,
    name="99999997 C2S (RO) régime obligatoire",
    number=AmcNumber("99999997"),
    management=Management.SINGLE,
)

words = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8)
insurers = st.builds(
    Insurer,
    name=words.map(lambda word: f"M {word}"),
    number=st.none() | st.from_regex("[0-9]{8,10}", fullmatch=True).map(AmcNumber),
    address=st.tuples(words, words, words),
    postcode=words,
    town=words,
    phone=words,
    fax=words,
    email=words,
    b2_norm=words,
    management=st.sampled_from(Management),
    payer=words,
    grid=words,
    billed_rc=st.booleans(),
    transmit_by_default=st.booleans(),
    pec_required=st.booleans(),
    notes=words,
    regimes=st.lists(words, unique=True, max_size=3).map(tuple),
)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    session = Session(open_engine(tmp_path / "binocle.sqlite"))
    yield session
    session.close()


@pytest.fixture
def store(session: Session) -> SqliteInsurerStore:
    return SqliteInsurerStore(session)


def test_the_printed_insurers_are_there(store: SqliteInsurerStore) -> None:
    kept: InsurerStore = store
    assert kept.insurers() == (TEST, C2S)
    assert all(insurer_findings(each, kept.insurers()) == [] for each in kept.insurers())


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None
)
@given(first=insurers, second=insurers)
def test_the_last_form_is_read_back(
    first: Insurer, second: Insurer, store: SqliteInsurerStore
) -> None:
    added = store.keep_insurer(replace(first, name=f"{len(store.insurers())}"))
    assert added == replace(first, id=added.id, name=added.name)
    changed = replace(second, id=added.id, name=added.name)
    assert store.keep_insurer(changed) == changed
    assert added.id is not None
    assert store.insurer(added.id) == changed
    assert store.insurer(1) == TEST


def test_insurers_come_by_name(store: SqliteInsurerStore) -> None:
    store.keep_insurer(Insurer(name="0 ALMERYS"))
    assert [each.name[:2] for each in store.insurers()] == ["0 ", "11", "99"]


def test_one_that_is_not_there(store: SqliteInsurerStore) -> None:
    assert store.insurer(7) is None
    with pytest.raises(KeyError):
        store.keep_insurer(replace(TEST, id=7, name="x"))
    assert store.insurers() == (TEST, C2S)


def test_a_name_that_is_taken_changes_nothing(store: SqliteInsurerStore) -> None:
    with pytest.raises(IntegrityError, match=r"insurer\.name"):
        store.keep_insurer(replace(C2S, name=TEST.name, regimes=("x",)))
    assert store.insurers() == (TEST, C2S)


def test_a_regime_that_comes_twice_changes_nothing(store: SqliteInsurerStore) -> None:
    with pytest.raises(IntegrityError, match="insurer_regime"):
        store.keep_insurer(replace(TEST, town="PARIS", regimes=("a", "a")))
    assert store.insurer(1) == TEST


def test_another_program_reads_them(store: SqliteInsurerStore, tmp_path: Path) -> None:
    store.keep_insurer(replace(TEST, town="PARIS"))
    other = Session(open_engine(tmp_path / "binocle.sqlite"))
    assert SqliteInsurerStore(other).insurer(1) == replace(TEST, town="PARIS")
    other.close()


def test_a_management_of_no_known_kind_is_told(store: SqliteInsurerStore, session: Session) -> None:
    session.connection.execute(text("UPDATE insurer SET management = 'shared'"))
    with pytest.raises(ValueError, match="shared"):
        store.insurers()
