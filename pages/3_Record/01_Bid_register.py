from prioritise.ui import frame
from prioritise.ui.sections import register_import, register_page

page = frame.open_page("Where has each bid got to, and what is in its file?", need="case")
register_page.listing(page)
register_page.file(page)
register_page.new(page)
register_import.section(page)
frame.close_page(page)
