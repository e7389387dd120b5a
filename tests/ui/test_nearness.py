from dataclasses import replace

import pytest

from prioritise.optimise.result import Status
from prioritise.ui.views import nearness


@pytest.mark.parametrize(
    ("status", "wanted", "asked"),
    [(Status.PROVEN, 0.001, 0.001), (Status.FEASIBLE, 0.001, 0.01), (Status.FEASIBLE, 0.02, 0.02)],
)
def test_further_lists_are_asked_to_be_less_near_where_the_list_itself_was_not_proved(demo_page, status, wanted, asked):
    run = replace(demo_page.run, result=replace(demo_page.run.result, status=status))
    assert nearness.gap_of(run, wanted) == nearness.limits(run, wanted).gap == asked
