"""The command ``binocle``."""

import gc
import signal
import sys
from io import TextIOWrapper
from types import FrameType

import typer

from binocle.kernel import BinocleError, OperatorActionNeeded

from .commands import bench, card, decode, demo, doctor, execute, history, honesty, lpp, up
from .terminal import show_notice

app = typer.Typer(
    name="binocle",
    help="La journée de tiers payant d'un opticien : le vrai et le simulé, côte à côte.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
WRONG_CALLS = (
    "CAS-",
    "CAR-IMAGE-",
    "DEC-FICHIER-ILLISIBLE",
    "TEL-HISTORIQUE-ILLISIBLE",
    "LPP-ARCHIVE-ILLISIBLE",
    "LPP-FICHIER-ILLISIBLE",
    "LPP-FICHIERS-MELES",
    "LPP-FORMAT-INCONNU",
    "BANC-PROFONDEUR",
    "BANC-COMMANDE-ABSENTE",
    "BANC-DOSSIER-",
    "BANC-PORT-PRIS",
    "BANC-LECTEUR-INCONNU",
    "BANC-LECTEURS-SANS-FENTE",
    "BANC-LECTEURS-TROP",
    "BANC-NOMS-INCONNUS",
)
"""Codes, or their beginnings, that mean a wrong call (exit code 2) rather than a finding (1)."""

app.add_typer(card.card, name="card")
app.add_typer(history.history, name="history")
app.command("demo")(demo.demo)
app.command("decode")(decode.decode)
app.command("doctor")(doctor.doctor)
app.command("bench")(bench.bench)
app.command("exec", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(
    execute.execute
)
app.command("honesty")(honesty.honesty)
app.command("lpp")(lpp.lpp)
app.command("up")(up.up)


def _stop(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


def main() -> None:
    """Run the command line; an expected failure is a French notice and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")  # French and JSON, whatever the locale says
    signal.signal(signal.SIGTERM, _stop)  # whatever is open closes: no bench stays behind
    gc.freeze()  # what the imports made lives as long as the program: never look at it again
    try:
        app()
    except BinocleError as error:
        show_notice(error)
        sys.exit(2 if error.code.startswith(WRONG_CALLS) else 1)
    except ModuleNotFoundError as error:  # what only an extra brings is imported when it serves
        from binocle_ui.composition.machine import (
            missing_module,
        )  # seldom needed, and it loads much

        show_notice(OperatorActionNeeded("BANC-PCSC-ABSENT", motif=missing_module(error)))
        sys.exit(1)


if __name__ == "__main__":
    main()
