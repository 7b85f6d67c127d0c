"""The patient's app signs after the CPS; both signatures are kept, or neither."""

from collections.abc import Mapping
from hashlib import sha256

import pytest
from tests.unit.fse.makers import Desk, SoftCps

from binocle.fse import Flow, Invoice, VitaleSignature
from binocle.kernel import LinkDown


class SoftPhone:
    """An app that signs what it is shown, and remembers it."""

    def __init__(self, refusal: Exception | None = None) -> None:
        self.refusal, self.shown = refusal, list[tuple[str, Mapping[Flow, bytes]]]()

    def sign(self, invoice: Invoice, digests: Mapping[Flow, bytes]) -> VitaleSignature:
        if self.refusal:
            raise self.refusal
        self.shown.append((invoice.number, digests))
        return VitaleSignature(b"signed " + b"".join(digests.values()), b"a phone's certificate")


@pytest.mark.parametrize("provisional", [False, True])
def test_the_app_signs_both_forms_at_once(desk: Desk, provisional: bool) -> None:
    made, phone = desk.open(provisional=provisional), SoftPhone()
    forms = desk.fse.sign(made.number, SoftCps().session(), phone)
    digests = {form.flow: sha256(form.records).digest() for form in forms}
    assert phone.shown == [("000000001", digests)]
    signature = VitaleSignature(b"signed " + b"".join(digests.values()), b"a phone's certificate")
    assert [form.vitale for form in forms] == [signature] * 2
    assert desk.reopened().store.forms("000000001") == forms


def test_a_patient_who_refuses_leaves_nothing(desk: Desk) -> None:
    number, cps = desk.open().number, SoftCps()
    with pytest.raises(LinkDown):
        desk.fse.sign(number, cps.session(), SoftPhone(LinkDown("APCV-INJOIGNABLE")))
    assert desk.store.forms(number) == ()
    assert all(form.vitale is None for form in desk.fse.sign(number, cps.session()))
