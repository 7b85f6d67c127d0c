"""A context is given back, destroyed and signs one form; each refusal has one code."""

import hashlib
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from signxml.verifier import SignatureConfiguration, XMLVerifier
from tests.unit.apcv.conftest import ANSWER, BILLING, NOW, CountedIds, FixedClock, envelope
from tests.unit.signed_answers import SoftService, issue_service
from tests.unit.soft_signer import SoftSigner

from binocle.apcv import ApcvContext, ApcvService, FormToSign
from binocle.kernel import (
    AmcNumber,
    BinocleError,
    Cents,
    LinkDown,
    Nir,
    OperatorActionNeeded,
    PeerViolation,
    ResultUnknown,
)
from binocle.soap import SAML

IDENTIFIER, TOKEN = "0b8b8a52-0000-4000-8000-000000000001", "0123456789abcdef" * 4
CONTEXT = ApcvContext(IDENTIFIER, TOKEN, datetime(2024, 5, 28, 11, 26, tzinfo=UTC))
FORM = FormToSign(
    number="000000260",
    insured=Nir("2550699999999", "34"),
    fse_hash=hashlib.sha256(b"fse").hexdigest(),
    dre_hash=hashlib.sha256(b"dre").hexdigest(),
    beneficiary="DESMAUX/NATHALIE/19550615",
    amo="01-999-9999",
    amc=AmcNumber("62013354"),
    total=Cents(41500),
    amo_part=Cents(2400),
    amc_part=Cents(10000),
)
A = "urn:simulateur-binocle:apcv"
AUTH, SIGN = "urn:ApCV_AUTH:1.0.0:", "urn:ApCV_SIGN:1.0.0:"


@dataclass
class Peer:
    """Says a body, or raises; remembers what it was asked."""

    says: str | Exception
    asked: list[tuple[bytes, str]] = field(default_factory=list)

    def ask(self, request: bytes, *, action: str) -> bytes:
        self.asked.append((request, action))
        if isinstance(self.says, Exception):
            raise self.says
        return envelope(self.says)


def reply(**texts: str) -> str:
    inside = "".join(f"<a:{name}>{text}</a:{name}>" for name, text in texts.items())
    return f'<a:reponse xmlns:a="{A}">{inside}</a:reponse>'


def signed(by: SoftService, form: FormToSign = FORM, **texts: str) -> str:
    value = by.sign(form.signed_text(CONTEXT))
    told = {
        "identifiant": IDENTIFIER,
        "numero": form.number,
        "signature": b64encode(value).decode(),
        "certificat": b64encode(by.der).decode(),
    }
    return reply(**{**told, **texts})


@pytest.fixture
def made(patient_signer: SoftService) -> Callable[[Peer], ApcvService]:
    return lambda peer: ApcvService(
        port=peer,
        clock=FixedClock(),
        ids=CountedIds(),
        sector="OPTIQUE",
        billing=BILLING,
        authority=patient_signer.authority_pem,
    )


Made = Callable[[Peer], ApcvService]
Call = Callable[[ApcvService, SoftSigner], object]

CALLS: dict[str, Call] = {
    "restore": lambda service, signer: service.restore(CONTEXT, signer),
    "destroy": lambda service, signer: service.destroy(CONTEXT, signer),
    "sign": lambda service, signer: service.sign(CONTEXT, FORM, signer),
}
every_call = pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)


def error_of(call: Call, service: ApcvService, signer: SoftSigner) -> BinocleError:
    with pytest.raises(BinocleError) as raised:
        call(service, signer)
    assert TOKEN not in str(raised.value)
    return raised.value


# -- what is asked --------------------------------------------------------------------------------

BODIES = {
    "restore": ("restituerContexteApCV", AUTH),
    "destroy": ("detruireContexteApCV", AUTH),
    "sign": ("signerVitale", SIGN),
}
ABOUT = (
    "<a:version>1.0.0</a:version><a:ps><a:facturation>992604231</a:facturation>"
    "<a:specialite>64</a:specialite></a:ps><a:contexte>"
    f"<a:identifiant>{IDENTIFIER}</a:identifiant><a:jeton>{TOKEN}</a:jeton></a:contexte>"
)
INVOICE = (
    "<a:facture><a:numero>000000260</a:numero><a:type>FSE+DRE</a:type>"
    f"<a:nirAssure>255069999999934</a:nirAssure><a:empreinteFse>{FORM.fse_hash}</a:empreinteFse>"
    f"<a:empreinteDre>{FORM.dre_hash}</a:empreinteDre></a:facture>"
    "<a:resume><a:ps>992604231</a:ps><a:beneficiaire>DESMAUX/NATHALIE/19550615</a:beneficiaire>"
    "<a:amo>01-999-9999</a:amo><a:amc>62013354</a:amc><a:total>41500</a:total>"
    "<a:partAmo>2400</a:partAmo><a:partAmc>10000</a:partAmc></a:resume>"
)


def sent(made: Made, call: Call, signer: SoftSigner) -> tuple[Any, str]:
    peer = Peer(TimeoutError("x"))
    error_of(call, made(peer), signer)
    [(request, action)] = peer.asked
    return etree.fromstring(request), action


@pytest.mark.parametrize("name", CALLS)
def test_a_request_has_its_form(name: str, made: Made, signer: SoftSigner) -> None:
    root, action = sent(made, CALLS[name], signer)
    element, service = BODIES[name]
    assert action == root[0][0].text == service + element
    assert [etree.QName(each).localname for each in root[0]] == ["Action", "MessageID", "Security"]
    more = INVOICE if name == "sign" else ""
    assert etree.canonicalize(etree.tostring(root[1][0]).decode()) == (
        f'<a:{element} xmlns:a="{A}">{ABOUT}{more}</a:{element}>'
    )
    [assertion] = root.iter(f"{{{SAML}}}Assertion")
    XMLVerifier().verify(
        etree.tostring(assertion),
        x509_cert=signer.card.authentication.parsed,
        expect_config=SignatureConfiguration(verification_time=NOW),
    )


def test_a_form_without_dre_and_insurer_leaves_them_out(made: Made, signer: SoftSigner) -> None:
    alone = replace(FORM, dre_hash=None, amc=None, amc_part=Cents(0))
    root, _ = sent(made, lambda service, by: service.sign(CONTEXT, alone, by), signer)
    names = [etree.QName(each).localname for each in root[1].iter()]
    assert "empreinteDre" not in names
    assert "amc" not in names
    assert root.findtext(f".//{{{A}}}type") == "FSE"


@every_call
def test_a_cps_of_another_shop_asks_nothing(call: Call, made: Made, signer: SoftSigner) -> None:
    peer = Peer("")
    stranger = replace(signer, card=replace(signer.card, situations=()))
    assert error_of(call, made(peer), stranger).code == "APCV-SITUATION-ABSENTE"
    assert peer.asked == []


# -- what comes back ------------------------------------------------------------------------------


def test_a_context_comes_back_with_its_people(made: Made, signer: SoftSigner) -> None:
    reading = made(Peer(ANSWER)).restore(CONTEXT, signer)
    assert reading.context == CONTEXT
    assert reading.beneficiaries[0].name == "DESMAUX"


@pytest.mark.parametrize(
    "other",
    [
        replace(CONTEXT, identifier=IDENTIFIER.replace("1", "2")),
        replace(CONTEXT, token="f" * 64),
        replace(CONTEXT, ends_at=CONTEXT.ends_at - timedelta(minutes=1)),
    ],
)
def test_another_context_is_refused(other: ApcvContext, made: Made, signer: SoftSigner) -> None:
    error = error_of(lambda service, by: service.restore(other, by), made(Peer(ANSWER)), signer)
    assert (type(error), error.code) == (PeerViolation, "APCV-REPONSE-AUTRE")


def test_a_context_is_destroyed(made: Made, signer: SoftSigner) -> None:
    made(Peer(reply(identifiant=IDENTIFIER))).destroy(CONTEXT, signer)
    other = reply(identifiant=IDENTIFIER.replace("1", "2"))
    assert error_of(CALLS["destroy"], made(Peer(other)), signer).code == "APCV-REPONSE-AUTRE"


def test_a_form_is_signed_again_with_the_same_request(
    made: Made, signer: SoftSigner, patient_signer: SoftService
) -> None:
    peer = Peer(signed(patient_signer))
    service = made(peer)
    one, two = service.sign(CONTEXT, FORM, signer), service.sign(CONTEXT, FORM, signer)
    assert one == two
    assert (one.identifier, one.number) == (IDENTIFIER, "000000260")
    bodies = [etree.tostring(etree.fromstring(request)[1]) for request, _ in peer.asked]
    assert bodies[0] == bodies[1]


def test_the_signed_text_is_that_of_the_protocol() -> None:
    assert FORM.signed_text(CONTEXT) == (
        f"BINOCLE-APCV1{IDENTIFIER}000000260{FORM.fse_hash}{FORM.dre_hash}".encode()
    )
    alone = replace(FORM, dre_hash=None)
    assert alone.signed_text(CONTEXT).endswith(FORM.fse_hash.encode())


OTHER_FORMS = [
    replace(FORM, number="000000261"),
    replace(FORM, fse_hash="0" * 64),
    replace(FORM, dre_hash="0" * 64),
    replace(FORM, dre_hash=None),
]


@pytest.mark.parametrize("other", OTHER_FORMS)
def test_the_signature_of_another_form_is_refused(
    other: FormToSign, made: Made, signer: SoftSigner, patient_signer: SoftService
) -> None:
    body = signed(patient_signer, other, numero=FORM.number)
    error = error_of(CALLS["sign"], made(Peer(body)), signer)
    assert (type(error), error.code) == (PeerViolation, "APCV-SIGNATURE-ALTEREE")


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        ({"identifiant": IDENTIFIER.replace("1", "2")}, "APCV-REPONSE-AUTRE"),
        ({"numero": "000000261"}, "APCV-REPONSE-AUTRE"),
        ({"signature": "AAAA"}, "APCV-SIGNATURE-ALTEREE"),
        ({"certificat": "AAAA"}, "APCV-SIGNATAIRE-INCONNU"),
        ({"numero": "260"}, "APCV-REPONSE-ILLISIBLE"),
        ({"signature": ""}, "APCV-REPONSE-ILLISIBLE"),
        ({"signature": "é"}, "APCV-REPONSE-ILLISIBLE"),
        ({"certificat": "AAA"}, "APCV-REPONSE-ILLISIBLE"),
        ({"autre": "1"}, "APCV-REPONSE-ILLISIBLE"),
    ],
)
def test_a_signature_is_read_strictly(
    texts: dict[str, str],
    code: str,
    made: Made,
    signer: SoftSigner,
    patient_signer: SoftService,
) -> None:
    error = error_of(CALLS["sign"], made(Peer(signed(patient_signer, FORM, **texts))), signer)
    assert (type(error), error.code) == (PeerViolation, code)


@pytest.mark.parametrize("name", ["SIMULATEUR BINOCLE - APCV", "SIMULATEUR BINOCLE - ADRI"])
def test_another_signer_is_refused(name: str, made: Made, signer: SoftSigner) -> None:
    error = error_of(CALLS["sign"], made(Peer(signed(issue_service(name)))), signer)
    assert (type(error), error.code) == (PeerViolation, "APCV-SIGNATAIRE-INCONNU")


def fault(blame: str, subcode: str) -> str:
    return (
        f"<s:Fault><s:Code><s:Value>s:{blame}</s:Value>"
        f"<s:Subcode><s:Value>{subcode}</s:Value></s:Subcode></s:Code>"
        "<s:Reason><s:Text>Non.</s:Text></s:Reason></s:Fault>"
    )


@every_call
@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [
        (fault("Sender", "apcv_contexte_expire"), OperatorActionNeeded, "APCV-CONTEXTE-EXPIRE"),
        (fault("Sender", "apcv_contexte_detruit"), OperatorActionNeeded, "APCV-CONTEXTE-DETRUIT"),
        (fault("Sender", "apcv_contexte_inconnu"), OperatorActionNeeded, "APCV-CONTEXTE-INCONNU"),
        (
            fault("Sender", "apcv_contexte_deja_utilise"),
            OperatorActionNeeded,
            "APCV-CONTEXTE-DEJA-UTILISE",
        ),
        (fault("Sender", "apcv_autre_patient"), OperatorActionNeeded, "APCV-AUTRE-PATIENT"),
        (fault("Sender", "apcv_forme"), OperatorActionNeeded, "APCV-DEMANDE-REFUSEE"),
        (fault("Receiver", "siram_40"), LinkDown, "APCV-EN-PANNE"),
        (fault("Sender", "wsse:FailedCheck"), OperatorActionNeeded, "APCV-REFUS"),
        ("<autre/>", PeerViolation, "APCV-REPONSE-ILLISIBLE"),
        (reply(), PeerViolation, "APCV-REPONSE-ILLISIBLE"),
    ],
)
def test_what_the_service_says_has_one_code(
    body: str, kind: type[BinocleError], code: str, call: Call, made: Made, signer: SoftSigner
) -> None:
    peer = Peer(body)
    error = error_of(call, made(peer), signer)
    assert (type(error), error.code) == (kind, code)
    assert len(peer.asked) == 1


MAYBE_ARRIVED = [TimeoutError("slow"), ConnectionResetError("cut")]
LINK = [
    *((name, failure, LinkDown, "APCV-CONTEXTE-SANS-REPONSE") for name in ("restore", "destroy")
      for failure in [*MAYBE_ARRIVED, ConnectionRefusedError("down")]),
    ("sign", ConnectionRefusedError("down"), LinkDown, "APCV-CONTEXTE-SANS-REPONSE"),
    *(("sign", failure, ResultUnknown, "APCV-SIGNATURE-SANS-REPONSE") for failure in MAYBE_ARRIVED),
    *((name, PermissionError("HTTP 403"), OperatorActionNeeded, "APCV-REFUS") for name in CALLS),
]  # fmt: skip


@pytest.mark.parametrize(("name", "failure", "kind", "code"), LINK)
def test_failures_of_the_link(
    name: str,
    failure: Exception,
    kind: type[BinocleError],
    code: str,
    made: Made,
    signer: SoftSigner,
) -> None:
    error = error_of(CALLS[name], made(Peer(failure)), signer)
    assert (type(error), error.code) == (kind, code)
    assert error.__cause__ is failure


# -- values ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"number": "260"},
        {"fse_hash": "A" * 64},
        {"dre_hash": ""},
        {"beneficiary": "DESMAUX NATHALIE"},
        {"amo": "01999"},
        {"amo_part": Cents(-1)},
        {"amc_part": Cents(39101)},
    ],
)
def test_a_form_that_no_invoice_can_be_is_not_made(change: dict[str, Any]) -> None:
    with pytest.raises(AssertionError):
        replace(FORM, **change)


@given(st.integers(0, 50_000), st.integers(0, 50_000), st.integers(0, 50_000))
def test_parts_never_pass_the_total(total: int, amo: int, amc: int) -> None:
    parts = {"total": Cents(total), "amo_part": Cents(amo), "amc_part": Cents(amc)}
    if amo + amc <= total:
        assert replace(FORM, **parts).kind == "FSE+DRE"  # type: ignore[arg-type]
    else:
        with pytest.raises(AssertionError):
            replace(FORM, **parts)  # type: ignore[arg-type]
