"""The page "Configurer", tab SESAM-Vitale."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from .access import see, settings_page

blueprint = Blueprint("settings", __name__, url_prefix="/configurer")


@blueprint.get("")
def show() -> str:
    """Show what is chosen."""
    return render_template("configurer.html", settings=settings_page().view(), checks=None)


@blueprint.get("/controles")
def checks() -> str:
    """Walk the printed checks and show what each found."""
    page = settings_page()
    return render_template("configurer.html", settings=page.view(), checks=page.examine())


@blueprint.post("")
def save() -> Response:
    """Keep what was chosen."""
    settings_page().save(request.form.to_dict())
    return see("settings.show")


@blueprint.post("/moteur")
def restart() -> Response:
    """Restart the engine, then walk the checks."""
    settings_page().restart()
    return see("settings.checks")
