"""The Robustness page: what is left open, the trial, what is too close to call, and what agreement would settle."""

from dataclasses import replace
from typing import Any

import streamlit as st

from prioritise.record.glossary import meaning_of
from prioritise.sweep.job import open_job
from prioritise.sweep.pools import Inline, Pool
from prioritise.sweep.run import sweep
from prioritise.sweep.tally import CLOSE
from prioritise.ui import charts, charts_decide, frame, state, tables, widgets
from prioritise.ui.frame import Page
from prioritise.ui.sections import verdict
from prioritise.ui.sections.long_work import Pace, Say, on_press
from prioritise.ui.sections.sweeps import store_of
from prioritise.ui.views import nearness
from prioritise.ui.views import robust as views
from prioritise.ui.views.robust import Choice, Tried

GAP = 0.001
"""How near to the best each list is, where a case is easily proved."""
HARD = 0.02
"""The same where it is not: with weights quite unlike those in force a bound is harder to come by."""


def made_from(page: Page) -> str:
    """Seal of the case and scenario that the page's list was prepared from."""
    return f"{page.opened.key}|{state.scenario_key(page.ready.scenario)}"


def tried(page: Page) -> Tried | None:
    """What was tried of this case and scenario, if anything."""
    found: Tried | None = state.view("robust tried", None)
    return found if found is not None and found.made_from == made_from(page) else None


def choice() -> Choice:
    """What is left open, as it was last set."""
    found: Choice = state.view("robust", Choice())
    return found


def _set(**changes: Any) -> None:
    state.set_view("robust", replace(choice(), **changes))


def answer(page: Page) -> None:
    """How sure the list is."""
    if verdict.no_list(page):
        return
    verdict.warn(page)
    found = tried(page)
    frame.answer(views.answer(found, page.run.result.starts))
    for line in views.notes(found) if found is not None else ():
        frame.note(line)


def inputs(page: Page) -> None:
    """What is agreed, what else is open, how many ways, and the one button that tries them."""
    if not page.run.result.status.has_answer:
        return
    now = choice()
    with st.container(border=True):
        widgets.one_of(
            "What the forum agrees about the weights", views.AGREED, now.agreed, lambda a: _set(agreed=a),
            key="robust:agreed", help=meaning_of("robust"),
        )  # fmt: skip
        if now.agreed == "order":
            frame.note(f"In the order of the weights in force: {views.own_order(page.ready)}.")
        if now.agreed == "near":
            widgets.slider(
                "Each weight's share may be this much smaller or larger, %", (5, 100), now.near,
                lambda n: _set(near=n), step=5, key="robust:near",
            )  # fmt: skip
        widgets.several(
            "And these statements", views.statements(page.ready), now.statements,
            lambda s: _set(statements=tuple(s)), key="robust:statements",
            help="Each rules out the ways to weigh that go against it",
        )  # fmt: skip
        left, right = st.columns(2, gap="medium", vertical_alignment="bottom")
        with left:
            widgets.picks("Leave open too", views.ALSO, now.also, lambda a: _set(also=tuple(a)), key="robust:also")
        with right:
            many = {str(n): str(n) for n in views.WAYS}
            widgets.one_of("How many ways to try", many, str(now.many), lambda n: _set(many=int(n)), key="robust:many")
        frame.bullets(views.open_notes(page.ready, now))
        found = tried(page)
        on_press("Try them" if found is None else "Try again", lambda say: _try(page, say), key="robust:go")
        if found is not None and found.choice != now:
            frame.note("What is shown was tried with other settings than these.")


def _try(page: Page, say: Say) -> None:
    now = choice()
    say("Working out what is open", 0.0)
    job = open_job(page.ready, views.varied(page.ready, now), seed=0, gap=nearness.gap_of(page.run, GAP, HARD))
    store = store_of(job)
    limits = views.thresholds(page.ready)
    state.set_view("robust tried", Tried(made_from(page), now, job, store, limits))

    pace = Pace()

    def told(done: int, asked: int) -> None:
        text = "Choosing the best list for each way, and for the weights in force"
        say(f"{text}: {done:,} of {asked:,} done{pace.told(done, asked)}", done / asked)

    sweep(job, now.many, Pool(Inline(), 1), store, batch=1, progress=told)


def close_calls(page: Page) -> None:
    """The schemes too close to call, and every scheme in a table."""
    found = tried(page)
    if found is None or not found.store.records:
        return
    rows = views.bid_rows(found, page.ready, page.run.result.starts)
    close = rows[rows["verdict"] == CLOSE]
    title = views.close_title(rows)
    shown = rows.drop(columns=["bid_id", "verdict"])
    caption = "The dashed line is as often as not. Talk about these: the others came out alike in the ways tried."
    if len(close):
        charts.show(charts_decide.funded_share(close), title, caption, shown, key="robust:close")
    else:
        frame.section(title)
        tables.behind("every scheme and how sure it is", shown)


def agreement(page: Page) -> None:
    """What agreement about two weights would settle."""
    found = tried(page)
    if found is None or not found.store.records:
        return
    frame.section("What would agreement buy?")
    rows = views.agreement_rows(found, page.ready)
    frame.answer(views.agreement_answer(rows))
    if len(rows):
        shown = rows.drop(columns=["sure"])
        tables.prose(shown.head(views.MOST_STATEMENTS), alt="What each statement would settle, most first")
        frame.note(
            "Nothing is chosen again: the ways tried that keep a statement are as even as all that keep it. Fewer ways "
            "alone leave fewer schemes open, so what is left is held against as many ways taken by chance. To agree "
            "one, add it above and try again."
        )
        tables.behind("every statement about two weights", shown)
