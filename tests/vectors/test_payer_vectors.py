"""Golden vectors of what else payers and the concentrator send, against the simulators' writers."""

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from binocle_simulators.concentrator import LotFacts
from binocle_simulators.concentrator.notices import notice_record
from binocle_simulators.payers import CODES
from binocle_simulators.payers.entities import closing, entity
from binocle_simulators.payers.formats import (
    Movement,
    Names,
    OneOff,
    Order,
    Part,
    Reject,
    Section,
    Settled,
    SettledLine,
    Transfer,
    moved,
    noemie_file,
)
from binocle_simulators.payers.older import older_file

Vector = dict[str, Any]
TEXT = Path(__file__).with_name("noemie_payers.toml").read_text(encoding="utf-8")
VECTORS: dict[str, Vector] = {vector["name"]: vector for vector in tomllib.loads(TEXT)["vector"]}

DAY, LOT_DAY = "240529", "240528"
NOT_KNOWN = Reject("0450", "0561", CODES["0450 0561"])
ALAIN = Names(birth="FICTIF", first="ALAIN", beneficiary="FICTIF", beneficiary_first="ALAIN")
LINE = SettledLine("VU3", LOT_DAY, 1, 10_000, 469, 100, 10_000, 469, 83)
NOTHING = SettledLine("VU3", LOT_DAY, 1, 10_000, 5, 60, 10_000, 3, 0)


def settled(number: str, amo: Part, amc: Part | None = None, **more: Any) -> Settled:
    values: dict[str, Any] = {
        "billing_date": LOT_DAY, "kind": "F", "handling": " ", "nir": "142199999900184",
        "own_nir": "", "birth": "420119", "birth_rank": "1", "insurer": "0062013354" if amc else "",
        "lot": "027", "lot_date": LOT_DAY,
    }  # fmt: skip
    return Settled(number=number, amo=amo, amc=amc, **values | more)


def order(name: str, *sections: Section, sender: str = "00000001999000", file: int = 1) -> Order:
    is_fund = sender.endswith("000")
    part = "AMO" if is_fund else "AMC"
    transfer = Transfer(
        sender_type="CP" if is_fund else "OC",
        sender=sender,
        partner="992604231",
        file=f"{file:06d}",
        day=DAY,
        labels=(f"VIR {part} LIGNE 1 - {name}", f"VIR {part} LIGNE 2 - {name}"),
        organisation=sender[6:] if is_fund else sender[4:],
    )
    return Order(transfer, sections)


def invoices(*some: Settled) -> Section:
    return Section("01", invoices=some)


def paid(cents: int) -> Part:
    return Part(cents, "P", cents)


def one_off(rank: int, cents: int) -> OneOff:
    return OneOff(
        cents, code=f"CODE{rank}", label=f"LIBELLE{rank}", nir=f"PAT0{rank}", nir_key="00",
        birth="991130", start="150101", end="150101",
    )  # fmt: skip


BIRTH = Movement("DETTE7FR", DAY, "OID", "CIN", 552, 0)
HELD = replace(BIRTH, operation="RPR", cents=-552)
APART = Movement("DETTE9FR", DAY, "IND", "RPR", -230, 0)
TAKEN_BACK = settled(
    "000000259", paid(469), paid(83), sign="N", movements=(BIRTH, HELD), handling="C",
    billing_date=DAY, lot="040", lot_date=DAY,
)  # fmt: skip
PASSED_ON = settled(
    "000000259", Part(469, " ", 0), paid(83), kind="A", handling="N", billing_date=DAY, lot="040",
    lot_date=DAY,
)  # fmt: skip
REJECTED = settled(
    "000000203", Part(3, "R", 0), lines=(NOTHING,), names=ALAIN, rejects=(NOT_KNOWN,)
)
OLDER = older_file(
    [
        order(
            "1FR",
            invoices(
                settled("000000201", paid(469), paid(83), lines=(LINE,), names=ALAIN),
                REJECTED,
            ),
        )
    ]
)
FILES = {
    "file: printed transfer of 94,48, taken back and paid otherwise": noemie_file(
        [
            order(
                "7FR-2",
                invoices(TAKEN_BACK),
                Section("03", payments=(one_off(1, 4_000), one_off(2, 6_000))),
                sender="00000010349000",
                file=2,
            )
        ]
    ),
    "file: printed transfer of 3,22, a debt withheld": noemie_file(
        [
            order(
                "9FR",
                invoices(
                    settled("000000260", paid(552), billing_date=DAY, lot="041", lot_date=DAY)
                ),
                Section("05", movements=(APART,)),
                sender="00000001349000",
                file=2,
            )
        ]
    ),
    "file: two transfers": noemie_file(
        [
            order("1FR", invoices(settled("000000001", paid(9)))),
            order("1FR-2", invoices(settled("000000002", paid(5)))),
        ]
    ),
    "file: older family, one invoice paid and one rejected": OLDER,
    "file: an insurer pays what a fund passed on": noemie_file(
        [order("1FR", invoices(PASSED_ON), sender="00000062013354")]
    ),
    "file: a lump sum and no invoice": noemie_file(
        [
            order(
                "1FR",
                Section(
                    "03",
                    payments=(
                        OneOff(
                            30_000, code="AIDE", label="AIDE A LA TELETRANSMISSION", period="A",
                            start="240101", end="241231",
                        ),
                    ),
                ),
            )
        ]
    ),
}  # fmt: skip


def stream(content: bytes) -> str:
    """Put the blocks of a file together again."""
    blocks = (content[at + 1 : at + 128] for at in range(128, len(content) - 128, 128))
    return b"".join(blocks).decode("latin-1")


IN_OLDER = ("070", "080", "100", "110", "120", "150", "160", "210: a line paid", "290")
SPOKEN = stream(OLDER)
BACK = "file: printed transfer of 94,48, taken back and paid otherwise"
HELD_BACK = "file: printed transfer of 3,22, a debt withheld"
BY_FILE = {
    "250: a debt is born under an invoice": BACK,
    "250: a debt is withheld at once": BACK,
    "250: a withholding by itself": HELD_BACK,
    "261: printed one-off payment": BACK,
    "262: printed one-off payment": BACK,
    "198: taken back": BACK,
    "199: taken back": BACK,
    "990: below zero": HELD_BACK,
    "102: the insurer answers what a fund passed on": "file: an insurer pays what a fund passed on",
}
"""Entities that stand in the files above."""


def written(invoice: Settled) -> str:
    return stream(noemie_file([order("1FR", invoices(invoice))]))


LOT = LotFacts(
    partner="992604231", recipient_type="CP", recipient="00000001999000", regime="01", fund="999",
    number="027", date=LOT_DAY, flow="FSE", certification="S", file="000027", invoices=(),
)  # fmt: skip
ALONE = {
    "210: a line taken back": stream(
        older_file(
            [
                order(
                    "1FR",
                    invoices(
                        settled("000000201", paid(552), lines=(LINE,)),
                        replace(
                            settled("000000201", paid(469), paid(83), lines=(LINE,)),
                            sign="N",
                            movements=(BIRTH,),
                        ),
                    ),
                )
            ]
        )
    ),
    "250: older family, a balance is left": moved(
        1, Movement("DETTE1FR", DAY, "IND", "CIN", 6_000, 3_500), level="06"
    ),
    "102: invoice on paper, without lot": written(
        settled("980000001", paid(552), kind="P", lot="", lot_date="")
    ),
    "102: parts paid apart": written(
        settled("000000259", paid(469), handling="V", billing_date=DAY, lot="040", lot_date=DAY)
    ),
    "199: passed on by a fund": written(settled("000000259", paid(469), Part(83, " ", 0))),
    "forwarded": notice_record(LOT, "forwarded").decode(),
    "provisional": notice_record(LOT, "provisional").decode(),
    "undelivered": notice_record(LOT, "undelivered").decode(),
}


def spoken_in(name: str) -> str:
    """Return where an entity must stand."""
    if name in ALONE:
        return ALONE[name]
    if name in BY_FILE:
        return stream(FILES[BY_FILE[name]])
    assert name.startswith(IN_OLDER), f"sort the vector {name!r} by hand"
    return SPOKEN


@pytest.mark.parametrize("name", [name for name in VECTORS if "lines" in VECTORS[name]])
def test_a_file_is_written_as_its_vector(name: str) -> None:
    assert FILES[name] == "".join(VECTORS[name]["lines"]).encode("latin-1")


@pytest.mark.parametrize("name", [name for name in VECTORS if "bytes" in VECTORS[name]])
def test_an_entity_is_written_as_its_vector(name: str) -> None:
    assert VECTORS[name]["bytes"] in spoken_in(name)


def test_a_comment_is_an_entity_of_135() -> None:
    assert len(entity("295", "", "MESSAGE")) == 135
    assert closing("071", 1, -230) == "99099071              0000000100000000230N@"
