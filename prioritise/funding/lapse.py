"""When money lapses: at a spend-by date, or at the end of a year whose money is not carried forward."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping

import pandas as pd

from prioritise.funding.facts import PotFacts, Problem
from prioritise.years import day_words, year_end, year_label, year_start

LAPSE_COLUMNS = ["pot_id", "lapses_on", "amount_gbp", "left_gbp", "unusable"]
LAPSE_ORDER = ["lapses_on", "amount_gbp", "pot_id", "unusable"]


def lapse_table(problem: Problem, payments: Iterable[tuple[str, str, int, int]] = ()) -> pd.DataFrame:
    """Money that counts and will lapse, by pot and day, soonest first.

    Args:
        problem: the decision problem.
        payments: pot id, bid id, start of the financial year, pence; none: nothing is spent yet.

    Returns:
        One row a pot, day and cause: pot_id, lapses_on (date), amount_gbp (what lapses then if nobody spends it),
        left_gbp (what is left after the payments), unusable (why there is no year in which the money may be paid, in
        words; "" where there is one). Money that no year can use has a row of its own: what comes in the year that a
        spend-by date within it loses, and a year's budget from before the pot is available.
    """
    paid: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for pot_id, _, year, amount in payments:
        paid[pot_id][year] += amount
    rows = [
        (pot.id, day, money / 100, (money - spent) / 100, unusable)
        for pot in problem.pots.values()
        if pot.counts
        for day, money, spent, unusable in _lapses(pot, paid[pot.id], problem.horizon[0])
        if money > 0
    ]
    table = pd.DataFrame(rows, columns=LAPSE_COLUMNS)
    return table.sort_values(LAPSE_ORDER, ascending=[True, False, True, False], ignore_index=True)


def _lapses(pot: PotFacts, paid: Mapping[int, int], first: int) -> Iterable[tuple[dt.date, int, int, str]]:
    """Day, money that lapses on it, what of it is paid, and why it could not have been paid at all ("" if it could)."""
    for day, money in pot.lost_pence.items():
        yield day, money, 0, _why_unusable(pot, day, first)
    if not pot.carry_forward:
        for tranche in pot.tranches:
            yield year_end(tranche.first), tranche.pence, paid.get(tranche.first, 0), ""
    elif pot.spend_by is not None:
        yield pot.spend_by, pot.countable_pence, sum(paid.values()), ""


def _why_unusable(pot: PotFacts, day: dt.date, first: int) -> str:
    """Why money that goes on a day has no year in which it may be paid; `first`: the first year of the horizon."""
    available = pot.available_from
    if day < year_start(first):
        return f"it went before {year_label(first)}, the first year looked at"
    if available is not None and available > day:
        return f"the pot is not available until {day_words(available)}, and this money goes before then"
    if available is not None and available > pot.horizon_end:
        return f"the pot is not available until {day_words(available)}, after the last year looked at"
    return "the spend-by date falls before the end of its financial year, and that year is lost"
