"""The whole line: totals that tie, tables that agree, what-ifs that do what they say."""

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from prioritise.case.case import Case
from prioritise.case.load import load_case
from prioritise.case.settings import Settings
from prioritise.errors import DataFault
from prioritise.optimise.recheck import breaches, checks_in_words
from prioritise.optimise.result import Equal, Equals, Options, Status
from prioritise.pipeline import Run, best_of, prepare, run, run_digest
from prioritise.record.editions import CONFIDENTIAL, edited
from prioritise.record.outputs import PRIORITY, PRIORITY_COLUMNS, SUMMARY, output_files
from prioritise.record.scenario import Scenario, load_scenario
from prioritise.record.words import LIST_STOPPED
from prioritise.record.workbook import cover_lines
from tests.build import bid, pot, small_case

QUICK = Options(gap=0.0, priority_list=False)


def pence(amounts: pd.Series) -> int:
    """A column of pounds added up in whole pence."""
    return sum(round(a * 100) for a in amounts)


@pytest.fixture(scope="module")
def demo(demo_folder: Path) -> Run:
    """The demo, run once with its priority list."""
    return run(load_case(demo_folder))


@pytest.fixture(scope="module")
def small() -> Case:
    """Two practices in two clusters, four bids, four pots, two criteria; bid D has no score."""
    scores = [("A", "need", 5), ("A", "fit", 5), ("B", "need", 4), ("B", "fit", 1), ("C", "need", 2)]
    return small_case(
        practices=[
            {"practice_code": "G1", "name": "One", "list_size": 8000.0, "cluster_code": "C1", "cluster_name": "North"},
            {"practice_code": "G2", "name": "Two", "list_size": 4000.0, "cluster_code": "C2", "cluster_name": "South"},
        ],
        sites=[
            {"site_code": "S1", "practice_code": "G1", "name": "M", "role": "main", "longitude": 0.1, "latitude": 51.1}
        ],
        bids=[
            bid("A", 100.0, site_code="S1"),
            bid("B", 60.0, practice_codes=("G1", "G2")),
            bid("C", 60.5, practice_codes=("G2",)),
            bid("D", 10.0, must="never"),
        ],
        pots=[
            pot("Y", 100.0),
            pot("L", 60.0, spend_by="2027-03-31"),
            pot("R", 100.0, status="requested", available_from="2027-04-01"),
            pot("U", 100.0, status="requested"),
        ],
        pot_years=[{"pot_id": "Y", "financial_year": y, "amount_gbp": a} for y, a in ((2026, 30.0), (2027, 70.0))],
        criteria=[
            {"criterion_id": c, "name": c.title(), "weight": 50.0, "worst": 0.0, "best": 5.0, "scale_by": "none"}
            for c in ("need", "fit")
        ],
        scores=[{"bid_id": b, "criterion_id": c, "score": float(s), "scorer": "agreed"} for b, c, s in scores],
    )


def countable(case: Case, **scenario: Any) -> dict[str, int]:
    """Pence that count by pot under a scenario."""
    return {p: facts.countable_pence for p, facts in prepare(case, Scenario(**scenario)).problem.pots.items()}


# The tables of a run.


def test_demo_is_answered_and_rechecked(demo: Run) -> None:
    assert demo.result.status is Status.PROVEN
    assert demo.result.checks == checks_in_words()
    paid = {(p, b, y): a for p, b, y, a in demo.result.payments.itertuples(index=False)}
    assert breaches(demo.prepared.case, demo.result.starts, paid) == []


def test_ranked_has_one_row_a_bid_in_rank_order(demo: Run) -> None:
    ranked = demo.ranked
    assert sorted(ranked["bid_id"]) == sorted(demo.prepared.case.table("bids")["bid_id"])
    assert list(ranked["rank"]) == list(range(1, len(ranked) + 1))
    order = {"funded": 0, "reserve": 1, "not funded": 2}
    places = [order[d] for d in ranked["decision"]]
    assert places == sorted(places)


def test_funding_adds_up_to_the_capital_of_each_funded_bid(demo: Run) -> None:
    paid = demo.funding.groupby("bid_id")["amount_gbp"].agg(pence)
    funded = demo.ranked[demo.ranked["decision"] == "funded"].set_index("bid_id")
    assert set(paid.index) == set(funded.index)
    for bid_id, capital in funded["capital_gbp"].items():
        assert paid[bid_id] == round(capital * 100)
    assert pence(demo.funding["amount_gbp"]) == pence(funded["capital_gbp"]) > 0


def test_pots_after_agree_with_the_funding(demo: Run) -> None:
    pots = demo.pots_after
    assert sorted(pots["pot_id"]) == sorted(demo.prepared.case.table("pots")["pot_id"])
    paid = demo.funding.groupby("pot_id")["amount_gbp"].agg(pence)
    for row in pots.itertuples():
        assert round(row.committed_gbp * 100) == paid.get(row.pot_id, 0)
        assert round(row.left_gbp * 100) == round(row.countable_gbp * 100) - round(row.committed_gbp * 100) >= 0
        # money that no year could use is not countable, so not left, but it lapses all the same
        assert row.lapses_gbp in (0.0, row.left_gbp) or row.countable_gbp == 0
    assert pence(pots["committed_gbp"]) == pence(demo.funding["amount_gbp"])


def test_decisions_agree_everywhere(demo: Run) -> None:
    ranked = demo.ranked.set_index("bid_id")
    funded = set(ranked.index[ranked["decision"] == "funded"])
    assert funded == set(demo.result.funded) == set(demo.funding["bid_id"])
    assert set(ranked.index[ranked["start_year"] != ""]) == funded
    assert set(ranked.index[ranked["paid_by"] != ""]) == funded
    assert demo.priority is not None
    scale = demo.priority.rows.set_index("bid_id")["enters_at_scale"]
    assert (scale[sorted(funded)] <= 1.0).all()
    reserve = ranked.index[ranked["decision"] == "reserve"]
    assert (scale[reserve] > 1.0).all()
    assert scale[ranked.index[ranked["decision"] == "not funded"]].isna().all()
    said = demo.reasons[demo.reasons["heading"] == "Decision"].set_index("bid_id")["text"]
    assert {b for b, text in said.items() if text.startswith("Recommended")} == funded
    assert set(said.index) == set(ranked.index)


def test_value_of_the_list_is_that_of_its_bids(demo: Run) -> None:
    values, timing = demo.ranked.set_index("bid_id")["value"], demo.prepared.problem.timing
    assert demo.result.value == pytest.approx(sum(values[b] * timing[s] for b, s in demo.result.starts.items()))
    assert demo.result.bound >= demo.result.value


def test_progress_goes_forward_to_the_end(small: Case) -> None:
    told: list[tuple[str, float]] = []
    run(small, options=QUICK, progress=lambda text, part: told.append((text, part)))
    parts = [part for _, part in told]
    assert parts == sorted(parts)
    assert parts[-1] == 1.0
    assert all(text for text, _ in told)


def test_a_run_that_is_stopped_has_its_list_and_no_priority_list(small: Case) -> None:
    left, stopped = run(small), run(small, watch=lambda moment: moment.value is not None)
    assert not left.list_stopped and left.priority is not None
    assert stopped.list_stopped and stopped.priority is None
    assert (
        set(stopped.ranked["bid_id"]) == set(left.ranked["bid_id"]) and stopped.ranked["enters_at_scale"].isna().all()
    )
    files = output_files(stopped)
    assert files[PRIORITY].decode().splitlines() == [",".join(PRIORITY_COLUMNS)]
    assert json.loads(files[SUMMARY])["priority_list"] is None
    assert ("If the money changes", LIST_STOPPED) in {
        (label, text) for _, label, text in cover_lines(edited(stopped, CONFIDENTIAL))
    }
    assert LIST_STOPPED not in {text for *_, text in cover_lines(edited(left, CONFIDENTIAL))}


def proved(found: Run, most: float, status: Status) -> Run:
    """A run whose list is worth as much, but of which only this is proved."""
    value = found.result.value
    assert value is not None
    result = dataclasses.replace(found.result, status=status, bound=most, gap=(most - value) / value)
    return dataclasses.replace(found, result=result)


def worth(found: Run, more: float) -> Run:
    """A run whose priority list is worth so much more."""
    assert found.priority is not None
    better = dataclasses.replace(found.priority, expected_value=found.priority.expected_value + more)
    return dataclasses.replace(found, priority=better)


def test_of_a_run_that_was_stopped_and_the_one_before_the_best_of_both_stands(small: Case) -> None:
    best = run(small)
    value = best.result.value
    assert value is not None
    loose = proved(best, value * 1.05, Status.FEASIBLE)
    bare = run(small, options=Options(priority_list=False))
    none = dataclasses.replace(best, result=dataclasses.replace(best.result, value=None, starts={}))

    assert best_of(best, loose) is best and best_of(best, best) is best and best_of(best, none) is best
    assert best_of(loose, best) is best
    assert best_of(best, worth(best, 5.0)).priority == worth(best, 5.0).priority
    assert best_of(worth(best, 5.0), best).priority == worth(best, 5.0).priority

    vague = dataclasses.replace(best, priority=dataclasses.replace(best.priority, list_bound=1e6))
    assert best_of(vague, best).priority is best.priority is best_of(best, vague).priority

    both = best_of(loose, bare)  # the proof of the one with the priority list of the other
    assert both.result == bare.result and both.priority == loose.priority
    assert both.ranked.equals(best.ranked) and both.reasons.equals(best.reasons)
    assert (both.digest, both.asked, both.list_stopped) == (loose.digest, loose.asked, False)

    dearer = dataclasses.replace(best, result=dataclasses.replace(best.result, value=value + 1.0))
    assert best_of(loose, dearer) is dearer and best_of(dearer, best) is dearer


def test_what_either_of_two_runs_proved_is_said_of_the_list_that_stands(small: Case) -> None:
    best = run(small)
    value = best.result.value
    assert value is not None and best.priority is not None
    loose, tight = proved(best, value * 1.05, Status.FEASIBLE), proved(best, value * 1.0004, Status.PROVEN)

    def a_hair(found: Run, more: float) -> Run:
        worth_more = dataclasses.replace(found.result, value=value + more, starts={"A": 2026})
        return dataclasses.replace(found, result=worth_more)

    # the list that is worth more was hardly proved, the other's proof is of all lists
    more = best_of(tight, a_hair(loose, value * 1e-5))
    assert more.result.value == value * (1 + 1e-5) and more.result.status is Status.PROVEN
    assert more.result.bound == tight.result.bound and more.result.gap == pytest.approx(0.0004, abs=2e-5)
    assert more.asked.seconds == tight.asked.seconds and len(more.ranked) == len(best.ranked)
    less = best_of(loose, a_hair(tight, -value * 1e-5))
    assert less.result.starts == loose.result.starts and less.result.bound == tight.result.bound

    # as much worth, but not the same starts: a list is not parted from its priority list, nor from what is proved
    sooner = dataclasses.replace(best.result, starts={"A": 2026, "B": 2026})
    twin = dataclasses.replace(best, priority=None, result=sooner)
    kept = best_of(loose, twin)
    assert kept.result.starts == loose.result.starts and kept.priority == loose.priority
    assert (kept.result.status, kept.result.gap) == (Status.PROVEN, 0.0)
    assert kept.result.equals.outcome is best.result.equals.outcome
    cut = dataclasses.replace(best, result=dataclasses.replace(best.result, equals=Equals(Equal.CUT_SHORT)))
    assert best_of(cut, loose) is cut
    unsought = dataclasses.replace(loose, result=dataclasses.replace(loose.result, equals=Equals()))
    assert best_of(unsought, twin).result.equals.outcome is Equal.CUT_SHORT
    assert best_of(twin, tight).priority is tight.priority and best_of(twin, tight).result.gap == 0.0
    later = dataclasses.replace(tight, asked=dataclasses.replace(tight.asked, seconds=300.0))
    assert best_of(loose, later).asked.seconds == 300.0 == best_of(later, loose).asked.seconds


def test_a_list_proved_by_another_worth_as_much_says_that_there_is_another() -> None:
    case = small_case(bids=[bid("A", 1.0), bid("B", 1.0)], pots=[pot("P", 1.0)])
    first = run(case, options=Options(gap=0.0))
    (one,) = first.result.funded
    (other,) = {"A", "B"} - {one}
    value = first.result.value
    assert value is not None and first.result.equals.outcome is Equal.ANOTHER
    loose = dataclasses.replace(first.result, starts={other: 2026}, status=Status.FEASIBLE, bound=2 * value, gap=1.0)
    before = dataclasses.replace(first, result=dataclasses.replace(loose, equals=Equals()))
    short = dataclasses.replace(first, priority=None)
    found = best_of(before, short).result
    assert found.starts == {other: 2026} and found.status is Status.PROVEN and found.gap == 0
    assert found.equals == Equals(Equal.ANOTHER, first.result.starts, (one,), (other,))


def test_of_two_runs_without_a_list_the_one_that_says_there_is_none_stands(small: Case) -> None:
    best = run(small, options=QUICK)
    no_list = dataclasses.replace(best.result, status=Status.NO_ANSWER, value=None, bound=None, gap=None, starts={})
    none = dataclasses.replace(best, result=no_list)
    shown = dataclasses.replace(none, result=dataclasses.replace(no_list, status=Status.INFEASIBLE))
    assert best_of(none, shown) is shown and best_of(none, none) is none and best_of(none, best) is best


def test_small_case_by_hand(small: Case) -> None:
    """A (100) costs all the money but £60 and B (70) £60: A needs Y in 2027/28, B all of L; A + B is the best."""
    found = run(small, options=QUICK)
    assert dict(found.result.starts) == {"A": 2027, "B": 2026}
    assert found.result.value == pytest.approx(100 / 1.035 + 50)
    columns = found.funding[["pot_id", "bid_id", "financial_year", "amount_gbp"]]
    assert list(columns.itertuples(index=False, name=None)) == [
        ("L", "B", "2026/27", 60.0),
        ("Y", "A", "2027/28", 100.0),
    ]
    ranked = found.ranked.set_index("bid_id")
    assert ranked.loc["B", "practices"] == "One; Two"
    assert ranked.loc["B", "cluster_name"] == "North; South"
    assert ranked.loc["A", "practice_codes"] == "G1"
    assert ranked.loc["A", "paid_by"] == "Pot Y £100"
    notes = found.pots_after.set_index("pot_id")["note"]
    assert notes["U"] == "Only requested: not counted."


def test_a_missing_score_is_flagged_and_not_zero(small: Case) -> None:
    found = run(small, options=QUICK)
    ranked = found.ranked.set_index("bid_id")
    # C has one of two scores: 2 of 5 on all the weight that is known, not half of that
    assert ranked.loc["C", "value"] == pytest.approx(40.0)
    assert ranked.loc["C", "known_weight_share"] == 0.5
    assert pd.isna(ranked.loc["D", "value"])
    assert ranked.loc["D", "known_weight_share"] == 0.0
    told = {i.value: i for i in found.prepared.issues if i.code == "missing_score"}
    assert set(told) == {"C", "D"}
    assert "Fit" in told["C"].message
    assert told["D"].severity == "warning"
    assert "no value" in told["D"].done


def test_without_practices_there_is_no_evidence_and_still_a_list() -> None:
    case = small_case(bids=[bid("A", 10.0)], pots=[pot("P", 10.0)])
    found = run(case, options=QUICK)
    assert found.prepared.evidence is None
    assert len(found.ranked) == 1


@pytest.mark.parametrize("missing", ["bids", "pots"])
def test_without_bids_or_pots_there_is_no_run(missing: str) -> None:
    tables = {"bids": [bid("A", 10.0)], "pots": [pot("P", 10.0)]}
    with pytest.raises(DataFault, match=missing):
        run(small_case(**{k: v for k, v in tables.items() if k != missing}))


@pytest.mark.parametrize("lost", [{"must": "never"}, {"started": "yes"}])
def test_a_floor_whose_only_bid_cannot_be_funded_is_a_warning(lost: dict[str, str]) -> None:
    bids = [bid("A", 100.0, cluster_code="C1"), bid("B", 10.0, cluster_code="C2", **lost)]
    settings = {"min_share_by_cluster": {"C2": 0.125}}
    found = prepare(small_case(settings, bids=bids, pots=[pot("P", 200.0)])).issues
    (told,) = [i for i in found if i.code == "floor_unreachable"]
    assert told.message == "the floor of 12.5% for cluster C2 cannot be met: no bid of it can be funded"


def test_an_impossible_case_has_no_list(small: Case) -> None:
    found = run(small, Scenario(bids=dict.fromkeys("ABC", "must")), QUICK)
    assert found.result.status is Status.INFEASIBLE
    assert found.result.clash
    assert found.priority is None
    assert found.result.value is None
    assert len(found.funding) == 0
    assert not (found.ranked["decision"] == "funded").any()
    assert set(found.reasons["heading"]) == {"Decision"}


# The same in, the same out.


def shuffled(case: Case, seed: int) -> Case:
    """The case with every table's rows in another order."""
    tables = {n: f.sample(frac=1.0, random_state=seed) for n, f in case.tables.items()}
    mixed = dataclasses.replace(case, tables=tables)
    for name, frame in tables.items():
        mixed = mixed.with_table(name, frame)
    return mixed


def test_row_order_changes_nothing(small: Case) -> None:
    one = run(small, options=Options(gap=0.0))
    two = run(shuffled(small, 5), options=Options(gap=0.0))
    assert one.digest == two.digest
    for name in ("ranked", "funding", "pots_after", "reasons"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(two, name))


def test_digest_of_the_demo_in_any_row_order(demo: Run, demo_folder: Path) -> None:
    case = load_case(demo_folder)
    assert shuffled(case, 3).digest == case.digest


def test_digest_tells_what_settles_an_answer(small: Case) -> None:
    base = run_digest(small, Scenario(), QUICK)
    assert base == run_digest(small, Scenario(note="why"), dataclasses.replace(QUICK, seconds=5.0))
    assert base != run_digest(small, Scenario(pots_off=("L",)), QUICK)
    assert base != run_digest(small, Scenario(), dataclasses.replace(QUICK, gap=0.01))
    assert base != run_digest(small.with_settings(years=4), Scenario(), QUICK)
    bids = small.table("bids").copy()
    bids.loc[bids["bid_id"] == "C", "capital_gbp"] += 0.01
    assert base != run_digest(small.with_table("bids", bids), Scenario(), QUICK)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ({"pots_off": ("L", "R")}, {"pots_off": ("R", "L")}),
        ({"pots_off": ("L", "R")}, {"pots_off": ("R", "L", "R")}),
        ({"settings": {"priority_list": {"pots": ["Y", "L"]}}}, {"settings": {"priority_list": {"pots": ["L", "Y"]}}}),
        ({"settings": {"priority_list": {"pots": ["L", "L"]}}}, {"settings": {"priority_list": {"pots": ["L"]}}}),
        (
            {"settings": {"years": 3, "min_share_by_cluster": {"C1": 0.1, "C2": 0.2}}},
            {"settings": {"min_share_by_cluster": {"C2": 0.2, "C1": 0.1}, "years": 3}},
        ),
    ],
)
def test_the_order_of_a_what_if_changes_no_digest(small: Case, one: dict[str, Any], two: dict[str, Any]) -> None:
    assert Scenario(**one) == Scenario(**two)
    assert run_digest(small, Scenario(**one), QUICK) == run_digest(small, Scenario(**two), QUICK)
    assert Scenario(**one).apply(small).digest == Scenario(**two).apply(small).digest


def test_pots_that_are_no_ids_are_refused_as_the_setting_is(small: Case) -> None:
    for pots in ("L", [1], {"L": 1}):
        with pytest.raises(DataFault, match="priority_list"):
            Scenario(settings={"priority_list": {"pots": pots}}).apply(small)


# What-ifs.


def test_the_plain_scenario_changes_nothing(small: Case) -> None:
    assert Scenario().is_base
    assert Scenario(label="Other", note="words").is_base
    assert not Scenario(pots_off=("L",)).is_base
    assert Scenario().apply(small).digest == small.digest


def test_a_scenario_leaves_the_case_as_it_was(small: Case) -> None:
    before = small.digest
    everything = Scenario(
        settings={"years": 5},
        weights={"need": 1.0},
        bids={"A": "must"},
        pots_off=("U",),
        pot_scale={"*": 2.0},
        pot_amounts_gbp={"Y": 5.0},
        count_requested=True,
    )
    everything.apply(small)
    tables = {n: f.copy() for n, f in small.tables.items()}
    assert dataclasses.replace(small, tables=tables).digest == before


def test_weights_move_values(small: Case) -> None:
    before = prepare(small).problem.values  # noqa: PD011 - a mapping, not a frame
    after = prepare(small, Scenario(weights={"need": 100.0, "fit": 0.0})).problem.values  # noqa: PD011 - a mapping, not a frame
    assert [before[b] for b in "ABCD"] == pytest.approx([100.0, 50.0, 40.0, 0.0])
    assert [after[b] for b in "ABCD"] == pytest.approx([100.0, 80.0, 40.0, 0.0])


def test_weights_of_the_shipped_criteria_can_be_changed_too() -> None:
    case = small_case(bids=[bid("A", 10.0)], pots=[pot("P", 10.0)])
    criteria = prepare(case, Scenario(weights={"condition": 77.0})).scored.criteria.set_index("criterion_id")
    assert criteria.loc["condition", "weight"] == 77.0
    assert criteria.loc["capacity_gap", "weight"] == 25.0


def test_must_never_and_free(small: Case) -> None:
    assert run(small, Scenario(bids={"C": "must"}), QUICK).result.funded == ("B", "C")
    assert run(small, Scenario(bids={"A": "never"}), QUICK).result.funded == ("B", "C")
    freed = run(small, Scenario(bids={"D": "free", "B": "never"}, weights={"fit": 0.0}), QUICK)
    assert freed.prepared.problem.bids["D"].must == "no"
    assert prepare(small).problem.bids["D"].must == "never"


def test_pots_off_are_gone_with_their_receipts(small: Case) -> None:
    ready = prepare(small, Scenario(pots_off=("Y",)))
    assert set(ready.problem.pots) == {"L", "R", "U"}
    assert not ready.case.has("pot_years")
    assert run(small, Scenario(pots_off=("Y",)), QUICK).result.funded == ("B",)


def test_pot_scale_of_one_and_of_all(small: Case) -> None:
    assert countable(small) == {"L": 6000, "R": 0, "U": 0, "Y": 10000}
    assert countable(small, pot_scale={"Y": 1.5}) == {"L": 6000, "R": 0, "U": 0, "Y": 15000}
    assert countable(small, pot_scale={"*": 0.5}) == {"L": 3000, "R": 0, "U": 0, "Y": 5000}
    assert countable(small, pot_scale={"*": 0.5, "Y": 2.0}) == {"L": 3000, "R": 0, "U": 0, "Y": 20000}
    assert countable(small, pot_scale={"*": 0.0}) == {"L": 0, "R": 0, "U": 0, "Y": 0}


def test_pot_amounts_scale_yearly_receipts_in_proportion(small: Case) -> None:
    ready = prepare(small, Scenario(pot_amounts_gbp={"Y": 200.0, "L": 7.25}))
    assert dict(ready.problem.pots["Y"].receipts_pence) == {2026: 6000, 2027: 14000}
    assert ready.problem.pots["L"].countable_pence == 725
    amounts = ready.case.table("pots").set_index("pot_id")["amount_gbp"]
    assert (amounts["Y"], amounts["L"], amounts["R"]) == (200.0, 7.25, 100.0)


@pytest.mark.parametrize("amount", [100.0, 0.01, 0.02, 99.99, 1234567.89])
def test_a_pot_amount_is_kept_to_the_penny_over_its_years(amount: float) -> None:
    years = [{"pot_id": "P", "financial_year": y, "amount_gbp": 100.0} for y in (2026, 2027, 2028)]
    case = small_case(bids=[bid("A", 10.0)], pots=[pot("P", 300.0)], pot_years=years)
    receipts = prepare(case, Scenario(pot_amounts_gbp={"P": amount})).problem.pots["P"].receipts_pence
    assert sum(receipts.values()) == round(amount * 100)
    assert max(receipts.values()) - min(receipts.values()) <= 1


def test_an_amount_stands_before_a_scale(small: Case) -> None:
    assert countable(small, pot_amounts_gbp={"Y": 80.0}, pot_scale={"*": 0.5}) == {"L": 3000, "R": 0, "U": 0, "Y": 8000}


def test_receipts_of_nothing_cannot_be_scaled_to_something() -> None:
    years = [{"pot_id": "P", "financial_year": 2026, "amount_gbp": 0.0}]
    case = small_case(bids=[bid("A", 10.0)], pots=[pot("P", 0.0)], pot_years=years)
    with pytest.raises(DataFault, match="all nil"):
        prepare(case, Scenario(pot_amounts_gbp={"P": 10.0}))


def test_requested_money_counts_dated_or_not_when_asked(small: Case) -> None:
    assert countable(small, count_requested=True) == {"L": 6000, "R": 10000, "U": 10000, "Y": 10000}
    with_it = run(small, Scenario(count_requested=True), QUICK)
    assert with_it.result.funded == ("A", "B", "C")


def test_settings_are_changed_and_checked(small: Case) -> None:
    ready = prepare(small, Scenario(settings={"max_starts_per_year": 1, "first_year": "2027/28"}))
    assert ready.problem.max_starts == 1
    assert ready.problem.horizon == (2027, 2028, 2029)
    with pytest.raises(DataFault, match="years"):
        prepare(small, Scenario(settings={"years": 0}))


def test_a_what_if_on_part_of_a_table_leaves_the_rest_of_it(small: Case) -> None:
    """The priority list's own pots and odds stay when only its scales are changed, or are said not to fit them."""
    case = small.with_settings(
        priority_list={"pots": ("L",), "scales": (0.5, 1.0), "probabilities": (0.9, 0.1)},
        assumption_values={"people_per_home": 2.2, "gap_view_years": 5},
        min_share_by_cluster={"C1": 0.1, "C2": 0.2},
    )
    changed = {
        "priority_list": {"scales": [0.8, 1.2]},
        "assumption_values": {"people_per_home": 2.5},
        "min_share_by_cluster": {"C2": 0.3},
    }
    found = Scenario(settings=changed).apply(case).settings
    assert (found.priority_list.pots, found.priority_list.probabilities) == (("L",), (0.9, 0.1))
    assert found.priority_list.scales == (0.8, 1.2)
    assert found.assumption_values == {"people_per_home": 2.5, "gap_view_years": 5}
    assert found.min_share_by_cluster == {"C1": 0.1, "C2": 0.3}
    with pytest.raises(DataFault, match="2 probabilities for 3 scales"):
        Scenario(settings={"priority_list": {"scales": [0.5, 1.0, 1.5]}}).apply(case)


def test_a_what_if_clears_a_key_or_a_table_with_none(small: Case) -> None:
    case = small.with_settings(
        priority_list={"pots": ("L",), "scales": (0.5, 1.0)},
        assumption_values={"people_per_home": 2.2, "gap_view_years": 5},
        min_share_by_cluster={"C1": 0.1, "C2": 0.2},
    )
    keys = {
        "priority_list": {"scales": None},
        "assumption_values": {"people_per_home": None},
        "min_share_by_cluster": {"C1": None},
    }
    found = Scenario(settings=keys).apply(case).settings
    assert (found.priority_list.pots, found.priority_list.scales) == (("L",), Settings().priority_list.scales)
    assert found.assumption_values == {"gap_view_years": 5}
    assert found.min_share_by_cluster == {"C2": 0.2}
    found = Scenario(settings=dict.fromkeys(keys)).apply(case).settings
    assert (found.priority_list, found.assumption_values) == (Settings().priority_list, {})
    assert found.min_share_by_cluster is None


def test_one_floor_for_all_and_a_table_of_floors_give_way_to_each_other(small: Case) -> None:
    one, table = small.with_settings(min_share_by_cluster=0.1), small.with_settings(min_share_by_cluster={"C1": 0.2})
    assert one.with_settings(min_share_by_cluster={"C2": 0.3}).settings.min_share_by_cluster == {"C2": 0.3}
    assert table.with_settings(min_share_by_cluster=0.0).settings.min_share_by_cluster == 0


@pytest.mark.parametrize(
    ("scenario", "name"),
    [
        ({"weights": {"charm": 1.0}}, "charm"),
        ({"bids": {"Z": "must"}}, "Z"),
        ({"pots_off": ("NOPE",)}, "NOPE"),
        ({"pot_scale": {"NOPE": 2.0}}, "NOPE"),
        ({"pot_amounts_gbp": {"NOPE": 2.0}}, "NOPE"),
        ({"settings": {"horizon": 9}}, "horizon"),
    ],
)
def test_what_the_case_does_not_have_is_a_fault(small: Case, scenario: dict[str, Any], name: str) -> None:
    with pytest.raises(DataFault, match=name):
        run(small, Scenario(**scenario), QUICK)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("s.toml", "[pot_scale]\nY = -1.0\n", "pot_scale"),
        ("s.toml", "[pot_scale]\nY = inf\n", "pot_scale"),
        ("s.toml", "[pot_amounts_gbp]\nY = nan\n", "pot_amounts_gbp"),
        ("s.toml", "[bids]\nA = 'perhaps'\n", "bids"),
        ("s.toml", "colour = 'red'\n", "colour"),
        ("s.toml", "label = ", "not a scenario file"),
        ("s.json", "{", "not a scenario file"),
    ],
)
def test_a_bad_scenario_file_is_a_fault(tmp_path: Path, name: str, content: str, words: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(DataFault, match=words):
        load_scenario(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("s.toml", lambda: "label = 'More'\npots_off = ['L']\n[pot_scale]\n'*' = 1.5\n[bids]\nA = 'must'\n"),
        (
            "s.json",
            lambda: Scenario(label="More", pots_off=("L",), pot_scale={"*": 1.5}, bids={"A": "must"}).model_dump_json(),
        ),
    ],
)
def test_a_scenario_file_is_read(tmp_path: Path, name: str, write: Callable[[], str]) -> None:
    (tmp_path / name).write_text(write(), encoding="utf-8")
    wanted = Scenario(label="More", pots_off=("L",), pot_scale={"*": 1.5}, bids={"A": "must"})
    assert load_scenario(tmp_path / name) == wanted


def test_no_scenario_file_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(DataFault, match="cannot be read"):
        load_scenario(tmp_path / "none.toml")


def test_two_answers_of_one_digest_have_keys_of_their_own(demo: Run) -> None:
    fewer = dict(list(demo.result.starts.items())[1:])
    other = dataclasses.replace(demo, result=dataclasses.replace(demo.result, starts=fewer))
    assert other.digest == demo.digest and other.answer_key != demo.answer_key
    assert dataclasses.replace(demo).answer_key == demo.answer_key
