"""Rounding as part of a formula: exact, on fractions, never on binary floating numbers."""

import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from prioritise.errors import DataFault

PENCE = 2
MOST_PLACES = 6
_WAYS = {"none": "not rounded", "up": "up", "half-up": "to the nearest, halves up", "down": "down"}
EXPECTED = "expected none, up, half-up or down, with decimal places after a colon if not whole, such as half-up:2"


@dataclass(frozen=True)
class Rounding:
    """How a step is rounded: way (none, up, half-up, down) and decimal places."""

    way: str = "none"
    places: int = 0

    def apply(self, value: Fraction) -> Fraction:
        """The value, rounded. Values are nought or more."""
        if self.way == "none":
            return value
        scaled = value * 10**self.places
        whole = {"up": math.ceil(scaled), "down": math.floor(scaled), "half-up": math.floor(scaled + Fraction(1, 2))}
        return Fraction(whole[self.way], 10**self.places)

    @property
    def words(self) -> str:
        """In words: `up to whole numbers`."""
        if self.way == "none":
            return _WAYS["none"]
        to = f"{self.places} decimal place{'s' * (self.places != 1)}" if self.places else "whole numbers"
        return f"to {to}, halves up" if self.way == "half-up" else f"{_WAYS[self.way]} to {to}"

    @property
    def text(self) -> str:
        """As a file writes it: `half-up:2`."""
        return f"{self.way}:{self.places}" if self.places else self.way


NOT_ROUNDED = Rounding()
TO_PENCE = Rounding("half-up", PENCE)


def parse_rounding(text: str) -> Rounding:
    """Read `none`, `up`, `half-up:2`.

    Raises:
        DataFault: it is none of these; says what was expected.
    """
    way, _, places = text.strip().partition(":")
    places = places.strip() or "0"
    if way.strip() not in _WAYS or places not in {str(n) for n in range(MOST_PLACES + 1)}:
        raise DataFault(f"{text!r}: {EXPECTED}")
    return Rounding(way.strip(), int(places))


def pounds(value: Fraction) -> Decimal:
    """A sum in whole pence, halves up."""
    return pence(math.floor(value * 100 + Fraction(1, 2)))


def pence(count: int) -> Decimal:
    """So many pence as pounds, exactly, however many."""
    return Decimal(f"{count}e-{PENCE}")
