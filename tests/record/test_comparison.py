"""Lists side by side: flips, money, space, patients and who they reach, known by hand; order moves columns alone."""

import io
import math
from itertools import permutations

import openpyxl
import pandas as pd
import pytest

from prioritise import pipeline
from prioritise.case.case import Case
from prioritise.errors import DataFault
from prioritise.optimise.result import Options
from prioritise.record import comparison_tables as told
from prioritise.record.comparison import FLIPS, MOVES, SAME, Comparison, Listed, compare
from prioritise.record.editions import CONFIDENTIAL, PUBLIC, Edition, edited
from prioritise.record.scenario import Scenario
from prioritise.ui.views import compare as views
from tests.build import bid, pot, small_case

SCORES = {"B1": (5.0, 1.0), "B2": (3.0, 5.0), "B3": (1.0, 3.0), "B4": (2.0, 2.0)}


def five(code: str) -> dict[str, object]:
    at = int(code[1])
    group = min(at, 3)
    return {"practice_code": code, "name": f"Practice {code}", "list_size": 1000.0 * at, "cluster_code": f"C{group}",
            "cluster_name": f"Cluster {group}", "imd_score": 50.0 - at,
            "weighted_list_size": {"P1": 2000.0, "P2": None}.get(code, 1000.0 * at)}  # fmt: skip


@pytest.fixture(scope="module")
def case() -> Case:
    """£500,000 that lapses on 31 March 2028; B1 alone, or B2 with B3, take it; B4 needs nothing of it."""
    return small_case(
        {"discount_rate": 0.0},
        practices=[five(f"P{n}") for n in range(1, 6)],
        bids=[
            bid("B1", 400_000.0, practice_codes=["P1"], added_area_m2=80.0, added_rooms=2, patients_served=1000.0),
            bid("B2", 300_000.0, practice_codes=["P2"], added_area_m2=50.0, patients_served=504.0),
            bid("B3", 200_000.0, practice_codes=["P1", "P2"], added_area_m2=20.0),
            bid("B4", 50_000.0, practice_codes=["P3"], patients_served=6.0, title="=HYPERLINK(4)"),
        ],
        pots=[
            pot("A", 500_000.0, kind="icb", spend_by="2028-03-31", for_clusters=["C1", "C2"]),
            pot("B", 50_000.0, for_clusters=["C3"]),
        ],
        criteria=[
            {"criterion_id": "need", "name": "Need", "weight": 100.0, "worst": 0.0, "best": 5.0},
            {"criterion_id": "risk", "name": "Risk", "weight": 0.0, "worst": 0.0, "best": 5.0},
        ],
        scores=[
            {"bid_id": b, "criterion_id": c, "score": s, "scorer": "agreed"}
            for b, both in SCORES.items()
            for c, s in zip(("need", "risk"), both, strict=True)
        ],
    )  # fmt: skip


BASE = Scenario(label="Base")
SWAP = Scenario(label="Swap", bids={"B1": "never"})
RISK = Scenario(label="Risk", weights={"need": 0.0, "risk": 100.0})


def listed(case: Case, scenario: Scenario, edition: Edition = CONFIDENTIAL, name: str = "") -> Listed:
    run = pipeline.run(case, scenario, Options(gap=0.0, priority_list=False))
    return Listed(name or scenario.label, (), edited(run, edition), run.prepared.problem)


@pytest.fixture(scope="module")
def lists(case: Case) -> list[Listed]:
    return [listed(case, s) for s in (BASE, SWAP, RISK)]


@pytest.fixture(scope="module")
def found(lists: list[Listed]) -> Comparison:
    return compare(lists, lists[0].problem)


def row(found: Comparison, measure: str) -> list[float]:
    return [float(x) for x in found.measures.loc[measure, list(found.names)]]


def test_totals_are_those_worked_out_by_hand(found: Comparison) -> None:
    assert [set(one.run.result.starts) for one in found.lists] == [{"B1", "B4"}, {"B2", "B3", "B4"}, {"B2", "B3", "B4"}]
    assert row(found, "schemes") == [2, 3, 3]
    assert row(found, "granted") == [450_000, 550_000, 550_000]
    assert row(found, "unspent") == [100_000, 0, 0]
    assert row(found, "lapses") == [100_000, 0, 0] == row(found, "lapses:2027")
    assert row(found, "area") == [80, 70, 70] and row(found, "rooms")[0] == 2 and math.isnan(row(found, "rooms")[1])
    assert row(found, "served") == [1006, 510, 510]
    assert row(found, "silent") == [0, 1, 1]


def test_a_value_is_shown_with_its_bound_and_gap_and_at_the_cases_own_weights(found: Comparison) -> None:
    assert row(found, "value") == pytest.approx([140, 120, 200]) == row(found, "bound")
    assert row(found, "gap") == [0, 0, 0]
    assert row(found, "value_at_case") == pytest.approx([140, 120, 120])  # need: B1 100, B2 60, B3 20, B4 40
    assert not found.one_scale and found.off_scale == ("Risk",)
    assert any("different scales" in line and "“Risk”" in line for line in told.cautions(found))
    alike = compare(found.lists[:2], found.lists[0].problem)
    assert alike.one_scale and not any("different scales" in line for line in told.cautions(alike))


def test_the_bids_that_flip_come_first_with_why(found: Comparison) -> None:
    assert found.ids(FLIPS) == ("B1", "B2", "B3") and found.ids(SAME) == ("B4",)  # the dearest first
    rows = told.bids(found)
    assert rows["title"].tolist() == ["Scheme B1", "Scheme B2", "Scheme B3", "=HYPERLINK(4)"]
    assert rows["list_0"].tolist()[0].startswith("● In, from 2026/27: Pot A £400,000")
    assert rows["list_0"].tolist()[1].startswith("○ Out: £200,000 short")
    assert rows["list_1"].tolist()[0] == "○ Out: Marked never."
    assert told.sentence(found).startswith("3 bids flip: in on one list and out on another. The other 1 is in or out")
    two = compare(found.lists[:2], found.lists[0].problem)
    assert told.pair_sentence(two) == "From “Base” to “Swap”, 2 bids come in and 1 drops out."
    assert not told.pair_sentence(found)


def test_who_each_list_reaches_for_each_weighted_patient(found: Comparison) -> None:
    clusters = found.clusters.set_index(["group", "list"])
    per_head = {k: v for k, v in clusters["capital_per_head_gbp"].items() if k[1] != "Risk"}
    assert per_head == pytest.approx({
        ("Cluster 1", "Base"): 200.0, ("Cluster 2", "Base"): 0.0, ("Cluster 3", "Base"): 50_000 / 12_000,
        ("Cluster 1", "Swap"): 50.0, ("Cluster 2", "Swap"): 200.0, ("Cluster 3", "Swap"): 50_000 / 12_000,
    })  # fmt: skip
    helped = clusters["served_per_hundred"]
    assert helped["Cluster 1", "Base"] == 50.0 and helped["Cluster 2", "Swap"] == pytest.approx(25.2)
    assert math.isnan(helped["Cluster 1", "Swap"])  # its one scheme does not say: not known, and not nil
    fifths = found.fifths.set_index(["group", "list"])["capital_gbp"]
    assert fifths["Most deprived fifth", "Base"] == 400_000 and fifths["Second most deprived fifth", "Swap"] == 400_000


def test_the_order_of_the_lists_moves_their_columns_alone(lists: list[Listed], found: Comparison) -> None:
    ground = lists[0].problem
    for order in permutations(lists):
        other = compare(order, ground)
        assert other.measures[list(found.measures.columns)].equals(found.measures)
        by = ["list", "bid_id"]
        pd.testing.assert_frame_equal(
            other.bids.sort_values(by, ignore_index=True), found.bids.sort_values(by, ignore_index=True)
        )
        assert list(dict.fromkeys(other.bids["bid_id"])) == list(dict.fromkeys(found.bids["bid_id"]))
        moved = {f"list_{at}": f"list_{found.names.index(name)}" for at, name in enumerate(other.names)}
        for mine, theirs in (
            (told.totals(other), told.totals(found)), (told.bids(other), told.bids(found)),
            (told.fairness(other.clusters, other), told.fairness(found.clusters, found)),
        ):  # fmt: skip
            assert mine.rename(columns=moved)[theirs.columns].equals(theirs)
        assert (other.one_scale, set(other.off_scale)) == (found.one_scale, {"Risk"})


def test_a_list_that_starts_later_is_no_flip(case: Case, lists: list[Listed]) -> None:
    late = listed(case, Scenario(label="Late", bid_facts={"B4": {"earliest_start": 2027}}))
    two = compare([lists[0], late], lists[0].problem)
    assert two.ids(FLIPS) == () and two.ids(MOVES) == ("B4",)
    assert "The same bids are funded" in told.sentence(two)


def test_where_no_list_is_nothing_is_said_of_it(case: Case, lists: list[Listed]) -> None:
    clash = listed(case, Scenario(label="Clash", bids={"B1": "must", "B2": "must"}))
    two = compare([lists[0], clash], lists[0].problem)
    assert set(told.totals(two)["list_1"][1:]) == {"no list"} and set(told.bids(two)["list_1"]) == {"no list"}
    assert two.ids(FLIPS) == () and told.sentence(two).startswith("There is no list in “Clash”")
    assert set(two.clusters["list"]) == {"Base"} and told.comparison_book(two)
    assert views.none_flip(two) == "One list was made: there is none to hold it against."
    other = listed(case, Scenario(label="Clash too", bids={"B1": "must", "B2": "must"}))
    neither = compare([clash, other], lists[0].problem)
    assert views.made(neither) == 0 and views.none_flip(neither) == views.NO_LISTS
    assert "one list that was made" in views.reached_title(two.clusters, two)
    assert "each bid is in on every list" in views.none_flip(compare(lists[:2], lists[0].problem))


def test_two_to_four_lists_of_different_names(lists: list[Listed]) -> None:
    for wrong in (lists[:1], [*lists, *lists[:2]], [lists[0], lists[0]]):
        with pytest.raises(DataFault):
            compare(wrong, lists[0].problem)


def test_what_is_taken_away_runs_no_formula_and_hides_small_numbers_in_public(case: Case) -> None:
    pair = [listed(case, s, PUBLIC, n) for s, n in ((BASE, '=cmd|"/c calc"!A1'), (SWAP, "@Swap"))]
    public = compare(pair, pair[0].problem)
    text = told.comparison_csv(public).decode("utf-8-sig")
    assert text.splitlines()[0] == 'Part,Item,Figure,"\'=cmd|""/c calc""!A1",\'@Swap'
    assert "'=HYPERLINK(4)" in text and "\n=HYPERLINK" not in text
    book = openpyxl.load_workbook(io.BytesIO(told.comparison_book(public)))
    assert book.sheetnames == ["What is compared", "Compared", "Bids", "By cluster", "By deprivation"]
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert not any(cell.data_type == "f" for cell in cells)
    granted = next(line for line in book["Compared"].iter_rows(values_only=True) if line[0] == "Granted")
    assert granted[1:4] == ("£", 450_000, 550_000) and "Compared,Granted,£,450000,550000" in text
    assert row(public, "served") == [1005, 510]  # 1,006 and 510 to the nearest five
    small = public.clusters.set_index(["group", "list"])["served"]
    assert math.isnan(small["Cluster 3", public.names[0]]) and small["Cluster 2", "@Swap"] == 505
