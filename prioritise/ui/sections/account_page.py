"""What would fund a bid, or what would replace it: on its page, as a letter, and for every bid on request."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

import streamlit as st

from prioritise.optimise.account import Account
from prioritise.optimise.counterfactual import Asker
from prioritise.optimise.shown import Way
from prioritise.record.account_words import how_sure, lines, nothing_found, way_words
from prioritise.record.stamp import Stamp
from prioritise.ui import cached, frame, state, tables, widgets, words
from prioritise.ui.frame import Page
from prioritise.ui.sections.beside import try_beside
from prioritise.ui.sections.long_work import Say, beside, on_press
from prioritise.ui.views import accounts as views
from prioritise.ui.views.changes import change_lines

HTML = "text/html"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_KEPT, _ASKER, _WIDER = "accounts", "asker", "wider ways"


def one_bid(page: Page, code: str, *, primary: bool = True) -> None:
    """What would fund one bid, or replace it: worked out when asked for."""
    if not page.run.result.status.has_answer:
        return
    funded = code in page.run.result.starts
    frame.section("What would replace it?" if funded else "What would fund it?", "account")
    told = _found(page).get(code)
    if told is None:
        frame.note(
            "Works the list out again without it, and says what it is worth and what would come in its place."
            if funded
            else "Works the list out again with it in, and finds the smallest changes to this bid alone that fund it. "
            "It takes from seconds to a minute or two."
        )
        name = "Work out what would replace it" if funded else "Work out what would fund it"
        on_press(name, lambda say: _work_out(page, code, say), key=f"account:{code}", primary=primary)
        return
    _told(page, told)


def _told(page: Page, told: Account) -> None:
    problem = page.run.prepared.problem
    frame.pairs(dict(lines(told, problem)), {"account_way": "What the list would do otherwise"})
    if not told.funded:
        _ways(page, told)
    frame.note(how_sure(told))
    _letter(page, told)


def _ways(page: Page, told: Account) -> None:
    if told.ways:
        frame.part("It would be funded if any one of these were so" if len(told.ways) > 1 else "It would be funded if")
        _cards(page, told.bid_id, told.ways, "way")
    else:
        frame.answer(nothing_found(told, page.run.prepared.problem))
    _wider(page, told)


def _cards(page: Page, bid_id: str, ways: Sequence[Way], key: str) -> None:
    """One box a way, with the button that tries it."""
    for number, way in enumerate(ways):
        says, then = way_words(way, page.run.prepared.problem)
        with st.container(border=True):
            frame.answer(says)
            frame.note(then)
            if way.kind == "score":
                frame.note(_scores(page, bid_id, way.changes))
            if widgets.press("Try it in a what-if", key=f"{key}:{bid_id}:{number}"):
                try_beside(page, views.tried(page.run, bid_id, way))


def _wider(page: Page, told: Account) -> None:
    """What the forum could change: a longer search, asked for by itself."""
    kept = state.view(_WIDER, ("", "", None))
    if kept[:2] != (page.run.answer_key, told.bid_id):
        frame.note("More money, other limits on the whole list and other weights take longer to try: a minute or two.")
        on_press("Try what the forum could change", lambda say: _try_wider(page, told.bid_id, say),
                 key=f"wider:{told.bid_id}", primary=False)  # fmt: skip
        return
    found = kept[2]
    frame.part("What the forum could change")
    _cards(page, told.bid_id, found.ways, "wider")
    if found.not_by:
        frame.note("What would not do it:")
        frame.bullets(list(found.not_by))


def _try_wider(page: Page, bid_id: str, say: Say) -> None:
    asker = _asker(page)
    with _asked_to_the_end():
        found = beside(
            say, "Trying what the forum could change",
            lambda tell: views.wider_ways(page.case, asker, page.run, bid_id, tell),
        )  # fmt: skip
    state.set_view(_WIDER, (page.run.answer_key, bid_id, found))


def _scores(page: Page, bid_id: str, changes: Any) -> str:
    """Which scores would be which, for the panel to judge: on the page, and not in the letter."""
    listed = "; ".join(views.score_words(page.run.prepared.scored, bid_id, changes))
    return f"For example with these scores: {listed}. Any others that earn as many points do as well."


def _letter(page: Page, told: Account) -> None:
    scenario = page.run.prepared.scenario
    changes = tuple(change_lines(scenario, page.case))
    stamp = Stamp(dt.date.today(), scenario.label if changes else "", changes)
    made, html, docx = cached.letter_files(page.data_key, told, stamp, page.run)
    with st.expander("The letter to the practice"):
        st.html(_safe_letter(html.decode()))
        with st.container(horizontal=True):
            widgets.download("Letter to print (.html)", html, f"{made.file_stem}.html", key="letter:html", mime=HTML)
            widgets.download("Letter to edit (.docx)", docx, f"{made.file_stem}.docx", key="letter:docx", mime=DOCX)


def _safe_letter(html: str) -> str:
    """The letter's body without its own page and heading level."""
    body = html.partition("<body>")[2].partition("</body>")[0]
    return body.replace("<h2>", "<h4>").replace("</h2>", "</h4>").replace("<h1>", "<h3>").replace("</h1>", "</h3>")


# Kept for the session.


def _found(page: Page) -> dict[str, Account]:
    key, found = state.view(_KEPT, ("", {}))
    return dict(found) if key == page.run.answer_key else {}


def _asker(page: Page) -> Asker:
    """Questions about the list, kept between bids."""
    key, asked = state.view(_ASKER, ("", None))
    if key != page.run.answer_key or asked is None:
        asked = views.asker(page.case, page.run)
        state.set_view(_ASKER, (page.run.answer_key, asked))
    return cast(Asker, asked)


@contextmanager
def _asked_to_the_end() -> Iterator[None]:
    """Keep no asker that was left in the middle of a question: it may still be at it when the next one is asked."""
    whole = False
    try:
        yield
        whole = True
    finally:
        if not whole:
            state.set_view(_ASKER, ("", None))


def _work_out(page: Page, code: str, say: Say) -> None:
    asker = _asker(page)
    with _asked_to_the_end():
        told = beside(say, "Working out this bid", lambda tell: views.worked_out(asker, page.run, code, tell))
    state.set_view(_KEPT, (page.run.answer_key, {**_found(page), code: told}))


def every_bid(page: Page) -> None:
    """The same for every bid, one after another, with what is done kept when it is stopped."""
    if not page.run.result.status.has_answer:
        return
    frame.section("What would change each decision?")
    found, wanted = _found(page), views.order(page.run)
    left = [b for b in wanted if b not in found]
    if found:
        tables.prose(views.table(page.run, found), alt="What would change each decision", heads=views.HEADS,
                     like={"way": "account_way"})  # fmt: skip
        frame.note(f"{len(found)} of {words.plural(len(wanted), 'bid')} worked out.")
    if not left:
        return
    if not found:
        frame.note("Each bid is worked out with a few further searches; what is done is kept when you stop.")
    on_press(f"Work out {'the rest' if found else 'every bid'}", lambda say: _each(page, left, say), key="accounts:go",
             primary=False)  # fmt: skip


def _each(page: Page, codes: Sequence[str], say: Say) -> None:
    titles = {b.id: b.title or b.id for b in page.run.prepared.problem.bids.values()}
    for number, code in enumerate(codes):
        bid = f"Bid {number + 1} of {len(codes)}: {words.plain(titles[code])}"

        def told(text: str, part: float, bid: str = bid, number: int = number) -> None:
            say(f"{bid} ({text[:1].lower()}{text[1:]})" if text else bid, (number + part) / len(codes))

        told("", 0.0)
        _work_out(page, code, told)
