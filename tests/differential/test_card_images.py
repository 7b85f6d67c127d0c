"""Card images: core reads what an image says, and refuses what an image damaged."""

import pytest

from binocle.cards import CardType, VitaleCard, read_vitale
from binocle.kernel import OperatorActionNeeded, PeerViolation
from binocle.readers import ReaderSetup, Role, open_session
from binocle_simulators import cards as simulated
from binocle_simulators.cards import DAMAGES, Making, image_names, load_card, shipped_image
from binocle_simulators.people import load_people
from binocle_simulators.readers import ReaderRack, ReaderSimulator, load_models
from binocle_simulators.world import World

PEOPLE = load_people()
VITALE = [name for name in image_names() if not name.startswith("cps")]
NO_RIGHTS_TOLD = {"rights-lost"}
"""Damages that leave who the people are: core reads them and says that rights are unknown."""


def loaded(name: str) -> simulated.Iso7816Card:
    return load_card(shipped_image(name), people=PEOPLE, chance=World().stream("cps"))


def read(card: simulated.Iso7816Card) -> VitaleCard:
    world = World(1)
    reader = ReaderSimulator(load_models()["kaplink2"], world=world)
    reader.slot("vitale").insert(card)
    setup = ReaderSetup(**{slot.role: slot.name for slot in reader.slots})
    with open_session(ReaderRack(reader), setup, Role.VITALE) as session:
        return read_vitale(session, clock=world)


@pytest.mark.parametrize("name", VITALE)
def test_core_reads_a_shipped_image_or_refuses_it(name: str) -> None:
    card = loaded(name)
    if not isinstance(card, simulated.VitaleCard):
        with pytest.raises(OperatorActionNeeded):
            read(card)
        return
    if set(card.making.damages) - NO_RIGHTS_TOLD:
        with pytest.raises(PeerViolation):
            read(card)
        return
    found = read(card)
    assert [(h.name, h.first_name) for h in found.holders] == [
        (p.name, p.first_name) for p in card.people
    ]
    assert bool(found.findings) == bool(card.making.damages)
    if not card.making.damages:
        assert [(b.birth.digits[2:], b.rank) for b in found.beneficiaries] == [
            (p.printed_birth[-6:], p.rank) for p in card.people
        ]


@pytest.mark.parametrize(
    ("name", "kind"),
    [("demo", CardType.DEMONSTRATION), ("test", CardType.TEST), ("reel", CardType.REAL)],
)
def test_core_keeps_the_flag_of_the_card(name: str, kind: CardType) -> None:
    assert read(loaded(name)).card_type is kind


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("keys", [("pere",), ("tutrice", "pupille")], ids="+".join)
def test_core_takes_no_damaged_card_for_a_right_one(damage: str, keys: tuple[str, ...]) -> None:
    people = [PEOPLE[key] for key in keys]
    card = simulated.VitaleCard(*people, making=Making(damages=(damage,)))
    if damage in NO_RIGHTS_TOLD:
        assert [finding.code for finding in read(card).findings] == ["CAR-DROITS-INCONNUS"]
        return
    with pytest.raises(PeerViolation) as refusal:
        read(card)
    assert refusal.value.code in ("CAR-DONNEES-ILLISIBLES", "CAR-DONNEES-INCOHERENTES")
    if damage.endswith("-lost"):
        assert refusal.value.code == "CAR-DONNEES-ILLISIBLES"
