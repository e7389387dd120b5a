"""A reason for every bid, and every rung of the ladder of reasons, with the right pounds in it."""

import dataclasses
from typing import Any

import pandas as pd
import pytest

from prioritise.case.case import Case
from prioritise.funding import build_problem
from prioritise.optimise.choose import choose
from prioritise.optimise.explain import REASON_COLUMNS, Reason, explain, reasons_frame
from prioritise.optimise.result import Options, Status
from tests.build import bid, pot, small_case


def reasons_of(case: Case, **values: float) -> dict[str, Reason]:
    """The reasons of the best list, proved."""
    problem = build_problem(case, values)
    result = choose(case, problem, Options(gap=0.0))
    assert result.status is Status.PROVEN
    return explain(problem, result)


def line(reason: Reason, heading: str) -> str:
    """The text under a heading ("" when there is none)."""
    return dict(reason.lines).get(heading, "")


def case_of(*bids: dict[str, Any], pots: list[dict[str, Any]] | None = None, **settings: Any) -> Case:
    """A case with a £100 pot unless said."""
    return small_case(settings, bids=bids, pots=[pot("P", 100.0)] if pots is None else pots)


IN = bid("IN", 100.0, title="The winner")
BEST = {"IN": 50.0, "OUT": 10.0}

RUNGS: dict[str, tuple[Case, dict[str, float], str, str]] = {
    "never": (case_of(IN, bid("OUT", 1.0, must="never")), BEST, "Marked never", "It is marked never"),
    "started": (case_of(IN, bid("OUT", 1.0, started="yes")), BEST, "Already started", "contract is signed"),
    "cannot finish": (
        case_of(IN, bid("OUT", 1.0, years_to_build=4)),
        BEST,
        "Cannot finish in time",
        "the end of the horizon (the end of 2028/29)",
    ),
    "no pot": (
        case_of(
            IN,
            bid("OUT", 1.0, kind="technology"),
            pots=[pot("P", 100.0, for_kinds=("extension",)), pot("Q", 9.0, for_kinds=("extension",)), pot("R", 0.0)],
        ),
        BEST,
        "No pot may pay it",
        "No pot may lawfully pay it. 2 pots: each pays only for extension, and this is technology; 1 pot: it has "
        "nothing left",
    ),
    "short alone": (
        case_of(IN, bid("OUT", 1234.56)),
        BEST,
        "£1,134.56 short of its cost",
        "It costs £1,234.56. Even if nothing else were funded, the pots that may pay it would leave it "
        "£1,134.56 short.",
    ),
    "short alone by its share": (
        case_of(bid("OUT", 100.0), pots=[pot("P", 500.0, max_share=0.3), pot("Q", 20.05)]),
        BEST,
        "£49.95 short of its cost",
        "would leave it £49.95 short",
    ),
    "choice": (
        case_of({**IN, "choice_group": "G"}, bid("OUT", 1.0, choice_group="G"), pots=[pot("P", 500.0)]),
        BEST,
        "The winner chosen instead",
        "is funded, and of the bids that share its choice group (versions of one scheme, G) at most one is.",
    ),
    "requires": (
        case_of(IN, bid("OUT", 1.0, requires=("NEED",)), bid("NEED", 900.0), pots=[pot("P", 500.0)]),
        BEST,
        "Needs Scheme NEED first",
        "It needs NEED (Scheme NEED), which is not funded.",
    ),
    "requires one that starts too late": (
        case_of(
            {**IN, "earliest_start": 2027}, bid("OUT", 1.0, latest_start=2026, requires=("IN",)), pots=[pot("P", 500.0)]
        ),
        BEST,
        "Needs The winner sooner",
        "It needs IN (The winner), which starts in 2027/28; it could itself start no later than 2026/27.",
    ),
    "revenue": (
        case_of(
            {**IN, "revenue_gbp_per_year": 7.5},
            bid("OUT", 1.0, revenue_gbp_per_year=3.0),
            pots=[pot("P", 500.0)],
            revenue_limit_gbp_per_year=10.0,
        ),
        BEST,
        "Revenue limit reached",
        "It would add £3 of revenue a year; the list leaves £2.50 of the £10 limit.",
    ),
    "starts": (
        case_of(
            {**IN, "latest_start": 2026},
            bid("OUT", 1.0, latest_start=2026),
            pots=[pot("P", 500.0)],
            max_starts_per_year=1,
        ),
        BEST,
        "Limit on starts a year reached",
        "Every year in which it could start already has 1 start, the most allowed.",
    ),
    "short with the list": (
        case_of(IN, bid("OUT", 30.0), pots=[pot("P", 100.0), pot("Q", 9.99)]),
        BEST,
        "£20.01 short once the list is paid",
        "With the recommended list paid in full, the pots that may pay it are £20.01 short of its £30. What "
        "they pay goes to IN (The winner)",
    ),
    "no value": (
        case_of(IN, bid("OUT", 1.0), pots=[pot("P", 500.0)]),
        {"IN": 50.0, "OUT": 0.0},
        "Adds no value as scored",
        "nothing it was scored on gives it any value",
    ),
    "not scored": (
        case_of(IN, bid("OUT", 1.0), pots=[pot("P", 500.0)]),
        {"IN": 50.0},
        "Not scored: cannot be ranked",
        "No criterion has a score for it",
    ),
    "a rule on the whole list": (
        case_of(
            {**IN, "cluster_code": "C1"},
            bid("OUT", 400.0, cluster_code="C2"),
            pots=[pot("P", 500.0)],
            min_share_by_cluster={"C1": 0.5},
        ),
        BEST,
        "A rule on the whole list",
        "at least 50% of the capital funded goes to cluster C1",
    ),
}


@pytest.mark.parametrize("rung", RUNGS)
def test_each_rung_of_the_ladder(rung: str) -> None:
    case, values, short, text = RUNGS[rung]
    reason = reasons_of(case, **values)["OUT"]
    assert reason.short == short
    assert text in line(reason, "Why not")
    assert line(reason, "Decision") == "Not recommended."


def test_within_the_gap_is_said_when_nothing_else_stops_it() -> None:
    case = case_of(IN, bid("OUT", 1.0), pots=[pot("P", 500.0)])
    problem = build_problem(case, {"IN": 50.0, "OUT": 1.0})
    best = choose(case, problem, Options(gap=0.0))
    without = choose(case, build_problem(case, {"IN": 50.0}), Options(gap=0.0))
    assert (best.funded, without.funded) == (("IN", "OUT"), ("IN",))
    within = dataclasses.replace(without, bound=51.0, gap=0.02)
    reason = explain(problem, within)["OUT"]
    assert reason.short == "Within the gap of best"
    assert "to within 2.00% of the best possible" in line(reason, "Why not")


def test_every_bid_has_a_reason_and_every_line_words() -> None:
    for case, values, _, _ in RUNGS.values():
        reasons = reasons_of(case, **values)
        assert list(reasons) == sorted(case.table("bids")["bid_id"])
        for reason in reasons.values():
            assert reason.short
            assert reason.lines[0][0] == "Decision"
            assert len(reason.lines) > 1
            assert all(heading and text.endswith(".") for heading, text in reason.lines)


def test_who_could_pay_says_what_is_left_and_the_limit() -> None:
    case = case_of(
        IN, bid("OUT", 60.0), pots=[pot("P", 120.5), pot("Q", 9.0, max_share=0.1), pot("R", 5.0, for_kinds=("land",))]
    )
    reason = reasons_of(case, **BEST)["OUT"]
    could = line(reason, "Who could pay")
    # IN may be paid £91 to £100 by P, the rest by Q: what is left is P's and Q's together
    assert could == "Pot P (£20.50 left of £120.50); Pot Q (£9 left of £9, at most £6 of the scheme)."
    assert line(reason, "Who cannot pay") == "1 pot: it pays only for land, and this is extension."


@pytest.mark.parametrize(("paid_by_q", "freed"), [(0, "£30"), (1_000, "£20"), (3_000, "")])
def test_what_the_list_could_leave_beyond_what_it_does_leave_is_said(paid_by_q: int, freed: str) -> None:
    """What is short and what is left would else not add up: Q can pay £30 of IN, and leave as much to OUT in P."""
    pots = [pot("P", 100.0), pot("Q", 30.0, for_kinds=("extension",))]
    case = case_of(IN, bid("OUT", 60.0, kind="technology"), pots=pots)
    problem = build_problem(case, BEST)
    result = choose(case, problem, Options(gap=0.0))
    rows = [("P", "IN", 2026, 10_000 - paid_by_q), ("Q", "IN", 2026, paid_by_q)]
    paid = pd.DataFrame(rows, columns=list(result.payments.columns))
    said = line(explain(problem, dataclasses.replace(result, payments=paid))["OUT"], "Why not")
    assert said.startswith("With the recommended list paid in full, the pots that may pay it are £30 short of its £60.")
    assert (f"already counts on at least {freed} more" in said) if freed else ("already counts" not in said)


def test_money_left_that_a_bid_may_not_take_counts_for_nothing_of_what_others_could_leave() -> None:
    """£90 is left in Q, which pays a tenth of OUT at most: what is short is right only if Z pays £30 of IN for P."""
    pots = [
        pot("P", 100.0),
        pot("Q", 90.0, max_share=0.1, for_kinds=("technology",)),
        pot("Z", 30.0, for_kinds=("extension",)),
    ]
    case = case_of(IN, bid("OUT", 60.0, kind="technology"), pots=pots)
    problem = build_problem(case, BEST)
    result = choose(case, problem, Options(gap=0.0))
    paid = pd.DataFrame([("P", "IN", 2026, 10_000)], columns=list(result.payments.columns))
    said = line(explain(problem, dataclasses.replace(result, payments=paid))["OUT"], "Why not")
    assert "are £24 short of its £60" in said and "already counts on at least £30 more" in said


def test_a_scheme_paid_beyond_what_it_must_be_is_said_to_be_able_to_take_less() -> None:
    """IN is paid all of £100 since the money would lapse; £50 would do, and no other pot need pay for that."""
    pots = [pot("P", 100.0, spend_by="2028-03-31")]
    said = line(reasons_of(case_of({**IN, "least_share": 0.5}, bid("OUT", 60.0), pots=pots), **BEST)["OUT"], "Why not")
    assert said.startswith(
        "With every scheme of the recommended list paid what it must be, the pots that may pay it are £10 short of its "
        "£60. What they pay goes to IN (The winner). The shortfall already counts on at least £50 more than "
        "they have left: schemes on the list can be paid that much by other pots, or be paid no more than they must be."
    )


def test_money_that_waits_for_a_scheme_that_is_not_funded_is_named() -> None:
    waits, other = pot("P", 100.0, only_if=("NEED",)), pot("Q", 1.0, for_kinds=("land",))
    case = case_of(bid("OUT", 60.0), bid("NEED", 900.0), pots=[waits, other])
    said = line(reasons_of(case, OUT=10.0, NEED=5.0)["OUT"], "Why not")
    assert "£60 short of its £60. Pot P pays only if NEED (Scheme NEED) is funded, which is not so. No list" in said


def test_what_is_left_of_a_yearly_budget_is_told_year_by_year() -> None:
    """A year's budget is no use to a bid that spends in another, so the total alone could not be added up again."""
    years = [{"pot_id": "Y", "financial_year": y, "amount_gbp": 40.0} for y in (2026, 2027, 2028)]
    case = small_case(
        bids=[bid("IN", 40.0, must="yes", latest_start=2026), bid("OUT", 60.0)],
        pots=[pot("Y", 0.0, carry_forward="no")],
        pot_years=years,
    )
    could = line(reasons_of(case, IN=5.0, OUT=1.0)["OUT"], "Who could pay")
    assert could == "Pot Y (£80 left of £120; not carried forward: £40 in 2027/28, £40 in 2028/29)."


def test_a_funded_bid_says_who_pays_when_and_what_is_saved() -> None:
    case = case_of(
        bid("IN", 100.01, years_to_build=2, must="yes"),
        pots=[pot("P", 30.0, spend_by="2027-03-31"), pot("Q", 500.0, max_share=0.9)],
    )
    reason = reasons_of(case, IN=5.0)["IN"]
    assert reason.short == "Starts 2026/27, funded by Pot Q, Pot P"
    assert line(reason, "Decision") == "Recommended: starts in 2026/27, cost £100.01."
    assert line(reason, "Who pays") == "Pot Q (£70.01); Pot P (£30)."
    assert line(reason, "When") == "2026/27: £30 from Pot P; 2026/27: £20.01 from Pot Q; 2027/28: £50 from Pot Q."
    assert line(reason, "Money saved") == "£30 of this would otherwise lapse by the end of 2028/29."
    assert line(reason, "Note") == "It is in because it was marked must, whatever its value."
    assert line(reason, "Why not") == ""


def test_growth_pots_that_together_pay_more_than_growth_causes_are_said() -> None:
    deeds = [pot(p, 60.0, kind="s106", growth_only="yes") for p in ("P", "Q")]
    half = reasons_of(case_of(bid("B", 100.0, growth_share=0.5), pots=deeds), B=1.0)["B"]
    assert line(half, "Check") == (
        "Pots that pay only for growth pay £100 of it between them, and new homes cause 50% of it (£50). Each pot "
        "keeps within that part on its own: ask whether their sum may go beyond it."
    )
    within = reasons_of(case_of(bid("B", 100.0, growth_share=0.5), pots=[deeds[0], pot("R", 50.0)]), B=1.0)["B"]
    assert line(within, "Check") == ""


def test_a_bid_that_costs_nothing_is_funded_by_nobody() -> None:
    reason = reasons_of(case_of(bid("IN", 0.0)), IN=5.0)["IN"]
    assert reason.short == "Starts 2026/27, costs no capital"
    assert line(reason, "Who pays") == ""


def test_reasons_as_a_table() -> None:
    reasons = reasons_of(case_of(IN, bid("OUT", 30.0)), **BEST)
    frame = reasons_frame(reasons)
    assert list(frame.columns) == REASON_COLUMNS
    assert list(frame["bid_id"].unique()) == ["IN", "OUT"]
    for bid_id, rows in frame.groupby("bid_id"):
        assert list(rows["order"]) == list(range(len(rows)))
        assert tuple(zip(rows["heading"], rows["text"], strict=True)) == reasons[str(bid_id)].lines


def test_a_bid_worth_less_than_can_be_told_from_nothing_is_said_to_be_so() -> None:
    found = reasons_of(case_of(bid("IN", 10.0), bid("OUT", 10.0)), IN=1000.0, OUT=0.0001)
    assert found["OUT"].short == "Too little value to tell"
    assert "It could be added as it stands" in line(found["OUT"], "Why not")


def test_a_bid_paid_in_part_says_what_is_left_to_find() -> None:
    found = reasons_of(case_of(bid("IN", 100.0, least_share=0.7), pots=[pot("P", 80.0)]), IN=1.0)["IN"]
    assert line(found, "Left to find") == (
        "The pots pay £70. The bid may be paid in part (at least £70), and its practice finds the other £30."
    )
    nothing = reasons_of(case_of(bid("IN", 100.0, least_share=0.0), pots=[pot("P", 80.0)]), IN=1.0)["IN"]
    assert nothing.short == "Starts 2026/27, paid by its practice"
    short = reasons_of(case_of(bid("OUT", 100.0, least_share=0.9), pots=[pot("P", 80.0)]), OUT=1.0)["OUT"]
    assert short.short == "£10 short of its cost"
    assert "costs £100, of which the pots must pay £90" in line(short, "Why not")


def test_a_pot_that_hangs_on_a_bid_left_out_says_so() -> None:
    pots = [pot("P", 100.0, name="The pot", only_if=("KEY",)), pot("Q", 1.0)]
    case = case_of(bid("KEY", 50.0, title="The key", must="never"), bid("OUT", 60.0), pots=pots)
    found = reasons_of(case, KEY=1.0, OUT=5.0)["OUT"]
    assert found.short == "£59 short once the list is paid"
    assert "The pot (£100 left of £100; pays only if KEY (The key) is funded too)" in line(found, "Who could pay")


def test_revenue_of_one_year_is_said_with_its_year() -> None:
    case = case_of(
        bid("IN", 10.0, revenue_gbp_per_year=3.0),
        bid("OUT", 10.0, revenue_gbp_per_year=3.0),
        revenue_limit_by_year={"2029/30": 5.0},
    )
    found = reasons_of(case, IN=5.0, OUT=1.0)["OUT"]
    assert found.short == "Revenue limit reached"
    assert "the list leaves £2 of the £5 limit of 2029/30" in line(found, "Why not")
