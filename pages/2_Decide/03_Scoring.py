from prioritise.ui import frame
from prioritise.ui.sections import scoring_page

page = frame.open_page("What does each of us make of the bids?", need="case")
seat = scoring_page.seat(page)
if seat is not None:
    scoring_page.answer(seat)
    scoring_page.score(seat)
    scoring_page.run_panel(seat)
frame.close_page(page)
