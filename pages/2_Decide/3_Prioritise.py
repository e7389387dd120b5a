from prioritise.ui import frame
from prioritise.ui.sections import prioritise_page

page = frame.open_page("What should we fund?", need="run", runs_here=True)
frame.left_out(page.opened)
prioritise_page.answer(page)
prioritise_page.inputs(page)
prioritise_page.ranked_list(page)
prioritise_page.who_pays(page)
prioritise_page.picture(page)
prioritise_page.checks(page)
frame.close_page(page)
