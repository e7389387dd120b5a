"""The published figures, and each formula at its limits."""

import numpy as np
import pytest

from prioritise.assumptions import load_assumptions
from prioritise.evidence import formulas as f
from prioritise.evidence.inputs import space_standard

NIA = (120.0, 1750.0)


def test_east_method_capacity_case() -> None:
    """Worked example T13: weighted list 10,500 and 520 m2 NIA."""
    assert f.nia_need_m2(10_500, *NIA) == pytest.approx(720.0)
    assert f.nia_capacity_patients(520, *NIA) == pytest.approx(7583.33, abs=0.01)
    assert f.gap(520, f.nia_need_m2(10_500, *NIA)) == pytest.approx(-200.0)


def test_room_method_case() -> None:
    """Worked example T14: 72.588 hours a week over 36."""
    assert f.rooms_needed(2760, 5.26, 15, 50, 60, 0.6) == pytest.approx(2.016, abs=0.0005)


def test_spare_room_leaves_nothing_to_ask_for() -> None:
    """Worked example T12."""
    assert f.people_beyond_spare(230, 300) == 0.0
    assert f.people_beyond_spare(230, 200) == 30.0
    assert np.isnan(f.people_beyond_spare(230, np.nan))


def test_size_bands_at_their_points_between_and_outside() -> None:
    bands = space_standard(load_assumptions()).gia_bands
    sizes = [2000, 4000, 6000, 8000, 10000, 12000, 14000, 16000, 18000, 20000]
    areas = [199, 333, 500, 667, 833, 916, 1000, 1083, 1167, 1250]
    assert f.gia_need_m2(sizes, bands).tolist() == areas
    assert f.gia_need_m2([0, 1000, 3000, 40_000], bands).tolist() == pytest.approx([0, 99.5, 266, 2500])
    everywhere = np.linspace(0, 30_000, 301)
    assert f.gia_need_m2(everywhere, bands) == pytest.approx([bands.at(x) for x in everywhere])
    assert np.isnan(f.gia_need_m2(np.nan, bands))


def test_build_out_waits_then_runs_straight_then_stops() -> None:
    built = f.cumulative_build_out(150, 2, 60, np.arange(7))
    assert built.tolist() == [0, 0, 0, 60, 120, 150, 150]


def test_people_are_homes_times_household_times_net_new() -> None:
    assert f.people_in_homes(350, 2.34, 1.0) == pytest.approx(819)
    assert f.people_in_homes(350, 2.34, 0.5) == pytest.approx(409.5)
    assert f.people_in_homes(0, 2.34, 1.0) == 0


def test_a_practice_next_door_counts_as_the_minimum_away() -> None:
    assert f.inverse_distance_weight([0.0, 0.05, 0.1, 2.0], 0.1).tolist() == pytest.approx([10, 10, 10, 0.5])


def test_expected_homes_of_an_unknown_chance_are_unknown() -> None:
    assert f.expected_homes([100, 100], [0.5, np.nan]).tolist()[0] == 50
    assert np.isnan(f.expected_homes(100, np.nan))
