"""The gate: where people sign in, nobody sees a page before they have; and who is here, in the sidebar."""

import streamlit as st

from prioritise.errors import DataFault, PrioritiseError
from prioritise.store import NotAllowed
from prioritise.ui import blocks, identity, state, words

ROLES = {
    "viewer": "Viewer: reads",
    "scorer": "Scorer: reads, scores, keeps what-ifs",
    "adviser": "Adviser: edits bids and weights, runs panels, freezes lists",
    "administrator": "Administrator: says who may do what",
}
"""What each role is, in words."""


def let_in() -> None:
    """Let those in who may; the page stops here for everybody else."""
    try:
        if not identity.signs_in():
            return
        identity.here()
    except NotAllowed as fault:
        _outside(fault)
        state.end_page()
    except DataFault as fault:
        blocks.show_fault(fault)
        state.end_page()


def _outside(fault: NotAllowed) -> None:
    """What somebody sees who is not in: why, and the way in."""
    st.title("Prioritise", anchor=False)
    blocks.answer("This forum's work is for those it knows: sign in to see it.")
    if identity.is_signed_in():
        blocks.band(words.safe(fault), warn=True, alert=True)
        st.button("Sign out", key="gate:out", on_click=identity.sign_out)
        return
    st.button("Sign in", key="gate:in", type="primary", on_click=identity.sign_in)


def who_is_here() -> None:
    """Who is here and what they may do, and the way out."""
    try:
        found = identity.here()
    except PrioritiseError:  # the page itself says what is wrong
        return
    if identity.signs_in() and found.person is not None:
        role = ROLES[found.person.role.value]
        st.html(f"<p class='p-note'>Signed in as <b>{words.safe(found.person.name)}</b><br>{words.safe(role)}</p>")
        st.button("Sign out", key="gate:out", on_click=identity.sign_out, width="stretch")
        return
    said = found.shut or "Nobody signs in: this app serves this computer only, and whoever is at it may do everything."
    st.html(f"<p class='p-note'>{words.safe(said)}</p>")
