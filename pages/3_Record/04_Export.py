from prioritise.ui import frame
from prioritise.ui.sections import exports

page = frame.open_page("How do I take this with me?", need="run")
exports.the_list(page)
exports.the_case(page)
exports.the_scenario(page)
frame.close_page(page)
