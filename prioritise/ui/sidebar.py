"""The sidebar: the menu, the case and the what-if in force, and who is here."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import streamlit as st

from prioritise.case.case import Case
from prioritise.ui import cases, gate, menu, state, words
from prioritise.ui.cases import CaseRef, OpenCase
from prioritise.ui.views.changes import change_lines

MOST_CHANGES = 4
"""Changes of a what-if named in the sidebar; the What if page names them all."""


def draw(opened: OpenCase, known: Sequence[CaseRef]) -> None:
    """Draw it.

    Args:
        opened: the case in force.
        known: cases that can be opened here, but for the user's own upload.
    """
    refs, mine = [*known], state.upload()
    if mine is not None:
        refs.append(cases.CaseRef(mine.id, f"{mine.title} (uploaded)", Path(mine.title)))
    options = {r.id: r.title for r in cases.distinct(refs)}
    with st.sidebar:
        menu.links()
        st.html("<hr class='p-rule'>")
        _case_box(opened, options)
        _scenario_box(opened.case)
        gate.who_is_here()


def _scenario_box(case: Case) -> None:
    """The scenario in force and what it changes, so that no page is read as the case as it stands when it is not."""
    scenario = state.scenario()
    lines = change_lines(scenario, case)
    if len(lines) > MOST_CHANGES:
        lines = [*lines[: MOST_CHANGES - 1], f"and {len(lines) - MOST_CHANGES + 1} more changes"]
    items = "".join(f"<li>{words.safe(line)}</li>" for line in lines)
    st.html(
        f"<p class='p-note'>Scenario in force:<br><b>{words.safe(scenario.label)}</b></p>"
        + (f"<ul class='p-note'>{items}</ul>" if items else "")
    )


def _case_box(opened: OpenCase, options: Mapping[str, str]) -> None:
    """Choose the case. The box itself holds the choice, and another case in force brings another box.

    A draw that was begun with the old case and is still under way, as while a first list is made, can then neither
    put the box back nor lose the choice: the next draw reads it again.
    """
    chosen = st.selectbox(
        "Case",
        list(options),
        index=list(options).index(opened.id),
        format_func=lambda i: options[i],
        key=f"case:choice:{state.cases_opened()}",
        help="Load your own on the Data issues page",
    )
    if chosen != opened.id:
        state.choose_case(chosen)
        st.rerun()
