"""What the shop's settings have done around a transmission, and that it never fails with it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from binocle.kernel import OperatorActionNeeded
from binocle.lots import LotState
from binocle_simulators.bench import Bench
from binocle_ui.cases import load_case
from binocle_ui.composition.desk import SimulatedDesk, open_desk
from binocle_ui.composition.services import SLIPS

CLAIM = load_case("253").claim
Opened = Callable[..., SimulatedDesk]


@pytest.fixture
def opened(desk: SimulatedDesk) -> Iterator[Opened]:
    """Open the shop's program again with other settings."""
    last = [desk]

    def opened(**chosen: Any) -> SimulatedDesk:
        store = last[-1].settings_store
        store.keep_shop_settings(replace(store.shop_settings(), **chosen))
        last[-1].close()
        last.append(open_desk(desk.bench, desk.folder))
        return last[-1]

    yield opened
    if len(last) > 1:
        last[-1].close()


def signed(desk: SimulatedDesk) -> str:
    counter = desk.counter
    counter.enter_code("1234")
    counter.read_vitale()
    counter.choose(1)
    counter.enter_claim(CLAIM)
    counter.check_rates_as_known()
    number = counter.invoice().invoice.number
    counter.sign()
    counter.enter_code("1234")
    return number


def passes(bench: Bench, **time: int) -> None:
    bench.world.advance_to(bench.world.now() + timedelta(**time))


def told(desk: SimulatedDesk) -> list[str]:
    return [finding.code for finding in desk.transmission.told]


def test_returns_are_taken_at_the_first_look_then_every_quarter_of_an_hour(
    desk: SimulatedDesk,
) -> None:
    signed(desk)
    desk.transmission.send_all()
    passes(desk.bench, minutes=14)
    desk.bench.control.do("arm", where="concentrator", what="down")
    desk.transmission.receive_when_due()
    assert told(desk) == [], "they were taken with the transmission"
    passes(desk.bench, minutes=2)
    desk.transmission.receive_when_due()
    assert told(desk) == ["TEL-RETOURS-INJOIGNABLES"]
    passes(desk.bench, days=20)
    desk.transmission.receive_when_due()
    assert told(desk) == []
    assert [lot.state for lot in desk.lots.lots()] == [LotState.ANSWERED]


def test_without_the_setting_they_are_taken_by_hand_alone(opened: Opened) -> None:
    desk = opened(auto_rsp=False)
    signed(desk)
    desk.transmission.send_all()
    passes(desk.bench, days=20)
    desk.transmission.receive_when_due()
    assert [lot.state for lot in desk.lots.lots()] == [LotState.RECEIVED]
    desk.transmission.receive()
    assert [lot.state for lot in desk.lots.lots()] == [LotState.ANSWERED]


def test_a_slip_that_cannot_be_kept_is_told_and_its_lot_has_left(opened: Opened) -> None:
    desk = opened(edit_slips=True)
    (desk.folder / SLIPS).write_text("not a folder", encoding="utf-8")
    signed(desk)
    assert len(desk.transmission.send_all()) == 1
    assert told(desk) == ["LOT-BORDEREAU-NON-GARDE"]
    assert desk.transmission.edited == ()
    assert [lot.state for lot in desk.lots.lots()] == [LotState.RECEIVED]


def test_each_lot_has_its_slip_once_and_its_day(opened: Opened) -> None:
    desk = opened(edit_slips=True)
    signed(desk)
    desk.transmission.send_all()
    assert [lot.number for lot in desk.transmission.edited] == ["027"]
    desk.counter.enter_code("1234")
    desk.transmission.send_all()
    assert desk.transmission.edited == (), "nothing left the second time"
    assert len(list((desk.folder / SLIPS).iterdir())) == 1
    assert desk.transmission.slips.last_day == CLAIM.invoice_date
    desk.transmission.slips.forget_days()
    assert desk.transmission.slips.last_day is None


def test_what_is_held_back_leaves_when_a_person_lets_it_go(opened: Opened) -> None:
    desk = opened(auto_block=True, documents_first=True)
    number = signed(desk)
    assert desk.transmission.group() == (), "no document is asked of what stays"
    assert told(desk) == ["LOT-FSE-BLOQUEES"]
    desk.transmission.unblock(number)
    with pytest.raises(OperatorActionNeeded, match="SCOR-DOCUMENT-MANQUANT"):
        desk.transmission.group()
    desk = opened(documents_first=False)
    assert [lot.number for lot in desk.transmission.group()] == ["027"]
    assert told(desk) == []
    with pytest.raises(OperatorActionNeeded, match="LOT-FSE-PAS-EN-ATTENTE"):
        desk.transmission.unblock(number)


def test_no_form_is_made_of_an_invoice_of_before_the_activation(opened: Opened) -> None:
    """The first day is right; without a day, every one is."""
    for first, refused in ((1, True), (0, False)):
        desk = opened(active_from=CLAIM.invoice_date + timedelta(days=first))
        if refused:
            with pytest.raises(OperatorActionNeeded, match="FSE-AVANT-ACTIVATION"):
                signed(desk)
        else:
            signed(desk)
    signed(opened(active_from=None))
