"""What stands where something could be kept, but the case in force is not in the store: the way into it, or why not."""

from collections.abc import Iterator
from itertools import count

import streamlit as st

from prioritise.errors import PrioritiseError
from prioritise.store import Action, cases
from prioritise.ui import frame, identity, keeping, state, widgets
from prioritise.ui.frame import Page


def offer(page: Page, what: str) -> None:
    """Say why nothing can be kept here, with the button that changes that.

    Args:
        page: the page.
        what: what could be kept: "bids can be edited".
    """
    here = identity.here()
    if here.shut:
        frame.note(here.shut)
        return
    if not here.may(Action.TAKE_IN):
        frame.note(f"This case is a file: {what} once an adviser has taken it into the forum's store.")
        return
    frame.note(
        f"This case is a file: {what} once it is in the forum's store, where several people may work on it and every "
        "change is kept with who made it and why. The file stays as it is."
    )
    if widgets.press("Take it into the store", key="store:take"):
        _take_in(page)


def _take_in(page: Page) -> None:
    try:
        store, who = identity.begun()
        taken = {c.title for c in cases.listing(store, who)}
        title = next(t for t in _titles(page.opened.title) if t not in taken)
        number = cases.take_in(store, who, page.case, title)
    except PrioritiseError as fault:
        frame.show_fault(fault)
        return
    state.choose_case(f"{keeping.PREFIX}{number}")
    state.set_notice(f"{title} is in the store, and in force. Others who may come in find it under Case.")
    st.rerun()


def _titles(title: str) -> Iterator[str]:
    """The title, and the same with a number, for a case that is taken in again."""
    yield title
    yield from (f"{title} ({n})" for n in count(2))


def stored(page: Page) -> int | None:
    """The number of the case in force in the store; None where it is a file."""
    return keeping.number_of(page.opened.id)
