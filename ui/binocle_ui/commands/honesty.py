"""``binocle honesty``: what the simulated world rests on, public texts or our own choices."""

import sys
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer
from jinja2 import Environment, PackageLoader, StrictUndefined

from binocle_ui.catalogue import load_labels
from binocle_ui.terminal import OUT

if TYPE_CHECKING:
    from binocle_ui.pages import HonestyView


class Form(StrEnum):
    """Form of the sheet."""

    TEXT = "texte"
    HTML = "html"


def honesty(
    form: Annotated[
        Form, typer.Option("--format", help="texte ou html (une page à elle seule)")
    ] = Form.TEXT,
) -> None:
    """Dit, règle par règle, ce qui vient d'un texte public et ce qui est supposé."""
    from binocle_ui.composition.honesty import honesty_view  # only it loads all this

    REPORTS[form](honesty_view())


def _text(view: "HonestyView") -> None:
    label = load_labels()
    for section in view.sections:
        OUT.print()
        head = f"{label('protocoles', str(section.number))} : "
        OUT.print(head + label("honnetete", section.standing.value), style="bold", markup=False)
        for row in section.assumptions:
            OUT.print(f"  supposé  {row.text}  [{row.place}]", markup=False, style="yellow")
        for source in section.sources:
            standing = label("honnetete_court", source.standing.value)
            OUT.print(f"  {standing:<8} {source.module} : {source.source}", markup=False)
    OUT.print()
    OUT.print(label("honnetete", "moral"), markup=False)


def _html(view: "HonestyView") -> None:
    environment = Environment(
        loader=PackageLoader("binocle_ui"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["label"] = load_labels()
    page = environment.get_template("honnetete_seule.html")
    sys.stdout.write(page.render(sheet=view) + "\n")


REPORTS: Mapping[Form, Callable[["HonestyView"], None]] = {Form.TEXT: _text, Form.HTML: _html}
