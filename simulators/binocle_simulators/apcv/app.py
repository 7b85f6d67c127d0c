"""The calls of the appli carte Vitale's service over HTTP (PROTOCOLS section 8).

Source: PROTOCOLS section 8.
"""

from flask import Flask

from binocle_simulators.soap import out_of_order
from binocle_simulators.soap_app import Call, create_soap_app

from .behaviour import ApcvService
from .messages import ACTIONS, AUTHENTICATE, DESTROY, RESTORE, SIGN

AUTHENTICATION_PATH = "/wssoap/apcv/auth/1/0"
SIGNATURE_PATH = "/wssoap/apcv/sign/1/0"


def create_app(service: ApcvService) -> Flask:
    """Return the WSGI application around one service."""
    calls = (
        Call(AUTHENTICATION_PATH, ACTIONS[AUTHENTICATE], service.answer),
        Call(AUTHENTICATION_PATH, ACTIONS[RESTORE], service.answer_restore),
        Call(AUTHENTICATION_PATH, ACTIONS[DESTROY], service.answer_destroy),
        Call(SIGNATURE_PATH, ACTIONS[SIGN], service.answer_sign),
    )
    return create_soap_app(__name__, calls, out_of_order=out_of_order())
