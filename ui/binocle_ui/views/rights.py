"""The tab "ADRi" of the claim under way."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from .access import CLAIM_PAGES, field, rights_page, see

blueprint = Blueprint("rights", __name__, url_prefix="/dossier/droits")


@blueprint.get("")
def show() -> str:
    """Show what is known of the rights."""
    return render_template("droits.html", rights=rights_page().view())


@blueprint.post("")
def ask() -> Response:
    """Ask ADRi."""
    rights_page().ask()
    return see("rights.show")


@blueprint.post("/usage")
def use() -> Response:
    """Use ADRi for this invoice, or not."""
    rights_page().use(request.form.get("adri") == "oui")
    return see("rights.show")


@blueprint.post("/suite")
def go_on() -> Response:
    """Take a way on after a failure."""
    return see(CLAIM_PAGES[rights_page().go_on(field("suite"))])


@blueprint.post("/papier")
def enter_paper() -> Response:
    """Take a file typed by hand."""
    rights_page().enter_paper(request.form.to_dict())
    return see("rights.show")


@blueprint.post("/restituer")
def restore() -> Response:
    """Give the last context of the app back."""
    rights_page().restore()
    return see("rights.show")


@blueprint.post("/expiration")
def answer_expiry() -> Response:
    """Answer what is asked once the app's context is over."""
    return see(CLAIM_PAGES[rights_page().answer_expiry(field("reponse"))])
