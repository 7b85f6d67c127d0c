"""Steps of returns, of treatment by hand and of the lettrage: gestures on the pages themselves."""

import re
from dataclasses import dataclass, replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html
from pytest_bdd import given, parsers, then, when

from .page_text import browser_of
from .shop import Optician, cents


@dataclass
class Walk:
    """A person who goes from page to page: what is seen, and what was chosen on it."""

    optician: Optician
    client: FlaskClient
    tree: Any = None
    status: int = 0
    answer: bytes = b""

    def go(self, path: str, *, method: str = "GET", data: dict[str, str] | None = None) -> None:
        typed: dict[str, Any] = {"query_string" if method == "GET" else "data": data}
        opened: Any = self.client.open(path, method=method, follow_redirects=True, **typed)
        self.status, self.answer = opened.status_code, opened.data
        self.tree = html.fromstring(opened.data) if "html" in opened.content_type else self.tree

    @property
    def said(self) -> str:
        return re.sub(r"\s+", " ", " ".join(map(str, self.tree.itertext())))

    def press(self, text: str) -> None:
        """Follow the first link or button of that text, with what its form holds."""
        assert self.status == 200, self.said
        wanted = "//main//*[self::a or self::button][normalize-space()=$text]"
        found = self.tree.xpath(wanted, text=text)
        assert found, f"no « {text} » in {self.said}"
        pressed = found[0]
        if pressed.tag == "a":
            self.go(pressed.get("href"))
            return
        form = next(pressed.iterancestors("form"))
        fields = {name: value for name, value in form.form_values() if value is not None}
        if pressed.get("name"):
            fields[pressed.get("name")] = pressed.get("value")
        self.go(form.get("action"), method=form.get("method", "get").upper(), data=fields)

    def fill(self, label: str, value: str) -> None:
        """Type a text, or choose the option of that name, in the field of a label."""
        (name,) = self.tree.xpath("//label[normalize-space()=$label]/@for", label=label)
        (field,) = self.tree.xpath("//*[@id=$id]", id=name)
        if field.tag == "select":
            chosen = field.xpath(".//option[normalize-space()=$value]/@value", value=value)
            field.value = chosen[0]
        else:
            field.value = value


@pytest.fixture
def walk(optician: Optician) -> Walk:
    return Walk(optician, browser_of(optician.station))


# -- pages ----------------------------------------------------------------------------------------


@when(parsers.parse("l'opticien ouvre la page « {path} »"))
def opens(walk: Walk, path: str) -> None:
    walk.go(path)


@when(parsers.parse("l'opticien ouvre la page du lot « {number} »"))
def opens_lot(walk: Walk, number: str) -> None:
    walk.go(f"/lots/{walk.optician.lot_id(number)}")


@when(parsers.parse("il appuie sur « {text} »"))
def presses(walk: Walk, text: str) -> None:
    walk.press(text)


@when(parsers.parse("il choisit « {value} » pour « {label} »"))
def chooses(walk: Walk, value: str, label: str) -> None:
    walk.fill(label, value)


@then("sa page dit")
def page_says(walk: Walk, datatable: list[list[str]]) -> None:
    for (printed,) in datatable:
        assert printed in walk.said, walk.said


@then(parsers.parse("sa page ne dit pas « {text} »"))
def page_does_not_say(walk: Walk, text: str) -> None:
    assert walk.status == 200
    assert text not in walk.said


@then(parsers.parse("sa page refuse avec l'avis « {code} »"))
def page_refuses(walk: Walk, code: str) -> None:
    assert walk.status == 409
    assert walk.tree.xpath("string(//main//code)") == code


@then(parsers.parse("le survol de « {start} » dit « {whole} »"))
def hover_says(walk: Walk, start: str, whole: str) -> None:
    (title,) = walk.tree.xpath("//main//*[starts-with(text(), $start)]/@title", start=start)
    assert title == whole


@then("« Exporter les données » donne en CSV")
def exported(walk: Walk, datatable: list[list[str]]) -> None:
    seen = walk.tree
    walk.press("CSV")
    rows = walk.answer.decode("utf-8-sig").splitlines()[1:]
    walk.tree = seen
    assert all(row.endswith(";SIMULÉ") for row in rows)
    for (start,) in datatable:
        assert any(row.startswith(start) for row in rows), rows


# -- payers and settings --------------------------------------------------------------------------


@given(parsers.parse("une caisse « {payer} » qui rejette avec le code « {code} »"))
def rejecting(optician: Optician, payer: str, code: str) -> None:
    optician.bench.control.do("conduct", what="reject", payer=payer, code=code)


@when(
    parsers.parse(
        "la caisse « {payer} » paie sur papier {amount} de « {person} » sous le numéro « {number} »"
    )
)
def pays_paper(optician: Optician, payer: str, amount: str, person: str, number: str) -> None:
    optician.bench.control.do(
        "pay_paper", payer=payer, person=person, cents=cents(amount), number=number
    )


@given("une boutique sans « Lettrage auto. suite à l'intégration des fichiers RSP »")
def no_lettrage(optician: Optician) -> None:
    store = optician.desk.settings_store
    store.keep_shop_settings(replace(store.shop_settings(), auto_lettrage=False))
    optician.station.reopen()


# -- lettrage -------------------------------------------------------------------------------------


@when("l'opticien garde le paiement de chaque retour non rapproché")
def keeps_every_payment(walk: Walk) -> None:
    walk.go("/retours?devenu=orphan")
    for path in walk.tree.xpath("//main//tbody//th/a/@href"):
        walk.go(str(path))
        walk.press("Garder le paiement")


@when(
    parsers.parse(
        "l'opticien attache à la facture « {number} » le versement de la facture lue « {read} »"
    )
)
def attaches(walk: Walk, number: str, read: str) -> None:
    walk.go("/lettrage")
    (stray,) = walk.tree.xpath("//div[@class='stray'][.//dd[normalize-space()=$read]]", read=read)
    (form,) = stray.xpath(".//form")
    walk.go(form.get("action"), data={"geste": "attacher", "facture": number})
