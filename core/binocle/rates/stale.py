"""When a rate check does not hold any more (TAUX-09).

Law of this file: what was checked is compared with what stands, place by place; a change makes the
check stale and a new one is recommended, and it is invoicing that a difference stops. Pure.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import fields, replace

from binocle.kernel import Finding, OperatorActionNeeded, Severity

from .model import Claim, Forcings, RateCheck, RateForm
from .prefill import settled

_INSURERS = ("insurer", "insurer_management", "second_insurer")
_AMOUNTS = ("rc_total", "rc2_total", "rc_by_line", *_INSURERS)
_DAYS = ("prescription", "invoice_date", "act_day")
_OTHERS = ("boxes", "renewal", "ald_prescribed", "tiers_payant")

_CERTIFICATE = {"convention": "attestation", "unread": "attestation"}
"""Forcings that belong to the certificate: they are told under its name."""


def fingerprint(claim: Claim, form: RateForm) -> str:
    """Return 64 hexadecimal characters that tell one file and form from another."""
    compared = repr((settled(claim, form), _of_any_stage(form)))
    return hashlib.sha256(compared.encode()).hexdigest()


def _of_any_stage(form: RateForm) -> RateForm:
    """Return the form as at the rate check: the FSE screen adds the invoice's day (FSE-02)."""
    return replace(form, invoice_day=None)


def staleness(
    check: RateCheck, claim: Claim, form: RateForm, forcings: Forcings | None = None
) -> list[Finding]:
    """Return what changed since the check, each beside its field; nothing when it still holds.

    Args:
        check: which may be stale.
        claim: the file as it stands.
        form: the screen as it stands.
        forcings: as they stand; those of the check when none are given.
    """
    now = settled(claim, form)
    return [
        *_line_changes(check.claim, now),
        *_changes(check.claim, now),
        *_form_changes(check.form, form),
        *_forcing_changes(check.forcings, forcings or check.forcings),
    ]


def _line_changes(before: Claim, now: Claim) -> Iterator[Finding]:
    for number, (old, new) in enumerate(zip(before.lines, now.lines, strict=False), start=1):
        if replace(old, net=new.net, base=new.base) != new:
            yield Finding("FSE-PERIME-ARTICLE", f"line {number}", {"ligne": number}, Severity.WARNS)
        elif old != new:
            yield Finding("FSE-PERIME-PRIX", f"line {number}", {"ligne": number}, Severity.WARNS)
    first, last = sorted((len(before.lines), len(now.lines)))
    for number in range(first + 1, last + 1):
        yield Finding("FSE-PERIME-ARTICLE", f"line {number}", {"ligne": number}, Severity.WARNS)


def _changes(before: Claim, now: Claim) -> Iterator[Finding]:
    for name in _AMOUNTS:
        if getattr(before, name) != getattr(now, name):
            yield Finding("FSE-PERIME-RC", name, severity=Severity.WARNS)
    for name in _DAYS:
        if getattr(before, name) != getattr(now, name):
            yield Finding("FSE-PERIME-DATE", name, severity=Severity.WARNS)
    for name in _OTHERS:
        if getattr(before, name) != getattr(now, name):
            yield Finding("FSE-PERIME-CHAMP", name, {"champ": name}, Severity.WARNS)


def _form_changes(before: RateForm, now: RateForm) -> Iterator[Finding]:
    days = ("prescription", "act_day", "invoice_day", "renewal")  # those of the claim
    for each in fields(RateForm):
        if each.name not in days and getattr(before, each.name) != getattr(now, each.name):
            yield Finding("FSE-PERIME-CHAMP", each.name, {"champ": each.name}, Severity.WARNS)


def _forcing_changes(before: Forcings, now: Forcings) -> Iterator[Finding]:
    changed = [
        _CERTIFICATE.get(each.name, each.name)
        for each in fields(Forcings)
        if getattr(before, each.name) != getattr(now, each.name)
    ]
    for name in dict.fromkeys(changed):
        yield Finding("FSE-PERIME-CHAMP", name, {"champ": name}, Severity.WARNS)


def require_fresh(
    check: RateCheck | None, claim: Claim, form: RateForm, forcings: Forcings | None = None
) -> None:
    """Refuse to invoice on a check that does not hold any more.

    Raises:
        OperatorActionNeeded: FSE-TAUX-NON-VERIFIE, FSE-TAUX-PERIME.
    """
    if check is None:
        raise OperatorActionNeeded("FSE-TAUX-NON-VERIFIE")
    if changes := staleness(check, claim, form, forcings):
        raise OperatorActionNeeded("FSE-TAUX-PERIME", changements=len(changes))
