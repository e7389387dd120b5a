from prioritise.ui import frame
from prioritise.ui.sections import glossary_page

page = frame.open_page("What does this word mean?", need="case")
glossary_page.answer()
glossary_page.find()
glossary_page.listing()
frame.close_page(page)
