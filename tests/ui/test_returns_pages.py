"""Returns, the detail of an invoice, lettrage: what the manual prints, and what is asked."""

from pathlib import Path
from typing import Any

import pytest
from lxml import html
from tests.ui.returns import LABEL

from binocle_simulators.bench import Bench
from binocle_ui.app import create_app
from binocle_ui.composition.page import IncidentFolder, page_services
from binocle_ui.composition.workstation import Workstation

DETAIL = "/factures/000000203/suivi"


def texts(tree: Any, path: str) -> list[str]:
    return [" ".join("".join(each.itertext()).split()) for each in tree.xpath(path)]


def test_the_detail_has_the_labels_of_the_manual(page: Any) -> None:
    tree: Any = html.fromstring(page.browser.get(DETAIL).data)
    columns = texts(tree, "//section[@aria-labelledby='rejets']//thead//th")
    assert columns == [
        *("Date", "Traitement", "Part", "Code", "Libellé", "Prestation", "Date soins", "Niveau"),
        "Exec.",
    ]
    (cut,) = tree.xpath("//*[@title=$label]", label=LABEL)
    assert cut.text == LABEL
    assert cut.get("tabindex") == "0"
    buttons = texts(tree, "//main//a[contains(@class, 'button')]")
    assert {"Traitement manuel", "Faire l'avoir", "Feuille de soins", "CSV", "XLSX"} <= set(buttons)
    (link,) = tree.xpath("//a[normalize-space()=$text]/@href", text="Faire l'avoir")
    assert link == "/factures/000000203#avoir"


@pytest.mark.parametrize(
    ("path", "form", "where", "call"),
    [
        ("/retours/R000002/garder", {}, "/lettrage", ("keep", "R000002")),
        (
            *("/lettrage/4", {"geste": "lettrer"}, "/lettrage"),
            ("tie", 4, {"geste": "lettrer"}),
        ),
        (
            *("/lettrage/4", {"geste": "lettrer", "retour": "dossier"}, DETAIL),
            ("tie", 4, {"geste": "lettrer", "retour": "dossier"}),
        ),
        (
            *(DETAIL, {"geste": "traitement", "confirme": "oui"}, DETAIL),
            ("treat", "000000203", {"geste": "traitement", "confirme": "oui"}),
        ),
    ],
)
def test_each_gesture_is_asked_once(
    page: Any, path: str, form: dict[str, str], where: str, call: tuple[Any, ...]
) -> None:
    answer = page.browser.post(path, data=form)
    assert (answer.status_code, answer.headers["Location"]) == (303, where)
    assert page.calls == [call]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/retours/R000002/export.csv", "retour-R000002-SIMULE.csv"),
        ("/retours/R000002/fichier", "R000002-SIMULE.noemie"),
        (f"{DETAIL}/export.xlsx", "facture-000000203-SIMULE.xlsx"),
    ],
)
def test_what_is_taken_away_says_that_it_is_simulated(page: Any, path: str, name: str) -> None:
    assert name in page.browser.get(path).headers["Content-Disposition"]


def test_what_is_unknown_or_asks_nothing_is_told(bench: Bench, tmp_path: Path) -> None:
    station = Workstation(bench, tmp_path)
    browser = create_app(page_services(station, IncidentFolder(tmp_path / "i"))).test_client()
    for path, code in (
        ("/retours?devenu=rien", "UI-CHOIX-INCONNU"),
        ("/retours/R000099", "TEL-RETOUR-INCONNU"),
        ("/lettrage/99?geste=attacher&facture=253", "LET-INCONNU"),
        ("/lettrage/99?geste=rien", "UI-CHOIX-INCONNU"),
        ("/factures/000000253/suivi", "FSE-FACTURE-INCONNUE"),
        ("/factures/000000253/suivi/question?geste=traitement", "LET-FACTURE-INCONNUE"),
        ("/factures/000000253/suivi/question?geste=etat&part=x", "UI-CHOIX-INCONNU"),
        ("/factures/000000253/suivi/question?geste=etat&part=amo&etat=x", "UI-CHOIX-INCONNU"),
    ):
        answer = browser.get(path)
        assert answer.status_code == 409, path
        assert f"<code>{code}</code>" in answer.text
    station.close()
