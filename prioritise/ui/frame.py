"""What every page starts with: page set-up, case and scenario in the sidebar, banners, and the faults it may show."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Literal

import streamlit as st

from prioritise.case.case import Case
from prioritise.case.issues import Issue, sort_issues
from prioritise.errors import DataFault, PrioritiseError
from prioritise.pipeline import Prepared, Run
from prioritise.record.caveats import caveat_of
from prioritise.record.scenario import Scenario
from prioritise.store import Action
from prioritise.ui import (
    at_work,
    attribution,
    cached,
    cases,
    gate,
    identity,
    keeping,
    menu,
    sidebar,
    state,
    theme,
    tour,
    words,
)
from prioritise.ui.blocks import answer, band, bullets, caption, figures, jump, note, pairs, part, section, show_fault
from prioritise.ui.cases import CaseRef, OpenCase
from prioritise.ui.state import KeptRun
from prioritise.ui.views.kept import scores_left_out

__all__ = ["answer", "band", "bullets", "caption", "figures", "jump", "note", "pairs", "part", "section", "show_fault"]
"""What a page is made of, so that a page asks here alone."""

PRIORITISE, ISSUES, MAP = "2_Decide/05_Prioritise.py", "1_Evidence/10_Data_issues.py", "1_Evidence/02_Map.py"
DEFAULT_YEAR = 2035
TO_LOAD = "To load your own, go to Data issues and drop in a workbook or a zip of a case folder."
EVERY_ASSUMPTION = "Data issues has every assumption."
Need = Literal["case", "issues", "evidence", "run if any", "run"]


@dataclass(frozen=True)
class Page:
    """What a page works with.

    Attributes:
        opened: the case in force, with its seal.
        scenario: the scenario in force.
        prepared: the case with the scenario made, its evidence and scores; with a run, what the run was made from. None
            where the page asked only for the case.
        kept: the last run and what it was made from; None unless the page asked for a run.
        stale: the run was made from other inputs than those on screen.
    """

    opened: OpenCase
    scenario: Scenario
    prepared: Prepared | None = None
    kept: KeptRun | None = None
    stale: bool = False

    @property
    def case(self) -> Case:
        """The case as it was read (without the scenario)."""
        return self.opened.case

    @property
    def changed(self) -> Case:
        """The case with the scenario on screen made."""
        return self.scenario.apply(self.case)

    @property
    def ready(self) -> Prepared:
        """What was prepared. Only for pages that asked for evidence or a run."""
        if self.prepared is None:
            raise RuntimeError("this page did not ask for evidence")
        return self.prepared

    @property
    def issues(self) -> tuple[Issue, ...]:
        """The case's issues, with those found on the way from it where it was prepared, and those of its ledger."""
        found = self.prepared.issues if self.prepared else self.case.issues
        return sort_issues([*found, *cached.ledger_doubts(self.opened.key, self.case)])

    @property
    def run(self) -> Run:
        """The run. Only for pages that asked for one."""
        if self.kept is None:
            raise RuntimeError("this page did not ask for a run")
        return self.kept.run

    @property
    def any_run(self) -> Run | None:
        """The run, or None where the case cannot be ranked. For pages that asked for a run if any."""
        return self.kept.run if self.kept else None

    @property
    def data_key(self) -> str:
        """Seal of the case, the scenario and the run."""
        scenario = self.prepared.scenario if self.prepared else self.scenario
        return "|".join(
            [self.opened.key, state.scenario_key(scenario), self.kept.run.answer_key if self.kept else "no run"]
        )

    @property
    def years(self) -> tuple[int, ...]:
        """Years the evidence covers, now first; none without practices."""
        evidence = self.prepared.evidence if self.prepared else None
        return evidence.years if evidence else ()

    @property
    def year(self) -> int:
        """The year the user looks at: 2035/36 until they move it, or the last there is."""
        years = self.years or (DEFAULT_YEAR,)
        return min(max(int(state.view("year", DEFAULT_YEAR)), min(years)), max(years))


def open_page(question: str, need: Need = "case", *, runs_here: bool = False) -> Page:
    """Set the page up and return what it works with; the page stops here when there is nothing it can show.

    Args:
        question: the question the page answers: its heading.
        need: what it shows: the case, its issues in whatever state, evidence and scores, or a run too; a run if any:
            one where the case has both bids and pots, else its evidence.
        runs_here: the page has the button that runs, so a stale result needs no link to it.
    """
    st.set_page_config(page_title=f"{question} - Prioritise", layout="wide")
    st.html(theme.STYLE)
    gate.let_in()
    with faults():
        opened = _with_link() or _opened()
    sidebar.draw(opened, _refs())
    st.title(question, anchor=False)
    _banners(opened)
    with faults():
        page = _page(opened, need)
    if page.stale:
        stale_banner(runs_here=runs_here)
    if tour.wanted(opened.id):
        tour.show(lambda: _seen(page))
    return page


def _seen(page: Page) -> tour.Seen:
    """What the tour tells of: evidence as the page has it, and the last list where it was made from these inputs."""
    listed = with_last_list(page)
    if listed.prepared is None:
        with faults():
            listed = replace(listed, prepared=_evidence(page.opened, page.scenario).prepared)
    return tour.Seen(listed.ready, listed.year, listed.any_run)


def _page(opened: OpenCase, need: Need) -> Page:
    scenario = state.scenario()
    if need == "case":
        scenario.apply(opened.case)  # a scenario that does not fit the case is said here, in words
        return Page(opened, scenario)
    if need == "issues":
        return _issues_page(opened, scenario)
    if need == "run" or (need == "run if any" and not cases.lacks(opened.case)):
        return _with_run(opened, scenario)
    return _evidence(opened, scenario)


def _evidence(opened: OpenCase, scenario: Scenario) -> Page:
    kept = _last_run(opened)
    if kept is not None and kept.fits(opened.key, scenario):
        return Page(opened, scenario, kept.run.prepared)
    return Page(opened, scenario, cached.prepared(opened.key, scenario.model_dump_json(), opened.case))


def with_run(page: Page) -> Page:
    """The same page with a run, made now if there is none: for a page that shows its evidence first."""
    with faults():
        found = _with_run(page.opened, page.scenario)
    if found.stale:
        stale_banner()
    return found


def with_last_list(page: Page) -> Page:
    """The page with the last list, where that was made from this case and these inputs: an older one is not shown."""
    last = state.run()
    if page.kept is not None or last is None or not last.fits(page.opened.key, page.scenario):
        return page
    return replace(page, prepared=last.run.prepared, kept=last)


def _last_run(opened: OpenCase) -> KeptRun | None:
    kept = state.run()
    return kept if kept is not None and kept.case_key == opened.key else None


def _with_run(opened: OpenCase, scenario: Scenario) -> Page:
    """The page with the last run and what that was prepared from, so that what it shows belongs together."""
    kept = _last_run(opened)
    if kept is None:
        run = at_work.first_list(opened, scenario)
        kept = KeptRun(scenario.label, opened.key, scenario, run)
        state.set_run(kept)
    keeping.keep_run(opened, kept)
    return Page(opened, scenario, kept.run.prepared, kept, stale=not kept.fits(opened.key, scenario))


def _issues_page(opened: OpenCase, scenario: Scenario) -> Page:
    """The page with the issues found on the way as well, or with the case's alone when it cannot be prepared."""
    try:
        return Page(opened, scenario, cached.prepared(opened.key, scenario.model_dump_json(), opened.case))
    except DataFault as fault:
        show_fault(fault)
        return Page(opened, scenario)


def _with_link() -> OpenCase | None:
    """The case that a what-if's link is of, with the what-if in force; None where the address names no link."""
    link = state.link_asked()
    if not link:
        return None
    kept = keeping.by_link(link)
    state.choose_case(f"{keeping.PREFIX}{kept.case_id}")
    opened = _opened()
    state.set_scenario(kept.scenario)
    left_out = scores_left_out(kept)
    state.set_notice(f"{kept.name}, made by {kept.owner}, is in force here. {left_out}".strip())
    return opened


def _opened() -> OpenCase:
    refs = _refs()
    wanted = state.chosen_id(refs[0].id)
    mine = state.upload()
    if mine is not None and wanted == mine.id:
        state.name_case_in_address("")
        state.set_case(mine)
        return mine
    ref = next((r for r in refs if r.id == wanted), refs[0])
    if ref.id != wanted and state.open_case() is None:
        state.set_notice(f"The address names a case that is not here: {ref.title} is shown.")
    state.name_case_in_address("" if ref.id == refs[0].id else ref.id)
    now, before = _as_it_stands(ref), state.open_case()
    if now is not before:
        state.set_case(now)
    return now


def _refs() -> tuple[CaseRef, ...]:
    """Cases that can be opened here: those that are files, then those of the store."""
    return (*cases.known_cases(), *keeping.refs())


def _as_it_stands(ref: CaseRef) -> OpenCase:
    """A case as it stands: the one that is open, where nothing of it has changed; else read anew."""
    now = state.open_case()
    if keeping.number_of(ref.id) is not None:
        return keeping.open_stored(ref, now)
    confidential = identity.here().may(Action.READ_CONFIDENTIAL)
    files = cases.stamp(ref.path)
    stamp = f"{files}:{keeping.edition_word(confidential)}"
    if now is not None and now.id == ref.id and now.stamp == stamp:
        return now
    found = keeping.seen_by(cached.case_at(str(ref.path), files), confidential)
    return cases.opened(ref.id, ref.title, found, stamp, ref.path)


def _banners(opened: OpenCase) -> None:
    note = state.notice()
    if note:
        band(words.safe(note))
    found = caveat_of(opened.case)
    if found is not None:
        then = TO_LOAD if found.invented else EVERY_ASSUMPTION
        band(f"<b>{words.safe(found.head)}</b> {words.safe(found.text)} {then}", warn=not found.invented)


def stale_banner(*, runs_here: bool = False) -> None:
    """Say that the result is older than the inputs, and where to run again."""
    work = state.at_work()
    then = " A new list is being made." if work is not None and not work.ticket.over else ""
    if runs_here and not then:
        then = " Press Run again, below."
    band(f"<b>These results are older than the inputs on screen.</b>{then}", warn=True)
    if not runs_here:
        link(PRIORITISE, "Go to Prioritise" if then else "Go to Prioritise and run again")


def left_out(opened: OpenCase) -> None:
    """Say loudly how many faults kept rows or cells out, with a link to them."""
    errors = len(opened.case.errors)
    if errors:
        what = words.plural(errors, "error")
        band(
            f"<b>{what} in this case.</b> The rows or cells at fault were left out: the list uses the rest.", warn=True
        )
        link(ISSUES, "See each one on Data issues")


@contextmanager
def faults() -> Iterator[None]:
    """Show the three families of fault in words and stop; anything else is a defect and is logged."""
    try:
        yield
    except PrioritiseError as fault:
        show_fault(fault)
        _way_back()
        state.end_page()


def _way_back() -> None:
    """When a scenario is in force it may be what is at fault: a button drops it."""
    if not state.scenario().is_base and st.button("Back to the case as it stands", key="fault:back"):
        state.set_scenario(Scenario())
        st.rerun()


def link(page: str, label: str) -> None:
    """A link to another page, as `2_Decide/05_Prioritise.py`."""
    st.page_link(menu.PAGES / page, label=label, icon=":material/arrow_forward:")


def close_page(page: Page) -> None:
    """The foot of the page: where the figures come from."""
    foot = " ".join(words.safe(line) for line in attribution.lines(page.opened))
    st.html(
        f"<p class='p-foot'>{foot} Advice to a forum, which decides; unspent money is not misspent. "
        f"Case {words.safe(page.opened.case.digest[:12])}.</p>"
    )
