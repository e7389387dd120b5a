"""Prioritise: which GP-surgery schemes to fund, from which money, before the money expires."""

__version__ = "0.1.0"
