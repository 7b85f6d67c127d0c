"""What B2 carries beside the amounts; what nobody said gives the bytes of always."""

import hashlib
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.fse.makers import DAY, claim, entitlement, frame, invoice

from binocle.amc import Complementary
from binocle.fse import (
    Flow,
    FormCircumstances,
    Invoice,
    Payee,
    PaymentChoice,
    WorkAccident,
)
from binocle.fse.messages import form_records
from binocle.fse.rules import circumstance_findings, invoice_findings, tiers_payant_findings
from binocle.fse.wire import InvoiceComplementary, InvoiceStart, Line
from binocle.kernel import AmcNumber
from binocle.lots import lot_keys
from binocle.rates import AmoProof, InsuranceNature, SecuringMode

PLAIN, SPLIT = invoice(sale=claim()), invoice()
C2S = invoice(sale=claim(frame(3000, 900, "M01")), rights=entitlement(service="01"))
GOLDEN = {
    "253 FSE": (
        PLAIN,
        Flow.FSE,
        "4d83e90f29e2b6bc3cc10c6a7887ed15ef1ed4cc61fb8e9c5b58112c8599823b",
    ),
    "254 FSE": (
        SPLIT,
        Flow.FSE,
        "ab45fc53206f4c24666ebcda4435c4e816363bf66204c153e889f7204c7a02e0",
    ),
    "254 DRE": (
        SPLIT,
        Flow.DRE,
        "e8f49ad5902bb176c0893035441d63659694db999ffd763ac47ab24b55b0bd42",
    ),
}
NATURES = st.sampled_from(InsuranceNature)
CIRCUMSTANCES = st.builds(
    FormCircumstances,
    proof=st.sampled_from(AmoProof),
    nature=NATURES,
    maternity_on=st.none() | st.dates(date(2001, 1, 1), date(2098, 12, 31)),
    accident=st.none()
    | st.builds(
        WorkAccident,
        number=st.just("") | st.from_regex(r"[0-9]{9}", fullmatch=True),
        on=st.none() | st.dates(date(2001, 1, 1), date(2098, 12, 31)),
    ),
    exemption=st.sampled_from(["", "0", "3", "4", "5", "9"]),
    ald=st.booleans(),
)


def start_of(made: Invoice, flow: Flow = Flow.FSE) -> InvoiceStart:
    return InvoiceStart.decode(form_records(made, flow)[:128])


def around(**said: object) -> Invoice:
    return replace(PLAIN, circumstances=FormCircumstances(**said))  # type: ignore[arg-type]


def codes(made: Invoice) -> list[str]:
    return [finding.code for finding in invoice_findings(made)]


@pytest.mark.parametrize(("made", "flow", "digest"), GOLDEN.values(), ids=GOLDEN)
def test_an_ordinary_form_has_the_bytes_of_always(made: Invoice, flow: Flow, digest: str) -> None:
    assert hashlib.sha256(form_records(made, flow)).hexdigest() == digest


@pytest.mark.parametrize(
    ("proof", "code"), [*zip(AmoProof, ["0", "1", "2", "4", "5", "6"], strict=True)]
)
def test_the_proof_of_rights(proof: AmoProof, code: str) -> None:
    assert start_of(around(proof=proof)).proof_of_rights == code


@pytest.mark.parametrize(
    ("made", "nature", "accident", "maternity"),
    [
        (around(), "10", "000000000", None),
        (around(nature=InsuranceNature.SMG), "22", "000000000", None),
        (around(nature=InsuranceNature.MATERNITY, maternity_on=DAY), "30", "000000000", DAY),
        (
            around(nature=InsuranceNature.WORK_ACCIDENT, accident=WorkAccident("123456789", DAY)),
            "41", "123456789", None,
        ),
        (
            around(nature=InsuranceNature.WORK_ACCIDENT, accident=WorkAccident(on=DAY)),
            "41", "000240528", None,
        ),
        # Left from another choice on the screen: it does not travel.
        (around(maternity_on=DAY, accident=WorkAccident("123456789")), "10", "000000000", None),
    ],
    ids=["illness", "SMG", "maternity", "accident number", "accident day", "left over"],
)  # fmt: skip
def test_the_insurance_nature_and_its_data(
    made: Invoice, nature: str, accident: str, maternity: date | None
) -> None:
    start = start_of(made)
    assert (start.insurance_nature, start.work_accident, start.maternity_on) == (
        nature, accident, maternity,
    )  # fmt: skip


def test_the_exemption_of_the_form_comes_before_that_of_its_line() -> None:
    assert start_of(PLAIN).exemption == "0"
    assert start_of(around(exemption="5")).exemption == "5"


def test_the_routing_of_the_insurer_is_in_2m() -> None:
    amc = Complementary(
        AmcNumber("1100000000"), "12345678", routing="AB", host="123", sts_routing="M",
        domain="AMC-1.EXAMPLE", treatment="01",
    )  # fmt: skip
    made = replace(SPLIT, complementary=amc)
    told = InvoiceComplementary.decode(form_records(made, Flow.DRE)[128:256])
    assert (told.routing, told.host, told.sts_type, told.sts_routing, told.sts_host) == (
        "AB", "123", "M", "AB", "123",
    )  # fmt: skip
    assert (told.domain, told.treatment) == ("AMC-1.EXAMPLE", "01")
    assert form_records(made, Flow.FSE) == form_records(SPLIT, Flow.FSE)


def test_an_act_of_another_day_keeps_its_day() -> None:
    made = replace(PLAIN, act_day=date(2024, 4, 2))
    line = Line.decode(form_records(made, Flow.FSE)[128:256])
    assert (line.performed_on, start_of(made).billed_on) == (date(2024, 4, 2), DAY)


@pytest.mark.parametrize(
    ("made", "found"),
    [
        (around(), []),
        (around(nature=InsuranceNature.MATERNITY), ["FSE-DATE-MATERNITE-ABSENTE"]),
        (around(nature=InsuranceNature.WORK_ACCIDENT), ["FSE-ACCIDENT-TRAVAIL-INCONNU"]),
        (
            around(nature=InsuranceNature.WORK_ACCIDENT, accident=WorkAccident()),
            ["FSE-ACCIDENT-TRAVAIL-INCONNU"],
        ),
        (
            around(nature=InsuranceNature.WORK_ACCIDENT, accident=WorkAccident("12345")),
            ["FSE-NUMERO-ACCIDENT"],
        ),
        (
            around(nature=InsuranceNature.WORK_ACCIDENT, accident=WorkAccident("000240528")),
            ["FSE-NUMERO-ACCIDENT"],
        ),
        (replace(PLAIN, mode=SecuringMode.DEGRADED), ["FSE-PIECE-DU-MODE-DEGRADE"]),
        (replace(around(proof=AmoProof.DOCUMENT), mode=SecuringMode.DEGRADED), []),
        (
            replace(around(proof=AmoProof.MOBILE_CARD), mode=SecuringMode.DEGRADED),
            ["FSE-PIECE-DU-MODE-DEGRADE"],
        ),
        (around(proof=AmoProof.NONE), ["FSE-PIECE-DU-MODE-SESAM"]),
        (around(proof=AmoProof.DOCUMENT), ["FSE-PIECE-DU-MODE-SESAM"]),
        (around(proof=AmoProof.ADRI), []),
        (around(proof=AmoProof.MOBILE_CARD), ["FSE-PIECE-APPLI-NON-LUE"]),
        (
            replace(
                around(proof=AmoProof.MOBILE_CARD), patient=replace(PLAIN.patient, card_serial="")
            ),
            [],
        ),
    ],
)
def test_what_the_circumstances_lack(made: Invoice, found: list[str]) -> None:
    assert codes(made) == found


@settings(max_examples=60, deadline=None)
@given(CIRCUMSTANCES, st.sampled_from(SecuringMode))
def test_what_has_no_finding_can_be_written(said: FormCircumstances, mode: SecuringMode) -> None:
    made = replace(PLAIN, circumstances=said, mode=mode)
    if not circumstance_findings(made):
        start, nature = start_of(made), said.nature
        assert start.maternity_on == (
            said.maternity_on if nature is InsuranceNature.MATERNITY else None
        )
        hurt = said.accident if nature is InsuranceNature.WORK_ACCIDENT else None
        assert start.work_accident == (hurt.code if hurt else "000000000")
        assert start.exemption == (said.exemption or "0")


# -- what is asked, and of whom -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "payee", "flows", "split"),
    [
        (PaymentChoice(amc=True, send_amc=True), "15", (Flow.FSE, Flow.DRE), "E"),
        (PaymentChoice(), "05", (Flow.FSE,), ""),
        (PaymentChoice(amo=False, amc=True, send_amc=True), "25", (Flow.FSE, Flow.DRE), "E"),
        (PaymentChoice(amo=False, payee=Payee.INSURED), "00", (Flow.FSE,), ""),
        (PaymentChoice(amc=True), "15", (Flow.FSE,), ""),
        (
            PaymentChoice(amo=False, send_amc=True, payee=Payee.INSURED),
            "00", (Flow.FSE, Flow.DRE), "E",
        ),
    ],
    ids=["all", "RO alone", "RC alone", "insured", "RC on paper", "sent, insured paid"],
)  # fmt: skip
def test_four_choices_and_the_payee(
    asked: PaymentChoice, payee: str, flows: tuple[Flow, ...], split: str
) -> None:
    """FSE-01: third-party payment and transmission are chosen apart for RO and RC."""
    made = replace(SPLIT, tiers_payant=asked)
    assert tiers_payant_findings(made) == []
    assert made.flows == flows == tuple(key.flow for key in lot_keys(made))
    assert (start_of(made).payee, start_of(made).split) == (payee, split)


@pytest.mark.parametrize(
    ("made", "found"),
    [
        (PLAIN, []),
        (SPLIT, []),
        (C2S, []),
        (replace(PLAIN, tiers_payant=PaymentChoice(send_amc=True)), ["FSE-RC-SANS-MONTANT"]),
        (replace(PLAIN, tiers_payant=PaymentChoice(amc=True)), ["FSE-RC-SANS-MONTANT"]),
        (
            replace(SPLIT, tiers_payant=PaymentChoice(send_amo=False, send_amc=True)),
            ["FSE-DRE-SANS-FSE"],
        ),
        (replace(C2S, tiers_payant=PaymentChoice()), ["FSE-C2S-TIERS-PAYANT"]),
        (replace(PLAIN, tiers_payant=PaymentChoice(payee=Payee.INSURED)), ["FSE-DESTINATAIRE"]),
        (replace(PLAIN, tiers_payant=PaymentChoice(amo=False)), ["FSE-DESTINATAIRE"]),
    ],
)
def test_choices_that_contradict_each_other(made: Invoice, found: list[str]) -> None:
    assert codes(made) == found
