"""Typing in what a deed says of a contribution: the terms that the published files lack."""

import datetime as dt
from typing import Any

import pandas as pd
import streamlit as st

from prioritise.ledger.terms import with_terms
from prioritise.ui import cases, frame, state, widgets, words
from prioritise.ui.frame import Page
from prioritise.ui.views import ledger_agreement as views
from prioritise.ui.views.ledger import Found

LINES = ("purpose_text", "named_surgeries", "trigger", "index_basis", "holder", "conditions")
LONG = ("purpose_text", "conditions")


def form(page: Page, book: Found, agreement: str) -> None:
    """Choose a contribution of the agreement and type in its terms; they are kept in this session's case."""
    names = views.keys_of(book, agreement)
    if not names:
        return
    with st.expander("Type in what the deed says"):
        current = state.view("ledger contribution", "")
        widgets.select(
            "Contribution", names, current, lambda v: state.set_view("ledger contribution", v),
            key="ledger:contribution",
        )  # fmt: skip
        key = current if current in names else next(iter(names))
        given = _boxes(page, key, views.typed_terms(book, key))
    if given is None:
        return
    with frame.faults():
        case = with_terms(page.case, key, given)
    state.set_upload(cases.opened("upload", page.opened.title, case))
    state.set_notice(
        f"The terms of {names[key]} are in this session's case, and those a pot has too are on its pot: lists made "
        "before are older than they. Download the case on the Export page to keep them."
    )
    st.rerun()


def _boxes(page: Page, key: str, now: dict[str, Any]) -> dict[str, Any] | None:
    """The boxes of one contribution, filled with what is known; what was typed once it is kept."""
    seal = f"{page.opened.key[:12]}:{key}"
    practices = dict(page.case.table("practices")[["practice_code", "name"]].itertuples(index=False, name=None))
    known = now["for_practices"] if isinstance(now["for_practices"], tuple) else ()
    with st.form(f"ledger:terms:{seal}"):
        lines = {c: _line(c, str(now[c] or ""), seal) for c in LINES}
        spend_by = st.date_input(
            "Spend by", None if now["spend_by"] is None else pd.Timestamp(str(now["spend_by"])).date(),
            min_value=widgets.FIRST_DAY, max_value=widgets.LAST_DAY, format="DD/MM/YYYY", key=f"ledger:by:{seal}",
        )  # fmt: skip
        weeks = st.number_input(
            "Lead time (weeks)", min_value=0.0, value=now["lead_time_weeks"], step=1.0, format="%g",
            key=f"ledger:weeks:{seal}", placeholder=words.NOT_KNOWN,
        )  # fmt: skip
        named = st.multiselect(
            "Practices named", [*practices, *(c for c in known if c not in practices)], list(known),
            format_func=lambda c: practices.get(c, c), key=f"ledger:practices:{seal}",
        )  # fmt: skip
        st.html(
            "<p class='p-note'>A blank is not known. Spend-by, holder, purpose and practices go to its pot too; a pot "
            "of several contributions gets the earliest date, and the practices that all of them name; where one's are "
            "not known, it becomes no later and no wider than it is.</p>"
        )
        if not st.form_submit_button("Keep these terms"):
            return None
    day: dt.date | None = spend_by
    texts = {c: t.strip() or None for c, t in lines.items()}
    return {**texts, "spend_by": day, "lead_time_weeks": weeks, "for_practices": tuple(named)}


def _line(column: str, said: str, seal: str) -> str:
    """A box of one line, or of several where the words are long or run over lines."""
    box = st.text_area if column in LONG or "\n" in said else st.text_input
    return str(box(views.TERMS[column], said, key=f"ledger:{column}:{seal}"))
