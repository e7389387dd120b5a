"""The ledger page: the seven sums, the clock, each agreement, what is out of force, and who may use which money."""

import datetime as dt
from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from prioritise.ledger.clock import Thresholds
from prioritise.record.decided import decisions
from prioritise.ui import cached, charts, frame, state, tables, widgets, words
from prioritise.ui.frame import Page
from prioritise.ui.sections import ledger_terms
from prioritise.ui.views import issues, ledger_agreement, ledger_clock, ledger_lookup
from prioritise.ui.views import ledger as views
from prioritise.ui.views.ledger import Found

ALL, HEALTH = "all", "health"
MOST_MONTHS = 120
POT_SECTION = "which-bids-could-use-this-pot"


def _get(name: str, default: Any) -> Any:
    return state.view(f"ledger {name}", default)


def _keep(name: str) -> Any:
    """A writer that keeps an entry."""
    return partial(state.set_view, f"ledger {name}")


def day_of(page: Page) -> dt.date:
    """The day looked at."""
    chosen: dt.date = _get("day", None) or views.first_day(page.ready.case)
    return chosen


def read(page: Page) -> Found | None:
    """The ledger on the day looked at; None where the case has none."""
    return cached.ledger(page.opened.key, day_of(page).isoformat(), page.case)


def answer(book: Found | None) -> None:
    """The page's sentence, for the purposes chosen."""
    frame.answer(views.answer(book, health_only=_health_only()))


def _health_only() -> bool:
    """Whether only money for health is counted: in the answer, the seven sums and the table of agreements."""
    return bool(_get("scope", HEALTH) == HEALTH)


def sums(book: Found) -> None:
    """The seven sums side by side, never added."""
    frame.section("Seven sums, never added together")
    widgets.one_of(
        "Purposes", {HEALTH: "Health only", ALL: "Every purpose"}, _get("scope", HEALTH), _keep("scope"),
        key="ledger:scope", help="Governs the answer above, these sums and the table of agreements",
    )  # fmt: skip
    frame.figures(views.figures(book, health_only=_health_only()), ("secured_gbp",))
    frame.note(
        "One pound may be in several of them at once: secured, then received, then spent. None recorded is not nought. "
        "Rows out of force are in none of them. These are sums of the agreements recorded here; the Money page adds up "
        "pots of every kind, with an agreement here or without, so its sums by status differ."
        + (" Money that names no contribution has no purpose, and is left out here." if _health_only() else "")
    )


def clock(page: Page) -> dict[str, str]:
    """What must be spent by when, by thresholds the user sets; works on the pots of any case.

    Returns:
        Pot id -> light in words of those that want somebody to act.
    """
    given = ledger_clock.thresholds(page.ready)
    where = frame_place()
    left, middle, right = st.columns(3, gap="medium", vertical_alignment="bottom")
    with left:
        widgets.day_if_known("Counted from", day_of(page), _keep("day"), key="ledger:day")
    red, amber = int(_get("red", given.red_months)), int(_get("amber", given.amber_months))
    with middle:
        widgets.slider("Red within (months)", (0, MOST_MONTHS), red, _keep("red"), key="ledger:red")
    with right:
        widgets.slider("Amber within (months)", (0, MOST_MONTHS), amber, _keep("amber"), key="ledger:amber")
    if said := ledger_clock.counted_from(page.ready.case, day_of(page)):
        frame.note(said)
    rows = ledger_clock.clock_rows(page.ready.case, day_of(page), Thresholds(red, max(red, amber)))
    with where:
        frame.section(ledger_clock.clock_title(rows))
    if not len(rows):
        frame.note("There is no S.106 or CIL pot with money in this case.")
        return {}
    table = ledger_clock.clock_table(rows)
    in_hand = table[table["in_hand_gbp"] > 0]
    if len(in_hand):
        charts.draw(
            charts.clock(in_hand), key="ledger:clock",
            alt="Chart: money in hand by the quarter in which it must be spent. The table below has the same figures.",
        )  # fmt: skip
    frame.note(
        "Money in hand is received, allocated or transferred. Money only promised or asked for has columns of "
        "its own in the tables. The thresholds are yours to set; those shipped are a suggestion, not official. A "
        "spend-by date within a financial year loses that year: see Money."
    )
    tables.behind("Money by quarter", table)
    near = ledger_clock.near(rows)
    frame.part("Red, amber and passed, pot by pot")
    if not len(near):
        frame.note("None.")
    _if_any(near, "Pots that are red or amber or have passed their date, soonest first")
    lights = ledger_clock.near_lights(rows)
    if lights and page.ready.problem.bids:
        frame.jump(POT_SECTION, "Which bids could lawfully use one of these pots? Choose it further down")
    tables.behind("Every S.106 and CIL pot, soonest first", ledger_clock.pots_of_clock(rows))
    return lights


def frame_place() -> Any:
    """A place kept for a heading that is known only after the controls under it."""
    return st.container()


def agreements(page: Page, book: Found) -> None:
    """Every agreement, and one of them in full."""
    frame.section("Agreements")
    frame.note(views.agreements_note(book, health_only=_health_only()))
    tables.show(
        views.agreements(book, health_only=_health_only()),
        alt=f"Agreements in force with their seven sums, {'health only' if _health_only() else 'every purpose'}",
    )
    names = views.agreement_names(book)
    current = _get("agreement", next(iter(names), ""))
    widgets.select("Look at one", names, current, _keep("agreement"), key="ledger:agreement")
    chosen = current if current in names else next(iter(names), "")
    _one(book, chosen)
    ledger_terms.form(page, book, chosen)


def _one(book: Found, agreement: str) -> None:
    document = ledger_agreement.document_of(book, agreement)
    if document:
        frame.pairs(document, {"agreement": "The agreement"}, wide=True)
    rows = ledger_agreement.contributions_of(book, agreement)
    if len(rows):
        frame.part("Its contributions")
        tables.prose(rows, alt="Contributions of the agreement, with their seven sums")
        tables.prose(
            ledger_agreement.left_of(book, agreement), alt="What is left of each contribution, and the pot it makes"
        )
        frame.note(
            "Still to come is what the deed secures beyond what has been paid; it is in no pot until it is paid. Where "
            "no payment is on record it is not known: a pot of secured money then counts the whole sum."
        )
    for reference, terms in ledger_agreement.terms_of(book, agreement).items():
        frame.caption(f"What the deed says of {reference}")
        frame.pairs(terms, {"contribution": "What the deed says"}, wide=True)
    moves = ledger_agreement.moves_of(book, agreement)
    if len(moves):
        frame.part("Its money, step by step")
        tables.prose(moves, alt="Transactions of the agreement")


def out_of_force(book: Found) -> None:
    """Rows kept but not counted."""
    frame.section("Rows not in force")
    rows = views.out_of_force(book)
    frame.note(
        "Kept for the record, and in none of the sums." if len(rows) else "None: every row is in force on this day."
    )
    _if_any(rows, "Rows of the ledger that are not in force, each with its reason")


def points(book: Found) -> None:
    """What does not add up, or wants someone to act: the ledger's part of the issue log, on the day looked at."""
    frame.section(views.WHERE_DOUBTS)
    frame.note(
        "Data issues lists these too, as they stand on the first day of the horizon."
        if book.issues
        else "Nothing: the sums, links and deeds agree."
    )
    rows = issues.listing(book.issues, issues.ANY, issues.ANY)
    _if_any(rows.drop(columns=["value", "code"]), "Points to look at in the ledger")


def _if_any(rows: pd.DataFrame, alt: str) -> None:
    """A table in words where it has rows."""
    if len(rows):
        tables.prose(rows, alt=alt)


def lookup(page: Page, near: Mapping[str, str]) -> None:
    """Which bids could lawfully use a pot (those `near` their date first), and which pots a bid could lawfully use."""
    pots, bids = ledger_lookup.pot_names(page.ready, near), ledger_lookup.bid_names(page.ready)
    if not pots or not bids:
        return
    frame.section("Which bids could lawfully use this pot?", POT_SECTION)
    pot = _get("pot", next(iter(pots)))
    widgets.select("Pot", pots, pot, _keep("pot"), key="ledger:pot")
    rows = ledger_lookup.bids_of_pot(page.ready, pot if pot in pots else next(iter(pots)), decisions(page.any_run))
    _may_and_may_not(rows, "bid")
    frame.section("Which pots could this bid lawfully use?")
    bid = _get("bid", next(iter(bids)))
    widgets.select("Bid", bids, bid, _keep("bid"), key="ledger:bid")
    rows = ledger_lookup.pots_of_bid(page.ready, bid if bid in bids else next(iter(bids)))
    _may_and_may_not(rows, "pot")
    frame.note("By the terms in this case: the deed itself, and the council's own advice, come first.")


def _may_and_may_not(rows: pd.DataFrame, thing: str) -> None:
    """Those that may in sight, those that may not one toggle away with every reason."""
    may, may_not = ledger_lookup.split(rows)
    frame.note(ledger_lookup.lookup_answer(len(may), len(rows), thing))
    _if_any(may, f"Each {thing} that may, and at most how much")
    if len(may_not):
        with st.expander(f"Table: {words.plural(len(may_not), thing)} that may not, and every reason"):
            tables.prose(may_not, alt=f"Each {thing} that may not, with every rule that stops it")
