"""The capacity gap page: clusters side by side, every practice."""

from prioritise.ui import charts, frame, tables, widgets, words
from prioritise.ui.frame import Page
from prioritise.ui.views import gaps

PRACTICE = "1_Evidence/03_Practice.py"


def controls(page: Page) -> None:
    """The year."""
    widgets.year_slider(page.years, page.year, key="gap:year")


def answer(page: Page) -> None:
    """The page's sentence."""
    frame.answer(gaps.answer(page.ready, page.year))


def one_practice(page: Page) -> None:
    """The way to one practice's page."""
    if page.ready.evidence is not None:
        frame.link(PRACTICE, "One practice: its gap, what causes it, and which money could pay")


def by_cluster(page: Page) -> None:
    """Small multiples by cluster."""
    frame.section("Cluster by cluster")
    frame.note(
        f"Space to spare or short, summed over the practices that can be judged. {words.BASES} The two are separate "
        "lines and are never added together."
    )
    charts.small_multiples(gaps.cluster_years(page.ready), page.year, page.data_key)
    tables.behind("clusters", gaps.clusters(page.ready, page.year))


def every_practice(page: Page) -> None:
    """The table of every practice."""
    frame.section("Every practice")
    tables.show(gaps.practices(page.ready, page.year), alt="Every practice, the shortest of room first")
