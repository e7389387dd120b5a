"""The scoring page: open a panel, score alone, declare an interest, see how far it has got, and close it."""

from dataclasses import dataclass
from functools import partial

import streamlit as st

from prioritise.errors import PrioritiseError
from prioritise.store import Action, NewerSave, Role, Store, Who, interests, members, panels, scoring
from prioritise.store.panels import Panel, Scored
from prioritise.store.people import may
from prioritise.ui import frame, identity, state, tables, typed, widgets, words
from prioritise.ui.frame import Page
from prioritise.ui.sections import into_store
from prioritise.ui.views import conflicts
from prioritise.ui.views import register as register_views
from prioritise.ui.views import scoring as views
from prioritise.ui.views.scoring import Scale

REGISTER, PANEL = "3_Record/01_Bid_register.py", "2_Decide/04_Panel.py"
_TYPED, _NEWER = "scores typed", "score newer save"


@dataclass(frozen=True)
class Seat:
    """Who is at the scoring page, and the panel they are at.

    Attributes:
        page: the page. store, who: the store and who is here. number: the case's. panel: the newest; None for none.
    """

    page: Page
    store: Store
    who: Who
    number: int
    panel: Panel | None


def seat(page: Page) -> Seat | None:
    """Who is here, with the newest panel of the case; None, with the way into it, where it is not in the store."""
    found = seat_if_any(page)
    if found is None:
        frame.answer("A panel scores a case that several people work on.")
        into_store.offer(page, "a panel can score it")
    return found


def seat_if_any(page: Page) -> Seat | None:
    """Who is here, with the newest panel of the case; None where the case is not in the store."""
    number, here = into_store.stored(page), identity.here()
    if number is None or here.store is None:
        return None
    with frame.faults():
        found = panels.panels(here.store, here.who, number)
    return Seat(page, here.store, here.who, number, found[0] if found else None)


def answer(at: Seat) -> None:
    """How far the panel has got."""
    told = () if at.panel is None else panels.progress(at.store, at.who, at.panel.id)
    frame.answer(views.answer(at.panel, told))
    if at.panel is not None:
        tables.behind("how far each member has got", views.progress(told))
        frame.note(
            "A score that is missing is not nought: the bid is judged on the scores there are. A score by a member who "
            "has declared an interest in the bid is kept and not counted."
        )
        if not at.panel.is_open:
            frame.link(PANEL, "Where the members differ, and what to settle")


def score(at: Seat) -> None:
    """Score one bid after another, alone."""
    person, panel = at.store.person(at.who), at.panel
    if panel is None or not panel.is_open:
        return
    if person.id not in {m.id for m in panel.members} or not person.may(Action.SCORE):
        frame.note(f"{person.name} is no member of this panel, and scores nothing in it.")
        return
    frame.section("Your scores")
    given = scoring.my_scores(at.store, at.who, panel.id)
    aside = interests.my_interests(at.store, at.who, at.number)
    frame.note(views.my_progress(panel, given, aside))
    titles = conflicts.names(at.page.case.table("bids"), "bid_id", "title")
    marks = views.bid_marks(panel, {b: t.rsplit(" (", 1)[0] for b, t in titles.items()}, given, aside)
    first = views.next_bid(panel, given, aside, "") or panel.bids[0]
    bid_id = state.view("score bid", first)
    bid_id = bid_id if bid_id in panel.bids else first
    state.set_view("score bid", bid_id)  # it stays in hand until another is chosen, also when all of it is scored
    widgets.select("Bid", marks, bid_id, partial(state.set_view, "score bid"), key="score:bid")
    frame.part(titles.get(bid_id, bid_id))
    frame.pairs(register_views.lines(at.page.case, bid_id), register_views.MADE, wide=True)
    if state.selected() != f"bid:{bid_id}":
        state.select(f"bid:{bid_id}")
    frame.link(REGISTER, "The bid's whole file: what it brings, what is in hand, its evidence")
    if bid_id in aside:
        frame.band(f"<b>You stand aside from this bid.</b> Declared: {words.safe(aside[bid_id])}.", warn=True)
    else:
        _score_sheet(at, panel, bid_id, given)
        _declare(at, bid_id)
    follows = views.next_bid(panel, given, aside, bid_id)
    if follows is not None and follows != bid_id:
        widgets.does("Next bid to score", partial(state.set_view, "score bid", follows), key="score:next")
    tables.behind("your scores so far", views.mine(given, views.scales(at.page.case, panel.criteria)))


def _score_sheet(at: Seat, panel: Panel, bid_id: str, given: dict[tuple[str, str], Scored]) -> None:
    """A score, a reason and what it rests on, for each criterion; kept as typed, saved together."""
    scales = views.scales(at.page.case, panel.criteria)
    for criterion_id in panel.criteria:
        scale, was = scales.get(criterion_id), given.get((bid_id, criterion_id))
        if scale is not None:
            _one(f"{panel.id}|{bid_id}|{criterion_id}", scale, was)
    if widgets.press("Save these scores", key="score:save", primary=True):
        _save(at, panel, bid_id, given)
    newer = state.view(_NEWER, None)
    if newer is not None:
        frame.show_fault(newer)
        tables.prose(conflicts.both(newer), alt="What the two say differently")


def _one(cell: str, scale: Scale, was: Scored | None) -> None:
    frame.part(scale.name)
    frame.note(" ".join(t for t in (scale.question, f"{scale.ends}.") if t))
    left, middle, right = st.columns([1, 2, 2])
    with left:
        now = typed.typed(_TYPED).get(f"{cell}|score", was.score if was else None)
        write = partial(typed.type_in, _TYPED, cell, was.version if was else 0, "score")
        widgets.amount_between("Score", now, (scale.low, scale.high), write,
                               key=f"score:{cell}:score")  # fmt: skip
    for place, part, label in ((middle, "note", "Reason"), (right, "evidence", "What it rests on")):
        with place:
            text = typed.typed(_TYPED).get(f"{cell}|{part}", getattr(was, part) if was else "")
            write = partial(typed.type_in, _TYPED, cell, was.version if was else 0, part)
            widgets.prose_box(label, text, write, key=f"score:{cell}:{part}")


def _save(at: Seat, panel: Panel, bid_id: str, given: dict[tuple[str, str], Scored]) -> None:
    state.set_view(_NEWER, None)
    saved, scales, bare = 0, views.scales(at.page.case, panel.criteria), []
    for criterion_id in panel.criteria:
        cell, was = f"{panel.id}|{bid_id}|{criterion_id}", given.get((bid_id, criterion_id))
        now = typed.typed(_TYPED)
        mine = {p: now[f"{cell}|{p}"] for p in ("score", "note", "evidence") if f"{cell}|{p}" in now}
        value = mine.get("score", was.score if was else None)
        if mine and value is None and criterion_id in scales:
            bare.append(scales[criterion_id])
        if not mine or value is None:
            continue
        texts = {p: mine.get(p, getattr(was, p) if was else "") for p in ("note", "evidence")}
        new = Scored(bid_id, criterion_id, float(value), **texts, version=now[f"{cell}|version"])
        try:
            with state.undisturbed():
                scoring.score(at.store, at.who, panel.id, new)
                typed.forget(_TYPED, cell)
        except NewerSave as newer:
            state.set_view(_NEWER, newer)
            typed.go_over(_TYPED, cell, newer.version)
            continue
        except PrioritiseError as fault:
            frame.show_fault(fault)
            return
        saved += 1
    if saved or state.view(_NEWER, None) is not None:
        state.set_notice(f"{words.plural(saved, 'score')} of {bid_id} saved. {views.without_score(bare)}".strip())
        st.rerun()
    frame.note(views.without_score(bare) or "Nothing was typed that is not saved already.")


def _declare(at: Seat, bid_id: str) -> None:
    with st.expander("I have an interest in this bid"):
        frame.note(
            "Partner or employee at a practice it serves, owner of the building, family: say which. From then on you "
            "neither score it nor see what others scored, and what you have scored of it is not counted. It cannot be "
            "taken back here."
        )
        said = state.view("interest said", "")
        widgets.prose_box("The interest", said, partial(state.set_view, "interest said"), key="score:interest")
        if widgets.press("Declare it, and stand aside", key="score:declare"):
            try:
                interests.declare(at.store, at.who, at.number, bid_id, state.view("interest said", ""))
            except PrioritiseError as fault:
                frame.show_fault(fault)
                return
            state.set_view("interest said", "")
            state.set_notice(f"You stand aside from {bid_id}.")
            st.rerun()


def run_panel(at: Seat) -> None:
    """Open a panel, or close the one that is open: for advisers."""
    if not at.store.person(at.who).may(Action.RUN_PANEL):
        return
    if at.panel is not None and at.panel.is_open:
        _close(at, at.panel)
    else:
        _open(at)


def _open(at: Seat) -> None:
    frame.section("Open a panel")
    frame.note(
        "Name its members, and what they score. A score the case has is replaced when the panel is closed, where a "
        "member has scored the same; the record keeps it."
    )
    scorers = {str(p.id): p.name for p in members.listing(at.store, at.who) if p.active and may(p.role, Action.SCORE)}
    bids = views.open_bids(at.page.case)
    criteria = {c: s.name for c, s in views.scales(at.page.case).items()}
    widgets.prose_box("Title", state.view("panel title", ""), partial(state.set_view, "panel title"), key="panel:title")
    _several("Members", scorers, "panel members", ())
    _several("Bids", bids, "panel bids", tuple(bids))
    _several("Criteria", criteria, "panel criteria", tuple(criteria))
    if widgets.press("Open the panel", key="panel:open", primary=True):
        who = [int(i) for i in state.view("panel members", ())]
        what = state.view("panel bids", tuple(bids)), state.view("panel criteria", tuple(criteria))
        try:
            panels.open_panel(at.store, at.who, at.number, state.view("panel title", ""), who, what)
        except PrioritiseError as fault:
            frame.show_fault(fault)
            return
        state.set_notice("The panel is open: its members can score.")
        st.rerun()
    if len(scorers) == 1 and Role.ADMINISTRATOR in {p.role for p in members.listing(at.store, at.who)}:
        frame.link("3_Record/06_People.py", "Add the people who score")


def _several(label: str, options: dict[str, str], view: str, first: tuple[str, ...]) -> None:
    widgets.several(
        label, options, state.view(view, first), lambda v: state.set_view(view, tuple(v)), key=f"panel:{view}"
    )


def _close(at: Seat, panel: Panel) -> None:
    frame.section("Close the panel")
    frame.note(
        "Its scores come into the case, and its members and the advisers see them all. It cannot be opened again; a "
        "further panel can."
    )
    if missing := views.still_missing(panels.progress(at.store, at.who, panel.id)):
        frame.note(missing)
    if widgets.press("Close it now", key="panel:close"):
        try:
            panels.close(at.store, at.who, panel.id, panel.version)
        except PrioritiseError as fault:
            frame.show_fault(fault)
            return
        state.set_notice(f"{panel.title} is closed, and its scores are in the case.")
        st.rerun()
