"""``binocle doctor``: names the missing piece and the action to take (LEC-06)."""

import json
import sys
from typing import Annotated

import typer

from binocle_ui.composition import examine
from binocle_ui.terminal import OUT


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="le rapport seul, en JSON")] = False,
) -> None:
    """Examine ce poste : ce qui est là, ce qui manque, ce qu'il faut faire."""
    checks = examine()
    if as_json:
        rows = [{"name": c.name, "ok": c.ok, "found": c.found, "action": c.action} for c in checks]
        sys.stdout.write(json.dumps({"checks": rows}, ensure_ascii=False, indent=1) + "\n")
    else:
        for check in checks:
            mark = "[green]✓[/]" if check.ok else "[red]✗[/]"
            OUT.print(f"{mark} {check.name:<28} {check.found}")
            if not check.ok:
                OUT.print(f"  → {check.action}", markup=False)
    raise typer.Exit(0 if all(check.ok for check in checks) else 1)
