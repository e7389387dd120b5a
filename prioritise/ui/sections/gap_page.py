"""The capacity gap page: one practice's profile, clusters side by side, every practice."""

import streamlit as st

from prioritise.ui import charts, frame, state, tables, widgets
from prioritise.ui.frame import Page
from prioritise.ui.views import gaps


def controls(page: Page) -> None:
    """The year."""
    widgets.year_slider(page.years, page.year, key="gap:year")


def answer(page: Page) -> None:
    """The page's sentence."""
    frame.answer(gaps.answer(page.ready, page.year))


def one_practice(page: Page) -> None:
    """One practice: ten years of space needed and there, and the developments that cause the growth."""
    names = gaps.names(page.ready)
    if page.ready.evidence is None or not names:
        return
    frame.section("One practice")
    kind, _, code = state.selected().partition(":")
    code = code if kind == "practice" and code in names else gaps.shortest(page.ready, page.year)
    widgets.select("Practice", names, code, lambda c: state.select(f"practice:{c}"), key="gap:practice")
    rows = gaps.profile(page.ready, code)
    left, right = st.columns(2, gap="medium")
    with left:
        _profile(page, code, names[code])
    with right:
        _causes(page, code)
    tables.behind(f"{names[code]}, year by year", rows)


def _profile(page: Page, code: str, name: str) -> None:
    rows = gaps.profile(page.ready, code)
    sentence = gaps.profile_sentence(rows, name, page.year)
    frame.part(sentence)
    if rows["gap_m2"].notna().any():
        charts.draw(charts.profile(rows), key="gap:profile", alt=f"Chart: {sentence} The table below has it.")
    frame.note("Space needed for the patients expected, against the space there is. Source: Methods and sources.")


def _causes(page: Page, code: str) -> None:
    rows = gaps.causes(page.ready, code, page.year)
    joining = gaps.profile(page.ready, code).set_index("financial_year")["growth_people"].get(page.year, 0.0)
    frame.part(gaps.causes_sentence(rows, joining))
    if len(rows):
        charts.draw(charts.causes(rows), key="gap:causes", alt="Chart: people by development. Table below.")
        tables.behind("developments that cause it", rows.drop(columns="development_id"))
    frame.note("People from new homes, shared over practices as the Housing page explains for each development.")


def by_cluster(page: Page) -> None:
    """Small multiples by cluster."""
    frame.section("Cluster by cluster")
    frame.note(
        "Space to spare or short, summed over the practices that can be judged; net and gross area are separate lines "
        "and are never added together."
    )
    charts.small_multiples(gaps.cluster_years(page.ready), page.year, page.data_key)
    tables.behind("clusters", gaps.clusters(page.ready, page.year))


def every_practice(page: Page) -> None:
    """The table of every practice."""
    frame.section("Every practice")
    tables.show(gaps.practices(page.ready, page.year), alt="Every practice, the shortest of room first")
