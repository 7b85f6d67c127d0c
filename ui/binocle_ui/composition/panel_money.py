"""What the bench's page shows of payers and of the concentrator, and how their forms are read.

Law of this file: what the page offers is what the bench has: conducts, codes, notices and people
are its own tables. A blank field is a value left to the bench; euros become cents.
"""

from collections.abc import Mapping

from binocle.kernel import Cents, Finding, OperatorActionNeeded, printed_euros
from binocle.lots import LotState
from binocle.rates import typed_euros
from binocle_simulators.bench import Bench
from binocle_simulators.concentrator.arl import CODES as ARL_CODES
from binocle_simulators.concentrator.notices import NOTICES
from binocle_simulators.control.money import DEBT_NATURES, MONEY
from binocle_simulators.payers import CODES, CONDUCTS, Conduct
from binocle_ui.pages import (
    BenchButton,
    BookRow,
    ConductView,
    MoneyView,
    RecipeView,
    TakenLotView,
)

NUMBERS = frozenset({"percent", "hours", "times", "days", "seed", "most"})
"""Parameters that the vocabulary of money takes as whole numbers."""

HOUR, DAY = 3600, 24 * 3600


def _arm(name: str, where: str, what: str, times: int = 1) -> BenchButton:
    return BenchButton(name, "arm", {"where": where, "what": what, "times": str(times)})


def _wait(name: str, seconds: int) -> BenchButton:
    return BenchButton(name, "advance", {"seconds": str(seconds)})


_LOST = _arm("lot-perdu", "arl", "absent")
_LOST_TWICE = _arm("lot-perdu-deux-fois", "arl", "absent", 2)
_REFUSED = _arm("arl-negatif", "arl", "negative")
_NOT_YET = _arm("arl-tardif", "arl", "late")
_THREE_HOURS, _ONE_DAY = _wait("attendre-3h", 3 * HOUR), _wait("attendre-1j", DAY)
_THREE_DAYS, _FIVE_DAYS = _wait("attendre-3j", 3 * DAY), _wait("attendre-5j", 5 * DAY)

RECIPES: Mapping[LotState, tuple[BenchButton, ...]] = {
    LotState.GROUPED: (),
    LotState.FILED: (_arm("concentrateur-coupe", "concentrator", "down"),),
    LotState.SENT: (),
    LotState.RESENT: (_LOST, _THREE_DAYS),
    LotState.FORWARDED: (_arm("achemine", "srv", "forwarded"), _NOT_YET, _THREE_HOURS),
    LotState.ACKNOWLEDGED: (_THREE_HOURS,),
    LotState.ANSWERED: (_ONE_DAY,),
    LotState.SETTLED: (_LOST_TWICE, _THREE_DAYS, _FIVE_DAYS),
    LotState.REFUSED_BY_ARL: (_REFUSED, _THREE_HOURS),
    LotState.RECEIVED: (),
    LotState.MANUAL_NEEDED: (_LOST_TWICE, _THREE_DAYS, _FIVE_DAYS),
    LotState.RESEND_NEEDED: (_LOST, _THREE_DAYS),
    LotState.NOT_DELIVERED: (_arm("non-remis", "srv", "undelivered"), _THREE_HOURS),
    LotState.REJECTED: (_REFUSED, _THREE_HOURS),
    LotState.FAILED: (_arm("fichier-refuse", "file", "refused"),),
}
"""What is done on the bench for a lot to reach each state of the manual, in its order.

Source: PROTOCOLS section 5; what the optician does between them is in the labels (``recettes``).
"""


def money_view(bench: Bench) -> MoneyView:
    """Return payers and concentrator as they stand."""
    ledger = bench.payers.ledger
    return MoneyView(
        conducts=tuple(CONDUCTS),
        armed=tuple(_conduct(conduct) for conduct in bench.payers.conducts),
        codes=CODES,
        arl_codes=ARL_CODES,
        notices=tuple(NOTICES),
        natures=DEBT_NATURES,
        lots=tuple(
            TakenLotView(
                number=lot.facts.number,
                recipient=_shown(lot.facts.recipient),
                invoices=tuple(one.number.lstrip("0") for one in lot.facts.invoices),
                state=lot.state.value,
            )
            for lot in reversed(bench.concentrator.lots)
        ),
        transfers=tuple(
            BookRow(made.organisation.strip(), made.labels[0], Cents(made.amount))
            for made in reversed(ledger.transfers)
        ),
        debts=tuple(
            BookRow(_shown(debt.payer), f"{debt.nature} {debt.reference}", Cents(debt.balance))
            for debt in ledger.debts
            if debt.balance
        ),
        recipes=tuple(RecipeView(state, buttons) for state, buttons in RECIPES.items()),
    )


def _shown(number: str) -> str:
    """Return the number of an organisation as people write it: a fund's has 8 digits."""
    return number.lstrip("0").zfill(8) if number else ""


def _conduct(conduct: Conduct) -> ConductView:
    usual = CONDUCTS[conduct.what]
    facts = {
        conduct.part: conduct.part,
        printed_euros(Cents(conduct.cents)): conduct.cents != usual.cents,
        f"{conduct.percent} %": conduct.percent != usual.percent,
        conduct.code: conduct.code != usual.code,
        f"{conduct.hours} h": conduct.hours != usual.hours,
    }
    return ConductView(
        what=conduct.what,
        payer=_shown(conduct.payer),
        invoice=conduct.invoice.lstrip("0"),
        facts=tuple(fact for fact, is_told in facts.items() if is_told),
        times=conduct.times,
    )


def money_values(gesture: str, fields: Mapping[str, str]) -> dict[str, object] | None:
    """Return the parameters of a gesture of money from a form; nothing for another gesture.

    Raises:
        OperatorActionNeeded: ``BANC-GESTE-REFUSE``: the euros are none.
    """
    if gesture not in MONEY:
        return None
    told: dict[str, object] = {}
    for name, text in fields.items():
        if not text:
            continue
        if name == "euros":
            told["cents"] = _cents(gesture, text)
        elif name in NUMBERS and text.isascii() and text.isdigit() and len(text) < 10:
            told[name] = int(text)
        elif name == "wait":
            told[name] = True
        elif name == "payer":
            told[name] = text.zfill(14)
        elif name == "invoice":
            told[name] = text.zfill(9)
        else:
            told[name] = text
    return told


def _cents(gesture: str, text: str) -> int:
    amount = typed_euros(text, "euros")
    if isinstance(amount, Finding):
        raise OperatorActionNeeded(
            "BANC-GESTE-REFUSE", geste=gesture, parametre="euros", motif="12,34"
        )
    return amount
