"""The page "Vente" and its quotes."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from .access import sale_page, see

blueprint = Blueprint("sale", __name__, url_prefix="/dossier/vente")


@blueprint.get("")
def show() -> str:
    """Show what was typed, with what is wrong beside each field."""
    return render_template("vente.html", sale=sale_page().view())


@blueprint.post("")
def enter() -> Response:
    """Take the fields."""
    sale_page().enter(request.form.to_dict())
    return see("sale.show")


@blueprint.post("/devis")
def keep() -> Response:
    """Take the fields, and keep them as a quote."""
    sale_page().keep(request.form.to_dict())
    return see("sale.show")


@blueprint.post("/devis/<number>")
def take_up(number: str) -> Response:
    """Turn a quote into the sale under way."""
    sale_page().take_up(number)
    return see("sale.show")
