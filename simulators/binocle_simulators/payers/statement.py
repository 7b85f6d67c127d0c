"""What the bank of a professional says of the transfers: a statement in CSV and in OFX.

Law of this file: a line a transfer that pays something, in the order of the days; a transfer of
nothing is on no statement. A bank books on Saturday or Sunday nothing: such a day is told as the
next Monday. Between them stand movements that no payer made, when they are asked for.
Source: assumed as a whole (PROTOCOLS section 7): French banks differ; OFX 1.02 as its public
specification has it (NAME holds 32 characters).
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from binocle_simulators.world import World

from .ledger import Ledger, Made

ACCOUNT = ("99999", "00001", "SIMULATEUR1")
"""Bank, branch and account of the fictitious professional."""
ENCODING = "windows-1252"
HEADER = "Date;Date de valeur;Libellé;Débit;Crédit;Référence"
STATUS = ("<STATUS>", "<CODE>0", "<SEVERITY>INFO", "</STATUS>")
MONDAY = 7
OTHERS = (
    ("REMISE CARTES BANCAIRES", 2_000, 150_000),
    ("CHEQUE REMIS", 1_000, 40_000),
    ("PRLV SEPA LOYER FICTIF", -180_000, -90_000),
    ("VIR SEPA FOURNISSEUR DE VERRES FICTIF", -90_000, -5_000),
)
"""Movements of a shop that have nothing to do with payers: label, least and most, in cents."""


@dataclass(frozen=True)
class BankLine:
    """One line of a statement; ``cents`` signed, ``name`` at most 32 characters."""

    day: date
    reference: str
    name: str
    label: str
    cents: int


def bank_statement(
    world: World, ledger: Ledger, professional: str, *, form: str = "csv", others: int = 0
) -> bytes:
    """Return what the bank of a professional says of the payers' transfers.

    Args:
        world: today, and where other movements come from.
        ledger: the payers' books.
        professional: whose bank, 9 digits.
        form: ``csv`` or ``ofx``.
        others: how many movements that no payer made follow each of them.
    """
    lines = bank_lines(ledger.transfers_to(professional), others=others, seed=world.seed)
    if form == "csv":
        return statement_csv(lines)
    return statement_ofx(lines, made_on=world.now().date())


def bank_lines(
    transfers: Iterable[Made], *, others: int = 0, seed: int = 0
) -> tuple[BankLine, ...]:
    """Return what a statement says of transfers, by day; asked again, it says the same.

    Args:
        transfers: of one professional.
        others: how many movements that no payer made follow each of them.
        seed: where those come from.
    """
    made = [one for one in transfers if one.amount]
    lines = [_line(one) for one in made]
    for one in made:
        chance = random.Random(f"{seed}:bank:{one.rank}")  # noqa: S311 - a bench, not a lock
        lines += (_other(one, place, chance) for place in range(1, others + 1))
    return tuple(sorted(lines, key=lambda line: (line.day, line.reference)))


def _line(made: Made) -> BankLine:
    first, second = made.labels
    label = f"VIR SEPA {made.organisation} {first} {second}"
    return BankLine(booked(_day(made.day)), f"VIR{made.rank:06d}", first, label, made.amount)


def _other(made: Made, place: int, chance: random.Random) -> BankLine:
    label, least, most = chance.choice(OTHERS)
    day = booked(_day(made.day) + timedelta(days=chance.randrange(3)))
    reference = f"DIV{made.rank:06d}-{place}"
    return BankLine(day, reference, label[:32], label, chance.randrange(least, most))


def booked(day: date) -> date:
    """Return the day on which a bank books what is paid on another."""
    return day + timedelta(days=MONDAY - day.weekday() if day.weekday() > 4 else 0)


def _day(day: str) -> date:
    return date(2000 + int(day[:2]), int(day[2:4]), int(day[4:]))


def statement_csv(lines: Iterable[BankLine]) -> bytes:
    """Return a statement as French banks export it: semicolons, decimal commas, CRLF."""
    rows = [HEADER]
    for line in lines:
        amount = f"{abs(line.cents) // 100},{abs(line.cents) % 100:02d}"
        debit, credit = (amount, "") if line.cents < 0 else ("", amount)
        day = f"{line.day:%d/%m/%Y}"
        rows.append(f"{day};{day};{line.label};{debit};{credit};{line.reference}")
    return "".join(f"{row}\r\n" for row in rows).encode(ENCODING)


def statement_ofx(lines: Sequence[BankLine], *, made_on: date) -> bytes:
    """Return a statement in OFX 1.02 (SGML: elements of one value are not closed)."""
    bank, branch, account = ACCOUNT
    first, last = (lines[0].day, lines[-1].day) if lines else (made_on, made_on)
    head = (
        "OFXHEADER:100", "DATA:OFXSGML", "VERSION:102", "SECURITY:NONE", "ENCODING:USASCII",
        "CHARSET:1252", "COMPRESSION:NONE", "OLDFILEUID:NONE", "NEWFILEUID:NONE", "",
        "<OFX>", "<SIGNONMSGSRSV1>", "<SONRS>", *STATUS,
        f"<DTSERVER>{made_on:%Y%m%d}000000", "<LANGUAGE>FRA", "</SONRS>", "</SIGNONMSGSRSV1>",
        "<BANKMSGSRSV1>", "<STMTTRNRS>", "<TRNUID>1", *STATUS, "<STMTRS>", "<CURDEF>EUR",
        "<BANKACCTFROM>", f"<BANKID>{bank}", f"<BRANCHID>{branch}", f"<ACCTID>{account}",
        "<ACCTTYPE>CHECKING", "</BANKACCTFROM>",
        "<BANKTRANLIST>", f"<DTSTART>{first:%Y%m%d}", f"<DTEND>{last:%Y%m%d}",
    )  # fmt: skip
    body = [row for line in lines for row in _transaction(line)]
    balance = _decimal(sum(line.cents for line in lines))
    tail = (
        "</BANKTRANLIST>", "<LEDGERBAL>", f"<BALAMT>{balance}", f"<DTASOF>{made_on:%Y%m%d}",
        "</LEDGERBAL>", "</STMTRS>", "</STMTTRNRS>", "</BANKMSGSRSV1>", "</OFX>",
    )  # fmt: skip
    return "".join(f"{row}\r\n" for row in (*head, *body, *tail)).encode(ENCODING)


def _transaction(line: BankLine) -> Iterable[str]:
    yield "<STMTTRN>"
    yield f"<TRNTYPE>{'DEBIT' if line.cents < 0 else 'CREDIT'}"
    yield f"<DTPOSTED>{line.day:%Y%m%d}"
    yield f"<TRNAMT>{_decimal(line.cents)}"
    yield f"<FITID>{line.reference}"
    yield f"<NAME>{line.name}"
    yield f"<MEMO>{line.label}"
    yield "</STMTTRN>"


def _decimal(cents: int) -> str:
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"
