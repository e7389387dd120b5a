from dataclasses import replace

import pytest

from prioritise.optimise.frontier import Against
from prioritise.ui.views import frontier, nearness


@pytest.mark.parametrize(
    ("gap", "least", "asked"),
    [
        (0.0, 0.001, 0.001),
        (None, 0.002, 0.002),
        (0.0003, 0.001, 0.001),
        (0.0036, 0.001, 0.01),
        (0.002, 0.002, 0.005),
        (0.3, 0.001, 0.01),
    ],
)
def test_further_lists_are_asked_no_nearer_than_the_list_itself_could_be_proved(demo_page, gap, least, asked):
    run = replace(demo_page.run, result=replace(demo_page.run.result, gap=gap))
    assert nearness.gap_of(run, least) == asked
    assert nearness.limits(run, least).gap == asked


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
