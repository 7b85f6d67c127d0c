"""Each form does one call and redirects to the page that shows what came of it."""

from io import BytesIO
from typing import Any

import pytest

ONE, PAPERS, SHOP = "/factures/000000254", "/pieces-jointes/000000254", "/parametres"

FORMS = [
    ("/dossier", {"cas": "254"}, ("start", "254"), "/dossier"),
    (
        "/dossier/etape",
        {"code": "1234", "action": "ok"},
        ("next_step", {"code": "1234", "action": "ok"}),
        "/dossier",
    ),
    (
        "/dossier/etape",
        {"choix": "1", "action": "ok"},
        ("next_step", {"choix": "1", "action": "ok"}),
        "/dossier",
    ),
    ("/dossier/siecle", {"siecle": "19"}, ("force_century", "19"), "/dossier"),
    (
        "/banc/gestes/insert",
        {"slot": "kaplink2:vitale", "card": "vitale:desmaux", "retour": "dossier"},
        ("gesture", "insert", {"slot": "kaplink2:vitale", "card": "vitale:desmaux"}),
        "/dossier",
    ),
    (
        "/banc/gestes/remove",
        {"slot": "kaplink2:cps", "retour": "accueil"},
        ("gesture", "remove", {"slot": "kaplink2:cps"}),
        "/",
    ),
    (
        "/banc/pannes",
        {"panne": "vitale/removed/inside", "occasion": "3", "retour": "banc"},
        ("gesture", "arm", {"where": "vitale", "what": "removed", "moment": "inside", "at": "3"}),
        "/banc",
    ),
    ("/banc/gestes/clear", {"retour": "banc"}, ("gesture", "clear", {}), "/banc"),
    (
        "/banc/gestes/advance",
        {"seconds": "180", "retour": "apcv"},
        ("gesture", "advance", {"seconds": "180"}),
        "/apcv",
    ),
    (
        "/cps/deblocage",
        {"deblocage": "12345678", "nouveau": "4321", "encore": "4321"},
        ("unblock", {"deblocage": "12345678", "nouveau": "4321", "encore": "4321"}),
        "/cps",
    ),
    (
        "/cps/code",
        {"code": "1234", "nouveau": "4321", "encore": "4321"},
        ("change_code", {"code": "1234", "nouveau": "4321", "encore": "4321"}),
        "/cps",
    ),
    ("/apcv", {"texte": "APCV"}, ("read", {"texte": "APCV"}, None), "/apcv"),
    ("/dossier/taux", {"action": "verifier"}, ("act", {"action": "verifier"}), "/dossier/taux"),
    (
        "/dossier/taux/remboursements",
        {"net-1": "209,00"},
        ("edit_sale", {"net-1": "209,00"}),
        "/dossier/taux",
    ),
    (
        "/dossier/taux/forcages",
        {"nom": "century", "century": "19"},
        ("force", "century", {"nom": "century", "century": "19"}),
        "/dossier/taux",
    ),
    ("/dossier/taux/convention/2", {}, ("choose_convention", 2), "/dossier/taux"),
    ("/dossier/taux/conventions/3", {}, ("turn_conventions", 3), "/dossier/taux"),
    ("/dossier/taux/conventions/annuler", {}, ("close_conventions",), "/dossier/taux"),
    ("/dossier/droits", {}, ("ask",), "/dossier/droits"),
    ("/dossier/droits/usage", {"adri": "oui"}, ("use", True), "/dossier/droits"),
    ("/dossier/droits/usage", {"adri": "non"}, ("use", False), "/dossier/droits"),
    ("/dossier/droits/suite", {"suite": "adri-off"}, ("go_on", "adri-off"), "/dossier/taux"),
    ("/dossier/droits/papier", {"nir": "1"}, ("enter_paper", {"nir": "1"}), "/dossier/droits"),
    ("/dossier/droits/restituer", {}, ("restore",), "/dossier/droits"),
    ("/dossier/droits/expiration", {"reponse": "oui"}, ("answer_expiry", "oui"), "/dossier/taux"),
    ("/apcv/entree", {"entree": "nouveau"}, ("enter", "nouveau"), "/apcv"),
    ("/apcv/beneficiaire", {"choix": "1"}, ("choose", {"choix": "1"}), "/apcv"),
    ("/configurer", {"model": "prium4"}, ("save", {"model": "prium4"}), "/configurer"),
    ("/configurer/moteur", {}, ("restart",), "/configurer/controles"),
    (f"{ONE}/suppression-fse", {}, ("delete_forms", "000000254"), ONE),
    (f"{ONE}/recommencer", {"mode": "5"}, ("restart", "000000254", {"mode": "5"}), ONE),
    (f"{ONE}/reprise", {"code": "1234"}, ("resume", "000000254", {"code": "1234"}), ONE),
    (
        f"{ONE}/signature",
        {"action": "signer"},
        ("sign", "000000254", {"action": "signer"}),
        "/factures/000000262",
    ),
    (f"{ONE}/avoir", {"motif": "rejet"}, ("credit", "000000254", {"motif": "rejet"}), ONE),
    (f"{ONE}/dre-annulation", {}, ("cancel_dre", "000000254", {}), ONE),
    (
        f"{ONE}/nouvelle",
        {"adri": "non"},
        ("reissue", "000000254", {"adri": "non"}),
        "/factures/000000263",
    ),
    ("/pieces-jointes/purge", {}, ("purge",), "/pieces-jointes"),
    (PAPERS, {"type": "ORDN"}, ("attach", "000000254", {"type": "ORDN"}, ()), PAPERS),
    (
        f"{PAPERS}/simulee",
        {"type": "ORDN", "numerisation": "straight"},
        ("attach_sample", "000000254", {"type": "ORDN", "numerisation": "straight"}),
        PAPERS,
    ),
    (f"{PAPERS}/feuille", {}, ("attach_sheet", "000000254"), PAPERS),
    (
        f"{PAPERS}/PJ1/page",
        {"page": "1", "conformite": "compliant"},
        ("judge", "PJ1", {"page": "1", "conformite": "compliant"}),
        PAPERS,
    ),
    (f"{PAPERS}/PJ1/nom", {"nom": "a"}, ("rename", "PJ1", {"nom": "a"}), PAPERS),
    (f"{PAPERS}/PJ1/retrait", {}, ("remove", "PJ1"), PAPERS),
    ("/parametres/adri", {"adri_mode": "cible"}, ("keep_adri", {"adri_mode": "cible"}), SHOP),
    ("/parametres/teletransmission", {"a": "b"}, ("keep_transmission", {"a": "b"}), SHOP),
    ("/parametres/sesam-vitale", {"a": "b"}, ("keep_sesam_vitale", {"a": "b"}), SHOP),
    ("/parametres/sesam-vitale/raz-date", {}, ("forget_slip_day",), SHOP),
    ("/factures/recuperation", {}, ("transmit", {"action": "recevoir"}), "/factures"),
    ("/parametres/boutique", {"a": "b"}, ("keep_shop", {"a": "b"}), SHOP),
]


@pytest.mark.parametrize(("path", "form", "call", "shown"), FORMS)
def test_a_form_does_one_call_and_redirects(
    page: Any, path: str, form: dict[str, str], call: tuple[object, ...], shown: str
) -> None:
    answer = page.browser.post(path, data=form)
    assert page.calls == [call]
    assert (answer.status_code, answer.headers["Location"]) == (303, shown)


@pytest.mark.parametrize(("path", "form", "call", "shown"), FORMS)
def test_another_site_cannot_send_a_form(
    page: Any, path: str, form: dict[str, str], call: object, shown: str
) -> None:
    for origin in ("https://ailleurs.example", "null", "http://localhost:8080", "http://["):
        answer = page.browser.post(path, data=form, headers={"Origin": origin})
        assert answer.status_code == 403
        assert "UI-ORIGINE-REFUSEE" in answer.text
    assert page.calls == []


def test_the_page_itself_can_send_a_form(page: Any) -> None:
    headers = {"Origin": "http://localhost"}
    assert page.browser.post("/dossier", data={"cas": "c2s"}, headers=headers).status_code == 303


@pytest.mark.parametrize(
    ("path", "form"),
    [
        (path, {name: text for name, text in form.items() if name != lacking})
        for path, form, _, _ in FORMS
        for lacking in form
        # What others need is the service's to say; where to come back is read after the call.
        if path in ("/dossier", "/banc/pannes", "/dossier/droits/suite", "/apcv/entree")
        and lacking != "retour"
    ],
)
def test_a_form_that_lacks_a_field_is_refused_before_any_call(
    page: Any, path: str, form: dict[str, str]
) -> None:
    answer = page.browser.post(path, data=form)
    assert answer.status_code == 400
    assert "UI-DEMANDE-REFUSEE" in answer.text
    assert page.calls == []


def test_a_picture_reaches_the_reading_whole(page: Any) -> None:
    picture = bytes(range(256)) * 1000
    form = {"image": (BytesIO(picture), "photo.png")}
    assert page.browser.post("/apcv", data=form).status_code == 303
    assert page.calls == [("read", {}, picture)]


def test_a_picture_without_end_is_refused(page: Any) -> None:
    name = b'Content-Disposition: form-data; name="image"; filename="p.png"'
    body = b"--x\r\n" + name + b"\r\n\r\n" + bytes(13 * 1024 * 1024) + b"\r\n--x--\r\n"
    answer = page.browser.post("/apcv", data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 413
    assert page.calls == []


def test_a_form_comes_back_to_our_own_pages_only(page: Any) -> None:
    form = {"slot": "cps", "retour": "https://ailleurs.example"}
    assert page.browser.post("/banc/gestes/remove", data=form).headers["Location"] == "/banc"


def test_a_name_that_is_not_ours_is_refused(page: Any) -> None:
    for host, status in (
        ("127.0.0.1:9012", 200),
        ("[::1]:9012", 200),
        ("ailleurs.example", 403),
        ("[", 403),
    ):
        assert page.browser.get("/", headers={"Host": host}).status_code == status
