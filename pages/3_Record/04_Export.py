from prioritise.ui import frame
from prioritise.ui.sections import exports

page = frame.open_page("How do I take this with me?", need="run")
chosen = exports.edition(page)
exports.the_papers(page, chosen)
exports.the_list(page, chosen)
exports.the_case(page, chosen)
exports.the_scenario(page)
frame.close_page(page)
