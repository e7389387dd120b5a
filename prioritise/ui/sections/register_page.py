"""One bid's file on the bids page: its cost, what it brings, what is ready, its evidence, and what was done to it."""

import streamlit as st

from prioritise.errors import PrioritiseError
from prioritise.store import Action, audit, register
from prioritise.store.register import BidFile
from prioritise.ui import drafts, frame, identity, state, tables, widgets
from prioritise.ui.frame import Page
from prioritise.ui.sections import into_store, register_edit
from prioritise.ui.views import conflicts
from prioritise.ui.views import register as views

BIDS = "2_Decide/01_Bids.py"


def listing(page: Page) -> None:
    """Where each bid has got to; a row picked opens its file."""
    frame.answer(views.answer(page.case))
    rows = views.listing(page.case)
    if len(rows):
        things = [f"bid:{b}" for b in rows["bid_ref"]]
        tables.pick(rows, things, alt="The register, bid by bid", key=f"register:{page.opened.key}")
        frame.note("Pick a row, or choose below, for a bid's file.")


def file(page: Page) -> None:
    """One bid's file: read by everybody who may, edited by those who may."""
    names = conflicts.names(page.case.table("bids"), "bid_id", "title")
    if not names:
        return
    frame.section("One bid's file")
    chosen = state.selected().removeprefix("bid:")
    code = chosen if chosen in names else next(iter(names))
    widgets.select("Bid", names, code, lambda b: state.select(f"bid:{b}"), key="register:one")
    frame.pairs(views.lines(page.case, code), views.MADE, wide=True)
    _cost(page, code)
    rows = views.outcomes(page.case, code)
    if len(rows):
        frame.part("What it brings")
        tables.prose(rows, alt="What the bid brings, by measure")
    frame.part(views.readiness_sentence(page.case, code))
    rows = views.readiness(page.case, code)
    if len(rows):
        tables.prose(rows, alt="Parts of a business case, and whether each is in hand")
    frame.note(views.readiness_unknown(page.case, code))
    rows = views.evidence(page.case, code)
    if len(rows):
        frame.part("Evidence")
        tables.prose(rows, alt="Evidence of the bid")
    frame.link(BIDS, "The bid's account: its value, and the pots that may pay it")
    edit(page, code)


def _cost(page: Page, code: str) -> None:
    rows = views.cost_parts(page.case, code)
    if not len(rows):
        return
    frame.part("What the cost is made of")
    frame.note(views.cost_sentence(page.case, code))
    tables.prose(rows, alt="Parts of the cost", on_paper=False, like={"capital_gbp": "cost_part"})


def edit(page: Page, code: str) -> None:
    """Edit the bid, withdraw it, or submit a new one; where the case is a file, the way into the store."""
    frame.section("Edit this bid")
    number = into_store.stored(page)
    if number is None:
        into_store.offer(page, "bids can be edited")
        return
    here = identity.here()
    if here.store is None or not here.may(Action.EDIT_BIDS):
        frame.note("Advisers edit bids.")
        return
    if drafts.draft(page.opened.id, "") is not None:
        frame.note("A new bid is being typed in below: save or drop it first.")
        return
    with frame.faults():
        now = register.read_bid(here.store, here.who, number, code)
    register_edit.existing(page, number, now)
    _history(page, number, code)


def new(page: Page) -> None:
    """Submit a new bid."""
    number = into_store.stored(page)
    here = identity.here()
    if number is None or here.store is None or not here.may(Action.EDIT_BIDS):
        return
    frame.section("Submit a new bid")
    if drafts.draft(page.opened.id, "") is None:
        if widgets.press("Begin a new bid", key="bid:new"):
            drafts.put(page.opened.id, "", BidFile({"lifecycle": "expression_of_interest", "stage": "EOI"}))
            st.rerun()
        return
    register_edit.new(page, number)


def _history(page: Page, number: int, code: str) -> None:
    here = identity.here()
    if here.store is None or not here.may(Action.READ_AUDIT):
        return
    try:
        rows = views.history(audit.entries(here.store, here.who, number, thing=("bid", code)), code)
    except PrioritiseError as fault:
        frame.show_fault(fault)
        return
    frame.part("What was done to it")
    if len(rows):
        tables.prose(rows, alt="What was done to the bid, the newest first")
    else:
        frame.note("Nothing since the case was taken in.")
