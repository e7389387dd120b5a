"""The Frontier page: value by budget, your list against the best, and two aims at once."""

from dataclasses import replace
from typing import Any

import streamlit as st

from prioritise.funding.facts import PENCE_IN_POUND
from prioritise.optimise.engine import Engine
from prioritise.optimise.frontier import Against, ByBudget, against, value_by_budget
from prioritise.optimise.solver import Limits
from prioritise.optimise.two_aims import Efficient, efficient, value_aim
from prioritise.panel.points import Points
from prioritise.record.glossary import meaning_of
from prioritise.sweep.defend import starts_of
from prioritise.ui import charts, charts_decide, frame, state, tables, widgets
from prioritise.ui.frame import Page
from prioritise.ui.sections import verdict
from prioritise.ui.sections.beside import try_beside
from prioritise.ui.sections.long_work import Say, beside, on_press, waiting
from prioritise.ui.sections.robust_page import made_from
from prioritise.ui.views import bids, money, nearness
from prioritise.ui.views import frontier as views
from prioritise.ui.views.frontier import Drawn, Span, TwoAims

LISTS = 8
NO_LIST = "No list of exactly these schemes was found that keeps every rule: Reasons says of each what stops it."


def span(page: Page) -> Span:
    """What is to be drawn, as it was last set."""
    found: Span | None = state.view("frontier", None)
    return found if found is not None else Span(page.case.settings.priority_list.pots)


def drawn(page: Page) -> Drawn | None:
    """What was drawn of this case and scenario."""
    found: Drawn | None = state.view("frontier drawn", None)
    return found if found is not None and found.made_from == made_from(page) else None


def answer(page: Page) -> None:
    """What more and less money would do."""
    if verdict.no_list(page):
        return
    verdict.warn(page)
    found = drawn(page)
    if found is None or not found.kept:
        frame.answer(
            "Not drawn yet. Schemes are funded whole, so value goes up with money in steps: draw them to see what a "
            "little more would buy, and what a cut would cost."
        )
    else:
        frame.answer(f"{views.budget_title(found)}.")


def by_budget(page: Page) -> None:
    """Value by budget: what to draw, and the picture."""
    if not page.run.result.status.has_answer:
        return
    now = span(page)

    def change(**changes: Any) -> None:
        state.set_view("frontier", replace(span(page), **changes))

    with st.container(border=True):
        widgets.several(
            "Pots whose money moves (none: every pot)", money.names_in(page.case), now.pots,
            lambda p: change(pots=tuple(p)), key="frontier:pots",
        )  # fmt: skip
        places = widgets.grid(4, 4)
        with places[0]:
            widgets.amount("From, % of it", now.low, lambda v: change(low=int(v)), step=5, key="frontier:low")
        with places[1]:
            widgets.amount("To, % of it", now.high, lambda v: change(high=int(v)), step=5, key="frontier:high")
        with places[2]:
            widgets.amount("Budgets to try", now.many, lambda v: change(many=int(v)), step=1, key="frontier:many")
        with places[3]:
            widgets.pounds(
                "Find each step to within", now.step_gbp, lambda v: change(step_gbp=int(v)),
                key="frontier:step", tip="0: only at the budgets above. The nearer, the more lists must be chosen",
            )  # fmt: skip
        on_press("Draw it", lambda say: _draw(page, say), key="frontier:go")
    found = drawn(page)
    if found is None or not found.kept:
        return
    rows = views.budget_rows(found, page.ready)
    shown = rows.dropna(subset=["points_found"])
    if found.span != now:
        frame.note("What is drawn was asked for with other settings than these.")
    held = found.found.now_pence if found.found else 0
    chart = charts_decide.value_steps(shown, held / PENCE_IN_POUND)
    charts.show(chart, views.budget_title(found), views.budget_note(found), rows, key="frontier:steps")


def _draw(page: Page, say: Say) -> None:
    now, problem = span(page), page.ready.problem
    before = drawn(page)
    same = before is not None and before.span.pots == now.pots
    limits = nearness.limits(page.run, views.GAP)
    found = Drawn(made_from(page), now, dict(before.kept) if before is not None and same else {}, gap=limits.gap)
    state.set_view("frontier drawn", found)

    budgets = views.budgets(problem, now)
    found.kept = {b: p for b, p in found.kept.items() if budgets[0] <= b <= budgets[-1]} if budgets else {}
    points, text, most = dict(found.kept), "Choosing the best list at each budget", page.run.result.bound

    def draw(tell: Say) -> ByBudget:
        def told(done: int, asked: int) -> None:
            tell(f"{text} ({done:,} of {asked:,} known to be needed)", done / asked)
            found.kept = dict(points)  # what is there so far
            found.found = value_by_budget(problem, now.pots, (), most=most, kept=dict(points))

        return value_by_budget(
            problem, now.pots, budgets, limits=limits, known=page.run.result.starts, most=most,
            kept=points, progress=told, steps_within_pence=now.step_gbp * PENCE_IN_POUND or None,
        )  # fmt: skip

    found.found = beside(say, text, draw)
    found.kept = points


def your_list(page: Page) -> None:
    """A list of the user's own against the best for the same money, and the same value for less."""
    if not page.run.result.status.has_answer:
        return
    frame.section("Your list against the best")
    mine = tuple(state.view("my list", tuple(sorted(page.run.result.starts))))
    names = bids.names(page.ready)
    widgets.several(
        "Your list", names, mine, lambda b: state.set_view("my list", tuple(sorted(b))), key="frontier:mine",
        help="It begins as the list in force: take schemes out and put others in",
    )  # fmt: skip
    on_press("Compare it", lambda say: _compare(page, mine, say), key="frontier:compare", primary=False)
    kept = state.view("my list compared", None)
    if kept is None or kept[0] != (made_from(page), mine):
        return
    if kept[1] is None:
        frame.band(NO_LIST, warn=True)
        return
    frame.answer(views.mine_answer(kept[1]))
    tables.prose(
        views.mine_rows(kept[1], mine, page.ready), alt="Your list, the best for the same money, the same for less"
    )
    _take_over(page, kept[1], mine)


def _take_over(page: Page, found: Against, mine: tuple[str, ...]) -> None:
    """Buttons that take a better list that was found into a what-if, beside the list in force."""
    with st.container(horizontal=True):
        for key, label, starts in views.better(found, mine):
            if widgets.press(f"Take it into a what-if: {label[:1].lower()}{label[1:]}", key=f"frontier:take:{key}"):
                try_beside(page, views.taken(page.ready, page.case, starts, label))


def _compare(page: Page, mine: tuple[str, ...], say: Say) -> None:
    prepared = page.ready
    engine = Engine(prepared.problem)
    here = page.run.result.starts
    points = Points.of(prepared.scored, prepared.case)
    starts = (
        here
        if set(mine) == set(here)
        else waiting(say, "Choosing when each would start", 0.1, lambda: starts_of(engine, points, mine))
    )
    limits = nearness.limits(page.run, views.GAP)
    text = "Choosing the best list for the same money, and the cheapest worth as much"
    most = page.run.result.bound
    found = None if starts is None else waiting(say, text, 0.4, lambda: against(engine, starts, limits, most))
    state.set_view("my list compared", ((made_from(page), mine), found))


def two_aims(page: Page) -> None:
    """Lists that no other beats on value and a second aim."""
    if not page.run.result.status.has_answer:
        return
    frame.section("Two aims at once")
    options = views.aims(page.ready)
    chosen = str(state.view("second aim", next(iter(options))))
    chosen = chosen if chosen in options else next(iter(options))
    widgets.select("Beside value", options, chosen, lambda a: state.set_view("second aim", a), key="frontier:aim",
                   help=meaning_of("value"))  # fmt: skip
    everything = bool(state.view("every list", False))
    widgets.switch(
        "Find every such list", everything, lambda on: state.set_view("every list", bool(on)), key="frontier:every",
        help=f"Else about {LISTS}, spread over the range. On a large case every list may take long",
    )  # fmt: skip
    on_press("Find the lists", lambda say: _pairs(page, chosen, everything, say), key="frontier:pairs", primary=False)
    found: TwoAims | None = state.view("two aims", None)
    if found is None or found.made_from != made_from(page) or found.aim_id != chosen or not found.kept:
        return
    rows = views.pair_rows(found, page.ready)
    if said := views.better_found(found, page.run):
        frame.note(said)
    second = found.second
    heading = f"{second.name} ({second.unit})"
    charts.show(
        charts_decide.two_aims(rows, heading, second.money), views.pair_title(found, rows), views.pair_note(found),
        rows.rename(columns={"second": heading}), key="frontier:aims",
        like={heading: "points_found"},
    )  # fmt: skip


def _pairs(page: Page, aim_id: str, everything: bool, say: Say) -> None:
    prepared = page.ready
    second, silent = views.aim_of(prepared, aim_id)
    limits = Limits(0.0, nearness.SECONDS) if everything else nearness.limits(page.run, views.GAP)
    found = TwoAims(made_from(page), aim_id, second, silent, everything, gap=limits.gap)
    state.set_view("two aims", found)
    pairs, text = list(found.kept), "Looking for lists that no other beats"

    def look(tell: Say) -> Efficient:
        def told(lists: int) -> None:
            tell(f"{text} ({lists:,} found)", lists / (lists + 2 if everything else LISTS + 1))
            found.kept = list(pairs)

        engine, value = Engine(prepared.problem), value_aim(prepared.problem)
        spread = None if everything else LISTS
        return efficient(engine, value, second, limits=limits, kept=pairs, progress=told, spread=spread)

    done = beside(say, text, look)
    found.kept, found.exact, found.whole = pairs, done.exact, True
