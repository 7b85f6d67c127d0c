"""The application: its factory, its one error handler, what every answer carries.

Law of this file: nothing is built at import, services come in already built, and no view holds a
``try``: whatever a service raises comes here and leaves as a French page.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from http import HTTPStatus

from flask import Flask, Response, abort, render_template, request
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.exceptions import HTTPException, InternalServerError

from binocle.kernel import (
    PARIS,
    BinocleError,
    Facts,
    LinkDown,
    NothingKept,
    PeerViolation,
    printed_day,
    printed_euros,
)

from .catalogue import Catalogue, load_catalogue, load_labels
from .pages import PageServices
from .views import (
    apcv,
    attachments,
    bench,
    cards,
    counter,
    follow_up,
    history,
    insurers,
    invoices,
    money,
    optics,
    parameters,
    rates,
    returns,
    rights,
    sale,
    settings,
)
from .views.access import EXTENSION

POLICY = "Content-Security-Policy"

HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    POLICY: "default-src 'self'; form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
"""Health data stays out of caches and frames; the page needs nothing but its own files."""

OWN_HOST = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d+)?")
"""The page is served on loopback; any other name is somebody's trick (DNS rebinding)."""

VIEWS = (
    counter, rates, rights, cards, apcv, settings, optics, sale, insurers, follow_up, returns,
    invoices, money, attachments, parameters, history,
)  # fmt: skip
"""What every application serves; the control panel is apart."""

REFUSALS: Mapping[int, str] = {
    HTTPStatus.FORBIDDEN: "UI-ORIGINE-REFUSEE",
    HTTPStatus.NOT_FOUND: "UI-PAGE-INCONNUE",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "UI-ENVOI-TROP-GROS",
}
"""What an HTTP refusal is called; any other one is ``UI-DEMANDE-REFUSEE``."""


class CompiledTemplates(BytecodeCache):
    """Templates as they were compiled, for every application of this program.

    A bench that begins anew, and each scenario, makes an application: to compile the templates
    again would cost more than all that they show.
    """

    def __init__(self) -> None:
        """Start with none."""
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled; a template that has changed since is compiled again."""
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = CompiledTemplates()


def create_app(services: PageServices) -> Flask:
    """Return the application over services that are already built.

    The control panel exists only if ``services.panel`` does.
    """
    app = Flask("binocle_ui")
    app.config.update(MAX_CONTENT_LENGTH=64 * 1024)
    app.extensions[EXTENSION] = services
    for view in VIEWS:
        app.register_blueprint(view.blueprint)
    if services.panel is not None:
        app.register_blueprint(bench.blueprint)
    app.before_request(_refuse_foreign_origin)
    app.after_request(_add_headers)
    _speak_french(app, services)
    _answer_failures(app, services, load_catalogue())
    return app


def _speak_french(app: Flask, services: PageServices) -> None:
    """Give the templates their words: labels, amounts, days, instants."""
    app.jinja_env.globals.update(
        label=load_labels(),
        mode=services.mode,
        panel=services.panel,
    )
    app.jinja_env.filters.update(euros=printed_euros, day=_printed_day, moment=_printed_moment)
    app.jinja_env.bytecode_cache = COMPILED
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _printed_day(day: date | None) -> str:
    return printed_day(day) if day else ""


def _printed_moment(instant: datetime) -> str:
    """Return an instant as the screens print it, Paris time: ``28/05/2024 à 09:00``."""
    return instant.astimezone(PARIS).strftime("%d/%m/%Y à %H:%M")


def _answer_failures(app: Flask, services: PageServices, catalogue: Catalogue) -> None:
    """Turn whatever is raised into a notice with its three answers."""

    @app.errorhandler(BinocleError)
    def show_notice(error: BinocleError) -> tuple[str, int]:
        notice = catalogue.notice(error.code, error.facts)
        peer_failed = isinstance(error, LinkDown | PeerViolation)
        status = HTTPStatus.SERVICE_UNAVAILABLE if peer_failed else HTTPStatus.CONFLICT
        if isinstance(error, NothingKept):
            status = HTTPStatus.INSUFFICIENT_STORAGE
        return render_template("avis.html", notice=notice), status

    @app.errorhandler(HTTPException)
    def show_refusal(error: HTTPException) -> tuple[str, int]:
        status = error.code or HTTPStatus.BAD_REQUEST
        code = REFUSALS.get(status, "UI-DEMANDE-REFUSEE")
        facts: Facts = {"statut": status, "page": request.path, "limite": _largest()}
        notice = catalogue.notice(code, facts)
        return render_template("avis.html", notice=notice), status

    @app.errorhandler(InternalServerError)
    @app.errorhandler(Exception)
    def show_incident(error: Exception) -> tuple[str, int]:
        # Flask wraps what a handler itself raised, such as a code without a notice.
        defect = getattr(error, "original_exception", None) or error
        notice = catalogue.notice("UI-INCIDENT", {"numero": services.incidents.record(defect)})
        return render_template("avis.html", notice=notice), HTTPStatus.INTERNAL_SERVER_ERROR


def _refuse_foreign_origin() -> None:
    """Refuse a name that is not ours, and a change that another site asks for.

    Browsers say where a form comes from (``Origin``); what says nothing is no browser and holds
    nobody's session, so it is let through (the reasoning of Go's CrossOriginProtection).
    """
    here = request.host_url.rstrip("/")
    foreign = request.method == "POST" and request.headers.get("Origin", here) != here
    if foreign or not OWN_HOST.fullmatch(request.host):
        abort(HTTPStatus.FORBIDDEN)


def _largest() -> str:
    """Return what this route takes at most, as it is read: ``33 Mo``."""
    kilobytes = (request.max_content_length or 0) // 1024
    return f"{kilobytes // 1024} Mo" if kilobytes >= 1024 else f"{kilobytes} Ko"


def _add_headers(response: Response) -> Response:
    """Add what every answer carries; a document says itself where it may be shown."""
    own = response.headers.get(POLICY)
    response.headers.update(HEADERS)
    if own:
        response.headers[POLICY] = own
    return response
