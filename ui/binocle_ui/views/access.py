"""How a view reaches the services of its application, and reads its form."""

from contextlib import closing
from http import HTTPStatus
from typing import Any, cast

from flask import Response as Document
from flask import abort, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from binocle_ui.pages import (
    ApcvPage,
    AttachmentsPage,
    BenchPanel,
    CounterPage,
    CpsPage,
    FollowUpPage,
    InsurersPage,
    InvoicePage,
    MoneyPage,
    OpticsPage,
    PageServices,
    ParametersPage,
    PastPage,
    RatesPage,
    ReturnsPage,
    RightsPage,
    SalePage,
    SettingsPage,
    UploadedFile,
)

EXTENSION = "binocle"
"""Where the application keeps its services."""

OWN_FRAME = "default-src 'self'; frame-ancestors 'self'"
"""A document is seen on its own or in a frame of our own pages."""

CLAIM_PAGES = {
    "dossier": "counter.claim",
    "taux": "rates.show",
    "droits": "rights.show",
    "apcv": "apcv.show",
    "attestation": "insurers.certificate",
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


def optics_page() -> OpticsPage:
    """Return what the page of the ordonnance may ask."""
    return _services().optics


def sale_page() -> SalePage:
    """Return what the page of the sale may ask."""
    return _services().sale


def insurers_page() -> InsurersPage:
    """Return what the pages of complementary insurers may ask."""
    return _services().insurers


def follow_up_page() -> FollowUpPage:
    """Return what the pages of lots and of all invoices may ask."""
    return _services().follow_up


def returns_page() -> ReturnsPage:
    """Return what the pages of returns and of the lettrage may ask."""
    return _services().returns


def invoice_page() -> InvoicePage:
    """Return what the page of an invoice may ask."""
    return _services().invoices


def money_page() -> MoneyPage:
    """Return what the pages of transfers and of the bank may ask."""
    return _services().money


def attachments_page() -> AttachmentsPage:
    """Return what the pages of papers may ask."""
    return _services().attachments


def parameters_page() -> ParametersPage:
    """Return what the page of the shop's choices may ask."""
    return _services().parameters


def past_page() -> PastPage:
    """Return what the page of the history may ask."""
    return _services().past


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


def uploaded(name: str) -> list[UploadedFile]:
    """Return the files of a field, in their order; an empty field has none."""
    files = []
    for sent in request.files.getlist(name):
        with closing(sent):
            if sent.filename:
                files.append(UploadedFile(sent.filename, sent.read()))
    return files


def see(page: str, **where: Any) -> Response:
    """Answer a change by the page that shows it (303: a reload repeats nothing)."""
    return redirect(url_for(page, **where), HTTPStatus.SEE_OTHER)


def see_pdf(content: bytes, name: str, *, kept: bool) -> Document:
    """Answer a PDF, to be kept as a file or seen in a frame of our own pages alone."""
    answer = Document(content, mimetype="application/pdf")
    way = "attachment" if kept else "inline"
    answer.headers.set("Content-Disposition", way, filename=name)
    answer.headers["Content-Security-Policy"] = OWN_FRAME
    return answer


TABLES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Kinds of exports."""


def see_table(content: bytes, name: str, form: str) -> Document:
    """Answer a table to be kept: ``csv`` or ``xlsx``; the name goes without its ending."""
    answer = Document(content, content_type=TABLES[form])
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.{form}")
    return answer


def typed_page() -> int:
    """Return the page that the address asks for; the first one when it names none."""
    asked = request.args.get("page", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
