from prioritise.ui import frame
from prioritise.ui.sections import reasons_page

page = frame.open_page("Why this one, and why not that one?", need="run")
reasons_page.one_bid(page)
reasons_page.every_bid(page)
frame.close_page(page)
