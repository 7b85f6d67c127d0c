"""Reading the appli carte Vitale."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from .access import apcv_page, field, see

LARGEST_PICTURE = 12 * 1024 * 1024
"""Bytes: a camera's JPEG with room to spare."""

blueprint = Blueprint("apcv", __name__, url_prefix="/apcv")


@blueprint.get("")
def show() -> str:
    """Show where the reading stands."""
    return render_template("apcv.html", reading=apcv_page().view())


@blueprint.post("")
def read() -> Response:
    """Read what a scanner typed, a picture, or by NFC."""
    request.max_content_length = LARGEST_PICTURE
    picture = request.files.get("image")
    apcv_page().read(request.form.to_dict(), picture.read() if picture else None)
    return see("apcv.show")


@blueprint.post("/entree")
def enter() -> Response:
    """Take one of the three entry points."""
    apcv_page().enter(field("entree"))
    return see("apcv.show")


@blueprint.post("/beneficiaire")
def choose() -> Response:
    """Choose a beneficiary; ADRi is asked for their rights."""
    apcv_page().choose(request.form.to_dict())
    return see("apcv.show")
