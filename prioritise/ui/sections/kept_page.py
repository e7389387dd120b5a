"""What-ifs kept in the store: each its maker's, open to all by a link, saved, undone, put away."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import streamlit as st

from prioritise.errors import PrioritiseError
from prioritise.record.scenario import Scenario
from prioritise.store import Action, Store, Who, scenarios
from prioritise.store.promote import promote
from prioritise.store.scenarios import KeptScenario
from prioritise.ui import frame, state, tables, widgets
from prioritise.ui.frame import Page
from prioritise.ui.views import kept as views
from prioritise.ui.views.changes import change_lines


@dataclass(frozen=True)
class Shelf:
    """The what-ifs of a case in the store, and who is here. number: the case's."""

    page: Page
    store: Store
    who: Who
    number: int


def kept(shelf: Shelf) -> None:
    """List them, keep the one in force, and do something with one of them."""
    told = scenarios.listing(shelf.store, shelf.who, shelf.number)
    if told:
        tables.prose(views.listing(told, shelf.page.case), alt="What-ifs that are kept, by name")
    else:
        frame.note("None is kept yet.")
    if shelf.store.person(shelf.who).may(Action.KEEP_SCENARIO):
        _keep(shelf)
    if told:
        _one(shelf, told)


def _keep(shelf: Shelf) -> None:
    scenario = shelf.page.scenario
    if scenario.is_base:
        frame.note("Change something on Prioritise, and the what-if can be kept here.")
        return
    frame.part("Keep the what-if in force")
    frame.bullets(change_lines(scenario, shelf.page.case))
    left, right = st.columns(2)
    with left:
        widgets.words_box("Its name", scenario.label, partial(_say, "label"), key="kept:name")
    with right:
        widgets.prose_box("Why it was made", scenario.note, partial(_say, "note"), key="kept:note")
    if widgets.press("Keep it", key="kept:keep", primary=True):
        _do(lambda: scenarios.keep(shelf.store, shelf.who, shelf.number, state.scenario()), "{name} is kept.")


def _say(part: str, text: str) -> None:
    state.set_scenario(state.scenario().model_copy(update={part: text}))


def _do(work: Callable[[], KeptScenario | None], said: str) -> None:
    """Do something with the store, and say that it was done, or why not."""
    try:
        found = work()
    except PrioritiseError as fault:
        frame.show_fault(fault)
        return
    state.set_notice(said.format(name=found.name) if found else said)
    st.rerun()


def _one(shelf: Shelf, told: tuple[KeptScenario, ...]) -> None:
    frame.part("One of them")
    names = {str(k.id): f"{k.name} ({k.owner})" for k in told}
    chosen = state.view("kept chosen", next(iter(names)))
    chosen = chosen if chosen in names else next(iter(names))
    widgets.select("What-if", names, chosen, partial(state.set_view, "kept chosen"), key="kept:chosen")
    one = next(k for k in told if str(k.id) == chosen)
    one = replace(one, version=state.drawn(f"what-if|{one.id}", one.version))
    frame.bullets(change_lines(one.scenario, shelf.page.case))
    if one.note:
        frame.note(one.note)
    if one.scores_left_out:
        frame.note(views.scores_left_out(one))
    frame.note(f"Its link, for anybody who may come in: {views.address(one, st.context.url or '')}")
    mine = shelf.store.person(shelf.who).id == one.owner_id
    with st.container(horizontal=True):
        if widgets.press("Put it in force", key="kept:use", primary=True):
            put_in_force(one)
        if mine and widgets.press("Save the one in force over it", key="kept:save"):
            _do(lambda: scenarios.save(shelf.store, shelf.who, one, _named(state.scenario(), one)), "{name} is saved.")
        if mine and widgets.press("Undo its last save", key="kept:undo"):
            _do(lambda: scenarios.undo(shelf.store, shelf.who, one), "{name} is as it was before its last save.")
        if mine and widgets.press("Put it away", key="kept:away"):
            _do(lambda: scenarios.put_away(shelf.store, shelf.who, one), "It is put away; its link still opens it.")
    if shelf.store.person(shelf.who).may(Action.PROMOTE):
        _promote(shelf, one)
    if not mine:
        frame.note(f"It is {one.owner}'s: put it in force, change it, and keep it under a name of your own.")
    tables.behind("every save of it", views.history(scenarios.history(shelf.store, shelf.who, one.id), shelf.page.case))


def _named(scenario: Scenario, one: KeptScenario) -> Scenario:
    """The what-if in force under the name of the one that is kept, where it has no name of its own."""
    return scenario if scenario.label not in (Scenario().label, "") else scenario.model_copy(update={"label": one.name})


def _promote(shelf: Shelf, one: KeptScenario) -> None:
    with st.expander("Make it the case"):
        frame.note(
            "The case itself is changed as the what-if has it, for everybody. What-ifs that others keep stay as they "
            "are, and are then changes to the new case. The record keeps what was changed, by whom and why."
        )
        why = state.view("promote why", "")
        widgets.prose_box("Why", why, partial(state.set_view, "promote why"), key="kept:why")
        if widgets.press("Make it the case", key="kept:promote"):
            try:
                promote(shelf.store, shelf.who, one, why)
            except PrioritiseError as fault:
                frame.show_fault(fault)
                return
            state.set_view("promote why", "")
            state.set_scenario(Scenario())
            state.set_notice(f"The case now stands as {one.name} had it.")
            st.rerun()


def put_in_force(one: KeptScenario) -> None:
    """Put a what-if that is kept in force here; nobody else's is touched."""
    state.set_scenario(one.scenario)
    state.set_notice(f"{one.name} is in force here. {views.scores_left_out(one)}".strip())
    st.rerun()
