"""Where everything is wired: the only place that says "simulated" or "real", and reads settings."""

from .desk import SimulatedDesk, open_desk, put_cards, require_patient, start_bench
from .machine import run_in_bench
from .page import serve_page
from .readers import examine, examine_bench

__all__ = [
    "SimulatedDesk",
    "examine",
    "examine_bench",
    "open_desk",
    "put_cards",
    "require_patient",
    "run_in_bench",
    "serve_page",
    "start_bench",
]
