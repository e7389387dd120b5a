from prioritise.ui import frame
from prioritise.ui.sections import frontier_page

page = frame.open_page("What would more or less money buy?", need="run")
frontier_page.answer(page)
frontier_page.by_budget(page)
frontier_page.your_list(page)
frontier_page.two_aims(page)
frame.close_page(page)
