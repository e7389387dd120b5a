from prioritise.ui import frame
from prioritise.ui.sections import frozen_page

page = frame.open_page("Is this still the answer that was sent?", need="run if any")
frozen_page.freeze(page)
frozen_page.kept(page)
frozen_page.replay()
frozen_page.course(page)
frame.close_page(page)
