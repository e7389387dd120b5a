from prioritise.ui import frame
from prioritise.ui.sections import priority_page

page = frame.open_page("Which schemes hold if the money moves?", need="run", runs_here=True)
priority_page.answer(page)
priority_page.inputs(page)
priority_page.listing(page)
frame.close_page(page)
