"""``binocle decode``: shows a B2, NOEMIE or ARL file field by field."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from binocle.kernel import OperatorActionNeeded
from binocle.lots import detect, read_file
from binocle.wire import Described, Record, UnknownEntity, WireRefusal, describe
from binocle_ui.terminal import OUT


def decode(
    file: Annotated[Path, typer.Argument(metavar="FICHIER", help="fichier B2, NOEMIE ou ARL")],
    as_json: Annotated[bool, typer.Option("--json", help="le rapport seul, en JSON")] = False,
) -> None:
    """Montre un fichier champ par champ, ou dit où il est faux."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise OperatorActionNeeded("DEC-FICHIER-ILLISIBLE", fichier=str(file)) from error
    try:
        form = detect(content)
    except WireRefusal as error:
        raise OperatorActionNeeded("DEC-FORMAT-INCONNU", fichier=str(file)) from error
    records = list(read_file(content))
    if as_json:
        report = {
            "file": str(file),
            "format": form.value,
            "records": [_record(record) for record in records],
        }
        sys.stdout.write(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
        return
    for number, record in enumerate(records, start=1):
        _print(number, record)


def _record(record: Record | UnknownEntity) -> dict[str, Any]:
    if isinstance(record, UnknownEntity):
        return {"record": record.code, "known": False, "raw": record.raw}
    return {"record": record.CODE, "fields": [_field(zone) for zone in describe(record)]}


def _field(zone: Described) -> dict[str, Any]:
    plain = zone.value if isinstance(zone.value, int | str | None) else str(zone.value)
    return {
        "label": zone.label,
        "first": zone.first,
        "last": zone.last,
        "raw": zone.raw,
        "value": plain,
        "reference": zone.reference,
    }


def _print(number: int, record: Record | UnknownEntity) -> None:
    if isinstance(record, UnknownEntity):
        OUT.print(f"{number:>4}  {record.code}  entité inconnue : {record.raw!r}", markup=False)
        return
    title = (type(record).__doc__ or "").splitlines()[0]
    OUT.print(f"[bold]{number:>4}  {title}[/]")
    for zone in describe(record):
        if zone.raw.strip():
            place = f"{zone.first}-{zone.last}"
            OUT.print(f"      {place:>8}  {zone.label:<52} {zone.raw}", markup=False)
