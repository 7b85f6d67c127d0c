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
    InsurersPage,
    OpticsPage,
    PageServices,
    SettingsPage,
)

EXTENSION = "binocle"
"""Where the application keeps its services."""


def counter() -> CounterPage:
    """Return the shop side of the application that serves this request."""
    return _services().counter


def cps_page() -> CpsPage:
    """Return what the page of the CPS may ask."""
    return _services().cps


def apcv_page() -> ApcvPage:
    """Return what the page of the appli carte Vitale may ask."""
    return _services().apcv


def settings_page() -> SettingsPage:
    """Return what the page of the settings may ask."""
    return _services().settings


def optics_page() -> OpticsPage:
    """Return what the page of the ordonnance may ask."""
    return _services().optics


def insurers_page() -> InsurersPage:
    """Return what the pages of complementary insurers may ask."""
    return _services().insurers


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
