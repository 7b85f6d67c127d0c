"""One handler: an expected failure is a notice, a defect is an incident, nothing is shown raw."""

from typing import Any

import pytest

from binocle.kernel import (
    BinocleError,
    LinkDown,
    OperatorActionNeeded,
    PeerViolation,
    ResultUnknown,
)

ANSWERS = ("Que s&#39;est-il passé ?", "Ma facture est-elle gardée ?", "Que faire ?")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OperatorActionNeeded("FSE-TAUX-NON-VERIFIE"), 409),
        (LinkDown("TEL-RETOURS-INJOIGNABLES"), 503),
        (ResultUnknown("TEL-RESULTAT-INCONNU", fichier="B2-1"), 503),
        (PeerViolation("TEL-REPONSE-ILLISIBLE", motif="vide"), 503),
    ],
)
def test_an_expected_failure_is_a_notice(page: Any, error: BinocleError, status: int) -> None:
    page.counter.failure = error
    answer = page.browser.post("/dossier/etape", data={"action": "ok"})
    assert answer.status_code == status
    text = answer.text.replace("'", "&#39;")
    assert all(question in text for question in ANSWERS)
    assert error.code in text
    assert page.incidents.kept == []


def test_facts_are_shown_as_text_never_as_markup(page: Any) -> None:
    page.counter.failure = PeerViolation("TEL-REPONSE-ILLISIBLE", motif="<b>gras</b>")
    answer = page.browser.post("/dossier/etape", data={})
    assert "<b>gras" not in answer.text


@pytest.mark.parametrize(
    "defect", [AssertionError("invoice 254 secret"), OperatorActionNeeded("XXX-SANS-AVIS")]
)
def test_a_defect_is_an_incident_with_a_number(page: Any, defect: Exception) -> None:
    page.counter.failure = defect
    answer = page.browser.post("/dossier/etape", data={})
    assert answer.status_code == 500
    assert "Incident n° 0001" in answer.text
    assert "secret" not in answer.text
    (kept,) = page.incidents.kept
    assert kept is defect or isinstance(kept, LookupError)


def test_a_failure_of_the_bench_is_a_notice_too(page: Any) -> None:
    page.panel.failure = OperatorActionNeeded("BANC-TELEPHONE-ABSENT")
    form = {"slot": "cps", "card": "x", "retour": "banc"}
    assert page.browser.post("/banc/gestes/insert", data=form).status_code == 409


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/rien", 404, "UI-PAGE-INCONNUE"),
        ("GET", "/dossier/etape", 405, "UI-DEMANDE-REFUSEE"),
        ("DELETE", "/lots", 405, "UI-DEMANDE-REFUSEE"),
        ("POST", "/dossier", 400, "UI-DEMANDE-REFUSEE"),
    ],
)
def test_an_http_refusal_is_a_notice(
    page: Any, method: str, path: str, status: int, code: str
) -> None:
    answer = page.browser.open(path, method=method)
    assert answer.status_code == status
    assert code in answer.text


def test_a_form_too_large_is_refused(page: Any) -> None:
    answer = page.browser.post("/dossier", data={"cas": "x" * 100_000})
    assert answer.status_code == 413
    assert page.counter.calls == []
