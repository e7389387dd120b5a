"""The page of frozen lists: keep a list as it was sent, and ask its question again."""

import datetime as dt
import re
from functools import partial

import streamlit as st

from prioritise.case.confidential import holds_confidential
from prioritise.case.rows import lookup
from prioritise.errors import DataFault, PrioritiseError
from prioritise.record import frozen
from prioritise.record.course import course as course_of
from prioritise.record.frozen import Frozen
from prioritise.record.frozen_words import Verdict, described, replayed
from prioritise.record.glossary import meaning_of
from prioritise.store import Action, snapshots
from prioritise.ui import at_work, frame, identity, state, tables, widgets
from prioritise.ui.frame import Page
from prioritise.ui.sections import into_store
from prioritise.ui.sections.exports import ZIP
from prioritise.ui.views import snapshots as views

TITLE, BY, NOTE = "frozen title", "frozen by", "frozen note"
_MADE, _THEN, _FAULT, _VERDICT = "frozen file", "frozen list", "frozen fault", "frozen verdict"
YOURS = "A frozen list is a file of your own: it is kept where you keep it, and nothing here can change it."
KEPT = "The store keeps it too, and the database itself refuses to change it or take it out."


def freeze(page: Page) -> None:
    """Keep the last run with all it was made from."""
    frame.answer(
        "A frozen list is one file with the case, the what-if and the list as it was sent. Two years later it tells "
        "whether anything in it was touched, and whether the same question still has the same answer."
    )
    frame.section("Freeze the last list")
    run = page.any_run
    if run is None or not run.result.status.has_answer:
        frame.note("There is no list to freeze: the case cannot be ranked, or its rules cannot all hold.")
        return
    if page.stale:
        frame.note(f"What is frozen is the last run, “{run.prepared.scenario.label}”, not the changes made since.")
    for name, label in ((TITLE, "What the list is for"), (BY, "Who freezes it"), (NOTE, "Why, or what was decided")):
        widgets.words_box(label, str(state.view(name, "")), _keep(name), key=f"{name}:box")
    said = [str(state.view(name, "")).strip() for name in (TITLE, BY, NOTE)]
    if not said[0]:
        frame.note("Say what the list is for, and it can be frozen: “Sent to the committee of 3 December”.")
        return
    seal = (run.answer_key, *said)
    if widgets.press("Freeze it", key="frozen:make", primary=True):
        with st.spinner("Writing the file and reading it back"):
            _make(page, seal, said)
    made = state.view(_MADE, None)
    if made is not None and made[0] == seal:
        _offer(page, made)


def _keep(name: str) -> widgets.Write:
    return lambda text: state.set_view(name, text)


def _make(page: Page, seal: tuple[str, ...], said: list[str]) -> None:
    title, by, note = said
    try:
        content = frozen.freeze(page.run, page.case, title, dt.date.today(), by, note)
        here, number = identity.here(), into_store.stored(page)
        if number is not None and here.store is not None:
            snapshots.keep(here.store, here.who, number, content)
        state.set_view(_MADE, (seal, content, frozen.read_frozen(title, content)))
    except DataFault as fault:
        frame.show_fault(fault)


def _offer(page: Page, made: tuple[tuple[str, ...], bytes, Frozen]) -> None:
    _, content, then = made
    name = re.sub(r"[^a-z0-9]+", "-", then.cover.title.lower()).strip("-")[:60] or "list"
    widgets.download("Download the frozen list", content, f"frozen-{name}.zip", key="frozen:download", mime=ZIP)
    frame.bullets(described(then))
    where = YOURS if into_store.stored(page) is None else KEPT
    frame.note(f"Write the fingerprint down where it cannot be changed, in the minutes say. {where}")
    if holds_confidential(page.case):
        frame.band(
            "<b>The file holds the whole case, with its confidential parts</b> (soft factors of practices, reasons and "
            "who wrote them). It is a record, not a paper for everybody.",
            warn=True,
        )


def kept(page: Page) -> None:
    """The frozen lists that the store keeps of the case in force, each to be replayed or downloaded."""
    here, number = identity.here(), into_store.stored(page)
    if number is None or here.store is None:
        return
    told = snapshots.listing(here.store, here.who, number)
    frame.section("Frozen lists of this case")
    if not told:
        frame.note("None yet. One that is frozen above is kept here for good.")
        return
    tables.prose(views.kept(told), alt="Frozen lists of this case, the newest first")
    if not here.may(Action.READ_CONFIDENTIAL):
        frame.note("A frozen list holds the whole case, confidential parts too: advisers open them.")
        return
    names = {str(s.id): f"{s.title} ({s.day:%d %B %Y})" for s in told}
    chosen = state.view("frozen chosen", next(iter(names)))
    chosen = chosen if chosen in names else next(iter(names))
    widgets.select("Frozen list", names, chosen, partial(state.set_view, "frozen chosen"), key="frozen:chosen",
                   help=meaning_of("frozen"))  # fmt: skip
    if widgets.press("Open it for a replay", key="frozen:open"):
        _take_in(names[chosen], snapshots.content(here.store, here.who, int(chosen)))


def course(page: Page) -> None:
    """How the list of the case as it stands has moved over the months."""
    here, number = identity.here(), into_store.stored(page)
    if number is None or here.store is None:
        return
    frame.section("How the list has moved")
    steps = course_of(snapshots.runs(here.store, here.who, number))
    if not steps:
        frame.note("No list of the case as it stands has been kept yet: one is, each time it comes to another answer.")
        return
    frame.note(
        f"{views.moved(steps)} A list is kept each time the case as it stands comes to another answer; what-ifs are "
        "not. Lists of the public edition, which scorers and viewers see, are compared with each other."
    )
    titles = lookup(page.case.table("bids"), "bid_id", "title")
    tables.prose(views.course(steps, titles), alt="Lists of the case as it stands, the newest first")


def replay() -> None:
    """Read a frozen list, and ask its question again."""
    frame.section("Replay a frozen list")
    frame.note(
        "The file is checked first: a part that was changed, added or taken out is named, and nothing is replayed. The "
        "case and the list in force here stay as they are."
    )
    file = st.file_uploader("Frozen list (.zip)", type=["zip"], key="frozen:upload")
    if file is not None and state.is_new(file.file_id):
        _take_in(file.name, file.getvalue())
    fault, then = state.view(_FAULT, None), state.view(_THEN, None)
    if fault is not None:
        frame.show_fault(fault)
    if then is None:
        return
    frame.bullets(described(then))
    if widgets.press("Ask its question again", key="frozen:replay", primary=True):
        _replay(then)
    verdict = state.view(_VERDICT, None)
    if verdict is not None:
        _show(verdict)


def _take_in(name: str, content: bytes) -> None:
    for key in (_FAULT, _THEN, _VERDICT):
        state.set_view(key, None)
    try:
        state.set_view(_THEN, frozen.read_frozen(name, content))
    except DataFault as fault:
        state.set_view(_FAULT, fault)


def _replay(then: Frozen) -> None:
    state.set_view(_VERDICT, None)
    try:
        now = at_work.waited_for(then.case, then.scenario, then.cover.asked)
    except PrioritiseError as fault:
        frame.show_fault(fault)
        return
    state.set_view(_VERDICT, replayed(then, now))


def _show(verdict: Verdict) -> None:
    frame.answer(verdict.headline)
    if verdict.differs:
        frame.bullets(verdict.differs)
    frame.note(verdict.footing)
    if verdict.grounds:
        frame.bullets(verdict.grounds)
    if verdict.doubt:
        frame.note(verdict.doubt)
