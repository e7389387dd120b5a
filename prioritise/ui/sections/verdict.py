"""What any page that shows the list says first: that there is none, or that its order means nothing."""

from prioritise.ui import frame, words
from prioritise.ui.frame import Page
from prioritise.ui.sections import prices_page
from prioritise.ui.views import decide

KNOWN = "“55% known” under a value: only that share of the weight has a score, and the value rests on it."


def no_list(page: Page, *, link: bool = True) -> bool:
    """Say that there is no list and which rules clash, with a link to where they are eased; False where there is one.

    Args:
        page: a page with a run.
        link: whether to link to the Prioritise page.
    """
    if page.run.result.status.has_answer:
        return False
    clash = decide.clash_lines(page.run)
    if clash:
        frame.band("<b>There is no list: these rules cannot all hold.</b> Ease one of them and run again.", warn=True)
        frame.bullets(clash)
        prices_page.way_out(page)
    else:
        frame.band(f"<b>There is no list.</b> {words.safe(decide.answer(page.run))}", warn=True)
    if link:
        frame.link(frame.PRIORITISE, "Ease a rule on Prioritise, and run again")
    return True


def warn(page: Page) -> None:
    """Warn that the list is not a ranking, where no bid has a value."""
    said = decide.not_a_ranking(page.ready)
    if said:
        frame.band(f"<b>{words.safe(said)}</b>", warn=True)
