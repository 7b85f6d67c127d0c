"""Sealed forms as rows: their generations, and where each one is.

Law of this file: the forms of an invoice are those of its present generation; the earlier ones were
withdrawn, and are read here alone.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, select

from binocle.fse import Flow, FormPlace, SealedForm, VitaleSignature
from binocle.lots import LotState

from . import schema

_VITALE = schema.certificate.alias("vitale")
_NEVER_LEFT = {LotState.GROUPED, LotState.FILED}
_REFUSED = {LotState.FAILED, LotState.REJECTED}


def every_form() -> Select[Any]:
    """Return the query of forms in the columns of :func:`sealed_form`; the caller narrows it."""
    form, certificate = schema.form, schema.certificate
    return (
        select(
            form.c.number,
            form.c.flow,
            form.c.records,
            form.c.signature,
            certificate.c.der,
            form.c.signed_at,
            form.c.vitale_signature,
            _VITALE.c.der,
        )
        .join(certificate, form.c.certificate == certificate.c.sha256)
        .outerjoin(_VITALE, form.c.vitale_certificate == _VITALE.c.sha256)
    )


_GENERATION = (
    select(schema.invoice.c.generation)
    .where(schema.invoice.c.number == bindparam("wanted"))
    .scalar_subquery()
)
_OF_INVOICE = every_form().where(schema.form.c.number == bindparam("wanted"))

FORMS = _OF_INVOICE.where(schema.form.c.generation == _GENERATION).order_by(
    schema.form.c.flow.desc()
)
"""The forms of an invoice, the FSE first."""

WITHDRAWN = _OF_INVOICE.where(schema.form.c.generation < _GENERATION).order_by(
    schema.form.c.generation, schema.form.c.flow.desc()
)
"""Those that were deleted, the oldest first."""


def sealed_form(row: Sequence[Any]) -> SealedForm:
    """Return the form of a row of :func:`every_form`."""
    number, flow, records, signature, der, signed_at, vitale_signature, vitale_der = row
    return SealedForm(
        number=number,
        flow=Flow(flow),
        records=records,
        signature=signature,
        certificate=der,
        signed_at=datetime.fromisoformat(signed_at),
        vitale=VitaleSignature(vitale_signature, vitale_der) if vitale_signature else None,
    )


def place_of(lot_state: str | None) -> FormPlace:
    """Return where a form is by the state of its lot, absent when it is in none."""
    if lot_state is None:
        return FormPlace.UNGROUPED
    state = LotState(lot_state)
    if state in _REFUSED:
        return FormPlace.REFUSED
    return FormPlace.IN_LOT if state in _NEVER_LEFT else FormPlace.SENT
