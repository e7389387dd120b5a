from prioritise.ui import cards, frame, maps
from prioritise.ui.sections import overview

page = frame.open_page("Where will we run out of room?", need="evidence")
frame.answer(overview.answer(page))
figures = overview.place()
if page.case.has("pots"):
    overview.figures(page, figures)

picture, beside = overview.columns()
with picture:
    maps.show(page, ["cluster", "development", "practice"], key="overview-map")
with beside:
    frame.caption("What was clicked")
    cards.show(page, key="overview", how=" The Map page also finds by name.")

frame.section("Top of the list")
listed = frame.with_run(page)
overview.figures(page, figures, listed)
overview.top(listed)
frame.link(frame.ISSUES, "Load your own case")
frame.close_page(listed)
