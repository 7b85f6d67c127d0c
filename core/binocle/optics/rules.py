"""Rules of the ordonnance: is it possible, still good, rightly renewed; is a code of that age.

Law of this file: pure; findings are gathered, none is raised. A delay is counted from day to day
(:mod:`binocle.optics.periods`) and its last day is inside. An age that nobody knows (a birth
without century) bars nothing and is told. Source: teleservices sheet 3.5 and 3.8; USR-02 (S4,
seed-facts 21).
"""

from datetime import date

from binocle.kernel import BirthDate, Finding, Severity, printed_day

from .model import Ordonnance, RenewalKind, RenewalNote
from .periods import Periods, RenewalReason, at_age, months_later
from .tariff import Product, Tariff, on_day

RENEWABLE_MONTHS = 36
"""An initial prescription is renewed or adapted while it is younger than that (USR-02)."""

ADAPTED_FROM_AGE = 16
"""No adaptation under that age (public pages on the optician's right to adapt)."""


def ordonnance_findings(
    periods: Periods, ordonnance: Ordonnance, birth: BirthDate, day: date
) -> list[Finding]:
    """Return what is wrong with an ordonnance on the day of the sale.

    Args:
        periods: how long it serves.
        ordonnance: the doctor's, and the renewal that is noted on it.
        birth: of the beneficiary, possibly lunar.
        day: of the sale.
    """
    if ordonnance.day > day:
        return [
            Finding(
                "OPT-ORDONNANCE-FUTURE",
                "prescription",
                {"ordonnance": printed_day(ordonnance.day), "jour": printed_day(day)},
            )
        ]
    age = birth.age_on(ordonnance.day)
    found: list[Finding] = []
    if age is None:
        found.append(Finding("OPT-AGE-INCONNU", "prescription", severity=Severity.WARNS))
    elif age < 0:
        return [
            Finding(
                "OPT-ORDONNANCE-AVANT-NAISSANCE",
                "prescription",
                {"ordonnance": printed_day(ordonnance.day), "naissance": birth.printed},
            )
        ]
    else:
        last = months_later(ordonnance.day, at_age(periods.prescription, age).months)
        if day > last:
            found.append(
                Finding(
                    "OPT-ORDONNANCE-PERIMEE",
                    "prescription",
                    {"ordonnance": printed_day(ordonnance.day), "limite": printed_day(last)},
                )
            )
    return found + renewal_note_findings(ordonnance, birth, day)


def renewal_note_findings(ordonnance: Ordonnance, birth: BirthDate, day: date) -> list[Finding]:
    """Return what a renewal or an adaptation lacks to be invoiced (USR-02); none without one."""
    note = ordonnance.renewal
    if note is None:
        return []
    found: list[Finding] = []
    if note.kind is RenewalKind.NONE or not note.noted:
        found.append(Finding("OPT-RENOUVELLEMENT-SANS-MENTION", "renewal"))
    if not note.stamped:
        found.append(Finding("OPT-RENOUVELLEMENT-SANS-CACHET", "renewal"))
    if not note.signed:
        found.append(Finding("OPT-RENOUVELLEMENT-SANS-SIGNATURE", "renewal"))
    if ordonnance.renewal_barred:
        found.append(Finding("OPT-RENOUVELLEMENT-INTERDIT", "renewal"))
    if note.day is None:
        found.append(Finding("OPT-RENOUVELLEMENT-SANS-DATE", "renewal"))
        return found
    return found + _renewal_day_findings(ordonnance, note, note.day, birth, day)


def _renewal_day_findings(
    ordonnance: Ordonnance, note: RenewalNote, noted: date, birth: BirthDate, day: date
) -> list[Finding]:
    found: list[Finding] = []
    facts = {"ordonnance": printed_day(ordonnance.day), "renouvellement": printed_day(noted)}
    if noted < ordonnance.day:
        found.append(Finding("OPT-RENOUVELLEMENT-AVANT-ORDONNANCE", "renewal", facts))
    if noted > day:
        late = {"renouvellement": printed_day(noted), "jour": printed_day(day)}
        found.append(Finding("OPT-RENOUVELLEMENT-FUTUR", "renewal", late))
    end = months_later(ordonnance.day, RENEWABLE_MONTHS)
    if noted >= end:
        old = {**facts, "limite": printed_day(end)}
        found.append(Finding("OPT-RENOUVELLEMENT-TROP-ANCIEN", "renewal", old))
    age = birth.age_on(noted)
    if note.kind is RenewalKind.ADAPTED and age is not None and age < ADAPTED_FROM_AGE:
        young = {"age": age, "minimum": ADAPTED_FROM_AGE}
        found.append(Finding("OPT-ADAPTATION-TROP-JEUNE", "renewal", young))
    return found


def delivery_findings(
    periods: Periods,
    *,
    former: date,
    day: date,
    birth: BirthDate,
    reason: RenewalReason = RenewalReason.NONE,
) -> list[Finding]:
    """Return whether a new equipment comes too early to be reimbursed.

    Args:
        periods: how often an equipment is paid.
        former: day of delivery of the one before.
        day: of delivery of the new one.
        birth: of the beneficiary.
        reason: why it is renewed early; a pathology needs no delay.
    """
    if former > day:
        return [
            Finding(
                "OPT-LIVRAISON-IMPOSSIBLE",
                "delivery",
                {"precedente": printed_day(former), "jour": printed_day(day)},
            )
        ]
    age = birth.age_on(day)
    if reason is RenewalReason.PATHOLOGY:
        return []
    if age is None:
        return [Finding("OPT-AGE-INCONNU", "delivery", severity=Severity.WARNS)]
    if reason is RenewalReason.SIGHT_LOSS and age < ADAPTED_FROM_AGE:
        return []
    possible = months_later(former, at_age(periods.renewal, age).months_for(reason))
    if day >= possible:
        return []
    return [
        Finding(
            "OPT-RENOUVELLEMENT-ANTICIPE",
            "delivery",
            {"precedente": printed_day(former), "possible": printed_day(possible)},
            Severity.WARNS,
        )
    ]


def age_findings(
    tariff: Tariff, product: Product, birth: BirthDate, day: date, *, subject: str = "lpp"
) -> list[Finding]:
    """Return whether a code is of another age than the beneficiary's.

    A child's code for an adult bars the invoice; an adult's code for a child is only told.
    """
    twins = tariff.products.get(product.child.digits, ()) if product.child else ()
    twin = on_day(twins, day)
    young = twin.age_max if twin else None
    if product.age_max is None and young is None:
        return []
    age = birth.age_on(day)
    if age is None:
        return [Finding("OPT-AGE-INCONNU", subject, severity=Severity.WARNS)]
    code = product.code.digits
    if product.age_max is not None and age > product.age_max:
        return [
            Finding(
                "OPT-CODE-ENFANT", subject, {"code": code, "age": age, "maximum": product.age_max}
            )
        ]
    if twin is not None and young is not None and age <= young:
        return [
            Finding(
                "OPT-CODE-ADULTE",
                subject,
                {"code": code, "age": age, "enfant": twin.code.digits},
                Severity.WARNS,
            )
        ]
    return []
