"""Findings as notices beside their fields."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from binocle.kernel import Finding, Severity
from binocle_ui.catalogue import load_catalogue
from binocle_ui.pages import FieldNotice


def notices_by_field(
    findings: Iterable[tuple[str, Finding]],
) -> Mapping[str, tuple[FieldNotice, ...]]:
    """Return the notices of each field; one that is told twice beside a field is shown once.

    Args:
        findings: each with the field beside which it is told.
    """
    catalogue = load_catalogue()
    told: dict[str, list[FieldNotice]] = defaultdict(list)
    for field, found in findings:
        notice = FieldNotice(
            catalogue.notice(found.code, found.facts), found.severity is Severity.WARNS
        )
        if notice not in told[field]:
            told[field].append(notice)
    return {field: tuple(notices) for field, notices in told.items()}
