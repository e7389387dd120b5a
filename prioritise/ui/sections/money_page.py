"""The money page: what the list leaves in each pot."""

from prioritise.ui import frame, tables
from prioritise.ui.frame import Page
from prioritise.ui.sections import verdict
from prioritise.ui.views import decide


def after(page: Page) -> None:
    """Each pot after the list; or why there is no list."""
    frame.section("What this list leaves in each pot")
    if not verdict.no_list(page):
        tables.show(decide.pots_after(page.run), alt="Each pot after this list")
