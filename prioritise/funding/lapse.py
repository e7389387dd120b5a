"""When money lapses: at a spend-by date, or at the end of a year whose money is not carried forward."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping

import pandas as pd

from prioritise.funding.facts import PotFacts, Problem
from prioritise.years import year_end

LAPSE_COLUMNS = ["pot_id", "lapses_on", "amount_gbp", "left_gbp", "usable"]
LAPSE_ORDER = ["lapses_on", "amount_gbp", "pot_id", "usable"]


def lapse_table(problem: Problem, payments: Iterable[tuple[str, str, int, int]] = ()) -> pd.DataFrame:
    """Money that counts and will lapse, by pot and day, soonest first.

    Args:
        problem: the decision problem.
        payments: pot id, bid id, start of the financial year, pence; none: nothing is spent yet.

    Returns:
        One row a pot, day and usable: pot_id, lapses_on (date), amount_gbp (what lapses then if nobody spends it),
        left_gbp (what is left after the payments), usable (whether there is a year in which the money may be paid).
        Money that no year can use has a row of its own: what comes in the year that a spend-by date within it loses.
    """
    paid: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for pot_id, _, year, amount in payments:
        paid[pot_id][year] += amount
    rows = [
        (pot.id, day, money / 100, (money - spent) / 100, usable)
        for pot in problem.pots.values()
        if pot.counts
        for day, money, spent, usable in _lapses(pot, paid[pot.id])
        if money > 0
    ]
    table = pd.DataFrame(rows, columns=LAPSE_COLUMNS)
    return table.sort_values(LAPSE_ORDER, ascending=[True, False, True, False], ignore_index=True)


def _lapses(pot: PotFacts, paid: Mapping[int, int]) -> Iterable[tuple[dt.date, int, int, bool]]:
    """Day, money that lapses on it, what of it is paid, and whether it could have been paid at all."""
    for day, money in pot.lost_pence.items():
        yield day, money, 0, False
    if not pot.carry_forward:
        for tranche in pot.tranches:
            yield year_end(tranche.first), tranche.pence, paid.get(tranche.first, 0), True
    elif pot.spend_by is not None:
        yield pot.spend_by, pot.countable_pence, sum(paid.values()), True
