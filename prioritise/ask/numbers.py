"""Numbers as a file, the command line and the page give them: exact, within bounds, and a fault in words otherwise."""

import re
from decimal import Decimal
from fractions import Fraction

from prioritise.errors import DataFault

LARGEST = 10**9
SMALLEST = Decimal(1).scaleb(-9)
_LONGEST = 40
_PLAIN = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?|\d+(\.\d*)?|\.\d+", re.ASCII)


def read_number(value: object, *, above_nought: bool = False) -> Fraction:
    """A number of 0 or more, exactly as it is written.

    Args:
        value: a text such as 1234.5 or 1,234.5, a whole number, or a Decimal.
        above_nought: whether 0 is refused.

    Raises:
        DataFault: it is none of these, or out of bounds: `LARGEST` or more, or above 0 and below `SMALLEST`. The fault
            shows the value and what was expected; the caller says which field it is of.
    """
    number = _decimal(value)
    bounded = number is not None and number.is_finite() and 0 <= number < LARGEST
    if number is None or not bounded or (0 < number < SMALLEST) or (above_nought and not number):
        raise DataFault(f"{_shown(value)}; expected {expected(above_nought=above_nought)}")
    return Fraction(number)


def expected(*, above_nought: bool = False) -> str:
    """What `read_number` takes, in words."""
    return f"a number {'above 0' if above_nought else 'of 0 or more'}, below {LARGEST:,}, of 9 decimal places at most"


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, str):
        text = value.strip()
        return Decimal(text.replace(",", "")) if len(text) <= _LONGEST and _PLAIN.fullmatch(text) else None
    return Decimal(value) if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else None


def _shown(value: object) -> str:
    text = str(value) if isinstance(value, Decimal) else repr(value)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
