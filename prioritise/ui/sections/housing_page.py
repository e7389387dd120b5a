"""The housing page: which future is supposed, how homes become people, and where those would register."""

from functools import partial
from typing import Any

import streamlit as st

from prioritise.ui import frame, state, tables, widgets, words
from prioritise.ui.frame import Page
from prioritise.ui.views import gaps, housing, sharing

WHAT_IF = "A what-if: it changes the gaps, the scores and the list until it is put back"


def _set(page: Page, name: str, value: Any) -> None:
    own = getattr(page.case.settings, name)
    state.change(settings=page.scenario.with_setting(name, value, own))


def controls(page: Page) -> None:
    """The year, which housing future is supposed, and how homes become people."""
    widgets.year_slider(page.years, page.year, key="housing:year")
    left, right = st.columns(2, gap="medium")
    settings = page.ready.case.settings
    with left:
        widgets.select(
            "Housing future", housing.future_names(), settings.housing_future,
            partial(_set, page, "housing_future"), key="housing:future", help=WHAT_IF,
        )  # fmt: skip
    with right:
        widgets.select(
            "People in a home", housing.preset_names(), settings.people_by,
            partial(_set, page, "people_by"), key="housing:people", help=WHAT_IF,
        )  # fmt: skip


def elsewhere(page: Page) -> None:
    """How many of the people join no list of the case, where some do: other pages count those who do."""
    found = gaps.figures(page.ready, page.year)
    if found is not None and (said := gaps.elsewhere_words(found)):
        frame.note(said)


def futures(page: Page) -> None:
    """The futures side by side."""
    frame.section("If builders do otherwise")
    rows = housing.futures(page.ready, page.year)
    frame.note(housing.futures_sentence(rows, page.year))
    tables.prose(rows, alt="Homes and people expected in each housing future")
    frame.note("Each future's delays, pace and chances are assumptions of this project, listed on the Methods page.")


def people_in_a_home(page: Page) -> None:
    """The presets side by side."""
    if page.ready.evidence is None or not len(page.ready.evidence.homes):
        return
    frame.section("If more or fewer people live in each home")
    rows = housing.presets(page.ready, page.year)
    frame.note(housing.presets_sentence(rows, page.year))
    tables.prose(rows, alt="People expected by each way of turning homes into people")
    frame.note(
        "None of these figures is official; each has its source on the Methods page, where the share of people who are "
        "new to local practices and the wait until they join a list can be changed too."
    )


def one_development(page: Page) -> None:
    """One development: its people step by step, and where they would register."""
    known = sharing.developments(page.ready)
    if not known:
        return
    frame.section("One development")
    chosen = state.view("shared development", next(iter(known)))
    chosen = chosen if chosen in known else next(iter(known))
    widgets.select(
        "Development", known, chosen, lambda d: state.set_view("shared development", d), key="housing:development"
    )
    frame.part("From its homes to people, step by step")
    tables.prose(housing.steps(page.ready, chosen), alt=f"How the homes of {known[chosen]} become people")
    _sharing_out(page, chosen, known[chosen])


def _sharing_out(page: Page, chosen: str, name: str) -> None:
    """Its people over practices, explained; the way can be changed, which changes every figure."""
    frame.part("Where its people would register")
    widgets.select(
        "How people are shared over practices, everywhere in this case", words.WAYS, sharing.in_force(page.ready),
        partial(_set, page, "shares_by"), key="housing:way", help=WHAT_IF,
    )  # fmt: skip
    frame.note(sharing.sentence(page.ready, chosen))
    tables.prose(sharing.explained(page.ready, chosen), alt=f"Where the people of {name} would register")
    frame.note(
        "Shares are of everybody the development brings in all, and sum to 100%. How well the way in use tells where "
        "people register can be measured on this case on the Methods page."
    )
