"""The French of the norm: every record and every zone has its label, and no label is left over."""

import tomllib
import unicodedata
from importlib import resources

import pytest

from binocle.lots import TABLES
from binocle.lots.wire import EDITIONS
from binocle.wire import Confidence, Reason, Record
from binocle.wire.kinds import Choice, Constant, Filler, Zone
from binocle_ui.catalogue import UnknownLabel
from binocle_ui.norm import UNKNOWN_CODE, Meaning, load_norm

NORM = load_norm()
EVERY: list[tuple[str, type[Record]]] = [
    (form.value, table) for form, tables in TABLES.items() for table in tables.values()
]
PLACES: dict[str, Zone] = {
    f"{form}.{table.CODE}.{zone.name}": zone for form, table in EVERY for zone in table.ZONES
}
NOT_EXPLAINED = {
    "B2.2B.kind", "B2.4S.exercise_condition", "NOEMIE.110.name_kind", "NOEMIE.262.period",
}  # fmt: skip
"""Closed lists whose letters the sheet prints without their sense."""


def _meaning(place: str, value: str) -> Meaning | None:
    form, code, name = place.split(".")
    return NORM.meaning(form, code, name, value)


def test_every_edition_that_is_read_is_shown() -> None:
    shown = {table for _, table in EVERY}
    assert {table for each in EDITIONS.values() for table in each.tables.values()} <= shown


@pytest.mark.parametrize(("form", "table"), EVERY, ids=lambda each: getattr(each, "CODE", each))
def test_a_record_and_its_zones_have_a_label(form: str, table: type[Record]) -> None:
    texts = [NORM.record(form, table.CODE)]
    texts += [NORM.zone(form, table.CODE, zone.name) for zone in table.ZONES]
    for text in texts:
        assert text.strip() == text != ""
        assert unicodedata.is_normalized("NFC", text)
        assert text[0].isupper()


def test_two_zones_of_a_record_have_two_labels_unless_they_mean_the_same() -> None:
    for form, table in EVERY:
        labels = [
            NORM.zone(form, table.CODE, zone.name)
            for zone in table.ZONES
            if not isinstance(zone, Filler) and not zone.name.startswith("sesam_reserved")
        ]
        assert len(labels) == len(set(labels)), table.CODE


def test_no_label_is_left_over() -> None:
    assert NORM.names("enregistrements") == {f"{form}.{table.CODE}" for form, table in EVERY}
    own = NORM.names("zones_propres")
    assert own <= set(PLACES)
    shared = {zone.name for place, zone in PLACES.items() if place not in own}
    fillers = {name for name in shared if name.startswith("filler_")}
    assert NORM.names("zones") == shared - fillers | {"filler"}


def test_reasons_kinds_and_confidences_have_their_words() -> None:
    assert NORM.names("motifs") == {reason.value for reason in Reason}
    assert NORM.names("confiances") == {each.value for each in Confidence}
    kinds = {type(zone).__name__ for zone in PLACES.values()}
    assert NORM.names("attentes") == kinds | {"Capitals"}


def test_a_list_explains_zones_that_exist_with_values_that_they_take() -> None:
    for codes in NORM.codes:
        assert codes.source
        for place in codes.zones:
            zone = PLACES[place]
            for value, text in codes.values.items():
                assert text.strip() == text != ""
                if place != "NOEMIE.294.code":  # its second part stands in another zone
                    assert zone.read(value.ljust(zone.width)) == value, (place, value)


def test_every_closed_list_is_explained_whole() -> None:
    for place, zone in PLACES.items():
        if not isinstance(zone, Choice) or place in NOT_EXPLAINED:
            continue
        for value in zone.values:
            meaning = _meaning(place, value)
            assert value == "" or (meaning and meaning.text != UNKNOWN_CODE), (place, value)
    assert all(isinstance(PLACES[place], Choice) for place in NOT_EXPLAINED)


def test_a_constant_is_no_code() -> None:
    assert not [place for place in PLACES if isinstance(PLACES[place], Constant)
                and _meaning(place, "x")]  # fmt: skip


def test_a_code_that_no_list_has_says_so() -> None:
    meaning = NORM.meaning("NOEMIE", "250", "nature", "API")
    assert meaning is not None
    assert meaning.text == UNKNOWN_CODE
    assert NORM.meaning("B2", "2", "nir", "x") is None
    with pytest.raises(UnknownLabel):
        NORM.zone("B2", "2", "nowhere")


def test_no_list_explains_a_zone_twice() -> None:
    text = resources.files("binocle_ui").joinpath("norm_fr.toml").read_text(encoding="utf-8")
    zones = [zone for each in tomllib.loads(text)["codes"] for zone in each["zones"]]
    assert len(zones) == len(set(zones))
