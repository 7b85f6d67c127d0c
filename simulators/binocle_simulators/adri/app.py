"""The one call of ADRi over HTTP.

Source: PROTOCOLS section 4. Time, journal and lost answers are the face's business
(``servers.py``); a service that says it is out of order, or spoils its answer, is ours.
"""

from flask import Flask

from binocle_simulators.soap_app import Answer, Call, create_soap_app

from .behaviour import OUT_OF_ORDER, SPOILS, AdriSimulator
from .messages import ACTION


def create_app(simulator: AdriSimulator) -> Flask:
    """Return the WSGI application around one simulator."""

    def spoilt(kind: str) -> Answer:
        return lambda body: simulator.answer(body, spoil=kind)

    call = Call("/lps", ACTION, simulator.answer, {kind: spoilt(kind) for kind in SPOILS})
    return create_soap_app(__name__, (call,), out_of_order=OUT_OF_ORDER)
