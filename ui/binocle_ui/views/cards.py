"""The page of the CPS: what the card says, its unblocking, its code."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from .access import cps_page, see

blueprint = Blueprint("cards", __name__, url_prefix="/cps")


@blueprint.get("")
def cps() -> str:
    """Show the CPS in its reader."""
    return render_template("cps.html", card=cps_page().view())


@blueprint.post("/deblocage")
def unblock() -> Response:
    """Unblock the code."""
    cps_page().unblock(request.form.to_dict())
    return see("cards.cps")


@blueprint.post("/code")
def change_code() -> Response:
    """Change the code."""
    cps_page().change_code(request.form.to_dict())
    return see("cards.cps")
