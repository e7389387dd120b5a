from prioritise.ui import frame
from prioritise.ui.sections import weighing_page, weight_sets, weights
from prioritise.ui.views import bids

page = frame.open_page("What counts, and how much?", need="case")
frame.answer(bids.criteria_answer(page.changed))
weights.sliders(page)
weights.table(page)
weight_sets.doubts(page)
weight_sets.beside(page)
weighing_page.guide(page)
weight_sets.published()
frame.link(frame.PRIORITISE, "Run with these weights")
frame.close_page(page)
