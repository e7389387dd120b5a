from prioritise.ui import frame
from prioritise.ui.sections import ledger_files, ledger_page

page = frame.with_last_list(frame.open_page("What became of each S.106 and CIL sum?", need="evidence"))
book = ledger_page.read(page)
ledger_page.answer(book)
if book is not None:
    ledger_page.sums(book)
near = ledger_page.clock(page)
if book is not None:
    ledger_page.agreements(page, book)
    ledger_page.out_of_force(book)
    ledger_page.points(book)
ledger_page.lookup(page, near)
ledger_files.take_newer(page)
if book is not None:
    ledger_files.export(page)
frame.close_page(page)
