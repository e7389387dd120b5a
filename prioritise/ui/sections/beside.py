"""Trying a what-if that a page has found: worked out, and opened beside the list it was found from."""

import streamlit as st

from prioritise.pipeline import Run
from prioritise.record.scenario import Scenario
from prioritise.ui import at_work, frame, menu, state
from prioritise.ui.frame import Page
from prioritise.ui.state import KeptRun

WHAT_IF = "2_Decide/07_What_if.py"
BASE, NOW, KEPT, STORED = "base", "now", "kept:", "store:"
"""Ids of the lists that may be compared: the case as it stands, the one in force, those kept here, in the store."""
_RUNS, _MOST = "compare runs", 8
_CHOSEN = "compare lists"


def runs(page: Page) -> dict[str, Run]:
    """Lists that were worked out to be compared, by the inputs of their scenario."""
    key, found = state.view(_RUNS, ("", {}))
    return dict(found) if key == page.opened.key else {}


def remember(page: Page, scenario: Scenario, run: Run) -> None:
    """Keep a list for comparing, as long as the case stays as it is; the oldest of too many are dropped."""
    kept = [*runs(page).items(), (state.scenario_key(scenario), run)][-_MOST:]
    state.set_view(_RUNS, (page.opened.key, dict(kept)))


def chosen() -> tuple[str, ...] | None:
    """Ids of the lists chosen to be compared; None: none was chosen yet."""
    found: tuple[str, ...] | None = state.view(_CHOSEN, None)
    return found


def choose(ids: tuple[str, ...]) -> None:
    """Choose the lists to compare."""
    state.set_view(_CHOSEN, ids)


def try_beside(page: Page, scenario: Scenario) -> None:
    """Keep the list as it stands, put the what-if in force, work it out, and open the two side by side."""
    before = page.kept
    if before is None:
        return
    with frame.faults():
        run = at_work.waited_for(page.case, scenario)
    if before.scenario.is_base:
        remember(page, before.scenario, before.run)
        choose((BASE, NOW))
    else:
        state.keep(before)
        choose((f"{KEPT}{before.label}", NOW))
    state.set_scenario(scenario)
    state.set_run(KeptRun(scenario.label, page.opened.key, scenario, run))
    st.switch_page(menu.PAGES / WHAT_IF)
