from prioritise.ui import frame, tables
from prioritise.ui.sections import money_page
from prioritise.ui.views import money

page = frame.open_page("Which money is about to go?", need="run if any")
frame.answer(money.answer(page.ready, page.any_run))
money_page.doubt(page)

money_page.expiry(page)

frame.section("Money at risk")
frame.note(money.risk_note(page.ready))
tables.prose(
    money.at_risk(page.ready, page.any_run),
    alt="Pots that lapse soon, and which bids they may pay",
    like={"amount_gbp": "lapsing_gbp"},
)

frame.section("By status")
frame.note("Requested, secured, received, allocated and transferred are different sums: never one “available”.")
tables.prose(money.by_status(page.ready), alt="Money by status")

frame.section("Every pot")
tables.show(money.pots(page.ready)[money.COLUMNS], alt="Every pot, soonest to lapse first")

money_page.after(page)
frame.close_page(page)
