"""Setting the weights together, step by step; the result is shown before it is taken into the what-if."""

import datetime as dt
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from prioritise.case.rows import each
from prioritise.criteria import CRITERIA, criteria_in_force
from prioritise.errors import DataFault
from prioritise.panel.profiles import Profile
from prioritise.panel.weighing import FULL, Weighed
from prioritise.ui import frame, state, tables, widgets, words
from prioritise.ui.frame import Page
from prioritise.ui.sections.weight_sets import scores_of
from prioritise.ui.sections.weights import take
from prioritise.ui.views import weighing, weight_sets
from prioritise.ui.views.weighing import Entries

HOW = {
    "swing": "Swing weighting asks what it is worth to lift a scheme from worst to best on one criterion. A weight "
    "then stands for that swing, not for how fine the word sounds: a criterion whose worst and best hardly differ "
    "weighs little, whatever its name. The Green Book's note on such choices calls it the critical element.",
    "order": "When people agree only on the order, the middle of all weights that keep it can stand for them "
    "(rank-order centroid): of three, 61.1, 27.8 and 11.1. A start, to be put right by swings.",
    "points": "Points given directly are quick, and say least about what they stand for. Keep worst and best in mind.",
}
_FIGURES = {"swing": "swings", "order": "places", "points": "points"}


def entries() -> Entries:
    """What was entered so far."""
    found: Entries = state.view("weighing", Entries())
    return found


def _set(**changes: Any) -> None:
    state.set_view("weighing", replace(entries(), **changes))


def _say(criterion_id: str, figure: float | None) -> None:
    name = _FIGURES[entries().way]
    _set(**{name: {**weighing.said(entries()), criterion_id: figure}})


def guide(page: Page) -> None:
    """The ways to weigh, the questions of the one in use, and what they come to."""
    frame.section("Set the weights together", anchor="weigh")
    criteria = criteria_in_force(page.changed)
    if not len(criteria):
        frame.note("There are no criteria to weigh.")
        return
    with st.container(border=True):
        widgets.one_of("From what", weighing.WAYS, entries().way, lambda w: _set(way=w), key="weighing:way")
        frame.note(HOW[entries().way])
        {"swing": _swing, "order": _order, "points": _points}[entries().way](criteria)
        _result(page, criteria)


def _swing(criteria: Any) -> None:
    frame.part("1. The largest swing")
    tables.prose(weighing.swings(criteria), alt="What each swing is: from worst to best on each criterion")
    options = {weighing.NOTHING: "Choose one"}
    options |= {r.criterion_id: weighing.swing_words(r) for r in each(criteria)}
    widgets.select(
        "Imagine a scheme at its worst on everything. Which one would you lift from worst to best first?",
        options, entries().largest, lambda c: _set(largest=c), key="weighing:largest",
    )  # fmt: skip
    if not weighing.asked(entries(), criteria):
        return
    first = criteria.loc[criteria["criterion_id"].eq(entries().largest), "name"].iloc[0]
    frame.part("2. Every other swing beside it")
    frame.note(
        f"The swing on {first} counts {FULL}. How much is each of the others worth beside it? {FULL}: as much; "
        f"{FULL // 2}: half as much; 0: nothing."
    )
    _boxes(criteria, most=float(FULL))


def _order(criteria: Any) -> None:
    frame.part("The order")
    frame.note("1 for the swing you would make first, 2 for the next. The same place for two: they are as important.")
    _boxes(criteria, least=1.0, most=float(len(criteria)))


def _points(criteria: Any) -> None:
    frame.part("The points")
    frame.note("As many points as you like to each; only their proportions matter.")
    _boxes(criteria)


def _boxes(criteria: Any, **ends: float) -> None:
    """A box for each criterion that is asked for."""
    rows = [r for r in each(criteria) if r.criterion_id in weighing.asked(entries(), criteria)]
    more = {f"{name}_value": value for name, value in (("max", ends.get("most")),) if value is not None}
    for place, row in zip(widgets.grid(len(rows), 4), rows, strict=True):
        shipped = CRITERIA.get(row.criterion_id)
        question = f"{words.plain(shipped.question)} " if shipped is not None else ""
        with place:
            widgets.amount_if_known(
                words.plain(row.name), weighing.said(entries()).get(row.criterion_id), partial(_say, row.criterion_id),
                key=f"weighing:{entries().way}:{row.criterion_id}", whole=False, least=ends.get("least", 0.0),
                help=question + words.plain(weighing.swing_words(row)), **more,
            )  # fmt: skip


def _result(page: Page, criteria: Any) -> None:
    """What is still to be said, or the weights, what they would move, and the button that takes them."""
    left = weighing.unsaid(entries(), criteria)
    try:
        found = weighing.outcome(entries(), criteria, dt.date.today())
    except DataFault as fault:
        frame.show_fault(fault)
        return
    if found is None:
        if left:
            frame.note(f"Still to be said: {', '.join(left)}.")
        return
    frame.part("What it comes to")
    tables.prose(weighing.compared(criteria, found), alt="Weights now and as weighed here, heaviest first")
    frame.note("Weights sum to 100: each is rounded down, and what is lacking goes to those that lost most by it.")
    _would_move(page, found)
    left_place, right_place = widgets.grid(2, 2)
    with left_place:
        widgets.words_box("Who weighed", entries().by, lambda t: _set(by=t), key="weighing:by")
    with right_place:
        widgets.day_if_known("When", entries().on or dt.date.today(), lambda d: _set(on=d), key="weighing:on")
    frame.note(f"Kept with the weights: “{found.source}”.")
    if widgets.press("Try these weights", key="weighing:take", primary=True):
        take(found.weights, found.source)
        st.rerun()


def _would_move(page: Page, found: Weighed) -> None:
    prepared = scores_of(page)
    new = Profile("new", "these weights", found.weights)
    both = [weight_sets.sets(page.case, page.changed)[0], new]
    if len(prepared.scored.values):  # noqa: PD011 - the table of values
        table = weight_sets.beside(prepared, both)
        frame.note(weight_sets.takeaway(table, both[0], new, weight_sets.titles_of(page.case)))
