"""The page as text, for scenarios that speak of what is printed."""

import re

from lxml import html

from binocle_ui.app import create_app
from binocle_ui.composition.counter import BenchCounter
from binocle_ui.composition.desk import SimulatedDesk
from binocle_ui.pages import ClaimView, Mode, PageServices


class _Shown(BenchCounter):
    """The counter's page on a claim that was led elsewhere."""

    def view(self) -> ClaimView:
        from binocle_ui.composition import details

        summary = details.summary_view(self._desk.counter.summary)
        return ClaimView(case="254", steps=(), ask=None, summary=summary)


class _NoIncident:
    def record(self, error: Exception) -> str:
        raise error


def recap_text(desk: SimulatedDesk) -> str:
    """Return the text of the claim's page, its white space narrowed."""
    services = PageServices(
        mode=Mode.SIMULATED, counter=_Shown(desk), panel=None, incidents=_NoIncident()
    )
    answer = create_app(services).test_client().get("/dossier")
    assert answer.status_code == 200, answer.text
    tree = html.fromstring(answer.data)
    shown = " ".join(map(str, tree.itertext()))  # lxml-stubs also allow bytes
    return re.sub(r"\s+", " ", shown).replace(" ,", ",")
