"""Use what exists first: a section of the capacity gap page."""

from prioritise.ui import frame, tables
from prioritise.ui.frame import Page
from prioritise.ui.views import room_hours as views


def use_what_exists(page: Page) -> None:
    """Hours that rooms could be used and are not, by cluster, practice and site."""
    said = views.answer(page.ready, page.year)
    if not said:
        return
    frame.section("Use what exists first")
    frame.answer(said)
    clusters = views.clusters(page.ready, page.year)
    if clusters["practices_known"].sum():
        tables.prose(clusters, alt="Hours a week that rooms are not used, by cluster")
    frame.note(views.note(page.ready))
    tables.behind("room hours of every practice", views.practices(page.ready, page.year))
    tables.behind("room hours of every site", views.sites(page.ready, page.year))
