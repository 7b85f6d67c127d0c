"""Lots for the simulated payers, and a treasury that keeps what it sends: what its tests share."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from binocle_simulators.concentrator import InvoiceFacts, LineFacts, LotFacts
from binocle_simulators.payers import Register, Treasury
from binocle_simulators.people import Cover, Person
from binocle_simulators.world import World

SHOP = "992604231"
FUND, INSURER = "00000001999000", "00001100000000"
NATHALIE = Person(
    key="nathalie",
    name="FICTIVE",
    first_name="NATHALIE",
    birth="19550615",
    nir="255069999999934",
    covers=(Cover("00000000", "00000000", rate=60),),
)


def invoice(number: int, *, base: int = 10_000, amc: int = 0, **more: Any) -> InvoiceFacts:
    """Make an invoice of one line at 60 %; an AMC part is asked in single management or a DRE."""
    amo = (base * 60 + 50) // 100
    billed = base + amc
    line = LineFacts("240528", "VU3", "7230795", 1, billed, base, 60, amo, billed, amc)
    values: dict[str, Any] = {
        "number": f"{number:09d}", "billing_date": "240528", "nir": NATHALIE.nir, "own_nir": "",
        "birth": "550615", "birth_rank": "1", "nature": "10", "exemption": "0", "split": False,
        "payee": "15", "contract": "00", "insurer": "1100000000" if amc else "", "member": "",
        "lines": (line,), "billed": billed, "amo": amo, "amc": amc,
    }  # fmt: skip
    return InvoiceFacts(**values | more)


def lot(number: str, *invoices: InvoiceFacts, payer: str = FUND) -> LotFacts:
    """Make a lot to a fund, or to an insurer."""
    is_fund = payer == FUND
    return LotFacts(
        partner=SHOP, recipient_type="CP" if is_fund else "OC", recipient=payer, regime=payer[6:8],
        fund=payer[8:11], number=number, date="240528", flow="FSE" if is_fund else "DRE",
        certification="S", file="000001", invoices=invoices,
    )  # fmt: skip


@dataclass
class Payers:
    """A treasury, and the files that left it."""

    world: World = field(default_factory=lambda: World(7))
    files: list[tuple[str, bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.treasury = Treasury(world=self.world, register=Register([NATHALIE]))
        self.treasury.deliver_to(self._keep)

    def _keep(
        self, content: bytes, *, professional: str, file: str, lots: Sequence[tuple[str, str, str]]
    ) -> None:
        self.files.append((professional, content))

    def send(self, sent: LotFacts, already: frozenset[str] = frozenset()) -> None:
        desk = self.treasury.desk(sent.recipient_type, sent.recipient)
        desk.answer(sent, on=date(2024, 5, 28), already_received=already, fse_amo={})

    def entities(self, at: int = -1) -> list[str]:
        return entities(self.files[at][1])

    @property
    def told(self) -> dict[str, Any]:
        return self.treasury.ledger.told(SHOP)

    @property
    def amounts(self) -> list[int]:
        return [made.amount for made in self.treasury.ledger.transfers]


def entities(content: bytes) -> list[str]:
    """Cut a return: drop head, tail and first characters, split at each ``@``."""
    blocks = [content[at + 1 : at + 128] for at in range(128, len(content) - 128, 128)]
    return b"".join(blocks).decode("latin-1").rstrip().removesuffix("@").split("@")


def total(content: bytes) -> int:
    """Return the total of 999, signed."""
    tail = content[-128:].decode("latin-1")
    return int(tail[85:96]) * (-1 if tail[96] == "N" else 1)
