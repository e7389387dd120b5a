from prioritise.ui import frame
from prioritise.ui.sections import robust_more, robust_page

page = frame.open_page("How sure is the list?", need="run")
robust_page.answer(page)
robust_page.inputs(page)
robust_page.close_calls(page)
robust_page.agreement(page)
robust_more.rivals(page)
robust_more.futures(page)
robust_more.unbeaten(page)
frame.close_page(page)
