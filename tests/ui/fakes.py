"""Services that answer with samples and remember what the pages asked of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.ui.samples import FAULTS, RATES, RIGHTS

from binocle_ui.catalogue import load_catalogue
from binocle_ui.pages import (
    ApcvView,
    AssumptionRow,
    BlockView,
    CardView,
    CheckView,
    ChoiceView,
    ClaimView,
    CpsView,
    FaultView,
    FieldView,
    FileRow,
    HonestyView,
    PanelView,
    PhoneView,
    RatesView,
    ReaderView,
    RightsView,
    SetAsideRow,
    SettingsView,
    SheetSection,
    SituationView,
    SlotView,
    SourceRow,
    Standing,
)


@dataclass
class Recorder:
    """Keeps each call; raises ``failure`` when it has one."""

    calls: list[tuple[Any, ...]] = field(default_factory=list)
    failure: Exception | None = None

    def _did(self, *call: Any) -> None:
        self.calls.append(call)
        if self.failure:
            raise self.failure


SET_ASIDE = (SetAsideRow("R000003", load_catalogue().notice("TEL-RETOUR-EN-DOUBLE", {})),)


@dataclass
class FakeCounter(Recorder):
    claim: ClaimView | None = None
    full: bool = True

    def cases(self) -> tuple[str, ...]:
        return ("254", "253", "c2s")

    def start(self, case: str) -> None:
        self._did("start", case)

    def force_century(self, century: str) -> None:
        self._did("force_century", century)

    def next_step(self, form: Mapping[str, str]) -> None:
        self._did("next_step", dict(form))

    def view(self) -> ClaimView | None:
        return self.claim

    def set_aside(self) -> tuple[SetAsideRow, ...]:
        return SET_ASIDE if self.full else ()

    def files(self) -> tuple[FileRow, ...]:
        folder = "/tmp/binocle-254"  # noqa: S108 - printed, never opened
        return (
            FileRow("database", f"{folder}/binocle.sqlite"),
            FileRow("journal", f"{folder}/journal"),
        )


PHONE = PhoneView(
    "NATHALIE DESMAUX", "APCV-SIMULATEUR:1:AAAA:0000", datetime(2024, 5, 28, 7, 3, tzinfo=UTC), True
)


def readers() -> tuple[ReaderView, ...]:
    """A Kap&Link2 with the CPS in, and a Prium4 whose sans contact is armed."""
    name = "KAPELSE KAP-LINK2 [00504969 KAP-LINK2 {0}] 0{0} 00"
    telium = "Ingenico OL TELIUM [80028721 OL TELIUM {0}] 0{0} 00"
    cps = CardView("cps3:demo", "CPS de démonstration")
    vitale = CardView("vitale:desmaux", "Vitale de DESMAUX NATHALIE")
    family = CardView("vitale:fictive", "Vitale de FICTIVE CAMILLE et ZOE")
    choices = (vitale, family)
    phone = CardView("phone", "Téléphone de NATHALIE DESMAUX")
    return (
        ReaderView(
            "kaplink2",
            "Kap&Link2",
            (
                SlotView("kaplink2:cps", "cps", name.format(0), cps, (cps,)),
                SlotView("kaplink2:vitale", "vitale", name.format(1), None, choices),
                SlotView("kaplink2:contactless", "contactless", name.format(2), None, ()),
            ),
        ),
        ReaderView(
            "prium4",
            "Prium4",
            (
                SlotView("prium4:cps", "cps", telium.format(1), cps, (cps,), is_mute=True),
                SlotView(
                    "prium4:vitale", "vitale", telium.format(2), vitale, choices, is_disabled=True
                ),
                SlotView("prium4:contactless", "contactless", telium.format(3), phone, ()),
            ),
            display="NFC ACTIF 1:58",
            keys=(".",),
            cable="pieuvre",
            firmware="6.0.3",
        ),
    )


@dataclass
class FakePanel(Recorder):
    armed: tuple[FaultView, ...] = ()

    def view(self) -> PanelView:
        return PanelView(
            now=datetime(2024, 5, 28, 7, 0, tzinfo=UTC),
            seed=1,
            readers=readers(),
            available=FAULTS,
            armed=self.armed,
            models=(CardView("tikap", "Ti-Kap"),),
            phones=(CardView("desmaux", "NATHALIE DESMAUX"),),
            phone=PHONE,
        )

    def gesture(self, name: str, fields: Mapping[str, str]) -> None:
        self._did("gesture", name, dict(fields))

    def qr_code(self) -> bytes:
        return b'<svg xmlns="http://www.w3.org/2000/svg"/>'

    def photograph(self) -> bytes:
        return b"PNG"

    def honesty(self) -> HonestyView:
        assumption = AssumptionRow("Banc", "Ceci est supposé", "P 4")
        source = SourceRow("adri/app.py", "Law.", "PROTOCOLS section 4.", Standing.PARTLY)
        return HonestyView((SheetSection(4, Standing.PARTLY, 8, (assumption,), (source,)),))


CPS = CpsView(
    blocks=(
        BlockView("Porteur", (FieldView("Nom", "FICTIF"), FieldView("Prénom", "OPTICIEN"))),
        BlockView("Carte", (FieldView("Validité", "28/05/2023 - 28/05/2027"),)),
    ),
    situations=(
        SituationView(1, "OPTIQUE FICTIVE", "992604231", "64", "1", "10", True, True),
        SituationView(4, "OPTIQUE INVENTEE", "992604249", "64", "1", "10", True, False),
    ),
    tries_left=3,
    is_verified=False,
    portal="https://portail.example/carte",
)


@dataclass
class FakeCps(Recorder):
    card: CpsView = CPS

    def view(self) -> CpsView:
        return self.card

    def unblock(self, form: Mapping[str, str]) -> None:
        self._did("unblock", dict(form))

    def change_code(self, form: Mapping[str, str]) -> None:
        self._did("change_code", dict(form))


@dataclass
class FakeRates(Recorder):
    rates: RatesView | None = RATES
    page: str = "taux"

    def view(self) -> RatesView | None:
        return self.rates

    def act(self, form: Mapping[str, str]) -> str:
        self._did("act", dict(form))
        return self.page

    def edit_sale(self, form: Mapping[str, str]) -> None:
        self._did("edit_sale", dict(form))

    def force(self, name: str, form: Mapping[str, str]) -> None:
        self._did("force", name, dict(form))

    asks_convention: bool = False

    def choose_convention(self, place: int) -> str:
        self._did("choose_convention", place)
        return self.page

    def turn_conventions(self, page: int) -> None:
        self._did("turn_conventions", page)

    def close_conventions(self) -> None:
        self._did("close_conventions")


@dataclass
class FakeRights(Recorder):
    rights: RightsView | None = RIGHTS
    page: str = "taux"

    def view(self) -> RightsView | None:
        return self.rights

    def ask(self) -> None:
        self._did("ask")

    def use(self, wanted: bool) -> None:
        self._did("use", wanted)

    def go_on(self, way: str) -> str:
        self._did("go_on", way)
        return self.page

    def enter_paper(self, form: Mapping[str, str]) -> None:
        self._did("enter_paper", dict(form))

    def restore(self) -> None:
        self._did("restore")

    def answer_expiry(self, answer: str) -> str:
        self._did("answer_expiry", answer)
        return self.page


@dataclass
class FakeApcv(Recorder):
    reading: ApcvView = field(default_factory=lambda: ApcvView("qr", 10))

    def view(self) -> ApcvView:
        return self.reading

    def read(self, form: Mapping[str, str], picture: bytes | None) -> None:
        self._did("read", dict(form), picture)

    def enter(self, entry: str) -> None:
        self._did("enter", entry)

    def choose(self, form: Mapping[str, str]) -> None:
        self._did("choose", dict(form))


@dataclass
class FakeSettings(Recorder):
    def view(self) -> SettingsView:
        slots = tuple(
            ChoiceView(slot.name, f"{slot.name} ({slot.role})")
            for reader in readers()
            for slot in reader.slots
        )
        names = [choice.value for choice in slots]
        return SettingsView(
            models=(ChoiceView("kaplink2", "Kap&Link2"), ChoiceView("prium4", "Prium4")),
            readers=slots,
            model="kaplink2",
            cps=names[0],
            vitale=names[1],
            contactless="",
            wait_s=10,
            apcv_way="qr",
            reread_days=1,
        )

    def save(self, form: Mapping[str, str]) -> None:
        self._did("save", dict(form))

    def examine(self) -> tuple[CheckView, ...]:
        return (
            CheckView("Lecteur et CPS rebranchés", True, "Kap&Link2"),
            CheckView("VPN", False, "déconnecté", "Relancez le VPN."),
        )

    def restart(self) -> None:
        self._did("restart")


@dataclass
class FakeIncidents:
    kept: list[Exception] = field(default_factory=list)

    def record(self, error: Exception) -> str:
        self.kept.append(error)
        return f"{len(self.kept):04d}"
