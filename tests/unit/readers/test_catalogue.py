"""The catalogue: each name that a system gives is the slot of its model, and no other."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binocle.kernel import Severity
from binocle.readers import KnownSlot, Role, find_reader, identify, plan, reader_models
from binocle.readers.catalogue import Confidence, ModelSlot, ReaderModel, SlotUse

MODELS: Mapping[str, ReaderModel] = reader_models()
NAMED = [model for model in MODELS.values() if model.slots]


@dataclass(frozen=True)
class Numbers:
    """What differs from one device, and from one plugging, to the next."""

    serial: str
    windows: int
    reader: int


def linux(model: ReaderModel, slot: ModelSlot, n: Numbers, product: str) -> str:
    if not slot.interface:
        return f"{product} {n.reader:02X} {slot.place:02X}"
    return f"{product} [{slot.interface.format(serial=n.serial)}] {n.reader:02X} 00"


def linux_with_serial(model: ReaderModel, slot: ModelSlot, n: Numbers, product: str) -> str:
    head, _, tail = linux(model, slot, n, product).rpartition(f" {n.reader:02X} ")
    return f"{head} ({n.serial}) {n.reader:02X} {tail}"


def windows(model: ReaderModel, slot: ModelSlot, n: Numbers, product: str) -> str:
    if not slot.interface:
        return f"{product} {n.windows}"
    return f"{model.vendor} {slot.interface.format(serial=n.serial)} {n.windows}"


def virtual(model: ReaderModel, slot: ModelSlot, n: Numbers, product: str) -> str:
    last = f"{slot.place:02X}" if not slot.interface else "00"
    return f"{windows(model, slot, n, product)} {n.reader:02X} {last}"


def macos(model: ReaderModel, slot: ModelSlot, n: Numbers, product: str) -> str:
    return f"{product} {n.reader:02X} {slot.place:02X}"


numbers = st.builds(
    Numbers,
    serial=st.text("0123456789", min_size=8, max_size=8)
    | st.from_regex(r"[0-9A-Z]{1,20}", fullmatch=True),
    windows=st.integers(0, 20),
    reader=st.integers(0, 15),
)


@given(
    data=st.data(),
    n=numbers,
    form=st.sampled_from([linux, linux_with_serial, windows, virtual, macos]),
)
def test_a_name_is_its_slot_and_no_other(data: st.DataObject, n: Numbers, form: object) -> None:
    model = data.draw(st.sampled_from(NAMED))
    slot = data.draw(st.sampled_from(model.slots))
    assert callable(form)
    name = form(model, slot, n, data.draw(st.sampled_from(model.products)))
    told = identify(name)
    assert told is not None, name
    assert model.key in told.models
    assert (told.place, told.use) == (slot.place, slot.use)
    if "{serial}" in slot.interface and form is not macos:
        assert told.serial == n.serial
    for key in told.models:
        (same,) = [other for other in MODELS[key].slots if other.place == slot.place]
        assert (same.use, same.interface) == (slot.use, slot.interface), "models that differ"


@pytest.mark.parametrize(
    ("name", "model", "use"),
    [
        ("KAPELSE 00504969 KAP-LINK2 2 0", "kaplink2", "contactless"),
        ("Ingenico 80028721 OL TELIUM 3 0", "prium4", "contactless"),
        ("Kapelse CCID Interface CLESS slot2 0", "tikap", "contactless"),
        ("Identiv uTrust 4701 F CL Reader 2", "utrust4701f", "contactless"),
        ("KAPELSE KAP-LINK2 [00478521 KAP-LINK2 0] 00 00", "kaplink2", "cps"),
        ("KAPELSE KAP-LINK2 [00478521 KAP-LINK2 1] 07 00", "kaplink2", "vitale"),
        ("KAPELSE 00504969 KAP-LINK2 2 0 00 00", "kaplink2", "contactless"),
        ("KAPELSE KAP-Care [00012587 KAP-Care 1] 00 00", "kapcare", "cps"),
        ("KAPELSE TL KAP-GO [00025637 TL KAP-GO 2] 00 00", "kapgo", "vitale"),
        ("KAPELSE KAP-eCV [00000034 KAP-eCV] 00 00", "kapecv", "contactless"),
        (
            "Identiv Identiv uTrust 4701 F Dual Interface Reader [uTrust 4701 F CL Reader] "
            "(53692009) 01 00",
            "utrust4701f",
            "contactless",
        ),
        ("Ingenico Leo 0", "leo", "either"),
    ],
)
def test_printed_names(name: str, model: str, use: str) -> None:
    told = identify(name)
    assert told is not None
    assert model in told.models
    assert told.use.value == use


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Virtual PCD 00 00",
        "ACS ACR122U PICC Interface 00 00",
        "KAPELSE KAP-LINK2 [00504969 KAP-LINK2 3] 00 00",
        "KAPELSE KAP-LINK2 [00504969 KAP-LINK2 0] 00 01",
        "KAPELSE KAP-LINK2 [00504969 KAP-LINK2 0]",
        "KAPELSE KAP-LINK2",
        "xKAPELSE 00504969 KAP-LINK2 2 0",
        "KAPELSE 00504969 KAP-LINK2 2 0\n",
        "Ingenico 80028721 OL TELIUM 0 0",
    ],
)
def test_other_names_are_nobody_s(name: str) -> None:
    assert identify(name) is None


@given(st.text(max_size=128))
def test_any_text_may_be_a_name(name: str) -> None:
    assert isinstance(identify(name), KnownSlot | None)


def test_names_shared_by_models_are_told_so() -> None:
    told = identify("Kapelse CCID Interface slot1 0")
    assert told is not None
    assert told.models == ("tikap", "inside", "kapmove")
    assert told.label == "Ti-Kap / inSide (K300) / KAP-Move"


def test_every_model_of_the_sheet_is_there() -> None:
    labels = " ".join(model.label for model in MODELS.values())
    for label in (
        *("Kap&Link2", "Ti-Kap", "KAP-LINK", "KAP-Care", "KAP-GO", "eS-KAP-Ad", "inSide", "K300"),
        *("KAP-Move", "KAP-eCV", "Set2", "4701 F", "4711 F", "Prium4", "Leo", "Leo v2"),
        *("iWL250", "Baladeur 2", "Vital'Act 3S", "Vehis", "Move 5000"),
    ):
        assert label in labels


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda model: model.key)
def test_every_fact_says_how_sure_it_is(model: ReaderModel) -> None:
    assert {"usb", "names", "roles", "pad"} <= set(model.facts)
    for fact in model.facts.values():
        assert (fact.confidence is Confidence.UNKNOWN) is (fact.source == "")
    assert (model.facts["usb"].confidence is Confidence.UNKNOWN) is (model.usb == ())
    assert (model.facts["names"].confidence is Confidence.UNKNOWN) is (model.slots == ())
    assert model.wait_s == 10


def kaplink2(serial: str, first: int = 0) -> list[str]:
    return [f"KAPELSE KAP-LINK2 [{serial} KAP-LINK2 {n}] {first + n:02X} 00" for n in range(3)]


def test_one_reader_plays_its_roles() -> None:
    names = kaplink2("00504969")
    made = plan(["ACS ACR122U 00 00", *reversed(names)], model="kaplink2")
    assert made.roles == dict(zip((Role.CPS, Role.VITALE, Role.CONTACTLESS), names, strict=True))
    assert (made.unknown, made.findings, made.free) == (("ACS ACR122U 00 00",), (), ())


def test_two_devices_of_one_model_are_nobody_s_until_the_shop_says() -> None:
    made = plan([*kaplink2("00504969"), *kaplink2("00478521", 3)])
    assert made.roles == {}
    assert {finding.code for finding in made.findings} == {"LEC-LECTEURS-AMBIGUS"}
    assert [finding.subject for finding in made.findings] == ["cps", "vitale", "contactless"]


def test_only_the_picked_model_is_asked() -> None:
    names = [
        *kaplink2("00504969"),
        "Identiv uTrust 4701 F CL Reader 2",
        "Identiv uTrust 4701 F Contact Reader 0",
    ]
    assert plan(names, model="utrust4701f").roles == {Role.CONTACTLESS: names[3]}
    assert plan(names, model="utrust4701f").free == (names[4],)
    assert Role.CONTACTLESS not in plan(names).roles, "two contactless readers"
    lacking = plan(names, model="utrust4701f").findings
    assert [finding.code for finding in lacking] == ["LEC-ROLE-SANS-LECTEUR"] * 2
    assert all(finding.severity is Severity.WARNS for finding in lacking)


@given(
    st.lists(
        st.sampled_from([*kaplink2("1"), *kaplink2("2"), "X 00 00", "Ingenico Leo 0"]), unique=True
    )
)
def test_a_plan_never_guesses(names: list[str]) -> None:
    made = plan(names)
    for role, name in made.roles.items():
        told = identify(name)
        assert told is not None
        assert told.use.role is role
        assert sum(identify(other) == told for other in names) == 1
    assert len(made.roles) + len(made.findings) == len(Role)
    assert set(made.unknown) == {"X 00 00"} & set(names)
    assert all(identify(name) and identify(name).use is SlotUse.EITHER for name in made.free)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("wanted", "plugged", "found"),
    [
        ("KAPELSE 00504969 KAP-LINK2 2 0", ["KAPELSE 00504969 KAP-LINK2 2 1"], 0),
        ("KAPELSE 00504969 KAP-LINK2 2 0", ["KAPELSE 00478521 KAP-LINK2 2 0"], None),
        ("KAPELSE 00504969 KAP-LINK2 2 0", ["KAPELSE 00504969 KAP-LINK2 1 0"], None),
        ("KAPELSE 00504969 KAP-LINK2 2 0", kaplink2("00504969"), 2),
        ("Kapelse CCID Interface slot0 0", ["Kapelse CCID Interface slot0 1"] * 2, None),
        ("Windows Reader 0", ["Windows Reader 1"], None),
    ],
)
def test_the_configured_slot_is_found_under_other_numbers(
    wanted: str, plugged: list[str], found: int | None
) -> None:
    assert find_reader(wanted, plugged) == (None if found is None else plugged[found])
