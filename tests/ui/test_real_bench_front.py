"""The page and the control API over one real bench: every button, and both hands at once."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from werkzeug.test import Client, TestResponse

from binocle_simulators.bench import Bench
from binocle_ui.composition.page import API, BenchFront
from binocle_ui.story import STEPS

PAGES = (
    "/",
    "/dossier",
    "/dossier/taux",
    "/dossier/droits",
    "/cps",
    "/apcv",
    "/configurer",
    "/banc",
)
PERSON = "1 - DESMAUX NATHALIE (15/06/1955) 255069999999934"
TYPED = {
    "cps-code": {"code": "1234"},
    "transmission-code": {"code": "1234"},
    "beneficiary": {"choix": "1"},
    "fse-sign": {"action": "signer"},
}
BACK = {("retour", page) for page in ("accueil", "dossier", "apcv", "banc")}
"""Where a gesture's form comes back to: what it does is the same."""

CALM: tuple[tuple[str, dict[str, str]], ...] = (
    ("clear", {}),
    ("start_service", {}),
    ("plug", {"reader": "kaplink2"}),
    ("plug", {"reader": "prium4"}),
)
PRESSED = {
    *("insert", "remove", "mute", "reverse", "block", "plug", "unplug", "press", "set_cable"),
    *("stop_service", "start_service", "advance", "clear"),
    *("open_phone", "show_code", "present_phone", "withdraw_phone", "close_phone"),
}
"""Gestures that have a button on the panel."""
LOCAL = {"REMOTE_ADDR": "127.0.0.1"}


@dataclass(frozen=True)
class Form:
    """A form as a browser would send it."""

    action: str
    fields: tuple[tuple[str, str], ...]


class Hand:
    """A browser and a program on the bench's one port."""

    def __init__(self, bench: Bench, folder: Path) -> None:
        self.bench = bench
        self.front = BenchFront(bench, folder)
        self._client = Client(self.front)

    def see(self, path: str) -> TestResponse:
        return self._client.get(path, environ_base=LOCAL)

    def post(self, path: str, data: dict[str, Any] | None = None) -> TestResponse:
        return self._client.post(path, data=data or {}, environ_base=LOCAL)

    def ask(self, gesture: str, **values: Any) -> TestResponse:
        path = f"{API}/gestes/{gesture}"
        return self._client.post(path, json=values, environ_base=LOCAL)

    def forms(self, path: str) -> list[Form]:
        """Return every form of a page, once for each of its choices."""
        tree: Any = html.fromstring(self.see(path).text)
        return [form for node in tree.xpath("//form") for form in variants(node, path)]


def variants(node: Any, path: str) -> Iterator[Form]:
    """Yield a form as it stands, then with one choice changed, for each choice that it offers."""
    fields = {
        field.get("name"): field.get("value", "")
        for field in node.xpath(".//input[@name and not(@type='file') and not(@type='radio')]")
    }
    choices: dict[str, list[str]] = {}
    for select in node.xpath(".//select[@name]"):
        options = select.xpath(".//option")
        chosen = [one for one in options if one.get("selected") is not None] or options
        fields[select.get("name")] = chosen[0].get("value")
        choices[select.get("name")] = [one.get("value") for one in options]
    for one in node.xpath(".//input[@type='radio'] | .//button[@name]"):
        fields.setdefault(one.get("name"), one.get("value", ""))
        choices.setdefault(one.get("name"), []).append(one.get("value", ""))
    action = node.get("action") or path
    yield Form(action, tuple(fields.items()))
    for name, values in choices.items():
        for value in values:
            yield Form(action, tuple({**fields, name: value}.items()))


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[Callable[..., Hand]]:
    made: list[Hand] = []

    def make(depth: str = "in-process", **options: Any) -> Hand:
        bench = Bench(depth=depth, folder=tmp_path / "journal", **options)
        made.append(Hand(bench, tmp_path))
        return made[-1]

    (tmp_path / "journal").mkdir()
    yield make
    for each in made:
        each.front.close()
        each.bench.close()


def read(answer: TestResponse) -> Any:
    return json.loads(answer.text)


def told_in_french(answer: TestResponse) -> bool:
    return answer.status_code in (409, 503) and "Que faire" in answer.text


SITUATIONS: tuple[tuple[tuple[str, dict[str, str]], ...], ...] = (
    (("remove", {"slot": "kaplink2:cps"}), ("remove", {"slot": "kaplink2:vitale"})),
    (
        ("insert", {"slot": "kaplink2:cps", "card": "cps3:demo"}),
        ("open_phone", {"person": "desmaux"}),
        ("arm", {"where": "vitale", "what": "removed"}),
    ),
    (("open_phone", {"person": "fictive"}), ("present_phone", {}), ("stop_service", {})),
    (("unplug", {"reader": "prium4"}), ("insert", {"slot": "cps", "card": "cps4:demo"})),
)
"""What a bench goes through before all its buttons are pressed once more."""


def test_every_button_does_its_work_or_says_in_french_why_not(hand: Callable[..., Hand]) -> None:
    one = hand(readers=("kaplink2", "prium4"))
    one.post("/dossier", {"cas": "254"})
    done: set[tuple[str, frozenset[tuple[str, str]]]] = set()
    bad = []
    for situation in SITUATIONS:
        for gesture, values in situation:
            assert one.ask(gesture, **values).status_code == 200, gesture
        found = dict.fromkeys(form for path in PAGES for form in one.forms(path))
        for form in found:
            same = frozenset(form.fields) - BACK
            if (form.action, same) in done:
                continue
            done.add((form.action, same))
            answer = one.post(form.action, dict(form.fields))
            if answer.status_code != 303 and not told_in_french(answer):
                bad.append((form, answer.status_code))
        for gesture, values in CALM:
            one.ask(gesture, **values)
    assert not bad
    gestures = {action.rpartition("/")[2] for action, _ in done if "/gestes/" in action}
    assert gestures >= PRESSED
    assert not list(one.bench.folder.parent.glob("**/incidents/*"))


def test_cards_are_offered_by_their_french_names_right_ones_first(
    hand: Callable[..., Hand],
) -> None:
    one = hand(insert=())
    tree: Any = html.fromstring(one.see("/banc").text)
    for role, first in (
        ("cps", "cps3:demo"),
        ("vitale", "vitale:desmaux"),
        ("contactless", "cps3-contactless:demo"),
    ):
        (select,) = tree.xpath(f"//select[@id='carte-kaplink2:{role}']")
        assert select.xpath("./option/@value")[0] == first
        wrong = select.xpath("./optgroup[@label='À tort']/option/@value")
        assert "foreign:bank" in wrong
        assert first not in wrong
        named = {str(option.get("value")): str(option.text) for option in offered(select)}
        raw = {key for key, text in named.items() if text.endswith(" " + key.partition(":")[2])}
        assert all(key.startswith(("vitale1:", "image:")) for key in raw), raw


def offered(select: Any) -> list[Any]:
    return list(select.xpath(".//option"))


def test_a_gesture_of_one_hand_is_seen_by_the_other(hand: Callable[..., Hand]) -> None:
    one = hand()
    assert read(one.ask("remove", slot="vitale"))["readers"][0]["slots"][1]["card"] is None
    assert "Vitale : vide" in one.see("/banc").text
    one.post("/banc/gestes/insert", {"slot": "vitale", "card": "vitale:fictive"})
    told = read(one.see(f"{API}/etat"))
    assert told["readers"][0]["slots"][1]["card"] == "vitale:fictive"


def test_a_bench_begun_again_has_a_page_begun_again(hand: Callable[..., Hand]) -> None:
    one = hand()
    one.post("/dossier", {"cas": "254"})
    one.post("/dossier/etape", {"etape": "cps-code", "action": "ok", "code": "1234"})
    former = one.bench.world
    assert one.ask("reset").status_code == 200
    assert one.bench.world is not former
    assert one.see("/dossier").status_code == 200
    assert "AreaFSE" not in one.see("/dossier").text
    one.post("/dossier", {"cas": "253"})
    for step in STEPS:
        form = {"etape": step.name, "action": "ok", **TYPED.get(step.name, {})}
        assert one.post("/dossier/etape", form).status_code == 303
    assert "Payé" in one.see("/factures").text


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("gestes/clear", {"Origin": "https://exemple.fr"}, 403),
        ("gestes/clear", {"Host": "exemple.fr"}, 403),
        ("gestes/clear", {"Origin": "http://localhost"}, 200),
        ("gestes/detruire", {}, 404),
        ("gestes/insert", {}, 400),
    ],
)
def test_only_this_machine_moves_the_bench(
    hand: Callable[..., Hand], path: str, headers: dict[str, str], status: int
) -> None:
    client = Client(hand().front)
    answer = client.post(f"{API}/{path}", headers=headers, environ_base=LOCAL)
    assert answer.status_code == status
    assert status == 200 or read(answer)["erreur"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_refused_reset_leaves_the_claim_alone(hand: Callable[..., Hand], method: str) -> None:
    """Another site may make a browser send it; the sale under way stays."""
    one = hand()
    one.post("/dossier", {"cas": "253"})
    before = one.see("/dossier").text
    for path in (f"{API}/gestes/reset", "/banc/gestes/reset", "/n/importe/gestes/reset"):
        Client(one.front).open(
            path, method=method, headers={"Origin": "https://exemple.fr"}, environ_base=LOCAL
        )
    assert one.see("/dossier").text == before


def test_a_call_from_another_machine_is_refused(hand: Callable[..., Hand]) -> None:
    answer = Client(hand().front).get(f"{API}/etat", environ_base={"REMOTE_ADDR": "192.0.2.1"})
    assert answer.status_code == 403


# -- the appli carte Vitale, by the page ----------------------------------------------------------


def ready(hand: Callable[..., Hand], way: str, depth: str) -> Hand:
    """Return a bench whose shop reads by one way, code typed, the phone of the patient open."""
    one = hand(depth)
    (form,) = [form for form in one.forms("/configurer") if dict(form.fields).get("apcv_way") == way
               and form.action == "/configurer"][-1:]  # fmt: skip
    assert one.post("/configurer", dict(form.fields)).status_code == 303
    one.post("/dossier", {"cas": "254"})
    one.post("/dossier/etape", {"etape": "cps-code", "action": "ok", "code": "1234"})
    assert one.ask("open_phone", person="desmaux").status_code == 200
    return one


@pytest.mark.parametrize("depth", ["in-process", "pcsc"])
def test_the_phone_is_read_by_nfc(hand: Callable[..., Hand], depth: str) -> None:
    one = ready(hand, "nfc", depth)
    nothing = one.post("/apcv")
    assert nothing.status_code == 409
    assert "APCV-RIEN-PRESENTE" in nothing.text
    one.ask("present_phone")
    assert one.post("/apcv").status_code == 303
    assert PERSON in one.see("/apcv").text
    assert one.post("/apcv/beneficiaire", {"choix": "1"}).status_code == 303


def test_a_phone_that_comes_during_the_wait_is_read(hand: Callable[..., Hand]) -> None:
    one = ready(hand, "nfc", "in-process")
    world = one.bench.world
    world.call_at(world.now() + timedelta(seconds=4), "a hand", one.bench.present_phone)
    began = world.elapsed()
    assert one.post("/apcv").status_code == 303
    assert 4 <= world.elapsed() - began < 6
    assert PERSON in one.see("/apcv").text


@pytest.mark.parametrize("way", ["texte", "image"])
def test_the_phone_is_read_by_its_code(hand: Callable[..., Hand], way: str) -> None:
    one = ready(hand, "qr", "in-process")
    shown = read(one.see(f"{API}/etat"))["phone"]["payload"]
    picture = (BytesIO(one.see("/banc/telephone.png").data), "telephone.png")
    form: dict[str, Any] = {"texte": shown} if way == "texte" else {"image": picture}
    assert one.post("/apcv", dict(form)).status_code == 303
    assert PERSON in one.see("/apcv").text
    again = one.post("/apcv", {"texte": shown})
    assert "APCV-CODE-DEJA-LU" in again.text


# -- the CPS and the settings, by the page --------------------------------------------------------


@pytest.mark.parametrize("depth", ["in-process", "pcsc"])
def test_a_blocked_card_is_unblocked_then_its_code_changed(
    hand: Callable[..., Hand], depth: str
) -> None:
    one = hand(depth)
    early = one.post(
        "/cps/deblocage", {"deblocage": "12345678", "nouveau": "4321", "encore": "4321"}
    )
    assert early.status_code == 409
    one.ask("block", slot="cps")
    unblocking = {"deblocage": "12345678", "nouveau": "4321", "encore": "4321"}
    assert one.post("/cps/deblocage", unblocking).status_code == 303
    changed = {"code": "4321", "nouveau": "2468", "encore": "2468"}
    assert one.post("/cps/code", changed).status_code == 303
    assert one.post("/cps/code", changed).status_code == 409


@pytest.mark.parametrize("depth", ["in-process", "pcsc"])
def test_the_settings_are_kept_checked_and_the_engine_restarted(
    hand: Callable[..., Hand], depth: str
) -> None:
    one = hand(depth)
    (form,) = [form for form in one.forms("/configurer") if form.action == "/configurer"][:1]
    assert one.post("/configurer", {**dict(form.fields), "wait_s": "30"}).status_code == 303
    assert 'value="30"' in one.see("/configurer").text
    assert one.post("/configurer/moteur").status_code == 303
    checks = one.see("/configurer/controles")
    assert checks.status_code == 200
    assert "VPN « Connecté »" in checks.text
    one.ask("stop_service")
    stopped = one.post("/configurer/moteur")
    assert told_in_french(stopped)
    one.ask("start_service")
    assert one.post("/configurer/moteur").status_code == 303
