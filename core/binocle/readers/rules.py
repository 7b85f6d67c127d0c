"""Which of the plugged readers is which slot of which model, and which is the configured one.

Law of this file: the exact name wins. Failing that, the same slot under other final numbers is
taken if it is the only one: systems number readers as they are plugged, so a reader is known by its
name and its slot, never by its place in a list (cards sheet 2.2). Two candidates are none, and an
unknown name is none: no card is guessed.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from binocle.kernel import Finding, Severity

from .catalogue import ModelSlot, ReaderModel, SlotUse, reader_models
from .model import Role

_NUMBERED = re.compile(r"(?P<stem>.+) [0-9A-F]{2} (?P<slot>[0-9A-F]{2})")


@dataclass(frozen=True)
class KnownSlot:
    """What a PC/SC name tells.

    Attributes:
        models: keys of the models that give this name; they agree on the rest.
        place: number of the slot in the device.
        serial: serial number of the device, blank when the name does not hold it.
    """

    models: tuple[str, ...]
    place: int
    use: SlotUse
    serial: str

    @property
    def label(self) -> str:
        """The models as the shop knows them."""
        return " / ".join(reader_models()[key].label for key in self.models)


@dataclass(frozen=True)
class ReaderPlan:
    """Which plugged reader may play each role.

    Attributes:
        roles: role -> exact name, for the roles that one reader alone can play.
        free: known contact slots whose card the shop chooses.
        unknown: names of no model, to be tried.
        findings: what is ambiguous or lacking.
    """

    roles: Mapping[Role, str]
    free: tuple[str, ...]
    unknown: tuple[str, ...]
    findings: tuple[Finding, ...]


@cache
def _patterns() -> tuple[tuple[ReaderModel, ModelSlot, re.Pattern[str]], ...]:
    return tuple(
        (model, slot, re.compile(pattern))
        for model in reader_models().values()
        for slot in model.slots
        for pattern in dict.fromkeys(model.patterns(slot))
    )


def identify(name: str) -> KnownSlot | None:
    """Return the slot that a PC/SC name tells, whatever the system; none when models disagree."""
    found: dict[tuple[int, SlotUse, str], list[str]] = {}
    for model, slot, pattern in _patterns():
        told = pattern.fullmatch(name)
        if told:
            serial = told.groupdict().get("serial") or ""
            found.setdefault((slot.place, slot.use, serial), []).append(model.key)
    if len(found) != 1:
        return None
    (((place, use, serial), models),) = found.items()
    return KnownSlot(tuple(dict.fromkeys(models)), place, use, serial)


def plan(names: Sequence[str], *, model: str | None = None) -> ReaderPlan:
    """Say which plugged reader may play each role.

    Args:
        names: exact names of the plugged readers.
        model: key of the model that the shop picked; every known model when absent.
    """
    known = {name: slot for name in names if (slot := identify(name)) is not None}
    ours = {name: slot for name, slot in known.items() if model is None or model in slot.models}
    roles: dict[Role, str] = {}
    findings: list[Finding] = []
    for role in Role:
        candidates = [name for name, slot in ours.items() if slot.use.role is role]
        if len(candidates) == 1:
            roles[role] = candidates[0]
        elif candidates:
            facts = {"role": role.value, "readers": ", ".join(candidates)}
            findings.append(Finding("LEC-LECTEURS-AMBIGUS", role.value, facts))
        else:
            findings.append(
                Finding("LEC-ROLE-SANS-LECTEUR", role.value, {"role": role.value}, Severity.WARNS)
            )
    return ReaderPlan(
        roles=roles,
        free=tuple(name for name, slot in ours.items() if slot.use is SlotUse.EITHER),
        unknown=tuple(name for name in names if name not in known),
        findings=tuple(findings),
    )


def _without_number(name: str) -> tuple[str, str] | None:
    found = _NUMBERED.fullmatch(name)
    return (found["stem"], found["slot"]) if found else None


def find_reader(wanted: str, names: Sequence[str]) -> str | None:
    """Return the plugged reader that ``wanted`` names, or none."""
    if wanted in names:
        return wanted
    stem, slot = _without_number(wanted), identify(wanted)
    candidates = [
        name
        for name in names
        if (stem is not None and _without_number(name) == stem)
        or (slot is not None and identify(name) == slot)
    ]
    return candidates[0] if len(candidates) == 1 else None
