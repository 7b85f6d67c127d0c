"""Readers: a name that a simulated one shows, core takes for the slot of that role or for none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binocle.readers import Role, identify, plan, reader_models
from binocle_simulators.bench import Bench
from binocle_simulators.readers import NAMINGS, load_models
from binocle_simulators.readers.catalogue import ReaderModel

MODELS = load_models()
SERIALS = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=12)

UNTOLD = {
    "utrust4701f": {"vitale": "one contact slot: the shop says which card it takes"},
    "utrust4711f": {"vitale": "as the uTrust 4701 F"},
    "set2cless": {"vitale": "a uTrust 4701 F"},
    "leo": {"cps": "one slot: the shop says which card it takes"},
    "leov2": {"cps": "one slot: the shop says which card it takes"},
}
"""Slots that core knows and leaves to the shop, and why."""


def told(name: str) -> str:
    known = identify(name)
    return known.use.value if known else "unknown"


def expected(model: ReaderModel, role: str) -> str:
    core = reader_models().get(model.key)
    if core is not None and not core.slots:
        return "unknown"  # nobody published its names; the simulator's are its own
    return "either" if role in UNTOLD.get(model.key, {}) else role


@pytest.mark.parametrize("naming", NAMINGS)
@pytest.mark.parametrize("key", MODELS)
@settings(max_examples=10, deadline=None)
@given(serial=SERIALS, first_number=st.integers(0, 12))
def test_every_simulated_name_is_its_role(
    key: str, naming: str, serial: str, first_number: int
) -> None:
    model = MODELS[key]
    names = model.names(naming, serial=serial, first_number=first_number)
    for slot, name in zip(model.slots, names, strict=True):
        assert told(name) == expected(model, slot.role), name


def test_the_maker_comes_twice_where_the_driver_writes_it_twice() -> None:
    """pcsc-lite puts maker and product side by side; this product holds its maker's name."""
    (contact, near) = MODELS["utrust4701f"].names("linux", serial="5369", first_number=0)
    assert near.startswith("Identiv Identiv uTrust 4701 F Dual Interface Reader [")
    assert (told(contact), told(near)) == ("either", "contactless")


@pytest.mark.parametrize("naming", NAMINGS)
def test_two_devices_of_two_models_have_roles_that_nobody_disputes(naming: str) -> None:
    """A Kap&Link2 and a Set2 Cless: both have a contactless slot, one has the two cards."""
    with Bench(readers=("kaplink2", "set2cless"), naming=naming) as bench:
        names = bench.slot_names()
        found = plan(list(names.values()))
        assert found.roles == {
            Role.CPS: names["kaplink2:cps"],
            Role.VITALE: names["kaplink2:vitale"],
        }
        assert found.free == (names["set2cless:vitale"],)
        assert [each.code for each in found.findings] == ["LEC-LECTEURS-AMBIGUS"]
        picked = plan(list(names.values()), model="kaplink2")
        assert picked.roles[Role.CONTACTLESS] == names["kaplink2:contactless"]


@pytest.mark.parametrize("naming", NAMINGS)
def test_two_devices_of_one_model_are_left_to_the_shop(naming: str) -> None:
    with Bench(readers=("kaplink2", "kaplink2"), naming=naming) as bench:
        found = plan(list(bench.slot_names().values()))
        assert found.roles == {}
        assert {each.code for each in found.findings} == {"LEC-LECTEURS-AMBIGUS"}
        assert len(found.findings) == len(Role)
