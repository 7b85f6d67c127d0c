"""Settings of the readers: findings for bad values, kept whole and read back."""

from collections.abc import Iterator
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from binocle.adapters.sqlite import Session, SqliteSettingsStore, open_engine
from binocle.readers import (
    PhoneWay,
    ReaderSettings,
    ReaderSetup,
    SettingsStore,
    keep_settings,
    reader_models,
)

SHOP = ReaderSettings(model="kaplink2", cps="A 0", vitale="A 1", contactless="A 2")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteSettingsStore]:
    session = Session(open_engine(tmp_path / "binocle.sqlite"))
    yield SqliteSettingsStore(session)
    session.close()


def test_the_defaults_are_those_of_the_requirements() -> None:
    assert (SHOP.wait_s, SHOP.reread_days, SHOP.apcv_way) == (10, 1, None)
    assert SHOP.findings() == ()
    assert SHOP.setup == ReaderSetup("A 0", "A 1", "A 2")


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"cps": ""}, [("LEC-REGLAGE-VIDE", "cps")]),
        ({"contactless": " "}, [("LEC-REGLAGE-VIDE", "contactless")]),
        ({"vitale": "é" * 64}, [("LEC-REGLAGE-NOM", "vitale")]),
        ({"vitale": "A\n1"}, [("LEC-REGLAGE-NOM", "vitale")]),
        ({"vitale": "A 0"}, [("LEC-REGLAGE-DOUBLON", "cps"), ("LEC-REGLAGE-DOUBLON", "vitale")]),
        ({"model": "prium5"}, [("LEC-REGLAGE-MODELE", "model")]),
        ({"model": ""}, []),
        ({"wait_s": 0}, [("LEC-REGLAGE-BORNES", "wait_s")]),
        ({"wait_s": 121}, [("LEC-REGLAGE-BORNES", "wait_s")]),
        ({"wait_s": 30}, []),
        ({"reread_days": 0}, [("LEC-REGLAGE-BORNES", "reread_days")]),
        ({"apcv_way": PhoneWay.NFC}, []),
        ({"apcv_way": PhoneWay.NFC, "contactless": None}, [("LEC-REGLAGE-NFC", "apcv_way")]),
        ({"apcv_way": PhoneWay.QR, "contactless": None}, []),
        (
            {"cps": "", "wait_s": -1, "model": "x"},
            [
                ("LEC-REGLAGE-VIDE", "cps"),
                ("LEC-REGLAGE-MODELE", "model"),
                ("LEC-REGLAGE-BORNES", "wait_s"),
            ],
        ),
    ],
)
def test_bad_values_are_all_told_and_none_is_kept(
    change: dict[str, object], found: list[tuple[str, str]], store: SqliteSettingsStore
) -> None:
    kept: SettingsStore = store
    changed = replace(SHOP, **change)  # type: ignore[arg-type]
    findings = keep_settings(changed, kept)
    assert [(finding.code, finding.subject) for finding in findings] == found
    assert kept.reader_settings() == (None if found else changed)


names = st.text(min_size=1, max_size=60).filter(str.strip)
settings_ = st.builds(
    ReaderSettings,
    model=st.sampled_from(["", *reader_models()]),
    cps=names,
    vitale=names,
    contactless=st.none() | names,
    wait_s=st.integers(-5, 130),
    apcv_way=st.none() | st.sampled_from(PhoneWay),
    reread_days=st.integers(-5, 400),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(first=settings_, second=settings_)
def test_the_last_right_settings_are_read_back(
    store: SqliteSettingsStore, first: ReaderSettings, second: ReaderSettings
) -> None:
    keep_settings(SHOP, store)
    expected = SHOP
    for each in (first, second):
        if not keep_settings(each, store):
            expected = each
        assert store.reader_settings() == expected


def test_there_is_one_row(store: SqliteSettingsStore) -> None:
    keep_settings(SHOP, store)
    run = store._session.connection.execute
    with pytest.raises(IntegrityError, match="reader_settings_once"):
        run(text("INSERT INTO reader_settings SELECT 2, model, cps, vitale, contactless, wait_s,"
                 " apcv_way, reread_days FROM reader_settings"))  # fmt: skip


def test_a_way_of_no_known_kind_is_told(store: SqliteSettingsStore) -> None:
    keep_settings(SHOP, store)
    store._session.connection.execute(text("UPDATE reader_settings SET apcv_way = 'fax'"))
    with pytest.raises(ValueError, match="fax"):
        store.reader_settings()


def test_a_shop_of_the_first_schema_is_brought_on(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    engine = create_engine(f"sqlite:///{path}")
    with resources.as_file(resources.files("binocle.adapters.sqlite") / "migrations") as scripts:
        config = Config()
        config.set_main_option("script_location", str(scripts))
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "0001")
    engine.dispose()
    again = Session(open_engine(path))
    assert SqliteSettingsStore(again).reader_settings() is None
    again.close()
