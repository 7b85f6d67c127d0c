"""The rate check of the claim under way, and its "Détail remboursements"."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from .access import CLAIM_PAGES, field, rates_page, see

blueprint = Blueprint("rates", __name__, url_prefix="/dossier/taux")


@blueprint.get("")
def show() -> str:
    """Show the screen, filled with what is true now."""
    return render_template("taux.html", rates=rates_page().view())


@blueprint.post("")
def act() -> Response:
    """Take the fields of the screen, then check or validate."""
    return see(CLAIM_PAGES[rates_page().act(request.form.to_dict())])


@blueprint.post("/remboursements")
def edit_sale() -> Response:
    """Take the amounts and boxes of the table."""
    rates_page().edit_sale(request.form.to_dict())
    return see("rates.show")


@blueprint.post("/forcages")
def force() -> Response:
    """Force one thing, or take its forcing back."""
    rates_page().force(field("nom"), request.form.to_dict())
    return see("rates.show")


@blueprint.post("/convention/<int:place>")
def choose_convention(place: int) -> Response:
    """Choose a convention of the window that opened by itself."""
    return see(CLAIM_PAGES[rates_page().choose_convention(place)])


@blueprint.post("/conventions/<int:number>")
def turn_conventions(number: int) -> Response:
    """Show another page of the window."""
    rates_page().turn_conventions(number)
    return see("rates.show")


@blueprint.post("/conventions/annuler")
def close_conventions() -> Response:
    """Leave the window without choosing."""
    rates_page().close_conventions()
    return see("rates.show")
