from prioritise.ui import frame
from prioritise.ui.sections import portfolio_page, prioritise_page

page = frame.open_page("What should we fund?", need="run", runs_here=True)
frame.left_out(page.opened)
prioritise_page.answer(page)
prioritise_page.inputs(page)
prioritise_page.ranked_list(page)
prioritise_page.who_pays(page)
prioritise_page.picture(page)
portfolio_page.before_and_after(page)
prioritise_page.checks(page)
frame.close_page(page)
