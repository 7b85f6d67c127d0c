"""The page as text, for scenarios that speak of what is printed."""

import re
from dataclasses import replace
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from binocle_ui.app import create_app
from binocle_ui.cases import Case, load_case
from binocle_ui.composition import details
from binocle_ui.composition.counter import BenchCounter
from binocle_ui.composition.page import page_services
from binocle_ui.composition.rates import RatesCounter
from binocle_ui.composition.workstation import Workstation
from binocle_ui.pages import AskKind, AskView, ClaimView


class _Shown(BenchCounter):
    """The counter's page on a claim that was led elsewhere."""

    def view(self) -> ClaimView:
        summary = details.summary_view(self._desk.counter.summary)
        ask = AskView(AskKind.SIGNATURE, "fse-sign")
        return ClaimView(case="254", steps=(), ask=ask, summary=summary)


class _Led(BenchCounter):
    """The pages of a claim that was led elsewhere."""

    @property
    def case(self) -> Case:
        """Any case: what was typed is not its own."""
        return load_case("254")

    @property
    def is_open(self) -> bool:
        """Nothing was invoiced under the number of that case."""
        return True

    def require_open(self) -> Case:
        """It is."""
        return self.case


class NoIncident:
    """A page of a scenario has none: the defect is shown."""

    def record(self, error: Exception) -> str:
        raise error


_kept: list[tuple[Workstation, Flask]] = []
"""The application of the last workstation that was looked at: a scenario looks many times."""


def app_of(station: Workstation) -> Flask:
    """Return the application of a workstation."""
    if not _kept or _kept[0][0] is not station:
        _kept[:] = [(station, create_app(page_services(station, NoIncident())))]
    return _kept[0][1]


def recap_page(station: Workstation) -> html.HtmlElement:
    """Return the claim's page."""
    services = replace(page_services(station, NoIncident()), counter=_Shown(station), panel=None)
    answer = create_app(services).test_client().get("/dossier")
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.data)


def recap_text(station: Workstation) -> str:
    """Return the text of the claim's page, its white space narrowed."""
    shown = " ".join(map(str, recap_page(station).itertext()))  # lxml-stubs also allow bytes
    return re.sub(r"\s+", " ", shown).replace(" ,", ",")


def page_text(station: Workstation, path: str) -> str:
    """Return the text of a page of the workstation, its white space narrowed."""
    return text_at(browser_of(station), path)


def browser_of(station: Workstation) -> FlaskClient:
    """Return a browser before the pages of a workstation, for several of them."""
    return app_of(station).test_client()


def text_at(browser: FlaskClient, path: str) -> str:
    """Return the text of a page, its white space narrowed."""
    answer = browser.get(path)
    assert answer.status_code == 200, answer.text
    shown = " ".join(map(str, html.fromstring(answer.data).itertext()))
    return re.sub(r"\s+", " ", shown)


def rates_text(station: Workstation) -> str:
    """Return the text of "Vérification taux" of a claim that was led elsewhere."""
    services = page_services(station, NoIncident())
    services = replace(services, rates=RatesCounter(station, _Led(station)))
    return text_at(create_app(services).test_client(), "/dossier/taux")


def codes_beside(station: Workstation, path: str, field: str) -> list[str]:
    """Return the codes of the notices that stand beside a field of a page."""
    answer = app_of(station).test_client().get(path)
    assert answer.status_code == 200, answer.text
    tree: Any = html.fromstring(answer.data)
    return [str(code.text) for code in tree.xpath("//*[@id=$id]//code", id=f"avis-{field}")]
