"""Saving the weights on screen as a named set of the case, beside those in force, and taking a set out."""

from functools import partial

import streamlit as st

from prioritise.case.register_tables import METHODS
from prioritise.criteria import criteria_in_force
from prioritise.errors import PrioritiseError
from prioritise.store import Action, NewerSave, Store, Who, weights
from prioritise.store.cases import PROFILES
from prioritise.store.weights import NamedSet, Whole
from prioritise.ui import frame, identity, state, tables, widgets, words
from prioritise.ui.frame import Page
from prioritise.ui.sections import into_store
from prioritise.ui.views import conflicts, weighing, weight_sets

_NAME, _FROM, _HOW, _NEWER, _OUT = "set name", "set from", "set how", "sets newer", "set to take out"
NOT_SAID = "Not said"


def keep(page: Page) -> None:
    """Save the weights on screen as a set; where the case is a file, what must be done first."""
    frame.section("Save these weights as a set", anchor="save-set")
    number, here = into_store.stored(page), identity.here()
    if number is None or here.store is None:
        frame.note(
            here.shut
            or "This case is a file: sets of weights can be saved once it is in the forum's store. The button "
            "is at the end of this page."
        )
        return
    if not here.may(Action.EDIT_CRITERIA):
        frame.note("Advisers save sets of weights.")
        return
    if not page.case.has("criteria"):
        frame.note("This case has no criteria of its own yet: save some below first, then sets of weights for them.")
        return
    with frame.faults():
        now = weights.read_whole(here.store, here.who, number, PROFILES)
    frame.note(
        "A set stands beside the weights in force, for everybody: the same scores under each are held side by side "
        "above. It does not change the list. A set of the same name is replaced."
    )
    seat = (here.store, here.who)
    seen = state.drawn(f"sets|{page.opened.id}", now.version)
    _form(page, seat, number, Whole(PROFILES, now.rows, seen))
    if now.rows:
        _take_out(seat, number, Whole(PROFILES, now.rows, seen))


def _form(page: Page, seat: tuple[Store, Who], number: int, whole: Whole) -> None:
    came = weighing.came_from(page.scenario.note) if page.scenario.weights else ""
    left, right = widgets.grid(2, 2)
    with left:
        widgets.words_box("Name of the set", state.view(_NAME, ""), partial(state.set_view, _NAME), key="set:name")
    with right:
        methods = {"": NOT_SAID, **METHODS}
        widgets.select(
            "How the weights were come by", methods, state.view(_HOW, ""), partial(state.set_view, _HOW), key="set:how"
        )
    widgets.prose_box(
        "Where they came from (who settled them, when; kept in the record)", state.view(_FROM, came),
        partial(state.set_view, _FROM), key="set:from",
    )  # fmt: skip
    facts = criteria_in_force(page.changed)
    frame.note(f"On screen: {weight_sets.shares_words(facts)}.")
    name = str(state.view(_NAME, ""))
    there = {str(r["name"]).casefold() for r in whole.rows}
    if " ".join(name.split()).casefold() in there:
        frame.note(f"There is a set named {name}: saving replaces it.")
    newer: NewerSave | None = state.view(_NEWER, None)
    label = "Save as a set" if newer is None else "Save it all the same"
    if widgets.press(label, key="set:save"):
        found = dict(zip(facts["criterion_id"].astype(str), facts["weight"].astype(float), strict=True))
        named = NamedSet(name, found, str(state.view(_FROM, came)), str(state.view(_HOW, "")))
        version = whole.version if newer is None else newer.version
        _try(seat, number, named, version)
    if newer is not None:
        frame.show_fault(newer)
        tables.prose(conflicts.both(newer), alt="What the two say differently")


def _try(seat: tuple[Store, Who], number: int, named: NamedSet, version: int) -> None:
    try:
        weights.save_set(*seat, number, named, version)
    except NewerSave as newer:
        state.set_view(_NEWER, newer)
        st.rerun()
    except PrioritiseError as fault:
        frame.show_fault(fault)
        return
    for view in (_NAME, _FROM, _HOW, _NEWER):
        state.drop_view(view)
    state.set_notice(f"The set {named.name} is saved, for everybody.")
    st.rerun()


def _take_out(seat: tuple[Store, Who], number: int, whole: Whole) -> None:
    names = {str(r["profile_id"]): str(r["name"]) for r in whole.rows}
    with st.expander(f"Take a set out ({words.plural(len(names), 'set')} saved)"):
        chosen = state.view(_OUT, next(iter(names)))
        chosen = chosen if chosen in names else next(iter(names))
        widgets.select("Set", names, chosen, partial(state.set_view, _OUT), key="set:which-out")
        why = state.view("set out why", "")
        widgets.prose_box("Why", why, partial(state.set_view, "set out why"), key="set:out-why")
        if widgets.press("Take it out", key="set:out"):
            try:
                weights.drop_set(*seat, number, chosen, whole.version, why)
            except PrioritiseError as fault:
                frame.show_fault(fault)
                return
            state.drop_view("set out why")
            state.set_notice(f"The set {names[chosen]} is taken out. The record keeps it.")
            st.rerun()
