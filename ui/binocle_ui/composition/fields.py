"""The fields of the claim's forms: how each is typed, printed and read.

Law of this file: a typed value is read whole by core or is a finding beside its field; a choice
that no list offers is one too. What a field means is core's.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from binocle.amc import AmcProof
from binocle.kernel import Finding, Severity, printed_day, printed_euros
from binocle.optics import RenewalKind
from binocle.rates import (
    AmoProof,
    AmoRights,
    ExemptionChoice,
    InsuranceNature,
    SecuringMode,
    typed_day,
    typed_euros,
)
from binocle_ui.catalogue import Notice, load_catalogue, load_labels
from binocle_ui.pages import InputKind, InputView

YES, NO = "oui", "non"


@dataclass(frozen=True)
class FieldKind:
    """How one field is typed.

    Attributes:
        section: of the labels of its choices.
        values: of a choice; ``keys`` where no enumeration of core holds them.
        may_be_empty: nothing typed is an answer.
    """

    kind: InputKind
    section: str = ""
    values: type[Enum] | None = None
    keys: tuple[str, ...] = ()
    may_be_empty: bool = False

    @property
    def choices(self) -> tuple[str, ...]:
        """Keys of the choices, in the printed order."""
        if self.kind is InputKind.BOX:
            return (NO, YES)
        return self.keys or tuple(str(value.value) for value in self.values or ())


DAY = FieldKind(InputKind.DAY)
DAY_OR_NONE = FieldKind(InputKind.DAY, may_be_empty=True)
BOX = FieldKind(InputKind.BOX, "oui_non")
TEXT = FieldKind(InputKind.TEXT)
AMOUNT = FieldKind(InputKind.AMOUNT)
EXEMPTION = FieldKind(InputKind.CHOICE, "taux_exoneration", ExemptionChoice, may_be_empty=True)

FIELDS: Mapping[str, FieldKind] = {
    "prescription": DAY,
    "act_day": DAY,
    "invoice_day": DAY_OR_NONE,
    "amo_proof": FieldKind(InputKind.CHOICE, "pieces_amo", AmoProof),
    "amo_rights": FieldKind(InputKind.CHOICE, "droits_amo", AmoRights),
    "amc_proof": FieldKind(InputKind.CHOICE, "pieces_amc", AmcProof),
    "ordinary_accident": BOX,
    "accident_day": DAY_OR_NONE,
    "accident_certificate": BOX,
    "renewal": FieldKind(InputKind.CHOICE, "renouvellements", RenewalKind),
    "alsace_moselle": BOX,
    "ald": BOX,
    "attack_victim": BOX,
    "attack_certificate": BOX,
    "nature": FieldKind(InputKind.CHOICE, "natures_assurance", InsuranceNature),
    "maternity_day": DAY_OR_NONE,
    "work_accident_day": DAY_OR_NONE,
    "work_accident_number": TEXT,
    "work_accident_organism": TEXT,
    "work_accident_sheet": BOX,
    "smg_pec": BOX,
    "smg_amount": AMOUNT,
    "exemption": EXEMPTION,
    "mode": FieldKind(InputKind.CHOICE, "modes_securisation", SecuringMode),
}
"""Field of :class:`binocle.rates.RateForm` -> how it is typed."""


def printed_value(kind: FieldKind, value: Any) -> str:
    """Return a value as its field shows it."""
    if value is None:
        return ""
    match kind.kind:
        case InputKind.DAY:
            return printed_day(value)
        case InputKind.BOX:
            return YES if value else NO
        case InputKind.CHOICE:
            return str(value.value if isinstance(value, Enum) else value)
        case InputKind.AMOUNT:
            return printed_euros(value)
        case InputKind.TEXT:
            return str(value)


def read_value(name: str, kind: FieldKind, typed: str) -> Any:
    """Return what was typed as core takes it, or the finding that stands beside the field."""
    if kind.may_be_empty and not typed.strip():
        return None
    match kind.kind:
        case InputKind.DAY:
            return typed_day(typed, name)
        case InputKind.AMOUNT:
            return typed_euros(typed, name)
        case InputKind.TEXT:
            return typed.strip()
        case _ if typed not in kind.choices:
            return Finding("UI-CHOIX-INCONNU", name, {"saisie": typed})
        case InputKind.BOX:
            return typed == YES
    return kind.values(typed) if kind.values else typed


def read_all(
    kinds: Mapping[str, FieldKind], typed: Mapping[str, str]
) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    """Read the fields that were sent: their values, and everything that is wrong."""
    read = {
        name: read_value(name, kind, typed[name]) for name, kind in kinds.items() if name in typed
    }
    wrong = tuple(value for value in read.values() if isinstance(value, Finding))
    return {name: value for name, value in read.items() if value not in wrong}, wrong


def notice_of(finding: Finding) -> Notice:
    """Return the notice of a finding; the name of a field is told as the screen prints it."""
    facts, labels = dict(finding.facts), load_labels()
    for section in ("champs_taux", "forcages", "champs_dossier"):
        if facts.get("champ") in labels.names(section):
            facts["champ"] = labels(section, str(facts["champ"]))
    return load_catalogue().notice(finding.code, facts)


def notices_by_subject(found: Iterable[Finding]) -> dict[str, tuple[Notice, ...]]:
    """Return what is wrong, field by field."""
    told: dict[str, tuple[Notice, ...]] = {}
    for finding in found:
        told[finding.subject] = (*told.get(finding.subject, ()), notice_of(finding))
    return told


def barred_subjects(found: Iterable[Finding]) -> frozenset[str]:
    """Return what the findings that stop the invoice are about."""
    return frozenset(each.subject for each in found if each.severity is Severity.BLOCKS)


def input_view(
    name: str,
    value: Any,
    *,
    typed: Mapping[str, str],
    told: Mapping[str, tuple[Notice, ...]],
    greyed: bool = False,
    kind: FieldKind | None = None,
    labels: str = "champs_taux",
) -> InputView:
    """Return a field: what was typed wrong stays in it, else the value that stands."""
    kind = kind or FIELDS[name]
    choices = kind.choices
    return InputView(
        name=name,
        kind=kind.kind,
        value=typed.get(name, printed_value(kind, value)),
        section=kind.section,
        choices=("", *choices) if choices and kind.may_be_empty else choices,
        greyed=greyed,
        notices=told.get(name, ()),
        labels=labels,
    )
