"""The pages "Attestation AMC" and "Mutuelles"."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from binocle_ui.pages import InsurerView

from .access import field, insurers_page, see

blueprint = Blueprint("insurers", __name__)


@blueprint.get("/dossier/attestation")
def certificate() -> str:
    """Show the certificate and the chooser of conventions."""
    return render_template("attestation.html", certificate=insurers_page().certificate())


@blueprint.post("/dossier/attestation")
def attest() -> Response:
    """Take the certificate."""
    insurers_page().attest(request.form.to_dict())
    return see("insurers.certificate")


@blueprint.post("/dossier/attestation/recherche")
def search() -> Response:
    """Search conventions with what the certificate holds."""
    insurers_page().search(request.form.to_dict())
    return see("insurers.certificate")


@blueprint.post("/dossier/attestation/page/<int(min=1, max=9999):number>")
def turn(number: int) -> Response:
    """Show another page of conventions."""
    insurers_page().turn(number)
    return see("insurers.certificate")


@blueprint.post("/dossier/attestation/convention/<int(min=1, max=9999):place>")
def choose(place: int) -> Response:
    """Choose a convention."""
    insurers_page().choose(place)
    return see("insurers.certificate")


@blueprint.post("/dossier/attestation/sortant")
def leave_c2s() -> Response:
    """Take a way on when the number is that of those who left C2S."""
    insurers_page().leave_c2s(field("issue"))
    return see("insurers.certificate")


@blueprint.get("/mutuelles")
def shop() -> str:
    """Show the shop's insurers."""
    return render_template("mutuelles.html", insurers=insurers_page().insurers())


@blueprint.get("/mutuelles/nouvelle")
def new() -> str:
    """Show a blank form."""
    return _form(insurers_page().form(None))


@blueprint.get("/mutuelles/<int(max=999999999):id>")
def insurer(id: int) -> str:
    """Show the form of an insurer."""
    return _form(insurers_page().form(id))


@blueprint.post("/mutuelles/nouvelle")
def add() -> str | Response:
    """Add an insurer."""
    again = insurers_page().keep(None, request.form.to_dict())
    return see("insurers.shop") if again is None else _form(again)


@blueprint.post("/mutuelles/<int(max=999999999):id>")
def keep(id: int) -> str | Response:
    """Keep an insurer."""
    again = insurers_page().keep(id, request.form.to_dict())
    return see("insurers.shop") if again is None else _form(again)


@blueprint.post("/mutuelles/<int(max=999999999):id>/copie")
def copy(id: int) -> str | Response:
    """Add an insurer like another, under another name."""
    again = insurers_page().copy(id, request.form.to_dict())
    return see("insurers.shop") if again is None else _form(again)


def _form(view: InsurerView) -> str:
    return render_template("mutuelle.html", insurer=view)
