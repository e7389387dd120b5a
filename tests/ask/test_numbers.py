"""Numbers from outside: exact, bounded, and a fault in words."""

from decimal import Decimal
from fractions import Fraction

import pytest

from prioritise.ask import Application, Index, load_presets, pounds, price
from prioritise.ask.model import plain
from prioritise.ask.numbers import read_number
from prioritise.errors import DataFault


@pytest.mark.parametrize(
    ("value", "number"),
    [("331", "331"), (" 1,234.50 ", "1234.5"), (".5", "0.5"), ("0", "0"), (7, "7"), (Decimal("0.1"), "0.1"),
     ("999999999.999999999", "999999999.999999999"), ("0.000000001", "0.000000001")],
)  # fmt: skip
def test_a_number_is_exactly_what_is_written(value: object, number: str) -> None:
    assert read_number(value) == Fraction(number)


@pytest.mark.parametrize(
    "value",
    ["", "x", "-1", "1/3", "1_000", "1,5", "12,34", "1e3", "nan", "inf", "1000000000", "9" * 5000, "0.0000000001",
     "0." + "0" * 500 + "1", "\u0661", True, None, 1.5, 10**9, Decimal("1e999999"), Decimal("1e-999999")],
)  # fmt: skip
def test_anything_else_is_a_fault_in_words(value: object) -> None:
    with pytest.raises(DataFault, match="expected a number of 0 or more, below 1,000,000,000") as fault:
        read_number(value)
    assert len(str(fault.value)) < 200


def test_nought_is_refused_where_it_divides() -> None:
    with pytest.raises(DataFault, match="expected a number above 0"):
        read_number("0.0", above_nought=True)


def test_large_sums_stay_exact_to_the_penny() -> None:
    assert pounds(Fraction(10**40) + Fraction(1, 100)) == Decimal(f"{10**40}.01")
    assert plain(Fraction(10**30) + Fraction(1, 2)).endswith("000.5")


def test_a_sum_nobody_could_mean_is_a_fault() -> None:
    most = Fraction(999_999_999)
    preset = load_presets()["kent-360"].with_figure("gbp_per_person", (most,))
    with pytest.raises(DataFault, match="the sum is .*expected less than £1,000,000,000,000"):
        price(preset, Application(1_000_000))
    with pytest.raises(DataFault, match="the sum is"):
        price(load_presets()["kent-360"], Application(9, index=Index(base=Fraction(1, 10**9), current=most)))
