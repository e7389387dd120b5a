"""The first minute: room, people, money and the top of the list."""

from typing import Any

import streamlit as st

from prioritise.ui import cached, frame, words
from prioritise.ui.frame import Page
from prioritise.ui.views import gaps, money

TOP = 8


def answer(page: Page) -> str:
    """The page's sentence."""
    return gaps.answer(page.ready, page.year)


def figures(page: Page, place: Any) -> None:
    """Five figures: people coming, m2 short, money in hand, money that lapses soon, schemes recommended."""
    found = gaps.figures(page.ready, page.year)
    year = words.year(page.year)
    nothing = (words.NOT_KNOWN, "this case has no practices")
    people = (words.number(found.people), f"in new homes by {year}") if found else nothing
    short = (gaps.short_words(found), f"at practices short of it, {year}") if found else nothing
    schemes = ("...", "being chosen")
    if page.kept is not None:
        schemes = (f"{len(page.run.result.starts)} of {len(page.run.ranked)}", page.run.result.in_words())
    frame.figures(
        [
            ("People coming", *people),
            ("Space short", *short),
            ("Money in hand", words.gbp_short(money.in_hand_gbp(page.ready)), "that counts, over all years"),
            (
                f"Lapses within {money.months_at_risk(page.ready)} months",
                words.gbp_short(money.at_risk_gbp(page.ready)),
                f"must be spent by {words.day(money.horizon_end(page.ready))}",
            ),
            ("Schemes recommended", *schemes),
        ],
        place,
    )


def place() -> Any:
    """A place to draw in now and again later."""
    return st.empty()


def columns() -> tuple[Any, Any]:
    """Room for the picture and for what goes beside it."""
    left, right = st.columns([7, 3], gap="medium")
    return left, right


def top(page: Page) -> None:
    """The first rows of the ranked list."""
    st.html(cached.ranked_list(page.run.digest, TOP, page.run))
    frame.note(
        "First what is in with the least money, then by value for each pound. Made for the scenario in force. "
        "Advice to the forum, which decides."
    )
