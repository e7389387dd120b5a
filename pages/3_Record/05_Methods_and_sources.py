from prioritise.ui import frame
from prioritise.ui.sections import methods

page = frame.open_page("How is it worked out, and from what?", need="evidence")
methods.answer(page)
methods.formulas()
methods.prediction(page)
methods.assumptions(page)
methods.criteria(page)
methods.rules(page)
methods.presets()
methods.sources(page)
methods.dictionary()
frame.close_page(page)
