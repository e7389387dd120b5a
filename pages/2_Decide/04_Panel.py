from prioritise.ui import frame
from prioritise.ui.sections import panel_page

page = frame.open_page("Where does the panel disagree?", need="evidence")
panel_page.show(page)
frame.close_page(page)
