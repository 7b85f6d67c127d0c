"""The shop side: the claim step by step, and the lists of the menu "Tiers Payant"."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from .access import counter, field, rates_page, see

blueprint = Blueprint("counter", __name__)


@blueprint.get("/")
def home() -> str:
    """Show the claim under way, what can be started, and the readers."""
    return render_template("accueil.html", claim=counter().view(), cases=counter().cases())


@blueprint.get("/dossier")
def claim() -> str:
    """Show the claim step by step, with what the next step needs."""
    return render_template("dossier.html", claim=counter().view())


@blueprint.post("/dossier")
def start_claim() -> Response:
    """Start the claim of a case."""
    counter().start(field("cas"))
    return see("counter.claim")


@blueprint.post("/dossier/etape")
def next_step() -> Response:
    """Do the next step with what the form holds."""
    counter().next_step(request.form.to_dict())
    # The window of conventions opens by itself where the rate check shows it (DRE-02).
    return see("rates.show" if rates_page().asks_convention else "counter.claim")


@blueprint.post("/dossier/siecle")
def force_century() -> Response:
    """Say the century of a birth."""
    counter().force_century(field("siecle"))
    return see("counter.claim")


@blueprint.get("/aide")
def guide() -> str:
    """Show the guide, and where this run keeps its files."""
    return render_template("aide.html", files=counter().files())
