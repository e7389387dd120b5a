from dataclasses import replace

import pytest

from prioritise.optimise.frontier import Against
from prioritise.optimise.result import Status
from prioritise.ui.views import frontier, nearness


@pytest.mark.parametrize(
    ("status", "wanted", "asked"),
    [(Status.PROVEN, 0.001, 0.001), (Status.FEASIBLE, 0.001, 0.01), (Status.FEASIBLE, 0.02, 0.02)],
)
def test_further_lists_are_asked_to_be_less_near_where_the_list_itself_was_not_proved(demo_page, status, wanted, asked):
    run = replace(demo_page.run, result=replace(demo_page.run.result, status=status))
    assert nearness.gap_of(run, wanted) == nearness.limits(run, wanted).gap == asked


@pytest.mark.parametrize(
    ("bound", "said"),
    [
        (100.0, "costs less: proved."),
        (100.5, "worth more than 0.50% more, and none worth as much costs more than £0 less."),
        (100.001, "worth more than 0.01% more, and none worth as much costs more than £0 less."),
    ],
)
def test_nothing_is_called_proved_that_is_only_near(bound, said):
    found = Against(
        value=100.0, capital_pence=5, same_money={}, same_money_value=100.0, same_money_bound=bound, for_less={},
        for_less_pence=5, for_less_bound_pence=5,
    )  # fmt: skip
    assert frontier.mine_answer(found).endswith(said)
