from prioritise.ui import frame
from prioritise.ui.sections import weights
from prioritise.ui.views import bids

page = frame.open_page("What counts, and how much?", need="case")
frame.answer(bids.criteria_answer(page.changed))
weights.sliders(page)
weights.table(page)
frame.link(frame.PRIORITISE, "Run with these weights")
frame.close_page(page)
