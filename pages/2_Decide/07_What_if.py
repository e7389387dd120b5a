from prioritise.ui import frame
from prioritise.ui.sections import compare_page, what_if

page = frame.open_page("What would change the list?", need="run")
what_if.keep(page)
compare_page.compare(page)
what_if.shared(page)
frame.close_page(page)
