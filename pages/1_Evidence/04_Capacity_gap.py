from prioritise.ui import frame
from prioritise.ui.sections import access_page, gap_page, room_page

page = frame.open_page("Who is short of room?", need="evidence")
gap_page.controls(page)
gap_page.answer(page)
gap_page.one_practice(page)
gap_page.by_cluster(page)
room_page.use_what_exists(page)
access_page.who_can_reach(page)
gap_page.every_practice(page)
frame.close_page(page)
