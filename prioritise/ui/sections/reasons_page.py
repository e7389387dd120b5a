"""The reasons page: one bid's letter, then a line for each bid."""

import streamlit as st

from prioritise.ui import frame, ranked, state, widgets
from prioritise.ui.frame import Page
from prioritise.ui.views import bids, decide


def one_bid(page: Page) -> None:
    """Why one bid is in or out, line by line."""
    frame.answer(decide.answer(page.run))
    names = bids.names(page.ready)
    if not names or not page.run.result.status.has_answer:
        return
    kind, _, code = state.selected().partition(":")
    code = code if kind == "bid" and code in names else decide.first(page.run)
    widgets.select("Bid", names, code, lambda b: state.select(f"bid:{b}"), key="reasons:bid")
    frame.section(f"{names[code]}: {decide.decision_words(page.run, code)}")
    frame.pairs(dict(decide.reason_lines(page.run, code)))
    frame.link("2_Decide/1_Bids.py", "Its scores and its pots")


def every_bid(page: Page) -> None:
    """Every bid, its reason opening in full."""
    frame.section("Every bid")
    frame.note("In order of the list. Open a reason for the full account; the page prints with those that are open.")
    if page.run.result.status.has_answer:
        st.html(ranked.reasons(page.run))
