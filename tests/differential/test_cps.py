"""CPS: what a simulated card of each family holds, core reads; what core asks, the card does."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given, settings
from hypothesis import strategies as st

from binocle.cards import Certificate, CpsSession, Period, SigningRight, open_cps
from binocle.kernel import BinocleError, PartnerNumber, luhn_digit
from binocle.readers import ReaderSetup
from binocle.workflows import CpsDesk
from binocle_simulators import cards as simulated
from binocle_simulators.readers import ReaderRack, ReaderSimulator, load_models
from binocle_simulators.world import World

from .invoices import digits, words

CODE, UNBLOCKING = "1234", "12345678"
SHOP = PartnerNumber("992604231")
CAN_SIGN = ("cps3", "cps4", "cps4-t0", "cps4-rc")
CANNOT_SIGN = {"cps2ter": "CAR-CPS2TER", "cps3-contactless": "CAR-CPS-SANS-CONTACT"}


def offered(*kinds: str) -> list[str]:
    """Return those of the kinds that the simulated cards offer."""
    return [kind for kind in kinds if kind == "cps3" or kind in getattr(simulated, "CARDS", ())]


def made(
    kind: str, world: World, holder: simulated.CpsHolder = simulated.DEMO_HOLDER
) -> simulated.Iso7816Card:
    """Make a card of a kind; the CPS3 alone is there in every version of the simulators."""
    chance = world.stream("cps")
    make: Callable[..., simulated.Iso7816Card] | None = getattr(simulated, "make_cps", None)
    return make(kind, holder, chance=chance) if make else simulated.CpsCard(holder, chance=chance)


def in_reader(world: World, card: simulated.Iso7816Card) -> tuple[ReaderRack, ReaderSetup]:
    reader = ReaderSimulator(load_models()["kaplink2"], world=world)
    reader.slot("cps").insert(card)
    names = {slot.role: slot.name for slot in reader.slots}
    return ReaderRack(reader), ReaderSetup(**names)


def opened(kind: str, holder: simulated.CpsHolder = simulated.DEMO_HOLDER) -> CpsSession:
    world = World(1)
    return open_cps(*in_reader(world, made(kind, world, holder)), clock=world)


@pytest.fixture(params=offered(*CAN_SIGN))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def session(kind: str) -> Iterator[CpsSession]:
    with opened(kind) as session:
        yield session


def refused(code: str, act: Callable[[], object]) -> BinocleError:
    with pytest.raises(BinocleError) as caught:
        act()
    assert caught.value.code == code
    return caught.value


def verified(certificate: Certificate, signature: bytes, over: bytes) -> None:
    key = certificate.parsed.public_key()
    assert isinstance(key, RSAPublicKey)
    key.verify(signature, over, PKCS1v15(), SHA256())


billings = digits(8).map(lambda eight: eight + luhn_digit(eight))
situations = st.builds(
    simulated.Situation,
    structure=words(30), billing_number=billings, speciality=digits(2), convention=digits(1),
    zone=digits(2), rights=st.sampled_from(["", "F", "L", "FL"]),
)  # fmt: skip
holders = st.builds(
    lambda first, last, **texts: simulated.CpsHolder(
        **texts, first_day=f"{min(first, last):%Y%m%d}", last_day=f"{max(first, last):%Y%m%d}"
    ),
    st.dates(date(1000, 1, 1)), st.dates(date(1000, 1, 1)),
    rpps=digits(11), name=words(25), first_name=words(25), civility=words(5),
    profession=words(25), serial=digits(10),
    situations=st.lists(situations, max_size=3).map(tuple),
)  # fmt: skip


@settings(max_examples=15, deadline=None)
@given(kind=st.sampled_from(offered(*CAN_SIGN)), holder=holders)
def test_core_reads_the_holder_of_a_card(kind: str, holder: simulated.CpsHolder) -> None:
    with opened(kind, holder) as session:
        card = session.card
    assert (card.rpps, card.name, card.first_name) == (holder.rpps, holder.name, holder.first_name)
    assert (card.civility, card.profession) == (holder.civility, holder.profession)
    assert (card.serial, card.opposed) == (holder.serial, False)
    first, last = (date.fromisoformat(day) for day in (holder.first_day, holder.last_day))
    assert card.validity == Period(first, last)
    assert [
        (each.structure, each.billing.digits, each.speciality, each.convention, each.tariff_zone,
         "".join(right.value for right in SigningRight if each.allows(right)))
        for each in card.situations
    ] == [
        (each.structure, each.billing_number, each.speciality, each.convention, each.zone,
         each.rights)
        for each in holder.situations
    ]  # fmt: skip


def test_a_day_with_a_card(session: CpsSession) -> None:
    assert (session.tries_left(), session.code_is_verified()) == (3, False)
    digest = hashlib.sha256(b"sealed").digest()
    refused("CPS-CODE-DEMANDE", lambda: session.sign_fse(digest, billing=SHOP))
    refused("CPS-CODE-DEMANDE", lambda: session.sign_transport(b"data"))
    assert refused("CPS-CODE-FAUX", lambda: session.verify_code("0000")).facts == {"tries_left": 2}
    session.verify_code(CODE)
    assert (session.tries_left(), session.code_is_verified()) == (3, True)
    for _ in range(2):
        verified(
            session.card.signature,
            session.sign_fse(digest, billing=SHOP),
            b"BINOCLE-FSE1" + digest,
        )
        verified(session.card.authentication, session.sign_transport(b"data"), b"data")


def test_blocking_and_unblocking(session: CpsSession) -> None:
    refused("CPS-NON-BLOQUEE", lambda: session.unblock(UNBLOCKING, "5678"))
    for left in (2, 1):
        error = refused("CPS-CODE-FAUX", lambda: session.verify_code("0000"))
        assert error.facts == {"tries_left": left}
    refused("CPS-BLOQUEE", lambda: session.verify_code("0000"))
    assert session.tries_left() == 0
    refused("CPS-BLOQUEE", lambda: session.verify_code(CODE))
    error = refused("CPS-DEBLOCAGE-FAUX", lambda: session.unblock("00000000", "5678"))
    assert error.facts == {"tries_left": 2}
    session.unblock(UNBLOCKING, "5678")
    assert session.tries_left() == 3
    refused("CPS-CODE-FAUX", lambda: session.verify_code(CODE))
    session.verify_code("5678")


def test_the_unblocking_code_runs_out(session: CpsSession) -> None:
    for _ in range(3):
        with pytest.raises(BinocleError):
            session.verify_code("0000")
    for _ in range(2):
        refused("CPS-DEBLOCAGE-FAUX", lambda: session.unblock("00000000", "5678"))
    refused("CPS-DEBLOCAGE-EPUISE", lambda: session.unblock("00000000", "5678"))
    refused("CPS-DEBLOCAGE-EPUISE", lambda: session.unblock(UNBLOCKING, "5678"))


def test_changing_the_code(session: CpsSession) -> None:
    assert refused("CPS-CODE-FAUX", lambda: session.change_code("0000", "5678")).facts == {
        "tries_left": 2
    }
    session.change_code(CODE, "5678")
    session.verify_code("5678")
    refused("CPS-CODE-FAUX", lambda: session.verify_code(CODE))


def test_an_opposed_card(kind: str) -> None:
    with opened(kind, replace(simulated.DEMO_HOLDER, opposed=True)) as session:
        assert session.card.opposed
        refused("CPS-OPPOSEE", lambda: session.verify_code(CODE))
        assert session.tries_left() == 3


def test_an_expired_card(kind: str) -> None:
    world = World(1)
    last = world.now().date() - timedelta(days=1)
    holder = replace(simulated.DEMO_HOLDER, first_day="20200101", last_day=f"{last:%Y%m%d}")
    with open_cps(*in_reader(world, made(kind, world, holder)), clock=world) as session:
        refused("CPS-EXPIREE", lambda: session.verify_code(CODE))


@pytest.mark.parametrize("other", offered(*CANNOT_SIGN) or ["cps3"])
def test_a_card_that_cannot_sign_is_refused_by_its_name(other: str) -> None:
    if other in CANNOT_SIGN:
        refused(CANNOT_SIGN[other], lambda: opened(other))
    else:
        opened(other).close()


def test_the_page_of_the_card(kind: str) -> None:
    world = World(1)
    readers, setup = in_reader(world, made(kind, world))
    desk = CpsDesk(readers=readers, setup=setup, clock=world, billing=SHOP)
    desk.enter_code(CODE)
    page = desk.page()
    assert page.card.kind.value.lower() == kind.partition("-")[0]
    assert (page.tries_left, page.blocked, page.code_verified) == (3, False, True)
    assert "CPS-OPPOSEE" not in [finding.code for finding in page.findings]
