from prioritise.ui import frame
from prioritise.ui.sections import bids_page
from prioritise.ui.views import bids

page = frame.open_page("What is being asked for?", need="evidence")
frame.answer(bids.answer(page.ready))
bids_page.listing(page)
bids_page.account(page)
frame.close_page(page)
