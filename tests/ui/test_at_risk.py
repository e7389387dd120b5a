from dataclasses import replace

import pandas as pd
import pytest

from prioritise.optimise.at_risk import Saving
from prioritise.ui.views import at_risk

MINE = Saving({}, {}, 100.0, None, 0, 20_000_000, 50_000_000, False)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (95.0, "for 5.0 points of value less, or 2.5 points for each £100,000. "),
        (104.0, "and it is worth 4.0 points more: the list in force was not proved to be the best. "),
        (100.0, "and it is worth as much. "),
    ],
)
def test_what_saving_more_gives_up_is_never_a_negative_price(value, said):
    found = at_risk.compare_answer(MINE, replace(MINE, value=value, saved_pence=40_000_000))
    assert f"£200,000 more than now, {said}No lawful list saves more than £500,000." in found


def test_money_that_no_year_could_use_is_told_apart():
    pots = pd.DataFrame({"lapses_gbp": [250_000.0, 100_000.0]})
    assert at_risk.beyond_saving(MINE, pots).startswith("Another £50,000 lapses")
    assert at_risk.beyond_saving(MINE, pots.head(1).assign(lapses_gbp=300_000.0)) == ""
