"""Two catalogues of readers, written apart: a name of one is never another slot of the other."""

import pytest

from binocle.readers import identify
from binocle.readers.catalogue import SlotUse
from binocle_simulators.readers import NAMINGS, load_models

NAMED = ("kaplink2", "tikap", "prium4", "utrust4701f")
"""The models of LEC-02: every name of theirs must be known, whatever the system."""


@pytest.mark.parametrize("naming", NAMINGS)
@pytest.mark.parametrize("key", load_models())
def test_a_simulated_name_tells_its_own_role(key: str, naming: str) -> None:
    model = load_models()[key]
    names = model.names(naming, serial=model.serial, first_number=0)
    for name, slot in zip(names, model.slots, strict=True):
        known = identify(name)
        if known is None:
            assert key not in NAMED or naming == "macos", name
        else:
            assert known.use is SlotUse.EITHER or known.use.value == slot.role, name
