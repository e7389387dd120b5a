"""The criteria page, and the same weights beside the budgets on the Prioritise page."""

from functools import partial

import streamlit as st

from prioritise.case.rows import each
from prioritise.criteria import criteria_in_force
from prioritise.ui import frame, state, tables, widgets, words
from prioritise.ui.frame import Page
from prioritise.ui.views import weights


def set_weight(criterion_id: str, weight: float) -> None:
    """Change one weight of the scenario."""
    state.change(weights={**state.scenario().weights, criterion_id: float(weight)})


def boxes(page: Page, place: str) -> None:
    """A box for each weight."""
    if not page.case.has("criteria"):
        frame.note(
            "This case brings no criteria, so the shipped ones are used. To change weights, add a criteria table."
        )
        return
    rows = criteria_in_force(page.changed)  # in their own order: a box must not move while its weight is typed
    for place_here, row in zip(widgets.grid(len(rows), 4), each(rows), strict=True):
        with place_here:
            widgets.amount(
                words.plain(row.name),
                float(row.weight),
                partial(set_weight, row.criterion_id),
                step=1.0,
                format="%g",
                key=f"{place}:weight:{row.criterion_id}",
                help=f"{words.share(row.weight_share)} of all weight",
            )


def sliders(page: Page) -> None:
    """The weights, and a way back."""
    frame.section("Weights")
    frame.note("Only the proportions matter. Moving one marks the list as older than the inputs until it is run again.")
    boxes(page, "criteria")
    if state.scenario().weights and widgets.press("Back to the case's own weights", key="criteria:reset"):
        state.change(weights={})
        st.rerun()


def table(page: Page) -> None:
    """Criteria with their fixed points and sources."""
    frame.section("Every criterion")
    tables.prose(weights.criteria_table(page.changed), alt="Every criterion, heaviest first")
    frame.note(
        "A score at worst is worth 0 of 100 and at best 100, whatever the other bids are; beyond, it is clipped."
    )
