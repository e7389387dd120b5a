"""Editing one bid: a part of its file at a time, kept as it is typed, saved as a whole."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from prioritise.case.register_tables import COST_PARTS, ENDED, MEASURES, READINESS, READY_STATES
from prioritise.case.tables import TABLES
from prioritise.errors import PrioritiseError
from prioritise.store import NewerSave, register
from prioritise.store.register import BidFile
from prioritise.ui import drafts, frame, identity, state, tables, widgets, words
from prioritise.ui.fields import field
from prioritise.ui.frame import Page
from prioritise.ui.views import conflicts
from prioritise.ui.views import register as views

GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "bid": ("The bid", ("title", "kind", "summary", "key_risk", "stage", "lifecycle", "started")),
    "serves": ("Where and whom", ("practice_codes", "site_code", "cluster_code", "patients_served", "added_area_m2",
                                  "added_rooms")),
    "money": ("Money", ("capital_gbp", "revenue_gbp_per_year", "growth_share", "least_share")),
    "time": ("Time and ties", ("earliest_start", "latest_start", "years_to_build", "choice_group", "requires", "must")),
    "parts": ("Parts of the cost", ()),
    "brings": ("What it brings", ()),
    "ready": ("Readiness", ()),
    "evidence": ("Evidence", ()),
}  # fmt: skip
"""Part of a bid's file -> its name, and its columns of the bids table."""
MOST_YEARS = 6
"""Years of a build that costs can be typed for."""


def _newer(page: Page, code: str) -> str:
    """The view that holds a newer save of one bid."""
    return f"bid newer save|{page.opened.id}|{code}"


@dataclass(frozen=True)
class _Desk:
    """A bid that is being edited.

    Attributes:
        page: the page. code: reference of the bid, "" for a new one. file: as it is typed so far.
    """

    page: Page
    code: str
    file: BidFile

    def cell(self, column: str, value: Any) -> None:
        """Keep a column of the bid's own row as it is typed."""
        drafts.put(self.page.opened.id, self.code, drafts.with_cell(self._in_hand(), column, value))

    def row(self, table: str, key: dict[str, Any], column: str, value: Any) -> None:
        """Keep a cell of a row of its file as it is typed."""
        drafts.put(self.page.opened.id, self.code, drafts.with_row(self._in_hand(), table, key, {column: value}))

    def _in_hand(self) -> BidFile:
        """The draft as the last change left it, or the bid as it was drawn, for the first change."""
        return drafts.draft(self.page.opened.id, self.code) or self.file

    def amount(self, table: str, key: dict[str, Any], column: str, label: str) -> None:
        """A control for a number of a row of its file."""
        value = drafts.row(self.file, table, **key).get(column)
        now, write = None if value is None else float(value), partial(self.row, table, key, column)
        box = f"edit:{self.code}:{table}:{'-'.join(map(str, key.values()))}:{column}"
        if TABLES[table].columns[column].kind == "money":
            widgets.pounds(label, now, write, key=box, unknown=True)
        else:
            widgets.amount_if_known(label, now, write, whole=False, key=box)


def existing(page: Page, number: int, now: BidFile) -> None:
    """Edit a bid that is in the register."""
    draft = drafts.draft(page.opened.id, now.id)
    if draft is not None and draft.version != now.version and state.view(_newer(page, now.id), None) is None:
        frame.band("<b>Somebody has saved this bid since you began to edit it.</b> Saving shows you both.", warn=True)
    _controls(_Desk(page, now.id, draft or now))
    _save(page, number, now.id, draft)
    if now.bid.get("lifecycle") not in ENDED:
        _withdraw(number, now)


def new(page: Page, number: int) -> None:
    """Type in a new bid."""
    draft = drafts.draft(page.opened.id, "") or BidFile({})
    desk = _Desk(page, "", draft)
    spec = TABLES["bids"].columns["bid_id"]
    field("bid_id", spec, draft.bid.get("bid_id"), partial(desk.cell, "bid_id"), key="edit:new:bid_id")
    _controls(desk)
    _save(page, number, "", draft)


def _controls(desk: _Desk) -> None:
    names, view = {g: name for g, (name, _) in GROUPS.items()}, f"edit part {bool(desk.code)}"
    chosen = widgets.one_of(
        "Part of the file", names, state.view(view, "bid"), partial(state.set_view, view),
        key=f"edit:part:{bool(desk.code)}",
    )  # fmt: skip
    own = GROUPS[chosen][1]
    if own:
        _columns(desk, own)
    else:
        {"parts": _parts, "brings": _brings, "ready": _ready, "evidence": _evidence}[chosen](desk)
    if chosen == "money":
        _years(desk)


def _columns(desk: _Desk, columns: tuple[str, ...]) -> None:
    for place, column in zip(widgets.grid(len(columns), 2), columns, strict=True):
        with place:
            field(
                column, TABLES["bids"].columns[column], desk.file.bid.get(column), partial(desk.cell, column),
                key=f"edit:{desk.code}:{column}", options=_options(desk, column),
                first_year=int(desk.page.case.settings.first_year or 0),
            )  # fmt: skip


def _options(desk: _Desk, column: str) -> dict[str, str] | None:
    """What a column of ids may name."""
    case = desk.page.case
    if column == "practice_codes":
        return conflicts.names(case.table("practices"), "practice_code", "name")
    if column == "site_code":
        return conflicts.names(case.table("sites"), "site_code", "name")
    if column == "cluster_code":
        clusters = case.table("practices").dropna(subset=["cluster_code"])
        return conflicts.names(clusters, "cluster_code", "cluster_name")
    if column == "requires":
        return {b: t for b, t in conflicts.names(case.table("bids"), "bid_id", "title").items() if b != desk.code}
    return None


def _years(desk: _Desk) -> None:
    frame.part("Capital by year of the build")
    frame.note("Leave all blank to spread the capital evenly over the years to build. They must sum to the capital.")
    for n, place in enumerate(widgets.grid(MOST_YEARS, 2)):
        with place:
            desk.amount("bid_costs", {"year_offset": n}, "capital_gbp", f"Year {n + 1} of the build (£)")


def _parts(desk: _Desk) -> None:
    frame.note("Say what is in the cost figure. The parts should sum to the capital; what is left blank is not known.")
    for place, (part, name) in zip(widgets.grid(len(COST_PARTS), 2), COST_PARTS.items(), strict=True):
        with place:
            desk.amount("bid_cost_parts", {"part": part}, "capital_gbp", f"{name} (£)")
    told = sum(float(r["capital_gbp"]) for r in desk.file.parts.get("bid_cost_parts", ()) if r.get("capital_gbp"))
    frame.note(f"The parts sum to {words.gbp(told)}; the bid asks for {words.gbp(desk.file.bid.get('capital_gbp'))}.")


def _brings(desk: _Desk) -> None:
    there = [str(r["measure"]) for r in desk.file.parts.get("bid_outcomes", ())]
    for measure in views.measures_for(str(desk.file.bid.get("kind") or ""), there):
        spec = MEASURES[measure]
        for place, column in zip(widgets.grid(2, 2), ("now", "then"), strict=True):
            with place:
                label = f"{spec.name}, {column} ({spec.unit})".replace("m2", "m²")
                desk.amount("bid_outcomes", {"measure": measure}, column, label)


def _ready(desk: _Desk) -> None:
    frame.note("The parts of a real outline business case (Harston Surgery, July 2020).")
    for place, (item, name) in zip(widgets.grid(len(READINESS), 2), READINESS.items(), strict=True):
        with place:
            key = {"item": item}
            now = str(drafts.row(desk.file, "bid_readiness", **key).get("state") or "")
            write = _or_none(partial(desk.row, "bid_readiness", key, "state"))
            states = {"": "Not known", **READY_STATES}
            widgets.select(name, states, now, write, key=f"edit:{desk.code}:ready:{item}")


def _evidence(desk: _Desk) -> None:
    numbers = sorted(int(r["number"]) for r in desk.file.parts.get("bid_evidence", ()))
    for n in [*numbers, (numbers[-1] if numbers else 0) + 1]:
        key, row = {"number": n}, drafts.row(desk.file, "bid_evidence", number=n)
        for place, column in zip(widgets.grid(3, 3), ("title", "link", "note"), strict=True):
            with place:
                field(
                    f"evidence {column}", TABLES["bid_evidence"].columns[column], row.get(column),
                    partial(desk.row, "bid_evidence", key, column), key=f"edit:{desk.code}:evidence:{n}:{column}",
                )  # fmt: skip
    frame.note("A piece needs a name; one whose boxes are all blank is taken out.")


def _or_none(write: Callable[[Any], None]) -> Callable[[Any], None]:
    return lambda value: write(value or None)


def _save(page: Page, number: int, code: str, draft: BidFile | None) -> None:
    why = state.view("edit why", "")
    widgets.prose_box("Why (kept with the change)", why, lambda v: state.set_view("edit why", v), key="edit:why")
    if draft is None:
        frame.note("Nothing is changed yet. What you type is kept while you look at other pages, and saved here.")
        return
    newer = state.view(_newer(page, code), None)
    left, right = st.columns(2)
    with left:
        label = "Save" if newer is None else "Save mine over theirs"
        if widgets.press(label, key="edit:save", primary=newer is None):
            _try(page, number, code, draft if newer is None else BidFile(draft.bid, draft.parts, newer.version))
    with right:
        if widgets.press("Drop my changes" if newer is None else "Keep theirs, drop mine", key="edit:drop"):
            _leave(page, code, "Your changes were dropped.")
            st.rerun()
    if newer is not None:
        frame.show_fault(newer)
        tables.prose(conflicts.both(newer), alt="What the two say differently")


def _try(page: Page, number: int, code: str, draft: BidFile) -> None:
    state.drop_view(_newer(page, code))
    given = draft if code else BidFile(draft.bid, draft.parts)  # a new bid never goes over one that is there
    try:
        store, who = identity.begun()
        with state.undisturbed():
            register.save_bid(store, who, number, given, state.view("edit why", ""))
            _leave(page, code, f"Bid {draft.id} is saved.")
            if not code:
                state.select(f"bid:{draft.id}")
    except NewerSave as newer:
        state.set_view(_newer(page, code), newer)
        st.rerun()
    except PrioritiseError as fault:
        frame.show_fault(fault)
        return
    st.rerun()


def _leave(page: Page, code: str, said: str) -> None:
    drafts.put(page.opened.id, code, None)
    state.drop_view(_newer(page, code))
    state.set_view("edit why", "")
    state.set_notice(said)


def _withdraw(number: int, now: BidFile) -> None:
    version = state.drawn(f"withdraw|{number}|{now.id}", now.version)
    with st.expander("Withdraw this bid"):
        frame.note("It stays in the register, with its file, and is never funded. Say why above; the record keeps it.")
        if widgets.press("Withdraw it", key="edit:withdraw"):
            try:
                store, who = identity.begun()
                register.withdraw(store, who, number, now.id, version, state.view("edit why", ""))
            except PrioritiseError as fault:
                frame.show_fault(fault)
                return
            state.set_view("edit why", "")
            state.set_notice(f"Bid {now.id} is withdrawn.")
            st.rerun()
