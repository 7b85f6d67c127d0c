"""Wrong bytes before every reader; `ci/soak fuzz` tries them for ten minutes."""

import pytest

from .fuzz import READERS, fuzz, golden
from .mutator import CHANGES, chance_of, mutated


def test_readers_refuse_or_read_whatever_the_bytes_are() -> None:
    tried = fuzz(seed=1, count=1500)
    assert not tried.laxer
    for kind in READERS:
        assert tried.outcomes[f"{kind}/core lus"]
        assert tried.outcomes[f"{kind}/core refusés"]


@pytest.mark.parametrize("kind", READERS)
def test_every_reader_takes_its_golden_files(kind: str) -> None:
    reader = READERS[kind]["core"]
    for content in golden()[kind]:
        reader.read(content)


def test_a_seed_makes_the_same_bytes_again() -> None:
    content = bytes(range(256))
    one, other = (mutated(chance_of(7), content) for _ in range(2))
    assert one == other != content


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_changes_something(change: object) -> None:
    content, chance = bytes(range(256)) * 3, chance_of(1)
    assert callable(change)
    assert any(change(chance, content) != content for _ in range(9))
