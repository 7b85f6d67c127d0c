"""Simulated payers: funds and complementary insurers that settle lots with NOEMIE returns."""

from .behaviour import AmcPayer, AmoPayer, Register, payer_maker

__all__ = ["AmcPayer", "AmoPayer", "Register", "payer_maker"]
