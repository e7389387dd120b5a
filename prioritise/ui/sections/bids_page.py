"""The bids page: the list, and one bid's account."""

import streamlit as st

from prioritise.ui import frame, state, tables, widgets
from prioritise.ui.frame import Page
from prioritise.ui.sections import account_page
from prioritise.ui.views import bids, room_hours


def listing(page: Page) -> None:
    """Every bid; a row picked opens its account."""
    rows = bids.table(page.ready)
    if not len(rows):
        return
    things = [f"bid:{b}" for b in rows["bid_id"]]
    tables.pick(rows[bids.COLUMNS], things, alt="Every bid, most valuable first", key=f"bids:{page.data_key}")
    frame.note("Pick a row, or choose below, for a bid's account.")
    apart = room_hours.bids(page.ready, page.year)
    if len(apart):
        tables.behind("today's backlog and growth, bid by bid", apart)


def account(page: Page) -> None:
    """One bid: what it asks, how its value adds up, which pots may pay."""
    names = bids.names(page.ready)
    if not names:
        return
    frame.section("One bid's account")
    code = bids.meant(page.ready, state.selected(), bids.first(page.ready))
    widgets.select("Bid", names, code, lambda b: state.select(f"bid:{b}"), key="bids:one")
    frame.pairs(bids.lines(page.ready, code), bids.MADE, wide=True)
    if said := room_hours.bid_sentence(page.ready, code, page.year):
        frame.note(said)
    frame.part(bids.ledger_sentence(page.ready, code))
    tables.prose(bids.ledger(page.ready, code), alt="Points by criterion")
    frame.note("The points add up to the bid's value. A missing score is not nought: it is listed as not known.")
    frame.part(bids.pots_sentence(page.ready, code))
    tables.prose(bids.pots_that_may(page.ready, code), alt="Pots that may pay this bid")
    frame.note(bids.reach_sentence(page.ready, code))
    with st.expander("Pots that cannot pay it, and why"):
        tables.prose(bids.pots_that_cannot(page.ready, code), alt="Pots that cannot pay this bid, and why")
    _what_would_change(page, code)


def _what_would_change(page: Page, code: str) -> None:
    """What would fund it or replace it, where there is a list for these inputs."""
    with_list = frame.with_last_list(page)
    if with_list.kept is None:
        frame.link(frame.PRIORITISE, "Choose a list, and come back for what would fund this bid")
        return
    account_page.one_bid(with_list, code)
