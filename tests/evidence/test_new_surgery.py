"""A new surgery takes its share: by hand, nobody counted twice, never over its capacity."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prioritise.case.case import Case
from prioritise.case.load import load_case
from prioritise.errors import DataFault
from prioritise.evidence import build_evidence, case_assumptions
from prioritise.evidence.new_surgery import NEW, NewSurgery, Opened, open_surgery
from tests.build import small_case
from tests.conftest import ROOT
from tests.evidence.cases import areas, development, place, practice, site, square

YEAR = 2030
HUGE = 1e9


def two_practices(way: str = "huff") -> Case:
    """Two practices of one size, 2 km either side of the middle, and one development in the middle."""
    case = small_case(
        {"shares_by": way, "assumption_values": {"rural_people_per_km2": 0.0}},
        practices=[practice("P1", 1000), practice("P2", 1000)],
        sites=[site("S1", "P1", -2.0, area_m2=100.0, area_basis="NIA"), site("S2", "P2", 2.0)],
        developments=[development("D1", 100, status="started", probability=1.0), development("D2", 50, None)],
        flows=[
            {"practice_code": "P1", "area_code": "E01", "patients": 1000.0},
            {"practice_code": "P2", "area_code": "E02", "patients": 1000.0},
        ],
    )
    return replace(case, areas=areas(square("E01", -3.0, -1.0), square("E02", 1.0, 3.0)))


def opened(case: Case, surgery: NewSurgery, year: int = YEAR) -> Opened:
    assumptions = case_assumptions(case)
    found = open_surgery(case, assumptions, build_evidence(case, assumptions), surgery, year)
    assert found is not None
    return found


def at(km: float, capacity: float = HUGE, attraction: float = 1.0) -> NewSurgery:
    return NewSurgery(**place(km), list_capacity=capacity, attraction=attraction)


@pytest.mark.parametrize("way", ["huff", "blend", "nearest"])
def test_beside_a_practice_of_its_size_it_draws_as_much(way: str) -> None:
    """1,000 patients at P1's own door: as strong as P1, so a third each by gravity whichever way shares them before."""
    found = opened(two_practices(way), at(-2.0, capacity=1000))
    shares = found.shares.set_index("practice_code")["after_share"]
    assert shares[NEW] == pytest.approx(1 / 3, abs=1e-3)
    assert shares["P1"] == pytest.approx(shares["P2"], abs=1e-6) == pytest.approx(1 / 3, abs=1e-3)
    assert found.taken == pytest.approx(80, abs=0.1) and found.wanted == found.taken


def test_nearer_draws_more_by_so_much_a_minute() -> None:
    """On the spot, 6.24 minutes nearer than both: odds of exp(0.3425 x 6.24) against each."""
    found = opened(two_practices(), at(0.0, capacity=1000))
    odds = np.exp(0.3425 * 6.24)
    share = found.shares.set_index("practice_code")["after_share"][NEW]
    assert share == pytest.approx(odds / (odds + 2), abs=1e-3)


def test_it_takes_no_more_than_it_holds_and_the_others_keep_theirs() -> None:
    found = opened(two_practices(), at(0.0, capacity=30, attraction=10.0))
    assert found.wanted > 30
    rows = found.practices.set_index("practice_code")
    assert rows.loc[NEW, "people_after"] == pytest.approx(30)
    assert rows["people_after"].sum() == pytest.approx(rows["people_before"].sum()) == pytest.approx(240)


def test_room_at_the_others_grows_by_what_it_takes() -> None:
    rows = opened(two_practices(), at(0.0, capacity=1000)).practices.set_index("practice_code")
    fewer = rows.loc["P1", "people_before"] - rows.loc["P1", "people_after"]
    gain = rows.loc["P1", "gap_after_m2"] - rows.loc["P1", "gap_before_m2"]
    assert gain == pytest.approx(fewer * 120 / 1750)
    assert rows.loc["P2", ["gap_before_m2", "gap_after_m2"]].isna().all()
    assert pd.isna(rows.loc[NEW, "gap_after_m2"])


@pytest.mark.parametrize("surgery", [at(0.0, 0.0), at(0.0, 1000, 0.0)])
def test_one_that_holds_or_draws_nobody_changes_nothing(surgery: NewSurgery) -> None:
    found = opened(two_practices(), surgery)
    assert found.taken == 0
    assert found.shares["after_share"].tolist() == found.shares["before_share"].tolist()


@pytest.mark.parametrize(
    ("surgery", "said"),
    [
        (NewSurgery(40.0, 51.0, 1000), "not in England"),
        (at(0.0, float("nan")), "list capacity"),
        (at(0.0, 10, -1.0), "attraction"),
    ],
)
def test_what_cannot_be_is_refused(surgery: NewSurgery, said: str) -> None:
    with pytest.raises(DataFault, match=said):
        opened(two_practices(), surgery)


def test_without_registrations_it_cannot_be_told() -> None:
    case = two_practices()
    case = case.with_table("flows", case.table("flows").iloc[:0])
    assumptions = case_assumptions(case)
    assert open_surgery(case, assumptions, build_evidence(case, assumptions), at(0.0), YEAR) is None


DEMO = load_case(ROOT / "data" / "demo")
EVIDENCE = build_evidence(DEMO, case_assumptions(DEMO))


@settings(max_examples=15, deadline=None)
@given(
    longitude=st.floats(-0.3, 0.3),
    latitude=st.floats(53.0, 53.25),
    capacity=st.floats(0, 20000),
    attraction=st.floats(0, 3),
    year=st.sampled_from(EVIDENCE.years),
)
def test_on_the_demo_everybody_is_counted_once_wherever_it_is(
    longitude: float, latitude: float, capacity: float, attraction: float, year: int
) -> None:
    surgery = NewSurgery(longitude, latitude, capacity, attraction)
    found = open_surgery(DEMO, case_assumptions(DEMO), EVIDENCE, surgery, year)
    assert found is not None
    sums = found.shares.groupby("development_id")[["before_share", "after_share"]].sum()
    assert sums.to_numpy() == pytest.approx(1)
    rows = found.practices
    assert rows["people_after"].sum() + found.outside_after == pytest.approx(
        rows["people_before"].sum() + found.outside_before
    )
    assert (rows["people_after"][1:] <= rows["people_before"][1:] + 1e-9).all()
    assert found.taken <= capacity + 1e-6
    people = EVIDENCE.people[EVIDENCE.people["financial_year"].le(year)]["people"].sum()
    assert rows["people_after"].sum() + found.outside_after == pytest.approx(people)


def test_more_attraction_never_takes_fewer() -> None:
    taken = [opened(DEMO, NewSurgery(0.0, 53.1, 8000, a), 2035).taken for a in (0.25, 0.5, 1.0, 2.0)]
    assert taken == sorted(taken) and taken[0] < taken[-1]
