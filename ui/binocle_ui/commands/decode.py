"""``binocle decode``: shows a B2, NOEMIE or ARL file field by field, and its first wrong byte."""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from jinja2 import Environment, PackageLoader, StrictUndefined

from binocle.kernel import OperatorActionNeeded
from binocle.lots import Decoded, decode_file
from binocle.wire import WireRefusal
from binocle_ui.decoded import ShownFault, ShownRecord, printable, shown_fault, shown_records
from binocle_ui.norm import Norm, load_norm
from binocle_ui.terminal import OUT


class Form(StrEnum):
    """Form of the report."""

    TEXT = "texte"
    JSON = "json"
    HTML = "html"


def decode(
    file: Annotated[Path, typer.Argument(metavar="FICHIER", help="fichier B2, NOEMIE ou ARL")],
    form: Annotated[
        Form, typer.Option("--format", help="texte, json (tout) ou html (une page à elle seule)")
    ] = Form.TEXT,
) -> None:
    """Montre un fichier champ par champ, et le premier octet faux (code 1)."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise OperatorActionNeeded("DEC-FICHIER-ILLISIBLE", fichier=str(file)) from error
    try:
        decoded = decode_file(content)
    except WireRefusal as error:
        raise OperatorActionNeeded(
            "DEC-FORMAT-INCONNU", fichier=str(file), octet=error.wrong
        ) from error
    REPORTS[form](str(file), decoded, load_norm())
    if decoded.fault is not None:
        raise decoded.fault.refusal


# -- text -----------------------------------------------------------------------------------------


def _text(file: str, decoded: Decoded, norm: Norm) -> None:
    OUT.print(f"{file} : {norm.text('formats', decoded.form.value)}", markup=False)
    for record in shown_records(decoded, norm):
        _print_record(record)
    fault = shown_fault(decoded, norm)
    if fault is not None:
        _print_fault(fault)


def _print_record(record: ShownRecord) -> None:
    """Print the zones of a record that hold something."""
    OUT.print()
    head = f"{record.number:>4}  {record.code:<3}  {record.title}"
    place = f"octet {record.offset}, {record.source or 'sans table'}"
    OUT.print(f"{head}  ({place})", style="bold", markup=False)
    for zone in record.zones:
        if zone.blank and not zone.meaning:
            continue
        raw = zone.raw.strip()
        told = raw if zone.value in (raw, "") else f"{raw} = {zone.value}"
        if zone.meaning:
            told = f"{told or '(espaces)'} : {zone.meaning}"
        line = f"      {zone.positions:>8}  {zone.label:<52}  {told:<30}"
        OUT.print(f"{printable(line)}  [{zone.confidence}]", markup=False)


def _print_fault(fault: ShownFault) -> None:
    """Print the first wrong byte, under the record that holds it."""
    OUT.print()
    head = f"{fault.number:>4}  {fault.code:<3}  {fault.title} : FAUX"
    OUT.print(head, style="bold red", markup=False)
    for name, text in {
        "octet du fichier": str(fault.byte),
        "position": f"{fault.position}, dans « {fault.zone} » ({fault.positions})",
        "motif": fault.reason,
        "lu": f"« {printable(fault.found)} »",
        "attendu": fault.expected,
    }.items():
        OUT.print(f"      {name:<17} {text}", markup=False)
    if fault.text:
        OUT.print(f"      {printable(fault.text)}", markup=False)
        OUT.print(f"      {' ' * (fault.position - 1)}^", style="bold red", markup=False)


# -- JSON -----------------------------------------------------------------------------------------


def _json(file: str, decoded: Decoded, norm: Norm) -> None:
    fault = shown_fault(decoded, norm)
    report = {
        "file": file,
        "format": decoded.form.value,
        "records": [asdict(record) for record in shown_records(decoded, norm)],
        "fault": asdict(fault) if fault else None,
    }
    sys.stdout.write(json.dumps(report, ensure_ascii=False, indent=1) + "\n")


# -- HTML -----------------------------------------------------------------------------------------


def _html(file: str, decoded: Decoded, norm: Norm) -> None:
    environment = Environment(
        loader=PackageLoader("binocle_ui"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["printable"] = printable
    sys.stdout.write(
        environment.get_template("decode.html").render(
            file=file,
            format=norm.text("formats", decoded.form.value),
            records=list(shown_records(decoded, norm)),
            fault=shown_fault(decoded, norm),
        )
        + "\n"
    )


REPORTS: Mapping[Form, Callable[[str, Decoded, Norm], None]] = {
    Form.TEXT: _text,
    Form.JSON: _json,
    Form.HTML: _html,
}
