"""How sure each of several lists is: counted by hand from a few ways, and the same whoever asks."""

import numpy as np

from prioritise.sweep.sureness import LABELS, Sureness, table
from prioritise.sweep.tally import Tally, Thresholds
from tests.sweep.test_sweep import job_of, swept


def test_core_close_and_out_are_counted_for_the_case_and_for_the_list() -> None:
    funded = np.array([[1, 1, 0, 0], [1, 0, 0, 1]], dtype=bool)  # A always, B and D once, C never
    tally = Tally(("d1", "d2"), tuple("ABCD"), ("x",), funded, np.ones((2, 4)), np.ones((2, 1)), None)
    assert Sureness.of(tally, Thresholds(fewest=2), {"A": 2026, "B": 2026}) == Sureness(2, 1, 2, 1, 1, 1, 0)
    loose = Thresholds(core=0.5, out=0.4, fewest=1)
    assert Sureness.of(tally, loose, {"C": 2026}) == Sureness(2, 3, 0, 1, 0, 0, 1)

    few = Sureness.of(tally, Thresholds(), {"A": 2026})
    assert not few.settles and table({"Mine": few}).iloc[0].tolist() == ["Mine", "2", *["too few ways"] * 6]


def test_the_same_ways_come_out_alike_and_fill_a_row_a_list() -> None:
    first, second = (Sureness.of(Tally.of(swept(job_of(), 20)), Thresholds(), {"A": 2026}) for _ in range(2))
    assert first == second and first.ways == 20 and first.core + first.close + first.out == 6
    rows = table({"Base": first})
    assert rows["list"].tolist() == ["Base"] and list(rows.columns[1:]) == list(LABELS.values())
