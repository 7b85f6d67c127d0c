"""The page "Historique"."""

from http import HTTPStatus

from flask import Blueprint, render_template, request

from binocle_ui.pages import TakenView

from .access import past_page, uploaded

LARGEST_SENDING = 64 * 1024 * 1024
"""Bytes of one sending of files."""

blueprint = Blueprint("history", __name__, url_prefix="/lots/historique")


def _shown(taken: TakenView | None) -> str:
    asked, sought = request.args.get("page", ""), request.args.get("recherche", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    found = past_page().history(number, sought)
    return render_template("historique.html", history=found, sought=sought, taken=taken)


@blueprint.get("")
def show() -> str:
    """Show what was transmitted before the engine was changed."""
    return _shown(None)


@blueprint.post("")
def take() -> str | tuple[str, int]:
    """Take files of the former engine; what is wrong with them is shown, all of it."""
    request.max_content_length = LARGEST_SENDING
    taken = past_page().take(uploaded("fichiers"))
    return (_shown(taken), HTTPStatus.CONFLICT) if taken.refused else _shown(taken)
