"""Cards: what the simulated cards hold, core reads; what a CPS signs, the concentrator verifies."""

from collections.abc import Iterator
from datetime import date

import pytest
from cryptography import x509
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from binocle.cards import Beneficiaire, CpsSession, Period, VitaleCard, open_cps, read_vitale
from binocle.kernel import BinocleError
from binocle.lots.envelope import build_envelope
from binocle.readers import ReaderSetup, Role, open_session
from binocle_simulators import cards as simulated
from binocle_simulators.cards import authority_pem
from binocle_simulators.concentrator.envelope import (
    BadEnvelope,
    BadSignature,
    Envelope,
    open_envelope,
)
from binocle_simulators.people import Amc, Cover, Person, WorkAccident, load_people
from binocle_simulators.readers import ReaderRack, ReaderSimulator, load_models
from binocle_simulators.world import World

from .invoices import digits, flipped, flips, nirs, words

OPEN = "00000000"
NAMES = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZÉÇ'-", min_size=1, max_size=25)


# -- Vitale ---------------------------------------------------------------------------------------


@st.composite
def periods(draw: DrawFn) -> tuple[str, str]:
    first, last = sorted((draw(st.dates()), draw(st.dates())))
    return (
        OPEN if draw(st.booleans()) else f"{first.year:04d}{first:%m%d}",
        OPEN if draw(st.booleans()) else f"{last.year:04d}{last:%m%d}",
    )


@st.composite
def covers(draw: DrawFn) -> Cover:
    first, last = draw(periods())
    standard = {"situation": draw(digits(4)), "exemption": draw(digits(1))}
    return Cover(first, last, ald=draw(digits(1)), rate=draw(st.integers(0, 100)), **standard)


@st.composite
def persons(draw: DrawFn, *, nir: str) -> Person:
    """Somebody on the card of the insured ``nir``."""
    insurers = st.builds(
        lambda number, member, days: Amc(number, member, *days),
        digits(8, 9, 10), st.just("") | words(15), periods(),
    )  # fmt: skip
    return Person(
        key="drawn",
        name=draw(NAMES),
        first_name=draw(NAMES),
        patronymic=draw(st.just("") | NAMES),
        birth=draw(digits(8)),
        nir=nir,
        own_nir=draw(st.just("") | nirs.map(lambda own: own.compact)),
        rank=draw(digits(1)),
        quality=draw(digits(1)),
        regime=draw(digits(2)),
        fund=draw(digits(3)),
        centre=draw(digits(4)),
        management=draw(digits(2)),
        centre_label=draw(st.just("") | words(30)),
        address=tuple(draw(st.lists(words(38), max_size=3))),
        amo_service=draw(digits(2)),
        rights=tuple(draw(st.lists(periods(), max_size=2))),
        covers=tuple(draw(st.lists(covers(), max_size=2))),
        amc=draw(st.none() | insurers),
        work_accident=draw(st.just(WorkAccident()) | st.builds(WorkAccident, digits(9))),
        card_serial="0000000042",
    )


families = nirs.flatmap(lambda nir: st.lists(persons(nir=nir.compact), min_size=1, max_size=3))


def desk(world: World, role: str, card: simulated.Iso7816Card) -> tuple[ReaderRack, ReaderSetup]:
    """Readers in process, with a card in the slot of that role."""
    reader = ReaderSimulator(load_models()["kaplink2"], world=world)
    reader.slot(role).insert(card)
    names = {slot.role: slot.name for slot in reader.slots}
    return ReaderRack(reader), ReaderSetup(**names)


def demo_cps(world: World) -> CpsSession:
    card = simulated.CpsCard(chance=world.stream("cps"))
    return open_cps(*desk(world, "cps", card), clock=world)


def read(card: simulated.VitaleCard) -> VitaleCard:
    world = World(1)
    with open_session(*desk(world, "vitale", card), Role.VITALE) as session:
        return read_vitale(session, clock=world)


def day(text: str) -> date | None:
    return None if text == OPEN else date(int(text[:4]), int(text[4:6]), int(text[6:]))


def person_told(found: Beneficiaire) -> tuple[object, ...]:
    """Return what core read, in the order of :func:`person_written`."""
    certified, accident = found.certified, found.work_accident
    return (
        found.name, found.first_name, found.patronymic, found.birth.digits,
        found.insured.compact, certified.compact if certified else "", found.rank, found.quality,
        found.regime, found.caisse, found.centre, found.management, found.centre_label,
        found.address, found.amo_service, found.rights,
        tuple((c.period, c.ald, c.situation, c.exemption, c.rate) for c in found.covers),
        (found.amc.number.digits, found.amc.member, found.amc.period) if found.amc else None,
        accident.risk if accident else "",
    )  # fmt: skip


def person_written(person: Person) -> tuple[object, ...]:
    amc = person.amc
    return (
        person.name, person.first_name, person.patronymic, person.birth,
        person.nir, person.own_nir, person.rank, person.quality,
        person.regime, person.fund, person.centre, person.management, person.centre_label,
        person.address, person.amo_service,
        tuple(Period(day(first), day(last)) for first, last in person.rights),
        tuple((Period(day(c.first), day(c.last)), c.ald, c.situation, c.exemption, c.rate)
              for c in person.covers),
        (amc.number, amc.member, Period(day(amc.first), day(amc.last))) if amc else None,
        person.work_accident.risk,
    )  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(families)
def test_core_reads_the_people_of_a_card(people: list[Person]) -> None:
    card = read(simulated.VitaleCard(*people))
    assert card.findings == ()
    assert (card.serial, card.card_type.value) == ("0000000042", "T")
    assert [person_told(each) for each in card.beneficiaries] == [
        person_written(each) for each in people
    ]
    assert [holder.number for holder in card.holders] == list(range(1, len(people) + 1))


@settings(max_examples=40, deadline=None)
@given(periods())
def test_core_reads_the_days_of_a_card(days: tuple[str, str]) -> None:
    making = simulated.Making(validity=simulated.Validity(*days))
    found = read(simulated.VitaleCard(load_people()["desmaux"], making=making))
    assert found.validity == Period(*map(day, days))


# -- envelope -------------------------------------------------------------------------------------


SENDER, NAME, CONTENT = "00000992604231", "B2-00000992604231-000027", bytes(range(256)) * 3


@pytest.fixture(scope="module")
def signer() -> Iterator[tuple[World, CpsSession]]:
    world = World(1)
    with demo_cps(world) as session:
        session.verify_code("1234")
        yield world, session


@pytest.fixture(scope="module")
def envelope(signer: tuple[World, CpsSession]) -> bytes:
    return build_envelope(
        professional=SENDER, name=NAME, content=CONTENT, id="42", signer=signer[1]
    )


def opened(world: World, envelope: bytes) -> Envelope:
    authorities = x509.load_pem_x509_certificates(authority_pem())
    return open_envelope(envelope, authorities=authorities, now=world.now())


def test_the_concentrator_opens_what_core_signed(
    signer: tuple[World, CpsSession], envelope: bytes
) -> None:
    found = opened(signer[0], envelope)
    assert (found.sender, found.name, found.content) == (SENDER, NAME, CONTENT)


def test_nothing_is_signed_without_the_code() -> None:
    with (
        demo_cps(World(1)) as session,
        pytest.raises(BinocleError, match="CPS-CODE-DEMANDE"),
    ):
        build_envelope(professional=SENDER, name=NAME, content=b"x", id="1", signer=session)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (SENDER.encode(), b"00000992604230"),
        (b"-000027", b"-000028"),
        (b"AAECAwQF", b"AAECAwQG"),
        (b"<c:Nom>", b"<c:Nom>B2-0</c:Nom><c:Nom>"),
        (b"<ds:Signature ", b"<ds:Other "),
        (b'ID="_42"', b'ID="_43"'),
    ],
    ids=["sender", "name", "content", "name twice", "no signature", "another id"],
)
def test_an_altered_envelope_is_refused(
    signer: tuple[World, CpsSession], envelope: bytes, right: bytes, wrong: bytes
) -> None:
    assert right in envelope
    with pytest.raises((BadEnvelope, BadSignature)):
        opened(signer[0], envelope.replace(right, wrong))


@settings(max_examples=150, deadline=None)
@given(share=st.floats(0, 1, exclude_max=True), bits=flips)
def test_one_byte_flipped_never_makes_another_file(
    signer: tuple[World, CpsSession], envelope: bytes, share: float, bits: int
) -> None:
    """Some bytes mean nothing (spare bits of base64, a letter's case in ``UTF-8``): no refusal."""
    try:
        found = opened(signer[0], flipped(envelope, int(share * len(envelope)), bits))
    except (BadEnvelope, BadSignature):
        return
    assert (found.sender, found.name, found.content) == (SENDER, NAME, CONTENT)


def test_another_authority_does_not_open_it(
    signer: tuple[World, CpsSession], envelope: bytes
) -> None:
    leaf = signer[1].card.authentication.parsed
    for authorities in ([], [leaf]):
        with pytest.raises(BadSignature, match="autorité"):
            open_envelope(envelope, authorities=authorities, now=signer[0].now())
