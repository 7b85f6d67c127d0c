"""The page "Ordonnance"."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from .access import optics_page, see

blueprint = Blueprint("optics", __name__, url_prefix="/dossier/ordonnance")


@blueprint.get("")
def show() -> str:
    """Show what was typed, with what the tables say of it."""
    return render_template("ordonnance.html", file=optics_page().view())


@blueprint.post("")
def enter() -> Response:
    """Take the fields."""
    optics_page().enter(request.form.to_dict())
    return see("optics.show")


@blueprint.post("/reprise")
def take() -> Response:
    """Take the fields, and put the lines in the claim."""
    optics_page().take(request.form.to_dict())
    return see("optics.show")
