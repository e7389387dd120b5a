"""The reasons page: one bid's letter, then a line for each bid."""

import streamlit as st

from prioritise.optimise.explain import WHEN
from prioritise.ui import frame, ranked, state, tables, where, widgets
from prioritise.ui.frame import Page
from prioritise.ui.sections import account_page, verdict
from prioritise.ui.views import bids, decide


def one_bid(page: Page) -> None:
    """Why one bid is in or out, line by line."""
    if verdict.no_list(page):
        return
    verdict.warn(page)
    frame.answer(decide.answer(page.run))
    names = bids.names(page.ready)
    code = bids.meant(page.ready, state.selected(), decide.first(page.run))
    widgets.select("Bid", names, code, lambda b: state.select(f"bid:{b}"), key="reasons:bid")
    frame.section(f"{names[code]}: {decide.decision_words(page.run, code)}")
    frame.pairs(
        {k: v for k, v in decide.reason_lines(page.run, code) if k != WHEN},
        {"decision": "Decision and reason", "paid_gbp": "Who pays"},
    )
    paid = decide.payments(page.run, code)
    if len(paid):
        frame.part("Who pays when")
        tables.prose(paid, alt="Who pays this bid, and when")
    account_page.one_bid(page, code)
    frame.link("2_Decide/01_Bids.py", "Its scores and its pots")


def every_bid(page: Page) -> None:
    """Every bid, its reason opening in full."""
    if not page.run.result.status.has_answer:
        return
    frame.section("Every bid")
    frame.note("In order of the list. Open a reason for the full account; the page prints with those that are open.")
    st.html(ranked.reasons(page.run))
    where.show({c: ranked.COLUMNS[c] for c in ("rank", "title", "decision", "reason")})
