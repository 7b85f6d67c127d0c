"""Steps of the shop's settings and of the window "Télétransmission", on the page itself."""

from typing import Any

from flask.testing import FlaskClient
from lxml import html
from pytest_bdd import given, parsers, then, when

from binocle_ui.composition.follow_up import FollowUpCounter
from binocle_ui.composition.services import SLIPS

from .page_text import browser_of
from .shop import Optician

SETTINGS, TO_SEND, INVOICES = "/parametres", "/lots/a-teletransmettre", "/factures"


def page(browser: FlaskClient, path: str) -> Any:
    answer = browser.get(path)
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.data)


def field_of(tree: Any, label: str) -> Any:
    """Return the field that a label names."""
    (found,) = tree.xpath("//label[normalize-space()=$text]", text=label)
    return tree.get_element_by_id(found.get("for"))


def keep(optician: Optician, label: str, value: str | None) -> None:
    """Fill one field of the settings, leave the others of its form as shown, and validate."""
    browser = browser_of(optician.station)
    field = field_of(page(browser, SETTINGS), label)
    (form,) = field.iterancestors("form")
    values = dict(form.form_values())
    values.pop(field.name, None)
    if value is not None:
        values[field.name] = value
    answer = browser.post(form.action, data=values)
    assert answer.status_code == 303, answer.text


@when(parsers.parse("l'opticien coche « {label} » dans les paramètres"))
def ticks(optician: Optician, label: str) -> None:
    keep(optician, label, "oui")


@when(parsers.parse("l'opticien décoche « {label} » dans les paramètres"))
def unticks(optician: Optician, label: str) -> None:
    keep(optician, label, None)


@given(parsers.parse("l'opticien écrit « {value} » au champ « {label} » des paramètres"))
@when(parsers.parse("l'opticien écrit « {value} » au champ « {label} » des paramètres"))
def writes(optician: Optician, value: str, label: str) -> None:
    keep(optician, label, value)


def push(optician: Optician, path: str, text: str) -> None:
    """Push a button of a page that is alone in its form."""
    browser = browser_of(optician.station)
    (button,) = page(browser, path).xpath("//button[normalize-space()=$text]", text=text)
    (form,) = button.iterancestors("form")
    assert browser.post(form.action).status_code == 303


@when(parsers.parse("l'opticien appuie sur « {text} » dans les paramètres"))
def pushes(optician: Optician, text: str) -> None:
    push(optician, SETTINGS, text)


@when(parsers.parse("l'opticien appuie sur « {text} » dans « Suivi Facturations »"))
def pushes_in_follow_up(optician: Optician, text: str) -> None:
    push(optician, INVOICES, text)


@when(parsers.parse("l'opticien lance « {text} »"))
def launches(optician: Optician, text: str) -> None:
    tree = page(browser_of(optician.station), TO_SEND)
    (button,) = tree.xpath("//button[normalize-space()=$text]", text=text)
    (form,) = button.iterancestors("form")
    typed = {**dict(form.form_values()), button.get("name"): button.get("value")}
    optician.does(lambda: FollowUpCounter(optician.station).transmit(typed))


@then("les cases des paramètres sont")
def boxes(optician: Optician, datatable: list[list[str]]) -> None:
    tree = page(browser_of(optician.station), SETTINGS)
    fields = [(text, field_of(tree, text)) for text, _, _ in datatable[1:]]
    said = [
        [
            text,
            "oui" if field.get("checked") is not None else "non",
            "oui" if field.get("disabled") is None else "non",
        ]
        for text, field in fields
    ]
    assert said == datatable[1:]


@then(parsers.parse("le champ « {label} » des paramètres est « {value} »"))
def field_is(optician: Optician, label: str, value: str) -> None:
    assert field_of(page(browser_of(optician.station), SETTINGS), label).value == value


@then(parsers.parse("les bordereaux gardés sont ceux des lots « {one} » et « {other} »"))
def slips_are_kept(optician: Optician, one: str, other: str) -> None:
    kept = sorted((optician.folder / SLIPS).iterdir())
    assert [path.name.split("-")[1] for path in kept] == [one, other]
    assert all(path.read_bytes().startswith(b"%PDF-") for path in kept)
