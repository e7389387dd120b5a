"""The first minute: room, people, money and the top of the list."""

from typing import Any

import streamlit as st

from prioritise.evidence import Headline
from prioritise.ui import cached, frame, ranked, where, words
from prioritise.ui.frame import Page
from prioritise.ui.sections import verdict
from prioritise.ui.views import decide, gaps, money

TOP = 8


def answer(page: Page) -> str:
    """The page's sentence."""
    return gaps.answer(page.ready, page.year)


def figures(page: Page, place: Any, listed: Page | None = None) -> None:
    """Five figures: people coming, m² short, money counted, money that lapses soon, schemes recommended.

    The first four go by the inputs on screen; the last by the list (`listed`), which says when it is older than they.
    """
    found = gaps.figures(page.ready, page.year)
    year = words.year(page.year)
    nothing = (words.NOT_KNOWN, "this case has no practices")
    people = (words.number(found.people), _coming(found, year)) if found else nothing
    short = (gaps.short_words(found), f"at practices short of it, {year}") if found else nothing
    schemes = ("...", "being chosen; other pages need not wait")
    if listed is not None and listed.kept is not None:
        run = listed.run
        funded = len(run.result.starts) if run.result.status.has_answer else "None"
        older = "by an older list: run again" if listed.stale else decide.standing_short(run)
        schemes = (f"{funded} of {len(run.ranked)}", older)
    frame.figures(
        [
            ("People coming", *people),
            ("Space short", *short),
            ("Money counted", words.gbp_short(money.in_hand_gbp(page.ready)), money.counted_words(page.ready)),
            (
                f"Lapses within {money.months_at_risk(page.ready)} months",
                words.gbp_short(money.at_risk_gbp(page.ready)),
                money.at_risk_words(page.ready),
            ),
            ("Schemes recommended", *schemes),
        ],
        ("growth_people", "short_m2", "countable_gbp", "lapsing_gbp", "recommended"),
        place,
    )


def _coming(found: Headline, year: str) -> str:
    """When they come and, where some register elsewhere, how many join the lists that the answer above counts."""
    here = f"; {words.number(found.people_inside)} of them join lists here" if gaps.elsewhere_words(found) else ""
    return f"in new homes by {year}{here}"


def place() -> Any:
    """A place to draw in now and again later."""
    return st.empty()


def columns() -> tuple[Any, Any]:
    """Room for the picture and for what goes beside it."""
    left, right = st.columns([7, 3], gap="medium")
    return left, right


def top(page: Page) -> None:
    """The first rows of the ranked list; or why there is none."""
    if verdict.no_list(page):
        return
    verdict.warn(page)
    st.html(cached.ranked_list(page.run.answer_key, TOP, page.run))
    where.show(ranked.BRIEFLY)
    frame.link(frame.PRIORITISE, "See the whole list, and move the money")
    frame.note(
        f"{decide.order(page.run)} {verdict.KNOWN} Made for the scenario in force. Advice to the forum, which decides."
    )
