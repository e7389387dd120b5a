"""The same scores under several sets of weights side by side, what to look at twice, and a published example."""

import streamlit as st

from prioritise.panel.examples import Example, examples
from prioritise.panel.profiles import Profile
from prioritise.pipeline import Prepared
from prioritise.record.csvs import csv_bytes
from prioritise.record.scenario import Scenario
from prioritise.ui import cached, charts, charts_panel, frame, state, tables, widgets
from prioritise.ui.frame import Page
from prioritise.ui.sections.weights import take
from prioritise.ui.views import weight_sets as views


def scores_of(page: Page) -> Prepared:
    """The case with its what-if but for the weights: no score hangs on them, so moving one scores nothing anew."""
    scenario = page.scenario.model_copy(update={"weights": {}, "label": Scenario().label, "note": ""})
    with frame.faults():
        return cached.prepared(page.opened.key, scenario.model_dump_json(), page.opened.case)


def doubts(page: Page) -> None:
    """What to look at twice in the weights on screen."""
    frame.section("What to look at twice")
    prepared = scores_of(page)
    found = views.found_doubts(prepared, page.changed, prepared.assumptions)
    frame.answer(views.doubts_answer(found))
    if found:
        frame.bullets(views.doubt_lines(found))
    frame.note("What counts as much, heavy and near is on the Methods page, among the assumptions of the panel.")


def beside(page: Page) -> None:
    """Every set of weights on the same scores: each bid's value and place, and which bids change places."""
    frame.section("The same scores under other weights", anchor="sets")
    profiles = views.sets(page.case, page.changed)
    if len(profiles) == 1:
        frame.note(
            "This case has one set of weights. Set others below or in the boxes above to see the two side by side, "
            "save them as a set below, or bring a table weight_profiles with the case: one row a set and criterion."
        )
        return
    prepared, titles = scores_of(page), views.titles_of(page.case)
    if not len(prepared.scored.values):  # noqa: PD011 - the table of values
        frame.note("There are no bids to hold the sets against.")
        return
    table = views.beside(prepared, profiles)
    for other in profiles[1:]:
        frame.answer(views.takeaway(table, profiles[0], other, titles))
    heads = views.heads(profiles)
    rows = views.drawn(table, profiles, titles)
    title = views.chart_title(rows)
    frame.part(title)
    charts.draw(charts_panel.by_set(rows), key=f"sets:chart:{len(profiles)}",
                alt=f"Chart: {title}. The table below has every bid.")  # fmt: skip
    frame.note("Value in points: 100 is best on everything. One score sheet; only the weights differ.")
    every = views.bid_rows(table, profiles, titles)
    with (
        st.container() if len(every) <= views.MOST_DRAWN else st.expander(f"Table: all {len(every)} bids in every set")
    ):
        tables.prose(every, alt="Value and place of each bid under each set", heads=heads,
                     like=dict.fromkeys(heads, "set_value"))  # fmt: skip
    frame.note(
        "Value · place; ▲ and ▼: places up or down from the set in force. ⇄: with which bids it changes places under "
        "some other set. A place is not a decision: the list is chosen by value, money and rules together."
    )
    frame.part("The sets")
    tables.prose(
        views.set_rows(profiles, page.changed),
        alt="Share of weight of each criterion in each set",
        heads=heads,
        like=dict.fromkeys(heads, "set_weight"),
    )
    frame.bullets([f"{p.name}: {views.told_of(p)}" for p in profiles if views.told_of(p)])
    _take(profiles[1:])


def _take(others: tuple[Profile, ...]) -> None:
    """Put one of the other sets into the what-if."""
    options = {p.id: p.name for p in others}
    chosen = str(state.view("set to try", others[0].id))
    chosen = chosen if chosen in options else others[0].id
    left, right = widgets.grid(2, 2)
    with left:
        widgets.select("Another set", options, chosen, lambda i: state.set_view("set to try", i), key="sets:which")
    with right:
        if widgets.press("Try this set", key="sets:take"):
            profile = next(p for p in others if p.id == chosen)
            take(
                profile.weights, f"{profile.name}: {views.told_of(profile)}" if views.told_of(profile) else profile.name
            )
            st.rerun()


def published() -> None:
    """The published examples, to read and to take away."""
    for example in examples():
        with st.expander(f"A published example: {example.name}"):
            _example(example)


def _example(example: Example) -> None:
    alt = "Criteria, what their scores stand for, and their weights in each set"
    heads = views.heads(example.profiles)
    tables.prose(views.example_rows(example), alt=alt, heads=heads, like=dict.fromkeys(heads, "set_weight"))
    frame.bullets(views.band_words(example))
    frame.note(f"Source: {example.source}. Files for a case of your own:")
    first = example.profiles[0]
    files = {
        f"criteria.csv ({first.name} in force)": ("criteria.csv", example.criteria_rows(first.id)),
        "weight_profiles.csv (both sets)": ("weight_profiles.csv", example.profile_rows()),
    }
    for label, (name, rows) in files.items():
        widgets.download(label, csv_bytes(rows), name, key=f"example:{example.id}:{name}", mime=widgets.CSV)
