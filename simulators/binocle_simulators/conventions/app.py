"""The one call of the directory over HTTP, in JSON; French in the answers, nothing decided here.

Law of this file: a request has its four members and no other, each of its type and form; a refusal
names the member. Time, journal and lost answers are the face's business (``servers.py``); an answer
that cannot be read is ours.
Source: PROTOCOLS section 9 (assumed).
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from binocle_simulators.servers import STRUCK

from .behaviour import ConventionDirectory, NoSuchPage, Page, Query, TooMany
from .table import Convention

MAX_REQUEST = 4 * 1024
REFUSED, TOO_MANY = -1, -1300
TOO_MANY_SENTENCE = "Nombre de résultats trop grand, merci d'affiner votre recherche"
"""Seed-facts 12, to the letter."""

SENTENCES: Mapping[int, str] = {
    404: "Cette adresse n'existe pas.",
    405: "POST est attendu.",
    413: "La demande est trop grande.",
}
MEMBERS: Mapping[str, tuple[re.Pattern[str], str]] = {
    "numero": (re.compile("[0-9]{8,10}"), "8 à 10 chiffres sont attendus"),
    "typeConvention": (re.compile("([A-Z0-9]{2})?"), "2 caractères ou rien sont attendus"),
    "critereSecondaire": (
        re.compile("[A-Z0-9?]{0,20}"),
        "majuscules, chiffres et « ? » sont attendus, 20 au plus",
    ),
}
"""Each text of a request: its form, and what is said when it has another."""

MAX_PAGE = 9999


class _Refused(ValueError):
    """A request that is not of the shape; the text is a French sentence."""


def create_app(directory: ConventionDirectory) -> Flask:
    """Return the WSGI application around one directory."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MAX_REQUEST

    @app.post("/conventions")
    def search() -> Response:
        struck = request.environ.get(STRUCK, "")
        assert struck in ("", "garbled"), struck
        try:
            found = directory.search(_query())
        except TooMany:
            return _json({"code": TOO_MANY, "libelle": TOO_MANY_SENTENCE})
        except (_Refused, NoSuchPage) as error:
            return _json({"code": REFUSED, "libelle": str(error)}, 400)
        answer = _json(_told(found))
        if struck:
            answer.set_data(answer.get_data()[:-9])
        return answer

    app.register_error_handler(HTTPException, _http_error)
    return app


def _query() -> Query:
    """Read the request.

    Raises:
        _Refused: it is not of the shape.
    """
    if request.mimetype != "application/json":
        raise _Refused("Content-Type : « application/json » est attendu.")
    try:
        members = json.loads(request.get_data(), object_pairs_hook=_once)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise _Refused("Le corps n'est pas un objet JSON.") from error
    if not isinstance(members, dict):
        raise _Refused("Le corps n'est pas un objet JSON.")
    for name in members:
        if name not in (*MEMBERS, "page"):
            raise _Refused(f"{name} : ce membre n'est pas admis.")
    return Query(
        number=_text(members, "numero"),
        kind=_text(members, "typeConvention"),
        criterion=_text(members, "critereSecondaire"),
        page=_page(members),
    )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Refused(f"{twice} : ce membre figure deux fois.")
    return members


def _text(members: Mapping[str, Any], name: str) -> str:
    form, expected = MEMBERS[name]
    value = _present(members, name)
    if not isinstance(value, str) or not form.fullmatch(value):
        raise _Refused(f"{name} : {expected}.")
    return value


def _page(members: Mapping[str, Any]) -> int:
    value = _present(members, "page")
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MAX_PAGE:
        raise _Refused("page : un nombre entier à partir de 1 est attendu.")
    return value


def _present(members: Mapping[str, Any], name: str) -> Any:
    if name not in members:
        raise _Refused(f"{name} : ce membre manque.")
    return members[name]


def _told(found: Page) -> dict[str, Any]:
    return {
        "total": found.total,
        "page": found.page,
        "pages": found.pages,
        "conventions": [_convention(convention) for convention in found.conventions],
    }


def _convention(convention: Convention) -> dict[str, Any]:
    return {
        "idSignataire": convention.signer,
        "libelleSignataire": convention.signer_label,
        "conventionGroupe": convention.is_group,
        "typeConvention": convention.kind,
        "critereSecondaire": convention.criterion,
        "typeAccord": convention.agreement,
        "numeroAmc": convention.number,
        "libelleAmc": convention.label,
        "codeRoutage": convention.routing,
        "identifiantHote": convention.host,
        "nomDomaine": convention.domain,
        "codeAiguillageSts": convention.sts,
        "modeGestion": convention.management,
        "desactive": convention.is_disabled,
        "annulationDre": convention.cancels,
    }


def _json(told: Mapping[str, Any], status: int = 200) -> Response:
    content = json.dumps(told, ensure_ascii=False).encode()
    return Response(content, status, content_type="application/json")


def _http_error(error: HTTPException) -> Response:
    code = error.code or 500
    return _json({"code": REFUSED, "libelle": SENTENCES.get(code, "Demande refusée.")}, code)
