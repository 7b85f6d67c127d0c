"""``binocle demo``: the main job, end to end, from two cards to one paid claim."""

import json
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from binocle.kernel import BinocleError, OperatorActionNeeded, printed_euros
from binocle_ui.catalogue import load_labels
from binocle_ui.terminal import ERR, OUT

if TYPE_CHECKING:
    from binocle_ui.cases import Case
    from binocle_ui.composition.desk import SimulatedDesk


def demo(
    depth: Annotated[str, typer.Option(help="in-process ou pcsc")] = "in-process",
    seed: Annotated[int, typer.Option(help="graine du banc")] = 1,
    case: Annotated[str, typer.Option(help="253, 254, c2s ou un fichier TOML")] = "254",
    out: Annotated[Path | None, typer.Option(help="dossier gardé ; nouveau par défaut")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="le rapport seul, en JSON")] = False,
) -> None:
    """Mène une facture de bout en bout, et la montre payée."""
    from binocle_ui.cases import load_case  # the other commands need not load all this
    from binocle_ui.composition.bench_start import put_cards, require_patient, start_bench
    from binocle_ui.composition.desk import open_desk
    from binocle_ui.composition.honesty import assumed_peers

    claim = load_case(case)
    require_patient(claim)
    folder = _new_folder(out)
    report: dict[str, Any] = {"case": claim.name, "seed": seed, "depth": depth, "simulated": True}
    with start_bench(depth=depth, seed=seed, folder=folder) as bench:
        choice = put_cards(bench, claim)
        desk = open_desk(bench, folder)
        try:
            failure = _live(desk, claim, choice, told=report.setdefault("steps", []), quiet=as_json)
            if failure is None:
                report |= _outcome(desk)
        finally:
            desk.close()
        # Letting the cards go is part of the day: the digest is taken when nothing more is written.
        report["journal_sha256"] = bench.world.journal.sha256()
        report["assumed"] = assumed_peers(bench.world.journal.hops)
    if as_json:
        sys.stdout.write(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
    if failure is not None:
        raise failure
    if not as_json:
        _print(report)


def _new_folder(out: Path | None) -> Path:
    if out is None:
        return Path(tempfile.mkdtemp(prefix="binocle-demo-"))
    try:
        out.mkdir(parents=True, exist_ok=True)
        if any(out.iterdir()):
            raise OperatorActionNeeded("BANC-DOSSIER-PLEIN", dossier=str(out))
        (out / "journal.txt").touch()
    except OSError as error:
        raise OperatorActionNeeded("BANC-DOSSIER-REFUSE", dossier=str(out)) from error
    return out.resolve()


def _live(
    desk: "SimulatedDesk", case: "Case", choice: int, *, told: list[dict[str, Any]], quiet: bool
) -> BinocleError | None:
    """Do every step until one fails; the times are real ones, for the eye, and in no journal."""
    from binocle_ui.story import DEMO_CODE, STEPS

    labels = load_labels()
    typed = {"code": DEMO_CODE, "choix": str(choice)}
    for step in STEPS:
        failure: BinocleError | None = None
        begun = perf_counter()
        try:
            step.act(desk, case, typed)
        except BinocleError as error:
            failure = error
        ms = round((perf_counter() - begun) * 1000, 1)
        told.append({"name": step.name, "ok": failure is None, "ms": ms})
        if not quiet:
            mark = "[green]✓[/]" if failure is None else "[red]✗[/]"
            ERR.print(f"{mark} {labels.step(step.name):<42} [dim]{ms:>8.1f} ms[/]")
        if failure is not None:
            told[-1]["code"] = failure.code
            return failure
    return None


def _outcome(desk: "SimulatedDesk") -> dict[str, Any]:
    labels = load_labels()
    summary = desk.counter.summary
    assert summary is not None, "the story ends on a signed invoice"
    standing = desk.invoices.standing(summary.invoice.number)
    invoice = standing.invoice
    return {
        "patient": {"name": invoice.patient.name, "first_name": invoice.patient.first_name},
        "invoice": {
            "number": invoice.number,
            "state": labels.invoice_state(standing.state),
            "amo_state": labels.part_state(standing.amo_state),
            "amc_state": labels.part_state(standing.amc_state),
            "total_cents": invoice.total,
            "amo_cents": invoice.amo,
            "amc_cents": invoice.amc,
            "patient_cents": invoice.patient_share,
            "lines": [
                {
                    "act": line.act,
                    "lpp": line.lpp.digits,
                    "net_cents": line.net,
                    "base_cents": line.base,
                    "rate": line.rate,
                    "amo_cents": line.amo,
                    "amc_cents": line.amc,
                }
                for line in invoice.lines
            ],
        },
        "lots": [
            {
                "number": lot.number,
                "recipient": lot.key.recipient,
                "state": labels.lot_state(lot.state),
            }
            for lot in desk.lots.lots()
        ],
        "transfers": [
            {"label": paid.label, "payer": paid.payer, "amount_cents": paid.amount}
            for paid in sorted(desk.returns.transfers(), key=lambda paid: (paid.day, paid.payer))
        ],
        "files": {
            "database": str(desk.folder / "binocle.sqlite"),
            **desk.copies(),
            "journal": str(desk.bench.world.journal.path),
        },
    }


def _print(report: dict[str, Any]) -> None:
    """Print the summary that a newcomer reads: who, what, amounts, states, where the files are."""
    invoice, files = report["invoice"], report["files"]
    patient = report["patient"]
    OUT.print()
    OUT.print(
        f"[bold]Facture {invoice['number']}[/] · {patient['first_name']} {patient['name']} · "
        f"[bold green]{invoice['state']}[/]   [dim](tout est simulé ; graine {report['seed']}, "
        f"profondeur {report['depth']})[/]"
    )
    OUT.print()
    OUT.print(f"  {'Acte':<6}{'LPP':<10}{'Prix':>10}{'Base':>8}{'Taux':>7}{'RO':>9}{'RC':>10}")
    for line in invoice["lines"]:
        OUT.print(
            f"  {line['act']:<6}{line['lpp']:<10}{printed_euros(line['net_cents']):>10}"
            f"{printed_euros(line['base_cents']):>8}{line['rate']:>5} %"
            f"{printed_euros(line['amo_cents']):>9}{printed_euros(line['amc_cents']):>10}"
        )
    OUT.print(
        f"  [bold]{'Total':<16}{printed_euros(invoice['total_cents']):>10}{'':>15}"
        f"{printed_euros(invoice['amo_cents']):>9}{printed_euros(invoice['amc_cents']):>10}[/]"
        f"   restant dû {printed_euros(invoice['patient_cents'])}"
    )
    OUT.print()
    for lot in report["lots"]:
        OUT.print(f"  Lot {lot['number']}  vers {lot['recipient']:<12} {lot['state']}")
    for paid in report["transfers"]:
        OUT.print(
            f"  Virement de {paid['payer']:<12} {printed_euros(paid['amount_cents']):>8}  "
            f"[dim]{paid['label']}[/]"
        )
    OUT.print()
    OUT.print(f"  Base de données  {files['database']}")
    for label, key in (("Fichiers B2", "b2"), ("Retours NOEMIE", "noemie")):
        for path in files[key]:
            OUT.print(f"  {label:<15}  {path}")
    OUT.print(f"  Journal          {files['journal']}")
    OUT.print(f"  [dim]Empreinte du journal  {report['journal_sha256']}[/]")
    OUT.print()
    OUT.print(
        f"  [yellow]« {invoice['state']} » repose sur des règles en partie supposées : "
        f"{', '.join(report['assumed'])}.[/]"
    )
    OUT.print("  [yellow]Ce n'est pas un agrément ; règle par règle :  binocle honesty[/]")
    OUT.print(
        "  À regarder ensuite :  binocle decode FICHIER   ·   binocle up   ·   binocle doctor"
    )
