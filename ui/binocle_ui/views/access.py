"""How a view reaches the services of its application, and reads its form."""

from http import HTTPStatus
from typing import cast

from flask import abort, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from binocle_ui.pages import (
    ApcvPage,
    BenchPanel,
    CounterPage,
    CpsPage,
    PageServices,
    RatesPage,
    RightsPage,
    SettingsPage,
)

EXTENSION = "binocle"
"""Where the application keeps its services."""

CLAIM_PAGES = {
    "dossier": "counter.claim",
    "taux": "rates.show",
    "droits": "rights.show",
    "apcv": "apcv.show",
}
"""The pages to which a gesture on a claim leads, by the name that the services give."""


def counter() -> CounterPage:
    """Return the shop side of the application that serves this request."""
    return _services().counter


def cps_page() -> CpsPage:
    """Return what the page of the CPS may ask."""
    return _services().cps


def apcv_page() -> ApcvPage:
    """Return what the page of the appli carte Vitale may ask."""
    return _services().apcv


def rates_page() -> RatesPage:
    """Return what the page of the rate check may ask."""
    return _services().rates


def rights_page() -> RightsPage:
    """Return what the tab of rights may ask."""
    return _services().rights


def settings_page() -> SettingsPage:
    """Return what the page of the settings may ask."""
    return _services().settings


def bench() -> BenchPanel:
    """Return the control of the bench, where there is one."""
    return _services().panel or abort(HTTPStatus.NOT_FOUND)


def _services() -> PageServices:
    return cast(PageServices, current_app.extensions[EXTENSION])


def field(name: str) -> str:
    """Return a field of the form; a form without it is not ours."""
    if name not in request.form:
        abort(HTTPStatus.BAD_REQUEST)
    return request.form[name]


def see(page: str) -> Response:
    """Answer a change by the page that shows it (303: a reload repeats nothing)."""
    return redirect(url_for(page), HTTPStatus.SEE_OTHER)
