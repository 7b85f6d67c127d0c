"""Cards of others in every slot and operation: a coded notice, never an exception."""

from collections.abc import Iterator

import pytest

from binocle_simulators.cards import image_names
from binocle_simulators.control.cards import card_names

from .mishaps import Shop, open_shop


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with open_shop(tmp_path_factory.mktemp("cards"), "in-process") as shop:
        yield shop


def put(shop: Shop, role: str, card: str) -> None:
    shop.bench.control.do("insert", slot=role, card=card)


def told_by_role(shop: Shop, role: str) -> list[str]:
    """Return what each operation with a slot is told, all of them notices with their French."""
    counter = shop.desk.counter
    operations = {
        "cps": (
            lambda: counter.enter_code("1234"),
            counter.cps.page,
            lambda: counter.cps.change_code("1234", "1234", "1234"),
            lambda: counter.cps.unblock("12345678", "1234", "1234"),
        ),
        "vitale": (counter.read_vitale,),
        "contactless": (shop.desk.apcv.read_nfc,),
    }[role]
    counter.begin()
    return [shop.told(operation) for operation in operations]


@pytest.mark.parametrize("role", ["cps", "vitale", "contactless"])
def test_a_foreign_card_is_refused_with_a_notice(shop: Shop, role: str) -> None:
    names = [name for name in card_names(shop.bench) if name.startswith("foreign:")]
    assert len(names) >= 3
    for name in names:
        shop.put_right()
        if role == "contactless":
            shop.bench.insert("cps", shop.cards["cps"])
            shop.type_code()
        put(shop, role, name)
        told = told_by_role(shop, role)
        assert all(told), (name, told)
        assert not any(code.startswith("LEC-SERVICE") for code in told), (name, told)
    shop.bench.remove("contactless")
    for kept, card in shop.cards.items():
        shop.bench.insert(kept, card)
    shop.type_code()
    assert shop.told(shop.desk.counter.read_vitale) == ""


@pytest.mark.parametrize("role", ["cps", "vitale"])
@pytest.mark.parametrize("image", image_names())
def test_every_image_is_a_card_or_a_refusal(shop: Shop, image: str, role: str) -> None:
    put(shop, role, f"image:{image}")
    told = told_by_role(shop, role)
    if role == "vitale":
        assert bool(told[0]) == (shop.desk.counter.card is None)
    assert all(code == "" or "-" in code for code in told)
    shop.bench.insert(role, shop.cards[role])
    if role == "vitale":
        assert shop.told(shop.desk.counter.read_vitale) == ""
    else:
        assert shop.told(shop.desk.counter.cps.page) == ""
