"""Everything that may go wrong with a card, its reader or PC/SC, met by a whole shop.

A **shop** is the production code over a bench, at a depth; it goes through mishap after mishap and
is never restarted. An **operation** is one gesture of the optician that talks to cards. Meeting a
mishap gives an :class:`Outcome`, which two depths may compare.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from binocle.fse import InvoiceState
from binocle.kernel import BinocleError
from binocle.readers import PhoneWay
from binocle_simulators.bench import Bench
from binocle_simulators.cards import CpsCard
from binocle_simulators.faults import KINDS, MOMENTS, Fault
from binocle_ui.cases import load_case
from binocle_ui.catalogue import load_catalogue
from binocle_ui.composition.desk import SimulatedDesk
from binocle_ui.composition.workstation import Workstation
from binocle_ui.story import ANSWERED, DEMO_CODE

CATALOGUE = load_catalogue()
CLAIM = load_case("253").claim
SLOTS = {"cps": "kaplink2:cps", "vitale": "kaplink2:vitale"}


class Shop:
    """A desk and the optician at it."""

    def __init__(self, bench: Bench, folder: Path) -> None:
        self.bench = bench
        self.station = Workstation(bench, folder)
        nfc = replace(self.desk.settings, apcv_way=PhoneWay.NFC, wait_s=1)
        self.desk.settings_store.keep_reader_settings(nfc)
        self.station.reopen()
        self.cards = {role: card for role in SLOTS if (card := bench.slot(role).card)}
        bench.open_phone()
        self.invoices: list[str] = []

    @property
    def desk(self) -> SimulatedDesk:
        return self.station.desk

    def told(self, gesture: Callable[[], object]) -> str:
        """Make a gesture; return the code of its notice, which has its French, or nothing."""
        try:
            gesture()
        except BinocleError as error:
            notice = CATALOGUE.notice(error.code, error.facts)
            assert all((notice.titre, notice.explication, notice.facture, notice.que_faire))
            return error.code
        return ""

    @property
    def knows_code(self) -> bool:
        return not self.told(self.desk.counter.signer)

    def type_code(self) -> None:
        if not self.knows_code:
            self.desk.counter.enter_code(DEMO_CODE)

    def put_right(self) -> None:
        """Do what the notices say: service, cable, cards, phone."""
        bench = self.bench
        bench.world.faults.clear()
        bench.start_service()
        if not bench.rack.readers:
            bench.plug("kaplink2")
        for role, where in SLOTS.items():
            if bench.slot(where).card is None:
                bench.insert(where, self.cards[role])
        assert self.tries_left == 3, "a try was lost by us"

    @property
    def tries_left(self) -> int:
        card = self.cards["cps"]
        assert isinstance(card, CpsCard)
        return card.code.left


@dataclass(frozen=True)
class Operation:
    """One gesture that talks to cards.

    Attributes:
        places: those of :data:`KINDS` that it passes by.
        prepare: what comes before, all well.
        act: the gesture; after a failure it is made again.
        check: looks at what must hold whatever happened; told whether the gesture went through.
    """

    places: tuple[str, ...]
    prepare: Callable[[Shop], None]
    act: Callable[[Shop], object]
    check: Callable[[Shop, bool], None]


@dataclass(frozen=True)
class Mishap:
    where: str
    what: str
    moment: str = ""

    def at(self, exchange: int) -> Fault:
        return Fault(self.where, self.what, at=exchange, moment=self.moment)

    def __str__(self) -> str:
        return "-".join(filter(None, (self.where, self.what, self.moment)))


@dataclass(frozen=True)
class Outcome:
    """What the optician was told of a gesture.

    Attributes:
        told: code of the notice; blank when the gesture went through.
        knows_code: whether the CPS keeps its code.
        next_told: code of what the page of the CPS says right after.
    """

    told: str
    knows_code: bool
    next_told: str


# -- operations -----------------------------------------------------------------------------------


def _nothing_read(shop: Shop) -> None:
    shop.desk.counter.begin()


def _whole_or_nothing(shop: Shop, done: bool) -> None:
    card = shop.desk.counter.card
    assert (card is not None) == done, "something half-read was kept"
    assert card is None or len(card.beneficiaries) == 1


def _recap_shown(shop: Shop) -> None:
    counter = shop.desk.counter
    shop.type_code()
    counter.begin()
    counter.read_vitale()
    counter.choose(1)
    counter.enter_claim(CLAIM)
    counter.check_rates_as_known()
    shop.invoices.append(counter.invoice().invoice.number)


def _signed_once_or_not(shop: Shop, done: bool) -> None:
    number = shop.invoices[-1]
    forms = shop.desk.invoices.forms(number)
    assert len(forms) == int(done)
    state = shop.desk.invoices.standing(number).state
    assert (state is InvoiceState.CALCULATED) == (not done)


def _form_signed(shop: Shop) -> None:
    _recap_shown(shop)
    shop.desk.counter.sign()


def _sent_once_or_not(shop: Shop, done: bool) -> None:
    lots = shop.desk.lots.lots_holding(shop.invoices[-1])
    assert len(lots) == 1, "an invoice is in one lot, whatever happened to its signature"
    assert bool(shop.desk.lots.waiting_forms()) is False


def _phone_shown(shop: Shop) -> None:
    shop.type_code()
    shop.desk.apcv.begin()
    phone = shop.bench.phone_in_hand()
    phone.show()
    if shop.bench.slot("contactless").card is not phone:
        shop.bench.present_phone()


def _context_or_none(shop: Shop, done: bool) -> None:
    reading = shop.desk.apcv.reading
    assert (reading is not None) == done


AROUND = ("reader", "pcsc")
OPERATIONS: Mapping[str, Operation] = {
    "vitale": Operation(
        ("vitale", *AROUND),
        _nothing_read,
        lambda shop: shop.desk.counter.read_vitale(),
        _whole_or_nothing,
    ),
    "fse": Operation(
        ("vitale", "cps", *AROUND),
        _recap_shown,
        lambda shop: shop.desk.counter.sign(),
        _signed_once_or_not,
    ),
    "lot": Operation(
        ("cps", *AROUND),
        _form_signed,
        lambda shop: shop.desk.transmission.send_all(),
        _sent_once_or_not,
    ),
    "apcv": Operation(
        ("contactless", "cps", *AROUND),
        _phone_shown,
        lambda shop: shop.desk.apcv.read_nfc(),
        _context_or_none,
    ),
}


def mishaps_of(operation: str) -> tuple[Mishap, ...]:
    """Return everything that may strike an exchange of an operation."""
    return tuple(
        Mishap(where, what, moment)
        for where in OPERATIONS[operation].places
        for what in KINDS[where]
        if what != "mute"  # an insertion, not an exchange
        for moment in MOMENTS.get(what, ("",))
    )


def meet(shop: Shop, operation: str, mishap: Mishap, exchange: int) -> Outcome | None:
    """Meet a mishap at an exchange, put things right, and do the gesture again till it is done.

    Returns:
        the outcome; nothing when the operation has not so many exchanges: it went through.
    """
    played, bench = OPERATIONS[operation], shop.bench
    played.prepare(shop)
    bench.world.faults.arm(mishap.at(exchange))
    told = shop.told(lambda: played.act(shop))
    struck = bench.world.faults.calm
    bench.world.faults.clear()
    knows_code = shop.knows_code
    played.check(shop, not told)
    if not struck:
        assert not told, told
        return None
    next_told = shop.told(shop.desk.counter.cps.page)
    shop.put_right()
    if told:
        _again(shop, played)
    return Outcome(told, knows_code, next_told)


def _again(shop: Shop, played: Operation) -> None:
    """Do the gesture again, on the same desk; its code is asked for, never anything else."""
    if played.act is OPERATIONS["apcv"].act:
        _phone_shown(shop)
    again = shop.told(lambda: played.act(shop))
    if again:
        assert again, again
        shop.type_code()
        played.act(shop)
    played.check(shop, True)


def send_and_be_paid(shop: Shop) -> None:
    """Send what waits and take every return: each invoice is paid, in one lot, once."""
    desk = shop.desk
    shop.put_right()
    desk.counter.enter_code(DEMO_CODE)
    desk.transmission.send_all()
    desk.transmission.receive()
    while desk.next_event() is not None:
        desk.transmission.receive()
    assert {lot.state for lot in desk.lots.lots()} <= ANSWERED
    for number in shop.invoices:
        assert len(desk.invoices.forms(number)) == 1
        assert len(desk.lots.lots_holding(number)) == 1
        assert desk.invoices.standing(number).state is InvoiceState.PAID, number


@contextmanager
def open_shop(folder: Path, depth: str) -> Iterator[Shop]:
    folder.mkdir(exist_ok=True)
    with Bench(depth=depth, folder=folder) as bench:
        shop = Shop(bench, folder)
        yield shop
        shop.station.close()
