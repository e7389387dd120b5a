"""What is wrong with a table of travel times, and how much of it is missing."""

from pathlib import Path

import pytest

from prioritise.case.case import Case
from prioritise.case.load import load_case
from tests.case.case_builder import load_with

FILES = {
    "bids.csv": "bid_id,title,kind,capital_gbp\nB1,One,extension,100000\n",
    "pots.csv": "pot_id,name,kind,amount_gbp,status\nP1,Pot,icb,500000,received\n",
    "practices.csv": "practice_code,name,list_size\nX1,One,5000\n",
    "sites.csv": "site_code,practice_code,name,role,longitude,latitude\nS1,X1,A,main,0.5,51.2\n"
    "S2,X1,B,branch,0.6,51.2\n",
    "developments.csv": "development_id,name,status,homes,longitude,latitude\nD1,Land,full,100,0.5,51.3\n",
}
HEADER = "from_code,to_code,minutes,mode,source,date\n"


@pytest.fixture
def load(tmp_path: Path):
    def loaded(rows: str) -> Case:
        for name, text in {**FILES, "travel_times.csv": HEADER + rows}.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        return load_case(tmp_path)

    return loaded


def said(case: Case) -> dict[str, str]:
    return {i.code: f"{i.message} | {i.done}" for i in case.issues if i.table == "travel_times"}


def test_a_whole_matrix_has_nothing_to_say(load) -> None:
    case = load("D1,S1,4,car,R5,2026-05-01\nD1,S2,9,,R5,2026-05-01\n")
    assert said(case) == {} and len(case.table("travel_times")) == 2


def test_a_negative_time_is_refused_and_good_rows_stay(load) -> None:
    case = load("D1,S1,-4,car,R5,2026-05-01\nD1,S2,9,car,R5,2026-05-01\n")
    assert len(case.table("travel_times")) == 1
    assert "minutes is -4; it must be 0 or more" in said(case)["out_of_range"]
    assert said(case)["minutes_missing"] == (
        "minutes are given for 1 of 2 ways from a development to a site | estimated by distance: 1 (see the "
        "assumptions)"
    )


def test_minutes_by_a_mode_nobody_knows_are_not_taken_as_minutes_by_car(load) -> None:
    case = load("D1,S1,55,bicycle,R5,\nD1,S2,9,car,R5,\n")
    assert case.table("travel_times")["to_code"].tolist() == ["S2"]
    assert said(case)["not_a_choice"].endswith("row left out: a blank here would mean by car")


def test_the_same_way_twice_is_counted_once(load) -> None:
    case = load("D1,S1,4,car,R5,\nD1,S1,5,car,R5,\nD1,S2,9,,R5,\nD1,S2,9,car,R5,\n")
    assert len(case.table("travel_times")) == 2
    assert {"rows_disagree", "way_twice"} <= set(said(case))


@pytest.mark.parametrize("rows", ["D1,S1,4,car,,\nD1,S1,9,,,\n", "D1,S1,9,,,\nD1,S1,4,car,,\n"])
def test_of_a_way_given_twice_the_one_that_says_its_mode_stays_whatever_the_order(load, rows: str) -> None:
    case = load(rows)
    assert case.table("travel_times")["minutes"].tolist() == [4.0]
    assert "way_twice" in said(case)


def test_what_cannot_be_used_is_counted(load) -> None:
    case = load("D1,S1,4,car,,\nD1,S2,40,foot,,\nD1,S9,4,car,,\nE77,S1,4,car,,\n")
    found = said(case)
    assert found["other_mode"].startswith("not by car: 1 (")
    assert "minutes are given for 1 of 2 ways" in found["minutes_missing"]
    assert "first: S9" in found["outside_case"]


def test_a_place_that_is_no_area_or_development_is_said_where_areas_are_known(tmp_path: Path) -> None:
    rows = "E1,S1,4,,,\nE77,S1,4,,,\n"
    found = said(load_with(tmp_path, travel_times_csv=HEADER + rows))
    assert "first: E77" in found["outside_case"]
    assert "minutes are given for 0 of 2 ways from a development" in found["minutes_missing"]
