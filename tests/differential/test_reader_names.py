"""Reader names: each simulated reader's name tells core the slot that it is, on every system."""

import pytest

from binocle.readers import KnownSlot, identify, reader_models
from binocle_simulators.readers import load_models

MODELS = load_models()
NAMINGS = ("linux", "windows", "macos")
NAMELESS = {key for key, model in reader_models().items() if not model.slots}
"""Models whose names nobody published: core finds their slots by trying them."""
ONE_SLOT = {"leo", "leov2"}
"""Both sides assume the name of their interface, each its own; such a reader is tried too."""


def told(key: str, naming: str) -> list[tuple[str, KnownSlot | None]]:
    """Return what core reads in each name of a simulated device, beside the slot's role."""
    model = MODELS[key]
    names = model.names(naming, serial=model.serial, first_number=0)
    return [(slot.role, identify(name)) for slot, name in zip(model.slots, names, strict=True)]


@pytest.mark.parametrize("naming", NAMINGS)
@pytest.mark.parametrize("key", sorted(set(MODELS) - NAMELESS - ONE_SLOT))
def test_each_name_tells_its_slot(key: str, naming: str) -> None:
    for role, slot in told(key, naming):
        assert slot is not None, role
        assert slot.use.role is None or slot.use.role.value == role


@pytest.mark.parametrize("naming", NAMINGS)
@pytest.mark.parametrize("key", sorted(NAMELESS | ONE_SLOT))
def test_no_assumed_name_is_taken_for_another_slot(key: str, naming: str) -> None:
    for role, slot in told(key, naming):
        assert slot is None or slot.use.role is None or slot.use.role.value == role


def test_both_catalogues_hold_the_same_models() -> None:
    """``set2cless`` is a box's name for an uTrust 4701 F: no PC/SC name tells the two apart."""
    assert set(MODELS) - set(reader_models()) == {"set2cless"}
    assert set(reader_models()) <= set(MODELS)
