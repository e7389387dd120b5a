"""Counting over draws: rank acceptability, thresholds, and what agreement would settle."""

import numpy as np
import pytest

from prioritise.sweep import pools
from prioritise.sweep.run import sweep
from prioritise.sweep.store import MemoryStore
from prioritise.sweep.tally import (
    CLOSE,
    Tally,
    Thresholds,
    acceptability,
    agreement_table,
    bid_table,
    central_weights,
    rank_acceptability,
    rank_table,
    still_close,
)
from prioritise.sweep.weights import Statement, WeightSet
from tests.sweep.test_sweep import INLINE, XYZ, job_of, swept

A11 = {"A": {"x": 1.0, "y": 0.0}, "B": {"x": 0.0, "y": 1.0}, "C": {"x": 0.6, "y": 0.6}}


def test_smaa_by_hand() -> None:
    """A(1,0), B(0,1), C(.6,.6): first in .4, .4 and .2 of all ways to weigh two criteria, exactly."""
    found = rank_acceptability(A11, WeightSet(("x", "y")))
    assert found[1].to_dict() == pytest.approx({"A": 0.4, "B": 0.4, "C": 0.2}, abs=1e-12)
    assert np.allclose(found.sum(axis=0), 1) and np.allclose(found.sum(axis=1), 1)
    assert found[2].to_dict() == pytest.approx({"A": 0.1, "B": 0.1, "C": 0.8}, abs=1e-12)


def test_smaa_by_hand_when_x_counts_at_least_as_much() -> None:
    found = rank_acceptability(A11, WeightSet(("x", "y"), (Statement("x", "y"),)))
    assert found[1].to_dict() == pytest.approx({"A": 0.8, "B": 0.0, "C": 0.2}, abs=1e-12)


def test_smaa_by_even_draws_is_near_the_same() -> None:
    """A third criterion on which all are alike changes nothing but that the shares are drawn."""
    wide = {t: {**p, "z": 0.0} for t, p in A11.items()}
    found = rank_acceptability(wide, WeightSet(("x", "y", "z")), draws=4000)
    assert found[1].to_dict() == pytest.approx({"A": 0.4, "B": 0.4, "C": 0.2}, abs=0.03)


def test_bids_alike_share_their_ranks_and_unknown_has_none() -> None:
    share = acceptability(np.array([[5.0, 5.0, 1.0, np.nan]]))
    assert share.tolist() == [[0.5, 0.5, 0, 0], [0.5, 0.5, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0]]


def made(funded: list[list[int]], weights: list[list[float]]) -> Tally:
    many = len(funded[0])
    return Tally(
        tuple(f"d{i}" for i in range(len(funded))), tuple(f"B{i}" for i in range(many)), ("x", "y"),
        np.array(funded, dtype=bool), np.zeros((len(funded), many)), np.array(weights), None,
    )  # fmt: skip


def test_agreement_that_splits_a_bid_settles_it_and_one_that_does_not_settles_nothing() -> None:
    """B0 is funded exactly where x weighs at least as much as y; B1 in every other draw, whatever the weights."""
    weights = [[0.7, 0.3]] * 40 + [[0.3, 0.7]] * 40
    funded = [[int(i < 40), i % 2] for i in range(80)]
    table = agreement_table(made(funded, weights)).set_index(["more", "less"])
    assert table.loc[("x", "y"), "close"] == 1  # B1 stays arguable
    assert table.loc[("x", "y"), "close_by_chance"] == pytest.approx(2.0, abs=1e-6)
    assert table.loc[("x", "y"), "settles"] == pytest.approx(1.0, abs=1e-6)
    assert table["share"].tolist() == [0.5, 0.5]


def test_fewer_draws_alone_are_no_agreement() -> None:
    """A bid funded once in 80 draws, by chance: half the draws lose it half the time, and that is not counted."""
    weights = [[0.7, 0.3]] * 40 + [[0.3, 0.7]] * 40
    funded = [[int(i == 3)] for i in range(80)]
    table = agreement_table(made(funded, weights)).set_index(["more", "less"])
    assert table["close_by_chance"].tolist() == pytest.approx([0.5, 0.5])
    assert table["settles"].sum() == pytest.approx(0.0)


def test_what_is_left_after_agreeing_is_what_a_sweep_of_the_agreed_weights_finds() -> None:
    """Draws that keep a statement are even draws of the weights that keep it: both sweeps see the same core."""
    statement = Statement("x", "y")
    wide = Tally.of(swept(job_of(), 150))
    close, many = still_close(wide, [statement])
    narrow = Tally.of(sweep(job_of(weights=WeightSet(XYZ, (statement,))), many, INLINE, MemoryStore()))
    assert many == pytest.approx(75, abs=20)
    apart = abs(wide.funded[wide.weights[:, 0] >= wide.weights[:, 1]].mean(axis=0) - narrow.core_index())
    assert (apart < 0.2).all()
    assert close <= sum(bid_table(wide)["verdict"] == CLOSE)
    assert still_close(wide, [Statement("x", "y", 1e9)]) == (0, 0)


def test_ranks_add_up_and_central_weights_are_of_those_who_fund_it() -> None:
    tally = Tally.of(swept(job_of(), 20))
    ranks = rank_table(tally)
    assert ranks.groupby("bid_id")["share"].sum().round(9).eq(1).all()
    assert ranks.groupby("rank")["share"].sum().round(9).eq(1).all()
    central = central_weights(tally).pivot(index="bid_id", columns="criterion_id", values="weight")
    assert np.allclose(central.sum(axis=1), 1)
    at = tally.bids.index("A")
    assert np.allclose(central.loc["A"], tally.weights[tally.funded[:, at]].mean(axis=0))


@pytest.mark.parametrize(("share", "said"), [(1.0, "core"), (0.95, "core"), (0.5, CLOSE), (0.05, "out"), (0.0, "out")])
def test_thresholds_are_the_users(share: float, said: str) -> None:
    assert Thresholds(0.95, 0.05).verdict(share) == said
    assert (Thresholds().verdict(share) == CLOSE) == (0 < share < 1)


def test_an_inline_pool_raises_what_goes_wrong() -> None:
    with pytest.raises(ZeroDivisionError):
        pools.Inline().submit(lambda: 1 / 0)
