"""A page over values alone: what services answer is written here, what they are asked is kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from tests.ui.fake_files import FakeInsurers, FakeOptics, FakeSale
from tests.ui.papers import FakeAttachments, FakeInvoices, FakeParameters

from binocle.adri import CallMode, CallReason, SentDatum, WayOn
from binocle.fse import InvoiceState, PartState
from binocle.kernel import BirthDate, Cents, Nir
from binocle.lots import LotState
from binocle.rates import AmoProof, Captions, ExemptionChoice, SecuringMode
from binocle_ui import story
from binocle_ui.app import create_app
from binocle_ui.catalogue import load_catalogue
from binocle_ui.pages import (
    ApcvView,
    AskKind,
    AskView,
    BlockView,
    CardView,
    CheckView,
    ChoiceView,
    ClaimView,
    CpsView,
    FaultView,
    FieldView,
    FileRow,
    ForcingView,
    InputKind,
    InputView,
    InvoiceRow,
    LotRow,
    Mode,
    PageServices,
    PanelView,
    PaperView,
    PhoneView,
    RatesView,
    ReaderView,
    ReimbursementLine,
    ReimbursementsView,
    RightsView,
    SetAsideRow,
    SettingsView,
    SituationView,
    SlotView,
    StepState,
    StepView,
    SummaryLine,
    SummaryView,
    TransferRow,
    TroubleView,
)

INVOICED = date(2024, 5, 28)
PRESCRIBED = date(2024, 5, 26)
STEPS = [step.name for step in story.STEPS]
PRICES = (
    ("VU3", "7230795", 10300, 2482),
    ("VU3", "7230795", 10300, 2482),
    ("M03", "7211674", 20900, 5036),
)

SUMMARY = SummaryView(
    number="000000254",
    day=INVOICED,
    mode=SecuringMode.SESAM_VITALE,
    demonstration=True,
    name="DESMAUX",
    first_name="NATHALIE",
    birth=BirthDate("19550615"),
    rank="1",
    nir=Nir.parse("255069999999934"),
    amo="01-999-9999",
    amo_rights_day=PRESCRIBED,
    amc="1100000000",
    amc_rights_day=INVOICED,
    prescriber="991000696",
    prescription=PRESCRIBED,
    rpps="00991000696",
    lines=tuple(
        SummaryLine(
            act=act,
            done_on=INVOICED,
            net=Cents(net),
            base=Cents(5),
            rate=60,
            exemption="0",
            amo=Cents(3),
            amc=Cents(amc),
        )
        for act, _, net, amc in PRICES
    ),
    total=Cents(41500),
    amo_total=Cents(9),
    amc_total=Cents(10000),
    left=Cents(31491),
    tiers_payant_amo=True,
    amc_billed=True,
    tiers_payant_amc=True,
)

REIMBURSEMENTS = ReimbursementsView(
    captions=Captions("TP RO", "TP RC", "TP RO+RC", "Tiers Payant RO+RC"),
    rate=60,
    lines=tuple(
        ReimbursementLine(
            number=number,
            shown=True,
            act=act,
            kind="V",
            detail="Airwear",
            lpp=lpp,
            net=Cents(net),
            base=Cents(5),
            amo=Cents(3),
            amc=Cents(amc),
            amc2=Cents(0),
            both=Cents(amc + 3),
            left=Cents(net - amc - 3),
            etm="0",
            price="103,00",
        )
        for number, (act, lpp, net, amc) in enumerate(PRICES, start=1)
    ),
    net=Cents(41500),
    base=Cents(15),
    amo=Cents(9),
    amc=Cents(10000),
    amc2=Cents(0),
    both=Cents(10009),
    left=Cents(31491),
    inputs=(
        InputView("rc_total", InputKind.AMOUNT, "100,00", labels="champs_dossier"),
        InputView(
            "tele_amc", InputKind.BOX, "oui", "oui_non", ("non", "oui"), labels="champs_dossier"
        ),
    ),
)

NOTICE = load_catalogue().notice("FSE-DATE-IMPOSSIBLE", {"saisie": "31/02/2024"})

RATES = RatesView(
    patient="DESMAUX NATHALIE (15/06/1955)",
    invoice="",
    day=INVOICED,
    inputs=(
        InputView("prescription", InputKind.DAY, "31/02/2024", notices=(NOTICE,)),
        InputView("act_day", InputKind.DAY, "28/05/2024"),
        InputView("invoice_day", InputKind.DAY, "", greyed=True),
        InputView(
            "amo_proof",
            InputKind.CHOICE,
            "document",
            "pieces_amo",
            tuple(proof.value for proof in AmoProof),
        ),
        InputView(
            "exemption",
            InputKind.CHOICE,
            "",
            "taux_exoneration",
            ("", *(choice.value for choice in ExemptionChoice)),
        ),
        InputView("mode", InputKind.CHOICE, "5", "modes_securisation", ("3", "5")),
    ),
    reimbursements=REIMBURSEMENTS,
    forcings=(
        ForcingView(
            "amo_service",
            "00",
            "01",
            (
                InputView(
                    "amo_service",
                    InputKind.CHOICE,
                    "01",
                    "services_amo",
                    ("00", "01"),
                    labels="champs_forcages",
                ),
            ),
        ),
    ),
    stale=(load_catalogue().notice("FSE-PERIME-PRIX", {"ligne": 1}),),
    others=(load_catalogue().notice("FSE-CASES-CONTRAIRES", {}),),
)

RIGHTS = RightsView(
    patient="DESMAUX NATHALIE (15/06/1955)",
    title="ADRe (contexte appli carte Vitale valide jusqu'à 13:26)",
    mode=CallMode.MANUAL,
    suspended=True,
    in_use=True,
    reasons=(CallReason.MOBILE_READING,),
    consulted=None,
    blocks=(),
    trouble=TroubleView(
        load_catalogue().notice("ADRI-PATIENT-INCONNU", {"phrase": "Patient absent."}),
        (
            SentDatum("insured", "255069999999934"),
            SentDatum("birth", "15/06/1955"),
            SentDatum("rank", "1"),
            SentDatum("regime", "01"),
        ),
        tuple(WayOn),
    ),
    paper=(PaperView("nir", "255", (NOTICE,)), PaperView("birth", "")),
    was_called=True,
    context="expired",
    has_context=True,
    asks_expiry=True,
)

CARD = (
    BlockView(
        "Rattachement",
        (
            FieldView("Régime", "01"),
            FieldView("Caisse", "999"),
            FieldView("Centre", "9999"),
            FieldView("Gest.", "10"),
            FieldView("Libellé", "CPAM-Caisse de TEST"),
            FieldView("Informations lues le", "28/05/24 à 09:00"),
        ),
    ),
    BlockView(
        "Informations carte",
        (
            FieldView("Type Carte", "Démonstr."),
            FieldView("N° Série", "0468920691"),
            FieldView("Validité", ""),
        ),
    ),
    BlockView(
        "Bénéficiaire",
        (
            FieldView("Nom", "DESMAUX"),
            FieldView("Prénom", "NATHALIE"),
            FieldView("Né(e) le", "15/06/1955"),
            FieldView("Adresse", "5, BD MARIE ET ALEXANDRE OYON, 72019 LE MANS CEDEX 2"),
        ),
    ),
    BlockView(
        "Droits & Couvertures", (FieldView("Période droits AMO", "01/02/2020 - 31/01/2025"),)
    ),
)

RATE_CHECK = BlockView(
    "Vérification taux",
    (
        FieldView("Ordo.", "26/05/2024"),
        FieldView("Acte", "28/05/2024"),
        FieldView("Pièce Justif. AMO", "Les droits ont été récupérés sur ADR"),
        FieldView("Droits AMO", "Droits AMO ouverts"),
        FieldView("Nature Assurance", "Maladie"),
    ),
)

ASKS = {
    "cps-code": AskView(AskKind.CODE, "cps-code", tries_left=3),
    "beneficiary": AskView(
        AskKind.CHOICE, "beneficiary", (ChoiceView("1", "1 - DESMAUX NATHALIE (15/06/1955)"),)
    ),
    "fse-sign": AskView(AskKind.SIGNATURE, "fse-sign"),
    "transmission-code": AskView(AskKind.CODE, "transmission-code", tries_left=1),
}

INVOICES = (
    InvoiceRow(
        number="254",
        client="DESMAUX NATHALIE",
        day=INVOICED,
        received=date(2024, 5, 29),
        lots=("027", "AAE"),
        expected=Cents(10009),
        paid=Cents(10009),
        left=Cents(0),
        amo_body="01 999 9999",
        amc_body="1100000000",
        state=InvoiceState.PAID,
        amo_state=PartState.PAID,
        amc_state=PartState.PAID,
        mode=SecuringMode.SESAM_VITALE,
    ),
    InvoiceRow(
        number="253",
        client="DESMAUX NATHALIE",
        day=INVOICED,
        received=None,
        lots=("027",),
        expected=Cents(9),
        paid=Cents(0),
        left=Cents(9),
        amo_body="01 999 9999",
        amc_body="",
        state=InvoiceState.WAITING,
        amo_state=PartState.WAITING,
        amc_state=PartState.NOT_ASKED,
        mode=SecuringMode.SESAM_VITALE,
    ),
)


def lot_rows() -> tuple[LotRow, ...]:
    """One lot in each of the fifteen states."""
    return tuple(
        LotRow(
            received=INVOICED if rank % 2 else None,
            day=INVOICED,
            number=f"{rank + 20:03d}",
            recipient="01 999",
            state=state,
            label="",
            error_treated=state is LotState.REJECTED,
            manual=False,
            treatment="",
            professional="992604231",
        )
        for rank, state in enumerate(LotState)
    )


TRANSFERS = (
    TransferRow(
        date(2024, 5, 29), "VIR AMO LIGNE 1 - 1FRVIR AMO LIGNE 2 - 1FR", "01999000", Cents(9)
    ),
    TransferRow(
        date(2024, 5, 29), "VIR AMC LIGNE 1 - 1FRVIR AMC LIGNE 2 - 1FR", "1100000000", Cents(10000)
    ),
)

FAULTS = (
    FaultView("vitale", "removed"),
    FaultView("adri", "down"),
    FaultView("adri", "slow"),
    FaultView("concentrator", "silent"),
    FaultView("arl", "duplicate"),
    FaultView("rsp", "altered"),
    FaultView("crash", "after-sign"),
)


def claim_at(name: str, *, failed: str = "") -> ClaimView:
    """Return the claim of file 254 whose step ``name`` is next; ``failed`` is the code it met."""
    now = STEPS.index(name)
    states = [StepState.DONE] * now + [StepState.DOING] + [StepState.TODO] * (len(STEPS) - now - 1)
    notice = None
    if failed:
        states[now] = StepState.FAILED
        facts = dict.fromkeys(load_catalogue().places(failed), "3")
        notice = load_catalogue().notice(failed, facts)
    return ClaimView(
        case="254",
        steps=tuple(
            StepView(step, state, notice if step == name else None)
            for step, state in zip(STEPS, states, strict=True)
        ),
        ask=ASKS.get(name, AskView(AskKind.GO, name)),
        card=CARD if now > 1 else (),
        rate_check=RATE_CHECK if now > 4 else None,
        reimbursements=REIMBURSEMENTS if now > 1 else None,
        summary=SUMMARY if now > 5 else None,
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

    def invoices(self, *, cancellable: bool = False) -> tuple[InvoiceRow, ...]:
        return INVOICES if self.full and not cancellable else ()

    def lots(self) -> tuple[LotRow, ...]:
        return lot_rows() if self.full else ()

    def set_aside(self) -> tuple[SetAsideRow, ...]:
        return SET_ASIDE if self.full else ()

    def transfers(self) -> tuple[TransferRow, ...]:
        return TRANSFERS if self.full else ()

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


@dataclass(frozen=True)
class Page:
    """A browser before the page, and what stands behind it."""

    browser: FlaskClient
    counter: FakeCounter
    rates: FakeRates
    rights: FakeRights
    cps: FakeCps
    apcv: FakeApcv
    settings: FakeSettings
    invoices: FakeInvoices
    attachments: FakeAttachments
    parameters: FakeParameters
    optics: FakeOptics
    sale: FakeSale
    insurers: FakeInsurers
    panel: FakePanel
    incidents: FakeIncidents

    @property
    def calls(self) -> list[tuple[Any, ...]]:
        """Every call of every service."""
        services: tuple[Any, ...] = (
            *(self.counter, self.rates, self.rights, self.cps, self.apcv, self.settings),
            *(self.optics, self.sale, self.insurers, self.invoices, self.attachments),
            *(self.parameters, self.panel),
        )
        return [call for service in services for call in service.calls]


def services(**changed: Any) -> PageServices:
    """Return fake services; ``changed`` replaces some of them."""
    whole = PageServices(
        mode=Mode.SIMULATED,
        counter=FakeCounter(),
        rates=FakeRates(),
        rights=FakeRights(),
        cps=FakeCps(),
        apcv=FakeApcv(),
        settings=FakeSettings(),
        invoices=FakeInvoices(),
        attachments=FakeAttachments(),
        parameters=FakeParameters(),
        optics=FakeOptics(),
        sale=FakeSale(),
        insurers=FakeInsurers(),
        panel=FakePanel(),
        incidents=FakeIncidents(),
    )
    return replace(whole, **changed)


@pytest.fixture
def page() -> Page:
    fakes: dict[str, Any] = {
        "counter": FakeCounter(),
        "rates": FakeRates(),
        "rights": FakeRights(),
        "cps": FakeCps(),
        "apcv": FakeApcv(),
        "settings": FakeSettings(),
        "invoices": FakeInvoices(),
        "attachments": FakeAttachments(),
        "parameters": FakeParameters(),
        "optics": FakeOptics(),
        "sale": FakeSale(),
        "insurers": FakeInsurers(),
        "panel": FakePanel(),
        "incidents": FakeIncidents(),
    }
    return Page(create_app(services(**fakes)).test_client(), **fakes)


@pytest.fixture
def shop() -> FlaskClient:
    """The page of a shop: real mode, no bench."""
    return create_app(services(mode=Mode.REAL, panel=None)).test_client()


@pytest.fixture(name="claim_at")
def claim_maker() -> Callable[..., ClaimView]:
    return claim_at


@pytest.fixture(params=STEPS)
def claim(request: pytest.FixtureRequest) -> ClaimView:
    """The claim before each of its steps."""
    return claim_at(request.param)
