from prioritise.ui import charts, frame, tables
from prioritise.ui.sections import housing_page
from prioritise.ui.views import housing

page = frame.open_page("How many people are coming, and when?", need="evidence")
housing_page.controls(page)
frame.answer(housing.answer(page.ready, page.year))
housing_page.elsewhere(page)

homes = housing.by_year(page.ready)
charts.show(
    charts.homes(homes),
    housing.chart_title(page.ready),
    "Homes expected to be finished: those stated times the chance that they are built. Source: the case's developments "
    "and completions; a stated build-out curve where there is no programme.",
    homes,
    key="homes",
)

frame.section("Every development")
tables.show(housing.developments(page.ready, page.year), alt="Every development, most homes still to come first")
housing_page.futures(page)
housing_page.people_in_a_home(page)
housing_page.one_development(page)
frame.close_page(page)
