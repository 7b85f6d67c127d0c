"""The simulated Vitale cards, driven as their known clients drive them (cards sheet 1.5)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.vitale_clients import ClientLost, Found, node, peek, rufus

from binocle_simulators.cards import (
    BANK_CARD,
    DAMAGES,
    VITALE_1_CARDS,
    VITALE_2_ATRS,
    ForeignCard,
    Iso7816Card,
    Making,
    RawFile,
    UnfitForCard,
    Validity,
    Vitale1Card,
    VitaleCard,
    card_files,
)
from binocle_simulators.cards.tlv import BadTlv, parse, tlv
from binocle_simulators.factories import PersonFactory
from binocle_simulators.people import Person, load_people
from binocle_simulators.world import World

PEOPLE = load_people()
MF_VITALE = "D2500000024D465F564954414C45"
VITALE = "D250000002564954414C45"


def family() -> VitaleCard:
    card = VitaleCard(PEOPLE["fictive"], PEOPLE["enfant"])
    card.power_on()
    return card


def ask(card: Iso7816Card, command: str) -> tuple[bytes, str]:
    answer = card.exchange(bytes.fromhex(command))
    return answer[:-2], answer[-2:].hex()


def fetched(card: Iso7816Card, command: str) -> tuple[bytes, str]:
    whole, sw = ask(card, command)
    while sw.startswith("61"):
        data, sw = ask(card, "00C00000" + sw[2:])
        whole += data
    return whole, sw


def file_of(card: Iso7816Card, path: str) -> bytes:
    return next(file.data for file in card_files(card) if file.path == path)


def printed(people: tuple[Person, ...]) -> list[Found]:
    return [Found(p.name, p.first_name, p.printed_birth, p.nir) for p in people]


def nameless(found: list[Found]) -> list[Found]:
    """Return what the Node client could know: no number."""
    return [each._replace(nir="") for each in found]


CARDS = [
    [key for key, person in PEOPLE.items() if person.card_serial == serial]
    for serial in dict.fromkeys(person.card_serial for person in PEOPLE.values())
]


@pytest.mark.parametrize("keys", CARDS, ids="+".join)
def test_the_three_clients_get_the_same_people(keys: list[str]) -> None:
    people = tuple(PEOPLE[key] for key in keys)
    card = VitaleCard(*people)
    card.power_on()
    assert rufus(card.exchange) == printed(people)
    assert peek(card.exchange).holders == printed(people)
    seen = node(card.exchange)
    assert seen == nameless(printed(people))[: len(seen)]
    assert len(seen) == len(people) or len(people) > 3, "124 bytes hold three people at least"


def test_twins_differ_by_first_name_and_rank_only() -> None:
    one, two = PEOPLE["jumelle"], PEOPLE["jumeau"]
    assert (one.birth, one.nir, one.name) == (two.birth, two.nir, two.name)
    assert (one.rank, two.rank) == ("1", "2")
    found = rufus(VitaleCard(one, two).exchange)
    assert found[0]._replace(first_name="") == found[1]._replace(first_name="")


@given(seed=st.integers(0, 10**6), count=st.integers(1, 6))
def test_made_people_read_back_the_same_by_all(seed: int, count: int) -> None:
    chance = World(seed).stream("people")
    insured = PersonFactory.build(chance=chance)
    others = [
        replace(
            PersonFactory.build(chance=chance), nir=insured.nir, card_serial=insured.card_serial
        )
        for _ in range(count - 1)
    ]
    people = (insured, *others)
    card = VitaleCard(*people)
    card.power_on()
    assert rufus(card.exchange) == printed(people) == peek(card.exchange).holders
    seen = node(card.exchange)
    assert seen
    assert seen == nameless(printed(people))[: len(seen)]


def test_peek_sees_every_file_one_shut_and_the_first_day() -> None:
    making = Making(validity=Validity("20190304", "20290303"))
    walk = peek(VitaleCard(PEOPLE["desmaux"], making=making).exchange)
    assert walk.shut == ["FERME"]
    assert walk.first_day == "20190304"
    assert {*walk.files} == {
        "IDENTITE", "DIR", "PAN", "NIR", "VALIDITE", "CERTIF", "DROITSIM", "CIAINFO", "ADELE",
    }  # fmt: skip
    for name in ("CERTIF", "DROITSIM", "CIAINFO", "ADELE"):
        assert b"SIMULATEUR BINOCLE" in walk.files[name], "what is ours says so"


def test_the_certificate_has_the_sourced_objects() -> None:
    ((tag, value),) = parse(file_of(VitaleCard(PEOPLE["desmaux"]), "3F00/2000/2004"))
    assert tag == 0x7F21
    assert [inner for inner, _ in parse(value)] == [0x5F37, 0x5F38]


@pytest.mark.parametrize("aid", ["E828BD080FD2500000044164E86C65", "D2500000044164E86C650101"])
def test_the_adele_applications_are_there(aid: str) -> None:
    assert ask(family(), f"00A40400{len(aid) // 2:02X}{aid}")[1].startswith("61")


def test_a_holder_has_a_nationality() -> None:
    ((_, holder),) = parse(file_of(VitaleCard(PEOPLE["alain"]), "3F00/D001"))
    assert dict(parse(holder))[0x90] == b"250"


def test_a_century_may_lack_or_be_wrong_on_the_card_alone() -> None:
    lacking, wrong = PEOPLE["sanssiecle"], PEOPLE["pupille"]
    assert rufus(VitaleCard(lacking).exchange)[0].birth == lacking.birth[2:] == "200120"
    (found,) = rufus(VitaleCard(wrong).exchange)
    assert (found.birth, wrong.birth, wrong.quality) == ("19150119", "20150119", "9")
    for person in (lacking, wrong):
        ((_, rights),) = parse(file_of(VitaleCard(person), "3F00/2000/2A01"))
        holder = dict(parse(dict(parse(rights))[0xA5]))
        assert holder[0x86].decode() == person.card_birth


@pytest.mark.parametrize(
    ("rights", "closed"),
    [
        ([("20200101", "20301231")], [("20200101", "20231231")]),
        ([("20200101", "00000000")], [("20200101", "20231231")]),
        ([("20200101", "20210101")], [("20200101", "20210101")]),
        ([("20240101", "00000000")], []),
    ],
)
def test_rights_may_be_closed(rights: list[tuple[str, str]], closed: list[tuple[str, str]]) -> None:
    person = replace(PEOPLE["pere"], rights=tuple(rights), covers=())
    card = VitaleCard(person, making=Making(rights_closed_on="20231231"))
    ((_, found),) = parse(file_of(card, "3F00/2000/2A01"))
    periods = [value for tag, value in parse(dict(parse(found))[0xA5]) if tag == 0xA0]
    assert [tuple(day.decode() for _, day in parse(p)) for p in periods] == closed


def test_all_sourced_variants_wake_up() -> None:
    assert len(VITALE_2_ATRS) == 10
    for variant, atr in VITALE_2_ATRS.items():
        assert (len(atr), atr[5]) == (10, int(variant[:2], 16))
        assert VitaleCard(PEOPLE["desmaux"], making=Making(atr=atr)).atr == atr


@pytest.mark.parametrize("name", VITALE_1_CARDS)
def test_a_vitale_1_refuses_whatever_comes(name: str) -> None:
    card = Vitale1Card(VITALE_1_CARDS[name])
    assert card.atr[0] == 0x3F, "inverse convention"
    card.power_on()
    for command in ("00A40000023F00", "00B0820000", "BCB0000004", "", "00" * 300):
        assert ask(card, command) == (b"", "6e00")
    with pytest.raises(ClientLost):
        rufus(card.exchange)


@pytest.mark.parametrize("name", DAMAGES)
@pytest.mark.parametrize("keys", [("pere",), ("tutrice", "pupille")], ids="+".join)
def test_each_damage_changes_one_file_and_no_two_the_same(name: str, keys: tuple[str, ...]) -> None:
    people = [PEOPLE[key] for key in keys]
    right = {file.path: file.data for file in card_files(VitaleCard(*people))}
    hurt = {
        file.path: file.data
        for file in card_files(VitaleCard(*people, making=Making(damages=(name,))))
    }
    assert len([path for path in right if hurt.get(path) != right[path]]) == 1


@given(st.lists(st.sampled_from(sorted(DAMAGES)), max_size=12))
def test_damages_heap_up(names: list[str]) -> None:
    card = VitaleCard(PEOPLE["pere"], making=Making(damages=tuple(names)))
    card.power_on()
    assert len(card.exchange(bytes.fromhex("00B0820000"))) >= 2


def test_a_raw_file_takes_the_place_of_another() -> None:
    files = (RawFile("VITALE", 0x2A01, b"abc"), RawFile("MF_VITALE", 0x1234, b"def"))
    card = VitaleCard(PEOPLE["pere"], making=Making(files=files))
    assert file_of(card, "3F00/2000/2A01") == b"abc"
    assert fetched(card, "00A40000021234")[1] == "9000"
    assert ask(card, "00B0000003") == (b"def", "9000")


def test_the_rights_file_says_what_it_is_and_carries_the_person() -> None:
    card = VitaleCard(PEOPLE["desmaux"])
    ((tag, rights),) = parse(file_of(card, "3F00/2000/2A01"))
    (maker, kind, serial, (holder_tag, holder)) = parse(rights)
    assert (tag, holder_tag) == (0xE1, 0xA5)
    assert (maker, kind, serial) == (
        (0x80, b"SIMULATEUR BINOCLE 1"),
        (0x81, b"D"),
        (0x82, b"0468920691"),
    )
    objects = list(parse(holder))
    assert dict(objects)[0x85] == b"255069999999934"
    assert [value for tag, value in objects if tag == 0x8A] == [
        b"5, BD MARIE ET ALEXANDRE OYON",
        b"72019 LE MANS CEDEX 2",
    ]
    assert list(parse(dict(objects)[0xA0])) == [(0x80, b"20200201"), (0x81, b"20250131")]
    assert list(parse(dict(objects)[0xA1]))[-1] == (0x85, b"060")
    assert 0xA2 not in dict(objects)  # this card carries no complementary insurer


@pytest.mark.parametrize(
    ("command", "sw"),
    [
        ("00A40000023F01", "6a82"),
        ("00A4020002 2000", "611e"),
        ("00A4010002 D001", "6a82"),  # a file is not a directory
        ("00A4010002 2000", "611e"),
        ("00A4040009 D25000000256495441", "611e"),  # name cut on its right
        ("00A4040005 D250000002", "611e"),
        ("00A4040205 D250000002", "611e"),
        ("00A4040004 D2500000", "6a80"),
        ("00A4090004 3F00D001", "611e"),
        ("00A4080004 2000 2A01", "611e"),
        ("00A4080004 2000 2AFF", "6a82"),
        ("00A4000C02 3F00", "9000"),
        ("00A4000002 D001", "611e"),
        ("00A4080006 D001 D001 D001", "6a82"),
        ("00A4080003 2000 2A", "6700"),
        ("00A4030002 3F00", "6700"),
        ("00C0010000", "6a86"),
        ("00A4030C", "9000"),
        ("00A40008023F00", "6a86"),
        ("00A4050002D001", "6a86"),
        ("00A40000033F00", "6700"),
        ("00B0000000", "6986"),
        ("00B0820100", "6c7f"),
        ("00B08280FF", "6b00"),
        ("00B0830000", "6a82"),
        ("00B0E20000", "6a86"),
        ("00C0000000", "6985"),
        ("00D6000001FF", "6d00"),
        ("80A40000023F00", "6e00"),
        ("01A40000023F00", "6881"),
        ("FFCA000000", "6e00"),
        ("00", "6700"),
        ("", "6700"),
    ],
)
def test_status_words(command: str, sw: str) -> None:
    assert ask(VitaleCard(PEOPLE["desmaux"]), command) == (b"", sw)


def test_the_next_application_of_a_partial_name() -> None:
    card = family()
    fids = []
    for p2 in ("00", "02"):
        template, _ = fetched(card, f"00A404{p2}05D250000002")
        fids.append(dict(parse(dict(parse(template))[0x6F]))[0x83].hex())
    assert fids == ["3f00", "2000"]
    assert ask(card, "00A4040205D250000002") == (b"", "6a82")


def test_get_response_gives_a_part_then_the_rest_then_nothing() -> None:
    card = family()
    assert ask(card, "00A40000023F00") == (b"", "611e")
    assert ask(card, "00C0000020") == (b"", "6c1e")
    first, sw = ask(card, "00C0000010")
    assert sw == "610e"
    rest, sw = ask(card, "00C000000E")
    assert sw == "9000"
    assert (first + rest)[:2] == b"\x6f\x1c"
    assert ask(card, "00C000000E") == (b"", "6985")


def test_power_on_forgets_the_place() -> None:
    card = family()
    ask(card, "00A4020C02D001")
    assert ask(card, "00B0000001")[1] == "9000"
    card.reset()
    assert ask(card, "00B0000001") == (b"", "6986")


def test_people_who_do_not_fit_are_refused() -> None:
    with pytest.raises(UnfitForCard, match="share"):
        VitaleCard(PEOPLE["desmaux"], PEOPLE["fictive"])
    with pytest.raises(UnfitForCard, match="template of 1"):
        VitaleCard(replace(PEOPLE["desmaux"], name="A" * 120))
    with pytest.raises(UnfitForCard, match="Latin-1"):
        VitaleCard(replace(PEOPLE["desmaux"], name="Ž"))
    with pytest.raises(UnfitForCard, match="slash"):
        VitaleCard(replace(PEOPLE["desmaux"], name="A/B"))
    with pytest.raises(UnfitForCard, match="known clients read 256"):
        VitaleCard(*[PEOPLE["desmaux"]] * 8)
    with pytest.raises(UnfitForCard, match="32768 bytes"):
        VitaleCard(PEOPLE["pere"], making=Making(files=(RawFile("VITALE", 0x2A10, bytes(32768)),)))
    with pytest.raises(UnfitForCard, match="no file id"):
        VitaleCard(PEOPLE["pere"], making=Making(files=(RawFile("VITALE", 0x2000, b""),)))


def test_a_card_marked_real_carries_nobody_s_number() -> None:
    somebody_s = PEOPLE["alain"].nir
    with pytest.raises(UnfitForCard, match="99999"):
        VitaleCard(replace(PEOPLE["reelle"], nir=somebody_s))
    with pytest.raises(UnfitForCard, match="99999"):
        VitaleCard(replace(PEOPLE["reelle"], own_nir=somebody_s))
    assert VitaleCard(PEOPLE["reelle"]).people[0].card_type == "R"


def test_a_foreign_card_has_nothing_of_a_vitale() -> None:
    card = ForeignCard(BANK_CARD)
    assert ask(card, "00A404000B" + VITALE) == (b"", "6a82")
    assert ask(card, "00B0820000") == (b"", "6a82")


CARD = family()
HEADS = [bytes.fromhex(h) for h in ("00A400", "00A404", "00A408", "00B0", "00C0", "00", "FF")]


@given(head=st.sampled_from([b"", *HEADS]), tail=st.binary(max_size=24))
def test_any_bytes_get_a_status_word(head: bytes, tail: bytes) -> None:
    answer = CARD.exchange(head + tail)
    assert len(answer) >= 2
    assert answer[-2] in (0x61, 0x62, 0x67, 0x68, 0x69, 0x6A, 0x6B, 0x6C, 0x6D, 0x6E, 0x90)


TAGS = st.sampled_from((0x80, 0x65, 0x7F41, 0xBF8101))


@given(st.lists(st.tuples(TAGS, st.binary(max_size=300))))
def test_tlv_reads_what_it_writes_filler_or_not(objects: list[tuple[int, bytes]]) -> None:
    assert list(parse(b"\0".join(tlv(t, v) for t, v in objects) + bytes(3))) == objects


@pytest.mark.parametrize("cut", ["65", "6505AA", "658201", "6580AA0000", "7F"])
def test_tlv_refuses_what_is_cut(cut: str) -> None:
    with pytest.raises(BadTlv):
        list(parse(bytes.fromhex(cut)))
