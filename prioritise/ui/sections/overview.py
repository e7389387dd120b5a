"""The first minute: room, people, money and the top of the list."""

from typing import Any

import streamlit as st

from prioritise.ui import frame, ranked, words
from prioritise.ui.frame import Page
from prioritise.ui.views import gaps, money

TOP = 8


def answer(page: Page) -> str:
    """The page's sentence."""
    return gaps.answer(page.ready, page.year)


def figures(page: Page) -> list[tuple[str, str, str]]:
    """Five figures: people coming, m2 short, money in hand, money that lapses soon, schemes recommended."""
    found = gaps.figures(page.ready, page.year)
    year = words.year(page.year)
    run = page.run
    nothing = (words.NOT_KNOWN, "this case has no practices")
    people = (words.number(found.people), f"in new homes by {year}") if found else nothing
    short = (gaps.short_words(found), f"at practices short of it, {year}") if found else nothing
    return [
        ("People coming", *people),
        ("Space short", *short),
        ("Money in hand", words.gbp_short(money.in_hand_gbp(page.ready)), "that counts, over all years"),
        (
            f"Lapses within {money.months_at_risk(page.ready)} months",
            words.gbp_short(money.at_risk_gbp(page.ready)),
            f"must be spent by {words.day(money.horizon_end(page.ready))}",
        ),
        ("Schemes recommended", f"{len(run.result.starts)} of {len(run.ranked)}", run.result.in_words()),
    ]


def columns() -> tuple[Any, Any]:
    """Room for the picture and for what goes beside it."""
    left, right = st.columns([7, 3], gap="medium")
    return left, right


def top(page: Page) -> None:
    """The first rows of the ranked list."""
    st.html(ranked.table(page.run, top=TOP))
    frame.note("Made for the scenario in force. Advice to the forum, which decides.")
