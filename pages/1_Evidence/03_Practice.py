from prioritise.ui import frame
from prioritise.ui.sections import practice_page

page = frame.with_last_list(frame.open_page("How is this practice placed?", need="evidence"))
code = practice_page.choose(page)
practice_page.gap(page, code)
practice_page.money(page, code)
practice_page.onward(page, code)
practice_page.people(page, code)
practice_page.premises(page, code)
practice_page.vulnerability(page, code)
frame.close_page(page)
