"""Who can reach a surgery before and after the list: a section of the Prioritise page."""

from prioritise.record.charts import before_after
from prioritise.ui import cached, charts, frame, tables, theme
from prioritise.ui.frame import Page
from prioritise.ui.views import access
from prioritise.ui.views import portfolio as views


def before_and_after(page: Page) -> None:
    """Space and minutes before and after, by deprivation and in town and country."""
    if not page.run.result.status.has_answer:
        return
    frame.section("Who could reach a surgery, before and after")
    found = cached.portfolio(page.run.answer_key, page.run)
    if found is None:
        frame.note(access.NO_ANSWER)
        return
    rows = views.rows(found)
    frame.answer(views.answer(found))
    frame.part(views.title(found))
    charts.draw(
        before_after(
            rows, "people_group", ("two_step_per_1000_before", "two_step_per_1000_after"),
            f"m² {found.before.supply} for 1,000 people, two steps: ○ before, ▶ after", quiet=theme.quiet(),
        ),
        key="portfolio", alt=f"Chart: {views.title(found)}. The table below has it.",
    )  # fmt: skip
    tables.prose(rows[views.SPACE], alt="Space in reach by group of people, before and after, by two measures")
    tables.prose(rows[views.MINUTES], alt="Share of people near a surgery by group, before and after")
    frame.bullets(views.notes(found, page.run))
    tables.behind("each scheme of the list and whether it is counted", views.schemes(found, page.run))
