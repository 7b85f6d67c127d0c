"""The French of the page: whole, strict, and with the manual's labels to the letter."""

import unicodedata
from collections.abc import Iterable
from dataclasses import fields
from enum import Enum
from typing import Any

import pytest

from binocle.adri import CallMode, CallReason, RegulatoryCase, WayOn
from binocle.amc import AmcProof
from binocle.apcv import ContextState, ExpiryAnswer
from binocle.fse import InvoiceState, PartState
from binocle.lots import LotState
from binocle.optics import LineKind, QuoteState, RenewalKind
from binocle.rates import (
    AmoProof,
    AmoRights,
    ExemptionChoice,
    Forcings,
    InsuranceNature,
    RateForm,
    SecuringMode,
)
from binocle_simulators.faults import KINDS
from binocle_ui import cases, story
from binocle_ui.catalogue import (
    PARTS,
    BadCatalogue,
    Catalogue,
    Labels,
    MissingFact,
    UnknownCode,
    UnknownLabel,
    load_catalogue,
    load_labels,
    places,
)
from binocle_ui.pages import Mode, StepState

ENTRY = {"titre": "T", "explication": "{lecteur}", "facture": "F", "que_faire": "Q"}

LOT_LABELS = (
    "Mis en Lot",
    "Fichier créé",
    "Lot expédié",
    "Réexpédié",
    "Lot Acheminé",
    "ARL positif reçu",
    "RSP",
    "Lot acquitté",
    "ARL négatif reçu",
    "AR Provisoire",
    "Absence ARL Manuel obligatoire",
    "Absence ARL Renvoyer lot",
    "Avis de non remise",
    "Lot rejeté",
    "Erreur",
)
"""Seed-facts 13.3, in the manual's order."""


OF_THE_CERTIFICATE = {"convention", "unread"}
"""What goes with a forced certificate: told under its name."""


@pytest.mark.parametrize("code", sorted(load_catalogue().codes))
def test_every_notice_answers_the_three_questions(code: str) -> None:
    catalogue = load_catalogue()
    notice = catalogue.notice(code, dict.fromkeys(catalogue.places(code), "…"))
    for part in PARTS:
        text = getattr(notice, part)
        assert text.strip() == text != ""
        assert unicodedata.is_normalized("NFC", text)
        assert not {"Ã", "Â", "\ufffd", "{", "}"} & set(text)
        assert part == "titre" or text[-1] in ".!?»)…"


def test_a_notice_is_filled_with_its_facts() -> None:
    notice = Catalogue({"A-B": ENTRY}).notice("A-B", {"lecteur": "KAP-LINK2", "autre": 1})
    assert (notice.code, notice.explication) == ("A-B", "KAP-LINK2")


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(UnknownCode, match="A-C"):
        Catalogue({"A-B": ENTRY}).notice("A-C", {})


def test_a_place_without_its_fact_is_refused() -> None:
    with pytest.raises(MissingFact, match="A-B names lecteur"):
        Catalogue({"A-B": ENTRY}).notice("A-B", {})


@pytest.mark.parametrize(
    "entry",
    [
        "texte",
        {"titre": "T", "explication": "E", "facture": "F"},
        {**ENTRY, "autre": "A"},
        {**ENTRY, "facture": "  "},
        {**ENTRY, "titre": 3},
        {**ENTRY, "titre": "{"},
        {**ENTRY, "titre": "{}"},
        {**ENTRY, "titre": "{a.b}"},
        {**ENTRY, "titre": "{a:>9}"},
        {**ENTRY, "titre": "{a!r}"},
    ],
)
def test_a_misshapen_notice_is_refused(entry: Any) -> None:
    with pytest.raises(BadCatalogue):
        Catalogue({"A-B": entry})


def test_places_are_plain_names() -> None:
    assert places("« {fichier} », ligne {ligne} : {fichier}") == {"fichier", "ligne"}


@pytest.mark.parametrize("sections", [{"lots": "texte"}, {"lots": {"sent": " "}}])
def test_misshapen_labels_are_refused(sections: Any) -> None:
    with pytest.raises(BadCatalogue):
        Labels(sections)


def test_an_unknown_label_is_refused() -> None:
    for section, name in (("lots", "rien"), ("rien", "sent")):
        with pytest.raises(UnknownLabel, match=f"{section}.{name}"):
            load_labels()(section, name)


def values(states: Iterable[Enum]) -> set[str]:
    return {state.value for state in states}


@pytest.mark.parametrize(
    ("section", "names"),
    [
        ("lots", values(LotState)),
        ("factures", values(InvoiceState)),
        ("parts", values(PartState)),
        ("securisation", values(SecuringMode)),
        ("securisation_logo", values(SecuringMode)),
        ("pieces_amo", values(AmoProof)),
        ("pieces_amc", values(AmcProof)),
        ("droits_amo", values(AmoRights)),
        ("natures_assurance", values(InsuranceNature)),
        ("renouvellements", values(RenewalKind)),
        ("taux_exoneration", values(ExemptionChoice)),
        ("choix_exoneration", values(ExemptionChoice)),
        ("modes_securisation", values(SecuringMode)),
        ("lignes", values(LineKind)),
        ("devis", values(QuoteState)),
        ("champs_taux", {each.name for each in fields(RateForm)}),
        ("forcages", {each.name for each in fields(Forcings)} - OF_THE_CERTIFICATE),
        ("etats_etape", values(StepState)),
        ("modes", values(Mode)),
        ("modes_texte", values(Mode)),
        ("adri_modes", values(CallMode)),
        ("adri_dialogue", values(CallMode)),
        ("adri_raisons", values(CallReason)),
        ("adri_reglementaire", values(RegulatoryCase)),
        ("adri_suites", values(WayOn)),
        ("adri_donnees", {"insured", "birth", "rank", "regime"}),
        ("apcv_contextes", values(ContextState)),
        ("apcv_expiration", values(ExpiryAnswer)),
        ("cas", {*cases.SHIPPED, cases.TYPED}),
        ("etapes", {step.name for step in story.STEPS}),
        ("pannes", set(KINDS)),
        *((f"pannes_{where}", set(whats)) for where, whats in KINDS.items()),
    ],
)
def test_labels_are_those_of_the_names_and_no_other(section: str, names: set[str]) -> None:
    assert load_labels().names(section) == names


@pytest.mark.parametrize("section", ["titres", "consignes", "boutons"])
def test_every_step_can_ask(section: str) -> None:
    assert load_labels().names(section) == {step.name for step in story.STEPS} | {"adri-failed"}


def test_lot_states_are_the_manuals_fifteen() -> None:
    assert tuple(load_labels().lot_state(state) for state in LotState) == LOT_LABELS


def test_states_are_spoken_as_in_the_manual() -> None:
    labels = load_labels()
    assert labels.invoice_state(InvoiceState.SECURED) == "Sécurisé"
    assert labels.part_state(PartState.NOT_ASKED) == "N/A"
    assert labels.step("cps-code") == "Code porteur de la CPS"
