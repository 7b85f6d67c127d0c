"""A shop that transmits, and a concentrator and payers that answer what a test wants."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from tests.unit.fse.makers import NOW, SHOP, CrashAt, Desk, Zones, sealed_forms
from tests.unit.soft_signer import SoftSigner

from binocle.adapters.sqlite import SqliteLotStore, SqliteReturnStore, schema, set_counts
from binocle.fse import Invoice
from binocle.lots import (
    ArrivedReturn,
    Lot,
    LotService,
    LotState,
    LotTreatment,
    OutgoingFile,
    Receipt,
    Register,
    ReturnService,
    Treated,
    WorkingDays,
    legal_deadlines,
)
from binocle.lots.envelope import TransportSigner
from binocle.lots.returns import Arl
from binocle_simulators.payers.formats import (
    Movement,
    Part,
    Reject,
    Settled,
    Transfer,
    return_file,
)

FUND, INSURER = "00000001999000", "00001100000000"


@dataclass
class Concentrator:
    """Implements the ports of files and returns; remembers every call.

    Attributes:
        taken: content of each file that arrived, by name.
        calls: ``put NAME``, ``receipt NAME``, ``listing``, ``fetch ID``, ``acknowledge ID``,
            ``close``.
        before: what a call raises before it does anything, by its first word.
        after: what a call raises once its work is done, by its first word.
        may_come_again: a name may be put twice, with the same content.
        can_be_asked: it says what became of a file; by mail nobody does.
    """

    taken: dict[str, bytes] = field(default_factory=dict)
    waiting: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    before: dict[str, Exception] = field(default_factory=dict)
    after: dict[str, Exception] = field(default_factory=dict)
    may_come_again: bool = False
    can_be_asked: bool = True

    def _begin(self, call: str, name: str = "") -> None:
        self.calls.append(f"{call} {name}".rstrip())
        if call in self.before:
            raise self.before[call]

    def _end(self, call: str) -> None:
        if call in self.after:
            raise self.after[call]

    @property
    def register(self) -> Register | None:
        return self if self.can_be_asked else None

    def put(self, file: OutgoingFile, *, signer: TransportSigner) -> Receipt:
        if self.can_be_asked:
            signer.sign_transport(file.content)
        self._begin("put", file.name)
        assert file.content
        before = self.taken.get(file.name)
        assert before is None or self.may_come_again, "sent twice"
        assert before is None or before == file.content, "another content under that name"
        self.taken[file.name] = file.content
        self._end("put")
        return self._receipt(file.name)

    def receipt(self, name: str) -> Receipt | None:
        self._begin("receipt", name)
        return self._receipt(name) if name in self.taken else None

    def _receipt(self, name: str) -> Receipt:
        return Receipt(name, f"AR-{[*self.taken].index(name) + 1:06d}", NOW, True)

    def deposit(self, kind: str, content: bytes) -> str:
        """Have a return wait, and say its identifier."""
        id = f"R{len(self.waiting) + self.calls.count('acknowledge') + 1:06d}"
        while id in self.waiting or f"acknowledge {id}" in self.calls:
            id = f"R{int(id[1:]) + 1:06d}"
        self.waiting[id] = (kind, content)
        return id

    @contextmanager
    def opened(self) -> Iterator["Concentrator"]:
        yield self
        self._begin("close")

    def arrived(self) -> Iterator[ArrivedReturn]:
        self._begin("listing")
        for id, (kind, content) in tuple(self.waiting.items()):
            self._begin("fetch", id)
            yield ArrivedReturn(id, kind, id, content)

    def acknowledge(self, id: str) -> None:
        self._begin("acknowledge", id)
        self.waiting.pop(id, None)
        self._end("acknowledge")


class ShopDesk:
    """Invoices and lots over one database file and one concentrator."""

    def __init__(self, path: Path, concentrator: Concentrator, signer: SoftSigner) -> None:
        self.path, self.concentrator, self.signer = path, concentrator, signer
        new = not path.exists()
        self.hazards = CrashAt()
        self.desk = Desk(path)
        if new:
            set_counts(self.desk.session, {"lot:F": 26, "lot:D": 4})
        self.store = SqliteLotStore(self.desk.session, self.desk.store)
        self.lots = LotService(
            store=self.store,
            outbox=concentrator,
            services=Zones(),
            clock=self.desk.clock,
            hazards=self.hazards,
            shop=SHOP,
        )
        self.returns = SqliteReturnStore(self.desk.session, self.desk.store)
        self.reception = ReturnService(
            lots=self.store,
            returns=self.returns,
            inbox=concentrator,
            clock=self.desk.clock,
            hazards=self.hazards,
            partner=SHOP.number.digits,
        )
        self.treatment = LotTreatment(
            store=self.store,
            clock=self.desk.clock,
            deadlines=legal_deadlines(),
            working=WorkingDays(),
        )

    def close(self) -> None:
        self.desk.session.close()

    def reopened(self) -> "ShopDesk":
        """What a crash or the next morning leaves."""
        self.close()
        return ShopDesk(self.path, self.concentrator, self.signer)

    def secure(self, *, rc: int = 0, service: str = "00") -> Invoice:
        """Open and sign one invoice of the manuals' patient."""
        made = self.desk.open(rc=rc, service=service)
        self.desk.store.keep_forms(made, sealed_forms(made))
        return made

    def build(self) -> tuple[OutgoingFile, ...]:
        self.lots.group()
        return self.lots.build_files()

    def send(self) -> tuple[OutgoingFile, ...]:
        return self.lots.send(self.signer)

    def send_all(self) -> None:
        self.build()
        self.send()

    def take(self, *returns: tuple[str, bytes]) -> tuple[Treated, ...]:
        """Deposit returns at the concentrator, and take and treat them."""
        for kind, content in returns:
            self.concentrator.deposit(kind, content)
        assert self.reception.receive() == len(returns)
        return self.reception.treat()

    def wait_until(self, day: int) -> None:
        """Let time pass until a day of May 2024, or of June beyond 31, and look at deadlines."""
        self.desk.clock.at = NOW + timedelta(days=day - NOW.day)
        self.treatment.watch()

    def lot(self, number: str) -> Lot:
        return next(lot for lot in reversed(self.store.lots()) if lot.number == number)

    def states(self) -> dict[str, LotState]:
        return {lot.number: lot.state for lot in self.store.lots()}

    def dump(self) -> dict[str, list[tuple[object, ...]]]:
        """Return every row, but for what was told of the returns themselves."""
        tables = ("invoice", "invoice_event", "lot", "lot_event", "transfer", "transfer_part")
        return {
            table: [
                tuple(row)
                for row in self.desk.session.connection.execute(
                    schema.metadata.tables[table].select()
                )
            ]
            for table in tables
        }


def arl(
    lot: str, *, code: str = "0000", label: str = "LOT ACCEPTE", recipient: str = FUND
) -> bytes:
    """Return an acknowledgement of one lot."""
    return Arl(
        sign="P" if code == "0000" else "N",
        lot_number=lot,
        recipient_number=recipient,
        lot_day=date(2024, 5, 28),
        file_id="000001",
        code=code,
        label=label,
    ).encode()


def answer(
    number: str,
    *,
    amo: tuple[int, str, int],
    amc: tuple[int, str, int] | None = None,
    kind: str = "F",
    nir: str = "255069999999934",
    rejects: Sequence[Reject] = (),
) -> Settled:
    """Return what a payer says of one invoice; a part is asked, state, paid.

    What is taken back is below zero, and opens a debt (PROTOCOLS 7).
    """
    back = -sum(min(part[2], 0) for part in (amo, amc) if part)
    born = Movement("DETTE1FR", "240529", "IND", "CIN", back, back)
    return Settled(
        number=number,
        billing_date="240528",
        kind=kind,
        handling="C" if kind == "F" and amc else "E",
        nir=nir,
        own_nir="",
        birth="550615",
        birth_rank="1",
        amo=_part(*amo),
        amc=_part(*amc) if amc else None,
        sign="N" if back else "P",
        movements=(born,) if back else (),
        insurer="1100000000" if amc else "",
        care_date="240528",
        rejects=rejects,
    )


def _part(asked: int, state: str, paid: int) -> Part:
    return Part(asked, state, abs(paid))


def payment(
    lot: str,
    *answers: Settled,
    file: str = "000001",
    insurer: bool = False,
    partner: str = SHOP.number.digits,
) -> bytes:
    """Return the NOEMIE file of a lot, made by the simulators' own code."""
    transfer = Transfer(
        sender_type="OC" if insurer else "CP",
        sender=INSURER if insurer else FUND,
        partner=partner,
        file=file,
        day="240529",
        labels=("VIR LIGNE 1 - 1FR", "VIR LIGNE 2 - 1FR"),
        organisation="1100000000" if insurer else "01999000",
        lot=lot,
        lot_date="240528",
    )
    return return_file(transfer, answers)
