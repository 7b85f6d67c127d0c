"""The simulated Vitale card, driven as its known clients drive it (cards sheet 1.5)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binocle_simulators.cards import (
    BANK_CARD,
    VITALE_1,
    ForeignCard,
    Iso7816Card,
    UnfitForCard,
    VitaleCard,
)
from binocle_simulators.cards.tlv import BadTlv, parse, tlv
from binocle_simulators.people import load_people

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


def with_right_length(card: Iso7816Card, command: str) -> tuple[bytes, str]:
    """RUFUS: on 6Cxx, the same command with its last byte replaced; up to 4 tries."""
    for _ in range(4):
        data, sw = ask(card, command)
        if not sw.startswith("6c"):
            return data, sw
        command = command[:-2] + sw[2:]
    raise AssertionError(f"no right length: {command}")


def fetched(card: Iso7816Card, command: str) -> tuple[bytes, str]:
    """PEEK: GET RESPONSE in a loop on 61xx."""
    whole, sw = ask(card, command)
    while sw.startswith("61"):
        data, sw = ask(card, "00C00000" + sw[2:])
        whole += data
    return whole, sw


def read_whole(card: Iso7816Card) -> bytes:
    """PEEK: 256 bytes further each time, until the answer is not 256 bytes or not 9000."""
    whole = b""
    while True:
        data, sw = with_right_length(card, f"00B0{len(whole):04X}00")
        whole += data
        if len(data) != 256 or sw != "9000":
            return whole


def holders(data: bytes) -> list[dict[int, bytes]]:
    return [dict(parse(value)) for tag, value in parse(data) if tag == 0x65]


def test_rufus_reads_names_then_numbers() -> None:
    card = family()
    _, sw = fetched(card, "00A40000023F00")
    assert sw == "9000"
    identity, sw = with_right_length(card, "00B0820000")
    assert sw == "9000"
    assert [(h[0x80], h[0x81], h[0x82]) for h in holders(identity)] == [
        (b"FICTIVE", b"CAMILLE", b"19900115"),
        (b"FICTIVE", b"ZOE", b"20150230"),
    ]
    ask(card, "00A404000B" + VITALE)  # no Le, status not looked at
    numbers, sw = with_right_length(card, "00B0820000")
    assert sw == "9000"
    assert [h[0x93] for h in holders(numbers)] == [b"290019999900113"] * 2


def test_a_known_client_reads_d001_with_fixed_lengths() -> None:
    card = VitaleCard(PEOPLE["desmaux"])
    assert ask(card, "00A404000E" + MF_VITALE + "00") == (b"", "611e")
    assert ask(card, "00A4020002D00100") == (b"", "611e")
    template, sw = ask(card, "00C000001E")
    assert (len(template), template[0], sw) == (0x1E, 0x6F, "9000")
    identity, sw = ask(card, "00B000007C")
    assert (len(identity), sw) == (0x7C, "9000")
    assert holders(identity) == [{0x80: b"DESMAUX", 0x81: b"NATHALIE", 0x82: b"19550615"}]


def test_peek_follows_pointers_to_every_file_and_one_is_shut() -> None:
    card = family()
    assert fetched(card, f"00A404000B{VITALE}00")[1] == "9000"
    assert fetched(card, "00A402000220 0100")[1] == "9000"
    ((outer, pointers),) = parse(read_whole(card))
    (applications, *files) = parse(pointers)
    assert outer == 0xE0
    assert applications[0] == 0xA0
    aids = {value[:2]: value[4:] for tag, value in parse(applications[1]) if tag == 0x82}
    assert {aid.hex().upper() for aid in aids.values()} == {MF_VITALE, VITALE}
    statuses = {}
    for tag, entry in files:
        assert (tag, len(entry)) == (0x80, 12)
        fetched(card, f"00A40400{len(aids[entry[8:10]]):02X}{aids[entry[8:10]].hex()}00")
        assert fetched(card, f"00A4020002{entry[10:].hex()}00")[1] == "9000"
        statuses[entry[:8]] = with_right_length(card, "00B0000000")[1]
    assert statuses.pop(b"FERME   ") == "6982"
    assert set(statuses.values()) == {"9000"}


def test_the_rights_file_says_what_it_is_and_carries_the_person() -> None:
    card = VitaleCard(PEOPLE["desmaux"])
    fetched(card, f"00A404000B{VITALE}00")
    fetched(card, "00A40200022A0100")
    ((tag, rights),) = parse(read_whole(card))
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


@pytest.mark.parametrize("atr", [VITALE_1, BANK_CARD])
def test_a_foreign_card_has_nothing_of_a_vitale(atr: bytes) -> None:
    card = ForeignCard(atr)
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
