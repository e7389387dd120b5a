"""What more or less money would buy, two aims at once, and a list against the best, as the Frontier page shows them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from prioritise.case.case import Case
from prioritise.funding import Problem
from prioritise.funding.facts import PENCE_IN_POUND
from prioritise.optimise.asked import capital_pence
from prioritise.optimise.frontier import Against, ByBudget, Point, movable_pence
from prioritise.optimise.result import Status
from prioritise.optimise.two_aims import Aim, Pair, counted_aim, saved_aim, unbeaten, value_aim
from prioritise.panel.points import Points
from prioritise.pipeline import Prepared, Run
from prioritise.record.account_words import LEAST_SHOWN
from prioritise.record.scenario import Scenario
from prioritise.ui import words
from prioritise.ui.views import bids
from prioritise.ui.views.rivals import titles_of
from prioritise.ui.views.robust import criteria_names

ENDS = (40, 160)
GAP = 0.002
"""How near to the best each list of these pictures is, where a case is easily proved."""
SAME = 1e-6
"""Values as near as this are one."""
MONEY, PATIENTS, SPACE = "money", "patients", "space"
SAME_MONEY, FOR_LESS = "Best for the same money", "Worth as much for less"


@dataclass(frozen=True)
class Span:
    """What the page was asked to draw: which pots move, between which percentages of their money, at how many budgets.

    Attributes:
        step_gbp: find each step to within so much; 0: only at the budgets themselves.
    """

    pots: tuple[str, ...]
    low: int = ENDS[0]
    high: int = ENDS[1]
    many: int = 7
    step_gbp: int = 0


@dataclass
class Drawn:
    """Points found so far for one span of one problem."""

    made_from: str
    span: Span
    kept: dict[int, Point] = field(default_factory=dict)
    found: ByBudget | None = None
    gap: float = GAP


def budgets(problem: Problem, span: Span) -> list[int]:
    """Budgets of a span in pence, evenly spaced, the money as it stands among them."""
    now = movable_pence(problem, span.pots)
    low, high = now * span.low // 100, now * span.high // 100
    even = [low + (high - low) * i // max(span.many - 1, 1) for i in range(span.many)]
    return sorted({*even, *([now] if low <= now <= high else [])})


def points_of(drawn: Drawn) -> tuple[Point, ...]:
    """The points found so far, by budget."""
    if drawn.found is not None:
        return drawn.found.points
    return tuple(drawn.kept[b] for b in sorted(drawn.kept))


def budget_rows(drawn: Drawn, prepared: Prepared) -> pd.DataFrame:
    """One row a budget: budget_gbp, points_found, points_most, scheme_count, comes_in_titles, goes_out_titles.

    What comes in and goes out is against the budget before. A budget at which no list keeps the rules has no points.
    """
    titles, rows = bids.names(prepared), []
    before: set[str] = set()
    for number, point in enumerate(points_of(drawn)):
        now, none = set(point.starts), point.value == float("-inf")
        rows.append(
            (
                point.budget_pence / PENCE_IN_POUND,
                None if none else point.value,
                None if none or point.bound == float("inf") else point.bound,
                len(now),
                titles_of(sorted(now - before), titles) if number else "",
                titles_of(sorted(before - now), titles) if number else "",
            )
        )
        before = now
    columns = ["budget_gbp", "points_found", "points_most", "scheme_count", "comes_in_titles", "goes_out_titles"]
    return pd.DataFrame(rows, columns=columns)


def budget_title(drawn: Drawn) -> str:
    """The takeaway: what the least and the most of the money that was tried would do."""
    points = [p for p in points_of(drawn) if p.value > float("-inf")]
    now = drawn.found.now_pence if drawn.found else 0
    here = [p for p in points if p.budget_pence <= now]
    if len(points) < 2 or not here:  # noqa: PLR2004 - a picture needs two points
        return "Too few budgets were tried to say what money buys"
    mine, low, high = here[-1], points[0], points[-1]
    said = []
    if high is not mine:
        said.append(f"to {short(high.budget_pence)} the best list gains {_apart(mine, high)} points")
    if low is not mine:
        it = "it" if said else "the best list"
        said.append(f"down to {short(low.budget_pence)} {it} loses {_apart(low, mine)} points")
    return f"From {short(mine.budget_pence)} {'; '.join(said)}"


def _apart(lower: Point, higher: Point) -> str:
    """By how many points the best list at one budget is worth more than at a lower one, as far as that is proven."""
    if math.isinf(higher.bound) or math.isinf(lower.bound):
        return f"about {words.number(higher.value - lower.value, 1)}"
    least = words.number(max(0.0, higher.value - lower.bound), 1)
    most = words.number(max(0.0, higher.bound - lower.value), 1)
    return least if least == most else f"between {least} and {most}"


def short(pence: int) -> str:
    """Pence as pounds in a few letters."""
    return words.gbp_short(pence / PENCE_IN_POUND)


def budget_note(drawn: Drawn) -> str:
    """How the picture was made."""
    found = drawn.found
    said = (
        "Each point is a list chosen afresh for that money. No list for the money between two points beats the top of "
        "the band between them: that is proved."
    )
    if found is None or found.within_pence is None:
        return f"{said} Between two points the true line steps up somewhere; ask for the steps to see where."
    within = words.gbp(found.within_pence / PENCE_IN_POUND)
    if found.exact:
        return f"{said} This is the whole line: each step is where it is drawn, to within {within}."
    near = words.share_fine(drawn.gap)
    return f"{said} Steps were looked for to within {within}, each list to within {near} of the best."


def aims(prepared: Prepared) -> dict[str, str]:
    """Second aims that may be set beside value, by id."""
    found = {MONEY: "Money saved from lapsing"} if saved_aim(prepared.problem).terms else {}
    table = prepared.case.table("bids")
    if table["patients_served"].notna().any():
        found[PATIENTS] = "Patients served"
    if table["added_area_m2"].notna().any():
        found[SPACE] = "Space added"
    return {**found, **{f"criterion:{c}": f"{n} (its points alone)" for c, n in criteria_names(prepared).items()}}


def aim_of(prepared: Prepared, aim_id: str) -> tuple[Aim, int]:
    """A second aim, and how many bids say nothing of it (they count nil towards it, and are said)."""
    problem = prepared.problem
    if aim_id == MONEY:
        return saved_aim(problem), 0
    if aim_id.startswith("criterion:"):
        points = Points.of(prepared.scored, prepared.case)
        column = points.full[:, points.criteria.index(aim_id.removeprefix("criterion:"))]
        known = {b: float(p) for b, p in zip(points.bids, column, strict=True) if p == p}  # noqa: PLR0124 - not NaN
        values = {b: known.get(b, 0.0) for b in problem.bids}
        return value_aim(problem, values, aims(prepared)[aim_id]), len(problem.bids) - len(known)
    name, column_name, unit = {
        PATIENTS: ("Patients served", "patients_served", "patients"),
        SPACE: ("Space added", "added_area_m2", "m²"),
    }[aim_id]
    table = prepared.case.table("bids").set_index("bid_id")[column_name].dropna()
    amounts = {str(b): float(v) for b, v in table.items()}
    return counted_aim(problem, amounts, name, unit), len(problem.bids) - len(amounts)


@dataclass
class TwoAims:
    """Lists found so far for two aims.

    Attributes:
        second: the aim beside value. silent: bids that say nothing of it. every: whether every list is sought.
        exact: shown that there is no other. whole: the search was not stopped by whoever asked.
    """

    made_from: str
    aim_id: str
    second: Aim
    silent: int
    every: bool = False
    kept: list[Pair] = field(default_factory=list)
    exact: bool = False
    whole: bool = False
    gap: float = GAP


def pair_rows(found: TwoAims, prepared: Prepared) -> pd.DataFrame:
    """One row a list, most value first: points_found, second (in its unit), capital_gbp, what comes in and goes out.

    What comes in and goes out is against the list with the most value.
    """
    titles, pairs = bids.names(prepared), unbeaten(found.kept)
    top = set(pairs[0].starts) if pairs else set()
    scale = PENCE_IN_POUND if found.second.money else 1
    rows = [
        (p.first, p.second / scale, capital_pence(prepared.problem, p.starts) / PENCE_IN_POUND,
         titles_of(sorted(set(p.starts) - top), titles), titles_of(sorted(top - set(p.starts)), titles))
        for p in pairs
    ]  # fmt: skip
    columns = ["points_found", "second", "capital_gbp", "comes_in_titles", "goes_out_titles"]
    return pd.DataFrame(rows, columns=columns)


def amount(aim: Aim, figure: float) -> str:
    """A figure of an aim, with its unit; money is given in pounds."""
    return words.gbp(figure) if aim.money else f"{words.number(figure, 0 if abs(figure) >= 100 else 1)} {aim.unit}"  # noqa: PLR2004


def pair_title(found: TwoAims, rows: pd.DataFrame) -> str:
    """The takeaway: what the most of the second aim would take off the value."""
    name = found.second.name
    if not len(rows):
        return "No list was found"
    if len(rows) == 1 and not found.whole:
        return f"{name}: one list was found before the search was stopped"
    if len(rows) == 1:
        return f"{name}: one list is best for both, and no more can be had of it than the best by value gives"
    first, last = rows.iloc[0], rows.iloc[-1]
    return (
        f"{name}: {'' if found.exact else 'in the lists found, '}going from {amount(found.second, first['second'])} to "
        f"{amount(found.second, last['second'])} takes "
        f"{words.number(first['points_found'] - last['points_found'], 1)} points off the value"
    )


def pair_note(found: TwoAims) -> str:
    """How the lists were found and how many there may be."""
    said = "No list drawn beats another on both aims: more of the one is had only for less of the other."
    if found.exact:
        said += " No other list beats any of them either, and these are all there are."
    elif not found.whole:
        said += " Stopped early: there may be more."
    elif found.every:
        said += " It is not proved that these are all there are."
    else:
        near = words.share_fine(found.gap)
        said += f" They are spread over the range, each to within {near} of the best; more may lie between."
    if found.silent:
        said += (
            f" {words.plural(found.silent, 'bid says', 'bids say')} nothing of the second aim and add nothing to it."
        )
    return said


def better_found(found: TwoAims, run: Run) -> str:
    """How much more the best by value of lists for two aims is worth than the list in force; "" where it is not."""
    now, best = run.result.value, max((p.first for p in found.kept), default=0.0)
    if now is None or best - now < LEAST_SHOWN:
        return ""
    near = run.result.in_words()
    said = (
        f"One of these lists is worth {words.number(best, 1)} points, {words.number(best - now, 1)} more than the list "
        f"in force ({near[:1].lower()}{near[1:]})."
    )
    more = " A longer run, on Prioritise, may find it." if run.result.status is Status.FEASIBLE else ""
    return said + more


def mine_rows(found: Against, mine: Sequence[str], prepared: Prepared) -> pd.DataFrame:
    """Three rows: the list, the best for the same money, the same for less, and what each of those would change."""
    titles = bids.names(prepared)

    def row(name: str, starts: Mapping[str, int], value: float) -> tuple[object, ...]:
        chosen = set(starts)
        return (
            name, value, capital_pence(prepared.problem, starts) / PENCE_IN_POUND, len(chosen),
            titles_of(sorted(chosen - set(mine)), titles), titles_of(sorted(set(mine) - chosen), titles),
        )  # fmt: skip

    values = prepared.problem.values  # noqa: PD011 - a mapping
    cheap = sum(values[b] * prepared.problem.timing[s] for b, s in sorted(found.for_less.items()))
    rows = [
        ("Your list", found.value, found.capital_pence / PENCE_IN_POUND, len(mine), "", ""),
        row(SAME_MONEY, found.same_money, found.same_money_value),
        row(FOR_LESS, found.for_less, cheap),
    ]
    columns = ["list_name", "points_found", "capital_gbp", "scheme_count", "comes_in_titles", "goes_out_titles"]
    return pd.DataFrame(rows, columns=columns)


def better(found: Against, mine: Sequence[str]) -> list[tuple[str, str, Mapping[str, int]]]:
    """The lists found that fund other schemes than the list that was compared: key, name, starts."""
    lists = (("same", SAME_MONEY, found.same_money), ("less", FOR_LESS, found.for_less))
    return [one for one in lists if set(one[2]) != set(mine)]


def taken(prepared: Prepared, case: Case, starts: Mapping[str, int], label: str) -> Scenario:
    """The what-if in force with exactly the schemes of a list: each must be funded, and no other may be.

    Args:
        prepared: the case with the what-if in force.
        case: the case without it: what it says of a bid already is no change.
        starts: the list.
        label: name of the new what-if.
    """
    own = dict(zip(case.table("bids")["bid_id"], case.table("bids")["must"], strict=True))
    wanted = {str(b): (("must", "yes") if b in starts else ("never", "never")) for b in own}
    forced: dict[str, str] = {b: rule for b, (rule, as_kept) in wanted.items() if own[b] != as_kept}
    content = prepared.scenario.model_dump()
    return Scenario.model_validate({**content, "bids": forced, "label": label, "note": ""})


def mine_answer(found: Against) -> str:
    """How the list stands against both."""
    more = found.same_money_value - found.value
    less = (found.capital_pence - found.for_less_pence) / PENCE_IN_POUND
    if more <= SAME * max(1.0, found.value) and less <= 0:
        over = max(0.0, found.same_money_bound - found.value)
        under = max(0.0, (found.capital_pence - found.for_less_bound_pence) / PENCE_IN_POUND)
        if over <= SAME * max(1.0, found.value) and under < 1:
            return "No list that costs no more is worth more, and none worth as much costs less: proved."
        if over == float("inf"):
            return "No better list was found for the same money, and none worth as much for less; it is not proved."
        left_open = []
        if over > SAME * max(1.0, found.value):
            left_open.append(f"{words.number(math.ceil(10 * over - SAME) / 10, 1)} points more")
        if under >= 1:
            left_open.append(f"{words.gbp(math.ceil(under))} less")
        return (
            "No better list was found for the same money, and none worth as much for less. Not ruled out: at most "
            f"{', or '.join(left_open)}."
        )
    said = []
    if more > SAME * max(1.0, found.value):
        said.append(f"the same money could buy {words.number(more, 1)} points more")
    if less > 0:
        said.append(f"a list worth as much costs {words.gbp(less)} less")
    text = ", and ".join(said)
    return f"{text[:1].upper()}{text[1:]}."
