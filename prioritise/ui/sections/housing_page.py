"""The housing page: which future is supposed, and where the people of one development would register."""

from functools import partial
from typing import Any

import streamlit as st

from prioritise.ui import frame, state, tables, widgets, words
from prioritise.ui.frame import Page
from prioritise.ui.views import housing, sharing

WHAT_IF = "A what-if: it changes the gaps, the scores and the list until it is put back"


def _set(page: Page, name: str, value: Any) -> None:
    own = getattr(page.case.settings, name)
    state.change(settings=page.scenario.with_setting(name, value, own))


def controls(page: Page) -> None:
    """The year, and which housing future is supposed."""
    left, right = st.columns([3, 2], gap="medium")
    with left:
        widgets.year_slider(page.years, page.year, key="housing:year")
    with right:
        widgets.select(
            "Housing future", housing.future_names(), page.ready.case.settings.housing_future,
            partial(_set, page, "housing_future"), key="housing:future", help=WHAT_IF,
        )  # fmt: skip


def futures(page: Page) -> None:
    """The futures side by side."""
    frame.section("If builders do otherwise")
    rows = housing.futures(page.ready, page.year)
    frame.note(housing.futures_sentence(rows, page.year))
    tables.prose(rows, alt="Homes and people expected in each housing future")
    frame.note("Each future's delays, pace and chances are assumptions of this project, listed on the Methods page.")


def sharing_out(page: Page) -> None:
    """One development's people over practices, explained; the way can be changed, which changes every figure."""
    known = sharing.developments(page.ready)
    if not known:
        return
    frame.section("Where a development's people would register")
    way = sharing.in_force(page.ready)
    widgets.select(
        "How people are shared over practices, everywhere in this case", words.WAYS, way,
        partial(_set, page, "shares_by"), key="housing:way", help=WHAT_IF,
    )  # fmt: skip
    chosen = state.view("shared development", next(iter(known)))
    chosen = chosen if chosen in known else next(iter(known))
    widgets.select(
        "Development", known, chosen, lambda d: state.set_view("shared development", d), key="housing:development"
    )
    frame.note(sharing.sentence(page.ready, chosen))
    tables.prose(sharing.explained(page.ready, chosen), alt=f"Where the people of {known[chosen]} would register")
    frame.note(
        "Shares are of everybody the development brings in all, and sum to 100%. How well the way in use tells where "
        "people register can be measured on this case on the Methods page."
    )
