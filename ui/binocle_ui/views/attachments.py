"""The pages of "Pièces Jointes": the list, the papers of an invoice, one document."""

from http import HTTPStatus

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as Answer

from .access import attachments_page, see, see_pdf, uploaded

LARGEST_SCAN = 33 * 1024 * 1024
"""Bytes of one sending: what core refuses with its own words (32 Mo) still comes in whole."""

blueprint = Blueprint("attachments", __name__, url_prefix="/pieces-jointes")


@blueprint.get("")
def listing() -> str:
    """Show "Pièces Jointes" of a period."""
    first, last = request.args.get("du", ""), request.args.get("au", "")
    return render_template("pieces.html", listing=attachments_page().listing(first, last))


@blueprint.post("/envoi")
def send() -> Answer:
    """Send now what may leave; what went wrong is shown with the list."""
    attachments_page().send()
    return see("attachments.listing")


@blueprint.post("/purge")
def purge() -> Answer:
    """Delete now what is kept for too long."""
    attachments_page().purge()
    return see("attachments.listing")


@blueprint.get("/<number>")
def papers(number: str) -> str:
    """Show "Sélection des documents - SCOR" of an invoice."""
    return render_template("documents.html", papers=attachments_page().papers(number), refused=())


@blueprint.post("/<number>")
def attach(number: str) -> Answer | tuple[str, int]:
    """Attach files; what is wrong with them is shown, all of it."""
    request.max_content_length = LARGEST_SCAN
    files, page = uploaded("fichiers"), attachments_page()
    refused = page.attach(number, request.form.to_dict(), files)
    if not refused:
        return see("attachments.papers", number=number)
    shown = render_template("documents.html", papers=page.papers(number), refused=refused)
    return shown, HTTPStatus.CONFLICT


@blueprint.post("/<number>/simulee")
def attach_sample(number: str) -> Answer | tuple[str, int]:
    """Attach a scan of the bench."""
    page = attachments_page()
    refused = page.attach_sample(number, request.form.to_dict())
    if not refused:
        return see("attachments.papers", number=number)
    shown = render_template("documents.html", papers=page.papers(number), refused=refused)
    return shown, HTTPStatus.CONFLICT


@blueprint.post("/<number>/feuille")
def attach_sheet(number: str) -> Answer:
    """Attach the care sheet that the program draws."""
    attachments_page().attach_sheet(number)
    return see("attachments.papers", number=number)


@blueprint.get("/<number>/<document>.pdf")
def content(number: str, document: str) -> Response:
    """Show a document."""
    return see_pdf(attachments_page().content(document), f"{document}.pdf", kept=False)


@blueprint.post("/<number>/<document>/page")
def judge(number: str, document: str) -> Answer:
    """Say whether a page is right."""
    attachments_page().judge(document, request.form.to_dict())
    return see("attachments.papers", number=number)


@blueprint.post("/<number>/<document>/nom")
def rename(number: str, document: str) -> Answer:
    """Give a document another name."""
    attachments_page().rename(document, request.form.to_dict())
    return see("attachments.papers", number=number)


@blueprint.post("/<number>/<document>/retrait")
def remove(number: str, document: str) -> Answer:
    """Take a document away."""
    attachments_page().remove(document)
    return see("attachments.papers", number=number)
