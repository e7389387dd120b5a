import pytest

from prioritise.record.charts import stacked_gbp
from prioritise.ui import charts, theme
from prioritise.ui.views import decide, gaps, housing, money


@pytest.fixture(autouse=True)
def light(monkeypatch):
    monkeypatch.setattr(theme, "is_dark", lambda: False)


def test_charts_are_whole(demo_page):
    prepared, run, year = demo_page.ready, demo_page.run, demo_page.year
    code = gaps.shortest(prepared, year)
    cluster = next(iter(gaps.cluster_years(prepared).values()))
    for chart in (
        charts.homes(housing.by_year(prepared)),
        stacked_gbp(money.by_expiry(prepared), "spend_by_year", "Spend by"),
        stacked_gbp(decide.spend_by_year(run), "financial_year", "Year"),
        charts.profile(gaps.profile(prepared, code)),
        charts.causes(gaps.causes(prepared, code, year)),
        charts.gap_line(cluster, (-100.0, 100.0)),
    ):
        assert chart.to_dict()["datasets"]


def test_a_kind_of_money_keeps_its_colour_whatever_else_is_drawn(demo_page):
    rows = money.by_expiry(demo_page.ready)
    whole = stacked_gbp(rows, "spend_by_year", "x").to_dict()["encoding"]["color"]["scale"]
    part = stacked_gbp(rows[rows["pot_kind"] == "s106"], "spend_by_year", "x").to_dict()
    scale = part["encoding"]["color"]["scale"]
    assert (
        dict(zip(scale["domain"], scale["range"], strict=True)).items()
        <= dict(zip(whole["domain"], whole["range"], strict=True)).items()
    )


def test_titles_are_computed_from_the_data(demo_page):
    assert housing.chart_title(demo_page.ready) != housing.chart_title(
        type(demo_page.ready)(**{**demo_page.ready.__dict__, "evidence": None})
    )
    assert "£" in money.expiry_title(demo_page.ready)
    assert "£" in money.spend_title(demo_page.run)
