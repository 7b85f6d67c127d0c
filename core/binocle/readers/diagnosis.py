"""What is there, what is missing and which slot is which (LEC-01, LEC-06).

Law of this file: looked at from the outside in, service, readers, slots, cards, links; what cannot
be looked at because something before it is missing is not spoken of. A reader is touched only when
it was named (SIM-12): of the others, the service's list and the catalogue say what is known.
Nothing is raised: each missing piece is a finding with its French notice.

The slots of an unknown model are tried: a contactless one answers for itself when it is asked for a
card's number (PC/SC part 3), a contact one leaves the question to a card that refuses it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from binocle.kernel import Finding

from .dialogue import Answer, Command
from .model import Role
from .ports import CardChannel, Readers
from .rules import find_reader, identify, plan

CARD_NUMBER = Command.of("FF CA 00 00", le=256)
"""PC/SC part 3: the number of the card in the field; answered by the reader, never by the card."""

Recognise = Callable[[bytes], tuple[str, Role | None]]
"""ATR -> what the card is called, and the role of the reader where it belongs."""

SERVICE, READER, CHOICE, SLOT, CPS = "service", "reader", "choice", "slot", "cps"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    Attributes:
        what: ``service``, ``reader``, ``choice``, ``slot``, ``cps``, or the name of a link.
        subject: the reader, when it is about one.
        finding: what is missing; none when nothing is.
        told: the model of a reader, or the card of a slot.
        role: what a slot answered as.
    """

    what: str
    subject: str = ""
    finding: Finding | None = None
    told: str = ""
    role: Role | None = None


def examine_readers(
    readers: Readers, *, wanted: Sequence[str] | None, recognise: Recognise
) -> tuple[Check, ...]:
    """Look at the readers; only those that are wanted are touched.

    Args:
        readers: of this workstation, or of a bench.
        wanted: names of readers, as configured or exact; none of them is touched when absent.
        recognise: knows cards by their ATR.
    """
    try:
        names = readers.names()
    except PermissionError:
        return (Check(SERVICE, finding=Finding("LEC-SERVICE-INTERDIT", SERVICE)),)
    except (ConnectionError, TimeoutError):
        return (Check(SERVICE, finding=Finding("LEC-SERVICE-ABSENT", SERVICE)),)
    checks = [Check(SERVICE)]
    if not names:
        checks.append(Check(READER, finding=Finding("LEC-AUCUN-LECTEUR", READER)))
    for name in names:
        known = identify(name)
        told, role = (known.label, known.use.role) if known else ("", None)
        checks.append(Check(READER, name, told=told, role=role))
    checks += [
        Check(CHOICE, finding=finding)
        for finding in plan(names).findings
        if finding.code == "LEC-LECTEURS-AMBIGUS"
    ]
    if wanted is not None:
        slots = [_examine_slot(readers, each, names, recognise) for each in wanted]
        checks += [*slots, *_cps_among(slots)]
    return tuple(checks)


def _examine_slot(
    readers: Readers, wanted: str, names: Sequence[str], recognise: Recognise
) -> Check:
    name = find_reader(wanted, names)
    if name is None:
        facts = {"reader": wanted, "role": "—"}
        return Check(SLOT, wanted, Finding("LEC-LECTEUR-ABSENT", SLOT, facts))
    return try_slot(readers, name, recognise)


def try_slot(readers: Readers, name: str, recognise: Recognise) -> Check:
    """Try the slot of a plugged reader: its card, and whether it answers as contactless.

    Args:
        readers: of this workstation, or of a bench.
        name: exact name.
        recognise: knows cards by their ATR.
    """
    facts = {"reader": name, "role": "—"}
    try:
        channel = readers.connect(name)
    except TimeoutError:
        return Check(SLOT, name, Finding("LEC-CARTE-MUETTE", SLOT, {"reader": name}))
    except PermissionError:
        return Check(SLOT, name, Finding("LEC-ACCES-REFUSE", SLOT, {"reader": name}))
    except ConnectionError:
        if _is_plugged(readers, name):
            return Check(SLOT, name, Finding("LEC-CARTE-ABSENTE", SLOT, {"reader": name}))
        return Check(SLOT, name, Finding("LEC-LECTEUR-ABSENT", SLOT, facts))
    known = identify(name)
    try:
        card, role = recognise(channel.atr)
        if known and known.use.role is not Role.CONTACTLESS:
            return Check(SLOT, name, told=card, role=role)
        if _answers_as_contactless(channel):
            return Check(SLOT, name, told=card, role=Role.CONTACTLESS)
        return Check(SLOT, name, told=card, role=role)
    except TimeoutError:
        return Check(SLOT, name, Finding("LEC-CARTE-MUETTE", SLOT, {"reader": name}))
    except (ConnectionError, PermissionError):
        return Check(SLOT, name, Finding("LEC-CARTE-RETIREE", SLOT, {"reader": name}))
    finally:
        channel.close()


def _is_plugged(readers: Readers, name: str) -> bool:
    try:
        return name in readers.names()
    except (ConnectionError, TimeoutError, PermissionError):
        return False


def _answers_as_contactless(channel: CardChannel) -> bool:
    raw = channel.transmit(CARD_NUMBER.encode())
    if len(raw) < 2:
        raise ConnectionError("the answer is empty: the card is gone")
    answer = Answer.parse(raw)
    return answer.ok and answer.data != b""


def _cps_among(slots: Sequence[Check]) -> tuple[Check, ...]:
    """Say whether a CPS is in; nothing when no slot that may hold one was tried."""
    for slot in slots:
        if slot.role is Role.CPS:
            return (Check(CPS, slot.subject, told=slot.told, role=Role.CPS),)
    tried = [slot.subject for slot in slots if _may_hold_a_cps(slot)]
    if not tried:
        return ()
    facts = {"reader": ", ".join(tried), "role": Role.CPS.value}
    return (Check(CPS, finding=Finding("CPS-ABSENTE", CPS, facts)),)


def _may_hold_a_cps(slot: Check) -> bool:
    known = identify(slot.subject)
    settled = known.use.role if known else slot.role
    return settled in (None, Role.CPS)


Link = Callable[[], bool]


def examine_links(links: Mapping[str, Link | None]) -> tuple[Check, ...]:
    """Look at the VPN and at the concentrator.

    Args:
        links: ``vpn`` and ``concentrator`` -> whether it is up (asked last, once); none is told as
            not set.
    """
    checks = []
    for name, is_up in links.items():
        if is_up is None:
            finding = Finding("LEC-LIAISON-NON-REGLEE", name, {"link": name})
        elif is_up():
            checks.append(Check(name))
            continue
        elif name == "vpn":
            finding = Finding("LEC-VPN-COUPE", name)
        else:
            finding = Finding("LEC-CONCENTRATEUR-INJOIGNABLE", name)
        checks.append(Check(name, finding=finding))
    return tuple(checks)
