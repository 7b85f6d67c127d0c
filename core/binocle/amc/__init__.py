"""Complementary insurers (AMC): who pays the RC part, and how."""

from .model import Complementary, Management

__all__ = ["Complementary", "Management"]
