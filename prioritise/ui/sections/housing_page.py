"""The housing page: where the people of one development would register, and by which way of telling."""

from functools import partial

from prioritise.ui import frame, state, tables, widgets
from prioritise.ui.frame import Page
from prioritise.ui.views import sharing


def _use(page: Page, way: str) -> None:
    default = page.opened.case.settings.shares_by
    state.change(settings=sharing.changed(page.scenario, way, default))


def sharing_out(page: Page) -> None:
    """One development's people over practices, explained; the way can be changed, which changes every figure."""
    known = sharing.developments(page.ready)
    if not known:
        return
    frame.section("Where a development's people would register")
    way = sharing.in_force(page.ready)
    widgets.select(
        "How people are shared over practices, everywhere in this case", sharing.names(), way, partial(_use, page),
        key="housing:way", help="A what-if: it changes the gaps, the scores and the list until it is put back",
    )  # fmt: skip
    chosen = state.view("shared development", next(iter(known)))
    chosen = chosen if chosen in known else next(iter(known))
    widgets.select(
        "Development", known, chosen, lambda d: state.set_view("shared development", d), key="housing:development"
    )
    frame.note(sharing.sentence(page.ready, chosen))
    tables.prose(
        sharing.explained(page.ready, chosen), alt=f"Practices the people of {known[chosen]} would register with"
    )
    frame.note(
        "Shares are of everybody the development brings in all, and sum to 100%. How well the way in use tells where "
        "people register can be measured on this case on the Methods page."
    )
