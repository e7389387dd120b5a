from prioritise.ui import frame
from prioritise.ui.sections import clusters_page

page = frame.with_last_list(frame.open_page("Where is each cluster heading?", need="evidence"))
found = clusters_page.profiles(page)
answer = clusters_page.answer_place()
bands = clusters_page.sizes(page)
clusters_page.side_by_side(page, found, bands, answer)
clusters_page.one_cluster(page, found, bands)
clusters_page.redraw(page, found, bands)
frame.close_page(page)
