from prioritise.ui import frame
from prioritise.ui.sections import criteria_edit, weighing_page, weight_keep, weight_sets, weights
from prioritise.ui.views import bids

page = frame.open_page("What counts, and how much?", need="case")
frame.answer(bids.criteria_answer(page.changed))
weights.sliders(page)
weights.table(page)
weight_sets.doubts(page)
weight_sets.beside(page)
weighing_page.guide(page)
weight_keep.keep(page)
weight_sets.published()
criteria_edit.edit(page)
frame.link(frame.PRIORITISE, "Run with these weights")
frame.close_page(page)
