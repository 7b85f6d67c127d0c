"""Which patient's card is let in, what is told of it, and how long a reading serves."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.unit.cards.fakes import CPS, VITALE, Desk, FakeCard, FixedClock, vitale_files

from binocle.adapters.oppositions import OppositionFile
from binocle.cards import Beneficiaire, NoOppositionList, OppositionLists, VitaleCard
from binocle.kernel import BinocleError, BirthDate
from binocle.readers import ReaderSetup
from binocle.workflows import CardPolicy, VitaleDesk
from binocle_ui.cases import load_case
from binocle_ui.composition.desk import SimulatedDesk

SETUP = ReaderSetup(cps=CPS, vitale=VITALE, contactless=None)
POLICY = CardPolicy(accept_test_cards=True)
SERIAL = "0468920691"


def opposing(first: str = "20240528", *, edition: str = "20240528", reason: str = "V") -> bytes:
    """Write a list that opposes the fake card."""
    return (
        f"SIMULATEUR BINOCLE;LISTE-OPPOSITION;1;{edition};1\n{SERIAL};{first};{reason}\nFIN;1\n"
    ).encode()


@dataclass
class Lists:
    """A place whose list a test sets."""

    content: bytes | None = None
    failure: OSError | None = None

    def latest(self) -> bytes | None:
        if self.failure:
            raise self.failure
        return self.content


def vitale_desk(
    lists: OppositionLists, *, policy: CardPolicy = POLICY, clock: FixedClock | None = None
) -> VitaleDesk:
    card = FakeCard(bytes.fromhex("3B751300004709EA9000"), vitale_files())
    return VitaleDesk(
        readers=Desk({VITALE: card}),
        setup=SETUP,
        clock=clock or FixedClock(),
        oppositions=lists,
        policy=policy,
    )


def refused(code: str, work: Callable[[], object]) -> BinocleError:
    with pytest.raises(BinocleError) as refusal:
        work()
    assert refusal.value.code == code
    return refusal.value


def told(card: VitaleCard) -> list[str]:
    return [finding.code for finding in card.findings if finding.subject == "oppositions"]


# -- list of opposed cards (VIT-04) ----------------------------------------------------------------


@pytest.mark.parametrize(("reason", "said"), [("V", "volée"), ("P", "perdue"), ("I", "invalide")])
def test_an_opposed_card_is_not_let_in(reason: str, said: str) -> None:
    error = refused("CAR-EN-OPPOSITION", vitale_desk(Lists(opposing(reason=reason))).read)
    assert error.facts == {"serie": SERIAL, "motif": said, "jour": "28/05/2024"}


def test_an_opposition_to_come_does_not_count_yet() -> None:
    clock = FixedClock()
    desk = vitale_desk(Lists(opposing("20240529")), clock=clock)
    assert told(desk.read()) == []
    clock.instant += timedelta(days=1)
    refused("CAR-EN-OPPOSITION", desk.read)


@pytest.mark.parametrize(
    ("lists", "expected"),
    [
        (NoOppositionList(), ["CAR-LISTE-OPPOSITION-ABSENTE"]),
        (Lists(failure=ConnectionError("disk")), ["CAR-LISTE-OPPOSITION-ABSENTE"]),
        (Lists(failure=PermissionError("denied")), ["CAR-LISTE-OPPOSITION-ABSENTE"]),
        (Lists(opposing()[:-1]), ["CAR-LISTE-OPPOSITION-ILLISIBLE"]),
        (Lists(opposing("20240601", edition="20240521")), []),
        (Lists(opposing("20240601", edition="20240520")), ["CAR-LISTE-OPPOSITION-ANCIENNE"]),
    ],
    ids=["none", "unreachable", "denied", "cut short", "a week old", "older"],
)
def test_a_list_that_is_not_good_is_told(lists: OppositionLists, expected: list[str]) -> None:
    assert told(vitale_desk(lists).read()) == expected


def test_a_new_list_is_taken_at_the_next_reading() -> None:
    lists = Lists(opposing("20240601"))
    desk = vitale_desk(lists)
    assert desk.read().serial == SERIAL
    lists.content = opposing()
    refused("CAR-EN-OPPOSITION", desk.read)


def test_the_list_of_a_file(tmp_path: Path) -> None:
    desk = vitale_desk(OppositionFile(tmp_path / "liste.txt"))
    assert told(desk.read()) == ["CAR-LISTE-OPPOSITION-ABSENTE"]
    (tmp_path / "liste.txt").write_bytes(opposing())
    refused("CAR-EN-OPPOSITION", desk.read)
    assert told(vitale_desk(OppositionFile(tmp_path)).read()) == ["CAR-LISTE-OPPOSITION-ABSENTE"]


# -- kinds, days -----------------------------------------------------------------------------------


def test_a_real_shop_refuses_the_cards_of_demonstrations() -> None:
    real = vitale_desk(NoOppositionList(), policy=CardPolicy(accept_test_cards=False))
    assert refused("CAR-CARTE-DE-DEMONSTRATION", real.read).facts == {"serie": SERIAL}


def test_an_older_file_keeps_its_consultation_date() -> None:
    desk = vitale_desk(NoOppositionList())
    assert desk.read().consulted_on == date(2024, 5, 28)
    assert desk.read(date(2024, 5, 2)).consulted_on == date(2024, 5, 2)
    refused("CAR-CONSULTATION-FUTURE", lambda: desk.read(date(2024, 5, 29)))


@pytest.mark.parametrize(("days", "served"), [(1, 1), (3, 3)])
def test_a_reading_serves_the_set_number_of_days(days: int, served: int) -> None:
    clock = FixedClock()
    policy = replace(POLICY, read_again_days=days)
    desk = vitale_desk(NoOppositionList(), policy=policy, clock=clock)
    card = desk.read()
    for _ in range(served):
        desk.require_recent(card)
        clock.instant += timedelta(days=1)
    refused("CAR-A-RELIRE", lambda: desk.require_recent(card))
    desk.require_recent(desk.read())


# -- at the counter --------------------------------------------------------------------------------


def test_the_counter_bills_nothing_on_the_reading_of_the_day_before(desk: SimulatedDesk) -> None:
    counter = desk.counter
    claim = load_case("253").claim
    counter.enter_code("1234")
    counter.read_vitale()
    counter.choose(1)
    counter.enter_claim(claim)
    counter.check_rates_as_known()
    desk.bench.world.advance(timedelta(days=1))
    refused("CAR-A-RELIRE", counter.invoice)
    assert desk.invoices.standings() == ()
    counter.read_vitale()
    counter.choose(1)
    counter.check_rates_as_known()
    counter.invoice()
    desk.bench.world.advance(timedelta(days=1))
    counter.enter_code("1234")
    refused("CAR-A-RELIRE", counter.sign)


def test_adri_is_not_asked_without_the_century(desk: SimulatedDesk) -> None:
    counter = desk.counter
    refused("CAR-VITALE-NON-LUE", lambda: counter.force_century(19))
    counter.enter_code("1234")
    card = counter.read_vitale()
    short = tuple(without_century(who) for who in card.beneficiaries)
    counter.card = replace(card, beneficiaries=short)
    counter.choose(1)
    error = refused("CAR-SIECLE-INCONNU", counter.ask_rights)
    assert error.facts == {"nom": "DESMAUX NATHALIE", "naissance": "15/06/0055"}
    refused("CAR-SIECLE-IMPOSSIBLE", lambda: counter.force_century(21))
    assert counter.force_century(19).birth == BirthDate("19550615")
    assert counter.beneficiary is counter.card.beneficiaries[0]
    assert "CAR-SIECLE-FORCE" in [finding.code for finding in counter.card.findings]
    assert counter.ask_rights().birth == BirthDate("19550615")


def without_century(who: Beneficiaire) -> Beneficiaire:
    return replace(who, birth=BirthDate(f"00{who.birth.digits[2:]}"))


def test_the_rights_of_an_older_file_are_those_of_its_day(desk: SimulatedDesk) -> None:
    counter = desk.counter
    counter.enter_code("1234")
    counter.read_vitale(date(2024, 5, 2))
    counter.choose(1)
    assert counter.ask_rights().window.last == date(2024, 5, 2)
