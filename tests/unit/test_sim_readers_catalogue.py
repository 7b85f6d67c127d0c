"""The simulated catalogue: models whole, names of the three systems, what each reader carries."""

import re

import pytest

from binocle_simulators.bench import Bench
from binocle_simulators.cards import CpsCard, ForeignCard
from binocle_simulators.control import Impossible
from binocle_simulators.readers import (
    NAMINGS,
    Device,
    ReaderModel,
    ReaderRack,
    ReaderSimulator,
    Slot,
    SlotModel,
    SlotTraits,
    UnknownReader,
    load_models,
    model_of,
)
from binocle_simulators.world import World

MODELS = load_models()
T1_ATR = bytes.fromhex("3B8580018073C82110" + "00")
TOO_LONG = b"\x67\x00"


@pytest.fixture
def world() -> World:
    return World(seed=7)


def test_the_models_of_the_sheet_are_there() -> None:
    assert set(MODELS) == {
        *("kaplink2", "tikap", "inside", "kapmove", "kaplink", "kapcare", "kapgo", "eskapad"),
        *("kapecv", "utrust4701f", "utrust4711f", "set2cless", "leo", "leov2", "prium4"),
        *("iwl250", "baladeur2", "vitalact3s", "vehis", "move5000"),
    }


@pytest.mark.parametrize("naming", NAMINGS)
@pytest.mark.parametrize("model", MODELS.values(), ids=lambda model: model.key)
def test_every_model_is_whole(model: ReaderModel, naming: str, world: World) -> None:
    reader = ReaderSimulator(model, world=world, naming=naming)
    assert len({slot.role for slot in reader.slots}) == len(reader.slots) <= 3
    assert len({slot.name for slot in reader.slots}) == len(reader.slots)
    assert [slot.id for slot in reader.slots] == [f"{model.key}:{s.role}" for s in reader.slots]
    assert all(len(slot.name) < 128 for slot in reader.slots)  # the limit of PC/SC
    assert all("{" not in slot.name for slot in reader.slots)
    assert all((model.label, model.source, model.confidence))
    assert re.fullmatch(r"[0-9A-F]{4}:[0-9A-F]{4}|unknown", model.usb)
    assert all(re.fullmatch(r"[0-9A-F]{8}|", slot.features) for slot in model.slots)


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("kaplink2", "KAPELSE 00504969 KAP-LINK2 2 0"),
        ("prium4", "Ingenico 80028721 OL TELIUM 3 0"),
        ("tikap", "Kapelse CCID Interface CLESS slot2 0"),
        ("set2cless", "Identiv uTrust 4701 F CL Reader 2"),
    ],
)
def test_windows_names_are_the_printed_ones(key: str, name: str, world: World) -> None:
    reader = ReaderSimulator(model_of(key), world=world, naming="windows")
    assert reader.slot("contactless").name == name


def test_linux_and_macos_names() -> None:
    kaplink2, identiv = model_of("kaplink2"), model_of("set2cless")
    assert kaplink2.names("linux", serial="00478521", first_number=4) == (
        "KAPELSE KAP-LINK2 [00478521 KAP-LINK2 0] 04 00",
        "KAPELSE KAP-LINK2 [00478521 KAP-LINK2 1] 05 00",
        "KAPELSE KAP-LINK2 [00478521 KAP-LINK2 2] 06 00",
    )
    assert kaplink2.names("macos", serial="00478521", first_number=1) == (
        "KAPELSE KAP-LINK2 01 00",
        "KAPELSE KAP-LINK2 01 01",
        "KAPELSE KAP-LINK2 01 02",
    )
    assert identiv.names("linux", serial="S1", first_number=0)[1] == (
        "Identiv Identiv uTrust 4701 F Dual Interface Reader [uTrust 4701 F CL Reader] (S1) 01 00"
    )


@pytest.mark.parametrize("naming", NAMINGS)
def test_several_readers_at_once_have_names_and_serials_of_their_own(naming: str) -> None:
    with Bench(readers=("kaplink2", "tikap", "kaplink2", "tikap"), naming=naming) as bench:
        assert list(bench.readers) == ["kaplink2", "tikap", "kaplink2-2", "tikap-2"]
        names = list(bench.slot_names().values())
        assert len(set(names)) == len(names) == 12
        assert bench.reader_names()["cps"] == bench.slot("kaplink2:cps").name
        assert bench.slot("cps").id == "kaplink2:cps"
        if naming != "macos":
            assert "00504970" in bench.slot("kaplink2-2:cps").name
        bench.insert("kaplink2-2:cps", bench.cps())
        for where in ("kaplink2:cps", "kaplink2-2:cps"):
            channel = bench.rack.connect(bench.slot(where).name)
            assert channel.transmit(bytes.fromhex("00200001")) == b"\x63\xc3"
        hops = {line.split()[1] for line in bench.world.journal.lines() if " > " in line}
        assert hops == {"apdu:cps", "apdu:kaplink2-2:cps"}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"readers": ("kaplink3",)}, "'kaplink3' is unknown; known: kaplink2, tikap"),
        ({"naming": "beos"}, "'beos' is unknown; known: linux, windows, macos"),
    ],
)
def test_an_unknown_model_or_naming_is_told_with_those_that_exist(
    wrong: dict[str, object], told: str
) -> None:
    with pytest.raises(UnknownReader, match=re.escape(told)):
        Bench(**wrong)  # type: ignore[arg-type]


def test_options_that_a_model_does_not_have_are_refused() -> None:
    with pytest.raises(UnknownReader, match="TPDU level"):
        Device("kaplink2", resolves=True)
    with pytest.raises(UnknownReader, match="'type-b' is unknown; known: part3, t0"):
        Device("kaplink2", contactless_atr="type-b")
    with pytest.raises(Impossible, match="9 slots; PC/SC takes 8 at most"):
        Bench(readers=("kaplink2",) * 3, depth="pcsc")


def test_a_bench_without_a_cps_slot_takes_the_cards_that_fit() -> None:
    with Bench(readers=("set2cless",)) as bench:
        assert bench.slot("vitale").card is not None
        with pytest.raises(LookupError, match="no slot 'cps'; slots: set2cless:vitale"):
            bench.slot("cps")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("role='top',interface='x'", "'top'"),
        ("role='cps',interface='x',level='usb'", "'usb'"),
        ("role='cps',interface='x',protocols=['T=2']", "'T=2'"),
    ],
)
def test_a_wrong_line_of_a_catalogue_is_refused(line: str, told: str) -> None:
    head = "[x]\nlabel='';usb='';maker='';friendly='';serial='0';source='';confidence=''\n"
    with pytest.raises(UnknownReader, match=told):
        load_models(head.replace(";", "\n") + f"slots=[{{{line}}}]")
    with pytest.raises(TypeError):
        load_models(head.replace(";", "\n") + "colour='red'\nslots=[]")
    with pytest.raises(UnknownReader, match="'y'"):
        load_models("[x]\nlike='y'")


# -- what a reader carries ------------------------------------------------------------------------


class Counting(ForeignCard):
    """A card that counts what reaches it and answers 9000 to all."""

    reached = 0

    def exchange(self, command: bytes) -> bytes:
        self.reached += 1
        return b"\x90\x00"


def slot_of(world: World, role: str = "vitale", **slot: object) -> Slot:
    model = SlotModel(role, "x", **slot)  # type: ignore[arg-type]
    return Slot("a reader", role, world=world, traits=SlotTraits(model=model))


EXTENDED = bytes.fromhex("00B00000000100")
SHORT = bytes.fromhex("00B0000000")


@pytest.mark.parametrize(
    ("level", "atr", "passes"),
    [
        ("tpdu", "3B6500002063CB6A00", False),  # T=0
        ("tpdu", "3B9B18800100122500648004010000" + "9044", True),  # T=0 and T=1
        ("tpdu", "3BDC18FF00001225006480000401009000", False),  # T=0 only
        ("tpdu", "3B8001", True),  # T=1 only
        ("short-apdu", "3B6500002063CB6A00", False),
        ("short-apdu", "3B8001", False),
        ("extended-apdu", "3B6500002063CB6A00", True),
    ],
)
def test_an_extended_command_passes_where_it_can(
    world: World, level: str, atr: str, passes: bool
) -> None:
    slot = slot_of(world, level=level)
    card = Counting(bytes.fromhex(atr))
    slot.insert(card)
    assert slot.exchange(SHORT) == b"\x90\x00"
    assert slot.exchange(EXTENDED) == (b"\x90\x00" if passes else TOO_LONG)
    assert card.reached == 1 + passes


@pytest.mark.parametrize(("level", "biggest"), [("tpdu", 271), ("extended-apdu", 1034)])
def test_a_message_has_a_largest_size(world: World, level: str, biggest: int) -> None:
    slot = slot_of(world, level=level, max_message=biggest)
    card = Counting(bytes.fromhex("3B6500002063CB6A00"))
    slot.insert(card)
    command = b"\x00\xd6\x00\x00\xff" + bytes(biggest - 10 - 5)
    assert slot.exchange(command) == b"\x90\x00"
    assert slot.exchange(command + b"\x00") == TOO_LONG
    assert card.reached == 1
    for size in (0, 1, 2, 3, 4, 65_535):
        assert len(slot.exchange(bytes(size))) == 2


def test_a_reader_at_apdu_level_may_follow_61_and_6c_itself(world: World) -> None:
    plain = ReaderSimulator(model_of("leo"), world=world)
    device = Device("leo", resolves=True)
    clever = ReaderSimulator(model_of("leo"), world=world, device=device)
    answers = []
    for reader in (plain, clever):
        reader.slot("cps").insert(CpsCard(chance=world.stream("cps")))
        channel = ReaderRack(reader).connect(reader.slot("cps").name)
        answers.append(channel.transmit(bytes.fromhex("00A40000023F00")))
    waiting, whole = answers
    assert waiting[0] == 0x61
    assert whole[-2:] == b"\x90\x00"
    assert len(whole) == waiting[1] + 2


def test_a_clever_reader_gives_a_wrong_length_again(world: World) -> None:
    slot = Slot("r", "vitale", world=world, traits=SlotTraits(resolves=True))

    class Meticulous(ForeignCard):
        def exchange(self, command: bytes) -> bytes:
            return b"abc\x90\x00" if command[4:] == b"\x03" else b"\x6c\x03"

    slot.insert(Meticulous(T1_ATR))
    assert slot.exchange(SHORT) == b"abc\x90\x00"
    assert slot.exchange(SHORT[:4]) == b"abc\x90\x00"


def test_the_identiv_reader_answers_late(world: World) -> None:
    reader = ReaderSimulator(model_of("utrust4701f"), world=world)
    slot = reader.slot("vitale")
    slot.insert(Counting(T1_ATR))
    before = world.elapsed()
    for _ in range(50):
        slot.exchange(SHORT)
    assert 50 * 0.1 < world.elapsed() - before < 50 * 0.368
    assert slot.exchange(bytes.fromhex("FFCA000000")) == b"\x6d\x00"


# -- contactless ----------------------------------------------------------------------------------


class Phone(Counting):
    """A phone: another UID at each presentation, an ATS without historical bytes."""

    ats = bytes.fromhex("0578807102")

    def __init__(self) -> None:
        super().__init__(b"")
        self.uid = b""
        self.presented = 0

    def power_on(self) -> None:
        self.presented += 1
        self.uid = b"\x08" + self.presented.to_bytes(3, "big")


@pytest.mark.parametrize(
    ("form", "ats", "atr", "historical"),
    [
        ("part3", "0578807102", "3b80800101", ""),
        ("t0", "0578807102", "3b00", ""),
        ("part3", "0A7880710273C8211000", None, "73c8211000"),
        ("part3", "01", "3b80800101", ""),
        ("part3", "0280", "3b80800101", ""),
    ],
)
def test_the_reader_makes_the_atr_of_a_phone(
    world: World, form: str, ats: str, atr: str | None, historical: str
) -> None:
    device = Device("kaplink2", contactless_atr=form)
    reader = ReaderSimulator(model_of("kaplink2"), world=world, device=device)
    phone = Phone()
    phone.ats = bytes.fromhex(ats)
    slot = reader.slot("contactless")
    slot.insert(phone)
    seen = slot.answer_to_reset()
    if atr is not None:
        assert seen.hex() == atr
    assert slot.exchange(bytes.fromhex("FFCA010000")).hex() == historical + "9000"
    if form == "part3":
        assert seen[:4].hex() == f"3b8{len(historical) // 2:x}8001"
        check = 0
        for byte in seen[1:]:
            check ^= byte
        assert check == 0, "the check byte closes the ATR"


def test_a_phone_shows_another_uid_at_each_presentation(world: World) -> None:
    slot = ReaderSimulator(model_of("tikap"), world=world).slot("contactless")
    phone, seen = Phone(), set()
    for _ in range(3):
        slot.insert(phone)
        uid = slot.exchange(bytes.fromhex("FFCA000000"))
        assert (len(uid), uid[0]) == (6, 0x08)
        seen.add(uid)
    assert len(seen) == 3
    assert phone.reached == 0, "the reader answers class FF, never the card"


@pytest.mark.parametrize("command", ["FFB0000010", "FFD6000010" + "00" * 16, "FF82000006", "FF"])
def test_other_pseudo_commands_are_not_supported(world: World, command: str) -> None:
    reader = ReaderSimulator(model_of("kaplink2"), world=world)
    for role, answer in (("contactless", b"\x6a\x81"), ("vitale", b"\x6e\x00")):
        card = Counting(T1_ATR)
        reader.slot(role).insert(card)
        assert reader.slot(role).exchange(bytes.fromhex(command)) == answer
        assert card.reached == 0


def test_a_memory_card_has_no_historical_bytes_of_14443(world: World) -> None:
    slot = ReaderSimulator(model_of("kaplink2"), world=world).slot("contactless")
    slot.insert(Counting(bytes.fromhex("3B6500002063CB6A00")))
    assert slot.exchange(bytes.fromhex("FFCA010000")) == b"\x6a\x81"


def test_an_ats_with_a_wrong_length_is_a_mistake_of_the_bench(world: World) -> None:
    slot = ReaderSimulator(model_of("kaplink2"), world=world).slot("contactless")
    phone = Phone()
    phone.ats = b"\x06\x78"
    with pytest.raises(ValueError, match="starts with its length"):
        slot.insert(phone)
