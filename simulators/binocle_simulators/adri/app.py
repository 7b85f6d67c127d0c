"""The one call of ADRi over HTTP.

Source: PROTOCOLS section 4. Time, journal and lost answers are the face's business
(``servers.py``); a service that says it is out of order is ours.
"""

from flask import Flask

from binocle_simulators.soap_app import create_soap_app

from .behaviour import OUT_OF_ORDER, AdriSimulator
from .messages import ACTION


def create_app(simulator: AdriSimulator) -> Flask:
    """Return the WSGI application around one simulator."""
    return create_soap_app(
        __name__, "/lps", action=ACTION, answer=simulator.answer, out_of_order=OUT_OF_ORDER
    )
