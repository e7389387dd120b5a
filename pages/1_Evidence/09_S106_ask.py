from prioritise.ui import frame
from prioritise.ui.sections import ask_page

page = frame.open_page("What should this application pay?", need="evidence")
preset, entries, site = ask_page.form(page)
found = ask_page.reckoned(page, preset, entries)
ask_page.answer(found)
ask_page.practices(found)
ask_page.working(found.ask)
ask_page.downloads(found, site)
ask_page.beside(page, found, entries)
frame.close_page(page)
