"""One invoice: its forms, its credit note, its paper."""

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as Answer

from .access import invoice_page, see, see_pdf

blueprint = Blueprint("invoices", __name__, url_prefix="/factures/<number>")


@blueprint.get("")
def show(number: str) -> str:
    """Show an invoice."""
    return render_template("facture.html", invoice=invoice_page().view(number), confirms=False)


@blueprint.get("/generer-fse")
def confirm(number: str) -> str:
    """Show the message to confirm before the forms are deleted."""
    return render_template("facture.html", invoice=invoice_page().view(number), confirms=True)


@blueprint.post("/suppression-fse")
def delete_forms(number: str) -> Answer:
    """Delete the forms."""
    invoice_page().delete_forms(number)
    return see("invoices.show", number=number)


@blueprint.post("/recommencer")
def restart(number: str) -> Answer:
    """Have the form made anew."""
    invoice_page().restart(number, request.form.to_dict())
    return see("invoices.show", number=number)


@blueprint.post("/reprise")
def resume(number: str) -> Answer:
    """Show the recap again, before the signature."""
    invoice_page().resume(number, request.form.to_dict())
    return see("invoices.show", number=number)


@blueprint.post("/signature")
def sign(number: str) -> Answer:
    """Sign the recap, or leave it."""
    return see("invoices.show", number=invoice_page().sign(number, request.form.to_dict()))


@blueprint.post("/avoir")
def credit(number: str) -> Answer:
    """Make the credit note."""
    invoice_page().credit(number, request.form.to_dict())
    return see("invoices.show", number=number)


@blueprint.post("/nouvelle")
def reissue(number: str) -> Answer:
    """Open the invoice that follows a credited one."""
    return see("invoices.show", number=invoice_page().reissue(number, request.form.to_dict()))


@blueprint.post("/dre-annulation")
def cancel_dre(number: str) -> Answer:
    """Make the cancelling DRE."""
    invoice_page().cancel_dre(number, request.form.to_dict())
    return see("invoices.show", number=number)


@blueprint.post("/ordonnance")
def take_ordonnance(number: str) -> Answer:
    """Put the ordonnance on its screen again."""
    invoice_page().take_ordonnance(number)
    return see("optics.show")


@blueprint.post("/feuille-de-soins.pdf")
def print_sheet(number: str) -> Response:
    """Print the paper care sheet, to be seen or to be kept."""
    kept = request.form.get("action") == "enregistrer"
    return see_pdf(invoice_page().print_sheet(number), f"FSPA-{number}.pdf", kept=kept)
