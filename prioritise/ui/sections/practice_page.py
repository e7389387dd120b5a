"""The practice page: one practice's room, the homes that cause its gap, its people and premises, and who may pay."""

from typing import Any

import streamlit as st

from prioritise.ui import charts, frame, state, tables, widgets, words
from prioritise.ui.frame import Page
from prioritise.ui.views import gaps
from prioritise.ui.views import practice as views

CLUSTERS, BIDS, MONEY = "1_Evidence/05_Clusters.py", "2_Decide/01_Bids.py", "1_Evidence/07_Money.py"
REASONS = "2_Decide/08_Reasons.py"
NONE = "This case has no practices, so there is none to show. The bids can still be ranked."
TWELVE = (
    "The twelve factors of NHS England's letter of 7 December 2015, in the three groups Dorset used in 2016 (which of "
    "them a factor belongs to is partly our placing). There is no score: a factor holds, does not, or is not known."
)


def choose(page: Page) -> str:
    """The practice, chosen here or on the map, and the year; the page stops here where there is none."""
    names = gaps.names(page.ready)
    if page.ready.evidence is None or not names:
        frame.answer(NONE)
        frame.close_page(page)
        state.end_page()
    kind, _, code = state.selected().partition(":")
    code = code if kind == "practice" and code in names else gaps.shortest(page.ready, page.year)
    left, right = st.columns(2, gap="medium")
    with left:
        widgets.select("Practice: type part of its name", names, code, lambda c: state.select(f"practice:{c}"),
                       key="practice:one")  # fmt: skip
    with right:
        widgets.year_slider(page.years, page.year, key="practice:year")
    # the link below then leads to this practice's cluster
    state.set_view("cluster", views.cluster_code(page.ready, code))
    return code


def gap(page: Page, code: str) -> None:
    """Its gap in one sentence, the years as a chart, and the homes that cause it."""
    name = gaps.names(page.ready)[code]
    rows = gaps.profile(page.ready, code)
    frame.answer(gaps.profile_sentence(rows, name, page.year))
    left, right = st.columns(2, gap="medium")
    with left:
        _years(rows, name)
    with right:
        causes = _causes(page, code)
    if len(causes):
        tables.behind("developments that bring people to it", causes.drop(columns="development_id"))
    tables.behind(f"{name}, year by year", rows)


def _years(rows: Any, name: str) -> None:
    frame.part("Space it needs and has, year by year")
    if rows["gap_m2"].notna().any():
        charts.draw(charts.profile(rows), key="practice:profile", alt=f"Chart: space {name} needs and has by year. The "
                    "table below has it.")  # fmt: skip
    else:
        frame.note("Not known, so there is nothing to draw.")
    frame.note(
        "Space needed for the patients expected, against the space there is today: what a scheme would add is not in "
        f"it, funded or not. {words.BASES} "
        "Source: Methods and sources."
    )


def _causes(page: Page, code: str) -> Any:
    rows = gaps.causes(page.ready, code, page.year)
    joining = gaps.profile(page.ready, code).set_index("financial_year")["growth_people"].get(page.year, 0.0)
    frame.part(gaps.causes_sentence(rows, joining))
    if len(rows):
        charts.draw(charts.causes(rows), key="practice:causes", alt="Chart: people by development. Table below.")
    frame.note("People from new homes, shared over practices as the Housing page explains for each development.")
    return rows


def money(page: Page, code: str) -> None:
    """Its bids, and the pots that may lawfully pay them."""
    frame.section("Which money could pay?")
    frame.answer(views.pots_sentence(page.ready, code))
    bids, pots = views.own_bids(page.ready, code, page.any_run), views.pots(page.ready, code)
    if len(bids):
        frame.part("Bids that serve it")
        frame.answer(views.funded_sentence(page.ready, code, page.any_run))
        tables.prose(bids, alt="Bids that serve the practice")
        if page.any_run is None:
            frame.link(frame.PRIORITISE, "Make the list, to see whether they are funded")
        else:
            frame.link(REASONS, "Reasons: every line of why")
        frame.link(BIDS, "The full account of a bid")
    if len(pots):
        frame.part("Pots that may lawfully pay one of them")
        tables.prose(pots, alt="Pots that may lawfully pay a bid of the practice")
        frame.note(
            "Money is what could be paid within the horizon, whoever asks; a shared pot is shown in full. What pots "
            "could pay a bid is less where a rule limits it or their money comes in other years than the bid spends."
        )
    if idle := views.idle_pots(page.ready, code):
        frame.part("For this practice by their terms here, but none of its bids may have them")
        frame.bullets(idle)
        frame.link(MONEY, "Why not, on the Money page")


def people(page: Page, code: str) -> None:
    """List, status and staff, beside figures of England."""
    frame.section("List and people")
    frame.pairs(views.facts(page.ready, code), views.MADE, wide=True)
    tables.prose(views.loads(page.ready, code), alt="Patients for each GP and room, beside figures of England")
    frame.note(
        "A practice with no GP or room on record has no figure: not known, and never endless. A case dates its lists "
        "but not its GPs, so the two may be of different days."
    )


def premises(page: Page, code: str) -> None:
    """Its buildings: six facets, estate class, tenure, lease and what could be added."""
    frame.section("Premises")
    names = views.site_names(page.ready, code)
    if not names:
        frame.note("No site of it is on record: nothing is known of its premises.")
        return
    if found := views.premises_warnings(page.ready, code):
        lines = "".join(f"<li>{words.safe(w)}</li>" for w in found)
        frame.band(f"<b>Before money is put in it</b><ul>{lines}</ul>", warn=True)
    heads = {f"site_{n}": (name, "") for n, name in enumerate(names.values())}
    tables.prose(views.premises(page.ready, code), alt="Buildings of the practice, a column a site", heads=heads,
                 like=dict.fromkeys(heads, "premises_fact"))  # fmt: skip
    frame.note(
        "Six facets of an estate survey: A as new, B sound, C major work soon, D serious risk; X: only a rebuild or "
        "move will do. Condition and suitability without a survey come from the case's sites. That a lease should "
        "outlast a grant's guaranteed use is our inference from the Premises Costs Directions, not their words."
    )


def vulnerability(page: Page, code: str) -> None:
    """The factors that may be shown; the confidential parts on screen alone, where asked."""
    frame.section("Is it vulnerable?")
    frame.answer(views.vulnerability_sentence(page.ready, code))
    tables.prose(views.vulnerability(page.ready, code), alt="Factors that may be shown to anyone")
    shown = bool(state.view("confidential", False))
    widgets.switch("Show the confidential parts on this screen", shown,
                   lambda v: state.set_view("confidential", v), key="practice:confidential")  # fmt: skip
    if shown:
        frame.band(f"<b>{views.CONFIDENTIAL}</b>", warn=True)
        rows = views.confidential(page.ready, code)
        tables.prose(rows, alt="Soft factors and reasons: confidential", on_paper=False)
    frame.bullets([TWELVE, views.SOFT_NOTE])


def onward(page: Page, code: str) -> None:
    """The way to its cluster."""
    if views.cluster_code(page.ready, code):
        frame.section("Its cluster")
        frame.link(CLUSTERS, "Its cluster's page, to read and to print")
