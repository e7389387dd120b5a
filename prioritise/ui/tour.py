"""The five-minute tour of the demo: eight stops, each a page and what to look at there, with figures of the case."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import streamlit as st

from prioritise.criteria import criteria_in_force
from prioritise.pipeline import Prepared, Run
from prioritise.ui import cases, menu, state, widgets, words
from prioritise.ui.views import gaps, money, priority

ON, LAST = "tour", "tour stop"


class Seen(NamedTuple):
    """What a stop may tell of: the case prepared, the year looked at, and the list made of it, if there is one."""

    prepared: Prepared
    year: int
    run: Run | None


@dataclass(frozen=True)
class Stop:
    """One stop: the page's name in the menu, what the case shows there, and what to try."""

    page: str
    shows: Callable[[Seen], str]
    try_it: str


def _overview(seen: Seen) -> str:
    found = gaps.figures(seen.prepared, seen.year)
    if found is None:
        return "This case has no practices, so there is no room to look at."
    return (
        f"By the end of {words.year(seen.year)}, {found.practices['short']} of {sum(found.practices.values())} "
        f"practices are short of space, and {words.gbp_short(money.at_risk_gbp(seen.prepared))} lapses within "
        f"{money.months_at_risk(seen.prepared)} months."
    )


def _map(seen: Seen) -> str:
    case = seen.prepared.case
    homes = case.table("developments")["homes"].sum()
    return (
        f"{words.plural(len(case.table('sites')), 'surgery', 'surgeries')} and "
        f"{words.plural(len(case.table('developments')), 'housing site')} of {words.number(homes)} homes. Orange with "
        "a bar is short of room, blue has room, squares are homes."
    )


def _practice(seen: Seen) -> str:
    if seen.prepared.evidence is None:
        return "This case has no practices."
    code = gaps.shortest(seen.prepared, seen.year)
    names = dict(zip(*(seen.prepared.case.table("practices")[c] for c in ("practice_code", "name")), strict=True))
    rows = gaps.profile(seen.prepared, code)
    then = rows[rows["financial_year"] == seen.year].iloc[-1]
    return f"{names[code]} is the shortest of space: {words.room(then['gap_m2'])} by {words.year(seen.year)}."


def _clusters(seen: Seen) -> str:
    rows = gaps.clusters(seen.prepared, seen.year)
    if not len(rows):
        return "This case has no clusters."
    worst = rows.sort_values(["short_m2", "cluster_name"], ascending=[False, True]).iloc[0]
    return (
        f"Of {words.plural(rows['cluster_name'].nunique(), 'cluster')}, {worst['cluster_name']} is shortest: "
        f"{words.m2(worst['short_m2'])} {worst['area_basis']} at its practices that are short, by "
        f"{words.year(seen.year)}."
    )


def _criteria(seen: Seen) -> str:
    rows = criteria_in_force(seen.prepared.case).sort_values(["weight_share", "criterion_id"], ascending=[False, True])
    if not len(rows):
        return "This case has no criteria."
    top = rows.iloc[0]
    return (
        f"{words.plural(len(rows), 'criterion', 'criteria')}; “{top['name']}” counts most, with "
        f"{words.share(top['weight_share'])} of all weight. They are a start for a forum, not an official profile."
    )


def _prioritise(seen: Seen) -> str:
    if seen.run is None or not seen.run.result.status.has_answer:
        return "The list with the most value that keeps every rule of the money is made here."
    funded, said = seen.run.ranked["decision"].eq("funded").sum(), seen.run.result.in_words()
    return (
        f"The list funds {funded} of {words.plural(len(seen.run.ranked), 'bid')} for "
        f"{words.gbp_short(seen.run.funding['amount_gbp'].sum())}. How good it is: {said[:1].lower()}{said[1:]}."
    )


def _priority(seen: Seen) -> str:
    if seen.run is None or seen.run.priority is None:
        return "One list that holds while the money moves is made here."
    least = min(seen.run.prepared.case.settings.priority_list.scales)
    always = int((seen.run.priority.rows["enters_at_scale"] <= least).sum())
    tried = priority.listed(seen.run.prepared.case.settings.priority_list.scales)
    return (
        f"At {tried} of the money that moves, {always} of {words.plural(len(seen.run.ranked), 'scheme')} are in "
        "every time: a cut takes schemes off the end of the list."
    )


def _reasons(seen: Seen) -> str:
    if seen.run is None or not seen.run.result.status.has_answer:
        return "Every bid has its reason here, once there is a list."
    out = seen.run.ranked[seen.run.ranked["decision"].ne("funded")].sort_values("rank")
    if not len(out):
        return "Every bid is funded, and each says by which pots."
    first = out.iloc[0]
    return f"{first['title']} is not funded. Why: {str(first['reason']).rstrip('.')}."


STOPS = (
    Stop("Overview", _overview, "Read the five figures, then open “Where does this come from?” under them: figures and "
         "tables on every page have it."),
    Stop("Map", _map, "Move the year, and click a surgery: a card beside the map has its gap and the way on."),
    Stop("Practice", _practice, "See what is short today and what new homes add, then which pots could lawfully pay."),
    Stop("Clusters", _clusters, "Read one cluster's page, which prints; then move a practice and watch room change."),
    Stop("Criteria and weights", _criteria, "Weigh by swings, and see which bids change places between the sets."),
    Stop("Prioritise", _prioritise, "Halve the money with the slider, press Run, then scroll to Who pays."),
    Stop("Priority list", _priority, "Read it from the top. Robustness, in the menu, says which schemes are too close "
         "to call."),
    Stop("Reasons", _reasons, "Choose a bid that is out and press “Work out what would fund it”. Export, in the menu, "
         "writes the committee's paper."),
)  # fmt: skip


def number_of(page: str) -> int | None:
    """Which stop a page is, from nought; None where the tour does not stop there."""
    return next((n for n, stop in enumerate(STOPS) if stop.page == page), None)


def wanted(case_id: str) -> bool:
    """Whether the page on screen has something of the tour: the demo alone has one."""
    return case_id == cases.DEMO and (bool(state.view(ON, False)) or number_of(state.here()) == 0)


def show(seen: Callable[[], Seen]) -> None:
    """Draw the way into the tour, or where it stands; `seen` is asked only for a stop."""
    stop = number_of(state.here())
    with st.container(border=True, key="tour", gap="small"):
        if not state.view(ON, False):
            _offer()
        elif stop is None:
            _aside()
        else:
            _stop(stop, seen())


def _offer() -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(f"<p class='p-tour'><b>New here?</b> A tour of {len(STOPS)} stops, with this case's own figures.</p>")
        if widgets.press("Five-minute tour", key="tour:start"):
            state.set_view(ON, True)
            st.rerun()


def _aside() -> None:
    here = int(state.view(LAST, 0))
    st.html(f"<p class='p-tour'><b>Tour, at stop {here + 1} of {len(STOPS)}.</b> This page is not on it.</p>")
    with st.container(horizontal=True, vertical_alignment="center"):
        _to(here, "Back to")
        _leave("Leave the tour")


def _stop(number: int, seen: Seen) -> None:
    state.set_view(LAST, number)
    stop = STOPS[number]
    st.html(
        f"<p class='p-tour'><b>Tour, step {number + 1} of {len(STOPS)}: {words.safe(stop.page)}.</b> "
        f"{words.safe(stop.shows(seen))} {words.safe(stop.try_it)}</p>"
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        if number:
            _to(number - 1, "Back:", ":material/arrow_back:")
        if number + 1 < len(STOPS):
            _to(number + 1, "Next:")
        _leave("Leave" if number + 1 < len(STOPS) else "Finish")


def _to(number: int, word: str, icon: str = ":material/arrow_forward:") -> None:
    page = STOPS[number].page
    st.page_link(menu.file_of(page), label=f"{word} {page}", icon=icon)


def _leave(label: str) -> None:
    if st.button(label, key="tour:leave", type="tertiary", icon=":material/close:"):
        state.drop_view(ON)
        st.rerun()
