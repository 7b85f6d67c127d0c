"""What the shop sets of its readers (LEC-04, LEC-07): values, findings, and what follows of them.

Law of this file: bad values are told next to their field, all of them, and are never kept. A reader
that is not plugged today is no bad value: it may be plugged tomorrow. Limits of the delays are
assumed; their defaults are LEC-04's 10 s and VIT-05's one day.
"""

from dataclasses import dataclass
from enum import Enum

from binocle.kernel import Finding, Severity

from .catalogue import reader_models
from .model import ReaderSetup
from .ports import SettingsStore
from .waiting import DELAY_S

LONGEST_NAME = 127
"""Bytes of a PC/SC name (pcsc-lite: 128 with its end mark)."""
WAITS_S = range(1, 121)
REREADS_DAYS = range(1, 366)


class PhoneWay(Enum):
    """How the shop reads the appli carte Vitale."""

    QR = "qr"
    NFC = "nfc"


@dataclass(frozen=True, kw_only=True)
class ReaderSettings:
    """The readers as the shop set them.

    Attributes:
        model: key of the catalogue; blank for a model that is not in it.
        cps: PC/SC name of the reader of the CPS.
        vitale: PC/SC name of the reader of the Vitale card.
        contactless: PC/SC name of the contactless reader, if the shop has one.
        wait_s: how long a card or a phone is waited for, in seconds (LEC-04).
        apcv_way: how the appli carte Vitale is read; none without the option.
        reread_days: days after which a Vitale card must be read again (VIT-05).
    """

    model: str
    cps: str
    vitale: str
    contactless: str | None = None
    wait_s: int = round(DELAY_S)
    apcv_way: PhoneWay | None = None
    reread_days: int = 1

    @property
    def setup(self) -> ReaderSetup:
        """The reader of each role."""
        return ReaderSetup(self.cps, self.vitale, self.contactless)

    def findings(self) -> tuple[Finding, ...]:
        """Return everything that is wrong, each with its field as the subject."""
        return (*self._names(), *self._values())

    def _names(self) -> list[Finding]:
        found = []
        named = {"cps": self.cps, "vitale": self.vitale}
        if self.contactless is not None:
            named["contactless"] = self.contactless
        for field, name in named.items():
            if not name.strip():
                found.append(Finding("LEC-REGLAGE-VIDE", field, {"field": field}))
            elif len(name.encode()) > LONGEST_NAME or not name.isprintable():
                found.append(
                    Finding("LEC-REGLAGE-NOM", field, {"field": field, "limit": LONGEST_NAME})
                )
        for field, name in named.items():
            if name.strip() and list(named.values()).count(name) > 1:
                found.append(
                    Finding("LEC-REGLAGE-DOUBLON", field, {"field": field, "reader": name})
                )
        return found

    def _values(self) -> list[Finding]:
        found = []
        if self.model and self.model not in reader_models():
            facts = {"field": "model", "model": self.model}
            found.append(Finding("LEC-REGLAGE-MODELE", "model", facts))
        for field, value, limits in (
            ("wait_s", self.wait_s, WAITS_S),
            ("reread_days", self.reread_days, REREADS_DAYS),
        ):
            if value not in limits:
                first, last = limits[0], limits[-1]
                found.append(
                    Finding(
                        "LEC-REGLAGE-BORNES",
                        field,
                        {"field": field, "value": value, "first": first, "last": last},
                    )
                )
        if self.apcv_way is PhoneWay.NFC and self.contactless is None:
            found.append(Finding("LEC-REGLAGE-NFC", "apcv_way", {"field": "apcv_way"}))
        return found


def keep_settings(settings: ReaderSettings, store: SettingsStore) -> tuple[Finding, ...]:
    """Keep settings that are right; return what is wrong with them otherwise."""
    findings = settings.findings()
    if not any(finding.severity is Severity.BLOCKS for finding in findings):
        store.keep_reader_settings(settings)
    return findings
