from prioritise.ui import frame
from prioritise.ui.sections import people_page

page = frame.open_page("Who may do what?", need="case")
people_page.everybody(page)
frame.close_page(page)
