"""``binocle decode``: shows a B2, NOEMIE or ARL file field by field, and its first wrong byte.

A mail that carries one is opened first; a notice of non-delivery is shown by its own fields.
"""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from jinja2 import Environment, PackageLoader, StrictUndefined

from binocle.kernel import OperatorActionNeeded
from binocle.lots import (
    StrangeMail,
    decode_file,
    file_of_mail,
    is_mail_report,
    read_non_delivery,
)
from binocle.wire import WireRefusal
from binocle_ui.decoded import (
    ShownFault,
    ShownRecord,
    printable,
    shown_fault,
    shown_notice,
    shown_records,
)
from binocle_ui.norm import load_norm
from binocle_ui.terminal import OUT


class Form(StrEnum):
    """Form of the report."""

    TEXT = "texte"
    JSON = "json"
    HTML = "html"


def decode(
    file: Annotated[
        Path, typer.Argument(metavar="FICHIER", help="fichier B2, NOEMIE ou ARL, ou courriel")
    ],
    form: Annotated[
        Form, typer.Option("--format", help="texte, json (tout) ou html (une page à elle seule)")
    ] = Form.TEXT,
) -> None:
    """Montre un fichier champ par champ, et le premier octet faux (code 1)."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise OperatorActionNeeded("DEC-FICHIER-ILLISIBLE", fichier=str(file)) from error
    if is_mail_report(content):
        REPORTS[form](_of_notice(file, content))
        return
    norm = load_norm()
    try:
        decoded = decode_file(_file_in(content))
    except WireRefusal as error:
        raise OperatorActionNeeded(
            "DEC-FORMAT-INCONNU", fichier=str(file), octet=error.wrong
        ) from error
    REPORTS[form](
        Report(
            file=str(file),
            form=decoded.form.value,
            title=norm.text("formats", decoded.form.value),
            records=list(shown_records(decoded, norm)),
            fault=shown_fault(decoded, norm),
        )
    )
    if decoded.fault is not None:
        raise decoded.fault.refusal


@dataclass(frozen=True)
class Report:
    """What is shown.

    Attributes:
        form: stable name of the file's form.
        title: the same, in French.
    """

    file: str
    form: str
    title: str
    records: list[ShownRecord]
    fault: ShownFault | None


def _file_in(content: bytes) -> bytes:
    """Return the file that a mail carries; what is no such mail is a file itself."""
    try:
        return file_of_mail(content)
    except StrangeMail:
        return content


def _of_notice(file: Path, content: bytes) -> Report:
    try:
        notice = read_non_delivery(content)
    except StrangeMail as error:
        raise OperatorActionNeeded("TEL-AVIS-ILLISIBLE", motif=str(error)) from error
    return Report(str(file), "DSN", "avis de non remise (RFC 3464)", [shown_notice(notice)], None)


# -- text -----------------------------------------------------------------------------------------


def _text(report: Report) -> None:
    OUT.print(f"{report.file} : {report.title}", markup=False)
    for record in report.records:
        _print_record(record)
    if report.fault is not None:
        _print_fault(report.fault)


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


def _json(report: Report) -> None:
    told = {
        "file": report.file,
        "format": report.form,
        "records": [asdict(record) for record in report.records],
        "fault": asdict(report.fault) if report.fault else None,
    }
    sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")


# -- HTML -----------------------------------------------------------------------------------------


def _html(report: Report) -> None:
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
            file=report.file,
            format=report.title,
            records=report.records,
            fault=report.fault,
        )
        + "\n"
    )


REPORTS: Mapping[Form, Callable[[Report], None]] = {
    Form.TEXT: _text,
    Form.JSON: _json,
    Form.HTML: _html,
}
