"""The control panel of the bench: cards, faults and clock. A production composition has none."""

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from binocle_ui.pages import FaultView

from .access import bench, field, see, whole

PAGES = {"accueil": "counter.home", "dossier": "counter.claim", "banc": "bench.panel"}
"""The pages that show the bench, by the name that their forms send."""

LONGEST_ADVANCE = 7 * 24 * 60
"""Minutes: a week, after which every return has come."""

blueprint = Blueprint("bench", __name__, url_prefix="/banc")


@blueprint.get("")
def panel() -> str:
    """Show the whole panel."""
    return render_template("banc.html")


@blueprint.post("/inserer")
def insert() -> Response:
    """Put a card into a slot."""
    bench().insert(field("fente"), field("carte"))
    return _back()


@blueprint.post("/retirer")
def remove() -> Response:
    """Take the card out of a slot."""
    bench().remove(field("fente"))
    return _back()


@blueprint.post("/pannes")
def arm() -> Response:
    """Arm a fault, at its n-th occasion from now."""
    where, _, what = field("panne").partition("/")
    bench().arm(FaultView(where, what, at=whole("occasion", lowest=1, highest=9999)))
    return _back()


@blueprint.post("/pannes/effacer")
def clear() -> Response:
    """Forget every fault."""
    bench().clear()
    return _back()


@blueprint.post("/horloge")
def advance() -> Response:
    """Move the clock forward."""
    bench().advance(whole("minutes", lowest=1, highest=LONGEST_ADVANCE))
    return _back()


def _back() -> Response:
    return see(PAGES.get(field("retour"), "bench.panel"))
