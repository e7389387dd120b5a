"""Catchments told from registrations nearby: shares that sum to one, move the right way, and predict."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.overlap import kent_and_medway
from prioritise.assumptions import load_assumptions
from prioritise.evidence.catchments import CatchmentRules, Catchments, Registered, fit_catchments, registered
from prioritise.evidence.measure import HIDE_ONE, SHIPPED, overlap_table, shipped_overlap

RULES = CatchmentRules.of(load_assumptions())


def town(seed: int = 1, areas: int = 36, practices: int = 5, far: bool = False) -> Registered:
    """A made-up town on a grid whose people go to a practice by its pull and distance."""
    rng = np.random.default_rng(seed)
    side = int(np.sqrt(areas))
    east, north = (500_000 + 600 * v.ravel() for v in np.meshgrid(np.arange(side), np.arange(side)))
    place = 500_000 + rng.uniform(0, 600 * side, (practices, 2))
    pull = rng.uniform(0.5, 2, practices)
    km = np.hypot(east[:, None] - place[:, 0], north[:, None] - place[:, 1]) / 1000
    hold = pull * np.exp(-1.2 * km)
    patients = np.round(1500 * hold / hold.sum(axis=1, keepdims=True))
    flows = pd.DataFrame(
        [(f"P{j}", f"A{i:03d}", patients[i, j]) for i in range(side * side) for j in range(practices)]
        + ([("FAR", f"A{i:03d}", 20.0) for i in range(side * side)] if far else []),
        columns=["practice_code", "area_code", "patients"],
    )
    sites = pd.DataFrame(
        {"practice_code": [f"P{j}" for j in range(practices)], "east": place[:, 0], "north": place[:, 1]}
    )
    return registered(
        pd.DataFrame({"area_code": [f"A{i:03d}" for i in range(side * side)], "east": east, "north": north}),
        flows,
        sites,
    )


@pytest.fixture(scope="module")
def fitted() -> Catchments:
    return fit_catchments(town(), RULES)


def test_shares_sum_to_one_everywhere(fitted: Catchments) -> None:
    rng = np.random.default_rng(3)
    east, north = 495_000 + rng.uniform(0, 14_000, (2, 40))
    found = fitted.shares(east, north)
    assert np.bincount(found.place, found.share, 40) == pytest.approx(np.ones(40))
    assert (found.share >= 0).all()
    pairs = list(zip(found.place, found.practice, strict=True))
    assert pairs == sorted(set(pairs))


def test_hidden_areas_are_told_from_their_neighbours(fitted: Catchments) -> None:
    """People of this town go by pull and distance, so nearly all are placed, and the nearest site places far fewer."""
    rows = overlap_table(fitted.data, load_assumptions(own={"overlap_hidden_km": 1.0}))
    table = rows.set_index(["method", "hidden"])["overlap"]
    assert table[SHIPPED, HIDE_ONE] > 0.95
    assert table[SHIPPED, "and every area within 1 km"] > 0.85
    assert table["Nearest site", HIDE_ONE] < 0.75


def test_a_place_nearer_a_practice_sends_it_more(fitted: Catchments) -> None:
    data = fitted.data
    site = data.sites[0, 0]
    away = site + np.array([900.0, 900.0])
    found = fitted.shares(np.array([site[0], away[0]]), np.array([site[1], away[1]]))
    at = {(p, q): s for p, q, s in zip(found.place, found.practice, found.share, strict=True)}
    assert at[0, 0] > at[1, 0]


def test_a_practice_with_no_place_keeps_its_people() -> None:
    """An online practice has patients everywhere and no site here: it keeps the share it has nearby."""
    data = town(far=True)
    found = fit_catchments(data, RULES).shares(data.east[14:15] + 100, data.north[14:15])
    share = dict(zip(found.practice, found.share, strict=True))[data.practices.index("FAR")]
    assert share == pytest.approx(20 / 1520, rel=0.35)


def test_row_order_changes_nothing() -> None:
    data = town()
    practice, area = np.array(data.practices), np.array(data.areas)
    flows = pd.DataFrame(
        {
            "practice_code": practice[data.flow_practice],
            "area_code": area[data.flow_area],
            "patients": data.flow_patients,
        }
    ).sample(frac=1, random_state=5)
    areas = pd.DataFrame({"area_code": area, "east": data.east, "north": data.north}).sample(frac=1, random_state=6)
    sites = pd.DataFrame({"practice_code": practice, "east": data.sites[:, 0, 0], "north": data.sites[:, 0, 1]})
    again = registered(areas, flows, sites.sample(frac=1, random_state=7))
    one, two = (fit_catchments(d, RULES).shares(data.east + 50, data.north) for d in (data, again))
    assert (one.practice == two.practice).all()
    assert (one.share == two.share).all()


def test_no_registrations_at_all_leaves_distance_alone() -> None:
    data = town()
    bare = replace(
        data,
        flow_start=np.zeros_like(data.flow_start),
        flow_practice=data.flow_practice[:0],
        flow_patients=data.flow_patients[:0],
    )
    found = fit_catchments(bare, RULES).shares(data.east[:3], data.north[:3])
    assert np.bincount(found.place, found.share) == pytest.approx(np.ones(3))


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.floats(0.01, 100))
def test_scaling_every_registration_changes_no_share(seed: int, times: float) -> None:
    """Nobody is told apart by how many they are, down to a practice near by with nobody registered at all."""
    data = town(seed, areas=16, practices=3)
    nobody = replace(
        data, practices=(*data.practices, "P9"), sites=np.concatenate([data.sites, data.sites[:1] + 300.0])
    )
    for few in (data, nobody):
        many = replace(few, flow_patients=few.flow_patients * times)
        one, two = (fit_catchments(d, RULES).shares(data.east + 70, data.north) for d in (few, many))
        assert (two.place == one.place).all() and (two.practice == one.practice).all()
        assert two.share == pytest.approx(one.share, abs=1e-9)


def test_it_predicts_kent_and_medway(real_data: Path) -> None:
    """Each of 1,065 areas hidden in turn: 0.85 asked; balanced gravity places 0.755."""
    data = kent_and_medway(real_data)
    assert (len(data.areas), len(data.practices)) == (1065, 197)
    assert shipped_overlap(data, RULES) > 0.85
