"""Amounts, their sharing, and the controls of a claim: pure functions.

Sources: seed-facts 8, 10, 22 (printed cases), teleservices sheet 3.1, 3.2, 4.5, 4.6. Every finding
is gathered; none is raised here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from binocle.amc import C2S_FUND_NUMBER, Complementary, Management
from binocle.kernel import (
    ZERO,
    Cents,
    Finding,
    Severity,
    printed_day,
    printed_euros,
    reimbursed,
    share_pro_rata,
)
from binocle.optics import LineKind

from .acts import c2s_acts, frame_acts, is_class_a
from .determination import C2S_BY_FUND, C2S_BY_INSURER, C2S_SERVICES
from .model import BilledLine, Claim, Entitlement, SaleLine, Share
from .table import rate_table

B2_YEARS = range(2000, 2100)
"""Years that the two digits of a day of B2 are read as, see :mod:`binocle.wire.kinds`."""

MAX_LINES = 99
"""Lines of one form; the norm allows 999, the type 5 count of 4 and 4F has 3 digits."""

MAX_LINE_CENTS = 9_999_999
"""Largest amount of a line in B2 (7 digits)."""

MAX_TOTAL_CENTS = 99_999_999
"""Largest total of a form in B2 (8 digits)."""


# -- lines -----------------------------------------------------------------------------------------


def as_offer(line: SaleLine) -> SaleLine:
    """Return a line of a commercial offer: unticked, without its LPP code (TAUX-12)."""
    return replace(line, offer=True, shown=False, lpp=None)


def form_places(claim: Claim) -> tuple[tuple[int, ...], ...]:
    """Return, for each line of the form, the places of its articles in the sale, from 0.

    The first place is that of the article with an act; a ticked supplement or sundry without an act
    joins the lens before it, if that one is ticked (assumed: the form has no line without an act).
    """
    groups: list[list[int]] = []
    lens: list[int] | None = None
    for place, line in enumerate(claim.lines):
        if line.shown and line.act:
            groups.append([place])
        elif line.shown and _joins(line) and lens is not None:
            lens.append(place)
        if line.kind is LineKind.LENS:
            lens = groups[-1] if line.shown and line.act else None
    return tuple(tuple(group) for group in groups)


def _joins(line: SaleLine) -> bool:
    return line.kind in (LineKind.SUPPLEMENT, LineKind.SUNDRY)


def lonely_places(claim: Claim) -> tuple[int, ...]:
    """Return the places of ticked articles with a price that no line of the form would hold."""
    held = {place for group in form_places(claim) for place in group}
    return tuple(
        place
        for place, line in enumerate(claim.lines)
        if line.shown and line.net and place not in held
    )


# -- amounts ---------------------------------------------------------------------------------------


def amo_of(line: SaleLine, rate: int) -> Cents:
    """Return the RO amount of a line: base x rate to the cent, never above the price."""
    return min(reimbursed(line.base, rate), line.net)


def management_of(claim: Claim, entitlement: Entitlement) -> Management:
    """Return who pays the complementary part of this claim.

    C2S of the fund is single management; anything else is as the insurer is paid, by DRE unless it
    says otherwise (DRE-01), once there is an RC amount and its transmission is ticked (DRE-07).
    """
    if entitlement.amo_service == C2S_BY_FUND:
        return Management.SINGLE
    if not (rc_asked(claim, entitlement) and claim.tiers_payant.transmit_amc):
        return Management.NONE
    return entitlement.insurer_management or claim.insurer_management


def rc_asked(claim: Claim, entitlement: Entitlement) -> Cents:
    """Return what the insurer is asked: what C2S comes to, else the RC amount of the file."""
    if entitlement.amo_service in C2S_BY_INSURER:
        return Cents(sum(_c2s_shares(claim, entitlement)))
    return Cents(max(claim.rc_amount, ZERO))


def complementary_of(claim: Claim, entitlement: Entitlement) -> Complementary | None:
    """Return the insurer that the form names, if any."""
    if entitlement.amo_service == C2S_BY_FUND:
        return Complementary(C2S_FUND_NUMBER, "")
    asked = management_of(claim, entitlement) is not Management.NONE
    return entitlement.complementary if asked else None


def _c2s_share(line: SaleLine, amo: Cents) -> Cents:
    """An act with a C2S flat rate is paid in full, another up to its base (sheet 4.6)."""
    ceiling = line.net if line.act in c2s_acts() else min(line.base, line.net)
    return Cents(max(ceiling - amo, 0))


def _c2s_shares(claim: Claim, entitlement: Entitlement) -> list[Cents]:
    amo = _amo_shares(claim, entitlement.rate)
    return [
        _c2s_share(line, part) if line.shown else ZERO
        for line, part in zip(claim.lines, amo, strict=True)
    ]


def _amo_shares(claim: Claim, rate: int) -> list[Cents]:
    return [amo_of(line, rate) if line.shown else ZERO for line in claim.lines]


def _room(lines: Sequence[SaleLine], *paid: Sequence[Cents]) -> list[Cents]:
    """Return what each ticked line still costs."""
    parts = zip(*paid, strict=True)
    return [
        Cents(line.net - sum(part)) if line.shown else ZERO
        for line, part in zip(lines, parts, strict=True)
    ]


def shares_of(claim: Claim, entitlement: Entitlement) -> tuple[Share, ...]:
    """Return what each payer gives for each line of the sale; a line that is not ticked gets none.

    A global RC amount is shared pro rata of the net prices, no line above net - RO (DRE-03); the
    amounts of a PEC are taken line by line (PEC-08); C2S pays by its own rule. The second insurer
    comes last, over what is left (assumed).

    Raises:
        ValueError: an amount does not fit; :func:`entitlement_findings` says so first.
    """
    lines = claim.lines
    amo = _amo_shares(claim, entitlement.rate)
    prices = [line.net if line.shown else ZERO for line in lines]
    if entitlement.amo_service in C2S_SERVICES:
        amc = _c2s_shares(claim, entitlement)
    elif claim.rc_by_line is not None:
        amc = [
            part if line.shown else ZERO for line, part in zip(lines, claim.rc_by_line, strict=True)
        ]
    else:
        amc = share_pro_rata(claim.rc_total, prices, _room(lines, amo))
    amc2 = share_pro_rata(claim.rc2_total, prices, _room(lines, amo, amc))
    return tuple(Share(*parts) for parts in zip(amo, amc, amc2, strict=True))


def billed_lines(claim: Claim, entitlement: Entitlement) -> tuple[BilledLine, ...]:
    """Return the lines of the form, lenses first and frames last as the manuals print them."""
    shares = shares_of(claim, entitlement)
    made = [
        _billed(claim, group, shares, entitlement)
        for group in form_places(claim)
        if claim.lines[group[0]].lpp is not None
    ]
    return tuple(sorted(made, key=lambda line: line.act in frame_acts()))


def _billed(
    claim: Claim, group: Sequence[int], shares: Sequence[Share], entitlement: Entitlement
) -> BilledLine:
    main = claim.lines[group[0]]
    assert main.lpp is not None, "asked by billed_lines"
    return BilledLine(
        act=main.act,
        lpp=main.lpp,
        net=Cents(sum(claim.lines[place].net for place in group)),
        base=main.base,
        rate=entitlement.rate,
        exemption=entitlement.exemption,
        amo=shares[group[0]].amo,
        amc=Cents(sum(shares[place].amc for place in group)),
    )


# -- what bars a claim -----------------------------------------------------------------------------


def claim_findings(claim: Claim, today: date) -> list[Finding]:
    """Return what bars a claim before any service is asked."""
    return [
        *_size_findings(claim),
        *_day_findings(claim, today),
        *_line_findings(claim),
        *_amount_findings(claim),
        *_box_findings(claim),
    ]


def _size_findings(claim: Claim) -> Iterator[Finding]:
    if not form_places(claim) and not lonely_places(claim):
        yield Finding("FSE-SANS-LIGNE", "lines")
    if len(claim.lines) > MAX_LINES:
        yield Finding("FSE-TROP-DE-LIGNES", "lines", {"maximum": MAX_LINES})


def _day_findings(claim: Claim, today: date) -> Iterator[Finding]:
    prescription, act, invoice = claim.prescription, claim.act_day, claim.invoice_date
    if prescription > invoice:
        yield Finding(
            "FSE-ORDONNANCE-POSTERIEURE",
            "prescription",
            {"ordonnance": printed_day(prescription), "facture": printed_day(invoice)},
        )
    elif act is not None and prescription > act:
        yield Finding(
            "FSE-ORDONNANCE-APRES-ACTE",
            "prescription",
            {"ordonnance": printed_day(prescription), "acte": printed_day(act)},
        )
    for name, day in (("prescription", prescription), ("act_day", act), ("invoice_date", invoice)):
        if day is not None and day.year not in B2_YEARS:
            yield Finding("FSE-DATE-HORS-NORME", name, {"date": printed_day(day)})
    if act is not None and act > invoice:
        yield Finding(
            "FSE-ACTE-APRES-FACTURE",
            "act_day",
            {"acte": printed_day(act), "facture": printed_day(invoice)},
        )
    if act is not None and act > today:
        yield Finding("FSE-ACTE-FUTUR", "act_day", {"acte": printed_day(act)})
    if invoice > today:
        yield Finding("FSE-DATE-FUTURE", "invoice_date", {"facture": printed_day(invoice)})


def _line_findings(claim: Claim) -> Iterator[Finding]:
    lonely = lonely_places(claim)
    for place, line in enumerate(claim.lines):
        number = place + 1
        where = f"line {number}"
        if line.net < 0 or line.base < 0:
            yield Finding("FSE-MONTANT-NEGATIF", where, {"ligne": number})
        if line.net > MAX_LINE_CENTS or line.base > MAX_LINE_CENTS:
            yield Finding("FSE-MONTANT-TROP-GRAND", where, {"ligne": number})
        if line.offer and (line.shown or line.lpp):
            yield Finding("FSE-OFFRE-COCHEE", where, {"ligne": number})
        elif place in lonely:
            yield Finding("FSE-LIGNE-SANS-ACTE", where, {"ligne": number})
        elif line.shown and line.act and line.lpp is None:
            yield Finding("FSE-LIGNE-SANS-LPP", where, {"ligne": number})
        elif line.shown and line.base and not line.act:
            yield Finding("FSE-BASE-SANS-ACTE", where, {"ligne": number})
    for group in form_places(claim):
        net, number = sum(claim.lines[place].net for place in group), group[0] + 1
        if net > MAX_LINE_CENTS >= max(claim.lines[place].net for place in group):
            yield Finding("FSE-MONTANT-TROP-GRAND", f"line {number}", {"ligne": number})


def _amount_findings(claim: Claim) -> Iterator[Finding]:
    if sum(line.net for line in claim.lines) > MAX_TOTAL_CENTS:
        yield Finding("FSE-TOTAL-TROP-GRAND", "lines")
    for name, amount in (("rc_total", claim.rc_total), ("rc2_total", claim.rc2_total)):
        if amount < 0:
            yield Finding("FSE-RC-NEGATIF", name)
    by_line = claim.rc_by_line
    if by_line is None:
        return
    if len(by_line) != len(claim.lines):
        yield Finding(
            "FSE-RC-PEC-LIGNES", "rc_total", {"recus": len(by_line), "lignes": len(claim.lines)}
        )
    if any(part < 0 for part in by_line):
        yield Finding("FSE-RC-NEGATIF", "rc_by_line")
    elif claim.rc_total not in (ZERO, sum(by_line)):
        yield Finding(
            "FSE-RC-PEC-DIFFERENT",
            "rc_total",
            {"rc": _euros(claim.rc_total), "pec": _euros(claim.rc_amount)},
        )


def _box_findings(claim: Claim) -> Iterator[Finding]:
    boxes = claim.boxes
    if boxes.c2s_amo + boxes.c2s_amc + boxes.ame > 1:
        yield Finding("FSE-CASES-CONTRAIRES", "boxes")


def _euros(amount: int) -> str:
    """Return an amount that may be negative as text."""
    return ("-" if amount < 0 else "") + printed_euros(Cents(abs(amount)))


def entitlement_findings(claim: Claim, entitlement: Entitlement) -> list[Finding]:
    """Return what bars invoicing once the rights are known."""
    insurers = [*_insurer_findings(claim, entitlement)]
    if not _computable(claim):
        return insurers
    room = [*_room_findings(claim, entitlement)]
    ceilings = [] if room else [*_ceiling_findings(claim, entitlement)]
    return [*room, *insurers, *_price_findings(claim, entitlement), *ceilings]


def _computable(claim: Claim) -> bool:
    """Say whether sums make sense; what does not is found by :func:`claim_findings`."""
    amounts = [claim.rc_total, claim.rc2_total, *(claim.rc_by_line or ())]
    amounts += [amount for line in claim.lines for amount in (line.net, line.base)]
    fits = claim.rc_by_line is None or len(claim.rc_by_line) == len(claim.lines)
    return fits and min(amounts) >= 0


def _insurer_findings(claim: Claim, entitlement: Entitlement) -> Iterator[Finding]:
    management = management_of(claim, entitlement)
    if management is not Management.NONE and complementary_of(claim, entitlement) is None:
        yield Finding("FSE-AMC-INCONNUE", "rc_total")
    if claim.rc2_total > 0 and claim.second_insurer is None:
        yield Finding("FSE-AMC2-INCONNUE", "rc2_total")


def _room_findings(claim: Claim, entitlement: Entitlement) -> Iterator[Finding]:
    room = _room(claim.lines, _amo_shares(claim, entitlement.rate))
    asked = claim.rc_amount
    if entitlement.amo_service in C2S_SERVICES:
        due = Cents(sum(_c2s_shares(claim, entitlement)))
        if asked not in (ZERO, due):
            yield Finding(
                "FSE-RC-C2S-DIFFERENT",
                "rc_total",
                {"rc": _euros(asked), "attendu": _euros(due)},
            )
        asked = due
    elif asked > sum(room):
        yield Finding(
            "FSE-RC-TROP-GRAND", "rc_total", {"rc": _euros(asked), "maximum": _euros(sum(room))}
        )
    elif claim.rc_by_line is not None:
        yield from _line_room_findings(claim.rc_by_line, room)
    left = max(sum(room) - asked, 0)
    if claim.rc2_total > left:
        yield Finding(
            "FSE-RC2-TROP-GRAND",
            "rc2_total",
            {"rc": _euros(claim.rc2_total), "maximum": _euros(left)},
        )


def _line_room_findings(parts: Sequence[Cents], room: Sequence[Cents]) -> Iterator[Finding]:
    for number, (part, left) in enumerate(zip(parts, room, strict=True), start=1):
        if part > left:
            yield Finding(
                "FSE-RC-LIGNE-TROP-GRAND",
                f"line {number}",
                {"ligne": number, "rc": _euros(part), "maximum": _euros(left)},
            )


def limit_of(line: SaleLine) -> Cents | None:
    """Return the price limit of a class A article: the line's own, or that of frames."""
    if not is_class_a(line):
        return None
    return line.limit or (rate_table().class_a_frame if line.act in frame_acts() else None)


def _price_findings(claim: Claim, entitlement: Entitlement) -> Iterator[Finding]:
    """Class A above its limit: C2S pays in full, hence blocks; it is told in any other case."""
    c2s = entitlement.amo_service in C2S_SERVICES
    for number, line in enumerate(claim.lines, start=1):
        limit = limit_of(line)
        if not line.shown or limit is None or line.net <= limit:
            continue
        severity = Severity.BLOCKS if c2s else Severity.WARNS
        yield Finding(
            "FSE-PRIX-CLASSE-A",
            f"line {number}",
            {"ligne": number, "limite": printed_euros(limit)},
            severity,
        )


def _ceiling_findings(claim: Claim, entitlement: Entitlement) -> Iterator[Finding]:
    """A responsible contract gives at most 100,00 for a class B frame, RO included (sheet 3.7)."""
    if claim.boxes.not_responsible:
        return
    ceiling = rate_table().frame_ceiling
    shares = shares_of(claim, entitlement)
    for number, (line, share) in enumerate(zip(claim.lines, shares, strict=True), start=1):
        complementary = share.amc + share.amc2
        if line.act not in frame_acts() or is_class_a(line) or not complementary:
            continue
        if share.amo + complementary > ceiling:
            yield Finding(
                "FSE-PLAFOND-MONTURE",
                f"line {number}",
                {"ligne": number, "plafond": printed_euros(ceiling)},
                Severity.WARNS,
            )
