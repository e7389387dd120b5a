"""Parts of a sum, and when each falls due."""

from decimal import Decimal
from fractions import Fraction

import pytest

from prioritise.ask import Trigger, instalments, trigger_schedule
from prioritise.errors import DataFault

HALVES = Fraction(1, 2)


def test_pence_left_over_go_to_the_parts_that_lost_most() -> None:
    parts = instalments(Decimal("100.00"), [Trigger(str(n), Fraction(1, 3)) for n in range(3)])
    assert [str(p.amount_gbp) for p in parts] == ["33.34", "33.33", "33.33"]


def test_a_schedule_dates_each_part_by_the_homes() -> None:
    """Stockton's example (F29): the 50th of 100 homes."""
    triggers = [
        Trigger("start on site", Fraction(1, 4), 0),
        Trigger("50th home", Fraction(1, 4), 50),
        Trigger("100th home", Fraction(1, 4), 100),
        Trigger("first anniversary", Fraction(1, 4)),
    ]
    parts = trigger_schedule(Decimal(1000), triggers, 100, {2026: 0, 2027: 30, 2028: 20, 2029: 40})
    assert [p.financial_year for p in parts] == [2027, 2028, None, None]
    assert {str(p.amount_gbp) for p in parts} == {"250.00"}


def test_the_last_home_is_reached_though_parts_of_homes_do_not_add_up_exactly() -> None:
    assert sum([10.1] * 10) < 101
    parts = trigger_schedule(
        Decimal(1), [Trigger("last", Fraction(1), 101)], 101, dict.fromkeys(range(2026, 2036), 10.1)
    )
    assert parts[0].financial_year == 2035


def test_a_trigger_beyond_the_last_home_is_refused() -> None:
    with pytest.raises(DataFault, match="falls due at home 101; expected 0 to 100"):
        trigger_schedule(Decimal(1), [Trigger("late", Fraction(1), 101)], 100, {})


@pytest.mark.parametrize(
    ("shares", "said"), [((HALVES,), "sum to 50%"), ((HALVES, HALVES, Fraction(0)), "more than 0%")]
)
def test_shares_must_be_above_nought_and_sum_to_one(shares: tuple[Fraction, ...], said: str) -> None:
    with pytest.raises(DataFault, match=said):
        instalments(Decimal(1), [Trigger(str(n), s) for n, s in enumerate(shares)])
