"""The tabs "Télétransmissions" and "Suivi Facturations"."""

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as Answer

from .access import (
    attachments_page,
    counter,
    follow_up_page,
    returns_page,
    see,
    see_pdf,
    see_table,
    typed_page,
)

blueprint = Blueprint("follow_up", __name__)


def _typed() -> dict[str, str]:
    """Return the filters of the address: everything but the page."""
    return {name: text for name, text in request.args.items() if name != "page"}


@blueprint.get("/lots/a-teletransmettre")
def to_send() -> str:
    """Show "À Télétransmettre"."""
    return render_template(
        "a_teletransmettre.html",
        after=follow_up_page().afterwards(),
        page=follow_up_page().to_send(typed_page()),
        papers=attachments_page().notices(),
    )


@blueprint.post("/lots/teletransmission")
def transmit() -> Answer:
    """Do what the window "Télétransmission" offers."""
    form = request.form.to_dict()
    follow_up_page().transmit(form)
    return see("follow_up.to_send" if form.get("action") == "debloquer" else "follow_up.lots")


@blueprint.get("/lots")
def lots() -> str:
    """Show "Télétransmis"."""
    sought = request.args.get("recherche", "")
    return render_template(
        "lots.html",
        after=follow_up_page().afterwards(),
        page=follow_up_page().lots(typed_page(), sought),
        sought=sought,
        set_aside=counter().set_aside(),
        papers=attachments_page().notices(),
    )


@blueprint.get("/lots/<int:lot>")
def lot(lot: int) -> str:
    """Show "Détail lot"."""
    return _lot(lot, confirms=False)


@blueprint.get("/lots/<int:lot>/remise-en-lot")
def confirm(lot: int) -> str:
    """Show what to confirm before the invoices of a lot go in another one."""
    return _lot(lot, confirms=True)


def _lot(lot: int, *, confirms: bool) -> str:
    seen, returns = follow_up_page().lot(lot), returns_page().of_lot(lot)
    return render_template("lot.html", lot=seen, returns=returns, confirms=confirms)


@blueprint.post("/lots/<int:lot>")
def treat(lot: int) -> Answer:
    """Do a gesture on a lot."""
    follow_up_page().treat(lot, request.form.to_dict())
    return see("follow_up.lot", lot=lot)


@blueprint.get("/lots/bordereau.pdf")
def slip() -> Response:
    """Draw the slip of a lot."""
    number = request.args.get("lot", "")
    return see_pdf(follow_up_page().slip(number), "bordereau-SIMULE.pdf", kept=False)


@blueprint.get("/factures")
def invoices() -> str:
    """Show "Suivi Facturations", filtered or whole."""
    after = follow_up_page().afterwards()
    view = follow_up_page().invoices(_typed(), typed_page())
    set_aside = counter().set_aside()
    return render_template("factures.html", view=view, set_aside=set_aside, after=after)


@blueprint.post("/factures/recuperation")
def take() -> Answer:
    """Take the returns that wait ("Récupération automatique Lots/RSPs")."""
    follow_up_page().transmit({"action": "recevoir"})
    return see("follow_up.invoices")


@blueprint.get("/factures/export.<any(csv, xlsx):form>")
def export(form: str) -> Response:
    """Give everything that the filters keep as a file."""
    told = follow_up_page().export(_typed(), form)
    return see_table(told, "suivi-facturations-SIMULE", form)
