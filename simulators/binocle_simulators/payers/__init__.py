"""Simulated payers: funds and complementary insurers that settle lots with NOEMIE returns."""

from .behaviour import AmcPayer, AmoPayer, Register, payer_maker
from .conducts import CODES, CONDUCTS, Conduct
from .formats import OneOff
from .ledger import Claim, Debt, Ledger, Made
from .sidelines import NothingToDo
from .statement import BankLine, bank_lines, bank_statement, statement_csv, statement_ofx
from .treasury import Treasury

__all__ = [
    "CODES",
    "CONDUCTS",
    "AmcPayer",
    "AmoPayer",
    "BankLine",
    "Claim",
    "Conduct",
    "Debt",
    "Ledger",
    "Made",
    "NothingToDo",
    "OneOff",
    "Register",
    "Treasury",
    "bank_lines",
    "bank_statement",
    "payer_maker",
    "statement_csv",
    "statement_ofx",
]
