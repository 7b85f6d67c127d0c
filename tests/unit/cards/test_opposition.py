"""The list of opposed cards: read whole or refused with its line."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binocle.cards import (
    CardType,
    Opposition,
    OppositionReason,
    VitaleCard,
    age_findings,
    parse_oppositions,
    require_not_opposed,
)
from binocle.kernel import OperatorActionNeeded, PeerViolation

# Protocols of the simulated peers 3, copied by hand.
LIST = """SIMULATEUR BINOCLE;LISTE-OPPOSITION;1;20240527;3
0000000042;20240101;P
0468920691;20240528;V
9999999999;20231231;I
FIN;3
"""
DAYS = st.dates(date(1900, 1, 1))


def card(serial: str | None) -> VitaleCard:
    at = datetime(2024, 5, 28, 9, tzinfo=UTC)
    return VitaleCard(serial, CardType.REAL, None, (), (), at, date(2024, 5, 28))


def line_refused(text: str | bytes) -> int:
    content = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(PeerViolation) as caught:
        parse_oppositions(content)
    assert caught.value.code == "CAR-LISTE-OPPOSITION-ILLISIBLE"
    return int(caught.value.facts["ligne"])


def test_the_printed_list() -> None:
    found = parse_oppositions(LIST.encode())
    assert found.edition == date(2024, 5, 27)
    assert found.entries == {
        "0000000042": Opposition(date(2024, 1, 1), OppositionReason.LOST),
        "0468920691": Opposition(date(2024, 5, 28), OppositionReason.STOLEN),
        "9999999999": Opposition(date(2023, 12, 31), OppositionReason.INVALID),
    }


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("SIMULATEUR", "SIMULACRE", 1),
        (";1;2024", ";2;2024", 1),
        ("20240527;3", "20240532;3", 1),
        ("20240527;3", "20240527;03", 1),
        ("20240527;3", "20240527;4", 5),
        ("FIN;3", "FIN;2", 5),
        ("FIN;3\n", "", 4),
        ("FIN;3\n", "FIN;3", 5),
        ("FIN;3\n", "FIN;3\n\n", 5),
        ("FIN;3\n", "FIN;3\nFIN;3\n", 5),
        ("0468920691", "0000000042", 3),
        ("0468920691", "0000000041", 3),
        ("0468920691", "468920691", 3),
        ("0468920691", "046892069A", 3),
        (";V", ";X", 3),
        ("20240528;V", "20240230;V", 3),
        ("\n046", "\r\n046", 2),
        ("0468920691;20240528;V\n", "", 4),
    ],
)
def test_a_damaged_list_is_refused_with_its_line(old: str, new: str, line: int) -> None:
    assert LIST.count(old) >= 1
    assert line_refused(LIST.replace(old, new, 1)) == line


@pytest.mark.parametrize("content", [b"", b"\n", b"FIN;0\n"])
def test_what_is_no_list_is_refused(content: bytes) -> None:
    assert line_refused(content) == 1


def test_bytes_that_are_no_text_are_refused() -> None:
    assert line_refused(LIST.encode().replace(b"0468920691", b"04689\xff0691")) == 3


@given(st.integers(0, len(LIST) - 1))
def test_a_list_cut_anywhere_is_refused(size: int) -> None:
    assert line_refused(LIST.encode()[:size])


entries = st.dictionaries(
    st.from_regex("[0-9]{10}", fullmatch=True),
    st.tuples(DAYS, st.sampled_from(OppositionReason)),
    max_size=20,
)


@given(edition=DAYS, drawn=entries)
def test_any_list_is_read_as_it_was_written(
    edition: date, drawn: dict[str, tuple[date, OppositionReason]]
) -> None:
    rows = [
        f"{serial};{first.isoformat().replace('-', '')};{reason.value}"
        for serial, (first, reason) in sorted(drawn.items())
    ]
    day = edition.isoformat().replace("-", "")
    head = f"SIMULATEUR BINOCLE;LISTE-OPPOSITION;1;{day};{len(rows)}"
    found = parse_oppositions("\n".join([head, *rows, f"FIN;{len(rows)}", ""]).encode())
    assert found.edition == edition
    assert found.entries == {serial: Opposition(*entry) for serial, entry in drawn.items()}


@given(st.binary(max_size=200))
def test_any_bytes_are_a_list_or_a_refusal(content: bytes) -> None:
    assert line_refused(content) >= 1, "no two hundred random bytes make a list"


@pytest.mark.parametrize(("day", "opposed"), [(27, False), (28, True), (29, True)])
def test_an_opposition_holds_from_its_first_day(day: int, *, opposed: bool) -> None:
    found = parse_oppositions(LIST.encode())
    today = date(2024, 5, day)
    require_not_opposed(card("0468920692"), found, today)
    require_not_opposed(card(None), found, today)
    if not opposed:
        require_not_opposed(card("0468920691"), found, today)
        return
    with pytest.raises(OperatorActionNeeded) as caught:
        require_not_opposed(card("0468920691"), found, today)
    assert caught.value.code == "CAR-EN-OPPOSITION"
    assert caught.value.facts == {"serie": "0468920691", "motif": "volée", "jour": "28/05/2024"}


@pytest.mark.parametrize(("age", "told"), [(-1, []), (7, []), (8, [8])])
def test_an_old_list_is_told(age: int, told: list[int]) -> None:
    found = parse_oppositions(LIST.encode())
    warned = age_findings(found, found.edition + timedelta(days=age), days=7)
    assert [finding.facts["jours"] for finding in warned] == told
