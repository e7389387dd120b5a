from prioritise.ui import frame
from prioritise.ui.sections import people_page

page = frame.open_page("Who did what, and why?", need="case")
people_page.record(page)
frame.close_page(page)
