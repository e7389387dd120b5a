from prioritise.ui import frame
from prioritise.ui.sections import at_risk_page

page = frame.open_page("What would save the money that lapses?", need="run")
at_risk_page.answer(page)
at_risk_page.exchange(page)
at_risk_page.lists(page)
frame.close_page(page)
