"""Returns, the detail of an invoice's follow-up, and "TP & Lettrages"."""

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as Answer

from .access import returns_page, see, see_table, typed_page

blueprint = Blueprint("returns", __name__)


@blueprint.get("/retours")
def listing() -> str:
    """Show "Retours reçus"."""
    outcome = request.args.get("devenu", "tous")
    return render_template(
        "retours.html",
        page=returns_page().returns(outcome, typed_page()),
        outcome=outcome,
    )


@blueprint.get("/retours/<message>")
def show(message: str) -> str:
    """Show a return."""
    return render_template("retour.html", seen=returns_page().show(message, typed_page()))


@blueprint.get("/retours/<message>/fichier")
def content(message: str) -> Response:
    """Give the bytes of a return."""
    answer = Response(returns_page().content(message), mimetype="application/octet-stream")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{message}-SIMULE.noemie")
    return answer


@blueprint.get("/retours/<message>/export.<any(csv, xlsx):form>")
def export(message: str, form: str) -> Response:
    """Give what a return says as a file."""
    told = returns_page().export_return(message, form)
    return see_table(told, f"retour-{message}-SIMULE", form)


@blueprint.post("/retours/<message>/garder")
def keep(message: str) -> Answer:
    """Keep the money of a return that matched nothing."""
    returns_page().keep(message)
    return see("returns.lettrage")


@blueprint.get("/lettrage")
def lettrage() -> str:
    """Show "TP & Lettrages"."""
    sought = request.args.get("facture", "")
    return render_template("lettrage.html", seen=returns_page().lettrage(sought, typed_page()))


@blueprint.get("/lettrage/<int:posting>")
def ask(posting: int) -> str:
    """Show the question of a gesture on a payment."""
    asked = request.args.to_dict()
    row, question = returns_page().ask(posting, asked)
    return render_template("lettrer.html", row=row, question=question, asked=asked)


@blueprint.post("/lettrage/<int:posting>")
def tie(posting: int) -> Answer:
    """Do a gesture on a payment."""
    number = returns_page().tie(posting, request.form.to_dict())
    if request.form.get("retour") == "dossier":
        return see("returns.detail", number=number)
    return see("returns.lettrage")


@blueprint.get("/factures/<number>/suivi")
def detail(number: str) -> str:
    """Show "Suivi des factures Tiers Payant - Détail facture"."""
    seen = returns_page().detail(number)
    return render_template("suivi.html", seen=seen, question=None, asked={})


@blueprint.get("/factures/<number>/suivi/question")
def ask_detail(number: str) -> str:
    """Show the question of a gesture on the detail."""
    asked = request.args.to_dict()
    question = returns_page().ask_detail(number, asked)
    seen = returns_page().detail(number)
    return render_template("suivi.html", seen=seen, question=question, asked=asked)


@blueprint.post("/factures/<number>/suivi")
def treat(number: str) -> Answer:
    """Do a gesture on the detail, the question being answered."""
    returns_page().treat(number, request.form.to_dict())
    return see("returns.detail", number=number)


@blueprint.get("/factures/<number>/suivi/export.<any(csv, xlsx):form>")
def export_detail(number: str, form: str) -> Response:
    """Give the detail as a file."""
    told = returns_page().export_detail(number, form)
    return see_table(told, f"facture-{number}-SIMULE", form)
