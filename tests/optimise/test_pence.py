"""Sums that meet the money, or miss it by pence: the solver works in fractions, and the answer may not."""

import itertools
import random

import pytest

from prioritise.case.case import Case
from prioritise.funding import Problem, build_problem
from prioritise.optimise.choose import choose
from prioritise.optimise.clash import find_clash
from prioritise.optimise.engine import Engine
from prioritise.optimise.explain import explain
from prioritise.optimise.flow import short_pence, unpayable
from prioritise.optimise.model import cut_off, holds
from prioritise.optimise.pay import lawful, pay_for
from prioritise.optimise.priority import priority_list
from prioritise.optimise.recheck import breaches
from prioritise.optimise.result import Options, Status
from prioritise.panel.points import Points
from prioritise.pipeline import prepare
from prioritise.sweep.dominance import unbeaten
from prioritise.sweep.weights import WeightSet
from tests.build import bid, pot, small_case

BEST = Options(gap=0.0)


def edge(seed: int) -> tuple[list[float], float, random.Random]:
    """Costs in millions with odd pence, and money for some of them: to the penny, or some pence short."""
    rng = random.Random(seed)
    unit = rng.choice([0.3e6, 1e6, 2e6, 5e6, 10e6, 40e6])
    odd = [0, 0, 0.01, 0.5, 0.37]
    costs = [round(unit * rng.randint(1, 3) + rng.choice(odd), 2) for _ in range(rng.randint(2, 6))]
    wanted = rng.sample(range(len(costs)), rng.randint(1, len(costs)))
    return costs, round(sum(costs[i] for i in wanted) - rng.choice([0, 0.01, 0.02, 0.1, 1]), 2), rng


@pytest.mark.parametrize("halves", [False, True])
def test_the_best_list_is_found_however_near_the_line(halves: bool) -> None:
    """Against trying everything in whole pence; HiGHS alone called a worse list proved in 8 of 699 such cases."""
    for seed in range(1, 150):
        costs, money, rng = edge(seed)
        pots = [pot("P", money)]
        if halves:
            pots = [pot(i, round(money / 2, 2), max_share=0.5) for i in "PQ"]
        case = small_case(
            {"years": rng.choice([1, 3]), "discount_rate": 0.0},
            bids=[bid(f"A{i}", cost) for i, cost in enumerate(costs)],
            pots=pots,
        )
        values = {f"A{i}": float(rng.choice([10, 10, 20, 25])) for i in range(len(costs))}
        problem = build_problem(case, values)
        result = choose(case, problem, BEST)
        assert result.status is Status.PROVEN, seed
        assert result.value == pytest.approx(best_value(problem, halves)), seed
        explain(problem, result)


def best_value(problem: Problem, halves: bool) -> float:
    """Value of the best list, by trying all."""
    pence = [b.capital_pence for b in problem.bids.values()]
    money = min(p.countable_pence for p in problem.pots.values())

    def payable(some: tuple[int, ...]) -> bool:
        if halves:
            # a half of an odd sum of pence is not a sum of pence, and neither pot may pay more than half
            return all(pence[i] % 2 == 0 for i in some) and sum(pence[i] for i in some) // 2 <= money
        return sum(pence[i] for i in some) <= money

    worth = list(problem.values.values())  # noqa: PD011 - a mapping
    sets = itertools.chain.from_iterable(itertools.combinations(range(len(pence)), n) for n in range(len(pence) + 1))
    return max(sum(worth[i] for i in some) for some in sets if payable(some))


def test_a_solver_that_lost_a_better_list_is_caught() -> None:
    """Fifty million of bids, seventy of money, and a third bid that misses it by a penny."""
    bids = [bid("A0", 20_000_000.0), bid("A1", 20_000_000.5), bid("A2", 30_000_000.0)]
    case = small_case({"years": 1, "discount_rate": 0.0}, bids=bids, pots=[pot("P", 70_000_000.49)])
    problem = build_problem(case, {"A0": 25.0, "A1": 20.0, "A2": 25.0})
    result = choose(case, problem, BEST)
    assert (result.status, result.funded, result.value) == (Status.PROVEN, ("A0", "A2"), 50.0)
    assert explain(problem, result)["A1"].short == "£0.01 short once the list is paid"


def test_a_forced_bid_a_penny_short_is_a_clash_and_no_fault() -> None:
    case = small_case(bids=[bid("A", 10_000_000.0, must="yes")], pots=[pot("P", 9_999_999.99)])
    result = choose(case, build_problem(case, {"A": 1.0}), BEST)
    assert result.status is Status.INFEASIBLE
    assert result.clash == (
        "A (Scheme A) must be funded (it costs £10,000,000; within the years and limits of the one pot that may pay "
        "it, it is £0.01 short, whatever else is funded)",
    )


def test_what_is_cut_off_cannot_be_paid_and_nothing_less_is() -> None:
    for seed in range(60):
        rng = random.Random(seed)
        bids = [bid(f"B{i}", rng.randint(1, 60) + 0.01 * rng.randint(0, 3), kind=rng.choice(["land", "equipment"]))
                for i in range(6)]  # fmt: skip
        pots = [pot("P", rng.randint(20, 90)), pot("Q", rng.randint(5, 60), for_kinds=("land",), spend_by="2027-03-31")]
        problem = build_problem(small_case(bids=bids, pots=pots), {b["bid_id"]: 1.0 for b in bids})
        starts = {b: rng.choice(f.starts) for b, f in problem.bids.items()}
        row = unpayable(problem, starts)
        assert (row is None) == (pay_for(problem, starts) is not None), seed
        assert (short_pence(problem, starts) == 0) == (row is None), seed
        if row is not None:
            cut = sorted({v.bid_id for v in row.terms})
            assert pay_for(problem, {b: starts[b] for b in cut}) is None, seed
            for left_out in cut:
                fewer = {b: starts[b] for b in cut if b != left_out}
                years = [problem.bids[b].starts for b in fewer]
                ways = (dict(zip(fewer, way, strict=True)) for way in itertools.product(*years))
                assert any(pay_for(problem, way) is not None for way in ways), (seed, cut, left_out)


def test_a_pound_of_rent_beyond_no_headroom_is_refused_however_large_the_limit() -> None:
    """A takes the whole limit of £2m; B is worth most and adds £1, which the solver's room would let through."""
    rent = {"A": 2_000_000.0, "B": 1.0}
    few = [f"E{i}" for i in range(9)]
    bids = [*(bid(b, 10.0, revenue_gbp_per_year=r) for b, r in rent.items()), *(bid(e, 1.0) for e in few)]
    case = small_case({"years": 1, "revenue_limit_gbp_per_year": 2_000_000.0}, bids=bids, pots=[pot("P", 30.0)])
    problem = build_problem(case, {"A": 20.0, "B": 10.0} | {e: 0.01 * (1 + i) for i, e in enumerate(few)})
    assert set(Engine(problem).best().starts) == {"A", *few}
    result = choose(case, problem, BEST)
    assert result.status is Status.PROVEN and set(result.starts) == {"A", *few}


def rent_a_penny_over() -> tuple[Case, dict[str, int]]:
    """Two bids whose rent together is a penny over the limit, and the list of both."""
    score = {"A": (50, 20), "B": (20, 60)}
    case = small_case(
        {"years": 1, "revenue_limit_gbp_per_year": 100.0},
        bids=[bid("A", 10.0, revenue_gbp_per_year=50.0), bid("B", 10.0, revenue_gbp_per_year=50.01)],
        pots=[pot("P", 30.0)],
        criteria=[{"criterion_id": c, "name": c, "weight": 1, "worst": 0, "best": 100} for c in "xy"],
        scores=[
            {"bid_id": b, "criterion_id": c, "score": float(s), "scorer": "agreed"}
            for b, both in score.items()
            for c, s in zip("xy", both, strict=True)
        ],
    )
    return case, {"A": 2026, "B": 2026}


def test_a_list_a_penny_over_the_revenue_limit_is_nowhere_taken_for_a_lawful_one() -> None:
    case, both = rent_a_penny_over()
    ready = prepare(case)
    paid = pay_for(ready.problem, both)
    assert paid is not None and breaches(case, both, paid)
    assert not lawful(ready.problem, both)
    assert set(Engine(ready.problem).best(known=both).starts) == {"B"}
    found = unbeaten(ready.problem, Points.of(ready.scored, case), WeightSet(("x", "y")))
    assert sorted(map(sorted, found.lists)) == [["A"], ["B"]]
    richer = Engine(ready.problem, frozenset({"revenue"})).best(known=both)
    assert richer.starts == both, "without the rule they are lawful"


def test_a_list_that_misses_a_rule_by_pence_is_no_clash_without_that_rule() -> None:
    """Both are forced; what cut them off by the penny falls with the limit that they miss."""
    case, both = rent_a_penny_over()
    problem = prepare(case).problem
    row = next(row for row in Engine(problem).place(False)[0].on_starts if row.group == "revenue")
    cut = cut_off(row, both)
    assert cut is not None and cut.group == "revenue" and not holds(cut, both)
    assert all(holds(cut, {b: 2026}) for b in both)
    marked = case.with_table("bids", case.table("bids").assign(must="yes"))
    said = find_clash(prepare(marked).problem, (cut,))
    assert len(said) == 3 and any("£100" in s for s in said)  # noqa: PLR2004 - the limit and the two bids


def test_money_that_dies_first_is_spent_first() -> None:
    """A pot that is not carried forward dies with its year, whatever its spend-by date says."""
    pots = [pot("N", 100.0, carry_forward="no"), pot("S", 100.0, spend_by="2028-03-31")]
    case = small_case(bids=[bid("A", 100.0, latest_start=2026)], pots=pots)
    result = choose(case, build_problem(case, {"A": 1.0}), BEST)
    assert list(result.payments["pot_id"]) == ["N"]


def test_a_bid_of_no_value_that_a_floor_needs_stays_in_the_list() -> None:
    bids = [bid("A", 80.0, cluster_code="C1"), bid("Z", 20.0, cluster_code="C2")]
    case = small_case({"min_share_by_cluster": 0.2}, bids=bids, pots=[pot("P", 100.0)])
    problem = build_problem(case, {"A": 10.0, "Z": 0.0})
    result = choose(case, problem, BEST)
    found = priority_list(problem, case.settings.priority_list, result.starts, result.bound)
    assert dict(zip(found.rows["bid_id"], found.rows["enters_at_scale"], strict=True)) == {"A": 1.0, "Z": 1.0}


def test_unscored_bids_are_left_out_however_large_the_case() -> None:
    bids = [bid(f"B{i:02d}", 10.0 + i) for i in range(24)]
    case = small_case({"years": 6}, bids=bids, pots=[pot("P", 5000.0)])
    values = {b["bid_id"]: (float("nan") if i % 3 == 0 else 10.0) for i, b in enumerate(bids)}
    problem = build_problem(case, values)
    assert len(problem.unscored) == 8
    result = choose(case, problem, Options(gap=0.01))
    assert not set(result.funded) & problem.unscored


def test_the_reason_names_what_stops_each_start() -> None:
    bids = [bid("R", 10.0, earliest_start=2028), bid("X", 50.0, requires=("R",))]
    pots = [pot("P", 10.0, available_from="2028-04-01"), pot("Q", 50.0, carry_forward="no", for_kinds=("land",))]
    bids[1]["kind"] = "land"
    case = small_case({"years": 3}, bids=bids, pots=pots)
    problem = build_problem(case, {"R": 1.0, "X": 5.0})
    result = choose(case, problem, BEST)
    text = dict(explain(problem, result)["X"].lines)["Why not"]
    assert "X (Scheme X) needs R (Scheme R) funded, starting no later" in text
    assert "no money fits a start in 2028/29" in text


def test_a_bid_left_out_never_claims_to_be_worth_less_than_a_forced_one() -> None:
    bids = [bid("A", 100.0, must="yes"), bid("B", 100.0)]
    case = small_case(bids=bids, pots=[pot("P", 100.0)])
    problem = build_problem(case, {"A": 1.0, "B": 100.0})
    text = dict(explain(problem, choose(case, problem, BEST))["B"].lines)["Why not"]
    assert text.endswith("No list that keeps every rule and has this bid in it is worth more.")
