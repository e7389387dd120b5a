"""More of the Robustness page: the list's strongest competitors, the housing futures, and lists no other beats."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from prioritise.optimise.engine import Engine
from prioritise.panel.points import Points
from prioritise.sweep.defend import Defence, defend
from prioritise.sweep.dominance import Unbeaten
from prioritise.sweep.dominance import unbeaten as no_other_beats
from prioritise.sweep.futures import Outlook, outlook
from prioritise.ui import charts, charts_decide, frame, state, tables
from prioritise.ui.frame import Page
from prioritise.ui.sections.long_work import Say, beside, on_press
from prioritise.ui.sections.robust_page import choice, made_from
from prioritise.ui.views import nearness, robust
from prioritise.ui.views import outlook as futures_views
from prioritise.ui.views import rivals as views

GAP = 0.002
MOST, LISTS_AT_A_TIME = 3, 5_000
"""Competitors shown (the others are in a table behind), and lists that fill half the bar while they are checked."""


@dataclass(frozen=True)
class _Kept:
    """Something found for one case, scenario, list and choice of weights."""

    made_from: str
    found: Any


def _kept(page: Page, name: str) -> Any:
    """What was found under this name for the list in force and the weights now allowed; None if nothing."""
    kept: _Kept | None = state.view(name, None)
    return kept.found if kept is not None and kept.made_from == _seal(page) else None


def _keep(page: Page, name: str, found: Any) -> None:
    state.set_view(name, _Kept(_seal(page), found))


def _seal(page: Page) -> str:
    now = choice()
    return f"{made_from(page)}|{page.run.answer_key}|{now.agreed}|{now.near}|{now.statements}"


def _found(  # noqa: PLR0913, PLR0917 - what is asked, and how
    page: Page, name: str, note: str, label: str, work: Callable[[Page, Say], Any], key: str
) -> Any:
    """What was found under a name; where nothing is, what it would be, and the button that finds and keeps it."""
    found = _kept(page, name)
    if found is None:
        frame.note(note)
        on_press(label, lambda say: _keep(page, name, work(page, say)), key=key, primary=False)
    return found


def rivals(page: Page) -> None:
    """The strongest competitors of the list in force."""
    if not page.run.result.status.has_answer:
        return
    frame.section("Defend this list")
    note = (
        "Where would the list in force lose most, of all the ways to weigh that are allowed above, and to which "
        "other list? Each extreme of what is allowed is asked: where every score is known, the worst is at one of them."
    )
    found = _found(page, "defence", note, "Find its strongest competitors", _defend, "robust:defend")
    if found is None:
        return
    frame.answer(views.defence_answer(found, page.ready))
    rows = views.rivals(found, page.ready)
    tables.prose(rows.head(MOST), alt="Ways to weigh at which the list loses most, and what would change")
    how = f"Each competitor is the best list for those weights, to within {nearness.gap_of(page.run, GAP):.1%}."
    if found.exact:
        how += " No allowed way to weigh loses more: what a list loses is greatest at an extreme."
    frame.note(how)
    if len(rows) > MOST:
        tables.behind("every way to weigh that was asked, and the best list there", rows)


def _defend(page: Page, say: Say) -> Defence:
    prepared = page.ready
    points = Points.of(prepared.scored, prepared.case)
    allowed = robust.allowed(prepared, choice())

    gap, starts, text = nearness.gap_of(page.run, GAP), page.run.result.starts, "Looking for a better list"

    def look(tell: Say) -> Defence:
        def told(done: int, asked: int) -> None:
            tell(f"{text} ({done:,} of {asked:,} extremes asked)", done / asked)

        return defend(Engine(prepared.problem), points, allowed, starts, gap=gap, progress=told)

    return beside(say, text, look)


def futures(page: Page) -> None:
    """The list in force under each housing future, and safer lists."""
    if not page.run.result.status.has_answer or page.ready.evidence is None:
        return
    frame.section("If the homes come otherwise")
    note = (
        "Homes may come slowly, only where permitted, or fast. What would the list be worth then, beside the best "
        "list for what came? At the weights in force."
    )
    found = _found(page, "outlook", note, "Try every housing future", _outlook, "robust:futures")
    if found is None:
        return
    frame.answer(futures_views.outlook_answer(found))
    charts.show(
        charts_decide.regrets(futures_views.regret_rows(found)),
        "Points short of the best list for what came", futures_views.chances(found),
        futures_views.outlook_rows(found), key="robust:regrets",
        like=dict.fromkeys(map(str, futures_views.outlook_rows(found).columns), "expected_points"),
    )  # fmt: skip
    flips = futures_views.flips(found, page.ready)
    if len(flips):
        tables.prose(flips, alt="What each other list would change")
    else:
        frame.note("Every one of these lists funds the same schemes as the list in force.")


def _outlook(page: Page, say: Say) -> Outlook:
    return outlook(page.ready, page.run.result.starts, say, nearness.gap_of(page.run, GAP))


def unbeaten(page: Page) -> None:
    """For a small case: every list that no other beats."""
    if not page.run.result.status.has_answer:
        return
    why = views.why_not_exact(page.ready)
    if why:
        frame.note(f"Lists that no other beats can be listed one by one for small cases only; here {why}.")
        return
    frame.section("Every list that no other beats")
    note = "This case is small enough to look at every list: which are beaten by none, at any allowed weights?"
    found = _found(page, "unbeaten", note, "List them", _list, "robust:unbeaten")
    if found is None:
        return
    limits = robust.thresholds(page.ready)
    frame.answer(views.unbeaten_answer(found, limits))
    tables.prose(views.unbeaten_rows(found, page.ready, limits), alt="How many of those lists have each scheme")


def _list(page: Page, say: Say) -> Unbeaten:
    say("Looking at every list", 0.0)
    prepared = page.ready
    points = Points.of(prepared.scored, prepared.case)

    def told(checked: int) -> None:
        say(f"Looking at every list, the best first: {checked:,} checked", checked / (checked + LISTS_AT_A_TIME))

    return no_other_beats(prepared.problem, points, robust.allowed(prepared, choice()), told)
