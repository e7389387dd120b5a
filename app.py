"""Prioritise in the browser: navigation and nothing else. Start it with `make run`."""

from prioritise.ui.began import began_the_old_way

old_way = (
    began_the_old_way()
)  # asked before what takes seconds to load: another visitor may change the answer meanwhile

from prioritise.ui import menu, state  # noqa: E402

page = menu.asked_for(old_way=old_way)
with state.draw(page.title):
    page.run()
