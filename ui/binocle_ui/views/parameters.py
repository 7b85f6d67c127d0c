"""The page "Paramètres"."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from .access import parameters_page, see

blueprint = Blueprint("parameters", __name__, url_prefix="/parametres")


@blueprint.get("")
def show() -> str:
    """Show what is chosen."""
    return render_template("parametres.html", view=parameters_page().view())


@blueprint.post("/teletransmission")
def keep_transmission() -> Response:
    """Keep the boxes of "Télétransmission"."""
    parameters_page().keep_transmission(request.form.to_dict())
    return see("parameters.show")


@blueprint.post("/sesam-vitale")
def keep_sesam_vitale() -> Response:
    """Keep what "Paramétrage SV" lets change."""
    parameters_page().keep_sesam_vitale(request.form.to_dict())
    return see("parameters.show")


@blueprint.post("/sesam-vitale/raz-date")
def forget_slip_day() -> Response:
    """Empty "Date d'édition du dernier Lot"."""
    parameters_page().forget_slip_day()
    return see("parameters.show")


@blueprint.post("/adri")
def keep_adri() -> Response:
    """Keep how ADRi is asked."""
    parameters_page().keep_adri(request.form.to_dict())
    return see("parameters.show")


@blueprint.post("/boutique")
def keep_shop() -> Response:
    """Keep the shop's other choices."""
    parameters_page().keep_shop(request.form.to_dict())
    return see("parameters.show")
