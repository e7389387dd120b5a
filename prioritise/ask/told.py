"""How figures are told in a working: short, and with as many decimals of a factor as make its line come out true."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from prioritise.ask.model import plain

READ_PLACES, READ_DIGITS = 2, 4
"""Decimals a result is told with, and digits from the first that is not nought: a small figure is never told as 0."""
GIVEN_PLACES = 9
"""Decimals of a figure as a file, the command line or the page gives it: it has no more."""
MOST_PLACES = 15
UNTRUE = " (to more decimals than these)"


def given(value: Fraction) -> str:
    """A figure as it was given, with all its decimals."""
    return plain(value, GIVEN_PLACES)


def places_of(value: Fraction) -> int:
    """Decimals a result is told with."""
    if not value:
        return READ_PLACES
    first = (Decimal(abs(value.numerator)) / Decimal(value.denominator)).adjusted()
    return max(READ_PLACES, READ_DIGITS - 1 - first)


def short(value: Fraction) -> str:
    """A result for reading: `1,309.4`, `0.1275`."""
    return plain(value, places_of(value))


@dataclass(frozen=True)
class Formula:
    """What was worked out from what.

    Attributes:
        parts: the figures whose decimals may be cut.
        works: the result from those figures.
        words: the working from those figures as they are told.
    """

    parts: tuple[Fraction, ...]
    works: Callable[..., Fraction]
    words: Callable[..., str]

    @property
    def value(self) -> Fraction:
        """The result, exactly."""
        return self.works(*self.parts)

    def told(self, as_told: Callable[[Fraction], object]) -> str:
        """The working, true as it stands: worked out again from what it shows it comes to what is told of the result.

        Args:
            as_told: what is told of a result.
        """
        wanted = as_told(self.value)
        for more in range(MOST_PLACES):
            texts = tell(self.parts, more)
            if as_told(self.works(*map(untold, texts))) == wanted:
                return self.words(*texts)
        return self.words(*tell(self.parts, MOST_PLACES)) + UNTRUE


def tell(values: Sequence[Fraction], more: int) -> list[str]:
    """Figures for reading, with so many decimals more than a result has."""
    return [plain(value, places_of(value) + more) for value in values]


def untold(text: str) -> Fraction:
    """The figure that a text says."""
    return Fraction(text.replace(",", ""))


def before_rounding(value: Fraction, rounds: Callable[[Fraction], Fraction]) -> tuple[str, int]:
    """A figure about to be rounded, and its decimals: as many as leave no doubt of what it is rounded to."""
    for places in range(places_of(value), MOST_PLACES):
        text = plain(value, places)
        if rounds(untold(text)) == rounds(value):
            return text, places
    return plain(value, MOST_PLACES), MOST_PLACES
