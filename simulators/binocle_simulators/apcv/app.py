"""The one call of the appli carte Vitale's service over HTTP (PROTOCOLS section 8)."""

from flask import Flask

from binocle_simulators.soap import out_of_order
from binocle_simulators.soap_app import Call, create_soap_app

from .behaviour import ApcvService
from .messages import ACTION

PATH = "/wssoap/apcv/auth/1/0"


def create_app(service: ApcvService) -> Flask:
    """Return the WSGI application around one service."""
    call = Call(PATH, ACTION, service.answer)
    return create_soap_app(__name__, (call,), out_of_order=out_of_order())
