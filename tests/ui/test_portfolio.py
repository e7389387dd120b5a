"""Access before and after the list, on the Prioritise page."""

from dataclasses import replace

import numpy as np
import pytest

from prioritise.record.charts import before_after
from prioritise.ui import labels
from prioritise.ui.views import portfolio as views


@pytest.fixture(scope="module")
def run(demo_page):
    return demo_page.run


@pytest.fixture(scope="module")
def found(run):
    return views.found(run)


def test_every_group_is_there_before_and_after_and_nobody_loses(found):
    rows = views.rows(found)
    assert rows["people_group"].iloc[-1] == "Everybody" and len(rows) == 8
    for column in ("two_step_per_1000", "near_share", "far_share"):
        assert (rows[f"{column}_after"] >= rows[f"{column}_before"] - 1e-9).all()
    everybody = rows.iloc[-1]
    added = found.after.total - found.before.total
    for column in ("two_step_per_1000", "three_step_per_1000"):
        gain = everybody[f"{column}_after"] - everybody[f"{column}_before"]
        assert gain == pytest.approx(1000 * added / everybody["residents"])
    assert all(labels.label_of(c)[0] != c for c in (*views.SPACE, *views.MINUTES))


def test_the_words_have_the_figures(found, run):
    added = found.after.total - found.before.total
    assert f"{added:,.0f} m² that can be counted" in views.answer(found)
    assert views.title(found).startswith("Space in reach would go from 60.1 to ")
    assert " fifth" in views.title(found)
    said = " ".join(views.notes(found, run))
    assert "two steps" in said and "three steps" in said and "not times by real roads" in said


def test_every_funded_scheme_is_listed_once_with_why(found, run):
    rows = views.schemes(found, run)
    assert len(rows) == len(run.result.starts)
    assert rows["scheme_counted"].str.len().min() > 0
    counted = rows[rows["scheme_counted"].eq("counted")]
    assert counted["added_area_m2"].sum() == pytest.approx(found.after.total - found.before.total)


def test_the_chart_holds_both_figures_of_every_group(found):
    rows = views.rows(found)
    spec = before_after(rows, "people_group", ("two_step_per_1000_before", "two_step_per_1000_after"), "m²").to_dict()
    points = spec["datasets"][spec["layer"][1]["data"]["name"]]
    assert len(points) == 2 * len(rows)
    assert {p["when"] for p in points} == {"Before", "After"}


def test_where_space_is_not_known_no_figure_is_made_up(found):
    areas = found.before.areas.assign(two_step_per_1000=np.nan, three_step_per_1000=np.nan)
    blind = replace(found, before=replace(found.before, areas=areas), after=replace(found.after, areas=areas))
    assert views.title(blind) == "What this list would do for space in reach is not known"
