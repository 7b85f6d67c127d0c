"""The French of complementary insurers: every field and every choice, to the manual's letter."""

from dataclasses import fields
from enum import Enum

import pytest

from binocle.amc import (
    ATTESTATION_LABELS,
    LEFT_C2S_NUMBER,
    STS_ROUTINGS,
    TREATMENTS,
    Convention,
    Insurer,
    Management,
    ManagementSource,
    ReferenceDay,
    SpecialCertificate,
    TooManyConventions,
    WayOn,
    outcome_findings,
)
from binocle_ui.catalogue import load_catalogue, load_labels

NOT_SHOWN = {"routing", "host", "domain", "sts_routing", "management", "cancellation"}
"""Fields of a convention that the printed dialog has no column for."""


def test_the_certificate_has_its_printed_fields() -> None:
    labels = load_labels()
    assert {
        name: labels("attestation_amc", name) for name in labels.names("attestation_amc")
    } == dict(ATTESTATION_LABELS)


@pytest.mark.parametrize(
    ("section", "kind"),
    [
        ("date_reference", ReferenceDay),
        ("attestation_particuliere", SpecialCertificate),
        ("gestion_sv", Management),
        ("origine_gestion", ManagementSource),
        ("issues_mutnum", WayOn),
    ],
)
def test_each_choice_has_its_label(section: str, kind: type[Enum]) -> None:
    assert load_labels().names(section) == {each.value for each in kind}


@pytest.mark.parametrize(
    ("section", "values"), [("aiguillage_sts", STS_ROUTINGS), ("traitement_rc", TREATMENTS)]
)
def test_each_value_of_a_list_has_its_label(section: str, values: frozenset[str]) -> None:
    assert load_labels().names(section) == {value or "aucun" for value in values}


def test_the_form_of_an_insurer_has_a_label_a_field() -> None:
    shown = {field.name for field in fields(Insurer)} - {"id", "address"}
    assert shown < load_labels().names("mutuelle")


def test_the_chooser_has_its_nine_columns() -> None:
    columns = {field.name for field in fields(Convention)} - NOT_SHOWN
    assert len(columns) == 9
    assert load_labels().names("convention") == columns | {"title", "prompt", "ok", "cancel"}


def test_the_refusal_of_seed_s4_is_to_the_letter() -> None:
    notice = load_catalogue().notice("AMC-MUTNUM-SORTANT-C2S", {"numero": LEFT_C2S_NUMBER.digits})
    assert notice.explication.startswith(
        "Impossible de télétransmettre avec le MUTNUM 55555551. "
        "Vous pouvez saisir une attestation de Sortant de C2S"
    )
    assert "« Télétransmission AMC » et « Tiers-Payant AMC »" in notice.que_faire


def test_too_many_conventions_say_the_printed_message() -> None:
    sentence = "Nombre de résultats trop grand, merci d'affiner votre recherche"
    [found] = outcome_findings(TooManyConventions(-1300, sentence))
    notice = load_catalogue().notice(found.code, found.facts)
    assert notice.titre == "Information importante"
    assert notice.explication == (
        "Il y a trop de mutuelles avec ce n° préfectoral: impossible d'afficher la liste. "
        f"Facturer : {sentence} (Code : -1300)."
    )
    assert notice.que_faire == (
        "Cliquer sur attestation AMC puis renseigner 'Type Conv.' et 'Crit. Secondaire' "
        "avec les valeurs présentes sur la carte mutuelle."
    )
