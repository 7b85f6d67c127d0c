"""What the pages show in tests: one claim of the manuals, step by step, and the lists around it."""

from datetime import date

from binocle.adri import CallMode, CallReason, SentDatum, WayOn
from binocle.fse import InvoiceState, PartState
from binocle.kernel import BirthDate, Cents, Nir
from binocle.lots import LotState
from binocle.rates import AmoProof, Captions, ExemptionChoice, SecuringMode
from binocle_ui import story
from binocle_ui.catalogue import load_catalogue
from binocle_ui.pages import (
    AskKind,
    AskView,
    BlockView,
    ChoiceView,
    ClaimView,
    FaultView,
    FieldView,
    ForcingView,
    InputKind,
    InputView,
    InvoiceRow,
    LotRow,
    PaperView,
    RatesView,
    ReimbursementLine,
    ReimbursementsView,
    RightsView,
    StepState,
    StepView,
    SummaryLine,
    SummaryView,
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
            id=rank,
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
            due=INVOICED if state is LotState.SENT else None,
        )
        for rank, state in enumerate(LotState)
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
