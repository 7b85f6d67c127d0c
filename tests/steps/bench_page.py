"""Steps on the bench's page: the buttons that a developer presses, by what is printed on them."""

from collections.abc import Callable, Mapping
from typing import Any, get_args

from lxml import html
from pytest_bdd import parsers, then, when
from werkzeug.test import Client

from binocle.lots import LotEvent, LotState, next_state
from binocle_ui.story import DEMO_CODE

from .page_text import app_of
from .shop import LABELS, Optician

LOCAL = {"REMOTE_ADDR": "127.0.0.1"}


class BenchPage:
    """The page "Banc" of the optician's workstation."""

    def __init__(self, optician: Optician) -> None:
        self._client = Client(app_of(optician.station))

    def tree(self) -> Any:
        return html.fromstring(self._client.get("/banc", environ_base=LOCAL).data)

    def send(self, form: Any, **typed: str) -> None:
        """Send a form of the page with its own values, some of them typed."""
        fields = {name: value for name, value in form.form_values() if name}
        answer = self._client.post(form.action, data={**fields, **typed}, environ_base=LOCAL)
        assert answer.status_code == 303, answer.text

    def press(self, button: str, *, row: str) -> None:
        """Press a button of the row of a state."""
        found = self.tree().xpath(
            "//section[h2='Mener un lot à un état']//tr[normalize-space(th)=$row]"
            "//form[normalize-space(button)=$button]",
            row=row,
            button=button,
        )
        assert len(found) == 1, f"{len(found)} buttons « {button} » in the row « {row} »"
        self.send(found[0])


def _with_code(optician: Optician, gesture: Callable[[], object]) -> None:
    optician.desk.counter.enter_code(DEMO_CODE)
    optician.does(gesture)


GESTURES: Mapping[str, Callable[[Optician, int], object]] = {
    "met en lot": lambda optician, _: optician.does(optician.desk.transmission.group),
    "télétransmet": lambda optician, _: optician.does(optician.desk.transmission.send_all),
    "reçoit": lambda optician, _: optician.does(optician.desk.transmission.receive),
    "renvoie": lambda optician, lot: _with_code(
        optician, lambda: optician.desk.transmission.resend(lot)
    ),
    "accepte le rejet": lambda optician, lot: optician.does(
        lambda: optician.desk.transmission.treatment.give_up(lot)
    ),
    "clôture": lambda optician, lot: optician.does(
        lambda: optician.desk.transmission.treatment.close(lot)
    ),
}
"""What the optician does, beside the buttons of the bench."""


@when(parsers.parse("le lot « {number} » est mené à « {state} » par : {gestures}"))
def leads_lot(optician: Optician, number: str, state: str, gestures: str) -> None:
    page = BenchPage(optician)
    for gesture in gestures.split(" ; "):
        if gesture in GESTURES:
            known = [lot.id for lot in optician.desk.lots.lots() if lot.number == number]
            GESTURES[gesture](optician, known[-1] if known else 0)
        else:
            page.press(gesture, row=state)


@then(parsers.parse("le lot « {number} » est passé par les états « {states} »"))
def passed_through(optician: Optician, number: str, states: str) -> None:
    kinds = {kind.__name__: kind for kind in get_args(LotEvent)}
    told = [line.split() for line in optician.bench.world.journal.lines() if ' = "lot ' in line]
    state, passed = LotState.GROUPED, [LotState.GROUPED]
    for line in told:
        event = next((kinds[word] for word in line if word in kinds), None)
        if event is not None and line[4] == number:
            state = next_state(state, object.__new__(event))
            passed.append(state)
    assert [LABELS.lot_state(state) for state in passed] == states.split(", ")
