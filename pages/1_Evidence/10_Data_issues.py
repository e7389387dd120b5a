from prioritise.ui import frame
from prioritise.ui.sections import issues_page, part_page

page = frame.open_page("What is wrong with the data?", need="issues")
issues_page.answer(page)
issues_page.listing(page)
issues_page.import_report(page)
issues_page.load_your_own()
part_page.work_on_a_part(page)
frame.close_page(page)
