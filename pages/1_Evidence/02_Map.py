from prioritise.ui import frame
from prioritise.ui.sections import mapping, new_surgery_page

page = frame.with_last_list(frame.open_page("What is where?", need="evidence"))
mapping.controls(page)
mapping.picture(page)
new_surgery_page.result(page)
mapping.table(page)
frame.close_page(page)
