"""Floating-catchment access: published figures to the digit, and what must hold whatever the case."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prioritise.errors import DataFault
from prioritise.evidence.floating import decay_weights, enhanced_two_step, modified_huff, three_step, two_step

EVERY = (two_step, enhanced_two_step, three_step, modified_huff)
ADDING_UP = (two_step, enhanced_two_step, three_step)  # in which no supply is lost or made

# S1: the tests of the R package fca. Its matrix has sites in rows; ours has places in rows.
FCA_WEIGHTS = np.arange(1, 25, dtype=float).reshape(6, 4, order="F").T
FCA_SUPPLY, FCA_PEOPLE = np.arange(1, 7), np.arange(1, 5)


def test_s1_the_r_package_fca() -> None:
    case = (FCA_WEIGHTS, FCA_SUPPLY, FCA_PEOPLE)
    assert two_step(*case) == pytest.approx([2.1] * 4, abs=1e-12)
    assert three_step(*case) == pytest.approx([0.6686168, 1.3565093, 2.0921208, 2.8355005], abs=5e-8)
    assert modified_huff(*case) == pytest.approx([9.617634, 21.717421, 34.325798, 47.032856], abs=5e-7)


def hospitals(inbound: float) -> np.ndarray:
    """Cost from place (row) to place (column): 1 at home, so much into the third, 40 out of it, 80 across."""
    return np.array([[1.0, 80.0, inbound], [80.0, 1.0, inbound], [40.0, 40.0, 1.0]])


@pytest.mark.parametrize(
    ("inbound", "two", "three"),
    [
        (40.0, [0.331444117, 0.579828132, 7.286418170], [0.156256588, 0.406216452, 9.906351855]),
        (20.0, [0.435340221, 0.683724236, 5.727976611], [0.173813543, 0.423772440, 9.643002370]),
    ],
    ids=["S2", "S3"],
)
def test_s2_s3_the_hospitals_of_the_package_access(inbound: float, two: list[float], three: list[float]) -> None:
    """S3's costs differ by direction: turned round they would give other figures."""
    cost, doctors, people = hospitals(inbound), [15, 20, 100], [100, 50, 10]
    inside = np.where(cost <= 61, 1 / cost, 0.0)
    assert enhanced_two_step(inside, doctors, people) == pytest.approx(two, abs=5e-10)
    assert three_step(inside, doctors, people, choosing=1 / cost) == pytest.approx(three, abs=5e-10)
    if inbound != 40:
        assert enhanced_two_step(inside.T, doctors, people) != pytest.approx(two, rel=1e-3)


def test_people_choose_within_the_catchment_unless_told_otherwise() -> None:
    """By hand for the first hospital: G = (1, 0, 1/40) / 1.025, so that all who choose are in reach."""
    cost = hospitals(40.0)
    inside = np.where(cost <= 61, 1 / cost, 0.0)
    found = three_step(inside, [15, 20, 100], [100, 50, 10])
    g = np.array([[1, 0, 0.025], [0, 1, 0.025], [0.025, 0.025, 1]]) / np.array([[1.025], [1.025], [1.05]])
    ratio = np.array([15, 20, 100]) / ((g * inside).T @ np.array([100, 50, 10]))
    assert found == pytest.approx((g * inside) @ ratio)
    assert found @ [100, 50, 10] == pytest.approx(135)


def test_s7_the_readme_of_sdc_catchment() -> None:
    distance = np.abs(np.array([[0.0], [1.0], [2.0]]) - np.array([[0.0, 2.0]]))
    found = enhanced_two_step(np.exp(-(distance**2) / 2), [10, 10], [100, 100, 100])
    assert found == pytest.approx([0.065179, 0.069641, 0.065179], abs=5e-7)


def test_weight_falls_by_the_minute_and_ends_at_the_furthest() -> None:
    found = decay_weights([[0.0, 10.0], [30.0, 30.1], [np.inf, 1e300]], 0.3425, 30.0)
    expected = [[1.0, np.exp(-3.425)], [np.exp(-10.275), 0.0], [0.0, 0.0]]
    assert found == pytest.approx(np.array(expected), rel=1e-12)


@pytest.mark.parametrize("measure", EVERY)
def test_a_place_that_reaches_nothing_has_none_and_does_not_disturb_the_others(measure) -> None:
    with_it = measure([[1.0, 0.5], [0.0, 0.0]], [10, 20], [100, 50])
    without = measure([[1.0, 0.5]], [10, 20], [100])
    assert with_it == pytest.approx([without[0], 0.0])


@pytest.mark.parametrize("measure", EVERY)
def test_a_site_nobody_reaches_adds_nothing(measure) -> None:
    assert measure([[1.0, 0.0]], [10, 99], [100]) == pytest.approx(measure([[1.0]], [10], [100]))
    assert measure([[1.0, 0.0], [0.0, 1.0]], [10, 99], [100, 0])[1] == 0


@pytest.mark.parametrize("measure", EVERY)
def test_nothing_at_all_is_not_a_fault(measure) -> None:
    assert measure(np.empty((0, 2)), [1, 2], []).shape == (0,)
    assert measure(np.empty((2, 0)), [], [1, 2]) == pytest.approx([0, 0])
    assert measure([[1.0], [2.0]], [0], [1, 2]) == pytest.approx([0, 0])


@pytest.mark.parametrize("measure", EVERY)
@pytest.mark.parametrize(
    ("weights", "supply", "people", "said"),
    [
        ([[1.0, 1.0]], [10, np.nan], [100], "supply .* 1 of 2 .first: site 2"),
        ([[1.0, np.nan]], [10, 10], [100], "weight .* way 1, 2"),
        ([[1.0, 1.0]], [10, 10], [-1], "people .* place 1"),
        ([[1.0, np.inf]], [10, 10], [100], "weight"),
    ],
)
def test_what_is_not_known_is_refused_and_never_counted_as_none(measure, weights, supply, people, said) -> None:
    with pytest.raises(DataFault, match=said):
        measure(weights, supply, people)


def test_a_cost_that_is_not_known_is_refused() -> None:
    with pytest.raises(DataFault, match="travel cost"):
        decay_weights([[1.0, np.nan]], 0.3, 30.0)


@pytest.mark.parametrize("measure", EVERY)
def test_shapes_that_do_not_fit_are_refused(measure) -> None:
    with pytest.raises(ValueError, match="2 places and 1 sites"):
        measure([[1.0, 1.0]], [1], [1, 1])


def test_more_supply_may_lower_access_by_the_modified_huff_measure() -> None:
    """Why a portfolio is not judged by it: the small place is drawn to the new space, which is worse placed for it."""
    weights, people = [[0.0, 1.0, 0.5], [1.0, 1.0, 1.0]], [0.001, 1.0]
    before, after = modified_huff(weights, [9, 1, 0], people), modified_huff(weights, [9, 1, 1], people)
    assert after[0] < before[0]


SUPPLY, PEOPLE = st.floats(0, 500), st.floats(0.5, 5_000)
WEIGHT = st.one_of(st.just(0.0), st.floats(1e-3, 1.0))


@st.composite
def towns(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Weights, supply and people of up to six places and four sites; the way back may weigh other than the way out."""
    places, sites = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    weights = draw(st.lists(st.lists(WEIGHT, min_size=sites, max_size=sites), min_size=places, max_size=places))
    supply = draw(st.lists(SUPPLY, min_size=sites, max_size=sites))
    people = draw(st.lists(PEOPLE, min_size=places, max_size=places))
    return np.array(weights), np.array(supply), np.array(people)


def no_more(after: np.ndarray, before: np.ndarray) -> bool:
    """Whether nothing rose, but for the rounding of the computer."""
    return bool((after <= before * (1 + 1e-9) + 1e-12).all())


@pytest.mark.parametrize("measure", ADDING_UP)
@given(town=towns())
def test_s6_access_adds_up_to_the_supply_people_reach(measure, town) -> None:
    weights, supply, people = town
    reached = (weights > 0).any(axis=0)
    assert measure(weights, supply, people) @ people == pytest.approx(supply[reached].sum(), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("measure", EVERY)
@given(town=towns(), place=st.integers(0, 5), more=st.floats(0, 10_000))
def test_s6_more_people_never_raise_access_elsewhere(measure, town, place: int, more: float) -> None:
    weights, supply, people = town
    grown = people.copy()
    grown[place % len(people)] += more
    assert no_more(measure(weights, supply, grown), measure(weights, supply, people))


@pytest.mark.parametrize("measure", ADDING_UP)
@given(town=towns(), site=st.integers(0, 3), more=st.floats(0, 500))
def test_s6_more_supply_never_lowers_access(measure, town, site: int, more: float) -> None:
    weights, supply, people = town
    larger = supply.copy()
    larger[site % len(supply)] += more
    assert no_more(measure(weights, supply, people), measure(weights, larger, people))


@pytest.mark.parametrize("measure", EVERY)
@given(town=towns())
def test_order_of_places_and_sites_does_not_matter(measure, town) -> None:
    weights, supply, people = town
    turned = measure(weights[::-1, ::-1], supply[::-1], people[::-1])[::-1]
    assert turned == pytest.approx(measure(weights, supply, people), rel=1e-9, abs=1e-12)
