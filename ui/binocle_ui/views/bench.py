"""The bench under the hand: one route for all its gestures, and what the phone shows."""

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as Answer

from .access import bench, field, see

PAGES = {
    "accueil": "counter.home",
    "dossier": "counter.claim",
    "droits": "rights.show",
    "taux": "rates.show",
    "apcv": "apcv.show",
    "banc": "bench.panel",
}
"""The pages that show the bench, by the name that their forms send."""

blueprint = Blueprint("bench", __name__, url_prefix="/banc")


@blueprint.get("")
def panel() -> str:
    """Show the whole panel."""
    return render_template("banc.html")


@blueprint.get("/honnetete")
def honesty() -> str:
    """Show what the bench rests on."""
    return render_template("honnetete.html")


@blueprint.post("/gestes/<name>")
def gesture(name: str) -> Answer:
    """Make one gesture of the bench."""
    fields = request.form.to_dict()
    back = fields.pop("retour", "")
    bench().gesture(name, fields)
    return see(PAGES.get(back, "bench.panel"))


@blueprint.post("/pannes")
def arm() -> Answer:
    """Arm a fault, at its n-th occasion from now."""
    fault = dict(zip(("where", "what", "moment"), field("panne").split("/"), strict=False))
    bench().gesture("arm", {**fault, "at": field("occasion")})
    return see(PAGES.get(field("retour"), "bench.panel"))


@blueprint.get("/telephone.svg")
def qr_code() -> Response:
    """Show the code of the phone."""
    return Response(bench().qr_code(), mimetype="image/svg+xml")


@blueprint.get("/telephone.png")
def photograph() -> Response:
    """Show what a camera sees of the phone."""
    return Response(bench().photograph(), mimetype="image/png")
