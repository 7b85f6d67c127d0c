"""Where everything is wired: the only place that says "simulated" or "real", and reads settings."""

from .bench_start import put_cards, require_patient, start_bench
from .card_images import NewPerson, check_image, make_image, show_image
from .desk import SimulatedDesk, open_desk
from .honesty import assumed_peers, honesty_view
from .machine import missing_module, run_in_bench
from .page import serve_page
from .readers import examine, examine_bench
from .tables import import_tables, tables_of

__all__ = [
    "NewPerson",
    "SimulatedDesk",
    "assumed_peers",
    "check_image",
    "examine",
    "examine_bench",
    "honesty_view",
    "import_tables",
    "make_image",
    "missing_module",
    "open_desk",
    "put_cards",
    "require_patient",
    "run_in_bench",
    "serve_page",
    "show_image",
    "start_bench",
    "tables_of",
]
