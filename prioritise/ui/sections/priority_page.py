"""The Priority list page: which money may move, and the list that holds while it does."""

from functools import partial
from typing import Any

import streamlit as st

from prioritise.funding.raw import percent
from prioritise.record.glossary import meaning_of
from prioritise.ui import charts, charts_decide, frame, state, tables, widgets
from prioritise.ui.frame import Page
from prioritise.ui.sections import run_button, verdict
from prioritise.ui.views import decide, money
from prioritise.ui.views import priority as views

PERCENT = 100
MOST_AMOUNTS, MOST_PERCENT = 9, 10_000
FRONTIER, EXPORT = "2_Decide/10_Frontier.py", "3_Record/04_Export.py"


def answer(page: Page) -> None:
    """Which schemes hold if the money moves."""
    if verdict.no_list(page):
        return
    verdict.warn(page)
    frame.answer(views.answer(page.run))
    if page.run.priority is not None:
        frame.note(views.cost(page.run))


def _change(page: Page, **changes: Any) -> None:
    own, now = page.case.settings.priority_list, page.changed.settings.priority_list
    wanted = views.setting(now, own, **changes)
    state.change(settings=state.scenario().with_setting("priority_list", wanted, None))


def inputs(page: Page) -> None:
    """Which pots may move, between what amounts and how likely each is; and the button that runs."""
    now = page.changed.settings.priority_list
    low, high = round(min(now.scales) * PERCENT), round(max(now.scales) * PERCENT)
    with st.container(border=True):
        widgets.several(
            "Pots whose money may move (none: every pot)", money.names_in(page.case), now.pots,
            lambda p: _change(page, pots=tuple(sorted(p))), key="priority:pots", help=meaning_of("priority_list"),
        )  # fmt: skip
        places = widgets.grid(3, 3)
        for place, (name, text, value, most) in zip(
            places,
            (
                ("low", "From, % of their money", low, MOST_PERCENT),
                ("high", "To, % of their money", high, MOST_PERCENT),
                ("many", "Amounts to try", len(now.scales), max(MOST_AMOUNTS, len(now.scales))),
            ),
            strict=True,
        ):
            with place:
                widgets.amount(
                    text, value, partial(_amounts, page, name), step=1 if name == "many" else 5, max_value=most,
                    key=f"priority:{name}",
                )  # fmt: skip
        frame.caption("How likely is each amount? Only the proportions matter.")
        for place, scale, chance in zip(widgets.grid(len(now.scales), 5), now.scales, now.weights(), strict=False):
            with place:
                widgets.amount(
                    f"{percent(scale)} of it: chance, %", round(chance * PERCENT, 2), partial(_chance, page, scale),
                    step=5.0, max_value=100.0, format="%g", key=f"priority:chance:{scale:g}",
                )  # fmt: skip
        run_button.longer()
        run_button.offer(page)


def _amounts(page: Page, name: str, value: int) -> None:
    now = page.changed.settings.priority_list
    asked = {"low": min(now.scales) * PERCENT, "high": max(now.scales) * PERCENT, "many": len(now.scales), name: value}
    _change(page, scales=views.evenly(round(asked["low"]), round(asked["high"]), max(1, int(asked["many"]))))


def _chance(page: Page, scale: float, percent_: float) -> None:
    _change(page, probabilities=views.with_chance(page.changed.settings.priority_list, scale, percent_ / PERCENT))


def listing(page: Page) -> None:
    """How the list grows with money, and each scheme's place on it."""
    if page.run.priority is None:
        return
    rows = views.by_amount(page.run)
    charts.show(
        charts_decide.growing(rows), views.title(rows),
        f"{decide.movable(page.ready)} Capital of the schemes that are in at each amount.", rows, key="priority:grows",
    )  # fmt: skip
    frame.section("The list, first to last")
    frame.note("Read from the top: a cut takes schemes off the end, and more money adds the next. The order within an "
               "amount is by value for each pound, so small schemes tend to come first.")  # fmt: skip
    tables.prose(views.table(page.run), alt="The priority list, first to last")
    if said := decide.differs(page.run):
        frame.note(said)
    frame.note(page.run.priority.method)
    frame.link(FRONTIER, "The best list at each amount, chosen afresh")
    frame.link(EXPORT, "Take the list away")
