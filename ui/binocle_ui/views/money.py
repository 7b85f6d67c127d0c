"""The tabs "Suivi Virements" and "Op. Ponctuelles", and the statements of the bank."""

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as Answer

from .access import money_page, see, see_table, typed_page, uploaded

LARGEST_STATEMENT = 9 * 1024 * 1024
"""Bytes of one sending: what core refuses with its own words (8 Mo) still comes in whole."""
TABS = ("paiements", "ponctuels", "retenues")
"""The three tabs of "Détail du virement", in the printed order."""

blueprint = Blueprint("money", __name__)


def _typed() -> dict[str, str]:
    """Return the filters of the address: everything but the page."""
    return {name: text for name, text in request.args.items() if name != "page"}


# -- Suivi Virements --------------------------------------------------------------------------


@blueprint.get("/virements")
def transfers() -> str:
    """Show "Suivi Virements"."""
    return render_template("virements.html", view=money_page().transfers(_typed(), typed_page()))


@blueprint.get("/virements/export.<any(csv, xlsx):form>")
def export_transfers(form: str) -> Response:
    """Give every transfer that the filters keep as a file."""
    told = money_page().export_transfers(_typed(), form)
    return see_table(told, "suivi-virements-SIMULE", form)


@blueprint.get("/virements/<int:transfer>")
def transfer(transfer: int) -> str:
    """Show "Détail du virement"."""
    return _detail(transfer, asks_untie=False)


@blueprint.get("/virements/<int:transfer>/defaire")
def ask_untie(transfer: int) -> str:
    """Ask before a transfer and its line are untied."""
    return _detail(transfer, asks_untie=True)


def _detail(transfer: int, *, asks_untie: bool) -> str:
    tab = request.args.get("onglet", "")
    return render_template(
        "virement.html",
        view=money_page().transfer(transfer, typed_page()),
        tab=tab if tab in TABS else TABS[0],
        asks_untie=asks_untie,
    )


@blueprint.post("/virements/<int:transfer>/defaire")
def untie(transfer: int) -> Answer:
    """Untie a transfer and its line."""
    money_page().untie(transfer, request.form.to_dict())
    return see("money.transfer", transfer=transfer)


# -- Op. Ponctuelles --------------------------------------------------------------------------


@blueprint.get("/operations-ponctuelles")
def operations() -> str:
    """Show "Op. Ponctuelles": payments, or withholdings."""
    return render_template("operations.html", view=money_page().operations(_typed(), typed_page()))


@blueprint.get("/operations-ponctuelles/export.<any(csv, xlsx):form>")
def export_operations(form: str) -> Response:
    """Give every operation that the filters keep as a file."""
    told = money_page().export_operations(_typed(), form)
    return see_table(told, "op-ponctuelles-SIMULE", form)


@blueprint.get("/operations-ponctuelles/paiement/<int:operation>")
def one_off(operation: int) -> str:
    """Show "Détail opération ponctuelle" of a payment."""
    return render_template("operation.html", view=money_page().one_off(operation), kind="paiements")


@blueprint.get("/operations-ponctuelles/retenue/<int:operation>")
def withholding(operation: int) -> str:
    """Show "Détail opération ponctuelle" of a withholding."""
    view = money_page().withholding(operation)
    return render_template("operation.html", view=view, kind="retenues")


# -- the bank ---------------------------------------------------------------------------------


@blueprint.get("/virements/releve")
def bank() -> str:
    """Show the lines that show no transfer, and where a statement is imported."""
    return render_template("releve.html", page=money_page().free_lines(typed_page()), done=None)


@blueprint.post("/virements/releve")
def import_statement() -> str:
    """Take a statement, and tell each of its lines; the same one again changes nothing."""
    request.max_content_length = LARGEST_STATEMENT
    done = money_page().import_statement(uploaded("releve"))
    return render_template("releve.html", page=money_page().free_lines(1), done=done)


@blueprint.get("/virements/releve/<int:line>/<int:transfer>")
def ask_tie(line: int, transfer: int) -> str:
    """Ask before a line and a transfer are tied."""
    return render_template("rapprocher.html", pair=money_page().pair(line, transfer))


@blueprint.post("/virements/releve/<int:line>/<int:transfer>")
def tie(line: int, transfer: int) -> Answer:
    """Tie a line and a transfer."""
    money_page().tie(line, transfer, request.form.to_dict())
    return see("money.transfer", transfer=transfer)
