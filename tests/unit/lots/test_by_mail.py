"""Lots by a way on which nobody says what became of a file: not lost, never blindly twice."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from tests.unit.fse.makers import Crash
from tests.unit.lots.mails import notice_mail
from tests.unit.lots.makers import Concentrator, ShopDesk, arl

from binocle.fse import InvoiceState
from binocle.kernel import LinkDown, MalformedAnswer, OperatorActionNeeded, ResultUnknown
from binocle.lots import EntryRefused, FileState, LotState

FIRST, SECOND = "B2-00000992604231-000001", "B2-00000992604231-000002"
UNSURE = [TimeoutError("slow"), ConnectionResetError("cut"), MalformedAnswer("354")]


@pytest.fixture
def concentrator() -> Concentrator:
    return Concentrator(can_be_asked=False, may_come_again=True)


def test_a_receipt_is_a_receipt(shop: ShopDesk, concentrator: Concentrator) -> None:
    """And no card signs anything."""
    shop.signer.failure = OperatorActionNeeded("LEC-CARTE-RETIREE")
    shop.secure()
    shop.send_all()
    assert shop.states() == {"027": LotState.RECEIVED}
    assert [file.receipt for file in shop.store.sent_files()] == ["AR-000001"]
    assert concentrator.calls == [f"put {FIRST}"]


@pytest.mark.parametrize("failure", UNSURE, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("moment", ["before", "after"])
def test_an_unknown_result_is_held_as_sent_until_its_arl_is_late(
    shop: ShopDesk, concentrator: Concentrator, failure: Exception, moment: str
) -> None:
    made = shop.secure()
    getattr(concentrator, moment)["put"] = failure
    with pytest.raises(ResultUnknown) as unknown:
        shop.send_all()
    assert (unknown.value.code, unknown.value.facts) == (
        "TEL-ENVOI-SANS-ACCUSE", {"fichier": FIRST},
    )  # fmt: skip
    assert shop.states() == {"027": LotState.SENT}
    assert shop.desk.store.standing(made.number).state is InvoiceState.WAITING
    getattr(concentrator, moment).clear()
    shop = shop.reopened()
    assert shop.send() == (), "it does not leave again by itself"
    assert concentrator.calls == [f"put {FIRST}"]
    shop.wait_until(30)
    assert shop.states() == {"027": LotState.SENT}, "two working days: the 29th and the 30th"
    shop.wait_until(31)
    assert shop.states() == {"027": LotState.RESEND_NEEDED}
    assert shop.lots.resend(shop.lot("027").id, shop.signer).name == FIRST
    assert [*concentrator.taken] == [FIRST], "under the same name"
    assert shop.states() == {"027": LotState.RESENT}
    shop.take(("ARL", arl("027")))
    assert shop.states() == {"027": LotState.ACKNOWLEDGED}
    shop.close()


def test_the_files_behind_it_leave_next(shop: ShopDesk, concentrator: Concentrator) -> None:
    shop.secure(rc=10000)
    concentrator.after["put"] = TimeoutError("slow")
    with pytest.raises(ResultUnknown):
        shop.send_all()
    concentrator.after.clear()
    assert [file.name for file in shop.send()] == [SECOND]
    assert shop.states() == {"027": LotState.SENT, "AAE": LotState.RECEIVED}


def test_a_second_sending_with_an_unknown_result_is_held_as_sent(
    shop: ShopDesk, concentrator: Concentrator
) -> None:
    shop.secure()
    shop.send_all()
    shop.wait_until(31)
    concentrator.after["put"] = TimeoutError("slow")
    with pytest.raises(ResultUnknown, match="TEL-ENVOI-SANS-ACCUSE"):
        shop.lots.resend(shop.lot("027").id, shop.signer)
    assert shop.states() == {"027": LotState.RESENT}
    assert [file.receipt for file in shop.store.sent_files()] == ["AR-000001"], "the first one's"
    concentrator.after.clear()
    assert shop.send() == ()
    assert concentrator.calls == [f"put {FIRST}"] * 2


@pytest.mark.parametrize("found_by", ["send", "receive"])
def test_a_crash_after_the_dot_is_held_as_sent(
    shop: ShopDesk, concentrator: Concentrator, found_by: str
) -> None:
    """Its ARL finds a lot that left, whatever the shop does first."""
    shop.secure()
    shop.hazards.points.add("after-send")
    with pytest.raises(Crash):
        shop.send_all()
    shop = shop.reopened()
    if found_by == "send":
        assert [file.name for file in shop.send()] == [FIRST]
    assert concentrator.calls == [f"put {FIRST}"]
    seen = LotState.SENT if found_by == "send" else LotState.FILED
    assert shop.states() == {"027": seen}
    (treated,) = shop.take(("ARL", arl("027")))
    assert treated.outcome == "matched"
    assert shop.states() == {"027": LotState.ACKNOWLEDGED}
    shop.close()


@pytest.mark.parametrize(
    ("failure", "kind", "code"),
    [
        (ConnectionRefusedError("452 plein"), LinkDown, "TEL-CONCENTRATEUR-INJOIGNABLE"),
        (EntryRefused("535 mot de passe faux"), OperatorActionNeeded, "TEL-ACCES-REFUSE"),
    ],
)
@pytest.mark.parametrize("again", [False, True])
def test_what_stayed_is_ready_as_before(
    again: bool,
    failure: Exception,
    kind: type[Exception],
    code: str,
    shop: ShopDesk,
    concentrator: Concentrator,
) -> None:
    shop.secure()
    shop.build()
    if again:
        shop.send()
        shop.wait_until(31)
    before = shop.states()
    concentrator.before["put"] = failure
    id = shop.lot("027").id
    with pytest.raises(kind, match=code):
        shop.lots.resend(id, shop.signer) if again else shop.send()
    assert shop.states() == before
    state = FileState.SENT if again else FileState.READY
    assert [file.name for file in shop.store.files(state)] == [FIRST]


def test_a_notice_of_a_file_that_a_crash_cut_short_is_believed(
    shop: ShopDesk, concentrator: Concentrator
) -> None:
    shop.secure()
    shop.hazards.points.add("after-send")
    with pytest.raises(Crash):
        shop.send_all()
    shop = shop.reopened()
    (treated,) = shop.take(("DSN", notice_mail(FIRST)))
    assert treated.outcome == "matched"
    assert shop.states() == {"027": LotState.NOT_DELIVERED}
    shop.close()


# -- returns ---------------------------------------------------------------------------------------


class Box(Concentrator):
    """A box whose mails go when it is closed, or not at all."""

    @contextmanager
    def opened(self) -> Iterator["Box"]:
        before = dict(self.waiting)
        try:
            yield self
            self._begin("close")
        except BaseException:
            self.waiting = before
            raise


@pytest.mark.parametrize("failure", [TimeoutError("slow"), ConnectionResetError("cut")])
def test_a_box_that_does_not_close_gives_its_returns_again(
    shop: ShopDesk, failure: Exception
) -> None:
    box = Box()
    shop = ShopDesk(shop.path, box, shop.signer)
    shop.secure(rc=10000)
    shop.send_all()
    for lot in ("027", "028"):
        box.deposit("ARL", arl(lot))
    box.before["close"] = failure
    with pytest.raises(LinkDown, match="TEL-RETOURS-INJOIGNABLES"):
        shop.reception.receive()
    assert len(box.waiting) == 2
    assert [one.outcome for one in shop.reception.treat()] == ["matched", "orphan"]
    box.before.clear()
    assert shop.reception.receive() == 2
    assert not box.waiting
    assert shop.reception.treat() == (), "they were kept, and treated, once"
    shop.close()


def test_a_box_that_is_not_ours(shop: ShopDesk, concentrator: Concentrator) -> None:
    concentrator.before["listing"] = EntryRefused("-ERR [AUTH] mot de passe faux")
    with pytest.raises(OperatorActionNeeded) as refused:
        shop.reception.receive()
    assert (refused.value.code, refused.value.facts) == (
        "TEL-ACCES-REFUSE", {"motif": "-ERR [AUTH] mot de passe faux"},
    )  # fmt: skip
