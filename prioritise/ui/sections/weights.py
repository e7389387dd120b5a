"""The criteria page, and the same weights beside the budgets on the Prioritise page."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from prioritise.case.rows import each
from prioritise.criteria import criteria_in_force
from prioritise.record.glossary import meaning_of
from prioritise.ui import frame, state, tables, widgets, words
from prioritise.ui.frame import Page
from prioritise.ui.views import weighing, weights


def set_weight(criterion_id: str, weight: float) -> None:
    """Change one weight of the scenario, by hand: where the others came from no longer holds of them."""
    take({**state.scenario().weights, criterion_id: float(weight)}, "")


def take(weights: Mapping[str, float], source: str) -> None:
    """Put weights into the what-if in force, and say in its note where they came from ("": set by hand)."""
    state.change(weights=dict(weights), note=weighing.noted(state.scenario().note, source))


def boxes(page: Page, place: str) -> None:
    """A box for each weight."""
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
                help=f"{words.share(row.weight_share)} of all weight. {meaning_of('swing_weight')}",
            )


def sliders(page: Page) -> None:
    """The weights, where they came from, and a way back."""
    frame.section("Weights")
    frame.note("Only the proportions matter. Moving one marks the list as older than the inputs until it is run again.")
    boxes(page, "criteria")
    frame.note(weights.came_from(page.case, state.scenario()))
    frame.jump("weigh", "Set the weights together, step by step")
    frame.jump("save-set", "Save these weights as a set")
    if state.scenario().weights and widgets.press("Back to the case's own weights", key="criteria:reset"):
        take({}, "")
        st.rerun()


def table(page: Page) -> None:
    """Criteria with their fixed points and sources."""
    frame.section("Every criterion")
    tables.prose(weights.criteria_table(page.changed, state.scenario()), alt="Every criterion, heaviest first")
    frame.note(
        "A score at worst is worth 0 of 100 and at best 100, whatever the other bids are; beyond, it is clipped. A "
        "weight is what that swing from worst to best is worth."
    )
