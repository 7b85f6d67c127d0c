"""The forms of the optical file and of insurers: what each button asks, and what comes back."""

from typing import Any

import pytest


@pytest.mark.parametrize(
    ("path", "form", "call", "then"),
    [
        ("/dossier/ordonnance", {"day": "x"}, ("enter", {"day": "x"}), "/dossier/ordonnance"),
        ("/dossier/ordonnance/reprise", {"day": "x"}, ("take", {"day": "x"}),
         "/dossier/ordonnance"),
        ("/dossier/vente", {"l1.net": "x"}, ("enter", {"l1.net": "x"}), "/dossier/vente"),
        ("/dossier/vente/devis", {"l1.net": "x"}, ("keep", {"l1.net": "x"}), "/dossier/vente"),
        ("/dossier/vente/devis/971", {}, ("take_up", "971"), "/dossier/vente"),
        ("/factures/000000254/ordonnance", {}, ("take_ordonnance", "000000254"),
         "/dossier/ordonnance"),
        ("/dossier/attestation", {"number": "1"}, ("attest", {"number": "1"}),
         "/dossier/attestation"),
        ("/dossier/attestation/recherche", {"number": "1"}, ("search", {"number": "1"}),
         "/dossier/attestation"),
        ("/dossier/attestation/page/3", {}, ("turn", 3), "/dossier/attestation"),
        ("/dossier/attestation/convention/2", {}, ("choose", 2), "/dossier/attestation"),
        ("/dossier/attestation/sortant", {"issue": "decocher-amc"}, ("leave_c2s", "decocher-amc"),
         "/dossier/attestation"),
        ("/mutuelles/nouvelle", {"name": "A"}, ("keep", None, {"name": "A"}), "/mutuelles"),
        ("/mutuelles/1", {"name": "A"}, ("keep", 1, {"name": "A"}), "/mutuelles"),
        ("/mutuelles/1/copie", {"copie": "B"}, ("copy", 1, {"copie": "B"}), "/mutuelles"),
    ],
)  # fmt: skip
def test_a_button_asks_once_and_shows_the_page(
    page: Any, path: str, form: dict[str, str], call: tuple[Any, ...], then: str
) -> None:
    answer = page.browser.post(path, data=form)
    assert (answer.status_code, answer.location) == (303, then)
    assert page.calls == [call]


@pytest.mark.parametrize("path", ["/mutuelles/nouvelle", "/mutuelles/1", "/mutuelles/1/copie"])
def test_a_form_that_is_wrong_comes_back(page: Any, path: str) -> None:
    page.insurers.wrong = True
    answer = page.browser.post(path, data={"name": "A"})
    assert answer.status_code == 200
    assert "OPT-PUISSANCE-ILLISIBLE" in answer.text


def test_a_way_on_must_be_named(page: Any) -> None:
    assert page.browser.post("/dossier/attestation/sortant", data={}).status_code == 400
    assert page.calls == []
