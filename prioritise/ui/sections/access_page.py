"""Who can reach a surgery: a section of the capacity gap page."""

from prioritise.ui import cached, frame, tables
from prioritise.ui.frame import Page
from prioritise.ui.views import access as views


def who_can_reach(page: Page) -> None:
    """How near a surgery people live, and the space in their reach, by deprivation and in town and country."""
    frame.section("Who can reach a surgery")
    found = cached.access(page.data_key, page.ready)
    if found is None:
        frame.note(views.NO_ANSWER)
        return
    frame.answer(views.answer(found))
    tables.prose(views.table(found), alt="Who can reach a surgery, by deprivation and in town and country")
    frame.bullets(views.notes(found, page.ready))
    if len(found.left_out):
        tables.behind("practices whose space is not counted here", views.left_out(found, page.ready))
