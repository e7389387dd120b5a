from prioritise.ui import frame
from prioritise.ui.sections import account_page, prices_page, reasons_page

page = frame.open_page("Why this one, and why not that one?", need="run")
reasons_page.one_bid(page)
reasons_page.every_bid(page)
account_page.every_bid(page)
prices_page.price_tags(page)
frame.close_page(page)
