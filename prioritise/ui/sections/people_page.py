"""The people page: who may come in, what each may do; and the record page: who did what."""

from functools import partial

import streamlit as st

from prioritise.case.rows import lookup
from prioritise.criteria import criteria_in_force
from prioritise.errors import PrioritiseError
from prioritise.store import Action, Person, Role, audit, members
from prioritise.ui import frame, gate, identity, state, tables, widgets
from prioritise.ui.frame import Page
from prioritise.ui.sections import into_store
from prioritise.ui.views import people as views

NEWEST = 50
"""Entries of the record that the page shows at once."""


def everybody(page: Page) -> None:
    """Everybody the store knows, and what each role may do."""
    here = identity.here()
    if here.store is None:
        frame.answer("Nobody is known yet: nothing has been kept in the store.")
        into_store.offer(page, "people can be added")
    elif not here.may(Action.READ_AUDIT):
        frame.answer("Advisers and administrators see who may do what.")
    else:
        told = members.listing(here.store, here.who)
        frame.answer(views.answer(told, identity.signs_in()))
        tables.prose(views.listing(told), alt="Everybody the store knows")
        if here.may(Action.MANAGE_PEOPLE):
            _add()
            _change(told)
    frame.section("What each role may do")
    tables.prose(views.roles(), alt="What each role may do")
    frame.note(
        "Each role may do what the one before it may. The store asks at every change; it is not the page that does."
    )


def _add() -> None:
    frame.section("Add somebody")
    frame.note(
        "They come in by signing in with this e-mail address. Their name stands beside what they score and change."
    )
    left, middle, right = st.columns(3)
    for place, label in ((left, "Name"), (middle, "E-mail address")):
        with place:
            view = f"person {label}"
            widgets.prose_box(label, state.view(view, ""), partial(state.set_view, view), key=f"people:{label}")
    with right:
        widgets.select("Role", gate.ROLES, state.view("person role", Role.SCORER.value),
                       partial(state.set_view, "person role"), key="people:role")  # fmt: skip
    if widgets.press("Add", key="people:add", primary=True):
        name, email = state.view("person Name", ""), state.view("person E-mail address", "")
        try:
            store, who = identity.begun()
            added = members.add(store, who, name, email, Role(state.view("person role", Role.SCORER.value)))
        except PrioritiseError as fault:
            frame.show_fault(fault)
            return
        for label in ("Name", "E-mail address"):
            state.set_view(f"person {label}", "")
        state.set_notice(f"{added.name} is added.")
        st.rerun()


def _change(told: tuple[Person, ...]) -> None:
    others = {str(p.id): p.name for p in told if p.email}
    if not others:
        return
    frame.section("Change what somebody may do")
    chosen = state.view("person chosen", next(iter(others)))
    chosen = chosen if chosen in others else next(iter(others))
    person = next(p for p in told if str(p.id) == chosen)
    seen: Person = state.drawn(f"person {chosen}", person)
    if seen != person:
        for view in (f"person role {chosen}", f"person active {chosen}"):
            state.drop_view(view)
    left, right = st.columns(2)
    with left:
        widgets.select("Person", others, chosen, partial(state.set_view, "person chosen"), key="people:chosen")
    with right:
        view = f"person role {chosen}"
        role = state.view(view, person.role.value)
        widgets.select("Their role", gate.ROLES, role, partial(state.set_view, view), key=f"people:role:{chosen}")
    kept = state.view(f"person active {chosen}", person.active)
    widgets.switch("May come in", kept, partial(state.set_view, f"person active {chosen}"), key=f"people:in:{chosen}")
    if widgets.press("Change", key="people:change"):
        try:
            store, who = identity.begun()
            members.change(store, who, seen, Role(role), active=kept)
        except PrioritiseError as fault:
            frame.show_fault(fault)
            return
        for view in (f"person role {chosen}", f"person active {chosen}"):
            state.drop_view(view)
        state.set_notice(f"{person.name} is changed. It holds from their next click on.")
        st.rerun()
    with st.expander(f"{person.name} cannot sign in any more"):
        _sign_in_anew(person)


def _sign_in_anew(person: Person) -> None:
    frame.note(
        "Where the forum changes its provider, or somebody has a new identity there, they are not let in: they "
        "might be somebody else with the same address. See that it is them, then let them in by it."
    )
    view = f"person anew {person.id}"
    widgets.prose_box("How you know that it is them", state.view(view, ""), partial(state.set_view, view),
                      key=f"people:anew:{person.id}")  # fmt: skip
    if widgets.press("Let them sign in anew", key="people:anew"):
        try:
            store, who = identity.begun()
            members.forget_sign_in(store, who, person, state.view(view, ""))
        except PrioritiseError as fault:
            frame.show_fault(fault)
            return
        state.set_view(view, "")
        state.set_notice(f"{person.name} may sign in anew; what they were signed in with has ended.")
        st.rerun()


def record(page: Page) -> None:
    """Who did what to the case in force."""
    here, number = identity.here(), into_store.stored(page)
    if number is None or here.store is None:
        frame.answer("No record is kept of a case that is a file.")
        into_store.offer(page, "what is done to it is told here")
        return
    if not here.may(Action.READ_AUDIT):
        frame.answer("Advisers and administrators read who did what.")
        return
    with frame.faults():
        told = audit.entries(here.store, here.who, number)
    frame.answer(views.record_answer(told))
    titles = lookup(page.case.table("bids"), "bid_id", "title")
    names = {**titles, **lookup(criteria_in_force(page.case), "criterion_id", "name")}
    tables.prose(views.record(told[:NEWEST], names, page.case), alt="Who did what, the newest first")
    if len(told) > NEWEST:
        tables.behind(f"all {len(told):,} entries", views.record(told, names, page.case))
    frame.note(
        "Entries are never changed or taken out: the database itself refuses it. What members scored is not shown "
        "while their panel is open."
    )
